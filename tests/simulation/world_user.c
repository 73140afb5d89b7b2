/* What the user asks of the daemon: pauses, answers, questions; and what the screen tells it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/simulation/judge.h"
#include "tests/simulation/world.h"

void world_pause(struct world *w, int64_t until)
{
    w->had |= USER_PAUSES;
    judge_note(w, "pause until", "", -1, until);
    account_pass(w, 0, false);
    if (daemon_step(w->daemon, &(struct event){.kind = EVENT_PAUSE, .until = {until}}, "command") ==
            0 &&
        !(w->dead && w->dying == DIE_BEFORE))
        account_pause(w, until);
    world_finish(w, CAUSE_PAUSE);
}

void world_resume(struct world *w)
{
    judge_note(w, "resume", "", -1, -1);
    account_pass(w, 0, false);
    (void)daemon_step(w->daemon, &(struct event){.kind = EVENT_RESUME}, "command");
    if (!(w->dead && w->dying == DIE_BEFORE))
        w->paused = false;
    world_finish(w, CAUSE_RESUME);
}

void world_defer(struct world *w, bool busy)
{
    w->had |= USER_MEETS;
    judge_note(w, busy ? "busy" : "free", "", -1, -1);
    account_pass(w, 0, false);
    (void)daemon_step(w->daemon, &(struct event){.kind = EVENT_DEFER, .busy = busy}, "");
    account_defer(w, busy);
    world_finish(w, CAUSE_DEFER);
}

static void press(struct world *w, uint64_t id, const char *key)
{
    bool snooze = strcmp(key, "snooze") == 0, first = true, over;

    w->pressed = id;
    w->screen.listener->acted(w->screen.userdata, id, key);
    w->pressed = 0;
    for (size_t i = 0; i < DRAFT_RULES; i++) { /* reminders keep their order in the schedule */
        struct track *t = &w->tracks[i];

        if (!t->rule || !t->open || t->notice != id)
            continue;
        /* what is over by now, though nobody has looked: only the first is answered all the same */
        over = t->ending || w->call.shows_n > 0;
        if (!(over && (snooze || !first)) && !(snooze && t->snoozed >= t->rule->snoozes))
            account_answered(w, i, key, 0);
        w->asked |= UINT64_C(1) << i;
        first = false;
    }
}

static void command(struct world *w, size_t number, const char *key, int64_t span)
{
    bool snooze = strcmp(key, "snooze") == 0;
    const struct track *t = &w->tracks[number];
    struct answered answered;
    struct fault fault;
    char name[16];
    int r;

    (void)snprintf(name, sizeof(name), "r%zu", number);
    r = daemon_answer(w->daemon,
                      snooze                     ? OUTCOME_SNOOZED
                      : strcmp(key, "done") == 0 ? OUTCOME_DONE
                                                 : OUTCOME_SKIPPED,
                      name, span, &answered, &fault);
    if (r == 0)
        account_answered(w, number, key, span);
    else if (!snooze || (t->open && !t->ending && !t->waits && t->snoozed < t->rule->snoozes))
        judge_broken(w, "answers_are_taken", "%s %s: %s", key, name, fault.why);
}

void world_answer(struct world *w, uint64_t id, size_t number, const char *key, int64_t span)
{
    enum cause cause = strcmp(key, "snooze") == 0 ? CAUSE_SNOOZE : CAUSE_ANSWER;

    judge_note(w, key, id ? "by button, notice" : "by command", id ? (int64_t)id : (int64_t)number,
               span);
    account_pass(w, 0, false);
    if (id)
        press(w, id, key);
    else
        command(w, number, key, span);
    world_finish(w, cause);
}

void world_close(struct world *w, uint64_t id)
{
    judge_note(w, "closed", "#", (int64_t)id, -1);
    account_pass(w, 0, false);
    for (size_t i = 0; i < w->on_screen_n; i++)
        if (w->on_screen[i] == id)
            w->on_screen[i--] = w->on_screen[--w->on_screen_n];
    w->screen.listener->closed(w->screen.userdata, id);
    world_finish(w, CAUSE_CLOSED);
}

void world_fail(struct world *w)
{
    uint64_t id = w->failing;

    world_tick(w); /* that alone makes nobody look */
    if (!w->daemon)
        return;
    judge_note(w, "failed", "#", (int64_t)id, -1);
    account_pass(w, 0, false);
    w->failing_now = true;
    w->screen.listener->failed(w->screen.userdata, id, "simulated");
    w->failing_now = false;
    w->failing = 0;
    world_finish(w, CAUSE_FAILED);
}

static int look_at_agenda(void *userdata, struct wall due, const struct rule *rule,
                          const char *state)
{
    struct world *w = userdata;

    /* what the timer is late for is still to come */
    if (due.us < w->now.wall.us - w->lateness && !w->gap && strcmp(state, "open") != 0)
        judge_broken(w, "next_is_not_past", "the agenda has %s %lld s ago", rule->name,
                     (long long)((w->now.wall.us - due.us) / USEC_PER_SEC));
    return 0;
}

/* Asking changes nothing. */
void world_question(struct world *w)
{
    struct daemon_status status;
    struct fault fault;

    if (daemon_status(w->daemon, &status) == 0)
        free(status.reminders);
    (void)daemon_agenda(w->daemon, (struct wall){w->now.wall.us + 3 * USEC_PER_DAY}, look_at_agenda,
                        w, &fault);
    if (w->call.puts.n || w->call.shows_n || w->call.withdrawn_n)
        judge_broken(w, "asking_changes_nothing", "but it did");
}
