/* What the tests of the context and of hooks share: a loop, a machine's /proc and /dev made for the
 * test, and a listener that keeps the answers.
 */
#pragma once

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <systemd/sd-event.h>
#include <unistd.h>

#include "common/scope.h"
#include "daemon/adapters/adapters.h"
#include "tests/fakes/desktop.h"

#define EVERYTHING (CONTEXT_MICROPHONE | CONTEXT_CAMERA | CONTEXT_PRESENTATION | CONTEXT_COMMAND)

struct desk {
    char folder[64], proc[80], dev[80];
    sd_event *loop;
    struct context *context;
    bool calling; /* within look(): nothing may be told */
    int told;
    enum context_sign busy; /* the last answer */
    char what[256];
    int again; /* looks to begin from inside the answers */
};

static inline void desk_looked(void *userdata, enum context_sign busy, const char *what)
{
    struct desk *d = userdata;

    assert_false(d->calling);
    d->told++;
    d->busy = busy;
    (void)snprintf(d->what, sizeof(d->what), "%s", what);
    if (d->again > 0) {
        d->again--;
        assert_int_equal(d->context->ops->look(d->context, CONTEXT_MICROPHONE, NULL), 0);
    }
}

static inline void desk_listen(struct desk *d, struct context *context)
{
    static const struct context_listener listener = {desk_looked};

    d->context = context;
    context->listener = &listener;
    context->userdata = d;
}

/* A context of the machine that the test made, or of the real /proc. */
static inline void desk_plug(struct desk *d, const char *proc)
{
    struct context *context;

    assert_int_equal(context_system_new(&context, d->loop, proc ? proc : d->proc, d->dev, NULL), 0);
    desk_listen(d, context);
}

static inline int desk_look(struct desk *d, unsigned signs, const char *command)
{
    int r;

    d->calling = true;
    r = d->context->ops->look(d->context, signs, command);
    d->calling = false;
    return r;
}

/* One turn of a loop that waits for a condition, begun at before. */
static inline void desk_turn(struct desk *d, double before)
{
    assert_true(desktop_now_ms() - before < DESKTOP_LIMIT_MS);
    (void)sd_event_run(d->loop, 20000);
}

/* Looks and waits for the answer. */
static inline enum context_sign desk_ask(struct desk *d, unsigned signs, const char *command)
{
    double since = desktop_now_ms();
    int before = d->told;

    assert_int_equal(desk_look(d, signs, command), 0);
    while (d->told == before)
        desk_turn(d, since);
    assert_int_equal(d->told, before + 1);
    return d->busy;
}

/* Nothing comes, and nothing wakes the loop. */
static inline void desk_quiet(struct desk *d)
{
    int before = d->told;

    while (sd_event_run(d->loop, 0) > 0) /* what ended a moment ago */
        ;
    assert_int_equal(sd_event_run(d->loop, 150000), 0);
    assert_int_equal(d->told, before);
}

/* Runs the loop until every child is reaped, by somebody else than the test. */
static inline void desk_no_children(struct desk *d)
{
    double before = desktop_now_ms();
    siginfo_t info;

    while (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0)
        desk_turn(d, before);
    assert_int_equal(errno, ECHILD);
}

/* path is below the test's folder; folders on the way are made. */
static inline void desk_write(struct desk *d, const char *path, const char *text)
{
    char full[512];
    FILE *f;

    assert_true(snprintf(full, sizeof(full), "%s/%s", d->folder, path) < (int)sizeof(full));
    for (char *at = strchr(full + strlen(d->folder) + 1, '/'); at; at = strchr(at + 1, '/')) {
        *at = '\0';
        (void)mkdir(full, 0700);
        *at = '/';
    }
    f = fopen(full, "we");
    assert_non_null(f);
    (void)fputs(text, f);
    (void)fclose(f);
}

static inline size_t desk_fds(void)
{
    DIR *folder = opendir("/proc/self/fd");
    size_t n = 0;

    assert_non_null(folder);
    while (readdir(folder))
        n++;
    (void)closedir(folder);
    return n;
}

static inline void desk_init(struct desk *d)
{
    sigset_t child;

    (void)sigemptyset(&child);
    (void)sigaddset(&child, SIGCHLD);
    (void)sigprocmask(SIG_BLOCK, &child, NULL); /* as the daemon does */
    *d = (struct desk){.folder = "/tmp/knead-context-XXXXXX"};
    assert_non_null(mkdtemp(d->folder));
    (void)snprintf(d->proc, sizeof(d->proc), "%s/proc", d->folder);
    (void)snprintf(d->dev, sizeof(d->dev), "%s/dev", d->folder);
    assert_int_equal(mkdir(d->proc, 0700) | mkdir(d->dev, 0700), 0);
    assert_true(sd_event_new(&d->loop) >= 0);
}

static inline void desk_done(struct desk *d)
{
    char command[128];

    d->context = context_free(d->context);
    sd_event_unref(d->loop);
    (void)snprintf(command, sizeof(command), "rm -rf '%s'", d->folder);
    assert_int_equal(system(command), 0);
}

/* What a command wrote down, as a number. */
static inline pid_t desk_number(const struct desk *d, const char *name)
{
    char path[256];
    FILE *f;
    int pid = 0;

    (void)snprintf(path, sizeof(path), "%s/%s", d->folder, name);
    f = fopen(path, "re");
    assert_non_null(f);
    assert_int_equal(fscanf(f, "%d", &pid), 1);
    (void)fclose(f);
    return pid;
}

/* Holds that a process is gone, or a zombie that its new parent has not reaped yet. */
static inline void desk_dead(pid_t pid)
{
    double until = desktop_now_ms() + DESKTOP_LIMIT_MS;
    char path[64], byte;
    ssize_t n = 1;

    (void)snprintf(path, sizeof(path), "/proc/%d/cmdline", (int)pid);
    while (n > 0 && desktop_now_ms() < until) {
        AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);

        n = fd < 0 ? 0 : read(fd, &byte, 1);
        if (n > 0)
            (void)usleep(10000);
    }
    assert_true(n <= 0);
}
