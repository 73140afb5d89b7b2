/* libnotify gives up a call after 25 s, and with it the number that the server's answer will have:
 * what the server then shows has buttons that nobody hears. So all that goes over the connection is
 * looked at as it passes: which number the last call has, and whether the answer to one that was
 * given up comes after all. It is also the only sign that a server which hung is alive again.
 *
 * What passes is looked at on glib's own thread, so that part is shared: a lock holds it, and it
 * lives until glib has let go of it.
 */
#include "daemon/adapters/notifier_late.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "common/scope.h"

#define GIVEN_UP_MAX 16 /* the oldest is forgotten */

/* Lock and all, on both threads. */
struct shared {
    atomic_int references;
    pthread_mutex_t lock;
    uint32_t last;                   /* the serial of the last call */
    uint32_t given_up[GIVEN_UP_MAX]; /* 0: a free place */
    size_t next;
    struct late *owner; /* NULL: it is gone */
    GMainContext *context;
};

struct late {
    GDBusConnection *bus;
    guint filter;
    struct shared *shared;
    void (*come)(void *userdata, uint32_t serial, uint32_t server_id);
    void *userdata;
};

/* An answer on its way to the thread. */
struct answer {
    _Atomic(struct shared *) shared; /* a reference; set last, read first */
    uint32_t serial, server_id;
};

static struct shared *shared_ref(struct shared *s)
{
    (void)atomic_fetch_add(&s->references, 1);
    return s;
}

static void shared_unref(void *data)
{
    struct shared *s = data;

    if (atomic_fetch_sub(&s->references, 1) > 1)
        return;
    (void)pthread_mutex_destroy(&s->lock);
    g_main_context_unref(s->context);
    free(s);
}

static void answer_free(void *data)
{
    struct answer *a = data;

    shared_unref(atomic_load(&a->shared));
    free(a);
}

static gboolean on_answer(gpointer data)
{
    struct answer *a = data;
    struct late *l = atomic_load(&a->shared)->owner; /* only ever changed on this thread */

    if (l)
        l->come(l->userdata, a->serial, a->server_id);
    return G_SOURCE_REMOVE;
}

static bool take(struct shared *s, uint32_t serial)
{
    bool found = false;

    (void)pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < GIVEN_UP_MAX && serial != 0; i++)
        if (s->given_up[i] == serial) {
            s->given_up[i] = 0;
            found = true;
        }
    (void)pthread_mutex_unlock(&s->lock);
    return found;
}

static void hand_on(struct shared *s, GDBusMessage *message)
{
    uint32_t serial = g_dbus_message_get_reply_serial(message);
    GVariant *body = g_dbus_message_get_body(message);
    struct answer *a;

    if (!take(s, serial))
        return;
    a = calloc(1, sizeof(*a));
    if (!a)
        return;
    a->serial = serial;
    if (body && g_variant_is_of_type(body, G_VARIANT_TYPE("(u)")))
        g_variant_get(body, "(u)", &a->server_id);
    atomic_store(&a->shared, shared_ref(s));
    g_main_context_invoke_full(s->context, G_PRIORITY_DEFAULT, on_answer, a, answer_free);
}

/* On glib's thread, for each message. */
static GDBusMessage *on_message(GDBusConnection *bus, GDBusMessage *message, gboolean incoming,
                                gpointer data)
{
    struct shared *s = shared_ref(data); /* its counting orders what both threads do with it */
    GDBusMessageType type = g_dbus_message_get_message_type(message);

    (void)bus;
    if (incoming &&
        (type == G_DBUS_MESSAGE_TYPE_METHOD_RETURN || type == G_DBUS_MESSAGE_TYPE_ERROR))
        hand_on(s, message);
    if (!incoming && type == G_DBUS_MESSAGE_TYPE_METHOD_CALL &&
        !(g_dbus_message_get_flags(message) & G_DBUS_MESSAGE_FLAGS_NO_REPLY_EXPECTED)) {
        (void)pthread_mutex_lock(&s->lock);
        s->last = g_dbus_message_get_serial(message);
        (void)pthread_mutex_unlock(&s->lock);
    }
    shared_unref(s);
    return message;
}

uint32_t late_give_up(struct late *l)
{
    struct shared *s = l->shared;
    uint32_t serial;

    (void)pthread_mutex_lock(&s->lock);
    serial = s->last;
    s->given_up[s->next++ % GIVEN_UP_MAX] = serial;
    (void)pthread_mutex_unlock(&s->lock);
    return serial;
}

struct late *late_new(GDBusConnection *bus,
                      void (*come)(void *userdata, uint32_t serial, uint32_t server_id),
                      void *userdata)
{
    struct late *l = g_new0(struct late, 1);
    struct shared *s = g_new0(struct shared, 1);

    l->bus = g_object_ref(bus);
    l->come = come;
    l->userdata = userdata;
    l->shared = s;
    s->owner = l;
    s->context = g_main_context_ref_thread_default();
    (void)pthread_mutex_init(&s->lock, NULL);
    atomic_store(&s->references, 1);
    l->filter = g_dbus_connection_add_filter(bus, on_message, shared_ref(s), shared_unref);
    return l;
}

struct late *late_free(struct late *l)
{
    if (!l)
        return NULL;
    g_dbus_connection_remove_filter(l->bus, l->filter);
    l->shared->owner = NULL;
    shared_unref(l->shared);
    g_object_unref(l->bus);
    g_free(l);
    return NULL;
}
