/* Tiers, red flags, holds, clearing: R1-R19. */
#include "tests/care/life.h"

#define TODAY DAY(2025, 3, 14)

static void R1_highest_tier_first_and_alone(void **state)
{
    struct life *l = life(TODAY);
    const struct care_plan *p;

    (void)state;
    l->in.profile.conditions[ILLNESS_HEART] = CARE_YES;
    pains(l, TODAY - 1, "88");
    mark(l, at(TODAY, 8, 0), HOLD_FEVER);
    p = plan(l);
    assert_int_equal(p->tier, TIER_DOCTOR);
    for (size_t i = 1; i < p->item_n; i++)
        assert_true(p->items[i - 1].tier >= p->items[i].tier);
    assert_int_equal(p->items[care_plan_alone(p)].tier, TIER_DOCTOR);
    check(l, TODAY, FLAG_WEIGHT, CARE_YES);
    p = plan(l);
    assert_int_equal(p->tier, TIER_URGENT);
    assert_int_equal(p->items[care_plan_alone(p)].text, TEXT_URGENT);
    check(l, TODAY, FLAG_SADDLE, CARE_YES);
    p = plan(l);
    assert_int_equal(p->tier, TIER_EMERGENCY);
    assert_int_equal(p->items[0].text, TEXT_EMERGENCY);
    assert_int_equal(care_plan_alone(p), 0);
    /* once told, nothing lesser is put beside it */
    tell(l, TODAY, TEXT_EMERGENCY);
    p = plan(l);
    assert_int_equal(care_plan_alone(p), p->item_n);
}

static void R3_clean_list_is_no_all_clear(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    for (int i = 0; i < FLAG_ASKED; i++)
        check(l, TODAY, (enum red_flag)i, CARE_NO);
    assert_non_null(said(plan(l), TEXT_NO_REASSURANCE));
    assert_non_null(strstr(care_texts[TEXT_NO_REASSURANCE].text, "not a medical all-clear"));
    check(l, TODAY, FLAG_COUGH, CARE_YES);
    assert_null(said(plan(l), TEXT_NO_REASSURANCE));
    visit(l, TODAY, CARE_YES); /* something was marked, whoever has looked since */
    assert_null(said(plan(l), TEXT_NO_REASSURANCE));
    assert_null(said(plan_on(life(TODAY), TODAY), TEXT_NO_REASSURANCE));
}

static void R4_when_the_list_is_offered(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    assert_true(asked(plan(l), ASK_CHECKLIST)); /* first run */
    check(l, TODAY - 10, FLAG_CHEST, CARE_UNKNOWN);
    assert_false(asked(plan(l), ASK_CHECKLIST)); /* a skipped list was offered */
    pain(l, TODAY - 1, 3);
    assert_false(asked(plan(l), ASK_CHECKLIST));
    pain(l, TODAY, 6); /* 3 points more than the logged day before */
    assert_true(asked(plan(l), ASK_CHECKLIST));
    l->pains[1].level = 5;
    assert_false(asked(plan(l), ASK_CHECKLIST));
    l->pains[0].level = l->pains[1].level = 7; /* strong */
    assert_true(asked(plan(l), ASK_CHECKLIST));
    check(l, TODAY, FLAG_CHEST, CARE_NO);
    assert_false(asked(plan(l), ASK_CHECKLIST));
}

