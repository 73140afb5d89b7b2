/* What the files of the plan share; nobody else includes it.
 *
 * plan.c          making it, its lists and effects, what comes next
 * plan_step.c     one step, event by event
 * plan_time.c     time passing, in order; the clock being set; windows and times of day
 * plan_due.c      an occurrence becoming due, waiting, being shown
 * plan_open.c     the shown one: answered, repeated, missed; put off; presence and what it infers
 * plan_view.c     how a reminder stands
 * plan_swap.c     another schedule
 * plan_save.c     texts to outlive the process
 * plan_restore.c  going on from them
 *
 * Three clocks. Desk time (microseconds of the user being there, ever growing or standing still),
 * boot time, wall time. Each reminder has at most one key on each, in a heap of that clock's own,
 * so freezing all desk intervals is one counter that stands still, and a clock that is set moves
 * nothing but wall keys.
 */
#pragma once

#include "daemon/schedule/agenda.h"
#include "daemon/schedule/heap.h"
#include "daemon/schedule/plan.h"

#define NEVER INT64_MAX

#define GAP_MAX      USEC_PER_DAY        /* of a longer gap only the end is gone through */
#define LATE_ENOUGH  (2 * USEC_PER_SEC)  /* a timer's own lateness: still at its window's end */
#define JITTER       (USEC_PER_SEC / 20) /* two clocks are never read at once: not a clock step */
#define INFER_WITHIN (10 * USEC_PER_MIN) /* away so soon after the show: because of it */
#define GIVE_UP      (20 * USEC_PER_MIN) /* missed after this long if there is no repeat */

#define SHOWN_MAX    31 /* notices of the last hour that are known whatever the limit, and saved */
#define LABELS_MAX   6
#define LABELS_PAST  3  /* civil days for which they matter, */
#define LABELS_AHEAD 31 /* and for what was skipped ahead of its time */
#define AHEAD_MAX    8
#define LIVED_MAX    8

/* Lists that run through the reminders. Each of the first three has the place after the last
 * reminder as its head; a notice's is a ring of its own. */
enum list {
    LIST_HELD,    /* due, waiting to be shown; in the order in which they became due */
    LIST_OPEN,    /* shown, waiting for an answer */
    LIST_CHANGED, /* to be saved */
    LIST_NOTICE,  /* shown in the same notice */
    LIST_COUNT,
};

struct link {
    size_t before, after;
};

/* The times of a civil day that have been dealt with: bit i for at[i]. */
struct label {
    int64_t times, day;
};

/* One reminder. In what is saved, numbers are int64_t throughout and 0 means "not so". */
struct item {
    int64_t start;       /* an interval: when it began, on its own clock (plan_counter) */
    bool inside;         /* within one of its windows */
    int64_t edge;        /* wall: when that changes */
    struct at_time next; /* at-reminders: the next time; .at NEVER: none */

    struct {
        int64_t notice, due, shown, snoozed, repeated, order;
    } open;
    struct {
        int64_t on, due;
        int64_t since;   /* boot: when it became due */
        int64_t ends;    /* wall: the end of its window, if it has any */
        int64_t cause;   /* enum reason: why it is missed if it comes too late */
        int64_t excused; /* boot: until then the user was busy, which makes nothing late */
        int64_t limited; /* boot: since then there is no room in the hour */
        int64_t snoozed, order;
    } held;
    struct {
        int64_t on;
        int64_t at; /* boot */
        int64_t snoozed;
    } put; /* put off by a snooze */

    struct {
        int64_t until; /* wall: nothing of it comes before */
        int64_t reason;
    } quiet;

    int64_t done; /* wall */
    struct {
        int64_t base;  /* the civil day from which an interval of days counts */
        int64_t retry; /* not before this one, because the last was not done */
    } day;
    struct label labels[LABELS_MAX]; /* the last one dealt with first */
    /* Seconds since the epoch: times that were dealt with before they came, the last one first. In
     * another zone the same moment may bear another date or another of the rule's times. */
    int64_t ahead[AHEAD_MAX];
    /* wall: the latest identity used; while a clock that was set back is behind it, others are
     * nudged */
    int64_t latest;

    struct link links[LIST_COUNT];
};

/* Seconds since the epoch, [from, to): at-times within have been dealt with. */
struct lived {
    int64_t from, to;
};

