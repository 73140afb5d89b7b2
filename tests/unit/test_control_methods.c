/* The envelope and the methods in memory: what is a call and what is none, entries as JSON, what
 * happens without a log, with a full disk and with a bad schedule. */
#include "daemon/control/methods.h"

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
#include "daemon/control/encode.h"
#include "tests/fakes/talk.h"
#include "version.h"

static void test_snooze_answers(void **state)
{
    struct talk *t = *state;
    const json_t *reply;

    (void)fake_clock_run(&t->fake.clock, 61 * USEC_PER_MIN);
    reply = talk_call(t, "org.knead.Status", "{}");
    talk_check(t, "org.knead.Status");
    reply = talk_call(t, "org.knead.Snooze", "{\"reminder\":\"stand-up\",\"span\":600}");
    talk_check(t, "org.knead.Snooze");
    assert_string_equal(talk_parameter(reply, "until"), "2026-03-27T11:11:00+01:00");
    reply = talk_call(t, "org.knead.Agenda", "{}");
    talk_check(t, "org.knead.Agenda");
    (void)fake_clock_run(&t->fake.clock, 30 * USEC_PER_MIN);
    reply = talk_call(t, "org.knead.Done", "{}"); /* all that is open */
    talk_check(t, "org.knead.Done");
    assert_string_equal(talk_error(reply), "");
    reply = talk_call(t, "org.knead.Status", "{}");
    talk_check(t, "org.knead.Status");
}

/* When a pause ends, and what of the agenda falls into it, or is pulled forward to something else.
 */
static void test_pause_and_agenda(void **state)
{
    static const struct {
        const char *due, *reminder, *state, *with;
    } items[] = {
        {"2026-03-27T11:00:00+01:00", "stand-up", "paused", ""},
        {"2026-03-27T11:30:00+01:00", "water", "due", ""},
        {"2026-03-27T12:00:00+01:00", "stand-up", "due", ""},
        {"2026-03-27T13:00:00+01:00", "stand-up", "due", ""},
        {"2026-03-27T13:00:00+01:00", "water", "merged", "2026-03-27T13:00:00+01:00"},
    };
    struct talk *t = *state;
    const json_t *reply = talk_call(t, "org.knead.Pause", "{\"span\":4500}");

    assert_string_equal(talk_parameter(reply, "until"), "2026-03-27T11:15:00+01:00");
    assert_true(json_is_false(json_object_get(json_object_get(reply, "parameters"), "shortened")));
    reply = talk_call(t, "org.knead.Status", "{}");
    assert_string_equal(talk_parameter(reply, "paused_until"), "2026-03-27T11:15:00+01:00");
    (void)talk_call(t, "org.knead.Agenda", "{\"span\":10801}");
    talk_check(t, "org.knead.Agenda");
    assert_int_equal(json_array_size(t->replies), COUNT_OF(items));
    for (size_t i = 0; i < COUNT_OF(items); i++) {
        const json_t *item =
            json_object_get(json_object_get(json_array_get(t->replies, i), "parameters"), "item");
        const char *with = json_string_value(json_object_get(item, "with"));

        assert_string_equal(json_string_value(json_object_get(item, "due")), items[i].due);
        assert_string_equal(json_string_value(json_object_get(item, "reminder")),
                            items[i].reminder);
        assert_string_equal(json_string_value(json_object_get(item, "state")), items[i].state);
        assert_string_equal(with ? with : "", items[i].with);
    }
    (void)talk_call(t, "org.knead.Resume", "{}");
    talk_check(t, "org.knead.Resume");
    reply = talk_call(t, "org.knead.Pause", "{\"until\":\"2026-03-29T00:00:00+01:00\"}");
    assert_string_equal(talk_parameter(reply, "until"), "2026-03-28T09:00:00+01:00");
    assert_true(json_is_true(json_object_get(json_object_get(reply, "parameters"), "shortened")));
}

