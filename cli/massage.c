/* massage: sessions logged, and appointments booked, cancelled and put off. An appointment is an
 * entry of the log, so undo, edit and export hold for it too. */
#include "cli/massage.h"

#include <errno.h>
#include <string.h>

#include "cli/care.h"
#include "cli/draft.h"
#include "cli/entry_text.h"
#include "cli/local.h"
#include "cli/output.h"
#include "common/profile.h"
#include "common/scope.h"
#include "common/text.h"

#define NEWS (SECTION_BIT(SECTION_SAFETY) | SECTION_BIT(SECTION_NEXT))

static const struct {
    enum option option;
    enum fact fact;
} facts[] = {
    {OPTION_TYPE, FACT_SESSION_TYPE},     {OPTION_MINUTES, FACT_SESSION_MIN},
    {OPTION_THERAPIST, FACT_THERAPIST},   {OPTION_REGIONS, FACT_REGIONS},
    {OPTION_PRESSURE, FACT_PRESSURE},     {OPTION_PAIN_BEFORE, FACT_PAIN_BEFORE},
    {OPTION_PAIN_AFTER, FACT_PAIN_AFTER}, {OPTION_SHARP, FACT_SHARP},
    {OPTION_DISLIKED, FACT_DISLIKED},     {OPTION_HOMEWORK, FACT_HOMEWORK},
};

/* The next one's date, "2026-03-04" or a day to come. */
static int set_next(const struct cli *cli, const char *text, struct entry *entry,
                    char why[static PLACE_WHY_MAX])
{
    char noon[64], stamp_text[WHEN_TEXT_MAX];
    struct stamp at;
    int64_t day;

    if (date_parse(text, &day, why) == 0)
        return entry_set_fact(entry, FACT_NEXT_DATE, text, why);
    if (snprintf(noon, sizeof noon, "%s 12:00", text) >= (int)sizeof noon ||
        local_when(noon, cli->view.now.at, WHEN_FUTURE, &at) < 0) {
        (void)snprintf(why, PLACE_WHY_MAX,
                       "\"%.40s\" is not a date to come. Write it like 2026-03-28, tomorrow or fri",
                       text);
        return -EINVAL;
    }
    when_print_rfc3339(at.at, at.offset, stamp_text);
    stamp_text[strcspn(stamp_text, "T")] = '\0';
    return entry_set_fact(entry, FACT_NEXT_DATE, stamp_text, why);
}

static int session_facts(const struct cli *cli, const struct arguments *arguments,
                         struct entry *entry, char why[static PLACE_WHY_MAX])
{
    int r = 0;

    for (size_t i = 0; i < COUNT_OF(facts) && r == 0; i++) {
        const char *value = arguments->option[facts[i].option];

        if (!value)
            continue;
        if (facts[i].fact == FACT_PRESSURE && strcmp(value, "intense-but-bearable") == 0)
            value = "intense";
        r = entry_set_fact(entry, facts[i].fact, *value ? value : "yes", why);
    }
    if (r == 0 && arguments->option[OPTION_REGIONS] && !strchr(entry->texts[FACT_REGIONS], ','))
        r = entry_set(entry, "region", entry->texts[FACT_REGIONS], why); /* homework is for it */
    if (r == 0 && arguments->option[OPTION_NEXT])
        r = set_next(cli, arguments->option[OPTION_NEXT], entry, why);
    return r;
}

static enum exit_code log_session(struct cli *cli, const struct command *self,
                                  const struct arguments *arguments)
{
    bool json = arguments->option[OPTION_JSON], kept;
    char why[PLACE_WHY_MAX], when[PLACE_WHY_MAX];
    struct draft draft;
    enum exit_code code;
    int r = draft_begin(cli, ENTRY_MASSAGE, &draft, why);

    if (r == 0 && *arguments_text(arguments, 1, when, sizeof when))
        r = draft_at(cli, when, &draft, why);
    if (r == 0)
        r = session_facts(cli, arguments, &draft.entry, why);
    if (r == 0)
        r = draft_options(cli, arguments, &draft, why);
    if (r < 0 || draft_check(&draft, why) < 0)
        return command_refuse(cli, self, why);
    code = draft_log(cli, self, &draft, json, &kept);
    if (code == EXIT_DONE && !json && !kept)
        code = care_tell(cli, self, NEWS);
    return code;
}

/* ------------------------------------------------------------------ appointments */

static int parse_ahead(const struct cli *cli, const char *text, struct stamp *ret,
                       char why[static PLACE_WHY_MAX])
{
    int r = local_when(text, cli->view.now.at, WHEN_FUTURE, ret);

    if (r < 0)
        (void)snprintf(why, PLACE_WHY_MAX,
                       "\"%.40s\" is not a time to come. Write it like \"fri 17:00\", "
                       "\"tomorrow 9:00\" or \"2026-03-28 17:00\"",
                       text);
    return r;
}

static enum exit_code write_booked(struct cli *cli, const struct command *self,
                                   const struct arguments *arguments, const struct draft *draft)
{
    struct appointment a = {.at = draft->entry.at};

    (void)strcpy(a.uid, draft->entry.id);
    (void)strcpy(a.note, draft->entry.note);
    return calendar_write(cli, self, arguments, &a);
}

