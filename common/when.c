/* Times as people write them, and as machines do.
 *
 * A text is first cut into words, then understood as a day and a clock time, then settled: turned
 * into an instant on the right side of now. Only pick() and settle() know about sides.
 */
#include "common/when.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/scope.h"
#include "common/span.h"
#include "common/text.h"

#define SLACK_US     USEC_PER_MIN /* "14:30", said seconds before 14:30 by this machine's clock */
#define INPUT_MAX    64
#define DAY_WORD_MIN 3 /* letters of a shortened weekday */

/* Weekdays by their number, then the days around today. */
static const char *const day_words[] = {
    "Monday",   "Tuesday", "Wednesday", "Thursday", "Friday",
    "Saturday", "Sunday",  "yesterday", "today",    "tomorrow",
};
enum { YESTERDAY = 7, TODAY };

struct question {
    struct wall now;
    const struct zone *zone;
    enum when_lean lean;
};

/* A local time; where step is not 0, the first on the right side of now, going by step days. */
struct local {
    int64_t day;
    int32_t second;
    int step;
};

/* Reads min to max digits and steps over them. */
static bool read_number(const char **text, size_t min, size_t max, int *ret)
{
    size_t n = strspn(*text, "0123456789");
    int value = 0;

    if (n < min || n > max)
        return false;
    for (; n > 0; n--)
        value = value * 10 + (*(*text)++ - '0');
    *ret = value;
    return true;
}

static bool read_one_of(const char **text, const char *characters)
{
    if (**text == '\0' || !strchr(characters, **text))
        return false;
    (*text)++;
    return true;
}

static bool read_date(const char **text, int64_t *ret_day)
{
    int year, month, day;

    if (!read_number(text, 4, 4, &year) || !read_one_of(text, "-") ||
        !read_number(text, 2, 2, &month) || !read_one_of(text, "-") ||
        !read_number(text, 2, 2, &day) || !civil_valid(year, month, day))
        return false;
    *ret_day = civil_day(year, month, day);
    return true;
}

/* The whole text: 9:00, 09:00, 09:00:30, and 24:00 for the end of the day. */
static bool read_clock(const char *text, int32_t *ret_second)
{
    int hour, minute, second = 0;

    if (!read_number(&text, 1, 2, &hour) || !read_one_of(&text, ":") ||
        !read_number(&text, 2, 2, &minute))
        return false;
    if (*text != '\0' && (!read_one_of(&text, ":") || !read_number(&text, 2, 2, &second)))
        return false;
    if (*text != '\0' || minute > 59 || second > 59)
        return false;
    *ret_second = hour * 3600 + minute * 60 + second;
    return *ret_second <= SECONDS_PER_DAY;
}

/* Z or ±hh:mm, to the end of the text. */
static bool read_offset(const char *text, int32_t *ret)
{
    int hours, minutes, sign = *text == '-' ? -1 : 1;

    if (strcasecmp(text, "Z") == 0) {
        *ret = 0;
        return true;
    }
    if (!read_one_of(&text, "+-") || !read_number(&text, 2, 2, &hours) ||
        !read_one_of(&text, ":") || !read_number(&text, 2, 2, &minutes) || *text != '\0' ||
        hours > 23 || minutes > 59)
        return false;
    *ret = sign * (hours * 3600 + minutes * 60);
    return true;
}

int when_parse_rfc3339(const char *text, struct wall *ret, int32_t *ret_offset)
{
    int64_t day, us = 0;
    int hour, minute, second;
    int32_t offset;

    if (!read_date(&text, &day) || !read_one_of(&text, "Tt ") || !read_number(&text, 2, 2, &hour) ||
        !read_one_of(&text, ":") || !read_number(&text, 2, 2, &minute) ||
        !read_one_of(&text, ":") || !read_number(&text, 2, 2, &second) || hour > 23 ||
        minute > 59 || second > 60)
        return -EINVAL;
    if (*text == '.') {
        int64_t place = USEC_PER_SEC / 10;

        text++;
        if (*text < '0' || *text > '9')
            return -EINVAL;
        for (; *text >= '0' && *text <= '9'; text++, place /= 10)
            us += (*text - '0') * place;
    }
    if (!read_offset(text, &offset))
        return -EINVAL;

    /* The clocks meant here have no leap seconds: one counts as the second before it. */
    second -= second == 60;
    us += (day * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second - offset) * USEC_PER_SEC;
    ret->us = us;
    *ret_offset = offset;
    return 0;
}

/* Gives an instant if it is on the right side of now. */
static int settle(const struct question *q, struct wall at, struct wall *ret)
{
    if (at.us < 0 || at.us >= WALL_END_US)
        return -ERANGE;
    if (q->lean == WHEN_FUTURE && at.us < q->now.us)
        return -ERANGE;
    if (q->lean == WHEN_PAST && at.us > q->now.us) {
        if (at.us - q->now.us > SLACK_US)
            return -ERANGE;
        at = q->now;
    }
    *ret = at;
    return 0;
}

