/* The X protocol as far as the IDLETIME counter needs it: greeting, SYNC extension, counters, two
 * alarms.
 *
 * The messages' forms are xcb's, but not its connection, which waits: for the answer to its
 * greeting, for what it asks about an extension, for ids, and for the rest of a packet once that
 * began. Here the few requests are sent whole or not at all, packets are read as they come, and
 * nothing is believed about their sizes.
 *
 * The alarms compare, they do not watch for transitions: to the server a transition is over when
 * any client happens to read the counter at that moment, and nobody would be told.
 */
#include "daemon/adapters/presence_x11_talk.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <xcb/sync.h>
#include <xcb/xproto.h>

#define PACKET ((size_t)32)               /* every packet's least size, behind the setup */
#define SETUP  sizeof(xcb_setup_failed_t) /* the head that each answer to a greeting has */

enum { ERROR = 0, REPLY = 1 }; /* kinds of packets; all others are events */
enum { SETUP_SUCCESS = 1 };

static int over(struct x11_talk *t, int error, const char *why)
{
    (void)snprintf(t->why, sizeof(t->why), "%s", why);
    return error;
}

/* ---------------------------------------------------------------------------------- requests */

/* A server that has not read for so long that this finds no room is as good as gone. */
static int say(struct x11_talk *t, const void *request, size_t size)
{
    if (send(t->fd, request, size, MSG_DONTWAIT | MSG_NOSIGNAL) != (ssize_t)size)
        return over(t, -EPIPE, "went away");
    t->sent++;
    return 0;
}

static int ask(struct x11_talk *t, enum x11_stage stage, const void *request, size_t size)
{
    int r = say(t, request, size);

    t->stage = stage;
    t->awaited = t->sent;
    return r;
}

static int ask_extension(struct x11_talk *t)
{
    static const struct {
        xcb_query_extension_request_t head;
        char name[4];
    } query = {{.major_opcode = XCB_QUERY_EXTENSION, .length = 3, .name_len = 4},
               {'S', 'Y', 'N', 'C'}};

    return ask(t, X11_EXTENSION, &query, sizeof(query));
}

static int ask_counters(struct x11_talk *t)
{
    struct {
        xcb_sync_initialize_request_t head;
        uint8_t pad[2];
    } hello = {{t->sync, XCB_SYNC_INITIALIZE, 2, XCB_SYNC_MAJOR_VERSION, XCB_SYNC_MINOR_VERSION},
               {0}};
    xcb_sync_list_system_counters_request_t list = {t->sync, XCB_SYNC_LIST_SYSTEM_COUNTERS, 1};
    int r = say(t, &hello, sizeof(hello)); /* whatever version that is will do */

    return r < 0 ? r : ask(t, X11_COUNTERS, &list, sizeof(list));
}

static int ask_value(struct x11_talk *t)
{
    xcb_sync_query_counter_request_t query = {t->sync, XCB_SYNC_QUERY_COUNTER, 2, t->counter};

    return ask(t, X11_VALUE, &query, sizeof(query));
}

int x11_talk_ask(struct x11_talk *t)
{
    return t->stage < X11_VALUE ? 0 : ask_value(t);
}

static int set_alarm(struct x11_talk *t, uint32_t alarm, uint32_t test, int64_t value)
{
    struct {
        xcb_sync_create_alarm_request_t head; /* of the same form as a change's */
        uint32_t counter, value_type, high, low, test, delta_high, delta_low, events;
    } set = {.head = {t->sync, t->alarms_made ? XCB_SYNC_CHANGE_ALARM : XCB_SYNC_CREATE_ALARM,
                      sizeof(set) / 4, alarm,
                      XCB_SYNC_CA_COUNTER | XCB_SYNC_CA_VALUE_TYPE | XCB_SYNC_CA_VALUE |
                          XCB_SYNC_CA_TEST_TYPE | XCB_SYNC_CA_DELTA | XCB_SYNC_CA_EVENTS},
             .counter = t->counter,
             .value_type = XCB_SYNC_VALUETYPE_ABSOLUTE,
             .high = (uint32_t)((uint64_t)value >> 32),
             .low = (uint32_t)value,
             .test = test,
             .events = 1}; /* no delta: it rings once */

    return say(t, &set, sizeof(set));
}

int x11_talk_watch(struct x11_talk *t, int64_t low, int64_t high)
{
    int r = set_alarm(t, t->alarms[0], XCB_SYNC_TESTTYPE_NEGATIVE_COMPARISON, low);

    if (r == 0)
        r = set_alarm(t, t->alarms[1], XCB_SYNC_TESTTYPE_POSITIVE_COMPARISON, high);
    t->alarms_made = true;
    return r;
}

/* ----------------------------------------------------------------------------------- answers */

static void on_idle_ms(struct x11_talk *t, xcb_sync_int64_t value)
{
    t->idle_ms = (int64_t)((uint64_t)(uint32_t)value.hi << 32 | value.lo);
    t->heard = true;
}

static int on_extension(struct x11_talk *t, const uint8_t *packet, size_t size)
{
    xcb_query_extension_reply_t reply;

    (void)size;
    memcpy(&reply, packet, sizeof(reply));
    if (!reply.present)
        return over(t, -EOPNOTSUPP, "has no SYNC extension");
    t->sync = reply.major_opcode;
    t->rung = reply.first_event + XCB_SYNC_ALARM_NOTIFY;
    return ask_counters(t);
}

