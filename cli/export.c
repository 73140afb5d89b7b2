/* export: the log on the standard output, or in a file, in a form that other programs read; CSV and
 * JSON are what import reads, too. */
#include <errno.h>
#include <string.h>

#include "cli/columns.h"
#include "cli/csv.h"
#include "cli/fhir.h"
#include "cli/history.h"
#include "cli/output.h"
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

static enum exit_code print_resource(void *userdata, const json_t *parameters)
{
    const json_t *entry = json_object_get(parameters, "entry");

    return json_is_object(entry) && fhir_add(userdata, entry) < 0 ? EXIT_NOT_SAVED : EXIT_DONE;
}

enum { CSV, FHIR, JSON };
static const struct output_format formats[] = {[CSV] = {"csv", {".csv", NULL}},
                                               [FHIR] = {"fhir", {".fhir.json", NULL}},
                                               [JSON] = {"json", {".json", NULL}}};

/* FHIR tells of measurements, and so of no reminders. */
static enum exit_code export_fhir(struct cli *cli, const struct command *self, json_t *filter)
{
    struct fhir fhir;
    struct request request = {.method = "History",
                              .parameters = filter,
                              .more = true,
                              .each = print_resource,
                              .userdata = &fhir};
    int r = fhir_begin(&fhir, cli->out);
    enum exit_code code = request_run(cli, self, &request);

    if (fhir_end(&fhir, r == 0 && code == EXIT_DONE) == 0 && r == 0)
        return code;
    command_complain(cli, self, "there is no memory left");
    return EXIT_NOT_SAVED;
}

static enum exit_code export_rows(struct cli *cli, const struct command *self, json_t *filter,
                                  bool json)
{
    struct request request = {.method = "History",
                              .parameters = filter,
                              .more = true,
                              .each = json ? print_object : print_row,
                              .userdata = cli->out};
    struct outcomes rows = {cli->out, request.each};
    struct request outcomes = {.method = "Outcomes",
                               .parameters = json_incref(filter), /* --from and --to only */
                               .more = true,
                               .each = print_outcome,
                               .userdata = &rows};
    enum exit_code code;

    if (!json)
        print_header(cli->out);
    code = request_run(cli, self, &request);
    if (code == EXIT_DONE)
        return request_run(cli, self, &outcomes);
    json_decref(outcomes.parameters);
    return code;
}

HANDLER(export)
{
    int format = output_format(cli, self, arguments, formats, COUNT_OF(formats));
    struct output output;
    json_t *filter;
    char why[PLACE_WHY_MAX];
    enum exit_code code;

    if (format < 0)
        return EXIT_REFUSED;
    if (history_filter(cli, arguments, &filter, why) < 0)
        return command_refuse(cli, self, why);
    code = output_begin(cli, self, arguments, &output);
    if (code != EXIT_DONE) {
        json_decref(filter);
        return code;
    }
    code = format == FHIR ? export_fhir(cli, self, filter)
                          : export_rows(cli, self, filter, format == JSON);
    return output_end(&output, self, code);
}
