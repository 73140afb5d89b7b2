/* A command that answers by its exit code: run in a session of its own, killed with all it started,
 * always reaped.
 *
 * The group is killed before its leader is reaped: until then the number is nobody else's.
 */
#include <errno.h>
#include <signal.h>

#include "daemon/adapters/child.h"
#include "daemon/adapters/context_parts.h"

#define SECONDS 3 /* outlives the look; only where nobody but the service manager can kill it */

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

static int start(struct command *c, sd_event *loop, char *const *argv, int output)
{
    char event[] = "KNEAD_EVENT=defer";
    int r = child_start(argv, (char *[]){event, NULL}, output, SECONDS, &c->pid);

    if (r < 0)
        return r;
    r = sd_event_add_child(loop, &c->end, c->pid, WEXITED, on_end, c);
    if (r < 0) {
        (void)kill(-c->pid, SIGKILL);
        child_await(&c->pid, 1);
        return r;
    }
    c->state = COMMAND_RUNS;
    return 0;
}

int command_look(struct command *c, sd_event *loop, sd_event_source *wake, char *const *argv,
                 int output)
{
    int r;

    if (c->state == COMMAND_KILLED)
        return -EBUSY;
    if (c->state == COMMAND_NONE) {
        c->wake = wake;
        r = start(c, loop, argv, output);
        return r < 0 ? r : -EINPROGRESS;
    }
    if (c->state == COMMAND_RUNS)
        return -EINPROGRESS;
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
        child_await(&c->pid, 1);
    c->state = COMMAND_NONE;
}
