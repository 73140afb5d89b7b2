/* Time passing in the plan: everything comes in the order of its own moment, however late the
 * step is; and the wall clock being set, which moves windows and times of day but no interval.
 *
 * A time of day comes once. lived[] holds the instants that have been dealt with, so a clock set
 * back repeats nothing; labels hold civil times, so a zone further west repeats nothing either. */
#include <string.h>

#include "daemon/schedule/plan_internal.h"

#define DAYS_A_WEEK 7 /* an interval of days may wait so long for an allowed one */

static int64_t at_wall(const struct item *it)
{
    return it->next.at == NEVER ? NEVER : it->next.at * USEC_PER_SEC;
}

static void set_key(struct heap *heap, size_t i, int64_t key)
{
    if (key == NEVER)
        heap_drop(heap, i);
    else
        heap_set(heap, i, key);
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Boot: when it has waited long enough for room in the hour; what is more urgent than a break waits
 * for as long as it takes (R52). */
static int64_t crowded_out_at(const struct plan *p, size_t i)
{
    const struct item *it = &p->items[i];

    return it->held.on && it->held.limited && rule_priority(plan_rule(p, i)) >= PRIORITY_BREAK
               ? it->held.limited + p->schedule->catch_up
               : NEVER;
}

void plan_rekey(struct plan *p, size_t i)
{
    const struct rule *rule = plan_rule(p, i);
    const struct item *it = &p->items[i];
    int64_t full = it->inside ? it->start + rule->every : NEVER, boot;

    set_key(&p->desk_heap, i, rule->counts == COUNTS_DESK ? full : NEVER);
    boot = rule->counts == COUNTS_CLOCK ? full : NEVER;
    boot = least(boot, plan_attend_at(p, i));
    if (it->put.on)
        boot = least(boot, it->put.at);
    boot = least(boot, crowded_out_at(p, i));
    set_key(&p->boot_heap, i, boot);
    set_key(&p->wall_heap, i, least(it->edge, at_wall(it)));
}

void plan_anew(struct plan *p, size_t i)
{
    p->items[i].start = plan_counter(p, plan_rule(p, i));
    plan_changed(p, i);
}

int64_t plan_today(const struct plan *p)
{
    int64_t day;
    int32_t second;

    zone_local(p->zone, wall_seconds((struct wall){p->wall}), &day, &second);
    return day;
}

/* ---------------------------------------------------------------- windows and times of day */

void plan_place(struct plan *p, size_t i, bool anew)
{
    const struct rule *rule = plan_rule(p, i);
    struct item *it = &p->items[i];
    bool was_inside = it->inside;
    int64_t from, to, open = plan_quiet_end(p, i);

    it->inside = false;
    it->edge = NEVER;
    /* a window that ends now has ended; what is quiet has none */
    if (!rule->enabled || !rule_counted(rule) || open == QUIET_FOREVER ||
        !rule_window(rule, p->zone, wall_seconds((struct wall){open}) + 1, &from, &to))
        return;
    from = from * USEC_PER_SEC > open ? from * USEC_PER_SEC : open;
    it->inside = from <= p->wall;
    it->edge = it->inside ? to * USEC_PER_SEC : from;
    if (it->inside && (anew || !was_inside))
        plan_anew(p, i);
}

void plan_live(struct plan *p, int64_t from, int64_t to)
{
    struct lived all[LIVED_MAX + 1] = {{from, to}};
    size_t n = 1;

    for (size_t k = 0; k < p->lived_n; k++) {
        struct lived l = p->lived[k];

        if (l.from <= all[0].to && all[0].from <= l.to)
            all[0] =
                (struct lived){least(l.from, all[0].from), l.to > all[0].to ? l.to : all[0].to};
        else
            all[n++] = l;
    }
    p->lived_n = n < LIVED_MAX ? n : LIVED_MAX;
    memcpy(p->lived, all, p->lived_n * sizeof(*all));
}

static bool was_lived(const struct plan *p, int64_t at, int64_t *ret_to)
{
    for (size_t k = 0; k < p->lived_n; k++) {
        if (at < p->lived[k].from || at >= p->lived[k].to)
            continue;
        *ret_to = p->lived[k].to;
        return true;
    }
    return false;
}

static bool was_labelled(const struct item *it, const struct at_time *time)
{
    for (size_t k = 0; k < AHEAD_MAX; k++)
        if (time->at == it->ahead[k])
            return true;
    for (size_t k = 0; k < LABELS_MAX; k++)
        if (it->labels[k].times && it->labels[k].day == time->day)
            return !(time->times & ~it->labels[k].times);
    return false;
}

/* Which one to forget: of those that are of no use now the one that was dealt with longest ago. The
 * clock may be wrong for a while, so the newest stay. */
static size_t least_useful(const struct label *labels, int64_t today)
{
    for (size_t k = LABELS_MAX; k-- > 0;)
        if (labels[k].day < today - LABELS_PAST || labels[k].day > today + LABELS_AHEAD)
            return k;
    return LABELS_MAX - 1;
}

static void label(const struct plan *p, struct label *labels, const struct at_time *time)
{
    struct label first = {time->times, time->day};
    size_t k = 0;

    while (k < LABELS_MAX && labels[k].times && labels[k].day != time->day)
        k++;
    if (k == LABELS_MAX)
        k = least_useful(labels, plan_today(p));
    else if (labels[k].day == time->day)
        first.times |= labels[k].times;
    memmove(labels + 1, labels, k * sizeof(*labels));
    labels[0] = first;
}

/* An interval of days: the first civil day on which it may come. */
static int64_t first_day(const struct item *it, const struct rule *rule)
{
    int64_t day = it->day.base ? it->day.base + rule_days(rule) : INT64_MIN;

    return day > it->day.retry ? day : it->day.retry;
}

void plan_seek(struct plan *p, size_t i, int64_t from)
{
    const struct rule *rule = plan_rule(p, i);
    struct item *it = &p->items[i];
    int64_t after = wall_seconds((struct wall){from - 1}), to;
    struct at_time found;

    it->next.at = NEVER;
    if (!rule->enabled || rule_counted(rule))
        return;
    while (rule_at_find(rule, p->zone, after, &found)) {
        if (rule_by_days(rule) && found.day < first_day(it, rule)) {
            after = found.at;
            if (zone_instant(p->zone, first_day(it, rule), 0, &to) != ZONE_NO_DAY && to > after)
                after = to - 1;
        } else if (was_lived(p, found.at, &to)) {
            after = to - 1;
        } else if (was_labelled(it, &found)) {
            after = found.at;
        } else {
            it->next = found;
            return;
        }
    }
}

int64_t plan_take_time(struct plan *p, size_t i)
{
    struct item *it = &p->items[i];
    int64_t due = at_wall(it);

    label(p, it->labels, &it->next);
    if (due > p->wall) {
        memmove(it->ahead + 1, it->ahead, (AHEAD_MAX - 1) * sizeof(*it->ahead));
        it->ahead[0] = it->next.at;
    }
    if (rule_by_days(plan_rule(p, i)))
        it->day.retry = it->next.day + 1;
    plan_identified(p, i, due);
    plan_seek(p, i, due + 1);
    return due;
}

/* ---------------------------------------------------------------- what comes */

static void interval_due(struct plan *p, size_t i)
{
    plan_due(p, i,
             &(struct due){.due = plan_fresh_due(p, i),
                           .age = p->look - p->boot,
                           .late = plan_late_reason(p)});
}

static void put_off_due(struct plan *p, size_t i)
{
    struct item *it = &p->items[i];
    struct due due = {
        .age = p->look - it->put.at, .snoozed = it->put.snoozed, .late = plan_late_reason(p)};

    it->put.on = 0;
    plan_changed(p, i);
    if (rule_counted(plan_rule(p, i)) && !it->inside)
        return;
    due.due = plan_fresh_due(p, i);
    plan_due(p, i, &due);
}

static void time_due(struct plan *p, size_t i, int64_t age, enum reason late)
{
    plan_due(p, i, &(struct due){.due = plan_take_time(p, i), .age = age, .late = late});
}

static void desk_came(struct plan *p, size_t i)
{
    interval_due(p, i);
    plan_rekey(p, i);
}

static void boot_came(struct plan *p, size_t i)
{
    const struct rule *rule = plan_rule(p, i);
    struct item *it = &p->items[i];

    if (plan_attend_at(p, i) <= p->boot)
        plan_attend(p, i);
    if (crowded_out_at(p, i) <= p->boot)
        plan_drop_held(p, i, OUTCOME_SUPPRESSED, REASON_LIMIT);
    if (it->inside && rule->counts == COUNTS_CLOCK && it->start + rule->every <= p->boot)
        interval_due(p, i);
    if (it->put.on && it->put.at <= p->boot)
        put_off_due(p, i);
    plan_rekey(p, i);
}

static void wall_came(struct plan *p, size_t i)
{
    struct item *it = &p->items[i];

    if (at_wall(it) <= p->wall)
        time_due(p, i, p->look - p->boot, plan_late_reason(p));
    if (it->edge <= p->wall)
        plan_place(p, i, true);
    plan_rekey(p, i);
}

static void pause_came(struct plan *p)
{
    p->paused = false;
    p->changed = true;
    (void)plan_emit(p, EFFECT_PAUSE_END);
}

static void pass(struct plan *p, int64_t to)
{
    int64_t by = to - p->boot;

    p->boot = to;
    p->wall += by;
    if (plan_counting(p))
        p->desk += by;
}

/* Over a part of a gap that is too long ago: what would have been due in it never comes to be. What
 * had already been put off or shown keeps its time. */
static void skip(struct plan *p, int64_t to)
{
    pass(p, to);
    for (size_t i = 0; i < p->n; i++) {
        if (p->items[i].edge == NEVER && p->items[i].next.at == NEVER)
            continue; /* nothing ahead; during a restore: it was not there yet */
        plan_place(p, i, true);
        plan_seek(p, i, p->wall);
        plan_rekey(p, i);
    }
}

void plan_run(struct plan *p, int64_t to)
{
    int64_t begin, when;
    enum source source;

    if (p->look - GAP_MAX > p->boot)
        skip(p, least(to, p->look - GAP_MAX));
    /* what was skipped was not lived: a clock that was years ahead may be set right again */
    begin = wall_seconds((struct wall){p->wall}) + 1;
    while ((when = plan_soonest(p, &source)) <= to) {
        if (when > p->boot)
            pass(p, when);
        if (source == SOURCE_PAUSE)
            pause_came(p);
        else if (source == SOURCE_DESK)
            desk_came(p, heap_top(&p->desk_heap)->member);
        else if (source == SOURCE_BOOT)
            boot_came(p, heap_top(&p->boot_heap)->member);
        else
            wall_came(p, heap_top(&p->wall_heap)->member);
    }
    pass(p, to);
    plan_live(p, begin, wall_seconds((struct wall){p->wall}) + 1);
}

/* ---------------------------------------------------------------- the clock is set */

/* Forwards: times that were jumped over come, or are missed. */
static void jump_ahead(struct plan *p, int64_t wall)
{
    int64_t from = p->wall + 1 > wall - GAP_MAX ? p->wall + 1 : wall - GAP_MAX;
    const struct heap_slot *top;

    p->wall = wall;
    while ((top = heap_top(&p->wall_heap)) && top->key <= wall) {
        size_t i = top->member;

        if (at_wall(&p->items[i]) < from)
            plan_seek(p, i, from);
        else if (at_wall(&p->items[i]) <= wall)
            time_due(p, i, wall - at_wall(&p->items[i]), REASON_CLOCK);
        else
            plan_place(p, i, false);
        plan_rekey(p, i);
    }
    plan_live(p, wall_seconds((struct wall){from - 1}) + 1, wall_seconds((struct wall){wall}) + 1);
}

/* The clock was set back: an interval of days cannot count from further ahead than it is long. */
static void tame_days(struct plan *p, size_t i)
{
    struct item *it = &p->items[i];
    int64_t today = plan_today(p), limit = today + rule_days(plan_rule(p, i)) + DAYS_A_WEEK;

    if (it->day.base > limit || it->day.retry > limit)
        plan_changed(p, i);
    if (it->day.base > limit)
        it->day.base = today;
    if (it->day.retry > limit)
        it->day.retry = today;
}

void plan_jump(struct plan *p, int64_t wall)
{
    if (wall - p->wall > JITTER) {
        jump_ahead(p, wall);
    } else if (p->wall - wall > JITTER) {
        p->wall = wall;
        for (size_t i = 0; i < p->n; i++) {
            tame_days(p, i);
            plan_place(p, i, false);
            plan_seek(p, i, wall + 1);
            plan_rekey(p, i);
        }
        plan_live(p, wall_seconds((struct wall){wall}) + 1, wall_seconds((struct wall){wall}) + 1);
        plan_clamp_pause(p);
    } else {
        return;
    }
    plan_blame_clock(p);
    p->changed = true;
}
