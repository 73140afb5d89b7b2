/* Reminders wait while the user is in a meeting or the like.
 *
 * Nothing is shown before the context was asked (and before quiet.c has looked), and it is asked
 * only when something is due: each step runs guarded; if something then waits, the context looks,
 * and its answer lets it come or makes it wait. While it waits the context looks again once a
 * minute, for at most as long as the settings say; then everything comes in one notice.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/scope.h"
#include "daemon/daemon_internal.h"
#include "daemon/log.h"

#define LOOK_AGAIN USEC_PER_MIN

static bool asked(const struct daemon *d)
{
    return d->options.context && d->busy.signs && d->settings->defer_at_most > 0;
}

static bool look(struct daemon *d)
{
    struct context *context = d->options.context;
    const char *command = d->settings->defer_command;

    d->busy.looking = context->ops->look(context, d->busy.signs, command[0] ? command : NULL) == 0;
    return d->busy.looking;
}

void daemon_guard(struct daemon *d)
{
    if ((asked(d) && !d->busy.deferring) || daemon_quiet_asked(d))
        plan_guard(d->plan, true);
}

void daemon_unguard(struct daemon *d, struct moment now)
{
    bool ask = asked(d) && !d->busy.deferring, cared = daemon_quiet_asked(d);

    if (cared)
        daemon_quiet_look(d, now);
    if (!(ask || cared) || (ask && (d->busy.looking || (plan_waits(d->plan) && look(d)))))
        return;
    plan_guard(d->plan, false);
    (void)plan_step(d->plan, &(struct event){.kind = EVENT_TIME}, now, &d->effects);
}

static void defer(struct daemon *d, bool busy, struct moment now)
{
    struct event event = {.kind = EVENT_DEFER, .busy = busy};
    bool other = busy != plan_busy(d->plan) || daemon_due(d, now);

    d->busy.deferring = busy;
    plan_guard(d->plan, true); /* a step shows what waits before it hears of the event */
    (void)plan_step(d->plan, &event, now, &d->effects);
    daemon_quiet_look(d, now);
    plan_guard(d->plan, false);
    (void)plan_step(d->plan, &(struct event){.kind = EVENT_TIME}, now, &d->effects);
    if (daemon_carry(d, &d->settings->schedule, now) || other)
        daemon_changed(d);
    daemon_arm(d, now);
}

static void on_looked(void *userdata, enum context_sign sign, const char *what)
{
    struct daemon *d = userdata;
    struct moment now = daemon_look(d);
    bool busy = sign != 0;

    d->busy.looking = false;
    if (busy && !d->busy.deferring && !d->busy.spent) {
        log_info("reminders wait: %s", what);
        d->busy.since = now.boot;
    }
    (void)snprintf(d->busy.what, sizeof(d->busy.what), "%s", busy ? what : "");
    if (!busy)
        d->busy.spent = false;
    else if (d->busy.deferring && now.boot.us - d->busy.since.us >= d->settings->defer_at_most)
        d->busy.spent = true;
    d->busy.again.us = now.boot.us + LOOK_AGAIN;
    defer(d, busy && !d->busy.spent, now);
}

bool daemon_busy_next(const struct daemon *d, struct boot *ret)
{
    int64_t most = d->busy.since.us + d->settings->defer_at_most;

    if (!d->busy.deferring || d->busy.looking)
        return false;
    ret->us = d->busy.again.us < most ? d->busy.again.us : most;
    return true;
}

void daemon_busy_alarm(struct daemon *d)
{
    struct moment now = clock_now(d->options.clock);
    struct boot at;

    if (!daemon_busy_next(d, &at) || now.boot.us < at.us || look(d))
        return;
    d->busy.spent = true; /* it cannot be asked any more: nobody waits for that */
    defer(d, false, now);
}

void daemon_busy_settings(struct daemon *d)
{
    static const struct {
        const char *word;
        enum context_sign sign;
    } words[] = {{"microphone", CONTEXT_MICROPHONE},
                 {"camera", CONTEXT_CAMERA},
                 {"presentation", CONTEXT_PRESENTATION}};
    char list[RULE_TEXT_MAX + 1], *rest = list, *word;

    (void)strcpy(list, d->settings->defer_for);
    d->busy.signs = d->settings->defer_command[0] ? CONTEXT_COMMAND : 0;
    while ((word = strsep(&rest, ", \t")))
        for (size_t i = 0; i < COUNT_OF(words); i++)
            if (strcasecmp(word, words[i].word) == 0)
                d->busy.signs |= words[i].sign;
    if (asked(d))
        return;
    plan_guard(d->plan, false);
    if (d->busy.deferring)
        defer(d, false, clock_now(d->options.clock));
}

void daemon_busy_start(struct daemon *d)
{
    static const struct context_listener listener = {on_looked};

    if (d->options.context) {
        d->options.context->listener = &listener;
        d->options.context->userdata = d;
    }
    daemon_busy_settings(d);
}

void daemon_busy_stop(struct daemon *d)
{
    if (d->options.context)
        d->options.context->listener = NULL;
}
