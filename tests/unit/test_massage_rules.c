/* What a daemon reminds of around massages, minute by minute, word for word. Days are of November
 * 2026; it begins on Wednesday, the 18th, at nine. */
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

#define MASSAGE "[massage]\nremind-before = 1d, 2h\n"
#define WEEKLY  MASSAGE "every = 7d\n"
#define SHEET   "Massage tomorrow: print your sheet with `knead massage sheet`."
#define CALM    "Massage soon: relax and breathe. Fever or new symptoms? Run `knead check` first."
#define LIST    "A few questions about signs that need a doctor: `knead check`. Skip what you like."
#define SORE                                                                   \
    "Soreness after the massage, 0-10? A little for a day or two is common.\n" \
    "knead log soreness 0, or what it is"
#define PRESSURE                                                                                 \
    "\nHow was the pressure last time: too light, about right, intense but bearable, too much? " \
    "Was any of it sharp? `knead edit massage pressure=WORD sharp=yes|no` tells."

/* Logs words such as "state=cancelled" at a time so many minutes from now. */
static void log_at(struct diary *t, enum entry_kind kind, int minutes, const char *name,
                   const char *value)
{
    struct entry e = {.kind = kind, .level = -1, .ml = -1};
    char why[ENTRY_WHY_MAX];

    e.at.us = now(t) + minutes * USEC_PER_MIN;
    if (name && entry_set(&e, name, value, why) < 0)
        fail_msg("%s", why);
    if (daemon_log(t->desk.daemon, &e, &t->desk.fault) < 0)
        fail_msg("%s", t->desk.fault.why);
}

static size_t times(const char *text, const char *what)
{
    size_t n = 0;

    for (const char *at = text; (at = strstr(at, what)); at++)
        n++;
    return n;
}

/* A day and two hours before, once each. */
static void R39_reminders_before_a_booking(void **state)
{
    static struct diary t;

    (void)state;
    start(&t, MASSAGE);
    log_at(&t, ENTRY_BOOKING, 2 * DAY + 6 * 60, NULL, NULL); /* the 20th at 15:00 */
    run(&t, DAY + 6 * 60);
    expect(&t, "19 15:00 Massage: " SHEET "\n");
    (void)fake_notifier_press(t.desk.screen, t.desk.screen->shown[0].id, "done");
    run(&t, 22 * 60);
    expect(&t, "20 13:00 Massage: " CALM "\n");
    (void)fake_notifier_press(t.desk.screen, t.desk.screen->shown[1].id, "done");
    run(&t, 10 * DAY); /* and nothing once it is over: no massage was logged yet, no interval set */
    expect(&t, "");
    done_with(&t.desk);
}

/* Cancelled, postponed: the reminders go along. */
static void R12_R39_reminders_follow_the_booking(void **state)
{
    static struct diary t;
    const struct change cancelled = {"state", "cancelled"};
    struct entry entry, former;

    (void)state;
    start(&t, MASSAGE);
    log_at(&t, ENTRY_BOOKING, 2 * DAY + 6 * 60, NULL, NULL);
    assert_int_equal(daemon_undo(t.desk.daemon, &entry, &t.desk.fault), 0);
    log_at(&t, ENTRY_BOOKING, 4 * DAY, NULL, NULL); /* the 22nd at 9:00 */
    run(&t, 3 * DAY);
    expect(&t, "21 09:00 Massage: " SHEET "\n");
    assert_int_equal(
        daemon_edit(t.desk.daemon, "last", "", &cancelled, 1, &entry, &former, &t.desk.fault), 0);
    run(&t, 2 * DAY);
    expect(&t, "");
    done_with(&t.desk);
}

/* A hold silences a booking's reminders and the due ones, and takes away what is shown. */
static void R10_hold_silences_reminders(void **state)
{
    static struct diary t;

    (void)state;
    start(&t, WEEKLY);
    log_at(&t, ENTRY_MASSAGE, -9 * DAY, NULL, NULL);
    run(&t, 5);
    assert_int_equal(times(t.text, "Next massage:"), 1);
    log_at(&t, ENTRY_HOLD, 0, "hold", "fever");
    assert_int_equal(t.desk.screen->screen_n, 0);
    t.text[0] = '\0';
    log_at(&t, ENTRY_BOOKING, 2 * DAY, NULL, NULL);
    run(&t, 15 * DAY);
    expect(&t, "18 09:07 Safety questions: " LIST "\n"
               "18 09:22 Massage on hold: Massage is on hold: fever. Your appointment on Fri "
               "2026-11-20 is affected - consider postponing it: `knead massage postpone`.\n");
    done_with(&t.desk);
}

