/* The call of systemd-run that starts a program outside of our sandbox.
 *
 * A sandbox is for kneadd. What the user wants run has no part in it: it may write to their home,
 * use the network, and play a sound by whatever library.
 */
#include "daemon/adapters/outside.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/scope.h"

/* What it prints goes where ours goes, and how it ends is ours to tell, not the manager's. */
static const char *const call[] = {
    "systemd-run",
    "--user",
    "--quiet",
    "--collect",
    "--wait",
    "--pipe",
    "--no-ask-password",
    "--property=LogLevelMax=crit",
    "--property=TimeoutStopSec=2",
};

bool outside_wanted(void)
{
    const char *commands = getenv("KNEAD_COMMANDS"), *bus = getenv("DBUS_SESSION_BUS_ADDRESS");
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    char path[4096];

    if (!commands || strcmp(commands, "outside") != 0)
        return false;
    if (bus && bus[0])
        return true;
    return runtime && snprintf(path, sizeof path, "%s/bus", runtime) < (int)sizeof path &&
           access(path, F_OK) == 0;
}

/* As exec would look for it. systemd-run tells apart neither this nor the program's own failure. */
static int find_program(const char *name)
{
    const char *folders = getenv("PATH");
    char path[4096];
    int r = -ENOENT;

    if (strchr(name, '/'))
        return access(name, X_OK) < 0 ? -errno : 0;
    for (const char *at = folders ? folders : "/usr/bin:/bin"; *at;) {
        size_t n = strcspn(at, ":");

        if (snprintf(path, sizeof path, "%.*s/%s", (int)n, at, name) < (int)sizeof path) {
            if (access(path, X_OK) == 0)
                return 0;
            if (errno == EACCES)
                r = -EACCES;
        }
        at += n + (at[n] == ':');
    }
    return r;
}

/* The manager reads $NAME as a variable, and $$ as a dollar. */
static char *escape(char *to, const char *word)
{
    for (; *word; word++) {
        if (*word == '$')
            *to++ = '$';
        *to++ = *word;
    }
    *to = '\0';
    return to + 1;
}

int outside_wrap(char *const *argv, char *const *variables, int seconds, char ***ret)
{
    static const char limit[] = "--property=RuntimeMaxSec=", set[] = "--setenv=";
    size_t words = COUNT_OF(call) + 3, bytes = sizeof limit + 16 + sizeof "--";
    char **list, **place, *text;
    int r = find_program(argv[0]);

    if (r < 0)
        return r;
    for (size_t i = 0; i < COUNT_OF(call); i++)
        bytes += strlen(call[i]) + 1;
    for (char *const *v = variables; *v; v++, words++)
        bytes += sizeof set + strlen(*v);
    for (char *const *word = argv; *word; word++, words++)
        bytes += 2 * strlen(*word) + 1;
    list = place = calloc(1, words * sizeof *list + bytes);
    if (!list)
        return -ENOMEM;
    text = (char *)(list + words);
    for (size_t i = 0; i < COUNT_OF(call); i++) {
        *place++ = text;
        text = stpcpy(text, call[i]) + 1;
    }
    *place++ = text;
    text += sprintf(text, "%s%d", limit, seconds) + 1;
    for (char *const *v = variables; *v; v++) { /* by name alone: others can read a command line */
        *place++ = text;
        text += sprintf(text, "%s%.*s", set, (int)strcspn(*v, "="), *v) + 1;
    }
    *place++ = text;
    text = stpcpy(text, "--") + 1;
    for (char *const *word = argv; *word; word++) {
        *place++ = text;
        text = escape(text, *word);
    }
    *place = NULL;
    *ret = list;
    return 0;
}
