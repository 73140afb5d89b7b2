/* Private to the libnotify notifier: where its two sides meet. notifier_loop.c is the side on the
 * daemon's loop and knows no glib; notifier_libnotify.c (its commands), notifier_server.c (the bus,
 * the server) and notifier_screen.c (the notices) run on a thread and know no loop.
 */
#pragma once

#include <stdint.h>

#include "daemon/ports/notifier.h"

/* One outcome in the pipe: shorter than POSIX's least PIPE_BUF, so it is written and read whole. */
struct record {
    enum record_kind {
        RECORD_ACTED,   /* text: the key */
        RECORD_REPLIED, /* text: what was typed */
        RECORD_CLOSED,
        RECORD_LOST,
        RECORD_SHOWN,     /* this or RECORD_FAILED: once for each show */
        RECORD_FAILED,    /* text: why, a sentence */
        RECORD_DESCRIBED, /* text: who shows notices now; id 1: it can show them, 0: not */
        RECORD_NO_BUS,    /* no session bus; id 1: it went away, 0: it cannot be reached */
    } kind;
    uint64_t id;
    char text[240];
};
_Static_assert(sizeof(struct record) <= 512, "written in one piece");

/* Into the pipe, text cut to fit between two characters. 0; -EAGAIN: it is full; -EPIPE: nobody
 * reads. */
int record_post(int fd, enum record_kind kind, uint64_t id, const char *text);
/* The same, waiting for room; only for the thread. */
void record_tell(int fd, enum record_kind kind, uint64_t id, const char *text);

struct libnotify_thread;

/* outcomes: the pipe's writing end; libnotify_thread_main() closes it. Never fails: glib ends the
 * program when there is no memory. */
struct libnotify_thread *libnotify_thread_new(int outcomes, const char *app_name, const char *icon);
/* What the thread does, until it is to leave or to stop; for pthread_create(). */
void *libnotify_thread_main(void *thread);
/* Hands over a copy. When too many wait already, its failure is in the pipe instead; -EAGAIN: that
 * is full. */
int libnotify_thread_show(struct libnotify_thread *t, const struct notice *notice);
void libnotify_thread_withdraw(struct libnotify_thread *t, uint64_t id);
/* Looks for the session bus and a server now. */
void libnotify_thread_look(struct libnotify_thread *t);
/* Asks the thread to end behind all it was handed, with its notices taken off the screen: a button
 * that nobody hears is worse than none. The pipe's other end closes when it has. */
void libnotify_thread_leave(struct libnotify_thread *t);
/* Makes it end now, whatever server it waits for. */
void libnotify_thread_stop(struct libnotify_thread *t);
/* It frees itself when it ends, or now if it just has. */
void libnotify_thread_abandon(struct libnotify_thread *t);
/* After it has ended. */
void libnotify_thread_free(struct libnotify_thread *t);

/* Whether the environment names a session bus. Without one glib would start a bus of its own. */
bool session_bus_is_known(void);
