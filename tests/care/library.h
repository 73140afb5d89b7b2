/* The shipped library of moves, as the care engine sees it. */
#pragma once

#include <stdlib.h>

#include "common/moment.h"
#include "config/moves.h"
#include "daemon/care/moves.h"
#include "tests/care/life.h"

struct library {
    struct moves moves;
    struct care_move items[64];
    size_t n;
};

static inline void library_done(struct library *l)
{
    moves_done(&l->moves);
}

static inline void library_load(struct library *l)
{
    static const int turns[] = {
        [EACH_ONCE] = 1, [EACH_SIDE] = 2, [EACH_DIRECTION] = 2, [EACH_WAY_AND_SIDE] = 4};
    CLEANUP(complaints_done) struct complaints c = {0};

    assert_int_equal(setenv("XDG_CONFIG_HOME", "/nowhere", 1), 0);
    assert_int_equal(setenv("XDG_CONFIG_DIRS", "/nowhere", 1), 0);
    assert_int_equal(moves_load(&l->moves, &c), 0);
    l->n = l->moves.n;
    assert_true(l->n <= COUNT_OF(l->items));
    for (size_t i = 0; i < l->n; i++) {
        const struct move *m = &l->moves.items[i];

        l->items[i] = (struct care_move){
            .regions = m->regions,
            /* what strengthens is off */
            .seconds = !moves_offers(&l->moves, m) ? 0
                                                   : (int)(m->hold / USEC_PER_SEC) *
                                                         (m->times ? m->times : 1) * turns[m->each],
            .moderate = m->load == LOAD_MODERATE,
            .massage = m->massage,
            .not_new_pain = m->not_with & 1u << CONDITION_NEW_PAIN,
            .not_weak_bones = m->not_with & 1u << CONDITION_WEAK_BONES,
            .not_thinners = m->not_with & 1u << CONDITION_BLOOD_THINNERS,
        };
    }
}

/* Whether a move of the library may be offered. */
static inline bool library_offers(const struct library *l, const char *name,
                                  const struct care_allowed *allowed)
{
    const struct move *m = moves_find(&l->moves, name);

    assert_non_null(m);
    return care_move_allowed(&l->items[m - l->moves.items], allowed);
}
