/* Who sits at the desk, and what happens to the machine: everything at random times, from the seed.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/simulation/judge.h"

#define S USEC_PER_SEC
#define M USEC_PER_MIN
#define H USEC_PER_HOUR
#define D USEC_PER_DAY

static int hour_of(const struct world *w)
{
    int64_t day;
    int32_t second;

    oracle_local(wall_seconds(w->now.wall), &day, &second);
    return second / 3600;
}

/* Spans in whole microseconds that nobody would choose. */
static int64_t span(struct world *w, int64_t least, int64_t most)
{
    return random_span(&w->random, least, most);
}

static void later(struct world *w, enum slot slot, int64_t by)
{
    w->slots[slot] = w->now.boot.us + by;
}

/* ---------------------------------------------------------------- presence */

static void become(struct world *w, enum presence state, int64_t ago)
{
    int64_t since = w->now.boot.us - ago;

    if (since < w->came_at)
        since = w->came_at;
    if (state <= PRESENCE_ACTIVE)
        w->came_at = w->now.boot.us;
    w->at_desk = state <= PRESENCE_IDLE;
    w->last_state = state;
    w->had |= w->may & USER_UNSEEN;
    if (w->may & USER_UNSEEN)
        return;
    world_presence(w, state, since > w->booted ? since : w->booted);
}

static void come(struct world *w)
{
    become(w, PRESENCE_ACTIVE, 0);
    later(w, SLOT_USER, span(w, 4 * M, 3 * H));
}

static void go_home(struct world *w)
{
    int hours = (31 - hour_of(w)) % 24; /* until seven */

    become(w, random_chance(&w->random, 50) ? PRESENCE_LOCKED : PRESENCE_AWAY, 0);
    later(w, SLOT_USER, hours * H + span(w, M, 4 * H));
    if (w->daemon && w->may & ACCIDENT_SLEEP && random_chance(&w->random, 50)) {
        if (random_chance(&w->random, 50) && !(w->may & USER_UNSEEN))
            world_presence(w, PRESENCE_ASLEEP, w->now.boot.us);
        if (w->daemon)
            world_sleep(w, w->slots[SLOT_USER] - w->now.boot.us);
    }
}

static void leave(struct world *w)
{
    if (random_chance(&w->random, 40)) {
        become(w, PRESENCE_IDLE, 2 * M);
        later(w, SLOT_USER, span(w, M, 4 * M));
    } else {
        become(w, random_chance(&w->random, 50) ? PRESENCE_LOCKED : PRESENCE_AWAY,
               span(w, S, 5 * M));
        later(w, SLOT_USER, span(w, M, 2 * H));
    }
}

static void user_next(struct world *w)
{
    int hour = hour_of(w);
    bool night = hour >= 22 || hour < 6 || (hour >= 18 && random_chance(&w->random, 30));

    if (w->last_state > PRESENCE_IDLE)
        come(w);
    else if (night && random_chance(&w->random, 90))
        go_home(w);
    else if (w->last_state == PRESENCE_IDLE && random_chance(&w->random, 50))
        come(w);
    else if (w->last_state == PRESENCE_IDLE) {
        become(w, PRESENCE_AWAY, 5 * M);
        later(w, SLOT_USER, span(w, M, 90 * M));
    } else {
        leave(w);
    }
}

/* ---------------------------------------------------------------- answers */

static void plan_answer(struct world *w, uint64_t id, size_t number)
{
    static const struct {
        int per_cent;
        const char *key;
    } likely[] = {{50, "done"}, {12, "snooze"}, {8, "skip"}, {10, "close"}};
    int64_t dice = random_between(&w->random, 1, 100);
    struct answer answer = {.id = id, .number = number, .key = NULL};

    for (size_t i = 0; i < COUNT_OF(likely) && !answer.key; dice -= likely[i++].per_cent)
        if (dice <= likely[i].per_cent)
            answer.key = likely[i].key;
    if (!answer.key || w->answers_n == COUNT_OF(w->answers))
        return; /* pays no heed */
    answer.at = w->now.boot.us + span(w, 3 * S, 25 * M);
    if (random_chance(&w->random, 20) && strcmp(answer.key, "close") != 0)
        answer.id = 0; /* by command */
    w->answers[w->answers_n++] = answer;
    if (answer.at < w->slots[SLOT_ANSWER])
        w->slots[SLOT_ANSWER] = answer.at;
}

