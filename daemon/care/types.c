/* Which kind of massage to ask about (R30-R36), and how the last pressure is carried on (R42, R43).
 *
 * Fresh pain gets gentle Swedish and nothing else; what is not known opens nothing: no pattern, no
 * deeper work; no word about the last session, no step up (R31, R35, R70).
 */
#include "daemon/care/care_internal.h"

/* Who a row is for; 0: anybody. All that are named must hold. */
enum {
    CALM = 1 << 0,   /* diffuse, or stress, or from how one sits */
    DEEP = 1 << 1,   /* deep and stubborn, and chronic */
    KNOT = 1 << 2,   /* a local knot, or a pain that is felt elsewhere too */
    MIXED = 1 << 3,  /* general tightness with knots */
    GENTLE = 1 << 4, /* likes it deep but gentle */
    TIRED = 1 << 5,  /* tense and sleeps badly */
    STEP = 1 << 6,   /* R36 */
};

static const struct {
    unsigned needs;
    enum care_type type;
    enum care_text text;
    struct care_why why;
} matrix[] = {
    /* the first that fit, each type once */
    {CALM, TYPE_SWEDISH, TEXT_TYPE_CALM, {{32, 30}, "A11 A81 B26 B27"}},
    {MIXED, TYPE_SWEDISH, TEXT_TYPE, {{34, 30}, "A27"}},
    {MIXED, TYPE_TRIGGER, TEXT_TYPE_KNOT, {{34, 30}, "A27"}},
    {DEEP | GENTLE, TYPE_ASHIATSU, TEXT_TYPE, {{32, 30}, "A14 A81"}},
    {DEEP, TYPE_DEEP, TEXT_TYPE, {{32, 30}, "A10 A25 A81 B26 B28"}},
    {KNOT, TYPE_TRIGGER, TEXT_TYPE_KNOT, {{32, 30}, "A12 A13 B26 B29"}},
    {0, TYPE_SWEDISH, TEXT_TYPE_ALSO, {{32, 30}, "A08 A11"}},
    {TIRED, TYPE_BALINESE, TEXT_TYPE_SLEEP, {{33, 30}, "B23"}},
    {STEP, TYPE_DEEP, TEXT_TYPE_STEP, {{36, 30}, "B28"}},
};

/* The latest value of the last week, -1 none. */
static int lately(const struct care_work *w, bool stress)
{
    const struct care_pain *last = NULL;

    for (size_t i = 0; i < w->in->pain_n; i++) {
        const struct care_pain *p = &w->in->pains[i];

        if ((stress ? p->stress : p->sleep) >= 0 && care_past(w, &p->when) &&
            w->in->now.day - p->when.day < 7 && (!last || p->when.at > last->when.at))
            last = p;
    }
    return !last ? -1 : stress ? last->stress : last->sleep;
}

static bool tagged_lately(const struct care_work *w, bool posture)
{
    for (size_t i = 0; i < w->in->pain_n; i++) {
        const struct care_pain *p = &w->in->pains[i];

        if (care_past(w, &p->when) && w->in->now.day - p->when.day < 28 &&
            (posture ? p->posture : p->refers_to != REGION_NONE))
            return true;
    }
    return false;
}

/* R36: everything about the last sessions must be known, and speak for it. */
static bool step_up(const struct care_work *w)
{
    const struct care_plan *plan = w->plan;
    const struct care_massage *last = care_last_massage(w, NULL);
    int32_t swedish = 0;
    int sore;

    for (size_t i = 0; i < w->in->massage_n; i++)
        swedish +=
            care_past(w, &w->in->massages[i].when) && w->in->massages[i].types & BIT(TYPE_SWEDISH);
    if (!last || !plan->episode.onset_known || plan->episode.duration != CLASS_CHRONIC ||
        swedish < w->set->step_sessions || plan->course.better != BETTER_NO || plan->conditions)
        return false;
    sore = care_soreness_after(w, last, 48);
    return last->pressure != CARE_PRESSURE_UNKNOWN && last->pressure != CARE_PRESSURE_TOO_MUCH &&
           last->sharp != CARE_YES && sore >= 0 && sore < w->set->step_soreness;
}

