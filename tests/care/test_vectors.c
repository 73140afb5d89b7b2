/* The worked examples of the care rules, one test each; those of the statistics are test_stat*'s.
 */
#include "tests/care/library.h"

static void V01_R20_duration(void **state)
{
    static const struct {
        int month, day, age;
        enum care_class duration;
    } cases[] = {
        {2, 11, 27, CLASS_ACUTE},
        {2, 12, 28, CLASS_OVER_4_WEEKS},
        {4, 15, 90, CLASS_OVER_4_WEEKS},
        {4, 16, 91, CLASS_CHRONIC},
    };
    struct life *l = life(DAY(2025, 1, 15));

    (void)state;
    l->in.profile.onset_day = DAY(2025, 1, 15);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct care_plan *p = plan_on(l, DAY(2025, cases[i].month, cases[i].day));

        assert_int_equal(p->episode.age, cases[i].age);
        assert_int_equal(p->episode.duration, cases[i].duration);
    }
}

/* A chronic pain that enters the active stage on 16 April, a week of `before`, five sessions from
 * the week's end on, then the weeks told. */
static struct life *course(const char *before, const char *weeks)
{
    struct life *l = life(DAY(2025, 4, 23) + (int64_t)strlen(weeks)); /* the weeks are over */

    l->in.profile.onset_day = DAY(2025, 1, 15);
    pains(l, DAY(2025, 4, 16), before);
    for (int i = 0; i < 5; i++)
        massage(l, DAY(2025, 4, 23) + i);
    pains(l, DAY(2025, 4, 23), weeks);
    return l;
}

static void V02_R25_improved(void **state)
{
    struct life *l = course("66765--", "44444--44444--");

    (void)state;
    assert_int_equal(plan(l)->course.baseline, 60);
    assert_int_equal(l->plan.course.current, 40);
    assert_int_equal(l->plan.course.better, BETTER_YES);
    assert_int_equal(l->plan.course.stage, STAGE_MAINTENANCE);
    assert_int_equal(l->plan.course.interval, 14);
}

static void V03_R25_not_improved(void **state)
{
    struct life *l = course("66765--", "44544--44544--");

    (void)state;
    assert_int_equal(plan(l)->course.current, 42);
    assert_int_equal(l->plan.course.better, BETTER_NO); /* 1.8 */
    assert_int_equal(l->plan.course.stage, STAGE_ACTIVE);
}

static void V04_R25_under_30_percent(void **state)
{
    struct life *l = course("88888--", "66666--66666--");

    (void)state;
    assert_int_equal(plan(l)->course.better, BETTER_NO); /* 25 % */
    assert_int_equal(l->plan.course.stage, STAGE_ACTIVE);
}

static void V05_R25_mild_baseline(void **state)
{
    struct life *l = course("33333--", "22222--22222--");

    (void)state;
    assert_int_equal(plan(l)->course.baseline, 30);
    assert_int_equal(l->plan.course.better, BETTER_YES);
    assert_int_equal(l->plan.course.stage, STAGE_MAINTENANCE);
    assert_int_equal(l->plan.course.interval, 28);
}

static void V06_R25_not_assessed(void **state)
{
    struct life *l = course("22211--", "00101--00101--");

    (void)state;
    assert_int_equal(plan(l)->course.baseline, 16);
    assert_int_equal(l->plan.course.current, 4);
    assert_int_equal(l->plan.course.better, BETTER_NOT_ASSESSED);
    assert_int_equal(l->plan.course.stage, STAGE_ACTIVE);
}

static void V07_R25_no_baseline(void **state)
{
    struct life *l = course("6676---", "44444--44444--");

    (void)state;
    assert_int_equal(plan(l)->course.baseline, -1);
    assert_int_equal(l->plan.course.better, BETTER_NOT_ASSESSED);
}

static void V08_R8_strong_pain(void **state)
{
    static const struct {
        const char *levels;
        bool doctor;
    } cases[] = {{"77", true}, {"757", false}, {"9", true}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct life *l = life(DAY(2025, 3, 1) + (int64_t)strlen(cases[i].levels) - 1);

        pains(l, DAY(2025, 3, 1), cases[i].levels);
        assert_int_equal(said(plan(l), TEXT_DOCTOR_STRONG) != NULL, cases[i].doctor);
    }
}

static void V09_R16_no_clear_improvement(void **state)
{
    struct life *l = life(DAY(2025, 3, 1));

    (void)state;
    l->in.profile.onset_day = DAY(2025, 3, 1);
    pains(l, DAY(2025, 3, 1), "665656");
    assert_null(said(plan_on(l, DAY(2025, 3, 5)), TEXT_DOCTOR_SAME));
    assert_non_null(said(plan_on(l, DAY(2025, 3, 6)), TEXT_DOCTOR_SAME));
}

static void V10_R5_R6_one_leg_then_the_other(void **state)
{
    struct life *l = life(DAY(2025, 3, 1));

    (void)state;
    check(l, DAY(2025, 3, 1), FLAG_RIGHT_LEG, CARE_YES);
    assert_int_equal(plan(l)->tier, TIER_URGENT);
    check(l, DAY(2025, 3, 1), FLAG_LEFT_LEG, CARE_YES);
    assert_int_equal(plan(l)->tier, TIER_EMERGENCY);
}

static void V11_R10_injury(void **state)
{
    struct life *l = life(DAY(2025, 3, 4));

    (void)state;
    mark(l, at(DAY(2025, 3, 1), 18, 0), HOLD_INJURY);
    l->in.now = at(DAY(2025, 3, 4), 17, 59);
    assert_non_null(held(plan(l), HOLD_INJURY));
    l->in.now = at(DAY(2025, 3, 4), 18, 0);
    assert_null(held(plan(l), HOLD_INJURY));
}

