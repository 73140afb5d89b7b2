/* logind as a presence source: with dbusmock's, which the test locks and puts to sleep, and with
 * one that vanishes, refuses and talks nonsense. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/scope.h"
#include "tests/fakes/fake_logind.h"
#include "tests/fakes/presence_bench.h"

#define SERVICE "org.freedesktop.login1"
#define PATH    "/org/freedesktop/login1"
#define MANAGER SERVICE ".Manager"
#define MOCK    "org.freedesktop.DBus.Mock"
#define ROUNDS  100

struct desk {
    struct bench bench;
    struct fake_logind fake;
    pid_t mock;
};

static int set_up(void **state)
{
    struct desk *d = calloc(1, sizeof(*d));

    assert_non_null(d);
    bench_init(&d->bench);
    bench_bus_up(&d->bench);
    *state = d;
    return 0;
}

static int tear_down(void **state)
{
    struct desk *d = *state;

    bench_unplug(&d->bench);
    fake_logind_down(&d->fake);
    bench_kill(&d->mock);
    bench_bus_down(&d->bench);
    bench_done(&d->bench);
    free(d);
    return 0;
}

/* ------------------------------------------------------------------------------ dbusmock's logind
 */

#define mock_call(d, path, interface, ...) \
    assert_int_equal(bench_call(&(d)->bench, SERVICE, path, interface, __VA_ARGS__), 0)

static const char *session_path(const char *id)
{
    return strcmp(id, "c1") == 0 ? PATH "/session/c1" : PATH "/session/c2";
}

static const char *user_path(char text[static 64])
{
    (void)snprintf(text, 64, PATH "/user/%u", (unsigned)getuid());
    return text;
}

static void add_session(struct desk *d, const char *id)
{
    mock_call(d, PATH, MOCK, "AddSession", NULL, "ssusb", id, "seat0", (uint32_t)getuid(), "anna",
              1);
}

/* The template's own GetUser joins a text and a number, and fails. */
static void mock_up(struct desk *d)
{
    d->mock = bench_spawn((const char *[]){"/usr/bin/python3", "-m", "dbusmock", "--template",
                                           "logind", "--system", NULL});
    bench_wait_service(&d->bench, SERVICE);
    for (double until = desktop_now_ms() + DESKTOP_LIMIT_MS; desktop_now_ms() < until;)
        if (bench_call(&d->bench, SERVICE, PATH, MOCK, "AddSeat", NULL, "s", "seat0") == 0)
            break;
    mock_call(d, PATH, MOCK, "AddMethod", NULL, "sssss", MANAGER, "GetUser", "u", "o",
              "ret = '" PATH "/user/%d' % args[0]");
}

static void mock_up_with_session(struct desk *d)
{
    mock_up(d);
    add_session(d, "c1");
    (void)setenv("XDG_SESSION_ID", "c1", 1);
    bench_plug(&d->bench, presence_logind_new);
    assert_described(&d->bench, "logind: session c1, not locked", true);
    bench_settle(&d->bench);
}

static void set_display(struct desk *d, const char *id)
{
    char path[64];

    mock_call(d, user_path(path), "org.freedesktop.DBus.Properties", "Set", NULL, "ssv",
              SERVICE ".User", "Display", "(so)", id, *id ? session_path(id) : "/");
}

static void tell_session(struct desk *d, const char *signal, const char *id)
{
    mock_call(d, PATH, MOCK, "EmitSignal", NULL, "sssav", MANAGER, signal, "so", 2, "s", id, "o",
              session_path(id));
}

static void tell_sleep(struct desk *d, bool asleep)
{
    mock_call(d, PATH, MOCK, "EmitSignal", NULL, "sssav", MANAGER, "PrepareForSleep", "b", 1, "b",
              (int)asleep);
}

static bool is_locked(struct bench *b)
{
    return b->told.locked;
}

