/* What kneadd stands on: each part well, and each not. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#include <errno.h>

#include "tests/unit/busy_desk.h"

#define REMINDERS "[reminder a]\nevery = 1h\n[reminder b]\nevery = 2h\nenabled = no\n"

static int keep(void *userdata, const struct finding *f)
{
    (void)fprintf(userdata, "%c %s: %s\n", f->ok ? '+' : '!', f->topic, f->text);
    assert_int_equal(f->advice == NULL, f->ok); /* what is wrong has its advice, and only that */
    return 0;
}

/* The findings contain these lines. */
static void expect(struct desk *k, int result, const char *golden)
{
    char *text;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    assert_int_equal(daemon_doctor(k->daemon, keep, stream), result);
    (void)fclose(stream);
    if (!strstr(text, golden))
        assert_string_equal(text, golden);
    free(text);
}

static void begin(struct desk *k, const char *ini)
{
    desk_start(k, ini);
    desk_say(k, PRESENCE_ACTIVE, 0);
}

static void test_all_is_well(void **state)
{
    struct desk k;

    (void)state;
    desk_plug(&k);
    (void)strcpy(k.zone.source.name, "Europe/Berlin (/etc/localtime)");
    begin(&k, REMINDERS);
    expect(&k, 0,
           "+ presence: active\n"
           "+ source: a test\n"
           "+ meetings: a test: not busy\n"
           "+ notifications: fake\n"
           "+ bus: the session bus is known\n"
           "+ socket: /run/user/1/knead/control\n"
           "+ log: /home/me/knead.db\n"
           "+ schedule: test.ini: 2 reminders, 1 switched on\n"
           "+ zone: Europe/Berlin (/etc/localtime), UTC+00:00\n"
           "+ service: started by hand; for every session: systemctl --user enable --now kneadd\n");
    desk_stop(&k);
    desk_plug(&k);
    k.options.socket_path = NULL;
    begin(&k, REMINDERS);
    expect(&k, 0, "+ socket: handed over by the service manager\n");
    desk_stop(&k);
}

static void hear(struct supervisor *supervisor, enum supervised what, const char *sentence)
{
    (void)supervisor, (void)what, (void)sentence;
}

static void test_looked_after(void **state)
{
    struct supervisor systemd = {.tell = hear, .name = "systemd"};
    struct desk k;

    (void)state;
    desk_plug(&k);
    k.options.supervisor = &systemd;
    begin(&k, REMINDERS);
    expect(&k, 0, "+ service: looked after by systemd\n");
    desk_stop(&k);
}

static void describe_dead(struct presence_source *source, char *ret, size_t size, bool *ret_live)
{
    (void)source;
    (void)snprintf(ret, size, "X11: no DISPLAY");
    *ret_live = false;
}

static void test_nobody_tells(void **state)
{
    struct presence_ops dead;
    struct desk k;

    (void)state;
    desk_plug(&k);
    dead = *k.seen.source.ops;
    dead.describe = describe_dead;
    k.seen.source.ops = &dead;
    desk_start(&k, REMINDERS);
    expect(&k, 1,
           "! presence: unknown: no source tells whether you are there, so you count as active\n"
           "+ source: not used: X11: no DISPLAY\n");
    desk_stop(&k);
}

static void test_meetings(void **state)
{
    struct desk k;

    (void)state;
    desk_plug(&k);
    begin(&k, "[presence]\ndefer-for =\n" REMINDERS);
    expect(&k, 0, "+ meetings: not looked for, as the schedule says\n");
    desk_stop(&k);
    desk_plug(&k);
    k.options.context = NULL;
    begin(&k, REMINDERS);
    expect(&k, 1, "! meetings: cannot be seen: reminders come in them\n");
    desk_stop(&k);
}

static void describe_none(struct notifier *notifier, char *ret, size_t size)
{
    (void)notifier;
    (void)snprintf(ret, size, "no notification server");
}

static void test_notifications(void **state)
{
    struct notifier_ops none;
    struct desk k;

    (void)state;
    desk_plug(&k);
    none = *k.screen->notifier.ops;
    none.describe = describe_none;
    k.screen->notifier.ops = &none;
    begin(&k, REMINDERS);
    expect(&k, 1, "! notifications: no notification server\n+ bus: the session bus is known\n");
    desk_stop(&k);

    desk_plug(&k);
    begin(&k, REMINDERS);
    fake_notifier_fail_next(k.screen);
    desk_run(&k, 61);
    (void)fake_notifier_run(k.screen);
    expect(&k, 1, "! notifications: The test's screen is broken\n");
    desk_run(&k, 60); /* the next one is shown */
    expect(&k, 0, "+ notifications: fake\n");
    desk_stop(&k);

    desk_plug(&k);
    k.options.notifier = NULL;
    begin(&k, REMINDERS);
    expect(&k, 1,
           "+ notifications: on kneadd's terminal\n"
           "! bus: there is no session bus\n");
    desk_stop(&k);
}

static void test_files(void **state)
{
    struct desk k;

    (void)state;
    desk_plug(&k);
    k.options.store = NULL;
    k.options.store_trouble = "the log is damaged";
    begin(&k, REMINDERS);
    expect(&k, 1, "! log: /home/me/knead.db: the log is damaged\n");
    desk_stop(&k);

    desk_plug(&k);
    begin(&k, REMINDERS);
    fake_store_fail(&k.store, 0, 1000, -ENOSPC);
    desk_run(&k, 61);
    expect(&k, 1, "! log: /home/me/knead.db: ");
    desk_stop(&k);

    desk_plug(&k);
    begin(&k, "[reminder b]\nevery = 2h\nenabled = no\n");
    expect(&k, 1, "! schedule: test.ini: 1 reminder, 0 switched on\n");
    desk_stop(&k);
}

static void test_zone(void **state)
{
    struct desk k;

    (void)state;
    desk_plug(&k);
    fake_zone_done(&k.zone);
    fake_zone_init(&k.zone, -(3 * 3600 + 30 * 60));
    k.zone.source.deaf = true;
    begin(&k, REMINDERS);
    expect(&k, 1, "! zone: UTC-03:30\n");
    desk_stop(&k);
}

static int stop_at_once(void *userdata, const struct finding *finding)
{
    (void)finding;
    ++*(int *)userdata;
    return -ENOMEM;
}

static void test_stops_when_told(void **state)
{
    struct desk k;
    int n = 0;

    (void)state;
    desk_plug(&k);
    begin(&k, REMINDERS);
    assert_int_equal(daemon_doctor(k.daemon, stop_at_once, &n), -ENOMEM);
    assert_int_equal(n, 1);
    desk_stop(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_is_well),   cmocka_unit_test(test_looked_after),
        cmocka_unit_test(test_nobody_tells),  cmocka_unit_test(test_meetings),
        cmocka_unit_test(test_notifications), cmocka_unit_test(test_files),
        cmocka_unit_test(test_zone),          cmocka_unit_test(test_stops_when_told),
    };
    return cmocka_run_group_tests_name("daemon_doctor", tests, NULL, NULL);
}
