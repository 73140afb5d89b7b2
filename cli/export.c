/* export: the log on the standard output, in a form that other programs read, and import too. */
#include <errno.h>
#include <string.h>

#include "cli/columns.h"
#include "cli/csv.h"
#include "cli/history.h"
#include "cli/request.h"
#include "common/scope.h"

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
        column_text(entry, i, text);
        csv_print(userdata, text, i == 0);
    }
    if (json_is_object(entry))
        csv_print_end(userdata);
    return EXIT_DONE;
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
    char why[PLACE_WHY_MAX];

    if (format && !json && strcmp(format, "csv") != 0) {
        (void)snprintf(why, sizeof why, "--format is csv or json, not \"%.40s\"", format);
        command_complain(cli, self, why);
        return EXIT_REFUSED;
    }
    if (history_filter(cli, arguments, &request.parameters, why) < 0) {
        command_complain(cli, self, why);
        return EXIT_REFUSED;
    }
    if (!json)
        print_header(cli->out);
    return request_run(cli, self, &request);
}
