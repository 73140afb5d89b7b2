/* One client's side of a Varlink conversation, without its socket: calls in, replies into a queue.
 *
 * Calls are answered one after the other. The reply to a call with "more" may come in pages:
 * between two of them the caller sends what is queued, so no stream is ever held as a whole.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "daemon/control/queue.h"
#include "daemon/daemon.h"

struct call;

/* How far a stream has come. */
struct stream {
    bool active;
    bool watching; /* it never ends by itself: a page each time that something changed */
    int (*page)(
        struct call *call); /* the next one; active until the last reply, or an error, is queued */
    struct entry_filter filter;  /* its `from` moves along */
    char passed[UUID7_TEXT_MAX]; /* the entry given last; "" none yet */
};

struct varlink {
    struct daemon *daemon;
    struct queue out;
    struct stream stream;
    bool patient; /* what is queued answers a call with "more": whoever reads it may be a pager */
};

/* A call being answered. */
struct call {
    struct varlink *varlink;
    json_t *parameters; /* an object that fits the method's table; a null counts as absent */
    bool more, oneway;
    struct fault fault; /* filled where a handler returns an error */
};

/* queue_max: bytes of replies that may wait. */
void varlink_init(struct varlink *v, struct daemon *daemon, size_t queue_max);
void varlink_done(struct varlink *v);

/* Answers one message (n bytes, without its NUL); nothing may wait in the queue and no stream be
 * active. 0; -EPROTO: it was no call, the error reply is queued, and the client is to be dropped
 * once that is sent; other -errno: drop it at once. */
int varlink_take(struct varlink *v, const char *message, size_t n);
/* The reply to what is not even a message: as for -EPROTO above. Returns that, or another -errno.
 */
int varlink_refuse(struct varlink *v);
/* Something changed: if it is watched here, a page of it is now active. Returns whether. */
bool varlink_changed(struct varlink *v);
/* Ends what is watched: its last reply is queued. 0, or -errno: drop the client. */
int varlink_leave(struct varlink *v);
/* The next page of the active stream, once the queue is empty. 0, or -errno: drop the client. */
int varlink_continue(struct varlink *v);

/* For handlers. parameters is an object and taken over; NULL stands for no memory. Each returns 0,
 * -ENOMEM or -ENOBUFS (longer than the queue may be; nothing of it was queued). */
int call_reply(struct call *call, json_t *parameters);
int call_reply_more(struct call *call, json_t *parameters); /* and another one follows */
int call_error(struct call *call, const char *error, json_t *parameters);
/* InvalidParameter: a name that is unknown, or whose value is missing or of another type. */
int call_wrong(struct call *call, const char *parameter);

static inline void scope_json(json_t **json)
{
    json_decref(*json);
}
#define AUTO_JSON CLEANUP(scope_json)
