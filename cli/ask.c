/* ask: what is missing today, one question a line. Enter skips, and what is skipped is unknown,
 * never zero. Reads a terminal and a pipe alike; the end of a pipe skips the rest.
 *
 * Each entry is logged as soon as its questions are answered, so that a change of mind loses
 * nothing. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/care.h"
#include "cli/draft.h"
#include "cli/local.h"
#include "cli/request.h"
#include "common/scope.h"
#include "common/text.h"
#include "common/when.h"

#define LEVEL    FACT_COUNT /* in a fact's place */
#define TRIES    3          /* on a terminal; a pipe has one */
#define PEG_DAYS 7          /* CARE R53 */

/* In the order in which they are asked; those of one kind make one entry. Wording: CARE 3.1, 3.3,
 * 3.6. */
static const struct question {
    enum entry_kind kind;
    enum fact fact;
    const char *text;
} questions[] = {
    {ENTRY_PAIN, LEVEL,
     "Back and neck pain on average today, 0 (no pain) to 10 (worst pain you can imagine)?"},
    {ENTRY_SLEEP, LEVEL, "Sleep last night, 0 (terrible) to 10 (excellent)?"},
    {ENTRY_SLEEP, FACT_SLEEP_LATENCY_MIN, "  Minutes until you fell asleep?"},
    {ENTRY_SLEEP, FACT_AWAKENINGS, "  How often were you awake at night?"},
    {ENTRY_STRESS, LEVEL, "Stress today, 0 (none) to 10 (worst)?"},
    {ENTRY_STIFFNESS, LEVEL, "Stiffness today, 0 (none) to 10 (worst)?"},
    {ENTRY_MOOD, LEVEL, "Mood today, 0 (as low as can be) to 10 (the best)?"},
    {ENTRY_POSTURE, LEVEL, "How you held yourself today, 0 (poor) to 10 (good)?"},
    {ENTRY_PEG, FACT_PEG_PAIN,
     "The past week: pain on average, 0 (no pain) to 10 (as bad as you can imagine)?"},
    {ENTRY_PEG, FACT_PEG_ENJOYMENT,
     "  How far has pain interfered with your enjoyment of life, 0 (not) to 10 (completely)?"},
    {ENTRY_PEG, FACT_PEG_ACTIVITY, "  And with your general activity, 0 (not) to 10 (completely)?"},
    {ENTRY_MOTION, FACT_ROM_FLOOR_CM, "Bending forward: cm from fingertips to floor?"},
    {ENTRY_MOTION, FACT_ROM_LEFT_CM, "  Bending left: how many cm do the fingertips travel?"},
    {ENTRY_MOTION, FACT_ROM_RIGHT_CM, "  Bending right?"},
    {ENTRY_MOTION, FACT_ROM_BACK_COMFORTABLE, "  Bending backward: is it comfortable, yes or no?"},
};

/* What the log has already. */
struct known {
    int64_t today;
    bool asked[ENTRY_KIND_COUNT]; /* there already, or not of today's business */
    bool ever[ENTRY_KIND_COUNT];  /* some of it was seen at all */
};

static bool weekly(enum entry_kind kind)
{
    return kind == ENTRY_PEG || kind == ENTRY_MOTION;
}

static enum exit_code note_entry(void *userdata, const json_t *parameters)
{
    struct known *known = userdata;
    const json_t *entry = json_object_get(parameters, "entry");
    const char *name = member_text(entry, "kind");
    struct stamp at;

    if (!name || !stamp_parse(member_text(entry, "at"), &at))
        return EXIT_DONE;
    for (enum entry_kind k = 0; k < ENTRY_KIND_COUNT; k++) {
        if (strcmp(name, entry_kind_name(k)) != 0)
            continue;
        known->ever[k] = true;
        if (known->today - stamp_day(at) < (weekly(k) ? PEG_DAYS : 1))
            known->asked[k] = true;
    }
    return EXIT_DONE;
}

/* The last week, and whether motion was ever measured. Mood and posture are asked of those who
 * logged one within that week. */
static enum exit_code look(struct cli *cli, const struct command *self, struct known *ret)
{
    static const enum entry_kind optional[] = {ENTRY_MOOD, ENTRY_POSTURE, ENTRY_MOTION};
    struct request week = {.method = "History", .more = true, .each = note_entry, .userdata = ret};
    struct request motion = week;
    struct stamp from = cli->view.now;
    char text[WHEN_TEXT_MAX];
    enum exit_code code;

