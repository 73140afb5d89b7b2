/* The sheet for the therapist: one page, from the entries and the profile (R40). Pure. */
#pragma once

#include "daemon/care/care.h"

#define CARE_SHEET_TEXT_MAX 1024

/* In the order of the page. */
enum care_sheet_line {
    SHEET_DATES,
    SHEET_WHERE,
    SHEET_INTENSITY,
    SHEET_GOALS,
    SHEET_INJURIES,
    SHEET_CONDITIONS,
    SHEET_MEDICINES,
    SHEET_FOCUS,
    SHEET_AVOID,
    SHEET_PRESSURE,
    SHEET_TYPES,
    SHEET_QUESTIONS,
    SHEET_HELPED,
    SHEET_HABITS,
    SHEET_MSG_PRESSURE,
    SHEET_MSG_COMPLEMENT,
    SHEET_LINES,
};

extern const char *const care_sheet_titles[SHEET_LINES]; /* "": the text stands alone */

struct care_sheet {
    int64_t from, to;
    char text[SHEET_LINES][CARE_SHEET_TEXT_MAX]; /* "not filled in", never guessed */
};

/* `plan` is that of the same input, NULL when there is none: where it holds a region, the sheet
 * asks to avoid it. `habits` is one line about breaks, water and stretches, NULL when there is
 * none. 0 or -ENOMEM. */
int care_sheet_make(const struct care_input *input, const struct care_settings *settings,
                    const struct care_plan *plan, const char *habits, struct care_sheet *ret);
/* The same, of so many days, the last of them today, instead of four weeks. */
int care_sheet_days(const struct care_input *input, const struct care_settings *settings,
                    const struct care_plan *plan, const char *habits, int64_t days,
                    struct care_sheet *ret);
