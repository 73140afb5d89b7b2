/* What why.c gathered and why_words.c puts into sentences. */
#pragma once

#include "daemon/daemon_internal.h"

/* An item of the agenda; those of one notification have one number. */
struct why_coming {
    size_t rule, notice;
    int64_t at;  /* wall: when the notification comes */
    int64_t due; /* wall: when this one is due by itself */
};

struct why_facts {
    struct daemon *daemon;
    struct moment now;
    size_t past_n, past_size;
    struct occurrence *past; /* since yesterday, by name, then by due time, each once */
    size_t shown_n;
    const struct occurrence **shown; /* of those, the shown ones, by when */
    size_t coming_n, coming_size;
    struct why_coming *coming; /* in order; until each that was asked for has come once */
    size_t notices, left;
    bool *wanted;
};

/* The occurrences of a reminder: where they begin in .past, and how many. */
size_t why_past(const struct why_facts *f, const char *reminder, size_t *ret_n);
/* The reminder's first one to come; NULL: not known. */
const struct why_coming *why_next(const struct why_facts *f, size_t rule);
void why_compose(const struct why_facts *f, size_t rule, struct why *ret);
