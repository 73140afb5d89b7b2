/* The log's vocabulary, the sentences of its refusals, and the gate before the store. */
#include "common/entry.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <string.h>

#include "common/scope.h"

#define REGIONS                                                                                 \
    "Regions: head, eyes, neck, shoulders, arms, wrists, hands, upper-back, lower-back, hips, " \
    "legs"
#define SIDES "Sides: left, right, both, middle"
#define LEVEL \
    "a pain level is a whole number from 0 (no pain) to 10 (worst pain you can imagine), not "
#define EIGHT "xxxxxxxx"

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(entry_kind_name(ENTRY_PAIN), "pain");
    assert_string_equal(entry_kind_name(ENTRY_DRINK), "drink");
    assert_null(entry_kind_name(ENTRY_KIND_COUNT));
    assert_null(entry_tier_name(0));
    assert_string_equal(entry_tier_name(1), "ask-first");
    assert_string_equal(entry_tier_name(TIER_MAX), "emergency");
    assert_null(entry_tier_name(TIER_MAX + 1));
    assert_null(entry_kind_name((enum entry_kind) - 1));
    assert_string_equal(region_name(REGION_NONE), "");
    assert_string_equal(region_name(REGION_LEGS), "legs");
    assert_null(region_name(REGION_COUNT));
    assert_null(region_name((enum region) - 1));
    assert_string_equal(side_name(SIDE_NONE), "");
    assert_string_equal(side_name(SIDE_MIDDLE), "middle");
    assert_null(side_name(SIDE_COUNT));
    assert_null(side_name((enum side) - 1));

    for (enum region r = REGION_HEAD; r < REGION_COUNT; r++) {
        char why[ENTRY_WHY_MAX];
        enum region found;

        assert_int_equal(region_parse(region_name(r), &found, why), 0);
        assert_int_equal(found, r);
    }
    for (enum side s = SIDE_LEFT; s < SIDE_COUNT; s++) {
        char why[ENTRY_WHY_MAX];
        enum side found;

        assert_int_equal(side_parse(side_name(s), &found, why), 0);
        assert_int_equal(found, s);
    }
}

static void test_region(void **state)
{
    static const struct {
        const char *text;
        int result;
        enum region region;
        const char *why;
    } cases[] = {
        {"neck", 0, REGION_NECK, ""},
        {"NECK", 0, REGION_NECK, ""},
        {"shoulder", 0, REGION_SHOULDERS, ""},
        {"lower", 0, REGION_LOWER_BACK, ""},
        {"lower-back", 0, REGION_LOWER_BACK, ""},
        {"lower_back", 0, REGION_LOWER_BACK, ""},
        {"Lower Back", 0, REGION_LOWER_BACK, ""},
        {"upper_", 0, REGION_UPPER_BACK, ""},
        {"a", 0, REGION_ARMS, ""},
        {"leg", 0, REGION_LEGS, ""},
        {"h", -EEXIST, REGION_NONE, "\"h\" could be head, hands or hips"},
        {"l", -EEXIST, REGION_NONE, "\"l\" could be lower-back or legs"},
        {"shoulderz", -ENOENT, REGION_NONE,
         "\"shoulderz\" is not a region I know; did you mean shoulders? " REGIONS},
        {"lowre_back", -ENOENT, REGION_NONE,
         "\"lowre_back\" is not a region I know; did you mean lower-back? " REGIONS},
        {"spleen", -ENOENT, REGION_NONE, "\"spleen\" is not a region I know. " REGIONS},
        {"", -ENOENT, REGION_NONE, "\"\" is not a region I know. " REGIONS},
        {"a\nb\tc", -ENOENT, REGION_NONE, "\"a b c\" is not a region I know. " REGIONS},
        {"\x1b[2J", -ENOENT, REGION_NONE, "\"?\" is not a region I know. " REGIONS},
        {EIGHT EIGHT EIGHT EIGHT EIGHT, -ENOENT, REGION_NONE,
         "\"" EIGHT EIGHT EIGHT EIGHT EIGHT "\" is not a region I know. " REGIONS},
        {EIGHT EIGHT EIGHT EIGHT EIGHT "x", -ENOENT, REGION_NONE,
         "\"" EIGHT EIGHT EIGHT EIGHT EIGHT "…\" is not a region I know. " REGIONS},
        {EIGHT EIGHT EIGHT EIGHT "xxxxxxx"
                                 "ü",
         -ENOENT, REGION_NONE,
         "\"" EIGHT EIGHT EIGHT EIGHT "xxxxxxx"
         "…\" is not a region I know. " REGIONS},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        enum region region = REGION_NONE;
        char why[ENTRY_WHY_MAX] = "";
        int r = region_parse(cases[i].text, &region, why);

        assert_string_equal(why, cases[i].why);
        assert_int_equal(r, cases[i].result);
        assert_int_equal(region, cases[i].region);
    }
}

