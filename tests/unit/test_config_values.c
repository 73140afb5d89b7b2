/* The keys of the schedule file: each with values it takes and refuses, the table itself, and the
 * shipped file against the table. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/moment.h"
#include "common/scope.h"
#include "common/span.h"
#include "config/config.h"
#include "config/schema.h"
#include "config/values.h"
#include "default_ini.h"

/* ---------------------------------------------------------------- values in a file */

static int read_text(const char *text, struct settings *ret, struct complaints *c)
{
    AUTO_FCLOSE FILE *stream = fmemopen((char *)text, strlen(text), "r");

    assert_non_null(stream);
    return settings_read_stream(stream, "t.ini", ret, c);
}

/* A file in which this key stands on line 2 and everything else is right. */
static void file_with(const char *section, const char *key, const char *value, char ret[static 512])
{
    const char *more = "";

    if (strcmp(key, "target") == 0)
        more = "every = 1h\namount = 1ml\n";
    else if (strcmp(section, "reminder x") == 0 && strcmp(key, "every") == 0)
        more = strchr(value, 'd') ? "at = 9:00\n" : "";
    else if (strcmp(section, "reminder x") == 0 && strcmp(key, "at") != 0)
        more = "every = 1h\n";
    (void)snprintf(ret, 512, "[%s]\n%s = %s\n%s", section, key, value, more);
}

#define NOT_A_SPAN "not a length of time; write 90s, 45m, 1h20m or 2w (a bare number is minutes)"
#define A_WINDOW                                                                              \
    " is not a window; write 09:00-17:30, or 22:00-06:00 over midnight, several with commas " \
    "between, or all day"
#define A_DAY     " is no day of the week; write mon-fri, or mon, wed, fri, or every day"
#define MISSING   "something is missing: write one value, or several with commas between"
#define AN_AMOUNT "not an amount; write 200ml or 0.3l, from 1ml to 10l, or none"
#define BUSY      "allowed are microphone, camera and presentation"

