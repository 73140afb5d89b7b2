/* help and version: printed from the command table, so that help and parsing cannot disagree. */
#include <string.h>

#include "cli/command.h"
#include "version.h"

#define WIDTH  80
#define COLUMN 32 /* where summaries begin */
#define INDENT 15 /* of further lines of a usage */

/* One option of the usage, on a line of its own where the last one has no room for it. */
static void print_option(FILE *out, const struct option_form *form, int *used)
{
    char text[64];
    int n;

    if (form->letter)
        n = snprintf(text, sizeof text, "[-%c %s]", form->letter, form->value);
    else
        n = snprintf(text, sizeof text, "[--%s%s%s]", form->name, *form->value ? " " : "",
                     form->value);
    if (*used + 1 + n > WIDTH) {
        (void)fprintf(out, "\n%*s", INDENT, "");
        *used = INDENT;
    } else {
        (void)fputc(' ', out);
        ++*used;
    }
    (void)fputs(text, out);
    *used += n;
}

void help_print_usage(FILE *out, const struct command *command)
{
    int used = fprintf(out, "usage: knead %s%s%s", command->name, *command->usage ? " " : "",
                       command->usage);

    for (enum option o = 0; o < OPTION_COUNT; o++)
        if (command->options & OPTION_BIT(o))
            print_option(out, &option_forms[o], &used);
    (void)fputc('\n', out);
}

/* "-m, --note NOTE", or with blanks where there is no letter. */
static int option_text(const struct option_form *form, char ret[static 64])
{
    return snprintf(ret, 64, "%c%c%s--%s%s%s", form->letter ? '-' : ' ',
                    form->letter ? form->letter : ' ', form->letter ? ", " : "  ", form->name,
                    *form->value ? " " : "", form->value);
}

void help_print(FILE *out, const struct command *command)
{
    unsigned options = command->options | OPTION_BIT(OPTION_HELP);
    char text[64];
    int widest = 0;

    help_print_usage(out, command);
    (void)fprintf(out, "\n%s\n\n", command->summary);
    for (enum option o = 0; o < OPTION_COUNT; o++)
        if (options & OPTION_BIT(o) && option_text(&option_forms[o], text) > widest)
            widest = option_text(&option_forms[o], text);
    for (enum option o = 0; o < OPTION_COUNT; o++) {
        if (!(options & OPTION_BIT(o)))
            continue;
        (void)option_text(&option_forms[o], text);
        (void)fprintf(out, "  %-*s  %s\n", widest, text, option_forms[o].help);
    }
    if (*command->details)
        (void)fprintf(out, "\n%s", command->details);
}

static void print_overview(FILE *out)
{
    (void)fputs("usage: knead [COMMAND] ...\n\n", out);
    for (size_t i = 0; i < commands_n; i++) {
        const struct command *c = &commands[i];
        int used = fprintf(out, "  %s %s", c->name, c->usage);

        (void)fprintf(out, "%*s%s\n", used < COLUMN ? COLUMN - used : 1, "", c->summary);
    }
    (void)fputs("\n"
                "knead help COMMAND tells more. kneadd, the daemon, has to run.\n"
                "Exit codes: 0 done, 1 nothing to do, 2 wrong usage, 3 no daemon, 4 refused,\n"
                "5 not saved.\n",
                out);
}

HANDLER(help)
{
    const struct command *command;

    (void)self;
    if (arguments->n == 0) {
        print_overview(cli->out);
        return EXIT_DONE;
    }
    command = command_find(arguments->words[0]);
    if (!command)
        return command_unknown(cli, arguments->words[0]);
    help_print(cli->out, command);
    return EXIT_DONE;
}

HANDLER(version)
{
    (void)self;
    (void)arguments;
    (void)fprintf(cli->out, "knead %s\n", KNEAD_VERSION);
    return EXIT_DONE;
}