static bool is_locked_by_itself(struct bench *b)
{
    return b->told.locked && !b->told.lock_asked;
}

static bool is_open(struct bench *b)
{
    return !b->told.locked;
}

static bool is_asleep(struct bench *b)
{
    return b->told.asleep;
}

static bool is_awake(struct bench *b)
{
    return !b->told.asleep;
}

static void locks(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;
    int64_t began;

    mock_up_with_session(d);
    assert_int_equal(b->told.input, PRESENCE_UNKNOWN); /* its hint never was set */
    for (int round = 0; round < 2; round++) {
        began = clock_now(b->clock).boot.us;
        b->told_n = 0;
        mock_call(d, session_path("c1"), SERVICE ".Session", "SetLockedHint", NULL, "b", 1);
        assert_true(bench_wait(b, is_locked));
        assert_false(b->told.lock_asked);
        assert_true(b->told.locked_since.us >= began);
        assert_true(bench_since(b, b->told.locked_since) >= 0);
        assert_described(b, "logind: session c1, locked", true);
        mock_call(d, session_path("c1"), SERVICE ".Session", "SetLockedHint", NULL, "b", 0);
        assert_true(bench_wait(b, is_open));
        assert_int_equal(b->told.locked_since.us, 0);
        assert_int_equal(b->told_n, 2);
    }
}

static void is_asked_to_lock(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;
    int64_t since;

    mock_up_with_session(d);
    mock_call(d, session_path("c1"), SERVICE ".Session", "Lock", NULL, NULL);
    assert_true(bench_wait(b, is_locked));
    assert_true(b->told.lock_asked);
    since = b->told.locked_since.us;
    mock_call(d, session_path("c1"), SERVICE ".Session", "Unlock", NULL, NULL);
    assert_true(bench_wait(b, is_open));
    assert_false(b->told.lock_asked);
    /* asked, done, and over without an Unlock, as when the password was given */
    mock_call(d, session_path("c1"), SERVICE ".Session", "Lock", NULL, NULL);
    assert_true(bench_wait(b, is_locked));
    since = b->told.locked_since.us;
    mock_call(d, session_path("c1"), SERVICE ".Session", "SetLockedHint", NULL, "b", 1);
    assert_true(bench_wait(b, is_locked_by_itself));
    assert_int_equal(b->told.locked_since.us, since); /* the same lock */
    mock_call(d, session_path("c1"), SERVICE ".Session", "SetLockedHint", NULL, "b", 0);
    assert_true(bench_wait(b, is_open));
    /* asked, and somebody comes back who never says that it is unlocked */
    mock_call(d, session_path("c1"), MOCK, "UpdateProperties", NULL, "sa{sv}", "", 1, "IdleHint",
              "b", 1);
    mock_call(d, session_path("c1"), SERVICE ".Session", "Lock", NULL, NULL);
    assert_true(bench_wait(b, is_locked));
    mock_call(d, session_path("c1"), MOCK, "UpdateProperties", NULL, "sa{sv}", "", 1, "IdleHint",
              "b", 0);
    assert_true(bench_wait(b, is_open));
}

