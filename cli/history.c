/* history: the log, read.
 *
 * Entries are printed as they come, so the log may be as long as it likes. Each is told in the
 * local time of where it was said; a heading names the offset where that changes. */
#include "cli/history.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/draft.h"
#include "cli/entry_text.h"
#include "cli/local.h"
#include "cli/pager.h"
#include "cli/place.h"
#include "cli/request.h"
#include "common/civil.h"
#include "common/entry.h"
#include "common/profile.h"
#include "common/scope.h"
#include "common/text.h"
#include "common/when.h"

/* Where the columns of a line begin. */
enum column {
    COLUMN_CLOCK = 2,
    COLUMN_ID = 9,
    COLUMN_KIND = 17,
    COLUMN_AMOUNT = 27,
    COLUMN_BAR = 31,
    COLUMN_PLACE = 43,
    COLUMN_NOTE = 61,
};

/* Where a listing stands; zero it but for the days, then one entry after the other, then the days
 * that are left. */
struct history {
    bool begun;
    int64_t day;
    int32_t offset;
    const json_t
        *days;   /* Habits' days, an array, oldest first, shown among the entries; NULL: none */
    size_t next; /* of them */
};

static void print_heading(struct history *h, FILE *out, const struct view *view, struct stamp at)
{
    char date[STAMP_TEXT_MAX], offset[STAMP_TEXT_MAX];
    bool moved = at.offset != (h->begun ? h->offset : view->now.offset);

    if (h->begun && !moved && h->day == stamp_day(at))
        return;
    stamp_date(at, view->now, date);
    stamp_offset(at, offset);
    (void)fputs(h->begun ? "\n" : "", out);
    paint(out, view, TONE_STRONG);
    (void)fprintf(out, "%s%s%s%s", date, moved ? " (" : "", moved ? offset : "", moved ? ")" : "");
    paint(out, view, TONE_PLAIN);
    (void)fputc('\n', out);
    h->begun = true;
    h->day = stamp_day(at);
    h->offset = at.offset;
}

/* "stretch: 12 done, 3 skipped; stand-up: 7 done" below its day. */
static void print_habits(FILE *out, const struct view *view, const json_t *habits)
{
    struct line line = {.out = out};
    char *text = NULL;
    size_t size = 0, i;
    const json_t *habit;
    FILE *words = open_memstream(&text, &size);

    if (!words)
        return;
    json_array_foreach(habits, i, habit)
    {
        char counts[OUTCOMES_TEXT_MAX];
        const char *name = member_text(habit, "reminder");

        outcome_words(habit, counts, sizeof counts);
        if (name && counts[0])
            (void)fprintf(words, "%s%s: %s", ftell(words) > 0 ? "; " : "", name, counts);
    }
    if (fclose(words) == 0 && size > 0) {
        line_text(&line, COLUMN_KIND, "reminders");
        line_end(&line, view, COLUMN_AMOUNT, text);
    }
    free(text);
}

/* The habits of the days before one; those of the day under way come below its entries. */
static void print_days(struct history *h, FILE *out, const struct view *view, int64_t before)
{
    for (; h->next < json_array_size(h->days); h->next++) {
        const json_t *day = json_array_get(h->days, h->next);
        const char *date = member_text(day, "date");
        char why[ENTRY_WHY_MAX];
        struct stamp at = {.offset = h->begun ? h->offset : view->now.offset};
        int64_t number;

        if (!date || date_parse(date, &number, why) < 0)
            continue;
        if (number >= before)
            return;
        at.at.us = (number * SECONDS_PER_DAY - at.offset) * USEC_PER_SEC;
        print_heading(h, out, view, at);
        print_habits(out, view, json_object_get(day, "habits"));
    }
}

/* What else an entry tells, and its note; to be freed. */
static char *remarks(const json_t *entry)
{
    const char *note = member_text(entry, "note");
    bool late = json_is_true(json_object_get(entry, "late"));
    char facts[FACTS_TEXT_MAX];
    char *text = NULL;

    entry_facts(entry, facts);
    if (asprintf(&text, "%s%s%s%s%s", facts, *facts && late ? ", " : "", late ? "late" : "",
                 (*facts || late) && note && *note ? "; " : "", note ? note : "") < 0)
        return NULL;
    return text;
}

