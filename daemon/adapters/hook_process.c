/* Hooks as processes: a few at once, of one name one after the other, the rest in a row, each
 * watched until it has ended.
 *
 * A command runs in a session of its own. When its time is over its group gets SIGTERM, and what
 * does not listen SIGKILL; when its leader ends, what that left running goes too. The group is
 * killed before its leader is reaped: until then the number is nobody else's. The loop reaps.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-event.h>
#include <time.h>
#include <unistd.h>

#include "common/scope.h"
#include "daemon/adapters/adapters.h"
#include "daemon/adapters/child.h"

#define USEC         UINT64_C(1000000)
#define KILL_SECONDS 2 /* from SIGTERM to SIGKILL */
#define ACCURACY     (USEC / 4)

/* One command; what it is made of lies behind it, in one piece of memory. */
struct job {
    char name[HOOK_NAME_MAX];
    char **argv, **variables;
};

struct slot {
    struct runner *runner;
    struct job *job; /* owned; NULL: free */
    pid_t pid;       /* and its process group */
    bool too_long;
    sd_event_source *end, *timer;
};

struct runner {
    struct hooks hooks;
    sd_event *loop;
    uint64_t limit; /* µs a command may run */
    struct slot slots[HOOKS_AT_ONCE];
    size_t waiting_n;
    struct job *waiting[HOOKS_WAITING]; /* in the order in which they were asked for; owned */
};

/* ------------------------------------------------------------------ jobs */

static size_t list_size(char *const *list, size_t *ret_n)
{
    size_t bytes = sizeof(*list);

    for (*ret_n = 0; list[*ret_n]; ++*ret_n)
        bytes += sizeof(*list) + strlen(list[*ret_n]) + 1;
    return bytes;
}

/* Copies a list to *place, its texts to *text; both move on. */
static char **list_copy(char *const *list, char ***place, char **text)
{
    char **copy = *place;

    for (; *list; list++) {
        *(*place)++ = *text;
        *text = stpcpy(*text, *list) + 1;
    }
    *(*place)++ = NULL;
    return copy;
}

static struct job *job_new(const char *name, char *const *argv, char *const *variables)
{
    size_t argv_n, variables_n;
    size_t bytes = list_size(argv, &argv_n) + list_size(variables, &variables_n);
    struct job *job = malloc(sizeof(*job) + bytes);
    char **place, *text;

    if (!job)
        return NULL;
    place = (char **)(job + 1);
    text = (char *)(place + argv_n + 1 + variables_n + 1);
    (void)snprintf(job->name, sizeof(job->name), "%s", name);
    job->argv = list_copy(argv, &place, &text);
    job->variables = list_copy(variables, &place, &text);
    return job;
}

/* ------------------------------------------------------------------ one that runs */

static void tell(struct runner *r, const struct job *job, enum hook_end end, const char *why)
{
    if (r->hooks.listener)
        r->hooks.listener->ended(r->hooks.userdata, job->name, end, why);
}

static void slot_done(struct slot *s)
{
    s->end = sd_event_source_disable_unref(s->end);
    s->timer = sd_event_source_disable_unref(s->timer);
    free(s->job);
    *s = (struct slot){.runner = s->runner};
}

static int on_killed(sd_event_source *source, uint64_t at, void *userdata)
{
    struct slot *s = userdata;

    (void)source, (void)at;
    (void)kill(-s->pid, SIGKILL);
    return 0;
}

static int on_over(sd_event_source *source, uint64_t at, void *userdata)
{
    struct slot *s = userdata;

    (void)source, (void)at;
    s->too_long = true;
    (void)kill(-s->pid, SIGTERM);
    s->timer = sd_event_source_disable_unref(s->timer);
    if (sd_event_add_time_relative(s->runner->loop, &s->timer, CLOCK_MONOTONIC, KILL_SECONDS * USEC,
                                   ACCURACY, on_killed, s) < 0)
        (void)kill(-s->pid, SIGKILL);
    return 0;
}

static void start_waiting(struct runner *r);

/* The loop reaps it after this. */
static int on_end(sd_event_source *source, const siginfo_t *info, void *userdata)
{
    struct slot *s = userdata;
    struct runner *r = s->runner;
    struct job *job = TAKE(s->job);
    bool exited = info->si_code == CLD_EXITED;
    enum hook_end end = s->too_long                      ? HOOK_TOO_LONG
                        : exited && info->si_status == 0 ? HOOK_DONE
                                                         : HOOK_FAILED;
    char why[64] = "";

    (void)source;
    (void)kill(-s->pid, SIGKILL); /* what it left behind */
    slot_done(s);
    if (end == HOOK_TOO_LONG)
        (void)snprintf(why, sizeof(why), "it ran for %d s and was ended", (int)(r->limit / USEC));
    else if (end == HOOK_FAILED)
        (void)snprintf(why, sizeof(why), "%s %d", exited ? "exit code" : "ended by signal",
                       info->si_status);
    tell(r, job, end, why);
    free(job);
    start_waiting(r);
    return 0;
}

