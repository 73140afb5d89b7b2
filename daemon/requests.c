/* What the socket can ask of the daemon (daemon.h) about its reminders: answers, the pause, another
 * schedule. Entries are in entries.c, the longer answers in ahead.c, today.c, habits.c, report.c,
 * why.c, doctor.c. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "common/text.h"
#include "common/when.h"
#include "daemon/daemon_internal.h"
#include "daemon/log.h"

int daemon_fault(struct fault *ret, enum fault_kind kind, const char *field, const char *value,
                 const char *why, ...)
{
    static const int codes[FAULT_COUNT] = {
        [FAULT_INVALID_VALUE] = -EINVAL,  [FAULT_UNKNOWN_NAME] = -ENOENT,
        [FAULT_NOTHING_TO_DO] = -ENODATA, [FAULT_NOT_SAVED] = -EIO,
        [FAULT_BAD_SCHEDULE] = -EINVAL,
    };
    va_list arguments;

    *ret = (struct fault){.kind = kind};
    (void)snprintf(ret->field, sizeof(ret->field), "%s", field);
    (void)snprintf(ret->value, sizeof(ret->value), "%s", value);
    va_start(arguments, why);
    (void)vsnprintf(ret->why, sizeof(ret->why), why, arguments);
    va_end(arguments);
    return codes[kind];
}

struct moment daemon_now(struct daemon *d)
{
    return clock_now(d->options.clock);
}

const struct zone *daemon_zone(struct daemon *d)
{
    return &d->zone;
}

struct wall daemon_day_start(struct daemon *d, int64_t days)
{
    int64_t day, at;
    int32_t second;

    zone_local(&d->zone, wall_seconds(clock_now(d->options.clock).wall), &day, &second);
    while (zone_instant(&d->zone, day + days, 0, &at) == ZONE_NO_DAY)
        days++;
    return (struct wall){at * USEC_PER_SEC};
}

const struct schedule *daemon_schedule(struct daemon *d)
{
    return &d->settings->schedule;
}

/* ------------------------------------------------------------------ answers */

int daemon_find(struct daemon *d, const char *name, size_t *ret, struct fault *ret_fault)
{
    const struct schedule *s = &d->settings->schedule;
    AUTO_FREE const char **names = calloc(s->n + 1, sizeof(*names));
    const char *near;
    int found;

    if (!names)
        return -ENOMEM;
    for (size_t i = 0; i < s->n; i++)
        names[i] = s->rules[i].name;
    found = text_find(name, names, s->n);
    if (found >= 0) {
        *ret = (size_t)found;
        return 0;
    }
    if (found == -EEXIST)
        return daemon_fault(ret_fault, FAULT_UNKNOWN_NAME, "reminder", name,
                            "\"%s\" could be several reminders; write more of the name", name);
    near = text_nearest(name, names, s->n);
    return daemon_fault(ret_fault, FAULT_UNKNOWN_NAME, "reminder", name,
                        "there is no reminder \"%s\"%s%s%s", name, near ? "; did you mean " : "",
                        near ? near : "", near ? "?" : "; knead status lists them");
}

static int answer_one(struct daemon *d, enum outcome outcome, size_t rule, int64_t span,
                      struct moment now, struct answered *ret, struct fault *ret_fault)
{
    struct event event = {
        .kind = outcome == OUTCOME_SNOOZED ? EVENT_SNOOZE : EVENT_ANSWER,
        .answer = {.rule = rule, .outcome = outcome, .span = span},
    };
    const struct rule *r = &d->settings->schedule.rules[rule];
    int error = daemon_step_at(d, &event, "command", now);

    if (error == -ENOENT)
        return daemon_fault(ret_fault, FAULT_NOTHING_TO_DO, "reminder", r->name,
                            "%s has not come up, so there is nothing to snooze", r->name);
    if (error == -EDQUOT)
        return daemon_fault(
            ret_fault, FAULT_NOTHING_TO_DO, "reminder", r->name,
            "%s was already put off %d times; answer it with knead done or knead skip", r->name,
            (int)r->snoozes);
    if (error < 0)
        return daemon_fault(ret_fault, FAULT_NOT_SAVED, "reminder", r->name, "%s",
                            strerror(-error));
    if (outcome == OUTCOME_SNOOZED) {
        struct plan_view view;
        plan_view(d->plan, rule, now, &view);
        if (ret->n == 0 || view.next.us < ret->until.us)
            ret->until = view.next;
    }
    if (ret->n < COUNT_OF(ret->rules))
        ret->rules[ret->n++] = rule;
    return 0;
}

int daemon_answer(struct daemon *d, enum outcome outcome, const char *reminder, int64_t span,
                  struct answered *ret, struct fault *ret_fault)
{
    struct answered answered = {0};
    struct moment now = daemon_look(d); /* one for all: what is put off together comes together */
    size_t rule = 0;
    int r = 0;

    if (reminder) {
        r = daemon_find(d, reminder, &rule, ret_fault);
        if (r == 0)
            r = answer_one(d, outcome, rule, span, now, &answered, ret_fault);
        if (r == 0)
            *ret = answered;
        return r;
    }
    for (size_t i = 0; i < d->settings->schedule.n; i++) {
        struct plan_view view;
        plan_view(d->plan, i, now, &view);
        if (view.open)
            r = answer_one(d, outcome, i, span, now, &answered, ret_fault);
    }
    if (answered.n == 0 && r == 0)
        return daemon_fault(ret_fault, FAULT_NOTHING_TO_DO, "", "", "nothing waits for an answer%s",
                            outcome == OUTCOME_SNOOZED ? ""
                                                       : "; name the reminder to say it anyway");
    if (answered.n == 0)
        return r;
    *ret = answered;
    return 0;
}

