/* The report's sections, in their order (CARE R60). kneadd counts and words the figures; here they
 * get their places. Nothing here draws a conclusion. */
#include <string.h>

#include "cli/page.h"
#include "cli/picture.h"
#include "cli/report.h"
#include "common/entry.h"
#include "common/scope.h"

#define WEEKS_MAX    26 /* shown; the newest */
#define SESSIONS_MAX 12
#define PEGS_MAX     12

/* What a page is made from, and where what comes next goes. */
struct writing {
    const json_t *reply;
    const struct view *view;
    json_t *page, *blocks;
    bool compared; /* this section has a figure that the first note goes with */
};

#define OWN 0 /* MSG-OWN's place among the notes */

/* Bands are a reading aid (CARE 3.1), each from its number on, as in the chart. */
static const char *band_of(double level)
{
    return level >= 7 ? "severe" : level >= 4 ? "moderate" : level >= 1 ? "mild" : "";
}

static const json_t *list(const struct writing *w, const char *name)
{
    return json_object_get(w->reply, name);
}

static const char *note(const struct writing *w, size_t i)
{
    const char *text = json_string_value(json_array_get(list(w, "notes"), i));

    return text ? text : "";
}

/* Begins the next one; heading NULL: none. What its figures have to say with them (R56) stands once
 * at the end of each. */
static void section(struct writing *w, const char *heading)
{
    if (w->compared)
        page_text(w->blocks, note(w, OWN));
    w->compared = false;
    if (heading)
        w->blocks = page_section(w->page, heading);
}

static void date_text(const struct writing *w, const json_t *object, const char *key,
                      char ret[static STAMP_TEXT_MAX])
{
    struct stamp at;

    (void)strcpy(ret, "?");
    if (picture_date(object, key, &at))
        stamp_date(at, w->view->now, ret);
}

static void add_figure(struct writing *w, const char *label, const char *text)
{
    const char *own = note(w, OWN), *at = *own ? strstr(text, own) : NULL;
    char said[REPORT_CELL_MAX];
    size_t n = at ? (size_t)(at - text) : 0;

    if (at) {
        w->compared = true;
        while (n > 0 && text[n - 1] == ' ')
            n--;
        (void)snprintf(said, sizeof said, "%.*s%s", (int)n, text, at + strlen(own));
    }
    page_figure(w->blocks, label, at ? said : text);
}

/* kneadd's words for a figure, behind what it is of; nothing where there is none of this name. */
static void figure(struct writing *w, const char *name, const char *label)
{
    const json_t *item;
    size_t i;

    json_array_foreach(list(w, "figures"), i, item)
    {
        const char *is = member_text(item, "name"), *text = member_text(item, "text");

        if (is && text && strcmp(is, name) == 0)
            add_figure(w, label, text);
    }
}

/* How many of a list are not shown. */
static size_t left_out(struct writing *w, size_t n, size_t most, const char *what)
{
    char text[64];

    if (n <= most)
        return 0;
    (void)snprintf(text, sizeof text, "and %zu %s before; --json tells of all", n - most, what);
    page_text(w->blocks, text);
    return n - most;
}

/* "4", or "-" where nobody said. */
static json_t *level_cell(const json_t *object, const char *name)
{
    int64_t level = member_int(object, name, -1);

    return level < 0 ? json_string("-") : json_sprintf("%lld", (long long)level);
}

/* ------------------------------------------------------------------ pain */

static void add_weeks(struct writing *w)
{
    static const char *const columns[] = {"week from", ">pain", "", "band", "days logged", NULL};
    const json_t *weeks = list(w, "weeks"), *week;
    size_t from, i;
    json_t *rows;

    section(w, "Pain, week by week");
    from = left_out(w, json_array_size(weeks), WEEKS_MAX, "weeks");
    rows = page_table(w->blocks, columns);
    json_array_foreach(weeks, i, week)
    {
        double level = member_real(week, "level", -1);
        char date[STAMP_TEXT_MAX];

        if (i < from)
            continue;
        date_text(w, week, "date", date);
        page_row(rows,
                 json_pack("[s,o,o,s,o]", date,
                           level < 0 ? json_string("-") : json_sprintf("%.1f", level),
                           level < 0 ? json_string("") : json_real(level),
                           level < 0 ? "" : band_of(level),
                           json_sprintf("%lld of 7", (long long)member_int(week, "logged", 0))));
    }
    figure(w, "week", "latest week");
    figure(w, "trend", "trend");
}

