/* One plan from one input: the parts in their order, the questions, and what outranks the rest.
 *
 * R5, R10: nothing is suggested beside an emergency or a hold. R66: what suggests ends with whose
 * word counts. R69: a child gets no plan.
 */
#include "daemon/care/care_internal.h"
#include "daemon/care/measures.h"

#define SHARP_DAYS 3 /* who remembers has told by then */

/* Whether the questions were offered on or after a day. */
static bool checked_since(const struct care_work *w, int64_t day)
{
    for (size_t i = 0; i < w->in->check_n; i++)
        if (care_past(w, &w->in->checks[i].when) && w->in->checks[i].when.day >= day)
            return true;
    return false;
}

static bool said(const struct care_work *w, enum care_text text)
{
    for (size_t i = 0; i < w->plan->item_n; i++)
        if (w->plan->items[i].text == text)
            return true;
    return false;
}

/* The first level of a day; at = 0: there is none. */
static struct care_time began(const struct care_work *w, const struct stat_day *day)
{
    struct care_time first = {0};

    for (size_t i = 0; day && i < w->in->pain_n; i++) {
        const struct care_pain *p = &w->in->pains[i];

        if (p->when.day == day->day && p->level >= 0 && (!first.at || p->when.at < first.at))
            first = p->when;
    }
    return first;
}

/* Whether the pain of the logged day before the last was strong, too. */
static bool was_severe(const struct care_work *w)
{
    return w->days.n > 1 && w->days.days[w->days.n - 2].value >= w->set->severe_level * STAT_POINT;
}

/* R4, R18, and R10, whose fever may be one of the questions: why the list is wanted, and since when
 * it is for that. Offered once for each cause: strong pain that begins, or a rise, at once; what
 * lasts or can wait, not within a week of the last offer. */
static bool wants_check(const struct care_work *w, bool *ret_notify)
{
    const struct stat_day *last = care_days_last(&w->days);
    const struct care_course *course = &w->plan->course;
    const int64_t today = w->in->now.day, period = today - w->set->check_days + 1;
    const bool first = course->stage != STAGE_HOME_FIRST && course->sessions == 0;
    const bool begun = w->had_episode || w->days.n > 0; /* else a course has no beginning */
    const bool severe = last && last->value >= w->set->severe_level * STAT_POINT;
    const bool rise =
        last && w->days.n > 1 && last->value - last[-1].value >= w->set->rise_points * STAT_POINT;
    const bool lately = care_told_within(w, TEXT_CHECKLIST, w->set->once_days);
    const struct {
        bool is, quiet; /* for the plan to ask only */
        struct care_time since;
    } causes[] = {
        {true, lately, {0}},
        {rise || (severe && !was_severe(w)), false, began(w, last)},
        {severe, lately, began(w, last)},
        {first, lately || !begun, {.day = course->since}},
        {course->stage == STAGE_ACTIVE,
         lately,
         {.day = course->since > period ? course->since : period}},
        {said(w, TEXT_DOCTOR_WORSE), lately, {.day = today - 6}},
    };
    bool wanted = false;

    *ret_notify = false;
    for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++)
        if (causes[i].is && !checked_since(w, causes[i].since.day)) {
            wanted = true;
            *ret_notify = *ret_notify || (!causes[i].quiet &&
                                          !care_told_since(w, TEXT_CHECKLIST, &causes[i].since));
        }
    for (size_t i = 0; i < w->plan->hold_n; i++)
        if (w->plan->holds[i].hold == HOLD_FEVER && !checked_since(w, w->plan->holds[i].from.day)) {
            wanted = true;
            *ret_notify =
                *ret_notify || !care_told_since(w, TEXT_CHECKLIST, &w->plan->holds[i].from);
        }
    return wanted;
}

static bool peg_due(const struct care_work *w)
{
    for (size_t i = 0; i < w->in->peg_n; i++)
        if (care_past(w, &w->in->pegs[i].when) && care_peg_valid(w->in->pegs[i].items) &&
            w->in->now.day - w->in->pegs[i].when.day < w->set->peg_days)
            return false;
    return true;
}

/* Once a week, answered or not, and only of somebody who logs: the first time after a week of that.
 */
static bool peg_notify(const struct care_work *w)
{
    const struct care_days *days = &w->days;
    const int64_t today = w->in->now.day, days_of_week = w->set->peg_days;

    return days->n > 0 && today - days->days[0].day >= days_of_week - 1 &&
           today - days->days[days->n - 1].day < 2 * days_of_week &&
           !care_told_within(w, TEXT_ASK_PEG, days_of_week);
}

