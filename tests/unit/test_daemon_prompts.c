/* Reminders that the care rules have a say in, minute by minute, word for word: water, the routine,
 * posture, the workplace, eyes. It begins on Wednesday, 18 November 2026, at nine. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#include <errno.h>

#include "daemon/care/words.h"
#include "daemon/schedule/day.h"
#include "tests/unit/busy_desk.h"

#define GENERAL "[general]\nhours = 09:00-17:30\nlimit = 20\n"
#define DAILY   GENERAL "days = every day\n"
#define WATER   "[reminder hydration]\nevery = 90m\namount = 200ml\ntarget = 600ml\nrepeat = never\n"
#define ROUTINE "[reminder routine]\nat = 09:30, 21:30\nrepeat = never\n"
#define DAY     (24 * 60)
#define PLENTY  "That is plenty for now."

static void expect_shown(const struct desk *k, size_t n, const char *title, const char *body)
{
    assert_int_equal(k->screen->shown_n, n);
    assert_string_equal(k->screen->shown[n - 1].title, title);
    assert_string_equal(k->screen->shown[n - 1].body, body);
}

static void log_entry(struct desk *k, struct entry e)
{
    if (e.at.us == 0)
        e.at = daemon_now(k->daemon).wall;
    if (daemon_log(k->daemon, &e, &k->fault) < 0)
        fail_msg("%s", k->fault.why);
}

static void drink(struct desk *k, int ml)
{
    log_entry(k, (struct entry){.kind = ENTRY_DRINK, .level = -1, .ml = ml});
}

static void told(struct desk *k, enum entry_kind kind, const char *name, const char *value)
{
    struct entry e = {.kind = kind, .level = -1, .ml = -1};
    char why[ENTRY_WHY_MAX];

    assert_int_equal(entry_set(&e, name, value, why), 0);
    log_entry(k, e);
}

static void press(struct desk *k, const char *key)
{
    assert_true(fake_notifier_press(k->screen, k->screen->shown[k->screen->shown_n - 1].id, key));
}

/* How many notices had this title, and the last of them. */
static int titled(const struct desk *k, const char *title, struct notice *ret)
{
    int n = 0;

    for (size_t i = 0; i < k->screen->shown_n; i++)
        if (strcmp(k->screen->shown[i].title, title) == 0) {
            *ret = k->screen->shown[i];
            n++;
        }
    return n;
}

/* How many of a reminder ended so. */
static int ended(const struct desk *k, const char *reminder, enum outcome outcome,
                 enum reason reason)
{
    int n = 0;

    for (size_t i = 0; i < k->store.occurrences_n; i++) {
        const struct occurrence *o = &k->store.occurrences[i];
        n += strcmp(o->reminder, reminder) == 0 && o->outcome == outcome && o->reason == reason;
    }
    return n;
}

static int keep_text(void *userdata, const struct why *why)
{
    char *text = userdata;

    text[0] = '\0';
    for (size_t i = 0; i < why->n; i++)
        (void)strcat(strcat(text, why->sentences[i]), "\n");
    return 0;
}

static void expect_why(struct desk *k, const char *reminder, const char *sentence)
{
    static char text[WHY_SENTENCES_MAX * WHY_SENTENCE_MAX];

    assert_int_equal(daemon_why(k->daemon, reminder, keep_text, text, &k->fault), 0);
    if (!strstr(text, sentence))
        assert_string_equal(text, sentence);
}

struct first {
    const char *reminder;
    int64_t at;
};

static int keep_first(void *userdata, struct wall due, const struct rule *rule, const char *state)
{
    struct first *first = userdata;

    (void)state;
    if (first->at == 0 && strcmp(rule->name, first->reminder) == 0)
        first->at = (due.us - START) / USEC_PER_MIN;
    return 0;
}

/* Minutes from the beginning to the reminder's next one in the agenda; 0: none within a week. */
static int64_t agenda(struct desk *k, const char *reminder)
{
    struct first first = {reminder, 0};
    struct wall week = {k->clock.now.wall.us + 7 * USEC_PER_DAY};

    assert_int_equal(daemon_agenda(k->daemon, week, keep_first, &first, &k->fault), 0);
    return first.at;
}

/* ------------------------------------------------------------------ water */

