/* The context as this machine shows it: one sign after the other, the cheap ones first, until one
 * says busy.
 *
 * A look is a walk over the table of signs, one step each turn of the loop. Every sign has a moment
 * by which it is over, counted from the look's beginning, so that whatever hangs the answer comes
 * in time, and a sign that hangs leaves time to those after it. Between two looks there is nothing
 * to wake up for: no connection, no timer, no process.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/moment.h"
#include "common/scope.h"
#include "daemon/adapters/adapters.h"
#include "daemon/adapters/child.h"
#include "daemon/adapters/context_parts.h"

#define ACCURACY (USEC_PER_SEC / 100)

struct context_system {
    struct context context;
    sd_event *loop;
    sd_event_source *turn, *limit;
    char *proc, *dev;
    char *helper; /* who looks for a camera in our place; NULL: nobody needs to */
    bool looking;
    unsigned signs; /* of this look */
    char *text;     /* the user's own command, of this look */
    uint64_t began; /* CLOCK_MONOTONIC */
    size_t at;      /* the sign that is looked for; past the last: it is over */
    enum context_sign busy;
    char what[WHAT_MAX];
    struct camera camera;
    struct command camera_helper;
    int camera_said; /* what the helper has to tell; -1: it does not run */
    struct screensaver *screensaver;
    struct command command;
    char last[4][WHAT_MAX]; /* what each sign's last look found, for people */
};

static int look_microphone(struct context_system *c)
{
    return microphone_look(c->proc, c->what);
}

/* A sandbox shows nobody's open files, so somebody outside of it looks. */
static int ask_helper(struct context_system *c)
{
    char option[] = "--camera", *argv[] = {c->helper, option, NULL};
    ssize_t n;
    int r;

    if (c->camera_said < 0) {
        if (!camera_there(c->dev))
            return 0;
        c->camera_said = memfd_create("knead-camera", MFD_CLOEXEC);
    }
    if (c->camera_said < 0)
        return -errno;
    r = command_look(&c->camera_helper, c->loop, c->turn, argv, c->camera_said);
    if (r <= 0)
        return r < 0 ? r : -EIO;
    n = pread(c->camera_said, c->what, sizeof(c->what) - 1, 0);
    c->what[n > 0 ? n : 0] = '\0';
    c->what[strcspn(c->what, "\n")] = '\0';
    return c->what[0] != '\0';
}

static int look_camera(struct context_system *c)
{
    return c->helper ? ask_helper(c) : camera_look(&c->camera, c->proc, c->dev, c->what);
}

static void stop_camera(struct context_system *c)
{
    camera_stop(&c->camera);
    command_stop(&c->camera_helper);
    scope_close(&c->camera_said);
    c->camera_said = -1;
}

static int look_presentation(struct context_system *c)
{
    int r = c->screensaver ? 0 : screensaver_ask(&c->screensaver, c->loop, c->turn);

    return r < 0 ? r : screensaver_look(c->screensaver, c->what);
}

static void stop_presentation(struct context_system *c)
{
    screensaver_free(TAKE(c->screensaver));
}

static int look_command(struct context_system *c)
{
    char shell[] = "/bin/sh", option[] = "-c", *argv[] = {shell, option, c->text, NULL};
    int r = c->text ? command_look(&c->command, c->loop, c->turn, argv, CHILD_SILENT) : 0;

    if (r > 0)
        (void)snprintf(c->what, sizeof(c->what), "your defer-command says so");
    return r;
}

static void stop_command(struct context_system *c)
{
    command_stop(&c->command);
}

static const struct {
    enum context_sign sign;
    const char *name;
    int (*look)(struct context_system *c);
    void (*stop)(struct context_system *c); /* fine when it was never looked for */
    uint64_t by;                            /* µs after the look's beginning; under two seconds */
} signs[] = {
    {CONTEXT_MICROPHONE, "microphone (sound cards that record)", look_microphone, NULL, 800000},
    {CONTEXT_CAMERA, "camera (video devices open in your programs)", look_camera, stop_camera,
     800000},
    {CONTEXT_PRESENTATION, "presentation (who keeps the screensaver off)", look_presentation,
     stop_presentation, 1300000},
    {CONTEXT_COMMAND, "command (defer-command)", look_command, stop_command, 1800000},
};

/* Last of all: the listener may look again, or free the context. */
static void answer(struct context_system *c)
{
    const struct context_listener *listener = c->context.listener;
    char what[WHAT_MAX];

    free(TAKE(c->text));
    (void)snprintf(what, sizeof(what), "%s", c->busy ? c->what : "");
    c->looking = false;
    if (listener)
        listener->looked(c->context.userdata, c->busy, what);
}