static void test_no_call(void **state)
{
    static const struct {
        const char *message, *parameter;
    } cases[] = {
        {"", "message"},
        {"garbage", "message"},
        {"null", "message"},
        {"[]", "message"},
        {"[\"org.knead.Status\"]", "message"},
        {"{\"method\":\"org.knead.Status\"", "message"},
        {"{\"method\":\"org.knead.Status\"}x", "message"},
        {"{\"method\":\"org.knead.Status\"}{}", "message"},
        {"{\"method\":\"org.knead.Status\",\"method\":\"org.knead.Undo\"}", "message"},
        {"{\"method\":\"org.knead.LogPain\",\"parameters\":{\"level\":1,\"level\":2}}", "message"},
        {"{\"method\":\"\xff\"}", "message"},
        {"{\"method\":\"a\\u0000b\"}", "message"},
        {"{\"method\":\"x\",\"parameters\":{\"n\":99999999999999999999}}", "message"},
        {"{}", "method"},
        {"{\"method\":null}", "method"},
        {"{\"method\":7}", "method"},
        {"{\"method\":\"org.knead.Status\",\"parameters\":[]}", "parameters"},
        {"{\"method\":\"org.knead.Status\",\"parameters\":\"{}\"}", "parameters"},
        {"{\"method\":\"org.knead.Status\",\"more\":1}", "more"},
        {"{\"method\":\"org.knead.Status\",\"oneway\":\"yes\"}", "oneway"},
        {"{\"method\":\"org.knead.Status\",\"upgrade\":true}", "upgrade"},
        {"{\"method\":\"org.knead.History\",\"more\":true,\"oneway\":true}", "oneway"},
        {"{\"method\":\"org.knead.Status\",\"id\":1}", "id"},
    };
    struct talk *t = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const json_t *reply = talk_say(t, cases[i].message);

        assert_int_equal(t->result, -EPROTO);
        assert_int_equal(json_array_size(t->replies), 1);
        assert_string_equal(talk_error(reply), "org.varlink.service.InvalidParameter");
        assert_string_equal(talk_parameter(reply, "parameter"), cases[i].parameter);
    }
}

static void test_deep_nesting(void **state)
{
    static const char openings[] = "[{";
    struct talk *t = *state;

    for (size_t k = 0; k < 2; k++) {
        AUTO_FREE char *message = calloc(1, 65536);

        for (size_t i = 0; i < 65530;) {
            message[i++] = openings[k];
            if (openings[k] == '{') {
                memcpy(message + i, "\"a\":", 4);
                i += 4;
            }
        }
        message[65530] = '\0';
        (void)talk_say(t, message);
        assert_int_equal(t->result, -EPROTO);
    }
}

static void test_oneway_is_silent(void **state)
{
    static const char *const calls[] = {
        "{\"method\":\"org.knead.LogPain\",\"parameters\":{\"level\":5},\"oneway\":true}",
        "{\"method\":\"org.knead.LogPain\",\"parameters\":{\"level\":50},\"oneway\":true}",
        "{\"method\":\"org.knead.Nap\",\"oneway\":true}",
        "{\"method\":\"org.knead.History\",\"oneway\":true}",
    };
    struct talk *t = *state;

    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        (void)talk_say(t, calls[i]);
        assert_int_equal(t->result, 0);
        assert_int_equal(json_array_size(t->replies), 0);
    }
    (void)talk_call(t, "org.knead.History", "{\"kind\":\"pain\"}");
    assert_int_equal(json_array_size(t->replies), 1);
}

static void test_info_to_the_letter(void **state)
{
    static const char expected[] =
        "{\"parameters\":{\"vendor\":\"knead\",\"product\":\"kneadd\",\"version\":\"" KNEAD_VERSION
        "\",\"url\":\"\",\"interfaces\":[\"org.varlink.service\",\"org.knead\"]}}";
    static const char question[] = "{\"method\":\"org.varlink.service.GetInfo\"}";
    struct talk *t = *state;

    assert_int_equal(varlink_take(&t->varlink, question, strlen(question)), 0);
    assert_int_equal(queue_length(&t->varlink.out), sizeof(expected));
    assert_memory_equal(t->varlink.out.data, expected, sizeof(expected)); /* with its NUL */
}

