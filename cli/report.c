/* report: what the log says of some weeks, as a page: for the terminal, as Markdown, as HTML. */
#include "cli/report.h"

#include "cli/days.h"
#include "cli/output.h"
#include "cli/page.h"
#include "cli/pager.h"
#include "cli/request.h"
#include "common/scope.h"

enum { TEXT, MARKDOWN, HTML };
static const struct output_format formats[] = {
    [TEXT] = {"text", {".txt", NULL}},
    [MARKDOWN] = {"markdown", {".md", NULL}},
    [HTML] = {"html", {".html", ".htm"}},
};

static void print(struct cli *cli, json_t *reply, int format, bool json)
{
    static void (*const writers[])(FILE *, const struct view *, const json_t *) = {
        [TEXT] = page_print_text, [MARKDOWN] = page_print_markdown, [HTML] = page_print_html};
    json_auto_t *page = json ? NULL : report_page(reply, &cli->view);

    if (json)
        print_json(cli->out, reply);
    else if (page)
        writers[format](cli->out, &cli->view, page);
}

HANDLER(report)
{
    struct request request = {.method = "Report"};
    json_auto_t *reply = NULL;
    struct output output;
    char why[DAYS_WHY_MAX];
    size_t days = 0;
    enum exit_code code;
    int format = output_format(cli, self, arguments, formats, COUNT_OF(formats));

    if (format < 0)
        return EXIT_REFUSED;
    if (arguments->n > 0 && days_parse(arguments->words[0], &days, why) < 0)
        return command_refuse(cli, self, why);
    code = output_begin(cli, self, arguments, &output);
    if (code != EXIT_DONE)
        return code;
    request.parameters = days ? json_pack("{s:I}", "days", (json_int_t)days) : json_object();
    code = request_one(cli, self, &request, &reply);
    if (code == EXIT_DONE) {
        pager_begin(cli);
        print(cli, reply, format, arguments->option[OPTION_JSON]);
        pager_end(cli);
    }
    return output_end(&output, self, code);
}
