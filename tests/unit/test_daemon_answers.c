/* Buttons that say more than Done, the question about pain, and notices that no screen shows. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#include <errno.h>

#include "tests/unit/busy_desk.h"

#define HOUR 60 /* minutes */

static const char water[] = "[reminder water]\nevery = 1h\namount = 200ml\n";
static const char evening[] = "[general]\nhours = all day\ndays = every day\n"
                              "[pain]\nask-at = 20:00\n";
static const char several[] = "[reminder stand-up]\nevery = 1h\nrest = 5m\n"
                              "[reminder stretch]\nevery = 1h\nrest = 10m\nsnooze = 7m\n"
                              "[reminder water]\nevery = 1h\namount = 200ml\nsnoozes = 0\n";

static const char many[] = "[reminder a]\nevery = 1h\n[reminder b]\nevery = 1h\n"
                           "[reminder c]\nevery = 1h\n[reminder d]\nevery = 1h\n";
static const char again[] = "[reminder a]\nevery = 1h\nrepeat = 10m\nicon = /a.png\nsound = bell\n"
                            "urgency = low\ntimeout = 1m\n";
static const char each[] = "[reminder a]\nevery = 1h\nrepeat = 10m\n"
                           "[reminder b]\nevery = 1h\nrepeat = 15m\n"
                           "[reminder c]\nevery = 1h\nrepeat = never\n";
static const char late[] = "[pain]\nask-at = 23:30\n";
static const char routine[] = "[reminder routine]\nat = 20:00\n[pain]\nask-at = 20:00\n";

static const struct notice *last(struct desk *k)
{
    assert_true(k->screen->shown_n > 0);
    return &k->screen->shown[k->screen->shown_n - 1];
}

/* "done=Done|skip=Skip" */
static void assert_buttons(struct desk *k, const char *expected)
{
    const struct notice *n = last(k);
    char text[1024] = "";

    for (size_t i = 0, at = 0; i < n->actions_n; i++)
        at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%s=%s", i ? "|" : "",
                               n->actions[i].key, n->actions[i].label);
    assert_string_equal(text, expected);
}

static void press(struct desk *k, const char *key)
{
    assert_true(fake_notifier_press(k->screen, last(k)->id, key));
}

struct logged {
    int n, sum;
    struct wall at; /* of the last */
};

static int add_up(void *userdata, const struct entry *e)
{
    struct logged *logged = userdata;

    logged->n++;
    logged->sum += e->kind == ENTRY_PAIN ? e->level : e->ml;
    logged->at = e->at;
    return 0;
}

static struct logged logged(struct desk *k, enum entry_kind kind)
{
    struct entry_filter filter = {
        .from = {INT64_MIN}, .to = {INT64_MAX}, .region = REGION_COUNT, .kind = kind};
    struct logged ret = {0};

    assert_int_equal(k->store.store.ops->entries(&k->store.store, &filter, add_up, &ret), 0);
    return ret;
}

/* Of all that was logged: how many, and the sum of what they say. */
static void assert_logged(struct desk *k, enum entry_kind kind, int n, int sum)
{
    assert_int_equal(logged(k, kind).n, n);
    assert_int_equal(logged(k, kind).sum, sum);
}

static void assert_ended(struct desk *k, const char *reminder, enum outcome outcome, int n)
{
    int found = 0;

    for (size_t i = 0; i < k->store.occurrences_n; i++)
        found += strcmp(k->store.occurrences[i].reminder, reminder) == 0 &&
                 k->store.occurrences[i].outcome == outcome;
    assert_int_equal(found, n);
}

static void log_pain_at(struct desk *k, int level, int64_t minutes_ago)
{
    struct entry entry = {.kind = ENTRY_PAIN, .level = level, .ml = -1};

    entry.at.us = k->clock.now.wall.us - minutes_ago * USEC_PER_MIN;
    assert_int_equal(daemon_log(k->daemon, &entry, &k->fault), 0);
}

static void log_pain_now(struct desk *k, int level)
{
    log_pain_at(k, level, 0);
}

/* ------------------------------------------------------------------ drinks */

static void a_drink_is_logged(struct desk *k)
{
    assert_buttons(k, "done=+200 ml|snooze=Snooze 5m|skip=Skip");
    press(k, "done");
    assert_logged(k, ENTRY_DRINK, 1, 200);
    assert_ended(k, "water", OUTCOME_DONE, 1);
    assert_int_equal(k->screen->screen_n, 0);
    desk_run(k, HOUR);
    press(k, "skip");
    assert_logged(k, ENTRY_DRINK, 1, 200);
}

