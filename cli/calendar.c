/* Appointments for a calendar program. An appointment keeps the id of its first version there, and
 * counts its changes, so that the program puts it off or takes it away where it has it (CARE R12).
 */
#include <string.h>

#include "cli/massage.h"
#include "cli/output.h"
#include "cli/request.h"
#include "common/scope.h"

enum exit_code calendar_find(struct cli *cli, const struct command *self, const json_t *entry,
                             struct appointment *ret)
{
    struct request request = {.method = "Versions"};
    const char *note = member_text(entry, "note");
    json_auto_t *reply = NULL;
    struct stamp at = {{0}, 0};
    enum exit_code code;

    request.parameters = json_pack("{s:s}", "id", member_text(entry, "id"));
    code = request_one(cli, self, &request, &reply);
    if (code != EXIT_DONE)
        return code;
    (void)stamp_parse(member_text(entry, "at"), &at);
    *ret = (struct appointment){.sequence = member_int(reply, "later", 0), .at = at.at};
    (void)snprintf(ret->uid, sizeof ret->uid, "%s", member_text(reply, "first"));
    (void)snprintf(ret->note, sizeof ret->note, "%s", note ? note : "");
    return EXIT_DONE;
}

enum exit_code calendar_write(struct cli *cli, const struct command *self,
                              const struct arguments *arguments, const struct appointment *a)
{
    const struct ics event = {
        a->uid, a->sequence, cli->view.now.at, a->at, a->note, a->off,
    };
    struct output output;
    enum exit_code code = output_begin(cli, self, arguments, &output);

    if (code != EXIT_DONE)
        return code;
    ics_print(cli->out, &event);
    return output_end(&output, self, EXIT_DONE);
}

enum exit_code massage_calendar(struct cli *cli, const struct command *self,
                                const struct arguments *arguments)
{
    json_auto_t *next = NULL;
    struct appointment a;
    enum exit_code code = massage_next(cli, self, &next);

    if (code == EXIT_DONE)
        code = calendar_find(cli, self, next, &a);
    return code == EXIT_DONE ? calendar_write(cli, self, arguments, &a) : code;
}
