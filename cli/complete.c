/* Completion, from the command table alone: commands by their names and summaries, options by their
 * forms, and words by their names in the command's usage. What the shells have is a few lines that
 * call this ("knead complete WORD..."), so that they cannot disagree with it. */
#include "cli/complete.h"

#include <ctype.h>
#include <string.h>

#include "cli/massage.h"
#include "cli/request.h"
#include "common/address.h"
#include "common/alive.h"
#include "common/entry.h"
#include "common/scope.h"

#define PATIENCE_MS 500 /* for a key that was pressed */

struct completion {
    struct cli *cli;
    const struct command *command;
    const char *word;     /* the unfinished one */
    const char *before;   /* stands before each candidate, as in "--format=waybar" */
    char *const *earlier; /* words of the command before that one */
    int earlier_n;
};

/* ------------------------------------------------------------------ candidates */

static bool is_earlier(const struct completion *c, const char *text)
{
    for (int i = 0; i < c->earlier_n; i++)
        if (strcmp(c->earlier[i], text) == 0)
            return true;
    return false;
}

static void offer(const struct completion *c, const char *text, const char *about)
{
    if (strncmp(text, c->word, strlen(c->word)) != 0 || is_earlier(c, text))
        return;
    print_clean(c->cli->out, c->before);
    print_clean(c->cli->out, text);
    if (about && *about) {
        (void)fputc('\t', c->cli->out);
        print_clean(c->cli->out, about);
    }
    (void)fputc('\n', c->cli->out);
}

static void offer_commands(const struct completion *c)
{
    for (size_t i = 0; i < commands_n; i++)
        offer(c, commands[i].name, commands[i].summary);
}

static void offer_levels(const struct completion *c)
{
    char level[8];

    for (int i = 0; i <= PAIN_MAX; i++) {
        (void)snprintf(level, sizeof level, "%d", i);
        offer(c, level, i == 0 ? "no pain" : i == PAIN_MAX ? "worst pain you can imagine" : NULL);
    }
}

static void offer_regions(const struct completion *c)
{
    for (enum region r = REGION_NONE + 1; r < REGION_COUNT; r++)
        if (is_earlier(c, region_name(r)))
            return;
    for (enum region r = REGION_NONE + 1; r < REGION_COUNT; r++)
        offer(c, region_name(r), NULL);
}

static void offer_sides(const struct completion *c)
{
    for (enum side s = SIDE_NONE + 1; s < SIDE_COUNT; s++)
        if (is_earlier(c, side_name(s)))
            return;
    for (enum side s = SIDE_NONE + 1; s < SIDE_COUNT; s++)
        offer(c, side_name(s), NULL);
}

static bool offer_running(const struct completion *c)
{
    struct request request = {.method = "Status"};
    json_auto_t *status = NULL;
    const json_t *reminder;
    size_t i;

    if (!c->cli->socket || !alive_is_held(c->cli->socket) ||
        request_one(c->cli, c->command, &request, &status) != EXIT_DONE)
        return false;
    json_array_foreach(json_object_get(status, "reminders"), i, reminder)
    {
        const char *name = member_text(reminder, "name");

        if (name)
            offer(c, name, member_text(reminder, "state"));
    }
    return true;
}

/* Whoever reads the schedule in earnest complains about it; here is only what looks like a name. */
static void offer_reminders(const struct completion *c)
{
    static const char section[] = "[reminder ";
    char path[FOLDER_MAX], line[256], *end;
    AUTO_FCLOSE FILE *file = NULL;

    if (offer_running(c) || address_schedule(path) < 0 || !(file = fopen(path, "re")))
        return;
    while (fgets(line, sizeof line, file)) {
        const char *at = line + strspn(line, " \t");

        if (strncmp(at, section, strlen(section)) != 0 || !(end = strchr(line, ']')))
            continue;
        *end = '\0';
        at += strlen(section);
        offer(c, at + strspn(at, " \t"), NULL);
    }
}

static void offer_kinds(const struct completion *c)
{
    for (enum entry_kind k = 0; k < ENTRY_KIND_COUNT; k++)
        if (c->command->run != run_chart || entry_levels(k))
            offer(c, entry_kind_name(k), NULL);
}

static void offer_formats(const struct completion *c)
{
    static const struct {
        enum exit_code (*run)(struct cli *, const struct command *, const struct arguments *);
        const char *words[3];
    } formats[] = {
        {run_export, {"csv", "json", "fhir"}},
        {run_report, {"text", "markdown", "html"}},
        {run_status, {"waybar", "i3bar", "tmux"}},
    };

    for (size_t i = 0; i < COUNT_OF(formats); i++)
        for (size_t k = 0; c->command->run == formats[i].run && k < 3; k++)
            offer(c, formats[i].words[k], NULL);
}

static void offer_past(const struct completion *c)
{
    offer(c, "now", NULL);
    offer(c, "yesterday", NULL);
}

static void offer_dates(const struct completion *c)
{
    offer(c, "today", NULL);
    offer(c, "yesterday", NULL);
}

static void offer_whats(const struct completion *c)
{
    for (size_t i = 0; i < MASSAGE_WHATS; i++)
        offer(c, massage_whats[i], NULL);
}

/* What the names in usages and of options' values stand for; others are anything. */
static const struct {
    const char *name;
    void (*offer)(const struct completion *c);
} kinds[] = {
    {"LEVEL", offer_levels}, {"REGION", offer_regions},     {"SIDE", offer_sides},
    {"D", offer_dates},      {"REMINDER", offer_reminders}, {"COMMAND", offer_commands},
    {"WHEN", offer_past},    {"KIND", offer_kinds},         {"FORMAT", offer_formats},
    {"WHAT", offer_whats},
};

