/* The methods against their contract: the table, the errors and every reply are held against
 * common/org.knead.varlink, read here by a parser of its own. No socket. */
#include "daemon/control/methods.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/control/encode.h"
#include "daemon/control/server.h"
#include "daemon/control/service.h"
#include "tests/fakes/fake_daemon.h"
#include "version.h"

/* ------------------------------------------------------------------ the contract, parsed */

#define FIELDS_MAX 16

struct field {
    char name[32], type[32]; /* "?int", "[]string", "?Entry" */
};
struct clause {
    char keyword[16], name[32];
    struct field in[FIELDS_MAX + 1], out[FIELDS_MAX + 1]; /* up to one without a name */
};
struct contract {
    char name[64];
    size_t n;
    struct clause clauses[48];
};

/* The next token: a word (with ? and [] before it), or one mark. "" at the end. */
static void token(const char **at, char ret[static 32])
{
    const char *p = *at;
    size_t n = 0;

    while (isspace((unsigned char)*p) || *p == '#')
        p += *p == '#' ? strcspn(p, "\n") : 1;
    if (p[0] == '-' && p[1] == '>')
        n = 2;
    else
        while (isalnum((unsigned char)p[n]) || (p[n] != '\0' && strchr("_?[].", p[n])))
            n++;
    if (n == 0 && *p)
        n = 1;
    assert_true(n < 32);
    memcpy(ret, p, n);
    ret[n] = '\0';
    *at = p + n;
}

static void fields(const char **at, struct field *ret)
{
    char t[32];

    token(at, t);
    assert_string_equal(t, "(");
    for (token(at, t); strcmp(t, ")") != 0; token(at, t)) {
        if (strcmp(t, ",") == 0)
            continue;
        (void)strcpy(ret->name, t);
        token(at, t);
        assert_string_equal(t, ":");
        token(at, ret->type);
        ret++;
    }
}

static void parse(const char *text, struct contract *ret)
{
    char t[32];

    *ret = (struct contract){0};
    for (token(&text, t); t[0]; token(&text, t)) {
        struct clause *c = &ret->clauses[ret->n];

        if (strcmp(t, "interface") == 0) {
            token(&text, ret->name);
            continue;
        }
        assert_true(++ret->n < COUNT_OF(ret->clauses));
        (void)strcpy(c->keyword, t);
        token(&text, c->name);
        fields(&text, c->in);
        if (strcmp(c->keyword, "method") == 0) {
            token(&text, t);
            assert_string_equal(t, "->");
            fields(&text, c->out);
        }
    }
}

static const struct clause *find(const struct contract *c, const char *keyword, const char *name)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->clauses[i].keyword, keyword) == 0 && strcmp(c->clauses[i].name, name) == 0)
            return &c->clauses[i];
    return NULL;
}

/* ------------------------------------------------------------------ values against types */

static void check_object(const struct contract *c, const struct field *fields, const json_t *value);

static void check_value(const struct contract *c, const char *type, const json_t *value)
{
    const struct clause *named;

    if (type[0] == '?') {
        if (value && !json_is_null(value))
            check_value(c, type + 1, value);
    } else if (strncmp(type, "[]", 2) == 0) {
        assert_true(json_is_array(value));
        for (size_t i = 0; i < json_array_size(value); i++)
            check_value(c, type + 2, json_array_get(value, i));
    } else if (strcmp(type, "string") == 0) {
        assert_true(json_is_string(value));
    } else if (strcmp(type, "int") == 0) {
        assert_true(json_is_integer(value));
    } else if (strcmp(type, "bool") == 0) {
        assert_true(json_is_boolean(value));
    } else {
        named = find(c, "type", type);
        assert_non_null(named);
        check_object(c, named->in, value);
    }
}

static void check_object(const struct contract *c, const struct field *fields, const json_t *value)
{
    size_t known = 0;

    assert_true(json_is_object(value));
    for (const struct field *f = fields; f->name[0]; f++) {
        check_value(c, f->type, json_object_get(value, f->name));
        known += json_object_get(value, f->name) != NULL;
    }
    assert_int_equal(known, json_object_size(value));
}

/* ------------------------------------------------------------------ a conversation */

