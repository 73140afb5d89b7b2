/* The log as text. Pure. */
#pragma once

#include "cli/render.h"

/* Where a listing stands; zero it, then one entry after the other. */
struct history {
    bool begun;
    int64_t day;
    int32_t offset;
};
void history_print(struct history *history, FILE *out, const struct view *view,
                   const json_t *entry);