/* And which fact's words. */
static const struct {
    const char *name;
    enum fact fact;
} facts[] = {
    {"REASON", FACT_HOLD},       {"QUALITY", FACT_QUALITY},    {"TRIGGER", FACT_TRIGGER},
    {"TIME", FACT_WORSE_AT},     {"CAUSE", FACT_CONTRIBUTORS}, {"TREATMENT", FACT_TREATMENTS},
    {"PRESSURE", FACT_PRESSURE},
};

static void offer_words(const struct completion *c, enum fact fact)
{
    const struct fact_form *form = fact_form(fact);

    for (int i = 0; i <= form->max; i++)
        offer(c, form->words[i], NULL);
}

/* One name of a usage, or a word as it is typed. EXIT_NEGATIVE: a file's. */
static enum exit_code offer_kind(const struct completion *c, const char *name)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (strcmp(kinds[i].name, name) == 0)
            kinds[i].offer(c);
    for (size_t i = 0; i < COUNT_OF(facts); i++)
        if (strcmp(facts[i].name, name) == 0)
            offer_words(c, facts[i].fact);
    if (islower((unsigned char)name[0]))
        offer(c, name, NULL);
    return strcmp(name, "FILE") == 0 ? EXIT_NEGATIVE : EXIT_DONE;
}

/* ------------------------------------------------------------------ where it stands */

/* Words in order while they have to be there; then any of the rest. */
static enum exit_code offer_word(const struct completion *c, size_t position)
{
    enum exit_code code = EXIT_DONE;
    char usage[128], *rest = usage, *name;
    size_t i = 0;

    if (position >= c->command->words_max)
        return EXIT_DONE;
    (void)snprintf(usage, sizeof usage, "%s", c->command->usage);
    while ((name = strsep(&rest, " []|."))) {
        if (!*name || strcmp(name, "WHEN") == 0) /* one to come has no words of its own */
            continue;
        if (position < c->command->words_min ? i == position : i >= c->command->words_min)
            if (offer_kind(c, name) != EXIT_DONE)
                code = EXIT_NEGATIVE;
        i++;
    }
    return code;
}

static void offer_options(const struct completion *c)
{
    for (enum option o = 0; o < OPTION_COUNT; o++) {
        char text[32], letter[3] = {'-', option_forms[o].letter};

        (void)snprintf(text, sizeof text, "--%s", option_forms[o].name);
        if (command_has(c->command, o) && !(letter[1] && is_earlier(c, letter)))
            offer(c, text, option_forms[o].help);
    }
}

/* What the value is that follows an option as a word of its own; NULL: none does. */
static const char *value_of(const struct command *command, const char *word)
{
    for (enum option o = 0; o < OPTION_COUNT; o++) {
        const struct option_form *form = &option_forms[o];
        bool letter = word[0] == '-' && word[1] && word[1] == form->letter && !word[2];
        bool name = strncmp(word, "--", 2) == 0 && strcmp(word + 2, form->name) == 0;

        if (command_has(command, o) && form->value[0] && (letter || name))
            return form->value;
    }
    return NULL;
}

/* "--format=way": the value's beginning is the word, and the rest stands before it. */
static const char *split(struct completion *c, char head[static 64])
{
    size_t n = strcspn(c->word, "=");

    if (c->word[n] != '=' || n >= 63)
        return NULL;
    memcpy(head, c->word, n);
    head[n] = '\0';
    if (!value_of(c->command, head))
        return NULL;
    c->word += n + 1;
    return value_of(c->command, head);
}

/* Of a list, "QUALITY,...", the word behind the last comma; what comes before it stays. */
static enum exit_code offer_value(struct completion *c, const char *value)
{
    const char *comma = strrchr(c->word, ','), *list = strstr(value, ",...");
    char name[32], before[256];

    if (!list)
        return offer_kind(c, value);
    (void)snprintf(name, sizeof name, "%.*s", (int)(list - value), value);
    if (comma) {
        (void)snprintf(before, sizeof before, "%s%.*s", c->before, (int)(comma + 1 - c->word),
                       c->word);
        c->before = before;
        c->word = comma + 1;
    }
    return offer_kind(c, name);
}

static enum exit_code complete_command(struct completion *c)
{
    const char *value = NULL;
    bool only_words = false;
    char head[64];
    size_t position = 0;

    for (int i = 0; i < c->earlier_n; i++) {
        const char *word = c->earlier[i];

        if (value && strcmp(word, "=") == 0) /* bash takes it for a word */
            continue;
        if (value) {
            value = NULL;
        } else if (!only_words && strcmp(word, "--") == 0) {
            only_words = true;
        } else if (only_words || word[0] != '-' || isdigit((unsigned char)word[1])) {
            position++;
        } else {
            value = value_of(c->command, word);
        }
    }
    if (value && strcmp(c->word, "=") == 0)
        c->word = "";
    if (!value && !only_words && (value = split(c, head))) {
        (void)strcat(head, "=");
        c->before = head;
    }
    if (value)
        return offer_value(c, value);
    if (!only_words && c->word[0] == '-')
        offer_options(c);
    else
        return offer_word(c, position);
    return EXIT_DONE;
}

enum exit_code complete(struct cli *cli, int n, char *const *words)
{
    struct completion c = {.cli = cli, .word = n > 0 ? words[n - 1] : "", .before = ""};

    cli->timeout = PATIENCE_MS;
    if (n > 1) {
        c.command = command_find(words[0]);
        c.earlier = words + 1;
        c.earlier_n = n - 2;
        return c.command ? complete_command(&c) : EXIT_DONE;
    }
    offer_commands(&c);
    if (c.word[0] == '-') {
        c.command = command_find("status");
        offer_options(&c);
        offer(&c, "--version", "which knead this is");
    }
    return EXIT_DONE;
}
