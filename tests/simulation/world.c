/* The machine on which the daemon lives: it starts, stops and kills it, lets time pass, and tells
 * it what happens; each as one call, after which the judge looks.
 */
#include "tests/simulation/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "daemon/log.h"

#define TEXTS (DRAFT_RULES + 2)

static void finish(struct world *w, enum cause cause)
{
    if (w->dead) {
        world_kill(w); /* in the midst of it */
        return;
    }
    if (cause != CAUSE_SWAP)
        account_settle(w);
    judge_call(w, cause);
}

/* ---------------------------------------------------------------- the daemon's life */

static struct settings settings_of(struct world *w)
{
    struct complaints complaints = {0};
    struct settings settings = {0};
    FILE *stream;

    draft_print(&w->draft, w->text);
    stream = fmemopen(w->text, strlen(w->text), "r");
    if (!stream || settings_read_stream(stream, "random.ini", &settings, &complaints) < 0) {
        judge_broken(w, "schedule", "refused: %s", complaints.n ? complaints.items[0] : "?");
        if (settings_builtin(&settings, &complaints) < 0)
            abort();
    }
    (void)fclose(stream);
    complaints_done(&complaints);
    return settings;
}

void world_start(struct world *w, int64_t rebooted, bool edit)
{
    struct daemon_options options = {
        .clock = &w->clock,
        .zone = &w->zone,
        .notifier = &w->screen,
        .fallback = &w->terminal,
        .store = &w->store,
        .log_path = "simulated",
        .schedule_path = w->path,
    };
    struct settings settings;
    int64_t off = 0, wall = w->stopped_at + w->offset;

    if (rebooted) {
        w->booted = w->now.boot.us - rebooted;
        off = w->killed ? 0 : w->booted - w->stopped_at;
    }
    if (edit)
        draft_edit(&w->draft, &w->random);
    settings = settings_of(w);
    judge_note(w, "starts", w->killed ? "after a kill" : rebooted ? "after a reboot" : "", -1, -1);
    judge_note(w, "starts", edit ? "edited" : "", -1, -1);
    if (daemon_new(&w->daemon, &options, &settings) < 0)
        abort();
    account_drop(w, true);
    account_forget_notices(w);
    account_bind(w, wall, true);
    if (presence_is_absent(w->told))
        w->last_away = w->now.boot.us;
    w->told = w->awake = PRESENCE_UNKNOWN;
    w->gone = 0;
    w->busy = false;
    w->gap = true;
    w->last_stop = w->now.boot.us;
    w->loose = w->killed;
    account_pass(w, off, true);
    if (off > 0)
        account_presence(w, PRESENCE_UNKNOWN, w->now.boot.us);
    account_bind(w, w->now.wall.us, false);
    for (size_t i = 0; (edit || w->edited) && i < DRAFT_RULES; i++)
        w->tracks[i].unsure = true; /* after a kill: since when the new one holds */
    w->edited = false;
    account_clamp(w);
    w->may_before = false;
    if (daemon_start(w->daemon) < 0)
        abort();
    if (w->killed)
        judge_after_kill(w);
    w->killed = false;
    finish(w, CAUSE_START);
}

static void over(struct world *w)
{
    daemon_free(w->daemon);
    w->daemon = NULL;
    w->armed = false;
    w->on_screen_n = 0;
    w->failing = 0;
    w->answers_n = 0;
    w->stopped_at = w->now.boot.us;
    for (size_t i = 0; i < DRAFT_RULES; i++) {
        struct track *t = &w->tracks[i];

        if (t->waits && t->excused)
            t->waits = MAYBE; /* that the user was busy is forgotten */
        t->unsure = w->dying == DIE_BEFORE && (t->before != t->count || t->begun == w->now.boot.us);
    }
    for (size_t i = 0; i < w->call.puts.n; i++) { /* on disk or not, nobody saw it */
        w->tracks[draft_number(w->call.puts.items[i].reminder)].unsure = true;
        w->unsure_room = w->now.boot.us + USEC_PER_HOUR;
    }
}