static void test_description_is_the_file(void **state)
{
    AUTO_FREE char *text = calloc(1, 65536);
    AUTO_FCLOSE FILE *file = fopen("common/org.knead.varlink", "re");
    const json_t *reply = talk_call(*state, "org.varlink.service.GetInterfaceDescription",
                                    "{\"interface\":\"org.knead\"}");

    assert_non_null(file);
    assert_true(fread(text, 1, 65535, file) > 0);
    assert_string_equal(talk_parameter(reply, "description"), text);
}

static void test_entry_as_json(void **state)
{
    static const char id[] = "0195d5a8-1c00-7000-8000-000000000001";
    struct talk *t = *state;
    const json_t *entry, *reply;
    AUTO_FREE char *text = NULL;
    char parameters[256];

    (void)snprintf(parameters, sizeof(parameters),
                   "{\"level\":4,\"region\":\"low\",\"at\":\"2026-03-27T06:00:00Z\",\"id\":\"%s\"}",
                   id);
    for (int twice = 0; twice < 2; twice++) { /* with an id it may be repeated */
        reply = talk_call(t, "org.knead.LogPain", parameters);
        assert_string_equal(talk_parameter(reply, "id"), id);
    }
    reply = talk_call(t, "org.knead.History", "{}");
    assert_int_equal(json_array_size(t->replies), 1);
    entry = json_object_get(json_object_get(reply, "parameters"), "entry");
    text = json_dumps(entry, JSON_COMPACT);
    assert_string_equal(text, "{\"id\":\"0195d5a8-1c00-7000-8000-000000000001\","
                              "\"at\":\"2026-03-27T07:00:00+01:00\",\"kind\":\"pain\",\"level\":4,"
                              "\"region\":\"lower-back\",\"side\":null,\"ml\":null,\"note\":null,"
                              "\"said\":\"" FAKE_DAEMON_NOW "\",\"late\":false}");
}

static const json_t *member(const json_t *reply, const char *object, const char *name)
{
    return json_object_get(json_object_get(json_object_get(reply, "parameters"), object), name);
}

/* A change keeps what was said, makes a version, and comes back by Undo. */
static void test_edit(void **state)
{
    struct talk *t = *state;
    const json_t *reply;

    (void)talk_call(t, "org.knead.LogPain",
                    "{\"level\":4,\"id\":\"0195d5a8-1c00-7000-8000-0000000abcde\",\"note\":\"n\"}");
    reply = talk_call(t, "org.knead.Edit",
                      "{\"id\":\"0abcde\",\"changes\":["
                      "{\"name\":\"level\",\"value\":\"6\"},{\"name\":\"note\",\"value\":\"\"},"
                      "{\"name\":\"region\",\"value\":\"lower\"},"
                      "{\"name\":\"at\",\"value\":\"2026-03-26T21:00:00+01:00\"}]}");
    assert_string_equal(talk_error(reply), "");
    assert_int_equal(json_integer_value(member(reply, "former", "level")), 4);
    assert_int_equal(json_integer_value(member(reply, "entry", "level")), 6);
    assert_string_equal(json_string_value(member(reply, "entry", "region")), "lower-back");
    assert_true(json_is_null(member(reply, "entry", "note")));
    assert_true(json_is_true(member(reply, "entry", "late")));
    assert_string_equal(json_string_value(member(reply, "entry", "edited")),
                        "2026-03-27T10:00:00+01:00");
    reply = talk_call(t, "org.knead.Edit",
                      "{\"id\":\"0abcde\",\"changes\":[{\"name\":\"level\",\"value\":\"6\"}]}");
    assert_string_equal(talk_error(reply), "org.knead.UnknownName"); /* its version is another */
    reply = talk_call(t, "org.knead.Edit",
                      "{\"id\":\"last\",\"changes\":[{\"name\":\"level\",\"value\":\"\"}]}");
    assert_string_equal(talk_error(reply), "org.knead.InvalidValue");
    reply = talk_call(t, "org.knead.Edit",
                      "{\"id\":\"last\",\"changes\":[{\"name\":\"at\",\"value\":"
                      "\"2026-03-27T10:01:01+01:00\"}]}");
    assert_string_equal(talk_error(reply), "org.knead.InvalidValue"); /* to come */

    reply = talk_call(t, "org.knead.Undo", "{}");
    assert_int_equal(json_integer_value(member(reply, "restored", "level")), 4);
    reply = talk_call(t, "org.knead.Undo", "{}");
    assert_int_equal(json_integer_value(member(reply, "entry", "level")), 4);
    assert_null(member(reply, "restored", "level"));
    reply = talk_call(t, "org.knead.Edit", "{\"id\":\"last\",\"changes\":[]}");
    assert_string_equal(talk_error(reply), "org.knead.NothingToDo");
}

