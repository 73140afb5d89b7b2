/* libnotify's notifier against servers of every kind: what is asked of a good one, and that a bad
 * one costs the loop nothing and the user no outcome. Where a time is measured the best of several
 * tries counts: a call that waits for a server is slow each time, a busy machine is not.
 */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/scope.h"
#include "daemon/adapters/adapters.h"
#include "tests/fakes/desktop.h"

static void plug(struct desktop *d)
{
    struct notifier *n;

    assert_int_equal(notifier_libnotify_new(&n, d->loop, "knead", "alarm"), 0);
    desktop_plug(d, n);
}

static double unplug(struct desktop *d)
{
    double before = desktop_now_ms();

    d->notifier = notifier_free(d->notifier);
    return desktop_now_ms() - before;
}

static void show(struct desktop *d, uint64_t id, const char *title)
{
    struct notice n = desktop_notice(id, title, "Walk a few steps.");

    assert_int_equal(desktop_show(d, &n), 0);
}

static void hear_show(struct desktop *d, uint64_t id, const char *title, struct call *ret)
{
    show(d, id, title);
    desktop_hear(d, "Notify", ret);
    assert_string_equal(ret->summary, title);
}

static void assert_told(struct desktop *d, size_t i, enum told_what what, uint64_t id)
{
    assert_true(desktop_wait(d, i + 1));
    assert_int_equal(d->told[i].what, what);
    assert_int_equal(d->told[i].id, id);
}

/* Whatever comes before. */
static void wait_for_answer(struct desktop *d, uint64_t id)
{
    for (size_t i = 0; i == 0 || d->told[i - 1].id != id; i++)
        assert_true(desktop_wait(d, i + 1));
    assert_told(d, d->told_n - 1, TOLD_ACTED, id);
}

/* Everything under way until now is told, and it is no more than this. */
static void assert_told_in_all(struct desktop *d, size_t n)
{
    struct call call;

    hear_show(d, 999, "Settle", &call);
    desktop_say(d, "close 1");
    assert_told(d, n, TOLD_CLOSED, 999);
}

static int bus_up(void **state)
{
    struct desktop *d = calloc(1, sizeof(*d));

    assert_non_null(d);
    desktop_init(d);
    desktop_bus_up(d);
    *state = d;
    return 0;
}

/* With a server of the usual kind, known to the notifier. */
static int server_up(void **state)
{
    struct desktop *d;

    bus_up(state);
    d = *state;
    desktop_server_up(d, NULL);
    plug(d);
    return desktop_wait_described(d, "mock 1.0, buttons") ? 0 : -1;
}

static int down(void **state)
{
    desktop_done(*state);
    free(*state);
    return 0;
}

/* --------------------------------------------------------------------------- what a server is
 * asked */

static void sends_all_of_it(void **state)
{
    struct desktop *d = *state;
    struct notice n = desktop_notice(1, "Tea & <b>", "Drink 200 ml & <rest>.\n\"Now\"");
    struct call call;

    assert_int_equal(desktop_show(d, &n), 0);
    desktop_hear(d, "Notify", &call);
    assert_string_equal(call.app, "knead");
    assert_string_equal(call.replaces, "0");
    assert_string_equal(call.summary, "Tea & <b>");
    assert_string_equal(call.body, "Drink 200 ml &amp; &lt;rest&gt;.\\n\"Now\"");
    assert_string_equal(call.actions, "done=Done|snooze=Snooze|skip=Skip");
    assert_string_equal(call.icon, "alarm");
    assert_string_equal(call.timeout, "-1");
    assert_non_null(strstr(call.hints, "desktop-entry=knead"));
    assert_non_null(strstr(call.hints, "category=x-knead.reminder"));
    assert_non_null(strstr(call.hints, "urgency=1"));
    assert_null(strstr(call.hints, "transient"));
    assert_null(strstr(call.hints, "sound"));

    n.urgency = URGENCY_CRITICAL;
    n.transient = true;
    n.timeout = 1;
    (void)snprintf(n.sound, sizeof(n.sound), "bell");
    (void)snprintf(n.icon, sizeof(n.icon), "face-smile");
    n.actions_n = 0;
    assert_int_equal(desktop_show(d, &n), 0);
    desktop_hear(d, "Notify", &call);
    assert_string_equal(call.replaces, "1");
    assert_string_equal(call.actions, "");
    assert_non_null(strstr(call.body, "\\nAnswer: knead done | knead snooze | knead skip"));
    assert_string_equal(call.timeout, "1");
    assert_non_null(strstr(call.hints, "urgency=2"));
    assert_non_null(strstr(call.hints, "transient=1"));
    assert_non_null(strstr(call.hints, "sound-name=bell"));
    assert_true(strstr(call.hints, "face-smile") || strcmp(call.icon, "face-smile") == 0);

    n = desktop_notice(1, "Tea", ""); /* nothing of the last show is left */
    n.timeout = INT64_MAX;
    (void)snprintf(n.sound, sizeof(n.sound), "/usr/share/sounds/bell.oga");
    assert_int_equal(desktop_show(d, &n), 0);
    desktop_hear(d, "Notify", &call);
    assert_null(strstr(call.hints, "transient"));
    assert_null(strstr(call.hints, "sound-name"));
    assert_non_null(strstr(call.hints, "sound-file=/usr/share/sounds/bell.oga"));
    assert_string_equal(call.actions, "done=Done|snooze=Snooze|skip=Skip");
    assert_string_equal(call.timeout, "2147483647");
    assert_string_equal(call.body, "");
}