    *ret = (struct known){.today = stamp_day(cli->view.now)};
    from.at.us -= (PEG_DAYS + 1) * USEC_PER_DAY;
    when_print_rfc3339(from.at, from.offset, text);
    week.parameters = json_pack("{s:s}", "from", text);
    motion.parameters = json_pack("{s:s, s:i}", "kind", entry_kind_name(ENTRY_MOTION), "last", 1);
    code = request_run(cli, self, &week);
    if (code == EXIT_DONE)
        code = request_run(cli, self, &motion);
    for (size_t i = 0; i < COUNT_OF(optional); i++)
        ret->asked[optional[i]] = ret->asked[optional[i]] || !ret->ever[optional[i]];
    return code;
}

void ask_line(struct cli *cli, char ret[static ANSWER_MAX])
{
    size_t n;

    (void)fflush(cli->out);
    if (!fgets(ret, ANSWER_MAX, cli->typed))
        ret[0] = '\0';
    n = strlen(ret);
    if (n > 0 && ret[n - 1] != '\n' &&
        n == ANSWER_MAX - 1) /* the rest of a line that is too long */
        for (int c = getc(cli->typed); c != EOF && c != '\n';)
            c = getc(cli->typed);
    while (n > 0 && strchr(" \t\r\n", ret[n - 1]))
        ret[--n] = '\0';
}

/* Asks until the answer is one. 0, 1: skipped, or -EINVAL after saying why. */
static int ask_one(struct cli *cli, const struct command *self, const struct question *q,
                   struct entry *entry)
{
    char answer[ANSWER_MAX], why[ENTRY_WHY_MAX];
    int tries = cli->asks ? TRIES : 1;

    for (int i = 0; i < tries; i++) {
        int r;

        (void)fprintf(cli->out, "%s ", q->text);
        ask_line(cli, answer);
        if (!cli->asks)
            (void)fputc('\n', cli->out);
        if (answer[0] == '\0')
            return 1;
        r = q->fact == LEVEL ? entry_set(entry, "level", answer, why)
                             : entry_set_fact(entry, q->fact, answer, why);
        if (r == 0)
            return 0;
        command_complain(cli, self, text_valid(answer) ? why : "that is no text");
    }
    return -EINVAL;
}

static bool told(const struct entry *entry)
{
    return entry->level >= 0 || entry->known != 0;
}

/* The questions of one kind from the first on, and its entry. The answers to the later ones make
 * sense only if the first has one. */
static enum exit_code ask_kind(struct cli *cli, const struct command *self,
                               const struct question *first, size_t n, bool json)
{
    struct draft draft;
    char why[PLACE_WHY_MAX];
    bool kept;
    int r = draft_begin(cli, first->kind, &draft, why);

    for (size_t i = 0; i < n && r >= 0; i++) {
        r = ask_one(cli, self, &first[i], &draft.entry);
        if (r < 0)
            return EXIT_REFUSED;
        if (r > 0 && !told(&draft.entry))
            return EXIT_DONE;
    }
    if (r >= 0 && first->kind == ENTRY_PAIN)
        entry_set_number(&draft.entry, FACT_MEASURE, MEASURE_AVERAGE);
    if (r < 0 || draft_check(&draft, why) < 0) {
        (void)fprintf(cli->out, "Not kept: %s.\n", why);
        return EXIT_DONE;
    }
    return draft_log(cli, self, &draft, json, &kept);
}

HANDLER(ask)
{
    struct known known;
    enum exit_code code = look(cli, self, &known);
    bool any = false;

    for (size_t i = 0, n; i < COUNT_OF(questions) && code == EXIT_DONE; i += n) {
        const struct question *first = &questions[i];

        for (n = 1; i + n < COUNT_OF(questions) && first[n].kind == first->kind;)
            n++;
        if (known.asked[first->kind])
            continue;
        any = true;
        code = ask_kind(cli, self, first, n, arguments->option[OPTION_JSON]);
    }
    if (code == EXIT_DONE && !any && !arguments->option[OPTION_JSON])
        (void)fputs("Nothing is missing today.\n", cli->out);
    return code;
}
