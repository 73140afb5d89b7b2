/* Bytes as messages of one client, through the envelope, the table and a real daemon on fake ports.
 * Whatever comes in: each call is answered by replies that are whole, each but the last
 * "continues", a oneway call by none, and what is no call by one error. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/control/server.h"
#include "daemon/control/varlink.h"
#include "daemon/log.h"
#include "tests/fakes/fake_daemon.h"

#define ENTRIES_MAX 64 /* then a new daemon with an empty log takes over */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static struct fake_daemon fake; /* lives through many inputs */

static void leave(void)
{
    fake_daemon_done(&fake);
}

static struct daemon *desk(void)
{
    if (fake.daemon && fake.store.entries_n < ENTRIES_MAX)
        return fake.daemon;
    log_init(LOG_ERROR);
    if (fake.daemon)
        fake_daemon_done(&fake);
    else
        check(atexit(leave) == 0);
    fake_daemon_init(&fake, "[reminder a]\nevery = 1h\n[reminder b]\nat = 21:30\n", true);
    (void)fake_clock_run(&fake.clock, 61 * USEC_PER_MIN); /* one waits for an answer */
    return fake.daemon;
}

/* Takes the replies out of the queue; returns how many, and whether another one is to follow. */
static size_t read_replies(struct queue *out, bool *ret_continues, bool *ret_invalid)
{
    size_t n = 0;

    while (queue_length(out) > 0) {
        const char *text = out->data + out->start;
        size_t length = strnlen(text, queue_length(out));
        AUTO_JSON json_t *reply = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
        const char *error = json_string_value(json_object_get(reply, "error"));

        check(length < queue_length(out)); /* its NUL */
        check(json_is_object(json_object_get(reply, "parameters")));
        check(n == 0 || *ret_continues);
        *ret_continues = json_is_true(json_object_get(reply, "continues"));
        *ret_invalid = error && strcmp(error, "org.varlink.service.InvalidParameter") == 0;
        check(!error || !*ret_continues);
        queue_sent(out, length + 1);
        n++;
    }
    return n;
}

static int one_message(struct varlink *v, const char *message, size_t length)
{
    AUTO_JSON json_t *call = json_loadb(message, length, JSON_REJECT_DUPLICATES, NULL);
    bool oneway = json_is_true(json_object_get(call, "oneway"));
    bool continues = false, invalid = false;
    int r = varlink_take(v, message, length);
    size_t n = read_replies(&v->out, &continues, &invalid);

    check(r == 0 || r == -EPROTO);
    if (r == -EPROTO)
        check(n == 1 && invalid && !continues);
    else
        check((n == 0) == oneway);
    if (v->stream.watching) { /* a change is told, and its end */
        check(continues && varlink_changed(v) && varlink_continue(v) == 0);
        check(read_replies(&v->out, &continues, &invalid) == 1 && continues);
        check(varlink_leave(v) == 0);
        check(read_replies(&v->out, &continues, &invalid) == 1);
    }
    check(v->stream.active == continues);
    while (v->stream.active) {
        check(varlink_continue(v) == 0);
        check(read_replies(&v->out, &continues, &invalid) > 0);
        check(v->stream.active == continues);
    }
    return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct varlink v;
    int r = 0;

    varlink_init(&v, desk(), SERVER_QUEUE_MAX);
    while (size > 0 && r == 0) {
        size_t length = strnlen((const char *)data, size);

        r = one_message(&v, (const char *)data, length);
        length += length < size; /* the NUL */
        data += length;
        size -= length;
    }
    varlink_done(&v);
    return 0;
}
