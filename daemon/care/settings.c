/* The thresholds, as a table: name, default, range, rule.
 *
 * A safety threshold's range ends at its default on the careless side, so no setting can make
 * the plan bolder than the rules are.
 */
#include "daemon/care/settings.h"

#include <errno.h>
#include <string.h>

#include "common/span.h"

#define SETTING(member, name, value, least, most, rule)                        \
    {                                                                          \
        name, offsetof(struct care_settings, member), value, least, most, rule \
    }

const struct care_setting care_setting_table[] = {
    SETTING(severe_level, "severe-level", 7, 4, 7, "R8"),
    SETTING(single_level, "single-level", 9, 7, 9, "R8"),
    SETTING(rise_points, "rise-points", 3, 1, 3, "R4"),
    SETTING(once_days, "once-days", 7, 1, 7, "R8"),
    SETTING(check_days, "check-days", 28, 7, 28, "R4"),
    SETTING(fever_hours, "fever-hours", 24, 24, 168, "R14"),
    SETTING(injury_hours, "injury-hours", 72, 72, 336, "R10"),
    SETTING(surgery_days, "surgery-days", 42, 42, 365, "R10"),
    SETTING(booking_hours, "booking-hours", 72, 24, 336, "R12"),
    SETTING(unchecked_level, "unchecked-level", 5, 1, 5, "R13"),
    SETTING(unchecked_days, "unchecked-days", 14, 3, 14, "R13"),
    SETTING(few_days, "few-days", 5, 2, 5, "R16"),
    SETTING(few_logged, "few-logged", 5, 3, 5, "R16"),
    SETTING(few_points_tenths, "few-points", 10, 10, 30, "R16"),
    SETTING(persistent_days, "persistent-days", 42, 7, 42, "R17"),
    SETTING(worse_tenths, "worse-points", 20, 5, 20, "R18"),
    SETTING(worse_percent, "worse-percent", 30, 10, 30, "R18"),
    SETTING(acute_days, "acute-days", 28, 28, 42, "R20"),
    SETTING(chronic_months, "chronic-months", 3, 3, 6, "R20"),
    SETTING(gap_days, "gap-days", 28, 14, 90, "R21"),
    SETTING(gap_logged, "gap-logged", 14, 7, 90, "R21"),
    SETTING(therapist_days, "therapist-days", 14, 7, 60, "R23"),
    SETTING(therapist_tenths, "therapist-level", 30, 10, 100, "R23"),
    SETTING(active_days, "active-days", 7, 7, 28, "R22"),
    SETTING(active_slow_days, "active-slow-days", 14, 7, 28, "R22"),
    SETTING(maintenance_days, "maintenance-days", 14, 7, 90, "R22"),
    SETTING(maintenance_slow_days, "maintenance-slow-days", 28, 7, 90, "R22"),
    SETTING(wellness_days, "wellness-days", 28, 7, 180, "R22"),
    SETTING(weekly_tenths, "weekly-level", 40, 10, 100, "R24"),
    SETTING(well_tenths, "well-level", 20, 0, 20, "R23"),
    SETTING(steady_tenths, "steady-level", 30, 0, 100, "R26"),
    SETTING(better_tenths, "better-points", 20, 10, 50, "R25"),
    SETTING(better_mild_tenths, "better-mild-points", 10, 10, 50, "R25"),
    SETTING(better_percent, "better-percent", 30, 15, 50, "R25"),
    SETTING(better_sessions, "better-sessions", 4, 2, 10, "R25"),
    SETTING(better_days, "better-days", 28, 14, 90, "R25"),
    SETTING(relapse_tenths, "relapse-points", 20, 10, 30, "R26"),
    SETTING(weekday_days, "weekday-days", 2, 0, 3, "R27"),
    SETTING(rest_days, "rest-days", 2, 2, 7, "R27"),
    SETTING(nudge_days, "nudge-days", 3, 1, 7, "R27"),
    SETTING(nudge_last_days, "nudge-last-days", 7, 2, 14, "R27"),
    SETTING(review_days, "review-days", 28, 14, 56, "R29"),
    SETTING(course_sessions, "course-sessions", 10, 4, 10, "R29"),
    SETTING(course_days, "course-days", 70, 28, 70, "R29"),
    SETTING(stress_level, "stress-level", 6, 1, 10, "R30"),
    SETTING(sleep_level, "sleep-level", 3, 0, 9, "R30"),
    SETTING(step_sessions, "step-sessions", 3, 3, 10, "R36"),
    SETTING(step_soreness, "step-soreness", 5, 1, 5, "R36"),
    SETTING(after_minutes, "after-minutes", 15, 5, 60, "R45"),
    SETTING(after_again_minutes, "after-again-minutes", 120, 60, 360, "R45"),
    SETTING(sore_level, "sore-level", 7, 3, 7, "R48"),
    SETTING(glass_ml, "glass", 200, 1, AMOUNT_MAX_ML, "R50"), /* any that the schedule may name */
    SETTING(target_ml, "target", 1600, 1, AMOUNT_MAX_ML, "R50"),
    SETTING(plenty_ml, "plenty", 1000, 500, 1000, "R50"),
    SETTING(plenty_minutes, "plenty-minutes", 180, 180, 720, "R50"),
    SETTING(waking_from, "waking-from", 7 * 60, 0, 12 * 60, "R45"),
    SETTING(waking_to, "waking-to", 22 * 60, 12 * 60, 24 * 60, "R45"),
    SETTING(posture_times, "posture-times", 3, 0, 3, "R50b"),
    SETTING(station_days, "station-days", 30, 7, 365, "R50c"),
    SETTING(routine_least, "routine-least", 285, 120, 285, "R51"),
    SETTING(routine_most, "routine-most", 315, 315, 900, "R51"),
    SETTING(change_seconds, "change-seconds", 5, 0, 30, "R51"),
    SETTING(week_logged, "week-logged", 5, 5, 7, "R55"),
    SETTING(late_days, "late-days", 2, 0, 2, "R53"),
    SETTING(peg_days, "peg-days", 7, 7, 28, "R53"),
};
const size_t care_setting_count = sizeof(care_setting_table) / sizeof(care_setting_table[0]);

static int32_t *member(struct care_settings *settings, const struct care_setting *setting)
{
    return (int32_t *)(void *)((char *)settings + setting->offset);
}

struct care_settings care_settings_default(void)
{
    struct care_settings settings = {0};

    for (size_t i = 0; i < care_setting_count; i++)
        *member(&settings, &care_setting_table[i]) = care_setting_table[i].value;
    return settings;
}

int care_settings_set(struct care_settings *settings, const char *name, int32_t value)
{
    for (size_t i = 0; i < care_setting_count; i++) {
        const struct care_setting *setting = &care_setting_table[i];

        if (strcmp(setting->name, name) != 0)
            continue;
        if (value < setting->least || value > setting->most)
            return -ERANGE;
        *member(settings, setting) = value;
        return 0;
    }
    return -ENOENT;
}
