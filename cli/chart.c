/* chart: pain, or another level, day by day. A bar is a day's value, or the mean of several days
 * where there are more days than columns; a day without an entry has no bar and no line below it.
 * Bars reach from 0 to 10 whatever was logged, so that two charts can be compared. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/days.h"
#include "cli/local.h"
#include "cli/place.h"
#include "cli/request.h"
#include "common/civil.h"
#include "common/entry.h"
#include "common/scope.h"
#include "common/when.h"

#define LEFT         5  /* columns of the levels' names */
#define RIGHT        10 /* of the bands' */
#define DAYS_DEFAULT 28
#define ROWS         PAIN_MAX

/* Signs, in UTF-8 or ASCII. */
static const struct signs {
    const char *eighths[9]; /* of a cell, from below */
    const char *band, *edge, *foot, *gap, *tick, *massage;
} unicode = {{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}, "┈", "│", "─", "┈", "┴", "▲"},
  ascii = {{" ", "_", "_", ".", ".", ":", ":", "#", "#"}, ".", "|", "-", ".", "+", "^"};

/* Bands are a reading aid (CARE 3.1): where each begins. */
static const struct {
    int row;
    const char *name;
} bands[] = {{7, "severe"}, {4, "moderate"}, {1, "mild"}};

struct column {
    double value; /* -1: none */
    bool massage;
};

struct plot {
    FILE *out;
    const struct view *view;
    const struct signs *signs;
    const struct days *days;
    size_t per;   /* days a bar */
    size_t n;     /* bars */
    size_t cells; /* a bar, with the blank behind it where there is one */
    size_t blank; /* 0 or 1 */
};

static size_t ceiling(size_t a, size_t b)
{
    return (a + b - 1) / b;
}

static struct plot lay_out(FILE *out, const struct view *view, const struct days *days)
{
    size_t room = (size_t)(view->width > LEFT + RIGHT + 10 ? view->width - LEFT - RIGHT : 10);
    struct plot p = {out, view, view->ascii ? &ascii : &unicode, days, 1, days->n, 1, 0};

    if (days->n > room) {
        p.per = ceiling(days->n, room);
        p.n = ceiling(days->n, p.per);
    } else {
        p.cells = room / days->n > 4 ? 4 : room / days->n;
        p.blank = p.cells > 2;
    }
    return p;
}

/* The bar of some days; the last bar ends with the last day. */
static struct column column_of(const struct plot *p, size_t i)
{
    size_t end = p->days->n - (p->n - 1 - i) * p->per;
    struct column c = {.value = -1};
    double sum = 0;
    size_t n = 0;

    for (size_t d = end > p->per ? end - p->per : 0; d < end; d++) {
        double value = day_value(&p->days->items[d]);

        c.massage = c.massage || p->days->items[d].massage;
        sum += value >= 0 ? value : 0;
        n += value >= 0;
    }
    if (n > 0)
        c.value = sum / (double)n;
    return c;
}

/* The first day of a bar. */
static int64_t first_of(const struct plot *p, size_t i)
{
    size_t back = (p->n - i) * p->per;

    return p->days->first + (back < p->days->n ? (int64_t)(p->days->n - back) : 0);
}

static void repeat(FILE *out, const char *sign, size_t n)
{
    for (size_t i = 0; i < n; i++)
        (void)fputs(sign, out);
}

/* Pain alone has bands and colours: what the others say is the user's own to judge. */
static const char *band_of(const struct plot *p, int row)
{
    for (size_t i = 0; i < COUNT_OF(bands) && p->days->kind == ENTRY_PAIN; i++)
        if (bands[i].row == row)
            return bands[i].name;
    return NULL;
}

/* How many eighths of a row's cell a value fills. A zero is seen, as a line on the ground. */
static int fill(double value, int row)
{
    double part = (value - (row - 1)) * 8;

    if (value == 0 && row == 1)
        return 1;
    return part <= 0 ? 0 : part >= 8 ? 8 : part < 1 ? 1 : (int)part;
}

