/* The thresholds of the care rules: the rules' numbers are the defaults. Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Pain levels are 0-10; members ending in _tenths are tenths of a point. */
struct care_settings {
    int32_t severe_level, single_level, rise_points;
    int32_t once_days, check_days;
    int32_t fever_hours, injury_hours, surgery_days, booking_hours;
    int32_t unchecked_level, unchecked_days;
    int32_t few_days, few_logged, few_points_tenths, persistent_days;
    int32_t worse_tenths, worse_percent;
    int32_t acute_days, chronic_months, gap_days, gap_logged;
    int32_t therapist_days, therapist_tenths;
    int32_t active_days, active_slow_days, maintenance_days, maintenance_slow_days, wellness_days;
    int32_t weekly_tenths, well_tenths, steady_tenths;
    int32_t better_tenths, better_mild_tenths, better_percent, better_sessions, better_days;
    int32_t relapse_tenths;
    int32_t weekday_days, rest_days, nudge_days, nudge_last_days;
    int32_t review_days, course_sessions, course_days;
    int32_t stress_level, sleep_level, step_sessions, step_soreness;
    int32_t after_minutes, after_again_minutes, sore_level;
    int32_t glass_ml, target_ml, plenty_ml, plenty_minutes;
    int32_t waking_from, waking_to; /* minutes after midnight */
    int32_t posture_times, station_days;
    int32_t routine_least, routine_most, change_seconds;
    int32_t week_logged, late_days, peg_days;
};

struct care_setting {
    const char *name;
    size_t offset; /* of an int32_t in struct care_settings */
    int32_t value; /* the default */
    int32_t least, most;
    const char *rule;
};

/* The table; what guards somebody's health can only be made more careful than the rule's number. */
extern const struct care_setting care_setting_table[];
extern const size_t care_setting_count;

struct care_settings care_settings_default(void);
/* 0, -ENOENT (no such name), -ERANGE (outside what the table allows). */
int care_settings_set(struct care_settings *settings, const char *name, int32_t value);
