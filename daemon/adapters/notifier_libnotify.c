/* libnotify on a thread of its own: the bus and the server. Only this file, notifier_screen.c and
 * notifier_late.c know glib.
 *
 * libnotify waits for the server in every call, up to 25 s, and offers no other way; hence the
 * thread, with a GMainContext of its own. Commands come in as sources on that context, with their
 * own copies; outcomes go out as records through a pipe. What must stay true:
 *  - nobody waits for this thread, and it touches nothing of the daemon's but the pipe;
 *  - all D-Bus talk is the thread's, save one: to stop it while it waits for a server, the bus
 *    connection is closed under it, which ends every call at once;
 *  - libnotify has found the server before there is a NotifyNotification: otherwise letting go of
 *    one makes it look for a server, which could start one, or wait for one that hangs;
 *  - a server's ids die with it: when the name changes hands, everything shown is forgotten;
 *  - what is kept here is bounded, and so is what waits.
 */
#include "daemon/adapters/notifier_libnotify.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/adapters/notifier_late.h"
#include "daemon/adapters/notifier_screen.h"

#define BUS_NAME "org.freedesktop.DBus"
#define BUS_PATH "/org/freedesktop/DBus"

#define SHOWS_MAX      1024 /* commands that wait, beyond which no show is taken */
#define WAITING_MAX    4096 /* and no withdraw: more than there can be notices to withdraw */
#define FLYING_MAX     64 /* sent and not answered: a bus may refuse more than 128 of a client's */
#define ASK_TIMEOUT_MS 5000 /* for what is asked without libnotify */

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

struct command {
    struct libnotify_thread *thread; /* set last, read first: what is between is seen whole */
    gint64 handed;
    struct notice notice; /* to withdraw: only its id */
};

static void describe(struct libnotify_thread *t, const char *text, bool there)
{
    record_tell(t->outcomes, RECORD_DESCRIBED, there, text);
}

static void tell_no_bus(struct libnotify_thread *t, bool was_there)
{
    describe(t, "no session bus", false);
    record_tell(t->outcomes, RECORD_NO_BUS, was_there, "");
}

