/* The user's commands: what becomes of a reminder, told to them by their environment.
 *
 * They are run after what was decided is on disk, and nothing waits for them.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/scope.h"
#include "common/when.h"
#include "config/command.h"
#include "daemon/daemon_internal.h"
#include "daemon/log.h"

#define VARIABLE_MAX (32 + NOTICE_BODY_MAX)

/* The last that went wrong, for the doctor. */
static void trouble(struct daemon *d, const char *reminder, const char *why)
{
    log_warning("command of %s: %s", reminder, why);
    (void)snprintf(d->hook_trouble, sizeof(d->hook_trouble), "command of %s: %s", reminder, why);
}

static void on_ended(void *userdata, const char *name, enum hook_end end, const char *why)
{
    struct daemon *d = userdata;

    if (end == HOOK_NOT_STARTED || end == HOOK_TOO_LONG)
        trouble(d, name, why);
    else if (end == HOOK_FAILED)
        log_info("command of %s: %s", name, why);
    else
        d->hook_trouble[0] = '\0';
}

static void not_started(struct daemon *d, const char *reminder, const char *program, int error)
{
    char why[160];

    (void)snprintf(why, sizeof(why), "%s cannot be started: %s", program, strerror(-error));
    trouble(d, reminder, why);
}

static const char *event_name(const struct effect *e)
{
    return e->kind == EFFECT_SHOW     ? "due"
           : e->kind == EFFECT_REPEAT ? "repeat"
                                      : outcome_name(e->outcome);
}

void daemon_hook(struct daemon *d, const struct schedule *schedule, const struct effect *e)
{
    const struct rule *rule = &schedule->rules[e->rule];
    struct hooks *hooks = d->options.hooks;
    bool ended = e->kind == EFFECT_OUTCOME;
    char title[NOTICE_TITLE_MAX], body[NOTICE_BODY_MAX], due[WHEN_TEXT_MAX], why[WHY_MAX];
    struct command_words words;
    int r;

    if (!hooks || !rule->command[0] || command_split(rule->command, &words, why) < 0 ||
        words.n == 0)
        return;
    daemon_wording(d, schedule, e, title, body);
    when_print_rfc3339(e->due, zone_offset(&d->zone, wall_seconds(e->due)), due);
    const struct {
        const char *name, *value;
    } told[] = {
        {"EVENT", event_name(e)},
        {"REMINDER", rule->name},
        {"OUTCOME", ended ? outcome_name(e->outcome) : ""},
        {"REASON", ended ? reason_name(e->reason) : ""},
        {"DUE", due},
        {"TITLE", title},
        {"BODY", body},
    };
    char texts[COUNT_OF(told)][VARIABLE_MAX], *variables[COUNT_OF(told) + 1] = {0};

    for (size_t i = 0; i < COUNT_OF(told); i++) {
        variables[i] = texts[i];
        (void)snprintf(texts[i], sizeof(texts[i]), "KNEAD_%s=%s", told[i].name, told[i].value);
    }
    r = hooks->ops->run(hooks, rule->name, words.argv, variables);
    if (r == -EBUSY)
        log_warning("command of %s: not run at %s: %d others wait already", rule->name,
                    event_name(e), HOOKS_WAITING);
    else if (r < 0)
        not_started(d, rule->name, words.argv[0], r);
}

void daemon_hooks_start(struct daemon *d)
{
    static const struct hooks_listener listener = {on_ended};

    if (!d->options.hooks)
        return;
    d->options.hooks->listener = &listener;
    d->options.hooks->userdata = d;
}

void daemon_hooks_stop(struct daemon *d)
{
    if (d->options.hooks)
        d->options.hooks->listener = NULL;
}
