/* Holds, what to ask about first, and bookings that meet them (R9-R12, R14).
 *
 * One table says how each mark ends. A local mark that names no region holds the whole body; an
 * end that nobody recorded has not come.
 */
#include "daemon/care/care_internal.h"

enum ending {
    ENDS_AFTER_START, /* by itself, so long after it began */
    ENDS_AFTER_END,   /* so long after the user said it is over */
    ENDS_CLINICIAN,   /* by a visit that cleared massage */
};

static const struct {
    enum ending ending;
    size_t span; /* offset of its setting, hours or days; 0: none */
    int64_t unit;
    uint8_t rule;
} endings[HOLD_MARKS] = {
    [HOLD_FEVER] = {ENDS_AFTER_END, offsetof(struct care_settings, fever_hours), 3600, 14},
    [HOLD_FRACTURE] = {ENDS_CLINICIAN, 0, 0, 14},
    [HOLD_INJURY] = {ENDS_AFTER_START, offsetof(struct care_settings, injury_hours), 3600, 10},
    [HOLD_NUMBNESS] = {ENDS_CLINICIAN, 0, 0, 14},
    [HOLD_CLOT] = {ENDS_CLINICIAN, 0, 0, 14},
    [HOLD_CONTAGIOUS] = {ENDS_AFTER_END, 0, 0, 10},
    [HOLD_WOUND] = {ENDS_AFTER_END, 0, 0, 10},
    [HOLD_BURN] = {ENDS_AFTER_END, 0, 0, 10},
    [HOLD_SKIN] = {ENDS_AFTER_END, 0, 0, 10},
    [HOLD_SWELLING] = {ENDS_AFTER_END, 0, 0, 10},
    [HOLD_SURGERY] = {ENDS_AFTER_START, offsetof(struct care_settings, surgery_days), DAY_SECONDS,
                      10},
};

static int64_t span_of(const struct care_work *w, enum care_hold hold)
{
    const char *settings = (const char *)w->set;

    if (endings[hold].unit == 0)
        return 0;
    return endings[hold].unit * *(const int32_t *)(const void *)(settings + endings[hold].span);
}

static void add_hold(struct care_work *w, enum care_hold hold, enum region region,
                     const struct care_time *from, int64_t until, struct care_why why)
{
    struct care_plan *plan = w->plan;
    struct care_hold_on on = {hold, region, *from, until, why};
    size_t i = 0;

    while (i < plan->hold_n && (plan->holds[i].hold != hold || plan->holds[i].region != region))
        i++;
    if (i < plan->hold_n) { /* of two, the later, and the one that stays longer */
        if (plan->holds[i].from.at > from->at)
            on.from = plan->holds[i].from;
        if (plan->holds[i].until_at == 0 || (until && plan->holds[i].until_at > until))
            on.until_at = plan->holds[i].until_at;
    }
    plan->holds[i] = on;
    plan->hold_n += i == plan->hold_n;
    plan->on_hold = plan->on_hold || region == REGION_NONE;
}

static void marks(struct care_work *w)
{
    for (size_t i = 0; i < w->in->mark_n; i++) {
        const struct care_mark *mark = &w->in->marks[i];
        bool local = mark->hold >= HOLD_WOUND, on = true;
        int64_t now = w->in->now.at, span, until = 0;

        if (!care_past(w, &mark->when))
            continue;
        span = span_of(w, mark->hold);
        if (endings[mark->hold].ending == ENDS_AFTER_START) {
            until = mark->when.at + span;
        } else if (endings[mark->hold].ending == ENDS_AFTER_END) {
            if (care_past(w, &mark->ended) && mark->ended.at >= mark->when.at)
                until = mark->ended.at + span;
        } else {
            on = !care_cleared(w, &mark->when);
        }
        if (on && (until == 0 || now < until))
            add_hold(w, mark->hold, local ? mark->region : REGION_NONE, &mark->when, until,
                     WHY(care_hold_labels[mark->hold].rows, 10, endings[mark->hold].rule));
    }
}

/* What entries and answers hold without a mark. */
static void findings(struct care_work *w)
{
    const struct stat_day *today = care_days_find(&w->days, w->in->now.day);
    const struct care_visit *last = NULL;
    struct care_time from = {.day = w->in->now.day};

    if (w->plan->tier >= TIER_URGENT)
        add_hold(w, HOLD_TIER, REGION_NONE, &w->flagged, 0,
                 WHY(care_hold_labels[HOLD_TIER].rows, 10, 5, 6, 14));
    if (today && today->value >= w->set->severe_level * STAT_POINT)
        add_hold(w, HOLD_SEVERE, REGION_NONE, &from, 0,
                 WHY(care_hold_labels[HOLD_SEVERE].rows, 10, 9));
    for (size_t i = 0; i < w->in->visit_n; i++) {
        const struct care_visit *visit = &w->in->visits[i];

        if (visit->cleared != CARE_UNKNOWN && care_past(w, &visit->when) &&
            (!last || visit->when.at > last->when.at ||
             (visit->when.at == last->when.at && visit->cleared == CARE_NO)))
            last = visit;
    }
    if (last && last->cleared == CARE_NO)
        add_hold(w, HOLD_NOT_CLEARED, REGION_NONE, &last->when, 0,
                 WHY(care_hold_labels[HOLD_NOT_CLEARED].rows, 14, 10));
}

