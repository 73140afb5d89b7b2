/* One request, and every way in which it can fail: kneadd's errors and the connection's, each with
 * its exit code and a sentence, from two tables. */
#include "cli/request.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/client.h"
#include "common/alive.h"
#include "common/scope.h"
#include "common/spool.h"
#include "common/when.h"

#define JOURNAL "Its own messages: journalctl --user -u kneadd"
#define RESTART "Restart it: systemctl --user restart kneadd"
#define VERSION "the kneadd that runs is of another version than this knead"

/* What kneadd answers. why: NULL, its own word is given. */
static const struct {
    const char *error;
    enum exit_code code;
    const char *why, *next;
} refusals[] = {
    {"org.knead.InvalidValue", EXIT_REFUSED, NULL, NULL},
    {"org.knead.UnknownName", EXIT_REFUSED, NULL, NULL},
    {"org.knead.NothingToDo", EXIT_NEGATIVE, NULL, NULL},
    {"org.knead.NotSaved", EXIT_NOT_SAVED, NULL,
     "Nothing was written. Once that is mended, type it again."},
    {"org.knead.BadSchedule", EXIT_REFUSED, "the schedule has mistakes",
     "The old schedule stays in force. Mend the file, then: knead reload"},
    {"org.varlink.service.PermissionDenied", EXIT_REFUSED,
     "kneadd answers nobody but the user who started it", NULL},
    {"org.varlink.service.InterfaceNotFound", EXIT_REFUSED, VERSION, RESTART},
    {"org.varlink.service.MethodNotFound", EXIT_REFUSED, VERSION, RESTART},
    {"org.varlink.service.MethodNotImplemented", EXIT_REFUSED, VERSION, RESTART},
    {"org.varlink.service.InvalidParameter", EXIT_REFUSED, VERSION, RESTART},
};

/* What comes between knead and kneadd. */
static const struct break_words {
    int error;
    const char *why, *next;
} breaks[] = {
    {ENOENT, "there is no socket", NULL},
    {ECONNREFUSED, "the socket is there, but no kneadd runs", NULL},
    {EACCES, "no permission", NULL},
    {ECONNRESET, "kneadd closed the connection before it answered", JOURNAL},
    {ETIMEDOUT, "kneadd is there, but did not answer in time", JOURNAL},
    {EBADMSG, "what answers in kneadd's place cannot be understood", NULL},
};

static struct break_words words_of(int error)
{
    for (size_t i = 0; i < COUNT_OF(breaks); i++)
        if (breaks[i].error == error)
            return breaks[i];
    return (struct break_words){error, strerror(error), NULL};
}

static void complain(const struct cli *cli, const struct command *command, const char *why,
                     const char *next)
{
    command_complain(cli, command, why);
    if (next)
        (void)fprintf(cli->err, "%s\n", next);
}

enum exit_code request_refused(const struct cli *cli, const struct command *command,
                               const char *error, const json_t *parameters)
{
    const char *why = member_text(parameters, "why"), *next = NULL;
    enum exit_code code = EXIT_REFUSED;
    const json_t *complaint;
    size_t i;

    for (i = 0; i < COUNT_OF(refusals); i++) {
        if (strcmp(error, refusals[i].error) != 0)
            continue;
        code = refusals[i].code;
        why = refusals[i].why ? refusals[i].why : why;
        next = refusals[i].next;
        if (code == EXIT_NOT_SAVED && !command->changes) /* it only wanted to read */
            next = NULL;
    }
    json_array_foreach(json_object_get(parameters, "complaints"), i, complaint)
    {
        print_clean(cli->err, json_string_value(complaint) ? json_string_value(complaint) : "?");
        (void)fputc('\n', cli->err);
    }
    complain(cli, command, why ? why : error, next);
    return code;
}

static void complain_no_daemon(const struct cli *cli, int error)
{
    if (!cli->socket)
        (void)fprintf(cli->err,
                      "knead: there is no place for kneadd's socket: neither XDG_RUNTIME_DIR nor "
                      "HOME names a folder.\n");
    else
        (void)fprintf(cli->err,
                      "knead: no kneadd answers at %s (%s).\n"
                      "Start it: systemctl --user start kneadd, or kneadd & to try it.\n",
                      cli->socket, words_of(error).why);
}

/* ------------------------------------------------------------------ what is kept for later */

/* The request as kneadd takes it in later: with the time at which it was said, which is also that
 * at which it was so, where nothing else was. 0 or -errno. */
static int keep_later(const struct cli *cli, const struct request *request)
{
    json_auto_t *parameters = json_copy(request->parameters), *line = NULL;
    AUTO_FREE char *text = NULL;
    char said[WHEN_TEXT_MAX], method[64];

    if (!cli->spool)
        return -ENOENT;
    when_print_rfc3339(cli->view.now.at, cli->view.now.offset, said);
    (void)snprintf(method, sizeof method, "org.knead.%s", request->method);
    if (!json_object_get(parameters, "at"))
        (void)json_object_set_new(parameters, "at", json_string(said));
    line = json_pack("{s:s, s:s, s:O}", "method", method, "said", said, "parameters", parameters);
    text = line ? json_dumps(line, JSON_COMPACT) : NULL;
    return text ? spool_add(cli->spool, text, strlen(text)) : -ENOMEM;
}

