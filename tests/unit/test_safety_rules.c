/* What a daemon says and asks by itself for somebody's safety, minute by minute, word for word.
 * Days are of November 2026; it begins on Wednesday, the 18th, at nine. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>

#include "common/scope.h"
#include "tests/unit/diary.h"

#define EVENING "[pain]\nask-at = 20:00\n"
#define NEVER   "[general]\nhours = 08:00-18:00\n" /* nobody is asked about pain */
#define LIST                                                                            \
    "Safety questions: A few questions about signs that need a doctor: `knead check`. " \
    "Skip what you like.\n"
#define SEEN " Consider talking to a doctor. Record the visit with `knead seen-clinician`.\n"
#define EMERGENCY                                                                              \
    "Urgent help: Some of what you marked needs urgent medical help: chest pain with back or " \
    "neck pain. Call your local emergency number or go to the nearest emergency department "   \
    "now. This program cannot assess symptoms."
#define URGENT                                                                                   \
    "Contact a doctor: Please contact a doctor or medical advice line today about: weight loss " \
    "without trying. Massage suggestions are paused until you record that a clinician has seen " \
    "you.\n"

/* Logs words such as "level=4" or "signs=chest", so many minutes ago. */
static void log_before(struct diary *t, enum entry_kind kind, int minutes, const char *words)
{
    struct entry e = {.kind = kind, .level = -1, .ml = -1};
    char copy[256], *rest = copy, *word, why[ENTRY_WHY_MAX];

    (void)snprintf(copy, sizeof(copy), "%s", words);
    while ((word = strsep(&rest, " "))) {
        char *value = strchr(word, '=');

        if (!value)
            continue;
        *value++ = '\0';
        if (entry_set(&e, word, value, why) < 0)
            fail_msg("%s", why);
    }
    e.at.us = now(t) - minutes * USEC_PER_MIN;
    if (daemon_log(t->desk.daemon, &e, &t->desk.fault) < 0)
        fail_msg("%s", t->desk.fault.why);
}

static void log_now(struct diary *t, enum entry_kind kind, const char *words)
{
    log_before(t, kind, 0, words);
}

static void press(struct diary *t, const char *key)
{
    struct fake_notifier *screen = t->desk.screen;

    assert_true(fake_notifier_press(screen, screen->shown[screen->shown_n - 1].id, key));
}

static void restart(struct diary *t, const char *ini)
{
    daemon_free(t->desk.daemon);
    begin(&t->desk, ini);
}

static void first_run(struct diary *t, const char *ini)
{
    memset(t, 0, sizeof(*t));
    setup_first(&t->desk, ini);
}

struct noted {
    char text[1024];
};

static int note(void *userdata, const struct entry *e)
{
    struct noted *noted = userdata;
    size_t n = strlen(noted->text);
    int64_t minute = e->at.us / USEC_PER_MIN;
    int year, month, day;

    civil_from_day(minute / DAY, &year, &month, &day);
    (void)snprintf(noted->text + n, sizeof(noted->text) - n, "%02d %02d:%02d %s: %s\n", day,
                   (int)(minute % DAY / 60), (int)(minute % 60), entry_tier_name(e->level),
                   e->note[0] ? e->note : "over");
    return 0;
}

static void expect_tiers(struct diary *t, const char *text)
{
    const struct entry_filter tiers = {{INT64_MIN}, {INT64_MAX}, REGION_COUNT, ENTRY_TIER, 0};
    struct noted noted = {0};

    assert_int_equal(daemon_history(t->desk.daemon, &tiers, note, &noted, &t->desk.fault), 0);
    assert_string_equal(noted.text, text);
}

/* ------------------------------------------------------------------ the list of signs */

/* Once in a life, whether or not it is answered, and to whoever is asked about pain. */
static void R4_offered_at_the_first_run(void **state)
{
    static struct diary t;

    (void)state;
    first_run(&t, "[pain]\nask-at = 23:59\n");
    run(&t, 3 * 60);
    expect(&t, "18 09:03 " LIST);
    restart(&t, "[pain]\nask-at = 23:59\n");
    run(&t, 3 * 60);
    expect(&t, "");
    done_with(&t.desk);
    first_run(&t, NEVER);
    run(&t, 30 * DAY);
    expect(&t, "");
    assert_false(t.desk.clock.armed);
    done_with(&t.desk);
}