static const char ini[] = "[reminder stand-up]\nevery = 1h\n"
                          "[reminder water]\nevery = 90m\nmessage = Drink.\n"
                          "[reminder evening]\nat = 21:30\ndays = every day\n"
                          "[reminder off]\nevery = 2h\nenabled = no\n";

struct talk {
    struct fake_daemon fake;
    struct varlink varlink;
    struct contract knead, service;
    json_t *replies; /* all of one call */
    int result;      /* varlink_take()'s */
};

static void reset(struct talk *t, bool with_log)
{
    fake_daemon_init(&t->fake, ini, with_log);
    varlink_init(&t->varlink, t->fake.daemon, SERVER_QUEUE_MAX);
}

static int begin(void **state)
{
    struct talk *t = calloc(1, sizeof(*t));

    parse(interface_text("org.knead"), &t->knead);
    parse(interface_text("org.varlink.service"), &t->service);
    reset(t, true);
    *state = t;
    return 0;
}

static void end_talk(struct talk *t)
{
    json_decref(t->replies);
    t->replies = NULL;
    varlink_done(&t->varlink);
    fake_daemon_done(&t->fake);
}

static int end(void **state)
{
    end_talk(*state);
    free(*state);
    return 0;
}

static void collect(struct talk *t)
{
    struct queue *out = &t->varlink.out;

    while (queue_length(out) > 0) {
        const char *message = out->data + out->start;
        size_t n = strlen(message); /* each has its NUL */
        json_t *reply = json_loadb(message, n, JSON_REJECT_DUPLICATES, NULL);

        assert_non_null(reply);
        (void)json_array_append_new(t->replies, reply);
        queue_sent(out, n + 1);
    }
}

/* One message, and all its replies; the only one, or the last. */
static json_t *say(struct talk *t, const char *message)
{
    json_decref(t->replies);
    t->replies = json_array();
    t->result = varlink_take(&t->varlink, message, strlen(message));
    collect(t);
    while (t->varlink.stream.active) {
        assert_int_equal(varlink_continue(&t->varlink), 0);
        collect(t);
    }
    return json_array_get(t->replies, json_array_size(t->replies) - 1);
}

static json_t *call(struct talk *t, const char *method, const char *parameters)
{
    char message[8192];

    (void)snprintf(message, sizeof(message), "{\"method\":\"%s\",\"parameters\":%s,\"more\":true}",
                   method, parameters);
    return say(t, message);
}

static const char *error_of(const json_t *reply)
{
    const char *error = json_string_value(json_object_get(reply, "error"));

    return error ? error : "";
}

static const char *parameter_of(const json_t *reply, const char *name)
{
    const char *value =
        json_string_value(json_object_get(json_object_get(reply, "parameters"), name));

    return value ? value : "";
}

/* Every reply to a method, held against the contract. */
static void check_replies(struct talk *t, const char *method)
{
    const char *name = strrchr(method, '.') + 1;
    const struct contract *of = strncmp(method, "org.knead.", 10) == 0 ? &t->knead : &t->service;
    size_t n = json_array_size(t->replies);

    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) {
        const json_t *reply = json_array_get(t->replies, i);
        const json_t *parameters = json_object_get(reply, "parameters");
        const char *error = error_of(reply);
        const char *dot = strrchr(error, '.');
        bool service = dot && strncmp(error, t->service.name, (size_t)(dot - error)) == 0;
        const struct clause *c = dot ? find(service ? &t->service : &t->knead, "error", dot + 1)
                                     : find(of, "method", name);

        assert_non_null(c);
        check_object(of, dot ? c->in : c->out, parameters);
        assert_int_equal(json_is_true(json_object_get(reply, "continues")), i + 1 < n);
        assert_int_equal(json_object_size(reply), i + 1 < n || dot ? 2 : 1);
    }
}

/* ------------------------------------------------------------------ tests */

static void same_fields(const char *what, const struct field *fields, const char *name,
                        const char *type, size_t i)
{
    const char *field = fields[i].name[0] ? fields[i].name : "(none)";

    if (strcmp(field, name ? name : "(none)") != 0 || (name && strcmp(fields[i].type, type) != 0))
        fail_msg("%s: %s: %s in the contract, %s: %s in the table", what, field, fields[i].type,
                 name ? name : "(none)", name ? type : "");
}