static const struct {
    const char *section, *key, *value, *why;
} refused[] = {
    {"general", "hours", "9-17", "\"9-17\"" A_WINDOW},
    {"general", "hours", "", MISSING},
    {"general", "hours", "09:00-17:30,", MISSING},
    {"general", "hours", "09:00", "\"09:00\"" A_WINDOW},
    {"general", "hours", "09:60-10:00", "\"09:60-10:00\"" A_WINDOW},
    {"general", "hours", "09:00-24:01", "\"09:00-24:01\"" A_WINDOW},
    {"general", "hours", "09:00-12:00-13:00", "\"09:00-12:00-13:00\"" A_WINDOW},
    {"general", "hours", "24:00-06:00", "24:00 is only an end; a window begins at 00:00"},
    {"general", "hours", "09:00-09:00",
     "\"09:00-09:00\" ends where it begins; for a whole day write all day"},
    {"general", "hours", "09:00-12:00, 11:59-13:00", "two of these windows overlap"},
    {"general", "hours", "22:00-06:00, 05:00-07:00", "two of these windows overlap"},
    {"general", "hours", "13:00-14:00, 12:00-15:00", "two of these windows overlap"},
    {"general", "hours",
     "1:00-1:01,2:00-2:01,3:00-3:01,4:00-4:01,5:00-5:01,6:00-6:01,7:00-7:01,8:00-8:01,9:00-9:01",
     "too many; up to 8 windows are allowed"},
    {"general", "days", "mon-fry", "\"mon-fry\"" A_DAY},
    {"general", "days", "t", "\"t\"" A_DAY},
    {"general", "days", "mon-sun, 8", "\"8\"" A_DAY},
    {"general", "days", "", MISSING},
    {"general", "days", "mon,,tue", MISSING},
    {"general", "merge", "soon", NOT_A_SPAN},
    {"general", "merge", "60", "out of range; allowed are 0s to 59m59s"},
    {"general", "limit", "0", "a whole number from 1 to 1000000 is allowed"},
    {"general", "limit", "1000001", "a whole number from 1 to 1000000 is allowed"},
    {"general", "limit", "4.5", "a whole number from 1 to 1000000 is allowed"},
    {"general", "catch-up", "8d", "out of range; allowed are 0s to 1w"},
    {"general", "movement", "maybe", "allowed are yes, no, true, false, on and off"},
    {"presence", "idle-after", "0", "out of range; allowed are 1s to 1d"},
    {"presence", "away-after", "25h", "out of range; allowed are 1s to 1d"},
    {"presence", "defer-for", "microfone", "did you mean microphone? " BUSY},
    {"presence", "defer-for", "camera, lunch", BUSY},
    {"presence", "defer-for", "camera, camera, camera, camera", "too many; up to 3 are allowed"},
    {"presence", "defer-at-most", "-5m", NOT_A_SPAN},
    {"reminder x", "every", "1x", NOT_A_SPAN ", or never"},
    {"reminder x", "every", "", NOT_A_SPAN ", or never"},
    {"reminder x", "every", "0s", "out of range; allowed are 1s to 3660d, or never"},
    {"reminder x", "every", "99999w", "out of range; allowed are 1s to 3660d, or never"},
    {"reminder x", "at", "9", "\"9\" is not a time of day; write 21:30 or 09:00, 15:00:30"},
    {"reminder x", "at", "24:00", "\"24:00\" is not a time of day; write 21:30 or 09:00, 15:00:30"},
    {"reminder x", "at", "9:00, 9:5",
     "\"9:5\" is not a time of day; write 21:30 or 09:00, 15:00:30"},
    {"reminder x", "at", "9:00, 8:00, 09:00:00", "09:00:00 stands here twice"},
    {"reminder x", "at", "", MISSING},
    {"reminder x", "at",
     "0:00,1:00,2:00,3:00,4:00,5:00,6:00,7:00,8:00,9:00,10:00,11:00,12:00,13:00,14:00,15:00,16:00,"
     "17:00,18:00,19:00,20:00,21:00,22:00,23:00,0:30",
     "too many; up to 24 times of day are allowed"},
    {"reminder x", "random", "25", "a whole number from 0 to 24 is allowed"},
    {"reminder x", "random", "-1", "a whole number from 0 to 24 is allowed"},
    {"reminder x", "kind", "rutine",
     "did you mean routine? allowed are plain, routine, posture, workstation and auto"},
    {"reminder x", "counts", "desc", "did you mean desk? allowed are desk and clock"},
    {"reminder x", "counts", "", "allowed are desk and clock"},
    {"reminder x", "hours", "never", "\"never\"" A_WINDOW},
    {"reminder x", "days", "workdays", "\"workdays\"" A_DAY},
    {"reminder x", "rest", "five", NOT_A_SPAN ", or never"},
    {"reminder x", "snooze", "0", "out of range; allowed are 1s to 1d"},
    {"reminder x", "snoozes", "101", "a whole number from 0 to 100 is allowed"},
    {"reminder x", "snoozes", "-1", "a whole number from 0 to 100 is allowed"},
    {"reminder x", "repeat", "2d", "out of range; allowed are 0s to 1d, or never"},
    {"reminder x", "moves", "neck, nck",
     "\"nck\" is not a region I know; did you mean neck? Regions: head, eyes, neck, shoulders, "
     "arms, wrists, hands, upper-back, lower-back, hips, legs"},
    {"reminder x", "moves", "neck,", MISSING},
    {"reminder x", "amount", "0ml", AN_AMOUNT},
    {"reminder x", "target", "11l", AN_AMOUNT},
    {"reminder x", "urgency", "critcal",
     "did you mean critical? allowed are low, normal and critical"},
    {"reminder x", "timeout", "1 m", NOT_A_SPAN ", or auto"},
    {"reminder x", "command", "play 'bell.ogg", "the ' in it has no other ' after it"},
    {"reminder x", "command", "play a\\", "nothing follows the \\ at its end"},
    {"reminder x", "command", "play a | log",
     "| means something to a shell only; put it in quotes, or write sh -c '...'"},
    {"reminder x", "command", "~/bin/bell",
     "~ means something to a shell only; write the whole path"},
    {"reminder x", "command", "'' bell", "the program's name is empty"},
    {"reminder x", "enabled", "y", "allowed are yes, no, true, false, on and off"},
    {"pain", "ask-at", "24:00", "not a time of day; write 21:30, or never"},
    {"pain", "ask-at", "9:00, 10:00", "not a time of day; write 21:30, or never"},
    {"massage", "every", "36h", "not a number of whole days; write 7d, 2w or 28d, or auto"},
    {"massage", "every", "7", "out of range; allowed are 1d to 366d, or auto"},
    {"massage", "weekday", "tu-we", "no day of the week; write mon, tue ... sun, or any"},
    {"massage", "remind-before", "1d, 0",
     "\"0\" is not a length of time; write for example 1d, 2h"},
    {"massage", "remind-before", "1m,2m,3m,4m,5m,6m,7m,8m,9m", "too many; up to 8 are allowed"},
    {"massage", "remind-before",
     "1d, 1234567890123456789012345678901234567890123456789012345678901234",
     "one of these is longer than 63 bytes"},
};

