/* pause, resume: no reminder comes for a while. What was typed is understood here; how long a pause
 * may be is kneadd's to say, and the end that holds is printed back. */
#include <errno.h>
#include <string.h>

#include "cli/local.h"
#include "cli/request.h"
#include "common/scope.h"
#include "common/span.h"
#include "common/when.h"

#define LATENESS (5 * USEC_PER_SEC) /* of kneadd's now, seen from ours */

/* "until tomorrow 9:00" as Pause takes it; NULL: why says what is wrong. */
static json_t *until_parameters(const struct cli *cli, const struct arguments *arguments,
                                char why[static COMMAND_WHY_MAX])
{
    char text[128], at[WHEN_TEXT_MAX];
    bool alone = !*arguments_text(arguments, 1, text, sizeof text);
    struct stamp end;
    int r = local_when(text, cli->view.now.at, WHEN_FUTURE, &end);

    if (r >= 0 && end.at.us > cli->view.now.at.us) {
        when_print_rfc3339(end.at, end.offset, at);
        return json_pack("{s:s}", "until", at);
    }
    if (r >= 0 || r == -ERANGE)
        (void)snprintf(why, COMMAND_WHY_MAX,
                       "\"%.40s\" does not lie in the future; a pause ends later than now", text);
    else
        (void)snprintf(why, COMMAND_WHY_MAX,
                       "%s%.40s%s is not a time I know. Write it like 15:40, tomorrow or "
                       "\"tomorrow 9:00\"",
                       alone ? "until" : "\"", text, alone ? " alone" : "\"");
    return NULL;
}

static json_t *span_parameters(const struct arguments *arguments, char why[static COMMAND_WHY_MAX])
{
    const char *span = arguments->words[0];
    int64_t us;
    int r = span_parse(span, &us);

    if (arguments->n > 1)
        (void)snprintf(why, COMMAND_WHY_MAX,
                       "it takes one SPAN, like 30m or 1h20m, or the word until and a time");
    else if (r == -ERANGE)
        (void)snprintf(why, COMMAND_WHY_MAX, "\"%.40s\" is too long", span);
    else if (r < 0)
        (void)snprintf(why, COMMAND_WHY_MAX,
                       "\"%.40s\" is not a span like 30m or 2h; a time comes after until, like "
                       "knead pause until 15:40",
                       span);
    else if (us < USEC_PER_SEC)
        (void)snprintf(why, COMMAND_WHY_MAX, "a pause takes at least a second, like 30m or 2h");
    else
        return json_pack("{s:I}", "span", (json_int_t)(us / USEC_PER_SEC));
    return NULL;
}

/* "paused until tomorrow 09:00", and why it is no later, where more was asked for. */
static void print_paused(const struct cli *cli, const json_t *reply)
{
    struct stamp now = cli->view.now, until;
    char soon[STAMP_TEXT_MAX];
    int64_t beyond;

    if (!stamp_parse(member_text(reply, "until"), &until)) {
        (void)fputs("paused\n", cli->out);
        return;
    }
    if (stamp_day(until) == stamp_day(now) + 1) {
        stamp_clock(until, soon);
        (void)fprintf(cli->out, "paused until tomorrow %s", soon);
    } else {
        stamp_soon(until, now, soon);
        (void)fprintf(cli->out, "paused until %s", soon);
    }
    beyond = until.at.us - now.at.us - USEC_PER_DAY;
    if (json_is_true(json_object_get(reply, "shortened")))
        (void)fprintf(cli->out, ", %s: a pause ends there at the latest",
                      beyond > -USEC_PER_SEC && beyond < LATENESS
                          ? "a day from now"
                          : "the start of tomorrow's hours");
    (void)fputc('\n', cli->out);
}

HANDLER(pause)
{
    struct request request = {.method = "Pause"};
    json_auto_t *reply = NULL;
    char why[COMMAND_WHY_MAX] = "there is not enough memory";
    enum exit_code code;

    if (arguments->n > 0) {
        request.parameters = strcmp(arguments->words[0], "until") == 0
                                 ? until_parameters(cli, arguments, why)
                                 : span_parameters(arguments, why);
        if (!request.parameters)
            return command_refuse(cli, self, why);
    }
    code = request_shown(cli, self, arguments, &request, &reply);
    if (reply)
        print_paused(cli, reply);
    return code;
}

HANDLER(resume)
{
    struct request request = {.method = "Resume"};
    json_auto_t *reply = NULL;
    enum exit_code code = request_shown(cli, self, arguments, &request, &reply);

    if (reply)
        (void)fputs("reminders come again\n", cli->out);
    return code;
}
