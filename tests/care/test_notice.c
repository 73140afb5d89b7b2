/* What a plan says by itself, and what it notes: R1, R4, R8, R13, R15, R53. */
#include "daemon/care/notice.h"
#include "tests/care/life.h"

#define TODAY DAY(2025, 3, 14)

static enum care_text next(struct life *l, const struct care_message *said, bool massages)
{
    const struct care_plan *p = plan(l);
    size_t i = care_notice(p, said, massages);

    return i < p->item_n ? p->items[i].text : TEXT_COUNT;
}

static const struct care_message nothing;

static void R1_one_message_and_a_graver_one(void **state)
{
    struct life *l = life(TODAY);
    struct care_message said = {.any = true, .text = TEXT_DOCTOR_STRONG, .tier = TIER_DOCTOR};

    (void)state;
    pains(l, TODAY - 1, "88");
    mark(l, at(TODAY, 8, 0), HOLD_FEVER);
    assert_int_equal(next(l, &nothing, true), TEXT_DOCTOR_STRONG);
    assert_int_equal(next(l, &said, true), TEXT_DOCTOR_STRONG);
    tell(l, TODAY, TEXT_DOCTOR_STRONG);
    said.shown = true; /* it stays, and no other of its tier comes that day */
    assert_int_equal(next(l, &said, true), TEXT_DOCTOR_STRONG);
    assert_int_equal(next(l, &nothing, true), TEXT_DOCTOR_UNCHECKED);
    check(l, TODAY, FLAG_WEIGHT, CARE_YES);
    assert_int_equal(next(l, &said, true), TEXT_URGENT);
    tell(l, TODAY, TEXT_URGENT);
    assert_int_equal(next(l, &nothing, true), TEXT_COUNT); /* and nothing lesser beside it */
    assert_int_equal(next(l, &said, true), TEXT_COUNT);
    said = (struct care_message){true, true, TEXT_URGENT, TIER_URGENT};
    assert_int_equal(next(l, &said, true), TEXT_URGENT);
    check(l, TODAY, FLAG_CHEST, CARE_YES);
    assert_int_equal(next(l, &said, true), TEXT_EMERGENCY);
}

/* A hold is told to whoever has to do with massages; one that was marked by hand, where it meets an
 * appointment. */
static void R1_holds_and_massages(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    l->in.profile.cause_known = CARE_YES;
    pain(l, TODAY, 7);
    assert_int_equal(next(l, &nothing, true), TEXT_HOLD);
    assert_int_equal(next(l, &nothing, false), TEXT_COUNT);
    l->in.pain_n = 0;
    mark(l, at(TODAY, 8, 0), HOLD_FEVER);
    assert_int_equal(next(l, &nothing, true), TEXT_COUNT);
    booking(l, TODAY + 1, 9);
    assert_int_equal(next(l, &nothing, true), TEXT_HOLD_BOOKING);
    tell(l, TODAY, TEXT_HOLD_BOOKING); /* the same hold */
    l->in.booking_n = 0;
    assert_int_equal(next(l, &nothing, true), TEXT_COUNT);
}

static const struct care_ask *ask(struct life *l, enum care_ask_kind what)
{
    const struct care_plan *p = plan(l);

    for (size_t i = 0; i < p->ask_n; i++)
        if (p->asks[i].what == what)
            return &p->asks[i];
    return NULL;
}

/* Each cause once: what was told since is not offered again, though the plan goes on asking. */
static void R4_once_for_each_cause(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    assert_true(ask(l, ASK_CHECKLIST)->notify); /* first run */
    tell(l, TODAY - 300, TEXT_CHECKLIST);
    assert_false(ask(l, ASK_CHECKLIST)->notify);
    pains(l, TODAY - 1, "17");
    assert_true(ask(l, ASK_CHECKLIST)->notify);
    tell(l, TODAY, TEXT_CHECKLIST);
    assert_non_null(ask(l, ASK_CHECKLIST));
    assert_false(ask(l, ASK_CHECKLIST)->notify);
    l = life(TODAY); /* offered that day before the pain was logged: another cause */
    pain(l, TODAY, 8)->when = at(TODAY, 19, 0);
    l->told[l->in.told_n++] = (struct care_told){TEXT_CHECKLIST, at(TODAY, 9, 0)};
    assert_true(ask(l, ASK_CHECKLIST)->notify);
    l = life(TODAY); /* prevention, and nothing logged: no course that could begin each day */
    l->in.profile.goal = GOAL_PREVENTION;
    tell(l, TODAY - 1, TEXT_CHECKLIST);
    assert_false(ask(l, ASK_CHECKLIST)->notify);
}

static void R4_every_28_days(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    l->in.profile.onset_day = DAY(2024, 1, 1);
    massage(l, TODAY - 2);
    check(l, DAY(2024, 12, 1), FLAG_CHEST, CARE_NO);
    assert_true(ask(l, ASK_CHECKLIST)->notify);
    tell(l, TODAY - 27, TEXT_CHECKLIST);
    assert_false(ask(l, ASK_CHECKLIST)->notify);
    l->told[0].when = at(TODAY - 28, 9, 0);
    assert_true(ask(l, ASK_CHECKLIST)->notify);
}

