/* The plan: the heart of knead as a pure state machine. Events and a moment in, effects out.
 *
 * It holds, for each reminder, where its interval stands and the occurrence that waits for an
 * answer; and what holds for all: presence, pause, defer, the notifications of the last hour. It
 * reads no clock, owns no timer and talks to nobody: plan_next() tells the one moment at which
 * anything changes by itself, and whoever drives it arms one timer to that.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/civil.h"
#include "common/moment.h"
#include "daemon/schedule/rule.h"

enum presence {
    PRESENCE_UNKNOWN, /* no source can tell: counted as active */
    PRESENCE_ACTIVE,
    PRESENCE_IDLE,
    PRESENCE_AWAY,
    PRESENCE_LOCKED,
    PRESENCE_ASLEEP, /* ended by EVENT_RESUMED, which brings back what was before it */
    PRESENCE_COUNT,
};

enum outcome {
    OUTCOME_OPEN, /* shown, not answered yet */
    OUTCOME_DONE,
    OUTCOME_TAKEN,
    OUTCOME_SKIPPED,
    OUTCOME_SNOOZED,
    OUTCOME_MISSED,
    OUTCOME_SUPPRESSED,
    OUTCOME_COUNT,
};

enum reason {
    REASON_NONE,
    REASON_UNANSWERED, /* missed: shown, never answered */
    REASON_ASLEEP,     /* missed: the machine slept past it */
    REASON_AWAY,       /* missed: the user was away past it */
    REASON_STOPPED,    /* missed: the daemon was not running */
    REASON_PAUSED,     /* suppressed */
    REASON_LIMIT,      /* suppressed: too many this hour */
    REASON_DEFERRED,   /* suppressed: busy until its window had ended */
    REASON_SETTINGS,   /* suppressed: its reminder was removed or disabled */
    REASON_CLOCK,      /* missed: the clock was set past it */
    REASON_REPLACED,   /* suppressed: the reminder's next occurrence came first */
    REASON_LOGGED,     /* suppressed: what it asks is in the log already */
    REASON_ENOUGH,     /* suppressed: enough was drunk */
    REASON_CARE,       /* suppressed: off for a health reason */
    REASON_COUNT,
};

const char *presence_name(enum presence p);
const char *outcome_name(enum outcome o);
const char *reason_name(enum reason r); /* "" for none */

enum event_kind {
    EVENT_TIME,     /* the timer, or any other reason to look */
    EVENT_PRESENCE, /* .presence */
    EVENT_STEP,     /* the wall clock was set */
    EVENT_ZONE,     /* .zone: the zone changed; the table must outlive the plan */
    /* .slept: the machine was suspended for so long, until now. Before any other event after the
     * sleep, for that one would take the sleep for time at the desk. */
    EVENT_RESUMED,
    EVENT_ANSWER,  /* .answer: the user said done or skipped */
    EVENT_SNOOZE,  /* .answer: later, from now on */
    EVENT_PAUSE,   /* .until */
    EVENT_RESUME,  /* the user ended the pause */
    EVENT_DEFER,   /* .busy: a meeting or the like began or ended */
    EVENT_EXPIRED, /* .answer.rule: its notification is gone without an answer */
    EVENT_QUIET,   /* .quiet: there is no need of a reminder for a while, or there is again */
};

#define QUIET_FOREVER (INT64_C(1) << 60) /* microseconds: no such moment comes */

struct event {
    enum event_kind kind;
    union {
        struct {
            enum presence state;
            struct boot since; /* when it became so, e.g. the last input; not after now */
        } presence;
        const struct zone *zone;
        int64_t slept; /* microseconds */
        struct {
            size_t rule;
            enum outcome outcome; /* EVENT_ANSWER: OUTCOME_DONE or OUTCOME_SKIPPED */
            int64_t span;         /* EVENT_SNOOZE: microseconds, 0: the rule's own */
        } answer;
        struct wall until;
        bool busy;
        struct {
            size_t rule;
            struct wall until; /* not after now: it is not quiet; QUIET_FOREVER: till told */
            enum reason reason;
        } quiet;
    };
};

enum effect_kind {
    EFFECT_SHOW,      /* show this occurrence; those of one notice follow each other */
    EFFECT_REPEAT,    /* the same notice once more, with all of it that still is open */
    EFFECT_WITHDRAW,  /* nothing of this notice waits any more: take it off the screen */
    EFFECT_OUTCOME,   /* this occurrence ended; exactly once for each */
    EFFECT_PAUSE_END, /* the pause is over by itself */
};

struct effect {
    enum effect_kind kind;
    size_t rule;          /* SHOW, REPEAT, OUTCOME */
    struct wall due;      /* with rule: the occurrence's identity, never reused */
    uint64_t notice;      /* SHOW, REPEAT, WITHDRAW; OUTCOME: 0 when it was never shown */
    int32_t snoozes_left; /* SHOW, REPEAT */
    enum outcome outcome;
    enum reason reason;
};

/* A reusable list. Zero it before first use; effects_done() frees. */
struct effects {
    size_t n, size;
    struct effect *items;
};
void effects_done(struct effects *e);

struct plan;

