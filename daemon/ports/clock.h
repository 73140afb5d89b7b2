/* The clock port: the only place the daemon learns what time it is, and the one timer it arms. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/moment.h"

struct clock;

/* What a clock tells its listener; each from the daemon's own loop, never from inside another call.
 */
struct clock_listener {
    void (*alarm)(void *userdata);   /* the armed moment has come; the alarm is disarmed */
    void (*stepped)(void *userdata); /* the wall clock was set */
    void (*resumed)(void *userdata, int64_t slept); /* the machine was suspended for slept µs */
};

struct clock_ops {
    struct moment (*now)(struct clock *clock);
    /* One alarm: arming again replaces it; a moment in the past rings at once. 0 or -errno. */
    int (*arm)(struct clock *clock, struct boot at);
    void (*disarm)(struct clock *clock);
    /* Tells what happened to the clocks since it was last asked, a sleep before a step; so whoever
     * is about to act on now hears of it first. May be called from what it tells. */
    void (*look)(struct clock *clock);
    void (*free)(struct clock *clock);
};

/* Adapters embed this first. */
struct clock {
    const struct clock_ops *ops;
    const struct clock_listener *listener; /* set by the daemon before the first arm; may be NULL */
    void *userdata;
};

static inline struct moment clock_now(struct clock *c)
{
    return c->ops->now(c);
}

static inline struct clock *clock_free(struct clock *c)
{
    if (c)
        c->ops->free(c);
    return NULL;
}
