/* Private to the libnotify notifier: the notices on the screen, for the thread that owns them. */
#pragma once

#include <gio/gio.h>
#include <libnotify/notify.h>

#include "daemon/ports/notifier.h"

#define SERVER_NAME "org.freedesktop.Notifications"
#define SERVER_PATH "/org/freedesktop/Notifications"

#define SCREEN_MAX 1024 /* notices kept at a time */

/* Zeroed and with the first five set, it is ready; screen_clear() leaves nothing to free. */
struct screen {
    int outcomes;
    const char *app_name, *icon;
    /* What became of a notice that was sent; error NULL: it is shown. */
    void (*sent)(void *userdata, uint64_t id, GError *error);
    void *userdata;
    GDBusConnection *bus;        /* while anything is kept */
    guint signals;               /* the server's, while there is a bus */
    bool buttons, markup, reply; /* what the server can do */
    uint64_t shows;
    struct kept {
        struct screen *screen;
        uint64_t id;        /* 0: a free slot */
        uint64_t order;     /* the smallest was shown longest ago; 0 in a free slot */
        uint32_t server_id; /* 0: the server has not told it */
        uint32_t serial;    /* of the call to show it that was given up; 0: none */
        NotifyNotification *notification;
        char **keys;     /* of its buttons */
        GSource *expiry; /* NULL: stays as long as the server likes */
        bool answered;   /* the one answer to this show was told */
    } kept[SCREEN_MAX];
};

/* With a bus from here on, or without one. */
void screen_bus(struct screen *s, GDBusConnection *bus);
/* Shows, or replaces what has the same id; the oldest makes room. Waits for the server; error is
 * wanted. */
bool screen_show(struct screen *s, const struct notice *notice, GError **error);
/* The same without waiting: sent() tells what became of it, unless it was forgotten meanwhile. */
void screen_send(struct screen *s, const struct notice *notice);
/* The call of the last show, which timed out: it may be answered later. */
void screen_await(struct screen *s, uint64_t id, uint32_t serial);
/* It was. What nobody waits for any more is taken off the screen. */
void screen_late(struct screen *s, uint32_t serial, uint32_t server_id);
/* Takes a notice off the screen without a word to the listener, and without waiting. */
void screen_withdraw(struct screen *s, uint64_t id);
/* Forgets all, telling that they are lost; visibly: takes them off the screen too. */
void screen_clear(struct screen *s, bool visibly);
