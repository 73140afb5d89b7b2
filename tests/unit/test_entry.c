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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),         cmocka_unit_test(test_region),
        cmocka_unit_test(test_side),          cmocka_unit_test(test_level),
        cmocka_unit_test(test_check_numbers), cmocka_unit_test(test_check_times),
        cmocka_unit_test(test_check_texts),
    };
    return cmocka_run_group_tests_name("entry", tests, NULL, NULL);
}