/* Paints where the tone is another one; one does not lie over the last. */
static void change(const struct plot *p, enum tone *tone, enum tone to)
{
    if (*tone == to)
        return;
    if (*tone != TONE_PLAIN)
        paint(p->out, p->view, TONE_PLAIN);
    if (to != TONE_PLAIN)
        paint(p->out, p->view, to);
    *tone = to;
}

static void print_row(const struct plot *p, int row)
{
    const char *band = band_of(p, row), *empty = band && row > 1 ? p->signs->band : " ";
    enum tone tone = TONE_PLAIN;
    size_t end = p->n; /* bars, without those at the end that do not reach so high */

    while (!band && end > 0 && column_of(p, end - 1).value <= row - 1)
        end--;
    (void)fprintf(p->out, "%3d ", row);
    change(p, &tone, TONE_FAINT);
    (void)fputs(p->signs->edge, p->out);
    for (size_t i = 0; i < end; i++) {
        struct column c = column_of(p, i);
        int eighths = c.value < 0 ? 0 : fill(c.value, row);

        change(p, &tone,
               eighths == 0                  ? TONE_FAINT
               : p->days->kind == ENTRY_PAIN ? level_tone((int64_t)(c.value + 0.5))
                                             : TONE_PLAIN);
        repeat(p->out, eighths > 0 ? p->signs->eighths[eighths] : empty, p->cells - p->blank);
        if (p->blank && i + 1 < end) {
            change(p, &tone, TONE_FAINT);
            (void)fputs(empty, p->out);
        }
    }
    change(p, &tone, TONE_PLAIN);
    if (band) {
        paint(p->out, p->view, TONE_FAINT);
        (void)fprintf(p->out, "%s %s", p->blank ? " " : "", band);
        paint(p->out, p->view, TONE_PLAIN);
    }
    (void)fputc('\n', p->out);
}

/* What a bar's first day is called below the axis, "" when it has no name: Mondays, the first of
 * months, or of years, by how much there is to name. */
static void name_of(const struct plot *p, size_t i, char ret[static 16])
{
    int64_t first = first_of(p, i), end = i + 1 < p->n ? first_of(p, i + 1) : first + 1;
    bool weeks = p->days->n <= 70, years = p->days->n > 1100;

    ret[0] = '\0';
    for (int64_t day = first; day < end; day++) {
        struct stamp at = {{day * USEC_PER_DAY}, 0};
        int year, month, mday;
        char date[STAMP_TEXT_MAX];

        civil_from_day(day, &year, &month, &mday);
        stamp_date(at, at, date); /* "Mon 2 Nov" */
        if (weeks ? civil_weekday(day) != 0 : mday != 1 || (years && month != 1))
            continue;
        if (years)
            (void)snprintf(ret, 16, "%d", year);
        else
            (void)snprintf(ret, 16, "%.12s", weeks ? date + 4 : strrchr(date, ' ') + 1);
        return;
    }
}

/* The axis, with a tick where a name stands below, and the names. */
static void print_axis(const struct plot *p)
{
    size_t cells = p->n * p->cells, free_at = 0;
    AUTO_FREE char *names = malloc(cells + 16);
    char name[16];

    if (!names)
        return;
    memset(names, ' ', cells + 16);
    (void)fputs("  0 ", p->out);
    paint(p->out, p->view, TONE_FAINT);
    (void)fputs(p->view->ascii ? "+" : "└", p->out);
    for (size_t i = 0; i < p->n; i++) {
        size_t at = i * p->cells;
        const char *foot = column_of(p, i).value < 0 ? p->signs->gap : p->signs->foot;
        bool named;

        name_of(p, i, name);
        named = name[0] && at >= free_at && at + strlen(name) <= cells + RIGHT - 1;
        (void)fputs(named ? p->signs->tick : foot, p->out);
        repeat(p->out, foot, p->cells - 1);
        if (!named)
            continue;
        memcpy(names + at, name, strlen(name));
        free_at = at + strlen(name) + 2;
    }
    paint(p->out, p->view, TONE_PLAIN);
    names[cells + 15] = '\0';
    for (size_t n = cells + 15; n > 0 && names[n - 1] == ' ';)
        names[--n] = '\0';
    (void)fprintf(p->out, "\n%*s%s\n", *names ? LEFT : 0, "", names);
}

