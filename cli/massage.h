/* What massage does by its first word; massage.c has the table. */
#pragma once

#include "cli/command.h"
#include "cli/ics.h"
#include "common/entry.h"

/* Those words. */
#define MASSAGE_WHATS 7
extern const char *const massage_whats[MASSAGE_WHATS];

enum exit_code massage_advice(struct cli *cli, const struct command *self,
                              const struct arguments *arguments);
enum exit_code massage_sheet(struct cli *cli, const struct command *self,
                             const struct arguments *arguments);
enum exit_code massage_calendar(struct cli *cli, const struct command *self,
                                const struct arguments *arguments);
/* The next appointment that stands, an Entry; EXIT_NEGATIVE, after a complaint: there is none. */
enum exit_code massage_next(struct cli *cli, const struct command *self, json_t **ret);

/* calendar.c: an appointment as a calendar keeps it. */
struct appointment {
    char uid[UUID7_TEXT_MAX]; /* the id of its first version */
    int64_t sequence;         /* how many changes came after that */
    struct wall at;
    char note[NOTE_MAX + 1];
    bool off;
};
/* As it stands. Complains by itself, as the next. */
enum exit_code calendar_find(struct cli *cli, const struct command *self, const json_t *entry,
                             struct appointment *ret);
/* Into the file that --output names, else to the output. */
enum exit_code calendar_write(struct cli *cli, const struct command *self,
                              const struct arguments *arguments, const struct appointment *a);
