/* report: what the log says of some weeks, as a page. kneadd counts and words it; here it gets its
 * shape. Nothing here draws a conclusion. */
#include <string.h>

#include "cli/days.h"
#include "cli/pager.h"
#include "cli/request.h"
#include "common/civil.h"
#include "common/entry.h"
#include "common/scope.h"

#define INDENT       2
#define LEVEL        15 /* columns of the table of weeks: of "5.3" … */
#define BAR          20
#define BAND         32
#define LOGGED       42
#define WEEKS_MAX    26 /* shown; the newest */
#define SESSIONS_MAX 12
#define WORDS        15 /* of a figure, behind its label */
#define LABEL        10 /* columns of "pain" and "breaks" before the lines of the picture */

/* Bands are a reading aid (CARE 3.1), each from its number on, as in the chart. */
static const char *band_of(double level)
{
    return level >= 7 ? "severe" : level >= 4 ? "moderate" : level >= 1 ? "mild" : "";
}

static double member_real(const json_t *object, const char *key, double fallback)
{
    const json_t *value = json_object_get(object, key);

    return json_is_number(value) ? json_number_value(value) : fallback;
}

/* A date as noon of it, so that no zone moves it to another one. False: it is none. */
static bool date_of(const json_t *object, const char *key, struct stamp *ret)
{
    const char *text = member_text(object, key);
    char noon[64];

    (void)snprintf(noon, sizeof noon, "%.10sT12:00:00Z", text ? text : "");
    return stamp_parse(noon, ret);
}

static void print_date(struct line *line, const struct view *view, const json_t *object,
                       const char *key, int column)
{
    struct stamp at;
    char text[STAMP_TEXT_MAX] = "?";

    if (date_of(object, key, &at))
        stamp_date(at, view->now, text);
    line_text(line, column, text);
}

static void print_heading(FILE *out, const struct view *view, const char *text)
{
    (void)fputc('\n', out);
    paint(out, view, TONE_STRONG);
    (void)fputs(text, out);
    paint(out, view, TONE_PLAIN);
    (void)fputc('\n', out);
}

static void print_text(FILE *out, const struct view *view, const char *text)
{
    struct line line = {.out = out};

    line_end(&line, view, INDENT, text);
}

/* kneadd's words for a figure, behind what it is of; nothing where there is none of this name. */
static void print_figure(FILE *out, const struct view *view, const json_t *reply, const char *name,
                         const char *label)
{
    struct line line = {.out = out};
    const json_t *figure;
    size_t i;

    json_array_foreach(json_object_get(reply, "figures"), i, figure)
    {
        const char *is = member_text(figure, "name"), *text = member_text(figure, "text");

        if (!is || !text || strcmp(is, name) != 0)
            continue;
        paint(out, view, TONE_FAINT);
        line_text(&line, INDENT, label);
        paint(out, view, TONE_PLAIN);
        line_end(&line, view, WORDS, text);
    }
}

/* How many of a list are not shown. */
static size_t left_out(FILE *out, const struct view *view, const json_t *list, size_t most,
                       const char *what)
{
    size_t n = json_array_size(list);
    char text[64];

    if (n <= most)
        return 0;
    (void)snprintf(text, sizeof text, "and %zu %s before; --json tells of all", n - most, what);
    print_text(out, view, text);
    return n - most;
}

static void print_weeks(FILE *out, const struct view *view, const json_t *weeks)
{
    const json_t *week;
    size_t i, from;

    print_heading(out, view, "Pain, by weeks from");
    from = left_out(out, view, weeks, WEEKS_MAX, "weeks");
    json_array_foreach(weeks, i, week)
    {
        double level = member_real(week, "level", -1);
        struct line line = {.out = out};
        char text[32] = "-", bar[BAR_CELLS + 1];

        if (i < from)
            continue;
        print_date(&line, view, week, "date", INDENT);
        if (level >= 0) {
            bar_text((int64_t)(level * 10 + 0.5), 10 * PAIN_MAX, bar);
            (void)snprintf(text, sizeof text, "%4.1f", level);
        }
        line_text(&line, level >= 0 ? LEVEL : LEVEL + 3, text);
        if (level >= 0) {
            paint(out, view, level_tone((int64_t)level));
            line_text(&line, BAR + 1, bar);
            line_text(&line, BAND + 1, band_of(level));
            paint(out, view, TONE_PLAIN);
        }
        (void)snprintf(text, sizeof text, "%lld of 7 days logged",
                       (long long)member_int(week, "logged", 0));
        paint(out, view, TONE_FAINT);
        line_text(&line, LOGGED + 1, text);
        paint(out, view, TONE_PLAIN);
        (void)fputc('\n', out);
    }
}