static void test_table_is_the_contract(void **state)
{
    const struct talk *t = *state;
    const struct contract *both[] = {&t->knead, &t->service};
    const struct method *methods;
    size_t n, promised = 0;

    methods = methods_all(&n);
    assert_string_equal(t->knead.name, "org.knead");
    for (size_t k = 0; k < COUNT_OF(both); k++)
        for (size_t i = 0; i < both[k]->n; i++) {
            const struct clause *c = &both[k]->clauses[i];
            const struct method *m;
            char name[128];

            if (strcmp(c->keyword, "method") != 0)
                continue;
            promised++;
            (void)snprintf(name, sizeof(name), "%s.%s", both[k]->name, c->name);
            m = method_find(name);
            if (!m)
                fail_msg("%s is in the contract, not in the table", name);
            for (size_t p = 0; p < PARAMETERS_MAX; p++) {
                same_fields(name, c->in, m->parameters[p].name, m->parameters[p].type, p);
                if (!m->parameters[p].name)
                    break;
            }
        }
    for (size_t i = 0; i < n; i++)
        assert_ptr_equal(method_find(methods[i].name), &methods[i]); /* each once */
    assert_int_equal(n, promised);
}

static void test_errors_are_the_contract(void **state)
{
    const struct talk *t = *state;
    size_t promised = 0;

    for (size_t i = 0; i < t->knead.n; i++)
        promised += strcmp(t->knead.clauses[i].keyword, "error") == 0;
    assert_int_equal(promised, FAULT_COUNT - 1);
    for (int kind = FAULT_NONE + 1; kind < FAULT_COUNT; kind++) {
        const struct error_form *form = error_form((enum fault_kind)kind);
        const struct clause *c = find(&t->knead, "error", form->name);

        if (!c)
            fail_msg("%s is not in the contract", form->name);
        for (size_t p = 0; p < ERROR_FIELDS_MAX; p++)
            same_fields(form->name, c->in, form->fields[p].name, form->fields[p].type, p);
    }
}

static void test_replies_are_the_contract(void **state)
{
    static const struct {
        const char *method, *parameters;
        const char *error; /* "" none */
    } calls[] = {
        {"org.varlink.service.GetInfo", "{}", ""},
        {"org.varlink.service.GetInterfaceDescription", "{\"interface\":\"org.knead\"}", ""},
        {"org.varlink.service.GetInterfaceDescription", "{\"interface\":\"org.none\"}",
         "org.varlink.service.InterfaceNotFound"},
        {"org.knead.Undo", "{}", "org.knead.NothingToDo"},
        {"org.knead.History", "{}", ""},
        {"org.knead.Status", "{}", ""},
        {"org.knead.LogPain", "{\"level\":0}", ""},
        {"org.knead.LogPain",
         "{\"level\":10,\"region\":\"lower-back\",\"side\":\"left\",\"note\":\"n\\u00e4 "
         "\\\"x\\\"\","
         "\"at\":\"2026-03-27T07:15:00+01:00\",\"id\":\"0195d5a8-1c00-7000-8000-000000000001\"}",
         ""},
        {"org.knead.LogPain",
         "{\"level\":3,\"region\":null,\"side\":null,\"note\":null,\"at\":null,\"id\":null}", ""},
        {"org.knead.History", "{}", ""},
        {"org.knead.History", "{\"last\":1}", ""},
        {"org.knead.Status", "{}", ""},
        {"org.knead.Undo", "{}", ""},
        {"org.knead.Agenda", "{}", ""},
        {"org.knead.Agenda", "{\"span\":604800}", ""},
        {"org.knead.Agenda", "{\"span\":1}", ""},
        {"org.knead.Done", "{\"reminder\":\"stand-up\"}", ""},
        {"org.knead.Skip", "{\"reminder\":\"water\"}", ""},
        {"org.knead.Skip", "{}", "org.knead.NothingToDo"},
        {"org.knead.Done", "{}", "org.knead.NothingToDo"},
        {"org.knead.Snooze", "{}", "org.knead.NothingToDo"},
        {"org.knead.Snooze", "{\"reminder\":\"water\"}", "org.knead.NothingToDo"},
        {"org.knead.Done", "{\"reminder\":\"watr\"}", "org.knead.UnknownName"},
        {"org.knead.Reload", "{}", ""},
    };
    struct talk *t = *state;

    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        const json_t *reply = call(t, calls[i].method, calls[i].parameters);

        assert_int_equal(t->result, 0);
        if (strcmp(error_of(reply), calls[i].error) != 0)
            fail_msg("%s %s: error \"%s\", not \"%s\" (%s)", calls[i].method, calls[i].parameters,
                     error_of(reply), calls[i].error, parameter_of(reply, "why"));
        check_replies(t, calls[i].method);
    }
}

