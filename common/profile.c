/* What the user may fill in of themselves, and lists of names as text. */
#include "common/profile.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/civil.h"
#include "common/red_flags.h"
#include "common/scope.h"
#include "common/text.h"

#define LIST_NAME_MAX 40

static const char *const goals[] = {"relief", "function", "prevention", "stress"};
static const char *const patterns[] = {"unsure", "diffuse", "deep-stubborn", "local-knot", "mixed"};
static const char *const tastes[] = {"light", "medium", "deep", "deep-but-gentle"};
static const char *const weekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                       "friday", "saturday", "sunday"};

const char *const profile_names[PROFILE_COUNT] = {
    [PROFILE_AGE] = "age",
    [PROFILE_ONSET] = "onset",
    [PROFILE_CAUSE_KNOWN] = "cause-known",
    [PROFILE_GOAL] = "goal",
    [PROFILE_PATTERN] = "pattern",
    [PROFILE_PREFERS] = "prefers",
    [PROFILE_WEEKDAY] = "weekday",
    [PROFILE_EVERY_DAYS] = "every-days",
    [PROFILE_FOCUS] = "focus",
    [PROFILE_AVOID] = "avoid",
    [PROFILE_RECOVERING] = "recovering",
    [PROFILE_DEEP_AGAIN] = "deep-again",
    [PROFILE_FLUID_LIMIT] = "fluid-limit",
    [PROFILE_PREGNANCY] = "pregnancy",
    [PROFILE_BLOOD] = "blood",
    [PROFILE_BONES] = "bones",
    [PROFILE_CANCER] = "cancer",
    [PROFILE_HEART] = "heart",
    [PROFILE_BLOOD_PRESSURE] = "blood-pressure",
    [PROFILE_NERVE] = "nerve",
    [PROFILE_DISC] = "disc",
    [PROFILE_FRAGILE_SKIN] = "fragile-skin",
    [PROFILE_DEFENCES] = "defences",
    [PROFILE_GOALS] = "goals",
    [PROFILE_INJURIES] = "injuries",
    [PROFILE_ILLNESSES] = "illnesses",
    [PROFILE_MEDICINES] = "medicines",
    [PROFILE_TYPES] = "types",
    [PROFILE_QUESTIONS] = "questions",
    [PROFILE_HELPED] = "helped",
    [PROFILE_THERAPIST] = "therapist",
    [PROFILE_ONSET_EVENT] = "onset-event",
};

#define WORDS(list) 0, (int)COUNT_OF(list) - 1, list
#define FLAG        PROFILE_IS_FLAG, 0, 1, NULL
#define TEXT        PROFILE_IS_TEXT, 0, 0, NULL
#define REGIONS     PROFILE_IS_REGIONS, 0, 0, NULL

/* clang-format off */
const struct profile_form profile_forms[PROFILE_COUNT] = {
    [PROFILE_AGE] = {PROFILE_IS_NUMBER, 1, 120, NULL, "in years"},
    [PROFILE_ONSET] = {PROFILE_IS_DATE, 0, 0, NULL, "when this pain began, a date"},
    [PROFILE_CAUSE_KNOWN] = {FLAG, "whether you know what started it"},
    [PROFILE_GOAL] = {PROFILE_IS_WORD, WORDS(goals), "what you want most"},
    [PROFILE_PATTERN] = {PROFILE_IS_WORD, WORDS(patterns), "how the pain is spread"},
    [PROFILE_PREFERS] = {PROFILE_IS_WORD, WORDS(tastes), "the pressure you like"},
    [PROFILE_WEEKDAY] = {PROFILE_IS_WORD, WORDS(weekdays), "the day that suits you"},
    [PROFILE_EVERY_DAYS] = {PROFILE_IS_NUMBER, 1, 365, NULL, "days between sessions, your choice"},
    [PROFILE_FOCUS] = {REGIONS, "regions to work on"},
    [PROFILE_AVOID] = {REGIONS, "regions to leave alone"},
    [PROFILE_RECOVERING] = {FLAG, "from an injury, and cleared for massage"},
    [PROFILE_DEEP_AGAIN] = {FLAG, "deep work after asking a doctor"},
    [PROFILE_FLUID_LIMIT] = {FLAG, "told to drink no more than so much"},
    [PROFILE_PREGNANCY] = {FLAG, "pregnant"},
    [PROFILE_BLOOD] = {FLAG, "blood thinners, bleeding, low platelets"},
    [PROFILE_BONES] = {FLAG, "weak bones"},
    [PROFILE_CANCER] = {FLAG, "cancer"},
    [PROFILE_HEART] = {FLAG, "heart problems"},
    [PROFILE_BLOOD_PRESSURE] = {FLAG, "high, and not controlled"},
    [PROFILE_NERVE] = {FLAG, "nerve damage"},
    [PROFILE_DISC] = {FLAG, "a disc problem or sciatica"},
    [PROFILE_FRAGILE_SKIN] = {FLAG, "fragile skin"},
    [PROFILE_DEFENCES] = {FLAG, "weakened against infection"},
    [PROFILE_GOALS] = {TEXT, "what you want of massage"},
    [PROFILE_INJURIES] = {TEXT, "injuries and operations"},
    [PROFILE_ILLNESSES] = {TEXT, "what a therapist should know"},
    [PROFILE_MEDICINES] = {TEXT, "what you take"},
    [PROFILE_TYPES] = {TEXT, "kinds of massage that suit you"},
    [PROFILE_QUESTIONS] = {TEXT, "what you want to ask"},
    [PROFILE_HELPED] = {TEXT, "what has helped so far"},
    [PROFILE_THERAPIST] = {TEXT, "name, number, training"},
    [PROFILE_ONSET_EVENT] = {TEXT, "what this pain began with"},
};
/* clang-format on */

