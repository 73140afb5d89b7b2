/* Episodes, stages, dates: R20-R29. */
#include "tests/care/life.h"

#define ONSET DAY(2025, 1, 15)

static void R20_duration_class(void **state)
{
    static const struct {
        int64_t age;
        enum care_class duration;
    } cases[] = {
        {0, CLASS_ACUTE},         {27, CLASS_ACUTE},   {28, CLASS_OVER_4_WEEKS},
        {90, CLASS_OVER_4_WEEKS}, {91, CLASS_CHRONIC},
    };
    struct life *l = life(ONSET);

    (void)state;
    l->in.profile.onset_day = ONSET;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(plan_on(l, ONSET + cases[i].age)->episode.duration, cases[i].duration);
    /* a month's end clamps: three months after 30 November are 28 February */
    l->in.profile.onset_day = DAY(2024, 11, 30);
    assert_int_equal(plan_on(l, DAY(2025, 2, 28))->episode.duration, CLASS_OVER_4_WEEKS);
    assert_int_equal(plan_on(l, DAY(2025, 3, 1))->episode.duration, CLASS_CHRONIC);
    l->in.profile.onset_day = DAY(2025, 3, 2); /* not yet */
    assert_int_equal(plan(l)->episode.duration, CLASS_NONE);
}

static void R20_first_entry_stands_for_an_unknown_onset(void **state)
{
    struct life *l = life(ONSET);

    (void)state;
    pains(l, ONSET, "0014");
    assert_int_equal(plan_on(l, ONSET + 10)->episode.onset, ONSET + 3);
    assert_false(l->plan.episode.onset_known);
    assert_true(asked(&l->plan, ASK_ONSET));
    l->in.profile.onset_day = ONSET - 200;
    assert_int_equal(plan(l)->episode.duration, CLASS_CHRONIC);
    assert_true(l->plan.episode.onset_known);
}