static void R4_before_a_course_and_every_28_days(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    l->in.profile.onset_day = DAY(2024, 1, 1);
    check(l, DAY(2024, 2, 1), FLAG_CHEST, CARE_NO);
    assert_int_equal(plan(l)->course.stage, STAGE_ACTIVE);
    assert_true(asked(&l->plan, ASK_CHECKLIST));
    l = life(TODAY); /* a course of another stage */
    l->in.profile.goal = GOAL_PREVENTION;
    pains_level(l, TODAY - 10, TODAY, 1);
    check(l, TODAY - 11, FLAG_CHEST, CARE_NO);
    assert_int_equal(plan(l)->course.stage, STAGE_WELLNESS);
    assert_true(asked(&l->plan, ASK_CHECKLIST));
    check(l, TODAY - 10, FLAG_CHEST, CARE_NO);
    assert_false(asked(plan(l), ASK_CHECKLIST));
    mark(l, at(TODAY - 9, 9, 0), HOLD_FEVER); /* and fever is one of the questions */
    assert_true(asked(plan(l), ASK_CHECKLIST));
    l = life(TODAY);
    l->in.profile.onset_day = DAY(2024, 1, 1);
    massage(l, TODAY - 2);
    check(l, TODAY - 27, FLAG_CHEST, CARE_NO);
    assert_false(asked(plan(l), ASK_CHECKLIST));
    assert_true(asked(plan_on(l, TODAY + 1), ASK_CHECKLIST));
}

static void R5_emergency_stops_everything(void **state)
{
    (void)state;
    for (int i = FLAG_BOTH_LEGS; i <= FLAG_STIFF_NECK; i++) {
        struct life *l = life(TODAY);
        const struct care_plan *p;

        l->in.profile.onset_day = DAY(2024, 1, 1);
        massage(l, TODAY - 10)->next_day = TODAY + 1;
        check(l, TODAY - 3, (enum red_flag)i, CARE_YES);
        p = plan(l);
        assert_int_equal(p->tier, TIER_EMERGENCY);
        assert_false(p->allowed.moves || p->allowed.self_massage || p->allowed.homework);
        assert_int_equal(p->type_n, 0);
        assert_int_equal(p->next.kind, NEXT_NONE);
        for (size_t j = 0; j + 1 < p->item_n; j++)
            assert_true(p->items[j].tier > TIER_NONE);
        assert_true(by_rule(&said(p, TEXT_EMERGENCY)->why, 5));
    }
}

static void R6_urgent_pauses_massage(void **state)
{
    (void)state;
    for (int i = FLAG_LEFT_LEG; i < FLAG_ASKED; i++) {
        struct life *l = life(TODAY);
        const struct care_plan *p;

        check(l, TODAY - 3, (enum red_flag)i, CARE_YES);
        p = plan(l);
        assert_int_equal(p->tier, TIER_URGENT);
        assert_true(p->on_hold && held(p, HOLD_TIER));
        assert_true(p->allowed.moves && !p->allowed.self_massage);
        assert_int_equal(said(p, TEXT_URGENT)->set, 1u << i);
    }
}

/* Who has been there is not sent again, and told what brings suggestions back; the tier stays. */
static void R14_seen_and_not_cleared(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    check(l, TODAY - 2, FLAG_LEFT_LEG, CARE_YES);
    visit(l, TODAY - 3, CARE_YES); /* before it was marked */
    assert_non_null(said(plan(l), TEXT_URGENT));
    visit(l, TODAY - 1, CARE_UNKNOWN);
    assert_int_equal(plan(l)->tier, TIER_URGENT);
    assert_true(l->plan.on_hold);
    assert_null(said(&l->plan, TEXT_URGENT));
    assert_int_equal(said(&l->plan, TEXT_URGENT_SEEN)->set, 1u << FLAG_LEFT_LEG);
    check(l, TODAY, FLAG_COUGH, CARE_YES); /* that is new */
    assert_non_null(said(plan(l), TEXT_URGENT));
}

