/* The local socket of a message bus.
 *
 * Only unix sockets are used: whatever else an address may name can block or start programs. The
 * address's guid is left out, for it is another one once the bus was started anew. A socket appears
 * in a folder, which is watched; where that is not there either, the nearest one on the way to it.
 */
#include "daemon/adapters/bus_socket.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/scope.h"

/* Attributes too: a bus that makes its socket listens on it next, and opens it to all after that.
 */
#define SIGNS (IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)

/* ----------------------------------------------------------------------------------- the address
 */

static int hex(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, c | 0x20) : NULL;

    return at ? (int)(at - digits) : -1;
}

/* A value of an address: bytes, some as %XX. Its length, or -1. */
static int unescape(const char *value, char *ret, size_t size)
{
    size_t n = 0;

    for (; *value; value++) {
        int byte = (unsigned char)*value;

        if (*value == '%') {
            if (hex(value[1]) < 0 || hex(value[2]) < 0)
                return -1;
            byte = hex(value[1]) << 4 | hex(value[2]);
            value += 2;
        }
        if (byte == '\0' || n + 1 >= size)
            return -1;
        ret[n++] = (char)byte;
    }
    ret[n] = '\0';
    return (int)n;
}

static bool set_path(struct bus_socket *s, const char *value)
{
    int n = unescape(value, s->address.sun_path, sizeof(s->address.sun_path));

    if (n < 0 || s->address.sun_path[0] != '/')
        return false;
    s->size = sizeof(s->address);
    return true;
}

static bool set_abstract(struct bus_socket *s, const char *value)
{
    int n = unescape(value, s->address.sun_path + 1, sizeof(s->address.sun_path) - 1);

    s->address.sun_path[0] = '\0';
    s->size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)(n > 0 ? n : 0));
    return n > 0;
}

/* The first of the list that is a unix socket: "unix:path=/run/user/1000/bus,guid=...;tcp:...". */
static bool set_address(struct bus_socket *s, char *list)
{
    for (char *entry; (entry = strsep(&list, ";"));) {
        char *key;

        if (strncmp(entry, "unix:", 5) != 0)
            continue;
        entry += 5;
        while ((key = strsep(&entry, ",")))
            if (strncmp(key, "path=", 5) == 0
                    ? set_path(s, key + 5)
                    : strncmp(key, "abstract=", 9) == 0 && set_abstract(s, key + 9))
                return true;
    }
    return false;
}

void bus_socket_init(struct bus_socket *s, sd_event *loop, const char *variable, const char *usual,
                     void (*sign)(void *userdata), void *userdata)
{
    const char *set = getenv(variable);
    AUTO_FREE char *list = NULL;
    bool found;

    *s = (struct bus_socket){.loop = loop, .sign = sign, .userdata = userdata};
    if (set && *set) {
        list = strdup(set);
        found = list && set_address(s, list);
    } else {
        found = *usual == '/' && strlen(usual) < sizeof(s->address.sun_path);
        if (found)
            (void)strcpy(s->address.sun_path, usual);
        s->size = sizeof(s->address);
    }
    s->address.sun_family = found ? AF_UNIX : AF_UNSPEC;
}

void bus_socket_done(struct bus_socket *s)
{
    bus_socket_look(s, false);
}

int bus_socket_connect(const struct bus_socket *s)
{
    AUTO_CLOSE int fd = -1;
    int ret;

    if (s->address.sun_family != AF_UNIX)
        return -EADDRNOTAVAIL;
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&s->address, s->size) < 0)
        return -errno;
    ret = fd;
    fd = -1;
    return ret;
}

/* ------------------------------------------------------------------------------------- the signs
 */

static bool is_on_the_way(const char *path, const char *name)
{
    size_t n = strlen(name);

    for (const char *at = path; (at = strchr(at, '/'));)
        if (strncmp(++at, name, n) == 0 && (at[n] == '/' || at[n] == '\0'))
            return true;
    return false;
}

static int on_signs(sd_event_source *source, int fd, uint32_t revents, void *userdata)
{
    struct bus_socket *s = userdata;
    _Alignas(struct inotify_event) char buffer[4096];
    bool sign = false;
    ssize_t n;

    (void)source, (void)revents;
    while ((n = read(fd, buffer, sizeof(buffer))) > 0) {
        const struct inotify_event *event;

        for (ssize_t at = 0; at < n; at += (ssize_t)(sizeof(*event) + event->len)) {
            event = (const struct inotify_event *)(buffer + at);
            if (event->len == 0 ? !(event->mask & IN_ATTRIB) /* the folder itself went */
                                : is_on_the_way(s->address.sun_path, event->name))
                sign = true;
        }
    }
    if (sign)
        s->sign(s->userdata);
    return 0;
}

/* The first n bytes of path, a folder; false: there is none there. */
static bool folder_at(const char *path, size_t n, char *ret)
{
    struct stat st;

    memcpy(ret, n ? path : "/", n ? n : 1);
    ret[n ? n : 1] = '\0';
    return stat(ret, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Up to the nearest folder that is there; and once more if the next one has appeared meanwhile, so
 * that nothing is missed. */
static void watch_nearest(int fd, const char *path)
{
    char folder[sizeof(((struct sockaddr_un *)0)->sun_path)];
    size_t last = (size_t)(strrchr(path, '/') - path), n, next;

    for (;;) {
        for (n = next = last; !folder_at(path, n, folder) && n > 0;)
            for (next = n--; path[n] != '/'; n--)
                ;
        if (inotify_add_watch(fd, folder, SIGNS) >= 0) {
            if (n == last || !folder_at(path, next, folder))
                return;
        } else if (errno != ENOENT && errno != ENOTDIR) {
            return;
        }
    }
}

void bus_socket_look(struct bus_socket *s, bool look)
{
    int fd;

    s->signs = sd_event_source_disable_unref(s->signs);
    if (!look || s->address.sun_path[0] != '/')
        return;
    /* An inotify of its own: sd-event's, shared by all who watch the same folder, has spun after
     * losing one of them (libsystemd 257). */
    fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd < 0)
        return;
    watch_nearest(fd, s->address.sun_path);
    if (sd_event_add_io(s->loop, &s->signs, fd, EPOLLIN, on_signs, s) < 0)
        (void)close(fd);
    else
        (void)sd_event_source_set_io_fd_own(s->signs, true);
}
