/* plan, massage advice and massage sheet: what kneadd's care engine says, in sections. The
 * sentences are kneadd's; here they are only put in order, the gravest first, and explained. */
#include <stdio.h>
#include <string.h>

#include "cli/care.h"
#include "cli/massage.h"
#include "common/scope.h"

static const char *const headings[SECTION_COUNT] = {
    [SECTION_SAFETY] = "",
    [SECTION_NEXT] = "The plan",
    [SECTION_BETWEEN] = "Every day",
    [SECTION_KINDS] = "Kinds of massage, and how",
    [SECTION_QUESTIONS] = "Open questions",
    [SECTION_CLOSING] = "",
};

/* Where a sentence stands. What is not named here, and is of no grave tier, closes the page. */
static const struct {
    const char *name;
    enum care_section section;
} places[] = {
    {"MSG-EMERG", SECTION_SAFETY},     {"MSG-URGENT", SECTION_SAFETY},
    {"MSG-DOCTOR", SECTION_SAFETY},    {"MSG-HOLD", SECTION_SAFETY},
    {"MSG-ASKFIRST", SECTION_SAFETY},  {"MSG-SORE72", SECTION_SAFETY},
    {"MSG-GENTLE", SECTION_SAFETY},    {"MSG-MINOR", SECTION_SAFETY},
    {"MSG-STAGE", SECTION_NEXT},       {"MSG-NEXT", SECTION_NEXT},
    {"MSG-BOOKED", SECTION_NEXT},      {"MSG-REBOOK", SECTION_NEXT},
    {"MSG-IMPROVED", SECTION_NEXT},    {"MSG-RELAPSE", SECTION_NEXT},
    {"MSG-REVIEW", SECTION_NEXT},      {"MSG-THERAPIST", SECTION_NEXT},
    {"MSG-HOME", SECTION_BETWEEN},     {"MSG-PLAN", SECTION_BETWEEN},
    {"MSG-HOMEWORK", SECTION_BETWEEN}, {"MSG-TYPE", SECTION_KINDS},
    {"MSG-LESS", SECTION_KINDS},       {"MSG-MORE", SECTION_KINDS},
    {"MSG-LIGHTER", SECTION_KINDS},    {"MSG-LENGTH", SECTION_KINDS},
    {"MSG-VISITS", SECTION_KINDS},     {"MSG-PRESSURE", SECTION_KINDS},
};

static enum care_section place_of(const json_t *advice)
{
    const char *name = member_text(advice, "name"), *tier = member_text(advice, "tier");

    for (size_t i = 0; name && i < COUNT_OF(places); i++)
        if (strcmp(places[i].name, name) == 0)
            return places[i].section;
    return tier && strcmp(tier, "none") != 0 ? SECTION_SAFETY : SECTION_CLOSING;
}

/* "R27, R22; A77 A78" */
static void print_why(const struct cli *cli, const json_t *advice)
{
    const char *rows = member_text(advice, "rows");
    const json_t *rule;
    size_t i;

    (void)fputs("    ", cli->out);
    paint(cli->out, &cli->view, TONE_FAINT);
    (void)fputs("rule ", cli->out);
    json_array_foreach(json_object_get(advice, "rules"), i, rule)
    {
        (void)fputs(i ? ", " : "", cli->out);
        print_clean(cli->out, json_string_value(rule) ? json_string_value(rule) : "?");
    }
    if (rows && *rows) {
        (void)fputs("; ", cli->out);
        print_clean(cli->out, rows);
    }
    paint(cli->out, &cli->view, TONE_PLAIN);
    (void)fputc('\n', cli->out);
}

/* Several reasons to see a doctor have one advice: the sentences that a text ends with as the next
 * one of its name does, in bytes. */
static size_t said_below(const json_t *advice, const json_t *next)
{
    const char *name = member_text(advice, "name"), *other = member_text(next, "name");
    const char *text = member_text(advice, "text"), *below = member_text(next, "text");
    size_t n = 0, whole = 0, size, size_below;

    if (!name || !other || strcmp(name, other) != 0 || strcmp(name, "MSG-DOCTOR") != 0 || !text ||
        !below)
        return 0;
    size = strlen(text);
    size_below = strlen(below);
    while (n < size && n < size_below && text[size - 1 - n] == below[size_below - 1 - n]) {
        n++;
        if (size - n >= 2 && memcmp(text + size - n - 2, ". ", 2) == 0)
            whole = n;
    }
    return whole > 0 ? whole + 1 : 0; /* with the blank before it */
}