/* schedule and zone must outlive the plan. Starts unpaused, presence unknown, every interval
 * beginning at now (or its window's start, if later). 0 or -ENOMEM. plan_free(NULL) is fine. */
int plan_new(struct plan **ret, const struct schedule *schedule, const struct zone *zone,
             struct moment now);
struct plan *plan_free(struct plan *plan);

/* One event. Everything due at or before now happens, then the event; effects are appended to *ret
 * in the order in which they are to be carried out. 0; -ENOMEM (the plan is unchanged); and for an
 * event that cannot be, which then does nothing itself, though what was due before it still came
 * and is in *ret: -ENOENT (no such rule; nothing of it is open to snooze), -EDQUOT (snoozed as
 * often as the rule allows), -EINVAL (a pause that ends in the past; no such presence, answer,
 * reason or span).
 */
int plan_step(struct plan *plan, const struct event *event, struct moment now, struct effects *ret);

/* The table of the zone lies elsewhere now, and says the same. */
void plan_move_zone(struct plan *plan, const struct zone *zone);

/* When something changes by itself next. False: never (nothing is enabled). Never in the past of
 * the last step; O(log reminders). */
bool plan_next(const struct plan *plan, struct moment now, struct boot *ret);

/* Another schedule takes the old one's place: what still applies is kept by the reminder's name.
 * Rule numbers are the new schedule's from here on; effects for removed reminders' open occurrences
 * carry the name's old number and are appended to *ret, to be read against the old schedule; so are
 * those of what was due before. What is due because of the new schedule comes with the next step,
 * and plan_next() says when. 0; or -ENOMEM: the plan goes by the old schedule. */
int plan_swap(struct plan *plan, const struct schedule *schedule, struct moment now,
              struct effects *ret);

/* How one reminder stands. */
struct plan_view {
    bool open;       /* an occurrence waits for an answer */
    struct wall due; /* its due time */
    struct wall shown;
    uint64_t notice;
    int32_t snoozed;       /* how often it was put off */
    bool snoozing;         /* comes again at `next` because it was put off */
    bool has_next;         /* whether it will come again, as things stand */
    struct wall next;      /* an estimate for desk-counted ones: if the user stays active */
    int64_t counted;       /* microseconds on its interval so far; 0 for `at` ones */
    bool in_hours;         /* whether now lies in one of its windows */
    struct wall last_done; /* us 0: never */
    bool held;             /* an occurrence is due and waits to be shown */
    struct wall held_due;  /* its due time */
    struct wall room; /* when the hour has room for it again; us 0: that is not what it waits for */
    struct wall quiet; /* until when it is quiet; us 0: it is not */
    enum reason quiet_reason;
};
void plan_view(const struct plan *plan, size_t rule, struct moment now, struct plan_view *ret);
enum presence plan_presence(const struct plan *plan);
/* Whether paused, and until when. */
bool plan_paused(const struct plan *plan, struct wall *ret_until);
bool plan_busy(const struct plan *plan);
/* While guarded, a step shows nothing new: what it would show waits, until whoever drives the plan
 * has looked whether the user is busy. Not saved; off in a new plan. */
void plan_guard(struct plan *plan, bool guarded);
/* The civil day on which the question about pain is not due, for it has an answer. Not saved; none
 * (INT64_MIN) in a new plan. */
void plan_settle_pain(struct plan *plan, int64_t day);
/* Whether something waits that only busy or the guard keeps back. */
bool plan_waits(const struct plan *plan);

/* What has to outlive the process, as texts of the plan's own (one a reminder, one for what holds
 * for all), in wall times and spans only. Written when it changed, at the edges, never by a tick.
 */
#define PLAN_KEY_MAX   48
#define PLAN_VALUE_MAX 640
struct plan_saved {
    char key[PLAN_KEY_MAX];     /* "plan", "hour", or "reminder " and the name */
    char value[PLAN_VALUE_MAX]; /* "": of a reminder that was removed, to be forgotten */
};
/* The next text that changed since it was last taken; false when none is left. */
bool plan_take_changed(struct plan *plan, struct moment now, struct plan_saved *ret);
/* Marks all as changed: at a clean stop, so that no desk time is lost. */
void plan_touch(struct plan *plan);
/* The reminder whose text it is; NULL: none's. */
const char *plan_saved_name(const struct plan_saved *saved);
/* Whether a text tells of an open occurrence, and when that was due: if its reminder is gone or
 * disabled, plan_restore() says nothing of it, and it ends all the same. */
bool plan_saved_open(const struct plan_saved *saved, struct wall *ret_due);
/* Restores a plan just made by plan_new(). Keys of unknown reminders and texts that do not parse
 * are passed over (their number is returned: the caller may say so), never fatal; the former are
 * forgotten with the next texts that are taken. off: how long the user is known to have been away
 * from the desk until now because the machine was off, microseconds, 0 if nothing is known.
 * Effects: outcomes of what ended while the daemon was gone, catch-ups. Returns >= 0, or -ENOMEM.
 */
int plan_restore(struct plan *plan, const struct plan_saved *saved, size_t n, int64_t off,
                 struct moment now, struct effects *ret);
