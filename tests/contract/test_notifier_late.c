/* The libnotify notifier and servers that come, go, and answer late: what was not shown in time is
 * told, what is shown after all can be answered, and who comes is seen without anybody asking.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "tests/contract/notifier_server.h"

#define SOON (USEC_PER_SEC / 5)

/* libnotify's own limit, for these tests shorter than its 25 s; -1: as it is. */
static int limit_ms = -1;

void *g_dbus_proxy_call_sync(void *proxy, const char *method, void *parameters, int flags,
                             int timeout_ms, void *cancellable, void **error);
void *g_dbus_proxy_call_sync(void *proxy, const char *method, void *parameters, int flags,
                             int timeout_ms, void *cancellable, void **error)
{
    void *(*real)(void *, const char *, void *, int, int, void *, void **) = NULL;

    *(void **)&real = dlsym(RTLD_NEXT, "g_dbus_proxy_call_sync");
    return real(proxy, method, parameters, flags, timeout_ms < 0 ? limit_ms : timeout_ms,
                cancellable, error);
}

static int server_in_a_hurry(void **state)
{
    limit_ms = 300;
    return server_up(state);
}

static int patient_again(void **state)
{
    limit_ms = -1;
    return down(state);
}

/* 1 and 2, of which 2 is answered: both are certainly on the screen. */
static void show_two(struct desktop *d)
{
    struct call call;

    hear_show(d, 1, "Stand up", &call);
    hear_show(d, 2, "Stretch", &call);
    desktop_say(d, "press done");
    assert_told(d, 0, TOLD_ACTED, 2);
}

static void wait_there(struct desktop *d, size_t n)
{
    double until = desktop_now_ms() + DESKTOP_LIMIT_MS;

    while (d->there_n < n && desktop_now_ms() < until)
        (void)sd_event_run(d->loop, 50000);
    assert_int_equal(d->there_n, n);
    assert_true(d->there);
}

/* ------------------------------------------------------------------------------ late answers */

static void slower_than_patience(void **state)
{
    struct desktop *d = *state;
    struct call call;

    desktop_server_up(d, (const char *[]){"delay 700", NULL});
    plug_with(d, SOON);
    assert_true(desktop_wait_described(d, "mock 1.0, buttons"));
    hear_show(d, 1, "Stand up", &call);
    show(d, 2, "Stretch");
    assert_told(d, 0, TOLD_FAILED, 1);
    assert_told(d, 1, TOLD_FAILED, 2);
    assert_string_equal(d->told[1].text, "The notification server does not answer.");
    desktop_hear(d, "Notify", &call); /* in its turn, so the first is on the screen now */
    desktop_say(d, "signal 1 done");
    assert_told(d, 2, TOLD_ACTED, 1);
    desktop_say(d, "press skip 900");
    assert_told(d, 3, TOLD_ACTED, 2);
}

/* They are on their way together: none waits for the answer to another. */
static void several_at_once(void **state)
{
    struct desktop *d = *state;
    double begun = desktop_now_ms();
    struct call call;

    desktop_say(d, "delay 700");
    for (uint64_t id = 1; id <= 20; id++)
        show(d, id, "Stand up");
    d->notifier->ops->withdraw(d->notifier, 5); /* before its number is known */
    for (int i = 0; i < 20; i++)
        desktop_hear(d, "Notify", &call);
    desktop_hear(d, "CloseNotification", &call);
    assert_string_equal(call.id, "5");
    assert_true(desktop_now_ms() - begun < 5000);
    (void)usleep(1000000); /* all are answered: no server tells of a button before that */
    desktop_say(d, "instant");
    desktop_say(d, "signal 5 done");
    desktop_say(d, "signal 7 done");
    desktop_say(d, "signal 20 skip");
    assert_told(d, 0, TOLD_ACTED, 7);
    assert_told(d, 1, TOLD_ACTED, 20);
    assert_told_in_all(d, 2);
}

static void refused_one_by_one(void **state)
{
    struct desktop *d = *state;

    desktop_say(d, "error Too many");
    for (uint64_t id = 1; id <= 100; id++) /* more than may fly */
        show(d, id, "Stand up");
    assert_true(desktop_wait(d, 100));
    for (size_t i = 0; i < 100; i++)
        assert_told(d, i, TOLD_FAILED, i + 1);
    desktop_say(d, "instant");
    d->heard[0] = '\0';
    assert_told_in_all(d, 100);
}

static void fails_once_however_often_it_is_late(void **state)
{
    struct desktop *d = *state;
    struct call call;

    d->notifier = notifier_free(d->notifier);
    plug_with(d, SOON / 4);
    assert_true(desktop_wait_described(d, "mock 1.0, buttons"));
    desktop_say(d, "hang");
    hear_show(d, 1, "Stand up", &call);
    show(d, 2, "Stretch");
    assert_told(d, 0, TOLD_FAILED, 1);
    assert_told(d, 1, TOLD_FAILED, 2);
    desktop_server_down(d); /* libnotify gives up as well */
    assert_true(desktop_wait_described(d, "no notification server"));
    assert_int_equal(d->told_n, 2);
}

