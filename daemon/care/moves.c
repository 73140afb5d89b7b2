/* Which moves may be offered, and the five-minute routine (R9-R11, R44, R46, R51).
 *
 * A move is left out as soon as one thing speaks against it; a routine that cannot be filled with
 * what is left is none at all.
 */
#include "daemon/care/moves.h"

#include <errno.h>

#include "daemon/schedule/mix.h"

bool care_move_allowed(const struct care_move *move, const struct care_allowed *allowed)
{
    if (!allowed->moves || (move->moderate && !allowed->moderate) ||
        (move->homework && !allowed->homework) || (move->not_new_pain && allowed->new_pain))
        return false;
    if (move->massage) /* which weak bones and thinners have turned off already, or the user on */
        return allowed->self_massage && !(allowed->no_massage & move->regions);
    return !(move->not_weak_bones && allowed->weak_bones) &&
           !(move->not_thinners && allowed->thinners);
}

const char *care_homework(const struct care_input *in, enum region region,
                          const struct care_allowed *allowed)
{
    const struct care_massage *last = NULL;

    if (!allowed->homework || allowed->no_massage & 1u << region)
        return NULL;
    for (size_t i = 0; i < in->massage_n; i++) {
        const struct care_massage *m = &in->massages[i];

        if (m->homework && m->homework_region == region && m->when.at <= in->now.at &&
            (!last || m->when.at > last->when.at))
            last = m;
    }
    return last ? last->homework : NULL;
}

/* ---------------------------------------------------------------- the routine */

struct search {
    const struct care_settings *set;
    const struct care_move *moves;
    size_t order[CARE_MOVES_MAX]; /* the moves that may come, shuffled by the day */
    size_t n;
    struct care_routine routine;
};

static int after(const struct search *s, size_t move)
{
    return s->routine.seconds + s->moves[move].seconds +
           (s->routine.n ? s->set->change_seconds : 0);
}

static void take(struct search *s, size_t move)
{
    s->routine.seconds = after(s, move);
    s->routine.moves[s->routine.n++] = move;
}

/* Fills up from the moves at `from` on until the time is right; the recursion is no deeper than the
 * routine is long. */
static bool fill(struct search *s, size_t from)
{
    if (s->routine.seconds >= s->set->routine_least)
        return s->routine.seconds <= s->set->routine_most;
    for (size_t i = from; i < s->n && s->routine.n < CARE_ROUTINE_MAX; i++) {
        struct care_routine before = s->routine;

        if (after(s, s->order[i]) > s->set->routine_most)
            continue;
        take(s, s->order[i]);
        if (fill(s, i + 1))
            return true;
        s->routine = before;
    }
    return false;
}

/* Takes the first of a region out of the order. */
static bool take_region(struct search *s, enum region region)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->moves[s->order[i]].regions & UINT32_C(1) << region) {
            take(s, s->order[i]);
            for (s->n--; i < s->n; i++)
                s->order[i] = s->order[i + 1];
            return true;
        }
    return false;
}

int care_routine_make(int64_t day, const struct care_move *moves, size_t n,
                      const struct care_allowed *allowed, const struct care_settings *settings,
                      struct care_routine *ret)
{
    struct search s = {.set = settings, .moves = moves};
    int sum = -settings->change_seconds;

    if (n > CARE_MOVES_MAX)
        return -E2BIG;
    for (size_t i = 0; i < n; i++)
        if (moves[i].seconds > 0 && care_move_allowed(&moves[i], allowed)) {
            s.order[s.n++] = i;
            sum += moves[i].seconds + settings->change_seconds;
        }
    if (sum < settings->routine_least)
        return -ENOENT;
    for (size_t i = s.n - 1; i > 0; i--) {
        size_t j = (size_t)(mix64((uint64_t)day * CARE_MOVES_MAX + i) % (i + 1));
        size_t move = s.order[i];

        s.order[i] = s.order[j];
        s.order[j] = move;
    }
    if (!take_region(&s, REGION_NECK) || !take_region(&s, REGION_SHOULDERS) ||
        !take_region(&s, REGION_LOWER_BACK) || !fill(&s, 0))
        return -ENOENT;
    *ret = s.routine;
    return 0;
}