static uint64_t monotonic(void)
{
    struct timespec ts;

    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

static void hint_idle(struct desk *d, bool idle, uint64_t since)
{
    mock_call(d, session_path("c1"), MOCK, "UpdateProperties", NULL, "sa{sv}", "", 2, "IdleHint",
              "b", (int)idle, "IdleSinceHintMonotonic", "t", since);
}

static void hints_at_idleness(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;
    int64_t now, span;

    mock_up_with_session(d);
    assert_int_equal(b->source->ops->start(b->source, 1000, 3600000000), 0);
    now = clock_now(b->clock).boot.us;
    hint_idle(d, true, monotonic() - 200000);
    assert_true(bench_wait_input(b, PRESENCE_IDLE));
    assert_true(b->told.hint);
    assert_true(b->told.input_since.us >= now - 250000 && b->told.input_since.us <= now + 2000000);
    assert_true(bench_since(b, b->told.input_since) >= 200000);
    assert_described(b, "logind: session c1, not locked, by its hint idle", true);
    now = b->told.input_since.us;
    span = bench_since(b, b->told.input_since) + 300000;
    assert_int_equal(b->source->ops->start(b->source, 1000, span), 0);
    assert_true(bench_wait_input(b, PRESENCE_AWAY));
    assert_int_equal(b->told.input_since.us, now);
    assert_true(bench_since(b, b->told.input_since) >= span);
    b->told_n = 0;
    assert_int_equal(b->source->ops->start(b->source, 1000, 3600000000), 0); /* not any more */
    assert_true(bench_wait_input(b, PRESENCE_IDLE));
    assert_int_equal(b->source->ops->start(b->source, 1000, 1000), 0);
    assert_true(bench_wait_input(b, PRESENCE_AWAY));
    now = clock_now(b->clock).boot.us;
    hint_idle(d, false, monotonic());
    assert_true(bench_wait_input(b, PRESENCE_ACTIVE));
    assert_true(b->told.hint);
    assert_true(b->told.input_since.us >= now - 1000);
    hint_idle(d, true, UINT64_MAX); /* a time that cannot be: now */
    assert_true(bench_wait_input(b, PRESENCE_AWAY) && b->told.input_since.us >= now);
    assert_true(bench_since(b, b->told.input_since) >= 0);
}

static void a_terminal_has_no_hint(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;

    mock_up_with_session(d);
    mock_call(d, session_path("c1"), MOCK, "UpdateProperties", NULL, "sa{sv}", "", 2, "Type", "s",
              "tty", "IdleHint", "b", 1);
    mock_call(d, session_path("c1"), SERVICE ".Session", "SetLockedHint", NULL, "b", 1);
    assert_true(bench_wait(b, is_locked));
    assert_int_equal(b->told.input, PRESENCE_UNKNOWN);
    assert_false(b->told.hint);
}

static void sleeps(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;
    int64_t began;

    mock_up_with_session(d);
    began = clock_now(b->clock).boot.us;
    tell_sleep(d, true);
    assert_true(bench_wait(b, is_asleep));
    assert_true(b->told.asleep_since.us >= began);
    assert_described(b, "logind: session c1, not locked, going to sleep", true);
    tell_sleep(d, false);
    assert_true(bench_wait(b, is_awake));
    assert_int_equal(b->told.asleep_since.us, 0);
    bench_unplug(b);
    mock_call(d, PATH, MOCK, "UpdateProperties", NULL, "sa{sv}", MANAGER, 1, "PreparingForSleep",
              "b", 1);
    bench_plug(b, presence_logind_new); /* in the middle of it */
    assert_true(bench_wait(b, is_asleep));
}

static void finds_the_display_session(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;

    mock_up(d);
    bench_plug(b, presence_logind_new);
    assert_described(b, "logind: no session of this user", true);
    add_session(d, "c1");
    set_display(d, "c1");
    tell_session(d, "SessionNew", "c1");
    assert_described(b, "logind: session c1, not locked", true);
    bench_settle(b);
    mock_call(d, session_path("c1"), SERVICE ".Session", "SetLockedHint", NULL, "b", 1);
    assert_true(bench_wait(b, is_locked));
    add_session(d, "c2"); /* and to another, which is not locked */
    set_display(d, "c2");
    assert_described(b, "logind: session c2, not locked", true);
    assert_true(bench_wait(b, is_open));
    mock_call(d, session_path("c1"), SERVICE ".Session", "Lock", NULL, NULL);
    mock_call(d, session_path("c2"), SERVICE ".Session", "SetLockedHint", NULL, "b", 1);
    assert_true(bench_wait(b, is_locked) && !b->told.lock_asked);
    set_display(d, "");
    assert_described(b, "logind: no session of this user", true);
    assert_true(bench_wait(b, is_open));
    set_display(d, "c2");
    assert_true(bench_wait(b, is_locked));
    mock_call(d, PATH, MOCK, "RemoveObject", NULL, "s", session_path("c2"));
    set_display(d, "c1");
    tell_session(d, "SessionRemoved", "c2");
    assert_described(b, "logind: session c1, locked", true);
}

/* $XDG_SESSION_ID names no session, or not one that anybody sits at. */
static void falls_back_to_the_display_session(void **state)
{
    static const char *const ids[] = {"c9", "", "a'b", "../c2"};
    struct desk *d = *state;
    struct bench *b = &d->bench;

    mock_up(d);
    add_session(d, "c1");
    add_session(d, "c2");
    set_display(d, "c1");
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        (void)setenv("XDG_SESSION_ID", ids[i], 1);
        bench_plug(b, presence_logind_new);
        assert_described(b, "logind: session c1, not locked", true);
        bench_unplug(b);
    }
    (void)setenv("XDG_SESSION_ID", "c2", 1);
    bench_plug(b, presence_logind_new);
    assert_described(b, "logind: session c2, not locked", true);
    tell_session(d, "SessionRemoved", "c2");
    assert_described(b, "logind: session c1, not locked", true);
    bench_unplug(b);
    mock_call(d, session_path("c2"), MOCK, "UpdateProperties", NULL, "sa{sv}", "", 1, "Class", "s",
              "manager");
    bench_plug(b, presence_logind_new);
    assert_described(b, "logind: session c1, not locked", true);
}