/* Nor to the emergency department; but all stays as quiet as before, until one clears it. */
static void R5_R14_emergency_seen_and_not_cleared(void **state)
{
    static const enum care_answer answers[] = {CARE_NO, CARE_UNKNOWN};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        struct life *l = life(TODAY);
        const struct care_plan *p;

        check(l, TODAY - 2, FLAG_SADDLE, CARE_YES);
        visit(l, TODAY - 3, answers[i]); /* before it was marked */
        assert_int_equal(plan(l)->items[0].text, TEXT_EMERGENCY);
        visit(l, TODAY - 2, answers[i]); /* at once */
        p = plan(l);
        assert_int_equal(p->tier, TIER_EMERGENCY);
        assert_int_equal(p->items[0].text, TEXT_EMERGENCY_SEEN);
        assert_int_equal(p->items[0].set, 1u << FLAG_SADDLE);
        assert_null(said(p, TEXT_EMERGENCY));
        assert_true(p->on_hold && held(p, HOLD_TIER));
        assert_false(p->allowed.moves || p->allowed.self_massage || p->allowed.homework);
        assert_int_equal(p->ask_n + p->type_n, 0);
        check(l, TODAY - 1, FLAG_COUGH, CARE_YES); /* whatever is new: the careful side */
        assert_int_equal(plan(l)->items[0].text, TEXT_EMERGENCY);
        visit(l, TODAY - 1, answers[i]);
        assert_int_equal(plan(l)->items[0].text, TEXT_EMERGENCY_SEEN);
        check(l, TODAY, FLAG_SADDLE, CARE_YES); /* anew */
        assert_int_equal(plan(l)->items[0].text, TEXT_EMERGENCY);
        visit(l, TODAY, CARE_YES);
        assert_int_equal(plan(l)->flags, 0);
    }
}

static void R5_nothing_is_asked_in_an_emergency(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    pain(l, TODAY - 3, 4);
    assert_true(plan(l)->ask_n > 0);
    check(l, TODAY, FLAG_SADDLE, CARE_YES);
    assert_int_equal(plan(l)->ask_n, 0);
}

static void R6_entries_raise_the_same_flags(void **state)
{
    static const struct {
        enum region region;
        enum side side;
        enum red_flag flag;
    } cases[] = {
        {REGION_LEGS, SIDE_LEFT, FLAG_LEFT_LEG},
        {REGION_LEGS, SIDE_RIGHT, FLAG_RIGHT_LEG},
        {REGION_LEGS, SIDE_BOTH, FLAG_BOTH_LEGS},
        {REGION_HANDS, SIDE_LEFT, FLAG_ARM},
        {REGION_ARMS, SIDE_NONE, FLAG_ARM},
        {REGION_LEGS, SIDE_NONE, FLAG_NUMBNESS},
        {REGION_LOWER_BACK, SIDE_LEFT, FLAG_NUMBNESS},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct life *l = life(TODAY);
        struct care_pain *p = pain(l, TODAY, 4);

        p->numb = CARE_YES;
        p->region = cases[i].region;
        p->side = cases[i].side;
        assert_int_equal(plan(l)->flags, 1u << cases[i].flag);
    }
}

static void R6_worse_at_night(void **state)
{
    struct life *l = life(TODAY);
    struct care_pain *p = pain(l, TODAY - 3, 3);

    (void)state;
    assert_int_equal(plan(l)->flags, 0); /* not told: neither raised nor denied */
    p->night = CARE_NO;
    assert_int_equal(plan(l)->flags, 0);
    p->night = CARE_YES;
    assert_int_equal(plan(l)->flags, 1u << FLAG_NIGHT);
    assert_int_equal(l->plan.tier, TIER_URGENT);
    assert_non_null(held(&l->plan, HOLD_TIER));
    check(l, TODAY, FLAG_NIGHT, CARE_NO); /* a later "no" takes nothing down */
    assert_int_equal(plan(l)->flags, 1u << FLAG_NIGHT);
    visit(l, TODAY, CARE_YES);
    assert_int_equal(plan(l)->flags, 0);
}

static void R6_history_and_new_pain(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    l->in.profile.conditions[ILLNESS_CANCER] = CARE_YES;
    assert_int_equal(plan(l)->tier, TIER_ASK_FIRST); /* no pain */
    pain(l, TODAY - 2, 4);
    assert_int_equal(plan(l)->flags, 1u << FLAG_CANCER);
    visit(l, TODAY, CARE_YES);
    assert_int_equal(plan(l)->flags, 0);
    l->in.profile.conditions[ILLNESS_BONES] = CARE_YES;
    mark(l, at(TODAY, 18, 0), HOLD_INJURY);
    assert_int_equal(plan(l)->flags, 1u << FLAG_KNOCK);
    l->in.profile.conditions[ILLNESS_DEFENCES] = CARE_YES;
    l->in.visit_n = 0;
    assert_int_equal(plan(l)->flags, 1u << FLAG_KNOCK | 1u << FLAG_CANCER | 1u << FLAG_DEFENCES);
}

