/* Files that have their name only once they are whole: under that name there is never a half one.
 */
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int file_rename(const char *temporary, const char *path, bool force)
{
    if (force)
        return rename(temporary, path) < 0 ? -errno : 0;
    if (renameat2(AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS) /* the file system cannot do that */
        return -errno;
    if (link(temporary, path) < 0)
        return -errno;
    return unlink(temporary) < 0 ? -errno : 0;
}