static void a_drink_that_cannot_be_logged(struct desk *k)
{
    const size_t shown = k->screen->shown_n;
    const uint64_t id = last(k)->id;

    fake_store_fail(&k->store, 0, 1, -ENOSPC);
    press(k, "done");
    assert_int_equal(k->screen->shown_n, shown + 2);
    assert_string_equal(k->screen->shown[shown].title, "The answer was not kept");
    assert_int_equal(last(k)->id, id); /* it still waits, and can be answered */
    assert_ended(k, "water", OUTCOME_DONE, 0);
    press(k, "done");
    assert_logged(k, ENTRY_DRINK, 1, 200);
    assert_ended(k, "water", OUTCOME_DONE, 1);
}

/* ------------------------------------------------------------------ several together */

static void each_has_its_own(struct desk *k)
{
    const uint64_t id = last(k)->id;

    assert_int_equal(k->screen->shown_n, 1);
    assert_string_equal(last(k)->title, "Stretch, stand up, water"); /* the longest rest first */
    assert_string_equal(last(k)->body, "It is time. For 10 min.\nIt is time.\n"
                                       "Time for a glass of water (200 ml).");
    assert_buttons(k, "done=All done|done:stretch=Done: stretch|done:stand-up=Done: stand up|"
                      "done:water=+200 ml|snooze=Snooze all|skip=Skip all");
    press(k, "done:stand-up");
    assert_ended(k, "stand-up", OUTCOME_DONE, 1);
    assert_int_equal(last(k)->id, id); /* the others still wait */
    assert_string_equal(last(k)->title, "Stretch, water");
    press(k, "done");
    assert_ended(k, "stretch", OUTCOME_DONE, 1);
    assert_ended(k, "water", OUTCOME_DONE, 1);
    assert_logged(k, ENTRY_DRINK, 1, 200);
    assert_int_equal(k->screen->screen_n, 0);
}

static void what_cannot_be_put_off_stays(struct desk *k)
{
    press(k, "snooze");
    assert_ended(k, "stand-up", OUTCOME_SNOOZED, 1);
    assert_ended(k, "stretch", OUTCOME_SNOOZED, 1);
    assert_string_equal(last(k)->title, "Water");
    assert_buttons(k, "done=+200 ml|skip=Skip");
    assert_true(fake_notifier_on_screen(k->screen, last(k)->id));
}

static void many_have_one_for_all(struct desk *k)
{
    assert_buttons(k, "done=All done|snooze=Snooze all 5m|skip=Skip all");
    press(k, "done");
    assert_ended(k, "d", OUTCOME_DONE, 1);
}

static void how_late(struct desk *k)
{
    assert_string_equal(last(k)->body, "It is time.");
    assert_string_equal(last(k)->icon, "/a.png");
    assert_string_equal(last(k)->sound, "bell");
    assert_int_equal(last(k)->urgency, URGENCY_LOW);
    assert_int_equal(last(k)->timeout, USEC_PER_MIN);
    desk_run(k, 10);
    assert_int_equal(k->screen->shown_n, 2);
    assert_int_equal(k->screen->shown[0].id, k->screen->shown[1].id);
    assert_string_equal(last(k)->body, "It is time.\nDue 10 min ago.");
}

/* Repeated is the whole notice: what else of it waits stays on the screen, with its buttons. */
static void a_repeat_hides_nothing(struct desk *k)
{
    desk_run(k, 10);
    assert_int_equal(k->screen->shown_n, 2);
    assert_string_equal(last(k)->title, "A, b, c");
    assert_buttons(k, "done=All done|done:a=Done: a|done:b=Done: b|done:c=Done: c|"
                      "snooze=Snooze all 5m|skip=Skip all");
    press(k, "done:a");
    assert_string_equal(last(k)->title, "B, c");
    desk_run(k, 5);
    assert_int_equal(k->screen->shown_n, 4);
    assert_string_equal(last(k)->title, "B, c");
    assert_int_equal(last(k)->id, k->screen->shown[0].id);
}

/* Nobody looked while two of it came to be repeated. */
static void late_repeats_come_once(struct desk *k)
{
    k->clock.now.boot.us += 16 * USEC_PER_MIN;
    k->clock.now.wall.us += 16 * USEC_PER_MIN;
    desk_run(k, 1);
    assert_int_equal(k->screen->shown_n, 2);
    assert_string_equal(last(k)->title, "A, b, c");
    assert_int_equal(k->screen->screen_n, 1);
}

/* ------------------------------------------------------------------ the question about pain */

