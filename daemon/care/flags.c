/* Red flags: what raises them, what clears them, and the tier that follows (R1, R5-R7, R14).
 *
 * Only a clinician's visit that cleared massage takes a flag down. "No" and "skip" do nothing to
 * one that was raised, and an answer that was never given raises none and clears none.
 */
#include "daemon/care/care_internal.h"

static void raise_flag(struct care_work *w, enum red_flag flag, const struct care_time *when)
{
    struct care_raised *raised = &w->raised[flag];

    if (!raised->yes || when->day > raised->when.day ||
        (when->day == raised->when.day && when->at > raised->when.at))
        *raised = (struct care_raised){.yes = true, .when = *when};
}

/* Where numbness was marked tells which question it answers (R6). */
static enum red_flag limb(enum region region, enum side side)
{
    static const enum red_flag legs[SIDE_COUNT] = {
        [SIDE_NONE] = FLAG_NUMBNESS,  [SIDE_LEFT] = FLAG_LEFT_LEG,   [SIDE_RIGHT] = FLAG_RIGHT_LEG,
        [SIDE_BOTH] = FLAG_BOTH_LEGS, [SIDE_MIDDLE] = FLAG_NUMBNESS,
    };

    switch (region) {
    case REGION_LEGS:
        return legs[side];
    case REGION_ARMS:
    case REGION_WRISTS:
    case REGION_HANDS:
        return FLAG_ARM;
    default:
        return FLAG_NUMBNESS;
    }
}

static void from_entries(struct care_work *w)
{
    const struct care_input *in = w->in;

    for (size_t i = 0; i < in->check_n; i++)
        if (in->checks[i].answer == CARE_YES && care_past(w, &in->checks[i].when))
            raise_flag(w, in->checks[i].flag, &in->checks[i].when);
    for (size_t i = 0; i < in->pain_n; i++)
        if (in->pains[i].numb == CARE_YES && care_past(w, &in->pains[i].when))
            raise_flag(w, limb(in->pains[i].region, in->pains[i].side), &in->pains[i].when);
    for (size_t i = 0; i < in->pain_n; i++)
        if (in->pains[i].night == CARE_YES && care_past(w, &in->pains[i].when))
            raise_flag(w, FLAG_NIGHT, &in->pains[i].when);
    for (size_t i = 0; i < in->sore_n; i++)
        if (in->sore[i].numb == CARE_YES && care_past(w, &in->sore[i].when))
            raise_flag(w, FLAG_NUMBNESS, &in->sore[i].when);
    for (size_t i = 0; i < in->mark_n; i++) {
        const struct care_mark *mark = &in->marks[i];

        if (!care_past(w, &mark->when))
            continue;
        if (mark->hold == HOLD_NUMBNESS)
            raise_flag(w, limb(mark->region, SIDE_NONE), &mark->when);
        if ((mark->hold == HOLD_INJURY || mark->hold == HOLD_FRACTURE) &&
            in->profile.conditions[ILLNESS_BONES] == CARE_YES)
            raise_flag(w, FLAG_KNOCK, &mark->when);
    }
}

/* A history in the profile and a pain that is new say the same as the question's "yes". */
static void from_profile(struct care_work *w)
{
    static const struct {
        enum care_condition condition;
        enum red_flag flag;
    } histories[] = {
        {ILLNESS_CANCER, FLAG_CANCER},
        {ILLNESS_DEFENCES, FLAG_DEFENCES},
    };
    struct care_time onset = {.day = w->plan->episode.onset};

    if (w->plan->episode.duration != CLASS_ACUTE)
        return;
    for (size_t i = 0; i < sizeof(histories) / sizeof(histories[0]); i++)
        if (w->in->profile.conditions[histories[i].condition] == CARE_YES)
            raise_flag(w, histories[i].flag, &onset);
}

/* The latest of the flags that stand, for "told since then". */
static struct care_time latest(const struct care_work *w)
{
    struct care_time when = {0};

    for (unsigned i = 0; i < FLAG_COUNT; i++)
        if (w->plan->flags & BIT(i) && w->raised[i].when.day >= when.day)
            when = w->raised[i].when.day > when.day || w->raised[i].when.at > when.at
                       ? w->raised[i].when
                       : when;
    return when;
}

/* Somebody has looked, and not cleared it: the tier stays, but who went is not sent again. */
static bool looked_at(const struct care_work *w)
{
    for (size_t i = 0; i < w->in->visit_n; i++) {
        const struct care_time *when = &w->in->visits[i].when;

        if (care_past(w, when) &&
            (w->flagged.at ? when->at >= w->flagged.at : when->day >= w->flagged.day))
            return true;
    }
    return false;
}

void care_find_flags(struct care_work *w)
{
    static const enum care_text texts[2][2] = {{TEXT_URGENT, TEXT_URGENT_SEEN},
                                               {TEXT_EMERGENCY, TEXT_EMERGENCY_SEEN}};
    struct care_plan *plan = w->plan;
    enum care_tier tier = TIER_NONE;
    enum care_text text;
    struct care_item *item;

    from_entries(w);
    from_profile(w);
    for (unsigned i = 0; i < FLAG_COUNT; i++)
        if (w->raised[i].yes && !care_cleared(w, &w->raised[i].when))
            plan->flags |= BIT(i);
    if (plan->flags & BIT(FLAG_LEFT_LEG) && plan->flags & BIT(FLAG_RIGHT_LEG)) { /* R7 */
        raise_flag(w, FLAG_BOTH_LEGS, &w->raised[FLAG_LEFT_LEG].when);
        raise_flag(w, FLAG_BOTH_LEGS, &w->raised[FLAG_RIGHT_LEG].when);
        plan->flags |= BIT(FLAG_BOTH_LEGS);
    }
    for (unsigned i = 0; i < FLAG_COUNT && tier < TIER_EMERGENCY; i++)
        if (plan->flags & BIT(i))
            tier = red_flags[i].emergency ? TIER_EMERGENCY : TIER_URGENT;
    if (tier == TIER_NONE)
        return;
    w->flagged = latest(w);
    text = texts[tier == TIER_EMERGENCY][looked_at(w)];
    item = care_add(w, text, tier,
                    tier == TIER_EMERGENCY ? WHY("A56", 5, 7, 1, 14) : WHY("A56", 6, 1, 14));
    item->set = plan->flags;
    item->notify = !care_told_since(w, text, &w->flagged);
}
