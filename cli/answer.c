/* done, skip, snooze: what became of a reminder. kneadd knows the names; here they are passed on.
 */
#include <string.h>

#include "cli/request.h"
#include "common/span.h"

static void print_answered(const struct cli *cli, const char *said, const json_t *reply)
{
    const json_t *name;
    struct stamp until;
    char soon[STAMP_TEXT_MAX];
    size_t i;

    (void)fprintf(cli->out, "%s:", said);
    json_array_foreach(json_object_get(reply, "reminders"), i, name)
    {
        (void)fputs(i > 0 ? ", " : " ", cli->out);
        print_clean(cli->out, json_is_string(name) ? json_string_value(name) : "?");
    }
    if (stamp_parse(member_text(reply, "until"), &until)) {
        stamp_soon(until, cli->view.now, soon);
        (void)fprintf(cli->out, " until %s", soon);
    }
    (void)fputc('\n', cli->out);
}

static enum exit_code answer(struct cli *cli, const struct command *self,
                             const struct arguments *arguments, const char *method,
                             const char *said, json_t *parameters)
{
    struct request request = {.method = method, .parameters = parameters};
    json_auto_t *reply = NULL;
    enum exit_code code = request_shown(cli, self, arguments, &request, &reply);

    if (reply)
        print_answered(cli, said, reply);
    return code;
}

HANDLER(done)
{
    return answer(cli, self, arguments, "Done", "done",
                  json_pack("{s:s*}", "reminder", arguments->words[0]));
}

HANDLER(skip)
{
    return answer(cli, self, arguments, "Skip", "skipped",
                  json_pack("{s:s*}", "reminder", arguments->words[0]));
}

HANDLER(snooze)
{
    const char *name = NULL, *span = NULL;
    int64_t us = 0;

    for (size_t i = 0; i < arguments->n; i++) {
        const char *word = arguments->words[i], **place;
        int64_t parsed;

        place = span_parse(word, &parsed) == 0 ? &span : &name;
        if (*place) {
            char why[COMMAND_WHY_MAX];

            (void)snprintf(why, sizeof why, "\"%.40s\" and \"%.40s\" cannot both be the %s", *place,
                           word, place == &span ? "span" : "reminder");
            return command_refuse(cli, self, why);
        }
        *place = word;
        us = place == &span ? parsed : us;
    }
    if (span && us < USEC_PER_SEC)
        return command_refuse(cli, self, "to snooze takes at least a second, like 10m or 90s");
    return answer(cli, self, arguments, "Snooze", "snoozed",
                  json_pack("{s:s*, s:o*}", "reminder", name, "span",
                            span ? json_integer(us / USEC_PER_SEC) : NULL));
}