static bool on_screen(const struct world *w, uint64_t id)
{
    for (size_t i = 0; i < w->on_screen_n; i++)
        if (w->on_screen[i] == id)
            return true;
    return false;
}

static void answer_next(struct world *w)
{
    struct answer answer = {0};

    for (size_t i = 0; i < w->answers_n && !answer.key; i++) {
        if (w->answers[i].at > w->now.boot.us)
            continue;
        answer = w->answers[i];
        w->answers[i] = w->answers[--w->answers_n];
    }
    w->slots[SLOT_ANSWER] = NEVER;
    for (size_t i = 0; i < w->answers_n; i++)
        if (w->answers[i].at < w->slots[SLOT_ANSWER])
            w->slots[SLOT_ANSWER] = w->answers[i].at;
    if (!answer.key || !w->at_desk || !w->tracks[answer.number].rule)
        return;
    if (answer.id && !on_screen(w, answer.id))
        return;
    if (strcmp(answer.key, "close") == 0)
        world_close(w, answer.id);
    else
        world_answer(w, answer.id, answer.number, answer.key,
                     !answer.id && random_chance(&w->random, 50) ? span(w, S, 3 * H) : 0);
}

/* ---------------------------------------------------------------- asks */

static size_t any_reminder(struct world *w)
{
    size_t n = (size_t)random_between(&w->random, 0, w->draft.n - 1);

    while (!w->tracks[n].rule)
        n = (n + 1) % DRAFT_RULES;
    return n;
}

static void pause_next(struct world *w)
{
    if (!(w->may & USER_PAUSES))
        return;
    if (w->paused && random_chance(&w->random, 50))
        world_resume(w);
    else
        world_pause(w, w->now.wall.us + span(w, M, 6 * D));
}

/* Nobody skips a week ahead, day by day. */
static void skip_any(struct world *w)
{
    size_t n = any_reminder(w);
    if (w->tracks[n].skipped_ahead < 2 &&
        (w->tracks[n].next == NEVER || w->tracks[n].next - w->now.wall.us < 15 * D))
        world_answer(w, 0, n, "skip", 0);
}

static void ask_next(struct world *w)
{
    int64_t dice = random_between(&w->random, 1, 100);

    later(w, SLOT_ASK, span(w, 20 * M, 40 * H));
    if (daemon_schedule(w->daemon)->n == 0)
        return;
    if (dice <= 25)
        world_answer(w, 0, any_reminder(w), "done", 0);
    else if (dice <= 40)
        skip_any(w);
    else if (dice <= 45)
        world_answer(w, 0, any_reminder(w), "snooze", 0);
    else if (dice <= 70)
        pause_next(w);
    else if (dice <= 95)
        world_question(w);
    else
        world_twin(w);
}

/* ---------------------------------------------------------------- accidents */

static void sleep_now(struct world *w)
{
    world_sleep(w, span(w, S, random_chance(&w->random, 20) ? 5 * D : 3 * H));
}

static void freeze_now(struct world *w)
{
    world_freeze(w, span(w, S, random_chance(&w->random, 5) ? 3 * D : 3 * H));
}

static void step_now(struct world *w)
{
    int64_t by = span(w, S, D);

    world_step(w, random_chance(&w->random, 50) ? by : -by);
}

static void years_now(struct world *w)
{
    w->had |= ACCIDENT_YEARS;
    w->years_ahead = random_between(&w->random, 1, 9) * 365 * D;
    later(w, SLOT_UNDO, span(w, M, 30 * H));
    world_step(w, w->years_ahead);
}

static void travel(struct world *w)
{
    size_t by = (size_t)random_between(&w->random, 1, ORACLE_ZONES - 1);

    if (w->dying != DIE_NOT)
        return;
    if (w->gap) /* the daemon takes what has passed for time in the new zone */
        world_tick(w);
    if (w->daemon)
        world_move(w, (w->oracle->zone + by) % ORACLE_ZONES);
}

static void restart_now(struct world *w)
{
    if (w->disk_bad || w->disk_fails)
        return; /* what is not on disk is lost, and nothing is promised */
    if (!(w->may & ACCIDENT_KILL) || (w->may & ACCIDENT_RESTART && random_chance(&w->random, 30)))
        world_stop(w);
    else if (random_chance(&w->random, 40))
        world_kill(w);
    else /* at the next chance */
        w->dying = random_chance(&w->random, 50) ? DIE_BEFORE : DIE_AFTER;
}

