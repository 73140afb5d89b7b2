/* The schedule as values: what the INI file says, ready for the plan. Pure.
 *
 * Limits are part of the type: a rule is one flat value, so a schedule is copied, compared and
 * freed as an array.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/moment.h"

#define RULE_NAME_MAX      32 /* bytes */
#define RULE_TEXT_MAX      512
#define RULE_WINDOWS_MAX   8
#define RULE_AT_MAX        24
#define RULE_MOVES_MAX     64
#define SCHEDULE_RULES_MAX 20000
#define EVERY_DAY          0x7f

/* Seconds after local midnight (`to` up to 86400); to <= from crosses midnight. A window belongs to
 * the day on which it starts. */
struct window {
    int32_t from, to;
};

struct hours {
    size_t n;                                /* 0: all day, every day in `days` */
    struct window windows[RULE_WINDOWS_MAX]; /* in order; none overlaps another */
};

enum counts {
    COUNTS_DESK,  /* time spent active */
    COUNTS_CLOCK, /* time, wherever the user is */
};

enum urgency {
    URGENCY_LOW,
    URGENCY_NORMAL,
    URGENCY_CRITICAL,
};

/* What it is about, where the care rules have a say in that. */
enum rule_kind {
    KIND_PLAIN,
    KIND_ROUTINE,     /* the five-minute routine: it names its moves (R51) */
    KIND_POSTURE,     /* how one sits, stands, lifts (R50b) */
    KIND_WORKSTATION, /* a look at the workplace (R50c) */
    KIND_AUTO,        /* in the file: as its name says */
    KIND_SAFETY,      /* the daemon's own, as those that follow */
    KIND_APPOINTMENT,
    KIND_AFTERCARE,
    KIND_QUESTION, /* for the log */
};

/* What comes first where there is not room for all (R52). */
enum priority {
    PRIORITY_SAFETY,
    PRIORITY_APPOINTMENT,
    PRIORITY_AFTERCARE,
    PRIORITY_BREAK, /* and whatever else the user wants to hear */
    PRIORITY_WATER,
    PRIORITY_ROUTINE,
    PRIORITY_LOG,
    PRIORITY_POSTURE,
    PRIORITY_EYES,
};

/* One [reminder NAME]. Spans are microseconds; 0 means "not set" where a comment says so. */
struct rule {
    char name[RULE_NAME_MAX + 1];
    bool enabled;
    enum rule_kind kind;
    bool asks_pain;     /* the question of [pain]: not due on a day that has an entry */
    bool asks_soreness; /* the daemon's own, after a massage */
    char message[RULE_TEXT_MAX + 1];
    int64_t every; /* 0: only at `at`; a day or more: from the last done, and `at` is set */
    enum counts counts;
    size_t at_n; /* civil times of day, seconds, ascending, each once */
    int32_t at[RULE_AT_MAX];
    int32_t random;     /* so many times a day, drawn within `hours`; 0: none */
    uint64_t seed;      /* of what is drawn */
    struct hours hours; /* limits `every` and `random` */
    bool alone;         /* comes by itself: not merged, not limited, and however late */
    bool follows; /* put off, it was asked for: neither a pause nor a busy user keeps it back */
    int64_t date; /* the one civil day it is for, of `days` too; 0: any */
    uint8_t days; /* bit 0 Monday … bit 6 Sunday; limits both kinds */
    int64_t rest; /* away this long counts as taken; 0: being away never does */
    int64_t snooze;
    int32_t snoozes;
    int64_t repeat;  /* shown once more after this long without an answer; 0: never */
    int64_t timeout; /* how long the notification stays; 0: the server's choice */
    enum urgency urgency;
    char icon[RULE_TEXT_MAX + 1];
    char sound[RULE_TEXT_MAX + 1];
    char moves[RULE_TEXT_MAX + 1];   /* regions, as written, checked; "" none */
    int32_t amount;                  /* ml a drink; 0: not a drink */
    int32_t target;                  /* ml a day; 0: none */
    char command[RULE_TEXT_MAX + 1]; /* "" none */
};

/* The days of an interval of a day or more; a part of a day counts as one. */
static inline int64_t rule_days(const struct rule *rule)
{
    return (rule->every + USEC_PER_DAY - 1) / USEC_PER_DAY;
}

enum priority rule_priority(const struct rule *rule);
/* Whether doing it is a break: standing up, stretches, the routine, the eyes, and what else the
 * user's own reminders are for; neither water, posture and workplace, questions, nor what the
 * daemon reminds of by itself. */
bool rule_is_break(const struct rule *rule);

struct schedule {
    size_t n;
    struct rule *rules; /* owned; in the file's order; names unique */
    int64_t merge;
    int64_t catch_up;
    int32_t limit; /* notifications an hour */
};

void schedule_done(struct schedule *s);
/* What is drawn at random is drawn by this number; the same one, the same times. */
void schedule_seed(struct schedule *s, uint64_t seed);
/* The rule of this name, or s->n. */
size_t schedule_find(const struct schedule *s, const char *name);
/* The rules by name, s->n of them, to be freed; NULL: no memory. */
const struct rule **schedule_by_name(const struct schedule *s);