/* Whatever is done to an entry, its first version stays and the count rises. */
static void test_versions_rise(void **state)
{
    static const char edit[] =
        "{\"id\":\"last\",\"changes\":[{\"name\":\"level\",\"value\":\"6\"}]}";
    static const char id[] = "0195d5a8-1c00-7000-8000-0000000abcde";
    static const struct {
        const char *method, *parameters;
    } steps[] = {
        {"org.knead.LogPain", "{\"level\":4,\"id\":\"0195d5a8-1c00-7000-8000-0000000abcde\"}"},
        {"org.knead.Edit", edit},
        {"org.knead.Edit", edit},
        {"org.knead.Undo", "{}"},
        {"org.knead.Edit", edit},
        {"org.knead.Undo", "{}"},
        {"org.knead.Undo", "{}"},
        {"org.knead.Edit", edit}};
    struct talk *t = *state;

    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        const json_t *reply = talk_call(t, steps[i].method, steps[i].parameters);

        assert_string_equal(talk_error(reply), "");
        reply = talk_call(t, "org.knead.Versions", "{\"id\":\"last\"}");
        reply = json_object_get(reply, "parameters");
        assert_string_equal(json_string_value(json_object_get(reply, "first")), id);
        assert_int_equal(json_integer_value(json_object_get(reply, "later")), i);
    }
}

#define IMPORTED(id, ml)                                                      \
    "{\"kind\":\"drink\",\"ml\":" ml ",\"at\":\"2020-01-01T00:00:00+05:00\"," \
    "\"id\":\"0195d5a8-1c00-7000-8000-00000000000" id "\"}"

static size_t entries_now(struct talk *t)
{
    const json_t *reply = talk_call(t, "org.knead.History", "{}");

    return json_is_object(json_object_get(json_object_get(reply, "parameters"), "entry"))
               ? json_array_size(t->replies)
               : 0;
}

