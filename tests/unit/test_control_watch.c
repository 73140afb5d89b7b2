/* Who watches, on a real socket: hears of what changes, once, and stands in nobody's way. */
#include "daemon/control/server.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "tests/unit/control_bench.h"

static void log_level(struct bench *b, int level)
{
    struct entry e = {.kind = ENTRY_PAIN, .ml = -1, .level = level, .at = {USEC_PER_SEC}};
    struct fault fault;

    assert_int_equal(daemon_log(b->fake.daemon, &e, &fault), 0);
}

/* The next reply to Watch: whether another follows, and what it says of the log. */
static void check_watched(struct bench *b, struct peer *p, bool continues, const char *log)
{
    const char *reply = hear(b, p);

    check_begins(reply, "{\"parameters\":{\"version\":");
    assert_int_equal(strstr(reply, ",\"continues\":true}") != NULL, continues);
    if (!strstr(reply, log))
        fail_msg("no %s in %s", log, reply);
}

static void test_watch(void **state)
{
    struct bench *b = *state;
    struct peer *p = dial(b, 0), *other = dial(b, 1);
    struct fault fault;
    struct paused paused;

    assert_true(tell(b, p, WATCH));
    check_watched(b, p, true, "\"last_pain\":null");
    check_served(b, other);
    (void)settle(b);
    assert_int_equal(settle(b), 0); /* and rests */
    assert_true(take(p));
    assert_int_equal(p->in.end, p->in.start);

    log_level(b, 4);
    check_watched(b, p, true, "\"level\":4");
    assert_int_equal(daemon_pause(b->fake.daemon,
                                  (struct wall){daemon_now(b->fake.daemon).wall.us + USEC_PER_HOUR},
                                  &paused, &fault),
                     0);
    check_watched(b, p, true, "\"paused_until\":\"");
    assert_int_equal(daemon_resume(b->fake.daemon, &fault), 0);
    check_watched(b, p, true, "\"paused_until\":null");

    assert_true(tell(b, p, INFO)); /* ends it */
    check_watched(b, p, false, "\"level\":4");
    check_begins(hear(b, p), IS_INFO);
    log_level(b, 5);
    check_served(b, p);
    assert_true(tell(b, p, WATCH)); /* and once more */
    check_watched(b, p, true, "\"level\":5");
    hang_up(p);
    (void)settle(b);
    log_level(b, 6);
    check_served(b, other);
}

/* What changes while a long history is read does not break it off. */
static void test_changes_and_streams(void **state)
{
    enum { ENTRIES = 3000 };
    struct bench *b = *state;
    struct peer *p = dial(b, 0);
    int heard = 0;
    bool more;

    for (int i = 0; i < ENTRIES; i++)
        log_level(b, i % 10);
    assert_true(tell(b, p, HISTORY));
    do {
        const char *reply = hear(b, p);

        more = strstr(reply, "\"continues\":true}") != NULL;
        if (++heard % 100 == 0 && heard < ENTRIES)
            log_level(b, 4);
    } while (more);
    assert_true(heard >= ENTRIES);
    check_served(b, p);
}

/* Changes faster than they are read are told together, however many; who never reads costs nobody.
 */
static void test_watch_unread(void **state)
{
    struct bench *b = *state;
    struct peer *p = dial(b, 0), *other = dial(b, 1);
    int heard = 0;

    assert_true(tell(b, p, WATCH));
    for (int i = 0; i < 5000; i++) {
        log_level(b, i % 10);
        (void)settle(b);
    }
    check_served(b, other);
    log_level(b, 10);
    while (!strstr(hear(b, p), "\"level\":10"))
        heard++;
    assert_in_range(heard, 1, 2000);
}

static void test_watch_in_one_go(void **state)
{
    struct bench *b = *state;
    struct peer *p = dial(b, 0);

    assert_true(tell(b, p, WATCH));
    check_watched(b, p, true, "\"last_pain\":null");
    for (int i = 0; i < 10; i++)
        log_level(b, i);
    check_watched(b, p, true, "\"level\":9"); /* all of them at once */
    check_served(b, dial(b, 1));
    assert_true(take(p));
    assert_int_equal(p->in.end, p->in.start);
}

static void test_watch_wants_more(void **state)
{
    struct bench *b = *state;
    struct peer *p = dial(b, 0);

    assert_true(tell(b, p, "{\"method\":\"org.knead.Watch\"}"));
    check_begins(hear(b, p), "{\"error\":\"org.varlink.service.ExpectedMore\"");
    check_served(b, p);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_watch),           TEST(test_changes_and_streams), TEST(test_watch_unread),
        TEST(test_watch_in_one_go), TEST(test_watch_wants_more),
    };

    return cmocka_run_group_tests_name("control_watch", tests, NULL, NULL);
}