static void R50_water_until_the_target(void **state)
{
    struct daemon_status status;
    struct desk k;

    (void)state;
    desk_begin(&k, GENERAL WATER);
    desk_run(&k, 90);
    expect_shown(&k, 1, "Hydration", "Time for a glass of water (200 ml). 0 of 600 ml today.");
    press(&k, "done");
    desk_run(&k, 90);
    expect_shown(&k, 2, "Hydration", "Time for a glass of water (200 ml). 200 of 600 ml today.");
    drink(&k, 200); /* by the command: it answers what is on the screen */
    assert_int_equal(k.screen->screen_n, 0);
    desk_run(&k, 90);
    expect_shown(&k, 3, "Hydration", "Time for a glass of water (200 ml). 400 of 600 ml today.");
    press(&k, "done"); /* 13:30, the target */
    assert_int_equal(ended(&k, "hydration", OUTCOME_DONE, REASON_NONE), 3);
    assert_int_equal(ended(&k, "hydration", OUTCOME_SUPPRESSED, REASON_ENOUGH), 1);
    expect_why(&k, "hydration",
               "13:30: it did not come: enough was drunk.\n"
               "600 of 600 mL today, which is the day's target. It is quiet until Thu 00:00.\n"
               "It counts time at the desk, 1h30m of it within its hours.\n"
               "Next: Thu 10:30, if you stay at the desk.\n");
    assert_int_equal(agenda(&k, "hydration"), DAY + 90);
    assert_int_equal(daemon_status(k.daemon, &status), 0);
    assert_string_equal(status.reminders[0].state, "quiet");
    free(status.reminders);
    assert_true(k.clock.armed); /* and nothing wakes up before tomorrow */
    assert_true(k.clock.at.us - k.clock.now.boot.us >= (DAY - 13 * 60 - 30) * USEC_PER_MIN);
    desk_run(&k, DAY - 3 * 60 - 1);
    assert_int_equal(k.screen->shown_n, 3);
    desk_run(&k, 1);
    expect_shown(&k, 4, "Hydration", "Time for a glass of water (200 ml). 0 of 600 ml today.");
    desk_stop(&k);
}

/* Taken back, there is need of it again; a restart in between changes nothing. */
/* The plan goes by the amount that the reminder goes by, whatever it is. */
static void R50_the_plan_has_the_reminders_target(void **state)
{
    static const struct {
        const char *line;
        int32_t target;
    } rows[] = {{"", 1600},
                {"target = 1ml\n", 1},
                {"target = 300ml\n", 300},
                {"target = 3.5l\n", 3500},
                {"target = 10l\n", 10000}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct care_time booked;
        struct care_plan plan;
        struct desk k;
        char ini[160];

        (void)snprintf(ini, sizeof(ini), "[reminder water]\nevery = 2h\namount = 700ml\n%s",
                       rows[i].line);
        desk_begin(&k, ini);
        assert_int_equal(daemon_plan(k.daemon, &plan, &booked, &k.fault), 0);
        assert_int_equal(plan.water.target, rows[i].target);
        drink(&k, 700);
        assert_int_equal(daemon_plan(k.daemon, &plan, &booked, &k.fault), 0);
        assert_int_equal(plan.water.wanted, rows[i].target > 700);
        desk_stop(&k);
    }
}

static void R50_what_is_undone_is_not_enough(void **state)
{
    struct entry undone;
    struct desk k;

    (void)state;
    desk_begin(&k, GENERAL WATER);
    desk_run(&k, 30);
    drink(&k, 600);
    desk_run(&k, 10);
    desk_restart(&k, GENERAL WATER);
    assert_int_equal(ended(&k, "hydration", OUTCOME_SUPPRESSED, REASON_ENOUGH), 1);
    assert_int_equal(agenda(&k, "hydration"), DAY + 90);
    assert_int_equal(daemon_undo(k.daemon, &undone, &k.fault), 0);
    assert_int_equal(agenda(&k, "hydration"), 40 + 90);
    desk_run(&k, 90);
    expect_shown(&k, 1, "Hydration", "Time for a glass of water (200 ml). 0 of 600 ml today.");
    desk_stop(&k);
}

