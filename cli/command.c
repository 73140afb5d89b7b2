/* From a command line to a command that runs. All it knows of commands and options is in the table.
 */
#include "cli/command.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "cli/complete.h"
#include "common/text.h"

#define COMMANDS_MAX 64

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < commands_n; i++)
        if (strcmp(name, commands[i].name) == 0)
            return &commands[i];
    return NULL;
}

static const char *command_nearest(const char *name)
{
    const char *names[COMMANDS_MAX];
    size_t n = 0;

    for (; n < commands_n && n < COMMANDS_MAX; n++)
        names[n] = commands[n].name;
    return text_nearest(name, names, n);
}

void command_complain(const struct cli *cli, const struct command *command, const char *why)
{
    size_t n = strlen(why);

    (void)fprintf(cli->err, "knead: could not %s: ", command->tried);
    print_clean(cli->err, why);
    (void)fputs(n > 0 && strchr(".?!", why[n - 1]) ? "\n" : ".\n", cli->err);
}

enum exit_code command_refuse(const struct cli *cli, const struct command *command, const char *why)
{
    command_complain(cli, command, why);
    return EXIT_REFUSED;
}

const char *arguments_text(const struct arguments *arguments, size_t from, char *ret, size_t size)
{
    ret[0] = '\0';
    for (size_t i = from; i < arguments->n; i++)
        (void)snprintf(ret + strlen(ret), size - strlen(ret), "%s%s", i > from ? " " : "",
                       arguments->words[i]);
    return ret;
}

__attribute__((format(printf, 2, 3))) static int refuse(char why[static COMMAND_WHY_MAX],
                                                        const char *format, ...)
{
    va_list args;

    va_start(args, format);
    (void)vsnprintf(why, COMMAND_WHY_MAX, format, args);
    va_end(args);
    return -EINVAL;
}

bool command_has(const struct command *command, enum option o)
{
    return o == OPTION_HELP || command->options & OPTION_BIT(o);
}

/* The option that a word such as "--at=14:30" or "-mNOTE" names, or OPTION_COUNT. *ret_value: the
 * value that the word itself carries, or NULL. */
static enum option option_find(const struct command *command, const char *word,
                               const char **ret_value)
{
    bool is_long = word[1] == '-';
    size_t n = is_long ? strcspn(word + 2, "=") : 0;

    for (enum option o = 0; o < OPTION_COUNT; o++) {
        const struct option_form *form = &option_forms[o];

        if (!command_has(command, o))
            continue;
        if (!is_long && word[1] == form->letter) {
            *ret_value = word[2] != '\0' ? word + 2 : NULL;
            return o;
        }
        if (is_long && strlen(form->name) == n && memcmp(word + 2, form->name, n) == 0) {
            *ret_value = word[2 + n] == '=' ? word + 3 + n : NULL;
            return o;
        }
    }
    return OPTION_COUNT;
}

static int refuse_option(const struct command *command, const char *word,
                         char why[static COMMAND_WHY_MAX])
{
    const char *names[OPTION_COUNT], *nearest;
    size_t n = 0;

    for (enum option o = 0; o < OPTION_COUNT; o++)
        if (command_has(command, o))
            names[n++] = option_forms[o].name;
    nearest = text_nearest(word + strspn(word, "-"), names, n);
    return refuse(why, "%s has no option %.40s%s%s%s", command->name, word,
                  nearest ? "; did you mean --" : "", nearest ? nearest : "", nearest ? "?" : ".");
}

/* Takes the option at argv[*i], and its value where that is a word of its own. */
static int parse_option(const struct command *command, int argc, char *const *argv, int *i,
                        struct arguments *a, char why[static COMMAND_WHY_MAX])
{
    const char *value;
    enum option o = option_find(command, argv[*i], &value);
    const struct option_form *form = &option_forms[o < OPTION_COUNT ? o : OPTION_HELP];
    bool wants = form->value[0] != '\0';

