/* Schedules that nobody would think of, as drafts that can be changed and written as INI text. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/simulation/random.h"

#define DRAFT_RULES    64 /* reminders in a life; numbers are never used again */
#define DRAFT_TIMES    6
#define DRAFT_TEXT_MAX 16384

struct draft_rule {
    bool there, enabled, clock;
    int64_t every; /* seconds; 0: only times of day */
    int times_n;
    int32_t times[DRAFT_TIMES];
    const char *hours, *days;     /* NULL: as in [general] */
    int64_t rest, snooze, repeat; /* seconds */
    int snoozes;
};

/* Reminder i is called "r<i>". */
struct draft {
    int n;
    struct draft_rule rules[DRAFT_RULES];
    const char *hours, *days;
    int64_t merge, catch_up; /* seconds */
    int limit;
};

void draft_make(struct draft *draft, struct random *random);
/* As a person edits the file: one or two things become otherwise. */
void draft_edit(struct draft *draft, struct random *random);
void draft_print(const struct draft *draft, char ret[static DRAFT_TEXT_MAX]);
/* The number in "r12". */
size_t draft_number(const char *name);
