/* What the libnotify notifier asks of a server that behaves, and of the bus; and what that costs.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/scope.h"
#include "tests/contract/notifier_server.h"

/* -------------------------------------------------------------------- what a server is asked */

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

/* It may not take longer than 100 ms over it, which a busy machine may need for less: then again.
 */
static void takes_off_what_it_leaves(void **state)
{
    static const uint64_t order[] = {3, 1, 2};
    struct desktop *d = *state;
    struct call call;
    size_t closed = 0;
    uint64_t before;

    for (before = 0; closed < COUNT_OF(order); before += COUNT_OF(order)) {
        assert_true(before < 3 * COUNT_OF(order));
        if (before > 0)
            plug(d);
        d->heard[0] = '\0';
        hear_show(d, 1, "Stand up", &call);
        hear_show(d, 2, "Stretch", &call);
        show(d, 3, "Drink");
        d->notifier->ops->withdraw(d->notifier, 3); /* handed over, so done before it ends */
        unplug(d);
        for (int i = 0; i < 200 && closed < COUNT_OF(order); i++) {
            (void)usleep(10000);
            closed = desktop_count(d, "CloseNotification");
        }
    }
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        desktop_hear(d, "CloseNotification", &call);
        assert_int_equal(strtoull(call.id, NULL, 10), before - COUNT_OF(order) + order[i]);
    }
}

/* ----------------------------------------------------------------------------- without a bus */

static void no_bus(void **state)
{
    struct desktop *d = *state;
    struct notifier *n = NULL;
    char path[128];

    (void)unsetenv("DBUS_SESSION_BUS_ADDRESS");
    (void)unsetenv("XDG_RUNTIME_DIR");
    assert_int_equal(notifier_libnotify_new(&n, d->loop, "knead", "alarm", 1), -EUNATCH);
    (void)setenv("DBUS_SESSION_BUS_ADDRESS", "", 1);
    assert_int_equal(notifier_libnotify_new(&n, d->loop, "knead", "alarm", 1), -EUNATCH);
    assert_null(n);
    (void)setenv("XDG_RUNTIME_DIR", "/nonexistent", 1);
    plug(d);
    assert_true(desktop_wait_described(d, "no session bus"));
    unplug(d);
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
    assert_told(d, 1, TOLD_LOST, 1);
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

/* ----------------------------------------------------------------------------- what it costs */

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER(sends_all_of_it),          SERVER(asks_abilities_once),
        BUS(server_without_buttons),      SERVER(text_that_was_cut),
        SERVER(takes_off_what_it_leaves), BUS(no_bus),
        SERVER(bus_dies_and_comes_back),  SERVER(hundred_shows_leave_nothing),
        SERVER(no_thread_takes_signals),
    };

    return cmocka_run_group_tests_name("notifier_server", tests, NULL, NULL);
}
