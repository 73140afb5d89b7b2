/* Microphone and camera by what the kernel shows of them in /proc: reading alone, nothing to wait
 * for, nothing opened but the files of this user's own processes.
 *
 * Links in /proc/PID/fd are read and never followed: following could wait for a dead network disk.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/scope.h"
#include "common/text.h"
#include "daemon/adapters/adapters.h"
#include "daemon/adapters/context_parts.h"

#define STREAMS_MAX 1024 /* no machine has that many */
#define SLICE       256  /* processes and open files a turn: a few milliseconds */

/* ----------------------------------------------------------------------------- the microphone */

static bool running(const char *path)
{
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    char text[128] = "";

    return fd >= 0 && read(fd, text, sizeof(text) - 1) > 0 &&
           strncmp(text, "state: RUNNING\n", strlen("state: RUNNING\n")) == 0;
}

int microphone_look(const char *proc, char *what)
{
    char pattern[PATH_MAX];
    glob_t found;
    int card, r = 0;

    if (snprintf(pattern, sizeof(pattern), "%s/asound/card*/pcm*c/sub*/status", proc) >=
        (int)sizeof(pattern))
        return -ENAMETOOLONG;
    if (glob(pattern, GLOB_NOSORT, NULL, &found) != 0)
        return 0; /* no sound card, or none of ALSA's */
    for (size_t i = 0; i < found.gl_pathc && i < STREAMS_MAX && r == 0; i++) {
        if (!running(found.gl_pathv[i]))
            continue;
        r = 1;
        if (sscanf(found.gl_pathv[i] + strlen(proc), "/asound/card%d/", &card) == 1)
            (void)snprintf(what, WHAT_MAX, "microphone in use (card %d)", card);
        else
            (void)snprintf(what, WHAT_MAX, "microphone in use");
    }
    globfree(&found);
    return r;
}

/* --------------------------------------------------------------------------------- the camera */

bool camera_there(const char *dev)
{
    char pattern[PATH_MAX];
    glob_t found;
    bool has;

    if (snprintf(pattern, sizeof(pattern), "%s/video[0-9]*", dev) >= (int)sizeof(pattern))
        return false;
    has = glob(pattern, GLOB_NOSORT, NULL, &found) == 0;
    if (has)
        globfree(&found);
    return has;
}

/* The device's name within link, "video0"; NULL: it leads to none. */
static const char *device_in(const char *link, const char *dev)
{
    size_t n = strlen(dev), prefix = strlen("/video"), digits;

    if (strncmp(link, dev, n) != 0 || strncmp(link + n, "/video", prefix) != 0)
        return NULL;
    digits = strspn(link + n + prefix, "0123456789");
    return digits > 0 && link[n + prefix + digits] == '\0' ? link + n + 1 : NULL;
}

/* "" when it has no name that can be shown. */
static void name_process(const struct camera *c, char *ret, size_t size)
{
    char path[64];
    AUTO_CLOSE int fd = -1;
    ssize_t n;

    (void)snprintf(path, sizeof(path), "%.20s/comm", c->process);
    fd = openat(dirfd(c->processes), path, O_RDONLY | O_CLOEXEC);
    n = fd < 0 ? 0 : read(fd, ret, size - 1);
    ret[n > 0 ? n : 0] = '\0';
    ret[strcspn(ret, "\n")] = '\0';
    if (!text_valid(ret))
        ret[0] = '\0';
}

/* PipeWire and its session manager keep cameras open that nobody looks through (libcamera opens
 * all it knows and leaves them so): busy for ever would be worse than missing those programs that
 * take their picture from PipeWire. */
static bool opens_for_others(const char *name)
{
    return strcmp(name, "pipewire") == 0 || strcmp(name, "wireplumber") == 0;
}

static void end_process(struct camera *c)
{
    if (c->files)
        (void)closedir(c->files);
    c->files = NULL;
}

/* -EAGAIN: on with the next. */
static int look_at_file(struct camera *c, const char *dev, char *what)
{
    const struct dirent *file = readdir(c->files);
    char link[PATH_MAX], name[32];
    const char *device;
    ssize_t n;

    if (!file) {
        end_process(c);
        return -EAGAIN;
    }
    n = readlinkat(dirfd(c->files), file->d_name, link, sizeof(link) - 1);
    link[n > 0 ? n : 0] = '\0';
    device = device_in(link, dev);
    if (!device)
        return -EAGAIN;
    name_process(c, name, sizeof(name));
    if (opens_for_others(name)) {
        end_process(c);
        return -EAGAIN;
    }
    (void)snprintf(what, WHAT_MAX, "camera in use (%.16s%s%s)", device, name[0] ? ", by " : "",
                   name);
    return 1;
}

/* 0: that was the last; -EAGAIN: on with its files, if it is this user's and still there. */
static int look_at_process(struct camera *c)
{
    const struct dirent *process = readdir(c->processes);
    char path[64];
    struct stat st;
    int fd;

    if (!process)
        return 0;
    if (process->d_name[0] < '1' || process->d_name[0] > '9' ||
        fstatat(dirfd(c->processes), process->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
        st.st_uid != getuid())
        return -EAGAIN;
    (void)snprintf(path, sizeof(path), "%.20s/fd", process->d_name);
    fd = openat(dirfd(c->processes), path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -EAGAIN;
    c->process = process->d_name;
    c->files = fdopendir(fd);
    if (!c->files)
        (void)close(fd);
    return -EAGAIN;
}

int camera_look(struct camera *c, const char *proc, const char *dev, char *what)
{
    int r = -EAGAIN;

    if (!c->processes) {
        if (!camera_there(dev))
            return 0;
        c->processes = opendir(proc);
        if (!c->processes)
            return -errno;
    }
    for (int i = 0; i < SLICE && r == -EAGAIN; i++)
        r = c->files ? look_at_file(c, dev, what) : look_at_process(c);
    return r;
}

void camera_stop(struct camera *c)
{
    end_process(c);
    if (c->processes)
        (void)closedir(c->processes);
    c->processes = NULL;
}

int context_camera(const char *proc, const char *dev, char *what, size_t size)
{
    char found[WHAT_MAX] = "";
    struct camera c = {0};
    int r;

    do
        r = camera_look(&c, proc, dev, found);
    while (r == -EAGAIN);
    camera_stop(&c);
    if (r > 0)
        (void)snprintf(what, size, "%s", found);
    return r;
}