static int on_counters(struct x11_talk *t, const uint8_t *packet, size_t size)
{
    static const char idletime[] = "IDLETIME";
    const size_t head = offsetof(xcb_sync_systemcounter_t, name_len) + sizeof(uint16_t);
    const size_t name_size = sizeof(idletime) - 1;
    size_t at = sizeof(xcb_sync_list_system_counters_reply_t);
    xcb_sync_systemcounter_t counter;

    for (; at + head + name_size <= size; at += (head + counter.name_len + 3) & ~(size_t)3) {
        memcpy(&counter, packet + at, head);
        if (counter.name_len == name_size && !memcmp(packet + at + head, idletime, name_size)) {
            t->counter = counter.counter;
            return ask_value(t);
        }
    }
    return over(t, -EOPNOTSUPP, "has no IDLETIME counter");
}

static int on_value(struct x11_talk *t, const uint8_t *packet, size_t size)
{
    xcb_sync_query_counter_reply_t reply;

    (void)size;
    memcpy(&reply, packet, sizeof(reply));
    on_idle_ms(t, reply.counter_value);
    t->stage = X11_WATCHING;
    return 0;
}

static int on_packet(struct x11_talk *t, const uint8_t *packet, size_t size)
{
    static int (*const answers[])(struct x11_talk *, const uint8_t *, size_t) = {
        [X11_EXTENSION] = on_extension,
        [X11_COUNTERS] = on_counters,
        [X11_VALUE] = on_value,
        [X11_WATCHING] = NULL,
    };
    xcb_generic_reply_t head;
    xcb_sync_alarm_notify_event_t event;

    memcpy(&head, packet, sizeof(head));
    if (head.response_type == ERROR)
        return over(t, -EPROTO, "does not let its IDLETIME counter be watched");
    if (head.response_type == REPLY) {
        bool awaited = head.sequence == t->awaited && answers[t->stage];
        return awaited ? answers[t->stage](t, packet, size) : 0;
    }
    if (t->alarms_made && (head.response_type & 0x7f) == t->rung) {
        memcpy(&event, packet, sizeof(event));
        on_idle_ms(t, event.counter_value);
    }
    return 0;
}

/* Of the answer to the greeting only the ids that may be given to alarms count; what follows, of
 * screens and the like, is dropped. */
static int on_setup(struct x11_talk *t, const uint8_t *packet, size_t size)
{
    xcb_setup_t setup;
    uint32_t lowest;

    if (packet[0] != SETUP_SUCCESS) {
        (void)snprintf(t->why, sizeof(t->why), "refuses: %.*s", (int)(size - SETUP),
                       (const char *)packet + SETUP);
        t->why[strcspn(t->why, "\n")] = '\0';
        for (char *c = t->why; *c; c++)
            if (*c < ' ' || *c > '~')
                *c = '?';
        return -EACCES;
    }
    memcpy(&setup, packet, sizeof(setup));
    if (SETUP + 4 * (size_t)setup.length < size)
        return over(t, -EPROTO, "says what no X server says");
    t->skip = SETUP + 4 * (size_t)setup.length - size;
    lowest = setup.resource_id_mask & -setup.resource_id_mask;
    t->alarms[0] = setup.resource_id_base | lowest;
    t->alarms[1] = setup.resource_id_base | lowest << 1;
    return ask_extension(t);
}

/* ------------------------------------------------------------------------------------ reading */

/* How long the first packet in the buffer is; 0: that has not come yet. */
static size_t packet_size(const struct x11_talk *t)
{
    xcb_setup_failed_t setup;
    xcb_generic_reply_t head;

    if (t->n < (t->stage == X11_GREETED ? SETUP : PACKET))
        return 0;
    if (t->stage == X11_GREETED) {
        memcpy(&setup, t->in, SETUP);
        return setup.status == SETUP_SUCCESS ? sizeof(xcb_setup_t)
                                             : SETUP + 4 * (size_t)setup.length;
    }
    memcpy(&head, t->in, sizeof(head));
    if (head.response_type == REPLY || (head.response_type & 0x7f) == XCB_GE_GENERIC)
        return PACKET + 4 * (size_t)head.length;
    return PACKET;
}

/* Does what can be done with the buffer's begin: how much that was, 0: more has to come first, or
 * -errno. */
static ssize_t take(struct x11_talk *t)
{
    size_t size = t->skip < t->n ? t->skip : t->n;
    int r;

    if (t->skip > 0) {
        t->skip -= size;
        return (ssize_t)size;
    }
    size = packet_size(t);
    if (size > sizeof(t->in))
        return over(t, -EPROTO, "says what no X server says");
    if (size == 0 || size > t->n)
        return 0;
    r = t->stage == X11_GREETED ? on_setup(t, t->in, size) : on_packet(t, t->in, size);
    return r < 0 ? r : (ssize_t)size;
}

int x11_talk_hear(struct x11_talk *t)
{
    ssize_t n = recv(t->fd, t->in + t->n, sizeof(t->in) - t->n, MSG_DONTWAIT);

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (n <= 0)
        return over(t, -ECONNRESET, "went away");
    t->n += (size_t)n;
    t->heard = false;
    while ((n = take(t)) > 0) {
        t->n -= (size_t)n;
        memmove(t->in, t->in + n, t->n);
    }
    return n < 0 ? (int)n : t->heard;
}

int x11_talk_begin(struct x11_talk *t, int fd, const void *greeting, size_t size)
{
    int r;

    *t = (struct x11_talk){.fd = fd};
    r = say(t, greeting, size);
    t->sent = 0; /* a greeting is no request */
    return r;
}