/* Strong pain, once each day that has it; a list that was gone through takes the offer away. */
static void R4_offered_on_strong_pain(void **state)
{
    static struct diary t;

    (void)state;
    start(&t, NEVER);
    log_now(&t, ENTRY_PROFILE, "field=cause-known note=yes");
    log_now(&t, ENTRY_PAIN, "level=6");
    run(&t, 60);
    expect(&t, "");
    log_now(&t, ENTRY_PAIN, "level=8 measure=average");
    run(&t, 3);
    expect(&t, "18 10:02 " LIST);
    assert_int_equal(t.desk.screen->screen_n, 1);
    log_now(&t, ENTRY_PAIN, "level=9");
    restart(&t, NEVER);
    run(&t, 5);
    assert_int_equal(t.desk.screen->screen_n, 1);
    log_now(&t, ENTRY_CHECK, "no_signs=chest");
    assert_int_equal(t.desk.screen->screen_n, 0);
    done_with(&t.desk);
}

/* Three points more than the logged day before; two are not enough. */
static void R4_offered_on_a_rise(void **state)
{
    static struct diary t;

    (void)state;
    start(&t, NEVER);
    log_now(&t, ENTRY_PROFILE, "field=cause-known note=yes");
    log_before(&t, ENTRY_PAIN, 3 * DAY, "level=0");
    log_before(&t, ENTRY_PAIN, DAY, "level=1");
    log_now(&t, ENTRY_PAIN, "level=3");
    run(&t, 60);
    expect(&t, "");
    log_now(&t, ENTRY_PAIN, "level=5"); /* 4 on the whole */
    run(&t, 60);
    expect(&t, "18 10:02 " LIST);
    done_with(&t.desk);
}

/* Before a course, and every 28 days while it lasts. */
static void R4_offered_in_a_course(void **state)
{
    static struct diary t;

    (void)state;
    first_run(&t, NEVER);
    log_now(&t, ENTRY_PROFILE, "field=cause-known note=yes");
    log_now(&t, ENTRY_CLINICIAN, "");
    log_before(&t, ENTRY_CHECK, 200 * DAY, "");
    log_now(&t, ENTRY_PROFILE, "field=onset note=2026-06-01"); /* chronic: active since September */
    run(&t, 60);
    expect(&t, "18 09:02 " LIST
               "18 09:17 Care plan: Consider seeing a licensed massage therapist who is used to "
               "working with pain. Ask about their training. Between sessions: stand up and "
               "stretch at your breaks. Talk with your massage therapist to fit this plan to you; "
               "their advice comes first.\n");
    run(&t, 27 * DAY);
    expect(&t, "");
    run(&t, DAY);
    expect(&t, "16 08:00 " LIST);
    done_with(&t.desk);
}

/* ------------------------------------------------------------------ one tier alone */

/* What is due in the same minute comes apart; the list comes first. */
static void R1_a_message_is_shown_alone(void **state)
{
    static const char ini[] =
        "[general]\nlimit = 2\n[reminder tea]\nat = 09:10, 09:17\nmessage = Tea.\nrepeat = never\n";
    static struct diary t;

    (void)state;
    start(&t, ini);
    log_now(&t, ENTRY_PAIN, "level=8");
    run(&t, 60);
    expect(&t, "18 09:02 " LIST "18 09:10 Tea: Tea.\n"
               "18 09:17 About your pain: The cause of this pain has not been checked." SEEN);
    done_with(&t.desk);
}

/* A graver tier takes the place of what is on the screen; the lesser is not said beside it. */
static void R1_the_highest_tier_comes_first(void **state)
{
    static struct diary t;

    (void)state;
    start(
        &t,
        "[general]\nhours = 08:00-18:00\nlimit = 1\n[reminder tea]\nat = 09:01\nrepeat = never\n");
    log_now(&t, ENTRY_CHECK, "");
    log_before(&t, ENTRY_PAIN, DAY, "level=8");
    log_now(&t, ENTRY_PAIN, "level=8");
    run(&t, 3);
    expect(&t,
           "18 09:01 Tea: It is time.\n18 09:02 About your pain: Your pain has been strong." SEEN);
    log_now(&t, ENTRY_CHECK, "signs=weight");
    assert_int_equal(t.desk.screen->screen_n, 1); /* the tea */
    run(&t, 1);                                   /* the limit is no matter */
    expect(&t, "18 09:04 " URGENT);
    assert_int_equal(t.desk.screen->screen_n, 2);
    log_now(&t, ENTRY_CHECK, "signs=chest");
    run(&t, 1);
    assert_non_null(strstr(t.text, "18 09:05 Urgent help: "));
    assert_int_equal(t.desk.screen->screen_n, 2);
    press(&t, "done");
    t.text[0] = '\0';
    run(&t, 7 * DAY); /* nothing lesser, and nothing twice, as long as it stands */
    assert_null(strstr(t.text, "doctor"));
    assert_null(strstr(t.text, "Urgent"));
    done_with(&t.desk);
}