static void disk_now(struct world *w)
{
    if (w->dying != DIE_NOT)
        return;
    w->disk_fails = random_between(&w->random, 1, 5);
    judge_note(w, "disk full", "", -1, w->disk_fails);
}

static void reload_now(struct world *w)
{
    world_reload(w, random_chance(&w->random, 90));
}

static void accident_next(struct world *w)
{
    static const struct {
        unsigned kind;
        void (*happen)(struct world *w);
    } accidents[] = {
        {ACCIDENT_SLEEP, sleep_now},     {ACCIDENT_FREEZE, freeze_now},
        {ACCIDENT_STEP, step_now},       {ACCIDENT_ZONE, travel},
        {ACCIDENT_DISK, disk_now},       {ACCIDENT_RELOAD, reload_now},
        {ACCIDENT_RESTART, restart_now}, {ACCIDENT_KILL, restart_now},
    };
    unsigned may = w->may & (ACCIDENT_SLEEP | ACCIDENT_FREEZE | ACCIDENT_STEP | ACCIDENT_ZONE |
                             ACCIDENT_DISK | ACCIDENT_RELOAD | ACCIDENT_RESTART | ACCIDENT_KILL);
    size_t i;

    later(w, SLOT_ACCIDENT, span(w, 10 * M, 10 * D));
    if (!may)
        return;
    if (w->may & ACCIDENT_YEARS && w->slots[SLOT_UNDO] == NEVER && random_chance(&w->random, 3)) {
        years_now(w);
        return;
    }
    do
        i = (size_t)random_between(&w->random, 0, COUNT_OF(accidents) - 1);
    while (!(accidents[i].kind & may));
    accidents[i].happen(w);
}

/* The clock comes back from the years ahead. */
static void undo_now(struct world *w)
{
    w->slots[SLOT_UNDO] = NEVER;
    world_step(w, -w->years_ahead);
}

static void tick_now(struct world *w)
{
    later(w, SLOT_TICK, M);
    world_tick(w);
}

/* ---------------------------------------------------------------- what comes next */

static void run_again(struct world *w)
{
    bool edit = w->may & ACCIDENT_RELOAD && random_chance(&w->random, 20);
    int64_t was_off = w->now.boot.us - w->stopped_at, rebooted = 0;

    if (was_off > 2 * M && random_chance(&w->random, 50))
        rebooted = random_between(&w->random, S, M);
    world_start(w, rebooted, edit);
    if (!w->daemon)
        return;
    become(w, w->at_desk ? PRESENCE_ACTIVE : PRESENCE_AWAY, 0);
}

/* A stopped daemon runs again after a while; nothing reaches it meanwhile. */
static void wait_to_run(struct world *w)
{
    int64_t stop = span(w, USEC_PER_SEC / 10, random_chance(&w->random, 30) ? 3 * D : H);

    world_pass(w, stop);
    run_again(w);
}

static void meeting_next(struct world *w)
{
    world_defer(w, !w->busy);
    later(w, SLOT_MEETING, w->busy ? span(w, 5 * M, 2 * H) : span(w, 2 * H, 3 * D));
}

void people_begin(struct world *w)
{
    become(w, PRESENCE_ACTIVE, 0);
    later(w, SLOT_USER, span(w, M, 2 * H));
    later(w, SLOT_ASK, span(w, H, D));
    later(w, SLOT_ACCIDENT, span(w, H, 10 * D));
    if (w->may & USER_MEETS)
        later(w, SLOT_MEETING, span(w, H, 2 * D));
}

void people_see(struct world *w)
{
    for (size_t i = 0; i < w->fresh_n; i++)
        plan_answer(w, w->fresh[i].id, w->fresh[i].number);
    w->fresh_n = 0;
}

void people_next(struct world *w, enum slot slot)
{
    static void (*const next[SLOT_COUNT])(struct world * w) = {
        [SLOT_USER] = user_next, [SLOT_ANSWER] = answer_next,     [SLOT_MEETING] = meeting_next,
        [SLOT_ASK] = ask_next,   [SLOT_ACCIDENT] = accident_next, [SLOT_TICK] = tick_now,
        [SLOT_UNDO] = undo_now,
    };

    if (!w->daemon)
        wait_to_run(w);
    else if (w->failing && slot != SLOT_TICK)
        world_fail(w);
    else
        next[slot](w);
}
