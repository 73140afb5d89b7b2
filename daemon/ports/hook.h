/* The hook port: runs the user's own commands when something becomes of a reminder.
 *
 * Nothing here blocks, and no command can hold another up for long: each has 30 s, then it is ended
 * with all it started.
 */
#pragma once

#include <stddef.h>

#define HOOKS_AT_ONCE 4
#define HOOKS_WAITING 32 /* more are dropped */
#define HOOK_SECONDS  30 /* then it is told to end (SIGTERM), and soon after killed */
#define HOOK_NAME_MAX 64 /* bytes of a name, its end included; longer ones are cut */

struct hooks;

enum hook_end {
    HOOK_DONE,        /* it exited with 0 */
    HOOK_FAILED,      /* it exited otherwise */
    HOOK_TOO_LONG,    /* it was ended */
    HOOK_NOT_STARTED, /* there is no such program, or it cannot be run */
};

struct hooks_listener {
    /* How one ended, from the daemon's loop, never from inside a call. name: as run() was given
     * it. why: for people, the end of a sentence ("exit code 3"); "" for HOOK_DONE. */
    void (*ended)(void *userdata, const char *name, enum hook_end end, const char *why);
};

struct hooks_ops {
    /* Runs argv (looked for in PATH when it has no '/'; no shell) with the variables ("NAME=value",
     * up to a NULL) in its environment; or later, when there is room and
     * none of the same name runs: those come one after the other, as asked for. Copies what it
     * needs. name: what ended() is told. 0; -EBUSY: dropped, too many wait; or -errno: it cannot be
     * started. */
    int (*run)(struct hooks *hooks, const char *name, char *const *argv, char *const *variables);
    /* Those that run get SIGTERM, and have 100 ms; those that wait are forgotten. */
    void (*free)(struct hooks *hooks);
};

/* Adapters embed this first. */
struct hooks {
    const struct hooks_ops *ops;
    const struct hooks_listener *listener; /* may be NULL */
    void *userdata;
};

static inline struct hooks *hooks_free(struct hooks *h)
{
    if (h)
        h->ops->free(h);
    return NULL;
}
