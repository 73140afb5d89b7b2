/* The daemon and who is at the desk: sources come, go and disagree; desk time follows. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/daemon.h"
#include "daemon/log.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_notifier.h"
#include "tests/fakes/fake_presence.h"
#include "tests/fakes/fake_store.h"
#include "tests/fakes/fake_zone.h"

/* Wednesday 2026-11-18, 09:00 UTC */
#define START (INT64_C(1794992400) * USEC_PER_SEC)

struct desk {
    struct fake_clock clock;
    struct fake_zone zone;
    struct fake_notifier *screen;
    struct fake_store store;
    struct fake_presence seen[2];
    struct presence_source *sources[2];
    struct daemon *daemon;
};

static int setup(void **state)
{
    static const char ini[] = "[presence]\nidle-after = 3m\naway-after = 6m\n"
                              "[reminder stand-up]\nevery = 1h\nrest = 10m\n";
    struct desk *k = calloc(1, sizeof(*k));
    FILE *stream = fmemopen((void *)(uintptr_t)ini, strlen(ini), "r");
    struct complaints complaints = {0};
    struct settings settings;

    log_init(LOG_ERROR);
    assert_int_equal(settings_read_stream(stream, "test.ini", &settings, &complaints), 0);
    (void)fclose(stream);
    fake_clock_init(&k->clock, (struct moment){{START}, {USEC_PER_DAY}});
    fake_zone_init(&k->zone, 0);
    fake_store_init(&k->store);
    k->screen = fake_notifier_new();
    for (size_t i = 0; i < COUNT_OF(k->seen); i++) {
        fake_presence_init(&k->seen[i]);
        k->sources[i] = &k->seen[i].source;
    }
    struct daemon_options options = {
        .clock = &k->clock.clock,
        .zone = &k->zone.source,
        .notifier = &k->screen->notifier,
        .store = &k->store.store,
        .presence = k->sources,
        .presence_n = COUNT_OF(k->sources),
    };
    assert_int_equal(daemon_new(&k->daemon, &options, &settings), 0);
    assert_int_equal(daemon_start(k->daemon), 0);
    *state = k;
    return 0;
}

static int teardown(void **state)
{
    struct desk *k = *state;

    daemon_free(k->daemon);
    notifier_free(&k->screen->notifier);
    fake_store_done(&k->store);
    fake_zone_done(&k->zone);
    free(k);
    return 0;
}

static struct daemon_status status(struct desk *k)
{
    struct daemon_status s;

    assert_int_equal(daemon_status(k->daemon, &s), 0);
    return s;
}

static enum presence presence(struct desk *k)
{
    struct daemon_status s = status(k);

    free(s.reminders);
    return s.presence;
}

static int64_t counted(struct desk *k)
{
    struct daemon_status s = status(k);
    int64_t us = s.reminders[0].view.counted;

    free(s.reminders);
    return us / USEC_PER_MIN;
}

/* Source i says so, since some minutes ago. */
static void say(struct desk *k, size_t i, enum presence input, int64_t minutes)
{
    fake_presence_report(
        &k->seen[i],
        (struct presence_report){.input = input,
                                 .input_since = {k->clock.now.boot.us - minutes * USEC_PER_MIN}});
}

static void test_asked_with_the_settings_spans(void **state)
{
    struct desk *k = *state;

    for (size_t i = 0; i < COUNT_OF(k->seen); i++) {
        assert_int_equal(k->seen[i].starts, 1);
        assert_int_equal(k->seen[i].idle_after, 3 * USEC_PER_MIN);
        assert_int_equal(k->seen[i].away_after, 6 * USEC_PER_MIN);
    }
}

static void test_edges_and_the_most_active(void **state)
{
    struct desk *k = *state;

    assert_int_equal(presence(k), PRESENCE_UNKNOWN);
    say(k, 0, PRESENCE_ACTIVE, 0);
    assert_int_equal(presence(k), PRESENCE_ACTIVE);
    say(k, 1, PRESENCE_AWAY, 6);
    assert_int_equal(presence(k), PRESENCE_ACTIVE);
    say(k, 0, PRESENCE_IDLE, 3);
    assert_int_equal(presence(k), PRESENCE_IDLE);
    fake_presence_report(&k->seen[1], (struct presence_report){.locked = true});
    assert_int_equal(presence(k), PRESENCE_LOCKED);
    fake_presence_report(&k->seen[1], (struct presence_report){0});
    fake_presence_report(&k->seen[0], (struct presence_report){0});
    assert_int_equal(presence(k), PRESENCE_UNKNOWN);
}

static void test_idle_freezes(void **state)
{
    struct desk *k = *state;

    say(k, 0, PRESENCE_ACTIVE, 0);
    (void)fake_clock_run(&k->clock, 23 * USEC_PER_MIN);
    say(k, 0, PRESENCE_IDLE, 3);
    (void)fake_clock_run(&k->clock, 2 * USEC_PER_MIN);
    say(k, 0, PRESENCE_ACTIVE, 0);
    assert_in_range(counted(k), 20, 23); /* a reader's last three minutes may count or not */
    (void)fake_clock_run(&k->clock, 35 * USEC_PER_MIN);
    assert_int_equal(k->screen->shown_n, 0);
    (void)fake_clock_run(&k->clock, 5 * USEC_PER_MIN);
    assert_int_equal(k->screen->shown_n, 1);
}

static void test_away_is_a_rest(void **state)
{
    struct desk *k = *state;

    say(k, 0, PRESENCE_ACTIVE, 0);
    (void)fake_clock_run(&k->clock, 40 * USEC_PER_MIN);
    say(k, 0, PRESENCE_AWAY, 6);
    (void)fake_clock_run(&k->clock, 5 * USEC_PER_MIN);
    say(k, 0, PRESENCE_ACTIVE, 0);
    assert_int_equal(counted(k), 0);
    (void)fake_clock_run(&k->clock, 59 * USEC_PER_MIN);
    assert_int_equal(k->screen->shown_n, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_asked_with_the_settings_spans),
        TEST(test_edges_and_the_most_active),
        TEST(test_idle_freezes),
        TEST(test_away_is_a_rest),
    };
    return cmocka_run_group_tests_name("daemon_desk", tests, NULL, NULL);
}
