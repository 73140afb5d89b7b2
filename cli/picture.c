/* Breaks beside pain: two lines, one over the other, for terminals, and a drawing for pages. */
#include "cli/picture.h"

#include <stdlib.h>
#include <string.h>

#include "common/civil.h"
#include "common/entry.h"
#include "common/scope.h"

#define INDENT 2
#define LABEL  10 /* columns of "pain" and "breaks" before the lines */

double member_real(const json_t *object, const char *key, double fallback)
{
    const json_t *value = json_object_get(object, key);

    return json_is_number(value) ? json_number_value(value) : fallback;
}

bool picture_date(const json_t *object, const char *key, struct stamp *ret)
{
    const char *text = member_text(object, key);
    char noon[64];

    (void)snprintf(noon, sizeof noon, "%.10sT12:00:00Z", text ? text : "");
    return stamp_parse(noon, ret);
}

/* ------------------------------------------------------------------ as signs */

struct cell {
    double pain, pain_n, kept, shown;
};

/* A part of a whole as one sign, 0 the lowest. */
static const char *sign_of(const struct view *view, double part)
{
    static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char *const digits[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
    size_t n = view->ascii ? COUNT_OF(digits) : COUNT_OF(blocks), i = (size_t)(part * (double)n);

    return (view->ascii ? digits : blocks)[i < n ? i : n - 1];
}

static void print_line(FILE *out, const struct view *view, const char *label,
                       const struct cell *cells, size_t n, bool pain)
{
    while (n > 0 && (pain ? cells[n - 1].pain_n : cells[n - 1].shown) <= 0)
        n--;
    (void)fprintf(out, "%*s%-*s", INDENT, "", n > 0 ? LABEL - INDENT : 0, label);
    for (size_t i = 0; i < n; i++) {
        const struct cell *c = &cells[i];
        double whole = pain ? c->pain_n * PAIN_MAX : c->shown;

        if (whole <= 0) {
            (void)fputc(' ', out);
            continue;
        }
        if (pain)
            paint(out, view, level_tone((int64_t)(c->pain / c->pain_n)));
        (void)fputs(sign_of(view, (pain ? c->pain : c->kept) / whole), out);
        if (pain)
            paint(out, view, TONE_PLAIN);
    }
    (void)fputc('\n', out);
}

/* The mean pain of a column's days, and the share of their breaks that was kept. The last column
 * ends with the last day. */
static void add_days(const json_t *reply, struct stamp last, int64_t days, struct cell *cells,
                     size_t n, size_t per)
{
    const json_t *day;
    struct stamp at;
    size_t i;

    json_array_foreach(json_object_get(reply, "days"), i, day)
    {
        double pain = member_real(day, "level", -1);
        int64_t back = picture_date(day, "date", &at) ? stamp_day(last) - stamp_day(at) : days;
        struct cell *c;

        if (back < 0 || back >= days)
            continue;
        c = &cells[n - 1 - (size_t)back / per];
        c->pain += pain >= 0 ? pain : 0;
        c->pain_n += pain >= 0;
        c->kept += (double)member_int(day, "kept", 0);
        c->shown += (double)member_int(day, "shown", 0);
    }
}

void picture_print(FILE *out, const struct view *view, const json_t *reply)
{
    size_t room = view->width > LABEL + 20 ? (size_t)(view->width - LABEL) : 20, per, n;
    AUTO_FREE struct cell *cells = calloc(room, sizeof(*cells));
    char from[STAMP_TEXT_MAX], to[STAMP_TEXT_MAX], each[40], text[256];
    struct line line = {.out = out};
    struct stamp first, last;
    int64_t days;

    if (!cells || !picture_date(reply, "from", &first) || !picture_date(reply, "to", &last) ||
        (days = stamp_day(last) - stamp_day(first) + 1) < 1)
        return;
    per = ((size_t)days + room - 1) / room;
    n = ((size_t)days + per - 1) / per;
    add_days(reply, last, days, cells, n, per);
    print_line(out, view, "pain", cells, n, true);
    print_line(out, view, "breaks", cells, n, false);
    stamp_date(first, view->now, from);
    stamp_date(last, view->now, to);
    (void)snprintf(each, sizeof each, per > 1 ? "each sign %zu days" : "each sign a day", per);
    (void)snprintf(text, sizeof text, "%s to %s, %s; the higher, the more", from, to, each);
    paint(out, view, TONE_FAINT);
    line_end(&line, view, INDENT, text);
    paint(out, view, TONE_PLAIN);
}

/* ------------------------------------------------------------------ as a drawing */

/* In the drawing's own units, which are about a screen's pixels. */
#define LEFT   34.0
#define RIGHT  706.0
#define TOP    10.0
#define BOTTOM 160.0 /* of pain */
#define BREAKS 232.0 /* of breaks, which rise 48 */
#define RISE   48.0
#define HEIGHT 252.0

struct scale {
    int64_t first, days;
};

static double x_of(const struct scale *s, double day)
{
    return LEFT + (day + 0.5) * (RIGHT - LEFT) / (double)s->days;
}

static double y_of(double level)
{
    return BOTTOM - level * (BOTTOM - TOP) / PAIN_MAX;
}

#define APART 45.0 /* what is written below stands so far from the dates at both ends */

/* The first and the last date, and between them a name at the beginning of each month, or year. */
static void draw_dates(FILE *out, const struct view *view, const struct scale *s,
                       const struct stamp ends[static 2])
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[STAMP_TEXT_MAX];
    int year, month, day;

    stamp_date(ends[0], view->now, text);
    (void)fprintf(out, "<text x=\"%.0f\" y=\"%.0f\">%s</text>", LEFT, HEIGHT - 3, text);
    stamp_date(ends[1], view->now, text);
    (void)fprintf(out, "<text class=\"end\" x=\"%.0f\" y=\"%.0f\">%s</text>\n", RIGHT, HEIGHT - 3,
                  text);
    for (int64_t d = 0; d < s->days; d++) {
        double x = x_of(s, (double)d);

        civil_from_day(s->first + d, &year, &month, &day);
        if (day != 1 || (s->days > 731 && month != 1) || x < LEFT + 2 * APART ||
            x > RIGHT - 2 * APART)
            continue;
        (void)snprintf(text, sizeof text, "%d", year);
        (void)fprintf(out, "<text x=\"%.1f\" y=\"%.0f\">%s</text>\n", x, HEIGHT - 3,
                      s->days > 731 || month == 1 ? text : months[month - 1]);
    }
}