struct plan {
    const struct schedule *schedule;
    const struct zone *zone;
    size_t n;
    struct item *items; /* n, and the lists' head */
    struct heap desk_heap, boot_heap, wall_heap;
    size_t *scratch; /* n */

    int64_t boot, wall, desk; /* now, on the three clocks */
    int64_t axis;             /* what `boot` is ahead of CLOCK_BOOTTIME: it goes on over restarts */
    int64_t look;             /* boot: the now of the step; what is due until then comes late */
    int64_t sleep_at;         /* boot: during a step, when the machine fell asleep; else NEVER */
    bool stopped;             /* during a restore: nobody was there to see */
    struct effects *out;      /* during a step; has room for all of it */

    enum presence presence;
    enum presence awake; /* the last one that was not asleep */
    int64_t gone;        /* boot: since when the user is not there */
    int64_t back;        /* boot: since when the user is there again; 0: always was */
    bool busy;
    bool guarded;         /* plan_guard() */
    int64_t pain_settled; /* civil day; plan_settle_pain() */
    bool paused;
    int64_t until; /* wall */

    int64_t latest, nudges; /* of all identities; how many were nudged */
    int64_t orders;         /* how many times something was put into a list */
    uint64_t notices;       /* the number of the last one */
    size_t limit;
    uint64_t shown_n;
    size_t ring;    /* at least the limit, and enough for one that is raised */
    int64_t *shown; /* boot: when the last `ring` notices were, round and round */
    size_t lived_n;
    struct lived lived[LIVED_MAX]; /* the present one first */

    bool changed, shown_changed;
    size_t gone_n, gone_taken;
    /* owned: removed reminders; the texts of those from gone_taken on are to be forgotten */
    char (*gone_names)[RULE_NAME_MAX + 1];
};

/* An occurrence that becomes due. */
struct due {
    int64_t due; /* its identity */
    int64_t age; /* how long ago it was due, seen from the step's now */
    int64_t snoozed;
    enum reason late; /* why, if it is too old */
};

/* ---- reminders */
static inline const struct rule *plan_rule(const struct plan *p, size_t i)
{
    return &p->schedule->rules[i];
}
/* Counts an interval within windows; the others have times of day. */
static inline bool rule_counted(const struct rule *rule)
{
    return rule->every > 0 && rule->every < USEC_PER_DAY;
}
static inline bool rule_by_days(const struct rule *rule)
{
    return rule->every >= USEC_PER_DAY;
}
/* Wall: when it can come again, which is now where it is not quiet. */
static inline int64_t plan_quiet_end(const struct plan *p, size_t i)
{
    return p->items[i].quiet.until > p->wall ? p->items[i].quiet.until : p->wall;
}
static inline int64_t plan_counter(const struct plan *p, const struct rule *rule)
{
    return rule->counts == COUNTS_DESK ? p->desk : p->boot;
}
static inline bool presence_absent(enum presence presence)
{
    return presence >= PRESENCE_AWAY;
}
/* Whether desk time passes. */
static inline bool plan_counting(const struct plan *p)
{
    return p->presence <= PRESENCE_ACTIVE && !p->stopped;
}

/* ---- lists (plan.c) */
static inline size_t plan_first(const struct plan *p, enum list list)
{
    return p->items[p->n].links[list].after;
}
static inline size_t plan_after(const struct plan *p, enum list list, size_t i)
{
    return p->items[i].links[list].after;
}
static inline bool plan_alone(const struct plan *p, enum list list, size_t i)
{
    return p->items[i].links[list].after == i;
}
/* Puts i before another; i stands alone. */
void plan_link(struct plan *p, enum list list, size_t i, size_t other);
void plan_unlink(struct plan *p, enum list list, size_t i);

/* ---- plan.c */
/* One effect more; the step has made room. */
struct effect *plan_emit(struct plan *p, enum effect_kind kind);
void plan_emit_outcome(struct plan *p, size_t i, int64_t due, int64_t notice, enum outcome outcome,
                       enum reason reason);
