/* Rules for one date, built from the care plan: those around massages (massage_rules.c), and what
 * the plan has to say and to ask by itself (safety_rules.c). */
#pragma once

#include "daemon/daemon_internal.h"

#define BUILT_MAX  7                  /* rules of these */
#define TOLD_DAYS  30                 /* R27 looks back at most so far */
#define TOLD_TEXTS 3                  /* what the nudges say, one of these */
#define BEGIN_AT   (9 * 3600)         /* where [general] has no hours */
#define SOON       (2 * USEC_PER_MIN) /* when its hour is past today */

struct building {
    struct daemon *d;
    const struct settings *settings;
    struct wall now;
    int64_t today;
    int32_t second; /* of today */
    bool turned;    /* the day is another one than when it was looked at last */
    bool massages;  /* they are of concern */
    struct care_plan plan;
    size_t told_n;
    struct care_told told[TOLD_DAYS * TOLD_TEXTS + TEXT_COUNT];
    int32_t shown_at; /* second of today at which a massage's reminder was due already; -1: none */
    size_t n;
    struct rule rules[BUILT_MAX]; /* zeroed whole, so that two can be compared */
};

/* The name under which a rule of these goes: a name of the file's own comes first. */
void building_name(const struct building *b, const char *name, char ret[static RULE_NAME_MAX + 1]);
/* One more, without a time yet. */
struct rule *building_rule(struct building *b, const char *name, int64_t date);
void building_at(struct rule *rule, int32_t second);
/* When the day's hours begin; where that is past, soon. May be beyond midnight. */
int32_t building_second(const struct building *b);

/* What the plan asks; NULL: it does not. */
const struct care_ask *building_ask(const struct building *b, enum care_ask_kind what);
/* What was told, among what the plan is made from. */
void building_add_told(struct building *b);
/* The day's message, and the questions that are due. True: with that message no other suggestion of
 * a massage belongs (R1). */
bool building_add_message(struct building *b);
void building_add_questions(struct building *b);
