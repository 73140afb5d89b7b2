/* What a line for bars is about: the state, the reminder it speaks of, and its templates. Pure. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/render.h"

/* The first that applies. Their names are a promise: themes and scripts go by them. */
enum bar_state {
    BAR_NODAEMON,
    BAR_OFF,
    BAR_PAUSED,
    BAR_OVERDUE,
    BAR_DUE,
    BAR_DEFERRED,
    BAR_RESTING,
    BAR_IDLE,
    BAR_SOON,
    BAR_OK,
    BAR_COUNT,
};
struct bar_look {
    const char *name, *text, *brief; /* the last two are templates */
    const char *colour;              /* beside the text, never instead of it; NULL: the bar's own */
};
extern const struct bar_look bar_looks[BAR_COUNT];

/* The reminder that a line is about: what has waited longest, else what comes next. */
struct bar_next {
    const char *name; /* NULL: there is none */
    bool waits, stands_still;
    struct stamp at;
    int64_t in; /* microseconds until then; since then where it waits */
    int64_t counted, every;
};

struct bar {
    const json_t *status;
    int64_t ago;
    struct stamp now;
    enum bar_state state;
    struct bar_next next;
    int64_t waiting, changes;
};

/* status: as of bar_line(). The bar looks into it. */
void bar_read(const json_t *status, int64_t ago, struct bar *ret);
/* One reminder of the status. False: it neither waits nor is to come. */
bool bar_read_reminder(const struct bar *b, const json_t *reminder, struct bar_next *ret);
/* A template with its fields filled in, cleaned; NULL: no memory. Lowers b->changes to the moment
 * at which what was put in reads differently. */
char *bar_fill(struct bar *b, const char *template);
/* A time as a person says it on that day. */
void bar_print_soon(struct bar *b, struct stamp at, FILE *out);
/* The first "{word}" of a template that is no field, or NULL; its length with the braces. */
const char *bar_unknown_field(const char *template, size_t *ret_n);