static void answered_after_it_was_given_up(void **state)
{
    struct desktop *d = *state;
    struct call call;

    desktop_say(d, "delay 700");
    hear_show(d, 1, "Stand up", &call);
    assert_told(d, 0, TOLD_FAILED, 1);
    wait_there(d, 2); /* its late answer is the sign that it lives */
    desktop_say(d, "instant");
    desktop_say(d, "press snooze");
    assert_told(d, 1, TOLD_ACTED, 1);
    assert_string_equal(d->told[1].text, "snooze");
    hear_show(d, 1, "Stand up", &call);
    assert_string_equal(call.replaces, "1");
    assert_told_in_all(d, 2);
}

static void withdrawn_before_it_was_shown(void **state)
{
    struct desktop *d = *state;
    struct call call;

    desktop_say(d, "delay 700");
    hear_show(d, 1, "Stand up", &call);
    assert_told(d, 0, TOLD_FAILED, 1);
    d->notifier->ops->withdraw(d->notifier, 1);
    desktop_hear(d, "CloseNotification",
                 &call); /* it is taken off as soon as its number is known */
    assert_string_equal(call.id, "1");
    desktop_say(d, "instant");
    assert_told_in_all(d, 1);
}

/* --------------------------------------------------------------------------- coming and going */

static void tells_who_comes(void **state)
{
    struct desktop *d = *state;

    plug(d);
    assert_true(desktop_wait_described(d, "no notification server"));
    assert_false(d->there);
    desktop_server_up(d, NULL);
    wait_there(d, 1);
    show_two(d);
    desktop_server_down(d);
    assert_told(d, 1, TOLD_LOST, 1);
    assert_true(desktop_wait_described(d, "no notification server"));
    assert_false(d->there);
    desktop_server_up(d, (const char *[]){"server other 2", NULL});
    wait_there(d, 2);
    assert_true(desktop_wait_described(d, "other 2, buttons"));
}

static void sees_a_bus_come_and_go(void **state)
{
    struct desktop *d = *state;

    desktop_bus_down(d);
    plug(d);
    assert_true(desktop_wait_described(d, "no session bus"));
    desktop_bus_up(d); /* nobody says anything to the notifier from here on */
    assert_true(desktop_wait_described(d, "no notification server"));
    desktop_server_up(d, NULL);
    wait_there(d, 1);
    show_two(d);
    desktop_bus_down(d);
    assert_told(d, 1, TOLD_LOST, 1);
    assert_true(desktop_wait_described(d, "no session bus"));
    desktop_server_down(d);
    desktop_bus_up(d);
    desktop_server_up(d, NULL);
    wait_there(d, 2);
    assert_int_equal(d->told_n, 2);
}

/* ----------------------------------------------------------------------------------- answers */

static void typed_answers(void **state)
{
    struct desktop *d = *state;
    struct notice n = desktop_notice(1, "Pain", "How much?");
    struct call call;

    (void)snprintf(n.reply, sizeof(n.reply), "A number");
    desktop_server_up(d, (const char *[]){"caps actions,body,inline-reply", NULL});
    plug(d);
    assert_true(desktop_wait_described(d, "mock 1.0, buttons"));
    assert_int_equal(desktop_show(d, &n), 0);
    desktop_hear(d, "Notify", &call);
    assert_string_equal(call.actions, "done=Done|snooze=Snooze|skip=Skip|inline-reply=A number");
    assert_non_null(strstr(call.hints, "x-kde-reply-placeholder-text=A number"));
    desktop_say(d, "press inline-reply"); /* that it was opened is no answer */
    desktop_say(d, "reply 7 or so");
    desktop_say(d, "reply 8");
    desktop_say(d, "press done");
    assert_told(d, 0, TOLD_REPLIED, 1);
    assert_string_equal(d->told[0].text, "7 or so");
    assert_told_in_all(d, 1);
}

static void nothing_to_type_into(void **state)
{
    struct desktop *d = *state;
    struct notice n = desktop_notice(1, "Pain", "How much?");
    struct call call;

    (void)snprintf(n.reply, sizeof(n.reply), "A number");
    assert_int_equal(desktop_show(d, &n), 0);
    desktop_hear(d, "Notify", &call);
    assert_string_equal(call.actions, "done=Done|snooze=Snooze|skip=Skip");
    assert_null(strstr(call.hints, "x-kde"));
}

static void ends_by_its_own_time(void **state)
{
    struct desktop *d = *state;
    struct notice n = desktop_notice(1, "Stand up", "");
    struct call call;

    n.timeout = USEC_PER_SEC / 10; /* which this server does not care for */
    assert_int_equal(desktop_show(d, &n), 0);
    desktop_hear(d, "Notify", &call);
    assert_told(d, 0, TOLD_CLOSED, 1);
    desktop_hear(d, "CloseNotification", &call);
    assert_string_equal(call.id, "1");
}

#define HURRY(f) cmocka_unit_test_setup_teardown(f, server_in_a_hurry, patient_again)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BUS(slower_than_patience),
        SERVER(several_at_once),
        SERVER(refused_one_by_one),
        SERVER(fails_once_however_often_it_is_late),
        HURRY(answered_after_it_was_given_up),
        HURRY(withdrawn_before_it_was_shown),
        BUS(tells_who_comes),
        BUS(sees_a_bus_come_and_go),
        BUS(typed_answers),
        SERVER(nothing_to_type_into),
        SERVER(ends_by_its_own_time),
    };

    return cmocka_run_group_tests_name("notifier_late", tests, NULL, NULL);
}