static void asks_abilities_once(void **state)
{
    struct desktop *d = *state;
    struct call call;

    desktop_hear(d, "GetCapabilities", &call);
    for (uint64_t id = 1; id <= 3; id++)
        hear_show(d, id, "Stand up", &call);
    assert_int_equal(desktop_count(d, "GetCapabilities"), 0);
}

static void server_without_buttons(void **state)
{
    struct desktop *d = *state;
    struct notice n = desktop_notice(1, "Stand up", "");
    struct call call;

    desktop_server_up(d, (const char *[]){"caps body", "server plain", NULL});
    plug(d);
    assert_true(desktop_wait_described(d, "plain, no buttons"));
    hear_show(d, 7, "Tea & biscuits", &call);
    assert_string_equal(call.actions, "");
    assert_string_equal(call.body,
                        "Walk a few steps.\\nAnswer: knead done | knead snooze | knead skip");
    (void)snprintf(n.answer, sizeof(n.answer), "knead drink & <rest>");
    assert_int_equal(desktop_show(d, &n), 0);
    desktop_hear(d, "Notify", &call);
    assert_string_equal(call.body, "Answer: knead drink & <rest>");
}

static void text_that_was_cut(void **state)
{
    struct desktop *d = *state;
    struct notice n = desktop_notice(1, "", "Gr\xc3");
    struct call call;

    (void)snprintf(n.actions[0].label, NOTICE_LABEL_MAX, "Fertig \xe2\x82");
    (void)snprintf(n.sound, sizeof(n.sound), "\xff");
    assert_int_equal(desktop_show(d, &n), 0);
    desktop_hear(d, "Notify", &call);
    assert_string_equal(call.summary, "knead"); /* there is always a title */
    assert_string_equal(call.body, "Gr\xef\xbf\xbd");
    assert_int_equal(d->told_n, 0);
}

static void takes_off_what_it_leaves(void **state)
{
    struct desktop *d = *state;
    struct call call;

    hear_show(d, 1, "Stand up", &call);
    hear_show(d, 2, "Stretch", &call);
    show(d, 3, "Drink");
    d->notifier->ops->withdraw(d->notifier, 3); /* handed over, so done before it ends */
    unplug(d);
    desktop_hear(d, "CloseNotification", &call);
    assert_string_equal(call.id, "3");
    desktop_hear(d, "CloseNotification", &call);
    assert_string_equal(call.id, "1");
    desktop_hear(d, "CloseNotification", &call);
    assert_string_equal(call.id, "2");
}

/* ---------------------------------------------------------------------------- servers that fail */