static void R7_two_legs_escalate(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    check(l, TODAY - 5, FLAG_LEFT_LEG, CARE_YES);
    assert_int_equal(plan(l)->tier, TIER_URGENT);
    check(l, TODAY, FLAG_RIGHT_LEG, CARE_YES);
    assert_int_equal(plan(l)->tier, TIER_EMERGENCY);
    /* an urgent item beside an emergency's is named too */
    l = life(TODAY);
    check(l, TODAY, FLAG_COUGH, CARE_YES);
    check(l, TODAY, FLAG_BLADDER, CARE_YES);
    assert_int_equal(said(plan(l), TEXT_EMERGENCY)->set, 1u << FLAG_COUGH | 1u << FLAG_BLADDER);
}

static void R8_strong_pain(void **state)
{
    static const struct {
        const char *levels; /* the last one today's */
        bool doctor;
    } cases[] = {
        {"77", true},       {"757", false},      {"9", true},          {"8", false},
        {"7-7", true},      {"76", false},       {"77------3", false}, {"9------", true},
        {"9-------", true}, {"9------3", false}, {"773", true},
    };
    struct life *l;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        l = life(TODAY);
        pains(l, TODAY - (int64_t)strlen(cases[i].levels) + 1, cases[i].levels);
        assert_int_equal(said(plan(l), TEXT_DOCTOR_STRONG) != NULL, cases[i].doctor);
    }
    l = life(TODAY);
    pain(l, TODAY, 4)->worst = 9;
    assert_non_null(said(plan(l), TEXT_DOCTOR_STRONG));
    l = life(TODAY);
    pain(l, TODAY, 4)->stopped = CARE_YES;
    assert_non_null(said(plan(l), TEXT_DOCTOR_STOPPED));
    assert_non_null(said(plan_on(l, TODAY + 30), TEXT_DOCTOR_STOPPED)); /* no entry since */
    pain(l, TODAY + 1, 3);
    assert_null(said(plan(l), TEXT_DOCTOR_STOPPED));
    l = life(TODAY);
    peg(l, TODAY, 2, 2, 7);
    assert_non_null(said(plan(l), TEXT_DOCTOR_STOPPED));
    l->pegs[0].items[2] = 6;
    assert_null(said(plan(l), TEXT_DOCTOR_STOPPED));
}

static void R8_once_in_seven_days(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    pains(l, TODAY - 7, "88888888");
    assert_true(said(plan(l), TEXT_DOCTOR_STRONG)->notify);
    tell(l, TODAY - 6, TEXT_DOCTOR_STRONG);
    assert_false(said(plan(l), TEXT_DOCTOR_STRONG)->notify);
    assert_true(said(plan_on(l, TODAY + 1), TEXT_DOCTOR_STRONG)->notify);
    visit(l, TODAY + 1, CARE_UNKNOWN);
    assert_null(said(plan_on(l, TODAY + 1), TEXT_DOCTOR_STRONG));
}

static void R9_severe_day_is_gentle(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    pain(l, TODAY, 6);
    assert_true(plan(l)->allowed.moderate && l->plan.allowed.self_massage);
    l->pains[0].level = 7;
    assert_true(plan(l)->allowed.moves);
    assert_false(l->plan.allowed.moderate || l->plan.allowed.self_massage);
    assert_int_equal(l->plan.type_n, 0);
    assert_non_null(said(&l->plan, TEXT_GENTLE));
    assert_true(plan_on(l, TODAY + 1)->allowed.moderate); /* that day only */
}