static void R21_pain_free_gap(void **state)
{
    static const struct {
        int quiet;  /* days from the day after the onset */
        int logged; /* of them, the first ones */
        int level;
        bool same; /* the old onset stays */
    } cases[] = {
        {28, 28, 0, false}, {28, 14, 1, false}, {28, 13, 0, true},
        {27, 27, 0, true},  {28, 28, 2, true},  {60, 13, 0, true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct life *l = life(ONSET);
        int64_t again = ONSET + 1 + cases[i].quiet;

        pain(l, ONSET, 5);
        pains_level(l, ONSET + 1, ONSET + cases[i].logged, cases[i].level);
        assert_int_equal(plan_on(l, again - 1)->episode.any, cases[i].same);
        pain(l, again, 5);
        assert_int_equal(plan_on(l, again)->episode.onset, cases[i].same ? ONSET : again);
    }
}

static void R22_intervals_of_the_stages(void **state)
{
    struct life *l = life(ONSET + 200);

    (void)state;
    assert_int_equal(plan(l)->course.stage, STAGE_HOME_FIRST);
    assert_int_equal(l->plan.course.interval, 0);
    assert_int_equal(l->plan.next.kind, NEXT_NONE);
    l->in.profile.onset_day = ONSET;
    assert_int_equal(plan(l)->course.stage, STAGE_ACTIVE);
    assert_int_equal(l->plan.course.interval, 14);
    l->in.profile.onset_day = 0;
    l->in.profile.goal = GOAL_STRESS;
    assert_int_equal(plan(l)->course.stage, STAGE_WELLNESS);
    assert_int_equal(l->plan.course.interval, 28);
}

static void R23_entering_active(void **state)
{
    struct life *l = life(ONSET);

    (void)state;
    pains_level(l, ONSET, ONSET + 20, 3);
    assert_int_equal(plan_on(l, ONSET + 13)->course.stage, STAGE_HOME_FIRST);
    assert_non_null(said(&l->plan, TEXT_HOME_FIRST));
    assert_int_equal(plan_on(l, ONSET + 14)->course.stage, STAGE_ACTIVE);
    assert_int_equal(l->plan.course.since, ONSET + 14);
    assert_non_null(said(&l->plan, TEXT_THERAPIST));
    l = life(ONSET);
    pains_level(l, ONSET, ONSET + 60, 2); /* too little pain for it */
    assert_int_equal(plan_on(l, ONSET + 60)->course.stage, STAGE_HOME_FIRST);
    l->in.profile.recovering = CARE_YES;
    assert_int_equal(plan(l)->course.stage, STAGE_ACTIVE);
    l->in.profile.recovering = CARE_UNKNOWN;
    assert_int_equal(plan_on(l, DAY(2025, 4, 15))->course.stage, STAGE_HOME_FIRST);
    assert_int_equal(plan_on(l, DAY(2025, 4, 16))->course.stage, STAGE_ACTIVE); /* chronic */
}

static void R23_wellness(void **state)
{
    struct life *l = life(ONSET + 200);

    (void)state;
    l->in.profile.goal = GOAL_PREVENTION;
    l->in.profile.onset_day = ONSET;
    assert_int_equal(plan(l)->course.stage, STAGE_ACTIVE); /* nothing says that it went */
    pains_level(l, ONSET + 190, ONSET + 200, 1);
    assert_int_equal(plan(l)->course.stage, STAGE_WELLNESS);
    for (size_t i = 0; i < l->in.pain_n; i++)
        l->pains[i].level = 2;
    assert_int_equal(plan(l)->course.stage, STAGE_ACTIVE);
    l = life(ONSET);
    l->in.profile.goal = GOAL_STRESS;
    pains_level(l, ONSET - 10, ONSET - 1, 0);
    assert_int_equal(plan(l)->course.stage, STAGE_WELLNESS);
    pain(l, ONSET, 6); /* new pain goes before any goal */
    assert_int_equal(plan(l)->course.stage, STAGE_HOME_FIRST);
    l = life(ONSET);
    pains_level(l, ONSET - 200, ONSET, 1); /* no pain to speak of: no course */
    assert_int_equal(plan(l)->course.stage, STAGE_HOME_FIRST);
}

static void R24_active_interval(void **state)
{
    struct life *l = life(ONSET + 120);

    (void)state;
    l->in.profile.onset_day = ONSET;
    massage(l, ONSET + 119);
    assert_int_equal(plan(l)->course.interval, 14); /* no week */
    pains_level(l, ONSET + 114, ONSET + 120, 4);
    assert_int_equal(plan(l)->course.interval, 7);
    assert_int_equal(plan_on(l, ONSET + 150)->course.interval, 7);
    assert_int_equal(plan_on(l, ONSET + 151)->course.interval, 14); /* too old to say anything */
    l->pains[0].level = 3;
    assert_int_equal(plan_on(l, ONSET + 120)->course.current, 39);
    assert_int_equal(l->plan.course.interval, 14);
    l->in.profile.interval_days = 21; /* the user's choice wins */
    assert_int_equal(plan(l)->next.interval, 21);
    assert_int_equal(l->plan.next.kind, NEXT_USER);
}

/* A chronic pain of level `b`, a session a week from day 130 on, then two weeks of `c`. */
static struct life *improving(int b, int c, int sessions)
{
    struct life *l = life(ONSET + 150);

    l->in.profile.onset_day = ONSET;
    pains_level(l, ONSET + 115, ONSET + 136, b);
    pains_level(l, ONSET + 137, ONSET + 150, c);
    for (int i = 0; i < sessions; i++)
        massage(l, ONSET + 130 + 4 * i);
    return l;
}

static void R25_significant_improvement(void **state)
{
    static const struct {
        int b, c;
        enum care_better better;
        enum care_stage stage;
    } cases[] = {
        {6, 4, BETTER_YES, STAGE_MAINTENANCE},
        {5, 3, BETTER_YES, STAGE_MAINTENANCE},
        {6, 5, BETTER_NO, STAGE_ACTIVE},
        {8, 6, BETTER_NO, STAGE_ACTIVE},
        {3, 2, BETTER_YES, STAGE_MAINTENANCE},
        {3, 3, BETTER_NO, STAGE_ACTIVE},
        {1, 0, BETTER_NOT_ASSESSED, STAGE_MAINTENANCE}, /* the episode itself is over: R21 */
    };
    struct life *l;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        l = improving(cases[i].b, cases[i].c, 5);
        assert_int_equal(plan(l)->course.better, cases[i].better);
        assert_int_equal(l->plan.course.stage, cases[i].stage);
    }
    l = improving(4, 3, 5); /* 4.0 to 2.7: 32 %, but 4.0 asks for 2.0 */
    for (size_t i = 1; i <= 14; i++)
        l->pains[l->in.pain_n - i].level = i % 7 == 3 || i % 7 == 5 ? 2 : 3;
    assert_int_equal(plan(l)->course.current, 27);
    assert_int_equal(l->plan.course.better, BETTER_NO);
    l = improving(6, 4, 5);
    assert_non_null(said(plan(l), TEXT_IMPROVED));
    assert_int_equal(said(&l->plan, TEXT_IMPROVED)->n, 60);
    assert_int_equal(said(&l->plan, TEXT_IMPROVED)->m, 40);
    assert_non_null(said(plan_on(l, l->plan.course.since + 27), TEXT_IMPROVED));
    assert_null(said(plan_on(l, l->plan.course.since + 28), TEXT_IMPROVED)); /* no news any more */
    assert_int_equal(l->plan.course.stage, STAGE_MAINTENANCE);
    l = improving(6, 4, 0); /* without a session there is none to put further apart */
    assert_null(said(plan(l), TEXT_IMPROVED));
    assert_int_equal(said(&l->plan, TEXT_IMPROVED_ALONE)->m, 40);
    assert_true(plan_on(l, l->plan.course.since + 3)->next.due < l->in.now.day);
    assert_false(l->plan.next.overdue);
    massage(l, ONSET + 100);
    assert_true(plan(l)->next.overdue);
}