static void test_side(void **state)
{
    static const struct {
        const char *text;
        int result;
        enum side side;
        const char *why;
    } cases[] = {
        {"left", 0, SIDE_LEFT, ""},
        {"R", 0, SIDE_RIGHT, ""},
        {"b", 0, SIDE_BOTH, ""},
        {"mid", 0, SIDE_MIDDLE, ""},
        {"lfet", -ENOENT, SIDE_NONE, "\"lfet\" is not a side I know; did you mean left? " SIDES},
        {"up", -ENOENT, SIDE_NONE, "\"up\" is not a side I know. " SIDES},
        {"", -ENOENT, SIDE_NONE, "\"\" is not a side I know. " SIDES},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        enum side side = SIDE_NONE;
        char why[ENTRY_WHY_MAX] = "";
        int r = side_parse(cases[i].text, &side, why);

        assert_string_equal(why, cases[i].why);
        assert_int_equal(r, cases[i].result);
        assert_int_equal(side, cases[i].side);
    }
}

static void test_level(void **state)
{
    static const struct {
        const char *text;
        int result, level;
        const char *why;
    } cases[] = {
        {"0", 0, 0, ""},
        {"10", 0, 10, ""},
        {"11", -ERANGE, -1, LEVEL "\"11\""},
        {"-1", -ERANGE, -1, LEVEL "\"-1\""},
        {"4.5", -EINVAL, -1, LEVEL "\"4.5\""},
        {"", -EINVAL, -1, LEVEL "\"\""},
        {"bad", -EINVAL, -1, LEVEL "\"bad\""},
        {"99999999999999999999", -ERANGE, -1, LEVEL "\"99999999999999999999\""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char why[ENTRY_WHY_MAX] = "";
        int level = -1, r = level_parse(cases[i].text, &level, why);

        assert_string_equal(why, cases[i].why);
        assert_int_equal(r, cases[i].result);
        assert_int_equal(level, cases[i].level);
    }
}

static struct entry good_entry(enum entry_kind kind)
{
    struct entry entry = {
        .id = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
        .kind = kind,
        .at = {INT64_C(1774746000) * USEC_PER_SEC},
        .offset = 3600,
        .said = {INT64_C(1774746060) * USEC_PER_SEC},
        .level = kind == ENTRY_PAIN ? 4 : -1,
        .ml = kind == ENTRY_DRINK ? 200 : -1,
        .note = "after the stand-up",
    };
    return entry;
}

static void expect(const struct entry *entry, int result)
{
    char why[ENTRY_WHY_MAX] = "";

    assert_int_equal(entry_check(entry, why), result);
    assert_int_equal(why[0] != '\0', result < 0);
}

static void test_check_numbers(void **state)
{
    static const struct {
        enum entry_kind kind;
        size_t member;
        int value;
        int result;
    } cases[] = {
        {ENTRY_PAIN, offsetof(struct entry, level), 0, 0},
        {ENTRY_PAIN, offsetof(struct entry, level), 10, 0},
        {ENTRY_PAIN, offsetof(struct entry, level), 11, -EINVAL},
        {ENTRY_PAIN, offsetof(struct entry, level), -1, -EINVAL},
        {ENTRY_PAIN, offsetof(struct entry, ml), 200, -EINVAL},
        {ENTRY_DRINK, offsetof(struct entry, ml), 1, 0},
        {ENTRY_DRINK, offsetof(struct entry, ml), 10000, 0},
        {ENTRY_DRINK, offsetof(struct entry, ml), 0, -EINVAL},
        {ENTRY_DRINK, offsetof(struct entry, ml), 10001, -EINVAL},
        {ENTRY_DRINK, offsetof(struct entry, ml), -1, -EINVAL},
        {ENTRY_DRINK, offsetof(struct entry, level), 4, -EINVAL},
        {ENTRY_DRINK, offsetof(struct entry, region), REGION_NECK, -EINVAL},
        {ENTRY_DRINK, offsetof(struct entry, side), SIDE_LEFT, -EINVAL},
        {ENTRY_PAIN, offsetof(struct entry, region), REGION_LEGS, 0},
        {ENTRY_PAIN, offsetof(struct entry, region), REGION_COUNT, -EINVAL},
        {ENTRY_PAIN, offsetof(struct entry, side), SIDE_MIDDLE, 0},
        {ENTRY_PAIN, offsetof(struct entry, side), SIDE_COUNT, -EINVAL},
        {ENTRY_PAIN, offsetof(struct entry, kind), ENTRY_KIND_COUNT, -EINVAL},
        {ENTRY_PAIN, offsetof(struct entry, offset), 86399, 0},
        {ENTRY_PAIN, offsetof(struct entry, offset), 86400, -EINVAL},
        {ENTRY_PAIN, offsetof(struct entry, offset), -86399, 0},
        {ENTRY_PAIN, offsetof(struct entry, offset), -86400, -EINVAL},
        {ENTRY_PAIN, offsetof(struct entry, offset), INT32_MIN, -EINVAL},
    };
    _Static_assert(sizeof(enum region) == sizeof(int) && sizeof(int32_t) == sizeof(int),
                   "one size");

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct entry entry = good_entry(cases[i].kind);

        expect(&entry, 0);
        memcpy((char *)&entry + cases[i].member, &cases[i].value, sizeof cases[i].value);
        expect(&entry, cases[i].result);
    }
}