static void R10_each_hold_silences_massage(void **state)
{
    (void)state;
    for (int i = 0; i < HOLD_MARKS; i++) {
        struct life *l = life(TODAY);
        const struct care_plan *p;

        l->in.profile.onset_day = DAY(2024, 1, 1);
        assert_non_null(said(plan(l), TEXT_THERAPIST));
        massage(l, TODAY - 200)->pressure = CARE_PRESSURE_TOO_MUCH; /* before the course */
        /* a local one without a region, another with one: the whole body */
        mark(l, at(TODAY - 1, 10, 0), (enum care_hold)i)->region =
            i < HOLD_WOUND ? REGION_ARMS : REGION_NONE;
        p = plan(l);
        assert_true(p->on_hold && held(p, (enum care_hold)i));
        assert_int_equal(p->next.kind, NEXT_NONE);
        assert_int_equal(p->type_n, 0);
        assert_false(p->allowed.self_massage);
        assert_true(p->tier >= TIER_HOLD);
        assert_null(said(p, TEXT_THERAPIST));
        assert_null(said(p, TEXT_LESS));
    }
}

static void R10_local_hold_keeps_the_rest(void **state)
{
    (void)state;
    for (int i = HOLD_WOUND; i < HOLD_MARKS; i++) {
        struct life *l = life(TODAY);
        const struct care_plan *p;

        l->in.profile.onset_day = DAY(2024, 1, 1);
        mark(l, at(TODAY - 1, 10, 0), (enum care_hold)i)->region = REGION_SHOULDERS;
        p = plan(l);
        assert_false(p->on_hold);
        assert_int_equal(p->allowed.no_massage, 1u << REGION_SHOULDERS);
        assert_true(p->type_n > 0 && p->next.kind == NEXT_PLAN);
        assert_int_equal(said(p, TEXT_HOLD_REGION)->which, i);
    }
}

static void R10_injury_ends_after_72_hours(void **state)
{
    struct life *l = life(DAY(2025, 3, 4));

    (void)state;
    mark(l, at(DAY(2025, 3, 1), 18, 0), HOLD_INJURY);
    l->in.now = at(DAY(2025, 3, 4), 17, 59);
    assert_true(plan(l)->on_hold);
    l->in.now = at(DAY(2025, 3, 4), 18, 0);
    assert_false(plan(l)->on_hold);
    mark(l, at(DAY(2025, 2, 1), 10, 0), HOLD_SURGERY)->region = REGION_HIPS;
    assert_non_null(held(plan_on(l, DAY(2025, 3, 14)), HOLD_SURGERY));
    assert_null(held(plan_on(l, DAY(2025, 3, 15)), HOLD_SURGERY)); /* six weeks */
}

static void R11_ask_first(void **state)
{
    struct life *l;

    (void)state;
    for (int i = 0; i < ILLNESS_SURGERY; i++) {
        l = life(TODAY);
        l->in.profile.conditions[i] = CARE_YES;
        booking(l, TODAY + 5, 10);
        assert_int_equal(plan(l)->conditions, 1u << i);
        assert_int_equal(l->plan.tier, TIER_ASK_FIRST);
        assert_true(said(&l->plan, TEXT_ASK_FIRST)->notify);
        tell(l, TODAY, TEXT_ASK_FIRST); /* once a planned session */
        assert_false(said(plan(l), TEXT_ASK_FIRST)->notify);
        assert_int_equal(l->plan.no_deep, i == ILLNESS_BLOOD || i == ILLNESS_BONES);
        assert_int_equal(l->plan.allowed.self_massage, !l->plan.no_deep);
        visit(l, TODAY, CARE_YES); /* clearance does not bring deep work back … */
        assert_int_equal(plan(l)->no_deep, i == ILLNESS_BLOOD || i == ILLNESS_BONES);
        l->in.profile.deep_again = CARE_YES; /* … the user does */
        assert_false(plan(l)->no_deep);
    }
    l = life(TODAY);
    mark(l, at(TODAY - 3, 9, 0), HOLD_SURGERY)->region = REGION_HANDS;
    assert_int_equal(plan(l)->conditions, 1u << ILLNESS_SURGERY);
}

