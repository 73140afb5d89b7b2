/* Why a reminder came or did not: for each way in which it stands, the sentences word for word. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#include <errno.h>

#include "tests/unit/busy_desk.h"

#define BREAK                                                                               \
    "The guides this program follows count long sitting in one position, poor posture and " \
    "repeated strain among what backs complain of; a break changes the position.\n"
#define HOURS    "[general]\nhours = 09:00-17:30\ndays = every day\nlimit = 3\ncatch-up = 30m\n"
#define STAND_UP "[reminder stand-up]\nevery = 1h\nrest = 10m\n"
#define DRINK    "[reminder drink]\nat = 10:03, 15:00\n"

static int keep(void *userdata, const struct why *why)
{
    FILE *text = userdata;

    for (size_t i = 0; i < why->n; i++)
        (void)fprintf(text, "%s\n", why->sentences[i]);
    return 0;
}

static void expect(struct desk *k, const char *reminder, const char *golden)
{
    char *text;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    assert_int_equal(daemon_why(k->daemon, reminder, keep, stream, &k->fault), 0);
    (void)fclose(stream);
    assert_string_equal(text, golden);
    free(text);
}

static void start(struct desk *k, const char *ini)
{
    desk_plug(k);
    desk_start(k, ini);
    desk_say(k, PRESENCE_ACTIVE, 0);
}

static void test_nothing_yet(void **state)
{
    struct desk k;

    (void)state;
    start(&k, HOURS STAND_UP DRINK);
    desk_run(&k, 23);
    expect(&k, "stand-up",
           "Nothing of it has come since yesterday.\n"
           "It counts time at the desk: 23m of 1h so far.\n" BREAK
           "Next: 10:00, in one notification with drink, if you stay at the desk.\n");
    expect(&k, "drink",
           "Nothing of it has come since yesterday.\n"
           "It counts no time: it comes at 10:03, 15:00.\n"
           "Next: 10:00, in one notification with stand-up, though due at 10:03.\n");
    desk_stop(&k);
}

static void test_nobody_tells(void **state)
{
    struct desk k;

    (void)state;
    desk_plug(&k);
    desk_start(&k, HOURS STAND_UP);
    desk_run(&k, 23);
    expect(&k, "stand-up",
           "Nothing of it has come since yesterday.\n"
           "It counts time at the desk: 23m of 1h so far; nothing tells whether you are there, so "
           "all time counts.\n" BREAK "Next: 10:00, if you stay at the desk.\n");
    desk_stop(&k);
}

static void test_outside_hours(void **state)
{
    struct desk k;

    (void)state;
    start(&k, HOURS STAND_UP);
    desk_run(&k, 60);
    (void)fake_notifier_press(k.screen, 1, "done");
    desk_run(&k, 60);
    (void)fake_notifier_press(k.screen, 2, "skip");
    desk_run(&k, 10 * 60);
    expect(&k, "stand-up",
           "15:00: shown, missed at 15:20: nobody had answered.\n"
           "16:00: shown, missed at 16:20: nobody had answered.\n"
           "17:00: shown, missed at 17:20: nobody had answered.\n"
           "These are not its hours; they begin at Thu 09:00, and so does its interval.\n"
           "It counts time at the desk, 1h of it within its hours.\n" BREAK
           "Next: Thu 10:00, if you stay at the desk.\n");
    desk_stop(&k);
}

static void test_paused(void **state)
{
    struct desk k;
    struct paused paused;

    (void)state;
    start(&k, HOURS STAND_UP DRINK);
    desk_run(&k, 61);
    assert_int_equal(
        daemon_pause(k.daemon, (struct wall){START + 150 * USEC_PER_MIN}, &paused, &k.fault), 0);
    desk_run(&k, 60);
    expect(&k, "stand-up",
           "10:00: shown together with drink, withdrawn at 10:01: reminders were paused.\n"
           "11:00: it did not come: reminders were paused.\n"
           "Reminders are paused until 11:30; what is due before does not come.\n"
           "It counts time at the desk: 1m of 1h so far.\n" BREAK
           "Next: 12:00, if you stay at the desk.\n");
    expect(
        &k, "drink",
        "10:03: shown at 10:00 together with stand-up, withdrawn at 10:01: reminders were paused.\n"
        "Reminders are paused until 11:30; what is due before does not come.\n"
        "It counts no time: it comes at 10:03, 15:00.\n"
        "Next: 15:00, in one notification with stand-up.\n");
    desk_stop(&k);
}

static void test_deferred(void **state)
{
    static const struct fake_answer talking[] = {
        {CONTEXT_MICROPHONE, "microphone in use (card 1)"}};
    struct desk k;

    (void)state;
    start(&k, HOURS STAND_UP "[presence]\ndefer-at-most = 45m\n");
    fake_context_script(&k.context, talking, 1);
    (void)fake_clock_run(&k.clock, USEC_PER_HOUR);
    expect(&k, "stand-up",
           "Nothing of it has come since yesterday.\n"
           "Due at 10:00, it waits for a look at whether you are busy.\n"
           "It counts time at the desk: 0s of 1h so far.\n" BREAK);
    desk_run(&k, 10);
    expect(&k, "stand-up",
           "Nothing of it has come since yesterday.\n"
           "Due at 10:00, it waits because you are busy: microphone in use (card 1), since 10:01; "
           "until 10:46 at most.\n"
           "It counts time at the desk: 10m of 1h so far.\n" BREAK);
    fake_context_script(&k.context, talking, 0);
    desk_run(&k, 1);
    expect(&k, "stand-up",
           "10:00: shown at 10:11, it waits for an answer.\n"
           "It counts time at the desk: 0s of 1h so far.\n" BREAK
           "Next: 11:11, if you stay at the desk.\n");
    desk_stop(&k);
}

static void test_frozen(void **state)
{
    struct desk k;

    (void)state;
    start(&k, HOURS STAND_UP);
    desk_run(&k, 30);
    desk_say(&k, PRESENCE_IDLE, 2);
    desk_run(&k, 1);
    expect(&k, "stand-up",
           "Nothing of it has come since yesterday.\n"
           "Its interval stands still because nobody has touched the keyboard or the mouse for a "
           "while.\n"
           "It counts time at the desk: 30m of 1h so far.\n" BREAK
           "Next: 10:01, if you are back now.\n");
    desk_stop(&k);
}

static void test_away_and_credited(void **state)
{
    struct desk k;

    (void)state;
    start(&k, HOURS STAND_UP DRINK);
    desk_run(&k, 30);
    desk_say(&k, PRESENCE_AWAY, 5);
    desk_run(&k, 38);
    expect(&k, "stand-up",
           "Nothing of it has come since yesterday.\n"
           "Its interval stands still because you are away.\n"
           "It counts time at the desk: 30m of 1h so far.\n" BREAK
           "You have been away for its rest (10m), so it begins anew when you are back. Next: 1h "
           "after that.\n");
    expect(&k, "drink",
           "Nothing of it has come since yesterday.\n"
           "Due at 10:03, it waits because you are away.\n"
           "It counts no time: it comes at 10:03, 15:00.\n");
    fake_presence_report(
        &k.seen, (struct presence_report){.locked = true, .locked_since = {k.clock.now.boot.us}});
    expect(&k, "drink",
           "Nothing of it has come since yesterday.\n"
           "Due at 10:03, it waits because the screen is locked.\n"
           "It counts no time: it comes at 10:03, 15:00.\n");
    desk_say(&k, PRESENCE_ACTIVE, 0);
    desk_run(&k, 1);
    expect(&k, "stand-up",
           "09:25: taken without a notification: you were away for its rest (10m).\n"
           "It counts time at the desk: 1m of 1h so far.\n" BREAK
           "Next: 11:08, if you stay at the desk.\n");
    expect(&k, "drink",
           "10:03: shown at 10:09, it waits for an answer.\n"
           "It counts no time: it comes at 10:03, 15:00.\n"
           "Next: 15:00.\n");
    desk_stop(&k);
}

static void test_taken_after_it_was_shown(void **state)
{
    struct desk k;

    (void)state;
    start(&k, HOURS STAND_UP);
    desk_run(&k, 61);
    desk_say(&k, PRESENCE_AWAY, 0);
    desk_run(&k, 12);
    expect(&k, "stand-up",
           "10:00: shown, taken: you were away for its rest (10m).\n"
           "Its interval stands still because you are away.\n"
           "It counts time at the desk: 0s of 1h so far.\n" BREAK
           "You have been away for its rest (10m), so it begins anew when you are back. Next: 1h "
           "after that.\n");
    desk_stop(&k);
}

static void test_limit(void **state)
{
    struct desk k;

    (void)state;
    start(&k, HOURS "merge = 0\n[reminder a]\nevery = 10m\ncounts = clock\nrepeat = 0\n"
                    "[reminder b]\nat = 09:35\n");
    desk_run(&k, 36);
    expect(&k, "b",
           "Nothing of it has come since yesterday.\n"
           "Due at 09:35, it waits because the hour has brought as many notifications as it may "
           "(3); there is room at 10:10.\n"
           "It counts no time: it comes at 09:35.\n");
    desk_run(&k, 20);
    expect(&k, "a",
           "09:20: shown, missed at 09:30: nobody had answered.\n"
           "09:30: shown, missed at 09:50: nobody had answered.\n"
           "09:40: it did not come: its next one was there first.\n"
           "Due at 09:50, it waits because the hour has brought as many notifications as it may "
           "(3); there is room at 10:10.\n"
           "It counts time, at the desk or not: 6m of 10m so far.\n");
    desk_stop(&k);
}

static void test_merged(void **state)
{
    struct desk k;

    (void)state;
    start(&k, HOURS STAND_UP DRINK "[reminder breathe]\nat = 10:01\n");
    desk_run(&k, 30);
    expect(&k, "stand-up",
           "Nothing of it has come since yesterday.\n"
           "It counts time at the desk: 30m of 1h so far.\n" BREAK
           "Next: 10:00, in one notification with breathe and drink, if you stay at the desk.\n");
    expect(&k, "drink",
           "Nothing of it has come since yesterday.\n"
           "It counts no time: it comes at 10:03, 15:00.\n"
           "Next: 10:00, in one notification with stand-up and breathe, though due at 10:03.\n");
    desk_run(&k, 31);
    expect(&k, "stand-up",
           "10:00: shown together with breathe and drink, it waits for an answer.\n"
           "It counts time at the desk: 1m of 1h so far.\n" BREAK
           "Next: 11:00, if you stay at the desk.\n");
    expect(&k, "drink",
           "10:03: shown at 10:00 together with breathe and stand-up, it waits for an answer.\n"
           "It counts no time: it comes at 10:03, 15:00.\n"
           "Next: 15:00, in one notification with stand-up.\n");
    desk_stop(&k);
}

static void test_snoozed(void **state)
{
    struct desk k;

    (void)state;
    start(&k, HOURS STAND_UP "snooze = 7m\nsnoozes = 2\n");
    desk_run(&k, 61);
    assert_true(fake_notifier_press(k.screen, 1, "snooze"));
    expect(&k, "stand-up",
           "10:00: shown, put off at 10:01 by its button.\n"
           "It was put off 1 of 2 times, until 10:08.\n"
           "It counts time at the desk: 1m of 1h so far.\n" BREAK "Next: 10:08.\n");
    desk_run(&k, 8);
    expect(&k, "stand-up",
           "10:00: shown, put off at 10:01 by its button.\n"
           "10:08: shown, it waits for an answer.\n"
           "It was put off 1 of 2 times.\n"
           "It counts time at the desk: 1m of 1h so far.\n" BREAK
           "Next: 11:08, if you stay at the desk.\n");
    desk_stop(&k);
}

static void test_no_notification_server(void **state)
{
    struct desk k;
    struct fake_notifier *terminal = fake_notifier_new();

    (void)state;
    desk_plug(&k);
    k.options.fallback = &terminal->notifier;
    desk_start(&k, HOURS STAND_UP);
    desk_say(&k, PRESENCE_ACTIVE, 0);
    fake_notifier_fail_next(k.screen);
    desk_run(&k, 61);
    (void)fake_notifier_run(k.screen);
    assert_int_equal(terminal->shown_n, 1);
    expect(&k, "stand-up",
           "10:00: shown, it waits for an answer.\n"
           "The last notification came on kneadd's own terminal, or in its journal: The test's "
           "screen is broken.\n"
           "It counts time at the desk: 1m of 1h so far.\n" BREAK
           "Next: 11:00, if you stay at the desk.\n");
    desk_stop(&k);
    desk_plug(&k);
    notifier_free(&k.screen->notifier);
    k.screen = terminal;
    k.options.notifier = NULL;
    k.options.fallback = &terminal->notifier;
    desk_start(&k, HOURS STAND_UP);
    desk_say(&k, PRESENCE_ACTIVE, 0);
    expect(&k, "stand-up",
           "Nothing of it has come since yesterday.\n"
           "There is no session bus: reminders come on kneadd's own terminal, or in its journal.\n"
           "It counts time at the desk: 0s of 1h so far.\n" BREAK
           "Next: 10:00, if you stay at the desk.\n");
    desk_stop(&k);
}

static void test_off_and_by_days(void **state)
{
    struct desk k;

    (void)state;
    start(&k, HOURS "[reminder off]\nevery = 1h\nenabled = no\n"
                    "[reminder massage]\nevery = 2d\nat = 11:00\n"
                    "[reminder late]\nevery = 30m\nhours = 22:00-22:20\n");
    expect(&k, "off",
           "Nothing of it has come since yesterday.\n"
           "It is off: the schedule says enabled = no (test.ini).\n");
    expect(&k, "massage",
           "Nothing of it has come since yesterday.\n"
           "It counts days: 2d from the last done, of which there is none yet; it comes at 11:00.\n"
           "Next: 11:00.\n");
    expect(&k, "late",
           "Nothing of it has come since yesterday.\n"
           "These are not its hours; they begin at 22:00, and so does its interval.\n"
           "It counts time at the desk, 30m of it within its hours.\n"
           "Nothing more of it is to come, as things stand.\n");
    (void)fake_clock_run(&k.clock, USEC_PER_MIN);
    {
        struct answered answered;

        assert_int_equal(daemon_answer(k.daemon, OUTCOME_DONE, "massage", 0, &answered, &k.fault),
                         0);
    }
    expect(&k, "massage",
           "09:01: done at 09:01 by knead, without a notification.\n"
           "It counts days: 2d from the last done, which was 09:01; it comes at 11:00.\n"
           "Next: Fri 11:00.\n");
    desk_stop(&k);
}

/* An occurrence that ended in each way that no other test brings about. */
static void test_every_other_end(void **state)
{
    static const struct {
        enum outcome outcome;
        enum reason reason;
        bool shown;
        const char *golden;
    } cases[] = {
        {OUTCOME_MISSED, REASON_UNANSWERED, true, "shown, missed at 08:30: nobody had answered"},
        {OUTCOME_MISSED, REASON_ASLEEP, false, "missed: the machine was asleep"},
        {OUTCOME_MISSED, REASON_AWAY, false, "missed: you were away"},
        {OUTCOME_MISSED, REASON_STOPPED, false, "missed: kneadd was not running"},
        {OUTCOME_MISSED, REASON_CLOCK, false, "missed: the clock was set past it"},
        {OUTCOME_SUPPRESSED, REASON_PAUSED, true,
         "shown, withdrawn at 08:30: reminders were paused"},
        {OUTCOME_SUPPRESSED, REASON_SETTINGS, true,
         "shown, withdrawn at 08:30: the schedule was changed"},
        {OUTCOME_SUPPRESSED, REASON_PAUSED, false, "it did not come: reminders were paused"},
        {OUTCOME_SUPPRESSED, REASON_LIMIT, false,
         "it did not come: the hour had brought as many notifications as it may (3)"},
        {OUTCOME_SUPPRESSED, REASON_DEFERRED, false,
         "it did not come: you were busy until its hours were over"},
        {OUTCOME_SUPPRESSED, REASON_SETTINGS, false, "it did not come: the schedule was changed"},
        {OUTCOME_SUPPRESSED, REASON_REPLACED, false,
         "it did not come: its next one was there first"},
        {OUTCOME_SKIPPED, REASON_NONE, false, "skipped at 08:30, before it came up"},
        {OUTCOME_DONE, REASON_NONE, false, "done at 08:30, without a notification"},
    };
    struct desk k;

    (void)state;
    start(&k, HOURS "[reminder walk]\nat = 13:00\nenabled = no\n");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct occurrence o = {.reminder = "walk",
                               .due = {START - USEC_PER_HOUR},
                               .ended = {START - 30 * USEC_PER_MIN},
                               .outcome = cases[i].outcome,
                               .reason = cases[i].reason};
        char golden[256];

        o.shown.us = cases[i].shown ? o.due.us : 0;
        assert_int_equal(k.store.store.ops->put_occurrence(&k.store.store, &o), 0);
        (void)snprintf(golden, sizeof(golden),
                       "08:00: %s.\nIt is off: the schedule says enabled = no (test.ini).\n",
                       cases[i].golden);
        expect(&k, "walk", golden);
    }
    desk_stop(&k);
}

