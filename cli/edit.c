/* undo and edit: the log put right. Nothing is lost by either: what an edit changed, undo brings
 * back. */
#include <errno.h>
#include <string.h>

#include "cli/draft.h"
#include "cli/entry_text.h"
#include "cli/local.h"
#include "cli/place.h"
#include "cli/request.h"
#include "common/when.h"

HANDLER(undo)
{
    struct request request = {.method = "Undo"};
    json_auto_t *reply = NULL;
    enum exit_code code = request_shown(cli, self, arguments, &request, &reply);
    const json_t *restored;

    if (!reply)
        return code;
    (void)fputs("undone: ", cli->out);
    print_entry(cli->out, &cli->view, json_object_get(reply, "entry"));
    restored = json_object_get(reply, "restored");
    if (json_is_object(restored)) {
        (void)fputs("again:  ", cli->out);
        print_entry(cli->out, &cli->view, restored);
    }
    return code;
}

/* One NAME=VALUE; a number alone is a level. 0, or -errno with why. */
static int change_parse(const struct cli *cli, const char *word, json_t *changes,
                        char why[static PLACE_WHY_MAX])
{
    size_t n = strcspn(word, "=");
    char name[64], at[WHEN_TEXT_MAX];
    const char *value = word[n] ? word + n + 1 : word;
    struct stamp stamp;

    if (word[n] == '\0' && strspn(word, "0123456789") != n) {
        (void)snprintf(why, PLACE_WHY_MAX,
                       "\"%.40s\" is no change; write it like level=5 or note=\"better now\"",
                       word);
        return -EINVAL;
    }
    (void)snprintf(name, sizeof name, "%.*s", word[n] ? (int)n : 5, word[n] ? word : "level");
    if (strcmp(name, "at") == 0) {
        if (local_when(value, cli->view.now.at, WHEN_PAST, &stamp) < 0) {
            (void)snprintf(why, PLACE_WHY_MAX,
                           "at: \"%.40s\" is not a past time I know. Write it like 14:30 or "
                           "\"yesterday 22:00\"",
                           value);
            return -EINVAL;
        }
        when_print_rfc3339(stamp.at, stamp.offset, at);
        value = at;
    }
    return json_array_append_new(changes, json_pack("{s:s, s:s}", "name", name, "value", value)) < 0
               ? -ENOMEM
               : 0;
}

enum exit_code edit_entry(struct cli *cli, const struct command *self,
                          const struct arguments *arguments, const char *id, json_t *changes)
{
    struct request request = {.method = "Edit", .again = true};
    json_auto_t *reply = NULL;
    char new_id[UUID7_TEXT_MAX];
    enum exit_code code;

    if (draft_id(cli, new_id) < 0) {
        json_decref(changes);
        command_complain(cli, self, DRAFT_NO_ID);
        return EXIT_NOT_SAVED;
    }
    request.parameters =
        json_pack("{s:s, s:o, s:s}", "id", id, "changes", changes, "new_id", new_id);
    code = request_shown(cli, self, arguments, &request, &reply);
    if (!reply)
        return code;
    (void)fputs("was: ", cli->out);
    print_entry(cli->out, &cli->view, json_object_get(reply, "former"));
    (void)fputs("now: ", cli->out);
    print_entry(cli->out, &cli->view, json_object_get(reply, "entry"));
    return code;
}

HANDLER(edit)
{
    json_auto_t *changes = json_array();
    char why[PLACE_WHY_MAX];

    for (size_t i = 1; i < arguments->n; i++)
        if (change_parse(cli, arguments->words[i], changes, why) < 0)
            return command_refuse(cli, self, why);
    return edit_entry(cli, self, arguments, arguments->words[0], json_incref(changes));
}
