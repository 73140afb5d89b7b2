/* The keys of the schedule file. Defaults are texts that go through the same parsers as the user's
 * values, so that a default cannot be what a user could not write. */
#include "config/schema.h"

#include <stdbool.h>
#include <string.h>

#include "common/moment.h"
#include "common/scope.h"
#include "common/span.h"
#include "common/text.h"
#include "config/config.h"
#include "config/values.h"

static const char *const section_names[] = {"general", "presence", "reminder", "pain", "massage"};
_Static_assert(COUNT_OF(section_names) == SECTION_COUNT, "a name for each section");

#define IN(type, member) offsetof(struct type, member), sizeof(((struct type *)NULL)->member)
#define HOURS(n)         ((n)*USEC_PER_HOUR)
#define DAYS(n)          ((n)*USEC_PER_DAY)
#define SECOND           USEC_PER_SEC

/* clang-format off */
const struct key schema[] = {
    {SECTION_GENERAL, "hours", value_hours, "09:00-17:30", IN(settings, hours),
     1, RULE_WINDOWS_MAX, NULL, "working hours: when reminders with an interval come"},
    {SECTION_GENERAL, "days", value_days, "mon-fri", IN(settings, days),
     0, 0, NULL, "the days on which reminders come"},
    {SECTION_GENERAL, "merge", value_span, "5m", IN(settings, schedule.merge),
     0, HOURS(1) - SECOND, NULL,
     "reminders due within this time of each other come as one notification"},
    {SECTION_GENERAL, "limit", value_number, "4", IN(settings, schedule.limit),
     1, 1000000, NULL, "notifications an hour, at most"},
    {SECTION_GENERAL, "catch-up", value_span, "30m", IN(settings, schedule.catch_up),
     0, DAYS(7), NULL, "after sleep, what is overdue by less than this still comes, once"},
    {SECTION_GENERAL, "movement", value_bool, "no", IN(settings, movement),
     0, 0, NULL, "whether moves that strengthen are shown, too, besides stretches"},

    {SECTION_PRESENCE, "idle-after", value_span, "2m", IN(settings, idle_after),
     SECOND, DAYS(1), NULL, "no input for this long: idle, desk time stands still"},
    {SECTION_PRESENCE, "away-after", value_span, "5m", IN(settings, away_after),
     SECOND, DAYS(1), NULL, "no input for this long, or the screen locked: away"},
    {SECTION_PRESENCE, "defer-for", value_busy, "microphone, camera, presentation",
     IN(settings, defer_for), 0, 3, NULL, "while one of these is in use, reminders wait"},
    {SECTION_PRESENCE, "defer-at-most", value_span, "90m", IN(settings, defer_at_most),
     0, DAYS(1), NULL, "reminders wait no longer than this"},
    {SECTION_PRESENCE, "defer-command", value_text, "", IN(settings, defer_command),
     0, 0, NULL, "reminders also wait while this command exits with 0"},

    {SECTION_REMINDER, "every", value_span, "never", IN(rule, every),
     SECOND, SPAN_LIMIT_US, "never",
     "the interval; a day or more counts from the last time it was done, and needs at"},
    {SECTION_REMINDER, "at", value_clocks, "never", IN(rule, at_n),
     1, RULE_AT_MAX, "never", "times of day"},
    {SECTION_REMINDER, "random", value_number, "0", IN(rule, random),
     0, RULE_AT_MAX, NULL, "how many times a day, at random within its hours"},
    {SECTION_REMINDER, "counts", value_counts, "desk", IN(rule, counts),
     0, 0, NULL, "what the interval is made of: desk, the time at the desk; clock, all time"},
    {SECTION_REMINDER, "hours", value_hours, NULL, IN(rule, hours),
     1, RULE_WINDOWS_MAX, NULL, "when it comes, if it has an interval or random times; else as in [general]"},
    {SECTION_REMINDER, "days", value_days, NULL, IN(rule, days),
     0, 0, NULL, "the days on which it comes; else as in [general]"},
    {SECTION_REMINDER, "rest", value_span, "never", IN(rule, rest),
     0, SPAN_LIMIT_US, "never", "being away this long counts as having taken it"},
    {SECTION_REMINDER, "snooze", value_span, "5m", IN(rule, snooze),
     SECOND, DAYS(1), NULL, "how long Snooze puts it off"},
    {SECTION_REMINDER, "snoozes", value_number, "2", IN(rule, snoozes),
     0, 100, NULL, "how often it may be put off"},
    {SECTION_REMINDER, "repeat", value_span, "10m", IN(rule, repeat),
     0, DAYS(1), "never", "shown once more after this long without an answer"},
    {SECTION_REMINDER, "kind", value_kind, "auto", IN(rule, kind),
     0, 0, NULL, "routine, posture, workstation or plain; auto: as its name says"},
    {SECTION_REMINDER, "message", value_text, "", IN(rule, message),
     0, 0, NULL, "what it says; else a calm sentence with its name"},
    {SECTION_REMINDER, "moves", value_regions, "", IN(rule, moves),
     0, RULE_MOVES_MAX, NULL, "body regions: one move for one of them each time, in turn"},
    {SECTION_REMINDER, "amount", value_amount, "none", IN(rule, amount),
     0, 0, "none", "how much one drink is"},
    {SECTION_REMINDER, "target", value_amount, "none", IN(rule, target),
     0, 0, "none", "how much to drink a day"},
    {SECTION_REMINDER, "urgency", value_urgency, "normal", IN(rule, urgency),
     0, 0, NULL, "low, normal or critical, which goes through do-not-disturb"},
    {SECTION_REMINDER, "icon", value_text, "", IN(rule, icon),
     0, 0, NULL, "the notification's icon: a name from the icon theme, or a file"},
    {SECTION_REMINDER, "sound", value_text, "", IN(rule, sound),
     0, 0, NULL, "the notification's sound: a name from the sound theme"},
    {SECTION_REMINDER, "timeout", value_span, "auto", IN(rule, timeout),
     0, DAYS(1), "auto", "how long the notification stays; auto leaves it to the desktop"},
    {SECTION_REMINDER, "command", value_command, "", IN(rule, command),
     0, 0, NULL, "a command to run when it comes and when it ends, without a shell"},
    {SECTION_REMINDER, "enabled", value_bool, "yes", IN(rule, enabled),
     0, 0, NULL, "no keeps it in the file, and silent"},

    {SECTION_PAIN, "ask-at", value_clock, "never", IN(settings, pain_ask_at),
     0, 0, "never", "when to ask how the back was, on days without an entry"},

    {SECTION_MASSAGE, "every", value_interval, "auto", IN(settings, massage_every),
     DAYS(1), DAYS(366), "auto", "the interval between massages; auto follows the care plan"},
    {SECTION_MASSAGE, "weekday", value_weekday, "any", IN(settings, massage_weekday),
     0, 0, "any", "the day of the week to prefer"},
    {SECTION_MASSAGE, "remind-before", value_spans, "", IN(settings, massage_remind_before),
     0, 8, NULL, "how long before a booked massage to say so"},
};
/* clang-format on */
const size_t schema_n = COUNT_OF(schema);
_Static_assert(COUNT_OF(schema) <= SCHEMA_MAX, "SCHEMA_MAX has to grow");

const char *section_name(enum section section)
{
    return section_names[section];
}

const struct key *schema_find(enum section section, const char *name)
{
    for (size_t i = 0; i < schema_n; i++)
        if (schema[i].section == section && strcmp(schema[i].name, name) == 0)
            return &schema[i];
    return NULL;
}

const char *schema_nearest(enum section section, const char *name)
{
    const char *names[SCHEMA_MAX];
    size_t n = 0;

    for (size_t i = 0; i < schema_n; i++)
        if (schema[i].section == section)
            names[n++] = schema[i].name;
    return text_nearest(name, names, n);
}
