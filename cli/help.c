/* help and version: printed from the command table, so that help and parsing cannot disagree. */
#include <string.h>

#include "cli/command.h"
#include "version.h"

#define COLUMN 32 /* where summaries begin */

void help_print_usage(FILE *out, const struct command *command)
{
    (void)fprintf(out, "usage: knead %s%s%s", command->name, *command->usage ? " " : "",
                  command->usage);
    for (enum option o = 0; o < OPTION_COUNT; o++) {
        const struct option_form *form = &option_forms[o];

        if (!(command->options & OPTION_BIT(o)))
            continue;
        if (form->letter)
            (void)fprintf(out, " [-%c %s]", form->letter, form->value);
        else
            (void)fprintf(out, " [--%s%s%s]", form->name, *form->value ? " " : "", form->value);
    }
    (void)fputc('\n', out);
}

void help_print(FILE *out, const struct command *command)
{
    help_print_usage(out, command);
    (void)fprintf(out, "\n%s\n\n", command->summary);
    for (enum option o = 0; o < OPTION_COUNT; o++) {
        const struct option_form *form = &option_forms[o];
        char text[64];

        if (o != OPTION_HELP && !(command->options & OPTION_BIT(o)))
            continue;
        (void)snprintf(text, sizeof text, "%c%c%s--%s %s", form->letter ? '-' : ' ',
                       form->letter ? form->letter : ' ', form->letter ? ", " : "  ", form->name,
                       form->value);
        (void)fprintf(out, "  %-17s  %s\n", text, form->help);
    }
    if (*command->details)
        (void)fprintf(out, "\n%s", command->details);
}

void help_print_overview(FILE *out)
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
        help_print_overview(cli->out);
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
