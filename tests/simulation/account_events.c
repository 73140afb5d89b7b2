/* What the events mean: presence, a set clock, another zone, a meeting, a pause, an answer. */
#include <string.h>

#include "tests/simulation/account.h"

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
        if (!t->rule || !t->rule->enabled || !t->open || t->ending || account_shown(w, i))
            continue;
        taken = account_taken_at(w, t, presence_is_absent(w->told));
        if ((taken != NEVER ? taken : account_missed_at(t)) > w->now.boot.us)
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
            account_fall_due_at(w, t, w->now.boot.us - (wall - t->next));
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
        account_replace(w, t);
    }
    w->offset = wall - w->now.boot.us;
    if (wall < old - 3 * DAY) {
        w->epoch = (w->epoch + 1) & 63;
        w->epoch_at = w->now.boot.us;
    }
    if (wall > old)
        account_live(w, seconds(from), seconds(wall) + 1);
    else
        account_live(w, seconds(wall), seconds(wall) + 1);
    if (wall < old)
        account_clamp(w);
    account_end_pause(w, wall);
}

void account_zone(struct world *w)
{
    for (size_t i = 0; i < DRAFT_RULES; i++) {
        if (!w->tracks[i].rule)
            continue;
        account_replace(w, &w->tracks[i]);
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
