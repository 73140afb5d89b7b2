/* Private to the libnotify notifier: answers that come after nobody waits for them any more. */
#pragma once

#include <gio/gio.h>
#include <stdbool.h>
#include <stdint.h>

struct late;

/* Watches what goes over a connection. come: on the thread whose default context is current now,
 * when a call that was given up is answered; server_id: what was shown, 0: it was another call or
 * an error. Free before the connection; come is not called after that. */
struct late *late_new(GDBusConnection *bus,
                      void (*come)(void *userdata, uint32_t serial, uint32_t server_id),
                      void *userdata);
struct late *late_free(struct late *l);
/* The call that was made last has been given up; its serial, never 0. */
uint32_t late_give_up(struct late *l);