static void test_one_click_logs_one_number(void **state)
{
    static const struct {
        int before; /* -1: nothing was ever logged */
        const char *buttons, *key;
        int sum;
    } rows[] = {
        {-1, "pain:2=2|pain:4=4|pain:6=6", "pain:6", 6},
        {0, "pain:0=0|pain:1=1|pain:2=2", "pain:0", 0},
        {1, "pain:0=0|pain:1=1|pain:2=2", "pain:2", 3},
        {5, "pain:4=4|pain:5=5|pain:6=6", "pain:4", 9},
        {10, "pain:8=8|pain:9=9|pain:10=10", "pain:10", 20},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool before = rows[i].before >= 0;
        struct desk k;

        desk_plug(&k);
        desk_start(&k, evening);
        if (before)
            log_pain_at(&k, rows[i].before, 24 * HOUR);
        desk_run(&k, 11 * HOUR);
        if (rows[i].before < 5) /* of more pain there is more to say */
            assert_int_equal(k.screen->shown_n, 1);
        assert_string_equal(last(&k)->title, "How was your back today?");
        assert_non_null(strstr(last(&k)->body, "\nAny number: knead log "));
        assert_buttons(&k, rows[i].buttons);
        press(&k, rows[i].key);
        k.screen->notifier.listener->acted(k.daemon, last(&k)->id, rows[i].key); /* once more */
        assert_logged(&k, ENTRY_PAIN, 1 + before, rows[i].sum);
        assert_ended(&k, "pain", OUTCOME_DONE, 1);
        assert_int_equal(k.screen->screen_n, 0);
        desk_stop(&k);
    }
}

static void not_asked_when_it_is_known(struct desk *k)
{
    struct daemon_status status;
    struct entry entry;

    log_pain_now(k, 3);
    assert_int_equal(daemon_status(k->daemon, &status), 0);
    assert_true(status.reminders[0].view.next.us == START + 35 * USEC_PER_HOUR); /* tomorrow */
    free(status.reminders);
    desk_run(k, 12 * HOUR);
    assert_int_equal(k->screen->shown_n, 0);
    assert_ended(k, "pain", OUTCOME_SUPPRESSED, 1);
    assert_int_equal(k->store.occurrences[0].reason, REASON_LOGGED);
    desk_run(k, 10 * HOUR); /* the next morning */
    log_pain_now(k, 4);
    assert_int_equal(daemon_undo(k->daemon, &entry, &k->fault), 0);
    log_pain_at(k, 4, 9 * HOUR); /* yesterday's */
    desk_run(k, 13 * HOUR);
    assert_int_equal(k->screen->shown_n, 1);
}

static void known_over_a_restart(struct desk *k)
{
    log_pain_now(k, 3);
    daemon_free(k->daemon);
    (void)fake_clock_run(&k->clock, 11 * USEC_PER_HOUR + USEC_PER_MIN);
    desk_start(k, evening);
    desk_run(k, 1);
    assert_int_equal(k->screen->shown_n, 0);
}

static void the_command_answers_it_too(struct desk *k)
{
    log_pain_at(k, 5, 48 * HOUR); /* another day's is no answer */
    assert_int_equal(k->screen->screen_n, 1);
    log_pain_now(k, 5);
    assert_int_equal(k->screen->screen_n, 0);
    assert_ended(k, "pain", OUTCOME_DONE, 1);
    assert_logged(k, ENTRY_PAIN, 2, 10);
}

static void after_midnight_it_is_of_the_day_before(struct desk *k)
{
    assert_int_equal(k->screen->screen_n, 1);
    desk_run(k, 5);
    press(k, "pain:4");
    assert_logged(k, ENTRY_PAIN, 1, 4);
    assert_true(logged(k, ENTRY_PAIN).at.us == START + 14 * USEC_PER_HOUR + 30 * USEC_PER_MIN);
    assert_ended(k, "pain", OUTCOME_DONE, 1);
}

static void typed_answers(struct desk *k)
{
    static const char *const wrong[] = {"", "11", "-1", "4.5", "four", "4 or 5"};
    size_t n;

    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        assert_true(fake_notifier_reply(k->screen, last(k)->id, wrong[i]));
        assert_int_equal(k->screen->shown_n, i + 2);
        assert_non_null(strstr(last(k)->body, "\nNot logged: "));
        assert_logged(k, ENTRY_PAIN, 0, 0);
    }
    n = k->screen->shown_n;
    assert_true(fake_notifier_reply(k->screen, last(k)->id, " 7 "));
    assert_logged(k, ENTRY_PAIN, 1, 7);
    assert_ended(k, "pain", OUTCOME_DONE, 1);
    assert_int_equal(k->screen->shown_n, n);
}