static void test_refused_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        CLEANUP(complaints_done) struct complaints c = {0};
        struct settings s;
        char text[512], expected[COMPLAINT_MAX];

        file_with(refused[i].section, refused[i].key, refused[i].value, text);
        (void)snprintf(expected, sizeof(expected), "t.ini:2: [%s] %s = %s: %s", refused[i].section,
                       refused[i].key, refused[i].value, refused[i].why);
        assert_int_equal(read_text(text, &s, &c), -EINVAL);
        assert_string_equal(c.items[0], expected);
        assert_int_equal(c.n, 1);
    }
}

/* Lines are shorter than any text may be, so only the parser itself can be given too much. */
static void test_too_long_for_a_line(void **state)
{
    char value[1000], target[RULE_TEXT_MAX + 1] = "as before", why[WHY_MAX];
    size_t texts = 0;

    (void)state;
    memset(value, 'x', sizeof(value));
    for (size_t i = 0; i < schema_n; i++) {
        if (schema[i].parse != value_text)
            continue;
        texts++;
        assert_int_equal(schema[i].size, sizeof(target));
        value[RULE_TEXT_MAX + 1] = '\0';
        assert_int_equal(schema[i].parse(&schema[i], value, target, why), -EINVAL);
        assert_string_equal(why, "513 bytes long; 512 are the most");
        assert_string_equal(target, "as before");
        value[RULE_TEXT_MAX + 1] = 'x';
    }
    assert_int_equal(texts, 4);

    for (size_t i = 0; i < RULE_MOVES_MAX + 1; i++)
        memcpy(value + 5 * i, "eyes,", 5);
    value[5 * (RULE_MOVES_MAX + 1) - 1] = '\0';
    const struct key *moves = schema_find(SECTION_REMINDER, "moves");
    assert_int_equal(moves->parse(moves, value, target, why), -EINVAL);
    assert_string_equal(why, "too many; up to 64 are allowed");
    value[5 * RULE_MOVES_MAX - 1] = '\0';
    assert_int_equal(moves->parse(moves, value, target, why), 0);
    assert_string_equal(target, value);
}

/* ---------------------------------------------------------------- what values become */

static void print_span(const void *p, FILE *f)
{
    char span[SPAN_TEXT_MAX];

    span_print(*(const int64_t *)p, span);
    (void)fputs(span, f);
}

static void print_int(const void *p, FILE *f)
{
    (void)fprintf(f, "%" PRId32, *(const int32_t *)p);
}

