/* Years at random desks, with every invariant on. KNEAD_YEARS says how many in all, KNEAD_SEED with
 * which to begin; a year that breaks tells its seed, and what had happened. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <stdlib.h>
#include <time.h>

#include "tests/simulation/world.h"

#ifdef __SANITIZE_ADDRESS__
#define YEARS 60
#else
#define YEARS 1000
#endif
#define YEARS_WRAPPED 10 /* under valgrind */

static const struct theme {
    const char *name;
    unsigned may;
} themes[] = {
    {"ordinary years", USER_MEETS | USER_PAUSES},
    {"nobody tells presence", USER_UNSEEN | USER_MEETS | USER_PAUSES | ACCIDENT_FREEZE},
    {"sleep", ACCIDENT_SLEEP | USER_MEETS},
    {"frozen", ACCIDENT_FREEZE | USER_MEETS | USER_PAUSES},
    {"clocks that are set", ACCIDENT_STEP | ACCIDENT_YEARS | USER_PAUSES},
    {"travels", ACCIDENT_ZONE | ACCIDENT_SLEEP | USER_PAUSES},
    {"restarts", ACCIDENT_RESTART | ACCIDENT_RELOAD | USER_PAUSES},
    {"kills", ACCIDENT_KILL | USER_MEETS},
    {"a bad disk, a bad screen", ACCIDENT_DISK | ACCIDENT_SCREEN | USER_MEETS},
    {"everything", EVERYTHING},
};

struct run {
    struct world *world;
    struct oracle oracle;
    long years;
    uint64_t seed;
};

static long number(const char *name, long otherwise)
{
    const char *text = getenv(name);

    return text && *text ? strtol(text, NULL, 10) : otherwise;
}

static int setup(void **state)
{
    struct run *run = calloc(1, sizeof(*run));

    run->world = calloc(1, sizeof(*run->world));
    oracle_init(&run->oracle);
    run->years = number("KNEAD_YEARS", getenv("KNEAD_WRAP") ? YEARS_WRAPPED : YEARS);
    run->years = (run->years + (long)COUNT_OF(themes) - 1) / (long)COUNT_OF(themes);
    run->seed = (uint64_t)number("KNEAD_SEED", 1);
    *state = run;
    return 0;
}

static int teardown(void **state)
{
    struct run *run = *state;

    world_free(run->world);
    oracle_done(&run->oracle);
    free(run);
    return 0;
}

static void live(struct run *run, const struct theme *theme)
{
    struct world *w = run->world;
    long broken = 0, steps = 0, shows = 0, rings = 0;
    clock_t begin = clock();

    for (long i = 0; i < run->years; i++) {
        world_begin(w, &run->oracle, run->seed + (uint64_t)i, theme->may, 365);
        if (!world_live(w)) {
            if (broken++ == 0)
                world_report(w);
            else
                print_message("also broken: seed %llu: %s\n", (unsigned long long)w->seed, w->why);
        }
        steps += w->steps;
        shows += w->shows;
        rings += w->rings;
        world_end(w);
    }
    print_message("%s: %ld years, %.1f ms each; a year has %ld calls, %ld wakeups, %ld shows\n",
                  theme->name, run->years,
                  1e3 * (double)(clock() - begin) / CLOCKS_PER_SEC / (double)run->years,
                  steps / run->years, rings / run->years, shows / run->years);
    assert_int_equal(broken, 0);
}

#define THEME(n)                        \
    static void theme_##n(void **state) \
    {                                   \
        live(*state, &themes[n]);       \
    }
/* clang-format off */
THEME(0) THEME(1) THEME(2) THEME(3) THEME(4)
THEME(5) THEME(6) THEME(7) THEME(8) THEME(9)

int main(void)
/* clang-format on */
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(theme_0), cmocka_unit_test(theme_1), cmocka_unit_test(theme_2),
        cmocka_unit_test(theme_3), cmocka_unit_test(theme_4), cmocka_unit_test(theme_5),
        cmocka_unit_test(theme_6), cmocka_unit_test(theme_7), cmocka_unit_test(theme_8),
        cmocka_unit_test(theme_9),
    };

    for (size_t i = 0; i < COUNT_OF(tests); i++)
        tests[i].name = themes[i].name;
    cmocka_set_test_filter(getenv("KNEAD_THEME"));
    return cmocka_run_group_tests_name("years", tests, setup, teardown);
}
