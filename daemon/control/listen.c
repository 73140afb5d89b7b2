/* Making the listening socket: an old file is removed only when nobody answers on it and this is
 * the only kneadd here. The asking comes first: where it is the service manager that listens, it
 * starts a kneadd, which must find the lock free. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "common/address.h"
#include "common/alive.h"
#include "common/scope.h"
#include "daemon/control/server.h"

/* 0: there is nothing, or what an earlier run left. */
static int look(const struct sockaddr_un *address)
{
    AUTO_CLOSE int fd = -1;
    struct stat st;

    if (lstat(address->sun_path, &st) < 0)
        return errno == ENOENT ? 0 : -errno;
    if (!S_ISSOCK(st.st_mode))
        return -EEXIST;
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -errno;
    if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0 || errno == EAGAIN)
        return -EADDRINUSE;
    return errno == ECONNREFUSED || errno == ENOENT ? 0 : -errno;
}

int server_listen(const char *path, int *ret_fd, int *ret_alive)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    AUTO_CLOSE int fd = -1, alive = -1;
    int r;

    if (strlen(path) >= sizeof(address.sun_path))
        return -ENAMETOOLONG;
    (void)strcpy(address.sun_path, path);
    r = address_make_private(path);
    if (r == 0)
        r = look(&address);
    if (r == 0)
        r = alive_hold(path, &alive);
    if (r < 0)
        return r;
    if (unlink(path) < 0 && errno != ENOENT)
        return -errno;
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -errno;
    /* On Linux the file gets the mode of the socket, so it is never open to others, not even
     * briefly. */
    if (fchmod(fd, 0600) < 0 || bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ||
        listen(fd, SOMAXCONN) < 0)
        return -errno;
    *ret_fd = fd;
    *ret_alive = alive;
    fd = alive = -1;
    return 0;
}