static void R50_plenty_is_quiet_for_three_hours(void **state)
{
    static const char ini[] =
        DAILY "[reminder hydration]\nevery = 90m\namount = 200ml\nrepeat = never\n";
    struct desk k;

    (void)state;
    desk_begin(&k, ini);
    desk_run(&k, 60);
    drink(&k, 400);
    desk_run(&k, 20);
    drink(&k, 400);
    assert_int_equal(k.screen->shown_n, 0);
    desk_run(&k, 30); /* 10:50; shown at 10:30, and answered by what comes now */
    drink(&k, 300);
    expect_shown(&k, 2, "Water", PLENTY);
    assert_true(k.screen->shown[1].transient);
    expect_why(&k, "hydration", PLENTY " It is quiet until 13:50.\n");
    assert_int_equal(agenda(&k, "hydration"), 5 * 60 + 50 - 60 + 90);
    desk_run(&k, 5);
    drink(&k, 100); /* of the same hour: three hours from here, and said once */
    expect_why(&k, "hydration", PLENTY " It is quiet until 13:55.\n");
    desk_run(&k, 3 * 60 + 89);
    assert_int_equal(k.screen->shown_n, 2);
    desk_run(&k, 1); /* 15:25 */
    expect_shown(&k, 3, "Hydration", "Time for a glass of water (200 ml).");
    desk_stop(&k);
}

static void R50a_fluid_limit_stops_all_water(void **state)
{
    struct entry limit = {.kind = ENTRY_PROFILE, .level = -1, .ml = -1};
    char why[ENTRY_WHY_MAX];
    struct desk k;

    (void)state;
    desk_begin(&k, DAILY WATER "[reminder tea]\nat = 15:00\namount = 150ml\n");
    desk_run(&k, 91);
    assert_int_equal(k.screen->screen_n, 1);
    (void)strcpy(limit.note, "yes");
    assert_int_equal(entry_set(&limit, "field", "fluid-limit", why), 0);
    log_entry(&k, limit);
    assert_int_equal(k.screen->screen_n, 0); /* what was on the screen went */
    told(&k, ENTRY_MASSAGE, "session_min", "60");
    desk_run(&k, 2 * DAY);
    for (size_t i = 1; i < k.screen->shown_n; i++)
        assert_null(strstr(k.screen->shown[i].body, "water"));
    assert_int_equal(ended(&k, "tea", OUTCOME_SUPPRESSED, REASON_CARE), 2);
    assert_int_equal(agenda(&k, "hydration"), 0);
    expect_why(&k, "hydration",
               "Your profile limits what you drink. It does not come until that changes.\n");
    limit.id[0] = limit.note[0] = '\0';
    (void)strcpy(limit.note, "no");
    limit.at.us = 0;
    log_entry(&k, limit);
    assert_true(agenda(&k, "hydration") > 0);
    desk_stop(&k);
}

/* ------------------------------------------------------------------ posture, workplace, eyes */

#define POSTURE DAILY "[reminder posture]\nrandom = 3\nrepeat = never\n"

static void R50b_posture_three_times_a_day(void **state)
{
    static const enum care_text contexts[] = {TEXT_POSTURE, TEXT_POSTURE_LINE, TEXT_POSTURE_DRIVE,
                                              TEXT_POSTURE_LIFT};
    size_t first = 0;
    struct desk k;

    (void)state;
    desk_plug(&k);
    k.options.seed = 4711;
    desk_start(&k, POSTURE);
    desk_say(&k, PRESENCE_ACTIVE, 0);
    for (int day = 0; day < 8; day++) {
        desk_run(&k, DAY);
        assert_int_equal(k.screen->shown_n, 3 * (size_t)(day + 1));
    }
    while (strcmp(k.screen->shown[0].body, care_texts[contexts[first]].text) != 0)
        assert_true(++first < COUNT_OF(contexts));
    for (size_t i = 0; i < k.screen->shown_n; i++) { /* each context in its turn */
        const struct occurrence *o = &k.store.occurrences[i];
        int64_t minute = (o->due.us - START) / USEC_PER_MIN % DAY;

        assert_in_range(minute, 0, 8 * 60 + 29);
        assert_string_equal(k.screen->shown[i].title, "Posture");
        assert_string_equal(k.screen->shown[i].body,
                            care_texts[contexts[(first + i) % COUNT_OF(contexts)]].text);
    }
    expect_why(&k, "posture",
               "It counts no time: it comes at random, up to 3 times a day within its hours.");
    desk_stop(&k);
}

