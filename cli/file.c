/* backup, forget, salvage: what concerns the log as a whole, kneadd's file.
 *
 * Nothing is deleted unless the user typed so: the word at a terminal, or --yes.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/local.h"
#include "cli/request.h"
#include "cli/take.h"
#include "common/address.h"
#include "common/scope.h"

#define WORD "forget"

/* "1 entry", "2 entries" */
static void print_count(FILE *out, const json_t *reply, const char *key, const char *one,
                        const char *many)
{
    int64_t n = member_int(reply, key, 0);

    (void)fprintf(out, "%lld %s", (long long)n, n == 1 ? one : many);
}

static void print_counts(FILE *out, const json_t *reply, const char *entries, const char *outcomes)
{
    print_count(out, reply, entries, "entry", "entries");
    (void)fputs(" and ", out);
    print_count(out, reply, outcomes, "outcome of a reminder", "outcomes of reminders");
}

/* ------------------------------------------------------------------ backup */

/* A copy is looked at by kneadd's own program, which knows the format: the one beside this knead,
 * else the one that is installed. Comes back only if there is none. */
static enum exit_code check(struct cli *cli, const struct command *self,
                            const struct arguments *arguments)
{
    char beside[PATH_MAX + 8];
    ssize_t n = readlink("/proc/self/exe", beside, PATH_MAX);
    char *slash;
    const char *const argv[] = {"kneadd", "--check-backup", arguments->words[0],
                                arguments->option[OPTION_JSON] ? "--json" : NULL, NULL};

    (void)fflush(cli->out);
    if (n > 0) {
        beside[n] = '\0';
        slash = strrchr(beside, '/');
        (void)strcpy(slash ? slash + 1 : beside, "kneadd");
        (void)execv(beside, (char *const *)argv);
    }
    (void)execvp("kneadd", (char *const *)argv);
    return command_refuse(cli, self,
                          "kneadd, which knows how to look at it, is not installed here");
}

static enum exit_code not_copied(struct cli *cli, const struct command *self, const char *path,
                                 bool force, int r)
{
    AUTO_FREE char *why = NULL;
    int n = r == -EEXIST ? asprintf(&why, "%s is there already%s", path,
                                    force ? ", and is no file" : "; --force replaces a file")
                         : asprintf(&why, "%s cannot be written: %s. Nothing was written", path,
                                    strerror(-r));

    if (n < 0)
        why = NULL;
    command_complain(cli, self, why ? why : strerror(ENOMEM));
    return r == -EEXIST ? EXIT_REFUSED : EXIT_NOT_SAVED;
}

/* kneadd lays a copy beside its log, and it is taken from there. */
HANDLER(backup)
{
    struct request request = {.method = "Backup"};
    json_auto_t *reply = NULL;
    AUTO_FREE char *path = NULL;
    bool force = arguments->option[OPTION_FORCE] != NULL;
    enum exit_code code;
    int r;

    if (arguments->option[OPTION_CHECK])
        return check(cli, self, arguments);
    if (address_absolute(arguments->words[0], &path) < 0)
        return command_refuse(cli, self, "the folder you are in is not there any more");
    r = take_may(path, force);
    if (r < 0)
        return not_copied(cli, self, path, force, r);
    code = request_one(cli, self, &request, &reply);
    if (code != EXIT_DONE)
        return code;
    r = take_file(member_text(reply, "file"), path, force);
    if (r < 0)
        return not_copied(cli, self, path, force, r);
    if (arguments->option[OPTION_JSON]) {
        (void)json_object_set_new(reply, "file", json_string(path));
        print_json(cli->out, reply);
        return code;
    }
    (void)fputs("copied to ", cli->out);
    print_clean(cli->out, path);
    (void)fputc('\n', cli->out);
    return code;
}

/* ------------------------------------------------------------------ forget */

static int parse_before(const struct cli *cli, const char *text, struct stamp *ret)
{
    struct stamp end;

    return local_day(text, cli->view.now.at, ret, &end) == 0
               ? 0
               : local_when(text, cli->view.now.at, WHEN_PAST, ret);
}