static void R12_booking_under_hold(void **state)
{
    struct life *l = life(DAY(2025, 3, 5));
    const struct care_plan *p;

    (void)state;
    booking(l, DAY(2025, 3, 6), 10);
    mark(l, at(DAY(2025, 3, 5), 9, 0), HOLD_FEVER);
    p = plan(l);
    assert_true(p->postpone);
    assert_true(said(p, TEXT_HOLD_BOOKING)->notify);
    assert_int_equal(said(p, TEXT_HOLD_BOOKING)->day, DAY(2025, 3, 6));
    assert_null(reminded(p, REMIND_DAY_BEFORE));
    assert_null(said(p, TEXT_HOLD)); /* one sentence, not two */
    pains(l, DAY(2025, 3, 3), "88");
    assert_non_null(said(plan(l), TEXT_DOCTOR_STRONG)); /* and nothing else's */
    l->in.pain_n = 0;
    check(l, DAY(2025, 3, 5), FLAG_COUGH, CARE_YES);
    assert_int_equal(said(plan(l), TEXT_HOLD_BOOKING)->which, HOLD_FEVER);
    l->in.mark_n = 0;
    assert_int_equal(said(plan(l), TEXT_HOLD_BOOKING)->which, HOLD_TIER);
    assert_true(said(&l->plan, TEXT_HOLD_BOOKING)->notify);
    tell(l, DAY(2025, 3, 5), TEXT_HOLD_BOOKING);
    assert_false(said(plan(l), TEXT_HOLD_BOOKING)->notify);
    l->in.told_n = 0;
    l->in.mark_n = 1;
    l->in.check_n = 0;
    l->bookings[0].when = at(DAY(2025, 3, 8), 21, 0); /* over 72 hours ahead */
    assert_false(plan(l)->postpone);
    l->bookings[0].when = at(DAY(2025, 3, 8), 20, 0);
    assert_true(plan(l)->postpone);
}

static void R12_rebook_is_offered_not_done(void **state)
{
    struct life *l = life(DAY(2025, 3, 10));

    (void)state;
    booking(l, DAY(2025, 3, 6), 10)->state = BOOKING_POSTPONED;
    mark(l, at(DAY(2025, 3, 5), 9, 0), HOLD_FEVER);
    assert_null(said(plan(l), TEXT_REBOOK));
    l->marks[0].ended = at(DAY(2025, 3, 8), 9, 0);
    assert_non_null(said(plan(l), TEXT_REBOOK));
    assert_int_equal(l->plan.booking, -1);
    massage(l, DAY(2025, 3, 9)); /* it has taken place */
    assert_null(said(plan(l), TEXT_REBOOK));
    l->in.massage_n = 0;
    booking(l, DAY(2025, 3, 20), 10);
    assert_null(said(plan(l), TEXT_REBOOK));
}

static void R13_cause_not_checked(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    pain(l, TODAY, 5);
    assert_non_null(said(plan(l), TEXT_DOCTOR_UNCHECKED));
    assert_true(l->plan.type_n > 0); /* the suggestion is shown below it */
    assert_true(said(&l->plan, TEXT_DOCTOR_UNCHECKED) < said(&l->plan, TEXT_TYPE_ACUTE));
    l->pains[0].level = 4;
    assert_null(said(plan(l), TEXT_DOCTOR_UNCHECKED));
    assert_null(said(plan_on(l, TODAY + 13), TEXT_DOCTOR_UNCHECKED));
    assert_non_null(said(plan_on(l, TODAY + 14), TEXT_DOCTOR_UNCHECKED));
    l->in.profile.cause_known = CARE_YES;
    assert_null(said(plan(l), TEXT_DOCTOR_UNCHECKED));
    l->in.profile.cause_known = CARE_UNKNOWN;
    visit(l, TODAY + 2, CARE_UNKNOWN);
    assert_null(said(plan(l), TEXT_DOCTOR_UNCHECKED));
}

