/* UUIDs of version 7: the example of RFC 9562, their order, and what is not one. */
#include "common/uuid7.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <string.h>

#include "common/scope.h"

static void test_print(void **state)
{
    static const struct {
        int64_t us;
        uint8_t random[UUID7_RANDOM];
        const char *text;
    } cases[] = {
        /* RFC 9562, appendix A.6: 2022-02-22T19:22:22Z; the bits of version and variant are ours.
         */
        {INT64_C(1645557742000000),
         {0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f},
         "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"},
        {INT64_C(1645557742000999),
         {0xfc, 0xc3, 0xd8, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f},
         "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"},
        {0, {0}, "00000000-0000-7000-8000-000000000000"},
        {-1, {0}, "00000000-0000-7000-8000-000000000000"},
        {(INT64_C(1) << 48) * 1000 - 1,
         {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
         "ffffffff-ffff-7fff-bfff-ffffffffffff"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[UUID7_TEXT_MAX];

        uuid7_print((struct wall){cases[i].us}, cases[i].random, text);
        assert_string_equal(text, cases[i].text);
        assert_true(uuid7_valid(text));
    }
}

static void test_order(void **state)
{
    uint8_t random[UUID7_RANDOM];
    char before[UUID7_TEXT_MAX] = "", text[UUID7_TEXT_MAX];

    (void)state;
    for (int64_t ms = 1; ms < INT64_C(1) << 47; ms = ms * 3 / 2 + 1) {
        memset(random, (int)(0xff - ms % 256), sizeof random);
        uuid7_print((struct wall){ms * 1000}, random, text);
        assert_true(strcmp(before, text) < 0);
        (void)strcpy(before, text);
    }
}

static void test_valid(void **state)
{
    static const struct {
        const char *text;
        bool valid;
    } cases[] = {
        {"017f22e2-79b0-7cc3-98c4-dc0c0c07398f", true},
        {"017f22e2-79b0-7cc3-b8c4-dc0c0c07398f", true},
        {"017F22E2-79B0-7CC3-98C4-DC0C0C07398F", false},
        {"017f22e2-79b0-4cc3-98c4-dc0c0c07398f", false},
        {"017f22e2-79b0-7cc3-c8c4-dc0c0c07398f", false},
        {"017f22e2-79b0-7cc3-78c4-dc0c0c07398f", false},
        {"017f22e279b07cc398c4dc0c0c07398f", false},
        {"017f22e2-79b0-7cc3-98c4-dc0c0c07398", false},
        {"017f22e2-79b0-7cc3-98c4-dc0c0c07398f0", false},
        {"017f22e2-79b0-7cc3-98c4-dc0c0c07398g", false},
        {"017f22e2x79b0-7cc3-98c4-dc0c0c07398f", false},
        {"{17f22e2-79b0-7cc3-98c4-dc0c0c07398f", false},
        {"", false},
        {"0", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (uuid7_valid(cases[i].text) != cases[i].valid)
            fail_msg("%s", cases[i].text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_print),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_valid),
    };
    return cmocka_run_group_tests_name("uuid7", tests, NULL, NULL);
}
