/* status: today at a glance. What needs the user stands first: trouble with the log, a pause, what
 * waits for an answer; then what is to come, and what became of today. */
#include "cli/status.h"

#include <stdlib.h>
#include <string.h>

#include "cli/request.h"
#include "common/entry.h"
#include "common/scope.h"

#define COLUMN 10 /* behind labels such as "presence" */
#define WEEK   (7 * USEC_PER_DAY)

/* How a reminder stands, in the order in which they are shown. */
enum standing {
    STANDING_OPEN, /* waits for an answer */
    STANDING_SOON, /* has a next time */
    STANDING_NONE, /* on, but nothing of it is to come as things stand */
    STANDING_OFF,
};

struct row {
    size_t index; /* in the schedule */
    const char *name;
    enum standing standing;
    struct stamp at; /* due, or next */
    int64_t counted, every;
    char when[STAMP_TEXT_MAX], how[STAMP_TEXT_MAX + 16], today[160];
};

/* Columns, as wide as their widest. */
struct columns {
    int name, when, how;
    bool bars;
};

static int compare_rows(const void *a, const void *b)
{
    const struct row *x = a, *y = b;

    if (x->standing != y->standing)
        return x->standing < y->standing ? -1 : 1;
    if (x->standing <= STANDING_SOON && x->at.at.us != y->at.at.us)
        return x->at.at.us < y->at.at.us ? -1 : 1;
    return x->index < y->index ? -1 : 1;
}

static struct row row_of(const json_t *reminder, size_t index, struct stamp now)
{
    struct row row = {
        .index = index, .name = member_text(reminder, "name"), .standing = STANDING_NONE};
    const char *state = member_text(reminder, "state");
    char span[STAMP_TEXT_MAX];

    row.name = row.name ? row.name : "?";
    state = state ? state : "";
    row.counted = member_int(reminder, "counted", 0);
    row.every = member_int(reminder, "every", 0);
    outcome_words(reminder, row.today, sizeof row.today);

    if (json_is_false(json_object_get(reminder, "enabled")) || strcmp(state, "off") == 0)
        row.standing = STANDING_OFF;
    else if (strcmp(state, "open") == 0 && stamp_parse(member_text(reminder, "due"), &row.at))
        row.standing = STANDING_OPEN;
    else if (stamp_parse(member_text(reminder, "next"), &row.at))
        row.standing = STANDING_SOON;
    if (row.standing > STANDING_SOON)
        return row;

    if (row.at.at.us - now.at.us < WEEK)
        stamp_soon(row.at, now, row.when);
    else
        stamp_date(row.at, now, row.when); /* so far off, its time of day is no news */
    if (row.standing == STANDING_OPEN) {
        span_words((now.at.us - row.at.at.us) / USEC_PER_SEC, span);
        (void)snprintf(row.how, sizeof row.how, "waits %s", span);
    } else {
        span_words((row.at.at.us - now.at.us) / USEC_PER_SEC, span);
        (void)snprintf(row.how, sizeof row.how, "%sin %s",
                       strcmp(state, "snoozed") == 0 ? "snoozed, " : "", span);
    }
    return row;
}

static struct columns measure(const struct row *rows, size_t n)
{
    struct columns c = {0};

    for (size_t i = 0; i < n && rows[i].standing != STANDING_OFF; i++) {
        int name = text_cells(rows[i].name), when = text_cells(rows[i].when);
        int how = text_cells(rows[i].how);

        c.name = name > c.name ? name : c.name;
        c.when = when > c.when ? when : c.when;
        c.how = how > c.how ? how : c.how;
        c.bars = c.bars || (rows[i].counted > 0 && rows[i].every > 0);
    }
    return c;
}

static void print_row(FILE *out, const struct view *view, const struct row *row,
                      const struct columns *c)
{
    bool open = row->standing == STANDING_OPEN;
    int when = 2 + c->name + 2, how = when + c->when + 2, bar = how + c->how + 2;
    struct line line = {.out = out};
    char cells[BAR_CELLS + 1];

    bar_text(row->counted, row->every, cells);
    if (open)
        paint(out, view, TONE_STRONG);
    line_text(&line, 0, open ? ">" : "");
    line_text(&line, 2, row->name);
    line_text(&line, when, row->when);
    line_text(&line, how, row->how);
    if (open)
        paint(out, view, TONE_PLAIN);
    if (c->bars && row->every > 0) {
        paint(out, view, TONE_FAINT);
        line_text(&line, bar, cells);
        paint(out, view, TONE_PLAIN);
    }
    line_end(&line, view, bar + (c->bars ? BAR_CELLS + 2 : 0), row->today);
}