/* On the line where there is room for them, else below. */
static void print_remarks(struct line *line, const struct view *view, int column, const char *text)
{
    int at = line->at < column ? column : line->at + 2;

    if (at + text_cells(text) > view->width || strchr(text, '\n')) {
        line_end(line, view, column, "");
        column = COLUMN_AMOUNT;
    }
    if (line->at > 0 || *text)
        line_end(line, view, column, text);
}

static void print_logged(struct history *history, FILE *out, const struct view *view,
                         const json_t *entry)
{
    const char *kind = member_text(entry, "kind");
    int64_t level = member_int(entry, "level", -1);
    char clock[STAMP_TEXT_MAX], place[PLACE_TEXT_MAX], amount[AMOUNT_TEXT_MAX], id[ID_TEXT_MAX];
    char padded[AMOUNT_TEXT_MAX + 1], bar[BAR_CELLS + 1] = "";
    AUTO_FREE char *text = remarks(entry);
    struct line line = {.out = out};
    bool pain = kind && strcmp(kind, entry_kind_name(ENTRY_PAIN)) == 0;
    bool tier = kind && strcmp(kind, entry_kind_name(ENTRY_TIER)) == 0;
    struct stamp at;

    if (!stamp_parse(member_text(entry, "at"), &at))
        return;
    print_days(history, out, view, stamp_day(at));
    print_heading(history, out, view, at);
    stamp_clock(at, clock);
    entry_id(entry, id);
    entry_place(entry, place);
    entry_amount(entry, amount);
    (void)snprintf(padded, sizeof padded, "%s%s", level >= 0 && level < 10 && !tier ? " " : "",
                   amount);
    if (level >= 0 && !tier)
        bar_text(level, PAIN_MAX, bar);
    line_text(&line, COLUMN_CLOCK, clock);
    paint(out, view, TONE_FAINT);
    line_text(&line, COLUMN_ID, id);
    paint(out, view, TONE_PLAIN);
    line_text(&line, COLUMN_KIND, kind ? kind : "");
    line_text(&line, COLUMN_AMOUNT, padded);
    paint(out, view, pain ? level_tone(level) : TONE_PLAIN);
    line_text(&line, COLUMN_BAR, bar);
    paint(out, view, TONE_PLAIN);
    line_text(&line, COLUMN_PLACE, place);
    print_remarks(&line, view, *place ? COLUMN_NOTE : COLUMN_PLACE, text ? text : "");
}

/* --from and --to: a date stands for all of it, a time for itself. */
static int parse_bound(const struct cli *cli, const char *text, bool end, struct stamp *ret,
                       char why[static PLACE_WHY_MAX])
{
    struct stamp from, to;
    int r = local_day(text, cli->view.now.at, &from, &to);

    if (r >= 0)
        *ret = end ? to : from;
    else
        r = local_when(text, cli->view.now.at, WHEN_PAST, ret);
    if (r < 0)
        (void)snprintf(why, PLACE_WHY_MAX,
                       "\"%.40s\" is not a date or a past time I know. Write it like 2026-03-28, "
                       "yesterday, 14:30 or \"2026-03-28 07:15\"",
                       text);
    return r;
}

static json_t *rfc3339(struct stamp s)
{
    char text[WHEN_TEXT_MAX];

    when_print_rfc3339(s.at, s.offset, text);
    return json_string(text);
}

/* The kind that the first word names, unless it may be a region too. */
static enum entry_kind kind_of(const struct arguments *arguments)
{
    char why[ENTRY_WHY_MAX];
    enum region region;

    if (arguments->n == 0 || region_parse(arguments->words[0], &region, why) == 0)
        return ENTRY_KIND_COUNT;
    return draft_kind(arguments->words[0]);
}