static void R14_only_clearance_clears(void **state)
{
    static const enum care_answer not_cleared[] = {CARE_UNKNOWN, CARE_NO};
    struct life *l = life(TODAY);

    (void)state;
    check(l, TODAY - 10, FLAG_LEFT_LEG, CARE_YES);
    mark(l, at(TODAY - 10, 9, 0), HOLD_FRACTURE)->ended = at(TODAY - 9, 9, 0);
    check(l, TODAY - 5, FLAG_LEFT_LEG, CARE_NO); /* a later "no" does not */
    visit(l, TODAY - 11, CARE_YES);              /* nor a visit before it */
    for (size_t i = 0; i < COUNT_OF(not_cleared); i++) {
        visit(l, TODAY - 4, not_cleared[i]);
        assert_int_equal(plan(l)->tier, TIER_URGENT);
        assert_non_null(held(&l->plan, HOLD_FRACTURE));
    }
    visit(l, TODAY - 3, CARE_YES);
    assert_false(plan(l)->on_hold);
    assert_int_equal(l->plan.flags, 0);
    visit(l, TODAY - 2, CARE_NO); /* seen, not cleared */
    assert_non_null(held(plan(l), HOLD_NOT_CLEARED));
    visit(l, TODAY - 2, CARE_YES); /* two answers at once: the careful one */
    assert_non_null(held(plan(l), HOLD_NOT_CLEARED));
    l->in.visit_n = 0;
    visit(l, TODAY - 2, CARE_YES);
    visit(l, TODAY - 2, CARE_NO);
    assert_non_null(held(plan(l), HOLD_NOT_CLEARED));
}

static void R14_fever_and_days(void **state)
{
    struct life *l = life(TODAY);
    struct care_mark *fever = mark(l, at(TODAY - 9, 9, 0), HOLD_FEVER);

    (void)state;
    assert_true(plan(l)->on_hold);       /* nobody said that it went */
    fever->ended = at(TODAY - 20, 9, 0); /* before it began */
    assert_true(plan(l)->on_hold);
    fever->ended = at(TODAY - 1, 20, 1);
    assert_true(plan(l)->on_hold);
    assert_int_equal(held(plan(l), HOLD_FEVER)->until_at, at(TODAY, 20, 1).at);
    mark(l, at(TODAY - 8, 9, 0), HOLD_FEVER); /* once more, and nobody said that it went */
    assert_int_equal(held(plan(l), HOLD_FEVER)->until_at, 0);
    assert_int_equal(l->plan.hold_n, 1);
    l->in.mark_n = 1;
    fever->ended = at(TODAY - 1, 20, 0); /* a day without */
    assert_false(plan(l)->on_hold);
    pain(l, TODAY, 8);
    assert_non_null(held(plan(l), HOLD_SEVERE));
    assert_null(held(plan_on(l, TODAY + 1), HOLD_SEVERE));
}

static void R16_not_improving(void **state)
{
    static const struct {
        const char *levels; /* from the onset on */
        bool doctor;
    } cases[] = {
        {"66565", false},  /* age 4 */
        {"665656", true},  /* first three 5.67, last three 5.67 */
        {"666555", false}, /* exactly 1.0 lower is an improvement: not above the mean - 1.0 */
        {"666556", true},  {"6-6-6-", false}, /* three logged */
        {"66-656", true},
    };
    struct life *l;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t age = (int64_t)strlen(cases[i].levels) - 1;

        l = life(TODAY);
        l->in.profile.onset_day = TODAY - age;
        l->in.profile.cause_known = CARE_YES;
        pains(l, TODAY - age, cases[i].levels);
        assert_int_equal(said(plan(l), TEXT_DOCTOR_SAME) != NULL, cases[i].doctor);
    }
    tell(l, TODAY - 1, TEXT_DOCTOR_SAME);
    assert_false(said(plan(l), TEXT_DOCTOR_SAME)->notify);
    visit(l, TODAY, CARE_UNKNOWN);
    assert_null(said(plan(l), TEXT_DOCTOR_SAME));
}

