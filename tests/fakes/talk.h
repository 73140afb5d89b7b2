/* A conversation with the method table, without a socket, and the contract it is held against: the
 * texts of the interfaces, read by a parser of its own. For cmocka tests. */
#pragma once

#include <jansson.h>

#include "daemon/control/varlink.h"
#include "tests/fakes/fake_daemon.h"

#define CONTRACT_FIELDS_MAX 52

struct contract_field {
    char name[32], type[32]; /* "?int", "[]string", "?Entry" */
};
struct contract_clause {
    char keyword[16], name[32];                         /* type, method or error */
    struct contract_field in[CONTRACT_FIELDS_MAX + 1];  /* up to one without a name */
    struct contract_field out[CONTRACT_FIELDS_MAX + 1]; /* of a method */
};
struct contract {
    char name[64];
    size_t n;
    struct contract_clause clauses[128];
};

const struct contract_clause *contract_find(const struct contract *c, const char *keyword,
                                            const char *name);

struct talk {
    struct fake_daemon fake;
    struct varlink varlink;
    struct contract knead, service;
    json_t *replies; /* all of one call */
    int result;      /* varlink_take()'s */
};

/* cmocka's setup and teardown: *state is a talk with a daemon that has a log. */
int talk_begin(void **state);
int talk_end(void **state);
/* The same with another daemon, one without a log. */
void talk_without_log(struct talk *t);

/* One message, and all its replies; returns the only one, or the last (NULL: none). */
json_t *talk_say(struct talk *t, const char *message);
/* One call, with "more"; parameters is JSON. */
json_t *talk_call(struct talk *t, const char *method, const char *parameters);
/* What is queued goes to the replies. */
void talk_collect(struct talk *t);
/* The error's name; "" none. */
const char *talk_error(const json_t *reply);
/* A text among the reply's parameters; "" none. */
const char *talk_parameter(const json_t *reply, const char *name);
/* Holds every reply to a call of this method against the contract. */
void talk_check(struct talk *t, const char *method);
