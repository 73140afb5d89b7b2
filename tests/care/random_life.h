/* Lives at random, years of them: profile, pains, sessions, answers, marks, visits and bookings.
 * The seed is printed; KNEAD_SEED takes it back. To be included once, by a test program.
 */
#pragma once

#include <stdio.h>
#include <stdlib.h>

#include "tests/care/life.h"

#define START DAY(2023, 6, 1)
#define DAYS  700

static uint64_t seed;

static inline uint32_t roll(uint32_t sides)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 16) % sides;
}

static inline enum care_answer answer(void)
{
    static const enum care_answer answers[] = {CARE_UNKNOWN, CARE_UNKNOWN, CARE_NO, CARE_YES};

    return answers[roll(COUNT_OF(answers))];
}

static inline void random_profile(struct life *l)
{
    struct care_profile *p = &l->in.profile;

    p->age = roll(12) == 0 ? 15 : roll(3) ? 20 + (int)roll(60) : 0;
    p->goal = (enum care_goal)roll(GOAL_COUNT);
    p->pattern = (enum care_pattern)roll(PATTERN_COUNT);
    p->taste = (enum care_taste)roll(TASTE_COUNT);
    p->cause_known = answer();
    p->onset_day = roll(2) ? START - 200 + (int64_t)roll(500) : 0;
    p->recovering = answer();
    if (roll(2))
        p->conditions[roll(ILLNESS_SURGERY)] = answer();
    p->deep_again = answer();
    p->fluid_limit = answer();
    p->weekday = (int)roll(8);
    p->interval_days = roll(4) ? 0 : 1 + (int32_t)roll(40);
}

/* A pain that wanders, logged on most days, with what may come with it. */
static inline void random_pains(struct life *l)
{
    int level = (int)roll(8), logged = 3 + (int)roll(7);

    for (int64_t day = START; day < START + DAYS; day++) {
        struct care_pain *p;

        level += (int)roll(3) - 1 + (roll(40) == 0 ? (int)roll(7) - 3 : 0);
        level = level < 0 ? 0 : level > 10 ? 10 : level;
        if ((int)roll(10) >= logged)
            continue;
        p = pain(l, day, level);
        p->average = roll(3) > 0;
        p->region = (enum region)roll(REGION_COUNT);
        p->side = (enum side)roll(SIDE_COUNT);
        p->refers_to = roll(8) ? REGION_NONE : REGION_SHOULDERS;
        p->stress = (int)roll(12) - 1;
        p->sleep = (int)roll(12) - 1;
        p->category = roll(30) == 0;
        p->stopped = roll(60) == 0 ? answer() : CARE_UNKNOWN;
        p->numb = roll(300) == 0 ? answer() : CARE_UNKNOWN;
        p->night = roll(300) == 0 ? answer() : CARE_UNKNOWN;
        if (roll(6) == 0) {
            p = pain(l, day, (int)roll(11));
            p->average = false;
            p->when = at(day, (int)roll(19), (int)roll(60));
        }
    }
}

static inline void random_events(struct life *l)
{
    for (int64_t day = START; day < START + DAYS; day++) {
        if (roll(12) == 0 && l->in.massage_n < COUNT_OF(l->massages)) {
            struct care_massage *m = massage(l, day);

            m->types = roll(64);
            m->pressure = (enum care_pressure)roll(CARE_PRESSURE_COUNT);
            m->sharp = answer();
            m->next_day = roll(4) ? 0 : day + 1 + (int64_t)roll(30);
            m->interval_days = roll(6) ? 0 : 1 + (int32_t)roll(30);
            m->homework = roll(3) ? NULL : "nod";
            m->homework_region = (enum region)roll(REGION_COUNT);
            for (int i = 1; i <= 3 && l->in.sore_n < COUNT_OF(l->sore); i++)
                if (roll(2))
                    sore(l, at(day + i, 18, 0), (int)roll(9))->numb =
                        roll(100) ? CARE_UNKNOWN : answer();
        }
        if (roll(60) == 0 && l->in.check_n + FLAG_ASKED < COUNT_OF(l->checks))
            for (int i = 0; i < FLAG_ASKED; i++)
                check(l, day, (enum red_flag)i,
                      roll(100) == 0 ? CARE_YES
                      : roll(2)      ? CARE_NO
                                     : CARE_UNKNOWN);
        if (roll(50) == 0 && l->in.mark_n < COUNT_OF(l->marks)) {
            struct care_mark *m = mark(l, at(day, 8, 0), (enum care_hold)roll(HOLD_MARKS));

            m->region = (enum region)roll(REGION_COUNT);
            if (roll(4))
                m->ended = at(day + (int64_t)roll(10), 9, 0);
        }
        if (roll(40) == 0 && l->in.visit_n < COUNT_OF(l->visits))
            visit(l, day, roll(3) ? CARE_YES : answer());
        if (roll(30) == 0 && l->in.booking_n < COUNT_OF(l->bookings)) {
            struct care_booking *b = booking(l, day, 10);

            b->state = (enum care_booking_state)roll(3);
        }
        if (roll(30) == 0 && l->in.told_n < COUNT_OF(l->told))
            tell(l, day, (enum care_text)roll(TEXT_COUNT));
        if (roll(15) == 0 && l->in.peg_n < COUNT_OF(l->pegs))
            peg(l, day, (int)roll(12) - 1, (int)roll(12) - 1, (int)roll(9) - 1);
    }
}

static inline struct life *random_life(void)
{
    struct life *l = life(START);

    random_profile(l);
    random_pains(l);
    random_events(l);
    return l;
}

static inline void seed_lives(void)
{
    const char *given = getenv("KNEAD_SEED");

    seed = given ? strtoull(given, NULL, 10) : UINT64_C(88172645463325252);
    printf("KNEAD_SEED=%llu\n", (unsigned long long)seed);
}
