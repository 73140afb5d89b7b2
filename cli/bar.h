/* How things stand in one line, for status bars and scripts. Pure. */
#pragma once

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

enum bar_kind {
    BAR_PLAIN, /* a template, or each state's own text */
    BAR_WAYBAR,
    BAR_I3BAR,
    BAR_TMUX,
    BAR_JSON, /* the status itself */
};

struct bar_form {
    enum bar_kind kind;
    const char *template; /* NULL: each state's own; belongs to the caller */
};

/* The names of the states, in the order in which the first that applies is taken, and of the fields
 * of templates; NULL behind the last. */
const char *bar_state_name(size_t i);
const char *bar_field_name(size_t i);

#define BAR_WHY_MAX 256
/* text: waybar, i3bar, tmux or a template (knead(1), STATUS BARS), which *ret then points to. 0, or
 * -EINVAL with a sentence in ret_why. */
int bar_form_parse(const char *text, struct bar_form *ret, char ret_why[static BAR_WHY_MAX]);

/* One line without its end, owned by the caller; NULL: no memory. status: the parameters of Status'
 * or Watch's reply as it was so many microseconds ago, NULL: no daemon runs. *ret_next: after how
 * many microseconds more it may read differently though nothing happens; INT64_MAX: never. */
char *bar_line(const struct bar_form *form, const json_t *status, int64_t ago, int64_t *ret_next);
