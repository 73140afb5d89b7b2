/* After a kill: what was on disk is taken over, and what must not be lost is there. */
#include "tests/simulation/judge.h"

static int take_open(void *userdata, const struct occurrence *o)
{
    struct world *w = userdata;
    struct track *t = &w->tracks[draft_number(o->reminder)];

    if (o->outcome != OUTCOME_OPEN)
        return 0;
    if (t->open)
        judge_broken(w, "one_outcome_each", "%s is open twice on disk", o->reminder);
    t->open = true;
    t->open_due = o->due.us;
    t->shown_wall = o->shown.us;
    return 0;
}

static bool is_begun_again(const struct world *w, size_t number)
{
    for (size_t i = 0; i < w->call.puts.n; i++)
        if (draft_number(w->call.puts.items[i].reminder) == number)
            return true;
    return false;
}

/* "After a kill the desk time lost is at most that since the last edge", and nothing is won. */
static void little_is_lost(struct world *w, struct track *t, const struct plan_view *view)
{
    int64_t since = (t->rule->counts == COUNTS_CLOCK ? w->now.boot.us : w->stopped_at) - w->edge_at;
    int64_t lost = t->count - view->counted;

    if (!rule_in_windows(t->rule) || !t->rule->enabled)
        return;
    if (t->inside && view->in_hours && !is_begun_again(w, number_of(w, t)) && !t->unsure &&
        (lost > since + NEAR || (lost < -NEAR && !t->waits)))
        judge_broken(w, "little_is_lost",
                     "r%zu has lost %lld s of %lld s; the last edge was %lld s before",
                     number_of(w, t), (long long)(lost / USEC_PER_SEC),
                     (long long)(t->count / USEC_PER_SEC), (long long)(since / USEC_PER_SEC));
    t->count = view->counted;
}

/* The clock may have been set when it was killed, and what that did to the pause undone. */
static void take_pause(struct world *w)
{
    struct wall until;

    if (w->paused && plan_paused(w->daemon->plan, &until) && until.us <= account_pause_end(w))
        w->until = until.us;
}

void judge_after_kill(struct world *w)
{
    struct moment now = daemon_now(w->daemon);

    int64_t open_due[DRAFT_RULES];

    take_pause(w);
    for (size_t i = 0; i < DRAFT_RULES; i++) {
        open_due[i] = w->tracks[i].open ? w->tracks[i].open_due : ANY_DUE;
        w->tracks[i].open = false;
    }
    w->store.ops->occurrences(&w->store, (struct wall){INT64_MIN}, (struct wall){INT64_MAX},
                              take_open, w);
    for (size_t i = 0; i < DRAFT_RULES; i++) {
        struct track *t = &w->tracks[i];
        bool was_open = t->open && t->open_due == open_due[i];
        struct plan_view view;

        if (t->open && !t->rule)
            judge_broken(w, "none_open_for_ever", "r%zu is gone, and open on disk", i);
        if (!t->rule)
            continue;
        plan_view(w->daemon->plan, t->index, now, &view);
        if (view.open != t->open || (t->open && view.due.us != t->open_due))
            judge_broken(w, "none_open_for_ever", "r%zu is %s in the plan, not so on disk", i,
                         view.open ? "open" : "not open");
        little_is_lost(w, t, &view);
        t->notice = view.notice;
        t->shown = w->now.boot.us - (now.wall.us - view.shown.us);
        t->snoozed = view.snoozed;
        t->repeated = (was_open && t->repeated) || t->shown + t->rule->repeat <= w->now.boot.us;
        t->ending = false;
        t->put = view.snoozing;
        t->put_snoozed = view.snoozing ? view.snoozed : 0;
        t->due = ANY_DUE;
        t->limited = 0;
        t->waits = MAYBE;
        t->waits_snoozed = view.snoozing ? 0 : view.snoozed;
    }
}