static void test_snooze_answers(void **state)
{
    struct talk *t = *state;
    const json_t *reply;

    (void)fake_clock_run(&t->fake.clock, 61 * USEC_PER_MIN);
    reply = call(t, "org.knead.Status", "{}");
    check_replies(t, "org.knead.Status");
    reply = call(t, "org.knead.Snooze", "{\"reminder\":\"stand-up\",\"span\":600}");
    check_replies(t, "org.knead.Snooze");
    assert_string_equal(parameter_of(reply, "until"), "2026-03-27T11:11:00+01:00");
    reply = call(t, "org.knead.Agenda", "{}");
    check_replies(t, "org.knead.Agenda");
    (void)fake_clock_run(&t->fake.clock, 30 * USEC_PER_MIN);
    reply = call(t, "org.knead.Done", "{}"); /* all that is open */
    check_replies(t, "org.knead.Done");
    assert_string_equal(error_of(reply), "");
    reply = call(t, "org.knead.Status", "{}");
    check_replies(t, "org.knead.Status");
}

static void test_refused_parameters(void **state)
{
    static const struct {
        const char *method, *parameters;
        const char *error, *key, *value; /* the error's parameter, and what it says */
    } cases[] = {
#define INVALID "org.varlink.service.InvalidParameter", "parameter"
        {"org.knead.LogPain", "{}", INVALID, "level"},
        {"org.knead.LogPain", "{\"level\":null}", INVALID, "level"},
        {"org.knead.LogPain", "{\"level\":\"4\"}", INVALID, "level"},
        {"org.knead.LogPain", "{\"level\":4.5}", INVALID, "level"},
        {"org.knead.LogPain", "{\"level\":4.0}", INVALID, "level"},
        {"org.knead.LogPain", "{\"level\":true}", INVALID, "level"},
        {"org.knead.LogPain", "{\"level\":4,\"region\":1}", INVALID, "region"},
        {"org.knead.LogPain", "{\"level\":4,\"regon\":\"neck\"}", INVALID, "regon"},
        {"org.knead.LogPain", "{\"level\":4,\"regon\":null}", INVALID, "regon"},
        {"org.knead.LogPain", "{\"level\":4,\"\":null}", INVALID, ""},
        {"org.knead.Undo", "{\"id\":\"x\"}", INVALID, "id"},
        {"org.knead.History", "{\"last\":\"3\"}", INVALID, "last"},
        {"org.knead.Snooze", "{\"span\":[]}", INVALID, "span"},
        {"org.varlink.service.GetInterfaceDescription", "{}", INVALID, "interface"},
#define REFUSED "org.knead.InvalidValue", "field"
        {"org.knead.LogPain", "{\"level\":11}", REFUSED, "level"},
        {"org.knead.LogPain", "{\"level\":-1}", REFUSED, "level"},
        {"org.knead.LogPain", "{\"level\":4294967300}", REFUSED, "level"},
        {"org.knead.LogPain", "{\"level\":-9223372036854775808}", REFUSED, "level"},
        {"org.knead.LogPain", "{\"level\":4,\"id\":\"\"}", REFUSED, "id"},
        {"org.knead.LogPain", "{\"level\":4,\"id\":\"0195D5A8-1C00-7000-8000-000000000001\"}",
         REFUSED, "id"},
        {"org.knead.LogPain", "{\"level\":4,\"at\":\"yesterday\"}", REFUSED, "at"},
        {"org.knead.LogPain", "{\"level\":4,\"at\":\"2026-03-27T10:01:01+01:00\"}", REFUSED, "at"},
        {"org.knead.LogPain", "{\"level\":4,\"note\":\"a\\u001bb\"}", REFUSED, "note"},
        {"org.knead.History", "{\"from\":\"2026-03-27\"}", REFUSED, "from"},
        {"org.knead.History", "{\"to\":\"\"}", REFUSED, "to"},
        {"org.knead.History", "{\"last\":0}", REFUSED, "last"},
        {"org.knead.History", "{\"last\":2147483648}", REFUSED, "last"},
        {"org.knead.Snooze", "{\"span\":0}", REFUSED, "span"},
        {"org.knead.Snooze", "{\"span\":-5}", REFUSED, "span"},
        {"org.knead.Snooze", "{\"span\":9223372036854775807}", REFUSED, "span"},
        {"org.knead.Agenda", "{\"span\":0}", REFUSED, "span"},
        {"org.knead.Agenda", "{\"span\":31622401}", REFUSED, "span"},
#define UNKNOWN "org.knead.UnknownName", "field"
        {"org.knead.LogPain", "{\"level\":4,\"region\":\"bak\"}", UNKNOWN, "region"},
        {"org.knead.LogPain", "{\"level\":4,\"region\":\"h\"}", UNKNOWN, "region"},
        {"org.knead.LogPain", "{\"level\":4,\"side\":\"top\"}", UNKNOWN, "side"},
        {"org.knead.History", "{\"region\":\"bak\"}", UNKNOWN, "region"},
        {"org.knead.Done", "{\"reminder\":\"no such\"}", UNKNOWN, "reminder"},
        {"org.knead.Nap", "{}", "org.varlink.service.MethodNotFound", "method", "org.knead.Nap"},
        {"org.knead.", "{}", "org.varlink.service.MethodNotFound", "method", "org.knead."},
        {"Status", "{}", "org.varlink.service.MethodNotFound", "method", "Status"},
        {"", "{}", "org.varlink.service.MethodNotFound", "method", ""},
        {"org.other.Status", "{}", "org.varlink.service.InterfaceNotFound", "interface",
         "org.other"},
        {".", "{}", "org.varlink.service.InterfaceNotFound", "interface", ""},
    };
    struct talk *t = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const json_t *reply = call(t, cases[i].method, cases[i].parameters);

        assert_int_equal(t->result, 0);
        if (strcmp(error_of(reply), cases[i].error) != 0 ||
            strcmp(parameter_of(reply, cases[i].key), cases[i].value) != 0)
            fail_msg("%s %s: %s %s", cases[i].method, cases[i].parameters, error_of(reply),
                     parameter_of(reply, cases[i].key));
        if (method_find(cases[i].method))
            check_replies(t, cases[i].method);
    }
    (void)call(t, "org.knead.History", "{}");
    assert_int_equal(json_array_size(t->replies), 1); /* nothing of all that was logged */
    assert_string_equal(parameter_of(call(t, "org.knead.LogPain", "{\"level\":11}"), "value"),
                        "11");
}

