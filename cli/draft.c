/* An entry on its way to kneadd.
 *
 * It gets its id here, so that the same call may be made twice and counts once: when the connection
 * breaks before the answer, it is made again, and what kneadd cannot take in now is kept for it.
 * What cannot be confirmed is never called logged. */
#include "cli/draft.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "cli/entry_text.h"
#include "cli/local.h"
#include "cli/request.h"
#include "common/scope.h"
#include "common/text.h"
#include "common/when.h"

/* The names by kind; ret has room for all. */
static void kind_names(const char *ret[static ENTRY_KIND_COUNT])
{
    for (size_t i = 0; i < ENTRY_KIND_COUNT; i++)
        ret[i] = entry_kind_name((enum entry_kind)i);
}

enum entry_kind draft_kind(const char *word)
{
    const char *names[ENTRY_KIND_COUNT];
    int found;

    kind_names(names);
    found = text_find(word, names, COUNT_OF(names));
    return found < 0 ? ENTRY_KIND_COUNT : (enum entry_kind)found;
}

void draft_no_kind(const char *word, char why[static PLACE_WHY_MAX])
{
    const char *names[ENTRY_KIND_COUNT], *nearest;

    kind_names(names);
    nearest = text_nearest(word, names, COUNT_OF(names));
    if (nearest)
        (void)snprintf(why, PLACE_WHY_MAX, "\"%.40s\" is no kind of entry; did you mean %s?", word,
                       nearest);
}

int draft_id(const struct cli *cli, char ret[static UUID7_TEXT_MAX])
{
    uint8_t random[UUID7_RANDOM];

    if (getrandom(random, sizeof random, 0) != sizeof random)
        return -EIO;
    uuid7_print(cli->view.now.at, random, ret);
    return 0;
}

int draft_begin(const struct cli *cli, enum entry_kind kind, struct draft *ret,
                char ret_why[static PLACE_WHY_MAX])
{
    *ret = (struct draft){.entry = {.kind = kind,
                                    .level = -1,
                                    .ml = -1,
                                    .at = cli->view.now.at,
                                    .offset = cli->view.now.offset,
                                    .said = cli->view.now.at}};
    if (draft_id(cli, ret->entry.id) == 0)
        return 0;
    (void)snprintf(ret_why, PLACE_WHY_MAX, "%s", DRAFT_NO_ID);
    return -EIO;
}

int draft_at(const struct cli *cli, const char *text, struct draft *draft,
             char ret_why[static PLACE_WHY_MAX])
{
    struct stamp stamp;
    int r = local_when(text, cli->view.now.at, WHEN_PAST, &stamp);

    if (r == -ERANGE && entry_ahead(draft->entry.kind))
        r = local_when(text, cli->view.now.at, WHEN_FUTURE, &stamp);
    if (r == -ERANGE)
        (void)snprintf(
            ret_why, PLACE_WHY_MAX,
            "\"%.40s\" lies in the future or before 1970; --at takes a time that is past", text);
    else if (r < 0)
        (void)snprintf(ret_why, PLACE_WHY_MAX,
                       "\"%.40s\" is not a time I know. Write it like 14:30, \"2h ago\", "
                       "\"yesterday 22:00\" or \"2026-03-28 07:15\"",
                       text);
    if (r < 0)
        return r;
    draft->entry.at = stamp.at;
    draft->entry.offset = stamp.offset;
    draft->timed = true;
    return 0;
}

int draft_words(struct draft *draft, const char *const *words, size_t n,
                char ret_why[static PLACE_WHY_MAX])
{
    const char *place[WORDS_MAX];
    size_t places = 0;

    for (size_t i = 0; i < n; i++) {
        const char *equals = strchr(words[i], '=');
        char name[FACT_NUMBER_MAX + 32];

        if (!equals) {
            place[places++] = words[i];
            continue;
        }
        (void)snprintf(name, sizeof name, "%.*s", (int)(equals - words[i]), words[i]);
        if (entry_set(&draft->entry, name, equals + 1, ret_why) < 0)
            return -EINVAL;
    }
    return places == 0
               ? 0
               : place_parse(place, places, &draft->entry.region, &draft->entry.side, ret_why);
}

int draft_options(const struct cli *cli, const struct arguments *arguments, struct draft *draft,
                  char ret_why[static PLACE_WHY_MAX])
{
    static const struct {
        enum option option;
        enum fact fact;
    } facts[] = {
        {OPTION_QUALITY, FACT_QUALITY},          {OPTION_REFERS_TO, FACT_REFERS_TO},
        {OPTION_STOPPED, FACT_ACTIVITY_STOPPED}, {OPTION_TRIGGER, FACT_TRIGGER},
        {OPTION_WORSE_AT, FACT_WORSE_AT},        {OPTION_CONTRIBUTORS, FACT_CONTRIBUTORS},
        {OPTION_TREATMENTS, FACT_TREATMENTS},
    };
    const char *at = arguments->option[OPTION_AT], *note = arguments->option[OPTION_NOTE];
    int r = at ? draft_at(cli, at, draft, ret_why) : 0;

    for (size_t i = 0; i < COUNT_OF(facts) && r == 0; i++) {
        const char *value = arguments->option[facts[i].option];

        if (value)
            r = entry_set_fact(&draft->entry, facts[i].fact, *value ? value : "yes", ret_why);
    }
    if (r < 0 || !note)
        return r;
    if (strlen(note) > NOTE_MAX) {
        (void)snprintf(ret_why, PLACE_WHY_MAX, "a note has at most %d bytes, this one has %zu",
                       NOTE_MAX, strlen(note));
        return -ERANGE;
    }
    (void)strcpy(draft->entry.note, note);
    return 0;
}

