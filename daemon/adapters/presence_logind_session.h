/* The session of logind's that this user sits at, found and followed. */
#pragma once

#include <stdbool.h>

#include "daemon/adapters/bus_watch.h"

struct logind_session;

struct logind_session_listener {
    /* There is another session now, or none. */
    void (*changed)(struct logind_session *s);
    /* m is at a dictionary of the session's properties, a{sv}: all of them, or those that changed.
     * 0 or -errno: it makes no sense. */
    int (*properties)(struct logind_session *s, sd_bus_message *m);
    /* Somebody asked to lock it, or to unlock it. */
    void (*asked)(struct logind_session *s, bool lock);
};

/* Embedded by the adapter, which zeroes it and sets these two. */
struct logind_session {
    struct bus_watch *watch;
    const struct logind_session_listener *listener;
    char *id, *path;      /* NULL: there is none */
    char *tried;          /* the object of $XDG_SESSION_ID's, while it is looked at */
    sd_bus_slot *comings; /* ours goes; or, without one, any comes */
    sd_bus_slot *lookup, *user, *display; /* finding it; the user's signals */
    sd_bus_slot *signals, *all;           /* the session's */
};

#define LOGIND_SERVICE "org.freedesktop.login1"
#define LOGIND_PATH    "/org/freedesktop/login1"
#define LOGIND_MANAGER LOGIND_SERVICE ".Manager"
#define PROPERTIES     "org.freedesktop.DBus.Properties"

/* Once logind is there. */
void logind_session_find(struct logind_session *s);
/* Once it has gone; tells nothing. */
void logind_session_drop(struct logind_session *s);