/* So does a pain whose words are a sign, however low it is, and at once. */
static void R6_R10_words_silence_reminders(void **state)
{
    static const char *const words[][2] = {{"quality", "dull,numb"}, {"worse_at", "night"}};
    static struct diary t;
    char why[ENTRY_WHY_MAX];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        struct entry pain = {.kind = ENTRY_PAIN, .level = 1, .ml = -1};

        start(&t, WEEKLY);
        log_at(&t, ENTRY_MASSAGE, -9 * DAY, NULL, NULL);
        run(&t, 5);
        assert_int_equal(times(t.text, "Next massage:"), 1);
        pain.at.us = now(&t);
        assert_int_equal(entry_set(&pain, words[i][0], words[i][1], why), 0);
        assert_int_equal(daemon_log(t.desk.daemon, &pain, &t.desk.fault), 0);
        assert_int_equal(t.desk.screen->screen_n, 0);
        done_with(&t.desk);
    }
}

/* On the day, three and seven days on, then silence; with breaks and the therapist's word. */
static void R27_R65_R66_due_is_told_three_times(void **state)
{
    static struct diary t;

    (void)state;
    start(&t, "[general]\nhours = 10:00-18:00\n" WEEKLY);
    log_at(&t, ENTRY_MASSAGE, -6 * DAY, NULL, NULL); /* the 12th: due on the 19th */
    run(&t, 6);                                      /* soreness is not asked any more */
    expect(&t, "");
    run(&t, 20 * DAY);
    assert_int_equal(times(t.text, "Next massage:"), 3);
    assert_int_equal(times(t.text, "stand up and stretch at your breaks."), 3);
    assert_int_equal(times(t.text, "their advice comes first."), 3);
    assert_non_null(strstr(t.text, "19 10:00 Massage: Next massage: around Thu 2026-11-19 (every "
                                   "7 days, your choice)."));
    assert_non_null(strstr(t.text, "\n22 10:00 Massage: "));
    assert_non_null(strstr(t.text, "\n26 10:00 Massage: "));
    done_with(&t.desk);
}

/* Whoever comes later than the hour is told soon after, and once that day, across a restart. */
static void R27_due_is_told_late_and_once(void **state)
{
    static struct diary t;

    (void)state;
    start(&t, "[general]\nhours = 07:00-18:00\n" WEEKLY);
    log_at(&t, ENTRY_MASSAGE, -7 * DAY, NULL, NULL);
    run(&t, 60);
    assert_int_equal(times(t.text, "18 09:02 Massage: Next massage:"), 1);
    log_at(&t, ENTRY_CHECK, 0, NULL, NULL); /* built anew: the same */
    run(&t, 60);
    daemon_free(t.desk.daemon);
    begin(&t.desk, "[general]\nhours = 07:00-18:00\n" WEEKLY);
    run(&t, 10 * 60);
    assert_int_equal(times(t.text, "Next massage:"), 1);
    done_with(&t.desk);
}

/* A massage, or a booking, answers it; nothing is due meanwhile. */
static void R27_a_massage_answers_it(void **state)
{
    static struct diary t;

    (void)state;
    start(&t, WEEKLY);
    log_at(&t, ENTRY_MASSAGE, -7 * DAY, NULL, NULL);
    run(&t, 10);
    assert_int_equal(times(t.text, "Next massage:"), 1);
    assert_int_equal(t.desk.screen->screen_n, 1);
    log_at(&t, ENTRY_BOOKING, 5 * DAY, NULL, NULL);
    assert_int_equal(t.desk.screen->screen_n, 0);
    assert_int_equal(t.desk.store.occurrences[0].outcome, OUTCOME_DONE);
    t.text[0] = '\0';
    run(&t, 3 * DAY);
    expect(&t, "");
    done_with(&t.desk);
}

