/* Taking over a file from kneadd, which may write its own folders only.
 *
 * What kneadd laid down has no name any more before a byte of it is copied, so that nothing is left
 * behind, however this ends.
 */
#include "cli/take.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/address.h"
#include "common/file.h"
#include "common/scope.h"

int take_may(const char *to, bool force)
{
    struct stat st;

    return lstat(to, &st) == 0 && (!force || !S_ISREG(st.st_mode)) ? -EEXIST : 0;
}

static int write_all(int fd, const char *data, size_t n)
{
    while (n > 0) {
        ssize_t written = write(fd, data, n);

        if (written < 0 && errno != EINTR)
            return -errno;
        if (written > 0) {
            data += written;
            n -= (size_t)written;
        }
    }
    return 0;
}

/* And on disk. */
static int copy(int from, int to)
{
    char data[65536];
    ssize_t n;
    int r = 0;

    while (r == 0 && (n = read(from, data, sizeof data)) != 0)
        r = n < 0 ? -errno : write_all(to, data, (size_t)n);
    return r == 0 && fsync(to) < 0 ? -errno : r;
}

int take_file(const char *from, const char *to, bool force)
{
    AUTO_CLOSE int in = open(from, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), out = -1;
    AUTO_FREE char *temporary = NULL;
    struct stat st;
    int r;

    if (in < 0 || fstat(in, &st) < 0)
        return -errno;
    if (!S_ISREG(st.st_mode))
        return -EINVAL;
    (void)unlink(from);
    r = take_may(to, force);
    if (r < 0)
        return r;
    if (asprintf(&temporary, "%s.XXXXXX", to) < 0) {
        temporary = NULL;
        return -ENOMEM;
    }
    out = mkostemp(temporary, O_CLOEXEC); /* 0600 */
    if (out < 0)
        return -errno;
    r = copy(in, out);
    if (r == 0)
        r = file_rename(temporary, to, force);
    if (r < 0)
        (void)unlink(temporary);
    return r < 0 ? r : address_sync_folder(to);
}