void world_kill(struct world *w)
{
    w->had |= ACCIDENT_KILL;
    judge_note(w, "killed",
               w->dying == DIE_BEFORE  ? "before a commit"
               : w->dying == DIE_AFTER ? "after a commit"
                                       : "",
               -1, -1);
    if (!w->dead) {
        account_pass(w, 0, false);
        w->dying = DIE_NOT;
    }
    w->dead = true;
    if (w->dying == DIE_BEFORE)
        w->paused = w->paused_before;
    w->pauses_over = 0;
    over(w);
    w->dead = false;
    w->dying = DIE_NOT;
    w->disk_fails = 0;
    w->pending.n = 0;
    w->killed = true;
    ports_clear(w);
}

void world_stop(struct world *w)
{
    /* what is edited before the next start holds from the last step on: let that be now */
    if (w->may & ACCIDENT_RELOAD)
        world_tick(w);
    if (!w->daemon)
        return;
    w->had |= ACCIDENT_RESTART;
    judge_note(w, "stopped", "", -1, -1);
    w->disk_fails = 0;
    w->dying = DIE_NOT;
    account_pass(w, 0, false);
    over(w);
    ports_clear(w); /* what failed before is written now */
}

/* ---------------------------------------------------------------- what happens to it */

void world_pass(struct world *w, int64_t span)
{
    w->now.boot.us += span;
    w->now.wall.us += span;
}

void world_ring(struct world *w)
{
    judge_note(w, "rings", "", -1, -1);
    w->armed = false;
    account_pass(w, 0, false);
    w->clock.listener->alarm(w->clock.userdata);
    finish(w, CAUSE_RING);
}

void world_tick(struct world *w)
{
    account_pass(w, 0, false);
    (void)daemon_step(w->daemon, &(struct event){.kind = EVENT_TIME}, "");
    finish(w, CAUSE_TICK);
}

void world_presence(struct world *w, enum presence state, int64_t since)
{
    judge_note(w, "presence", presence_name(state), -1, w->now.boot.us - since);
    account_pass(w, 0, false);
    (void)daemon_step(
        w->daemon,
        &(struct event){.kind = EVENT_PRESENCE, .presence = {state, {since - w->booted}}}, "");
    account_presence(w, state, since);
    finish(w, CAUSE_PRESENCE);
}

void world_sleep(struct world *w, int64_t span)
{
    w->had |= ACCIDENT_SLEEP;
    judge_note(w, "sleeps", "us", -1, span);
    world_pass(w, span);
    w->gap = true;
    w->last_sleep = w->now.boot.us;
    account_pass(w, span, false);
    w->clock.listener->resumed(w->clock.userdata, span);
    account_presence(w, w->awake, w->now.boot.us);
    judge_note(w, "wakes", presence_name(w->told), -1, -1);
    finish(w, CAUSE_RESUMED);
}

void world_freeze(struct world *w, int64_t span)
{
    w->had |= ACCIDENT_FREEZE;
    judge_note(w, "frozen", "us", -1, span);
    world_pass(w, span);
    w->gap = true;
    w->last_stop = w->now.boot.us;
}

void world_step(struct world *w, int64_t by)
{
    w->had |= ACCIDENT_STEP;
    judge_note(w, "clock set", "us", -1, by);
    account_pass(w, 0, false);
    w->now.wall.us += by;
    w->gap = w->relocated = true;
    w->last_set = w->now.boot.us;
    account_step(w);
    w->clock.listener->stepped(w->clock.userdata);
    /* killed before it was written: the next daemon finds another time, and thinks it was off so
     * long */
    for (size_t i = 0; w->dead && i < DRAFT_RULES; i++) {
        w->tracks[i].begun = w->now.boot.us;
        w->tracks[i].last_shown = INT64_MIN;
    }
    finish(w, CAUSE_STEP);
}

void world_move(struct world *w, size_t zone)
{
    w->had |= ACCIDENT_ZONE;
    judge_note(w, "moves to", oracle_zones[zone], -1, -1);
    account_pass(w, 0, false);
    oracle_move(w->oracle, zone);
    w->relocated = true;
    w->last_set = w->now.boot.us;
    w->zone.listener->changed(w->zone.userdata);
    account_zone(w);
    finish(w, CAUSE_ZONE);
}

