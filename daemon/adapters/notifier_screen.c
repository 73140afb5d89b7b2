/* What is on the screen, as libnotify's notifications: on the thread only.
 *
 * libnotify shows them, and waits for the server to number each; those of a burst are sent here,
 * behind each other. What is done with them is heard here, by that number: libnotify knows no typed
 * replies, and forgets what the server was too slow to number. A notification is
 * kept from its show until it closes; since some servers never say that one closed, each that has
 * a time of its own ends by it, and no more than SCREEN_MAX are kept. Each show has at most one
 * answer.
 */
#include "daemon/adapters/notifier_screen.h"

#include <string.h>

#include "daemon/adapters/notifier_libnotify.h"

#define EXPIRY_GRACE_MS 1000 /* for the server to end it by itself: then there is no wakeup */

static void close_at_server(struct screen *s, uint32_t server_id)
{
    g_dbus_connection_call(s->bus, SERVER_NAME, SERVER_PATH, SERVER_NAME, "CloseNotification",
                           g_variant_new("(u)", server_id), NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START,
                           -1, NULL, NULL, NULL);
}

static void stop_expiry(struct kept *k)
{
    if (k->expiry)
        g_source_destroy(k->expiry);
    g_clear_pointer(&k->expiry, g_source_unref);
}

/* Forgets one. visibly: takes it off the screen too, and waits for nobody to do so. */
static void drop(struct kept *k, bool visibly)
{
    if (visibly && k->server_id != 0)
        close_at_server(k->screen, k->server_id);
    stop_expiry(k);
    g_clear_object(&k->notification);
    g_strfreev(k->keys);
    *k = (struct kept){0};
}

/* The same, and whoever waits for its answer learns that none will come. */
static void lose(struct kept *k, bool visibly, enum record_kind kind)
{
    struct kept was = *k;

    drop(k, visibly);
    if (!was.answered)
        record_tell(was.screen->outcomes, kind, was.id, "");
}

static struct kept *find(struct screen *s, uint64_t id)
{
    for (size_t i = 0; i < SCREEN_MAX; i++)
        if (s->kept[i].id == id)
            return &s->kept[i];
    return NULL;
}

/* The slot this notice has, or a free one, or the oldest's. */
static struct kept *slot_for(struct screen *s, uint64_t id)
{
    struct kept *k = find(s, id);

    if (!k) {
        k = &s->kept[0];
        for (size_t i = 1; i < SCREEN_MAX; i++)
            if (s->kept[i].order < k->order)
                k = &s->kept[i];
        if (k->id != 0)
            lose(k, true, RECORD_CLOSED);
    }
    k->screen = s;
    k->id = id;
    k->order = ++s->shows;
    k->serial = 0;
    k->answered = false;
    return k;
}

/* ------------------------------------------------------------------------------ what is heard */

static void answer(struct kept *k, enum record_kind kind, const char *text)
{
    if (!k->answered)
        record_tell(k->screen->outcomes, kind, k->id, text);
    k->answered = true;
}

/* Why it closed is not asked for: servers disagree about what their reasons mean. */
static void on_signal(GDBusConnection *bus, const char *sender, const char *path,
                      const char *interface, const char *signal, GVariant *parameters,
                      gpointer data)
{
    struct screen *s = data;
    g_autoptr(GVariant) first = NULL;
    const char *text = "";
    struct kept *k = NULL;

    (void)bus, (void)sender, (void)path, (void)interface;
    if (!g_variant_is_of_type(parameters, G_VARIANT_TYPE("(us)")) &&
        !g_variant_is_of_type(parameters, G_VARIANT_TYPE("(uu)")))
        return;
    first = g_variant_get_child_value(parameters, 0);
    for (size_t i = 0; i < SCREEN_MAX && !k; i++)
        if (s->kept[i].server_id != 0 && s->kept[i].server_id == g_variant_get_uint32(first))
            k = &s->kept[i];
    if (!k)
        return;
    if (g_variant_is_of_type(parameters, G_VARIANT_TYPE("(us)")))
        g_variant_get_child(parameters, 1, "&s", &text);
    if (strcmp(signal, "NotificationClosed") == 0)
        lose(k, false, RECORD_CLOSED);
    else if (strcmp(signal, "NotificationReplied") == 0)
        answer(k, RECORD_REPLIED, text);
    else if (strcmp(signal, "ActionInvoked") == 0 && k->keys &&
             g_strv_contains((const char *const *)k->keys, text))
        answer(k, RECORD_ACTED, text);
}

static gboolean on_expiry(gpointer kept)
{
    lose(kept, true, RECORD_CLOSED);
    return G_SOURCE_REMOVE;
}

static void start_expiry(struct kept *k, int64_t timeout)
{
    stop_expiry(k);
    if (timeout <= 0 || timeout / 1000 > G_MAXINT - EXPIRY_GRACE_MS)
        return;
    k->expiry = g_timeout_source_new((guint)(timeout / 1000) + EXPIRY_GRACE_MS);
    g_source_set_callback(k->expiry, on_expiry, k, NULL);
    g_source_attach(k->expiry, g_main_context_get_thread_default());
}