/* ------------------------------------------------------------------ pause */

/* After a step: whether what it changed is on disk. */
static bool is_saved(const struct daemon *d)
{
    return d->options.store && !d->trouble[0];
}

int daemon_pause(struct daemon *d, struct wall until, struct paused *ret, struct fault *ret_fault)
{
    struct event event = {.kind = EVENT_PAUSE, .until = until};
    struct paused paused = {until, false};
    char text[WHEN_TEXT_MAX];
    int r = daemon_step(d, &event, "command");

    if (r == -EINVAL)
        return daemon_fault(ret_fault, FAULT_INVALID_VALUE, "until", "",
                            "that time is not to come any more; a pause ends in the future");
    if (r < 0)
        return daemon_fault(ret_fault, FAULT_NOT_SAVED, "", "", "%s", strerror(-r));
    (void)plan_paused(d->plan, &paused.until);
    paused.shortened = paused.until.us < until.us;
    when_print(paused.until, clock_now(d->options.clock).wall, &d->zone, text);
    log_info("pause: until %s", text);
    if (!is_saved(d))
        return daemon_fault(ret_fault, FAULT_NOT_SAVED, "", "",
                            "the pause is not on disk, so it holds until %s only while kneadd "
                            "runs: %s",
                            text, daemon_store_why(d));
    *ret = paused;
    return 0;
}

int daemon_resume(struct daemon *d, struct fault *ret_fault)
{
    struct event event = {.kind = EVENT_RESUME};
    char text[WHEN_TEXT_MAX];
    struct wall until;
    int r;

    if (!plan_paused(d->plan, &until))
        return daemon_fault(ret_fault, FAULT_NOTHING_TO_DO, "", "", "nothing is paused");
    r = daemon_step(d, &event, "command");
    if (r < 0)
        return daemon_fault(ret_fault, FAULT_NOT_SAVED, "", "", "%s", strerror(-r));
    log_info("pause: ended");
    when_print(until, clock_now(d->options.clock).wall, &d->zone, text);
    if (!is_saved(d))
        return daemon_fault(ret_fault, FAULT_NOT_SAVED, "", "",
                            "reminders come again, but that is not on disk, so a kneadd started "
                            "anew would pause until %s: %s",
                            text, daemon_store_why(d));
    return 0;
}

/* ------------------------------------------------------------------ reload */

static void tell_complaints(struct daemon *d, const struct complaints *complaints)
{
    struct notice notice = {
        .id = NOTICE_REFUSED,
        .title = "The schedule was not changed",
        .urgency = URGENCY_NORMAL,
    };

    (void)snprintf(notice.body, sizeof(notice.body), "%s%s",
                   complaints->n ? complaints->items[0] : "It could not be read.",
                   complaints->n > 1 ? "\nThere is more: kneadd --check-config tells all." : "");
    daemon_tell(d, &notice);
}

/* The new settings in the old ones' place; the old ones live until all that concerns them is
 * carried out. */
static int swap_settings(struct daemon *d, struct settings *settings)
{
    struct moment now = clock_now(d->options.clock);
    struct settings *old = d->settings;
    bool other_spans =
        settings->idle_after != old->idle_after || settings->away_after != old->away_after;
    int r = daemon_massage_add(d, settings);

    if (r != -ENOMEM) {  /* what the log cannot tell now, it tells at midnight */
        daemon_guard(d); /* what comes with the swap is shown after it */
        r = plan_swap(d->plan, &settings->schedule, now, &d->effects);
    }
    if (r < 0)
        return r;
    d->settings = settings;
    d->glance.there = false;
    daemon_pain_settle(d);
    (void)daemon_carry(d, &old->schedule, now);
    if (other_spans)
        daemon_desk_start(d);
    daemon_busy_settings(d);
    daemon_unguard(d, now);
    (void)daemon_carry(d, &settings->schedule, now);
    daemon_changed(d);
    daemon_arm(d, now);
    daemon_quiet_settle(d, true);
    settings_done(old);
    free(old);
    return 0;
}

static int read_again(struct daemon *d, struct complaints *complaints)
{
    struct settings *settings = calloc(1, sizeof(*settings));
    int r = settings ? daemon_settings(d->options.schedule_path, settings, complaints) : -ENOMEM;

    if (r == 0) {
        schedule_seed(&settings->schedule, d->options.seed);
        r = swap_settings(d, settings);
    }
    if (r < 0 && settings) {
        settings_done(settings);
        free(settings);
    }
    if (r == -ENOMEM)
        complaints_add(complaints, "%s: there is not enough memory for it", d->settings->path);
    return r;
}

int daemon_reload(struct daemon *d, struct complaints *complaints, struct fault *ret_fault)
{
    struct supervisor *supervisor = d->options.supervisor;
    char sentence[256];
    int r;

    if (supervisor)
        supervisor->tell(supervisor, SUPERVISED_RELOADING, NULL);
    r = read_again(d, complaints);
    if (r == 0) {
        log_info("schedule: read again: %s", d->settings->path);
    } else {
        log_warning("schedule: refused, the old one stays: %s",
                    complaints->n ? complaints->items[0] : strerror(-r));
        tell_complaints(d, complaints);
    }
    daemon_sentence(d, sentence, sizeof(sentence));
    if (supervisor)
        supervisor->tell(supervisor, SUPERVISED_READY, sentence);
    return r == 0 ? 0
                  : daemon_fault(ret_fault, FAULT_BAD_SCHEDULE, "", "",
                                 "the schedule file was refused; the old schedule stays");
}
