/* The presence port: sources that can tell something about who is at the desk, each by its own
 * means.
 *
 * All that work are used together (presence_fuse() in daemon/schedule/presence.h). A source that
 * goes away says so by a report of nothing, and comes back by itself: it waits for its socket or
 * its bus name, and never polls. Between two edges a source costs no wakeup, however much the mouse
 * moves.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/moment.h"
#include "daemon/schedule/presence.h"

struct presence_source;

struct presence_listener {
    /* What the source can tell now is another than before; from the daemon's loop, never from
     * inside a call. */
    void (*reported)(void *userdata, struct presence_source *source,
                     const struct presence_report *report);
};

struct presence_ops {
    /* Tells the first report, later or at once from the loop. idle_after, away_after: µs without
     * input. May be called again with other spans. 0 or -errno; a source whose server is not there
     * is no error: it waits. */
    int (*start)(struct presence_source *source, int64_t idle_after, int64_t away_after);
    /* For people: what it is and what it last said, or why it says nothing ("Wayland,
     * ext-idle-notify-v1: idle", "X11: no DISPLAY"). live: whether it can tell anything now. */
    void (*describe)(struct presence_source *source, char *ret, size_t size, bool *ret_live);
    void (*free)(struct presence_source *source);
};

/* Adapters embed this first. */
struct presence_source {
    const struct presence_ops *ops;
    const struct presence_listener *listener; /* may be NULL */
    void *userdata;
};

static inline struct presence_source *presence_source_free(struct presence_source *s)
{
    if (s)
        s->ops->free(s);
    return NULL;
}
