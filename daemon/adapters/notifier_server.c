/* The bus and the server of the libnotify notifier: on its thread only.
 *
 * libnotify has found the server before there is a NotifyNotification: otherwise letting go of one
 * makes it look for a server, which could start one, or wait for one that hangs. A server's ids die
 * with it: when the name changes hands, everything shown is forgotten.
 */
#include <string.h>

#include "daemon/adapters/notifier_libnotify.h"
#include "daemon/adapters/notifier_thread.h"

#define BUS_NAME       "org.freedesktop.DBus"
#define BUS_PATH       "/org/freedesktop/DBus"
#define ASK_TIMEOUT_MS 5000 /* for what is asked without libnotify */

static void describe(struct libnotify_thread *t, const char *text, bool there)
{
    record_tell(t->outcomes, RECORD_DESCRIBED, there, text);
}

static void tell_no_bus(struct libnotify_thread *t, bool was_there)
{
    describe(t, "no session bus", false);
    record_tell(t->outcomes, RECORD_NO_BUS, was_there, "");
}

char *server_sentence(const struct libnotify_thread *t, GError *error)
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

void server_trouble(struct libnotify_thread *t, const GError *error, uint64_t id)
{
    bool hung = g_error_matches(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);

    if (!t->bus) {
        tell_no_bus(
            t, g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CLOSED)); /* see server_bus_up() */
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

bool server_learn(struct libnotify_thread *t, GDBusCallFlags flags, GError **error)
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
    if (g_strcmp0(owner, t->owner) == 0) /* news that server_learn() already had */
        return;
    screen_clear(&t->screen, false);
    forget_server(t);
    if (!server_learn(t, G_DBUS_CALL_FLAGS_NO_AUTO_START, &error))
        server_trouble(t, error, 0);
}

/* A server that hung answers after all: it can show again what it was too slow for. */
static void on_late_answer(void *data, uint32_t serial, uint32_t server_id)
{
    struct libnotify_thread *t = data;
    g_autoptr(GError) error = NULL;

    screen_late(&t->screen, serial, server_id);
    if (t->owner)
        describe(t, t->description, true);
    else if (!server_learn(t, G_DBUS_CALL_FLAGS_NO_AUTO_START, &error))
        server_trouble(t, error, 0);
}

/* ----------------------------------------------------------------------------------- the bus */

/* The one thing done on another thread: it is what ends a wait inside libnotify. */
static void close_bus(GCancellable *stop, gpointer bus)
{
    (void)stop;
    (void)g_dbus_connection_close_sync(bus, NULL, NULL);
}

void server_bus_down(struct libnotify_thread *t)
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
    server_bus_down(t);
    tell_no_bus(t, true);
}

bool server_bus_up(struct libnotify_thread *t, GError **error)
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

void server_look(struct libnotify_thread *t)
{
    g_autoptr(GError) error = NULL;

    if (!server_bus_up(t, &error) ||
        (!t->owner && !server_learn(t, G_DBUS_CALL_FLAGS_NO_AUTO_START, &error)))
        server_trouble(t, error, 0);
}
