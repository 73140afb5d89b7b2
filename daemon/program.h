/* The running program: the loop, the adapters plugged into the ports, the daemon, the socket. */
#pragma once

#include <systemd/sd-event.h>

#include "common/address.h"
#include "daemon/control/server.h"
#include "daemon/control/spool.h"
#include "daemon/daemon.h"
#include "daemon/options.h"

#define PRESENCE_SOURCES_MAX 8

/* Everything that lives as long as the program, in the order in which it is made. */
struct program {
    sd_event *loop;
    struct daemon_options ports;
    struct presence_source *presence[PRESENCE_SOURCES_MAX];
    struct daemon *daemon;
    struct server *server;
    struct spool *spool; /* NULL: nothing is taken in */
    char socket[ADDRESS_MAX], database[FOLDER_MAX], spool_path[FOLDER_MAX];
    bool own_socket; /* we made its file, so we take it away */
    int alive;       /* the lock that says that we run */
    char *store_trouble;
    char aside[STORE_PATH_MAX]; /* a damaged log was moved there */
};

/* Makes everything and starts the daemon; *settings is taken over on success. What fails is logged.
 * *p is zeroed before, but for alive = -1; program_done() takes down what was made, also after a
 * failure. 0 or -errno.
 */
int program_make(struct program *p, const struct options *options, struct settings *settings);
void program_done(struct program *p);
