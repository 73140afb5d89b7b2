/* The invariants (judge.c), and what their files share. */
#pragma once

#include "tests/simulation/account.h"

#define NEAR (USEC_PER_SEC / 10)

static inline bool may_show(const struct world *w)
{
    return !presence_is_absent(w->told) && !w->busy && !w->paused;
}
static inline size_t number_of(const struct world *w, const struct track *t)
{
    return (size_t)(t - w->tracks);
}
/* Whether two times mean the same occurrence: while the clock is behind where it once was, each
 * gets some microseconds more than the one before. */
static inline bool same_time(int64_t a, int64_t b)
{
    return a - b < USEC_PER_SEC && b - a < USEC_PER_SEC;
}

/* ---- judge.c */
/* The first thing that breaks; invariant: its name. */
__attribute__((format(printf, 3, 4))) void judge_broken(struct world *w, const char *invariant,
                                                        const char *why, ...);
void judge_call(struct world *w, enum cause cause);
void judge_year(struct world *w);
void judge_note(struct world *w, const char *what, const char *detail, int64_t number,
                int64_t value);
/* For comparing lives. */
void judge_remember(struct world *w, int64_t due, size_t number, unsigned what);

/* ---- judge_shows.c */
void judge_notices(struct world *w);
void judge_show(struct world *w, struct track *t, const struct occurrence *o);
/* Whether an occurrence is what the reminder waits to show. */
bool judge_waits_for(const struct track *t, const struct occurrence *o);
/* After the clock has been far ahead, it is not known which times are still remembered. */
bool judge_perhaps_forgotten(struct world *w, const struct track *t, const struct occurrence *o);

/* ---- judge_ends.c */
/* An occurrence's key in `ends`. */
static inline uint64_t key_of_end(int64_t due, size_t number)
{
    return (uint64_t)due * DRAFT_RULES + number + 1;
}
void judge_put_on_disk(struct world *w, const struct occurrence *o);
void judge_end(struct world *w, struct track *t, const struct occurrence *o, enum cause cause);
/* What an end was owed for; NULL: nothing. */
struct owed *judge_met(struct world *w, size_t number, const struct occurrence *o);

/* ---- judge_kill.c */
/* What was on disk is taken over, and what must not be lost is judged. */
void judge_after_kill(struct world *w);