static unsigned situation(const struct care_work *w)
{
    enum care_pattern pattern = w->in->profile.pattern;
    int stress = lately(w, true), sleep = lately(w, false);
    unsigned is = 0;

    if (pattern == PATTERN_DIFFUSE || stress >= w->set->stress_level || tagged_lately(w, true))
        is |= CALM;
    if (pattern == PATTERN_DEEP && w->plan->episode.duration == CLASS_CHRONIC)
        is |= DEEP;
    if (pattern == PATTERN_KNOT || (pattern == PATTERN_DIFFUSE && tagged_lately(w, false)))
        is |= pattern == PATTERN_KNOT ? KNOT : MIXED;
    if (pattern == PATTERN_MIXED)
        is |= MIXED;
    if (w->in->profile.taste == TASTE_DEEP_GENTLE)
        is |= GENTLE;
    if (sleep >= 0 && sleep <= w->set->sleep_level &&
        (pattern == PATTERN_DIFFUSE || pattern == PATTERN_MIXED))
        is |= TIRED;
    if (step_up(w))
        is |= STEP;
    return is;
}

static bool deep(enum care_type type)
{
    return type == TYPE_DEEP || type == TYPE_ASHIATSU || type == TYPE_TRIGGER ||
           type == TYPE_BALINESE; /* it contains deep work */
}

static void add_type(struct care_work *w, enum care_type type, enum care_text text,
                     struct care_why why)
{
    struct care_plan *plan = w->plan;
    struct care_item *item;

    for (size_t i = 0; i < plan->type_n; i++)
        if (plan->types[i].type == type)
            return;
    if (plan->type_n == CARE_TYPES_MAX || (plan->no_deep && deep(type)))
        return;
    plan->types[plan->type_n++] = (struct care_type_on){type, text, why};
    item = care_add(w, text, TIER_NONE, why);
    item->which = (int)type;
    item->n = (int32_t)w->in->profile.pattern;
    if (text == TEXT_TYPE_KNOT && item->n == PATTERN_DIFFUSE) /* and felt elsewhere too */
        item->n = PATTERN_MIXED;
    item->notify = false;
}

/* R42, R43: what the last two sessions say about pressure. */
static void pressure(struct care_work *w)
{
    const struct care_massage *last = care_last_massage(w, NULL);
    const struct care_massage *before = last ? care_last_massage(w, last) : NULL;

    if (!last)
        return;
    if (last->pressure == CARE_PRESSURE_TOO_MUCH || last->pressure == CARE_PRESSURE_LIGHT)
        care_add(w, last->pressure == CARE_PRESSURE_LIGHT ? TEXT_MORE : TEXT_LESS, TIER_NONE,
                 WHY("A34 A35", 42))
            ->notify = false;
    if (before && (last->pressure == CARE_PRESSURE_TOO_MUCH || last->sharp == CARE_YES) &&
        (before->pressure == CARE_PRESSURE_TOO_MUCH || before->sharp == CARE_YES))
        care_add(w, TEXT_LIGHTER, TIER_NONE, WHY("A46 A80", 43))->notify =
            !care_told_since(w, TEXT_LIGHTER, &last->when);
}

/* Fresh pain, or pain of which nothing is known, lately: an unknown duration is not a long one. */
static bool fresh_or_unknown(const struct care_work *w)
{
    const struct stat_day *last = care_days_last(&w->days);

    return w->plan->episode.any ? w->plan->episode.duration == CLASS_ACUTE
                                : !last || w->in->now.day - last->day >= w->set->acute_days;
}

void care_find_types(struct care_work *w)
{
    const struct care_plan *plan = w->plan;
    unsigned is;

    pressure(w);
    if (plan->on_hold)
        return;
    if (plan->episode.duration == CLASS_ACUTE) {
        add_type(w, TYPE_SWEDISH, TEXT_TYPE_ACUTE, WHY("A22", 31, 30));
        return;
    }
    if (fresh_or_unknown(w) || w->in->profile.pattern == PATTERN_UNSURE ||
        !care_last_massage(w, NULL)) {
        add_type(w, TYPE_SWEDISH, TEXT_TYPE_VISIT, WHY("A82 B28", 35, 30));
        return;
    }
    is = situation(w);
    for (size_t i = 0; i < sizeof(matrix) / sizeof(matrix[0]); i++)
        if ((is & matrix[i].needs) == matrix[i].needs)
            add_type(w, matrix[i].type, plan->no_deep ? TEXT_TYPE_INSTEAD : matrix[i].text,
                     matrix[i].why);
    care_add(w, TEXT_TYPE_TRIAL, TIER_NONE, WHY("A02 A26", 30))->notify = false;
}