/* Water after a quarter of an hour and two hours, then how sore, after one day and two. */
static void R45_R47_reminders_after_a_massage(void **state)
{
    static const struct change told[] = {{"pressure", "intense"}, {"sharp", "no"}};
    struct entry edited, former;
    static struct diary t;
    struct entry sore = {.kind = ENTRY_SORENESS, .level = 0, .ml = -1};

    (void)state;
    start(&t, MASSAGE);
    log_at(&t, ENTRY_MASSAGE, 0, NULL, NULL);
    run(&t, 16);
    expect(&t,
           "18 09:15 Aftercare: Have a glass of water and take it easy for the rest of today.\n");
    assert_string_equal(t.desk.screen->shown[0].actions[0].label, "+200 ml");
    assert_true(fake_notifier_press(t.desk.screen, t.desk.screen->shown[0].id, "done"));
    run(&t, 2 * 60);
    expect(&t, "18 11:00 Aftercare water: Time for a glass of water (200 ml).\n");
    assert_true(fake_notifier_press(t.desk.screen, t.desk.screen->shown[1].id, "done"));
    run(&t, 22 * 60);
    expect(&t, "19 09:00 Soreness: " SORE PRESSURE "\n");
    assert_int_equal(daemon_edit(t.desk.daemon, "massage", "", told, COUNT_OF(told), &edited,
                                 &former, &t.desk.fault),
                     0);
    assert_int_equal(edited.kind, ENTRY_MASSAGE);
    sore.at.us = now(&t);
    assert_int_equal(daemon_log(t.desk.daemon, &sore, &t.desk.fault), 0);
    assert_int_equal(t.desk.screen->screen_n, 0);
    run(&t, DAY);
    expect(&t, "20 09:00 Soreness: " SORE "\n");
    sore = (struct entry){.kind = ENTRY_SORENESS, .level = 0, .ml = -1};
    sore.at.us = now(&t);
    assert_int_equal(daemon_log(t.desk.daemon, &sore, &t.desk.fault), 0);
    run(&t, 10 * DAY); /* not sore: not asked a third time */
    expect(&t, "");
    done_with(&t.desk);
}

static const struct notice *last(const struct diary *t)
{
    assert_true(t->desk.screen->shown_n > 0);
    return &t->desk.screen->shown[t->desk.screen->shown_n - 1];
}

static void assert_buttons(const struct diary *t, const char *expected)
{
    const struct notice *n = last(t);
    char text[512] = "";

    for (size_t i = 0, at = 0; i < n->actions_n; i++)
        at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%s", i ? "|" : "",
                               n->actions[i].label);
    assert_string_equal(text, expected);
}

static void press(struct diary *t, const char *key)
{
    assert_true(fake_notifier_press(t->desk.screen, last(t)->id, key));
}

static void reply(struct diary *t, const char *text)
{
    assert_true(fake_notifier_reply(t->desk.screen, last(t)->id, text));
}

static int add_level(void *userdata, const struct entry *e)
{
    char *text = userdata;

    (void)snprintf(text + strlen(text), 64 - strlen(text), " %d", e->level);
    return 0;
}

/* All levels of a kind, each behind a blank. */
static void assert_levels(struct diary *t, enum entry_kind kind, const char *expected)
{
    struct entry_filter filter = {
        .from = {INT64_MIN}, .to = {INT64_MAX}, .region = REGION_COUNT, .kind = kind};
    struct store *store = &t->desk.store.store;
    char text[64] = "";

    assert_int_equal(store->ops->entries(store, &filter, add_level, text), 0);
    assert_string_equal(text, expected);
}

/* One click logs one number, and so does one that is typed into it. */
static void R47_soreness_is_answered_by_a_number(void **state)
{
    static struct diary t;
    uint64_t id;

    (void)state;
    start(&t, MASSAGE);
    log_at(&t, ENTRY_MASSAGE, 0, NULL, NULL);
    run(&t, DAY + 1);
    assert_string_equal(last(&t)->title, "Soreness");
    assert_buttons(&t, "0|2|4");
    assert_string_equal(last(&t)->answer, "knead log soreness 2 | knead skip soreness");
    id = last(&t)->id;
    t.desk.screen->notifier.listener->acted(t.desk.daemon, id, "done"); /* says nothing */
    t.desk.screen->notifier.listener->acted(t.desk.daemon, id, "pain:2");
    assert_levels(&t, ENTRY_SORENESS, "");
    press(&t, "soreness:2");
    t.desk.screen->notifier.listener->acted(t.desk.daemon, id, "soreness:2"); /* once more */
    assert_levels(&t, ENTRY_SORENESS, " 2");
    assert_false(fake_notifier_on_screen(t.desk.screen, id));
    run(&t, DAY);
    assert_string_equal(last(&t)->title, "Soreness");
    assert_buttons(&t, "1|2|3");
    reply(&t, "little");
    assert_non_null(strstr(last(&t)->body, "\nNot logged: "));
    assert_levels(&t, ENTRY_SORENESS, " 2");
    reply(&t, "7");
    assert_levels(&t, ENTRY_SORENESS, " 2 7");
    assert_levels(&t, ENTRY_PAIN, "");
    run(&t, DAY);
    assert_buttons(&t, "6|7|8");
    done_with(&t.desk);
}