static void R17_persistent(void **state)
{
    struct life *l = life(TODAY);
    int64_t onset = DAY(2025, 1, 15);

    (void)state;
    l->in.profile.onset_day = onset;
    assert_null(said(plan_on(l, onset + 41), TEXT_DOCTOR_LONG));
    assert_true(said(plan_on(l, onset + 42), TEXT_DOCTOR_LONG)->notify);
    tell(l, onset + 42, TEXT_DOCTOR_LONG);
    assert_false(said(plan_on(l, onset + 70), TEXT_DOCTOR_LONG)->notify);
    assert_true(said(plan_on(l, DAY(2025, 4, 16)), TEXT_DOCTOR_MONTHS)->notify);
    tell(l, DAY(2025, 4, 16), TEXT_DOCTOR_MONTHS);
    assert_false(said(plan_on(l, DAY(2026, 4, 16)), TEXT_DOCTOR_MONTHS)->notify);
    visit(l, onset + 50, CARE_UNKNOWN);
    assert_null(said(plan(l), TEXT_DOCTOR_MONTHS));
}

static void R18_worsening(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    l->in.profile.onset_day = DAY(2024, 1, 1);
    check(l, TODAY - 8, FLAG_CHEST, CARE_NO);
    massage(l, TODAY - 30);
    pains(l, TODAY - 13, "44444446666666");
    assert_non_null(said(plan(l), TEXT_DOCTOR_WORSE));
    assert_true(asked(&l->plan, ASK_CHECKLIST));
    visit(l, TODAY - 4, CARE_UNKNOWN);
    assert_non_null(said(plan(l), TEXT_DOCTOR_WORSE));
    visit(l, TODAY - 3, CARE_UNKNOWN);
    assert_null(said(plan(l), TEXT_DOCTOR_WORSE));
    l = life(TODAY);
    pains(l, TODAY - 13, "44444446666665"); /* 5.9: 1.9 more */
    assert_null(said(plan(l), TEXT_DOCTOR_WORSE));
    l = life(TODAY);
    pains(l, TODAY - 13, "77777779999999"); /* 2.0, but 29 % */
    assert_null(said(plan(l), TEXT_DOCTOR_WORSE));
}

static void R19_list_needs_no_data(void **state)
{
    (void)state;
    for (int i = 0; i < FLAG_ASKED; i++) {
        assert_non_null(red_flags[i].question);
        assert_non_null(red_flags[i].label);
        assert_int_equal(red_flags[i].emergency, i <= FLAG_STIFF_NECK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(R1_highest_tier_first_and_alone),
        cmocka_unit_test(R3_clean_list_is_no_all_clear),
        cmocka_unit_test(R4_when_the_list_is_offered),
        cmocka_unit_test(R4_before_a_course_and_every_28_days),
        cmocka_unit_test(R5_emergency_stops_everything),
        cmocka_unit_test(R6_urgent_pauses_massage),
        cmocka_unit_test(R14_seen_and_not_cleared),
        cmocka_unit_test(R5_R14_emergency_seen_and_not_cleared),
        cmocka_unit_test(R5_nothing_is_asked_in_an_emergency),
        cmocka_unit_test(R6_entries_raise_the_same_flags),
        cmocka_unit_test(R6_worse_at_night),
        cmocka_unit_test(R6_history_and_new_pain),
        cmocka_unit_test(R7_two_legs_escalate),
        cmocka_unit_test(R8_strong_pain),
        cmocka_unit_test(R8_once_in_seven_days),
        cmocka_unit_test(R9_severe_day_is_gentle),
        cmocka_unit_test(R10_each_hold_silences_massage),
        cmocka_unit_test(R10_local_hold_keeps_the_rest),
        cmocka_unit_test(R10_injury_ends_after_72_hours),
        cmocka_unit_test(R11_ask_first),
        cmocka_unit_test(R12_booking_under_hold),
        cmocka_unit_test(R12_rebook_is_offered_not_done),
        cmocka_unit_test(R13_cause_not_checked),
        cmocka_unit_test(R14_only_clearance_clears),
        cmocka_unit_test(R14_fever_and_days),
        cmocka_unit_test(R16_not_improving),
        cmocka_unit_test(R17_persistent),
        cmocka_unit_test(R18_worsening),
        cmocka_unit_test(R19_list_needs_no_data),
    };

    return cmocka_run_group_tests_name("safety", tests, NULL, NULL);
}