static void R25_needs_two_weeks_and_four_sessions(void **state)
{
    struct life *l = improving(6, 4, 3);

    (void)state;
    /* three sessions; the course began with chronic pain, on day 91: 28 days are over */
    assert_int_equal(plan(l)->course.stage, STAGE_MAINTENANCE);
    /* the first week alone is not enough */
    assert_int_equal(plan_on(l, ONSET + 149)->course.stage, STAGE_ACTIVE);
    assert_int_equal(plan_on(l, ONSET + 150)->course.stage, STAGE_MAINTENANCE);
    l = life(ONSET + 34); /* in active since day 14, too few sessions and days */
    pains_level(l, ONSET, ONSET + 20, 6);
    pains_level(l, ONSET + 21, ONSET + 34, 2);
    massage(l, ONSET + 15);
    assert_int_equal(plan(l)->course.stage, STAGE_ACTIVE);
    massage(l, ONSET + 20);
    massage(l, ONSET + 26);
    massage(l, ONSET + 33);
    assert_int_equal(plan(l)->course.stage, STAGE_MAINTENANCE);
}

/* Active from 16 April on, with five sessions from 23 April on. */
static struct life *course(const char *levels)
{
    struct life *l = life(DAY(2025, 4, 16));

    l->in.profile.onset_day = ONSET;
    pains(l, DAY(2025, 4, 16), levels);
    for (int i = 0; i < 5; i++)
        massage(l, DAY(2025, 4, 26) + i);
    return l;
}

static void R25_weeks_are_whole_and_back_to_back(void **state)
{
    struct life *l = course("66666222222222222222222");

    (void)state;
    /* no day of the baseline counts as improvement: from 23 April on */
    assert_int_equal(plan_on(l, DAY(2025, 5, 5))->course.stage, STAGE_ACTIVE);
    assert_int_equal(plan_on(l, DAY(2025, 5, 6))->course.stage, STAGE_MAINTENANCE);
    l = course("6666666444444499444444444444444");
    /* two bad days between begin it anew */
    assert_int_equal(plan_on(l, DAY(2025, 5, 14))->course.stage, STAGE_ACTIVE);
    assert_int_equal(plan_on(l, DAY(2025, 5, 15))->course.stage, STAGE_MAINTENANCE);
    l = course("--6666600"); /* the baseline begins with an entry */
    assert_int_equal(plan_on(l, DAY(2025, 4, 25))->course.baseline, 43);
}