/* One call: what would go, or really. */
static enum exit_code call_forget(struct cli *cli, const struct command *self, const char *before,
                                  bool really, json_t **ret)
{
    struct request request = {
        .method = "Forget",
        .parameters = json_pack("{s:s, s:b}", "before", before, "really", really),
    };

    return request_one(cli, self, &request, ret);
}

/* Whether the user types the word. */
static bool confirm(struct cli *cli, const json_t *counted, const char *text)
{
    char line[64] = "";

    (void)fputs("This deletes ", cli->out);
    print_counts(cli->out, counted, "entries", "outcomes");
    (void)fprintf(cli->out, ",\nall from before %s, for good. ", text);
    print_counts(cli->out, counted, "entries_left", "outcomes_left");
    (void)fputs(" stay.\nType " WORD " to do it: ", cli->out);
    (void)fflush(cli->out);
    if (!fgets(line, sizeof line, cli->in))
        (void)fputc('\n', cli->out);
    line[strcspn(line, "\n")] = '\0';
    return strcmp(line, WORD) == 0;
}

static void print_forgotten(FILE *out, const json_t *reply)
{
    (void)fputs("forgotten: ", out);
    print_counts(out, reply, "entries", "outcomes");
    (void)fputs("; left: ", out);
    print_counts(out, reply, "entries_left", "outcomes_left");
    (void)fputs("\nCopies you made, and damaged logs that were moved aside, keep theirs.\n", out);
}

HANDLER(forget)
{
    const char *text = arguments->option[OPTION_BEFORE];
    bool yes = arguments->option[OPTION_YES], json = arguments->option[OPTION_JSON];
    json_auto_t *counted = NULL, *reply = NULL;
    char before[WHEN_TEXT_MAX], shown[STAMP_TEXT_MAX];
    struct stamp stamp;
    enum exit_code code;

    if (!text || (!yes && !cli->in)) {
        (void)fprintf(cli->err,
                      text ? "knead: nobody is there to be asked. To delete without being "
                             "asked: knead forget --before '%s' --yes\n"
                           : "knead: forget needs to know up to when. For example: knead "
                             "forget --before 2025-01-01\n",
                      text);
        return EXIT_USAGE;
    }
    if (parse_before(cli, text, &stamp) < 0)
        return command_refuse(cli, self,
                              "that is not a date or a past time I know. Write it like "
                              "2025-01-01 or yesterday");
    when_print_rfc3339(stamp.at, stamp.offset, before);
    stamp_past(stamp, cli->view.now, shown);
    code = call_forget(cli, self, before, false, &counted);
    if (code != EXIT_DONE)
        return code;
    if (member_int(counted, "entries", 0) + member_int(counted, "outcomes", 0) == 0) {
        (void)fprintf(cli->err, "knead: nothing is that old: nothing was deleted.\n");
        return EXIT_NEGATIVE;
    }
    if (!yes && !confirm(cli, counted, shown)) {
        (void)fputs("Nothing was deleted.\n", cli->out);
        return EXIT_NEGATIVE;
    }
    code = call_forget(cli, self, before, true, &reply);
    if (code != EXIT_DONE)
        return code;
    if (json)
        print_json(cli->out, reply);
    else
        print_forgotten(cli->out, reply);
    return code;
}

/* ------------------------------------------------------------------ salvage */

HANDLER(salvage)
{
    struct request request = {.method = "Salvage"};
    json_auto_t *reply = NULL;
    enum exit_code code = request_shown(cli, self, arguments, &request, &reply);

    if (!reply)
        return code;
    (void)fputs("taken over: ", cli->out);
    print_counts(cli->out, reply, "entries", "outcomes");
    (void)fputs(json_is_true(json_object_get(reply, "whole")) ? "; all could be read\n"
                                                              : "; not all could be read\n",
                cli->out);
    (void)fputs("The old file is kept.\n", cli->out);
    return code;
}
