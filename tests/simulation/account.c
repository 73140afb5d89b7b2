/* What ought to happen, by plain bookkeeping: each reminder's time is added up from call to call,
 * and what falls due, waits, is owed or over is written down. It is told all that the daemon is
 * told, shares no code with it, and looks at every reminder every time.
 *
 * account.c         what is owed; the reminders by their numbers, whatever the schedule
 * account_times.c   windows and times of day
 * account_pass.c    time passing
 * account_events.c  events
 */
#include "tests/simulation/account.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/simulation/judge.h"

#define KEPT 31 /* notices of the last hour, over a restart */

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
void account_owe_waiting(struct world *w, struct track *t, unsigned outcomes)
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

/* The interval goes on only if it still is one, of the same clock. */
static void rebind(struct world *w, struct track *t, const struct rule *rule, int64_t wall)
{
    if (!t->rule || !rule_in_windows(t->rule) || !rule_in_windows(rule) ||
        t->rule->counts != rule->counts)
        t->inside = false;
    if (t->rule && t->waits && rule_in_windows(t->rule) != rule_in_windows(rule))
        t->waits = MAYBE;
    if (!t->known)
        *t = (struct track){
            .base = INT64_MIN, .retry = INT64_MIN, .came = NEVER, .last_shown = INT64_MIN};
    if (t->copy.every != rule->every)
        t->last_shown = INT64_MIN;
    if (memcmp(t->copy.at, rule->at, sizeof(rule->at)) != 0) {
        t->due_times = 0; /* it waits by a time that is none any more */
        t->came = NEVER;
    }
    t->copy = *rule;
    t->rule = &t->copy;
    t->known = true;
    account_place(w, t, wall, false);
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
