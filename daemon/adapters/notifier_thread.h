/* Private to the libnotify notifier: the thread, as its two halves share it. notifier_libnotify.c
 * takes commands and answers them; notifier_server.c knows the bus and the server.
 */
#pragma once

#include <gio/gio.h>

#include "daemon/adapters/notifier_late.h"
#include "daemon/adapters/notifier_screen.h"

/* Only the first six, and outcomes, are used by others than the thread itself. */
struct libnotify_thread {
    GMainContext *context;
    GCancellable *stop;  /* closes the bus; no call has it, or glib would wait for itself */
    GCancellable *calls; /* what calls have */
    int waiting;         /* commands handed over and not begun, or sent and not answered; atomic */
    int stopping;        /* atomic */
    int last;            /* atomic: of the thread and who abandons it the second frees it */
    int outcomes;
    char *app_name, *icon;
    int flying;
    GQueue queue; /* of shows that wait until fewer are flying */
    bool leaving;
    GDBusConnection *bus;
    struct late *late;
    gulong on_stop, on_bus_closed;
    guint on_owner;
    char *owner;       /* of the server that is known; NULL: none is */
    char *description; /* its own words, and whether it has buttons */
    gint64 hung;       /* when a server was last waited for in vain */
    struct screen screen;
};

/* Reaches the bus, if it is not reached; what it tells is told to the loop. */
bool server_bus_up(struct libnotify_thread *t, GError **error);
void server_bus_down(struct libnotify_thread *t);
/* Who serves now and what it can do: asked once for each owner of the name. */
bool server_learn(struct libnotify_thread *t, GDBusCallFlags flags, GError **error);
/* Both, without starting a server. */
void server_look(struct libnotify_thread *t);
/* Something failed: what that means for what comes next. id: the notice that was to be shown, 0:
 * none was. */
void server_trouble(struct libnotify_thread *t, const GError *error, uint64_t id);
/* Why something failed, as a sentence to be freed. */
char *server_sentence(const struct libnotify_thread *t, GError *error);
