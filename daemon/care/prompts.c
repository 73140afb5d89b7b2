/* When reminders between sessions are silent, and what they ask.
 *
 * Silence is for a reason that can be said, and ends by itself, or with what is logged next.
 */
#include "daemon/care/prompts.h"

#include "common/scope.h"
#include "daemon/care/care_internal.h"

struct care_silence care_silence_water(const struct care_water *water, int32_t target, int64_t now,
                                       int64_t midnight)
{
    struct care_silence ret = {.enough = true};

    ret.item = (struct care_item){
        .text = TEXT_WATER_PLENTY, .n = water->done, .m = target, .why = WHY("A73", 50)};
    if (water->limited) {
        ret.until = INT64_MAX;
        ret.enough = false;
        ret.item.text = TEXT_WATER_LIMITED;
        ret.item.why = WHY("A73", 71);
    } else if (target > 0 && water->done >= target) {
        ret.until = water->quiet_until > midnight ? water->quiet_until : midnight;
        ret.item.text = TEXT_WATER_ENOUGH;
    } else if (water->quiet_until > now) {
        ret.until = water->quiet_until;
    }
    return ret;
}

/* A hold on the whole body other than a day of strong pain, on which gentle moves go on (R9). */
static bool resting(const struct care_plan *plan)
{
    for (size_t i = 0; i < plan->hold_n; i++)
        if (plan->holds[i].region == REGION_NONE && plan->holds[i].hold != HOLD_SEVERE)
            return true;
    return false;
}

struct care_silence care_silence(const struct care_plan *plan, enum care_prompt prompt,
                                 int64_t midnight)
{
    struct care_silence ret = {.until = midnight};

    if (!plan->allowed.moves)
        ret.item = (struct care_item){.text = TEXT_NOT_WITH_SIGNS, .why = WHY("A56", 5)};
    else if (prompt == PROMPT_ROUTINE && resting(plan))
        ret.item = (struct care_item){.text = TEXT_NOT_ON_HOLD, .why = WHY("B12", 10, 51)};
    else if (prompt == PROMPT_POSTURE && !plan->allowed.posture)
        ret.item = (struct care_item){.text = TEXT_NOT_TODAY, .why = WHY("A37", 46)};
    else
        ret.until = 0;
    return ret;
}

enum care_text care_posture(int64_t day, size_t nth, size_t n)
{
    static const enum care_text contexts[] = {TEXT_POSTURE, TEXT_POSTURE_LINE, TEXT_POSTURE_DRIVE,
                                              TEXT_POSTURE_LIFT};

    return contexts[((uint64_t)day * (n ? n : 1) + nth) % COUNT_OF(contexts)];
}