/* ------------------------------------------------------------------------------ what is shown */

/* The text below the title, as this server wants it. */
static char *body_for(const struct screen *s, const struct notice *n)
{
    bool answer = n->answer[0] && (!s->buttons || n->actions_n == 0);
    g_autofree char *body =
        g_utf8_make_valid(n->body, -1); /* GVariant ends the program over less */
    GString *text = g_string_new(body);

    if (answer)
        g_string_append_printf(text, "%sAnswer: %s", n->body[0] ? "\n" : "", n->answer);
    if (s->markup) {
        g_string_replace(text, "&", "&amp;", 0);
        g_string_replace(text, "<", "&lt;", 0);
        g_string_replace(text, ">", "&gt;", 0);
    }
    return g_string_free(text, FALSE);
}

/* A string as D-Bus takes it. */
static GVariant *string_of(const char *text)
{
    return g_variant_new_take_string(g_utf8_make_valid(text, -1));
}

static GVariant *hints_for(const struct notice *n, bool reply)
{
    static const uint8_t urgencies[] = {
        [URGENCY_LOW] = NOTIFY_URGENCY_LOW,
        [URGENCY_NORMAL] = NOTIFY_URGENCY_NORMAL,
        [URGENCY_CRITICAL] = NOTIFY_URGENCY_CRITICAL,
    };
    GVariantDict hints;

    g_variant_dict_init(&hints, NULL);
    g_variant_dict_insert(&hints, "urgency", "y", urgencies[n->urgency]);
    g_variant_dict_insert(&hints, "category", "s", "x-knead.reminder");
    g_variant_dict_insert(&hints, "desktop-entry", "s", "knead");
    if (n->transient)
        g_variant_dict_insert(&hints, "transient", "b", TRUE);
    if (n->sound[0])
        g_variant_dict_insert_value(&hints, n->sound[0] == '/' ? "sound-file" : "sound-name",
                                    string_of(n->sound));
    if (n->icon[0] == '/') /* a picture, where the icon's place may be taken by the program's */
        g_variant_dict_insert_value(&hints, "image-path", string_of(n->icon));
    if (reply)
        g_variant_dict_insert_value(&hints, "x-kde-reply-placeholder-text", string_of(n->reply));
    return g_variant_ref_sink(g_variant_dict_end(&hints));
}

/* Milliseconds, as servers count; -1: theirs. */
static gint expiry_of(const struct notice *n)
{
    int64_t ms =
        n->timeout / 1000 + (n->timeout % 1000 > 0); /* never down to 0: that is for ever */

    return ms > 0 ? (gint)MIN(ms, G_MAXINT) : NOTIFY_EXPIRES_DEFAULT;
}

static bool takes_reply(const struct screen *s, const struct notice *n)
{
    return s->buttons && s->reply && n->reply[0];
}

static void keep_keys(struct kept *k, const struct notice *n)
{
    g_strfreev(k->keys);
    k->keys = g_new0(char *, n->actions_n + 1);
    for (size_t i = 0; k->screen->buttons && i < n->actions_n; i++)
        k->keys[i] = g_strdup(n->actions[i].key);
}

/* ---------------------------------------------------------------------------- shown by libnotify
 */

/* libnotify wants one for each button; on_signal() hears them all. */
static void on_action(NotifyNotification *notification, char *action, gpointer data)
{
    (void)notification, (void)action, (void)data;
}

static void add_button(NotifyNotification *notification, const char *key, const char *text)
{
    g_autofree char *label = g_utf8_make_valid(text, -1);

    notify_notification_add_action(notification, key, label, on_action, NULL, NULL);
}

static void fill(struct kept *k, const struct notice *n)
{
    const struct screen *s = k->screen;
    bool reply = takes_reply(s, n);
    g_autofree char *title = g_utf8_make_valid(n->title[0] ? n->title : s->app_name, -1);
    g_autofree char *body = body_for(s, n);
    g_autofree char *own = n->icon[0] ? g_utf8_make_valid(n->icon, -1) : NULL;
    /* From 0.8.4 on libnotify has one icon for the program and another for the notice; which of
     * them notify_notification_new() means changed twice, so it gets none. */
    const char *icon = own || NOTIFY_CHECK_VERSION(0, 8, 4) ? own : s->icon;
    g_autoptr(GVariant) hints = hints_for(n, reply);
    GVariantIter iter;
    const char *name;
    GVariant *value;

    if (!k->notification) {
        k->notification = notify_notification_new(title, body, NULL);
    } else { /* before the update, whose icon may become a hint */
        notify_notification_clear_hints(k->notification);
        notify_notification_clear_actions(k->notification);
    }
    notify_notification_update(k->notification, title, body, icon);
    notify_notification_set_timeout(k->notification, expiry_of(n));
    g_variant_iter_init(&iter, hints);
    while (g_variant_iter_loop(&iter, "{&sv}", &name, &value))
        notify_notification_set_hint(k->notification, name, value);
    for (size_t i = 0; s->buttons && i < n->actions_n; i++)
        add_button(k->notification, n->actions[i].key, n->actions[i].label);
    if (reply)
        add_button(k->notification, "inline-reply", n->reply);
    g_object_set(k->notification, "id", (gint)k->server_id, NULL);
}

