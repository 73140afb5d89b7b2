/* Which massage to ask about: R30-R38, R42, R43. */
#include "tests/care/life.h"

#define TODAY DAY(2025, 6, 1)

/* Chronic pain, one session behind, a pattern told. */
static struct life *chronic(enum care_pattern pattern)
{
    struct life *l = life(TODAY);

    l->in.profile.onset_day = DAY(2025, 1, 15);
    l->in.profile.pattern = pattern;
    l->in.profile.cause_known = CARE_YES;
    pains_level(l, TODAY - 20, TODAY, 4);
    massage(l, TODAY - 10)->types = 1u << TYPE_SWEDISH;
    return l;
}

static void assert_types(struct life *l, const char *expected)
{
    static const char letters[] = "SDATBO";
    char found[CARE_TYPES_MAX + 1] = "";

    (void)plan(l);
    for (size_t i = 0; i < l->plan.type_n; i++)
        found[i] = letters[l->plan.types[i].type];
    assert_string_equal(found, expected);
}

static void R30_list_reasons_and_lines(void **state)
{
    struct life *l = chronic(PATTERN_DEEP);
    const struct care_plan *p = plan(l);

    (void)state;
    assert_in_range(p->type_n, 1, 3);
    for (size_t i = 0; i < p->type_n; i++) {
        assert_true(by_rule(&p->types[i].why, 30));
        assert_non_null(said(p, p->types[i].text));
    }
    assert_non_null(said(p, TEXT_TYPE_TRIAL));
    assert_non_null(said(p, TEXT_PERSONAL));
    assert_true(said(p, TEXT_TYPE_TRIAL) < said(p, TEXT_PERSONAL));
}

static void R31_acute_is_gentle_swedish(void **state)
{
    (void)state;
    for (int pattern = 0; pattern < PATTERN_COUNT; pattern++)
        for (int taste = 0; taste < TASTE_COUNT; taste++) {
            struct life *l = chronic((enum care_pattern)pattern);

            l->in.profile.onset_day = TODAY - 27;
            l->in.profile.taste = (enum care_taste)taste;
            l->pains[l->in.pain_n - 1].sleep = 1;
            assert_types(l, "S");
            assert_int_equal(l->plan.types[0].text, TEXT_TYPE_ACUTE);
        }
}

static void R31_unknown_duration_is_no_long_one(void **state)
{
    struct life *l = chronic(PATTERN_KNOT);

    (void)state;
    assert_types(l, "TS");
    l->in.profile.onset_day = 0; /* then the first entry is the onset: acute */
    assert_types(l, "S");
    l->in.pain_n = 0; /* then nothing is known */
    assert_types(l, "S");
}

static void R32_pairings(void **state)
{
    struct life *l;

    (void)state;
    assert_types(chronic(PATTERN_DIFFUSE), "S");
    assert_types(chronic(PATTERN_DEEP), "DS");
    assert_types(chronic(PATTERN_KNOT), "TS");
    l = chronic(PATTERN_DEEP);
    l->in.profile.taste = TASTE_DEEP_GENTLE;
    assert_types(l, "ADS");
    l = chronic(PATTERN_DEEP);
    l->pains[20].stress = 5;
    assert_types(l, "DS");
    l->pains[20].stress = 6;
    assert_types(l, "SD");
    l->pains[20].stress = -1;
    l->pains[14].stress = 6;
    assert_types(l, "SD");
    l->pains[14].stress = -1;
    l->pains[13].stress = 6; /* a week ago */
    assert_types(l, "DS");
    l = chronic(PATTERN_KNOT);
    l->pains[20].posture = true;
    assert_types(l, "ST");
    l = chronic(PATTERN_DEEP);
    l->in.profile.onset_day = TODAY - 60; /* deep and stubborn, but not chronic */
    assert_types(l, "S");
    l = chronic(PATTERN_DIFFUSE);
    l->pains[20].refers_to = REGION_SHOULDERS;
    assert_types(l, "ST"); /* and not for what is all over alone */
    assert_int_equal(said(&l->plan, TEXT_TYPE_KNOT)->n, PATTERN_MIXED);
    assert_non_null(strstr(care_texts[TEXT_TYPE_KNOT].text, "often part of another session"));
}

static void R33_poor_sleep_adds_balinese(void **state)
{
    struct life *l = chronic(PATTERN_DIFFUSE);

    (void)state;
    l->pains[20].sleep = 4;
    assert_types(l, "S");
    l->pains[20].sleep = 3;
    assert_types(l, "SB");
    l->in.profile.pattern = PATTERN_MIXED;
    assert_types(l, "STB");
    l->in.profile.pattern = PATTERN_DEEP;
    assert_types(l, "DS");
}

static void R34_mixed(void **state)
{
    (void)state;
    assert_types(chronic(PATTERN_MIXED), "ST");
}

static void R35_unsure_or_first_visit(void **state)
{
    struct life *l = chronic(PATTERN_UNSURE);

    (void)state;
    assert_types(l, "S");
    assert_int_equal(l->plan.types[0].text, TEXT_TYPE_VISIT);
    l = chronic(PATTERN_DEEP);
    l->in.massage_n = 0;
    assert_types(l, "S");
    assert_int_equal(l->plan.types[0].text, TEXT_TYPE_VISIT);
}