/* Not after a massage, until midnight (R46); each that did not come is in the log. */
static void R50b_no_posture_after_a_massage(void **state)
{
    struct desk k;

    (void)state;
    desk_begin(&k, POSTURE);
    told(&k, ENTRY_MASSAGE, "session_min", "60");
    desk_run(&k, 15 * 60);
    for (size_t i = 0; i < k.screen->shown_n; i++)
        assert_string_not_equal(k.screen->shown[i].title, "Posture");
    assert_int_equal(ended(&k, "posture", OUTCOME_SUPPRESSED, REASON_CARE), 3);
    desk_run(&k, DAY);
    assert_int_equal(ended(&k, "posture", OUTCOME_SUPPRESSED, REASON_CARE), 3);
    assert_int_equal(ended(&k, "posture", OUTCOME_MISSED, REASON_UNANSWERED), 3);
    desk_stop(&k);
}

static void R50c_workstation_every_thirty_days(void **state)
{
    struct desk k;

    (void)state;
    desk_begin(&k, DAILY "[reminder workstation]\nevery = 30d\nat = 10:00\nrepeat = never\n");
    desk_run(&k, 60);
    expect_shown(&k, 1, "Workstation",
                 "Once a month, a look at the workplace: screen height, chair, feet, keyboard, "
                 "light.");
    press(&k, "done");
    desk_run(&k, 30 * DAY - 1);
    assert_int_equal(k.screen->shown_n, 1);
    desk_run(&k, 1);
    assert_int_equal(k.screen->shown_n, 2);
    desk_stop(&k);
}

/* Within five minutes of a break it comes along with that, and begins anew. */
static void R50d_eyes_come_with_the_break(void **state)
{
    struct desk k;

    (void)state;
    desk_begin(&k, DAILY "[reminder eyes]\nevery = 20m\nmoves = eyes\nrepeat = never\n"
                         "[reminder stand-up]\nat = 09:18\nmessage = Stand up.\nrepeat = never\n");
    desk_run(&k, 18);
    expect_shown(&k, 1, "Stand up, eyes",
                 "Stand up.\nFar look: Look at something at least 6 metres away and blink softly. "
                 "20 seconds.");
    desk_run(&k, 19);
    assert_int_equal(k.screen->shown_n, 1);
    desk_run(&k, 1);
    assert_string_equal(k.screen->shown[1].title, "Eyes");
    desk_stop(&k);
}

/* ------------------------------------------------------------------ the routine */

/* The seconds of a routine's lines, changes and all; and whether one is moderate. */
static int routine_seconds(const char *body, bool *ret_moderate)
{
    CLEANUP(complaints_done) struct complaints c = {0};
    CLEANUP(moves_done) struct moves moves = {0};
    int seconds = -5;

    assert_int_equal(moves_load(&moves, &c), 0);

    *ret_moderate = false;
    for (size_t i = 0; i < moves.n; i++) {
        const struct move *move = &moves.items[i];
        char line[MOVE_TITLE_MAX + MOVE_DOSE_MAX + 8], dose[MOVE_DOSE_MAX];
        int turns = move->each == EACH_ONCE ? 1 : move->each == EACH_WAY_AND_SIDE ? 4 : 2;

        move_dose(move, dose);
        (void)snprintf(line, sizeof(line), "\n%s: %s", move->title, dose);
        if (!strstr(body, line))
            continue;
        assert_false(move->needs[0]);
        seconds += 5 + (int)(move->hold / USEC_PER_SEC) * (move->times ? move->times : 1) * turns;
        *ret_moderate = *ret_moderate || move->load == LOAD_MODERATE;
    }
    return seconds;
}

static void R51_routine_names_its_moves(void **state)
{
    char body[NOTICE_BODY_MAX];
    bool moderate, any = false;
    struct desk k;

    (void)state;
    desk_begin(&k, DAILY ROUTINE);
    for (int day = 0; day < 10; day++) {
        desk_run(&k, 30);
        assert_string_equal(k.screen->shown[2 * day].title, "Routine");
        (void)strcpy(body, k.screen->shown[2 * day].body);
        assert_memory_equal(body, "Five minutes for neck, shoulders and lower back?\n", 49);
        assert_in_range(routine_seconds(body, &moderate), 285, 315);
        any = any || moderate;
        if (day % 2)
            desk_restart(&k, DAILY ROUTINE);
        desk_run(&k, 12 * 60); /* the same in the evening */
        assert_string_equal(k.screen->shown[k.screen->shown_n - 1].body, body);
        assert_int_equal(k.screen->shown_n, 2 * (size_t)day + 2);
        desk_run(&k, 11 * 60 + 30);
    }
    assert_true(any);
    assert_string_not_equal(k.screen->shown[0].body, k.screen->shown[2].body);
    desk_stop(&k);
}

/* On a day of strong pain only what is gentle; under a hold, or with signs, nothing at all, and
 * that is in the log. */