static void print_level(struct line *line, int column, const char *name, const json_t *session)
{
    int64_t level = member_int(session, name, -1);
    char text[32];

    (void)snprintf(text, sizeof text, "%s %2lld", name, (long long)level);
    if (level < 0)
        (void)snprintf(text, sizeof text, "%s  -", name);
    line_text(line, column, text);
}

static void print_sessions(FILE *out, const struct view *view, const json_t *sessions)
{
    const json_t *session;
    size_t i, from;

    print_heading(out, view, "Massages");
    if (json_array_size(sessions) == 0)
        print_text(out, view, "No massage was logged in this time.");
    from = left_out(out, view, sessions, SESSIONS_MAX, "massages");
    json_array_foreach(sessions, i, session)
    {
        struct line line = {.out = out};

        if (i < from)
            continue;
        print_date(&line, view, session, "at", INDENT);
        print_level(&line, LEVEL + 1, "before", session);
        print_level(&line, LEVEL + 13, "after", session);
        print_level(&line, LEVEL + 24, "soreness", session);
        (void)fputc('\n', out);
    }
}

/* ------------------------------------------------------------------ breaks beside pain */

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

/* Two lines, one over the other: the mean pain of a column's days, and the share of their breaks
 * that was kept. The last column ends with the last day. */
static void print_picture(FILE *out, const struct view *view, const json_t *reply)
{
    size_t room = view->width > LABEL + 20 ? (size_t)(view->width - LABEL) : 20, per, n, i;
    AUTO_FREE struct cell *cells = calloc(room, sizeof(*cells));
    struct stamp first, last, at;
    char from[STAMP_TEXT_MAX], to[STAMP_TEXT_MAX], each[40], text[256];
    int64_t days;
    const json_t *day;

    if (!cells || !date_of(reply, "from", &first) || !date_of(reply, "to", &last) ||
        (days = stamp_day(last) - stamp_day(first) + 1) < 1)
        return;
    per = ((size_t)days + room - 1) / room;
    n = ((size_t)days + per - 1) / per;
    json_array_foreach(json_object_get(reply, "days"), i, day)
    {
        double pain = member_real(day, "level", -1);
        int64_t back = date_of(day, "date", &at) ? stamp_day(last) - stamp_day(at) : days;
        struct cell *c;

        if (back < 0 || back >= days)
            continue;
        c = &cells[n - 1 - (size_t)back / per];
        c->pain += pain >= 0 ? pain : 0;
        c->pain_n += pain >= 0;
        c->kept += (double)member_int(day, "kept", 0);
        c->shown += (double)member_int(day, "shown", 0);
    }
    print_line(out, view, "pain", cells, n, true);
    print_line(out, view, "breaks", cells, n, false);
    stamp_date(first, view->now, from);
    stamp_date(last, view->now, to);
    (void)snprintf(each, sizeof each, per > 1 ? "each sign %zu days" : "each sign a day", per);
    (void)snprintf(text, sizeof text, "%s to %s, %s; the higher, the more", from, to, each);
    paint(out, view, TONE_FAINT);
    print_text(out, view, text);
    paint(out, view, TONE_PLAIN);
}

