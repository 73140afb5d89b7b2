/* status: today at a glance. What needs the user stands first: trouble with the log, a pause, what
 * waits for an answer; then what is to come (status_reminders.c), and what became of today. */
#include "cli/status.h"

#include <string.h>

#include "cli/entry_text.h"
#include "cli/follow.h"
#include "cli/request.h"
#include "common/civil.h"
#include "common/entry.h"
#include "common/profile.h"
#include "common/scope.h"
#include "common/when.h"

#define COLUMN  10 /* behind labels such as "presence" */
#define DAYS    7
#define FIGURES 18 /* columns for "1600 of 1600 ml", before a bar */

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

/* "Sat 3  Sun -  Mon 4.5": the days' values, today last. */
static void print_week(FILE *out, const struct view *view, const struct days *week)
{
    struct line line = begin_labelled(out, view, "week");

    for (size_t i = 0; i < week->n; i++) {
        struct stamp day = {{(week->first + (int64_t)i) * USEC_PER_DAY}, 0};
        double value = day_value(&week->items[i]);
        char date[STAMP_TEXT_MAX], text[16];
        int column = COLUMN + (int)i * 9;

        stamp_date(day, day, date);
        (void)snprintf(text, sizeof text,
                       value < 0             ? "-"
                       : value == (int)value ? "%.0f"
                                             : "%.1f",
                       value);
        date[3] = '\0';
        paint(out, view, TONE_FAINT);
        line_text(&line, column, date);
        paint(out, view, value < 0 ? TONE_FAINT : level_tone((int64_t)(value + 0.5)));
        line_text(&line, column + 4, text);
        paint(out, view, TONE_PLAIN);
    }
    line_end(&line, view, COLUMN, "");
}

/* "5 of 7 taken  #######...": what became of today's breaks, as far as it is known. Those that
 * could not be shown do not count (CARE R52). */
static void print_breaks(FILE *out, const struct view *view, const json_t *reminders)
{
    int64_t taken = 0, due = 0;
    struct line line;
    const json_t *reminder;
    char text[64], bar[BAR_CELLS + 1];
    size_t i;

    json_array_foreach(reminders, i, reminder)
    {
        int64_t did = member_int(reminder, "done", 0) + member_int(reminder, "taken", 0);

        if (!json_is_true(json_object_get(reminder, "break")))
            continue;
        taken += did;
        due += did + member_int(reminder, "skipped", 0) + member_int(reminder, "missed", 0);
    }
    if (due == 0)
        return;
    line = begin_labelled(out, view, "breaks");
    bar_text(taken, due, bar);
    (void)snprintf(text, sizeof text, "%lld of %lld taken", (long long)taken, (long long)due);
    line_text(&line, COLUMN, text);
    line_text(&line, COLUMN + FIGURES, bar);
    line_end(&line, view, COLUMN, "");
}

static void print_water(FILE *out, const struct view *view, const json_t *reply)
{
    char water[WATER_TEXT_MAX], *bar;
    struct line line;

    water_words(reply, water);
    if (!*water)
        return;
    line = begin_labelled(out, view, "water");
    bar = strstr(water, "  ");
    if (bar)
        *bar = '\0';
    line_text(&line, COLUMN, water);
    line_text(&line, COLUMN + FIGURES, bar ? bar + 2 : "");
    line_end(&line, view, COLUMN, "");
}

void water_words(const json_t *reply, char ret[static WATER_TEXT_MAX])
{
    int64_t water = member_int(reply, "water", -1), target = 0;
    const json_t *reminder;
    char bar[BAR_CELLS + 1];
    size_t i;

    json_array_foreach(json_object_get(reply, "reminders"), i, reminder)
    {
        if (target == 0 && json_is_true(json_object_get(reminder, "enabled")))
            target = member_int(reminder, "target", 0);
    }
    ret[0] = '\0';
    bar_text(water, target, bar);
    if (water >= 0 && target > 0)
        (void)snprintf(ret, WATER_TEXT_MAX, "%lld of %lld ml  %s", (long long)water,
                       (long long)target, bar);
    else if (water > 0)
        (void)snprintf(ret, WATER_TEXT_MAX, "%lld ml", (long long)water);
}

/* "Wed 25 Nov", of a date. */
static void date_words(const struct view *view, const char *date, char ret[static STAMP_TEXT_MAX])
{
    struct stamp noon = {.offset = view->now.offset};
    char why[ENTRY_WHY_MAX];
    int64_t day;

    ret[0] = '\0';
    if (!date || date_parse(date, &day, why) < 0)
        return;
    noon.at.us = (day * SECONDS_PER_DAY + SECONDS_PER_DAY / 2 - noon.offset) * USEC_PER_SEC;
    stamp_date(noon, view->now, ret);
}