static void R51_routine_is_what_health_allows(void **state)
{
    struct notice routine = {0};
    struct entry undone;
    bool moderate;
    struct desk k;

    (void)state;
    desk_begin(&k, DAILY ROUTINE);
    told(&k, ENTRY_PAIN, "level", "8");
    desk_run(&k, 30);
    assert_int_equal(titled(&k, "Routine", &routine), 1);
    assert_in_range(routine_seconds(routine.body, &moderate), 285, 315);
    assert_false(moderate);
    told(&k, ENTRY_HOLD, "hold", "injury");
    assert_false(fake_notifier_on_screen(k.screen, routine.id)); /* it goes from there, too */
    assert_int_equal(ended(&k, "routine", OUTCOME_SUPPRESSED, REASON_CARE), 1);
    desk_run(&k, 12 * 60);
    assert_int_equal(titled(&k, "Routine", &routine), 1);
    assert_int_equal(ended(&k, "routine", OUTCOME_SUPPRESSED, REASON_CARE), 2);
    expect_why(&k, "routine",
               "21:30: it did not come: it was off for a health reason.\n"
               "A hold is on, and until it ends this is off too; `knead plan` says why. It is "
               "quiet until Thu 00:00.\n");
    desk_run(&k, 12 * 60); /* the next morning, looked at anew */
    assert_int_equal(ended(&k, "routine", OUTCOME_SUPPRESSED, REASON_CARE), 3);
    assert_int_equal(daemon_undo(k.daemon, &undone, &k.fault), 0);
    desk_run(&k, 12 * 60);
    assert_int_equal(titled(&k, "Routine", &routine),
                     2); /* the hold is gone, and with it the silence */
    desk_stop(&k);
}

/* Nor does it come along with another, or when a meeting is over. */
static void R51_a_hold_is_looked_for_whenever_it_comes(void **state)
{
    static const struct fake_answer talking[] = {{CONTEXT_MICROPHONE, "a call"}};
    struct desk k;

    (void)state;
    desk_begin(&k, DAILY
               "[reminder stand-up]\nat = 09:28\nmessage = Stand up.\nrepeat = never\n" ROUTINE);
    told(&k, ENTRY_HOLD, "hold", "contagious");
    desk_run(&k, 30);
    expect_shown(&k, 1, "Stand up", "Stand up.");
    assert_int_equal(ended(&k, "routine", OUTCOME_SUPPRESSED, REASON_CARE), 1);
    desk_stop(&k);
    desk_begin(&k, DAILY ROUTINE);
    fake_context_script(&k.context, talking, 1);
    desk_run(&k, 35);
    assert_int_equal(k.screen->shown_n, 0);
    told(&k, ENTRY_HOLD, "hold", "contagious");
    fake_context_script(&k.context, NULL, 0);
    desk_run(&k, 10);
    assert_int_equal(k.screen->shown_n, 0);
    assert_int_equal(ended(&k, "routine", OUTCOME_SUPPRESSED, REASON_CARE), 1);
    desk_stop(&k);
}

/* The therapist's homework comes first (R44). */
static void R44_routine_begins_with_homework(void **state)
{
    struct entry e = {.kind = ENTRY_MASSAGE, .level = -1, .ml = -1, .region = REGION_NECK};
    struct desk k;

    (void)state;
    desk_begin(&k, DAILY ROUTINE);
    e.at.us = START - 6 * USEC_PER_DAY;
    (void)strcpy(e.texts[FACT_HOMEWORK], "chin tucks, twice a day");
    log_entry(&k, e);
    desk_run(&k, 30);
    assert_non_null(strstr(k.screen->shown[0].body,
                           "Five minutes for neck, shoulders and lower back?\nYour "
                           "therapist's homework: chin tucks, twice a day\n"));
    desk_stop(&k);
}