static void print_bool(const void *p, FILE *f)
{
    (void)fputs(*(const bool *)p ? "yes" : "no", f);
}

static void print_counts(const void *p, FILE *f)
{
    (void)fputs(*(const enum counts *)p == COUNTS_DESK ? "desk" : "clock", f);
}

static void print_urgency(const void *p, FILE *f)
{
    (void)fprintf(f, "%d", (int)*(const enum urgency *)p);
}

static void print_hours(const void *p, FILE *f)
{
    const struct hours *hours = p;

    for (size_t i = 0; i < hours->n; i++)
        (void)fprintf(f, "%s%d-%d", i > 0 ? " " : "", hours->windows[i].from / 60,
                      hours->windows[i].to / 60);
}

static void print_days(const void *p, FILE *f)
{
    for (int day = 0; day < 7; day++)
        (void)fputc(*(const uint8_t *)p & 1 << day ? "mtwtfss"[day] : '-', f);
}

static void print_times(const void *p, FILE *f)
{
    const struct rule *rule = (const void *)((const char *)p - offsetof(struct rule, at_n));

    for (size_t i = 0; i < rule->at_n; i++)
        (void)fprintf(f, "%s%d", i > 0 ? " " : "", rule->at[i]);
}

static void print_text(const void *p, FILE *f)
{
    (void)fputs(p, f);
}

static const struct {
    value_parser *parse;
    size_t size;
    void (*print)(const void *p, FILE *f);
} types[] = {
    {value_span, sizeof(int64_t), print_span},
    {value_interval, sizeof(int64_t), print_span},
    {value_number, sizeof(int32_t), print_int},
    {value_amount, sizeof(int32_t), print_int},
    {value_bool, sizeof(bool), print_bool},
    {value_counts, sizeof(enum counts), print_counts},
    {value_urgency, sizeof(enum urgency), print_urgency},
    {value_kind, sizeof(enum rule_kind), print_urgency},
    {value_hours, sizeof(struct hours), print_hours},
    {value_days, sizeof(uint8_t), print_days},
    {value_weekday, sizeof(int32_t), print_int},
    {value_clock, sizeof(int32_t), print_int},
    {value_clocks, sizeof(size_t), print_times},
    {value_text, RULE_TEXT_MAX + 1, print_text},
    {value_command, RULE_TEXT_MAX + 1, print_text},
    {value_spans, RULE_TEXT_MAX + 1, print_text},
    {value_regions, RULE_TEXT_MAX + 1, print_text},
    {value_busy, RULE_TEXT_MAX + 1, print_text},
};

static size_t type_of(const struct key *key)
{
    size_t i = 0;

    while (i < COUNT_OF(types) && types[i].parse != key->parse)
        i++;
    assert_true(i < COUNT_OF(types));
    return i;
}

/* What a key's target holds, as a text. */
static void describe(const struct key *key, const struct settings *s, char ret[static 1024])
{
    const char *base =
        key->section == SECTION_REMINDER ? (const char *)s->schedule.rules : (const char *)s;
    AUTO_FCLOSE FILE *f = fmemopen(ret, 1024, "w");

    ret[0] = '\0';
    types[type_of(key)].print(base + key->offset, f);
}

static enum section section_of(const char *title)
{
    size_t section = 0, length = strcspn(title, " ]");

    while (strncmp(section_name((enum section)section), title, length) != 0)
        assert_true(++section < SECTION_COUNT);
    return (enum section)section;
}

