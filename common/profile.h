/* What the user may fill in of themselves: one table of names and what each may be. Pure.
 *
 * A value is an entry of kind profile: its field, and as its note the value, "" where it is taken
 * away again; the newest counts. Everything is optional, and what nobody filled in is unknown
 * (CARE R70).
 */
#pragma once

#include <stdint.h>

#include "common/entry.h"

enum profile_field {
    PROFILE_AGE,
    PROFILE_ONSET,
    PROFILE_CAUSE_KNOWN,
    PROFILE_GOAL,
    PROFILE_PATTERN,
    PROFILE_PREFERS,
    PROFILE_WEEKDAY,
    PROFILE_EVERY_DAYS,
    PROFILE_FOCUS,
    PROFILE_AVOID,
    PROFILE_RECOVERING,
    PROFILE_DEEP_AGAIN,
    PROFILE_FLUID_LIMIT,
    PROFILE_CONDITIONS, /* from here on, so many: */
    PROFILE_PREGNANCY = PROFILE_CONDITIONS,
    PROFILE_BLOOD,
    PROFILE_BONES,
    PROFILE_CANCER,
    PROFILE_HEART,
    PROFILE_BLOOD_PRESSURE,
    PROFILE_NERVE,
    PROFILE_DISC,
    PROFILE_FRAGILE_SKIN,
    PROFILE_DEFENCES,
    PROFILE_TEXTS, /* and from here on the user's own words */
    PROFILE_GOALS = PROFILE_TEXTS,
    PROFILE_INJURIES,
    PROFILE_ILLNESSES,
    PROFILE_MEDICINES,
    PROFILE_TYPES,
    PROFILE_QUESTIONS,
    PROFILE_HELPED,
    PROFILE_THERAPIST,
    PROFILE_ONSET_EVENT,
    PROFILE_COUNT,
};

enum profile_type {
    PROFILE_IS_NUMBER,
    PROFILE_IS_WORD,
    PROFILE_IS_FLAG,
    PROFILE_IS_DATE,
    PROFILE_IS_REGIONS,
    PROFILE_IS_TEXT,
};

struct profile_form {
    enum profile_type type;
    int min, max; /* of a word: max is how many there are, less one */
    const char *const *words;
    const char *help; /* half a sentence */
};

extern const char *const profile_names[PROFILE_COUNT];
extern const struct profile_form profile_forms[PROFILE_COUNT];

/* What a value stands for: the number, the word's number, 1 or 0, the civil day, bits by region; 0
 * for a text. 0, or -EINVAL with why. Not for "". */
int profile_parse(enum profile_field field, const char *text, int64_t *ret,
                  char ret_why[static ENTRY_WHY_MAX]);
/* "2026-03-04". 0, or -EINVAL with why. */
int date_parse(const char *text, int64_t *ret_day, char ret_why[static ENTRY_WHY_MAX]);
/* Regions with commas or blanks between them, as bits. 0, or -EINVAL with why. */
int regions_parse(const char *text, uint32_t *ret, char ret_why[static ENTRY_WHY_MAX]);
/* Red flags by name, the same way. */
int signs_parse(const char *text, uint32_t *ret, char ret_why[static ENTRY_WHY_MAX]);
