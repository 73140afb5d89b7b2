/* reload: the schedule file, read again by kneadd. */
#include "cli/request.h"

HANDLER(reload)
{
    struct request request = {.method = "Reload"};
    json_auto_t *reply = NULL;
    enum exit_code code = request_shown(cli, self, arguments, &request, &reply);
    int64_t n = member_int(reply, "reminders", 0);
    const char *path = member_text(reply, "schedule");

    if (!reply)
        return code;
    (void)fprintf(cli->out, "reloaded: %lld reminder%s from ", (long long)n, n == 1 ? "" : "s");
    print_clean(cli->out, path ? path : "?");
    (void)fputc('\n', cli->out);
    return code;
}