static const struct {
    const char *section, *key, *value, *becomes;
} taken[] = {
    {"general", "hours", "08:00-16:00", "480-960"},
    {"general", "hours", "13:00 - 17:30, 9:00-12:00", "540-720 780-1050"},
    {"general", "hours", "22:00-06:00", "1320-360"},
    {"general", "hours", "22:00-06:00, 06:00-07:00", "360-420 1320-360"},
    {"general", "hours", "22:00-24:00", "1320-1440"},
    {"general", "hours", "22:00-00:00", "1320-0"},
    {"general", "hours", "All Day", "0-1440"},
    {"general", "hours",
     "1:00-1:01,2:00-2:01,3:00-3:01,4:00-4:01,5:00-5:01,6:00-6:01,7:00-7:01,8:00-8:01",
     "60-61 120-121 180-181 240-241 300-301 360-361 420-421 480-481"},
    {"general", "days", "sat, sun", "-----ss"},
    {"general", "days", "fri-mon", "m---fss"},
    {"general", "days", "Every Day", "mtwtfss"},
    {"general", "days", "Tuesday , thu - FRI", "-t-tf--"},
    {"general", "days", "wed-wed", "--w----"},
    {"general", "merge", "0", "0s"},
    {"general", "merge", "59m59s", "59m59s"},
    {"general", "limit", "1000000", "1000000"},
    {"general", "catch-up", "0", "0s"},
    {"general", "movement", "on", "yes"},
    {"presence", "idle-after", "90s", "1m30s"},
    {"presence", "away-after", "1d", "1d"},
    {"presence", "defer-for", "Camera,microphone", "Camera,microphone"},
    {"presence", "defer-for", "", ""},
    {"presence", "defer-at-most", "45", "45m"},
    {"presence", "defer-command", "pgrep -x zoom", "pgrep -x zoom"},
    {"presence", "defer-command", "\"a; b ; echo \"\"c\"\"\" ; x", "a; b ; echo \"c\""},
    {"reminder x", "every", "1s", "1s"},
    {"reminder x", "every", "1h20m", "1h20m"},
    {"reminder x", "every", "3660d", "3660d"},
    {"reminder x", "at", "21:30", "77400"},
    {"reminder x", "at", "15:00:30, 9:00", "32400 54030"},
    {"reminder x", "at", "23:59:59,00:00", "0 86399"},
    {"reminder x", "at",
     "0:00,1:00,2:00,3:00,4:00,5:00,6:00,7:00,8:00,9:00,10:00,11:00,12:00,13:00,14:00,15:00,16:00,"
     "17:00,18:00,19:00,20:00,21:00,22:00,0:01",
     "0 60 3600 7200 10800 14400 18000 21600 25200 28800 32400 36000 39600 43200 46800 50400 54000 "
     "57600 61200 64800 68400 72000 75600 79200"},
    {"reminder x", "random", "0", "0"},
    {"reminder x", "kind", "Posture", "2"},
    {"reminder x", "kind", "auto", "0"},
    {"reminder x", "counts", "Clock", "clock"},
    {"reminder x", "hours", "all day", "0-1440"},
    {"reminder x", "days", "sunday", "------s"},
    {"reminder x", "rest", "5m", "5m"},
    {"reminder x", "rest", "0", "0s"},
    {"reminder x", "snooze", "24h", "1d"},
    {"reminder x", "snoozes", "0", "0"},
    {"reminder x", "snoozes", "100", "100"},
    {"reminder x", "repeat", "Never", "0s"},
    {"reminder x", "message", "Up you get, 10% of you.", "Up you get, 10% of you."},
    {"reminder x", "moves", "neck, lower", "neck, lower"},
    {"reminder x", "amount", "0.3l", "300"},
    {"reminder x", "target", "10l", "10000"},
    {"reminder x", "urgency", "LOW", "0"},
    {"reminder x", "icon", "/usr/share/icons/cup.png", "/usr/share/icons/cup.png"},
    {"reminder x", "sound", "bell", "bell"},
    {"reminder x", "timeout", "30s", "30s"},
    {"reminder x", "command", "", ""},
    {"reminder x", "command", "notify-led --colour \"#f00\" 'it is time'",
     "notify-led --colour \"#f00\" 'it is time'"},
    {"reminder x", "command", "\"sh -c 'a; b ; echo \"\"c\"\"'\" ; x", "sh -c 'a; b ; echo \"c\"'"},
    {"reminder x", "enabled", "Off", "no"},
    {"reminder x", "enabled", "true", "yes"},
    {"pain", "ask-at", "20:00", "72000"},
    {"pain", "ask-at", "0:00", "0"},
    {"massage", "every", "2w", "2w"},
    {"massage", "every", "366d", "366d"},
    {"massage", "weekday", "Wed", "2"},
    {"massage", "remind-before", "1d, 2h", "1d, 2h"},
};

