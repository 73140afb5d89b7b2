/* What a plan has to say without being asked, as tables: which of its sentences are told at all,
 * and by what name; and the tiers with what put somebody into them.
 *
 * Nothing here looks for anything itself. What the plan does not say is not told, and a tier that
 * it does not name has no inputs.
 */
#include "daemon/care/notice.h"

#include <stdio.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/care/words.h"

static const struct {
    const char *name;
    enum care_tier tier;
    const char *input; /* of its tier; NULL: holds, flags and conditions name theirs */
    bool suggests;
} told[TEXT_COUNT] = {
    [TEXT_EMERGENCY] = {"emergency", TIER_EMERGENCY, NULL, false},
    [TEXT_URGENT] = {"urgent", TIER_URGENT, NULL, false},
    [TEXT_DOCTOR_STRONG] = {"strong", TIER_DOCTOR, "strong pain", false},
    [TEXT_DOCTOR_STOPPED] = {"stopped", TIER_DOCTOR, "pain that stopped usual activities", false},
    [TEXT_DOCTOR_UNCHECKED] = {"unchecked", TIER_DOCTOR, "a cause that has not been checked",
                               false},
    [TEXT_DOCTOR_SAME] = {"same", TIER_DOCTOR, "no clear improvement", false},
    [TEXT_DOCTOR_LONG] = {"long", TIER_DOCTOR, "pain that has lasted for weeks", false},
    [TEXT_DOCTOR_MONTHS] = {"months", TIER_DOCTOR,
                            "pain that has lasted for more than three months", false},
    [TEXT_DOCTOR_WORSE] = {"worse", TIER_DOCTOR, "pain clearly higher than the week before", false},
    [TEXT_HOLD] = {"hold", TIER_HOLD, NULL, false},
    [TEXT_HOLD_REGION] = {"hold-region", TIER_HOLD, NULL, false},
    [TEXT_HOLD_BOOKING] = {"hold-booking", TIER_HOLD, NULL, false},
    [TEXT_ASK_FIRST] = {"ask-first", TIER_ASK_FIRST, NULL, false},
    [TEXT_REBOOK] = {"rebook", TIER_NONE, NULL, true},
    [TEXT_THERAPIST] = {"therapist", TIER_NONE, NULL, true},
    [TEXT_IMPROVED] = {"improved", TIER_NONE, NULL, true},
    [TEXT_IMPROVED_ALONE] = {"improved-alone", TIER_NONE, NULL, false},
    [TEXT_RELAPSE] = {"relapse", TIER_NONE, NULL, true},
    [TEXT_REVIEW] = {"review", TIER_NONE, NULL, true},
    [TEXT_REVIEW_PLAIN] = {"review-plain", TIER_NONE, NULL, true},
    [TEXT_REVIEW_COURSE] = {"review-course", TIER_NONE, NULL, true},
    [TEXT_LIGHTER] = {"lighter", TIER_NONE, NULL, false},
    [TEXT_SORE_72] = {"sore", TIER_NONE, NULL, false},
    [TEXT_CHECKLIST] = {"check", TIER_NONE, NULL, false},
    [TEXT_ASK_PEG] = {"peg", TIER_NONE, NULL, false},
};

const char *care_told_name(enum care_text text)
{
    return told[text].name;
}

enum care_tier care_told_tier(enum care_text text)
{
    return told[text].tier;
}

bool care_notice_suggests(enum care_text text)
{
    return told[text].suggests;
}

const char *care_notice_name(enum care_tier tier)
{
    static const char *const names[] = {
        [TIER_NONE] = "care-plan",          [TIER_ASK_FIRST] = "before-your-massage",
        [TIER_HOLD] = "massage-on-hold",    [TIER_DOCTOR] = "about-your-pain",
        [TIER_URGENT] = "contact-a-doctor", [TIER_EMERGENCY] = "urgent-help",
    };

    return names[tier];
}

/* ------------------------------------------------------------------ what to say */

static bool tellable(const struct care_item *item, bool massages)
{
    return told[item->text].name && (massages || item->tier != TIER_HOLD);
}

/* The first that is due to be told; nothing lesser beside what is urgent (R1). */
static size_t due(const struct care_plan *plan, bool massages)
{
    size_t i = 0;

    while (i < plan->item_n && !(plan->items[i].notify && tellable(&plan->items[i], massages)))
        i++;
    return i < plan->item_n && plan->tier >= TIER_URGENT && plan->items[i].tier < TIER_URGENT
               ? plan->item_n
               : i;
}

size_t care_notice(const struct care_plan *plan, const struct care_message *said, bool massages)
{
    size_t i = due(plan, massages);
    const struct care_item *item = i < plan->item_n ? &plan->items[i] : NULL;

    if (!said->any || !said->shown)
        return i;
    /* raised once more, what is urgent is said once more */
    if (item && (item->tier > said->tier || item->tier >= TIER_URGENT))
        return i;
    for (i = 0; i < plan->item_n; i++)
        if (plan->items[i].text == said->text && plan->items[i].tier == said->tier)
            return plan->tier >= TIER_URGENT && said->tier < TIER_URGENT ? plan->item_n : i;
    return plan->item_n;
}

/* ------------------------------------------------------------------ tiers */

struct inputs {
    char *text;
    size_t n;
};

static void add(struct inputs *in, const char *what, const char *where)
{
    in->n += (size_t)snprintf(in->text + in->n, CARE_INPUTS_MAX - in->n, "%s%s%s%s%s",
                              in->n > 0 ? "; " : "", what, where ? " (" : "", where ? where : "",
                              where ? ")" : "");
    if (in->n >= CARE_INPUTS_MAX)
        in->n = CARE_INPUTS_MAX - 1;
}

/* Each flag in its own tier; both legs are an emergency even if each was marked alone (R7). */
static void add_flags(struct inputs *in, const struct care_plan *plan, bool emergency)
{
    for (unsigned f = 0; f < FLAG_COUNT; f++)
        if (plan->flags & 1u << f && red_flags[f].emergency == emergency)
            add(in, red_flags[f].label, NULL);
}

static void add_holds(struct inputs *in, const struct care_plan *plan)
{
    for (size_t i = 0; i < plan->hold_n; i++)
        add(in, care_hold_labels[plan->holds[i].hold].label,
            plan->holds[i].region ? region_name(plan->holds[i].region) : NULL);
}

void care_tier_inputs(const struct care_plan *plan, enum care_tier tier,
                      char ret[static CARE_INPUTS_MAX])
{
    struct inputs in = {ret, 0};

    ret[0] = '\0';
    if (tier == TIER_HOLD)
        add_holds(&in, plan);
    else if (tier >= TIER_URGENT)
        add_flags(&in, plan, tier == TIER_EMERGENCY);
    for (size_t i = 0; tier == TIER_DOCTOR && i < plan->item_n; i++)
        if (plan->items[i].tier == tier && told[plan->items[i].text].input)
            add(&in, told[plan->items[i].text].input, NULL);
    for (unsigned c = 0; tier == TIER_ASK_FIRST && c < ILLNESS_COUNT; c++)
        if (plan->conditions & 1u << c)
            add(&in, care_condition_labels[c].label, NULL);
}