/* All or nothing, whatever comes between; known ids are passed over. */
static void test_import(void **state)
{
    struct talk *t = *state;
    static const char again[] = "{\"method\":\"org.knead.Import\",\"parameters\":{\"entries\":[]}}";
    struct varlink other;
    const json_t *reply;

    (void)talk_call(t, "org.knead.Import", "{\"entries\":[" IMPORTED("1", "250") "]}");
    reply = talk_call(t, "org.knead.Import",
                      "{\"entries\":[" IMPORTED("1", "250") "," IMPORTED("2", "100") "]}");
    assert_int_equal(
        json_integer_value(json_object_get(json_object_get(reply, "parameters"), "known")), 1);
    assert_int_equal(entries_now(t), 0);
    reply = talk_call(t, "org.knead.Import",
                      "{\"entries\":[" IMPORTED("3", "250") "," IMPORTED("4", "0") "]}");
    assert_string_equal(talk_error(reply), "org.knead.InvalidValue"); /* nothing of that call */
    reply = talk_call(t, "org.knead.ImportEnd", "{\"keep\":true}");
    assert_int_equal(
        json_integer_value(json_object_get(json_object_get(reply, "parameters"), "entries")), 2);
    assert_int_equal(entries_now(t), 2);
    assert_string_equal(json_string_value(member(json_array_get(t->replies, 0), "entry", "at")),
                        "2020-01-01T00:00:00+05:00"); /* where it was, not here */

    reply = talk_call(t, "org.knead.Import", "{\"entries\":[" IMPORTED("5", "250") "]}");
    assert_string_equal(talk_error(reply), "");
    varlink_init(&other, t->fake.daemon, 65536);
    assert_int_equal(varlink_take(&other, again, strlen(again)), 0);
    assert_non_null(strstr(other.out.data + other.out.start, "another import is under way"));
    varlink_done(&other);
    varlink_done(&t->varlink); /* the client dies */
    varlink_init(&t->varlink, t->fake.daemon, 1024 * 1024);
    assert_int_equal(entries_now(t), 2);
    (void)talk_call(t, "org.knead.Import", "{\"entries\":[" IMPORTED("5", "250") "]}");
    (void)talk_call(t, "org.knead.ImportEnd", "{\"keep\":false}");
    assert_int_equal(entries_now(t), 2);
}

static void test_note_limit(void **state)
{
    struct talk *t = *state;
    char parameters[NOTE_MAX + 64], note[NOTE_MAX + 2] = "";

    memset(note, 'x', NOTE_MAX);
    (void)snprintf(parameters, sizeof(parameters), "{\"level\":1,\"note\":\"%s\"}", note);
    assert_string_equal(talk_error(talk_call(t, "org.knead.LogPain", parameters)), "");
    note[NOTE_MAX] = 'x';
    (void)snprintf(parameters, sizeof(parameters), "{\"level\":1,\"note\":\"%s\"}", note);
    assert_string_equal(talk_parameter(talk_call(t, "org.knead.LogPain", parameters), "field"),
                        "note");
    talk_check(t, "org.knead.LogPain");
}

/* A refused value is repeated as far as it fits; a character cut through there is left out. */
static void test_cut_characters(void **state)
{
    struct talk *t = *state;

    for (size_t lead = 0; lead < 4; lead++) {
        char parameters[256] = "{\"level\":1,\"region\":\"xxx";
        const json_t *reply;

        parameters[strlen(parameters) - lead] = '\0';
        for (int i = 0; i < 50; i++)
            (void)strcat(parameters, i % 2 ? "\xe2\x82\xac" : "\xc3\xa4");
        (void)strcat(parameters, "\"}");
        reply = talk_call(t, "org.knead.LogPain", parameters);
        assert_string_equal(talk_error(reply), "org.knead.UnknownName");
        assert_in_range(strlen(talk_parameter(reply, "value")), 124, 127);
        talk_check(t, "org.knead.LogPain");
    }
}

