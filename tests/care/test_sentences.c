/* Every sentence and label against the rules for words: R2, R3, R64-R67, R69; and that each tells
 * where it comes from.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "daemon/care/sheet.h"
#include "tests/care/life.h"
#include "tests/care/wording.h"

#define TODAY DAY(2025, 6, 4)

static void R2_R3_R56_R64_R67_no_sentence_breaks_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < TEXT_COUNT; i++)
        assert_words(care_texts[i].text, WORDS_PLAIN);
    for (size_t i = 0; i < STAGE_COUNT; i++)
        assert_words(care_stage_labels[i].label, WORDS_PLAIN);
    for (size_t i = 0; i < TYPE_COUNT; i++)
        assert_words(care_type_labels[i].label, WORDS_PLAIN);
    for (size_t i = 0; i < PATTERN_COUNT; i++)
        assert_words(care_pattern_labels[i].label, WORDS_PLAIN);
    for (size_t i = 0; i < GOAL_COUNT; i++)
        assert_words(care_goal_labels[i].label, WORDS_PLAIN);
    /* questions, and echoes of their answers */
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        assert_words(red_flags[i].question, WORDS_ECHO);
        assert_words(red_flags[i].label, WORDS_ECHO);
    }
    for (size_t i = 0; i < ILLNESS_COUNT; i++)
        assert_words(care_condition_labels[i].label, WORDS_ECHO);
    for (size_t i = 0; i < HOLD_COUNT; i++)
        assert_words(care_hold_labels[i].label, WORDS_ECHO);
    for (size_t i = 0; i < SHEET_LINES; i++)
        assert_words(care_sheet_titles[i], WORDS_ECHO);
}

/* The patterns themselves find what they are for. */
static void R2_patterns_find(void **state)
{
    static const struct {
        const char *text, *rule;
    } bad[] = {
        {"You have a strain.", "R2"},
        {"This is probably tension.", "R2"},
        {"It looks like a hernia.", "R2"},
        {"Everything is fine.", "R3"},
        {"Massage is safe.", "R3"},
        {"This works.", "R56"},
        {"It improves circulation.", "R64"},
        {"Water flushes it out.", "R64"},
        {"It heals.", "R64"},
        {"Stop your medication.", "R67"},
        {"Take fewer painkillers.", "R67"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_non_null(broken_rule(bad[i].text, WORDS_PLAIN));
        assert_string_equal(broken_rule(bad[i].text, WORDS_PLAIN), bad[i].rule);
    }
    assert_null(broken_rule("cancer in the past", WORDS_ECHO));
}

static void R66_mandatory_lines(void **state)
{
    struct life *l = life(TODAY);
    const struct care_plan *p;

    (void)state;
    l->in.profile.onset_day = DAY(2025, 1, 1);
    p = plan(l);
    assert_int_equal(p->items[p->item_n - 1].text, TEXT_COMPLEMENT);
    assert_int_equal(p->items[p->item_n - 2].text, TEXT_PERSONAL);
    check(l, TODAY, FLAG_SADDLE, CARE_YES);
    p = plan(l);
    assert_int_equal(p->items[p->item_n - 1].text, TEXT_COMPLEMENT);
    assert_null(said(p, TEXT_PERSONAL)); /* nothing is suggested */
}

static void R67_medicines_only_as_written(void **state)
{
    struct life *l = life(TODAY);
    struct care_sheet sheet;

    (void)state;
    l->in.profile.medicines = "two blue ones";
    assert_int_equal(care_sheet_make(&l->in, &l->set, NULL, NULL, &sheet), 0);
    assert_string_equal(sheet.text[SHEET_MEDICINES], "two blue ones");
}

static void R69_no_plan_for_a_child(void **state)
{
    struct life *l = life(TODAY);
    const struct care_plan *p;

    (void)state;
    l->in.profile.onset_day = DAY(2025, 1, 1);
    l->in.profile.age = 15;
    booking(l, TODAY + 1, 12);
    p = plan(l);
    assert_int_equal(p->next.kind, NEXT_NONE);
    assert_int_equal(p->type_n + p->ask_n + p->reminder_n, 0);
    assert_int_equal(p->item_n, 2);
    assert_int_equal(p->items[0].text, TEXT_MINOR);
    assert_true(p->allowed.moves && !p->allowed.self_massage);
    check(l, TODAY, FLAG_BLADDER, CARE_YES); /* what is urgent stays so */
    assert_int_equal(plan(l)->items[0].text, TEXT_EMERGENCY);
    l->in.check_n = 0;
    l->in.profile.age = 16;
    assert_true(plan(l)->type_n > 0);
}

static bool row_exists(const char *row, size_t n)
{
    char copy[4] = {0};

    if (n != 3 || (row[0] != 'A' && row[0] != 'B') || !isdigit((unsigned char)row[1]) ||
        !isdigit((unsigned char)row[2]))
        return false;
    memcpy(copy, row, 3);
    return atoi(copy + 1) >= 1 && atoi(copy + 1) <= (row[0] == 'A' ? 88 : 34);
}

static void assert_rows(const char *rows)
{
    while (*rows) {
        size_t n = strcspn(rows, " ");

        if (!row_exists(rows, n))
            fail_msg("no such row: %s", rows);
        rows += n + (rows[n] == ' ');
    }
}

static void every_text_names_its_rule_and_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        assert_non_null(care_texts[i].name);
        assert_int_equal(care_texts[i].rule[0], 'R');
        assert_rows(care_texts[i].rows);
    }
    for (size_t i = 0; i < FLAG_COUNT; i++)
        assert_rows(red_flags[i].rows);
    for (size_t i = 0; i < HOLD_COUNT; i++)
        assert_rows(care_hold_labels[i].rows);
    for (unsigned i = 1; i <= 74; i++) {
        char name[8];

        (void)snprintf(name, sizeof(name), i <= 70 ? "R%u" : "R50%c", i <= 70 ? i : 'a' + i - 71);
        assert_string_equal(care_rule_name(i), name);
        assert_rows(care_rule_rows(i));
    }
    assert_null(care_rule_name(0));
    assert_null(care_rule_name(75));
    assert_string_equal(care_rule_rows(75), "");
}

