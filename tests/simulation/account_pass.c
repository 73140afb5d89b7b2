/* Time passing: what happens to each reminder by itself, in order, up to now. The daemon has to
 * have noticed each as soon as its timer could ring. */
#include "tests/simulation/account.h"
#include "tests/simulation/judge.h"

#define GIVE_UP      (20 * USEC_PER_MIN)
#define INFER_WITHIN (10 * USEC_PER_MIN)

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
    account_owe_waiting(w, t, OUT(MISSED) | OUT(SUPPRESSED));
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
void account_fall_due_at(struct world *w, struct track *t, int64_t boot)
{
    int64_t due = t->next, day = t->next_day;
    uint32_t times = t->next_times;
    size_t owed = w->call.owed_n;
    bool waited = t->waits != NO;

    t->due_sure = t->next_dealt == NO;
    t->came = due;
    t->came_day = day;
    t->came_times = times;
    /* a moment that came ahead, by another name, passes without a trace of this one */
    account_deal_with(w, t, day, times, t->due_sure ? YES : MAYBE);
    if (t->rule->every >= DAY && t->due_sure)
        t->retry = day + 1;
    t->skipped_ahead = 0;
    account_find_next(w, t, seconds(due));
    fall_due(w, t, boot, due, 0, day, times);
    for (; !t->due_sure && owed < w->call.owed_n; owed++)
        w->call.owed[owed].must = false;
    if (t->due_sure || !t->waits)
        return;
    t->waits = MAYBE;
    if (waited) /* perhaps that still does */
        t->due = ANY_DUE;
}

int64_t account_taken_at(const struct world *w, const struct track *t, bool absent)
{
    int64_t since = most(w->gone, t->shown);

    if (!t->rule->rest || !absent || since - t->shown > INFER_WITHIN)
        return NEVER;
    return since + t->rule->rest;
}

int64_t account_missed_at(const struct track *t)
{
    return t->shown + (t->rule->repeat ? 2 * t->rule->repeat : GIVE_UP);
}

enum happening { DUE, ENDS, REPEATS, NO_ROOM, PUT_OFF, TIME_OF_DAY, EDGE, HAPPENINGS };

static void look_ahead(const struct world *w, const struct track *t, const struct pass *pass,
                       int64_t at, int64_t ret[static HAPPENINGS])
{
    bool counts = t->rule->counts == COUNTS_CLOCK || pass->counting;
    int64_t taken = account_taken_at(w, t, pass->absent);

    for (int i = 0; i < HAPPENINGS; i++)
        ret[i] = NEVER;
    if (t->inside && counts) /* an interval that was made shorter is over at once */
        ret[DUE] = most(at, at + t->rule->every - t->count);
    if (t->open && !t->ending) {
        ret[ENDS] = taken != NEVER ? taken : account_missed_at(t);
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
    int64_t taken = account_taken_at(w, t, pass->absent);

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
        if (!pass->absent && !w->busy && account_missed_at(t) > w->now.boot.us)
            t->repeat_due = pass->stopped ? MAYBE : YES;
        break;
    case NO_ROOM:
        account_owe_waiting(w, t, OUT(SUPPRESSED));
        t->limited = 0;
        break;
    case PUT_OFF:
        t->put = false;
        if (!rule_in_windows(t->rule) || t->inside)
            fall_due(w, t, at, at + w->offset, t->put_snoozed, 0, 0);
        break;
    case TIME_OF_DAY:
        account_fall_due_at(w, t, t->next - w->offset);
        break;
    default:
        account_place(w, t, at + w->offset, true);
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
        account_place(w, t, to + w->offset, true);
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

void account_end_pause(struct world *w, int64_t wall)
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
    account_live(w, seconds(most(begin, now - DAY) + w->offset), seconds(now + w->offset) + 1);
    account_end_pause(w, now + w->offset);
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
