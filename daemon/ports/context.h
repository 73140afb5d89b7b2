/* The context port: is the user busy, in a meeting or presenting, right now? Asked only when
 * something is due, and once a minute while reminders wait for the end of it; between two looks it
 * costs nothing.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct context;

/* What to look at. */
enum context_sign {
    CONTEXT_MICROPHONE = 1 << 0,
    CONTEXT_CAMERA = 1 << 1,
    CONTEXT_PRESENTATION = 1 << 2, /* something holds off the screensaver: a video, a talk */
    CONTEXT_COMMAND = 1 << 3,      /* the user's own command exits with 0 */
};

struct context_listener {
    /* The answer to look(): the sign that says busy, 0 for none; from the daemon's loop, never from
     * inside a call, once for each look. what is for people: "microphone in use (card 1)". */
    void (*looked)(void *userdata, enum context_sign busy, const char *what);
};

struct context_ops {
    /* Looks at these signs (a set of enum context_sign); command: the user's own, run by /bin/sh
     * -c, or NULL. The answer comes within two seconds, whatever hangs; what could not be looked at
     * counts as not busy. 0, or -EBUSY while another look is under way. */
    int (*look)(struct context *context, unsigned signs, const char *command);
    /* For people, one line a sign: what it looks at and what it found last. */
    void (*describe)(struct context *context, char *ret, size_t size);
    void (*free)(struct context *context);
};

/* Adapters embed this first. */
struct context {
    const struct context_ops *ops;
    const struct context_listener *listener; /* may be NULL */
    void *userdata;
};

static inline struct context *context_free(struct context *c)
{
    if (c)
        c->ops->free(c);
    return NULL;
}