/* Why something failed, as a sentence. */
static char *sentence(const struct libnotify_thread *t, GError *error)
{
    static const char none[] =
        "No notification server is running; start one, such as dunst or mako.";
    const struct {
        GQuark domain;
        int code;
        const char *text;
    } known[] = {
        {G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The notification server does not answer."},
        {G_IO_ERROR, G_IO_ERROR_CLOSED, "The session bus went away."},
        {G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY, "The notification server went away."},
        {G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN, none},
        {G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER, none},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
        if (g_error_matches(error, known[i].domain, known[i].code))
            return g_strdup(known[i].text);
    (void)g_dbus_error_strip_remote_error(error);
    return g_strdup_printf("%s: %s%s",
                           !t->bus    ? "The session bus cannot be reached"
                           : t->owner ? "The notification server could not show it"
                                      : "The notification server cannot be used",
                           error->message, g_str_has_suffix(error->message, ".") ? "" : ".");
}

/* Something failed: what that means for what comes next. id: the notice that was to be shown, 0:
 * none was. */
static void note_trouble(struct libnotify_thread *t, const GError *error, uint64_t id)
{
    bool hung = g_error_matches(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);

    if (!t->bus) {
        tell_no_bus(t, false);
        return;
    }
    if (hung) {
        uint32_t serial = late_give_up(t->late);

        t->hung = g_get_monotonic_time();
        if (id != 0 && t->owner)
            screen_await(&t->screen, id, serial);
    }
    if (!t->owner)
        describe(t, hung ? "a notification server that does not answer" : "no notification server",
                 false);
}

/* -------------------------------------------------------------------------------- the server */

static GVariant *ask(struct libnotify_thread *t, const char *whom, const char *path,
                     const char *what, GVariant *parameters, const char *answer,
                     GDBusCallFlags flags, GError **error)
{
    return g_dbus_connection_call_sync(t->bus, whom, path, whom, what, parameters,
                                       G_VARIANT_TYPE(answer), flags, ASK_TIMEOUT_MS, t->calls,
                                       error);
}

static void forget_server(struct libnotify_thread *t)
{
    g_clear_pointer(&t->owner, g_free);
    g_clear_pointer(&t->description, g_free);
}

/* Who serves now and what it can do: asked once for each owner of the name. */
static bool learn(struct libnotify_thread *t, GDBusCallFlags flags, GError **error)
{
    g_autoptr(GVariant) info = NULL, caps = NULL, owner = NULL;
    g_autofree const char **list = NULL;
    g_autofree char *cut = NULL, *valid = NULL;
    const char *name, *version;

    info = ask(t, SERVER_NAME, SERVER_PATH, "GetServerInformation", NULL, "(ssss)", flags, error);
    if (!info)
        return false;
    caps = ask(t, SERVER_NAME, SERVER_PATH, "GetCapabilities", NULL, "(as)", flags, error);
    if (!caps)
        return false;
    owner = ask(t, BUS_NAME, BUS_PATH, "GetNameOwner", g_variant_new("(s)", SERVER_NAME), "(s)",
                G_DBUS_CALL_FLAGS_NONE, error);
    if (!owner)
        return false;
    if (!notify_get_server_info(NULL, NULL, NULL, NULL)) { /* so that libnotify has found it */
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "");
        return false;
    }
    forget_server(t);
    g_variant_get(owner, "(s)", &t->owner);
    g_variant_get(info, "(&s&s&s&s)", &name, NULL, &version, NULL);
    g_variant_get(caps, "(^a&s)", &list);
    cut = g_strdup_printf("%.64s%s%.*s", name, version[0] ? " " : "",
                          (int)MIN(strcspn(version, " "), 32), version); /* dunst adds a date */
    valid = g_utf8_make_valid(cut, -1);
    t->screen.buttons = g_strv_contains(list, "actions");
    t->screen.markup = g_strv_contains(list, "body-markup");
    t->screen.reply = g_strv_contains(list, "inline-reply");
    t->description = g_strdup_printf("%s, %s", valid, t->screen.buttons ? "buttons" : "no buttons");
    describe(t, t->description, true);
    return true;
}

static void on_owner_changed(GDBusConnection *bus, const char *sender, const char *path,
                             const char *interface, const char *signal, GVariant *parameters,
                             gpointer data)
{
    struct libnotify_thread *t = data;
    g_autoptr(GError) error = NULL;
    const char *owner;

    (void)bus, (void)sender, (void)path, (void)interface, (void)signal;
    g_variant_get(parameters, "(&s&s&s)", NULL, NULL, &owner);
    if (g_strcmp0(owner, t->owner) == 0) /* news that learn() already had */
        return;
    screen_clear(&t->screen, false);
    forget_server(t);
    if (!learn(t, G_DBUS_CALL_FLAGS_NO_AUTO_START, &error))
        note_trouble(t, error, 0);
}

/* A server that hung answers after all: it can show again what it was too slow for. */
static void on_late_answer(void *data, uint32_t serial, uint32_t server_id)
{
    struct libnotify_thread *t = data;
    g_autoptr(GError) error = NULL;

    screen_late(&t->screen, serial, server_id);
    if (t->owner)
        describe(t, t->description, true);
    else if (!learn(t, G_DBUS_CALL_FLAGS_NO_AUTO_START, &error))
        note_trouble(t, error, 0);
}

/* ----------------------------------------------------------------------------------- the bus */

/* The one thing done on another thread: it is what ends a wait inside libnotify. */
static void close_bus(GCancellable *stop, gpointer bus)
{
    (void)stop;
    (void)g_dbus_connection_close_sync(bus, NULL, NULL);
}

static void bus_down(struct libnotify_thread *t)
{
    if (!t->bus)
        return;
    forget_server(t);
    screen_bus(&t->screen, NULL);
    t->late = late_free(t->late);
    g_dbus_connection_signal_unsubscribe(t->bus, t->on_owner);
    g_signal_handler_disconnect(t->bus, t->on_bus_closed);
    (void)g_dbus_connection_flush_sync(t->bus, t->calls, NULL);
    (void)g_dbus_connection_close_sync(t->bus, NULL, NULL);
    g_cancellable_disconnect(t->stop, t->on_stop);
    notify_uninit();
    g_clear_object(&t->bus);
}

/* The next show tries to reach it again, and so does whoever sees that it is back. */
static void on_bus_closed(GDBusConnection *bus, gboolean vanished, GError *error, gpointer data)
{
    struct libnotify_thread *t = data;

    (void)bus, (void)vanished, (void)error;
    screen_clear(&t->screen, false);
    bus_down(t);
    tell_no_bus(t, true);
}

static bool bus_up(struct libnotify_thread *t, GError **error)
{
    if (t->bus)
        return true;
    if (!session_bus_is_known()) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "it is gone.");
        return false;
    }
    t->bus = g_bus_get_sync(G_BUS_TYPE_SESSION, t->calls, error);
    if (!t->bus)
        return false;
    if (g_dbus_connection_is_closed(t->bus)) { /* glib has not quite let go of the last one */
        g_clear_object(&t->bus);
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_CLOSED, "");
        return false;
    }
    g_dbus_connection_set_exit_on_close(t->bus, FALSE);
    t->on_stop =
        g_cancellable_connect(t->stop, G_CALLBACK(close_bus), g_object_ref(t->bus), g_object_unref);
    t->on_bus_closed = g_signal_connect(t->bus, "closed", G_CALLBACK(on_bus_closed), t);
    t->on_owner = g_dbus_connection_signal_subscribe(
        t->bus, BUS_NAME, BUS_NAME, "NameOwnerChanged", BUS_PATH, SERVER_NAME,
        G_DBUS_SIGNAL_FLAGS_NONE, on_owner_changed, t, NULL);
    t->late = late_new(t->bus, on_late_answer, t);
    screen_bus(&t->screen, t->bus);
    (void)notify_init(t->app_name);
