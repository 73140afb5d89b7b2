/* agenda: what is to come. Items are gathered first, since the widest name sets the columns. */
#include "cli/agenda.h"

#include <errno.h>
#include <string.h>

#include "cli/request.h"
#include "common/scope.h"
#include "common/span.h"

#define AHEAD_MAX (366 * USEC_PER_DAY) /* what kneadd looks ahead */

static bool all_today(const struct view *view, const json_t *items)
{
    const json_t *item;
    struct stamp due;
    size_t i;

    json_array_foreach(items, i, item) if (stamp_parse(member_text(item, "due"), &due) &&
                                           stamp_day(due) != stamp_day(view->now)) return false;
    return true;
}

static int widest_name(const json_t *items)
{
    const json_t *item;
    int widest = 0;
    size_t i;

    json_array_foreach(items, i, item)
    {
        const char *name = member_text(item, "reminder");
        int cells = name ? text_cells(name) : 0;

        widest = cells > widest ? cells : widest;
    }
    return widest;
}

static const char *state_words(const json_t *item)
{
    static const struct {
        const char *state, *words;
    } states[] = {{"open", "[waits] "}, {"snoozed", "[snoozed] "}, {"paused", "[paused] "}};
    const char *state = member_text(item, "state");

    for (size_t i = 0; state && i < COUNT_OF(states); i++)
        if (strcmp(state, states[i].state) == 0)
            return states[i].words;
    return "";
}

void agenda_print(FILE *out, const struct view *view, const json_t *items)
{
    int indent = all_today(view, items) ? 0 : 2, names = widest_name(items);
    int64_t day = INT64_MIN;
    const json_t *item;
    size_t i;

    json_array_foreach(items, i, item)
    {
        const char *name = member_text(item, "reminder"), *message = member_text(item, "message");
        const char *state = state_words(item);
        char clock[STAMP_TEXT_MAX], date[STAMP_TEXT_MAX];
        struct line line = {.out = out};
        bool merged = member_text(item, "with");
        struct stamp due;
        char text[1024];

        if (!stamp_parse(member_text(item, merged ? "with" : "due"), &due))
            continue;
        if (indent > 0 && stamp_day(due) != day) {
            stamp_date(due, view->now, date);
            (void)fputs(day == INT64_MIN ? "" : "\n", out);
            paint(out, view, TONE_STRONG);
            (void)fprintf(out, "%s\n", date);
            paint(out, view, TONE_PLAIN);
            day = stamp_day(due);
        }
        stamp_clock(due, clock);
        line_text(&line, indent, merged ? "" : clock); /* it comes with the one above */
        line_text(&line, indent + 7, name ? name : "");
        (void)snprintf(text, sizeof text, "%s%s", state, message ? message : "");
        line_end(&line, view, indent + 7 + names + 2, text);
    }
}

static enum exit_code each(void *userdata, const json_t *parameters)
{
    json_t *item = json_object_get(parameters, "item");

    if (json_is_object(item))
        (void)json_array_append(userdata, item);
    return EXIT_DONE;
}

HANDLER(agenda)
{
    json_auto_t *items = json_array();
    struct request request = {.method = "Agenda", .more = true, .each = each, .userdata = items};
    const char *span = arguments->n > 0 ? arguments->words[0] : NULL;
    enum exit_code code;
    const json_t *item;
    int64_t us;
    size_t i;

    if (span) {
        char why[COMMAND_WHY_MAX];

        if (span_parse(span, &us) < 0 || us < USEC_PER_SEC || us > AHEAD_MAX) {
            (void)snprintf(why, sizeof why,
                           "\"%.40s\" is not a span of up to 366 days. Write it like 45m, 8h or 1w",
                           span);
            return command_refuse(cli, self, why);
        }
        request.parameters = json_pack("{s:I}", "span", (json_int_t)(us / USEC_PER_SEC));
    }
    code = request_run(cli, self, &request);
    if (code != EXIT_DONE)
        return code;
    if (arguments->option[OPTION_JSON])
        json_array_foreach(items, i, item) print_json(cli->out, item);
    else if (json_array_size(items) > 0)
        agenda_print(cli->out, &cli->view, items);
    else
        (void)fprintf(cli->out, "Nothing is to come %s%s.\n", span ? "within " : "today any more",
                      span ? span : "");
    return EXIT_DONE;
}
