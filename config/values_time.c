/* Times of day and days of the week, as the schedule file writes them: 09:00-12:00, 22:00-06:00;
 * 21:30; mon-fri, sun. Sorted, and each once, so that nobody further on has to look. */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "common/scope.h"
#include "common/text.h"
#include "config/values.h"
#include "daemon/schedule/rule.h"

#define DAY_SECONDS 86400

static const char *const weekday_names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                            "friday", "saturday", "sunday"};

/* H:MM or H:MM:SS up to 24:00. */
static bool clock_parse(const char *text, int32_t *ret)
{
    int32_t parts[3] = {0};
    size_t n = 0;

    for (;; text++) {
        size_t digits = strspn(text, "0123456789");

        if (digits < (n == 0 ? 1 : 2) || digits > 2)
            return false;
        for (; digits > 0; digits--)
            parts[n] = parts[n] * 10 + (*text++ - '0');
        if (++n == COUNT_OF(parts) || *text != ':')
            break;
    }
    *ret = parts[0] * 3600 + parts[1] * 60 + parts[2];
    return *text == '\0' && n >= 2 && parts[1] < 60 && parts[2] < 60 && *ret <= DAY_SECONDS;
}

int value_clock(const struct key *key, const char *text, void *target, char ret_why[static WHY_MAX])
{
    int32_t second = -1;

    if (!value_is_unset(key, text) && (!clock_parse(text, &second) || second == DAY_SECONDS))
        return value_refuse(ret_why, "not a time of day; write 21:30%s%s",
                            key->unset ? ", or " : "", key->unset ? key->unset : "");
    *(int32_t *)target = second;
    return 0;
}

/* Puts a new time of day into its place; false when it is there already. */
static bool insert_time(int32_t *times, size_t n, int32_t second)
{
    for (; n > 0 && times[n - 1] >= second; n--) {
        if (times[n - 1] == second)
            return false;
        times[n] = times[n - 1];
    }
    times[n] = second;
    return true;
}

int value_clocks(const struct key *key, const char *text, void *target,
                 char ret_why[static WHY_MAX])
{
    struct rule *rule = (struct rule *)(void *)((char *)target - offsetof(struct rule, at_n));
    const char *list = value_is_unset(key, text) ? NULL : text;
    int32_t times[RULE_AT_MAX + 1], second;
    char item[ITEM_MAX];
    size_t n = 0;
    int r;

    while ((r = value_item(&list, item, ret_why)) > 0) {
        if (!clock_parse(item, &second) || second == DAY_SECONDS)
            return value_refuse(
                ret_why, "\"%s\" is not a time of day; write 21:30 or 09:00, 15:00:30", item);
        if (!insert_time(times, n, second))
            return value_refuse(ret_why, "%s stands here twice", item);
        if (++n > RULE_AT_MAX)
            return value_refuse(ret_why, "too many; up to %d times of day are allowed",
                                RULE_AT_MAX);
    }
    if (r < 0)
        return r;
    memcpy(rule->at, times, n * sizeof(times[0]));
    rule->at_n = n;
    return 0;
}

/* ---------------------------------------------------------------- windows */

/* "9:00 - 17:30" at its '-' into two trimmed halves. */
static bool split_range(const char *item, char from[static ITEM_MAX], char to[static ITEM_MAX])
{
    const char *dash = strchr(item, '-');

    if (!dash)
        return false;
    value_trim(from, item, (size_t)(dash - item));
    value_trim(to, dash + 1, strlen(dash + 1));
    return true;
}

static int window_parse(const char *item, struct window *ret, char why[static WHY_MAX])
{
    char from[ITEM_MAX], to[ITEM_MAX];
    struct window w;

    if (!split_range(item, from, to) || !clock_parse(from, &w.from) || !clock_parse(to, &w.to))
        return value_refuse(why,
                            "\"%s\" is not a window; write 09:00-17:30, or 22:00-06:00 over "
                            "midnight, several with commas between, or all day",
                            item);
    if (w.from == DAY_SECONDS)
        return value_refuse(why, "24:00 is only an end; a window begins at 00:00");
    if (w.from == w.to)
        return value_refuse(why, "\"%s\" ends where it begins; for a whole day write all day",
                            item);
    *ret = w;
    return 0;
}

/* Whether two of the windows, sorted, have any time in common, the day after included. */
static bool windows_overlap(const struct hours *hours)
{
    for (size_t i = 0; i < hours->n; i++) {
        const struct window *w = &hours->windows[i];
        int32_t end = w->to > w->from ? w->to : w->to + DAY_SECONDS;
        int32_t next = i + 1 < hours->n ? w[1].from : hours->windows[0].from + DAY_SECONDS;

        if (end > next)
            return true;
    }
    return false;
}

int value_hours(const struct key *key, const char *text, void *target, char ret_why[static WHY_MAX])
{
    struct hours hours = {0};
    const char *list = text;
    char item[ITEM_MAX];
    struct window w;
    size_t i;
    int r;

    if (strcasecmp(text, "all day") == 0) {
        *(struct hours *)target = (struct hours){.n = 1, .windows = {{0, DAY_SECONDS}}};
        return 0;
    }
    while ((r = value_item(&list, item, ret_why)) > 0) {
        r = window_parse(item, &w, ret_why);
        if (r < 0)
            return r;
        if (hours.n == (size_t)key->max)
            return value_refuse(ret_why, "too many; up to %d windows are allowed",
                                RULE_WINDOWS_MAX);
        for (i = hours.n++; i > 0 && hours.windows[i - 1].from > w.from; i--)
            hours.windows[i] = hours.windows[i - 1];
        hours.windows[i] = w;
    }
    if (r < 0)
        return r;
    if (windows_overlap(&hours))
        return value_refuse(ret_why, "two of these windows overlap");
    *(struct hours *)target = hours;
    return 0;
}

/* ---------------------------------------------------------------- days */

#define DAYS_RULE "write mon-fri, or mon, wed, fri"

static int weekday_parse(const char *text)
{
    return text_find(text, weekday_names, COUNT_OF(weekday_names));
}

int value_days(const struct key *key, const char *text, void *target, char ret_why[static WHY_MAX])
{
    const char *list = text;
    char item[ITEM_MAX], from[ITEM_MAX], to[ITEM_MAX];
    uint8_t days = 0;
    int r;

    (void)key;
    if (strcasecmp(text, "every day") == 0) {
        *(uint8_t *)target = EVERY_DAY;
        return 0;
    }
    while ((r = value_item(&list, item, ret_why)) > 0) {
        bool range = split_range(item, from, to);
        int day = weekday_parse(range ? from : item), last = range ? weekday_parse(to) : day;

        if (day < 0 || last < 0)
            return value_refuse(ret_why,
                                "\"%s\" is no day of the week; " DAYS_RULE ", or every day", item);
        for (;; day = (day + 1) % 7) {
            days |= (uint8_t)(1u << day);
            if (day == last)
                break;
        }
    }
    if (r < 0)
        return r;
    *(uint8_t *)target = days;
    return 0;
}

int value_weekday(const struct key *key, const char *text, void *target,
                  char ret_why[static WHY_MAX])
{
    int day = value_is_unset(key, text) ? -1 : weekday_parse(text);

    if (day < 0 && !value_is_unset(key, text))
        return value_refuse(ret_why, "no day of the week; write mon, tue ... sun, or %s",
                            key->unset);
    *(int32_t *)target = day;
    return 0;
}
