/* What is shown: in its hours, in time, once, when the user can see it, not too often, and all that
 * belongs together in one notice. */
#include <stdlib.h>
#include <string.h>

#include "tests/simulation/judge.h"

/* After a kill it is not known what was due. */
bool judge_waits_for(const struct track *t, const struct occurrence *o)
{
    return t->waits && (t->due == ANY_DUE || same_time(o->due.us, t->due));
}

/* After the clock has been far ahead, it is not known which times are still remembered. */
bool judge_perhaps_forgotten(struct world *w, const struct track *t, const struct occurrence *o)
{
    int64_t day;
    uint32_t times;

    return w->epoch > 0 && w->now.boot.us - w->epoch_at < 20 * USEC_PER_DAY &&
           !rule_in_windows(t->rule) && account_label(w, t, o->due.us, &day, &times);
}

/* "Nothing shown outside its window (every-reminders)"; what is due exactly at its end still comes.
 */
static void in_its_window(struct world *w, const struct track *t)
{
    int64_t wall = w->now.wall.us, from, to;

    if (!rule_in_windows(t->rule) || (t->from <= wall && wall <= t->to))
        return;
    if (w->relocated && t->was_inside)
        return; /* it was shown before that was told */
    if (!oracle_next_window(w->oracle, t->rule, wall_seconds(w->now.wall) - 2, &from, &to) ||
        from * USEC_PER_SEC > wall || wall > to * USEC_PER_SEC + ROUGHLY)
        judge_broken(w, "in_its_window", "r%zu is shown outside its hours", number_of(w, t));
}

/* "Never twice for one reminder, civil date and time, whatever the clock does", and only at one of
 * its times, on one of its days. */
static void never_twice(struct world *w, const struct track *t, int64_t due, bool waited)
{
    int64_t day = t->due_day;
    uint32_t times = t->due_times;

    if (!(waited && times && t->due != ANY_DUE) && !account_label(w, t, due, &day, &times)) {
        if (waited && t->due == ANY_DUE)
            return; /* put off before a kill */
        judge_broken(w, "never_twice", "r%zu, due %lld, is not due at any of its times",
                     number_of(w, t), (long long)due);
        return;
    }
    for (size_t i = 0; i < t->rule->at_n; i++) {
        uint8_t *byte;

        if (!(times >> i & 1))
            continue;
        byte = table_at(&w->labels,
                        (uint64_t)(number_of(w, t) + 1) << 40 | (uint64_t)day << 17 |
                            (uint64_t)t->rule->at[i],
                        1);
        if (*byte & 2 && !(times & (times - 1)))
            judge_broken(w, "never_twice", "r%zu is shown twice for day %lld, %d s",
                         number_of(w, t), (long long)day, (int)t->rule->at[i]);
        *byte |= 3;
    }
}

/* "A show starts the interval anew": two shows of a reminder lie its interval apart, but for what
 * is pulled forward to another and what was put off. */
static void spaced(struct world *w, const struct track *t)
{
    int64_t apart = w->now.boot.us - t->last_shown;

    if (rule_in_windows(t->rule) && t->last_shown != INT64_MIN &&
        apart < t->rule->every - w->merge - NEAR)
        judge_broken(w, "spaced", "r%zu comes after %lld s", number_of(w, t),
                     (long long)(apart / USEC_PER_SEC));
}

/* Whether the account knows it to come within `merge` from now: surely (slack < 0), or perhaps.
 * Desk time may have been standing still until this call, or from now on. */
static bool due_soon(const struct world *w, const struct track *t, int64_t slack)
{
    int64_t count = slack > 0 && t->before > t->count ? t->before : t->count;
    int64_t left = t->rule->every - count, merge = w->merge + slack;
    bool counting = w->told <= PRESENCE_ACTIVE;

    counting = slack < 0 ? counting && w->counting_before : counting || w->counting_before;

    if (!t->rule->enabled || w->merge == 0)
        return false;
    if (!rule_in_windows(t->rule))
        return t->next != NEVER && t->next - w->now.wall.us <= merge &&
               (slack > 0 || t->next_dealt == NO);
    return t->inside && (t->rule->counts == COUNTS_CLOCK || counting) && left <= merge &&
           w->now.wall.us + left <= t->to + slack;
}

