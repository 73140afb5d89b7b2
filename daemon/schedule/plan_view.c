/* How a reminder stands, for those who ask. */
#include "daemon/schedule/day.h"
#include "daemon/schedule/plan_internal.h"

enum presence plan_presence(const struct plan *plan)
{
    return plan->presence;
}

bool plan_paused(const struct plan *plan, struct wall *ret_until)
{
    if (plan->paused)
        ret_until->us = plan->until;
    return plan->paused;
}

void plan_guard(struct plan *plan, bool guarded)
{
    plan->guarded = guarded;
}

void plan_move_zone(struct plan *plan, const struct zone *zone)
{
    plan->zone = zone;
}

void plan_settle_pain(struct plan *plan, int64_t day)
{
    plan->pain_settled = day;
}

bool plan_busy(const struct plan *plan)
{
    return plan->busy;
}

/* When an interval is full, on the wall, if the user stays from now on: in this window, or in the
 * first later one that is long enough; past the pause, during which it only begins anew. */
static bool interval_next(const struct plan *p, size_t i, int64_t passed, int64_t *ret)
{
    const struct rule *rule = plan_rule(p, i);
    const struct item *it = &p->items[i];
    int64_t from, to, due = NEVER;

    if (it->edge == NEVER)
        return false;
    if (it->inside) {
        due = p->wall + it->start + rule->every - plan_counter(p, rule);
        if (rule->counts == COUNTS_DESK && !plan_counting(p))
            due += passed;
        to = it->edge / USEC_PER_SEC;
    } else {
        to = wall_seconds((struct wall){plan_quiet_end(p, i)});
    }
    for (int tries = 0; tries < DAYS_AHEAD; tries++) {
        if (due != NEVER && p->paused && due < p->until)
            due += (p->until - due + rule->every - 1) / rule->every * rule->every;
        if (due <= to * USEC_PER_SEC) {
            *ret = due;
            return true;
        }
        if (!rule_window(rule, p->zone, to + 1, &from, &to))
            return false;
        due = from * USEC_PER_SEC + rule->every;
        if (from * USEC_PER_SEC < it->quiet.until)
            due = it->quiet.until + rule->every;
    }
    return false;
}

/* The next time of day that no pause and no quiet swallows. */
static bool time_next(const struct plan *p, size_t i, int64_t *ret)
{
    const struct item *it = &p->items[i];
    int64_t at = it->next.at, until = it->quiet.until;

    if (at == NEVER)
        return false;
    if (plan_rule(p, i)->asks_pain && it->next.day == p->pain_settled &&
        !rule_at_next(plan_rule(p, i), p->zone, at, &at))
        return false;
    if (it->quiet.until == QUIET_FOREVER)
        return false;
    if (p->paused && p->until > until)
        until = p->until;
    if (at * USEC_PER_SEC < until &&
        !rule_at_next(plan_rule(p, i), p->zone, wall_seconds((struct wall){until - 1}), &at))
        return false;
    *ret = at * USEC_PER_SEC;
    return true;
}

void plan_view(const struct plan *p, size_t i, struct moment now, struct plan_view *ret)
{
    const struct rule *rule = plan_rule(p, i);
    const struct item *it = &p->items[i];
    struct plan_view view = {
        .open = it->open.notice != 0,
        .in_hours = it->inside,
        .last_done = {it->done},
    };
    int64_t passed = now.boot.us + p->axis - p->boot, next = 0;

    if (passed < 0)
        passed = 0;
    if (it->inside)
        view.counted = plan_counter(p, rule) - it->start +
                       (rule->counts == COUNTS_CLOCK || plan_counting(p) ? passed : 0);
    if (view.open) {
        view.due.us = it->open.due;
        view.shown.us = p->wall - (p->boot - it->open.shown);
        view.notice = (uint64_t)it->open.notice;
        view.snoozed = (int32_t)it->open.snoozed;
    }
    view.has_next =
        rule_counted(rule) ? interval_next(p, i, passed, &next) : time_next(p, i, &next);
    if (it->quiet.until > now.wall.us) {
        view.quiet.us = it->quiet.until;
        view.quiet_reason = (enum reason)it->quiet.reason;
    }
    if (it->put.on) {
        int64_t at = p->wall + (it->put.at - p->boot);

        next = view.has_next && next < at ? next : at;
        view.snoozing = view.has_next = true;
        view.snoozed = (int32_t)it->put.snoozed;
    }
    if (it->held.on) {
        view.held = true;
        view.held_due.us = it->held.due;
        if (!view.open)
            view.snoozed = (int32_t)it->held.snoozed;
        if (it->held.limited)
            view.room.us = p->wall + (plan_room_at(p) - p->boot);
        view.has_next = true;
        next = p->wall;
    }
    if (view.has_next)
        view.next.us = next > p->wall + passed ? next : p->wall + passed;
    *ret = view;
}
