/* Years at random desks, with every invariant on. KNEAD_YEARS says how many in all, KNEAD_SEED with
 * which to begin, KNEAD_JOBS how many processes share them; a year that breaks tells the command
 * that lives it again, and the first one of each process what had happened. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/simulation/world.h"

#define YEARS    1000
#define JOBS_MAX 64
#define ENOUGH   20 /* years of a theme, in which everything happens that may */

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

/* What a process says of its years. */
struct tally {
    uint64_t seed; /* of the year it is in; 0: it is through */
    long years, broken, steps, shows, rings;
    unsigned had; /* accidents */
    clock_t clock;
};

struct run {
    struct world *world;
    struct oracle oracle;
    long years, jobs;
    uint64_t seed;
    struct tally *tallies; /* JOBS_MAX, shared with the processes */
};

static int setup(void **state)
{
    struct run *run = calloc(1, sizeof(*run));

    run->world = calloc(1, sizeof(*run->world));
    oracle_init(&run->oracle);
    run->years = world_setting("KNEAD_YEARS", YEARS);
    run->years = (run->years + (long)COUNT_OF(themes) - 1) / (long)COUNT_OF(themes);
    run->seed = (uint64_t)world_setting("KNEAD_SEED", 1);
    run->jobs = world_setting("KNEAD_JOBS", sysconf(_SC_NPROCESSORS_ONLN));
    run->jobs = run->jobs < 1 ? 1 : run->jobs > JOBS_MAX ? JOBS_MAX : run->jobs;
    run->tallies = mmap(NULL, JOBS_MAX * sizeof(*run->tallies), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    *state = run;
    return run->tallies == MAP_FAILED ? -1 : 0;
}

static int teardown(void **state)
{
    struct run *run = *state;

    world_free(run->world);
    oracle_done(&run->oracle);
    (void)munmap(run->tallies, JOBS_MAX * sizeof(*run->tallies));
    free(run);
    return 0;
}

static void tell_broken(const struct theme *theme, uint64_t seed, const char *why)
{
    (void)fprintf(stderr, "%s: %s\n  again: KNEAD_SEED=%llu KNEAD_YEARS=1 KNEAD_THEME='%s' %s\n",
                  theme->name, why, (unsigned long long)seed, theme->name, program_invocation_name);
}

/* One process's share of the years: each `jobs`th. */
static void live_some(struct run *run, const struct theme *theme, long first, struct tally *tally)
{
    struct world *w = run->world;
    clock_t begin = clock();

    for (long i = first; i < run->years; i += run->jobs) {
        tally->seed = run->seed + (uint64_t)i;
        world_begin(w, &run->oracle, tally->seed, theme->may, 365);
        if (!world_live(w)) {
            if (tally->broken++ == 0)
                world_report(w);
            tell_broken(theme, w->seed, w->why);
        }
        tally->years++;
        tally->had |= w->had;
        tally->steps += w->steps;
        tally->shows += w->shows;
        tally->rings += w->rings;
        world_end(w);
    }
    tally->seed = 0;
    tally->clock = clock() - begin;
}

static void live(struct run *run, const struct theme *theme)
{
    struct tally all = {0};
    pid_t children[JOBS_MAX];

    memset(run->tallies, 0, JOBS_MAX * sizeof(*run->tallies));
    (void)fflush(NULL);
    for (long k = 0; k < run->jobs; k++) {
        children[k] = fork();
        assert_true(children[k] >= 0);
        if (children[k] > 0)
            continue;
        live_some(run, theme, k, &run->tallies[k]);
        world_free(run->world);
        oracle_done(&run->oracle);
        exit(EXIT_SUCCESS);
    }
    for (long k = 0; k < run->jobs; k++) {
        const struct tally *tally = &run->tallies[k];
        int status;

        assert_int_equal(waitpid(children[k], &status, 0), children[k]);
        if (status != 0) {
            all.broken++;
            tell_broken(theme, tally->seed, "the process died");
        }
        all.years += tally->years;
        all.had |= tally->had;
        all.broken += tally->broken;
        all.steps += tally->steps;
        all.shows += tally->shows;
        all.rings += tally->rings;
        all.clock += tally->clock;
    }
    if (all.years > 0)
        print_message("%s: %ld years, %.1f ms each; a year has %ld calls, %ld wakeups, %ld shows\n",
                      theme->name, all.years,
                      1e3 * (double)all.clock / CLOCKS_PER_SEC / (double)all.years,
                      all.steps / all.years, all.rings / all.years, all.shows / all.years);
    assert_int_equal(all.broken, 0);
    assert_int_equal(all.years, run->years);
    if (run->years >= ENOUGH) /* nothing that a theme is about is left out */
        assert_int_equal(all.had, theme->may);
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

    const char *only = getenv("KNEAD_THEME");

    for (size_t i = 0; i < COUNT_OF(tests); i++)
        tests[i].name = themes[i].name;
    cmocka_set_test_filter(only && *only ? only : NULL);
    return cmocka_run_group_tests_name("years", tests, setup, teardown);
}
