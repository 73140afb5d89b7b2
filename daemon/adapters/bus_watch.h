/* What the presence sources on a message bus have in common: a bus that may not be there yet, one
 * service on it that comes and goes, and reports that are told from the loop, each once.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

#include "daemon/adapters/bus_socket.h"
#include "daemon/ports/clock.h"
#include "daemon/ports/presence.h"

struct bus_watch;

struct bus_watch_kind {
    const char *label;   /* what it is, for people */
    const char *bus;     /* which bus, for people */
    const char *service; /* the well-known name that is followed */
    /* It is there, as w->owner; said again by bus_watch_start(). */
    void (*there)(struct bus_watch *w);
    /* Drop all slots, forget what was known of it. */
    void (*gone)(struct bus_watch *w);
    /* What it last said; only while it is there. */
    void (*describe)(const struct bus_watch *w, char *ret, size_t size, bool *ret_live);
};

/* Adapters embed this first, and write nothing of it but the report. */
struct bus_watch {
    struct presence_source source;
    struct presence_report report; /* what can be told now; bus_watch_changed() after a change */
    const struct bus_watch_kind *kind;
    sd_event *loop;
    struct clock *clock;
    sd_bus *bus;
    char *owner; /* the service's unique name; NULL: it is not there */

    struct bus_socket socket;
    sd_event_source *turn, *retry;
    sd_bus_slot *local, *owners, *asked;
    bool answered;        /* by the bus, on this connection */
    uint64_t answered_at; /* µs, CLOCK_MONOTONIC */
    bool lost;            /* the connection is to be dropped in the next turn */
    bool told;
    struct presence_report last; /* what was told */
};

/* w: zeroed. variable, usual: where the bus is, as bus_socket_init() has them. 0 or -errno;
 * bus_watch_done() in any case. */
int bus_watch_init(struct bus_watch *w, const struct bus_watch_kind *kind, sd_event *loop,
                   struct clock *clock, const char *variable, const char *usual);
void bus_watch_done(struct bus_watch *w);
/* Connects; where the service is there already, says so once more. */
void bus_watch_start(struct bus_watch *w);
/* In the loop's next turn the report is told, unless it is the same as the last one. */
void bus_watch_changed(struct bus_watch *w);
/* As the port has it. */
void bus_watch_describe(struct presence_source *source, char *ret, size_t size, bool *ret_live);

/* Calls the service. It is never started by that, and may take its time: an answer that never comes
 * costs nothing. *slot is replaced; slot, handler NULL: no answer is wanted. What cannot be sent
 * drops the connection. */
void bus_watch_call(struct bus_watch *w, sd_bus_slot **slot, const char *path,
                    const char *interface, const char *member, sd_bus_message_handler_t handler,
                    void *userdata, const char *types, ...);
/* The service's signals from path; more: further rules, each with a comma before it, or "". *slot
 * is replaced. Likewise. */
void bus_watch_match(struct bus_watch *w, sd_bus_slot **slot, const char *path, const char *more,
                     sd_bus_message_handler_t handler, void *userdata);

/* Now, or so many µs ago; not before the clock began. */
struct boot bus_watch_ago(const struct bus_watch *w, uint64_t us);
