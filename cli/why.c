/* why and doctor: kneadd's own account of its reminders, and of what it stands on. */
#include "cli/request.h"

#define COLUMN 17 /* behind "! " and a finding's topic */

static enum exit_code keep_account(void *userdata, const json_t *parameters)
{
    json_t *account = json_object_get(parameters, "account");

    if (json_is_object(account))
        (void)json_array_append(userdata, account);
    return EXIT_DONE;
}

static void print_account(FILE *out, const struct view *view, const json_t *account)
{
    const char *name = member_text(account, "reminder");
    const json_t *sentence;
    size_t i;

    paint(out, view, TONE_STRONG);
    print_clean(out, name ? name : "?");
    paint(out, view, TONE_PLAIN);
    (void)fputc('\n', out);
    json_array_foreach(json_object_get(account, "sentences"), i, sentence)
    {
        const char *text = json_string_value(sentence);
        struct line line = {.out = out};

        line_end(&line, view, 2, text ? text : "?");
    }
}

HANDLER(why)
{
    json_auto_t *accounts = json_array();
    struct request request = {
        .method = "Why", .more = true, .each = keep_account, .userdata = accounts};
    enum exit_code code;
    const json_t *account;
    size_t i;

    request.parameters =
        arguments->n > 0 ? json_pack("{s:s}", "reminder", arguments->words[0]) : json_object();
    code = request_run(cli, self, &request);
    if (code != EXIT_DONE)
        return code;
    json_array_foreach(accounts, i, account)
    {
        if (arguments->option[OPTION_JSON]) {
            print_json(cli->out, account);
            continue;
        }
        (void)fputs(i > 0 ? "\n" : "", cli->out);
        print_account(cli->out, &cli->view, account);
    }
    if (json_array_size(accounts) == 0 && !arguments->option[OPTION_JSON])
        (void)fputs("No reminders are set.\n", cli->out);
    return EXIT_DONE;
}

static void print_finding(FILE *out, const struct view *view, const json_t *finding, bool ok)
{
    const char *topic = member_text(finding, "topic"), *text = member_text(finding, "text");
    const char *advice = member_text(finding, "advice");
    struct line line = {.out = out};

    paint(out, view, ok ? TONE_FAINT : TONE_SEVERE);
    line_text(&line, 0, ok ? "" : "!");
    line_text(&line, 2, topic ? topic : "?");
    paint(out, view, TONE_PLAIN);
    line_end(&line, view, COLUMN, text ? text : "?");
    if (advice)
        line_end(&line, view, COLUMN, advice);
}

HANDLER(doctor)
{
    struct request request = {.method = "Doctor"};
    json_auto_t *reply = NULL;
    enum exit_code code = request_one(cli, self, &request, &reply);
    const json_t *finding;
    bool json = arguments->option[OPTION_JSON];
    size_t i;

    if (code != EXIT_DONE)
        return code;
    json_array_foreach(json_object_get(reply, "findings"), i, finding)
    {
        bool ok = json_is_true(json_object_get(finding, "ok"));

        if (!ok)
            code = EXIT_NEGATIVE;
        if (json)
            print_json(cli->out, finding);
        else
            print_finding(cli->out, &cli->view, finding, ok);
    }
    if (!json)
        (void)fputs(code == EXIT_DONE ? "\nAll is well.\n"
                                      : "\nNot all is well: what is marked ! needs a look.\n",
                    cli->out);
    return code;
}