static void test_taken_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(taken); i++) {
        CLEANUP(complaints_done) struct complaints c = {0};
        CLEANUP(settings_done) struct settings s = {0};
        const struct key *key = schema_find(section_of(taken[i].section), taken[i].key);
        char text[512], becomes[1024];

        file_with(taken[i].section, taken[i].key, taken[i].value, text);
        if (read_text(text, &s, &c) < 0)
            fail_msg("%s", c.items[0]);
        describe(key, &s, becomes);
        assert_string_equal(becomes, taken[i].becomes);
    }
}

/* ---------------------------------------------------------------- the table */

static void test_table_is_sane(void **state)
{
    static union {
        struct settings settings;
        struct rule rule;
    } target;

    (void)state;
    assert_in_range(schema_n, 1, SCHEMA_MAX);
    for (size_t i = 0; i < schema_n; i++) {
        const struct key *key = &schema[i];
        size_t t = type_of(key), has_taken = 0, has_refused = key->parse == value_text;
        char why[WHY_MAX];

        assert_int_equal(key->size, types[t].size);
        assert_true(strlen(key->doc) > 10 && strlen(key->doc) < 90);
        assert_null(strchr(key->doc, '\n'));
        assert_ptr_equal(schema_find(key->section, key->name), key); /* each name once */
        if (key->preset)
            assert_int_equal(key->parse(key, key->preset, (char *)&target + key->offset, why), 0);
        else
            assert_non_null(schema_find(SECTION_GENERAL, key->name));
        for (size_t k = 0; k < COUNT_OF(taken); k++)
            has_taken += section_of(taken[k].section) == key->section &&
                         strcmp(taken[k].key, key->name) == 0;
        for (size_t k = 0; k < COUNT_OF(refused); k++)
            has_refused += section_of(refused[k].section) == key->section &&
                           strcmp(refused[k].key, key->name) == 0;
        if (has_taken == 0 || has_refused == 0)
            fail_msg("no test gives %s a value", key->name);
    }
    for (size_t i = 0; i < SECTION_COUNT; i++)
        assert_non_null(section_name((enum section)i));
    assert_null(schema_find(SECTION_PAIN, "every"));
    assert_string_equal(schema_nearest(SECTION_REMINDER, "snoze"), "snooze");
    assert_null(schema_nearest(SECTION_PAIN, "snooze"));
}

/* ---------------------------------------------------------------- the shipped file */

/* Takes a line ";key = value  ; comment" apart, in place; false for any other. */
static bool commented_default(char *line, char **ret_key, char **ret_value)
{
    char *sign = strstr(line, " ="), *end;

    if (line[0] != ';' || line[1] < 'a' || line[1] > 'z' || !sign)
        return false;
    *sign = '\0';
    *ret_key = line + 1;
    *ret_value = sign + 2 + strspn(sign + 2, " ");
    end = strstr(sign + 2, " ;");
    if (end && end < *ret_value)
        *ret_value = end;
    if (end)
        *end = '\0';
    end = *ret_value + strlen(*ret_value);
    while (end > *ret_value && end[-1] == ' ')
        *--end = '\0';
    return true;
}

