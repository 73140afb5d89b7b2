/* How a program of the user's is started, and how its end is waited for when there is no time.
 *
 * posix_spawn() borrows our memory until the program is loaded, so a start copies nothing, and it
 * tells why a program could not be loaded. Whoever kills a group does so before its leader is
 * reaped: until then the number is nobody else's.
 */
#include "daemon/adapters/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/scope.h"
#include "daemon/adapters/outside.h"

#define GRACE_MS 75 /* to end by itself */
#define LAST_MS  20 /* to be gone after SIGKILL */

static bool is_set(char *const *variables, const char *one)
{
    size_t name = strcspn(one, "=");

    for (size_t i = 0; variables[i]; i++)
        if (strncmp(variables[i], one, name) == 0 && variables[i][name] == '=')
            return true;
    return false;
}

/* The environment with the variables in it. Free the list alone; NULL: no memory. */
static char **environment(char *const *variables)
{
    size_t n = 0, more = 0, k = 0;
    char **list;

    while (environ && environ[n])
        n++;
    while (variables[more])
        more++;
    list = calloc(n + more + 1, sizeof(*list));
    if (!list)
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (!is_set(variables, environ[i]))
            list[k++] = environ[i];
    memcpy(list + k, variables, more * sizeof(*list));
    return list;
}

/* 0 or an errno. */
static int set_signals(posix_spawnattr_t *attributes)
{
    static const short flags = POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    sigset_t none, all;
    int r = posix_spawnattr_setflags(attributes, flags);

    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    if (r == 0)
        r = posix_spawnattr_setsigmask(attributes, &none);
    return r ? r : posix_spawnattr_setsigdefault(attributes, &all);
}

/* 0 or an errno. */
static int set_files(posix_spawn_file_actions_t *files, int output)
{
    int r = posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);

    if (r == 0 && output < 0)
        r = posix_spawn_file_actions_addopen(files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    else if (r == 0 && output != STDERR_FILENO)
        r = posix_spawn_file_actions_adddup2(files, output, STDERR_FILENO);
    if (r == 0)
        r = posix_spawn_file_actions_adddup2(files, STDERR_FILENO, STDOUT_FILENO);
    return r ? r : posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 1);
}

int child_start(char *const *argv, char *const *variables, int output, int seconds, pid_t *ret)
{
    AUTO_FREE char **envp = environment(variables), **wrapped = NULL;
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    int r;

    if (!envp)
        return -ENOMEM;
    if (outside_wanted()) {
        r = outside_wrap(argv, variables, seconds, &wrapped);
        if (r < 0)
            return r;
        argv = wrapped;
    }
    r = posix_spawnattr_init(&attributes);
    if (r != 0)
        return -r;
    r = posix_spawn_file_actions_init(&files);
    if (r == 0) {
        r = set_signals(&attributes);
        if (r == 0)
            r = set_files(&files, output);
        if (r == 0)
            r = posix_spawnp(ret, argv[0], &files, &attributes, argv, envp);
        (void)posix_spawn_file_actions_destroy(&files);
    }
    (void)posix_spawnattr_destroy(&attributes);
    return -r;
}

static bool ended(pid_t pid)
{
    siginfo_t info = {0};

    return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid != 0;
}

static void await(const pid_t *pids, size_t n, int ms)
{
    size_t i = 0;

    while (i < n && ms > 0) {
        if (ended(pids[i])) {
            i++;
            continue;
        }
        (void)usleep(1000);
        ms--;
    }
}

void child_await(const pid_t *pids, size_t n)
{
    await(pids, n, GRACE_MS);
    for (size_t i = 0; i < n; i++)
        (void)kill(-pids[i], SIGKILL);
    await(pids, n, LAST_MS);
    for (size_t i = 0; i < n; i++)
        (void)waitpid(pids[i], NULL, WNOHANG);
}