static void test_streams_want_more(void **state)
{
    static const char *const calls[] = {
        "{\"method\":\"org.knead.History\"}",
        "{\"method\":\"org.knead.Agenda\",\"more\":false}",
        "{\"method\":\"org.knead.History\",\"more\":null}",
    };

    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        assert_string_equal(error_of(say(*state, calls[i])), "org.varlink.service.ExpectedMore");
        check_replies(*state, "org.knead.History");
    }
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
        const json_t *reply = say(t, cases[i].message);

        assert_int_equal(t->result, -EPROTO);
        assert_int_equal(json_array_size(t->replies), 1);
        assert_string_equal(error_of(reply), "org.varlink.service.InvalidParameter");
        assert_string_equal(parameter_of(reply, "parameter"), cases[i].parameter);
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
        (void)say(t, message);
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
        (void)say(t, calls[i]);
        assert_int_equal(t->result, 0);
        assert_int_equal(json_array_size(t->replies), 0);
    }
    (void)call(t, "org.knead.History", "{}");
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
    const json_t *reply = call(*state, "org.varlink.service.GetInterfaceDescription",
                               "{\"interface\":\"org.knead\"}");

    assert_non_null(file);
    assert_true(fread(text, 1, 65535, file) > 0);
    assert_string_equal(parameter_of(reply, "description"), text);
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
        reply = call(t, "org.knead.LogPain", parameters);
        assert_string_equal(parameter_of(reply, "id"), id);
    }
    reply = call(t, "org.knead.History", "{}");
    assert_int_equal(json_array_size(t->replies), 1);
    entry = json_object_get(json_object_get(reply, "parameters"), "entry");
    text = json_dumps(entry, JSON_COMPACT);
    assert_string_equal(text, "{\"id\":\"0195d5a8-1c00-7000-8000-000000000001\","
                              "\"at\":\"2026-03-27T07:00:00+01:00\",\"kind\":\"pain\",\"level\":4,"
                              "\"region\":\"lower-back\",\"side\":null,\"ml\":null,\"note\":null,"
                              "\"said\":\"" FAKE_DAEMON_NOW "\"}");
}