static void others_wake_nobody(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;

    mock_up_with_session(d);
    add_session(d, "c2");
    bench_settle(b);
    b->told_n = 0;
    for (int i = 0; i < 20; i++) {
        tell_session(d, "SessionNew", "c2");
        tell_session(d, "SessionRemoved", "c2");
        mock_call(d, session_path("c2"), SERVICE ".Session", "Lock", NULL, NULL);
        mock_call(d, session_path("c2"), SERVICE ".Session", "SetLockedHint", NULL, "b", i % 2);
    }
    assert_int_equal(bench_run(b, 500), 0);
    assert_int_equal(b->told_n, 0);
}

static void killed_and_started_again(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;

    mock_up_with_session(d);
    mock_call(d, session_path("c1"), SERVICE ".Session", "SetLockedHint", NULL, "b", 1);
    assert_true(bench_wait(b, is_locked));
    bench_kill(&d->mock);
    assert_true(bench_wait(b, is_open));
    assert_described(b, "logind: not on the system bus", false);
    mock_up(d);
    assert_described(b, "logind: no session of this user", true);
    add_session(d, "c1");
    tell_session(d, "SessionNew", "c1");
    assert_described(b, "logind: session c1, not locked", true);
}

/* -------------------------------------------------------------------------------- a scripted one
 */

static void comes_and_goes(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;
    size_t fds = 0, memory = 0;

    bench_plug(b, presence_logind_new);
    assert_described(b, "logind: not on the system bus", false);
    (void)bench_run(b, 20);
    d->fake.locked = true;
    for (int round = 0; round < ROUNDS; round++) {
        if (round % 2)
            (void)setenv("XDG_SESSION_ID", "7", 1);
        else
            (void)unsetenv("XDG_SESSION_ID");
        b->told_n = 0;
        fake_logind_up(&d->fake, b->desktop.loop);
        assert_true(bench_wait(b, is_locked));
        fake_logind_down(&d->fake);
        assert_true(bench_wait(b, is_open));
        assert_int_equal(b->told_n, 2);
        (void)bench_run(b, 2);
        if (round == ROUNDS / 4) { /* by then all tables have grown */
            fds = bench_fds();
            memory = bench_memory();
        }
    }
    assert_int_equal(bench_fds(), fds);
    assert_in_range(bench_memory(), 0, memory + 12288); /* 160 bytes a round */
}

