/* A life to make plans from: entries by day, hour and minute, in UTC. */
#pragma once

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <string.h>

#include "common/civil.h"
#include "common/scope.h"
#include "daemon/care/care.h"
#include "daemon/care/words.h"

#define LIFE_MAX 4000

struct life {
    struct care_input in;
    struct care_settings set;
    struct care_plan plan;
    struct care_pain pains[LIFE_MAX];
    struct care_peg pegs[64];
    struct care_massage massages[200];
    struct care_soreness sore[400];
    struct care_booking bookings[64];
    struct care_check checks[1000];
    struct care_mark marks[64];
    struct care_visit visits[64];
    struct care_drink drinks[64];
    struct care_told told[64];
};

#define DAY(y, m, d) civil_day((y), (m), (d))

static inline struct care_time at(int64_t day, int hour, int minute)
{
    return (struct care_time){
        .at = day * 86400 + hour * 3600 + minute * 60, .day = day, .minute = hour * 60 + minute};
}

/* An empty life, kept by the test's program; `today` at 20:00. */
static inline struct life *life(int64_t today)
{
    static struct life life;

    memset(&life, 0, sizeof(life));
    life.set = care_settings_default();
    life.in.now = at(today, 20, 0);
    life.in.pains = life.pains;
    life.in.pegs = life.pegs;
    life.in.massages = life.massages;
    life.in.sore = life.sore;
    life.in.bookings = life.bookings;
    life.in.checks = life.checks;
    life.in.marks = life.marks;
    life.in.visits = life.visits;
    life.in.drinks = life.drinks;
    life.in.told = life.told;
    return &life;
}

static inline struct care_pain *pain(struct life *l, int64_t day, int level)
{
    struct care_pain *p = &l->pains[l->in.pain_n++];

    *p = (struct care_pain){.when = at(day, 19, 0),
                            .level = level,
                            .worst = -1,
                            .stress = -1,
                            .sleep = -1,
                            .average = true};
    return p;
}

/* One level a day from `first` on, written as digits; '-' is a day without an entry, 'X' a ten. */
static inline void pains(struct life *l, int64_t first, const char *levels)
{
    for (int64_t day = first; *levels; levels++, day++)
        if (*levels != '-')
            pain(l, day, *levels == 'X' ? 10 : *levels - '0');
}

/* The same level for days [first, last]. */
static inline void pains_level(struct life *l, int64_t first, int64_t last, int level)
{
    for (int64_t day = first; day <= last; day++)
        pain(l, day, level);
}

static inline struct care_massage *massage(struct life *l, int64_t day)
{
    struct care_massage *m = &l->massages[l->in.massage_n++];

    *m = (struct care_massage){.when = at(day, 17, 0), .before = -1, .after = -1};
    return m;
}

static inline struct care_soreness *sore(struct life *l, struct care_time when, int level)
{
    struct care_soreness *s = &l->sore[l->in.sore_n++];

    *s = (struct care_soreness){.when = when, .level = level};
    return s;
}

static inline struct care_booking *booking(struct life *l, int64_t day, int hour)
{
    struct care_booking *b = &l->bookings[l->in.booking_n++];

    *b = (struct care_booking){.when = at(day, hour, 0)};
    return b;
}

static inline void check(struct life *l, int64_t day, enum red_flag flag, enum care_answer answer)
{
    l->checks[l->in.check_n++] =
        (struct care_check){.when = at(day, 12, 0), .flag = flag, .answer = answer};
}

static inline struct care_mark *mark(struct life *l, struct care_time when, enum care_hold hold)
{
    struct care_mark *m = &l->marks[l->in.mark_n++];

    *m = (struct care_mark){.when = when, .hold = hold};
    return m;
}

static inline void visit(struct life *l, int64_t day, enum care_answer cleared)
{
    l->visits[l->in.visit_n++] = (struct care_visit){.when = at(day, 15, 0), .cleared = cleared};
}

static inline void drink(struct life *l, struct care_time when, int32_t ml)
{
    l->drinks[l->in.drink_n++] = (struct care_drink){.when = when, .ml = ml};
}

static inline void tell(struct life *l, int64_t day, enum care_text text)
{
    l->told[l->in.told_n++] = (struct care_told){.text = text, .when = at(day, 20, 0)};
}

static inline void peg(struct life *l, int64_t day, int a, int b, int c)
{
    l->pegs[l->in.peg_n++] = (struct care_peg){.when = at(day, 20, 0), .items = {a, b, c}};
}

static inline const struct care_plan *plan(struct life *l)
{
    assert_int_equal(care_plan_make(&l->in, &l->set, &l->plan), 0);
    return &l->plan;
}

/* The plan as of another day's evening. */
static inline const struct care_plan *plan_on(struct life *l, int64_t day)
{
    l->in.now = at(day, 20, 0);
    return plan(l);
}

static inline const struct care_item *said(const struct care_plan *p, enum care_text text)
{
    for (size_t i = 0; i < p->item_n; i++)
        if (p->items[i].text == text)
            return &p->items[i];
    return NULL;
}

static inline const struct care_hold_on *held(const struct care_plan *p, enum care_hold hold)
{
    for (size_t i = 0; i < p->hold_n; i++)
        if (p->holds[i].hold == hold)
            return &p->holds[i];
    return NULL;
}

static inline bool asked(const struct care_plan *p, enum care_ask_kind what)
{
    for (size_t i = 0; i < p->ask_n; i++)
        if (p->asks[i].what == what)
            return true;
    return false;
}

static inline const struct care_reminder *reminded(const struct care_plan *p,
                                                   enum care_reminder_kind kind)
{
    for (size_t i = 0; i < p->reminder_n; i++)
        if (p->reminders[i].kind == kind)
            return &p->reminders[i];
    return NULL;
}

static inline bool offers(const struct care_plan *p, enum care_type type)
{
    for (size_t i = 0; i < p->type_n; i++)
        if (p->types[i].type == type)
            return true;
    return false;
}

/* The rules of an output name this one. */
static inline bool by_rule(const struct care_why *why, unsigned rule)
{
    for (size_t i = 0; i < CARE_WHY_MAX; i++)
        if (why->rules[i] == rule)
            return true;
    return false;
}
