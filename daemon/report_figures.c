/* What may be said of a report's days, by the statistics of daemon/care and in their words. */
#include <errno.h>

#include "common/scope.h"
#include "daemon/report.h"

_Static_assert(FIGURE_TEXT_MAX >= STAT_SAY_MAX, "a figure's words have room");
_Static_assert(REPORT_DAYS_MAX == STAT_DAYS_MAX, "the statistics take as many days");

static double number(struct stat_ratio r)
{
    return r.den == 0 ? 0 : (double)r.num / (double)r.den; /* of a closed gate nothing is told */
}

static struct figure *add_figure(struct report *r, const char *name, bool known, double value)
{
    struct figure *f = &r->figures[r->figure_n++];

    *f = (struct figure){.name = name, .known = known, .value = known ? value : 0};
    return f;
}

static void add_interval(struct figure *f, const struct stat_gate *gate, double low, double high)
{
    f->interval = stat_open(gate);
    f->low = f->interval ? low : 0;
    f->high = f->interval ? high : 0;
}

static void say_weeks(struct report *r, const struct stat_day *days)
{
    const struct stat_settings *set = &stat_defaults;
    struct stat_week latest =
        stat_latest(days, r->day_n, r->first, r->first + (int64_t)r->day_n - 1, set);
    struct figure *f;

    f = add_figure(r, "week", stat_open(&latest.gate), latest.tenths / 10.0);
    (void)stat_say_week(&latest, f->text, sizeof(f->text));
}

static int say_trend(struct report *r, const struct stat_day *days)
{
    const struct stat_settings *set = &stat_defaults;
    size_t odd = r->day_n % 7, n; /* whole weeks, the last ends today */
    const struct stat_interval *interval;
    AUTO_FREE struct stat_week *weeks = calloc(STAT_WEEKS_MAX, sizeof(*weeks));
    struct stat_trend trend;
    struct figure *f;
    int error;

    if (!weeks)
        return -ENOMEM;
    error = stat_weeks(days + odd, r->day_n - odd, r->first + (int64_t)odd, set, weeks,
                       STAT_WEEKS_MAX, &n);
    if (error == 0)
        error = stat_trend(weeks, n, set, &trend);
    if (error < 0)
        return error;
    interval = &trend.slope.slope.interval;
    f = add_figure(r, "trend", stat_open(&trend.gate), number(trend.slope.slope.value));
    add_interval(f, &trend.interval_gate, number(interval->low), number(interval->high));
    return stat_say_trend(&trend, f->text, sizeof(f->text));
}

static int say_sessions(struct report *r, const struct stat_day *days,
                        struct stat_session *sessions)
{
    const struct stat_settings *set = &stat_defaults;
    struct stat_course course;
    struct stat_pairs pairs;
    struct stat_match match;
    struct figure *f;
    int error;

    if (r->session_n == 0)
        return 0;
    if ((error = stat_bad_days(days, r->day_n, sessions, r->session_n)) < 0 ||
        (error = stat_pairs(sessions, r->session_n, set, &pairs)) < 0 ||
        (error = stat_match(days, r->day_n, sessions, r->session_n, set, &match)) < 0)
        return error;
    course = stat_course(days, r->day_n, r->first, sessions[0].day,
                         r->first + (int64_t)r->day_n - 1, set);
    f = add_figure(r, "course", stat_open(&course.gate), 0 - number(course.change));
    (void)stat_say_course(&course, sessions[0].bad_day != STAT_BAD_NO, f->text, sizeof(f->text));
    f = add_figure(r, "sessions", stat_open(&pairs.gate), 0 - number(pairs.median));
    add_interval(f, &pairs.centre_gate, 0 - number(pairs.centre.interval.high),
                 0 - number(pairs.centre.interval.low));
    return stat_say_sessions(&pairs, &match, f->text, sizeof(f->text));
}

static int say_habits(struct report *r, const struct stat_habit_day *habits)
{
    struct stat_habits h;
    struct figure *f;
    int error = stat_habits(habits, r->day_n, &stat_defaults, NULL, &h);

    if (error < 0)
        return error;
    for (size_t i = 0; i < r->day_n; i++) {
        r->days[i].kept = habits[i].done + habits[i].taken;
        r->days[i].shown = r->days[i].kept + habits[i].skipped + habits[i].missed;
    }
    f = add_figure(r, "breaks", stat_open(&h.gate),
                   ((double)h.most.tenths - h.fewer.tenths) / 10.0);
    return stat_say_habits(&h, f->text, sizeof(f->text));
}

/* Pain, movement and what pain leaves one to do stand at the head of a report (B16); then how long
 * it took (B18). */
static void say_outcomes(struct report *r, const struct stat_day *days)
{
    const struct stat_settings *set = &stat_defaults;
    const struct care_settings care = care_settings_default();
    const struct report_measure *reach = &r->measures[REPORT_FLOOR];
    const struct report_measure *activity = &r->measures[REPORT_ACTIVITY];
    int64_t last = r->first + (int64_t)r->day_n - 1;
    struct stat_course since = stat_since_first(days, r->day_n, r->first, last, set);
    struct stat_better better = stat_better(days, r->day_n, r->first, last, set, &care);
    struct figure *f;

    f = add_figure(r, "pain", stat_open(&since.gate), 0 - number(since.change));
    (void)stat_say_since(&since, f->text, sizeof(f->text));
    f = add_figure(r, "reach", reach->n >= STAT_PAIR, (reach->latest - reach->first) / 10.0);
    (void)stat_say_reach(reach->n, reach->first / 10, reach->latest / 10, set, f->text,
                         sizeof(f->text));
    f = add_figure(r, "function", activity->n >= STAT_PAIR,
                   (activity->latest - activity->first) / 10.0);
    (void)stat_say_function(activity->n, activity->first / 10, activity->latest / 10, set, f->text,
                            sizeof(f->text));
    f = add_figure(r, "better", stat_open(&better.gate) && better.reached, better.weeks);
    (void)stat_say_better(&better, f->text, sizeof(f->text));
}

/* What was done beside: soreness asked for, drinks. */
static void say_care(struct report *r)
{
    int most = -1;
    size_t sore = 0;
    struct figure *f;

    for (size_t i = 0; i < r->session_n; i++) {
        sore += r->sessions[i].soreness >= 0;
        most = r->sessions[i].soreness > most ? r->sessions[i].soreness : most;
    }
    if (r->session_n > 0) {
        f = add_figure(r, "soreness", sore > 0, most);
        (void)stat_say_soreness(sore, r->session_n, most, f->text, sizeof(f->text));
    }
    f = add_figure(r, "water", r->drink_days > 0,
                   r->drink_days ? (double)r->ml / (double)r->drink_days : 0);
    (void)stat_say_water(r->drink_days, r->day_n, r->ml, f->text, sizeof(f->text));
}

int report_conclude(struct report *r, const struct stat_day *days, struct stat_session *sessions,
                    const struct stat_habit_day *habits)
{
    int64_t first = r->first + (int64_t)(r->day_n % 7), end = r->first + (int64_t)r->day_n;
    int error;

    for (; first < end; first += 7) {
        struct stat_week week = stat_week(days, r->day_n, first, &stat_defaults);

        r->weeks[r->week_n++] =
            (struct report_week){first, stat_open(&week.gate) ? week.tenths : -1, week.logged};
    }
    say_outcomes(r, days);
    say_weeks(r, days);
    if ((error = say_trend(r, days)) < 0 || (error = say_sessions(r, days, sessions)) < 0 ||
        (error = say_habits(r, habits)) < 0)
        return error;
    say_care(r);
    return 0;
}