    if (o == OPTION_COUNT)
        return refuse_option(command, argv[*i], why);
    if (a->option[o])
        return refuse(why, "--%s is given twice.", form->name);
    if (!wants && value)
        return refuse(why, "--%s takes no value.", form->name);
    if (wants && !value) {
        if (++*i == argc)
            return refuse(why, "--%s needs its %s: %s.", form->name, form->value, form->help);
        value = argv[*i];
    }
    a->option[o] = wants ? value : "";
    return 0;
}

int command_parse(const struct command *command, int argc, char *const *argv, struct arguments *ret,
                  char ret_why[static COMMAND_WHY_MAX])
{
    struct arguments a = {0};
    bool only_words = false;
    int r;

    for (int i = 0; i < argc && !a.option[OPTION_HELP]; i++) {
        const char *word = argv[i];
        bool number = word[0] == '-' && word[1] >= '0' && word[1] <= '9';

        if (!only_words && strcmp(word, "--") == 0) {
            only_words = true;
        } else if (only_words || word[0] != '-' || word[1] == '\0' || number) {
            if (a.n == command->words_max)
                return refuse(ret_why, "\"%.40s\" is one word too many for %s.", word,
                              command->name);
            a.words[a.n++] = word;
        } else {
            r = parse_option(command, argc, argv, &i, &a, ret_why);
            if (r < 0)
                return r;
        }
    }
    if (a.n < command->words_min && !a.option[OPTION_HELP])
        return refuse(ret_why, "%s", command->missing);
    *ret = a;
    return 0;
}

/* JSON, and so kneadd, takes nothing but UTF-8. The first word that is something else, or NULL. */
static const char *find_invalid(const struct arguments *a)
{
    for (size_t i = 0; i < a->n; i++)
        if (!text_valid(a->words[i]))
            return a->words[i];
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (a->option[i] && !text_valid(a->option[i]))
            return a->option[i];
    return NULL;
}

static void complain_usage(const struct cli *cli, char *why)
{
    const char *line;

    (void)fputs("knead: ", cli->err);
    while ((line = strsep(&why, "\n"))) {
        print_clean(cli->err, line);
        (void)fputc('\n', cli->err);
    }
}

enum exit_code command_unknown(const struct cli *cli, const char *name)
{
    const char *nearest = command_nearest(name);
    char why[COMMAND_WHY_MAX];

    (void)snprintf(why, sizeof why, "there is no command \"%.40s\"%s%s%s\nAll of them: knead help",
                   name, nearest ? "; did you mean " : "", nearest ? nearest : "",
                   nearest ? "?" : ".");
    complain_usage(cli, why);
    return EXIT_USAGE;
}

enum exit_code command_main(struct cli *cli, int argc, char *const *argv,
                            const struct command **ret_command)
{
    const char *name = argc > 1 ? argv[1] : "status";
    int skip = argc > 1 ? 2 : 1; /* words up to and with the command's name */
    const struct command *command;
    char why[COMMAND_WHY_MAX];
    struct arguments arguments;

    *ret_command = NULL;
    if (strcmp(name, "complete") == 0) /* for the shells: words as they are, not taken apart */
        return complete(cli, argc - skip, argv + skip);
    if (strcmp(name, "-h") == 0 || strcmp(name, "--help") == 0) {
        name = "help";
    } else if (strcmp(name, "--version") == 0) {
        name = "version";
    } else if (name[0] == '-') { /* "knead --json" */
        name = "status";
        skip = 1;
    }
    command = command_find(name);
    if (!command)
        return command_unknown(cli, name);
    if (command_parse(command, argc - skip, argv + skip, &arguments, why) < 0) {
        complain_usage(cli, why);
        help_print_usage(cli->err, command);
        return EXIT_USAGE;
    }
    *ret_command = command;
    if (arguments.option[OPTION_HELP]) {
        help_print(cli->out, command);
        return EXIT_DONE;
    }
    if (find_invalid(&arguments))
        return command_refuse(cli, command, "text has to be UTF-8, without control characters");
    return command->run(cli, command, &arguments);
}