/* Takes the job over if it starts. 0 or -errno. */
static int slot_start(struct slot *s, struct job *job)
{
    sd_event *loop = s->runner->loop;
    int seconds = (int)(s->runner->limit / USEC);
    int r = child_start(job->argv, job->variables, STDERR_FILENO, seconds + KILL_SECONDS, &s->pid);

    if (r < 0)
        return r;
    r = sd_event_add_child(loop, &s->end, s->pid, WEXITED, on_end, s);
    if (r >= 0)
        r = sd_event_add_time_relative(loop, &s->timer, CLOCK_MONOTONIC, s->runner->limit, ACCURACY,
                                       on_over, s);
    if (r < 0) {
        (void)kill(-s->pid, SIGKILL);
        s->end = sd_event_source_disable_unref(s->end);
        child_await(&s->pid, 1);
        return r;
    }
    s->job = job;
    return 0;
}

/* A free one for a command of this name; NULL while all are busy, or one with the name. */
static struct slot *slot_for(struct runner *r, const char *name)
{
    struct slot *found = NULL;

    for (size_t i = 0; i < HOOKS_AT_ONCE; i++) {
        struct slot *s = &r->slots[i];

        if (!s->job)
            found = s;
        else if (strcmp(s->job->name, name) == 0)
            return NULL;
    }
    return found;
}

static struct job *take_waiting(struct runner *r, size_t i)
{
    struct job *job = r->waiting[i];

    memmove(&r->waiting[i], &r->waiting[i + 1], (--r->waiting_n - i) * sizeof(job));
    return job;
}

static void start_waiting(struct runner *r)
{
    for (size_t i = 0; i < r->waiting_n;) {
        struct slot *slot = slot_for(r, r->waiting[i]->name);
        struct job *job;
        char why[160];
        int error;

        if (!slot) {
            i++;
            continue;
        }
        job = take_waiting(r, i);
        error = slot_start(slot, job);
        if (error == 0)
            continue;
        (void)snprintf(why, sizeof(why), "%s cannot be started: %s", job->argv[0],
                       strerror(-error));
        tell(r, job, HOOK_NOT_STARTED, why);
        free(job);
    }
}

/* ------------------------------------------------------------------ the port */

static int process_run(struct hooks *hooks, const char *name, char *const *argv,
                       char *const *variables)
{
    struct runner *r = (struct runner *)hooks;
    struct job *job = job_new(name, argv, variables);
    struct slot *slot = job ? slot_for(r, job->name) : NULL;
    int error = 0;

    if (!job)
        return -ENOMEM;
    if (!slot && r->waiting_n == HOOKS_WAITING) {
        free(job);
        return -EBUSY;
    }
    if (!slot)
        r->waiting[r->waiting_n++] = job;
    else if ((error = slot_start(slot, job)) < 0)
        free(job);
    return error;
}

static void process_free(struct hooks *hooks)
{
    struct runner *r = (struct runner *)hooks;
    pid_t pids[HOOKS_AT_ONCE];
    size_t n = 0;

    while (r->waiting_n > 0)
        free(r->waiting[--r->waiting_n]);
    for (size_t i = 0; i < HOOKS_AT_ONCE; i++) {
        if (r->slots[i].job) {
            pids[n++] = r->slots[i].pid;
            (void)kill(-r->slots[i].pid, SIGTERM);
        }
        slot_done(&r->slots[i]);
    }
    child_await(pids, n);
    sd_event_unref(r->loop);
    free(r);
}

int hook_process_new(struct hooks **ret, sd_event *loop, int seconds)
{
    static const struct hooks_ops ops = {process_run, process_free};
    struct runner *r = calloc(1, sizeof(*r));

    if (!r)
        return -ENOMEM;
    r->hooks.ops = &ops;
    r->loop = sd_event_ref(loop);
    r->limit = (uint64_t)seconds * USEC;
    for (size_t i = 0; i < HOOKS_AT_ONCE; i++)
        r->slots[i].runner = r;
    *ret = &r->hooks;
    return 0;
}