static void test_shipped_file_shows_every_default(void **state)
{
    size_t shown[SCHEMA_MAX] = {0}, lines = 0;
    AUTO_FREE char *text = strdup(default_ini);
    char *rest = text, *line, *key_name, *value;
    enum section section = SECTION_COUNT;

    (void)state;
    while ((line = strsep(&rest, "\n"))) {
        lines++;
        assert_in_range(strlen(line), 0, 100);
        if (line[0] == '[' || (line[0] == ';' && line[1] == '[')) {
            section = section_of(strchr(line, '[') + 1);
        } else if (commented_default(line, &key_name, &value)) {
            const struct key *key = schema_find(section, key_name);
            const char *preset;

            if (!key)
                fail_msg("line %zu: no key %s", lines, key_name);
            preset = key->preset ? key->preset : schema_find(SECTION_GENERAL, key_name)->preset;
            assert_string_equal(value, preset);
            shown[key - schema]++;
        }
    }
    assert_in_range(lines, 1, 130);
    for (size_t i = 0; i < schema_n; i++)
        if (shown[i] != 1)
            fail_msg("[%s] %s stands %zu times", section_name(schema[i].section), schema[i].name,
                     shown[i]);
}

static void test_shipped_schedule(void **state)
{
    static const struct {
        const char *name, *key, *becomes;
    } expected[] = {
        {"stand-up", "every", "1h"},
        {"stand-up", "rest", "5m"},
        {"stand-up", "message", "Stand up and walk a few steps."},
        {"stand-up", "snooze", "5m"},
        {"stand-up", "snoozes", "2"},
        {"stand-up", "hours", "540-1050"},
        {"stand-up", "days", "mtwtf--"},
        {"stretch", "every", "30m"},
        {"stretch", "moves", "neck, shoulders, lower-back"},
        {"stretch", "rest", "0s"},
        {"hydration", "every", "1h30m"},
        {"hydration", "amount", "200"},
        {"hydration", "target", "1600"},
        {"routine", "every", "0s"},
        {"routine", "at", "77400"},
        {"routine", "days", "mtwtfss"},
        {"routine", "enabled", "yes"},
        {"routine", "kind", "1"},
        {"posture", "random", "3"},
        {"posture", "kind", "2"},
        {"posture", "hours", "540-1050"},
        {"workstation", "every", "30d"},
        {"workstation", "at", "36000"},
        {"workstation", "kind", "3"},
        {"eyes", "every", "20m"},
        {"eyes", "moves", "eyes"},
        {"eyes", "enabled", "no"},
        {"pain", "at", "72000"},
        {"pain", "days", "mtwtfss"},
    };
    static const char *const names[] = {"stand-up", "stretch",     "hydration", "routine",
                                        "posture",  "workstation", "eyes",      "pain"};
    CLEANUP(complaints_done) struct complaints c = {0};
    CLEANUP(settings_done) struct settings s = {0};
    char becomes[1024];

    (void)state;
    assert_int_equal(settings_builtin(&s, &c), 0);
    assert_string_equal(s.path, "built-in");
    assert_int_equal(s.schedule.n, COUNT_OF(names));
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        size_t n = schedule_find(&s.schedule, expected[i].name);
        struct settings one = {.schedule = {.n = 1, .rules = &s.schedule.rules[n]}};

        assert_string_equal(names[n], expected[i].name);
        assert_int_equal(s.schedule.rules[n].asks_pain, strcmp(expected[i].name, "pain") == 0);
        describe(schema_find(SECTION_REMINDER, expected[i].key), &one, becomes);
        assert_string_equal(becomes, expected[i].becomes);
    }
    for (size_t i = 0; i < schema_n; i++) { /* the rest of the file is the defaults */
        char preset[1024], why[WHY_MAX];
        struct settings defaults = s;

        if (schema[i].section > SECTION_PRESENCE)
            continue;
        assert_int_equal(schema[i].parse(&schema[i], schema[i].preset,
                                         (char *)&defaults + schema[i].offset, why),
                         0);
        describe(&schema[i], &defaults, preset);
        describe(&schema[i], &s, becomes);
        assert_string_equal(becomes, preset);
    }
    assert_int_equal(s.pain_ask_at, 20 * 3600);
    assert_int_equal(s.massage_every, 0);
    assert_int_equal(s.massage_weekday, 2);
    assert_string_equal(s.massage_remind_before, "1d, 2h");
}