#if NOTIFY_CHECK_VERSION(0, 8, 4)
    notify_set_app_icon(t->icon);
#endif
    return true;
}

/* -------------------------------------------------------------------------------- the thread */

static bool ending(struct libnotify_thread *t)
{
    return t->leaving || g_atomic_int_get(&t->stopping);
}

static void look(struct libnotify_thread *t)
{
    g_autoptr(GError) error = NULL;

    if (!bus_up(t, &error) || (!t->owner && !learn(t, G_DBUS_CALL_FLAGS_NO_AUTO_START, &error)))
        note_trouble(t, error, 0);
}

/* It was shown; or error says why not. */
static void tell_show(struct libnotify_thread *t, uint64_t id, GError *error)
{
    g_autofree char *why = NULL;

    if (!error) {
        record_tell(t->outcomes, RECORD_SHOWN, id, "");
        return;
    }
    note_trouble(t, error, id);
    why = sentence(t, error);
    record_tell(t->outcomes, RECORD_FAILED, id, why);
}

static void run_next(struct libnotify_thread *t);

static void on_sent(void *data, uint64_t id, GError *error)
{
    struct libnotify_thread *t = data;

    (void)g_atomic_int_add(&t->waiting, -1);
    t->flying--;
    if (!ending(t))
        tell_show(t, id, error);
    run_next(t);
}

static void show(struct libnotify_thread *t, const struct command *c)
{
    bool alone = g_atomic_int_get(&t->waiting) == 1;
    g_autoptr(GError) error = NULL;

    /* What queued up behind a server that hangs is not tried: each would wait as long again. */
    if (c->handed < t->hung) {
        error = g_error_new_literal(G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "");
    } else if (bus_up(t, &error) && (t->owner || learn(t, G_DBUS_CALL_FLAGS_NONE, &error))) {
        if (!alone) { /* libnotify would let the others wait for the answer */
            t->flying++;
            screen_send(&t->screen, &c->notice);
            return;
        }
        (void)screen_show(&t->screen, &c->notice, &error);
    }
    (void)g_atomic_int_add(&t->waiting, -1);
    tell_show(t, c->notice.id, error);
}

/* As many as may fly. */
static void run_next(struct libnotify_thread *t)
{
    while (t->flying < FLYING_MAX && !g_queue_is_empty(&t->queue)) {
        g_autofree struct command *c = g_queue_pop_head(&t->queue);

        if (!g_atomic_int_get(&t->stopping))
            show(t, c);
    }
}

static gboolean run_show(gpointer data)
{
    struct command *c = data;
    struct libnotify_thread *t = g_atomic_pointer_get(&c->thread);

    g_queue_push_tail(&t->queue, c);
    run_next(t);
    return G_SOURCE_REMOVE;
}

/* One that was not even shown. */
static void forget_queued(struct libnotify_thread *t, uint64_t id)
{
    for (GList *at = t->queue.head, *next; at; at = next) {
        struct command *c = at->data;

        next = at->next;
        if (c->notice.id != id)
            continue;
        g_queue_delete_link(&t->queue, at);
        g_free(c);
        (void)g_atomic_int_add(&t->waiting, -1);
        record_tell(t->outcomes, RECORD_SHOWN, id, "");
    }
}

