/* The stage of the plan, walked day by day from the onset (R22-R26, R29).
 *
 * Stages are not kept anywhere: the same entries give the same walk. A week is any seven days in a
 * row with enough entries; improvement must be seen in two of them, back to back, and in every one
 * that ends between them (R70).
 */
#include "daemon/care/care_internal.h"

/* A week older than this says nothing about now; nor why a stage began, once it is. */
#define FRESH_DAYS 28
#define NO_DAY     INT64_MIN

struct walk {
    struct care_work *w;
    struct care_course *course;
    int64_t onset, day;
    int64_t latest;       /* the last day of the latest week with a value */
    int64_t baseline_end; /* the last day of the baseline's week */
    int64_t since;        /* weeks ending from this day on improved, or relapsed; NO_DAY */
    int32_t first;        /* the value of the week that ended on `since` */
    int32_t relapse[2];
    bool relapsed;
};

static bool between(const struct care_massage *m, int64_t from, int64_t to)
{
    return m->when.day >= from && m->when.day <= to;
}

/* Sessions since the stage began, up to a day. */
static int32_t sessions(const struct walk *walk, int64_t to)
{
    const struct care_input *in = walk->w->in;
    int32_t n = 0;

    for (size_t i = 0; i < in->massage_n; i++)
        n += care_past(walk->w, &in->massages[i].when) &&
             between(&in->massages[i], walk->course->since, to);
    return n;
}

static void enter(struct walk *walk, enum care_stage stage)
{
    walk->course->stage = stage;
    walk->course->since = walk->day;
    walk->since = NO_DAY;
}

static bool fresh(const struct walk *walk)
{
    return walk->course->current >= 0 && walk->day - walk->latest <= FRESH_DAYS;
}

/* The first week that begins with an entry, and ends before the course's first session; where the
 * session comes too early for that, the seven days before it. */
static void find_baseline(struct walk *walk, int32_t week)
{
    struct care_course *course = walk->course;
    const struct care_work *w = walk->w;

    if (course->baseline >= 0 || course->stage > STAGE_ACTIVE)
        return;
    if (course->stage == STAGE_ACTIVE && sessions(walk, walk->day) > 0) {
        if (sessions(walk, walk->day - 1) == 0)
            course->baseline = care_week(&w->days, walk->day - 7, w->set);
        walk->baseline_end = walk->day - 1;
    } else if (week >= 0 && walk->day - 6 >= walk->onset &&
               care_days_find(&w->days, walk->day - 6)) {
        course->baseline = week;
        walk->baseline_end = walk->day;
    }
}

/* Whether what is asked for was so in two weeks back to back. */
static bool twice(struct walk *walk, int32_t week, bool so)
{
    if (!so) {
        walk->since = NO_DAY;
        return false;
    }
    if (walk->since == NO_DAY) {
        walk->since = walk->day;
        walk->first = week;
    }
    return walk->day - walk->since >= 7;
}

/* R25. */
static void active_week(struct walk *walk, int32_t week)
{
    struct care_course *course = walk->course;
    const struct care_settings *set = walk->w->set;
    bool apart = walk->day - 6 > walk->baseline_end;

    course->better = week < 0 ? course->better : care_improved(course->baseline, week, set);
    if (!twice(walk, week, week >= 0 && apart && course->better == BETTER_YES) ||
        (sessions(walk, walk->day) < set->better_sessions &&
         walk->day - course->since < set->better_days))
        return;
    enter(walk, STAGE_MAINTENANCE);
    course->entry = week;
}

/* R26; a week without a value neither confirms a relapse nor rules it out. */
static void maintenance_week(struct walk *walk, int32_t week)
{
    struct care_course *course = walk->course;

    if (week < 0 || walk->day - 6 < course->since ||
        !twice(walk, week, week >= course->entry + walk->w->set->relapse_tenths))
        return;
    walk->relapse[0] = walk->first;
    walk->relapse[1] = week;
    walk->relapsed = true;
    enter(walk, STAGE_ACTIVE);
    course->baseline = week;
    course->better = BETTER_NO;
    walk->baseline_end = walk->day;
}

/* R23: from home to a therapist. */
static void try_active(struct walk *walk)
{
    const struct care_settings *set = walk->w->set;
    const struct care_profile *profile = &walk->w->in->profile;

    if (!walk->w->had_episode)
        return;
    if ((walk->day - walk->onset >= set->therapist_days && fresh(walk) &&
         walk->course->current >= set->therapist_tenths) ||
        care_months_over(walk->onset, set->chronic_months, walk->day) ||
        (profile->recovering == CARE_YES && walk->day == walk->w->in->now.day))
        enter(walk, STAGE_ACTIVE);
}

/* One day, with the week that ends on it. */
static void one_day(struct walk *walk)
{
    struct care_course *course = walk->course;
    int32_t week = care_week(&walk->w->days, walk->day - 6, walk->w->set);

    if (week >= 0) {
        course->current = week;
        walk->latest = walk->day;
    }
    if (course->stage == STAGE_HOME_FIRST)
        try_active(walk);
    find_baseline(walk, week);
    if (course->stage == STAGE_ACTIVE)
        active_week(walk, week);
    else if (course->stage == STAGE_MAINTENANCE)
        maintenance_week(walk, week);
}

static void walk_all(struct walk *walk)
{
    struct care_course *course = walk->course;
    int64_t today = walk->w->in->now.day;

    for (walk->day = walk->onset; walk->day <= today; walk->day++)
        one_day(walk);
    walk->day = today;
    course->sessions = sessions(walk, today);
}

