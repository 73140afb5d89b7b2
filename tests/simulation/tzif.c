/* RFC 8536: a header, tables for 32-bit times, another header, tables for 64-bit times, and a line
 * with the rule that holds after the last of them, as POSIX writes it for TZ. */
#include "tests/simulation/tzif.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"

#define FILE_MAX   65536
#define HEADER     44
#define TYPE_SIZE  6
#define DAY        INT64_C(86400)
#define RULE_YEARS 80

struct header {
    size_t ut_n, std_n, leap_n, time_n, type_n, char_n;
};

static int64_t number(const uint8_t *at, size_t size)
{
    uint64_t n = at[0] & 0x80 ? UINT64_MAX : 0;

    for (size_t i = 0; i < size; i++)
        n = n << 8 | at[i];
    return (int64_t)n;
}

static bool read_header(const uint8_t *at, const uint8_t *end, struct header *ret)
{
    size_t *const fields[] = {&ret->ut_n,   &ret->std_n,  &ret->leap_n,
                              &ret->time_n, &ret->type_n, &ret->char_n};

    if (end - at < HEADER || memcmp(at, "TZif", 4) != 0 || at[4] < '2')
        return false;
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        *fields[i] = (size_t)number(at + 20 + 4 * i, 4);
    return true;
}

static size_t body(const struct header *h, size_t time_size)
{
    return h->time_n * (time_size + 1) + h->type_n * TYPE_SIZE + h->char_n +
           h->leap_n * (time_size + 4) + h->std_n + h->ut_n;
}

static bool add(struct tzif *z, int64_t from, int64_t at, int32_t offset)
{
    struct tzif_change *last = &z->changes[z->n - 1];

    if (at <= from)
        last->offset = offset; /* all that is left of what was before */
    else if (offset != last->offset && z->n < TZIF_CHANGES)
        z->changes[z->n++] = (struct tzif_change){at, offset};
    else
        return offset == last->offset;
    return true;
}

/* ---------------------------------------------------------------- the closing rule */

/* [+-]hh[:mm[:ss]] */
static bool read_clock(const char **text, int64_t *ret)
{
    int sign = **text == '-' ? -1 : 1, unit = 3600;
    char *end;

    *text += **text == '-' || **text == '+';
    for (*ret = 0; unit; unit /= 60) {
        *ret += sign * unit * (int64_t)strtol(*text, &end, 10);
        if (end == *text)
            return false;
        *text = end;
        if (*end != ':')
            return true;
        (*text)++;
    }
    return true;
}

static void skip_name(const char **text)
{
    *text += **text == '<' ? strcspn(*text, ">") + 1 : strcspn(*text, "+-,0123456789");
}

struct nth {
    int month, week, weekday; /* Sunday 0; week 5: the last */
    int64_t clock;
};

/* Mm.w.d[/clock] */
static bool read_nth(const char **text, struct nth *ret)
{
    int length = 0;

    ret->clock = 7200;
    if (sscanf(*text, ",M%d.%d.%d%n", &ret->month, &ret->week, &ret->weekday, &length) != 3)
        return false;
    *text += length;
    if (**text != '/')
        return true;
    (*text)++;
    return read_clock(text, &ret->clock);
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* In seconds by the clock since 1970-01-01T00:00. */
static int64_t nth_of(const struct nth *nth, int year)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t first = 0, day;
    int length = lengths[nth->month - 1] + (nth->month == 2 && is_leap(year));

    for (int y = 1970; y < year; y++)
        first += 365 + is_leap(y);
    for (int m = 1; m < nth->month; m++)
        first += lengths[m - 1] + (m == 2 && is_leap(year));
    day = (nth->weekday + 7 - (first + 4) % 7) % 7 + INT64_C(7) * (nth->week - 1);
    while (day >= length)
        day -= 7;
    return (first + day) * DAY + nth->clock;
}

static bool follow_rule(struct tzif *z, const char *text, int64_t from, int64_t to, int64_t last)
{
    struct nth summer, winter;
    int64_t standard, saving;

    skip_name(&text);
    if (!read_clock(&text, &standard))
        return false;
    if (*text == '\n')
        return true;
    skip_name(&text);
    saving = standard - 3600;
    if (*text != ',' && !read_clock(&text, &saving))
        return false;
    if (!read_nth(&text, &summer) || !read_nth(&text, &winter) || *text != '\n')
        return false;
    for (int year = 1970; year < 1970 + RULE_YEARS; year++) {
        struct tzif_change both[] = {{nth_of(&summer, year) + standard, (int32_t)-saving},
                                     {nth_of(&winter, year) + saving, (int32_t)-standard}};
        bool south = both[0].at > both[1].at;

        for (size_t i = 0; i < 2; i++) {
            const struct tzif_change *c = &both[i ^ south];

            if (c->at > last && c->at < to && !add(z, from, c->at, c->offset))
                return false;
        }
    }
    return true;
}

/* ---------------------------------------------------------------- the file */

static int parse(const uint8_t *at, const uint8_t *end, int64_t from, int64_t to, struct tzif *ret)
{
    const uint8_t *times, *kinds, *types;
    int64_t last = INT64_MIN;
    struct header h;

    if (!read_header(at, end, &h) || (size_t)(end - at) < HEADER + body(&h, 4))
        return -EINVAL;
    at += HEADER + body(&h, 4);
    if (!read_header(at, end, &h) || (size_t)(end - at) < HEADER + body(&h, 8) + 2)
        return -EINVAL;
    times = at + HEADER;
    kinds = times + 8 * h.time_n;
    types = kinds + h.time_n;
    ret->n = 1;
    ret->changes[0] = (struct tzif_change){INT64_MIN, (int32_t)number(types, 4)};
    for (size_t i = 0; i < h.time_n; i++) {
        last = number(times + 8 * i, 8);
        if (last < to &&
            !add(ret, from, last, (int32_t)number(types + (size_t)TYPE_SIZE * kinds[i], 4)))
            return -E2BIG;
    }
    return follow_rule(ret, (const char *)times + body(&h, 8) + 1, from, to, last) ? 0 : -EINVAL;
}

int tzif_read(const char *path, int64_t from, int64_t to, struct tzif *ret)
{
    AUTO_FCLOSE FILE *f = fopen(path, "re");
    uint8_t text[FILE_MAX + 1] = {0};
    size_t n = f ? fread(text, 1, FILE_MAX, f) : 0;

    return parse(text, text + n, from, to, ret);
}