/* The sign at hand is looked for, with this result: on to the next turn. */
static void end_sign(struct context_system *c, int result)
{
    const char *words = result > 0             ? c->what
                        : result == 0          ? "not busy"
                        : result == -ETIMEDOUT ? "no answer in time"
                        : result == -EBUSY     ? "still hanging since the last time"
                                               : "cannot be looked at";

    (void)snprintf(c->last[c->at], sizeof(c->last[c->at]), "%s", words);
    if (signs[c->at].stop)
        signs[c->at].stop(c);
    if (result > 0)
        c->busy = signs[c->at].sign;
    c->at = result > 0 ? COUNT_OF(signs) : c->at + 1;
    (void)sd_event_source_set_enabled(c->limit, SD_EVENT_OFF);
    (void)sd_event_source_set_enabled(c->turn, SD_EVENT_ONESHOT);
}

static int on_turn(sd_event_source *source, uint64_t usec, void *userdata)
{
    struct context_system *c = userdata;
    int r;

    (void)usec;
    while (c->at < COUNT_OF(signs) && !(c->signs & signs[c->at].sign))
        c->at++;
    if (c->at == COUNT_OF(signs)) {
        answer(c);
        return 0;
    }
    (void)sd_event_source_set_time(c->limit, c->began + signs[c->at].by);
    (void)sd_event_source_set_enabled(c->limit, SD_EVENT_ONESHOT);
    r = signs[c->at].look(c);
    if (r == -EAGAIN)
        (void)sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
    else if (r != -EINPROGRESS)
        end_sign(c, r);
    return 0;
}

static int on_limit(sd_event_source *source, uint64_t usec, void *userdata)
{
    struct context_system *c = userdata;

    (void)source, (void)usec;
    end_sign(c, -ETIMEDOUT);
    return 0;
}

/* ---------------------------------------------------------------------------------- the port */

static int system_look(struct context *context, unsigned wanted, const char *command)
{
    struct context_system *c = (struct context_system *)context;
    int r;

    if (c->looking)
        return -EBUSY;
    if (command && command[0] && !(c->text = strdup(command)))
        return -ENOMEM;
    r = sd_event_now(c->loop, CLOCK_MONOTONIC, &c->began);
    if (r >= 0)
        r = sd_event_source_set_enabled(c->turn, SD_EVENT_ONESHOT);
    if (r < 0) {
        free(TAKE(c->text));
        return r;
    }
    c->looking = true;
    c->signs = wanted;
    c->at = 0;
    c->busy = 0;
    return 0;
}

static void system_describe(struct context *context, char *ret, size_t size)
{
    struct context_system *c = (struct context_system *)context;
    size_t n = 0;

    for (size_t i = 0; i < COUNT_OF(signs) && n < size; i++)
        n += (size_t)snprintf(ret + n, size - n, "%s%s: %s", i ? "\n" : "", signs[i].name,
                              c->last[i][0] ? c->last[i] : "not looked at yet");
}

static void system_free(struct context *context)
{
    struct context_system *c = (struct context_system *)context;

    stop_camera(c);
    command_done(&c->camera_helper);
    screensaver_free(c->screensaver);
    command_done(&c->command);
    sd_event_source_disable_unref(c->turn);
    sd_event_source_disable_unref(c->limit);
    sd_event_unref(c->loop);
    free(c->text);
    free(c->proc);
    free(c->dev);
    free(c->helper);
    free(c);
}

static void scope_context(struct context_system **c)
{
    if (*c)
        system_free(&(*c)->context);
}

int context_system_new(struct context **ret, sd_event *loop, const char *proc, const char *dev,
                       const char *helper)
{
    static const struct context_ops ops = {system_look, system_describe, system_free};
    CLEANUP(scope_context) struct context_system *c = calloc(1, sizeof(*c));
    int r;

    if (!c)
        return -ENOMEM;
    c->context.ops = &ops;
    c->camera_said = -1;
    c->loop = sd_event_ref(loop);
    /* A timer that is always over: a defer source would go before all others, turn after turn. */
    r = sd_event_add_time(loop, &c->turn, CLOCK_MONOTONIC, 0, 1, on_turn, c);
    if (r >= 0)
        r = sd_event_source_set_enabled(c->turn, SD_EVENT_OFF);
    if (r >= 0)
        r = sd_event_add_time(loop, &c->limit, CLOCK_MONOTONIC, 0, ACCURACY, on_limit, c);
    if (r >= 0)
        r = sd_event_source_set_enabled(c->limit, SD_EVENT_OFF);
    if (r < 0)
        return r;
    c->proc = strdup(proc);
    if (!c->proc)
        return -ENOMEM;
    if (helper && !(c->helper = strdup(helper)))
        return -ENOMEM;
    c->dev = helper ? strdup(dev) : realpath(dev, NULL);
    if (!c->dev)
        return -errno;
    *ret = &TAKE(c)->context;
    return 0;
}
