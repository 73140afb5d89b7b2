/* Where the socket, the log and the schedule lie (XDG Base Directory Specification). Both programs
 * ask here and nowhere else, so they find each other without being told.
 */
#include "common/address.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/scope.h"

#define OTHERS (S_IRWXG | S_IRWXO)

/* A folder out of the environment; an empty or relative one counts as unset, as the specification
 * wants it. */
static const char *folder_variable(const char *name)
{
    const char *folder = getenv(name);
    return folder && folder[0] == '/' ? folder : NULL;
}

static const char *home(void)
{
    const char *folder = folder_variable("HOME");
    const struct passwd *user = folder ? NULL : getpwuid(geteuid());

    if (user && user->pw_dir && user->pw_dir[0] == '/')
        folder = user->pw_dir;
    return folder;
}

/* Joins three pieces into a path of less than size bytes. */
static int join(char *ret, size_t size, const char *a, const char *b, const char *c)
{
    size_t n = strlen(a) + strlen(b) + strlen(c);

    if (n >= size)
        return -ENAMETOOLONG;
    (void)stpcpy(stpcpy(stpcpy(ret, a), b), c);
    return 0;
}

/* The path of a file under an XDG folder, or under its place at home. */
static int at_home(char *ret, size_t size, const char *variable, const char *fallback,
                   const char *file)
{
    const char *folder = folder_variable(variable);

    if (folder)
        return join(ret, size, folder, "", file);
    folder = home();
    return folder ? join(ret, size, folder, fallback, file) : -ENOENT;
}

int address_socket(char ret[static ADDRESS_MAX])
{
    const char *runtime = folder_variable("XDG_RUNTIME_DIR");
    char folder[sizeof "/run/user/" + 3 * sizeof(uid_t)];
    struct stat st;

    if (!runtime) {
        (void)snprintf(folder, sizeof folder, "/run/user/%u", geteuid());
        if (lstat(folder, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid() &&
            (st.st_mode & OTHERS) == 0)
            runtime = folder;
    }
    if (runtime)
        return join(ret, ADDRESS_MAX, runtime, "", "/knead/control");
    return at_home(ret, ADDRESS_MAX, "XDG_STATE_HOME", "/.local/state", "/knead/run/control");
}

int address_database(char ret[static FOLDER_MAX])
{
    return at_home(ret, FOLDER_MAX, "XDG_DATA_HOME", "/.local/share", "/knead/knead.db");
}

int address_spool(char ret[static FOLDER_MAX])
{
    return at_home(ret, FOLDER_MAX, "XDG_STATE_HOME", "/.local/state", "/knead/spool");
}

/* The first that exists: the user's, else the system's. */
static int configuration(const char *file, char ret[static FOLDER_MAX])
{
    const char *folders = getenv("XDG_CONFIG_DIRS");
    size_t length = strlen(file) + 1;
    char path[FOLDER_MAX];
    struct stat st;
    int r = at_home(path, sizeof path, "XDG_CONFIG_HOME", "/.config", file);

    if (!folders || folders[0] == '\0')
        folders = "/etc/xdg";
    while (r < 0 || lstat(path, &st) < 0) {
        size_t n;

        folders += strspn(folders, ":");
        n = strcspn(folders, ":");
        if (n == 0)
            return -ENOENT;
        r = -ENOENT;
        if (folders[0] == '/' && n + length <= sizeof path) {
            memcpy(path, folders, n);
            memcpy(path + n, file, length);
            r = 0;
        }
        folders += n;
    }
    (void)strcpy(ret, path);
    return 0;
}

int address_schedule(char ret[static FOLDER_MAX])
{
    return configuration("/knead/knead.ini", ret);
}

int address_moves(char ret[static FOLDER_MAX])
{
    return configuration("/knead/moves.ini", ret);
}

int address_sync_folder(const char *file)
{
    const char *name = strrchr(file, '/');
    char folder[FOLDER_MAX] = "/";
    AUTO_CLOSE int fd = -1;

    if ((size_t)(name - file) >= sizeof folder)
        return -ENAMETOOLONG;
    if (name > file)
        memcpy(folder, file, (size_t)(name - file));
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 || fsync(fd) < 0 ? -errno : 0;
}

/* A folder that was made is there after a power cut only once the one it lies in is on disk. */
static int make_folder(const char *folder)
{
    /* Asked first: some file systems answer a needless mkdir with another error than EEXIST. */
    if (access(folder, F_OK) == 0)
        return 0;
    if (mkdir(folder, S_IRWXU) < 0)
        return errno == EEXIST ? 0 : -errno;
    (void)address_sync_folder(folder); /* some file systems have no such thing */
    return 0;
}

static int make_folders(char *folder)
{
    for (char *p = folder; p;) {
        int r;

        p = strchr(p + 1, '/');
        if (p)
            *p = '\0';
        r = make_folder(folder);
        if (p)
            *p = '/';
        if (r < 0)
            return r;
    }
    return 0;
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

/* Whether knead makes this folder itself, and may so close it too: never one such as /tmp, nor what
 * a link stands for. */
static bool is_own(const char *folder)
{
    struct stat st;

    return (ends_with(folder, "/knead") || ends_with(folder, "/knead/run")) &&
           lstat(folder, &st) == 0 && S_ISDIR(st.st_mode);
}

int address_absolute(const char *path, char **ret)
{
    AUTO_FREE char *folder = path[0] == '/' ? strdup("") : getcwd(NULL, 0);

    if (!folder)
        return -errno;
    if (asprintf(ret, "%s%s%s", folder, path[0] == '/' ? "" : "/", path) >= 0)
        return 0;
    *ret = NULL;
    return -ENOMEM;
}

int address_make_private(const char *file)
{
    const char *name = strrchr(file, '/');
    char folder[FOLDER_MAX] = "/";
    AUTO_CLOSE int fd = -1;
    struct stat st;
    int r;

    if (file[0] != '/')
        return -EINVAL;
    if ((size_t)(name - file) >= sizeof folder)
        return -ENAMETOOLONG;
    if (name > file)
        memcpy(folder, file, (size_t)(name - file));
    r = make_folders(folder);
    if (r < 0)
        return r;

    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) < 0)
        return -errno;
    if (st.st_uid != geteuid())
        return -EPERM;
    if ((st.st_mode & OTHERS) == 0)
        return 0;
    if (!is_own(folder))
        return -EPERM;
    return fchmod(fd, S_IRWXU) < 0 ? -errno : 0;
}
