/* history and undo: the log, read and taken back.
 *
 * Entries are printed as they come, so the log may be as long as it likes. Each is told in the
 * local time of where it was said; a heading names the offset where that changes. */
#include "cli/history.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/local.h"
#include "cli/place.h"
#include "cli/request.h"
#include "common/civil.h"
#include "common/entry.h"
#include "common/text.h"
#include "common/when.h"

/* Where the columns of a line begin. */
enum column {
    COLUMN_CLOCK = 2,
    COLUMN_KIND = 9,
    COLUMN_AMOUNT = 16,
    COLUMN_BAR = 20,
    COLUMN_PLACE = 32,
    COLUMN_NOTE = 52,
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
        line_text(&line, COLUMN_KIND, "breaks");
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
        int year, month, of_month;
        struct stamp at = {.offset = h->begun ? h->offset : view->now.offset};
        int64_t number;

        if (!date || sscanf(date, "%d-%d-%d", &year, &month, &of_month) != 3)
            continue;
        number = civil_day(year, month, of_month);
        if (number >= before)
            return;
        at.at.us = (number * SECONDS_PER_DAY - at.offset) * USEC_PER_SEC;
        print_heading(h, out, view, at);
        print_habits(out, view, json_object_get(day, "habits"));
    }
}

void history_end(struct history *h, FILE *out, const struct view *view)
{
    print_days(h, out, view, INT64_MAX);
}

void history_print(struct history *history, FILE *out, const struct view *view, const json_t *entry)
{
    const char *kind = member_text(entry, "kind"), *note = member_text(entry, "note");
    int64_t level = member_int(entry, "level", -1), ml = member_int(entry, "ml", -1);
    char clock[STAMP_TEXT_MAX], place[PLACE_TEXT_MAX], amount[32] = "", bar[BAR_CELLS + 1] = "";
    struct line line = {.out = out};
    struct stamp at;

    if (!stamp_parse(member_text(entry, "at"), &at))
        return;
    print_days(history, out, view, stamp_day(at));
    print_heading(history, out, view, at);
    stamp_clock(at, clock);
    entry_place(entry, place);
    if (level >= 0) {
        (void)snprintf(amount, sizeof amount, "%2lld", (long long)level);
        bar_text(level, PAIN_MAX, bar);
    } else if (ml >= 0) {
        (void)snprintf(amount, sizeof amount, "%lld ml", (long long)ml);
    }
    line_text(&line, COLUMN_CLOCK, clock);
    line_text(&line, COLUMN_KIND, kind ? kind : "");
    line_text(&line, COLUMN_AMOUNT, amount);
    paint(out, view, level_tone(level));
    line_text(&line, COLUMN_BAR, bar);
    paint(out, view, TONE_PLAIN);
    line_text(&line, COLUMN_PLACE, place);
    line_end(&line, view, COLUMN_NOTE, note ? note : "");
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

/* The parameters of History. 0, or -errno with why. */
static int filter_parse(const struct cli *cli, const struct arguments *arguments, json_t **ret,
                        char why[static PLACE_WHY_MAX])
{
    const char *from = arguments->option[OPTION_FROM], *to = arguments->option[OPTION_TO];
    const char *last = arguments->option[OPTION_LAST];
    struct stamp first = {0}, end = {0};
    enum region region;
    enum side side;
    int64_t n = 0;
    int r;

    r = place_parse(arguments->words, arguments->n, &region, &side, why);
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
    *ret = json_pack("{s:o*, s:o*, s:o*, s:o*}", "from", from ? rfc3339(first) : NULL, "to",
                     to ? rfc3339(end) : NULL, "region",
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
        history_print(&listing->history, listing->cli->out, &listing->cli->view, entry);
    return EXIT_DONE;
}

HANDLER(history)
{
    struct listing listing = {.cli = cli, .json = arguments->option[OPTION_JSON]};
    json_auto_t *days = json_array();
    struct request request = {
        .method = "History", .more = true, .each = each, .userdata = &listing};
    char why[PLACE_WHY_MAX];
    enum exit_code code;

    if (filter_parse(cli, arguments, &request.parameters, why) < 0) {
        command_complain(cli, self, why);
        return EXIT_REFUSED;
    }
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
    code = request_run(cli, self, &request);
    if (code == EXIT_DONE && !listing.json)
        history_end(&listing.history, cli->out, &cli->view);
    if (code == EXIT_DONE && !listing.history.begun && !listing.json)
        (void)fputs("No entries.\n", cli->out);
    return code;
}

HANDLER(undo)
{
    struct request request = {.method = "Undo"};
    json_auto_t *reply = NULL;
    enum exit_code code = request_one(cli, self, &request, &reply);

    if (code != EXIT_DONE)
        return code;
    if (arguments->option[OPTION_JSON]) {
        print_json(cli->out, reply);
        return code;
    }
    (void)fputs("undone: ", cli->out);
    print_entry(cli->out, &cli->view, json_object_get(reply, "entry"));
    return code;
}
