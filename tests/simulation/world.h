/* A simulated desk: the whole daemon on watched ports, a random user, random accidents, and beside
 * it a plain account of what ought to happen (account.c), against which every call is judged
 * (judge.c).
 *
 * Everything follows from the seed. Whatever breaks first is told once, with the schedule and the
 * last events; the year then ends.
 */
#pragma once

#include "common/scope.h"
#include "daemon/daemon_internal.h"
#include "tests/fakes/fake_store.h"
#include "tests/simulation/draft.h"
#include "tests/simulation/oracle.h"
#include "tests/simulation/table.h"

#define NEVER   INT64_MAX
#define ANY_DUE INT64_MIN
#define OUT(o)  (1u << OUTCOME_##o)

enum accident {
    ACCIDENT_SLEEP = 1 << 0,  /* suspended for seconds to days */
    ACCIDENT_FREEZE = 1 << 1, /* stopped for a while, as by SIGSTOP: nothing rings */
    ACCIDENT_STEP = 1 << 2,   /* the clock is set by a second to a day */
    ACCIDENT_YEARS = 1 << 3,  /* the clock runs years ahead for a while */
    ACCIDENT_ZONE = 1 << 4,   /* the user travels */
    ACCIDENT_RESTART =
        1 << 5, /* stopped cleanly, perhaps with the machine, perhaps edited meanwhile */
    ACCIDENT_KILL = 1 << 6,   /* killed, at any moment of writing */
    ACCIDENT_DISK = 1 << 7,   /* the log cannot be written for a while */
    ACCIDENT_SCREEN = 1 << 8, /* notices cannot be shown */
    ACCIDENT_RELOAD = 1 << 9,
    USER_MEETS = 1 << 10,
    USER_PAUSES = 1 << 11,
    USER_UNSEEN = 1 << 12, /* no source tells presence */
    EVERYTHING = (1 << 12) - 1,
};

/* What made the daemon look. */
enum cause {
    CAUSE_RING,
    CAUSE_TICK,
    CAUSE_PRESENCE,
    CAUSE_STEP,
    CAUSE_ZONE,
    CAUSE_RESUMED,
    CAUSE_ANSWER, /* world.asked says whom */
    CAUSE_SNOOZE,
    CAUSE_PAUSE,
    CAUSE_RESUME,
    CAUSE_DEFER,
    CAUSE_CLOSED,
    CAUSE_FAILED,
    CAUSE_SWAP,
    CAUSE_START,
    CAUSE_QUESTION,
};

enum sure { NO, MAYBE, YES };

/* What ought to become of one reminder. Boot and wall times in microseconds. */
struct track {
    const struct rule *rule; /* &copy; NULL: not in the schedule */
    struct rule copy;
    size_t index;
    bool known; /* it has been in a schedule */

    int64_t count;  /* on its interval, as long as it is inside */
    int64_t before; /* and before the event of this call */
    int64_t begun;  /* boot: the last call in which it began anew by itself */
    bool inside, was_inside;
    int64_t from, to; /* wall: the window that is open, or else the next one */

    int64_t next; /* wall: its next time of day, */
    int64_t next_day;
    uint32_t next_times;  /* and which it is: bit i for at[i]; */
    enum sure next_dealt; /* perhaps it was dealt with long ago */
    int skipped_ahead;    /* since the last one that fell due */
    int64_t base, retry;  /* days: counts from, not before */

    enum sure waits;    /* due, and not shown yet */
    bool excused;       /* because of a meeting, so its age does not matter */
    int64_t since, due; /* boot, wall */
    int64_t due_day;    /* if it is a time of day */
    uint32_t due_times;
    bool due_sure;
    int64_t came, came_day; /* wall: the last time of day that fell due, and which it was then */
    uint32_t came_times;
    int64_t ends;    /* wall: the end of its window */
    int64_t limited; /* boot: since then only the limit keeps it; 0: not so */
    int waits_snoozed;

    bool put; /* off, by a snooze */
    int64_t put_at;
    int put_snoozed;