static void add_pegs(struct writing *w)
{
    static const char *const columns[] = {
        "date", ">pain", ">enjoyment of life", ">general activity", ">mean", ">rounded", NULL};
    const json_t *entry;
    size_t n = 0, from, i;
    json_t *rows;

    section(w, "Pain and what it gets in the way of (PEG, each 0-10)");
    json_array_foreach(list(w, "entries"), i, entry) n += report_is_kind(entry, ENTRY_PEG);
    if (n == 0) {
        page_text(w->blocks, "The three weekly questions were not answered in this time.");
        return;
    }
    from = left_out(w, n, PEGS_MAX, "answers");
    rows = page_table(w->blocks, columns);
    json_array_foreach(list(w, "entries"), i, entry)
    {
        int64_t sum = member_int(entry, "peg_pain", 0) + member_int(entry, "peg_enjoyment", 0) +
                      member_int(entry, "peg_activity", 0);
        char date[STAMP_TEXT_MAX];

        if (!report_is_kind(entry, ENTRY_PEG) || (from > 0 && from--))
            continue;
        date_text(w, entry, "at", date);
        page_row(rows,
                 json_pack("[s,o,o,o,o,o]", date, level_cell(entry, "peg_pain"),
                           level_cell(entry, "peg_enjoyment"), level_cell(entry, "peg_activity"),
                           json_sprintf("%.1f", (double)sum / 3),
                           json_sprintf("%lld", (long long)(2 * sum + 3) / 6)));
    }
}

/* A line of the therapist's page, by its title there. */
static void add_line(struct writing *w, const char *title, const char *label)
{
    const json_t *line;
    size_t i;

    json_array_foreach(list(w, "lines"), i, line)
    {
        const char *is = member_text(line, "title"), *text = member_text(line, "text");

        if (is && text && strcmp(is, title) == 0)
            page_figure(w->blocks, label, text);
    }
}

/* ------------------------------------------------------------------ massages, and beside them */

static void add_sessions(struct writing *w)
{
    static const char *const columns[] = {"date", ">pain before", ">pain after",
                                          ">soreness after it", NULL};
    const json_t *sessions = list(w, "sessions"), *session;
    size_t from, i;
    json_t *rows;

    section(w, "Massages");
    if (json_array_size(sessions) == 0) {
        page_text(w->blocks, "No massage was logged in this time.");
        return;
    }
    from = left_out(w, json_array_size(sessions), SESSIONS_MAX, "massages");
    rows = page_table(w->blocks, columns);
    json_array_foreach(sessions, i, session)
    {
        char date[STAMP_TEXT_MAX];

        if (i < from)
            continue;
        date_text(w, session, "at", date);
        page_row(rows, json_pack("[s,o,o,o]", date, level_cell(session, "before"),
                                 level_cell(session, "after"), level_cell(session, "soreness")));
    }
    figure(w, "sessions", "same day");
    figure(w, "course", "since then");
}

static void add_habits(struct writing *w)
{
    section(w, "Aftercare and habits");
    page_picture(w->blocks, (json_t *)w->reply);
    figure(w, "breaks", "breaks");
    figure(w, "water", "water");
    figure(w, "soreness", "aftercare");
}

static void add_measures(struct writing *w)
{
    static const char *const columns[] = {"what", ">first", ">latest", ">entries", NULL};
    static const struct {
        const char *kind, *name;
    } names[] = {
        {"rom_floor_cm", "bending forward, cm from the floor"},
        {"rom_left_cm", "bending left, cm"},
        {"rom_right_cm", "bending right, cm"},
        {"sleep", "sleep, 10 the best"},
        {"sleep_latency_min", "minutes until asleep"},
        {"awakenings", "times awake at night"},
        {"sleep_min", "minutes asleep"},
        {"stress", "stress, 0-10"},
        {"stiffness", "stiffness, 0-10"},
        {"mood", "mood, 10 the best"},
        {"posture", "posture, 10 the best"},
    };
    json_t *rows = NULL;
    const json_t *measure;
    size_t i;

    section(w, "Range of motion, sleep, stress");
    json_array_foreach(list(w, "measures"), i, measure)
    {
        const char *kind = member_text(measure, "kind");
        size_t k = 0;

        while (k < COUNT_OF(names) && kind && strcmp(names[k].kind, kind) != 0)
            k++;
        if (!kind || (k == COUNT_OF(names) && strncmp(kind, "peg", 3) == 0)) /* has its section */
            continue;
        rows = rows ? rows : page_table(w->blocks, columns);
        page_row(rows,
                 json_pack("[s,o,o,o]", k < COUNT_OF(names) ? names[k].name : kind,
                           json_sprintf("%.3g", member_real(measure, "first", 0)),
                           json_sprintf("%.3g", member_real(measure, "latest", 0)),
                           json_sprintf("%lld", (long long)member_int(measure, "entries", 0))));
    }
    if (!rows)
        page_text(w->blocks, "Nothing of these was logged in this time.");
}