static void sentences_are_filled_in(void **state)
{
    static const struct {
        struct care_item item;
        const char *text;
    } cases[] = {
        {{.text = TEXT_NEXT, .day = 20153, .n = 14, .which = STAGE_ACTIVE},
         "Next massage: around Thu 2025-03-06 (every 14 days, active stage)."},
        {{.text = TEXT_IMPROVED, .n = 60, .m = 42},
         "Your weekly pain changed from 6.0 to 4.2: sessions can be further apart now."},
        {{.text = TEXT_HOLD_REGION, .n = REGION_LOWER_BACK, .which = HOLD_WOUND},
         "No massage on the lower back for now: an open wound."},
        {{.text = TEXT_ASK_FIRST, .set = 1u << ILLNESS_HEART | 1u << ILLNESS_BONES},
         "Before your next massage, ask your doctor and tell your therapist about: weak bones; "
         "heart problems."},
        {{.text = TEXT_TYPE, .n = PATTERN_DEEP, .which = TYPE_DEEP},
         "People describing a deep, stubborn ache are often pointed to deep tissue massage."},
        {{.text = TEXT_WATER, .n = 400, .m = 1600},
         "Time for a glass of water. 400 of 1600 mL today."},
    };
    char text[CARE_TEXT_MAX];
    struct care_item all = {.text = TEXT_EMERGENCY, .set = (1u << FLAG_COUNT) - 1};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        care_say(&cases[i].item, text);
        assert_string_equal(text, cases[i].text);
    }
    care_say(&all, text); /* everything at once, and still what to do */
    assert_non_null(strstr(text, "go to the nearest emergency department now"));
    assert_true(strlen(text) < CARE_TEXT_MAX - 1);
    all.text = TEXT_EMERGENCY_SEEN;
    care_say(&all, text);
    assert_non_null(strstr(text, "call your local emergency number at once"));
}

static void settings_are_bounded(void **state)
{
    struct care_settings set = care_settings_default();

    (void)state;
    for (size_t i = 0; i < care_setting_count; i++) {
        const struct care_setting *s = &care_setting_table[i];

        assert_true(s->least <= s->value && s->value <= s->most);
        assert_int_equal(care_settings_set(&set, s->name, s->least), 0);
        assert_int_equal(care_settings_set(&set, s->name, s->most), 0);
        assert_int_equal(care_settings_set(&set, s->name, s->most + 1), -ERANGE);
        assert_int_equal(care_settings_set(&set, s->name, s->least - 1), -ERANGE);
        assert_int_equal(s->rule[0], 'R');
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(s->name, care_setting_table[j].name);
    }
    assert_int_equal(care_settings_set(&set, "severe", 5), -ENOENT);
    assert_int_equal(care_setting_count * sizeof(int32_t), sizeof(struct care_settings));
    /* what guards health can only be made more careful */
    set = care_settings_default();
    assert_int_equal(care_settings_set(&set, "severe-level", 8), -ERANGE);
    assert_int_equal(care_settings_set(&set, "fever-hours", 23), -ERANGE);
    assert_int_equal(care_settings_set(&set, "injury-hours", 71), -ERANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(R2_R3_R56_R64_R67_no_sentence_breaks_them),
        cmocka_unit_test(R2_patterns_find),
        cmocka_unit_test(R66_mandatory_lines),
        cmocka_unit_test(R67_medicines_only_as_written),
        cmocka_unit_test(R69_no_plan_for_a_child),
        cmocka_unit_test(every_text_names_its_rule_and_rows),
        cmocka_unit_test(sentences_are_filled_in),
        cmocka_unit_test(settings_are_bounded),
    };

    return cmocka_run_group_tests_name("sentences", tests, NULL, NULL);
}
