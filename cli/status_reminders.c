/* The reminders of status, a row each: those that wait for an answer, the next few, and by name
 * those that are off. */
#include <stdlib.h>
#include <string.h>

#include "cli/status.h"
#include "common/scope.h"

#define WEEK   (7 * USEC_PER_DAY)
#define COMING 3 /* reminders to come that are shown */

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

void reminders_print(FILE *out, const struct view *view, const json_t *reminders)
{
    size_t n = json_array_size(reminders), open = 0, soon = 0, off = 0, shown;
    AUTO_FREE struct row *rows = calloc(n + 1, sizeof *rows);
    struct columns columns;

    if (!rows || n == 0) {
        (void)fputs("  No reminders are set.\n", out);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        rows[i] = row_of(json_array_get(reminders, i), i, view->now);
        open += rows[i].standing == STANDING_OPEN;
        soon += rows[i].standing == STANDING_SOON;
        off += rows[i].standing == STANDING_OFF;
    }
    qsort(rows, n, sizeof *rows, compare_rows);
    shown = open + (soon < COMING ? n - off - open : COMING);
    columns = measure(rows, shown);
    for (size_t i = 0; i < shown; i++)
        print_row(out, view, &rows[i], &columns);
    if (shown < n - off)
        (void)fprintf(out, "  and %zu more: knead agenda\n", n - off - shown);
    for (size_t i = n - off; i < n; i++) {
        (void)fputs(i == n - off ? "  off: " : ", ", out);
        print_clean(out, rows[i].name);
    }
    (void)fputs(off > 0 ? "\n" : "", out);
    if (open > 0)
        (void)fprintf(out, "\nAnswer%s: knead done, knead skip or knead snooze%s\n",
                      open > 1 ? " all" : "", open > 1 ? "; one: knead done NAME" : "");
}
