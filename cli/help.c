/* help and version: printed from the command table, so that help and parsing cannot disagree. */
#include <string.h>

#include "cli/command.h"
#include "common/entry.h"
#include "common/scope.h"
#include "version.h"

#define WIDTH           80
#define COLUMN          32 /* where summaries begin */
#define INDENT          15 /* of further lines of a usage */
#define GLOSSARY_COLUMN 17

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
    uint64_t options = command->options | OPTION_BIT(OPTION_HELP);
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

/* A07. The guide's words and those of this program, as they are meant here. */
static const struct {
    const char *word, *text;
} glossary[] = {
    {"splinting", "Muscles around a sore spot tighten to guard it, which can feel like more "
                  "stiffness."},
    {"stiffness", "How hard it is to get moving, 0 (none) to 10 (worst); apart from pain."},
    {"trigger point", "A small, tender knot that may be felt in another place too: --refers-to "
                      "says where."},
    {"acute, chronic", "A pain is acute for its first 28 days, and chronic after three months, by "
                       "the date in knead profile onset=DATE."},
    {"PEG", "Three questions about the past week: pain, enjoyment of life, general activity."},
    {"range of motion",
     "Three tests, done the same way each time, no further than is comfortable. Forward: stand "
     "with straight knees and bend; cm from fingertips to floor. Sideways: stand straight and "
     "slide one hand down the thigh; cm that the fingertips travel, left and right. Backward: "
     "hands on hips, lean back a little; comfortable, yes or no. knead log motion rom_floor_cm=12 "
     "rom_left_cm=18 rom_right_cm=17 rom_back_comfortable=yes"},
    {"mood", "0 (as low as can be) to 10 (the best). knead makes nothing of it but a line in your "
             "own log. A mood that stays low is worth mentioning to a doctor."},
    {"posture", "How you held yourself, by your own eye, 0 (poor) to 10 (good). It is for your own "
                "trend: knead chart posture 12w."},
    {"worse at night", "Where rest does not ease it, or that is not told, it counts as one of the "
                       "signs of knead red-flags. eased_by_rest=yes tells that it does."},
    {"numb, tingling", "These, and weak, count as signs of knead red-flags, too."},
    {"late", "Logged for a day that was over by then."},
    {"hold", "Something in the way of massage: no dates and no advice until it is over."},
    {"stages",
     "home-first: breaks, stretches, a ball. active: these, and massage every week or two. "
     "maintenance: every two or four weeks. wellness: every four weeks."},
};

static void print_words(const struct cli *cli)
{
    static const enum fact facts[] = {FACT_QUALITY,      FACT_TRIGGER,    FACT_WORSE_AT,
                                      FACT_CONTRIBUTORS, FACT_TREATMENTS, FACT_PRESSURE};
    struct line line;

    for (size_t i = 0; i < COUNT_OF(glossary); i++) {
        line = (struct line){.out = cli->out};
        line_text(&line, 0, glossary[i].word);
        line_end(&line, &cli->view, GLOSSARY_COLUMN, glossary[i].text);
    }
    (void)fputs("\nWords of an entry; several go with commas between them, of pressure one:\n\n",
                cli->out);
    for (size_t i = 0; i < COUNT_OF(facts); i++) {
        const struct fact_form *form = fact_form(facts[i]);
        char text[512];
        int n = snprintf(text, sizeof text, "%s:", form->help);

        for (int w = 0; w <= form->max; w++)
            n += snprintf(text + n, sizeof text - (size_t)n, "%s %s", w ? "," : "", form->words[w]);
        if (form->type == FACT_IS_TAGS)
            (void)snprintf(text + n, sizeof text - (size_t)n, ", or words of your own");
        line = (struct line){.out = cli->out};
        line_text(&line, 0, form->name);
        line_end(&line, &cli->view, GLOSSARY_COLUMN, text);
    }
}

HANDLER(help)
{
    const struct command *command;

    (void)self;
    if (arguments->n == 0) {
        print_overview(cli->out);
        return EXIT_DONE;
    }
    if (strcmp(arguments->words[0], "words") == 0) {
        print_words(cli);
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
