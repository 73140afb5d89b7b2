/* What a plan has to say without being asked: one message at a time, and what put somebody into a
 * tier (R1, R4, R15, R52). Pure. */
#pragma once

#include "daemon/care/care.h"

/* Today's message so far, or one that still waits for an answer. */
struct care_message {
    bool any;
    bool shown; /* else it is still to come, and may be another one */
    enum care_text text;
    enum care_tier tier;
};

/* What to say now: its number among the plan's items, item_n for nothing. The highest tier comes
 * first, and alone; a graver one takes the place of what was said; else there is one message a day,
 * and it stays the same while it is true. massages: whether massages are of any concern, else a
 * hold is none. */
size_t care_notice(const struct care_plan *plan, const struct care_message *said, bool massages);
/* By what name a message of a tier goes, "contact-a-doctor"; it is its heading, too. */
const char *care_notice_name(enum care_tier tier);
/* Whether a message suggests massages, and so is never without breaks and the therapist's word
 * (R65, R66). */
bool care_notice_suggests(enum care_text text);
/* A short name that stays the same from version to version, for what was told; NULL: it is never
 * told. */
const char *care_told_name(enum care_text text);
enum care_tier care_told_tier(enum care_text text);

/* What has put somebody into a tier, "fever; a recent injury"; "" nothing has. Never a number that
 * changes from day to day (R15). */
#define CARE_INPUTS_MAX 1400
void care_tier_inputs(const struct care_plan *plan, enum care_tier tier,
                      char ret[static CARE_INPUTS_MAX]);
