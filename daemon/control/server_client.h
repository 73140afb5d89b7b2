/* One connection: bytes in, replies out, and the limits on both. */
#pragma once

#include <systemd/sd-event.h>

#include "daemon/daemon.h"

struct server_client;

/* Takes over a connected, non-blocking socket on success. gone() is told when the connection is
 * over; it is to free the client, and may do so at once. 0 or -errno. */
int server_client_new(struct server_client **ret, sd_event *loop, int fd, struct daemon *daemon,
                      void (*gone)(void *userdata, struct server_client *client), void *userdata);
/* The daemon changed: a client that watches it is told. */
void server_client_changed(struct server_client *client);
struct server_client *server_client_free(struct server_client *client);
