/* The log as text. Pure. */
#pragma once

#include "cli/command.h"
#include "cli/place.h"
#include "cli/render.h"

/* Where a listing stands; zero it but for the days, then one entry after the other, then the end.
 */
struct history {
    bool begun;
    int64_t day;
    int32_t offset;
    const json_t
        *days;   /* Habits' days, an array, oldest first, shown among the entries; NULL: none */
    size_t next; /* of them */
};
void history_print(struct history *history, FILE *out, const struct view *view,
                   const json_t *entry);
/* What became of the reminders on the days that are left. */
void history_end(struct history *history, FILE *out, const struct view *view);

/* [KIND] [REGION] --from --to --last as History's parameters. 0, or -errno with why. */
int history_filter(const struct cli *cli, const struct arguments *arguments, json_t **ret,
                   char ret_why[static PLACE_WHY_MAX]);