/* The next name of a list, lower bound of *at moved behind it; false: no more, or it is too long.
 */
static bool next_name(const char **at, char ret[static LIST_NAME_MAX])
{
    size_t n;

    *at += strspn(*at, ", ");
    n = strcspn(*at, ", ");
    if (n == 0 || n >= LIST_NAME_MAX)
        return false;
    memcpy(ret, *at, n);
    ret[n] = '\0';
    *at += n;
    return true;
}

int regions_parse(const char *text, uint32_t *ret, char ret_why[static ENTRY_WHY_MAX])
{
    char name[LIST_NAME_MAX];
    enum region region;
    uint32_t bits = 0;

    while (next_name(&text, name)) {
        if (region_parse(name, &region, ret_why) < 0)
            return -EINVAL;
        bits |= UINT32_C(1) << region;
    }
    if (bits == 0 || *text) {
        (void)snprintf(ret_why, ENTRY_WHY_MAX, "regions are names such as neck,lower-back");
        return -EINVAL;
    }
    *ret = bits;
    return 0;
}

int signs_parse(const char *text, uint32_t *ret, char ret_why[static ENTRY_WHY_MAX])
{
    char name[LIST_NAME_MAX];
    uint32_t bits = 0;

    while (next_name(&text, name)) {
        enum red_flag f = 0;

        while (f < FLAG_ASKED && strcmp(red_flags[f].name, name) != 0)
            f++;
        if (f == FLAG_ASKED)
            break;
        bits |= UINT32_C(1) << f;
        name[0] = '\0';
    }
    if (*text || bits == 0 || name[0]) {
        (void)snprintf(ret_why, ENTRY_WHY_MAX,
                       "signs are names as knead red-flags --json has them, such as saddle,chest");
        return -EINVAL;
    }
    *ret = bits;
    return 0;
}

int date_parse(const char *text, int64_t *ret_day, char ret_why[static ENTRY_WHY_MAX])
{
    int year, month, day, n = -1;

    if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &n) == 3 && n == 10 && !text[n] &&
        civil_valid(year, month, day) && year >= 1900) {
        *ret_day = civil_day(year, month, day);
        return 0;
    }
    (void)snprintf(ret_why, ENTRY_WHY_MAX, "a date is written like 2026-03-04, not \"%.40s\"",
                   text);
    return -EINVAL;
}

static int number_parse(enum profile_field field, const char *text, int64_t *ret, char *why)
{
    const struct profile_form *form = &profile_forms[field];

    if (text_parse_int(text, form->min, form->max, ret) == 0)
        return 0;
    (void)snprintf(why, ENTRY_WHY_MAX, "%s is a whole number from %d to %d, not \"%.40s\"",
                   profile_names[field], form->min, form->max, text);
    return -EINVAL;
}

int profile_parse(enum profile_field field, const char *text, int64_t *ret,
                  char ret_why[static ENTRY_WHY_MAX])
{
    static const char *const flags[] = {"no", "yes"};
    const struct profile_form *form = &profile_forms[field];
    const bool flag = form->type == PROFILE_IS_FLAG;
    uint32_t bits;
    int r;

    switch (form->type) {
    case PROFILE_IS_NUMBER:
        return number_parse(field, text, ret, ret_why);
    case PROFILE_IS_DATE:
        return date_parse(text, ret, ret_why);
    case PROFILE_IS_REGIONS:
        r = regions_parse(text, &bits, ret_why);
        if (r == 0)
            *ret = bits;
        return r;
    case PROFILE_IS_TEXT:
        *ret = 0;
        return 0;
    default:
        r = entry_word(profile_names[field], flag ? flags : form->words, (size_t)form->max + 1,
                       text, ret_why);
        if (r >= 0)
            *ret = r;
        return r < 0 ? -EINVAL : 0;
    }
}