int history_filter(const struct cli *cli, const struct arguments *arguments, json_t **ret,
                   char why[static PLACE_WHY_MAX])
{
    const char *from = arguments->option[OPTION_FROM], *to = arguments->option[OPTION_TO];
    const char *last = arguments->option[OPTION_LAST];
    struct stamp first = {0}, end = {0};
    enum region region;
    enum side side;
    enum entry_kind kind = kind_of(arguments);
    size_t used = kind != ENTRY_KIND_COUNT;
    int64_t n = 0;
    int r;

    r = place_parse(arguments->words + used, arguments->n - used, &region, &side, why);
    if (r >= 0 && side != SIDE_NONE) {
        (void)snprintf(why, PLACE_WHY_MAX, "history goes by region, not by side");
        r = -EINVAL;
    }
    if (r >= 0 && from)
        r = parse_bound(cli, from, false, &first, why);
    if (r >= 0 && to)
        r = parse_bound(cli, to, true, &end, why);
    if (r >= 0 && from && to && first.at.us >= end.at.us) {
        (void)snprintf(why, PLACE_WHY_MAX, "--from %.40s does not lie before --to %.40s", from, to);
        r = -ERANGE;
    }
    if (r >= 0 && last) {
        r = text_parse_int(last, 1, INT32_MAX, &n);
        if (r < 0)
            (void)snprintf(why, PLACE_WHY_MAX,
                           "--last takes a whole number from 1 on, not \"%.40s\"", last);
    }
    if (r < 0)
        return r;
    *ret = json_pack("{s:o*, s:o*, s:s*, s:o*, s:o*}", "from", from ? rfc3339(first) : NULL, "to",
                     to ? rfc3339(end) : NULL, "kind", entry_kind_name(kind), "region",
                     region ? json_string(region_name(region)) : NULL, "last",
                     last ? json_integer(n) : NULL);
    return 0;
}

struct listing {
    const struct cli *cli;
    bool json;
    size_t n;
    struct history history;
};

static enum exit_code keep_day(void *userdata, const json_t *parameters)
{
    json_t *day = json_object_get(parameters, "day");

    if (json_is_object(day))
        (void)json_array_append(userdata, day);
    return EXIT_DONE;
}

static enum exit_code each(void *userdata, const json_t *parameters)
{
    struct listing *listing = userdata;
    const json_t *entry = json_object_get(parameters, "entry");

    if (!json_is_object(entry)) /* the one reply that says there is none */
        return EXIT_DONE;
    listing->n++;
    if (listing->json)
        print_json(listing->cli->out, entry);
    else
        print_logged(&listing->history, listing->cli->out, &listing->cli->view, entry);
    return EXIT_DONE;
}

static enum exit_code list(struct cli *cli, const struct command *self, struct request *request,
                           struct listing *listing)
{
    enum exit_code code;

    pager_begin(cli);
    code = request_run(cli, self, request);
    if (code == EXIT_DONE && !listing->json)
        print_days(&listing->history, cli->out, &cli->view, INT64_MAX);
    if (code == EXIT_DONE && !listing->history.begun && !listing->json)
        (void)fputs("No entries.\n", cli->out);
    pager_end(cli);
    return code;
}

HANDLER(history)
{
    struct listing listing = {.cli = cli, .json = arguments->option[OPTION_JSON]};
    json_auto_t *days = json_array();
    struct request request = {
        .method = "History", .more = true, .each = each, .userdata = &listing};
    char why[PLACE_WHY_MAX];
    enum exit_code code;

    if (history_filter(cli, arguments, &request.parameters, why) < 0)
        return command_refuse(cli, self, why);
    /* What became of the reminders goes with whole days, not with a choice of entries. */
    if (!listing.json && arguments->n == 0 && !arguments->option[OPTION_LAST]) {
        struct request habits = {
            .method = "Habits", .more = true, .each = keep_day, .userdata = days};

        habits.parameters = json_incref(request.parameters);
        listing.history.days = days;
        code = request_run(cli, self, &habits);
        if (code != EXIT_DONE) {
            json_decref(request.parameters);
            return code;
        }
    }
    return list(cli, self, &request, &listing);
}