static void print_reminders(FILE *out, const struct view *view, const json_t *reminders)
{
    size_t n = json_array_size(reminders), open = 0, off = 0;
    AUTO_FREE struct row *rows = calloc(n + 1, sizeof *rows);
    struct columns columns;

    if (!rows || n == 0) {
        (void)fputs("  No reminders are set.\n", out);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        rows[i] = row_of(json_array_get(reminders, i), i, view->now);
        open += rows[i].standing == STANDING_OPEN;
        off += rows[i].standing == STANDING_OFF;
    }
    qsort(rows, n, sizeof *rows, compare_rows);
    columns = measure(rows, n);
    for (size_t i = 0; i < n - off; i++)
        print_row(out, view, &rows[i], &columns);
    for (size_t i = n - off; i < n; i++) {
        (void)fputs(i == n - off ? "  off: " : ", ", out);
        print_clean(out, rows[i].name);
    }
    (void)fputs(off > 0 ? "\n" : "", out);
    if (open > 0)
        (void)fprintf(out, "\nAnswer%s: knead done, knead skip or knead snooze%s\n",
                      open > 1 ? " all" : "", open > 1 ? "; one: knead done NAME" : "");
}

static struct line begin_labelled(FILE *out, const struct view *view, const char *label)
{
    struct line line = {.out = out};

    paint(out, view, TONE_FAINT);
    line_text(&line, 0, label);
    paint(out, view, TONE_PLAIN);
    return line;
}

static void print_pain(FILE *out, const struct view *view, const json_t *entry)
{
    struct line line = begin_labelled(out, view, "pain");
    char place[PLACE_TEXT_MAX], past[STAMP_TEXT_MAX], text[PLACE_TEXT_MAX + STAMP_TEXT_MAX + 2];
    int64_t level = member_int(entry, "level", -1);
    char bar[BAR_CELLS + 1];
    struct stamp at;

    if (level < 0 || !stamp_parse(member_text(entry, "at"), &at)) {
        line_end(&line, view, COLUMN, "none logged yet; like this: knead log 4 lower-back");
        return;
    }
    entry_place(entry, place);
    stamp_past(at, view->now, past);
    bar_text(level, PAIN_MAX, bar);
    (void)snprintf(text, sizeof text, "%lld", (long long)level);
    line_text(&line, COLUMN, text);
    paint(out, view, level_tone(level));
    line_text(&line, COLUMN + 3, bar);
    paint(out, view, TONE_PLAIN);
    (void)snprintf(text, sizeof text, "%s%s%s", place, *place ? ", " : "", past);
    line_end(&line, view, COLUMN + 3 + BAR_CELLS + 2, text);
}

/* What is wrong or stands still, at the top. */
static void print_alerts(FILE *out, const struct view *view, const json_t *reply)
{
    const char *trouble = member_text(reply, "log_trouble");
    struct line line = {.out = out};
    struct stamp until;
    char soon[STAMP_TEXT_MAX];

    if (trouble) {
        paint(out, view, TONE_SEVERE);
        line_text(&line, 0, "! LOG TROUBLE:");
        line_end(&line, view, 15, trouble);
        paint(out, view, TONE_PLAIN);
        (void)fputc('\n', out);
    }
    if (stamp_parse(member_text(reply, "paused_until"), &until)) {
        stamp_soon(until, view->now, soon);
        paint(out, view, TONE_MIDDLING);
        (void)fprintf(out, "Paused until %s: no reminder comes before.\n\n", soon);
        paint(out, view, TONE_PLAIN);
    }
}

void status_print(FILE *out, const struct view *view, const json_t *reply)
{
    const char *presence = member_text(reply, "presence"),
               *notifier = member_text(reply, "notifier");
    bool unknown = !presence || strcmp(presence, "unknown") == 0;
    char date[STAMP_TEXT_MAX], clock[STAMP_TEXT_MAX];
    struct view v = *view;
    struct line line;

    (void)stamp_parse(member_text(reply, "now"), &v.now);
    stamp_date(v.now, v.now, date);
    stamp_clock(v.now, clock);
    paint(out, view, TONE_STRONG);
    (void)fprintf(out, "%s, %s\n\n", date, clock);
    paint(out, view, TONE_PLAIN);

    print_alerts(out, &v, reply);
    print_reminders(out, &v, json_object_get(reply, "reminders"));
    (void)fputc('\n', out);
    print_pain(out, &v, json_object_get(reply, "last_pain"));
    line = begin_labelled(out, &v, "presence");
    line_end(&line, &v, COLUMN, unknown ? "unknown (counted as active)" : presence);
    line = begin_labelled(out, &v, "notifier");
    line_end(&line, &v, COLUMN, notifier ? notifier : "none");
}

HANDLER(status)
{
    struct request request = {.method = "Status"};
    json_auto_t *reply = NULL;
    enum exit_code code = request_one(cli, self, &request, &reply);

    if (code != EXIT_DONE)
        return code;
    if (arguments->option[OPTION_JSON])
        print_json(cli->out, reply);
    else
        status_print(cli->out, &cli->view, reply);
    return code;
}