static void the_question_with_another(struct desk *k)
{
    assert_string_equal(last(k)->title, "Routine, pain");
    assert_buttons(k, "pain:2=Pain 2|pain:4=Pain 4|pain:6=Pain 6|done:routine=Done: routine|"
                      "snooze=Snooze all|skip=Skip all");
    press(k, "done:routine");
    assert_string_equal(last(k)->title, "How was your back today?");
    press(k, "pain:2");
    assert_logged(k, ENTRY_PAIN, 1, 2);
    assert_int_equal(k->screen->screen_n, 0);
}

/* ------------------------------------------------------------------ servers */

static void what_was_lost_comes_again(struct desk *k)
{
    const uint64_t id = last(k)->id;

    fake_notifier_come(k->screen); /* what is on the screen is not shown again */
    assert_int_equal(k->screen->shown_n, 1);
    fake_notifier_leave(k->screen);
    desk_run(k, 3);
    assert_int_equal(k->screen->shown_n, 1);
    fake_notifier_come(k->screen);
    assert_int_equal(k->screen->shown_n, 2);
    assert_int_equal(last(k)->id, id);
    assert_non_null(strstr(last(k)->body, "Due 3 min ago."));
    press(k, "skip");
    fake_notifier_leave(k->screen);
    fake_notifier_come(k->screen); /* answered: it is over */
    assert_int_equal(k->screen->shown_n, 2);
    assert_ended(k, "stretch", OUTCOME_SKIPPED, 1);
}

static void what_failed_comes_when_it_can(struct desk *k)
{
    fake_notifier_fail_next(k->screen);
    desk_run(k, HOUR);
    (void)fake_notifier_run(k->screen);
    assert_int_equal(k->screen->shown_n, 1);
    assert_int_equal(k->screen->screen_n, 0);
    fake_notifier_come(k->screen);
    assert_int_equal(k->screen->shown_n, 2);
    press(k, "done");
    assert_ended(k, "water", OUTCOME_DONE, 1);
}

static void nothing_comes_again_to_nobody(struct desk *k)
{
    desk_say(k, PRESENCE_ACTIVE, 0);
    desk_run(k, HOUR);
    fake_notifier_leave(k->screen);
    desk_say(k, PRESENCE_AWAY, 0);
    fake_notifier_come(k->screen);
    assert_int_equal(k->screen->shown_n, 1);
    desk_say(k, PRESENCE_ACTIVE, 0);
    assert_int_equal(k->screen->shown_n, 2);
}

/* ------------------------------------------------------------------ running them */

struct trial {
    const char *name, *ini;
    int minutes; /* that have passed when it begins */
    void (*run)(struct desk *k);
};

static void try(void **state)
{
    const struct trial *trial = *state;
    struct desk k;

    desk_plug(&k);
    desk_start(&k, trial->ini);
    desk_run(&k, trial->minutes);
    trial->run(&k);
    desk_stop(&k);
}

int main(void)
{
#define TRIAL(name, ini, minutes) \
    {                             \
#name, ini, minutes, name \
    }
    static struct trial trials[] = {
        TRIAL(a_drink_is_logged, water, HOUR),
        TRIAL(a_drink_that_cannot_be_logged, water, HOUR),
        TRIAL(each_has_its_own, several, HOUR),
        TRIAL(what_cannot_be_put_off_stays, several, HOUR),
        TRIAL(many_have_one_for_all, many, HOUR),
        TRIAL(how_late, again, HOUR),
        TRIAL(a_repeat_hides_nothing, each, HOUR),
        TRIAL(late_repeats_come_once, each, HOUR),
        TRIAL(not_asked_when_it_is_known, evening, 0),
        TRIAL(known_over_a_restart, evening, 0),
        TRIAL(the_command_answers_it_too, evening, 11 * HOUR),
        TRIAL(after_midnight_it_is_of_the_day_before, late, 15 * HOUR), /* 00:00 */
        TRIAL(typed_answers, evening, 11 * HOUR),
        TRIAL(the_question_with_another, routine, 11 * HOUR),
        TRIAL(what_was_lost_comes_again, several, HOUR),
        TRIAL(what_failed_comes_when_it_can, water, 0),
        TRIAL(nothing_comes_again_to_nobody, water, 0),
    };
    struct CMUnitTest tests[COUNT_OF(trials) + 1] = {
        cmocka_unit_test(test_one_click_logs_one_number),
    };

    for (size_t i = 0; i < COUNT_OF(trials); i++)
        tests[i + 1] = (struct CMUnitTest){trials[i].name, try, NULL, NULL, &trials[i]};
    return cmocka_run_group_tests_name("daemon_answers", tests, NULL, NULL);
}
