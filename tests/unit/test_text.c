/* What counts as clean text, numbers, and names said shortly or wrongly. */
#include "common/text.h"

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

#define LONG "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void test_valid(void **state)
{
    static const struct {
        const char *text;
        bool valid;
    } cases[] = {
        {"", true},
        {"after the stand-up", true},
        {"tab\tand\nline", true},
        {"\x7e", true},
        {"\x7f", false},
        {"\x01", false},
        {"\x1b[2J", false},
        {"cr\r", false},
        {"\xc2\xa0", true},                     /* U+00A0 */
        {"\xc2\x9b", false},                    /* U+009B, a terminal's other escape */
        {"\xc2\x80", false},                    /* U+0080 */
        {"Rücken, plecy, 背中, 🙂", true}, /* two, three and four bytes */
        {"\xdf\xbf", true},                     /* U+07FF */
        {"\xe0\xa0\x80", true},                 /* U+0800 */
        {"\xed\x9f\xbf", true},                 /* U+D7FF */
        {"\xed\xa0\x80", false},                /* U+D800, a surrogate */
        {"\xed\xbf\xbf", false},                /* U+DFFF */
        {"\xee\x80\x80", true},                 /* U+E000 */
        {"\xf0\x90\x80\x80", true},             /* U+10000 */
        {"\xf4\x8f\xbf\xbf", true},             /* U+10FFFF */
        {"\xf4\x90\x80\x80", false},            /* past the end */
        {"\xf5\x80\x80\x80", false},
        {"\xc0\x80", false},         /* overlong NUL */
        {"\xc1\xbf", false},         /* overlong */
        {"\xe0\x9f\xbf", false},     /* overlong */
        {"\xf0\x8f\xbf\xbf", false}, /* overlong */
        {"\x80", false},
        {"a\xbf", false},
        {"\xc3", false}, /* cut off */
        {"\xc3(", false},
        {"\xe2\x82", false},
        {"\xe2\x82(", false},
        {"\xf0\x9f\x99", false},
        {"\xf0\x9f\x99(", false},
        {"\xff", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (text_valid(cases[i].text) != cases[i].valid)
            fail_msg("case %zu", i);
}

static void test_parse_int(void **state)
{
    static const struct {
        const char *text;
        int64_t min, max;
        int result;
        int64_t value;
    } cases[] = {
        {"0", 0, 10, 0, 0},
        {"10", 0, 10, 0, 10},
        {"11", 0, 10, -ERANGE, -1},
        {"-1", 0, 10, -ERANGE, -1},
        {"-0", 0, 10, 0, 0},
        {"-5", -5, 5, 0, -5},
        {"-6", -5, 5, -ERANGE, -1},
        {"007", 0, 10, 0, 7},
        {"", 0, 10, -EINVAL, -1},
        {"-", 0, 10, -EINVAL, -1},
        {"--1", -9, 10, -EINVAL, -1},
        {"+1", 0, 10, -EINVAL, -1},
        {" 1", 0, 10, -EINVAL, -1},
        {"1 ", 0, 10, -EINVAL, -1},
        {"4.5", 0, 10, -EINVAL, -1},
        {"0x1", 0, 10, -EINVAL, -1},
        {"1e1", 0, 10, -EINVAL, -1},
        {"9223372036854775807", INT64_MIN, INT64_MAX, 0, INT64_MAX},
        {"-9223372036854775808", INT64_MIN, INT64_MAX, 0, INT64_MIN},
        {"9223372036854775808", INT64_MIN, INT64_MAX, -ERANGE, -1},
        {"-9223372036854775809", INT64_MIN, INT64_MAX, -ERANGE, -1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t value = -1;
        int r = text_parse_int(cases[i].text, cases[i].min, cases[i].max, &value);

        if (r != cases[i].result || value != cases[i].value)
            fail_msg("%s: %d, %lld", cases[i].text, r, (long long)value);
    }
}

static void test_find(void **state)
{
    static const char *const names[] = {"log", "history", "hips", "hip", "status", "Reload", "zap"};
    static const struct {
        const char *text;
        int result;
    } cases[] = {
        {"log", 0},        {"l", 0},       {"LOG", 0},        {"hist", 1},       {"hi", -EEXIST},
        {"hip", 3},        {"hips", 2},    {"h", -EEXIST},    {"reload", 5},     {"R", 5},
        {"ZAP", 6},        {"zAp", 6},     {"[ap", -ENOENT},  {"z@p", -ENOENT},  {"", -ENOENT},
        {"logs", -ENOENT}, {"x", -ENOENT}, {" log", -ENOENT}, {"\xff", -ENOENT},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (text_find(cases[i].text, names, COUNT_OF(names)) != cases[i].result)
            fail_msg("%s", cases[i].text);
    assert_int_equal(text_find("log", names, 0), -ENOENT);
}

static void test_nearest(void **state)
{
    static const char *const names[] = {"history", "shoulders", "neck", "at", "snooze", LONG};
    static const struct {
        const char *text, *name;
    } cases[] = {
        {"hisotry", "history"},  /* two letters changed places */
        {"histry", "history"},   /* one left out */
        {"histtory", "history"}, /* one too many */
        {"HISTORU", "history"},  /* one wrong */
        {"shoulderz", "shoulders"},
        {"sholder", "shoulders"}, /* two slips in seven letters */
        {"sholde", NULL},         /* three in six */
        {"nack", "neck"},
        {"nexx", NULL}, /* two wrong in four */
        {"nakc", NULL}, /* two in four */
        {"a", "at"},
        {"ta", "at"},
        {"b", NULL},
        {"snoozee", "snooze"},
        {"neck", "neck"},
        {"", NULL},
        {LONG, LONG},     /* 47 */
        {LONG "a", NULL}, /* 48: too long to look */
        {"\xff\xfe", NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *name = text_nearest(cases[i].text, names, COUNT_OF(names));

        if (cases[i].name ? !name || strcmp(name, cases[i].name) != 0 : name != NULL)
            fail_msg("%s: %s", cases[i].text, name ? name : "none");
    }
    assert_null(text_nearest("neck", names, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid),
        cmocka_unit_test(test_parse_int),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_nearest),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
