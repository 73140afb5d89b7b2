/* The daemon paused: what is shown, kept on disk, said and refused. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#include <errno.h>

#include "common/scope.h"
#include "common/span.h"
#include "tests/unit/pause_desk.h"

#define TOMORROW (START + USEC_PER_DAY)

static const char two[] = "[reminder stand-up]\nevery = 1h\n"
                          "[reminder routine]\nat = 19:00\n";

static int setup(void **state)
{
    *state = malloc(sizeof(struct desk));
    setup_with(*state, two);
    return 0;
}

static int teardown(void **state)
{
    done_with(*state);
    free(*state);
    return 0;
}

/* Nothing that it would still write gets out. */
static void killed(struct desk *k)
{
    fake_store_fail(&k->store, 0, 1000, -EIO);
    daemon_free(k->daemon);
    fake_store_fail(&k->store, 0, 0, 0);
}

static int64_t paused_until(struct desk *k) /* 0: not paused */
{
    struct daemon_status status;

    assert_int_equal(daemon_status(k->daemon, &status), 0);
    free(status.reminders);
    return status.paused ? status.paused_until.us : 0;
}

static const struct notice *last_shown(struct desk *k)
{
    assert_true(k->screen->shown_n > 0);
    return &k->screen->shown[k->screen->shown_n - 1];
}

static int find(void *userdata, const struct occurrence *o)
{
    *(struct occurrence *)userdata = *o;
    return 0;
}

static struct occurrence last_occurrence(struct desk *k)
{
    struct store *s = &k->store.store;
    struct occurrence o = {0};

    assert_int_equal(s->ops->occurrences(s, (struct wall){0}, (struct wall){INT64_MAX}, find, &o),
                     0);
    return o;
}

/* ------------------------------------------------------------------ pause and resume */

static void test_nothing_comes_inside(void **state)
{
    struct desk *k = *state;

    (void)fake_clock_run(&k->clock, USEC_PER_HOUR); /* one is open */
    struct paused paused = pause_for(k, 210 * USEC_PER_MIN);
    assert_int_equal(paused.until.us, START + 270 * USEC_PER_MIN);
    assert_false(paused.shortened);
    assert_int_equal(k->screen->withdrawn_n, 1);
    assert_int_equal(last_occurrence(k).outcome, OUTCOME_SUPPRESSED);
    assert_int_equal(last_occurrence(k).reason, REASON_PAUSED);
    assert_string_equal(k->told, "2 reminders, paused until 13:30");

    (void)fake_clock_run(&k->clock, 210 * USEC_PER_MIN - 1);
    assert_int_equal(k->screen->shown_n, 1);
    assert_int_equal(paused_until(k), paused.until.us);
    (void)fake_clock_run(&k->clock, 1);
    assert_int_equal(k->screen->shown_n, 2); /* and no burst after it */
    assert_int_equal(paused_until(k), 0);
    assert_string_equal(last_shown(k)->title, "The pause is over");
    assert_string_equal(last_shown(k)->body, "Reminders come again.");
    assert_int_equal(last_shown(k)->urgency, URGENCY_LOW);
    assert_true(last_shown(k)->transient);
    assert_int_equal(last_shown(k)->timeout, 10 * USEC_PER_SEC);
    assert_int_equal(last_shown(k)->actions_n, 0);
    assert_string_equal(last_shown(k)->sound, "");
    (void)fake_clock_run(&k->clock, 30 * USEC_PER_MIN);
    assert_string_equal(last_shown(k)->title, "Stand up");
}

static void test_ends_tomorrow_at_the_latest(void **state)
{
    static const struct {
        const char *ini;
        int64_t until, holds;
    } rows[] = {
        {two, TOMORROW - 1, TOMORROW - 1},
        {two, TOMORROW, TOMORROW},
        {two, TOMORROW + 1, TOMORROW},
        {two, START + SPAN_LIMIT_US, TOMORROW},
        {"[reminder a]\nevery = 1h\nhours = 10:15-12:00, 13:00-17:00\n", INT64_MAX / 2,
         TOMORROW + 75 * USEC_PER_MIN},
        {"[general]\nhours = all day\n[reminder a]\nevery = 1h\n", INT64_MAX / 2,
         START + 15 * USEC_PER_HOUR},
        /* tomorrow has no hours: a day from now */
        {"[general]\ndays = wed\n[reminder a]\nevery = 1h\n", TOMORROW + USEC_PER_SEC, TOMORROW},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct desk k;
        struct paused paused;

        setup_with(&k, rows[i].ini);
        assert_int_equal(daemon_pause(k.daemon, (struct wall){rows[i].until}, &paused, &k.fault),
                         0);
        assert_int_equal(paused.until.us, rows[i].holds);
        assert_int_equal(paused.shortened, rows[i].holds < rows[i].until);
        assert_int_equal(paused_until(&k), rows[i].holds);
        done_with(&k);
    }
    (void)state;
}

static void test_another_end(void **state)
{
    static const int64_t ends[] = {USEC_PER_HOUR, 5 * USEC_PER_HOUR, 1};
    struct desk *k = *state;

    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        (void)pause_for(k, ends[i]);
        assert_int_equal(paused_until(k), START + ends[i]);
    }
}