/* The reminder's text is to be saved, and so is the plan's. */
void plan_changed(struct plan *p, size_t i);
/* Room for whatever a step until now can bring: 0 or -ENOMEM. */
int plan_make_room(struct plan *p, struct moment now, bool of_all, struct effects *ret);
int effects_room(struct effects *e, size_t more);
/* Memory for the schedule's reminders, everything else zero. 0 or -ENOMEM. */
int plan_alloc(struct plan *p, const struct schedule *schedule);
void plan_free_parts(struct plan *p);
/* The schedule and the memory for it become those of another. */
void plan_take_parts(struct plan *p, const struct plan *other);
/* What comes first on any clock: where, and when in boot time. NEVER: nothing. */
enum source {
    SOURCE_PAUSE, /* in this order when they fall together */
    SOURCE_DESK,
    SOURCE_BOOT,
    SOURCE_WALL,
};
int64_t plan_soonest(const struct plan *p, enum source *ret);

/* ---- plan_step.c */
/* No pause goes beyond tomorrow's first window. */
void plan_clamp_pause(struct plan *p);

/* ---- plan_time.c */
/* Sets the reminder's keys on all clocks; after every change to it. */
void plan_rekey(struct plan *p, size_t i);
/* The interval begins now. */
void plan_anew(struct plan *p, size_t i);
/* Where the reminder's windows stand now; the interval begins anew in a window that it was not in,
 * or in any case. */
void plan_place(struct plan *p, size_t i, bool anew);
/* The next time of day at or after a wall time. */
void plan_seek(struct plan *p, size_t i, int64_t from);
/* Deals with the next time of day: returns its identity, and finds the one after it. */
int64_t plan_take_time(struct plan *p, size_t i);
/* Goes through everything until a boot time, in order. */
void plan_run(struct plan *p, int64_t to);
/* The wall clock reads something else now. */
void plan_jump(struct plan *p, int64_t wall);
/* Adds to the times that have been dealt with. */
void plan_live(struct plan *p, int64_t from, int64_t to);
/* The civil day of now. */
int64_t plan_today(const struct plan *p);

/* ---- plan_due.c */
void plan_due(struct plan *p, size_t i, const struct due *due);
/* An identity for an occurrence that has no civil time: now, or by a hair more if that may have
 * been used before the clock was set back. */
int64_t plan_fresh_due(struct plan *p, size_t i);
/* An identity has been used. */
void plan_identified(struct plan *p, size_t i, int64_t due);
/* Ends what waits to be shown. */
void plan_drop_held(struct plan *p, size_t i, enum outcome outcome, enum reason reason);
/* Whether what waits has become too old to be shown; the time for which the user was busy is no
 * matter, and what the limit keeps back has a deadline of its own. */
bool plan_too_late(const struct plan *p, size_t i);
/* The clock or the zone is another: what waits, and has lost its window by that, is missed for that
 * reason. */
void plan_blame_clock(struct plan *p);
/* Shows what waits, if nothing stands in the way. */
void plan_show_held(struct plan *p);
/* Whether only the limit can keep a notice back. */
bool plan_may_show(const struct plan *p);
/* Boot: when the hour has room for a notice; may be past. */
int64_t plan_room_at(const struct plan *p);
enum reason plan_late_reason(const struct plan *p);

/* ---- plan_open.c */
/* Ends the open occurrence, and withdraws its notice if it was the last. */
void plan_end_open(struct plan *p, size_t i, enum outcome outcome, enum reason reason);
/* What the reminder's shown occurrence does now: its repeat or its end. */
void plan_attend(struct plan *p, size_t i);
/* Boot: when that is; NEVER if nothing is open. */
int64_t plan_attend_at(const struct plan *p, size_t i);
void plan_set_presence(struct plan *p, enum presence state, int64_t since);
int plan_on_answer(struct plan *p, const struct event *event);
int plan_on_snooze(struct plan *p, const struct event *event);
int plan_on_quiet(struct plan *p, const struct event *event);

/* ---- plan_swap.c */
/* Times of day keep what is known of them wherever they stand in another list. */
void plan_carry_labels(const struct rule *old, const struct rule *new, struct label *labels);

/* ---- plan_save.c: a text is words `name=number,number` */
#define NUMBERS_MAX 32 /* in one word */

/* The words of a reminder's text that are parts of an item as they stand. */
struct plan_word {
    const char *name;
    size_t offset, size;
};
extern const struct plan_word plan_words[];
extern const size_t plan_words_n;
/* Two words more. The interval's start: "desk" or "clock", whichever it counts. */
const char *plan_start_word(const struct rule *rule);
/* And "at": the times of day to which "times" refers, each in seconds and one; 0: it has none.
 * "random": how many are drawn. */