    bool open;
    int64_t open_due, shown, shown_wall; /* wall, boot, wall */
    uint64_t notice;
    int snoozed;
    bool repeated, ending;
    bool unsure;          /* a kill undid what began its interval anew */
    enum sure repeat_due; /* in this call */

    int64_t last_shown; /* boot; INT64_MIN: never */
};

/* An end that comes in this call. */
struct owed {
    size_t number;
    int64_t due;       /* wall; ANY_DUE */
    unsigned outcomes; /* bit for each that would do */
    bool limited;      /* what waited had waited for room */
    bool past;         /* of what does not wait any more, */
    int64_t since;     /* boot: but did so since then */
    bool must, met;
};

struct shown {
    uint64_t id;
    size_t named_n, more;
    uint8_t named[8]; /* numbers */
    bool again;       /* by the fallback */
    bool repeat;
};

struct puts {
    size_t n, size;
    struct occurrence *items; /* owned */
};

/* What one call brought. */
struct call {
    struct puts puts; /* each once, however often it had to be written */
    size_t shows_n;
    struct shown shows[DRAFT_RULES];
    size_t withdrawn_n;
    uint64_t withdrawn[DRAFT_RULES];
    size_t pause_ends;
    size_t owed_n, owed_size;
    struct owed *owed;
};

struct note {
    struct moment at;
    const char *what, *detail;
    int64_t number, value;
};

/* One thing that was seen, for comparing two lives. */
struct seen {
    int64_t at, due; /* boot, wall */
    uint32_t what;
};

struct answer {
    int64_t at;
    uint64_t id;
    size_t number;
    const char *key;
};

enum slot {
    SLOT_USER,
    SLOT_ANSWER,
    SLOT_MEETING,
    SLOT_ASK,
    SLOT_ACCIDENT,
    SLOT_TICK,
    SLOT_UNDO, /* the end of an accident that lasts */
    SLOT_COUNT,
};

struct world {
    uint64_t seed;
    unsigned may, had; /* accidents */
    struct random random;
    struct oracle *oracle;
    struct draft draft;
    char text[DRAFT_TEXT_MAX], path[64];

    /* the machine */
    struct moment now; /* boot: since the world began, whatever is rebooted; */
    int64_t booted;    /* the machine's own clock began here */
    int64_t began, end, lateness;
    struct clock clock;
    bool armed;
    int64_t ring_at;
    struct zone_source zone;
    struct notifier screen, terminal;
    size_t on_screen_n;
    uint64_t on_screen[DRAFT_RULES];
    uint64_t failing; /* a notice that cannot be shown after all; 0: none */
    bool failing_now;
    struct store store;
    struct fake_store kept;
    struct puts pending; /* not on disk yet */
    struct daemon *daemon;
    bool dead; /* killed: nothing gets out any more */
    enum { DIE_NOT, DIE_BEFORE, DIE_AFTER } dying;
    long disk_fails; /* so many more writes fail */
    bool disk_bad;

    /* the user */
    int64_t slots[SLOT_COUNT];
    size_t answers_n;
    struct answer answers[64];
    struct {
        uint64_t id;
        size_t number;
    } fresh[DRAFT_RULES]; /* notices that were not looked at yet */
    size_t fresh_n;
    int64_t years_ahead;
    bool at_desk;
    int64_t came_at; /* boot */
    enum presence told, awake, last_state;
    int64_t gone, back; /* boot */
    bool busy, paused, paused_before;
    int64_t until; /* wall */

