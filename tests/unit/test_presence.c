/* Who is at the desk, from what several sources say. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "common/scope.h"
#include "daemon/schedule/presence.h"

#define INPUT(state, at)                                 \
    {                                                    \
        .input = PRESENCE_##state, .input_since = { at } \
    }
#define HINT(state, at)                                              \
    {                                                                \
        .input = PRESENCE_##state, .input_since = {at}, .hint = true \
    }
#define LOCKED(at)                             \
    {                                          \
        .locked = true, .locked_since = { at } \
    }
#define ASKED(at)                                                \
    {                                                            \
        .locked = true, .locked_since = {at}, .lock_asked = true \
    }
#define ASLEEP(at)                             \
    {                                          \
        .asleep = true, .asleep_since = { at } \
    }

static const struct {
    const char *name;
    size_t n;
    struct presence_report reports[3];
    enum presence expected;
    int64_t since;
} rows[] = {
    {"no source", 0, {{0}}, PRESENCE_UNKNOWN, 0},
    {"sources that cannot tell", 2, {{0}, {0}}, PRESENCE_UNKNOWN, 0},
    {"one that can", 2, {{0}, INPUT(IDLE, 5)}, PRESENCE_IDLE, 5},
    {"the most active wins",
     3,
     {INPUT(AWAY, 3), INPUT(ACTIVE, 9), INPUT(IDLE, 4)},
     PRESENCE_ACTIVE,
     9},
    {"in any order", 3, {INPUT(IDLE, 4), INPUT(AWAY, 3), INPUT(IDLE, 7)}, PRESENCE_IDLE, 7},
    {"two that agree: the last input", 2, {INPUT(AWAY, 8), INPUT(AWAY, 3)}, PRESENCE_AWAY, 8},
    {"a hint for want of better", 2, {{0}, HINT(AWAY, 4)}, PRESENCE_AWAY, 4},
    {"a hint against what sees input", 2, {HINT(AWAY, 4), INPUT(ACTIVE, 1)}, PRESENCE_ACTIVE, 1},
    {"a hint of activity does not wake", 2, {HINT(ACTIVE, 4), INPUT(AWAY, 1)}, PRESENCE_AWAY, 1},
    {"locked", 2, {LOCKED(6), INPUT(ACTIVE, 1)}, PRESENCE_LOCKED, 6},
    {"locked after being away", 2, {LOCKED(6), INPUT(AWAY, 1)}, PRESENCE_LOCKED, 1},
    {"locked by two, first counts", 2, {LOCKED(6), LOCKED(5)}, PRESENCE_LOCKED, 5},
    {"a lock asked for, and nobody since", 2, {ASKED(6), INPUT(AWAY, 7)}, PRESENCE_LOCKED, 6},
    {"a lock asked for, by the keys before", 2, {ASKED(6), INPUT(IDLE, 9)}, PRESENCE_LOCKED, 6},
    {"a lock asked for, and somebody there", 2, {ASKED(6), INPUT(ACTIVE, 5)}, PRESENCE_ACTIVE, 5},
    {"a lock asked for, used and left again",
     2,
     {ASKED(6), INPUT(AWAY, 6 + 11 * USEC_PER_SEC)},
     PRESENCE_AWAY,
     6 + 11 * USEC_PER_SEC},
    {"a lock asked for, with nothing to see input", 1, {ASKED(6)}, PRESENCE_LOCKED, 6},
    {"asleep before locked", 3, {LOCKED(2), ASLEEP(6), INPUT(ACTIVE, 1)}, PRESENCE_ASLEEP, 6},
};

static void test_fuse(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct boot since = {-1};
        enum presence got = presence_fuse(rows[i].reports, rows[i].n, &since);

        if (got != rows[i].expected || since.us != rows[i].since)
            print_error("row: %s\n", rows[i].name);
        assert_int_equal(got, rows[i].expected);
        assert_int_equal(since.us, rows[i].since);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fuse),
    };
    return cmocka_run_group_tests_name("presence", tests, NULL, NULL);
}