static void R25_missing_days_are_no_improvement(void **state)
{
    struct life *l = improving(6, 4, 5);

    (void)state;
    l->in.pain_n -= 9; /* the second week has too few days */
    assert_int_equal(plan(l)->course.stage, STAGE_ACTIVE);
    l = improving(6, 4, 5);
    l->massages[0].when = at(ONSET + 93, 17, 0); /* before any week: no baseline */
    assert_int_equal(plan(l)->course.baseline, -1);
    assert_int_equal(l->plan.course.better, BETTER_NOT_ASSESSED);
    assert_int_equal(l->plan.course.stage, STAGE_ACTIVE);
}

static void R26_maintenance_and_relapse(void **state)
{
    struct life *l = improving(6, 4, 5);

    (void)state;
    assert_int_equal(plan(l)->course.interval, 14);
    l = improving(6, 2, 5);
    assert_int_equal(plan(l)->course.interval, 28);
    pains_level(l, ONSET + 151, ONSET + 170, 4);
    assert_int_equal(plan_on(l, ONSET + 163)->course.stage, STAGE_MAINTENANCE);
    assert_int_equal(plan_on(l, ONSET + 164)->course.stage, STAGE_ACTIVE);
    assert_int_equal(l->plan.course.baseline, 40);
    assert_non_null(said(&l->plan, TEXT_RELAPSE));
    assert_non_null(said(plan_on(l, ONSET + 164 + 27), TEXT_RELAPSE));
    assert_null(said(plan_on(l, ONSET + 164 + 28), TEXT_RELAPSE));
    assert_int_equal(l->plan.course.stage, STAGE_ACTIVE);
    for (size_t i = l->in.pain_n - 20; i < l->in.pain_n; i++)
        l->pains[i].level =
            9; /* weeks that lie in maintenance altogether, which began on day 147 */
    assert_int_equal(plan_on(l, ONSET + 159)->course.stage, STAGE_MAINTENANCE);
    assert_int_equal(plan_on(l, ONSET + 160)->course.stage, STAGE_ACTIVE);
    for (size_t i = l->in.pain_n - 20; i < l->in.pain_n; i++)
        l->pains[i].level = 3; /* 1.0 more: none */
    assert_int_equal(plan_on(l, ONSET + 170)->course.stage, STAGE_MAINTENANCE);
}

static void R26_pain_free_keeps_maintenance(void **state)
{
    struct life *l = improving(6, 2, 5);

    (void)state;
    pains_level(l, ONSET + 151, ONSET + 190, 0);
    assert_false(plan_on(l, ONSET + 190)->episode.any);
    assert_int_equal(l->plan.course.stage, STAGE_MAINTENANCE);
    assert_int_equal(l->plan.course.interval, 28);
}

static void R27_next_date(void **state)
{
    struct life *l = life(ONSET + 120);
    const struct care_next *next = &l->plan.next;

    (void)state;
    l->in.profile.onset_day = ONSET;
    massage(l, ONSET + 115);
    assert_int_equal(plan(l)->next.day, ONSET + 129);
    assert_true(said(&l->plan, TEXT_NEXT) && said(&l->plan, TEXT_PERSONAL));
    for (int weekday = 1; weekday <= 7; weekday++) {
        int64_t off;

        l->in.profile.weekday = weekday;
        off = plan(l)->next.day - (ONSET + 129);
        assert_in_range(off + 2, 0, 4);
        if (off != 0 || civil_weekday(ONSET + 129) + 1 == weekday)
            assert_int_equal(civil_weekday(next->day) + 1, weekday);
        assert_true(next->from <= next->day && next->day <= next->to);
    }
    l->in.profile.weekday = 0;
    assert_int_equal(plan_on(l, ONSET + 140)->next.day, ONSET + 140); /* overdue: today */
    l->in.profile.interval_days = 1;
    massage(l, ONSET + 140);
    assert_int_equal(plan(l)->next.day, ONSET + 143); /* two full days between */
    mark(l, at(ONSET + 140, 10, 0), HOLD_CONTAGIOUS);
    assert_int_equal(plan(l)->next.kind, NEXT_NONE);
}

