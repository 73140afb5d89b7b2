/* hold, clear, seen-clinician and check: what decides whether massage is a good idea now.
 *
 * check never judges. What it says first comes from the list itself, so that it is said even where
 * no kneadd answers (R19); a question that was skipped stays unknown (R70). */
#include <errno.h>
#include <string.h>

#include "cli/care.h"
#include "cli/draft.h"
#include "common/red_flags.h"
#include "common/scope.h"
#include "common/text.h"

#define TRIES 3 /* on a terminal; a pipe has one */

/* Logs it, and tells what that changes. */
static enum exit_code log_and_tell(struct cli *cli, const struct command *self,
                                   const struct arguments *arguments, struct draft *draft,
                                   char why[static PLACE_WHY_MAX])
{
    bool json = arguments->option[OPTION_JSON], kept;
    enum exit_code code;

    if (draft_options(cli, arguments, draft, why) < 0 || draft_check(draft, why) < 0)
        return command_refuse(cli, self, why);
    code = draft_log(cli, self, draft, json, &kept);
    if (code == EXIT_DONE && !json && !kept)
        code = care_tell(cli, self, SECTION_BIT(SECTION_SAFETY) | SECTION_BIT(SECTION_NEXT));
    return code;
}

static enum exit_code mark(struct cli *cli, const struct command *self,
                           const struct arguments *arguments, enum entry_kind kind)
{
    struct draft draft;
    char why[PLACE_WHY_MAX];
    int r = draft_begin(cli, kind, &draft, why);

    if (r == 0)
        r = entry_set_fact(&draft.entry, FACT_HOLD, arguments->words[0], why);
    if (r == 0 && arguments->n > 1)
        r = draft_words(&draft, arguments->words + 1, arguments->n - 1, why);
    if (r < 0)
        return command_refuse(cli, self, why);
    return log_and_tell(cli, self, arguments, &draft, why);
}

HANDLER(hold)
{
    return mark(cli, self, arguments, ENTRY_HOLD);
}

HANDLER(clear)
{
    return mark(cli, self, arguments, ENTRY_CLEAR);
}

HANDLER(seen_clinician)
{
    const char *cleared = arguments->option[OPTION_CLEARED];
    struct draft draft;
    char why[PLACE_WHY_MAX];
    int r = draft_begin(cli, ENTRY_CLINICIAN, &draft, why);

    if (r == 0 && cleared)
        r = entry_set_fact(&draft.entry, FACT_CLEARED, cleared, why);
    if (r < 0)
        return command_refuse(cli, self, why);
    return log_and_tell(cli, self, arguments, &draft, why);
}

/* ------------------------------------------------------------------ the questions */

struct answers {
    unsigned yes, no; /* bits: enum red_flag */
};

/* 0, or -EINVAL after saying why. */
static int ask_flag(struct cli *cli, const struct command *self, enum red_flag flag,
                    struct answers *ret)
{
    static const char *const words[] = {"yes", "no", "skip"};
    char answer[ANSWER_MAX];

    for (int i = 0; i < (cli->asks ? TRIES : 1); i++) {
        int which;

        (void)fprintf(cli->out, "%s ", red_flags[flag].question);
        ask_line(cli, answer);
        if (!cli->asks)
            (void)fputc('\n', cli->out);
        which = answer[0] ? text_find(answer, words, COUNT_OF(words)) : 2;
        if (which == 0)
            ret->yes |= 1U << flag;
        if (which == 1)
            ret->no |= 1U << flag;
        if (which >= 0)
            return 0;
        command_complain(cli, self, "the answers are yes, no, and skip (or Enter)");
    }
    return -EINVAL;
}

/* Both legs are another matter than one (R7). */
static bool is_emergency(unsigned yes)
{
    const unsigned legs = 1U << FLAG_LEFT_LEG | 1U << FLAG_RIGHT_LEG;

    for (int i = 0; i < FLAG_ASKED; i++)
        if (red_flags[i].emergency && yes & 1U << i)
            return true;
    return (yes & legs) == legs;
}

static void names_of(unsigned flags, char ret[static FACT_TEXT_MAX + 1])
{
    ret[0] = '\0';
    for (int i = 0; i < FLAG_ASKED; i++)
        if (flags & 1U << i)
            (void)snprintf(ret + strlen(ret), FACT_TEXT_MAX + 1 - strlen(ret), "%s%s",
                           *ret ? "," : "", red_flags[i].name);
}

/* By what was marked now, before anything else. */
static void say_tier(const struct cli *cli, unsigned yes)
{
    bool emergency = is_emergency(yes);
    struct line line = {.out = cli->out};

    (void)fputc('\n', cli->out);
    if (yes)
        paint(cli->out, &cli->view, emergency ? TONE_SEVERE : TONE_STRONG);
    line_end(&line, &cli->view, 0,
             emergency ? "Call your local emergency number or go to the nearest emergency "
                         "department now. This program cannot assess symptoms."
             : yes     ? "Please contact a doctor or medical advice line today about what you "
                         "marked, and leave massage until a clinician has seen you."
                       : "Nothing on the list was marked. That is not a medical all-clear: if you "
                         "are worried, ask a doctor.");
    if (yes)
        paint(cli->out, &cli->view, TONE_PLAIN);
    for (int i = 0; i < FLAG_ASKED; i++)
        if (yes & 1U << i)
            (void)fprintf(cli->out, "  - %s\n", red_flags[i].label);
}

HANDLER(check)
{
    bool json = arguments->option[OPTION_JSON], kept;
    struct answers answers = {0};
    struct draft draft;
    char why[PLACE_WHY_MAX];

    (void)fputs("Any of these now? yes, no, or Enter to skip; what is skipped stays unknown.\n\n",
                cli->out);
    for (int i = 0; i < FLAG_ASKED && !is_emergency(answers.yes); i++)
        if (ask_flag(cli, self, (enum red_flag)i, &answers) < 0)
            return EXIT_REFUSED;
    say_tier(cli, answers.yes);
    if (draft_begin(cli, ENTRY_CHECK, &draft, why) < 0) {
        command_complain(cli, self, why);
        return EXIT_NOT_SAVED;
    }
    names_of(answers.yes, draft.entry.texts[FACT_SIGNS]);
    names_of(answers.no, draft.entry.texts[FACT_NO_SIGNS]);
    if (!json)
        (void)fputc('\n', cli->out);
    return draft_log(cli, self, &draft, json, &kept);
}
