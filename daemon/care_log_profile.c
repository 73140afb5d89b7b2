/* The profile's lines into the care engine's input: the last word on each holds, and one that was
 * taken away is unknown again. */
#include <stddef.h>
#include <string.h>

#include "common/profile.h"
#include "daemon/care_log.h"

static int take_text(struct care_log *log, enum profile_field field, const char *text)
{
    struct care_profile *p = &log->input.profile;
    const char **const texts[] = {
        [PROFILE_GOALS - PROFILE_TEXTS] = &p->goals,
        [PROFILE_INJURIES - PROFILE_TEXTS] = &p->injuries,
        [PROFILE_ILLNESSES - PROFILE_TEXTS] = &p->illnesses,
        [PROFILE_MEDICINES - PROFILE_TEXTS] = &p->medicines,
        [PROFILE_TYPES - PROFILE_TEXTS] = &p->types,
        [PROFILE_QUESTIONS - PROFILE_TEXTS] = &p->questions,
        [PROFILE_HELPED - PROFILE_TEXTS] = &p->helped,
        [PROFILE_ONSET_EVENT - PROFILE_TEXTS] = &p->onset_event,
    };
    int r = 0;

    if (field == PROFILE_THERAPIST)
        (void)strcpy(log->therapist, text);
    else
        *texts[field - PROFILE_TEXTS] = care_log_keep(log, text, &r);
    return r;
}

/* number -1: it was taken away. All but a date are as wide as an int. */
static void set_profile(struct care_profile *p, enum profile_field field, int64_t number)
{
#define MEMBER(name, first)                        \
    {                                              \
        offsetof(struct care_profile, name), first \
    }
    static const struct {
        size_t offset;
        int first; /* what the first word, or "no", stands for; 0 is unknown */
    } members[] = {
        [PROFILE_AGE] = MEMBER(age, 0),
        [PROFILE_CAUSE_KNOWN] = MEMBER(cause_known, CARE_NO),
        [PROFILE_GOAL] = MEMBER(goal, GOAL_RELIEF),
        [PROFILE_PATTERN] = MEMBER(pattern, PATTERN_UNSURE),
        [PROFILE_PREFERS] = MEMBER(taste, TASTE_LIGHT),
        [PROFILE_WEEKDAY] = MEMBER(weekday, 1),
        [PROFILE_EVERY_DAYS] = MEMBER(interval_days, 0),
        [PROFILE_FOCUS] = MEMBER(focus, 0),
        [PROFILE_AVOID] = MEMBER(avoid, 0),
        [PROFILE_RECOVERING] = MEMBER(recovering, CARE_NO),
        [PROFILE_DEEP_AGAIN] = MEMBER(deep_again, CARE_NO),
        [PROFILE_FLUID_LIMIT] = MEMBER(fluid_limit, CARE_NO),
    };
#undef MEMBER
    int value;

    if (field == PROFILE_ONSET) {
        p->onset_day = number < 0 ? 0 : number;
    } else if (field >= PROFILE_CONDITIONS) {
        p->conditions[field - PROFILE_CONDITIONS] = number < 0 ? CARE_UNKNOWN
                                                    : number   ? CARE_YES
                                                               : CARE_NO;
    } else {
        value = number < 0 ? 0 : (int)number + members[field].first;
        memcpy((char *)p + members[field].offset, &value, sizeof(value));
    }
}
_Static_assert(sizeof(enum care_goal) == sizeof(int), "as wide as an int");
_Static_assert(PROFILE_TEXTS - PROFILE_CONDITIONS == (int)ILLNESS_SURGERY, "one for each");

int care_log_profile(struct care_log *log, const struct entry *e)
{
    enum profile_field field = (enum profile_field)entry_number(e, FACT_FIELD);
    char why[ENTRY_WHY_MAX];
    int64_t number = -1;

    if (field >= PROFILE_TEXTS)
        return take_text(log, field, e->note);
    if (e->note[0] && profile_parse(field, e->note, &number, why) < 0)
        return 0;
    set_profile(&log->input.profile, field, number);
    return 0;
}