/* R8, R18: for what was logged; R13: once. */
static void R8_R13_for_each_cause(void **state)
{
    struct life *l = life(TODAY);
    const struct care_plan *p;

    (void)state;
    pain(l, TODAY - 8, 9);
    tell(l, TODAY - 8, TEXT_DOCTOR_STRONG);
    tell(l, TODAY - 8, TEXT_DOCTOR_UNCHECKED);
    p = plan(l);
    assert_int_equal(p->tier, TIER_DOCTOR); /* it stands all the same (R70) */
    assert_false(said(p, TEXT_DOCTOR_STRONG)->notify);
    assert_false(said(p, TEXT_DOCTOR_UNCHECKED)->notify);
    pain(l, TODAY, 9);
    p = plan(l);
    assert_true(said(p, TEXT_DOCTOR_STRONG)->notify);
    assert_false(said(p, TEXT_DOCTOR_UNCHECKED)->notify);
}

static void R53_peg_each_week(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    assert_false(ask(l, ASK_PEG)->notify); /* nothing is logged */
    pains_level(l, TODAY - 5, TODAY, 2);
    assert_false(ask(l, ASK_PEG)->notify); /* not a week yet */
    pain(l, TODAY - 6, 2);
    assert_true(ask(l, ASK_PEG)->notify);
    peg(l, TODAY - 6, 1, -1, 1); /* not all three */
    assert_true(ask(l, ASK_PEG)->notify);
    tell(l, TODAY - 6, TEXT_ASK_PEG);
    assert_false(ask(l, ASK_PEG)->notify); /* asked in vain: not before the next week */
    l->told[0].when = at(TODAY - 7, 20, 0);
    assert_true(ask(l, ASK_PEG)->notify);
    peg(l, TODAY - 6, 1, 2, 1);
    assert_null(ask(l, ASK_PEG));
    l = life(TODAY); /* who has stopped logging is left alone */
    pains_level(l, TODAY - 40, TODAY - 14, 2);
    assert_false(ask(l, ASK_PEG)->notify);
}

static void R43_sharp_is_asked(void **state)
{
    struct life *l = life(TODAY);
    struct care_massage *m = massage(l, TODAY - 1);

    (void)state;
    assert_non_null(ask(l, ASK_PRESSURE));
    m->pressure = CARE_PRESSURE_BEARABLE;
    assert_null(ask(l, ASK_PRESSURE)); /* what was told is not asked again */
    assert_non_null(ask(l, ASK_SHARP));
    assert_non_null(strstr(care_texts[TEXT_ASK_PRESSURE].text, "sharp"));
    m->when = at(TODAY - 3, 17, 0); /* nor is it asked for long */
    assert_null(ask(l, ASK_SHARP));
    m->when = at(TODAY - 1, 17, 0);
    m->sharp = CARE_NO;
    assert_null(ask(l, ASK_SHARP));
}

static void R15_inputs_of_each_tier(void **state)
{
    static const char *const inputs[] = {
        [TIER_ASK_FIRST] = "heart problems",
        [TIER_HOLD] = "a burn (neck); signs that need a clinician first; strong pain today",
        [TIER_DOCTOR] = "strong pain; a cause that has not been checked",
        [TIER_URGENT] = "weight loss without trying",
        [TIER_EMERGENCY] = "chest pain with back or neck pain",
    };
    struct life *l = life(TODAY);
    char text[CARE_INPUTS_MAX];

    (void)state;
    for (int tier = TIER_ASK_FIRST; tier <= TIER_EMERGENCY; tier++) {
        care_tier_inputs(plan(l), (enum care_tier)tier, text);
        assert_string_equal(text, "");
    }
    l->in.profile.conditions[ILLNESS_HEART] = CARE_YES;
    mark(l, at(TODAY, 8, 0), HOLD_BURN)->region = REGION_NECK;
    pains(l, TODAY - 1, "88");
    check(l, TODAY, FLAG_WEIGHT, CARE_YES);
    check(l, TODAY, FLAG_CHEST, CARE_YES);
    for (int tier = TIER_ASK_FIRST; tier <= TIER_EMERGENCY; tier++) {
        care_tier_inputs(plan(l), (enum care_tier)tier, text);
        assert_string_equal(text, inputs[tier]);
    }
    for (int f = 0; f < FLAG_ASKED; f++) /* all of them have room */
        check(l, TODAY, (enum red_flag)f, CARE_YES);
    for (int tier = TIER_URGENT; tier <= TIER_EMERGENCY; tier++) {
        care_tier_inputs(plan(l), (enum care_tier)tier, text);
        assert_in_range(strlen(text), 100, CARE_INPUTS_MAX - 2);
    }
}

/* What may be told has a name that no other has, and each tier one that says so calmly. */
static void R15_names(void **state)
{
    (void)state;
    for (int t = 0; t < TEXT_COUNT; t++)
        for (int u = 0; u < t; u++) {
            const char *a = care_told_name((enum care_text)t),
                       *b = care_told_name((enum care_text)u);

            assert_false(a && b && strcmp(a, b) == 0);
        }
    for (int tier = TIER_NONE; tier <= TIER_EMERGENCY; tier++)
        assert_in_range(strlen(care_notice_name((enum care_tier)tier)), 1, 32 - strlen("care-"));
    assert_int_equal(care_told_tier(TEXT_DOCTOR_WORSE), TIER_DOCTOR);
    assert_true(care_notice_suggests(TEXT_THERAPIST) && !care_notice_suggests(TEXT_URGENT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(R1_one_message_and_a_graver_one),
        cmocka_unit_test(R1_holds_and_massages),
        cmocka_unit_test(R4_once_for_each_cause),
        cmocka_unit_test(R4_every_28_days),
        cmocka_unit_test(R8_R13_for_each_cause),
        cmocka_unit_test(R53_peg_each_week),
        cmocka_unit_test(R43_sharp_is_asked),
        cmocka_unit_test(R15_inputs_of_each_tier),
        cmocka_unit_test(R15_names),
    };

    return cmocka_run_group_tests_name("notice", tests, NULL, NULL);
}