static void V12_R12_booking_and_fever(void **state)
{
    struct life *l = life(DAY(2025, 3, 5));

    (void)state;
    booking(l, DAY(2025, 3, 6), 10);
    mark(l, at(DAY(2025, 3, 5), 8, 0), HOLD_FEVER);
    assert_true(plan(l)->postpone && said(&l->plan, TEXT_HOLD_BOOKING)->notify);
}

static void V13_R31_acute_knot(void **state)
{
    struct life *l = life(DAY(2025, 3, 5));

    (void)state;
    l->in.profile.onset_day = DAY(2025, 3, 1);
    l->in.profile.pattern = PATTERN_KNOT;
    massage(l, DAY(2025, 2, 20));
    assert_int_equal(plan(l)->type_n, 1);
    assert_true(offers(&l->plan, TYPE_SWEDISH));
}

static void V14_R32_R11_blood_thinners(void **state)
{
    struct life *l = life(DAY(2025, 6, 1));

    (void)state;
    l->in.profile.onset_day = DAY(2025, 1, 1);
    l->in.profile.pattern = PATTERN_DEEP;
    massage(l, DAY(2025, 5, 20));
    assert_true(offers(plan(l), TYPE_DEEP));
    l->in.profile.conditions[ILLNESS_BLOOD] = CARE_YES;
    assert_int_equal(plan(l)->type_n, 1);
    assert_true(offers(&l->plan, TYPE_SWEDISH) && said(&l->plan, TEXT_ASK_FIRST));
}

static void V15_R36_too_much_is_no_step_up(void **state)
{
    struct life *l = course("66666--", "66666--66666--");

    (void)state;
    l->in.profile.pattern = PATTERN_DIFFUSE;
    for (int i = 0; i < 3; i++)
        l->massages[i].types = 1u << TYPE_SWEDISH;
    l->massages[4].pressure = CARE_PRESSURE_TOO_MUCH;
    sore(l, at(l->massages[4].when.day + 2, 18, 0), 0);
    assert_false(offers(plan(l), TYPE_DEEP));
    l->massages[4].pressure = CARE_PRESSURE_RIGHT;
    assert_true(offers(plan(l), TYPE_DEEP));
}

static void V16_R50_plenty(void **state)
{
    int64_t day = DAY(2025, 3, 5);
    struct life *l = life(day);

    (void)state;
    l->in.now = at(day, 10, 50);
    drink(l, at(day, 10, 0), 400);
    drink(l, at(day, 10, 25), 400);
    drink(l, at(day, 10, 50), 300);
    assert_int_equal(plan(l)->water.quiet_until, at(day, 13, 50).at);
    l->in.now = at(day, 13, 49);
    assert_false(plan(l)->water.wanted);
    l->in.now = at(day, 13, 50);
    assert_true(plan(l)->water.wanted);
}

static void V17_R50a_no_water_after(void **state)
{
    struct life *l = life(DAY(2025, 3, 5));

    (void)state;
    l->in.profile.fluid_limit = CARE_YES;
    massage(l, DAY(2025, 3, 5));
    assert_int_equal(reminded(plan(l), REMIND_AFTER)->text, TEXT_AFTER_DRY);
    for (size_t i = 0; i < l->plan.reminder_n; i++)
        assert_null(strstr(care_texts[l->plan.reminders[i].text].text, "water"));
}

static void V18_R51_default_set(void **state)
{
    static const char *const names[] = {"ear-to-shoulder", "chin-tuck",   "shrug-and-drop",
                                        "arm-across",      "pelvic-tilt", "knee-hug",
                                        "side-bend",       "cat-cow"};
    const struct care_allowed allowed = {.moves = true, .moderate = true};
    const struct care_settings set = care_settings_default();
    CLEANUP(library_done) struct library library = {0};
    struct care_move moves[COUNT_OF(names)];
    struct care_routine routine;
    uint32_t regions = 0;

    (void)state;
    library_load(&library);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        moves[i] = library.items[moves_find(&library.moves, names[i]) - library.moves.items];
    assert_int_equal(care_routine_make(20000, moves, COUNT_OF(names), &allowed, &set, &routine), 0);
    assert_int_equal(routine.seconds, 300);
    assert_int_equal(routine.n, 8);
    for (size_t i = 0; i < routine.n; i++)
        regions |= moves[routine.moves[i]].regions;
    assert_true(regions & 1u << REGION_NECK && regions & 1u << REGION_SHOULDERS &&
                regions & 1u << REGION_LOWER_BACK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(V01_R20_duration),
        cmocka_unit_test(V02_R25_improved),
        cmocka_unit_test(V03_R25_not_improved),
        cmocka_unit_test(V04_R25_under_30_percent),
        cmocka_unit_test(V05_R25_mild_baseline),
        cmocka_unit_test(V06_R25_not_assessed),
        cmocka_unit_test(V07_R25_no_baseline),
        cmocka_unit_test(V08_R8_strong_pain),
        cmocka_unit_test(V09_R16_no_clear_improvement),
        cmocka_unit_test(V10_R5_R6_one_leg_then_the_other),
        cmocka_unit_test(V11_R10_injury),
        cmocka_unit_test(V12_R12_booking_and_fever),
        cmocka_unit_test(V13_R31_acute_knot),
        cmocka_unit_test(V14_R32_R11_blood_thinners),
        cmocka_unit_test(V15_R36_too_much_is_no_step_up),
        cmocka_unit_test(V16_R50_plenty),
        cmocka_unit_test(V17_R50a_no_water_after),
        cmocka_unit_test(V18_R51_default_set),
    };

    return cmocka_run_group_tests_name("vectors", tests, NULL, NULL);
}