static void write_schedule(struct world *w)
{
    FILE *file = fopen(w->path, "we");

    draft_print(&w->draft, w->text);
    if (!file || fputs(w->text, file) < 0 || fclose(file) != 0)
        abort();
}

void world_reload(struct world *w, bool edit)
{
    struct complaints complaints = {0};
    struct fault fault;

    w->had |= ACCIDENT_RELOAD;
    judge_note(w, "reloads", edit ? "edited" : "", -1, -1);
    if (edit)
        draft_edit(&w->draft, &w->random);
    write_schedule(w);
    account_pass(w, 0, false);
    if (daemon_reload(w->daemon, &complaints, &fault) < 0)
        judge_broken(w, "schedule", "refused: %s", complaints.n ? complaints.items[0] : "?");
    complaints_done(&complaints);
    account_drop(w, false);
    finish(w, CAUSE_SWAP);
    w->edited = !w->daemon;
    if (!w->daemon)
        return;
    account_bind(w, w->now.wall.us, true);
    account_bind(w, w->now.wall.us, false);
    account_clamp(w);
}

void world_pause(struct world *w, int64_t until)
{
    w->had |= USER_PAUSES;
    judge_note(w, "pause until", "", -1, until);
    account_pass(w, 0, false);
    if (daemon_step(w->daemon, &(struct event){.kind = EVENT_PAUSE, .until = {until}}, "command") ==
            0 &&
        !(w->dead && w->dying == DIE_BEFORE))
        account_pause(w, until);
    finish(w, CAUSE_PAUSE);
}

void world_resume(struct world *w)
{
    judge_note(w, "resume", "", -1, -1);
    account_pass(w, 0, false);
    (void)daemon_step(w->daemon, &(struct event){.kind = EVENT_RESUME}, "command");
    if (!(w->dead && w->dying == DIE_BEFORE))
        w->paused = false;
    finish(w, CAUSE_RESUME);
}

void world_defer(struct world *w, bool busy)
{
    w->had |= USER_MEETS;
    judge_note(w, busy ? "busy" : "free", "", -1, -1);
    account_pass(w, 0, false);
    (void)daemon_step(w->daemon, &(struct event){.kind = EVENT_DEFER, .busy = busy}, "");
    account_defer(w, busy);
    finish(w, CAUSE_DEFER);
}

/* ---------------------------------------------------------------- what the user does */

static void press(struct world *w, uint64_t id, const char *key)
{
    bool snooze = strcmp(key, "snooze") == 0, first = true, over;

    w->screen.listener->acted(w->screen.userdata, id, key);
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
    finish(w, cause);
}

void world_close(struct world *w, uint64_t id)
{
    judge_note(w, "closed", "#", (int64_t)id, -1);
    account_pass(w, 0, false);
    for (size_t i = 0; i < w->on_screen_n; i++)
        if (w->on_screen[i] == id)
            w->on_screen[i--] = w->on_screen[--w->on_screen_n];
    w->screen.listener->closed(w->screen.userdata, id);
    finish(w, CAUSE_CLOSED);
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
    finish(w, CAUSE_FAILED);
}

/* ---------------------------------------------------------------- questions */

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

static void same_view(struct world *w, const char *name, const struct plan_view *a,
                      const struct plan_view *b)
{
    const struct {
        const char *what;
        int64_t a, b;
    } parts[] = {
        {"open", a->open, b->open},
        {"due", a->due.us, b->due.us},
        {"shown", a->shown.us, b->shown.us},
        {"notice", (int64_t)a->notice, (int64_t)b->notice},
        {"snoozed", a->snoozed, b->snoozed},
        {"snoozing", a->snoozing, b->snoozing},
        {"has_next", a->has_next, b->has_next},
        {"next", a->next.us, b->next.us},
        {"counted", a->counted, b->counted},
        {"in_hours", a->in_hours, b->in_hours},
        {"last_done", a->last_done.us, b->last_done.us},
        {"held", a->held, b->held},
        {"held_due", a->held_due.us, b->held_due.us},
        {"room", a->room.us, b->room.us},
    };

    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (parts[i].a != parts[i].b)
            judge_broken(w, "saved_and_loaded_is_the_same", "%s: %s: %lld, not %lld", name,
                         parts[i].what, (long long)parts[i].b, (long long)parts[i].a);
}

