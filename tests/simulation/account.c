/* What ought to happen, by plain bookkeeping: each reminder's time is added up from call to call,
 * and what falls due, waits, is owed or over is written down. It is told all that the daemon is
 * told, shares no code with it, and looks at every reminder every time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/simulation/world.h"

#define DAY          USEC_PER_DAY
#define INFER_WITHIN (10 * USEC_PER_MIN)
#define GIVE_UP      (20 * USEC_PER_MIN)
#define ROUGHLY      (2 * USEC_PER_SEC)
#define FAR          40 /* days: the next time is within */
#define KEPT         31 /* notices of the last hour, over a restart */

static int64_t seconds(int64_t us)
{
    return wall_seconds((struct wall){us});
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

void account_owe(struct world *w, size_t number, int64_t due, unsigned outcomes, bool must)
{
    struct call *call = &w->call;

    if (call->owed_n == call->owed_size) {
        call->owed_size = call->owed_size ? 2 * call->owed_size : 64;
        call->owed = reallocarray(call->owed, call->owed_size, sizeof(*call->owed));
        if (!call->owed)
            abort();
    }
    call->owed[call->owed_n++] = (struct owed){.number = number,
                                               .due = due,
                                               .outcomes = outcomes,
                                               .limited = w->tracks[number].limited != 0,
                                               .must = must};
}

/* What waited does so no more: its end is owed. */
static void owe_waiting(struct world *w, struct track *t, unsigned outcomes)
{
    if (!t->waits)
        return;
    account_owe(w, (size_t)(t - w->tracks), t->due, outcomes, t->waits == YES);
    w->call.owed[w->call.owed_n - 1].past = true;
    w->call.owed[w->call.owed_n - 1].since = t->since;
    t->waits = NO;
}

bool account_shown(const struct world *w, size_t number)
{
    for (size_t i = 0; i < w->call.puts.n; i++)
        if (w->call.puts.items[i].outcome == OUTCOME_OPEN &&
            draft_number(w->call.puts.items[i].reminder) == number)
            return true;
    return false;
}

size_t account_in_hour(const struct world *w)
{
    size_t n = 0;

    for (size_t k = 0; k < COUNT_OF(w->notices) && k < w->notices_n; k++)
        n += w->notices[(w->notices_n - 1 - k) % COUNT_OF(w->notices)] >
             w->now.boot.us - USEC_PER_HOUR;
    return n;
}

void account_forget_notices(struct world *w)
{
    for (size_t k = KEPT; k < COUNT_OF(w->notices) && k < w->notices_n; k++)
        w->notices[(w->notices_n - 1 - k) % COUNT_OF(w->notices)] = INT64_MIN;
}

/* ---------------------------------------------------------------- windows and times of day */

static void place(struct world *w, struct track *t, int64_t wall, bool anew)
{
    bool was_inside = t->inside;
    int64_t from, to;

    t->inside = false;
    t->from = t->to = NEVER;
    if (!t->rule->enabled || !rule_in_windows(t->rule) ||
        !oracle_next_window(w->oracle, t->rule, seconds(wall), &from, &to))
        return;
    t->from = from * USEC_PER_SEC;
    t->to = to * USEC_PER_SEC;
    t->inside = t->from <= wall;
    if (t->inside && (anew || !was_inside))
        t->count = 0;
}

/* In other clocks, in another zone: what waits may be outside its window now. */
static void replace(struct world *w, struct track *t)
{
    place(w, t, w->now.wall.us, false);
    if (t->waits && !t->inside)
        t->ends = INT64_MIN;
}

static uint8_t *label(struct world *w, size_t number, int64_t day, int32_t second, int add)
{
    return table_at(&w->labels,
                    (uint64_t)(number + 1) << 40 | (uint64_t)day << 17 | (uint64_t)second, add);
}

static void deal_with(struct world *w, const struct track *t, int64_t day, uint32_t times)
{
    for (size_t i = 0; i < t->rule->at_n; i++)
        if (times >> i & 1)
            *label(w, (size_t)(t - w->tracks), day, t->rule->at[i], 1) |=
                (uint8_t)(w->epoch << 2 | 1);
}

/* Before the clock was far ahead and set right again, it was perhaps dealt with and forgotten. */
static enum sure dealt_with(struct world *w, const struct track *t, int64_t day, uint32_t times)
{
    enum sure sure = YES;

    for (size_t i = 0; i < t->rule->at_n; i++) {
        const uint8_t *byte = label(w, (size_t)(t - w->tracks), day, t->rule->at[i], 0);

        if (!(times >> i & 1))
            continue;
        if (!byte || !(*byte & 1))
            return NO;
        if (*byte >> 2 != w->epoch)
            sure = MAYBE;
    }
    return sure;
}

static bool was_lived(const struct world *w, int64_t at)
{
    for (size_t i = 0; i < w->lived_n; i++)
        if (at >= w->lived[i].from && at < w->lived[i].to)
            return true;
    return false;
}

/* Seconds from until to. The present stretch is the last. */
static void live(struct world *w, int64_t from, int64_t to)
{
    size_t n = 0;

    for (size_t i = 0; i < w->lived_n; i++) {
        if (w->lived[i].from <= to && from <= w->lived[i].to) {
            from = w->lived[i].from < from ? w->lived[i].from : from;
            to = most(to, w->lived[i].to);
        } else {
            w->lived[n++] = w->lived[i];
        }
    }
    if (n == COUNT_OF(w->lived)) /* the oldest is forgotten */
        memmove(w->lived, w->lived + 1, --n * sizeof(*w->lived));
    w->lived[n].from = from;
    w->lived[n].to = to;
    w->lived_n = n + 1;
}

static int64_t first_day(const struct track *t)
{
    int64_t n = (t->rule->every + DAY - 1) / DAY;

    if (t->rule->every < DAY)
        return INT64_MIN;
    return most(t->base == INT64_MIN ? INT64_MIN : t->base + n, t->retry);
}

void account_find_next(struct world *w, struct track *t, int64_t after)
{
    const struct rule *rule = t->rule;
    int64_t day, last, at;
    int32_t second;

    t->next = NEVER;
    if (!rule->enabled || rule_in_windows(rule))
        return;
    oracle_local(after, &day, &second);
    day = most(day - 1, first_day(t));
    for (last = day + FAR; day < last && t->next == NEVER; day++) {
        for (size_t i = 0; i < rule->at_n && oracle_allows(rule, day); i++) {
            uint32_t bit = UINT32_C(1) << i;

            if (!oracle_instant(w->oracle, day, rule->at[i], &at) || at <= after ||
                was_lived(w, at))
                continue;
            if (t->next != NEVER && t->next != at * USEC_PER_SEC)
                break;
            if (t->next == NEVER)
                t->next_times = 0;
            t->next = at * USEC_PER_SEC;
            t->next_day = day;
            t->next_times |= bit;
            /* two in a gap are one: both have to be dealt with */
            t->next_dealt = dealt_with(w, t, day, t->next_times);
            if (t->next_dealt == YES)
                t->next = NEVER;
        }
    }
}

bool account_label(struct world *w, const struct track *t, int64_t wall, int64_t *ret_day,
                   uint32_t *ret_times)
{
    int64_t day, at;
    int32_t second;

    *ret_times = 0;
    oracle_local(seconds(wall), &day, &second);
    for (int64_t d = day - 1; d <= day + 1 && !*ret_times; d++)
        for (size_t i = 0; i < t->rule->at_n && oracle_allows(t->rule, d); i++)
            if (oracle_instant(w->oracle, d, t->rule->at[i], &at) && at * USEC_PER_SEC == wall) {
                *ret_day = d;
                *ret_times |= UINT32_C(1) << i;
            }
    return *ret_times != 0;
}

void account_put(struct world *w, const struct occurrence *o)
{
    struct track *t = &w->tracks[draft_number(o->reminder)];
    int64_t day, due_day, at;
    uint32_t times;
    int32_t second;
    bool ahead;

    if (!t->rule)
        return;
    at = o->outcome == OUTCOME_OPEN ? o->shown.us : o->ended.us;
    oracle_local(seconds(at), &day, &second);
    ahead = o->due.us > at && o->outcome == OUTCOME_SKIPPED && o->shown.us == 0;
    /* everything else was dealt with when it fell due, perhaps in another zone */
    if ((o->outcome == OUTCOME_OPEN || ahead) && !rule_in_windows(t->rule) &&
        account_label(w, t, o->due.us, &due_day, &times)) {
        deal_with(w, t, due_day, times);
        if (o->due.us > at && t->rule->every >= DAY)
            t->retry = most(t->retry, due_day + 1);
        if (ahead)
            day = due_day;
        t->skipped_ahead += ahead;
    }
    if (o->outcome == OUTCOME_DONE || o->outcome == OUTCOME_SKIPPED)
        t->base = day;
    if (t->rule->every >= DAY)
        account_find_next(w, t, seconds(w->now.wall.us));
    else if (t->next != NEVER)
        account_find_next(w, t, most(seconds(t->next) - 1, seconds(w->now.wall.us)));
}

/* ---------------------------------------------------------------- time passes */

/* During a pass: until when, and what holds meanwhile. */
struct pass {
    int64_t to;
    bool counting, absent, stopped;
};

/* "`next` never skips an effect that step would give": what happens by itself is noticed as soon as
 * the timer can ring. */
static void next_skips_nothing(struct world *w, const char *what, size_t number, int64_t at)
{
    int64_t late = w->now.boot.us - at;

    if (!w->gap && late > w->lateness + USEC_PER_SEC / 100)
        judge_broken(w, "next_skips_nothing", "r%zu: %s %lld ms before the daemon woke up", number,
                     what, (long long)late / 1000);
}

static void begin_again(struct world *w, struct track *t)
{
    t->count = 0;
    t->begun = w->now.boot.us;
}

static void fall_due(struct world *w, struct track *t, int64_t boot, int64_t wall, int snoozed,
                     int64_t day, uint32_t times)
{
    size_t number = (size_t)(t - w->tracks);
    int64_t age = w->now.boot.us - boot;

    w->moved = true;
    if (times == 0 || t->due_sure)
        next_skips_nothing(w, "it was due", number, boot);
    owe_waiting(w, t, OUT(MISSED) | OUT(SUPPRESSED));
    begin_again(w, t);
    t->put = false;
    if (w->paused && wall < w->until) {
        account_owe(w, number, wall, OUT(SUPPRESSED), true);
        return;
    }
    if (w->gap && age > w->catch_up + ROUGHLY) {
        account_owe(w, number, age > DAY ? ANY_DUE : wall, OUT(MISSED), true);
        w->call.owed[w->call.owed_n - 1].since = boot;
        return;
    }
    t->waits = YES;
    if (w->gap && age > w->catch_up - ROUGHLY) {
        account_owe(w, number, wall, OUT(MISSED), false);
        t->waits = MAYBE;
    }
    t->since = boot;
    t->due = wall;
    t->ends = rule_in_windows(t->rule) && t->inside ? t->to : NEVER;
    t->excused = w->busy;
    t->limited = 0;
    t->waits_snoozed = snoozed;
    t->due_day = day;
    t->due_times = times;
}

/* Its next time of day has come. */
static void fall_due_at(struct world *w, struct track *t, int64_t boot)
{
    int64_t due = t->next, day = t->next_day;
    uint32_t times = t->next_times;
    size_t owed = w->call.owed_n;

    t->due_sure = t->next_dealt == NO;
    deal_with(w, t, day, times);
    if (t->rule->every >= DAY)
        t->retry = day + 1;
    t->skipped_ahead = 0;
    account_find_next(w, t, seconds(due));
    fall_due(w, t, boot, due, 0, day, times);
    for (; !t->due_sure && owed < w->call.owed_n; owed++)
        w->call.owed[owed].must = false;
    if (!t->due_sure && t->waits)
        t->waits = MAYBE;
}

static int64_t taken_at(const struct world *w, const struct track *t, bool absent)
{
    int64_t since = most(w->gone, t->shown);

    if (!t->rule->rest || !absent || since - t->shown > INFER_WITHIN)
        return NEVER;
    return since + t->rule->rest;
}

static int64_t missed_at(const struct track *t)
{
    return t->shown + (t->rule->repeat ? 2 * t->rule->repeat : GIVE_UP);
}

enum happening { DUE, ENDS, REPEATS, NO_ROOM, PUT_OFF, TIME_OF_DAY, EDGE, HAPPENINGS };

static void look_ahead(const struct world *w, const struct track *t, const struct pass *pass,
                       int64_t at, int64_t ret[static HAPPENINGS])
{
    bool counts = t->rule->counts == COUNTS_CLOCK || pass->counting;
    int64_t taken = taken_at(w, t, pass->absent);

    for (int i = 0; i < HAPPENINGS; i++)
        ret[i] = NEVER;
    if (t->inside && counts) /* an interval that was made shorter is over at once */
        ret[DUE] = most(at, at + t->rule->every - t->count);
    if (t->open && !t->ending) {
        ret[ENDS] = taken != NEVER ? taken : missed_at(t);
        if (t->rule->repeat && !t->repeated && t->shown + t->rule->repeat < ret[ENDS])
            ret[REPEATS] = t->shown + t->rule->repeat;
    }
    if (t->waits && t->limited)
        ret[NO_ROOM] = t->limited + w->catch_up;
    if (t->put)
        ret[PUT_OFF] = t->put_at;
    if (t->next != NEVER)
        ret[TIME_OF_DAY] = t->next - w->offset;
    if (t->from != NEVER)
        ret[EDGE] = (t->inside ? t->to : t->from) - w->offset;
}

static void happen(struct world *w, struct track *t, const struct pass *pass, enum happening what,
                   int64_t at)
{
    size_t number = (size_t)(t - w->tracks);
    int64_t taken = taken_at(w, t, pass->absent);

    w->moved = true;
    switch (what) {
    case DUE:
        fall_due(w, t, at, at + w->offset, 0, 0, 0);
        break;
    case ENDS:
        t->ending = true;
        account_owe(w, number, t->open_due, taken != NEVER ? OUT(TAKEN) : OUT(MISSED), true);
        if (taken != NEVER)
            begin_again(w, t);
        break;
    case REPEATS:
        t->repeated = true;
        if (!pass->absent && !w->busy && missed_at(t) > w->now.boot.us)
            t->repeat_due = pass->stopped ? MAYBE : YES;
        break;
    case NO_ROOM:
        owe_waiting(w, t, OUT(SUPPRESSED));
        t->limited = 0;
        break;
    case PUT_OFF:
        t->put = false;
        if (!rule_in_windows(t->rule) || t->inside)
            fall_due(w, t, at, at + w->offset, t->put_snoozed, 0, 0);
        break;
    case TIME_OF_DAY:
        fall_due_at(w, t, t->next - w->offset);
        break;
    default:
        place(w, t, at + w->offset, true);
        break;
    }
}

/* What falls due is looked at there. */
static void happens_in_time(struct world *w, const struct track *t, enum happening what, int64_t at)
{
    static const char *const names[HAPPENINGS] = {
        [ENDS] = "its time for an answer was over",
        [REPEATS] = "its repeat was due",
        [NO_ROOM] = "its time to wait for room was over",
        [PUT_OFF] = "its time came again",
        [EDGE] = "its window began or ended",
    };

    if (names[what] && (what != NO_ROOM || t->waits == YES))
        next_skips_nothing(w, names[what], (size_t)(t - w->tracks), at);
}

static void pass_one(struct world *w, struct track *t, const struct pass *pass, int64_t from)
{
    int64_t at = from, when[HAPPENINGS];

    while (t->rule->enabled) {
        int first = 0;

        look_ahead(w, t, pass, at, when);
        for (int i = 1; i < HAPPENINGS; i++)
            if (when[i] < when[first])
                first = i;
        if (when[first] > pass->to)
            break;
        if (when[first] > at) {
            if (t->inside && (t->rule->counts == COUNTS_CLOCK || pass->counting))
                t->count += when[first] - at;
            at = when[first];
        }
        happens_in_time(w, t, (enum happening)first, at);
        happen(w, t, pass, (enum happening)first, when[first]);
    }
    if (t->inside && (t->rule->counts == COUNTS_CLOCK || pass->counting))
        t->count += pass->to - at;
}

/* Of a gap longer than a day only the end is gone through. */
static int64_t skip(struct world *w, int64_t to)
{
    for (size_t i = 0; i < DRAFT_RULES; i++) {
        struct track *t = &w->tracks[i];

        if (!t->rule)
            continue;
        place(w, t, to + w->offset, true);
        account_find_next(w, t, seconds(to + w->offset - 1));
    }
    return to;
}

static void pass_all(struct world *w, const struct pass *pass, int64_t from)
{
    int64_t long_ago = w->now.boot.us - DAY;

    if (from < long_ago)
        from = skip(w, long_ago < pass->to ? long_ago : pass->to);
    for (size_t i = 0; i < DRAFT_RULES; i++)
        if (w->tracks[i].rule)
            pass_one(w, &w->tracks[i], pass, from);
}

static void end_pause(struct world *w, int64_t wall)
{
    if (!w->paused || wall < w->until)
        return;
    if (!w->gap && wall - w->until > w->lateness + USEC_PER_SEC / 100)
        judge_broken(w, "next_skips_nothing", "the pause was over %lld ms before",
                     (long long)(wall - w->until) / 1000);
    w->paused = false;
    w->pauses_over++;
    w->moved = true;
}

void account_pass(struct world *w, int64_t slept, bool stopped)
{
    int64_t from = w->passed, now = w->now.boot.us, begin = from;
    struct pass pass = {
        .to = slept > 0 ? most(now - slept, from) : now,
        .counting = !stopped && w->told <= PRESENCE_ACTIVE,
        .absent = presence_is_absent(w->told),
        .stopped = stopped,
    };

    w->moved = false;
    w->paused_before = w->paused;
    pass_all(w, &pass, from);
    if (slept > 0) {
        if (!pass.absent)
            w->gone = most(now - slept, w->back);
        from = pass.to;
        pass = (struct pass){.to = now, .absent = true, .stopped = stopped};
        w->told = PRESENCE_ASLEEP;
        pass_all(w, &pass, from);
    }
    w->passed = now;
    live(w, seconds(most(begin, now - DAY) + w->offset), seconds(now + w->offset) + 1);
    end_pause(w, now + w->offset);
    for (size_t i = 0; i < DRAFT_RULES; i++) {
        w->tracks[i].before = w->tracks[i].count;
        w->tracks[i].was_inside = w->tracks[i].inside;
    }
    w->may_before = !slept && !presence_is_absent(w->told) && !w->busy && !w->paused;
    w->counting_before = w->told <= PRESENCE_ACTIVE;
}

/* An interval that was made shorter while it stood still may be over when it goes on. */
void account_settle(struct world *w)
{
    for (size_t i = 0; i < DRAFT_RULES; i++) {
        struct track *t = &w->tracks[i];

        if (t->rule && t->rule->enabled && t->inside && t->count >= t->rule->every &&
            (t->rule->counts == COUNTS_CLOCK || w->told <= PRESENCE_ACTIVE))
            fall_due(w, t, w->now.boot.us, w->now.wall.us, 0, 0, 0);
    }
}

/* ---------------------------------------------------------------- events */

static void credit(struct world *w, struct track *t)
{
    size_t number = (size_t)(t - w->tracks);
    int64_t count = t->inside ? t->count : 0, age = w->now.boot.us - t->since;

    if (t->rule->counts == COUNTS_CLOCK)
        count -= w->now.boot.us - w->gone;
    if (t->waits) {
        bool clear = t->waits == YES && !t->excused && !w->busy && !t->limited;

        account_owe(w, number, t->due, OUT(TAKEN), clear && age < w->catch_up - ROUGHLY);
        if (!clear || age >= w->catch_up - ROUGHLY)
            t->waits = clear && age > w->catch_up + ROUGHLY ? YES : MAYBE;
        else
            t->waits = NO;
    } else if (count >= t->rule->rest && (!t->open || t->ending) && !t->put) {
        account_owe(w, number, ANY_DUE, OUT(TAKEN), !t->ending && !w->loose);
    }
    t->count = 0;
}

/* An absence that is told late may already have been long enough, and one that was too short may
 * have ended after the time for an answer. */
static void end_open_late(struct world *w)
{
    for (size_t i = 0; i < DRAFT_RULES; i++) {
        struct track *t = &w->tracks[i];
        int64_t taken;

        /* what was shown before this was told has ended it otherwise */
        if (!t->rule || !t->open || t->ending || account_shown(w, i))
            continue;
        taken = taken_at(w, t, presence_is_absent(w->told));
        if ((taken != NEVER ? taken : missed_at(t)) > w->now.boot.us)
            continue;
        account_owe(w, i, t->open_due, taken != NEVER ? OUT(TAKEN) : OUT(MISSED), true);
        t->ending = true;
        if (taken != NEVER)
            t->count = 0;
    }
}

void account_presence(struct world *w, enum presence state, int64_t since)
{
    bool was = presence_is_absent(w->told), is = presence_is_absent(state);

    if (is && (!was || since < w->gone))
        w->gone = most(since, w->back);
    if (was && !is) {
        w->back = most(since, w->gone);
        w->last_away = w->now.boot.us;
        for (size_t i = 0; i < DRAFT_RULES; i++) {
            struct track *t = &w->tracks[i];

            if (t->rule && t->rule->enabled && rule_in_windows(t->rule) && t->rule->rest &&
                w->back - w->gone >= t->rule->rest)
                credit(w, t);
        }
    }
    w->told = state;
    if (state != PRESENCE_ASLEEP)
        w->awake = state;
    end_open_late(w);
}

static void jump_ahead(struct world *w, struct track *t, int64_t from, int64_t wall)
{
    while (t->next <= wall) {
        if (t->next < from)
            account_find_next(w, t, seconds(from - 1));
        else
            fall_due_at(w, t, w->now.boot.us - (wall - t->next));
    }
}

int64_t account_pause_end(struct world *w)
{
    int64_t day, from, to, end = NEVER;
    int32_t second;

    oracle_local(seconds(w->now.wall.us), &day, &second);
    for (size_t i = 0; i < DRAFT_RULES; i++) {
        const struct rule *rule = w->tracks[i].rule;

        if (rule && rule->enabled && rule->hours.n > 0 && oracle_allows(rule, day + 1) &&
            oracle_window(w->oracle, rule, day + 1, 0, &from, &to) && from * USEC_PER_SEC < end)
            end = from * USEC_PER_SEC;
    }
    return end == NEVER ? w->now.wall.us + DAY : end;
}

void account_clamp(struct world *w)
{
    int64_t end = account_pause_end(w);

    if (w->paused && end < w->until)
        w->until = end;
}

/* No interval of days counts from further ahead than it is long, and a week. */
static void forget_future(struct track *t, int64_t wall)
{
    int64_t today, most_ahead;
    int32_t second;

    oracle_local(seconds(wall), &today, &second);
    most_ahead = today + (t->rule->every + DAY - 1) / DAY + 7;
    if (t->base > most_ahead)
        t->base = today;
    if (t->retry > most_ahead)
        t->retry = today;
}

void account_step(struct world *w)
{
    int64_t old = w->now.boot.us + w->offset, wall = w->now.wall.us;
    int64_t from = most(old + 1, wall - DAY);

    for (size_t i = 0; i < DRAFT_RULES; i++) {
        struct track *t = &w->tracks[i];

        if (!t->rule)
            continue;
        if (wall > old) {
            jump_ahead(w, t, from, wall);
        } else {
            forget_future(t, wall);
            account_find_next(w, t, seconds(wall));
        }
        replace(w, t);
    }
    w->offset = wall - w->now.boot.us;
    if (wall < old - 3 * DAY) {
        w->epoch = (w->epoch + 1) & 63;
        w->epoch_at = w->now.boot.us;
    }
    if (wall > old)
        live(w, seconds(from), seconds(wall) + 1);
    else
        live(w, seconds(wall), seconds(wall) + 1);
    if (wall < old)
        account_clamp(w);
    end_pause(w, wall);
}

void account_zone(struct world *w)
{
    for (size_t i = 0; i < DRAFT_RULES; i++) {
        if (!w->tracks[i].rule)
            continue;
        replace(w, &w->tracks[i]);
        account_find_next(w, &w->tracks[i], seconds(w->now.wall.us));
    }
    account_clamp(w);
}

void account_defer(struct world *w, bool busy)
{
    for (size_t i = 0; i < DRAFT_RULES; i++)
        w->tracks[i].excused = w->tracks[i].excused || w->busy || busy;
    w->busy = busy;
}

void account_pause(struct world *w, int64_t until)
{
    int64_t end = account_pause_end(w);

    w->paused = true;
    w->until = until < end ? until : end;
    for (size_t i = 0; i < DRAFT_RULES; i++) {
        struct track *t = &w->tracks[i];

        if (!t->rule)
            continue;
        if (t->waits)
            account_owe(w, i, t->due, OUT(SUPPRESSED), t->waits == YES && !w->may_before);
        if (t->open && !t->ending) /* unless what was due before the pause has ended it */
            account_owe(w, i, t->open_due, OUT(SUPPRESSED), !t->waits && !account_shown(w, i));
        t->waits = t->waits ? MAYBE : NO;
    }
}

void account_answered(struct world *w, size_t number, const char *key, int64_t span)
{
    struct track *t = &w->tracks[number];

    w->asked |= UINT64_C(1) << number;
    if (strcmp(key, "snooze") == 0) {
        account_owe(w, number, ANY_DUE, OUT(SNOOZED), !w->call.shows_n);
        w->snooze_span = span;
        t->put_at = w->now.boot.us + (span ? span : t->rule->snooze);
        return;
    }
    account_owe(w, number, ANY_DUE, strcmp(key, "done") == 0 ? OUT(DONE) : OUT(SKIPPED),
                !w->call.shows_n);
    if (t->open && t->waits)
        account_owe(w, number, t->due, OUT(SUPPRESSED), false);
}

/* The interval goes on only if it still is one, of the same clock. */
static void rebind(struct world *w, struct track *t, const struct rule *rule, int64_t wall)
{
    if (!t->rule || !rule_in_windows(t->rule) || !rule_in_windows(rule) ||
        t->rule->counts != rule->counts)
        t->inside = false;
    if (t->rule && t->waits && rule_in_windows(t->rule) != rule_in_windows(rule))
        t->waits = MAYBE;
    if (!t->known)
        *t = (struct track){.base = INT64_MIN, .retry = INT64_MIN, .last_shown = INT64_MIN};
    if (t->copy.every != rule->every)
        t->last_shown = INT64_MIN;
    if (memcmp(t->copy.at, rule->at, sizeof(rule->at)) != 0)
        t->due_times = 0; /* it waits by a time that is none any more */
    t->copy = *rule;
    t->rule = &t->copy;
    t->known = true;
    place(w, t, wall, false);
    account_find_next(w, t, seconds(wall));
    if (!rule->enabled)
        t->put = false;
}

void account_bind(struct world *w, int64_t wall, bool known)
{
    const struct schedule *s = daemon_schedule(w->daemon);
    const struct rule *rules[DRAFT_RULES] = {0};
    size_t index[DRAFT_RULES] = {0};

    for (size_t i = 0; i < s->n; i++) {
        size_t number = draft_number(s->rules[i].name);

        rules[number] = &s->rules[i];
        index[number] = i;
    }
    for (size_t i = 0; i < DRAFT_RULES; i++) {
        struct track *t = &w->tracks[i];

        if (t->known != known)
            continue;
        if (rules[i])
            rebind(w, t, rules[i], wall);
        else
            *t = (struct track){0}; /* if it comes back, it begins anew */
        t->index = index[i];
    }
    w->merge = s->merge;
    w->catch_up = s->catch_up;
    w->limit = (size_t)s->limit;
}

/* What the schedule has no use for any more ends. */
void account_drop(struct world *w, bool restart)
{
    const struct schedule *s = daemon_schedule(w->daemon);

    for (size_t i = 0; i < DRAFT_RULES; i++) {
        struct track *t = &w->tracks[i];
        char name[16];
        size_t k;

        if (!t->rule)
            continue;
        (void)snprintf(name, sizeof(name), "r%zu", i);
        k = schedule_find(s, name);
        if (k < s->n && s->rules[k].enabled)
            continue;
        if (t->open && !t->ending)
            account_owe(w, i, t->open_due, OUT(SUPPRESSED), true);
        if (t->waits) /* what was not shown yet is forgotten with the reminder */
            account_owe(w, i, t->due, OUT(SUPPRESSED), t->waits == YES && !restart);
        if (restart)
            t->waits = NO;
    }
}
