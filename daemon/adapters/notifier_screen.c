/* What is on the screen, as libnotify's notifications: on the thread only.
 *
 * A notification is kept from its show until it closes, because its buttons are heard only while it
 * is; and since some servers never say that one closed, no more than SCREEN_MAX are. Each show has
 * at most one answer.
 */
#include "daemon/adapters/notifier_screen.h"

#include "daemon/adapters/notifier_libnotify.h"

/* Forgets one. visibly: takes it off the screen too, and waits for nobody to do so. */
static void drop(struct kept *k, bool visibly)
{
    gint id = 0;

    g_object_get(k->notification, "id", &id, NULL);
    if (visibly && id != 0)
        g_dbus_connection_call(k->screen->bus, SERVER_NAME, SERVER_PATH, SERVER_NAME,
                               "CloseNotification", g_variant_new("(u)", (guint32)id), NULL,
                               G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
    g_signal_handlers_disconnect_by_data(k->notification, k);
    g_object_unref(k->notification);
    *k = (struct kept){0};
}

/* The same, and whoever waits for its answer learns that none will come. */
static void lose(struct kept *k, bool visibly)
{
    struct kept was = *k;

    drop(k, visibly);
    if (!was.answered)
        record_tell(was.screen->outcomes, RECORD_CLOSED, was.id, "");
}

static void on_action(NotifyNotification *notification, char *action, gpointer data)
{
    struct kept *k = data;

    (void)notification;
    if (!k->answered)
        record_tell(k->screen->outcomes, RECORD_ACTED, k->id, action);
    k->answered = true;
}

/* Why it closed is not asked for: servers disagree about what their reasons mean. */
static void on_closed(NotifyNotification *notification, gpointer data)
{
    (void)notification;
    lose(data, false);
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
            lose(k, true);
    }
    k->screen = s;
    k->id = id;
    k->order = ++s->shows;
    k->answered = false;
    return k;
}

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

static void set_hints(NotifyNotification *notification, const struct notice *n)
{
    static const NotifyUrgency urgencies[] = {
        [URGENCY_LOW] = NOTIFY_URGENCY_LOW,
        [URGENCY_NORMAL] = NOTIFY_URGENCY_NORMAL,
        [URGENCY_CRITICAL] = NOTIFY_URGENCY_CRITICAL,
    };
    int64_t ms =
        n->timeout / 1000 + (n->timeout % 1000 > 0); /* never down to 0: that is for ever */

    notify_notification_set_timeout(notification,
                                    ms > 0 ? (gint)MIN(ms, G_MAXINT) : NOTIFY_EXPIRES_DEFAULT);
    notify_notification_set_urgency(notification, urgencies[n->urgency]);
    notify_notification_set_category(notification, "x-knead.reminder");
    notify_notification_set_hint(notification, "desktop-entry", g_variant_new_string("knead"));
    if (n->transient)
        notify_notification_set_hint(notification, "transient", g_variant_new_boolean(TRUE));
    if (n->sound[0])
        notify_notification_set_hint(notification, n->sound[0] == '/' ? "sound-file" : "sound-name",
                                     g_variant_new_take_string(g_utf8_make_valid(n->sound, -1)));
}

static void set_buttons(struct kept *k, const struct notice *n)
{
    for (size_t i = 0; i < n->actions_n; i++) {
        g_autofree char *label = g_utf8_make_valid(n->actions[i].label, -1);

        notify_notification_add_action(k->notification, n->actions[i].key, label, on_action, k,
                                       NULL);
    }
}

bool screen_show(struct screen *s, const struct notice *n, GError **error)
{
    struct kept *k = slot_for(s, n->id);
    g_autofree char *title = g_utf8_make_valid(n->title[0] ? n->title : s->app_name, -1);
    g_autofree char *body = body_for(s, n);
    g_autofree char *own = n->icon[0] ? g_utf8_make_valid(n->icon, -1) : NULL;
    /* From 0.8.4 on libnotify has one icon for the program and another for the notice; which of
     * them notify_notification_new() means changed twice, so it gets none. */
    const char *icon = own || NOTIFY_CHECK_VERSION(0, 8, 4) ? own : s->icon;

    if (!k->notification) {
        k->notification = notify_notification_new(title, body, NULL);
        g_signal_connect(k->notification, "closed", G_CALLBACK(on_closed), k);
    } else { /* before the update, whose icon may become a hint */
        notify_notification_clear_hints(k->notification);
        notify_notification_clear_actions(k->notification);
    }
    notify_notification_update(k->notification, title, body, icon);
    set_hints(k->notification, n);
    if (s->buttons)
        set_buttons(k, n);
    if (notify_notification_show(k->notification, error))
        return true;
    drop(k, true);
    return false;
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
            lose(&s->kept[i], visibly);
}