/* Who went is not sent again, until something is marked anew. */
static void R14_an_emergency_that_was_seen(void **state)
{
    static struct diary t;

    (void)state;
    start(&t, NEVER);
    log_now(&t, ENTRY_CHECK, "signs=chest");
    run(&t, 2);
    expect(&t, "18 09:01 " EMERGENCY "\n");
    log_now(&t, ENTRY_CLINICIAN, "");
    assert_int_equal(t.desk.screen->screen_n, 0);
    run(&t, 7 * DAY);
    expect(&t, "");
    log_now(&t, ENTRY_CHECK, "signs=chest");
    run(&t, 1);
    expect(&t, "25 09:03 " EMERGENCY "\n");
    done_with(&t.desk);
}

/* Once for what was logged, and one a day. */
static void R8_R13_once_for_each_cause(void **state)
{
    static struct diary t;

    (void)state;
    start(&t, NEVER);
    log_now(&t, ENTRY_CHECK, "");
    log_before(&t, ENTRY_PAIN, DAY, "level=8");
    log_now(&t, ENTRY_PAIN, "level=8");
    run(&t, 60);
    restart(&t, NEVER);
    run(&t, 30 * DAY);
    expect(&t, "18 09:02 About your pain: Your pain has been strong." SEEN
               "19 08:00 About your pain: The cause of this pain has not been checked." SEEN);
    done_with(&t.desk);
}

/* It waits for somebody who could see it, over the night too. */
static void R1_a_message_waits_for_the_pause(void **state)
{
    static struct diary t;

    (void)state;
    start(&t, NEVER);
    log_now(&t, ENTRY_CHECK, "signs=chest");
    (void)pause_for(&t.desk, 2 * USEC_PER_HOUR);
    run(&t, DAY - 61);
    expect(&t, "");
    run(&t, 2);
    expect(&t, "19 08:00 " EMERGENCY "\n");
    done_with(&t.desk);
}

/* Only what was put off goes through a pause, and then through do-not-disturb too. */
static void R52_a_follow_up_that_was_asked_for(void **state)
{
    static struct diary t;
    struct fake_notifier *screen;

    (void)state;
    start(&t, NEVER);
    screen = t.desk.screen;
    log_now(&t, ENTRY_CHECK, "signs=chest");
    run(&t, 2);
    expect(&t, "18 09:01 " EMERGENCY "\n");
    assert_int_equal(screen->shown[0].urgency, URGENCY_NORMAL);
    press(&t, "snooze");
    (void)pause_for(&t.desk, 2 * USEC_PER_HOUR);
    run(&t, 60);
    expect(&t, "18 09:32 " EMERGENCY "\n");
    assert_int_equal(screen->shown[1].urgency, URGENCY_CRITICAL);
    done_with(&t.desk);
}

/* ------------------------------------------------------------------ what is noted */

/* Begins and ends with date and inputs; once, whenever the daemon was started. */
static void R15_tiers_are_noted(void **state)
{
    static const char whole[] =
        "18 09:00 hold: signs that need a clinician first\n"
        "18 09:00 urgent: numbness, tingling or weakness in the left leg\n"
        "18 10:00 urgent: numbness, tingling or weakness in the left leg; numbness, tingling or "
        "weakness in the right leg\n"
        "18 10:00 emergency: both legs: pain, tingling, numbness or weakness\n"
        "18 11:00 hold: over\n"
        "18 11:00 urgent: over\n"
        "18 11:00 emergency: over\n";
    static struct diary t;
    struct entry undone;

    (void)state;
    start(&t, NEVER);
    log_now(&t, ENTRY_CHECK, "signs=left-leg");
    run(&t, 60);
    log_now(&t, ENTRY_CHECK, "signs=right-leg");
    restart(&t, NEVER);
    run(&t, 60);
    log_now(&t, ENTRY_CLINICIAN, "cleared=yes");
    run(&t, 30 * DAY);
    expect_tiers(&t, whole);
    assert_int_equal(daemon_undo(t.desk.daemon, &undone, &t.desk.fault), 0);
    assert_int_equal(undone.kind, ENTRY_CLINICIAN);
    done_with(&t.desk);
}

