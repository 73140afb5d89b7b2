/* Calls of the method table in memory, every reply held against the contract. */
#include "tests/fakes/talk.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <ctype.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/control/server.h"
#include "daemon/control/service.h"

/* ------------------------------------------------------------------ the contract, parsed */

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

static void fields(const char **at, struct contract_field *ret)
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
        struct contract_clause *c = &ret->clauses[ret->n];

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

const struct contract_clause *contract_find(const struct contract *c, const char *keyword,
                                            const char *name)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->clauses[i].keyword, keyword) == 0 && strcmp(c->clauses[i].name, name) == 0)
            return &c->clauses[i];
    return NULL;
}

/* ------------------------------------------------------------------ values against types */

static void check_object(const struct contract *c, const struct contract_field *fields,
                         const json_t *value);

static void check_value(const struct contract *c, const char *type, const json_t *value)
{
    const struct contract_clause *named;

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
    } else if (strcmp(type, "float") == 0) {
        assert_true(json_is_real(value));
    } else if (strcmp(type, "bool") == 0) {
        assert_true(json_is_boolean(value));
    } else {
        named = contract_find(c, "type", type);
        assert_non_null(named);
        check_object(c, named->in, value);
    }
}

static void check_object(const struct contract *c, const struct contract_field *fields,
                         const json_t *value)
{
    size_t known = 0;

    assert_true(json_is_object(value));
    for (const struct contract_field *f = fields; f->name[0]; f++) {
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

static void reset(struct talk *t, bool with_log)
{
    fake_daemon_init(&t->fake, ini, with_log);
    varlink_init(&t->varlink, t->fake.daemon, SERVER_QUEUE_MAX);
}

int talk_begin(void **state)
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

int talk_end(void **state)
{
    end_talk(*state);
    free(*state);
    return 0;
}

void talk_collect(struct talk *t)
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
json_t *talk_say(struct talk *t, const char *message)
{
    json_decref(t->replies);
    t->replies = json_array();
    t->result = varlink_take(&t->varlink, message, strlen(message));
    talk_collect(t);
    while (t->varlink.stream.active) {
        assert_int_equal(varlink_continue(&t->varlink), 0);
        talk_collect(t);
    }
    if (t->varlink.stream.watching) { /* left as soon as it was begun */
        assert_int_equal(varlink_leave(&t->varlink), 0);
        talk_collect(t);
    }
    return json_array_get(t->replies, json_array_size(t->replies) - 1);
}

json_t *talk_call(struct talk *t, const char *method, const char *parameters)
{
    char message[8192];

    (void)snprintf(message, sizeof(message), "{\"method\":\"%s\",\"parameters\":%s,\"more\":true}",
                   method, parameters);
    return talk_say(t, message);
}

const char *talk_error(const json_t *reply)
{
    const char *error = json_string_value(json_object_get(reply, "error"));

    return error ? error : "";
}

const char *talk_parameter(const json_t *reply, const char *name)
{
    const char *value =
        json_string_value(json_object_get(json_object_get(reply, "parameters"), name));

    return value ? value : "";
}

/* Every reply to a method, held against the contract. */
void talk_check(struct talk *t, const char *method)
{
    const char *name = strrchr(method, '.') + 1;
    const struct contract *of = strncmp(method, "org.knead.", 10) == 0 ? &t->knead : &t->service;
    size_t n = json_array_size(t->replies);

    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) {
        const json_t *reply = json_array_get(t->replies, i);
        const json_t *parameters = json_object_get(reply, "parameters");
        const char *error = talk_error(reply);
        const char *dot = strrchr(error, '.');
        bool service = dot && strncmp(error, t->service.name, (size_t)(dot - error)) == 0;
        const struct contract_clause *c =
            dot ? contract_find(service ? &t->service : &t->knead, "error", dot + 1)
                : contract_find(of, "method", name);

        assert_non_null(c);
        check_object(of, dot ? c->in : c->out, parameters);
        assert_int_equal(json_is_true(json_object_get(reply, "continues")), i + 1 < n);
        assert_int_equal(json_object_size(reply), i + 1 < n || dot ? 2 : 1);
    }
}

void talk_without_log(struct talk *t)
{
    end_talk(t);
    reset(t, false);
}
