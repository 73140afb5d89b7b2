/* From the log to the care engine: each kind of entry, what is unknown, undo, and the words that
 * both sides have to share. */
#include "daemon/care_log.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#include <string.h>

#include "common/profile.h"
#include "common/scope.h"
#include "daemon/care/words.h"
#include "tests/fakes/fake_store.h"

#define T0   INT64_C(1790000000) /* 2026-09-21 14:13:20 UTC */
#define HOUR 3600

struct notebook {
    struct fake_store store;
    struct zone zone;
    struct care_log log;
    unsigned n;
};

static void begin(struct notebook *k)
{
    *k = (struct notebook){0};
    fake_store_init(&k->store);
    assert_int_equal(zone_fixed(&k->zone, 2 * HOUR), 0);
}

static void end(struct notebook *k)
{
    care_log_done(&k->log);
    zone_done(&k->zone);
    fake_store_done(&k->store);
}

/* One entry, from words such as "level=4" or, behind '|', its note. */
static void write_down(struct notebook *k, enum entry_kind kind, int64_t at,
                       const char *const *words)
{
    struct store *s = &k->store.store;
    struct entry e = {.kind = kind, .level = -1, .ml = -1, .offset = 2 * HOUR};
    char name[32], why[ENTRY_WHY_MAX] = "";

    e.at.us = at * USEC_PER_SEC;
    e.said.us = (T0 + k->n) * USEC_PER_SEC;
    (void)snprintf(e.id, sizeof(e.id), "01a1f860-0000-7000-8000-%012x", ++k->n);
    for (; *words; words++) {
        const char *equals = strchr(*words, '=');

        (void)snprintf(name, sizeof(name), "%.*s", (int)(equals - *words), *words);
        if (entry_set(&e, name, equals + 1, why) < 0)
            fail_msg("%s: %s", *words, why);
    }
    if (entry_check(&e, why) < 0)
        fail_msg("%s", why);
    assert_int_equal(s->ops->add(s, &e), 0);
}
#define WRITE(k, kind, at, ...) \
    write_down(k, ENTRY_##kind, at, (const char *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL})

static const struct care_input *look(struct notebook *k)
{
    care_log_done(&k->log);
    assert_int_equal(
        care_log_read(&k->store.store, &k->zone, (struct wall){T0 * USEC_PER_SEC}, &k->log), 0);
    return &k->log.input;
}

static void test_nothing(void **state)
{
    static const struct care_profile none;
    struct notebook k;
    const struct care_input *in;

    (void)state;
    begin(&k);
    in = look(&k);
    assert_int_equal(in->now.at, T0);
    assert_int_equal(in->now.day, civil_day(2026, 9, 21));
    assert_int_equal(in->now.minute, 16 * 60 + 13);
    assert_int_equal(in->pain_n + in->peg_n + in->massage_n + in->sore_n + in->booking_n, 0);
    assert_int_equal(in->check_n + in->mark_n + in->visit_n + in->drink_n + in->told_n, 0);
    assert_memory_equal(&in->profile, &none, sizeof(none));
    end(&k);
}

static void test_pain(void **state)
{
    struct notebook k;
    const struct care_input *in;

    (void)state;
    begin(&k);
    WRITE(&k, PAIN, T0 - 90 * HOUR, "level=4", "region=lower-back", "side=left", "quality=numb",
          "refers_to=legs", "activity_stopped=yes", "trigger=desk", "measure=average");
    WRITE(&k, PAIN, T0 - 60 * HOUR, "category=severe");
    WRITE(&k, PAIN, T0 - 30 * HOUR, "level=2");
    WRITE(&k, STRESS, T0 - 2 * HOUR, "level=7");
    WRITE(&k, SLEEP, T0 - HOUR, "level=3");
    WRITE(&k, SLEEP, T0 - HOUR, "awakenings=3");
    in = look(&k);
    assert_int_equal(in->pain_n, 6);
    assert_int_equal(in->pains[0].level, 4);
    assert_int_equal(in->pains[0].worst, -1);
    assert_true(in->pains[0].average && in->pains[0].posture && !in->pains[0].category);
    assert_int_equal(in->pains[0].region, REGION_LOWER_BACK);
    assert_int_equal(in->pains[0].side, SIDE_LEFT);
    assert_int_equal(in->pains[0].refers_to, REGION_LEGS);
    assert_int_equal(in->pains[0].numb, CARE_YES);
    assert_int_equal(in->pains[0].stopped, CARE_YES);
    assert_true(in->pains[1].category);
    assert_int_equal(in->pains[1].level, -1);
    assert_false(in->pains[2].average);
    assert_int_equal(in->pains[2].numb, CARE_UNKNOWN);
    assert_int_equal(in->pains[2].stopped, CARE_UNKNOWN);
    assert_int_equal(in->pains[3].stress, 7);
    assert_int_equal(in->pains[3].sleep, -1);
    assert_int_equal(in->pains[4].sleep, 3);
    assert_int_equal(in->pains[5].sleep, -1);
    for (size_t i = 3; i < 6; i++)
        assert_int_equal(in->pains[i].level, -1);
    end(&k);
}

/* What of a pain's words is numbness, sitting, or a pain at night that rest does not ease. What is
 * not told is never a "no" (R6, R70). */
static void R6_words_of_a_pain(void **state)
{
    static const struct {
        const char *words[2];
        enum care_answer numb, night;
        bool posture;
    } cases[] = {
        {{"note="}, CARE_UNKNOWN, CARE_UNKNOWN, false},
        {{"quality=dull,constant"}, CARE_UNKNOWN, CARE_UNKNOWN, false},
        {{"quality=sharp,numb"}, CARE_YES, CARE_UNKNOWN, false},
        {{"quality=tingling,stiff"}, CARE_YES, CARE_UNKNOWN, false},
        {{"quality=weak"}, CARE_YES, CARE_UNKNOWN, false},
        {{"worse_at=morning"}, CARE_UNKNOWN, CARE_UNKNOWN, false},
        {{"worse_at=morning,night"}, CARE_UNKNOWN, CARE_YES, false},
        {{"worse_at=night", "eased_by_rest=no"}, CARE_UNKNOWN, CARE_YES, false},
        {{"worse_at=night", "eased_by_rest=yes"}, CARE_UNKNOWN, CARE_UNKNOWN, false},
        {{"eased_by_rest=no"}, CARE_UNKNOWN, CARE_UNKNOWN, false},
        {{"trigger=gym,Desk"}, CARE_UNKNOWN, CARE_UNKNOWN, true},
        {{"trigger=my desk"}, CARE_UNKNOWN, CARE_UNKNOWN, false},
        {{"contributors=stress"}, CARE_UNKNOWN, CARE_UNKNOWN, false},
        {{"contributors=stress,posture"}, CARE_UNKNOWN, CARE_UNKNOWN, true},
    };
    struct notebook k;
    const struct care_input *in;

    (void)state;
    begin(&k);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        WRITE(&k, PAIN, T0 - 90 * HOUR + (int64_t)i, "level=3", cases[i].words[0],
              cases[i].words[1] ? cases[i].words[1] : "note=");
    in = look(&k);
    assert_int_equal(in->pain_n, COUNT_OF(cases));
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (in->pains[i].numb != cases[i].numb || in->pains[i].night != cases[i].night ||
            in->pains[i].posture != cases[i].posture)
            fail_msg("%s: numb %d, at night %d, posture %d", cases[i].words[0], in->pains[i].numb,
                     in->pains[i].night, in->pains[i].posture);
    end(&k);
}

static void test_mood_and_posture_are_no_care(void **state)
{
    struct notebook k;
    const struct care_input *in;

    (void)state;
    begin(&k);
    WRITE(&k, MOOD, T0 - HOUR, "level=0");
    WRITE(&k, POSTURE, T0 - HOUR, "level=0");
    WRITE(&k, MOTION, T0 - HOUR, "rom_back_comfortable=no");
    WRITE(&k, CLINICIAN, T0 - HOUR, "treatments=medicine,stretches");
    in = look(&k);
    assert_int_equal(in->pain_n, 0);
    assert_int_equal(in->visit_n, 1);
    assert_int_equal(in->visits[0].cleared, CARE_UNKNOWN);
    end(&k);
}

static void test_a_days_worst(void **state)
{
    struct notebook k;
    const struct care_input *in;

    (void)state;
    begin(&k);
    WRITE(&k, PAIN, T0 - 50 * HOUR, "level=9", "measure=worst"); /* alone on its day */
    WRITE(&k, PAIN, T0 - 4 * HOUR, "level=8", "measure=worst");
    WRITE(&k, PAIN, T0 - 3 * HOUR, "level=3", "measure=average");
    WRITE(&k, PAIN, T0 - 2 * HOUR, "level=7", "measure=worst");
    in = look(&k);
    assert_int_equal(in->pains[0].level, 9);
    assert_int_equal(in->pains[1].level, -1);
    assert_int_equal(in->pains[2].level, 3);
    assert_int_equal(in->pains[2].worst, 8);
    assert_int_equal(in->pains[3].level, -1);
    end(&k);
}

static void test_sessions(void **state)
{
    struct notebook k;
    const struct care_input *in;

    (void)state;
    begin(&k);
    WRITE(&k, MASSAGE, T0 - 100 * HOUR);
    WRITE(&k, MASSAGE, T0 - 50 * HOUR, "session_type=Swedish, deep tissue,hot stones",
          "session_min=60", "pressure=intense", "sharp=no", "pain_before=6", "pain_after=2",
          "homework=chin tucks", "disliked=elbow work", "region=neck", "regions=neck,shoulders",
          "next_date=2026-10-01");
    WRITE(&k, SORENESS, T0 - 40 * HOUR, "level=3", "quality=tingling");
    WRITE(&k, BOOKING, T0 + 50 * HOUR);
    WRITE(&k, BOOKING, T0 + 60 * HOUR, "state=postponed");
    in = look(&k);
    assert_int_equal(in->massage_n, 2);
    assert_int_equal(in->massages[0].types, 0);
    assert_int_equal(in->massages[0].minutes, 0);
    assert_int_equal(in->massages[0].pressure, CARE_PRESSURE_UNKNOWN);
    assert_int_equal(in->massages[0].sharp, CARE_UNKNOWN);
    assert_int_equal(in->massages[0].before, -1);
    assert_null(in->massages[0].homework);
    assert_null(in->massages[0].disliked);
    assert_string_equal(in->massages[1].disliked, "elbow work");
    assert_int_equal(in->massages[0].next_day, 0);
    assert_int_equal(in->massages[1].types,
                     1U << TYPE_SWEDISH | 1U << TYPE_DEEP | 1U << TYPE_OTHER);
    assert_int_equal(in->massages[1].minutes, 60);
    assert_int_equal(in->massages[1].pressure, CARE_PRESSURE_BEARABLE);
    assert_int_equal(in->massages[1].sharp, CARE_NO);
    assert_int_equal(in->massages[1].before, 6);
    assert_int_equal(in->massages[1].after, 2);
    assert_string_equal(in->massages[1].homework, "chin tucks");
    assert_int_equal(in->massages[1].homework_region, REGION_NECK);
    assert_int_equal(in->massages[1].regions, 1U << REGION_NECK | 1U << REGION_SHOULDERS);
    assert_int_equal(in->massages[1].next_day, civil_day(2026, 10, 1));
    assert_int_equal(in->sore_n, 1);
    assert_int_equal(in->sore[0].numb, CARE_YES);
    assert_int_equal(in->booking_n, 2);
    assert_int_equal(in->bookings[0].when.at, T0 + 50 * HOUR);
    assert_int_equal(in->bookings[0].state, BOOKING_ON);
    assert_int_equal(in->bookings[1].state, BOOKING_POSTPONED);
    end(&k);
}

static void test_holds_checks_and_visits(void **state)
{
    struct notebook k;
    const struct care_input *in;
    struct entry undone;

    (void)state;
    begin(&k);
    WRITE(&k, HOLD, T0 - 9 * HOUR, "hold=fever");
    WRITE(&k, HOLD, T0 - 8 * HOUR, "hold=wound", "region=arms");
    WRITE(&k, HOLD, T0 - 7 * HOUR, "hold=wound", "region=legs");
    WRITE(&k, CHECK, T0 - 5 * HOUR, "signs=saddle,chest", "no_signs=bladder");
    WRITE(&k, CLINICIAN, T0 - 4 * HOUR, "cleared=no");
    WRITE(&k, CLINICIAN, T0 - 3 * HOUR);
    WRITE(&k, CLEAR, T0 - 2 * HOUR, "hold=fever");
    WRITE(&k, CLEAR, T0 - 1 * HOUR, "hold=wound", "region=legs");
    in = look(&k);
    assert_int_equal(in->mark_n, 3);
    assert_int_equal(in->marks[0].hold, HOLD_FEVER);
    assert_int_equal(in->marks[0].ended.at, T0 - 2 * HOUR);
    assert_int_equal(in->marks[1].region, REGION_ARMS);
    assert_int_equal(in->marks[1].ended.at, 0);
    assert_int_equal(in->marks[2].ended.at, T0 - HOUR);
    assert_int_equal(in->check_n, FLAG_ASKED);
    for (size_t i = 0; i < in->check_n; i++)
        assert_int_equal(in->checks[i].answer,
                         in->checks[i].flag == FLAG_SADDLE || in->checks[i].flag == FLAG_CHEST
                             ? CARE_YES
                         : in->checks[i].flag == FLAG_BLADDER ? CARE_NO
                                                              : CARE_UNKNOWN);
    assert_int_equal(in->visit_n, 2);
    assert_int_equal(in->visits[0].cleared, CARE_NO);
    assert_int_equal(in->visits[1].cleared, CARE_UNKNOWN);

    assert_int_equal(
        k.store.store.ops->undo(&k.store.store, (struct wall){T0 * USEC_PER_SEC}, &undone), 0);
    in = look(&k);
    assert_int_equal(in->marks[2].ended.at, 0);
    end(&k);
}

static void test_profile(void **state)
{
    struct notebook k;
    const struct care_input *in;

    (void)state;
    begin(&k);
    WRITE(&k, PROFILE, T0 - 9 * HOUR, "field=goal", "note=relief");
    WRITE(&k, PROFILE, T0 - 8 * HOUR, "field=goal", "note=stress");
    WRITE(&k, PROFILE, T0 - 8 * HOUR, "field=prefers", "note=deep-but-gentle");
    WRITE(&k, PROFILE, T0 - 8 * HOUR, "field=pattern", "note=local-knot");
    WRITE(&k, PROFILE, T0 - 8 * HOUR, "field=age", "note=40");
    WRITE(&k, PROFILE, T0 - 8 * HOUR, "field=weekday", "note=tuesday");
    WRITE(&k, PROFILE, T0 - 8 * HOUR, "field=onset", "note=2026-08-01");
    WRITE(&k, PROFILE, T0 - 8 * HOUR, "field=focus", "note=neck, lower-back");
    WRITE(&k, PROFILE, T0 - 8 * HOUR, "field=blood", "note=yes");
    WRITE(&k, PROFILE, T0 - 8 * HOUR, "field=defences", "note=no");
    WRITE(&k, PROFILE, T0 - 8 * HOUR, "field=fluid-limit", "note=yes");
    WRITE(&k, PROFILE, T0 - 8 * HOUR, "field=medicines", "note=none to speak of");
    WRITE(&k, PROFILE, T0 - 8 * HOUR, "field=therapist", "note=Anna");
    WRITE(&k, PROFILE, T0 - 8 * HOUR, "field=bones", "note=yes");
    WRITE(&k, PROFILE, T0 - 7 * HOUR, "field=bones");
    in = look(&k);
    assert_int_equal(in->profile.goal, GOAL_STRESS);
    assert_int_equal(in->profile.taste, TASTE_DEEP_GENTLE);
    assert_int_equal(in->profile.pattern, PATTERN_KNOT);
    assert_int_equal(in->profile.age, 40);
    assert_int_equal(in->profile.weekday, 2);
    assert_int_equal(in->profile.onset_day, civil_day(2026, 8, 1));
    assert_int_equal(in->profile.focus, 1U << REGION_NECK | 1U << REGION_LOWER_BACK);
    assert_int_equal(in->profile.conditions[ILLNESS_BLOOD], CARE_YES);
    assert_int_equal(in->profile.conditions[ILLNESS_DEFENCES], CARE_NO);
    assert_int_equal(in->profile.conditions[ILLNESS_BONES], CARE_UNKNOWN);
    assert_int_equal(in->profile.fluid_limit, CARE_YES);
    assert_int_equal(in->profile.recovering, CARE_UNKNOWN);
    assert_string_equal(in->profile.medicines, "none to speak of");
    assert_null(in->profile.injuries);
    assert_string_equal(k.log.therapist, "Anna");
    end(&k);
}

/* What is to come is not known yet, but for what is booked. */
static void test_the_future(void **state)
{
    struct notebook k;

    (void)state;
    begin(&k);
    WRITE(&k, PAIN, T0 + HOUR, "level=9");
    WRITE(&k, DRINK, T0 - 72 * HOUR, "amount=250");
    WRITE(&k, DRINK, T0 - HOUR, "amount=200");
    assert_int_equal(look(&k)->pain_n, 0);
    assert_int_equal(k.log.input.drink_n, 1);
    assert_int_equal(k.log.input.drinks[0].ml, 200);
    end(&k);
}

static void same_words(const char *const *names, size_t n, const struct care_label *labels,
                       size_t skip)
{
    for (size_t i = 0; i < n; i++)
        assert_string_equal(names[i], labels[i + skip].name);
}

/* Both programs have the words, the engine its own labels: they agree. */
static void test_words_agree(void **state)
{
    (void)state;
    assert_int_equal(fact_form(FACT_HOLD)->max + 1, HOLD_MARKS);
    same_words(fact_form(FACT_HOLD)->words, HOLD_MARKS, care_hold_labels, 0);
    same_words(profile_forms[PROFILE_GOAL].words, GOAL_COUNT - 1, care_goal_labels, 1);
    same_words(profile_forms[PROFILE_PATTERN].words, PATTERN_COUNT, care_pattern_labels, 0);
    same_words(profile_forms[PROFILE_PREFERS].words, TASTE_COUNT - 1, care_taste_labels, 1);
    same_words(profile_names + PROFILE_CONDITIONS, ILLNESS_SURGERY, care_condition_labels, 0);
    assert_int_equal(fact_form(FACT_PRESSURE)->max + 2, CARE_PRESSURE_COUNT);
}

static void test_refused(void **state)
{
    static const struct {
        enum entry_kind kind;
        const char *name, *value, *name2, *value2, *why;
    } cases[] = {
        {ENTRY_PROFILE, "field", "age", "note", "old",
         "age is a whole number from 1 to 120, not \"old\""},
        {ENTRY_PROFILE, "field", "onset", "note", "spring",
         "a date is written like 2026-03-04, not \"spring\""},
        {ENTRY_PROFILE, "note", "x", "note", "x",
         "a line of the profile has its field, such as goal or age"},
        {ENTRY_HOLD, "note", "x", "note", "x", "a hold has its reason, such as hold=fever"},
        {ENTRY_CHECK, "signs", "chest", "no_signs", "chest",
         "a sign is in signs or in no_signs, not in both"},
        {ENTRY_CHECK, "signs", "chests", "note", "x",
         "signs are names as knead red-flags --json has them, such as saddle,chest"},
        {ENTRY_MASSAGE, "next_date", "2026-02-30", "note", "x",
         "a date is written like 2026-03-04, not \"2026-02-30\""},
        {ENTRY_MASSAGE, "regions", ",", "note", "x", "regions are names such as neck,lower-back"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct entry e = {.kind = cases[i].kind, .level = -1, .ml = -1};
        char why[ENTRY_WHY_MAX];

        (void)strcpy(e.id, "01a1f860-0000-7000-8000-000000000001");
        assert_int_equal(entry_set(&e, cases[i].name, cases[i].value, why), 0);
        assert_int_equal(entry_set(&e, cases[i].name2, cases[i].value2, why), 0);
        assert_int_not_equal(entry_check(&e, why), 0);
        assert_string_equal(why, cases[i].why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_pain),
        cmocka_unit_test(R6_words_of_a_pain),
        cmocka_unit_test(test_mood_and_posture_are_no_care),
        cmocka_unit_test(test_a_days_worst),
        cmocka_unit_test(test_sessions),
        cmocka_unit_test(test_holds_checks_and_visits),
        cmocka_unit_test(test_profile),
        cmocka_unit_test(test_the_future),
        cmocka_unit_test(test_words_agree),
        cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests_name("care_log", tests, NULL, NULL);
}