static size_t take_all(struct plan *plan, struct moment now, struct plan_saved ret[TEXTS])
{
    size_t n = 0;

    plan_touch(plan);
    while (n < TEXTS && plan_take_changed(plan, now, &ret[n]))
        n += ret[n].value[0] != '\0'; /* what is forgotten is no state */
    plan_touch(plan);
    return n;
}

/* "State saved + loaded = state": as seen from outside, in what comes next, and when saved again.
 */
static void saved_and_loaded_is_the_same(struct world *w, struct plan *plan, struct plan *twin,
                                         const struct plan_saved *saved, size_t n)
{
    static struct plan_saved again[TEXTS];
    struct moment now = daemon_time(w);
    struct boot next = {0}, twin_next = {0};
    struct wall until = {0}, twin_until = {0};
    struct plan_view view, twin_view;

    for (size_t i = 0; i < daemon_schedule(w->daemon)->n; i++) {
        plan_view(plan, i, now, &view);
        plan_view(twin, i, now, &twin_view);
        same_view(w, daemon_schedule(w->daemon)->rules[i].name, &view, &twin_view);
    }
    if (plan_next(plan, now, &next) != plan_next(twin, now, &twin_next) || next.us != twin_next.us)
        judge_broken(w, "saved_and_loaded_is_the_same", "next is in %lld ms, not %lld",
                     (long long)(twin_next.us - now.boot.us) / 1000,
                     (long long)(next.us - now.boot.us) / 1000);
    if (plan_paused(plan, &until) != plan_paused(twin, &twin_until) || until.us != twin_until.us)
        judge_broken(w, "saved_and_loaded_is_the_same", "the pause is not");
    if (take_all(twin, now, again) != n)
        judge_broken(w, "saved_and_loaded_is_the_same", "another number of texts");
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            if (strcmp(saved[i].key, again[k].key) == 0 && strcmp(saved[i].value, again[k].value))
                judge_broken(w, "saved_and_loaded_is_the_same", "%s: %s, not %s", saved[i].key,
                             again[k].value, saved[i].value);
}

void world_twin(struct world *w)
{
    static struct plan_saved saved[TEXTS];
    struct moment now = daemon_time(w);
    struct effects effects = {0};
    struct plan *twin;
    size_t n;

    world_tick(w);
    if (!w->daemon || w->told > PRESENCE_ACTIVE || w->busy)
        return; /* that is not kept: the next daemon is told anew */
    n = take_all(w->daemon->plan, now, saved);
    if (plan_new(&twin, daemon_schedule(w->daemon), daemon_zone(w->daemon), now) < 0 ||
        plan_restore(twin, saved, n, 0, now, &effects) < 0)
        abort();
    if (effects.n > 0)
        judge_broken(w, "saved_and_loaded_is_the_same", "loading does something");
    saved_and_loaded_is_the_same(w, w->daemon->plan, twin, saved, n);
    plan_free(twin);
    effects_done(&effects);
}

/* ---------------------------------------------------------------- a world */

void world_begin(struct world *w, struct oracle *oracle, uint64_t seed, unsigned may, int64_t days)
{
    struct table ends = w->ends, labels = w->labels;
    struct call call = w->call;
    struct puts pending = w->pending;
    struct seen *seen = w->seen;
    size_t seen_size = w->seen_size;
    bool want_seen = w->want_seen;

    *w = (struct world){.seed = seed, .may = may, .oracle = oracle, .random = {seed}};
    w->ends = ends;
    w->labels = labels;
    w->call = call;
    w->pending = pending;
    w->pending.n = 0;
    w->seen = seen;
    w->seen_size = seen_size;
    w->want_seen = want_seen;
    table_clear(&w->ends);
    table_clear(&w->labels);
    ports_clear(w);
    (void)snprintf(w->path, sizeof(w->path), "/tmp/knead-simulation-%d.ini", (int)getpid());
    log_init((enum log_level)0);
    draft_make(&w->draft, &w->random);
    oracle_move(oracle, (size_t)random_between(&w->random, 0, ORACLE_ZONES - 1));
    w->now.boot.us = random_between(&w->random, USEC_PER_HOUR, 100 * USEC_PER_HOUR);
    /* from a day in 2020 to 2036 on */
    w->now.wall.us = random_between(&w->random, 18262 * USEC_PER_DAY, 24400 * USEC_PER_DAY);
    w->began = w->now.boot.us;
    w->end = w->began + days * USEC_PER_DAY;
    w->offset = w->now.wall.us - w->now.boot.us;
    w->passed = w->stopped_at = w->edge_at = w->saved_at = w->now.boot.us;
    w->last_away = w->last_sleep = w->last_stop = w->last_set = INT64_MIN;
    w->back = INT64_MIN;
    w->lateness = USEC_PER_SEC;
    for (size_t i = 0; i < SLOT_COUNT; i++)
        w->slots[i] = NEVER;
    ports_init(w);
}