static void test_bytes_that_are_no_text(void **state)
{
    static const struct {
        const char *bytes, *text;
    } cases[] = {
        {"", ""},
        {"plain", "plain"},
        {"\xc3\xa4", "\xc3\xa4"},
        {"a\xc3", "a"},
        {"\xe2\x82", ""},
        {"/home/\xe4/knead.ini", "/home/?/knead.ini"},
        {"\xff\xff\xff\xff\xff", "?????"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO_JSON json_t *json = encode_text(cases[i].bytes);

        assert_string_equal(json_string_value(json), cases[i].text);
    }
}

static void test_without_a_log(void **state)
{
    static const char *const methods[] = {"LogPain", "History", "Undo"};
    struct talk *t = *state;

    talk_without_log(t);
    for (size_t i = 0; i < COUNT_OF(methods); i++) {
        char name[64];
        const json_t *reply;

        (void)snprintf(name, sizeof(name), "org.knead.%s", methods[i]);
        reply = talk_call(t, name, i == 0 ? "{\"level\":4}" : "{}");
        assert_string_equal(talk_error(reply), "org.knead.NotSaved");
        assert_string_equal(talk_parameter(reply, "why"), "the log is damaged");
        talk_check(t, name);
    }
    assert_string_equal(talk_parameter(talk_call(t, "org.knead.Status", "{}"), "log_trouble"),
                        "the log is damaged");
    talk_check(t, "org.knead.Status");
}

static void test_full_disk(void **state)
{
    struct talk *t = *state;
    const json_t *reply;

    assert_string_equal(talk_error(talk_call(t, "org.knead.LogPain", "{\"level\":4}")), "");
    fake_store_fail(&t->fake.store, 0, 2, -ENOSPC);
    reply = talk_call(t, "org.knead.LogPain", "{\"level\":5}");
    assert_string_equal(talk_error(reply), "org.knead.NotSaved");
    assert_string_not_equal(talk_parameter(reply, "why"), "");
    talk_check(t, "org.knead.LogPain");
    reply = talk_call(t, "org.knead.Undo", "{}");
    assert_string_equal(talk_error(reply), "org.knead.NotSaved");
    talk_check(t, "org.knead.Undo");
    assert_string_equal(talk_error(talk_call(t, "org.knead.Undo", "{}")), "");
}

static void test_reload(void **state)
{
    struct talk *t = *state;
    const json_t *reply, *complaints;

    fake_daemon_schedule(&t->fake, "[reminder a]\nevery = 1h\n[reminder b]\nevery = nonsense\n"
                                   "[remindr c]\n");
    reply = talk_call(t, "org.knead.Reload", "{}");
    talk_check(t, "org.knead.Reload");
    assert_string_equal(talk_error(reply), "org.knead.BadSchedule");
    complaints = json_object_get(json_object_get(reply, "parameters"), "complaints");
    assert_int_equal(json_array_size(complaints), 2);

    fake_daemon_schedule(&t->fake, "[reminder a]\nevery = 1h\n");
    reply = json_object_get(talk_call(t, "org.knead.Reload", "{}"), "parameters");
    talk_check(t, "org.knead.Reload");
    assert_int_equal(json_integer_value(json_object_get(reply, "reminders")), 1);
    assert_string_equal(json_string_value(json_object_get(reply, "schedule")), t->fake.schedule);
}

static void test_queue(void **state)
{
    struct queue q;

    (void)state;
    queue_init(&q, 1000);
    queue_done(&q);
    queue_done(NULL);
    varlink_done(NULL);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(queue_add(&q, "x", 1), 0);
    assert_int_equal(queue_add(&q, "x", 1), -ENOBUFS);
    assert_int_equal(queue_add(&q, "", 0), 0);
    queue_sent(&q, 400);
    assert_int_equal(queue_length(&q), 600);
    assert_int_equal(queue_add(&q, "xy", 2), 0);
    queue_cut(&q, 600);
    assert_int_equal(queue_length(&q), 600);
    queue_sent(&q, 600);
    assert_null(q.data);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, talk_begin, talk_end)
    const struct CMUnitTest tests[] = {
        TEST(test_snooze_answers),
        TEST(test_pause_and_agenda),
        TEST(test_no_call),
        TEST(test_deep_nesting),
        TEST(test_oneway_is_silent),
        TEST(test_info_to_the_letter),
        TEST(test_description_is_the_file),
        TEST(test_entry_as_json),
        TEST(test_edit),
        TEST(test_versions_rise),
        TEST(test_import),
        TEST(test_note_limit),
        TEST(test_cut_characters),
        TEST(test_bytes_that_are_no_text),
        TEST(test_without_a_log),
        TEST(test_full_disk),
        TEST(test_reload),
        cmocka_unit_test(test_queue),
    };

    return cmocka_run_group_tests_name("control_methods", tests, NULL, NULL);
}
