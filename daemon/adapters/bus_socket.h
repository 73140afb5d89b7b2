/* The local socket of a message bus: where it is, and signs that it was made anew. */
#pragma once

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-event.h>

struct bus_socket {
    struct sockaddr_un address; /* AF_UNSPEC: there is none to use */
    socklen_t size;
    sd_event *loop;
    sd_event_source *signs;
    void (*sign)(void *userdata);
    void *userdata;
};

/* variable: the name of the one with the bus's address; usual: the socket where that is not set
 * ("": there is none). sign: from the loop, while they are looked for. Never fails: without a
 * socket connecting does. */
void bus_socket_init(struct bus_socket *s, sd_event *loop, const char *variable, const char *usual,
                     void (*sign)(void *userdata), void *userdata);
void bus_socket_done(struct bus_socket *s);
/* A descriptor of the caller's, non-blocking, or -errno: -EADDRNOTAVAIL when there is no address.
 * Never waits. */
int bus_socket_connect(const struct bus_socket *s);
/* Looks for signs from now on, or no longer. */
void bus_socket_look(struct bus_socket *s, bool look);