static void test_note_limit(void **state)
{
    struct talk *t = *state;
    char parameters[NOTE_MAX + 64], note[NOTE_MAX + 2] = "";

    memset(note, 'x', NOTE_MAX);
    (void)snprintf(parameters, sizeof(parameters), "{\"level\":1,\"note\":\"%s\"}", note);
    assert_string_equal(error_of(call(t, "org.knead.LogPain", parameters)), "");
    note[NOTE_MAX] = 'x';
    (void)snprintf(parameters, sizeof(parameters), "{\"level\":1,\"note\":\"%s\"}", note);
    assert_string_equal(parameter_of(call(t, "org.knead.LogPain", parameters), "field"), "note");
    check_replies(t, "org.knead.LogPain");
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
        reply = call(t, "org.knead.LogPain", parameters);
        assert_string_equal(error_of(reply), "org.knead.UnknownName");
        assert_in_range(strlen(parameter_of(reply, "value")), 124, 127);
        check_replies(t, "org.knead.LogPain");
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

/* A history longer than a page, entries of one and the same time among them, while the log changes.
 */
static void test_history_in_pages(void **state)
{
    enum { ENTRIES = 3000 };
    static const char question[] = "{\"method\":\"org.knead.History\",\"more\":true}";
    struct talk *t = *state;
    struct fault fault;
    size_t pages = 1, largest;
    const char *last = "";

    assert_int_equal(t->fake.store.store.ops->begin(&t->fake.store.store), 0);
    for (int i = 0; i < ENTRIES; i++) {
        struct entry e = {.kind = ENTRY_PAIN, .ml = -1, .level = i % 11};

        (void)snprintf(e.id, sizeof(e.id), "0195d5a8-1c00-7000-8000-%012d", i);
        e.at.us = t->fake.clock.now.wall.us - USEC_PER_HOUR + i / 1000 * USEC_PER_SEC;
        assert_int_equal(daemon_log(t->fake.daemon, &e, &fault), 0);
    }
    assert_int_equal(t->fake.store.store.ops->commit(&t->fake.store.store), 0);

    t->replies = json_array();
    assert_int_equal(varlink_take(&t->varlink, question, strlen(question)), 0);
    largest = queue_length(&t->varlink.out);
    collect(t);
    for (; t->varlink.stream.active; pages++) {
        struct entry e = {.kind = ENTRY_PAIN, .ml = -1, .at = {USEC_PER_DAY}};

        assert_int_equal(daemon_log(t->fake.daemon, &e, &fault), 0); /* before what is to come */
        assert_int_equal(varlink_continue(&t->varlink), 0);
        if (queue_length(&t->varlink.out) > largest)
            largest = queue_length(&t->varlink.out);
        collect(t);
    }
    assert_in_range(pages, 3, 12);
    assert_in_range(largest, 1, 160 * 1024);
    assert_int_equal(json_array_size(t->replies), ENTRIES);
    check_replies(t, "org.knead.History");
    for (size_t i = 0; i < ENTRIES; i++) {
        const json_t *entry =
            json_object_get(json_object_get(json_array_get(t->replies, i), "parameters"), "entry");
        const char *id = json_string_value(json_object_get(entry, "id"));

        assert_true(strcmp(last, id) < 0);
        last = id;
    }
    (void)call(t, "org.knead.History", "{\"last\":1500}");
    assert_int_equal(json_array_size(t->replies), 1500);
    check_replies(t, "org.knead.History");
}

/* More to come than a reply may hold is refused in words, and nothing of it is left behind. */
static void test_agenda_too_long(void **state)
{
    struct talk *t = *state;
    const json_t *reply;

    varlink_init(&t->varlink, t->fake.daemon, 8192);
    reply = call(t, "org.knead.Agenda", "{\"span\":31622400}");
    assert_int_equal(t->result, 0);
    assert_int_equal(json_array_size(t->replies), 1);
    assert_string_equal(error_of(reply), "org.knead.InvalidValue");
    assert_string_equal(parameter_of(reply, "field"), "span");
    assert_string_equal(error_of(call(t, "org.knead.Agenda", "{}")), "");
}

static void test_reply_over_the_queue(void **state)
{
    static const char question[] = "{\"method\":\"org.knead.Status\"}";
    struct talk *t = *state;

    varlink_init(&t->varlink, t->fake.daemon, 100);
    assert_int_equal(varlink_take(&t->varlink, question, strlen(question)), -ENOBUFS);
    assert_int_equal(queue_length(&t->varlink.out), 0);
}

static void test_without_a_log(void **state)
{
    static const char *const methods[] = {"LogPain", "History", "Undo"};
    struct talk *t = *state;

    end_talk(t);
    reset(t, false);
    for (size_t i = 0; i < COUNT_OF(methods); i++) {
        char name[64];
        const json_t *reply;

        (void)snprintf(name, sizeof(name), "org.knead.%s", methods[i]);
        reply = call(t, name, i == 0 ? "{\"level\":4}" : "{}");
        assert_string_equal(error_of(reply), "org.knead.NotSaved");
        assert_string_equal(parameter_of(reply, "why"), "the log is damaged");
        check_replies(t, name);
    }
    assert_string_equal(parameter_of(call(t, "org.knead.Status", "{}"), "log_trouble"),
                        "the log is damaged");
    check_replies(t, "org.knead.Status");
}

static void test_full_disk(void **state)
{
    struct talk *t = *state;
    const json_t *reply;

    assert_string_equal(error_of(call(t, "org.knead.LogPain", "{\"level\":4}")), "");
    fake_store_fail(&t->fake.store, 0, 2, -ENOSPC);
    reply = call(t, "org.knead.LogPain", "{\"level\":5}");
    assert_string_equal(error_of(reply), "org.knead.NotSaved");
    assert_string_not_equal(parameter_of(reply, "why"), "");
    check_replies(t, "org.knead.LogPain");
    reply = call(t, "org.knead.Undo", "{}");
    assert_string_equal(error_of(reply), "org.knead.NotSaved");
    check_replies(t, "org.knead.Undo");
    assert_string_equal(error_of(call(t, "org.knead.Undo", "{}")), "");
}

static void test_reload(void **state)
{
    struct talk *t = *state;
    const json_t *reply, *complaints;

    fake_daemon_schedule(&t->fake, "[reminder a]\nevery = 1h\n[reminder b]\nevery = nonsense\n"
                                   "[remindr c]\n");
    reply = call(t, "org.knead.Reload", "{}");
    check_replies(t, "org.knead.Reload");
    assert_string_equal(error_of(reply), "org.knead.BadSchedule");
    complaints = json_object_get(json_object_get(reply, "parameters"), "complaints");
    assert_int_equal(json_array_size(complaints), 2);

    fake_daemon_schedule(&t->fake, "[reminder a]\nevery = 1h\n");
    reply = json_object_get(call(t, "org.knead.Reload", "{}"), "parameters");
    check_replies(t, "org.knead.Reload");
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
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_table_is_the_contract),
        TEST(test_errors_are_the_contract),
        TEST(test_replies_are_the_contract),
        TEST(test_snooze_answers),
        TEST(test_refused_parameters),
        TEST(test_streams_want_more),
        TEST(test_no_call),
        TEST(test_deep_nesting),
        TEST(test_oneway_is_silent),
        TEST(test_info_to_the_letter),
        TEST(test_description_is_the_file),
        TEST(test_entry_as_json),
        TEST(test_note_limit),
        TEST(test_cut_characters),
        TEST(test_bytes_that_are_no_text),
        TEST(test_history_in_pages),
        TEST(test_agenda_too_long),
        TEST(test_reply_over_the_queue),
        TEST(test_without_a_log),
        TEST(test_full_disk),
        TEST(test_reload),
        cmocka_unit_test(test_queue),
    };

    return cmocka_run_group_tests_name("control_methods", tests, NULL, NULL);
}
