/* Text for people. Every function prints from its parameters alone, so that what knead shows can be
 * tested to the letter at any width, with colour and without. */
#include "cli/render.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "common/civil.h"
#include "common/entry.h"
#include "common/scope.h"
#include "common/span.h"
#include "common/when.h"

#define ROOM_MIN  20  /* columns that wrapped text gets, however narrow the terminal is */
#define HALF_YEAR 183 /* days after which a date needs its year */

static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void paint(FILE *out, const struct view *view, enum tone tone)
{
    static const char *const codes[] = {"0", "1", "2", "32", "33", "1;31"};
    _Static_assert(COUNT_OF(codes) == TONE_COUNT, "a code for every tone");

    if (view->colour)
        (void)fprintf(out, "\033[%sm", codes[tone]);
}

/* One character of UTF-8: its bytes (0 at the end) and its columns. Control characters, C1
 * included, are told by -1 columns. */
static size_t character(const char *s, int *ret_cells)
{
    const unsigned char *u = (const unsigned char *)s;
    size_t n = *u >= 0xf0 ? 4 : *u >= 0xe0 ? 3 : *u >= 0xc0 ? 2 : 1;
    uint32_t c = n == 1 ? *u : *u & (0xffU >> (n + 1));
    int cells;

    *ret_cells = 0;
    if (*u == '\0')
        return 0;
    for (size_t i = 1; i < n; i++) {
        if ((u[i] & 0xc0) != 0x80) { /* not UTF-8 after all */
            n = i;
            c = 0;
            break;
        }
        c = c << 6 | (u[i] & 0x3f);
    }
    cells = wcwidth((wchar_t)c);
    *ret_cells = c < 0x20 || (c >= 0x7f && c < 0xa0) ? -1 : cells < 0 ? 1 : cells;
    return n;
}

static int bytes_cells(const char *text, size_t length)
{
    int cells, sum = 0;

    for (const char *end = text + length; text < end;) {
        text += character(text, &cells);
        sum += cells < 0 ? 1 : cells;
    }
    return sum;
}

int text_cells(const char *text)
{
    return bytes_cells(text, strlen(text));
}

static void print_bytes(FILE *out, const char *text, size_t length)
{
    int cells;

    for (const char *end = text + length; text < end;) {
        size_t n = character(text, &cells);

        if (cells < 0)
            (void)fputc(*text == '\n' || *text == '\t' ? ' ' : '?', out);
        else
            (void)fwrite(text, 1, n, out);
        text += n;
    }
}

void print_clean(FILE *out, const char *text)
{
    print_bytes(out, text, strlen(text));
}

static int gap_to(const struct line *line, int column)
{
    return line->at == 0 || line->at < column ? column - line->at : 2;
}

void line_text(struct line *line, int column, const char *text)
{
    int gap = gap_to(line, column);

    if (*text == '\0')
        return;
    (void)fprintf(line->out, "%*s", gap, "");
    print_clean(line->out, text);
    line->at += gap + text_cells(text);
}

void line_end(struct line *line, const struct view *view, int column, const char *text)
{
    int room = view->width - column > ROOM_MIN ? view->width - column : ROOM_MIN, used = 0;
    bool broken = false; /* the next word begins a line */

    if (*text != '\0')
        (void)fprintf(line->out, "%*s", gap_to(line, column), "");
    while (*text != '\0') {
        size_t n = strcspn(text, " \t\n");
        int cells = bytes_cells(text, n);

        if (n > 0) {
            broken = broken || (used > 0 && used + 1 + cells > room);
            if (broken)
                (void)fprintf(line->out, "\n%*s", column, "");
            else if (used > 0)
                (void)fputc(' ', line->out);
            used = broken ? cells : used + (used > 0) + cells;
            broken = false;
            print_bytes(line->out, text, n);
        }
        text += n;
        broken = broken || (*text == '\n' && used > 0);
        text += *text != '\0';
    }
    (void)fputc('\n', line->out);
    line->at = 0;
}

void bar_text(int64_t part, int64_t whole, char ret[static BAR_CELLS + 1])
{
    int full = 0;

    if (whole > 0 && part > 0)
        full = part >= whole ? BAR_CELLS : (int)((double)part * BAR_CELLS / (double)whole);
    for (int i = 0; i < BAR_CELLS; i++)
        ret[i] = i < full ? '#' : '.';
    ret[BAR_CELLS] = '\0';
}