/* Chronic, three Swedish sessions, a baseline and no improvement, all told about the last one. */
static struct life *stuck(void)
{
    struct life *l = chronic(PATTERN_DIFFUSE);

    l->in.massage_n = 0;
    for (int i = 0; i < 3; i++) {
        struct care_massage *m = massage(l, TODAY - 13 + 5 * i);

        m->types = 1u << TYPE_SWEDISH;
        m->pressure = CARE_PRESSURE_RIGHT;
    }
    sore(l, at(TODAY - 1, 17, 30), 2);
    return l;
}

static void R36_step_up(void **state)
{
    struct life *l = stuck();

    (void)state;
    assert_types(l, "SD");
    assert_int_equal(l->plan.types[1].text, TEXT_TYPE_STEP);
    l->massages[2].pressure = CARE_PRESSURE_TOO_MUCH;
    assert_types(l, "S");
    l->massages[2].pressure = CARE_PRESSURE_UNKNOWN;
    assert_types(l, "S");
    l->massages[2].pressure = CARE_PRESSURE_BEARABLE;
    l->sore[0].level = 5;
    assert_types(l, "S");
    l->sore[0].level = 4;
    assert_types(l, "SD");
    l->massages[2].sharp = CARE_YES;
    assert_types(l, "S");
    l->massages[2].sharp = CARE_NO;
    l->in.sore_n = 0;
    assert_types(l, "S");
    l = stuck();
    l->massages[0].types = 1u << TYPE_OTHER;
    assert_types(l, "S");
    l = stuck();
    l->in.profile.conditions[ILLNESS_HEART] = CARE_YES;
    assert_types(l, "S");
    l = stuck();
    l->in.profile.onset_day = 0;
    pains_level(l, TODAY - 120, TODAY - 21, 4); /* chronic, but nobody said since when */
    assert_types(l, "S");
    l = stuck();
    l->in.pain_n = 4; /* no week, so nothing was assessed */
    assert_types(l, "S");
}

static void R37_length_is_information(void **state)
{
    struct life *l = stuck();

    (void)state;
    assert_non_null(strstr(care_texts[TEXT_LENGTH].text, "60 minutes"));
    assert_null(said(plan(l), TEXT_LENGTH)); /* only if asked */
}

static void R38_thirty_minutes_in_the_help_only(void **state)
{
    (void)state;
    assert_non_null(strstr(care_texts[TEXT_VISITS_HELP].text, "Sherman"));
    assert_null(said(plan(stuck()), TEXT_VISITS_HELP));
}

static void R42_pressure_is_carried_on(void **state)
{
    struct life *l = stuck();

    (void)state;
    assert_null(said(plan(l), TEXT_LESS));
    l->massages[2].pressure = CARE_PRESSURE_TOO_MUCH;
    assert_non_null(said(plan(l), TEXT_LESS));
    l->massages[2].pressure = CARE_PRESSURE_LIGHT;
    assert_non_null(said(plan(l), TEXT_MORE));
    l->massages[2].pressure = CARE_PRESSURE_UNKNOWN;
    assert_true(asked(plan(l), ASK_PRESSURE));
}

static void R43_twice_too_much(void **state)
{
    struct life *l = stuck();

    (void)state;
    l->massages[2].pressure = CARE_PRESSURE_TOO_MUCH;
    assert_null(said(plan(l), TEXT_LIGHTER));
    l->massages[1].sharp = CARE_YES;
    assert_non_null(said(plan(l), TEXT_LIGHTER));
    l->massages[1].sharp = CARE_NO;
    l->massages[0].pressure = CARE_PRESSURE_TOO_MUCH; /* not in a row */
    assert_null(said(plan(l), TEXT_LIGHTER));
}

static void R11_no_deep_work(void **state)
{
    static const enum care_condition conditions[] = {ILLNESS_BLOOD, ILLNESS_BONES};

    (void)state;
    for (size_t c = 0; c < COUNT_OF(conditions); c++)
        for (int pattern = 0; pattern < PATTERN_COUNT; pattern++) {
            struct life *l = chronic((enum care_pattern)pattern);

            l->in.profile.taste = TASTE_DEEP_GENTLE;
            l->in.profile.conditions[conditions[c]] = CARE_YES;
            l->pains[20].sleep = 1;
            assert_types(l, "S");
            assert_non_null(said(&l->plan, TEXT_ASK_FIRST));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(R30_list_reasons_and_lines),
        cmocka_unit_test(R31_acute_is_gentle_swedish),
        cmocka_unit_test(R31_unknown_duration_is_no_long_one),
        cmocka_unit_test(R32_pairings),
        cmocka_unit_test(R33_poor_sleep_adds_balinese),
        cmocka_unit_test(R34_mixed),
        cmocka_unit_test(R35_unsure_or_first_visit),
        cmocka_unit_test(R36_step_up),
        cmocka_unit_test(R37_length_is_information),
        cmocka_unit_test(R38_thirty_minutes_in_the_help_only),
        cmocka_unit_test(R42_pressure_is_carried_on),
        cmocka_unit_test(R43_twice_too_much),
        cmocka_unit_test(R11_no_deep_work),
    };

    return cmocka_run_group_tests_name("types", tests, NULL, NULL);
}
