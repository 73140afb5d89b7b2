/* When to suggest a doctor without alarm: strong, unchecked, not improving, lasting, worsening
 * pain (R8, R13, R16-R18), and when the red-flag questions are offered (R3, R4).
 *
 * A finding stands until entries or a visit end it; entries that stop coming do not (R70).
 */
#include "daemon/care/care_internal.h"

#define NO_DAY    INT64_MIN
#define SEEN_DAYS 3 /* who has looked so late in a week has seen that it is a worse one */

/* What a visit or better days have not yet answered. */
static bool stands(const struct care_work *w, int64_t day)
{
    const struct stat_day *last = care_days_last(&w->days);

    if (care_seen(w, day))
        return false;
    return w->in->now.day - day < w->set->once_days || !last || last->day <= day ||
           last->value >= w->set->severe_level * STAT_POINT;
}

static struct care_item *add_doctor(struct care_work *w, enum care_text text, int32_t n,
                                    struct care_why why)
{
    struct care_item *item = care_add(w, text, TIER_DOCTOR, why);

    item->n = n;
    item->notify = !care_told_within(w, text, w->set->once_days);
    return item;
}

/* The latest day of what stands; NO_DAY: none. */
static void note(const struct care_work *w, int64_t day, int64_t *latest)
{
    if (day > *latest && stands(w, day))
        *latest = day;
}

/* R8, R18: said once for what was logged, not for what was not logged since. */
static void add_severe(struct care_work *w, enum care_text text, int64_t latest,
                       struct care_why why)
{
    const struct care_time since = {.day = latest};
    struct care_item *item;

    if (latest == NO_DAY)
        return;
    item = add_doctor(w, text, 0, why);
    item->notify = item->notify && !care_told_since(w, text, &since);
}

static void severe(struct care_work *w)
{
    int64_t strong = NO_DAY, stopped = NO_DAY;
    int32_t limit = w->set->severe_level * STAT_POINT;

    for (size_t i = 0; i < w->days.n; i++) {
        const struct stat_day *day = &w->days.days[i];

        if ((i > 0 && day->value >= limit && day[-1].value >= limit) ||
            w->days.tops[i] >= w->set->single_level)
            note(w, day->day, &strong);
    }
    for (size_t i = 0; i < w->in->pain_n; i++)
        if (w->in->pains[i].stopped == CARE_YES && care_past(w, &w->in->pains[i].when))
            note(w, w->in->pains[i].when.day, &stopped);
    for (size_t i = 0; i < w->in->peg_n; i++)
        if (w->in->pegs[i].items[2] >= w->set->severe_level && care_past(w, &w->in->pegs[i].when))
            note(w, w->in->pegs[i].when.day, &stopped);
    add_severe(w, TEXT_DOCTOR_STRONG, strong, WHY("A53 A47 A87", 8));
    add_severe(w, TEXT_DOCTOR_STOPPED, stopped, WHY("A55", 8));
}

/* R13: the cause is not known and nobody has looked. */
static void unchecked(struct care_work *w)
{
    const struct care_episode *episode = &w->plan->episode;
    const struct stat_day *last = care_days_last(&w->days);
    const struct care_time onset = {.day = episode->onset};

    if (!episode->any || w->in->profile.cause_known == CARE_YES || care_seen(w, episode->onset))
        return;
    if (episode->age >= w->set->unchecked_days ||
        (last && last->value >= w->set->unchecked_level * STAT_POINT))
        add_doctor(w, TEXT_DOCTOR_UNCHECKED, 0, WHY("A05 A31", 13))->notify = !care_told_since(
            w, TEXT_DOCTOR_UNCHECKED, &onset); /* once; the plan goes on saying it */
}

static int32_t sum(const struct stat_day *days)
{
    return days[0].value + days[1].value + days[2].value;
}

/* R16: the first three and the last three logged days of an acute episode. */
static void not_improving(struct care_work *w)
{
    const struct care_episode *episode = &w->plan->episode;
    size_t first = w->days.n;

    if (episode->duration != CLASS_ACUTE || episode->age < w->set->few_days ||
        care_seen(w, episode->onset))
        return;
    while (first > 0 && w->days.days[first - 1].day >= episode->onset)
        first--;
    if (w->days.n - first < (size_t)w->set->few_logged)
        return;
    if (sum(&w->days.days[w->days.n - 3]) >
        sum(&w->days.days[first]) - 3 * (STAT_POINT / 10) * w->set->few_points_tenths)
        (void)add_doctor(w, TEXT_DOCTOR_SAME, (int32_t)episode->age, WHY("A54", 16));
}

/* R17: once after some weeks, once more when the pain is chronic. */
static void persistent(struct care_work *w)
{
    const struct care_episode *episode = &w->plan->episode;
    bool chronic = episode->duration == CLASS_CHRONIC;
    enum care_text text = chronic ? TEXT_DOCTOR_MONTHS : TEXT_DOCTOR_LONG;
    struct care_time onset = {.day = episode->onset};

    if (!episode->any || episode->age < w->set->persistent_days || care_seen(w, episode->onset))
        return;
    add_doctor(w, text, (int32_t)episode->age, WHY("A87", 17))->notify =
        !care_told_since(w, text, &onset);
}

/* R18: the latest week that has a value, and the latest such one before it. */
static void worsening(struct care_work *w)
{
    int64_t end, before_end;
    int32_t last = care_latest_week(&w->days, w->in->now.day, w->set, &end);
    int32_t before = last < 0 ? -1 : care_latest_week(&w->days, end - 7, w->set, &before_end);

    if (before < 0 || last - before < w->set->worse_tenths ||
        (last - before) * 100 < w->set->worse_percent * before || care_seen(w, end - SEEN_DAYS))
        return;
    add_severe(w, TEXT_DOCTOR_WORSE, end, WHY("A53", 18));
}

void care_find_doctor(struct care_work *w)
{
    severe(w);
    unchecked(w);
    not_improving(w);
    persistent(w);
    worsening(w);
}