/* R29: the length of the studied course, without improvement; from here on nothing gets denser. */
static bool course_over(const struct care_work *w)
{
    const struct care_course *course = &w->plan->course;

    return course->sessions >= w->set->course_sessions ||
           w->in->now.day - course->since >= w->set->course_days;
}

/* R22, R24, R26; the user's own choice wins, the therapist's more so (R28, next.c). */
static int32_t interval(const struct walk *walk)
{
    const struct care_settings *set = walk->w->set;
    const struct care_course *course = walk->course;

    switch (course->stage) {
    case STAGE_ACTIVE:
        if (course_over(walk->w))
            return set->active_slow_days;
        return fresh(walk) && course->current >= set->weekly_tenths ? set->active_days
                                                                    : set->active_slow_days;
    case STAGE_MAINTENANCE:
        return fresh(walk) && course->current >= set->steady_tenths ? set->maintenance_days
                                                                    : set->maintenance_slow_days;
    case STAGE_WELLNESS:
        return set->wellness_days;
    default:
        return 0;
    }
}

/* R23: prevention is the goal, and there is next to no pain. */
static bool well(const struct walk *walk)
{
    const struct care_work *w = walk->w;
    enum care_goal goal = w->in->profile.goal;

    if ((goal != GOAL_PREVENTION && goal != GOAL_STRESS) ||
        w->plan->episode.duration == CLASS_ACUTE)
        return false;
    return fresh(walk) ? walk->course->current < w->set->well_tenths : !w->had_episode;
}

static void say_stage(struct care_work *w, const struct walk *walk)
{
    struct care_course *course = &w->plan->course;
    struct care_time since = {.day = course->since};
    struct care_item *item = care_add(w, TEXT_STAGE, TIER_NONE, course->why);
    bool lately = w->in->now.day - course->since < FRESH_DAYS;

    item->which = (int)course->stage;
    item->notify = false;
    if (course->stage == STAGE_HOME_FIRST && w->plan->episode.any)
        care_add(w, TEXT_HOME_FIRST, TIER_NONE, WHY("A52 A68", 23))->notify = false;
    if (course->stage == STAGE_ACTIVE && !walk->relapsed && course->sessions == 0) {
        item = care_add(w, TEXT_THERAPIST, TIER_NONE, WHY("A52 A60 A61", 23));
        item->notify = w->plan->booking < 0 && !care_told_since(w, TEXT_THERAPIST, &since);
    }
    if (course->stage == STAGE_ACTIVE && walk->relapsed && lately) {
        item = care_add(w, TEXT_RELAPSE, TIER_NONE, WHY("A83", 26));
        item->n = walk->relapse[0];
        item->m = walk->relapse[1];
        item->notify = !care_told_since(w, TEXT_RELAPSE, &since);
    }
    if (course->stage == STAGE_MAINTENANCE && course->better == BETTER_YES && lately) {
        enum care_text text = care_last_massage(w, NULL) ? TEXT_IMPROVED : TEXT_IMPROVED_ALONE;

        item = care_add(w, text, TIER_NONE, WHY("A77 A83", 25));
        item->n = course->baseline;
        item->m = course->entry;
        item->notify = !care_told_since(w, text, &since);
    }
}

/* R29: how the course goes, in active. */
static void review(struct care_work *w)
{
    struct care_course *course = &w->plan->course;
    struct care_time since = {.day = course->since};
    int64_t age = w->in->now.day - course->since;
    enum care_text text;
    struct care_item *item;

    if (course->stage != STAGE_ACTIVE)
        return;
    if (course_over(w))
        text = TEXT_REVIEW_COURSE;
    else if (age >= w->set->review_days)
        text = course->better == BETTER_NOT_ASSESSED ? TEXT_REVIEW_PLAIN : TEXT_REVIEW;
    else
        return;
    item = care_add(w, text, TIER_NONE, WHY("A41 A42", 29));
    item->n = text == TEXT_REVIEW ? course->baseline : course->sessions;
    item->m = course->current;
    item->notify = course->sessions > 0 && !care_told_since(w, text, &since);
}

void care_find_course(struct care_work *w)
{
    struct care_course *course = &w->plan->course;
    struct walk walk = {.w = w, .course = course, .onset = w->last_onset, .since = NO_DAY};

    *course = (struct care_course){.baseline = -1,
                                   .current = -1,
                                   .entry = -1,
                                   .since = w->had_episode ? w->last_onset : w->in->now.day};
    if (!w->had_episode)
        course->since = walk.onset = w->days.n ? w->days.days[0].day : w->in->now.day;
    walk_all(&walk);
    course->why = WHY(care_stage_labels[course->stage].rows, 22, 23, 24);
    if (well(&walk)) {
        course->stage = STAGE_WELLNESS;
        course->why = WHY(care_stage_labels[STAGE_WELLNESS].rows, 22, 23);
    } else if (!w->plan->episode.any && course->stage != STAGE_HOME_FIRST) {
        /* pain-free for long: what was active has improved */
        course->stage = STAGE_MAINTENANCE;
        course->entry = course->current;
    }
    if (course->stage == STAGE_MAINTENANCE)
        course->why = WHY(care_stage_labels[STAGE_MAINTENANCE].rows, 22, 25, 26);
    course->interval = interval(&walk);
    say_stage(w, &walk);
    review(w);
}