int draft_check(const struct draft *draft, char ret_why[static PLACE_WHY_MAX])
{
    struct entry entry = draft->entry;

    if (entry.kind == ENTRY_DRINK && entry.ml < 0)
        entry.ml = 1;
    return entry_check(&entry, ret_why);
}

static json_t *fact_json(const struct entry *entry, enum fact fact)
{
    char number[FACT_NUMBER_MAX];

    switch (fact_form(fact)->type) {
    case FACT_IS_NUMBER:
        return json_integer(entry_number(entry, fact));
    case FACT_IS_FLAG:
        return json_boolean(entry_number(entry, fact) > 0);
    default:
        return json_string(entry_fact(entry, fact, number));
    }
}

static json_t *optional(const char *text)
{
    return *text ? json_string(text) : NULL;
}

json_t *draft_parameters(const struct draft *draft)
{
    const struct entry *entry = &draft->entry;
    char at[WHEN_TEXT_MAX];
    json_t *parameters;
    int r = 0;

    when_print_rfc3339(entry->at, entry->offset, at);
    parameters = json_pack(
        "{s:s, s:s*, s:s, s:o*, s:o*, s:o*, s:o*, s:o*}", "id", entry->id, "at",
        draft->timed ? at : NULL, "kind", entry_kind_name(entry->kind), "level",
        entry->level >= 0 ? json_integer(entry->level) : NULL, "region",
        optional(region_name(entry->region)), "side", optional(side_name(entry->side)), "ml",
        entry->ml >= 0 ? json_integer(entry->ml) : NULL, "note", optional(entry->note));
    for (enum fact f = 0; f < FACT_COUNT && parameters && r == 0; f++)
        if (entry_knows(entry, f))
            r = json_object_set_new(parameters, fact_form(f)->name, fact_json(entry, f));
    if (r == 0)
        return parameters;
    json_decref(parameters);
    return NULL;
}

/* ------------------------------------------------------------------ what became of it */

/* As the shell takes it back: after NAME=, or a word of its own. */
static void print_quoted(FILE *out, const char *text)
{
    (void)fputc('\'', out);
    for (const char *c = text; *c; c++)
        (void)fputs(*c == '\'' ? "'\\''" : (const char[]){*c, '\0'}, out);
    (void)fputc('\'', out);
}

/* A line that logs it for the time at which it was so, however late it is typed. */
static void print_command(FILE *out, const struct entry *entry)
{
    bool pain = entry->kind == ENTRY_PAIN;
    char at[WHEN_TEXT_MAX], number[FACT_NUMBER_MAX];

    when_print_rfc3339(entry->at, entry->offset, at);
    (void)fprintf(out, "  knead log%s%s", pain ? "" : " ",
                  pain ? "" : entry_kind_name(entry->kind));
    if (entry->level >= 0)
        (void)fprintf(out, " %d", entry->level);
    if (entry->ml >= 0)
        (void)fprintf(out, " amount=%d", entry->ml);
    (void)fprintf(out, "%s%s%s%s", entry->region ? " " : "", region_name(entry->region),
                  entry->side ? " " : "", side_name(entry->side));
    for (enum fact f = 0; f < FACT_COUNT; f++) {
        if (!entry_knows(entry, f))
            continue;
        (void)fprintf(out, " %s=", fact_form(f)->name);
        if (f < FACT_TEXTS)
            print_quoted(out, entry->texts[f]);
        else
            (void)fputs(entry_fact(entry, f, number), out);
    }
    (void)fprintf(out, " --at %s", at);
    if (entry->note[0] != '\0') {
        (void)fputs(" -m ", out);
        print_quoted(out, entry->note);
    }
    (void)fputc('\n', out);
}

static void say_unlogged(const struct cli *cli, const struct entry *entry, bool sent)
{
    (void)fputs(
        sent ? "The entry may NOT be saved: look at knead history --last 3. If it is missing:\n"
             : "The entry was NOT saved. Once that is mended, log it with:\n",
        cli->err);
    print_command(cli->err, entry);
}

/* What is kept for kneadd, as it will be understood. */
static void say_kept(const struct cli *cli, const struct draft *draft, const char *what, bool json)
{
    struct draft timed = *draft;
    json_auto_t *said = NULL;

    timed.timed = true;
    said =
        json ? json_pack("{s:s, s:b}", "id", draft->entry.id, "kept", 1) : draft_parameters(&timed);
    if (json) {
        print_json(cli->out, said);
        return;
    }
    (void)fprintf(cli->out, "kept; %s: ", what);
    print_entry(cli->out, &cli->view, said);
}

enum exit_code draft_log(struct cli *cli, const struct command *self, const struct draft *draft,
                         bool json, bool *ret_kept)
{
    struct request request = {.method = "Log", .again = true, .keep = true};
    json_auto_t *reply = NULL;
    enum exit_code code;

    request.parameters = draft_parameters(draft);
    code = request_one(cli, self, &request, &reply);
    *ret_kept = request.kept;
    if (code == EXIT_NOT_SAVED)
        say_unlogged(cli, &draft->entry, request.sent);
    if (code != EXIT_DONE)
        return code;
    if (request.kept) {
        say_kept(cli, draft, request.kept, json);
        return code;
    }
    if (json) { /* programs need the id only */
        (void)json_object_del(reply, "entry");
        print_json(cli->out, reply);
        return code;
    }
    (void)fputs("logged: ", cli->out);
    print_entry(cli->out, &cli->view, json_object_get(reply, "entry"));
    return code;
}
