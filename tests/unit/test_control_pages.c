/* Long answers, in memory: streams in pages, and what is more than a reply may hold. */
#include "daemon/control/stream.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/scope.h"
#include "tests/fakes/talk.h"

static void test_streams_want_more(void **state)
{
    static const char *const calls[] = {
        "{\"method\":\"org.knead.History\"}",
        "{\"method\":\"org.knead.Agenda\",\"more\":false}",
        "{\"method\":\"org.knead.History\",\"more\":null}",
    };

    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        assert_string_equal(talk_error(talk_say(*state, calls[i])),
                            "org.varlink.service.ExpectedMore");
        talk_check(*state, "org.knead.History");
    }
}

/* Each once, by time, then name, over any number of pages. */
static void test_outcomes_in_pages(void **state)
{
    enum { MOMENTS = 1000, NAMES = 3 };
    struct talk *t = *state;
    struct store *store = &t->fake.store.store;
    char last[64] = "";

    for (int i = 0; i < MOMENTS * NAMES; i++) {
        struct occurrence o = {.due = {(i / NAMES + 1) * USEC_PER_DAY}, .outcome = OUTCOME_DONE};

        (void)snprintf(o.reminder, sizeof(o.reminder), "a-reminder-%d", i % NAMES);
        assert_int_equal(store->ops->put_occurrence(store, &o), 0);
    }
    (void)talk_call(t, "org.knead.Outcomes", "{\"to\":\"2020-01-01T00:00:00Z\"}");
    talk_check(t, "org.knead.Outcomes");
    assert_int_equal(json_array_size(t->replies), MOMENTS * NAMES);
    for (size_t i = 0; i < json_array_size(t->replies); i++) {
        const json_t *o = json_object_get(
            json_object_get(json_array_get(t->replies, i), "parameters"), "outcome");
        char now[64];

        (void)snprintf(now, sizeof(now), "%s %s", json_string_value(json_object_get(o, "due")),
                       json_string_value(json_object_get(o, "reminder")));
        assert_true(strcmp(last, now) < 0);
        (void)strcpy(last, now);
    }
}

/* A history longer than a page, entries of one and the same time among them, while the log changes.
 */
static void test_history_in_pages(void **state)
{
    enum { ENTRIES = 3000 };
    static const char question[] = "{\"method\":\"org.knead.History\",\"more\":true,"
                                   "\"parameters\":{\"kind\":\"pain\"}}";
    struct talk *t = *state;
    struct fault fault;
    size_t pages = 1, largest;
    const char *last = "";

    assert_int_equal(daemon_batch_begin(t->fake.daemon), 0);
    for (int i = 0; i < ENTRIES; i++) {
        struct entry e = {.kind = ENTRY_PAIN, .ml = -1, .level = i % 11};

        (void)snprintf(e.id, sizeof(e.id), "0195d5a8-1c00-7000-8000-%012d", i);
        e.at.us = t->fake.clock.now.wall.us - USEC_PER_HOUR + i / 1000 * USEC_PER_SEC;
        assert_int_equal(daemon_log(t->fake.daemon, &e, &fault), 0);
    }
    assert_int_equal(daemon_batch_end(t->fake.daemon, true), 0);

    t->replies = json_array();
    assert_int_equal(varlink_take(&t->varlink, question, strlen(question)), 0);
    largest = queue_length(&t->varlink.out);
    talk_collect(t);
    for (; t->varlink.stream.active; pages++) {
        struct entry e = {.kind = ENTRY_PAIN, .ml = -1, .at = {USEC_PER_DAY}};

        assert_int_equal(daemon_log(t->fake.daemon, &e, &fault), 0); /* before what is to come */
        assert_int_equal(varlink_continue(&t->varlink), 0);
        if (queue_length(&t->varlink.out) > largest)
            largest = queue_length(&t->varlink.out);
        talk_collect(t);
    }
    assert_in_range(pages, 3, 12);
    assert_in_range(largest, 1, 160 * 1024);
    assert_int_equal(json_array_size(t->replies), ENTRIES);
    talk_check(t, "org.knead.History");
    for (size_t i = 0; i < ENTRIES; i++) {
        const json_t *entry =
            json_object_get(json_object_get(json_array_get(t->replies, i), "parameters"), "entry");
        const char *id = json_string_value(json_object_get(entry, "id"));

        assert_true(strcmp(last, id) < 0);
        last = id;
    }
    (void)talk_call(t, "org.knead.History", "{\"last\":1500}");
    assert_int_equal(json_array_size(t->replies), 1500);
    talk_check(t, "org.knead.History");
}

/* More to come than a reply may hold is refused in words, and nothing of it is left behind. */
static void test_agenda_too_long(void **state)
{
    struct talk *t = *state;
    const json_t *reply;

    varlink_init(&t->varlink, t->fake.daemon, 8192);
    reply = talk_call(t, "org.knead.Agenda", "{\"span\":31622400}");
    assert_int_equal(t->result, 0);
    assert_int_equal(json_array_size(t->replies), 1);
    assert_string_equal(talk_error(reply), "org.knead.InvalidValue");
    assert_string_equal(talk_parameter(reply, "field"), "span");
    assert_string_equal(talk_error(talk_call(t, "org.knead.Agenda", "{}")), "");
}

static void test_reply_over_the_queue(void **state)
{
    static const char question[] = "{\"method\":\"org.knead.Status\"}";
    struct talk *t = *state;

    varlink_init(&t->varlink, t->fake.daemon, 100);
    assert_int_equal(varlink_take(&t->varlink, question, strlen(question)), -ENOBUFS);
    assert_int_equal(queue_length(&t->varlink.out), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, talk_begin, talk_end)
    const struct CMUnitTest tests[] = {
        TEST(test_streams_want_more), TEST(test_outcomes_in_pages),    TEST(test_history_in_pages),
        TEST(test_agenda_too_long),   TEST(test_reply_over_the_queue),
    };

    return cmocka_run_group_tests_name("control_pages", tests, NULL, NULL);
}