void care_find_asks(struct care_work *w)
{
    const struct care_profile *profile = &w->in->profile;
    const struct care_massage *last = care_last_massage(w, NULL);
    bool episode = w->plan->episode.any;
    bool marked = false, offered;
    const bool wanted = wants_check(w, &offered);
    const struct {
        bool wanted, notify;
        enum care_ask_kind what;
        struct care_why why;
    } asks[] = {
        {wanted, offered, ASK_CHECKLIST, WHY("A49 A56", 4)},
        {!care_days_find(&w->days, w->in->now.day), false, ASK_PAIN, WHY("A18", 53)},
        {last && last->pressure == CARE_PRESSURE_UNKNOWN, false, ASK_PRESSURE,
         WHY("A34 A35 A80", 42, 43)},
        {last && last->pressure != CARE_PRESSURE_UNKNOWN && last->sharp == CARE_UNKNOWN &&
             w->in->now.day - last->when.day < SHARP_DAYS,
         false, ASK_SHARP, WHY("A80", 43)},
        {peg_due(w), peg_due(w) && peg_notify(w), ASK_PEG, WHY("A24 B34", 53)},
        {episode && !w->plan->episode.onset_known, false, ASK_ONSET, WHY("A18 A20", 20)},
        {episode && profile->cause_known == CARE_UNKNOWN, false, ASK_CAUSE, WHY("A05", 13)},
        {profile->goal == GOAL_UNKNOWN, false, ASK_GOAL, WHY("A24 A29", 23)},
        {episode && profile->pattern == PATTERN_UNSURE, false, ASK_PATTERN, WHY("A09 A82", 30)},
    };

    for (size_t i = 0; i < sizeof(asks) / sizeof(asks[0]); i++)
        if (asks[i].wanted)
            w->plan->asks[w->plan->ask_n++] =
                (struct care_ask){asks[i].what, asks[i].notify, asks[i].why};
    for (size_t i = 0; i < w->in->check_n; i++)
        marked = marked || (w->in->checks[i].answer == CARE_YES &&
                            w->in->checks[i].when.day == w->in->now.day);
    if (checked_since(w, w->in->now.day) && !marked && w->plan->flags == 0) /* R3 */
        care_add(w, TEXT_NO_REASSURANCE, TIER_NONE, WHY("A40", 3))->notify = false;
}

/* R5, R10: what suggests massage, or anything at all, goes while a hold or an emergency stands. */
static bool silenced(const struct care_plan *plan, const struct care_item *item)
{
    static const enum care_text suggestions[] = {
        TEXT_HOME_FIRST, TEXT_THERAPIST,    TEXT_IMPROVED, TEXT_IMPROVED_ALONE, TEXT_RELAPSE,
        TEXT_REVIEW,     TEXT_REVIEW_PLAIN, TEXT_LESS,     TEXT_MORE,           TEXT_LIGHTER,
    };

    if (item->text == TEXT_HOMEWORK)
        return !plan->allowed.homework;
    if (plan->tier == TIER_EMERGENCY)
        return item->tier == TIER_NONE && item->text != TEXT_SORE_72;
    for (size_t i = 0; plan->on_hold && i < sizeof(suggestions) / sizeof(suggestions[0]); i++)
        if (item->text == suggestions[i])
            return true;
    return false;
}

static void silence(struct care_plan *plan)
{
    size_t kept = 0;

    for (size_t i = 0; i < plan->item_n; i++)
        if (!silenced(plan, &plan->items[i]))
            plan->items[kept++] = plan->items[i];
    plan->item_n = kept;
}

/* R69: an emergency stays one; everything else goes. */
static void minor(struct care_work *w)
{
    struct care_plan *plan = w->plan, kept = {.booking = -1};

    kept.flags = plan->flags;
    kept.water = plan->water;
    kept.easy = plan->easy;
    kept.on_hold = plan->on_hold;
    kept.allowed = plan->allowed;
    kept.allowed.self_massage = false;
    kept.course = (struct care_course){.baseline = -1, .current = -1, .entry = -1};
    for (size_t i = 0; i < plan->item_n; i++)
        if (plan->items[i].tier >= TIER_URGENT) {
            kept.items[kept.item_n++] = plan->items[i];
            kept.tier = plan->tier;
        }
    *plan = kept;
    care_add(w, TEXT_MINOR, TIER_NONE, WHY("", 69))->notify = false;
}

int care_plan_make(const struct care_input *input, const struct care_settings *settings,
                   struct care_plan *ret)
{
    struct care_work w = {.in = input, .set = settings, .plan = ret};
    int r = care_days_init(&w.days, input);

    if (r < 0)
        return r;
    *ret = (struct care_plan){.booking = -1};
    care_find_episode(&w);
    care_find_flags(&w);
    care_find_doctor(&w);
    care_find_holds(&w);
    care_find_course(&w);
    care_find_next(&w);
    care_find_types(&w);
    care_find_after(&w);
    care_find_asks(&w);
    if (input->profile.age > 0 && input->profile.age < 16)
        minor(&w);
    silence(ret);
    if (ret->tier == TIER_EMERGENCY)
        ret->ask_n = 0; /* there is something else to do now */
    if (ret->type_n || ret->next.kind != NEXT_NONE)
        care_add(&w, TEXT_PERSONAL, TIER_NONE, WHY("A26 A79", 66))->notify = false;
    care_add(&w, TEXT_COMPLEMENT, TIER_NONE, WHY("A41 A88", 66))->notify = false;
    care_days_done(&w.days);
    return 0;
}

size_t care_plan_alone(const struct care_plan *plan)
{
    size_t i = 0;

    /* What is urgent is said alone; what has been said leaves room for nothing lesser then. */
    while (i < plan->item_n && !plan->items[i].notify)
        i++;
    return i < plan->item_n && plan->tier >= TIER_URGENT && plan->items[i].tier < TIER_URGENT
               ? plan->item_n
               : i;
}
