/* A lock of the open file description on SOCKET.lock: it is gone with its holder, cannot be taken
 * twice and is looked at without being taken (fcntl(2), F_OFD_GETLK). */
#include "common/alive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/address.h"
#include "common/scope.h"

static int open_beside(const char *socket, int flags)
{
    char name[ADDRESS_MAX + sizeof ".lock"];
    int fd;

    if (snprintf(name, sizeof name, "%s.lock", socket) >= (int)sizeof name)
        return -ENAMETOOLONG;
    fd = open(name, flags | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
    return fd < 0 ? -errno : fd;
}

int alive_hold(const char *socket, int *ret_fd)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    AUTO_CLOSE int fd = open_beside(socket, O_RDWR | O_CREAT);

    if (fd < 0)
        return fd;
    if (fcntl(fd, F_OFD_SETLK, &whole) < 0)
        return errno == EAGAIN || errno == EACCES ? -EADDRINUSE : -errno;
    *ret_fd = fd;
    fd = -1;
    return 0;
}

void alive_announce(int fd)
{
    /* The process's id: for people who look, and to have something to write. */
    if (ftruncate(fd, 0) == 0)
        (void)dprintf(fd, "%d\n", (int)getpid());
}

bool alive_is_held(const char *socket)
{
    struct flock whole = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
    AUTO_CLOSE int fd = open_beside(socket, O_RDONLY);

    return fd >= 0 && fcntl(fd, F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
}
