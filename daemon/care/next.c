/* The next massage: when, why, and whether to say so today (R27, R28).
 *
 * The therapist's date comes before the user's and the plan's; a hold comes before all of them.
 */
#include "common/civil.h"
#include "daemon/care/care_internal.h"

/* The nearest preferred weekday, the later one first, that is not before `least`. */
static int64_t on_weekday(const struct care_work *w, int64_t day, int64_t least)
{
    int weekday = w->in->profile.weekday;

    if (day < least)
        day = least;
    for (int32_t off = 0; weekday > 0 && off <= w->set->weekday_days; off++) {
        if (civil_weekday(day + off) + 1 == weekday)
            return day + off;
        if (civil_weekday(day - off) + 1 == weekday && day - off >= least)
            return day - off;
    }
    return day;
}

/* On the day, and twice more; then silence until the user acts. */
static bool nudge(const struct care_work *w, const struct care_next *next, enum care_text text)
{
    const int32_t steps[] = {0, w->set->nudge_days, w->set->nudge_last_days};
    int64_t overdue = w->in->now.day - next->due;
    struct care_time since = {0};

    if (overdue < 0 || overdue >= w->set->nudge_last_days + w->set->nudge_days)
        return false;
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
        if (overdue >= steps[i])
            since.day = next->due + steps[i];
    /* nor twice within days, where a hold or a sleep has held the last one back */
    return !care_told_since(w, text, &since) && !care_told_within(w, text, w->set->nudge_days);
}

static void say(struct care_work *w, enum care_text text)
{
    const struct care_next *next = &w->plan->next;
    struct care_item *item = care_add(w, text, TIER_NONE, next->why);

    item->day = next->day;
    item->n = next->interval;
    item->which = (int)w->plan->course.stage;
    item->notify = next->nudge;
}

/* The date that follows from the last session, or from the day on which the stage began. */
static void planned(struct care_work *w, const struct care_massage *last)
{
    const struct care_course *course = &w->plan->course;
    struct care_next *next = &w->plan->next;
    int64_t today = w->in->now.day;
    int64_t least = last ? last->when.day + w->set->rest_days + 1 : today;
    enum care_text text = next->kind == NEXT_USER        ? TEXT_NEXT_USER
                          : next->kind == NEXT_THERAPIST ? TEXT_NEXT_THERAPIST
                                                         : TEXT_NEXT;

    next->due = last ? on_weekday(w, last->when.day + next->interval, least) : course->since;
    next->overdue = last && next->due < today;
    next->day =
        next->due >= today ? next->due : on_weekday(w, today, least > today ? least : today);
    next->from = next->day - w->set->weekday_days;
    next->to = next->day + w->set->weekday_days;
    if (next->from < today)
        next->from = today;
    if (next->from < least)
        next->from = least;
    next->nudge = (last || w->had_episode || w->days.n) && nudge(w, next, text);
    say(w, text);
}

static void therapists_day(struct care_work *w, int64_t day)
{
    struct care_next *next = &w->plan->next;
    int64_t today = w->in->now.day;

    next->due = day;
    next->overdue = day < today;
    next->day = next->from = next->to = day > today ? day : today;
    next->nudge = nudge(w, next, TEXT_NEXT_THERAPIST);
    say(w, TEXT_NEXT_THERAPIST);
}

static void booked(struct care_work *w)
{
    struct care_next *next = &w->plan->next;

    next->kind = NEXT_BOOKED;
    next->day = next->due = next->from = next->to = w->in->bookings[w->plan->booking].when.day;
    next->why = WHY("A64", 27);
    say(w, TEXT_BOOKED);
}

void care_find_next(struct care_work *w)
{
    const struct care_massage *last = care_last_massage(w, NULL);
    const struct care_course *course = &w->plan->course;
    struct care_next *next = &w->plan->next;

    if (w->plan->on_hold)
        return;
    next->interval = course->interval;
    next->kind = course->interval > 0 ? NEXT_PLAN : NEXT_NONE;
    next->why = WHY(care_stage_labels[course->stage].rows, 27, 22, 24, 26);
    if (w->in->profile.interval_days > 0) {
        next->interval = w->in->profile.interval_days;
        next->kind = NEXT_USER;
        next->why = WHY("A19 A76", 27, 24);
    }
    if (last && (last->next_day > last->when.day || last->interval_days > 0)) {
        next->interval = last->interval_days > 0 ? last->interval_days : next->interval;
        next->kind = NEXT_THERAPIST;
        next->why = WHY("A39 A79", 28, 27);
    }
    if (w->plan->booking >= 0)
        booked(w);
    else if (next->kind == NEXT_THERAPIST && last->next_day > last->when.day)
        therapists_day(w, last->next_day);
    else if (next->kind != NEXT_NONE)
        planned(w, last);
}