static void say_holds(struct care_work *w)
{
    for (size_t i = 0; i < w->plan->hold_n; i++) {
        const struct care_hold_on *on = &w->plan->holds[i];
        enum care_text text = on->region == REGION_NONE ? TEXT_HOLD : TEXT_HOLD_REGION;
        struct care_item *item;

        if (on->hold == HOLD_TIER) /* its tier has said so, and louder */
            continue;
        item = care_add(w, text, TIER_HOLD, on->why);
        item->which = (int)on->hold;
        item->n = (int32_t)on->region;
        /* what somebody marked was answered there and then; R12 tells more of it than that */
        item->notify = on->hold == HOLD_SEVERE && !care_told_since(w, text, &on->from) &&
                       !care_told_since(w, TEXT_HOLD_BOOKING, &on->from);
        if (on->hold == HOLD_SEVERE)
            care_add(w, TEXT_GENTLE, TIER_HOLD, WHY("A47", 9));
    }
}

/* R12: the next booking, and whether a hold is in its way. */
static void bookings(struct care_work *w)
{
    const struct care_input *in = w->in;
    struct care_plan *plan = w->plan;
    const struct care_booking *next;
    const struct care_hold_on *first = plan->holds;
    struct care_item *item;

    plan->booking = -1;
    for (size_t i = 0; i < in->booking_n; i++)
        if (in->bookings[i].state == BOOKING_ON && in->bookings[i].when.at > in->now.at &&
            (plan->booking < 0 || in->bookings[i].when.at < in->bookings[plan->booking].when.at))
            plan->booking = (int)i;
    if (plan->booking < 0 || !plan->on_hold)
        return;
    next = &in->bookings[plan->booking];
    if (next->when.at - in->now.at > INT64_C(3600) * w->set->booking_hours)
        return;
    while (first->region != REGION_NONE)
        first++;
    plan->postpone = true;
    item = plan->items; /* one sentence for the hold and what it meets */
    while (item < plan->items + plan->item_n &&
           (item->text != TEXT_HOLD || item->which != (int)first->hold))
        item++;
    if (item == plan->items + plan->item_n)
        item = care_add(w, TEXT_HOLD_BOOKING, TIER_HOLD, first->why);
    item->text = TEXT_HOLD_BOOKING;
    item->why = WHY("A48", 12, 10);
    item->which = (int)first->hold;
    item->day = next->when.day;
    item->notify = !care_told_since(w, TEXT_HOLD_BOOKING, &first->from);
}

/* R12: a postponed session whose hold has ended; nothing is booked by itself. */
static void rebook(struct care_work *w)
{
    const struct care_massage *last = care_last_massage(w, NULL);
    const struct care_booking *postponed = NULL;
    struct care_item *item;

    if (w->plan->on_hold || w->plan->booking >= 0)
        return;
    for (size_t i = 0; i < w->in->booking_n; i++) {
        const struct care_booking *b = &w->in->bookings[i];

        if (b->state == BOOKING_POSTPONED && (!postponed || b->when.at > postponed->when.at))
            postponed = b;
    }
    if (!postponed || w->in->now.day - postponed->when.day > w->set->check_days ||
        (last && last->when.day >= postponed->when.day))
        return;
    item = care_add(w, TEXT_REBOOK, TIER_NONE, WHY("A48", 12));
    item->notify = !care_told_within(w, TEXT_REBOOK, w->set->check_days);
}

/* R11: stays as long as the profile says so. */
static void ask_first(struct care_work *w)
{
    const struct care_profile *profile = &w->in->profile;
    const struct care_massage *last = care_last_massage(w, NULL);
    struct care_plan *plan = w->plan;
    struct care_time since = last ? last->when : (struct care_time){0};
    struct care_item *item;

    for (unsigned i = 0; i < ILLNESS_SURGERY; i++)
        if (profile->conditions[i] == CARE_YES)
            plan->conditions |= BIT(i);
    for (size_t i = 0; i < plan->hold_n; i++)
        if (plan->holds[i].hold == HOLD_SURGERY)
            plan->conditions |= BIT(ILLNESS_SURGERY);
    plan->no_deep = plan->conditions & (BIT(ILLNESS_BLOOD) | BIT(ILLNESS_BONES)) &&
                    profile->deep_again != CARE_YES;
    if (plan->conditions == 0)
        return;
    item = care_add(w, TEXT_ASK_FIRST, TIER_ASK_FIRST, WHY("A46 A61 A86", 11));
    item->set = plan->conditions;
    item->notify = plan->booking >= 0 && !care_told_since(w, TEXT_ASK_FIRST, &since);
}

void care_find_holds(struct care_work *w)
{
    marks(w);
    findings(w);
    say_holds(w);
    bookings(w);
    ask_first(w);
    rebook(w);
}
