/* export: the log on the standard output, in a form that other programs read, and import too. */
#include <errno.h>
#include <string.h>

#include "cli/columns.h"
#include "cli/csv.h"
#include "cli/history.h"
#include "cli/request.h"
#include "common/scope.h"

/* How a row is printed. */
struct outcomes {
    FILE *out;
    enum exit_code (*print)(void *out, const json_t *parameters);
};

static void print_header(FILE *out)
{
    for (size_t i = 0; i < columns_n; i++)
        csv_print(out, column_name(i), i == 0);
    csv_print_end(out);
}

static enum exit_code print_row(void *userdata, const json_t *parameters)
{
    const json_t *entry = json_object_get(parameters, "entry");
    char text[COLUMN_TEXT_MAX];

    for (size_t i = 0; i < columns_n && json_is_object(entry); i++) {
        column_write(entry, i, text);
        csv_print(userdata, text, i == 0);
    }
    if (json_is_object(entry))
        csv_print_end(userdata);
    return EXIT_DONE;
}

/* What became of a reminder, as a row; not while it waits for an answer. */
static enum exit_code print_outcome(void *userdata, const json_t *parameters)
{
    struct outcomes *o = userdata;
    const json_t *outcome = json_object_get(parameters, "outcome");
    const char *word = member_text(outcome, "outcome"), *due = member_text(outcome, "due");
    const char *reminder = member_text(outcome, "reminder");
    json_auto_t *row = NULL;

    if (!word || !due || !reminder || strcmp(word, "open") == 0)
        return EXIT_DONE;
    row = json_pack("{s:{s:s, s:s, s:s, s:s}}", "entry", "at", due, "kind", COLUMNS_REMINDER,
                    "reminder", reminder, "outcome", word);
    return o->print(o->out, row);
}

static enum exit_code print_object(void *userdata, const json_t *parameters)
{
    const json_t *entry = json_object_get(parameters, "entry");

    if (json_is_object(entry))
        print_json(userdata, entry);
    return EXIT_DONE;
}

HANDLER(export)
{
    const char *format = arguments->option[OPTION_FORMAT];
    bool json = format && strcmp(format, "json") == 0;
    struct request request = {.method = "History",
                              .more = true,
                              .each = json ? print_object : print_row,
                              .userdata = cli->out};
    struct outcomes rows = {cli->out, request.each};
    struct request outcomes = {
        .method = "Outcomes", .more = true, .each = print_outcome, .userdata = &rows};
    char why[PLACE_WHY_MAX];
    enum exit_code code;

    if (format && !json && strcmp(format, "csv") != 0) {
        (void)snprintf(why, sizeof why, "--format is csv or json, not \"%.40s\"", format);
        return command_refuse(cli, self, why);
    }
    if (history_filter(cli, arguments, &request.parameters, why) < 0)
        return command_refuse(cli, self, why);
    if (!json)
        print_header(cli->out);
    outcomes.parameters = json_incref(request.parameters); /* --from and --to only */
    code = request_run(cli, self, &request);
    if (code == EXIT_DONE)
        return request_run(cli, self, &outcomes);
    json_decref(outcomes.parameters);
    return code;
}