/* Keeps a request that asks for it; what: said of it then. */
static bool kept(const struct cli *cli, struct request *request, const char *what, int *ret_error)
{
    *ret_error = keep_later(cli, request);
    request->kept = *ret_error == 0 ? what : NULL;
    return *ret_error == 0;
}

static enum exit_code lost(const struct cli *cli, int error)
{
    (void)fprintf(cli->err, "knead: nor could it be kept for later: %s: %s.\n",
                  cli->spool ? cli->spool : "there is no place for it", strerror(-error));
    return EXIT_NOT_SAVED;
}

/* kneadd could not save it. */
static enum exit_code not_saved(const struct cli *cli, const struct command *command,
                                struct request *request, const struct reply *reply)
{
    const char *why = member_text(reply->parameters, "why");
    int error;

    request->sent = false;
    if (!request->keep)
        return request_refused(cli, command, reply->error, reply->parameters);
    command_complain(cli, command, why ? why : reply->error);
    return kept(cli, request, "kneadd will take it in when it can save again", &error)
               ? EXIT_DONE
               : lost(cli, error);
}

/* ------------------------------------------------------------------ the request */

/* Once: -errno when the connection could not be made or broke, else 0 and *ret_code. */
static int attempt(struct cli *cli, const struct command *command, struct request *request,
                   enum exit_code *ret_code)
{
    CLEANUP(client_freep) struct client *client = NULL;
    enum exit_code code = EXIT_DONE;
    char method[64];
    bool more = true;
    int r;

    if (!cli->socket)
        return -ENOENT;
    /* Asking starts nothing; where the service manager listens, connecting would. */
    if (!command->changes && access(cli->socket, F_OK) == 0 && !alive_is_held(cli->socket))
        return -ECONNREFUSED;
    r = client_new(&client, cli->socket, cli->timeout);
    if (r < 0)
        return r;
    (void)snprintf(method, sizeof method, "org.knead.%s", request->method);
    request->sent = true;
    r = client_call(client, method, request->parameters, request->more);

    while (r >= 0 && more && code == EXIT_DONE) {
        CLEANUP(reply_done) struct reply reply = {0};

        r = client_receive(client, &reply);
        if (r < 0)
            break;
        code = !reply.error ? request->each(request->userdata, reply.parameters)
               : strcmp(reply.error, "org.knead.NotSaved") == 0
                   ? not_saved(cli, command, request, &reply)
                   : request_refused(cli, command, reply.error, reply.parameters);
        more = reply.continues;
    }
    if (r >= 0)
        *ret_code = code;
    return r;
}

/* No answer came. What is kept counts once, even if kneadd did take it in. */
static enum exit_code unanswered(const struct cli *cli, const struct command *command,
                                 struct request *request, int error)
{
    int r = 0;

    if (request->sent)
        complain(cli, command, words_of(error).why, words_of(error).next);
    if (request->keep && kept(cli, request, "kneadd will take it in when it starts", &r))
        return EXIT_DONE;
    if (!request->sent && !request->quiet)
        complain_no_daemon(cli, error);
    return request->keep ? lost(cli, r) : EXIT_NO_DAEMON;
}

enum exit_code request_run(struct cli *cli, const struct command *command, struct request *request)
{
    enum exit_code code = EXIT_DONE;
    int r;

    request->sent = false;
    request->kept = NULL;
    r = attempt(cli, command, request, &code);
    if (r == -ECONNRESET && request->again)
        r = attempt(cli, command, request, &code);
    if (r < 0)
        code = unanswered(cli, command, request, -r);
    json_decref(request->parameters);
    request->parameters = NULL;
    return code;
}

static enum exit_code keep(void *userdata, const json_t *parameters)
{
    json_t **kept = userdata;

    json_decref(*kept);
    *kept = json_incref((json_t *)parameters);
    return EXIT_DONE;
}

enum exit_code request_one(struct cli *cli, const struct command *command, struct request *request,
                           json_t **ret)
{
    request->each = keep;
    request->userdata = ret;
    return request_run(cli, command, request);
}

enum exit_code request_shown(struct cli *cli, const struct command *command,
                             const struct arguments *arguments, struct request *request,
                             json_t **ret)
{
    enum exit_code code = request_one(cli, command, request, ret);

    if (code == EXIT_DONE && !arguments->option[OPTION_JSON])
        return code;
    if (code == EXIT_DONE)
        print_json(cli->out, *ret);
    json_decref(*ret);
    *ret = NULL;
    return code;
}