static enum exit_code book(struct cli *cli, const struct command *self,
                           const struct arguments *arguments)
{
    bool json = arguments->option[OPTION_JSON], kept;
    char why[PLACE_WHY_MAX], when[PLACE_WHY_MAX];
    struct draft draft;
    struct stamp at;
    enum exit_code code;

    if (!*arguments_text(arguments, 1, when, sizeof when))
        return command_refuse(cli, self, "book needs when it is, such as \"fri 17:00\"");
    if (draft_begin(cli, ENTRY_BOOKING, &draft, why) < 0 || parse_ahead(cli, when, &at, why) < 0 ||
        draft_options(cli, arguments, &draft, why) < 0)
        return command_refuse(cli, self, why);
    draft.entry.at = at.at;
    draft.entry.offset = at.offset;
    draft.timed = true;
    code = draft_log(cli, self, &draft, json, &kept);
    if (code == EXIT_DONE && !json && !kept)
        code = care_tell(cli, self, NEWS);
    return code == EXIT_DONE && arguments->option[OPTION_OUTPUT]
               ? write_booked(cli, self, arguments, &draft)
               : code;
}

/* The first that still stands. */
static enum exit_code pick(void *userdata, const json_t *parameters)
{
    json_t **next = userdata, *entry = json_object_get(parameters, "entry");
    const char *state = member_text(entry, "state");

    if (json_is_object(entry) && !*next && (!state || strcmp(state, "booked") == 0))
        *next = json_incref(entry);
    return EXIT_DONE;
}

enum exit_code massage_next(struct cli *cli, const struct command *self, json_t **ret)
{
    struct request request = {.method = "History", .more = true, .each = pick, .userdata = ret};
    char now[WHEN_TEXT_MAX];
    enum exit_code code;

    when_print_rfc3339(cli->view.now.at, cli->view.now.offset, now);
    request.parameters =
        json_pack("{s:s, s:s}", "from", now, "kind", entry_kind_name(ENTRY_BOOKING));
    code = request_run(cli, self, &request);
    if (code == EXIT_DONE && !*ret) {
        command_complain(cli, self, "no massage is booked");
        return EXIT_NEGATIVE;
    }
    return code;
}

/* Changes the next appointment, and says what was and what is: another time, or, with NULL, another
 * state. */
static enum exit_code change(struct cli *cli, const struct command *self,
                             const struct arguments *arguments, const struct stamp *at,
                             const char *value)
{
    const bool file = arguments->option[OPTION_OUTPUT];
    json_auto_t *next = NULL;
    struct appointment a;
    enum exit_code code = massage_next(cli, self, &next);

    if (code == EXIT_DONE && file)
        code = calendar_find(cli, self, next, &a);
    if (code == EXIT_DONE)
        code = edit_entry(cli, self, arguments, member_text(next, "id"),
                          json_pack("[{s:s, s:s}]", "name", at ? "at" : "state", "value", value));
    if (code == EXIT_DONE && !arguments->option[OPTION_JSON])
        code = care_tell(cli, self, NEWS);
    if (code != EXIT_DONE || !file)
        return code;
    a.sequence++;
    a.off = !at;
    a.at = at ? at->at : a.at;
    return calendar_write(cli, self, arguments, &a);
}

static enum exit_code cancel(struct cli *cli, const struct command *self,
                             const struct arguments *arguments)
{
    if (arguments->n > 1)
        return command_refuse(cli, self, "cancel takes no time: it is about the next appointment");
    return change(cli, self, arguments, NULL, "cancelled");
}

static enum exit_code postpone(struct cli *cli, const struct command *self,
                               const struct arguments *arguments)
{
    char why[PLACE_WHY_MAX], when[PLACE_WHY_MAX], text[WHEN_TEXT_MAX];
    struct stamp at;

    if (!*arguments_text(arguments, 1, when, sizeof when))
        return change(cli, self, arguments, NULL, "postponed");
    if (parse_ahead(cli, when, &at, why) < 0)
        return command_refuse(cli, self, why);
    when_print_rfc3339(at.at, at.offset, text);
    return change(cli, self, arguments, &at, text);
}

const char *const massage_whats[] = {"log",      "book",  "cancel", "postpone",
                                     "calendar", "sheet", "advice"};

HANDLER(massage)
{
    static enum exit_code (*const runs[MASSAGE_WHATS])(struct cli *, const struct command *,
                                                       const struct arguments *) = {
        log_session, book, cancel, postpone, massage_calendar, massage_sheet, massage_advice};
    enum { BOOK = 1, CALENDAR = 4 };
    enum exit_code code;
    int which = text_find(arguments->words[0], massage_whats, MASSAGE_WHATS);
    char why[PLACE_WHY_MAX];

    if (which < 0) {
        (void)snprintf(
            why, sizeof why,
            "\"%.40s\" is none of log, book, cancel, postpone, calendar, sheet and advice",
            arguments->words[0]);
        return command_refuse(cli, self, why);
    }
    for (size_t i = 0; i <= COUNT_OF(facts) && which > 0; i++) {
        enum option o = i < COUNT_OF(facts) ? facts[i].option : OPTION_NEXT;

        if (arguments->option[o]) {
            (void)snprintf(why, sizeof why, "--%s goes with massage log", option_forms[o].name);
            return command_refuse(cli, self, why);
        }
    }
    if (arguments->option[OPTION_OUTPUT] && (which < BOOK || which > CALENDAR))
        return command_refuse(cli, self, "--output goes with book, cancel, postpone and calendar");
    code = output_check(cli, self, arguments);
    return code == EXIT_DONE ? runs[which](cli, self, arguments) : code;
}
