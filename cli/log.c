/* log and drink: one entry into the log. A level alone is a pain, and always suffices. */
#include <errno.h>
#include <string.h>

#include "cli/draft.h"
#include "cli/request.h"
#include "cli/status.h"

static bool is_number(const char *word)
{
    return (*word >= '0' && *word <= '9') || *word == '-' || *word == '+';
}

/* The entry that the command line asks for, checked. 0, or -errno with why. */
static int log_parse(const struct cli *cli, const struct arguments *arguments, struct draft *ret,
                     char why[static PLACE_WHY_MAX])
{
    const char *first = arguments->words[0];
    enum entry_kind kind = draft_kind(first);
    bool named = kind != ENTRY_KIND_COUNT; /* else LEVEL comes first, without "pain" */
    size_t used = named;
    int r = draft_begin(cli, named ? kind : ENTRY_PAIN, ret, why);

    if (r == 0 && (!named || (arguments->n > 1 && is_number(arguments->words[1]))))
        r = kind_level_parse(ret->entry.kind, arguments->words[used++], &ret->entry.level, why);
    if (r < 0 && !named && !is_number(first) && *first)
        draft_no_kind(first, why);
    if (r == 0)
        r = draft_words(ret, arguments->words + used, arguments->n - used, why);
    if (r == 0)
        r = draft_options(cli, arguments, ret, why);
    return r == 0 ? draft_check(ret, why) : r;
}

/* R6, R70: what was not told leaves it a sign, and one word more may say otherwise. */
static void say_night(const struct cli *cli, const struct entry *entry)
{
    if (!entry_has(entry, FACT_WORSE_AT, "night") || entry_knows(entry, FACT_EASED_BY_REST))
        return;
    (void)fputs("Pain at night that rest does not ease is a sign to tell a doctor about today;\n"
                "it counts as one. If rest does ease it: knead edit last eased_by_rest=yes\n",
                cli->out);
}

HANDLER(log)
{
    bool json = arguments->option[OPTION_JSON], kept;
    struct draft draft;
    char why[PLACE_WHY_MAX];
    enum exit_code code;

    if (log_parse(cli, arguments, &draft, why) < 0) {
        command_complain(cli, self, why);
        if (arguments->n > 1 && (arguments->option[OPTION_AT] || arguments->option[OPTION_NOTE]))
            (void)fputs("A WHEN or a NOTE of several words goes in quotes.\n", cli->err);
        return EXIT_REFUSED;
    }
    code = draft_log(cli, self, &draft, json, &kept);
    if (code == EXIT_DONE && !json && !kept)
        say_night(cli, &draft.entry);
    return code;
}

/* ------------------------------------------------------------------ drink */

/* "2 cups" are two words and one amount. */
static int drink_parse(const struct cli *cli, const struct arguments *arguments, struct draft *ret,
                       char why[static PLACE_WHY_MAX])
{
    int r = draft_begin(cli, ENTRY_DRINK, ret, why);
    char amount[64];

    if (r == 0 && arguments->n > 0)
        r = entry_set(&ret->entry, "amount", arguments_text(arguments, 0, amount, sizeof amount),
                      why);
    if (r == 0)
        r = draft_options(cli, arguments, ret, why);
    return r == 0 ? draft_check(ret, why) : r;
}

/* "water today: 800 of 1600 ml  #####....."; nothing where kneadd does not tell. */
static void say_water(struct cli *cli, const struct command *self)
{
    struct request request = {.method = "Status"};
    json_auto_t *reply = NULL;
    char water[WATER_TEXT_MAX];

    if (request_one(cli, self, &request, &reply) != EXIT_DONE)
        return;
    water_words(reply, water);
    if (*water)
        (void)fprintf(cli->out, "water today: %s\n", water);
}

HANDLER(drink)
{
    bool json = arguments->option[OPTION_JSON];
    struct draft draft;
    char why[PLACE_WHY_MAX];
    enum exit_code code;
    bool kept;

    if (drink_parse(cli, arguments, &draft, why) < 0)
        return command_refuse(cli, self, why);
    code = draft_log(cli, self, &draft, json, &kept);
    if (code == EXIT_DONE && !json && !kept)
        say_water(cli, self);
    return code;
}
