/* The socket: Varlink over a Unix stream, for the owner only (varlink.org; unix(7)).
 *
 * Limits: a message of FRAME_MAX bytes, SERVER_CLIENTS_MAX clients, SERVER_DEADLINE to finish a
 * request or to take more of a reply, SERVER_QUEUE_MAX bytes a reply. A client that breaks one gets
 * an error where that is possible and is dropped; no other client notices.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>
#include <systemd/sd-event.h>

#include "daemon/daemon.h"

#define SERVER_CLIENTS_MAX 32
#define SERVER_QUEUE_MAX   (8 * 1024 * 1024) /* the status of SCHEDULE_RULES_MAX reminders fits */
#define SERVER_DEADLINE_US (5 * USEC_PER_SEC)
/* A stream is made as it is read, so a slow reader (a person with a pager) costs one page. */
#define SERVER_PATIENCE_US (10 * USEC_PER_MIN)

struct server;

/* Takes over a listening socket (it is closed by server_free, its path is not unlinked). 0, or
 * -errno: the socket stays the caller's. The daemon and the loop must outlive the server. */
int server_new(struct server **ret, sd_event *loop, int fd, struct daemon *daemon);
struct server *server_free(struct server *server);
/* Whether a peer of this uid may speak. */
bool server_admits(uid_t peer, uid_t owner);

/* Makes the listening socket at path, 0600 in a private folder. An old socket file is removed only
 * when nobody answers on it. *ret_alive is the lock that says so (common/alive.h): keep it open as
 * long. -EADDRINUSE: a daemon is running there; -EEXIST: the path is something else; -errno
 * otherwise. */
int server_listen(const char *path, int *ret_fd, int *ret_alive);