/* And in a reminder of moves it wins for its region, across a restart; not on a bad day. */
static void R44_stretch_shows_homework(void **state)
{
    static const char ini[] = DAILY "[reminder stretch]\nevery = 1h\nmoves = neck, shoulders\n"
                                    "repeat = never\n";
    static const char homework[] = "Your therapist's homework: chin tucks, twice a day";
    struct entry e = {.kind = ENTRY_MASSAGE, .level = -1, .ml = -1, .region = REGION_NECK};
    struct desk k;

    (void)state;
    desk_begin(&k, ini);
    e.at.us = START - 6 * USEC_PER_DAY;
    (void)strcpy(e.texts[FACT_HOMEWORK], "chin tucks, twice a day");
    log_entry(&k, e);
    desk_run(&k, 60);
    expect_shown(&k, 1, "Stretch", homework);
    desk_run(&k, 60);
    assert_memory_equal(k.screen->shown[1].body, "Shrug and drop: ", 16);
    desk_restart(&k, ini);
    desk_run(&k, 60);
    expect_shown(&k, k.screen->shown_n, "Stretch", homework);
    told(&k, ENTRY_PAIN, "level", "8");
    desk_run(&k, 2 * 60);
    assert_memory_equal(k.screen->shown[k.screen->shown_n - 1].body, "Chin tuck: ", 11);
    desk_stop(&k);
}

/* With signs that need medical help nobody is asked to stretch (R5). */
static void R5_no_moves_with_signs(void **state)
{
    struct desk k;

    (void)state;
    desk_begin(&k, DAILY "[reminder stretch]\nevery = 30m\nmoves = neck\nrepeat = never\n");
    told(&k, ENTRY_CHECK, "signs", "saddle");
    desk_run(&k, 8 * 60);
    assert_int_equal(ended(&k, "stretch", OUTCOME_SUPPRESSED, REASON_CARE), 1);
    for (size_t i = 0; i < k.screen->shown_n; i++)
        assert_string_not_equal(k.screen->shown[i].title, "Stretch");
    desk_run(&k, DAY); /* once a day it is looked at */
    assert_int_equal(ended(&k, "stretch", OUTCOME_SUPPRESSED, REASON_CARE), 2);
    desk_stop(&k);
}

/* ------------------------------------------------------------------ several */

/* In one notification what is most urgent comes first. */
static void R52_the_order_in_one_notification(void **state)
{
    struct desk k;

    (void)state;
    desk_begin(&k, DAILY "[reminder eyes]\nat = 10:00\nmoves = eyes\n"
                         "[reminder posture]\nat = 10:00\n[reminder hydration]\nat = 10:00\n"
                         "amount = 200ml\n[reminder stand-up]\nat = 10:00\nmessage = Stand up.\n"
                         "[reminder routine]\nat = 10:00\nmessage = Five minutes.\n"
                         "[pain]\nask-at = 10:00\n[massage]\nremind-before = 2h\n");
    log_entry(&k,
              (struct entry){
                  .kind = ENTRY_BOOKING, .level = -1, .ml = -1, .at = {START + 3 * USEC_PER_HOUR}});
    desk_run(&k, 60);
    assert_int_equal(k.screen->shown_n, 1);
    assert_string_equal(k.screen->shown[0].title,
                        "Massage, stand up, hydration, routine, pain, posture and 1 more");
    desk_stop(&k);
}

static void B03_why_of_a_break(void **state)
{
    struct desk k;

    (void)state;
    desk_begin(&k, DAILY "[reminder stand-up]\nevery = 1h\nrest = 5m\n" WATER);
    expect_why(&k, "stand-up",
               "The guides this program follows count long sitting in one position, poor posture "
               "and repeated strain among what backs complain of; a break changes the "
               "position.\n");
    desk_stop(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(R50_water_until_the_target),
        cmocka_unit_test(R50_the_plan_has_the_reminders_target),
        cmocka_unit_test(R50_what_is_undone_is_not_enough),
        cmocka_unit_test(R50_plenty_is_quiet_for_three_hours),
        cmocka_unit_test(R50a_fluid_limit_stops_all_water),
        cmocka_unit_test(R50b_posture_three_times_a_day),
        cmocka_unit_test(R50b_no_posture_after_a_massage),
        cmocka_unit_test(R50c_workstation_every_thirty_days),
        cmocka_unit_test(R50d_eyes_come_with_the_break),
        cmocka_unit_test(R51_routine_names_its_moves),
        cmocka_unit_test(R51_routine_is_what_health_allows),
        cmocka_unit_test(R51_a_hold_is_looked_for_whenever_it_comes),
        cmocka_unit_test(R44_routine_begins_with_homework),
        cmocka_unit_test(R44_stretch_shows_homework),
        cmocka_unit_test(R5_no_moves_with_signs),
        cmocka_unit_test(R52_the_order_in_one_notification),
        cmocka_unit_test(B03_why_of_a_break),
    };

    return cmocka_run_group_tests_name("daemon_prompts", tests, desk_no_files, NULL);
}