static struct shown *notice_of(struct world *w, size_t number)
{
    struct call *call = &w->call;

    for (size_t i = 0; i < call->shows_n; i++)
        for (size_t k = 0; k < call->shows[i].named_n && !call->shows[i].repeat; k++)
            if (call->shows[i].named[k] == number)
                return &call->shows[i];
    for (size_t i = 0; i < call->shows_n; i++)
        if (call->shows[i].more)
            return &call->shows[i];
    return NULL;
}

/* "Late by less than catch-up: shown once, now"; what is older never comes. A meeting and the limit
 * have rules of their own. */
static void young_enough(struct world *w, const struct track *t)
{
    int64_t age = w->now.boot.us - t->since;

    if (t->waits == YES && !t->excused && !t->limited && age > w->catch_up + ROUGHLY)
        judge_broken(w, "young_enough", "r%zu is shown %lld s late", number_of(w, t),
                     (long long)(age / USEC_PER_SEC));
}

void judge_show(struct world *w, struct track *t, const struct occurrence *o)
{
    bool waited = judge_waits_for(t, o);
    struct shown *notice = notice_of(w, number_of(w, t));

    w->shows++;
    if (!t->rule->enabled)
        judge_broken(w, "every_show_has_a_cause", "r%zu is disabled", number_of(w, t));
    if (!waited && !due_soon(w, t, w->gap ? w->merge : NEAR) && !w->loose &&
        !judge_perhaps_forgotten(w, t, o))
        judge_broken(w, "every_show_has_a_cause", "r%zu is not due: %lld of %lld s, next in %lld s",
                     number_of(w, t), (long long)(t->count / USEC_PER_SEC),
                     (long long)(t->rule->every / USEC_PER_SEC),
                     t->next == NEVER ? -1LL
                                      : (long long)((t->next - w->now.wall.us) / USEC_PER_SEC));
    if (waited)
        young_enough(w, t);
    in_its_window(w, t);
    if (!waited || !(t->waits_snoozed || t->due == ANY_DUE))
        spaced(w, t);
    /* what waits was no time of day if it was put off, or before a reload made it one */
    if (!rule_in_windows(t->rule) && !(waited && t->due != ANY_DUE && !t->due_times))
        never_twice(w, t, o->due.us, waited);
    t->open = true;
    t->ending = t->repeated = false;
    t->open_due = o->due.us;
    t->shown = t->last_shown = w->now.boot.us;
    t->shown_wall = o->shown.us;
    t->notice = notice ? notice->id : 0;
    t->snoozed = waited ? t->waits_snoozed : 0;
    t->count = 0;
    t->waits = NO;
    t->put = false;
}

static bool is_repeat(const struct world *w, const struct shown *s)
{
    if (w->loose) { /* of what was open then, which perhaps nobody saw */
        for (size_t i = 0; i < s->named_n; i++)
            if (!account_shown(w, s->named[i]))
                return true;
        return s->id <= w->last_id;
    }
    for (size_t i = 0; i < s->named_n; i++) {
        const struct track *t = &w->tracks[s->named[i]];

        if (!(t->open && t->notice == s->id && t->shown < w->now.boot.us))
            return false;
    }
    return s->named_n > 0;
}

/* "Nothing shown in a pause, while busy, while locked or away". What was due before the call's
 * event comes before it. */
static void quiet_when_told(struct world *w, const struct shown *s)
{
    if (!w->may_before && !may_show(w))
        judge_broken(w, "quiet_when_told", "notice %llu comes while %s", (unsigned long long)s->id,
                     w->paused ? "paused"
                     : w->busy ? "busy"
                               : presence_name(w->told));
}

