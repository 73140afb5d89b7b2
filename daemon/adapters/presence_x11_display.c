/* DISPLAY and XAUTHORITY, without asking anybody on the network: what this does takes no longer
 * than reading a small file.
 */
#include "daemon/adapters/presence_x11_display.h"

#include <X11/Xauth.h>
#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>
#include <xcb/xcb.h>

#include "common/scope.h"

#define COOKIE   "MIT-MAGIC-COOKIE-1"
#define TCP_MOST (UINT16_MAX - X_TCP_PORT)

static int local_address(struct x11_display *d)
{
    struct sockaddr_un un = {.sun_family = AF_UNIX};

    (void)snprintf(un.sun_path, sizeof(un.sun_path), X11_SOCKETS "/X%d", d->number);
    memcpy(&d->address, &un, sizeof(un));
    d->address_size = sizeof(un);
    return 0;
}

static int tcp_address(struct x11_display *d, char *host)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
                             .ai_socktype = SOCK_STREAM},
                    *found;
    size_t n = strlen(host);
    char port[16];

    if (n > 2 && host[0] == '[' && host[n - 1] == ']') {
        host[n - 1] = '\0';
        host++;
    }
    (void)snprintf(port, sizeof(port), "%d", X_TCP_PORT + d->number);
    if (getaddrinfo(strcmp(host, "localhost") == 0 ? "127.0.0.1" : host, port, &hints, &found) != 0)
        return -EADDRNOTAVAIL;
    memcpy(&d->address, found->ai_addr, found->ai_addrlen);
    d->address_size = found->ai_addrlen;
    freeaddrinfo(found);
    return 0;
}

int x11_display_parse(struct x11_display *ret, const char *name)
{
    struct x11_display d = {0};
    AUTO_FREE char *host = NULL;
    int r;

    if (!xcb_parse_display(name, &host, &d.number, NULL) || d.number < 0 || d.number > TCP_MOST)
        return -EINVAL;
    r = !host[0] || strcmp(host, "unix") == 0 ? local_address(&d) : tcp_address(&d, host);
    if (r == 0)
        *ret = d;
    return r;
}

/* Cookies are kept by address; those of this machine by its name, however it is reached. */
static Xauth *find_cookie(const struct x11_display *d)
{
    const struct sockaddr_in *in = (const struct sockaddr_in *)&d->address;
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&d->address;
    char this_machine[HOST_NAME_MAX + 1] = "", number[16], cookie[] = COOKIE;
    unsigned short family = FamilyLocal, size;
    const char *address = this_machine;

    (void)gethostname(this_machine, sizeof(this_machine) - 1);
    size = (unsigned short)strlen(this_machine);
    if (d->address.ss_family == AF_INET && ntohl(in->sin_addr.s_addr) != INADDR_LOOPBACK) {
        family = XCB_FAMILY_INTERNET;
        address = (const char *)&in->sin_addr;
        size = sizeof(in->sin_addr);
    } else if (d->address.ss_family == AF_INET6 && !IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr)) {
        family = XCB_FAMILY_INTERNET_6;
        address = (const char *)&in6->sin6_addr;
        size = sizeof(in6->sin6_addr);
    }
    (void)snprintf(number, sizeof(number), "%d", d->number);
    return XauGetBestAuthByAddr(family, size, address, (unsigned short)strlen(number), number, 1,
                                (char *[]){cookie}, (int[]){sizeof(cookie) - 1});
}

static size_t padded(size_t n)
{
    return (n + 3) & ~(size_t)3;
}

size_t x11_display_greeting(const struct x11_display *display, uint8_t *ret)
{
    xcb_setup_request_t head = {.byte_order = htons(1) == 1 ? 'B' : 'l',
                                .protocol_major_version = X_PROTOCOL,
                                .protocol_minor_version = X_PROTOCOL_REVISION};
    Xauth *cookie = find_cookie(display);
    size_t size = sizeof(head);

    memset(ret, 0, X11_GREETING_MAX);
    if (cookie && padded(cookie->name_length) + padded(cookie->data_length) <=
                      X11_GREETING_MAX - sizeof(head)) {
        head.authorization_protocol_name_len = cookie->name_length;
        head.authorization_protocol_data_len = cookie->data_length;
        memcpy(ret + size, cookie->name, cookie->name_length);
        size += padded(cookie->name_length);
        memcpy(ret + size, cookie->data, cookie->data_length);
        size += padded(cookie->data_length);
    }
    memcpy(ret, &head, sizeof(head));
    XauDisposeAuth(cookie);
    return size;
}
