/* The episode: when this pain began, and how long it lasts (R20, R21).
 *
 * Without an onset from the user the first entry stands for it; the age is then a least one,
 * which keeps the careful rules of fresh pain on for longer, never for less.
 */
#include "daemon/care/care_internal.h"

struct walk {
    const struct care_days *days;
    const struct care_settings *set;
    int64_t onset;      /* of the episode */
    bool any;           /* an episode is on */
    bool known;         /* from the profile */
    int64_t quiet;      /* from this day on nothing above 1 was logged */
    size_t quiet_first; /* index of the first such logged day */
};

/* Whether some `gap_days` days in [quiet, end] have enough entries; all of them are 0-1. */
static bool pain_free(const struct walk *walk, size_t end_index, int64_t end)
{
    size_t to = walk->quiet_first;

    for (size_t i = walk->quiet_first; i < end_index; i++) {
        int64_t first = walk->days->days[i].day;

        /* the window that begins with this entry, or the last that fits */
        if (first + walk->set->gap_days - 1 > end)
            first = end - walk->set->gap_days + 1;
        if (first < walk->quiet)
            return false;
        while (to < end_index && walk->days->days[to].day < first + walk->set->gap_days)
            to++;
        size_t from = i;
        while (from > walk->quiet_first && walk->days->days[from - 1].day >= first)
            from--;
        if (to - from >= (size_t)walk->set->gap_logged)
            return true;
    }
    return false;
}

static void one_day(struct walk *walk, size_t i)
{
    const struct stat_day *day = &walk->days->days[i];

    if (day->value <= STAT_POINT)
        return;
    if (!walk->any || pain_free(walk, i, day->day - 1)) {
        walk->any = true;
        walk->known = false;
        walk->onset = day->day;
    }
    walk->quiet = day->day + 1;
    walk->quiet_first = i + 1;
}

void care_find_episode(struct care_work *w)
{
    int64_t today = w->in->now.day, onset = w->in->profile.onset_day;
    struct walk walk = {.days = &w->days, .set = w->set};
    struct care_episode *episode = &w->plan->episode;

    /* What the user names comes in where it belongs: entries before it are of an earlier pain. */
    bool named = onset != 0 && onset <= today;
    for (size_t i = 0; i < w->days.n; i++) {
        if (named && w->days.days[i].day >= onset) {
            walk = (struct walk){&w->days, w->set, onset, true, true, onset, i};
            named = false;
        }
        one_day(&walk, i);
    }
    if (named)
        walk = (struct walk){&w->days, w->set, onset, true, true, onset, w->days.n};
    *episode = (struct care_episode){.any = walk.any, .onset = walk.onset};
    w->had_episode = walk.any;
    w->last_onset = walk.onset;
    if (!walk.any || pain_free(&walk, w->days.n, today)) {
        episode->any = false;
        return;
    }
    episode->onset_known = walk.known;
    episode->age = today - walk.onset;
    if (episode->age < w->set->acute_days)
        episode->duration = CLASS_ACUTE;
    else if (care_months_over(walk.onset, w->set->chronic_months, today))
        episode->duration = CLASS_CHRONIC;
    else
        episode->duration = CLASS_OVER_4_WEEKS;
}