/* Days that pass end a tier as entries do. */
static void R15_tiers_end_by_themselves(void **state)
{
    static struct diary t;

    (void)state;
    start(&t, NEVER);
    log_now(&t, ENTRY_HOLD, "hold=injury");
    run(&t, 5 * DAY);
    expect_tiers(&t, "18 09:00 hold: a recent injury\n22 00:00 hold: over\n");
    done_with(&t.desk);
}

static void R15_nobody_else_notes_them(void **state)
{
    static struct diary t;
    struct entry tier = {.kind = ENTRY_TIER, .level = 5, .ml = -1};

    (void)state;
    start(&t, NEVER);
    tier.at.us = now(&t);
    assert_int_equal(daemon_log(t.desk.daemon, &tier, &t.desk.fault), -EINVAL);
    assert_non_null(strstr(t.desk.fault.why, "by itself"));
    expect_tiers(&t, "");
    done_with(&t.desk);
}

/* ------------------------------------------------------------------ the week */

/* At the evening's hour, once a week; together with the day's question. */
static void R53_the_week_is_asked_about(void **state)
{
    static const char asked[] = "24 20:00 Past week: Three questions about the past week, 0-10 "
                                "each.\nknead ask\n";
    static struct diary t;

    (void)state;
    start(&t, EVENING);
    log_now(&t, ENTRY_CLINICIAN, "");
    for (int day = 0; day < 7; day++) {
        log_now(&t, ENTRY_PAIN, day % 2 ? "level=1" : "level=2");
        run(&t, DAY);
    }
    expect(&t, asked);
    for (int day = 7; day < 13; day++) {
        log_now(&t, ENTRY_PAIN, "level=1");
        run(&t, DAY);
    }
    expect(&t, "");
    log_now(&t, ENTRY_PAIN, "level=1");
    run(&t, 11 * 60);
    assert_non_null(strstr(t.text, "01 20:00 Past week: "));
    assert_int_equal(t.desk.screen->screen_n, 1);
    log_now(&t, ENTRY_PEG, "peg_pain=3 peg_enjoyment=2 peg_activity=2"); /* answers it */
    assert_int_equal(t.desk.screen->screen_n, 0);
    done_with(&t.desk);
}

/* Nobody who does not log is asked about the week. */
static void R53_no_log_no_week(void **state)
{
    static struct diary t;

    (void)state;
    start(&t, EVENING);
    log_now(&t, ENTRY_PAIN, "level=1");
    run(&t, 60 * DAY);
    assert_non_null(strstr(t.text, "24 20:00 Pain, past week: "));
    assert_null(strstr(t.text, "08 20:00 Pain, past week: "));
    done_with(&t.desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(R4_offered_at_the_first_run),
        cmocka_unit_test(R4_offered_on_strong_pain),
        cmocka_unit_test(R4_offered_on_a_rise),
        cmocka_unit_test(R4_offered_in_a_course),
        cmocka_unit_test(R1_a_message_is_shown_alone),
        cmocka_unit_test(R1_the_highest_tier_comes_first),
        cmocka_unit_test(R14_an_emergency_that_was_seen),
        cmocka_unit_test(R8_R13_once_for_each_cause),
        cmocka_unit_test(R1_a_message_waits_for_the_pause),
        cmocka_unit_test(R52_a_follow_up_that_was_asked_for),
        cmocka_unit_test(R15_tiers_are_noted),
        cmocka_unit_test(R15_tiers_end_by_themselves),
        cmocka_unit_test(R15_nobody_else_notes_them),
        cmocka_unit_test(R53_the_week_is_asked_about),
        cmocka_unit_test(R53_no_log_no_week),
    };

    return cmocka_run_group_tests_name("safety_rules", tests, NULL, NULL);
}
