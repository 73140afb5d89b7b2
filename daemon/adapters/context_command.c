/* The user's own command: run in a session of its own, killed with all it started, always reaped.
 *
 * The group is killed before its leader is reaped: until then the number is nobody else's.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/scope.h"
#include "daemon/adapters/context_parts.h"

#define EVENT    "KNEAD_EVENT="
#define GRACE_MS 100 /* for what was killed to end, when nobody will be there to reap it */

/* The environment with the event in it. Free the list alone; NULL: no memory. */
static char **environment(char *event)
{
    size_t n = 0, k = 0;
    char **list;

    while (environ && environ[n])
        n++;
    list = calloc(n + 2, sizeof(*list));
    if (!list)
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (strncmp(environ[i], EVENT, strlen(EVENT)) != 0)
            list[k++] = environ[i];
    list[k] = event;
    return list;
}

/* Signals as a program expects them: none blocked, none ignored. 0 or an errno. */
static int set_up(posix_spawnattr_t *attributes, posix_spawn_file_actions_t *files)
{
    static const short flags = POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    sigset_t none, all;
    int r = posix_spawnattr_setflags(attributes, flags);

    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    if (r == 0)
        r = posix_spawnattr_setsigmask(attributes, &none);
    if (r == 0)
        r = posix_spawnattr_setsigdefault(attributes, &all);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO && r == 0; fd++)
        r = posix_spawn_file_actions_addopen(files, fd, "/dev/null", O_RDWR, 0);
    return r ? r : posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 1);
}

/* 0 or -errno. */
static int spawn(const char *text, pid_t *ret)
{
    char shell[] = "sh", option[] = "-c", event[] = EVENT "defer";
    AUTO_FREE char **envp = environment(event);
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    int r;

    if (!envp)
        return -ENOMEM;
    r = posix_spawnattr_init(&attributes);
    if (r != 0)
        return -r;
    r = posix_spawn_file_actions_init(&files);
    if (r == 0) {
        r = set_up(&attributes, &files);
        if (r == 0)
            r = posix_spawn(ret, "/bin/sh", &files, &attributes,
                            (char *[]){shell, option, (char *)(uintptr_t)text, NULL}, envp);
        (void)posix_spawn_file_actions_destroy(&files);
    }
    (void)posix_spawnattr_destroy(&attributes);
    return -r;
}

/* The loop reaps it after this. */
static int on_end(sd_event_source *source, const siginfo_t *info, void *userdata)
{
    struct command *c = userdata;

    (void)source;
    (void)kill(-c->pid, SIGKILL); /* what it left behind */
    c->succeeded = info->si_code == CLD_EXITED && info->si_status == 0;
    c->end = sd_event_source_disable_unref(c->end);
    if (c->state == COMMAND_RUNS)
        (void)sd_event_source_set_enabled(c->wake, SD_EVENT_ONESHOT);
    c->state = c->state == COMMAND_RUNS ? COMMAND_ENDED : COMMAND_NONE;
    return 0;
}

/* Waits for the end of what was killed, shortly; init reaps what takes longer. */
static void reap(pid_t pid)
{
    siginfo_t info = {0};

    for (int ms = 0; ms < GRACE_MS; ms++) {
        if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG) < 0 || info.si_pid != 0)
            return;
        (void)usleep(1000);
    }
}

static int start(struct command *c, sd_event *loop, const char *text)
{
    int r = spawn(text, &c->pid);

    if (r < 0)
        return r;
    r = sd_event_add_child(loop, &c->end, c->pid, WEXITED, on_end, c);
    if (r < 0) {
        (void)kill(-c->pid, SIGKILL);
        reap(c->pid);
        return r;
    }
    c->state = COMMAND_RUNS;
    return 0;
}

int command_look(struct command *c, sd_event *loop, sd_event_source *wake, const char *text,
                 char *what)
{
    int r;

    if (c->state == COMMAND_KILLED)
        return -EBUSY;
    if (c->state == COMMAND_NONE) {
        c->wake = wake;
        r = start(c, loop, text);
        return r < 0 ? r : -EINPROGRESS;
    }
    if (c->state == COMMAND_RUNS)
        return -EINPROGRESS;
    if (c->succeeded)
        (void)snprintf(what, WHAT_MAX, "your defer-command says so");
    return c->succeeded;
}

void command_stop(struct command *c)
{
    if (c->state == COMMAND_RUNS)
        (void)kill(-c->pid, SIGKILL);
    c->state = c->state == COMMAND_RUNS    ? COMMAND_KILLED
               : c->state == COMMAND_ENDED ? COMMAND_NONE
                                           : c->state;
}

void command_done(struct command *c)
{
    command_stop(c);
    c->end = sd_event_source_disable_unref(c->end);
    if (c->state == COMMAND_KILLED)
        reap(c->pid);
    c->state = COMMAND_NONE;
}