static int on_tick(sd_event_source *source, uint64_t usec, void *userdata)
{
    double *gap = userdata; /* the last tick, the worst gap */
    double now = desktop_now_ms();

    (void)usec;
    gap[1] = now - gap[0] > gap[1] ? now - gap[0] : gap[1];
    gap[0] = now;
    (void)sd_event_source_set_time_relative(source, 2000);
    return sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

/* The longest that anything in the loop had to wait in 300 ms, with five shows on the way. */
static double worst_gap(struct desktop *d)
{
    double gap[2] = {desktop_now_ms(), 0}, until = gap[0] + 300;
    sd_event_source *tick = NULL;
    uint64_t id = 0;

    assert_true(
        sd_event_add_time_relative(d->loop, &tick, CLOCK_MONOTONIC, 2000, 1, on_tick, gap) >= 0);
    while (desktop_now_ms() < until) {
        if (id < 5)
            show(d, ++id, "Stand up");
        (void)sd_event_run(d->loop, 50000);
    }
    sd_event_source_disable_unref(tick);
    return gap[1];
}

static void assert_loop_is_free(struct desktop *d)
{
    double best = 1e9, gap;

    for (int i = 0; i < 5 && best >= 50; i++)
        if ((gap = worst_gap(d)) < best)
            best = gap;
    assert_true(best < 50);
}

static void delayed(void **state)
{
    struct desktop *d = *state;

    desktop_say(d, "delay 700");
    assert_loop_is_free(d);
    desktop_say(d, "instant");
    desktop_say(d, "auto done");
    show(d, 77, "Stand up");
    wait_for_answer(d, 77);
}

static void hangs_on_notify(void **state)
{
    struct desktop *d = *state;

    desktop_say(d, "hang");
    assert_loop_is_free(d);
    assert_int_equal(d->told_n, 0);
}

static void hangs_from_the_start(void **state)
{
    struct desktop *d = *state;

    desktop_server_up(d, (const char *[]){"hang all", NULL});
    plug(d);
    assert_loop_is_free(d);
    for (size_t i = 0; i < 5; i++)
        assert_told(d, i, TOLD_FAILED, i + 1);
    assert_string_equal(d->told[0].text, "The notification server does not answer.");
    assert_true(desktop_wait_described(d, "a notification server that does not answer"));
    desktop_say(d, "instant"); /* it comes back to life */
    desktop_say(d, "auto done");
    show(d, 77, "Stand up");
    wait_for_answer(d, 77);
}

/* Freed at once, whatever it waits for. */
static void assert_quick_end(struct desktop *d, const char *const *commands, bool shown)
{
    double best = 1e9, took;
    struct call call;

    for (int i = 0; i < 4 && best >= 100; i++) {
        desktop_server_up(d, commands);
        plug(d);
        if (shown) {
            hear_show(d, 1, "Stand up", &call);
            show(d, 2, "Stretch");
            d->notifier->ops->withdraw(d->notifier, 1);
        } else {
            desktop_hear(d, "GetServerInformation", &call);
        }
        took = unplug(d);
        best = took < best ? took : best;
        assert_int_equal(desktop_count(d, "Notify"), 0); /* the second was never tried */
        desktop_server_down(d);
    }
    assert_true(best < 100);
}

static void ends_quickly(void **state)
{
    struct desktop *d = *state;

    assert_quick_end(d, (const char *[]){"hang", NULL}, true);
    assert_quick_end(d, (const char *[]){"hang all", NULL}, false);
    assert_quick_end(d, (const char *[]){"delay 5000", NULL}, true);
}

static void ends_quickly_without_an_answer_from_the_bus(void **state)
{
    struct desktop *d = *state;
    double best = 1e9, took;

    assert_int_equal(kill(d->bus, SIGSTOP), 0);
    for (int i = 0; i < 4 && best >= 100; i++) {
        plug(d);
        show(d, 1, "Stand up");
        (void)sd_event_run(d->loop, 20000); /* it may get that far or not */
        took = unplug(d);
        best = took < best ? took : best;
    }
    assert_true(best < 100);
}

static void refuses(void **state)
{
    struct desktop *d = *state;

    desktop_say(d, "error Too many.");
    show(d, 5, "Stand up");
    assert_told(d, 0, TOLD_FAILED, 5);
    assert_string_equal(d->told[0].text, "mock 1.0 could not show it: Too many.");
}

static void absent_then_there(void **state)
{
    struct desktop *d = *state;
    struct call call;

    plug(d);
    assert_true(desktop_wait_described(d, "no notification server"));
    show(d, 1, "Stand up");
    assert_told(d, 0, TOLD_FAILED, 1);
    assert_non_null(strstr(d->told[0].text, "No notification server is running"));
    desktop_server_up(d, NULL);
    assert_true(desktop_wait_described(d, "mock 1.0, buttons"));
    hear_show(d, 2, "Stand up", &call);
    assert_told_in_all(d, 1);
}

static void dies_and_comes_back(void **state)
{
    struct desktop *d = *state;
    struct call call;

    hear_show(d, 1, "Stand up", &call);
    hear_show(d, 2, "Stretch", &call);
    desktop_say(d, "press done"); /* 2: answered, so its end is no news */
    assert_told(d, 0, TOLD_ACTED, 2);
    desktop_server_down(d);
    assert_told(d, 1, TOLD_CLOSED, 1);
    assert_true(desktop_wait_described(d, "no notification server"));
    desktop_server_up(d, (const char *[]){"caps body,actions", "server other 2", NULL});
    assert_true(desktop_wait_described(d, "other 2, buttons"));
    hear_show(d, 3, "Drink", &call);
    assert_string_equal(call.replaces, "0");
    assert_string_equal(call.id, "1"); /* the number that notice 1 had */
    desktop_say(d, "press skip");
    assert_told(d, 2, TOLD_ACTED, 3);
    hear_show(d, 1, "Stand up", &call);
    assert_string_equal(call.replaces, "0"); /* its old number is not used again */
    assert_told_in_all(d, 3);
}

static void dies_while_asked(void **state)
{
    struct desktop *d = *state;
    struct call call;

    desktop_say(d, "hang");
    hear_show(d, 1, "Stand up", &call);
    desktop_server_down(d);
    assert_told(d, 0, TOLD_FAILED, 1);
    assert_string_equal(d->told[0].text, "The notification server went away.");
}

static void signals_out_of_order(void **state)
{
    struct desktop *d = *state;
    struct call call;

    hear_show(d, 1, "Stand up", &call);
    desktop_say(d, "flood 2000");
    desktop_say(d, "signal 77 done");
    desktop_say(d, "signal 1 unheard-of");
    desktop_say(d, "signal 1 done");
    desktop_say(d, "signal 1 done");
    desktop_say(d, "close 2");
    desktop_say(d, "close 2");
    desktop_say(d, "signal 1 skip");
    assert_told(d, 0, TOLD_ACTED, 1);
    assert_told_in_all(d, 1);
}

static void never_says_closed(void **state)
{
    struct desktop *d = *state;
    struct call call;

    desktop_say(d, "silent");
    for (uint64_t id = 1; id <= 70; id++) /* six more than are kept */
        hear_show(d, id, "Stand up", &call);
    for (size_t i = 0; i < 6; i++)
        assert_told(d, i, TOLD_CLOSED, i + 1);
    hear_show(d, 70, "Once more", &call); /* replaced: no room is needed */
    assert_string_equal(call.replaces, "70");
    desktop_say(d, "press done");
    assert_told(d, 6, TOLD_ACTED, 70);
    assert_int_equal(desktop_count(d, "CloseNotification"), 0); /* those were heard before */
}

static void too_many_wait(void **state)
{
    struct desktop *d = *state;
    struct call call;

    desktop_say(d, "hang");
    hear_show(d, 1, "Stand up", &call);
    for (uint64_t id = 2; id <= 1035; id++)
        show(d, id, "Stand up");
    for (size_t i = 0; i < 10; i++) { /* one is tried, 1024 wait */
        assert_told(d, i, TOLD_FAILED, 1026 + i);
        assert_string_equal(d->told[i].text, "The notification server is too far behind.");
    }
    assert_int_equal(d->told_n, 10);
}

/* ---------------------------------------------------------------------------------- without a bus
 */

static void no_bus(void **state)
{
    struct desktop *d = *state;
    struct notifier *n = NULL;
    char path[128];

    (void)unsetenv("DBUS_SESSION_BUS_ADDRESS");
    (void)unsetenv("XDG_RUNTIME_DIR");
    assert_int_equal(notifier_libnotify_new(&n, d->loop, "knead", "alarm"), -EUNATCH);
    (void)setenv("XDG_RUNTIME_DIR", "/nonexistent", 1);
    assert_int_equal(notifier_libnotify_new(&n, d->loop, "knead", "alarm"), -EUNATCH);
    (void)setenv("DBUS_SESSION_BUS_ADDRESS", "", 1);
    assert_int_equal(notifier_libnotify_new(&n, d->loop, "knead", "alarm"), -EUNATCH);
    assert_null(n);
    (void)setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", 1);
    plug(d);
    assert_true(desktop_wait_described(d, "no session bus"));
    show(d, 1, "Stand up");
    assert_told(d, 0, TOLD_FAILED, 1);
    assert_non_null(strstr(d->told[0].text, "The session bus cannot be reached: "));
    unplug(d);
    (void)unsetenv("DBUS_SESSION_BUS_ADDRESS"); /* $XDG_RUNTIME_DIR/bus is where it is now */
    (void)setenv("XDG_RUNTIME_DIR", d->folder, 1);
    plug(d);
    assert_true(desktop_wait_described(d, "no notification server"));
    (void)snprintf(path, sizeof(path), "unix:path=%s/bus", d->folder);
    (void)setenv("DBUS_SESSION_BUS_ADDRESS", path, 1);
}

static void bus_dies_and_comes_back(void **state)
{
    struct desktop *d = *state;
    struct call call;

    hear_show(d, 1, "Stand up", &call);
    hear_show(d, 2, "Stretch", &call);
    desktop_say(d, "press done"); /* so both are certainly shown */
    assert_told(d, 0, TOLD_ACTED, 2);
    desktop_bus_down(d);
    assert_told(d, 1, TOLD_CLOSED, 1);
    assert_true(desktop_wait_described(d, "no session bus"));
    show(d, 3, "Drink");
    assert_told(d, 2, TOLD_FAILED, 3);
    desktop_server_down(d);
    desktop_bus_up(d);
    desktop_server_up(d, (const char *[]){"auto done", NULL});
    hear_show(d, 4, "Drink", &call);
    assert_told(d, 3, TOLD_ACTED, 4);
    assert_true(desktop_wait_described(d, "mock 1.0, buttons"));
}

/* --------------------------------------------------------------------------------- what it costs
 */

static size_t entries(const char *folder)
{
    DIR *dir = opendir(folder);
    size_t n = 0;

    assert_non_null(dir);
    while (readdir(dir))
        n++;
    (void)closedir(dir);
    return n;
}

static void hundred_shows_leave_nothing(void **state)
{
    struct desktop *d = *state;
    struct call call;
    size_t fds, tasks;

    hear_show(d, 1, "Stand up", &call);
    assert_told_in_all(d, 0);
    fds = entries("/proc/self/fd");
    tasks = entries("/proc/self/task");
    desktop_say(d, "auto done");
    for (uint64_t i = 0; i < 100; i++) {
        hear_show(d, 1 + i % 3, "Stand up", &call);
        assert_told(d, 1 + i, TOLD_ACTED, 1 + i % 3);
    }
    assert_int_equal(entries("/proc/self/fd"), fds);
    assert_int_equal(entries("/proc/self/task"), tasks);
}

static void no_thread_takes_signals(void **state)
{
    char path[300], name[32];
    unsigned long long blocked;
    struct dirent *entry;
    DIR *dir = opendir("/proc/self/task");
    size_t n = 0;

    (void)state;
    assert_non_null(dir);
    while ((entry = readdir(dir))) {
        AUTO_FCLOSE FILE *f = NULL;
        AUTO_FREE char *text = NULL;
        size_t size = 0;

        (void)snprintf(path, sizeof(path), "/proc/self/task/%s/status", entry->d_name);
        f = fopen(path, "re");
        if (!f || getdelim(&text, &size, '\0', f) < 0 || sscanf(text, "Name: %31s", name) != 1 ||
            (strcmp(name, "notifier") != 0 && strcmp(name, "gdbus") != 0 &&
             strcmp(name, "gmain") != 0)) /* a sanitizer may have threads, too */
            continue;
        assert_int_equal(sscanf(strstr(text, "SigBlk:"), "SigBlk: %llx", &blocked), 1);
        assert_int_equal(blocked & 0x7ffbfeff, 0x7ffbfeff); /* all but KILL and STOP */
        n++;
    }
    (void)closedir(dir);
    assert_true(n >= 2);
}

#define BUS(f)    cmocka_unit_test_setup_teardown(f, bus_up, down)
#define SERVER(f) cmocka_unit_test_setup_teardown(f, server_up, down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER(sends_all_of_it),
        SERVER(asks_abilities_once),
        BUS(server_without_buttons),
        SERVER(text_that_was_cut),
        SERVER(takes_off_what_it_leaves),
        SERVER(delayed),
        SERVER(hangs_on_notify),
        BUS(hangs_from_the_start),
        BUS(ends_quickly),
        BUS(ends_quickly_without_an_answer_from_the_bus),
        SERVER(refuses),
        BUS(absent_then_there),
        SERVER(dies_and_comes_back),
        SERVER(dies_while_asked),
        SERVER(signals_out_of_order),
        SERVER(never_says_closed),
        SERVER(too_many_wait),
        BUS(no_bus),
        SERVER(bus_dies_and_comes_back),
        SERVER(hundred_shows_leave_nothing),
        SERVER(no_thread_takes_signals),
    };

    return cmocka_run_group_tests_name("notifier_server", tests, NULL, NULL);
}