static void print_measures(FILE *out, const struct view *view, const json_t *measures)
{
    static const struct {
        const char *kind, *name;
    } names[] = {{"peg", "PEG, 0-10"},
                 {"sleep", "sleep, 10 the best"},
                 {"stress", "stress, 0-10"},
                 {"stiffness", "stiffness, 0-10"},
                 {"motion", "cm to the floor"}};
    const json_t *measure;
    size_t i;

    if (json_array_size(measures) == 0)
        return;
    print_heading(out, view, "What else was logged");
    json_array_foreach(measures, i, measure)
    {
        const char *kind = member_text(measure, "kind");
        struct line line = {.out = out};
        char text[96];

        for (size_t k = 0; k < COUNT_OF(names); k++)
            if (kind && strcmp(names[k].kind, kind) == 0)
                kind = names[k].name;
        line_text(&line, INDENT, kind ? kind : "?");
        (void)snprintf(text, sizeof text, "first %.3g, latest %.3g (%lld entries)",
                       member_real(measure, "first", 0), member_real(measure, "latest", 0),
                       (long long)member_int(measure, "entries", 0));
        line_text(&line, BAR + 3, text);
        (void)fputc('\n', out);
    }
}

static void print_report(FILE *out, const struct view *view, const json_t *reply)
{
    const json_t *note;
    struct stamp first, last;
    char from[STAMP_TEXT_MAX] = "?", to[STAMP_TEXT_MAX] = "?", text[128];
    long long days = 0;
    size_t i;

    if (date_of(reply, "from", &first) && date_of(reply, "to", &last)) {
        stamp_date(first, view->now, from);
        stamp_date(last, view->now, to);
        days = stamp_day(last) - stamp_day(first) + 1;
    }
    paint(out, view, TONE_STRONG);
    (void)fprintf(out, "Report, %s to %s", from, to);
    paint(out, view, TONE_PLAIN);
    (void)fputs("\n\n", out);
    (void)snprintf(text, sizeof text,
                   "For you, and for whoever you show it to. Pain was logged on "
                   "%lld of %lld days.",
                   (long long)member_int(reply, "logged", 0), days);
    print_text(out, view, text);
    print_weeks(out, view, json_object_get(reply, "weeks"));
    (void)fputc('\n', out);
    print_figure(out, view, reply, "week", "latest week");
    print_figure(out, view, reply, "trend", "trend");
    print_sessions(out, view, json_object_get(reply, "sessions"));
    if (json_array_size(json_object_get(reply, "sessions")) > 0)
        (void)fputc('\n', out);
    print_figure(out, view, reply, "sessions", "same day");
    print_figure(out, view, reply, "course", "since then");
    print_heading(out, view, "Breaks beside pain");
    print_picture(out, view, reply);
    (void)fputc('\n', out);
    print_figure(out, view, reply, "breaks", "counts");
    print_measures(out, view, json_object_get(reply, "measures"));
    print_figure(out, view, reply, "reach", "reach");
    print_heading(out, view, "How it is counted");
    print_text(out, view,
               "A day's value is its average where that was logged, else the mean of its levels. A "
               "week has one with 5 days of 7; missing days are never filled. Mild is from 1 on, "
               "moderate from 4, severe from 7. The figures are for one person only.");
    (void)fputc('\n', out);
    json_array_foreach(json_object_get(reply, "notes"), i, note)
    {
        const char *words = json_string_value(note);

        print_text(out, view, words ? words : "");
    }
}

HANDLER(report)
{
    struct request request = {.method = "Report"};
    json_auto_t *reply = NULL;
    char why[DAYS_WHY_MAX];
    size_t days = 0;
    enum exit_code code;

    if (arguments->n > 0 && days_parse(arguments->words[0], &days, why) < 0)
        return command_refuse(cli, self, why);
    request.parameters = days ? json_pack("{s:I}", "days", (json_int_t)days) : json_object();
    code = request_one(cli, self, &request, &reply);
    if (code != EXIT_DONE)
        return code;
    pager_begin(cli);
    if (arguments->option[OPTION_JSON])
        print_json(cli->out, reply);
    else
        print_report(cli->out, &cli->view, reply);
    pager_end(cli);
    return code;
}
