/* The daemon's words as JSON, as the contract types them. Each returns a new value, NULL: no
 * memory. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "daemon/control/varlink.h"

/* Any bytes: what is no UTF-8 (a text cut to its buffer's size, a path) is mended. */
json_t *encode_text(const char *bytes);
/* RFC 3339 in the daemon's zone. */
json_t *encode_time(struct daemon *daemon, struct wall at);
json_t *encode_entry(const struct entry *entry);
/* with: the due time of the one with which it comes; NULL: it comes at its own. */
json_t *encode_item(struct daemon *daemon, struct wall due, const struct rule *rule,
                    const char *state, const struct wall *with);
json_t *encode_outcome(struct daemon *daemon, const struct occurrence *occurrence);
/* One day's habits. */
json_t *encode_day(const struct day_habits *day);
json_t *encode_status(struct daemon *daemon, const struct daemon_status *status);
json_t *encode_account(const struct why *why);
json_t *encode_report(struct daemon *daemon, const struct report *report);
json_t *encode_move(const struct move *move);
json_t *encode_finding(const struct finding *finding);
/* The names of the reminders. */
json_t *encode_answered(struct daemon *daemon, const struct answered *answered);
json_t *encode_complaints(const struct complaints *complaints);

/* The contract's errors, by enum fault_kind. */
#define ERROR_FIELDS_MAX 4
struct error_form {
    const char *name; /* without the interface; NULL for FAULT_NONE */
    struct {
        const char *name, *type; /* string, or []string: a list of that one */
        size_t offset;           /* of a text in struct fault */
    } fields[ERROR_FIELDS_MAX];  /* up to one without a name */
};
const struct error_form *error_form(enum fault_kind kind);
/* Replies with call->fault. As call_error(). */
int call_fault(struct call *call);