static void odd_answers(void **state)
{
    static const enum fake_logind_mood moods[] = {FAKE_LOGIND_REFUSES, FAKE_LOGIND_TEXT,
                                                  FAKE_LOGIND_NOTHING, FAKE_LOGIND_NUMBERS};
    static const char *const members[] = {"SessionNew", "SessionRemoved", "PrepareForSleep"};
    struct desk *d = *state;
    struct bench *b = &d->bench;

    for (size_t i = 0; i < 2 * COUNT_OF(moods); i++) {
        if (i % 2)
            (void)setenv("XDG_SESSION_ID", "7", 1);
        else
            (void)unsetenv("XDG_SESSION_ID");
        d->fake.mood = moods[i / 2];
        d->fake.locked = true;
        fake_logind_up(&d->fake, b->desktop.loop);
        bench_plug(b, presence_logind_new);
        assert_described(b, "logind: no session of this user", true);
        for (size_t j = 0; j < COUNT_OF(members); j++)
            fake_logind_signal(&d->fake, false, members[j]);
        bench_settle(b);
        assert_false(b->told.locked || b->told.asleep);
        bench_unplug(b);
        fake_logind_down(&d->fake);
    }
    d->fake.mood = FAKE_LOGIND_PLAIN;
    fake_logind_up(&d->fake, b->desktop.loop);
    bench_plug(b, presence_logind_new);
    assert_true(bench_wait(b, is_locked));
    fake_logind_signal(&d->fake, true, "PropertiesChanged");
    fake_logind_signal(&d->fake, true, "Nothing");
    fake_logind_signal(&d->fake, false, "PrepareForSleep");
    fake_logind_signal(&d->fake, false, "SessionRemoved"); /* not ours */
    d->fake.mood = FAKE_LOGIND_NUMBERS;
    fake_logind_signal(&d->fake, true, "PropertiesChanged");
    bench_settle(b);
    assert_true(b->told.locked);
    assert_described(b, "logind: session 7, locked", true);
}

static void never_answers(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;

    d->fake.mood = FAKE_LOGIND_SILENT;
    fake_logind_up(&d->fake, b->desktop.loop);
    bench_plug(b, presence_logind_new);
    assert_described(b, "logind: does not answer", false);
    bench_settle(b);
    assert_int_equal(bench_run(b, 500), 0);
}

static void freed_at_any_moment(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;
    size_t fds;

    fake_logind_up(&d->fake, b->desktop.loop);
    d->fake.sleeping = true;
    fds = bench_fds();
    for (int turns = 0; turns < 80; turns++) {
        bench_plug(b, presence_logind_new);
        for (int i = 0; i < turns; i++)
            (void)sd_event_run(b->desktop.loop, 1000);
        if (turns % 3 == 0)
            (void)b->source->ops->start(b->source, 1000, 2000);
        bench_unplug(b);
        assert_int_equal(bench_fds(), fds);
    }
}

static void refuses_spans(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;

    bench_plug(b, presence_logind_new);
    assert_int_equal(b->source->ops->start(b->source, 0, 1), -EINVAL);
    assert_int_equal(b->source->ops->start(b->source, 1, -1), -EINVAL);
}

#define BUS(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BUS(locks),
        BUS(is_asked_to_lock),
        BUS(hints_at_idleness),
        BUS(a_terminal_has_no_hint),
        BUS(sleeps),
        BUS(finds_the_display_session),
        BUS(falls_back_to_the_display_session),
        BUS(others_wake_nobody),
        BUS(killed_and_started_again),
        BUS(comes_and_goes),
        BUS(odd_answers),
        BUS(never_answers),
        BUS(freed_at_any_moment),
        BUS(refuses_spans),
    };

    return cmocka_run_group_tests_name("presence_logind", tests, NULL, NULL);
}