/* Lines at the bands' bounds, and at all and none of the breaks. */
static void draw_frame(FILE *out)
{
    static const int levels[] = {0, 4, 7, 10};

    for (size_t i = 0; i < COUNT_OF(levels); i++)
        (void)fprintf(out,
                      "<path class=\"rule\" d=\"M%.0f %.1fH%.0f\"/>"
                      "<text class=\"end\" x=\"%.0f\" y=\"%.1f\">%d</text>\n",
                      LEFT, y_of(levels[i]), RIGHT, LEFT - 8, y_of(levels[i]) + 4, levels[i]);
    (void)fprintf(out,
                  "<path class=\"rule\" d=\"M%.0f %.1fH%.0fM%.0f %.1fH%.0f\"/>"
                  "<text class=\"end\" x=\"%.0f\" y=\"%.1f\">all</text>"
                  "<text class=\"end\" x=\"%.0f\" y=\"%.1f\">0</text>\n",
                  LEFT, BREAKS - RISE, RIGHT, LEFT, BREAKS, RIGHT, LEFT - 8, BREAKS - RISE + 4,
                  LEFT - 8, BREAKS + 4);
}

/* A dot for each day, a line over each week that has a value, a bar for each day's breaks. */
static void draw_days(FILE *out, const struct scale *s, const json_t *reply)
{
    double width = (RIGHT - LEFT) / (double)s->days, bar = width > 3 ? width - 1 : width;
    double r = width > 12 ? 3.2 : width > 4 ? 2.4 : width > 2 ? 1.6 : 1;
    const json_t *item;
    struct stamp at;
    size_t i;

    json_array_foreach(json_object_get(reply, "days"), i, item)
    {
        double level = member_real(item, "level", -1), x;
        double kept = (double)member_int(item, "kept", 0);
        double shown = (double)member_int(item, "shown", 0);

        if (!picture_date(item, "date", &at))
            continue;
        x = x_of(s, (double)(stamp_day(at) - s->first));
        if (shown > 0)
            (void)fprintf(
                out, "<rect class=\"kept\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                x - bar / 2, BREAKS - RISE * kept / shown, bar, RISE * kept / shown);
        if (level >= 0)
            (void)fprintf(out, "<circle class=\"day\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>", x,
                          y_of(level), r);
    }
    json_array_foreach(json_object_get(reply, "weeks"), i, item)
    {
        double level = member_real(item, "level", -1), day;

        if (level < 0 || !picture_date(item, "date", &at))
            continue;
        day = (double)(stamp_day(at) - s->first);
        (void)fprintf(out, "<path class=\"week\" d=\"M%.1f %.1fH%.1f\"/>", x_of(s, day - 0.4),
                      y_of(level), x_of(s, day + 6.4));
    }
    (void)fputc('\n', out);
}

void picture_draw(FILE *out, const struct view *view, const json_t *reply)
{
    struct stamp first, last;
    struct scale s;

    if (!picture_date(reply, "from", &first) || !picture_date(reply, "to", &last) ||
        stamp_day(last) < stamp_day(first))
        return;
    s = (struct scale){stamp_day(first), stamp_day(last) - stamp_day(first) + 1};
    (void)fprintf(out,
                  "<figure>\n<svg viewBox=\"0 0 720 %.0f\" role=\"img\" "
                  "aria-labelledby=\"drawn\">\n",
                  HEIGHT);
    draw_frame(out);
    draw_dates(out, view, &s, (const struct stamp[]){first, last});
    draw_days(out, &s, reply);
    (void)fputs("</svg>\n<figcaption id=\"drawn\">Above, pain from 0 to 10: a dot for each day, a "
                "line for each week with enough entries. Below, the share of each day's breaks "
                "that was kept.</figcaption>\n</figure>\n",
                out);
}
