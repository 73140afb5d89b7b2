/* Every sentence of the care engine for people, and its labels: one table each. Pure.
 *
 * No sentence diagnoses (R2), clears (R3), promises (R64) or advises on medicines (R67).
 */
#pragma once

#include "daemon/care/care.h"

#define CARE_TEXT_MAX 2048 /* room for every red flag at once */

/* How a text came to be; what NULL members of care_say() leave out. */
struct care_text_entry {
    const char *name; /* "MSG-NEXT" */
    const char
        *text; /* with {items} {hold} {stage} {type} {pattern} {region} {date} {n} {m} {x} {y}
                */
    const char *rule; /* "R27" */
    const char *rows; /* "A79" */
};

struct care_label {
    const char *name;  /* for the command line: "fever" */
    const char *label; /* in a sentence */
    const char *rows;
};

extern const struct care_text_entry care_texts[TEXT_COUNT];
extern const struct care_label care_hold_labels[HOLD_COUNT];
extern const struct care_label care_condition_labels[ILLNESS_COUNT];
extern const struct care_label care_stage_labels[STAGE_COUNT];
extern const struct care_label care_type_labels[TYPE_COUNT];
extern const struct care_label care_pattern_labels[PATTERN_COUNT];
extern const struct care_label care_goal_labels[GOAL_COUNT];
extern const struct care_label care_pressure_labels[CARE_PRESSURE_COUNT];
extern const struct care_label care_taste_labels[TASTE_COUNT];

/* The sentence of an item, cut at CARE_TEXT_MAX - 1 bytes. */
void care_say(const struct care_item *item, char ret[static CARE_TEXT_MAX]);
/* Dates in sentences: "Wed 2026-03-04". */
#define CARE_DATE_MAX 40
void care_date(int64_t day, char ret[static CARE_DATE_MAX]);
