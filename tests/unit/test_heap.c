/* The heap against a plain array that is searched through. */
#include "daemon/schedule/heap.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <string.h>

#include "common/scope.h"

#define MEMBERS 40

static void test_empty(void **state)
{
    struct heap heap;
    size_t none[1];

    (void)state;
    assert_int_equal(heap_init(&heap, 0), 0);
    assert_null(heap_top(&heap));
    assert_int_equal(heap_upto(&heap, INT64_MAX, none), 0);
    heap_done(&heap);
    heap_done(&heap);
}

static void test_ties_by_number(void **state)
{
    CLEANUP(heap_done) struct heap heap;

    (void)state;
    assert_int_equal(heap_init(&heap, 4), 0);
    heap_set(&heap, 2, 7);
    heap_set(&heap, 3, 7);
    heap_set(&heap, 1, 7);
    heap_set(&heap, 0, INT64_MAX);
    for (size_t i = 1; i < 4; i++) {
        assert_int_equal(heap_top(&heap)->member, i);
        heap_drop(&heap, i);
        heap_drop(&heap, i);
    }
    heap_set(&heap, 0, INT64_MIN);
    assert_int_equal(heap_top(&heap)->key, INT64_MIN);
}

/* Some thousand random changes; after each the first member and the members up to a bound agree
 * with a search through an array. */
static void test_against_search(void **state)
{
    CLEANUP(heap_done) struct heap heap;
    int64_t keys[MEMBERS];
    bool in[MEMBERS] = {false};
    uint32_t dice = 1;

    (void)state;
    assert_int_equal(heap_init(&heap, MEMBERS), 0);
    for (int round = 0; round < 20000; round++) {
        size_t member = (dice = dice * 1664525 + 1013904223) >> 8, first = MEMBERS, found, n = 0;
        int64_t key = (dice >> 5) % 50, bound = (dice >> 11) % 60 - 5;
        size_t list[MEMBERS];
        bool listed[MEMBERS] = {false};

        member %= MEMBERS;
        in[member] = dice % 3 != 0;
        keys[member] = key;
        if (in[member])
            heap_set(&heap, member, key);
        else
            heap_drop(&heap, member);

        found = heap_upto(&heap, bound, list);
        for (size_t i = 0; i < found; i++) {
            assert_false(listed[list[i]]);
            listed[list[i]] = true;
        }
        for (size_t i = 0; i < MEMBERS; i++) {
            n += in[i];
            assert_int_equal(listed[i], in[i] && keys[i] <= bound);
            if (in[i] && (first == MEMBERS || keys[i] < keys[first]))
                first = i;
        }
        assert_int_equal(heap.n, n);
        if (n == 0) {
            assert_null(heap_top(&heap));
            continue;
        }
        assert_int_equal(heap_top(&heap)->member, first);
        assert_int_equal(heap_top(&heap)->key, keys[first]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_ties_by_number),
        cmocka_unit_test(test_against_search),
    };
    return cmocka_run_group_tests_name("heap", tests, NULL, NULL);
}