static void test_check_times(void **state)
{
    static const struct {
        int64_t us;
        int result;
    } cases[] = {
        {0, 0},
        {-1, -EINVAL},
        {WALL_END_US - 1, 0},
        {WALL_END_US, -EINVAL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct entry at = good_entry(ENTRY_PAIN), said = at;

        at.at.us = cases[i].us;
        said.said.us = cases[i].us;
        expect(&at, cases[i].result);
        expect(&said, cases[i].result);
    }
}

static void test_check_texts(void **state)
{
    struct entry entry = good_entry(ENTRY_PAIN);

    (void)state;
    memset(entry.note, 'x', NOTE_MAX);
    entry.note[NOTE_MAX] = '\0';
    expect(&entry, 0);
    entry.note[NOTE_MAX] = 'x';
    expect(&entry, -EINVAL);
    (void)strcpy(entry.note, "\x1b[2J");
    expect(&entry, -EINVAL);
    (void)strcpy(entry.note, "");
    expect(&entry, 0);
    memset(entry.id, '0', sizeof entry.id);
    expect(&entry, -EINVAL);
    (void)strcpy(entry.id, "");
    expect(&entry, -EINVAL);
}

/* Each kind refuses a level in its own words. */
static void test_level_of_a_kind(void **state)
{
    (void)state;
    for (enum entry_kind k = 0; k < ENTRY_KIND_COUNT; k++) {
        struct entry entry = {.kind = k, .level = -1, .ml = -1};
        char why[ENTRY_WHY_MAX] = "";

        if (!entry_levels(k))
            continue;
        assert_int_equal(entry_set(&entry, "level", "10", why), 0);
        assert_int_equal(entry_set(&entry, "level", "4.5", why), -EINVAL);
        assert_true(strstr(why, entry_kind_name(k)) && strstr(why, ", not \"4.5\""));
    }
    assert_false(entry_levels(ENTRY_DRINK) || entry_levels(ENTRY_KIND_COUNT));
    assert_true(entry_places(ENTRY_STIFFNESS) && !entry_places(ENTRY_POSTURE));
    assert_false(entry_places(ENTRY_KIND_COUNT));
}

/* What makes an entry of its kind, and what does not belong there. */
static void test_kinds(void **state)
{
    static const struct {
        enum entry_kind kind;
        const char *members; /* name=value… */
        const char *why;     /* NULL: fine */
    } cases[] = {
        {ENTRY_PAIN, "level=0", NULL},
        {ENTRY_PAIN, "category=mild", NULL},
        {ENTRY_PAIN, "level=4,category=mild", "has no level"},
        {ENTRY_PAIN, "quality=dull", "whole number"},
        {ENTRY_PAIN,
         "level=10,quality=burning,refers_to=neck,activity_stopped=no,trigger=desk,measure=worst",
         NULL},
        {ENTRY_PAIN, "level=1,awakenings=1", "does not belong to pain"},
        {ENTRY_TIER, "level=5,note=both legs", NULL},
        {ENTRY_TIER, "level=1", NULL},
        {ENTRY_TIER, "level=6", "from 1 (ask first) to 5"},
        {ENTRY_TIER, "level=0", "from 1 (ask first) to 5"},
        {ENTRY_TIER, "note=both legs", "from 1 (ask first) to 5"},
        {ENTRY_DRINK, "amount=2 cups", NULL},
        {ENTRY_DRINK, "amount=200,trigger=desk", "does not belong to drink"},
        {ENTRY_DRINK, "", "a drink is"},
        {ENTRY_PEG, "peg_pain=0,peg_enjoyment=0,peg_activity=0", NULL},
        {ENTRY_PEG, "peg_pain=0,peg_enjoyment=10", "all three"},
        {ENTRY_PEG, "peg_pain=0,peg_enjoyment=0,peg_activity=0,level=1", "no level"},
        {ENTRY_SLEEP, "level=7", NULL},
        {ENTRY_SLEEP, "sleep-latency-min=0", NULL},
        {ENTRY_SLEEP, "sleep_min=1440,awakenings=99", NULL},
        {ENTRY_SLEEP, "note=none", "sleep has"},
        {ENTRY_SLEEP, "level=7,region=neck", "no region"},
        {ENTRY_STRESS, "level=10", NULL},
        {ENTRY_STRESS, "", "stress is"},
        {ENTRY_STIFFNESS, "level=3,region=neck,side=left", NULL},
        {ENTRY_STIFFNESS, "region=neck", "stiffness is"},
        {ENTRY_MOTION, "rom_floor_cm=0", NULL},
        {ENTRY_MOTION, "rom left cm=100", NULL},
        {ENTRY_MOTION, "", "range of motion"},
        {ENTRY_MASSAGE, "", NULL},
        {ENTRY_MASSAGE, "session_min=60,pressure=too-much,pain_before=6,pain_after=0,sharp=yes",
         NULL},
        {ENTRY_SORENESS, "level=2,side=both", NULL},
        {ENTRY_MOOD, "level=0", NULL},
        {ENTRY_MOOD, "", "mood is"},
        {ENTRY_MOOD, "level=5,region=neck", "no region"},
        {ENTRY_POSTURE, "level=10", NULL},
        {ENTRY_POSTURE, "note=bent", "posture is"},
        {ENTRY_MOTION, "rom_back_comfortable=no", NULL},
        {ENTRY_PAIN, "level=3,worse_at=night,eased_by_rest=no,contributors=stress", NULL},
        {ENTRY_PAIN, "level=3,treatments=medicine", NULL},
        {ENTRY_CLINICIAN, "treatments=stretches", NULL},
        {ENTRY_CLINICIAN, "quality=dull", "does not belong to clinician"},
        {ENTRY_MASSAGE, "disliked=elbows", NULL},
        {ENTRY_STRESS, "level=3,disliked=elbows", "does not belong to stress"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct entry entry = good_entry(cases[i].kind);
        char text[256], why[ENTRY_WHY_MAX] = "", *rest = text;

        entry.level = entry.ml = -1;
        (void)strcpy(text, cases[i].members);
        for (char *member; (member = strsep(&rest, ",")) && *member;) {
            char *value = strchr(member, '=');

            *value = '\0';
            assert_int_equal(entry_set(&entry, member, value + 1, why), 0);
        }
        assert_int_equal(entry_check(&entry, why), cases[i].why ? -EINVAL : 0);
        if (cases[i].why && !strstr(why, cases[i].why))
            fail_msg("%s: %s", cases[i].members, why);
    }
}

/* All of a list's words at once, the last one first, and each twice. */
static void all_words(struct entry *entry, enum fact f)
{
    const struct fact_form *form = fact_form(f);
    char text[2 * FACT_TEXT_MAX] = "", why[ENTRY_WHY_MAX];

    for (int i = form->max; i >= 0; i--) {
        size_t n = strlen(text);

        (void)snprintf(text + n, sizeof text - n, "%s%s", n ? "," : "", form->words[i]);
        assert_int_equal(entry_set_fact(entry, f, text, why), 0);
        assert_string_equal(entry->texts[f], text);
        assert_true(entry_has(entry, f, form->words[i]));
    }
    (void)snprintf(text, sizeof text, " %s , %s,,", form->words[0], form->words[0]);
    assert_int_equal(entry_set_fact(entry, f, text, why), 0);
    assert_string_equal(entry->texts[f], form->words[0]);
    memset(text, 'x', FACT_TEXT_MAX + 1);
    text[FACT_TEXT_MAX + 1] = '\0';
    assert_int_equal(entry_set_fact(entry, f, text, why), -EINVAL);
    assert_int_equal(entry_set_fact(entry, f, "a\x1b", why), -EINVAL);
    assert_string_equal(entry->texts[f], form->words[0]); /* untouched */
    assert_false(entry_has(entry, f, ""));
}

/* Each fact's values as text and back; its bounds; "" takes it away. */
static void test_facts(void **state)
{
    (void)state;
    for (enum fact f = 0; f < FACT_COUNT; f++) {
        const struct fact_form *form = fact_form(f);
        char text[FACT_TEXT_MAX + 2], number[FACT_NUMBER_MAX], why[ENTRY_WHY_MAX];
        struct entry entry = {.level = -1, .ml = -1};

        assert_int_equal(fact_find(form->name), f);
        assert_true(form->kinds != 0 && form->help[0]);
        assert_false(entry_knows(&entry, f));
        assert_null(entry_fact(&entry, f, number));
        assert_int_equal(entry_number(&entry, f), -1);
        if (form->type == FACT_IS_TEXT) {
            memset(text, 'x', sizeof text);
            text[FACT_TEXT_MAX + 1] = '\0';
            assert_int_equal(entry_set_fact(&entry, f, text, why), -EINVAL);
            text[FACT_TEXT_MAX] = '\0';
            assert_int_equal(entry_set_fact(&entry, f, text, why), 0);
            assert_string_equal(entry_fact(&entry, f, number), text);
            assert_int_equal(entry_set_fact(&entry, f, "a\x1b", why), -EINVAL);
        } else if (f < FACT_TEXTS) {
            all_words(&entry, f);
        } else {
            for (int n = f == FACT_REFERS_TO; n <= form->max; n++) {
                struct entry back = entry;

                entry_set_number(&entry, f, n);
                assert_int_equal(entry_number(&entry, f), n);
                (void)strcpy(text, entry_fact(&entry, f, number));
                assert_int_equal(entry_set_fact(&back, f, text, why), 0);
                assert_int_equal(entry_number(&back, f), n);
            }
            (void)snprintf(text, sizeof text, "%d", form->max + 1);
            assert_int_equal(entry_set_fact(&entry, f, text, why), -EINVAL);
            assert_int_equal(entry_set_fact(&entry, f, "-1", why), -EINVAL);
            assert_int_equal(entry_number(&entry, f), form->max); /* untouched */
        }
        assert_true(entry_knows(&entry, f));
        assert_int_equal(entry_set_fact(&entry, f, "", why), 0);
        assert_false(entry_knows(&entry, f));
    }
    assert_null(fact_form(FACT_COUNT));
    assert_int_equal(fact_find("refers-to"), FACT_REFERS_TO);
    assert_int_equal(fact_find("refer"), FACT_COUNT);
}

/* Lists: of their own words only, or with any others beside them. */
static void test_words(void **state)
{
    static const struct {
        enum fact fact;
        const char *text, *kept; /* NULL: refused */
        const char *why;
    } cases[] = {
        {FACT_QUALITY, "dull, const", "dull,constant", ""},
        {FACT_QUALITY, "Sharp,SUDDEN,sharp", "sharp,sudden", ""},
        {FACT_QUALITY, "sharp,sorely", NULL, "not a word of quality I know"},
        {FACT_QUALITY, "sharp sudden", NULL, "not a word of quality I know"},
        {FACT_QUALITY, "s,dull", NULL, "could be"},
        {FACT_WORSE_AT, "n,m", "night,morning", ""},
        {FACT_TREATMENTS, "physical therapy", "physical-therapy", ""},
        {FACT_TRIGGER, "Yard work, my old chair ,yard_work", "yard-work,my old chair", ""},
        {FACT_TRIGGER, "gy", "gy", ""}, /* another word may begin so */
        {FACT_TRIGGER, ", ,", "", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct entry entry = good_entry(ENTRY_PAIN);
        char why[ENTRY_WHY_MAX] = "";
        int r = entry_set_fact(&entry, cases[i].fact, cases[i].text, why);

        assert_int_equal(r, cases[i].kept ? 0 : -EINVAL);
        assert_string_equal(entry.texts[cases[i].fact], cases[i].kept ? cases[i].kept : "");
        assert_true(strstr(why, cases[i].why));
        if (!cases[i].kept) { /* not even when it comes another way */
            (void)strcpy(entry.texts[cases[i].fact], cases[i].text);
            expect(&entry, -EINVAL);
        }
    }
}

static void test_set(void **state)
{
    static const struct {
        const char *name, *value;
        int result;
        const char *why;
    } cases[] = {
        {"level", "11", -EINVAL, "a pain level"},
        {"amount", "a lot", -EINVAL, "an amount is"},
        {"region", "bak", -EINVAL, "not a region"},
        {"side", "top", -EINVAL, "not a side"},
        {"note", "\x01", -EINVAL, "a note is"},
        {"qualty", "dull", -ENOENT, "did you mean quality?"},
        {"colour", "red", -ENOENT, "an entry has no \"colour\""},
        {"quality", "dul", 0, ""},
        {"quality", "s", -EINVAL, "could be"},
        {"quality", "dulll", -EINVAL, "did you mean dull?"},
        {"refers to", "lower", 0, ""},
        {"level", "", 0, ""},
        {"amount", "", 0, ""},
        {"region", "", 0, ""},
        {"side", "", 0, ""},
        {"note", "", 0, ""},
    };
    struct entry entry = good_entry(ENTRY_PAIN);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char why[ENTRY_WHY_MAX] = "";

        assert_int_equal(entry_set(&entry, cases[i].name, cases[i].value, why), cases[i].result);
        if (!strstr(why, cases[i].why))
            fail_msg("%s=%s: %s", cases[i].name, cases[i].value, why);
    }
    assert_int_equal(entry.level, -1);
    assert_string_equal(entry.note, "");
}

static void test_late(void **state)
{
    struct entry entry = good_entry(ENTRY_PAIN);

    (void)state;
    entry.offset = 3600;
    entry.at.us = (20000 * INT64_C(86400) - 3601) * USEC_PER_SEC; /* 23:59:59 here */
    entry.said = entry.at;
    assert_false(entry_late(&entry));
    entry.said.us += USEC_PER_SEC;
    assert_true(entry_late(&entry));
    entry.at = entry.said;
    entry.said.us += USEC_PER_DAY - USEC_PER_SEC;
    assert_false(entry_late(&entry));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_region),
        cmocka_unit_test(test_side),
        cmocka_unit_test(test_level),
        cmocka_unit_test(test_check_numbers),
        cmocka_unit_test(test_check_times),
        cmocka_unit_test(test_check_texts),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_facts),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_level_of_a_kind),
        cmocka_unit_test(test_set),
        cmocka_unit_test(test_late),
    };
    return cmocka_run_group_tests_name("entry", tests, NULL, NULL);
}
