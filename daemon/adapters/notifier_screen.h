/* Private to the libnotify notifier: the notices on the screen, for the thread that owns them. */
#pragma once

#include <gio/gio.h>
#include <libnotify/notify.h>

#include "daemon/ports/notifier.h"

#define SERVER_NAME "org.freedesktop.Notifications"
#define SERVER_PATH "/org/freedesktop/Notifications"

#define SCREEN_MAX 64 /* notices kept at a time */

/* Zeroed and with the first five set, it is ready; screen_clear() leaves nothing to free. */
struct screen {
    int outcomes;
    const char *app_name, *icon;
    GDBusConnection *bus; /* while anything is kept */
    bool buttons, markup; /* what the server can do */
    uint64_t shows;
    struct kept {
        struct screen *screen;
        uint64_t id;    /* 0: a free slot */
        uint64_t order; /* the smallest was shown longest ago; 0 in a free slot */
        NotifyNotification *notification;
        bool answered; /* the one answer to this show was told */
    } kept[SCREEN_MAX];
};

/* Shows, or replaces what has the same id; the oldest makes room. Waits for the server. */
bool screen_show(struct screen *s, const struct notice *notice, GError **error);
/* Takes a notice off the screen without a word to the listener, and without waiting. */
void screen_withdraw(struct screen *s, uint64_t id);
/* Forgets all, telling that no answers will come; visibly: takes them off the screen too. */
void screen_clear(struct screen *s, bool visibly);