static int stop_at_once(void *userdata, const struct why *why)
{
    *(const struct rule **)userdata = why->rule;
    return 7;
}

static void test_all_or_one_by_name(void **state)
{
    const struct rule *rule = NULL;
    char *text;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    struct desk k;

    (void)state;
    start(&k, HOURS STAND_UP DRINK);
    assert_int_equal(daemon_why(k.daemon, NULL, keep, stream, &k.fault), 0);
    (void)fclose(stream);
    assert_non_null(strstr(text, "1h"));
    assert_non_null(strstr(text, "10:03, 15:00"));
    free(text);
    assert_int_equal(daemon_why(k.daemon, "dri", stop_at_once, &rule, &k.fault), 7);
    assert_string_equal(rule->name, "drink");
    assert_int_equal(daemon_why(k.daemon, "drnik", stop_at_once, &rule, &k.fault), -ENOENT);
    assert_int_equal(k.fault.kind, FAULT_UNKNOWN_NAME);
    assert_non_null(strstr(k.fault.why, "did you mean drink?"));
    desk_stop(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_yet),
        cmocka_unit_test(test_nobody_tells),
        cmocka_unit_test(test_outside_hours),
        cmocka_unit_test(test_paused),
        cmocka_unit_test(test_deferred),
        cmocka_unit_test(test_frozen),
        cmocka_unit_test(test_away_and_credited),
        cmocka_unit_test(test_taken_after_it_was_shown),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_merged),
        cmocka_unit_test(test_snoozed),
        cmocka_unit_test(test_no_notification_server),
        cmocka_unit_test(test_off_and_by_days),
        cmocka_unit_test(test_every_other_end),
        cmocka_unit_test(test_all_or_one_by_name),
    };
    return cmocka_run_group_tests_name("daemon_why", tests, NULL, NULL);
}