bool stamp_parse(const char *text, struct stamp *ret)
{
    return text && when_parse_rfc3339(text, &ret->at, &ret->offset) == 0;
}

int64_t stamp_day(struct stamp s)
{
    return civil_of(wall_seconds(s.at) + s.offset, NULL);
}

void stamp_clock(struct stamp s, char ret[static STAMP_TEXT_MAX])
{
    int32_t second;

    (void)civil_of(wall_seconds(s.at) + s.offset, &second);
    (void)snprintf(ret, STAMP_TEXT_MAX, "%02d:%02d", second / 3600, second / 60 % 60);
}

void stamp_date(struct stamp s, struct stamp now, char ret[static STAMP_TEXT_MAX])
{
    int64_t day = stamp_day(s);
    int year, month, mday, n;

    civil_from_day(day, &year, &month, &mday);
    n = snprintf(ret, STAMP_TEXT_MAX, "%s %d %s", weekdays[civil_weekday(day)], mday,
                 months[month - 1]);
    if (llabs(day - stamp_day(now)) > HALF_YEAR)
        (void)snprintf(ret + n, STAMP_TEXT_MAX - (size_t)n, " %d", year);
}

void stamp_soon(struct stamp s, struct stamp now, char ret[static STAMP_TEXT_MAX])
{
    int64_t days = stamp_day(s) - stamp_day(now);
    char clock[STAMP_TEXT_MAX], date[STAMP_TEXT_MAX];

    stamp_clock(s, clock);
    stamp_date(s, now, date);
    if (days == 0)
        (void)strcpy(ret, clock);
    else
        (void)snprintf(ret, STAMP_TEXT_MAX, "%.*s %.16s", days > 0 && days <= 6 ? 3 : 32, date,
                       clock);
}

void stamp_past(struct stamp s, struct stamp now, char ret[static STAMP_TEXT_MAX])
{
    int64_t days = stamp_day(now) - stamp_day(s);
    char clock[STAMP_TEXT_MAX], date[STAMP_TEXT_MAX];

    stamp_clock(s, clock);
    stamp_date(s, now, date);
    (void)snprintf(ret, STAMP_TEXT_MAX, "%.32s %.16s",
                   days == 0   ? "today"
                   : days == 1 ? "yesterday"
                               : date,
                   clock);
}

void stamp_offset(struct stamp s, char ret[static STAMP_TEXT_MAX])
{
    int minutes = abs(s.offset) / 60;
    (void)snprintf(ret, STAMP_TEXT_MAX, "%c%02d:%02d", s.offset < 0 ? '-' : '+', minutes / 60,
                   minutes % 60);
}

void span_words(int64_t seconds, char ret[static STAMP_TEXT_MAX])
{
    static const struct {
        int64_t below, unit;
    } grains[] = {{60, 1}, {SECONDS_PER_DAY, 60}, {7 * SECONDS_PER_DAY, 3600}};
    int64_t unit = SECONDS_PER_DAY;

    _Static_assert(SPAN_TEXT_MAX <= STAMP_TEXT_MAX, "a span fits");
    for (size_t i = COUNT_OF(grains); i > 0; i--)
        if (seconds < grains[i - 1].below)
            unit = grains[i - 1].unit;
    span_print(seconds < 0 ? 0 : seconds / unit * unit * USEC_PER_SEC, ret);
}

const char *member_text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

int64_t member_int(const json_t *object, const char *key, int64_t fallback)
{
    const json_t *value = json_object_get(object, key);
    return json_is_integer(value) ? json_integer_value(value) : fallback;
}

void outcome_words(const json_t *counts, char *ret, size_t size)
{
    static const char *const outcomes[] = {"done", "taken", "skipped", "missed", "suppressed"};
    size_t used = 0;

    ret[0] = '\0';
    for (size_t i = 0; i < COUNT_OF(outcomes); i++) {
        int64_t n = member_int(counts, outcomes[i], 0);

        if (n > 0 && used < size)
            used += (size_t)snprintf(ret + used, size - used, "%s%lld %s", used > 0 ? ", " : "",
                                     (long long)n, outcomes[i]);
    }
}

enum tone level_tone(int64_t level)
{
    return level >= 7   ? TONE_SEVERE
           : level >= 4 ? TONE_MIDDLING
           : level >= 1 ? TONE_MILD
                        : TONE_PLAIN;
}

void print_json(FILE *out, const json_t *value)
{
    (void)json_dumpf(value, out, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    (void)fputc('\n', out);
}