/* ------------------------------------------------------------------ flags and holds */

static void add_holds(struct writing *w)
{
    const json_t *hold;
    size_t i;

    json_array_foreach(list(w, "holds"), i, hold)
    {
        const char *label = member_text(hold, "label"), *region = member_text(hold, "region");
        char text[REPORT_CELL_MAX], since[STAMP_TEXT_MAX];

        date_text(w, hold, "since", since);
        (void)snprintf(text, sizeof text, "%.300s%s%.40s, since %s", label ? label : "?",
                       region ? ", " : "", region ? region : "", since);
        page_figure(w->blocks, "today", text);
    }
}

static void add_events(struct writing *w)
{
    static const char *const columns[] = {"date", "what", NULL};
    json_t *rows = NULL;
    const json_t *entry;
    size_t i;

    section(w, "Flags and holds");
    json_array_foreach(list(w, "entries"), i, entry)
    {
        const char *said = member_text(entry, "note");
        char text[REPORT_CELL_MAX], date[STAMP_TEXT_MAX];

        if (!report_event(entry, text))
            continue;
        date_text(w, entry, "at", date);
        rows = rows ? rows : page_table(w->blocks, columns);
        page_row(rows, json_pack("[s,s++]", date, text, said ? ": " : "", said ? said : ""));
    }
    add_holds(w);
    if (json_array_size(w->blocks) == 0)
        page_text(w->blocks, "None were logged in this time.");
}

/* ------------------------------------------------------------------ the page */

static void add_head(struct writing *w)
{
    struct stamp first, last;
    char text[256];
    long long days = 0;

    if (picture_date(w->reply, "from", &first) && picture_date(w->reply, "to", &last))
        days = stamp_day(last) - stamp_day(first) + 1;
    section(w, "");
    page_text(w->blocks,
              "What one person logged about pain and self-care, for them and for whoever they show "
              "it to, such as a doctor or a therapist.");
    (void)snprintf(text, sizeof text, "Pain was logged on %lld of %lld days.",
                   (long long)member_int(w->reply, "logged", 0), days);
    page_text(w->blocks, text);
    section(w, "In short");
    figure(w, "pain", "pain");
    figure(w, "reach", "movement");
    figure(w, "function", "activity");
    figure(w, "better", "improvement");
}

static void add_goals(struct writing *w)
{
    section(w, "Goals, and what to mind");
    add_line(w, "Goals", "goals");
    add_line(w, "Please work on", "to work on");
    add_line(w, "Please avoid", "to avoid");
    section(w, "Questions for the therapist");
    add_line(w, "Questions", "questions");
}

static void add_method(struct writing *w)
{
    section(w, "How it is counted");
    page_text(w->blocks,
              "A day's value is its average where that was logged, else the mean of its levels. A "
              "week has one with 5 days of 7; missing days are never filled. Words that were "
              "imported in the place of a level are no levels and stay out of every figure. Mild "
              "is from 1 on, moderate from 4, severe from 7. The figures are for one person only.");
    for (size_t i = 0; i < json_array_size(list(w, "notes")); i++)
        page_closing(w->page, note(w, i));
}

json_t *report_page(json_t *reply, const struct view *view)
{
    const char *from = member_text(reply, "from"), *to = member_text(reply, "to");
    struct writing w = {.reply = reply, .view = view};
    char title[64];

    (void)snprintf(title, sizeof title, "Report, %.10s to %.10s", from ? from : "?", to ? to : "?");
    w.page = page_new(title);
    if (!w.page)
        return NULL;
    add_head(&w);
    add_weeks(&w);
    add_pegs(&w);
    section(&w, "Where");
    add_line(&w, "Where", "regions");
    add_sessions(&w);
    add_habits(&w);
    add_measures(&w);
    add_events(&w);
    add_goals(&w);
    add_method(&w);
    return w.page;
}
