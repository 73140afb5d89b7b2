/* A damaged log under a running daemon, and what is found beside it. */
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
#include "tests/fakes/fake_daemon.h"

#define INI "[reminder a]\nevery = 1h\n"

static struct entry pain(int level)
{
    const uint8_t random[UUID7_RANDOM] = {(uint8_t)level};
    struct entry e = {.kind = ENTRY_PAIN, .level = level, .ml = -1};

    e.at.us = INT64_C(1770000000) * USEC_PER_SEC;
    uuid7_print(e.at, random, e.id);
    return e;
}

static int count_one(void *userdata, const struct entry *e)
{
    (void)e;
    ++*(int *)userdata;
    return 0;
}

static int count(struct fake_daemon *f, struct fault *ret_fault)
{
    const struct entry_filter all = {{INT64_MIN}, {INT64_MAX}, REGION_COUNT, ENTRY_KIND_COUNT, 0};
    int n = 0, r = daemon_history(f->daemon, &all, count_one, &n, ret_fault);

    return r < 0 ? r : n;
}

static void the_entry_goes_to_the_new_one(void **state)
{
    struct entry first = pain(1), second = pain(2), undone;
    struct fake_daemon f;
    struct fault fault;

    (void)state;
    fake_daemon_init(&f, INI, true);
    assert_int_equal(daemon_log(f.daemon, &first, &fault), 0);
    f.store.damaged = true;
    fake_store_fail(&f.store, 0, 1, -EUCLEAN);
    assert_int_equal(daemon_log(f.daemon, &second, &fault), 0);
    assert_int_equal(count(&f, &fault), 1);
    assert_int_equal(f.notifier->shown_n, 1);
    assert_string_equal(f.notifier->shown[0].title, "The log was damaged");
    assert_non_null(strstr(f.notifier->shown[0].body, "/nowhere/knead.db.damaged-2026-03-27"));
    assert_non_null(strstr(f.notifier->shown[0].body, "knead salvage"));

    f.store.damaged = true;
    fake_store_fail(&f.store, 0, 1, -EUCLEAN);
    assert_int_equal(daemon_undo(f.daemon, &undone, &fault), -ENODATA);
    assert_int_equal(f.notifier->shown_n, 2);
    fake_daemon_done(&f);
}

/* A value that makes no sense is no damage of the file: nothing is moved. */
static void what_is_whole_stays(void **state)
{
    struct entry first = pain(1), second = pain(2);
    struct fake_daemon f;
    struct fault fault;

    (void)state;
    fake_daemon_init(&f, INI, true);
    assert_int_equal(daemon_log(f.daemon, &first, &fault), 0);
    fake_store_fail(&f.store, 0, 1, -EUCLEAN);
    assert_int_equal(daemon_log(f.daemon, &second, &fault), -EIO);
    assert_int_equal(fault.kind, FAULT_NOT_SAVED);
    assert_int_equal(count(&f, &fault), 1);
    assert_int_equal(f.notifier->shown_n, 0);
    fake_daemon_done(&f);
}

/* The plan's texts and what became of a reminder go to the new log too, and reminders go on. */
static void reminders_go_on(void **state)
{
    struct fake_daemon f;

    (void)state;
    fake_daemon_init(&f, INI, true);
    for (size_t i = 0; i < 3; i++) {
        size_t shown = f.notifier->shown_n;
        struct answered answered;
        struct fault fault;

        f.store.damaged = true;
        fake_store_fail(&f.store, (long)i, 1, -EUCLEAN);
        assert_int_equal(daemon_answer(f.daemon, OUTCOME_DONE, "a", 0, &answered, &fault), 0);
        assert_int_equal(f.notifier->shown_n, shown + 1);
        assert_true(f.store.states_n > 0);
        assert_int_equal(f.store.occurrences_n, 1);
        assert_false(f.store.in_transaction);
    }
    fake_daemon_done(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_entry_goes_to_the_new_one),
        cmocka_unit_test(what_is_whole_stays),
        cmocka_unit_test(reminders_go_on),
    };

    return cmocka_run_group_tests_name("daemon_log_file", tests, NULL, NULL);
}
