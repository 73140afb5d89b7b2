/* log: one pain level into the log.
 *
 * The entry gets its id here, so that the same call may be made twice and counts once: when the
 * connection breaks before the answer, it is made again, and what kneadd cannot take in now is kept
 * for it. What cannot be confirmed is never called logged. */
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "cli/local.h"
#include "cli/place.h"
#include "cli/request.h"
#include "common/entry.h"
#include "common/scope.h"
#include "common/when.h"

static int parse_at(const struct cli *cli, const char *text, struct stamp *ret,
                    char why[static PLACE_WHY_MAX])
{
    int r = local_when(text, cli->view.now.at, WHEN_PAST, ret);

    if (r == -ERANGE)
        (void)snprintf(
            why, PLACE_WHY_MAX,
            "\"%.40s\" lies in the future or before 1970; --at takes a time that is past", text);
    else if (r < 0)
        (void)snprintf(why, PLACE_WHY_MAX,
                       "\"%.40s\" is not a time I know. Write it like 14:30, \"2h ago\", "
                       "\"yesterday 22:00\" or \"2026-03-28 07:15\"",
                       text);
    return r;
}

/* The entry that the command line asks for, checked. 0, or -errno with why. */
static int entry_parse(const struct cli *cli, const struct arguments *arguments, struct entry *ret,
                       char why[static PLACE_WHY_MAX])
{
    const char *at = arguments->option[OPTION_AT], *note = arguments->option[OPTION_NOTE];
    uint8_t random[UUID7_RANDOM];
    struct stamp stamp = cli->view.now;
    int r;

    *ret = (struct entry){.kind = ENTRY_PAIN, .ml = -1, .said = cli->view.now.at};
    r = level_parse(arguments->words[0], &ret->level, why);
    if (r >= 0)
        r = place_parse(arguments->words + 1, arguments->n - 1, &ret->region, &ret->side, why);
    if (r >= 0 && at)
        r = parse_at(cli, at, &stamp, why);
    if (r < 0)
        return r;

    ret->at = stamp.at;
    ret->offset = stamp.offset;
    if (note && strlen(note) > NOTE_MAX) {
        (void)snprintf(why, PLACE_WHY_MAX, "a note has at most %d bytes, this one has %zu",
                       NOTE_MAX, strlen(note));
        return -ERANGE;
    }
    (void)strcpy(ret->note, note ? note : "");
    if (getrandom(random, sizeof random, 0) != sizeof random) {
        (void)snprintf(why, PLACE_WHY_MAX, "the system has no random numbers for the entry's id");
        return -EIO;
    }
    uuid7_print(ret->said, random, ret->id);
    return entry_check(ret, why);
}

static json_t *optional(const char *text)
{
    return *text ? json_string(text) : NULL;
}

/* What LogPain takes; members that are not set stay out. NULL: no memory. */
static json_t *entry_parameters(const struct entry *entry, bool with_at)
{
    char at[WHEN_TEXT_MAX];

    when_print_rfc3339(entry->at, entry->offset, at);
    return json_pack("{s:i, s:o*, s:o*, s:o*, s:s*, s:s}", "level", entry->level, "region",
                     optional(region_name(entry->region)), "side", optional(side_name(entry->side)),
                     "note", optional(entry->note), "at", with_at ? at : NULL, "id", entry->id);
}

/* Says what became of an entry that was not logged, with a line that logs it for the time at which
 * it was so, however late it is typed. */
static void say_unlogged(const struct cli *cli, const struct entry *entry, bool sent)
{
    char at[WHEN_TEXT_MAX];

    when_print_rfc3339(entry->at, entry->offset, at);
    (void)fputs(
        sent ? "The entry may NOT be saved: look at knead history --last 3. If it is missing:\n"
             : "The entry was NOT saved. Once that is mended, log it with:\n",
        cli->err);
    (void)fprintf(cli->err, "  knead log %d%s%s%s%s --at %s", entry->level,
                  entry->region ? " " : "", region_name(entry->region), entry->side ? " " : "",
                  side_name(entry->side), at);
    if (entry->note[0] != '\0') {
        (void)fputs(" -m '", cli->err);
        for (const char *c = entry->note; *c; c++) /* as the shell takes it back */
            (void)fputs(*c == '\'' ? "'\\''" : (const char[]){*c, '\0'}, cli->err);
        (void)fputc('\'', cli->err);
    }
    (void)fputc('\n', cli->err);
}

/* What kneadd understood; programs need the id only. */
static void say_logged(const struct cli *cli, json_t *reply, bool json)
{
    if (json) {
        (void)json_object_del(reply, "entry");
        print_json(cli->out, reply);
        return;
    }
    (void)fputs("logged: ", cli->out);
    print_entry(cli->out, &cli->view, json_object_get(reply, "entry"));
}

/* What is kept for kneadd, as it will be understood. */
static void say_kept(const struct cli *cli, const struct entry *entry, const char *what, bool json)
{
    json_auto_t *said =
        json ? json_pack("{s:s, s:b}", "id", entry->id, "kept", 1) : entry_parameters(entry, true);

    if (json) {
        print_json(cli->out, said);
        return;
    }
    (void)json_object_set_new(said, "kind", json_string(entry_kind_name(entry->kind)));
    (void)fprintf(cli->out, "kept; %s: ", what);
    print_entry(cli->out, &cli->view, said);
}

HANDLER(log)
{
    struct request request = {.method = "LogPain", .again = true, .keep = true};
    json_auto_t *reply = NULL;
    char why[PLACE_WHY_MAX];
    struct entry entry;
    enum exit_code code;

    if (entry_parse(cli, arguments, &entry, why) < 0) {
        command_complain(cli, self, why);
        if (arguments->n > 1 && (arguments->option[OPTION_AT] || arguments->option[OPTION_NOTE]))
            (void)fputs("A WHEN or a NOTE of several words goes in quotes.\n", cli->err);
        return EXIT_REFUSED;
    }
    /* Without --at it is now by kneadd's own clock. */
    request.parameters = entry_parameters(&entry, arguments->option[OPTION_AT]);
    code = request_one(cli, self, &request, &reply);
    if (code == EXIT_NOT_SAVED)
        say_unlogged(cli, &entry, request.sent);
    if (code != EXIT_DONE)
        return code;
    if (request.kept)
        say_kept(cli, &entry, request.kept, arguments->option[OPTION_JSON]);
    else
        say_logged(cli, reply, arguments->option[OPTION_JSON]);
    return EXIT_DONE;
}
