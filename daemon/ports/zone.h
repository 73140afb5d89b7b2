/* The zone port: the local time zone as a table around now, and word when it changed. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/civil.h"
#include "common/moment.h"

struct zone_source;

struct zone_listener {
    void (*changed)(void *userdata); /* read it again: from the daemon's loop */
};

struct zone_ops {
    /* The offsets from about a year before to about two years after `around`; the caller owns *ret
     * and frees it by zone_done(). 0 or -errno. */
    int (*read)(struct zone_source *source, struct wall around, struct zone *ret);
    void (*free)(struct zone_source *source);
};

/* Adapters embed this first. */
struct zone_source {
    const struct zone_ops *ops;
    const struct zone_listener *listener; /* may be NULL */
    void *userdata;
    char
        name[128]; /* for people: what it goes by, "Europe/Berlin (/etc/localtime)"; "" not known */
    bool deaf;     /* changes of it are not seen before a restart */
};

static inline struct zone_source *zone_source_free(struct zone_source *s)
{
    if (s)
        s->ops->free(s);
    return NULL;
}