static void R27_nudges_stop(void **state)
{
    struct life *l = life(ONSET + 120);
    int nudges = 0;

    (void)state;
    l->in.profile.onset_day = ONSET;
    massage(l, ONSET + 106); /* due on day 120 */
    for (int64_t day = ONSET + 110; day < ONSET + 200; day++) {
        bool due = day == ONSET + 120 || day == ONSET + 123 || day == ONSET + 127;

        assert_int_equal(plan_on(l, day)->next.nudge, due);
        if (l->plan.next.nudge)
            tell(l, day, TEXT_NEXT);
        nudges += l->plan.next.nudge;
    }
    assert_int_equal(nudges, 3);
    l->in.told_n = 0;
    tell(l, ONSET + 126, TEXT_NEXT); /* late: a hold was in the way */
    assert_false(plan_on(l, ONSET + 127)->next.nudge);
    assert_true(plan_on(l, ONSET + 129)->next.nudge);
    booking(l, ONSET + 205, 10);
    assert_int_equal(plan(l)->next.kind, NEXT_BOOKED);
    assert_int_equal(l->plan.next.day, ONSET + 205);
    assert_false(l->plan.next.nudge);
}

static void R28_therapist_comes_first(void **state)
{
    struct life *l = life(ONSET + 120);

    (void)state;
    l->in.profile.onset_day = ONSET;
    l->in.profile.interval_days = 21;
    l->in.profile.weekday = 3;
    massage(l, ONSET + 119)->next_day = ONSET + 121;
    assert_int_equal(plan(l)->next.day, ONSET + 121);
    assert_int_equal(l->plan.next.kind, NEXT_THERAPIST);
    assert_non_null(said(&l->plan, TEXT_NEXT_THERAPIST));
    l->massages[0].next_day = 0;
    l->massages[0].interval_days = 10;
    assert_int_equal(plan(l)->next.interval, 10);
    assert_int_equal(l->plan.next.kind, NEXT_THERAPIST);
    mark(l, at(ONSET + 120, 9, 0), HOLD_FEVER); /* but not over safety */
    assert_int_equal(plan(l)->next.kind, NEXT_NONE);
}

static void R29_course_review(void **state)
{
    struct life *l = life(ONSET);
    int64_t start = DAY(2025, 4, 16);

    (void)state;
    l->in.profile.onset_day = ONSET;
    pains_level(l, start, start + 100, 6);
    massage(l, start + 10);
    assert_null(said(plan_on(l, start + 27), TEXT_REVIEW));
    assert_int_equal(said(plan_on(l, start + 28), TEXT_REVIEW)->n, 60);
    assert_int_equal(l->plan.course.interval, 7);
    tell(l, start + 28, TEXT_REVIEW);
    assert_false(said(plan_on(l, start + 29), TEXT_REVIEW)->notify);
    assert_null(said(plan_on(l, start + 69), TEXT_REVIEW_COURSE));
    assert_non_null(said(plan_on(l, start + 70), TEXT_REVIEW_COURSE));
    assert_int_equal(l->plan.course.interval, 14); /* nothing denser from here on */
    for (int i = 1; i < 10; i++)
        massage(l, start + 10 + 3 * i);
    assert_non_null(said(plan_on(l, start + 40), TEXT_REVIEW_COURSE));
    l->in.pain_n = 0;
    l->in.massage_n = 1;
    assert_non_null(said(plan_on(l, start + 30), TEXT_REVIEW_PLAIN));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(R20_duration_class),
        cmocka_unit_test(R20_first_entry_stands_for_an_unknown_onset),
        cmocka_unit_test(R21_pain_free_gap),
        cmocka_unit_test(R22_intervals_of_the_stages),
        cmocka_unit_test(R23_entering_active),
        cmocka_unit_test(R23_wellness),
        cmocka_unit_test(R24_active_interval),
        cmocka_unit_test(R25_significant_improvement),
        cmocka_unit_test(R25_needs_two_weeks_and_four_sessions),
        cmocka_unit_test(R25_weeks_are_whole_and_back_to_back),
        cmocka_unit_test(R25_missing_days_are_no_improvement),
        cmocka_unit_test(R26_maintenance_and_relapse),
        cmocka_unit_test(R26_pain_free_keeps_maintenance),
        cmocka_unit_test(R27_next_date),
        cmocka_unit_test(R27_nudges_stop),
        cmocka_unit_test(R28_therapist_comes_first),
        cmocka_unit_test(R29_course_review),
    };

    return cmocka_run_group_tests_name("stage", tests, NULL, NULL);
}
