/* What was shown and waits for an answer, and the user's presence, which may be one. An open
 * occurrence ends exactly once: answered, put off, inferred from an absence, or missed; when the
 * last of its notice has ended, the notice is withdrawn. */
#include <errno.h>
#include <string.h>

#include "common/span.h"
#include "daemon/schedule/plan_internal.h"

/* What the same step was to show once more came too late to be answered. */
static void take_repeat_back(struct plan *p, size_t i)
{
    struct effect *e = p->out->items, *end = e + p->out->n;

    while (e < end && (e->kind != EFFECT_REPEAT || e->rule != i))
        e++;
    if (e == end)
        return;
    memmove(e, e + 1, (size_t)(end - e - 1) * sizeof(*e));
    p->out->n--;
}

void plan_end_open(struct plan *p, size_t i, enum outcome outcome, enum reason reason)
{
    struct item *it = &p->items[i];
    int64_t notice = it->open.notice;

    if (it->open.repeated)
        take_repeat_back(p, i);
    plan_emit_outcome(p, i, it->open.due, notice, outcome, reason);
    if (plan_alone(p, LIST_NOTICE, i))
        plan_emit(p, EFFECT_WITHDRAW)->notice = (uint64_t)notice;
    it->open.notice = 0;
    plan_unlink(p, LIST_NOTICE, i);
    plan_unlink(p, LIST_OPEN, i);
    plan_changed(p, i);
    plan_rekey(p, i);
}

/* ---------------------------------------------------------------- without an answer */

/* Boot: when the absence that began with or soon after the show has lasted as long as the
 * reminder's rest. */
static int64_t taken_at(const struct plan *p, size_t i)
{
    const struct rule *rule = plan_rule(p, i);
    int64_t shown = p->items[i].open.shown, since = p->gone > shown ? p->gone : shown;

    if (!rule->rest || !presence_absent(p->presence) || since - shown > INFER_WITHIN)
        return NEVER;
    return since + rule->rest;
}

static int64_t missed_at(const struct plan *p, size_t i)
{
    int64_t repeat = plan_rule(p, i)->repeat;

    return p->items[i].open.shown + (repeat ? 2 * repeat : GIVE_UP);
}

int64_t plan_attend_at(const struct plan *p, size_t i)
{
    const struct item *it = &p->items[i];
    int64_t repeat = plan_rule(p, i)->repeat, end;

    if (!it->open.notice)
        return NEVER;
    end = taken_at(p, i);
    if (end == NEVER)
        end = missed_at(p, i);
    return repeat && !it->open.repeated && it->open.shown + repeat < end ? it->open.shown + repeat
                                                                         : end;
}

void plan_attend(struct plan *p, size_t i)
{
    const struct rule *rule = plan_rule(p, i);
    struct item *it = &p->items[i];
    int64_t taken = taken_at(p, i);
    struct effect *e;

    if (taken <= p->boot) {
        plan_end_open(p, i, OUTCOME_TAKEN, REASON_NONE);
        plan_anew(p, i);
    } else if (taken == NEVER && missed_at(p, i) <= p->boot) {
        plan_end_open(p, i, OUTCOME_MISSED, REASON_UNANSWERED);
    } else if (!it->open.repeated) {
        it->open.repeated = 1;
        plan_changed(p, i);
        if (presence_absent(p->presence) || p->busy)
            return; /* once, and only to somebody */
        e = plan_emit(p, EFFECT_REPEAT);
        e->rule = i;
        e->due.us = it->open.due;
        e->notice = (uint64_t)it->open.notice;
        e->snoozes_left = rule->snoozes - (int32_t)it->open.snoozed;
    }
}

/* ---------------------------------------------------------------- answers */

/* What a done or a skip means for the reminder's next one. */
static void begin_again(struct plan *p, size_t i, enum outcome outcome, int64_t day)
{
    struct item *it = &p->items[i];

    if (outcome == OUTCOME_DONE)
        it->done = p->wall;
    it->put.on = 0;
    it->day.base = day; /* a reminder that counts days only later counts from here, too */
    plan_anew(p, i);
    if (rule_by_days(plan_rule(p, i)))
        plan_seek(p, i, p->wall + 1);
    plan_rekey(p, i);
}

int plan_on_answer(struct plan *p, const struct event *event)
{
    size_t i = event->answer.rule;
    enum outcome outcome = event->answer.outcome;
    struct item *it;
    int64_t day, due;

    if (i >= p->n)
        return -ENOENT;
    if (outcome != OUTCOME_DONE && outcome != OUTCOME_SKIPPED)
        return -EINVAL;
    it = &p->items[i];
    day = plan_today(p);
    if (it->open.notice) {
        plan_end_open(p, i, outcome, REASON_NONE);
        if (it->held.on)
            plan_drop_held(p, i, OUTCOME_SUPPRESSED, REASON_REPLACED);
    } else if (it->held.on) {
        plan_drop_held(p, i, outcome, REASON_NONE);
    } else {
        if (outcome == OUTCOME_SKIPPED && !it->put.on && it->next.at != NEVER) {
            day = it->next.day;
            due = plan_take_time(p, i);
        } else {
            due = plan_fresh_due(p, i);
        }
        plan_emit_outcome(p, i, due, 0, outcome, REASON_NONE);
    }
    begin_again(p, i, outcome, day);
    return 0;
}