static enum slot soonest(const struct world *w)
{
    enum slot first = SLOT_USER;

    for (int i = 1; i < SLOT_COUNT; i++)
        if (w->slots[i] < w->slots[first])
            first = (enum slot)i;
    return first;
}

bool world_live(struct world *w)
{
    world_start(w, 0, false);
    people_begin(w);
    while (!w->broken) {
        enum slot slot;

        people_see(w);
        slot = soonest(w);
        if (!w->daemon) {
            people_next(w, slot);
            continue;
        }
        bool ring = w->armed && w->ring_at <= w->slots[slot];
        int64_t at = ring ? w->ring_at : w->slots[slot];
        if (at > w->end)
            break;
        if (at > w->now.boot.us)
            world_pass(w, at - w->now.boot.us);
        if (ring)
            world_ring(w);
        else
            people_next(w, slot);
    }
    if (!w->broken)
        judge_year(w);
    return !w->broken;
}

void world_end(struct world *w)
{
    w->dead = true;
    daemon_free(w->daemon);
    w->daemon = NULL;
    fake_store_done(&w->kept);
    (void)unlink(w->path);
}

void world_free(struct world *w)
{
    table_done(&w->ends);
    table_done(&w->labels);
    free(w->call.puts.items);
    free(w->call.owed);
    free(w->pending.items);
    free(w->seen);
    free(w);
}

/* ---------------------------------------------------------------- the report */

static void print_time(int64_t wall)
{
    time_t t = (time_t)wall_seconds((struct wall){wall});
    struct tm local;
    char text[64];

    if (!localtime_r(&t, &local) || !strftime(text, sizeof(text), "%a %F %T%z", &local))
        return;
    (void)fprintf(stderr, "%s", text);
}

void world_report(const struct world *w)
{
    const char *wanted = getenv("KNEAD_NOTES");
    size_t n = wanted ? (size_t)strtoul(wanted, NULL, 10) : 40;
    size_t first;

    if (n > COUNT_OF(w->notes))
        n = COUNT_OF(w->notes);
    first = w->notes_n > n ? w->notes_n - n : 0;
    (void)fprintf(stderr, "\n%s\nseed %llu, accidents %x, zone %s\n\n%s\n", w->why,
                  (unsigned long long)w->seed, w->may, oracle_zones[w->oracle->zone], w->text);
    for (size_t i = first; i < w->notes_n; i++) {
        const struct note *note = &w->notes[i % COUNT_OF(w->notes)];

        (void)fprintf(stderr, "  %14.6f  ", (double)note->at.boot.us / 1e6);
        print_time(note->at.wall.us);
        (void)fprintf(stderr, "  %s %s", note->what, note->detail);
        if (note->number >= 0)
            (void)fprintf(stderr, " %lld", (long long)note->number);
        if (note->value > USEC_PER_DAY * 10000) {
            (void)fprintf(stderr, "  due ");
            print_time(note->value);
        } else if (note->value != -1) {
            (void)fprintf(stderr, "  %.6f", (double)note->value / 1e6);
        }
        (void)fprintf(stderr, "\n");
    }
    (void)fprintf(stderr, "  now %.6f  ", (double)w->now.boot.us / 1e6);
    print_time(w->now.wall.us);
    (void)fprintf(stderr, "\n");
}