static int pick(const struct question *q, const struct local *local, struct wall *ret)
{
    int r = -EINVAL;

    /* Three, as one may be on the wrong side and one on a day that the zone skipped. */
    for (int i = 0; i < (local->step != 0 ? 3 : 1); i++) {
        int64_t at;

        if (zone_instant(q->zone, local->day + i * local->step, local->second, &at) == ZONE_NO_DAY)
            continue;
        r = settle(q, (struct wall){at * USEC_PER_SEC}, ret);
        if (r != -ERANGE)
            break;
    }
    return r;
}

/* "2h ago", "in 2h". */
static int relative(const struct question *q, const char *span, int sign, struct wall *ret)
{
    int64_t us;
    int r = span_parse(span, &us);

    return r < 0 ? r : settle(q, (struct wall){q->now.us + sign * us}, ret);
}

/* The day meant by a word, seen from today. */
static bool read_day_word(const char *word, int64_t today, enum when_lean lean, struct local *ret)
{
    int i = strlen(word) < DAY_WORD_MIN ? -1 : text_find(word, day_words, COUNT_OF(day_words));

    if (i < 0)
        return false;
    if (i >= YESTERDAY) {
        ret->day = today + i - TODAY;
        return true;
    }
    ret->step = lean == WHEN_PAST ? -7 : 7;
    ret->day = today + (i - civil_weekday(today) + 7) % 7;
    if (lean == WHEN_PAST && ret->day > today)
        ret->day -= 7;
    return true;
}

/* Understands one word, or two; second is NULL or the other. */
static int read_words(const struct question *q, const char *first, const char *second,
                      struct wall *ret)
{
    struct local local = {0};
    int64_t today;
    int32_t unused;

    if (second && strcasecmp(second, "ago") == 0)
        return relative(q, first, -1, ret);
    if (second && strcasecmp(first, "in") == 0)
        return relative(q, second, 1, ret);
    if (!second && strcasecmp(first, "now") == 0)
        return settle(q, q->now, ret);

    zone_local(q->zone, wall_seconds(q->now), &today, &unused);
    if (!second && read_clock(first, &local.second)) {
        local.day = today;
        local.step = q->lean == WHEN_PAST ? -1 : 1;
        return pick(q, &local, ret);
    }
    if (!read_day_word(first, today, q->lean, &local)) {
        if (!read_date(&first, &local.day))
            return -EINVAL;
        if (*first != '\0') {
            /* 2026-03-28T07:15, a local time */
            if (second || !read_one_of(&first, "Tt"))
                return -EINVAL;
            second = first;
        }
    }
    if (second && !read_clock(second, &local.second))
        return -EINVAL;
    return pick(q, &local, ret);
}

int when_parse(const char *text, struct wall now, const struct zone *zone, enum when_lean lean,
               struct wall *ret)
{
    const struct question q = {now, zone, lean};
    char copy[INPUT_MAX], *rest, *first, *second;
    struct wall at;
    int32_t offset;

    if (when_parse_rfc3339(text, &at, &offset) == 0)
        return settle(&q, at, ret);
    if (strlen(text) >= sizeof copy)
        return -EINVAL;
    (void)strcpy(copy, text);
    first = strtok_r(copy, " ", &rest);
    second = strtok_r(NULL, " ", &rest);
    if (!first || strtok_r(NULL, " ", &rest))
        return -EINVAL;
    return read_words(&q, first, second, ret);
}

void when_print_rfc3339(struct wall at, int32_t offset, char ret[static WHEN_TEXT_MAX])
{
    /* The format has no seconds of an offset: the local time is given by its whole minutes. */
    int minutes = offset / 60, year, month, date;
    const struct zone zone = {1, &(struct zone_span){INT64_MIN, minutes * 60}};
    int64_t day;
    int32_t second;

    zone_local(&zone, wall_seconds(at), &day, &second);
    civil_from_day(day, &year, &month, &date);
    (void)snprintf(ret, WHEN_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", year, month,
                   date, second / 3600, second / 60 % 60, second % 60, minutes < 0 ? '-' : '+',
                   abs(minutes) / 60, abs(minutes) % 60);
}

void when_print(struct wall at, struct wall now, const struct zone *zone,
                char ret[static WHEN_TEXT_MAX])
{
    int64_t day, today;
    int32_t second, unused;
    int year, month, date, n = 0;

    zone_local(zone, wall_seconds(now), &today, &unused);
    zone_local(zone, wall_seconds(at), &day, &second);
    civil_from_day(day, &year, &month, &date);
    if (llabs(day - today) > 6)
        n = snprintf(ret, WHEN_TEXT_MAX, "%04d-%02d-%02d ", year, month, date);
    else if (day != today)
        n = snprintf(ret, WHEN_TEXT_MAX, "%.3s ", day_words[civil_weekday(day)]);
    (void)snprintf(ret + n, WHEN_TEXT_MAX - (size_t)n, "%02d:%02d", second / 3600,
                   second / 60 % 60);
}
