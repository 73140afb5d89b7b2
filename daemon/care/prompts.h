/* What reminders between sessions say, and when they are silent (R5, R10, R46, R50-R51). Pure. */
#pragma once

#include "daemon/care/care.h"

enum care_prompt { PROMPT_MOVES, PROMPT_ROUTINE, PROMPT_POSTURE };

/* Nothing is said before `until`, seconds since the epoch: 0, it is not silent; INT64_MAX, as long
 * as the log stays as it is. */
struct care_silence {
    int64_t until;
    bool enough;           /* else it is off for a health reason */
    struct care_item item; /* why, in words */
};

/* Of what was drunk and the limit on drinking alone, which is cheaper to know than a plan. */
void care_water_make(const struct care_input *input, const struct care_settings *settings,
                     struct care_water *ret);
/* Of a reminder to drink (R50, R50a). target: ml a day, 0: none. midnight: the end of this day. */
struct care_silence care_silence_water(const struct care_water *water, int32_t target, int64_t now,
                                       int64_t midnight);
/* Of the others, looked at anew on another day (R5, R10, R46). */
struct care_silence care_silence(const struct care_plan *plan, enum care_prompt prompt,
                                 int64_t midnight);
/* What the nth posture prompt of a day asks, of n a day: each context in its turn (R50b). */
enum care_text care_posture(int64_t day, size_t nth, size_t n);