/* Its name says what a reminder is about, unless it says so itself. */
static void test_kinds(void **state)
{
    static const struct {
        const char *text;
        enum rule_kind kind;
    } cases[] = {
        {"[reminder routine]\nat = 7:30\n", KIND_ROUTINE},
        {"[reminder routine]\nat = 7:30\nkind = plain\n", KIND_PLAIN},
        {"[reminder routine]\nat = 7:30\nmoves = neck\n", KIND_PLAIN},
        {"[reminder morning]\nat = 7:30\nkind = routine\n", KIND_ROUTINE},
        {"[reminder posture]\nrandom = 24\n", KIND_POSTURE},
        {"[reminder posture]\nevery = 1h\n", KIND_POSTURE},
        {"[reminder workstation]\nevery = 30d\nat = 10:00\n", KIND_WORKSTATION},
        {"[reminder tea]\nat = 10:00\n", KIND_PLAIN},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(complaints_done) struct complaints c = {0};
        CLEANUP(settings_done) struct settings s = {0};

        assert_int_equal(read_text(cases[i].text, &s, &c), 0);
        assert_int_equal(s.schedule.rules[0].kind, cases[i].kind);
    }
}

/* A file that says nothing is the defaults, without a reminder. */
static void test_defaults(void **state)
{
    CLEANUP(complaints_done) struct complaints c = {0};
    CLEANUP(settings_done) struct settings s = {0};

    (void)state;
    assert_int_equal(read_text("[reminder a]\nat = 9:00\n", &s, &c), 0);
    assert_int_equal(s.schedule.merge, 5 * USEC_PER_MIN);
    assert_int_equal(s.schedule.limit, 4);
    assert_int_equal(s.schedule.catch_up, 30 * USEC_PER_MIN);
    assert_int_equal(s.idle_after, 2 * USEC_PER_MIN);
    assert_int_equal(s.away_after, 5 * USEC_PER_MIN);
    assert_string_equal(s.defer_for, "microphone, camera, presentation");
    assert_string_equal(s.defer_command, "");
    assert_int_equal(s.defer_at_most, 90 * USEC_PER_MIN);
    assert_int_equal(s.pain_ask_at, -1);
    assert_int_equal(s.massage_every, 0);
    assert_int_equal(s.massage_weekday, -1);
    assert_string_equal(s.massage_remind_before, "");
    assert_int_equal(s.schedule.rules[0].rest, 0);
    assert_int_equal(s.schedule.rules[0].snooze, 5 * USEC_PER_MIN);
    assert_int_equal(s.schedule.rules[0].snoozes, 2);
    assert_int_equal(s.schedule.rules[0].repeat, 10 * USEC_PER_MIN);
    assert_int_equal(s.schedule.rules[0].timeout, 0);
    assert_int_equal(s.schedule.rules[0].counts, COUNTS_DESK);
    assert_int_equal(s.schedule.rules[0].urgency, URGENCY_NORMAL);
    assert_int_equal(s.schedule.rules[0].amount, 0);
    assert_int_equal(s.schedule.rules[0].target, 0);
    assert_true(s.schedule.rules[0].enabled);
    assert_string_equal(s.schedule.rules[0].message, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused_values),
        cmocka_unit_test(test_too_long_for_a_line),
        cmocka_unit_test(test_taken_values),
        cmocka_unit_test(test_table_is_sane),
        cmocka_unit_test(test_shipped_file_shows_every_default),
        cmocka_unit_test(test_shipped_schedule),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_defaults),
    };
    return cmocka_run_group_tests_name("config_values", tests, NULL, NULL);
}
