/* profile: what the user has filled in, and filling it in. Each line is an entry of the log; the
 * newest of a name counts, so undo takes back the last. */
#include "common/profile.h"

#include <errno.h>
#include <string.h>

#include "cli/draft.h"
#include "cli/request.h"
#include "common/scope.h"
#include "common/text.h"

#define VALUE_COLUMN 18

static enum exit_code note_line(void *userdata, const json_t *parameters)
{
    json_t *values = userdata;
    const json_t *entry = json_object_get(parameters, "entry");
    const char *field = member_text(entry, "field"), *note = member_text(entry, "note");

    if (field)
        (void)json_object_set_new(values, field, note && *note ? json_string(note) : json_null());
    return EXIT_DONE;
}

static enum exit_code show(struct cli *cli, const struct command *self, bool json)
{
    json_auto_t *values = json_object();
    struct request request = {
        .method = "History", .more = true, .each = note_line, .userdata = values};
    enum exit_code code;

    request.parameters = json_pack("{s:s}", "kind", entry_kind_name(ENTRY_PROFILE));
    code = request_run(cli, self, &request);
    if (code != EXIT_DONE)
        return code;
    if (json) {
        print_json(cli->out, values);
        return code;
    }
    for (size_t i = 0; i < PROFILE_COUNT; i++) {
        const char *value = member_text(values, profile_names[i]);
        struct line line = {.out = cli->out};
        char text[256];

        line_text(&line, 0, profile_names[i]);
        if (!value) {
            paint(cli->out, &cli->view, TONE_FAINT);
            (void)snprintf(text, sizeof text, "not filled in (%s)", profile_forms[i].help);
        }
        line_end(&line, &cli->view, VALUE_COLUMN, value ? value : text);
        if (!value)
            paint(cli->out, &cli->view, TONE_PLAIN);
    }
    return code;
}

static int field_of(const char *name, char why[static PLACE_WHY_MAX])
{
    int field = text_find(name, profile_names, PROFILE_COUNT);
    const char *nearest = text_nearest(name, profile_names, PROFILE_COUNT);

    if (field < 0)
        (void)snprintf(
            why, PLACE_WHY_MAX, "the profile has no \"%.40s\"%s%s%s knead profile shows its lines",
            name, nearest ? "; did you mean " : ".", nearest ? nearest : "", nearest ? "?" : "");
    return field;
}

/* NAME=VALUE as an entry. 0, or -errno with why. */
static int parse(const struct cli *cli, const char *word, struct draft *ret,
                 char why[static PLACE_WHY_MAX])
{
    const char *equals = strchr(word, '=');
    const struct profile_form *form;
    char name[64];
    int64_t number;
    int field;

    if (!equals) {
        (void)snprintf(why, PLACE_WHY_MAX,
                       "\"%.40s\" sets nothing; write it like goal=relief, or goal= to take it "
                       "away",
                       word);
        return -EINVAL;
    }
    (void)snprintf(name, sizeof name, "%.*s", (int)(equals - word), word);
    field = field_of(name, why);
    if (field < 0 || draft_begin(cli, ENTRY_PROFILE, ret, why) < 0)
        return -EINVAL;
    form = &profile_forms[field];
    equals++;
    if (*equals && profile_parse((enum profile_field)field, equals, &number, why) < 0)
        return -EINVAL;
    if (*equals && form->type == PROFILE_IS_FLAG)
        equals = number ? "yes" : "no";
    if (*equals && form->type == PROFILE_IS_WORD)
        equals = form->words[number];
    if (strlen(equals) > NOTE_MAX) {
        (void)snprintf(why, PLACE_WHY_MAX, "a line has at most %d bytes", NOTE_MAX);
        return -EINVAL;
    }
    entry_set_number(&ret->entry, FACT_FIELD, field);
    (void)strcpy(ret->entry.note, equals);
    return 0;
}

HANDLER(profile)
{
    bool json = arguments->option[OPTION_JSON], kept;
    struct draft draft;
    char why[PLACE_WHY_MAX];
    enum exit_code code = EXIT_DONE;

    if (arguments->n == 0)
        return show(cli, self, json);
    for (int pass = 0; pass < 2; pass++) /* all of it is right before any of it is logged */
        for (size_t i = 0; i < arguments->n && code == EXIT_DONE; i++) {
            if (parse(cli, arguments->words[i], &draft, why) < 0 || draft_check(&draft, why) < 0)
                return command_refuse(cli, self, why);
            if (pass == 1)
                code = draft_log(cli, self, &draft, json, &kept);
        }
    return code;
}
