/* "`next` never skips an effect that `step` would give": two lives from one seed, in one of which
 * the daemon looks when its timer rings, and in the other each minute as well. What is shown and
 * what ends is the same, at the same moments. KNEAD_YEARS and KNEAD_SEED as for test_years, of
 * whose years this takes a small part. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <stdlib.h>

#include "tests/simulation/world.h"

#define YEARS 1000
#define EACH  25 /* of so many years */
#define DAYS  50
/* What depends on how often it writes, and what makes it late, is left out. */
#define MAY \
    (EVERYTHING & ~(unsigned)(ACCIDENT_KILL | ACCIDENT_DISK | ACCIDENT_SCREEN | ACCIDENT_FREEZE))

struct life {
    size_t n;
    struct seen *seen; /* owned */
};

static void forget(struct life *life)
{
    free(life->seen);
}

static bool same(const struct seen *a, const struct seen *b)
{
    return a->at == b->at && a->due == b->due && a->what == b->what;
}

static struct life live(struct world *w, struct oracle *oracle, uint64_t seed, bool often)
{
    struct life life;

    w->want_seen = true;
    world_begin(w, oracle, seed, MAY, DAYS);
    w->lateness = 0;
    if (often)
        w->slots[SLOT_TICK] = w->began + (int64_t)(seed % 60) * USEC_PER_SEC;
    if (!world_live(w)) {
        world_report(w);
        fail_msg("KNEAD_SEED=%llu: %s", (unsigned long long)seed, w->why);
    }
    world_end(w);
    life = (struct life){w->seen_n, w->seen};
    w->seen = NULL;
    w->seen_size = 0;
    return life;
}

static void looking_more_often_changes_nothing(void **state)
{
    struct world *w = calloc(1, sizeof(*w));
    uint64_t seed = (uint64_t)world_setting("KNEAD_SEED", 1);
    struct oracle oracle;

    (void)state;
    oracle_init(&oracle);
    for (long years = world_setting("KNEAD_YEARS", YEARS); years > 0; years -= EACH, seed++) {
        CLEANUP(forget) struct life seldom = live(w, &oracle, seed, false);
        CLEANUP(forget) struct life often = live(w, &oracle, seed, true);
        size_t i = 0;

        while (i < seldom.n && i < often.n && same(&seldom.seen[i], &often.seen[i]))
            i++;
        if (i < seldom.n || i < often.n)
            fail_msg("KNEAD_SEED=%llu: %zu of %zu the same; then at %.6f, not at %.6f",
                     (unsigned long long)seed, i, seldom.n,
                     i < often.n ? (double)often.seen[i].at / 1e6 : 0,
                     i < seldom.n ? (double)seldom.seen[i].at / 1e6 : 0);
        assert_true(seldom.n > 0);
    }
    world_free(w);
    oracle_done(&oracle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looking_more_often_changes_nothing),
    };
    return cmocka_run_group_tests_name("looks", tests, NULL, NULL);
}