/* Together with the evening's question, each number answers its own; what is typed is pain. */
static void R47_soreness_beside_pain(void **state)
{
    static struct diary t;

    (void)state;
    start(&t, "[pain]\nask-at = 09:00\n" MASSAGE "[reminder soreness]\nat = 23:00\n");
    log_at(&t, ENTRY_MASSAGE, 0, NULL, NULL);
    run(&t, DAY + 1);
    assert_string_equal(last(&t)->title, "Care soreness, pain");
    assert_buttons(&t,
                   "Soreness 0|Soreness 2|Soreness 4|Pain 2|Pain 4|Pain 6|Snooze all 30m|Skip all");
    assert_string_equal(last(&t)->reply, "Pain, 0 to 10");
    reply(&t, "5");
    assert_levels(&t, ENTRY_PAIN, " 5");
    assert_levels(&t, ENTRY_SORENESS, "");
    assert_string_equal(last(&t)->title, "Care soreness");
    assert_string_equal(last(&t)->reply, "A number, 0 to 10");
    reply(&t, "1");
    assert_levels(&t, ENTRY_SORENESS, " 1");
    run(&t, DAY);
    assert_string_equal(last(&t)->title, "Care soreness, pain");
    press(&t, "soreness:0");
    assert_levels(&t, ENTRY_SORENESS, " 1 0");
    assert_levels(&t, ENTRY_PAIN, " 5");
    assert_string_equal(last(&t)->title, "How was your back today?");
    done_with(&t.desk);
}

/* A limit on drinking leaves the rest only. */
static void R50a_no_water_after_a_massage(void **state)
{
    static struct diary t;
    struct entry limit = {.kind = ENTRY_PROFILE, .level = -1, .ml = -1};
    char why[ENTRY_WHY_MAX];

    (void)state;
    start(&t, MASSAGE);
    limit.at.us = now(&t);
    (void)strcpy(limit.note, "yes");
    assert_int_equal(entry_set(&limit, "field", "fluid-limit", why), 0);
    assert_int_equal(daemon_log(t.desk.daemon, &limit, &t.desk.fault), 0);
    log_at(&t, ENTRY_MASSAGE, 0, NULL, NULL);
    run(&t, 3 * 60);
    assert_int_equal(times(t.text, "Take it easy for the rest of today."), 1);
    assert_int_equal(times(t.text, "water"), 0);
    done_with(&t.desk);
}

/* Reminders of the file's own keep their names, and a reload keeps all. */
static void test_names_and_reload(void **state)
{
    static struct diary t;
    const struct schedule *s;

    (void)state;
    start(&t, MASSAGE "[reminder massage]\nat = 23:00\n");
    log_at(&t, ENTRY_BOOKING, DAY + 60, NULL, NULL);
    s = daemon_schedule(t.desk.daemon);
    assert_true(schedule_find(s, "massage") == 0 && schedule_find(s, "care-massage") < s->n);
    run(&t, 2 * 60);
    assert_int_equal(times(t.text, "18 10:00 Care massage: " SHEET), 1);
    done_with(&t.desk);
}

/* Who logs neither pain nor massages is never woken for them. */
static void test_nobody_asked(void **state)
{
    static struct diary t;
    struct entry drink = {.kind = ENTRY_DRINK, .level = -1, .ml = 200};

    (void)state;
    start(&t, MASSAGE);
    drink.at.us = now(&t);
    assert_int_equal(daemon_log(t.desk.daemon, &drink, &t.desk.fault), 0);
    run(&t, 30 * DAY);
    expect(&t, "");
    assert_false(t.desk.clock.armed);
    done_with(&t.desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(R39_reminders_before_a_booking),
        cmocka_unit_test(R12_R39_reminders_follow_the_booking),
        cmocka_unit_test(R10_hold_silences_reminders),
        cmocka_unit_test(R6_R10_words_silence_reminders),
        cmocka_unit_test(R27_R65_R66_due_is_told_three_times),
        cmocka_unit_test(R27_due_is_told_late_and_once),
        cmocka_unit_test(R27_a_massage_answers_it),
        cmocka_unit_test(R45_R47_reminders_after_a_massage),
        cmocka_unit_test(R47_soreness_is_answered_by_a_number),
        cmocka_unit_test(R47_soreness_beside_pain),
        cmocka_unit_test(R50a_no_water_after_a_massage),
        cmocka_unit_test(test_names_and_reload),
        cmocka_unit_test(test_nobody_asked),
    };

    return cmocka_run_group_tests_name("massage_rules", tests, NULL, NULL);
}