static void test_refused(void **state)
{
    static const int64_t ends[] = {START, START - 1, 0, INT64_MIN};
    struct desk *k = *state;
    struct paused paused = {.until = {7}};
    long writes = k->store.writes;

    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        assert_int_equal(daemon_pause(k->daemon, (struct wall){ends[i]}, &paused, &k->fault),
                         -EINVAL);
        assert_int_equal(k->fault.kind, FAULT_INVALID_VALUE);
        assert_string_equal(k->fault.field, "until");
        assert_non_null(strstr(k->fault.why, "future"));
    }
    assert_int_equal(paused.until.us, 7);
    assert_int_equal(paused_until(k), 0);
    assert_int_equal(daemon_resume(k->daemon, &k->fault), -ENODATA);
    assert_int_equal(k->fault.kind, FAULT_NOTHING_TO_DO);
    assert_int_equal(k->store.writes, writes); /* nothing changed, nothing is written */
}

static void test_resume(void **state)
{
    struct desk *k = *state;

    (void)pause_for(k, 5 * USEC_PER_HOUR);
    (void)fake_clock_run(&k->clock, 90 * USEC_PER_MIN);
    assert_int_equal(daemon_resume(k->daemon, &k->fault), 0);
    assert_int_equal(paused_until(k), 0);
    assert_non_null(strstr(k->told, "next: stand-up at 11:00"));
    assert_int_equal(k->screen->shown_n, 0); /* who ended it knows */
    (void)fake_clock_run(&k->clock, 30 * USEC_PER_MIN);
    assert_int_equal(k->screen->shown_n, 1);
    (void)fake_clock_run(&k->clock, 4 * USEC_PER_HOUR);
    for (size_t i = 0; i < k->screen->shown_n; i++)
        assert_string_not_equal(k->screen->shown[i].title, "The pause is over");
    assert_int_equal(daemon_resume(k->daemon, &k->fault), -ENODATA);
}

/* ------------------------------------------------------------------ on disk */

/* A pause changes nothing else, and is on disk all the same; so is its end. */
static void test_survives_a_kill(void **state)
{
    struct desk *k = *state;

    (void)pause_for(k, 3 * USEC_PER_HOUR);
    killed(k);
    begin(k, two);
    assert_int_equal(paused_until(k), START + 3 * USEC_PER_HOUR);
    (void)fake_clock_run(&k->clock, 2 * USEC_PER_HOUR);
    assert_int_equal(k->screen->shown_n, 0);

    assert_int_equal(daemon_resume(k->daemon, &k->fault), 0);
    killed(k);
    begin(k, two);
    assert_int_equal(paused_until(k), 0);

    /* it ends while nobody runs: told at the next start */
    (void)pause_for(k, 10 * USEC_PER_MIN);
    killed(k);
    k->clock.now.wall.us += USEC_PER_HOUR;
    k->clock.now.boot.us += USEC_PER_HOUR;
    begin(k, two);
    assert_int_equal(paused_until(k), 0);
    assert_string_equal(last_shown(k)->title, "The pause is over");
    assert_int_equal(k->screen->shown_n, 1);
}

/* Whatever the plan changed is written, with an effect or without: here a window begins. */
static void test_edges_are_written(void **state)
{
    struct desk *k = *state;
    struct daemon_status status;
    long writes;

    (void)fake_clock_run(&k->clock, 23 * USEC_PER_HOUR);
    writes = k->store.writes;
    assert_int_equal(daemon_status(k->daemon, &status), 0);
    assert_int_equal(k->store.writes, writes);
    free(status.reminders);
    (void)fake_clock_run(&k->clock, USEC_PER_HOUR);
    assert_true(k->store.writes > writes);
    assert_int_equal(k->clock.now.wall.us, TOMORROW);
}

static void test_not_saved(void **state)
{
    struct desk *k = *state;
    struct paused paused;

    fake_store_fail(&k->store, 0, 1000, -ENOSPC);
    assert_int_equal(
        daemon_pause(k->daemon, (struct wall){START + USEC_PER_HOUR}, &paused, &k->fault), -EIO);
    assert_int_equal(k->fault.kind, FAULT_NOT_SAVED);
    assert_non_null(strstr(k->fault.why, "holds until 10:00"));
    assert_non_null(strstr(k->fault.why, "No space left"));
    assert_int_equal(paused_until(k), START + USEC_PER_HOUR); /* as far as can be */
    assert_int_equal(daemon_resume(k->daemon, &k->fault), -EIO);
    assert_non_null(strstr(k->fault.why, "reminders come again"));
    assert_int_equal(paused_until(k), 0);
    assert_int_equal(
        daemon_pause(k->daemon, (struct wall){START + USEC_PER_HOUR}, &paused, &k->fault), -EIO);

    fake_store_fail(&k->store, 0, 0, 0); /* room again: the next step writes what is due */
    (void)pause_for(k, 2 * USEC_PER_HOUR);
    killed(k);
    begin(k, two);
    assert_int_equal(paused_until(k), START + 2 * USEC_PER_HOUR);
}

static void test_no_store(void **state)
{
    struct desk *k = *state;
    struct paused paused;

    daemon_free(k->daemon);
    k->options.store = NULL;
    k->options.store_trouble = "the disk is gone";
    begin(k, two);
    assert_int_equal(
        daemon_pause(k->daemon, (struct wall){START + USEC_PER_HOUR}, &paused, &k->fault), -EIO);
    assert_non_null(strstr(k->fault.why, "the disk is gone"));
    assert_int_equal(paused_until(k), START + USEC_PER_HOUR);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_nothing_comes_inside),
        cmocka_unit_test(test_ends_tomorrow_at_the_latest),
        TEST(test_another_end),
        TEST(test_refused),
        TEST(test_resume),
        TEST(test_survives_a_kill),
        TEST(test_edges_are_written),
        TEST(test_not_saved),
        TEST(test_no_store),
    };
    return cmocka_run_group_tests_name("daemon_pause", tests, NULL, NULL);
}