bool screen_show(struct screen *s, const struct notice *n, GError **error)
{
    struct kept *k = slot_for(s, n->id);
    gint id = 0;

    keep_keys(k, n);
    fill(k, n);
    if (!notify_notification_show(k->notification, error)) {
        if (!g_error_matches(*error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)) /* see screen_await() */
            drop(k, true);
        return false;
    }
    g_object_get(k->notification, "id", &id, NULL);
    k->server_id = (uint32_t)id;
    start_expiry(k, n->timeout);
    return true;
}

/* -------------------------------------------------------------------------- sent without waiting
 */

/* A call that is on its way. */
struct sending {
    struct screen *screen;
    uint64_t id, order;
    int64_t timeout;
};

/* Of a slot that has gone to another show meanwhile, or to none, the notification goes, too. */
static void on_sent(GObject *bus, GAsyncResult *result, gpointer data)
{
    g_autofree struct sending *c = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GVariant) reply =
        g_dbus_connection_call_finish(G_DBUS_CONNECTION(bus), result, &error);
    struct kept *k = find(c->screen, c->id);
    uint32_t server_id = 0;

    if (reply)
        g_variant_get(reply, "(u)", &server_id);
    if (k && k->order == c->order) {
        k->server_id = server_id;
        if (reply)
            start_expiry(k, c->timeout);
        else
            drop(k, false);
    } else if (server_id != 0 && (!k || k->server_id != server_id) && c->screen->bus) {
        close_at_server(c->screen, server_id);
    }
    c->screen->sent(c->screen->userdata, c->id, error);
}

static GVariant *parameters_of(const struct screen *s, const struct kept *k, const struct notice *n)
{
    bool reply = takes_reply(s, n);
    g_autofree char *body = body_for(s, n);
    g_autoptr(GVariant) hints = hints_for(n, reply);
    GVariantBuilder actions;

    g_variant_builder_init(&actions, G_VARIANT_TYPE("as"));
    for (size_t i = 0; s->buttons && i < n->actions_n; i++) {
        g_variant_builder_add(&actions, "s", n->actions[i].key);
        g_variant_builder_add_value(&actions, string_of(n->actions[i].label));
    }
    if (reply) {
        g_variant_builder_add(&actions, "s", "inline-reply");
        g_variant_builder_add_value(&actions, string_of(n->reply));
    }
    return g_variant_new(
        "(su@s@ssas@a{sv}i)", s->app_name, k->server_id, string_of(n->icon[0] ? n->icon : s->icon),
        string_of(n->title[0] ? n->title : s->app_name), body, &actions, hints, expiry_of(n));
}

void screen_send(struct screen *s, const struct notice *n)
{
    struct kept *k = slot_for(s, n->id);
    struct sending *c = g_new(struct sending, 1);

    *c = (struct sending){s, n->id, k->order, n->timeout};
    keep_keys(k, n);
    stop_expiry(k);
    g_dbus_connection_call(s->bus, SERVER_NAME, SERVER_PATH, SERVER_NAME, "Notify",
                           parameters_of(s, k, n), G_VARIANT_TYPE("(u)"), G_DBUS_CALL_FLAGS_NONE,
                           G_MAXINT, NULL, on_sent, c);
}

/* ------------------------------------------------------------------------- after it was given up
 */

void screen_await(struct screen *s, uint64_t id, uint32_t serial)
{
    struct kept *k = find(s, id);

    if (k)
        k->serial = serial;
}

void screen_late(struct screen *s, uint32_t serial, uint32_t server_id)
{
    for (size_t i = 0; i < SCREEN_MAX; i++)
        if (s->kept[i].id != 0 && s->kept[i].serial == serial) {
            s->kept[i].serial = 0;
            s->kept[i].server_id = server_id;
            if (server_id == 0) /* refused in the end */
                drop(&s->kept[i], false);
            return;
        }
    if (server_id != 0)
        close_at_server(s, server_id);
}

void screen_withdraw(struct screen *s, uint64_t id)
{
    struct kept *k = find(s, id);

    if (k)
        drop(k, true);
}

void screen_clear(struct screen *s, bool visibly)
{
    for (size_t i = 0; i < SCREEN_MAX; i++)
        if (s->kept[i].id != 0)
            lose(&s->kept[i], visibly, RECORD_LOST);
}

void screen_bus(struct screen *s, GDBusConnection *bus)
{
    if (s->bus)
        g_dbus_connection_signal_unsubscribe(s->bus, s->signals);
    s->bus = bus;
    if (bus)
        s->signals =
            g_dbus_connection_signal_subscribe(bus, SERVER_NAME, SERVER_NAME, NULL, SERVER_PATH,
                                               NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_signal, s, NULL);
}
