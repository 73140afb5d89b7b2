/* libnotify on a thread of its own: its commands and what becomes of them. Only this file,
 * notifier_server.c, notifier_screen.c and notifier_late.c know glib.
 *
 * libnotify waits for the server in every call, up to 25 s, and offers no other way; hence the
 * thread, with a GMainContext of its own. Commands come in as sources on that context, with their
 * own copies; outcomes go out as records through a pipe. What must stay true:
 *  - nobody waits for this thread, and it touches nothing of the daemon's but the pipe;
 *  - all D-Bus talk is the thread's, save one: to stop it while it waits for a server, the bus
 *    connection is closed under it, which ends every call at once;
 *  - what is kept here is bounded, and so is what waits.
 */
#include "daemon/adapters/notifier_libnotify.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/adapters/notifier_thread.h"

#define SHOWS_MAX   1024 /* commands that wait, beyond which no show is taken */
#define WAITING_MAX 4096 /* and no withdraw: more than there can be notices to withdraw */
#define FLYING_MAX  64   /* sent and not answered: a bus may refuse more than 128 of a client's */

struct command {
    struct libnotify_thread *thread; /* set last, read first: what is between is seen whole */
    gint64 handed;
    struct notice notice; /* to withdraw: only its id */
};

/* -------------------------------------------------------------------------------- the thread */

static bool ending(struct libnotify_thread *t)
{
    return t->leaving || g_atomic_int_get(&t->stopping);
}

/* It was shown; or error says why not. */
static void tell_show(struct libnotify_thread *t, uint64_t id, GError *error)
{
    g_autofree char *why = NULL;

    if (!error) {
        record_tell(t->outcomes, RECORD_SHOWN, id, "");
        return;
    }
    server_trouble(t, error, id);
    why = server_sentence(t, error);
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
    } else if (server_bus_up(t, &error) &&
               (t->owner || server_learn(t, G_DBUS_CALL_FLAGS_NONE, &error))) {
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
        server_look(t);
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
    server_look(t);
    /* leaving: what was sent is waited for, or it would stay on the screen */
    while (!g_atomic_int_get(&t->stopping) && (!t->leaving || g_atomic_int_get(&t->waiting) > 0))
        (void)g_main_context_iteration(t->context, TRUE);
    screen_clear(&t->screen, true);
    server_bus_down(t);
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
