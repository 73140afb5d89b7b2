/* The machine on which the daemon lives: it starts, stops and kills it, lets time pass, and tells
 * it what happens; each as one call, after which the judge looks.
 */
#include "tests/simulation/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/log.h"
#include "tests/simulation/judge.h"

void world_finish(struct world *w, enum cause cause)
{
    if (w->dead) {
        world_kill(w); /* in the midst of it */
        return;
    }
    if (cause != CAUSE_SWAP)
        account_settle(w);
    judge_call(w, cause);
}

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
    world_finish(w, CAUSE_START);
}

/* undone: what the last call would have done is not on disk. */
static void over(struct world *w, bool undone)
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
        t->ending = false;    /* if it had come to that, nobody has done it */
        t->unsure = undone && (t->before != t->count || t->begun == w->now.boot.us);
    }
    for (size_t i = 0; i < w->call.puts.n; i++) { /* on disk or not, nobody saw it */
        w->tracks[draft_number(w->call.puts.items[i].reminder)].unsure = true;
        w->unsure_room = w->now.boot.us + USEC_PER_HOUR;
    }
}

void world_kill(struct world *w)
{
    bool undone;

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
    undone = !w->dead || w->dying == DIE_BEFORE;
    if (undone) /* if the pause is over, nobody has noticed */
        w->paused = w->paused_before;
    w->dead = true;
    w->pauses_over = 0;
    over(w, undone);
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
    over(w, false);
    ports_clear(w); /* what failed before is written now */
}

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
    world_finish(w, CAUSE_RING);
}

void world_tick(struct world *w)
{
    account_pass(w, 0, false);
    (void)daemon_step(w->daemon, &(struct event){.kind = EVENT_TIME}, "");
    world_finish(w, CAUSE_TICK);
}

void world_presence(struct world *w, enum presence state, int64_t since)
{
    judge_note(w, "presence", presence_name(state), -1, w->now.boot.us - since);
    account_pass(w, 0, false);
    (void)daemon_step(
        w->daemon,
        &(struct event){.kind = EVENT_PRESENCE, .presence = {state, {since - w->booted}}}, "");
    account_presence(w, state, since);
    world_finish(w, CAUSE_PRESENCE);
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
    world_finish(w, CAUSE_RESUMED);
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
    world_finish(w, CAUSE_STEP);
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
    world_finish(w, CAUSE_ZONE);
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
    world_finish(w, CAUSE_SWAP);
    w->edited = !w->daemon;
    if (!w->daemon)
        return;
    account_bind(w, w->now.wall.us, true);
    account_bind(w, w->now.wall.us, false);
    account_clamp(w);
}

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