static void print_sentence(const struct cli *cli, const json_t *plan, const json_t *advice,
                           size_t below, enum care_section section, bool explain)
{
    const char *text = member_text(advice, "text"), *name = member_text(advice, "name");
    const char *tier = member_text(advice, "tier");
    bool grave = tier && (strcmp(tier, "emergency") == 0 || strcmp(tier, "urgent") == 0);
    bool plain = !*headings[section];
    struct line line = {.out = cli->out};
    char clock[STAMP_TEXT_MAX], whole[4096];
    struct stamp at;

    if (!text)
        return;
    (void)snprintf(whole, sizeof whole, "%.*s", (int)(strlen(text) - below), text);
    if (name && strcmp(name, "MSG-BOOKED") == 0 &&
        stamp_parse(member_text(json_object_get(plan, "massage"), "at"), &at)) {
        stamp_clock(at, clock);
        (void)snprintf(whole, sizeof whole, "%s At %s.", text, clock);
    }
    if (grave)
        paint(cli->out, &cli->view, TONE_SEVERE);
    if (!plain)
        line_text(&line, 2, "-");
    line_end(&line, &cli->view, plain ? 0 : 4, whole);
    if (grave)
        paint(cli->out, &cli->view, TONE_PLAIN);
    if (explain)
        print_why(cli, advice);
}

/* When holds end that end by themselves. */
static void print_ends(const struct cli *cli, const json_t *plan)
{
    const json_t *hold;
    struct stamp until;
    char soon[STAMP_TEXT_MAX];
    size_t i;

    json_array_foreach(json_object_get(plan, "holds"), i, hold)
    {
        const char *label = member_text(hold, "label");

        if (!label || !stamp_parse(member_text(hold, "until"), &until))
            continue;
        stamp_soon(until, cli->view.now, soon);
        (void)fputs("  - ", cli->out);
        print_clean(cli->out, label);
        (void)fprintf(cli->out, ": until %s\n", soon);
    }
}

/* A section's sentences; whether it had any. begun: something stands above it. */
static bool print_section(const struct cli *cli, const json_t *plan, enum care_section section,
                          bool begun, bool explain)
{
    bool asks = section == SECTION_QUESTIONS, any = false;
    const json_t *all = json_object_get(plan, asks ? "asks" : "advice"), *advice;
    size_t i;

    json_array_foreach(all, i, advice)
    {
        if (!asks && place_of(advice) != section)
            continue;
        if (!any && begun)
            (void)fputc('\n', cli->out);
        if (!any && *headings[section]) {
            paint(cli->out, &cli->view, TONE_STRONG);
            (void)fprintf(cli->out, "%s\n", headings[section]);
            paint(cli->out, &cli->view, TONE_PLAIN);
        }
        any = true;
        print_sentence(cli, plan, advice, said_below(advice, json_array_get(all, i + 1)), section,
                       explain);
    }
    if (section == SECTION_SAFETY && any)
        print_ends(cli, plan);
    return any;
}

static bool print_plan(const struct cli *cli, const json_t *plan, unsigned sections, bool explain)
{
    bool any = false;

    for (enum care_section s = 0; s < SECTION_COUNT; s++)
        if (sections & SECTION_BIT(s))
            any = print_section(cli, plan, s, any, explain) || any;
    return any;
}

enum exit_code care_tell(struct cli *cli, const struct command *self, unsigned sections)
{
    struct request request = {.method = "Plan"};
    json_auto_t *plan = NULL;
    enum exit_code code = request_one(cli, self, &request, &plan);

    if (code == EXIT_DONE)
        (void)print_plan(cli, plan, sections | SECTION_BIT(SECTION_CLOSING), false); /* R66 */
    return code;
}

static enum exit_code run_sections(struct cli *cli, const struct command *self,
                                   const struct arguments *arguments, unsigned sections)
{
    struct request request = {.method = "Plan"};
    json_auto_t *plan = NULL;
    enum exit_code code = request_shown(cli, self, arguments, &request, &plan);

    if (plan)
        (void)print_plan(cli, plan, sections, arguments->option[OPTION_EXPLAIN]);
    return code;
}

HANDLER(plan)
{
    return run_sections(cli, self, arguments,
                        SECTION_BIT(SECTION_SAFETY) | SECTION_BIT(SECTION_NEXT) |
                            SECTION_BIT(SECTION_BETWEEN) | SECTION_BIT(SECTION_QUESTIONS) |
                            SECTION_BIT(SECTION_CLOSING));
}

enum exit_code massage_advice(struct cli *cli, const struct command *self,
                              const struct arguments *arguments)
{
    return run_sections(cli, self, arguments,
                        SECTION_BIT(SECTION_SAFETY) | SECTION_BIT(SECTION_KINDS) |
                            SECTION_BIT(SECTION_CLOSING));
}

enum exit_code massage_sheet(struct cli *cli, const struct command *self,
                             const struct arguments *arguments)
{
    struct request request = {.method = "Sheet"};
    json_auto_t *sheet = NULL;
    const json_t *item;
    size_t i;
    enum exit_code code = request_shown(cli, self, arguments, &request, &sheet);

    if (!sheet)
        return code;
    paint(cli->out, &cli->view, TONE_STRONG);
    (void)fputs("For my massage therapist\n\n", cli->out);
    paint(cli->out, &cli->view, TONE_PLAIN);
    json_array_foreach(json_object_get(sheet, "lines"), i, item)
    {
        const char *title = member_text(item, "title"), *text = member_text(item, "text");
        struct line line = {.out = cli->out};

        if (!title || !*title)
            (void)fputc('\n', cli->out);
        line_text(&line, 0, title ? title : "");
        line_end(&line, &cli->view, title && *title ? 24 : 0, text ? text : "");
    }
    return EXIT_DONE;
}