static bool ends_now(const struct world *w, const struct track *t)
{
    for (size_t i = 0; i < w->call.puts.n; i++) {
        const struct occurrence *o = &w->call.puts.items[i];

        if (o->outcome != OUTCOME_OPEN && o->due.us == t->open_due &&
            draft_number(o->reminder) == number_of(w, t))
            return true;
    }
    return false;
}

/* "Repeated once, if it is open and the user is there", with all of its notice that still waits. */
static void repeated_once(struct world *w, const struct shown *s)
{
    size_t waiting = 0;
    bool due = w->loose;

    for (size_t i = 0; i < DRAFT_RULES; i++) {
        struct track *t = &w->tracks[i];

        if (!t->rule || !t->open || t->notice != s->id)
            continue;
        due = due || t->repeat_due;
        t->repeat_due = NO;
        waiting += !ends_now(w, t);
    }
    if (!due)
        judge_broken(w, "repeated_once", "notice %llu: no repeat of it is due",
                     (unsigned long long)s->id);
    if (s->named_n + s->more < waiting && !w->loose)
        judge_broken(w, "repeated_whole", "notice %llu: %zu of it wait, and %zu are shown",
                     (unsigned long long)s->id, waiting, s->named_n + s->more);
}

/* "No more than `limit` in any 60 minutes." */
static void limited(struct world *w)
{
    if (account_in_hour(w) >= w->limit)
        judge_broken(w, "limited", "the hour has had its %zu notices", w->limit);
    w->notices[w->notices_n++ % COUNT_OF(w->notices)] = w->now.boot.us;
}

/* "Reminders due within `merge` come as one notice." */
static void merged(struct world *w)
{
    for (size_t i = 0; i < DRAFT_RULES; i++)
        if (w->tracks[i].rule && !account_shown(w, i) && !w->tracks[i].waits &&
            due_soon(w, &w->tracks[i], -NEAR))
            judge_broken(w, "merged", "r%zu is due soon, and does not come along", i);
}

/* "Never more than one new notice at one instant when merge > 0", "no burst after anything": and
 * then no reminder twice. What is stored as shown is what is shown. */
static void no_burst(struct world *w, size_t notices, size_t reminders)
{
    size_t puts = 0;
    uint64_t numbers = 0;

    for (size_t i = 0; i < w->call.puts.n; i++) {
        uint64_t bit = UINT64_C(1) << draft_number(w->call.puts.items[i].reminder);

        if (w->call.puts.items[i].outcome != OUTCOME_OPEN)
            continue;
        if (numbers & bit)
            judge_broken(w, "no_burst", "%s is shown twice at once",
                         w->call.puts.items[i].reminder);
        numbers |= bit;
        puts++;
    }
    if (w->merge > 0 && notices > 1)
        judge_broken(w, "no_burst", "%zu notices at once", notices);
    if (puts != reminders)
        judge_broken(w, "no_burst", "%zu reminders are shown, and %zu stored as shown", reminders,
                     puts);
}

void judge_notices(struct world *w)
{
    size_t notices = 0, reminders = 0;

    for (size_t i = 0; i < w->call.shows_n; i++) {
        struct shown *s = &w->call.shows[i];

        if (s->again)
            continue;
        quiet_when_told(w, s);
        judge_remember(w, 0, (size_t)s->id, 100);
        if (is_repeat(w, s)) {
            s->repeat = true;
            repeated_once(w, s);
            continue;
        }
        w->last_id = s->id;
        notices++;
        reminders += s->named_n + s->more;
        w->fresh[w->fresh_n].id = s->id;
        w->fresh[w->fresh_n].number = s->named[0];
        w->fresh_n += w->fresh_n + 1 < COUNT_OF(w->fresh);
        limited(w);
    }
    no_burst(w, notices, reminders);
    if (notices > 0 && w->merge > 0)
        merged(w);
}
