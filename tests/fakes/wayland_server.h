/* A Wayland compositor that knows seats and idleness only, in the test's own process and on its
 * loop: what it offers, and whether anybody is there, a test says.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-event.h>
#include <wayland-server-core.h>

/* Ways of asking for idleness. */
enum wayland_offer {
    WAYLAND_NONE = 0,
    WAYLAND_KDE = 1,   /* org_kde_kwin_idle */
    WAYLAND_EXT = 2,   /* ext-idle-notify-v1 */
    WAYLAND_EXT_2 = 4, /* and its second version */
    WAYLAND_INPUT = 8, /* asked for by that version's own request */
};

#define WAYLAND_SEATS    20
#define WAYLAND_REQUESTS 64

struct wayland_request {
    struct wl_resource *resource;
    struct wayland_server *server;
    enum wayland_offer by;
    int seat;
    uint32_t ms;
    bool idled;
};

struct wayland_server {
    char folder[40];
    sd_event *loop;
    sd_event_source *source;
    struct wl_display *display; /* NULL: it is gone */
    struct wl_global *kde, *ext, *seats[WAYLAND_SEATS];
    struct wayland_request requests[WAYLAND_REQUESTS]; /* those in force */
    int requests_n;
    struct wl_listener connected;
    int connections; /* so many ever */
};

/* Makes a runtime folder of its own, and the process's. */
void wayland_server_init(struct wayland_server *s, sd_event *loop);
void wayland_server_done(struct wayland_server *s);
/* Appears at the socket with this name, with the first seat, offering any of enum wayland_offer. */
void wayland_server_up(struct wayland_server *s, const char *name, int offers);
void wayland_server_down(struct wayland_server *s);
/* Offers these from now on. */
void wayland_server_offer(struct wayland_server *s, int offers);
void wayland_server_seat(struct wayland_server *s, int seat, bool there);
/* Stops or resumes to accept, read and answer. */
void wayland_server_hang(struct wayland_server *s, bool hangs);
/* Drops all clients; the socket stays. */
void wayland_server_kick(struct wayland_server *s);
/* How it was asked to tell of ms without input on a seat; WAYLAND_NONE: it was not. */
enum wayland_offer wayland_server_asked(struct wayland_server *s, int seat, uint32_t ms);
/* There was no input for ms. It was asked for that. */
void wayland_server_idled(struct wayland_server *s, int seat, uint32_t ms);
/* Input: ends whatever is idle. force: says so where it never was idle, too. */
void wayland_server_input(struct wayland_server *s, int seat, bool force);
/* A protocol error, for each request in force. */
void wayland_server_fail(struct wayland_server *s);
/* Whether the protocol's text here has the second version's request. */
bool wayland_server_knows_input(void);