int plan_on_snooze(struct plan *p, const struct event *event)
{
    size_t i = event->answer.rule;
    const struct rule *rule;
    struct item *it;
    int64_t span, at, from, to;

    if (i >= p->n || !p->items[i].open.notice)
        return -ENOENT;
    rule = plan_rule(p, i);
    it = &p->items[i];
    if (it->open.snoozed >= rule->snoozes)
        return -EDQUOT;
    span = event->answer.span > 0 ? event->answer.span : rule->snooze;
    if (span > SPAN_LIMIT_US)
        return -EINVAL;
    it->put.on = 1;
    it->put.at = p->boot + span;
    it->put.snoozed = it->open.snoozed + 1;
    at = (p->wall + span) / USEC_PER_SEC;
    if (rule_counted(rule) && (!rule_window(rule, p->zone, at, &from, &to) || from > at))
        it->put.on = 0; /* beyond its window: not again */
    plan_end_open(p, i, OUTCOME_SNOOZED, REASON_NONE);
    return 0;
}

/* What there is no need of ends: what is shown, what waits, or else what an interval was to bring.
 */
static void end_needless(struct plan *p, size_t i, enum reason reason)
{
    struct item *it = &p->items[i];

    if (!it->open.notice && !it->held.on && it->inside)
        plan_emit_outcome(p, i, plan_fresh_due(p, i), 0, OUTCOME_SUPPRESSED, reason);
    if (it->open.notice)
        plan_end_open(p, i, OUTCOME_SUPPRESSED, reason);
    if (it->held.on)
        plan_drop_held(p, i, OUTCOME_SUPPRESSED, reason);
    it->put.on = 0;
}

int plan_on_quiet(struct plan *p, const struct event *event)
{
    size_t i = event->quiet.rule;
    int64_t until = event->quiet.until.us;
    struct item *it;

    if (i >= p->n)
        return -ENOENT;
    if (event->quiet.reason <= REASON_NONE || event->quiet.reason >= REASON_COUNT)
        return -EINVAL;
    it = &p->items[i];
    if (until > p->wall)
        end_needless(p, i, event->quiet.reason);
    it->quiet.until = until <= p->wall ? 0 : until < QUIET_FOREVER ? until : QUIET_FOREVER;
    it->quiet.reason = (int64_t)event->quiet.reason;
    plan_place(p, i, false);
    plan_rekey(p, i);
    plan_changed(p, i);
    return 0;
}

/* ---------------------------------------------------------------- presence */

/* The user rested at least as long as the reminder asks for: it counts as taken. */
static void credit(struct plan *p, size_t i)
{
    const struct rule *rule = plan_rule(p, i);
    struct item *it = &p->items[i];
    int64_t counted = 0, due;

    if (it->inside)
        counted = (rule->counts == COUNTS_DESK ? p->desk : p->gone) - it->start;
    if (it->held.on) {
        if (!plan_too_late(p, i))
            plan_drop_held(p, i, OUTCOME_TAKEN, REASON_NONE);
    } else if (counted >= rule->rest && !it->open.notice && !it->put.on) {
        due = p->wall - (p->boot - p->gone);
        if (due <= it->latest)
            due = plan_fresh_due(p, i);
        plan_identified(p, i, due);
        plan_emit_outcome(p, i, due, 0, OUTCOME_TAKEN, REASON_NONE);
    }
    plan_anew(p, i);
    plan_rekey(p, i);
}

static void leave(struct plan *p, int64_t since)
{
    p->gone = since > p->back ? since : p->back;
    for (size_t i = plan_first(p, LIST_HELD); i != p->n; i = plan_after(p, LIST_HELD, i))
        if (p->items[i].held.cause == REASON_STOPPED && !p->stopped)
            p->items[i].held.cause = plan_late_reason(p);
}

static void come_back(struct plan *p, int64_t since)
{
    int64_t away;

    p->back = since > p->gone ? since : p->gone;
    away = p->back - p->gone;
    for (size_t i = 0; i < p->n; i++) {
        const struct rule *rule = plan_rule(p, i);

        if (rule->enabled && rule_counted(rule) && rule->rest && away >= rule->rest)
            credit(p, i);
    }
}

void plan_set_presence(struct plan *p, enum presence state, int64_t since)
{
    bool was_absent = presence_absent(p->presence), absent = presence_absent(state);

    if (since > p->boot)
        since = p->boot;
    if (state == p->presence && !absent)
        return;
    p->presence = state;
    if (state != PRESENCE_ASLEEP)
        p->awake = state;
    if (absent && !was_absent)
        leave(p, since);
    else if (absent && since < p->gone)
        p->gone = since > p->back ? since : p->back;
    else if (was_absent && !absent)
        come_back(p, since);
    /* an absence may answer what is open, or no longer */
    for (size_t i = plan_first(p, LIST_OPEN); i != p->n; i = plan_after(p, LIST_OPEN, i))
        plan_rekey(p, i);
    p->changed = true;
}