static gboolean run_withdraw(gpointer data)
{
    struct command *c = data;
    struct libnotify_thread *t = g_atomic_pointer_get(&c->thread);

    (void)g_atomic_int_add(&t->waiting, -1);
    forget_queued(t, c->notice.id);
    screen_withdraw(&t->screen, c->notice.id);
    g_free(c);
    return G_SOURCE_REMOVE;
}

static gboolean run_look(gpointer data)
{
    struct libnotify_thread *t = data;

    if (!ending(t))
        look(t);
    return G_SOURCE_REMOVE;
}

static gboolean run_leave(gpointer data)
{
    struct libnotify_thread *t = data;

    (void)g_atomic_int_add(&t->waiting, -1);
    t->leaving = true;
    return G_SOURCE_REMOVE;
}

void *libnotify_thread_main(void *data)
{
    struct libnotify_thread *t = data;

    g_main_context_push_thread_default(t->context);
    look(t);
    /* leaving: what was sent is waited for, or it would stay on the screen */
    while (!g_atomic_int_get(&t->stopping) && (!t->leaving || g_atomic_int_get(&t->waiting) > 0))
        (void)g_main_context_iteration(t->context, TRUE);
    screen_clear(&t->screen, true);
    bus_down(t);
    while (g_main_context_iteration(t->context, FALSE))
        ; /* glib frees what it has left from in here */
    g_queue_clear_full(&t->queue, g_free);
    g_main_context_pop_thread_default(t->context);
    (void)close(t->outcomes);
    libnotify_thread_abandon(t);
    return NULL;
}

/* ------------------------------------------------------------------------ called by the loop */

static void hand_over(struct libnotify_thread *t, GSourceFunc run, const struct notice *notice)
{
    struct command *c = g_new(struct command, 1);

    c->handed = g_get_monotonic_time();
    c->notice = *notice;
    g_atomic_pointer_set(&c->thread, t);
    (void)g_atomic_int_add(&t->waiting, 1);
    g_main_context_invoke_full(t->context, G_PRIORITY_DEFAULT, run, c, NULL);
}

int libnotify_thread_show(struct libnotify_thread *t, const struct notice *notice)
{
    if (g_atomic_int_get(&t->waiting) >= SHOWS_MAX)
        return record_post(t->outcomes, RECORD_FAILED, notice->id,
                           "The notification server is too far behind.");
    hand_over(t, run_show, notice);
    return 0;
}

void libnotify_thread_withdraw(struct libnotify_thread *t, uint64_t id)
{
    if (g_atomic_int_get(&t->waiting) < WAITING_MAX)
        hand_over(t, run_withdraw, &(struct notice){.id = id});
}

void libnotify_thread_look(struct libnotify_thread *t)
{
    g_main_context_invoke(t->context, run_look, t);
}

void libnotify_thread_leave(struct libnotify_thread *t)
{
    (void)g_atomic_int_add(&t->waiting, 1);
    g_main_context_invoke(t->context, run_leave, t);
}

void libnotify_thread_stop(struct libnotify_thread *t)
{
    g_atomic_int_set(&t->stopping, 1);
    g_cancellable_cancel(t->stop);
    g_cancellable_cancel(t->calls);
    g_main_context_wakeup(t->context);
}

struct libnotify_thread *libnotify_thread_new(int outcomes, const char *app_name, const char *icon)
{
    struct libnotify_thread *t = g_new0(struct libnotify_thread, 1);

    t->context = g_main_context_new();
    t->stop = g_cancellable_new();
    t->calls = g_cancellable_new();
    t->outcomes = outcomes;
    t->app_name = g_strdup(app_name);
    t->icon = g_strdup(icon);
    t->screen.outcomes = outcomes;
    t->screen.app_name = t->app_name;
    t->screen.icon = t->icon;
    t->screen.sent = on_sent;
    t->screen.userdata = t;
    return t;
}

void libnotify_thread_abandon(struct libnotify_thread *t)
{
    if (g_atomic_int_add(&t->last, 1) == 1)
        libnotify_thread_free(t);
}

void libnotify_thread_free(struct libnotify_thread *t)
{
    g_object_unref(t->stop);
    g_object_unref(t->calls);
    g_main_context_unref(t->context);
    g_free(t->app_name);
    g_free(t->icon);
    g_free(t);
}
