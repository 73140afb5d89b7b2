/* What DISPLAY and XAUTHORITY say about an X server: where it listens, and how it wants to be
 * greeted.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#define X11_SOCKETS      "/tmp/.X11-unix"
#define X11_GREETING_MAX 1024 /* a greeting with a cookie takes 48 */

struct x11_display {
    int number;
    struct sockaddr_storage address; /* AF_UNIX: a server on this machine, by its socket's path */
    socklen_t address_size;
};

/* name: as DISPLAY has it. -EINVAL: it is no display's name; -EADDRNOTAVAIL: its host is neither an
 * address nor "localhost" (names are not looked up, which may take long). */
int x11_display_parse(struct x11_display *ret, const char *name);
/* What a client says first, with the cookie for this display when there is one; its size. ret: room
 * for X11_GREETING_MAX. */
size_t x11_display_greeting(const struct x11_display *display, uint8_t *ret);
