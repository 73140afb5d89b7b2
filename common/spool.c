/* A file of lines that outlive a power cut.
 *
 * What spool_add() acknowledged is on disk, whole; what it refused is not there. The lock keeps
 * other writers out, and whoever takes the lines in: that removes the file while it holds the lock,
 * so a file that has no name any more is not written to.
 */
#include "common/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>

#include "common/address.h"
#include "common/scope.h"

#define LOCK_TRIES 50
#define LOCK_WAIT  (20 * 1000 * 1000) /* nanoseconds between two */

/* As flock(2), but not for ever: whoever has the lock may have been stopped. */
static int lock(int fd)
{
    for (int tries = 0; flock(fd, LOCK_EX | LOCK_NB) < 0; tries++) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return -errno;
        if (tries == LOCK_TRIES)
            return -EBUSY;
        (void)nanosleep(&(struct timespec){0, LOCK_WAIT}, NULL);
    }
    return 0;
}

/* The file, made where it is missing, and locked: its descriptor and its length, or -errno. */
static int open_locked(const char *path, off_t *ret_length)
{
    for (;;) {
        AUTO_CLOSE int fd = -1;
        struct stat st;
        int r;

        fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
                  S_IRUSR | S_IWUSR);
        if (fd < 0)
            return -errno;
        r = lock(fd);
        if (r < 0)
            return r;
        if (fstat(fd, &st) < 0)
            return -errno;
        if (!S_ISREG(st.st_mode) || st.st_uid != geteuid())
            return -EPERM;
        if (st.st_nlink > 0) {
            r = fd;
            fd = -1;
            *ret_length = st.st_size;
            return r;
        }
    }
}

/* The whole line, or nothing of it. */
static int append(int fd, off_t length, const char *line, size_t n, bool torn)
{
    char newline[] = "\n";
    const struct iovec parts[] = {{newline, torn}, {(char *)line, n}, {newline, 1}};
    ssize_t written = writev(fd, parts, COUNT_OF(parts));
    int r = written < 0 ? -errno : (size_t)written < torn + n + 1 ? -ENOSPC : 0;

    if (r == 0 && fsync(fd) < 0)
        r = -errno;
    if (r < 0)
        (void)!ftruncate(fd, length);
    return r;
}

int spool_add(const char *path, const char *line, size_t n)
{
    AUTO_CLOSE int fd = -1;
    off_t length = 0;
    char last = '\n';
    int r = address_make_private(path);

    if (r < 0)
        return r;
    fd = open_locked(path, &length);
    if (fd < 0)
        return fd;
    if (length > 0 && pread(fd, &last, 1, length - 1) < 0)
        return -errno;
    if (length == 0) /* its name, before anything is acknowledged */
        r = address_sync_folder(path);
    /* What a power cut left of a line stays one of its own. */
    return r < 0 ? r : append(fd, length, line, n, last != '\n');
}

int spool_remove(const char *path)
{
    return unlink(path) < 0 ? -errno : address_sync_folder(path);
}