static void print_massages(const struct plot *p)
{
    bool any = false;

    for (size_t i = 0; i < p->n; i++)
        any = any || column_of(p, i).massage;
    if (!any)
        return;
    (void)fprintf(p->out, "%*s", LEFT, "");
    for (size_t i = 0; i < p->n; i++) {
        (void)fputs(column_of(p, i).massage ? p->signs->massage : " ", p->out);
        repeat(p->out, " ", p->cells - 1);
    }
    (void)fputs(" massage\n", p->out);
}

/* "mean 4.2 of 19 days logged, highest 8 on Tue 3 Nov". Of one person's own record, no more. */
static void print_summary(const struct plot *p)
{
    double sum = 0, highest = -1;
    size_t n = 0, at = 0;
    struct stamp day = {.offset = 0};
    char date[STAMP_TEXT_MAX];

    for (size_t d = 0; d < p->days->n; d++) {
        double value = day_value(&p->days->items[d]);

        if (value < 0)
            continue;
        n++;
        sum += value;
        if (value >= highest) {
            highest = value;
            at = d;
        }
    }
    if (n == 0) {
        (void)fprintf(p->out, "\nNo %s was logged in this time.\n", entry_kind_name(p->days->kind));
        return;
    }
    day.at.us = (p->days->first + (int64_t)at) * USEC_PER_DAY;
    stamp_date(day, p->view->now, date);
    (void)fprintf(p->out, "\n%zu of %zu days logged, mean %.1f, highest %.3g on %s\n", n,
                  p->days->n, sum / (double)n, highest, date);
}

/* where: the region it is about, as a word; "" none. As wide as the view. */
static void print_chart(FILE *out, const struct view *view, const struct days *days,
                        const char *where)
{
    struct plot p = lay_out(out, view, days);
    struct stamp first = {{days->first * USEC_PER_DAY}, 0};
    struct stamp last = {{(days->first + (int64_t)days->n - 1) * USEC_PER_DAY}, 0};
    const char *kind = entry_kind_name(days->kind);
    char from[STAMP_TEXT_MAX], to[STAMP_TEXT_MAX];

    stamp_date(first, view->now, from);
    stamp_date(last, view->now, to);
    paint(out, view, TONE_STRONG);
    (void)fprintf(out, "%c%s%s%s, %s to %s", toupper((unsigned char)kind[0]), kind + 1,
                  *where ? ", " : "", where, from, to);
    paint(out, view, TONE_PLAIN);
    if (p.per > 1)
        (void)fprintf(out, "; a column is the mean of %zu days", p.per);
    (void)fputs("\n\n", out);
    for (int row = ROWS; row >= 1; row--)
        print_row(&p, row);
    print_axis(&p);
    print_massages(&p);
    print_summary(&p);
}

/* ------------------------------------------------------------------ the command */

static void print_json_days(FILE *out, const struct days *days)
{
    for (size_t d = 0; d < days->n; d++) {
        double value = day_value(&days->items[d]);
        int year, month, mday;
        char date[16];
        json_auto_t *line = NULL;

        civil_from_day(days->first + (int64_t)d, &year, &month, &mday);
        (void)snprintf(date, sizeof date, "%04d-%02d-%02d", year, month, mday);
        line = json_pack("{s:s, s:o, s:I, s:b}", "date", date, "level",
                         value < 0 ? json_null() : json_real(value), "entries",
                         (json_int_t)days->items[d].n, "massage", (int)days->items[d].massage);
        print_json(out, line);
    }
}