/* The next one, or what comes before any. */
static void print_massage(FILE *out, const struct view *view, const json_t *reply)
{
    const json_t *massage = json_object_get(reply, "massage");
    const char *care = member_text(json_object_get(reply, "care"), "text");
    const char *kind = member_text(massage, "kind");
    bool booked = kind && strcmp(kind, "booked") == 0;
    char date[STAMP_TEXT_MAX], text[2 * STAMP_TEXT_MAX];
    struct line line;
    struct stamp at;

    if (!care && !kind)
        return;
    date_words(
        view,
        member_text(massage, json_is_true(json_object_get(massage, "overdue")) ? "due" : "day"),
        date);
    if (booked && stamp_parse(member_text(massage, "at"), &at))
        stamp_soon(at, view->now, date);
    (void)snprintf(text, sizeof text, "%s%s%s",
                   json_is_true(json_object_get(massage, "overdue"))    ? "due since "
                   : booked || (kind && strcmp(kind, "therapist") == 0) ? ""
                                                                        : "around ",
                   date,
                   booked                                   ? ", booked"
                   : kind && strcmp(kind, "therapist") == 0 ? ", your therapist's date"
                                                            : "");
    line = begin_labelled(out, view, "massage");
    line_end(&line, view, COLUMN, care ? care : text);
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

void status_print(FILE *out, const struct view *view, const json_t *reply, const struct days *week)
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
    reminders_print(out, &v, json_object_get(reply, "reminders"));
    (void)fputc('\n', out);
    print_pain(out, &v, json_object_get(reply, "last_pain"));
    if (week)
        print_week(out, &v, week);
    print_water(out, &v, reply);
    print_breaks(out, &v, json_object_get(reply, "reminders"));
    print_massage(out, &v, reply);
    line = begin_labelled(out, &v, "presence");
    line_end(&line, &v, COLUMN, unknown ? "unknown (counted as active)" : presence);
    line = begin_labelled(out, &v, "notifier");
    line_end(&line, &v, COLUMN, notifier ? notifier : "none");
}

static enum exit_code add_entry(void *userdata, const json_t *parameters)
{
    days_add(userdata, json_object_get(parameters, "entry"));
    return EXIT_DONE;
}

/* The last week's pain. */
static enum exit_code fetch_week(struct cli *cli, const struct command *self, struct days *week)
{
    struct request request = {
        .method = "History", .more = true, .each = add_entry, .userdata = week};
    struct stamp from = {{(week->first - 1) * USEC_PER_DAY}, cli->view.now.offset};
    char text[WHEN_TEXT_MAX];

    when_print_rfc3339(from.at, from.offset, text);
    request.parameters = json_pack("{s:s, s:s}", "from", text, "kind", entry_kind_name(ENTRY_PAIN));
    return request_run(cli, self, &request);
}

/* For bars. */
static enum exit_code status_line(struct cli *cli, const struct command *self,
                                  const struct arguments *arguments)
{
    const char *format = arguments->option[OPTION_BAR];
    bool json = arguments->option[OPTION_JSON];
    struct bar_form form = {.kind = json ? BAR_JSON : BAR_PLAIN};
    char why[BAR_WHY_MAX] = "--json is a format of its own";

    if (format && (json || bar_form_parse(format, &form, why) < 0)) {
        command_complain(cli, self, why);
        return json ? EXIT_USAGE : EXIT_REFUSED;
    }
    return arguments->option[OPTION_FOLLOW] ? follow(cli, self, &form)
                                            : follow_once(cli, self, &form);
}

HANDLER(status)
{
    CLEANUP(days_done) struct days week = {0};
    struct request request = {.method = "Status"};
    struct stamp now = cli->view.now;
    json_auto_t *reply = NULL;
    enum exit_code code;
    bool logged;

    if (arguments->option[OPTION_FOLLOW] || arguments->option[OPTION_BAR])
        return status_line(cli, self, arguments);
    code = request_shown(cli, self, arguments, &request, &reply);
    if (!reply)
        return code;
    (void)stamp_parse(member_text(reply, "now"), &now); /* kneadd's, which may run faster */
    /* Where the log is in trouble, that is said instead. */
    logged = json_is_object(json_object_get(reply, "last_pain")) &&
             !member_text(reply, "log_trouble") &&
             days_init(&week, stamp_day(now) - DAYS + 1, DAYS) == 0;
    if (logged)
        code = fetch_week(cli, self, &week);
    if (code == EXIT_DONE)
        status_print(cli->out, &cli->view, reply, logged ? &week : NULL);
    return code;
}