    /* the account */
    struct track tracks[DRAFT_RULES];
    int64_t merge, catch_up;
    size_t limit;
    int64_t passed;              /* boot: the account's now */
    int64_t offset;              /* wall - boot, as the account knows it */
    bool relocated;              /* this call has told of another clock or zone */
    bool gap;                    /* something kept the daemon from looking in time */
    bool loose;                  /* after a kill: what was not saved is anyone's guess */
    bool killed, edited;         /* edited: a reload that a kill undid */
    int64_t stopped_at, edge_at; /* boot: the last end, the last thing that happened before it */
    int64_t saved_at;            /* boot: the last commit */
    uint64_t pressed;            /* the notice of which a button is being pressed; 0: none */
    uint64_t asked;              /* numbers that were answered or put off, as bits */
    bool may_before, counting_before, moved;
    int64_t last_away, last_sleep, last_stop, last_set; /* boot: the ends of these */
    int64_t snooze_span;
    size_t pauses_over; /* in this call */
    uint8_t epoch;      /* how often the clock came back from far ahead */
    int64_t epoch_at;   /* boot: the last time */
    size_t lived_n;
    struct {
        int64_t from, to;
    } lived[8];
    int64_t unsure_room; /* boot: a notice that was not seen may count until then */
    uint64_t last_id;
    size_t notices_n;
    int64_t notices[64]; /* boot: the last ones */
    struct table ends;   /* occurrences on disk */
    struct table labels; /* civil times: 1 dealt with, in which epoch (from bit 2 on), 2 shown */
    struct call call;

    /* the report */
    long rings, idle_rings, shows, steps, outcomes;
    size_t looked;
    size_t notes_n;
    struct note notes[4096];
    size_t seen_n, seen_size;
    struct seen *seen; /* NULL: not wanted */
    bool want_seen, broken;
    char why[1024];
};

/* A year (or `days`) from a seed; may: accidents. *oracle is shared by many worlds, one after
 * another. world_end() ends it; w may be begun anew, and is freed in the end. */
void world_begin(struct world *w, struct oracle *oracle, uint64_t seed, unsigned may, int64_t days);
/* Lives on to the end. False if something broke: world_report() tells what. */
bool world_live(struct world *w);
void world_end(struct world *w);
void world_free(struct world *w);
/* ---- report.c */
void world_report(const struct world *w);
/* A number in the environment. */
long world_setting(const char *name, long otherwise);

/* ---- world.c: the machine */
/* After each call: the judge looks, or it was killed in the midst of it. */
void world_finish(struct world *w, enum cause cause);
/* Runs the daemon: for the first time, or after a stop or a kill, edited meanwhile or not;
 * rebooted: the machine was off until `rebooted` ago, 0: it was on all the time. */
void world_start(struct world *w, int64_t rebooted, bool edit);
void world_kill(struct world *w);
void world_stop(struct world *w);
void world_pass(struct world *w, int64_t span);
void world_ring(struct world *w);
/* Lets it look, for no reason. */
void world_tick(struct world *w);
void world_presence(struct world *w, enum presence state, int64_t since);
void world_sleep(struct world *w, int64_t span);
void world_freeze(struct world *w, int64_t span);
void world_step(struct world *w, int64_t by);
void world_move(struct world *w, size_t zone);
void world_reload(struct world *w, bool edit);

/* ---- world_user.c */
void world_pause(struct world *w, int64_t until);
void world_resume(struct world *w);
void world_defer(struct world *w, bool busy);
/* key: done, snooze, skip. number: by command; else by the button of notice id. */
void world_answer(struct world *w, uint64_t id, size_t number, const char *key, int64_t span);
void world_close(struct world *w, uint64_t id);
/* The screen could not show a notice after all. */
void world_fail(struct world *w);
void world_question(struct world *w);

/* ---- twin.c */
/* A restart of the plan beside the daemon: saved + loaded = the same. */
void world_twin(struct world *w);

/* ---- ports.c */
void ports_init(struct world *w);
/* Forgets what the last call brought. */
void ports_clear(struct world *w);

/* ---- people.c: what happens next, and when */
void people_begin(struct world *w);
void people_next(struct world *w, enum slot slot);
/* New notices are on the screen: some will be answered. */
void people_see(struct world *w);

/* What the machine's clocks read. */
static inline struct moment daemon_time(const struct world *w)
{
    return (struct moment){w->now.wall, {w->now.boot.us - w->booted}};
}