static enum exit_code add_entry(void *userdata, const json_t *parameters)
{
    days_add(userdata, json_object_get(parameters, "entry"));
    return EXIT_DONE;
}

/* [KIND] [SPAN] [REGION], a kind by its full name: 0, or -EINVAL with why. */
static int chart_parse(const struct arguments *arguments, enum entry_kind *ret_kind,
                       size_t *ret_days, enum region *ret_region, char why[static PLACE_WHY_MAX])
{
    const char *word = arguments->n > 0 ? arguments->words[0] : "";
    enum side side = SIDE_NONE;
    enum entry_kind kind = 0;
    size_t used;
    int r = 0;

    while (kind < ENTRY_KIND_COUNT && strcmp(word, entry_kind_name(kind)) != 0)
        kind++;
    used = kind < ENTRY_KIND_COUNT;
    if (used && !entry_levels(kind)) {
        (void)snprintf(why, PLACE_WHY_MAX, "%s has no level that could be drawn", word);
        return -EINVAL;
    }
    *ret_kind = used ? kind : ENTRY_PAIN;
    word = arguments->n > used ? arguments->words[used] : "";
    if (*word >= '0' && *word <= '9') {
        r = days_parse(word, ret_days, why);
        used++;
    }
    if (r == 0)
        r = place_parse(arguments->words + used, arguments->n - used, ret_region, &side, why);
    if (r < 0 || (side == SIDE_NONE && (*ret_region == REGION_NONE || entry_places(*ret_kind))))
        return r;
    if (side != SIDE_NONE)
        (void)snprintf(why, PLACE_WHY_MAX, "a chart goes by region, not by side");
    else
        (void)snprintf(why, PLACE_WHY_MAX, "%s has no region", entry_kind_name(*ret_kind));
    return -EINVAL;
}

/* A level, of a region; massages wherever they were. */
static enum exit_code fetch(struct cli *cli, const struct command *self, struct days *days,
                            enum region region)
{
    struct request level = {.method = "History", .more = true, .each = add_entry, .userdata = days};
    struct request massage = level;
    struct stamp from = {.offset = cli->view.now.offset};
    char text[WHEN_TEXT_MAX];
    enum exit_code code;

    from.at.us = (days->first - 1) * USEC_PER_DAY; /* zones differ by less than a day */
    when_print_rfc3339(from.at, from.offset, text);
    level.parameters =
        json_pack("{s:s, s:s, s:s*}", "from", text, "kind", entry_kind_name(days->kind), "region",
                  region ? region_name(region) : NULL);
    massage.parameters = json_pack("{s:s, s:s}", "from", text, "kind", "massage");
    code = request_run(cli, self, &level);
    return code == EXIT_DONE ? request_run(cli, self, &massage) : code;
}

HANDLER(chart)
{
    CLEANUP(days_done) struct days days = {0};
    enum region region = REGION_NONE;
    enum entry_kind kind = ENTRY_PAIN;
    size_t n = DAYS_DEFAULT;
    char why[PLACE_WHY_MAX];
    enum exit_code code;

    if (chart_parse(arguments, &kind, &n, &region, why) < 0)
        return command_refuse(cli, self, why);
    if (days_init(&days, stamp_day(cli->view.now) - (int64_t)n + 1, n) < 0) {
        command_complain(cli, self, "there is not enough memory for it");
        return EXIT_NO_DAEMON;
    }
    days.kind = kind;
    code = fetch(cli, self, &days, region);
    if (code != EXIT_DONE)
        return code;
    if (arguments->option[OPTION_JSON])
        print_json_days(cli->out, &days);
    else
        print_chart(cli->out, &cli->view, &days, region ? region_name(region) : "");
    return code;
}
