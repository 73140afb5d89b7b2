/* How things stand in one line: a text from a template, with what the bar takes for markup escaped.
 */
#include "cli/bar.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/bar_state.h"
#include "cli/entry_text.h"
#include "common/scope.h"
#include "common/text.h"

#define NOTHING   "nothing to come"
#define SHOWN_MAX 20 /* of a field that is none */

int bar_form_parse(const char *text, struct bar_form *ret, char ret_why[static BAR_WHY_MAX])
{
    static const char *const kinds[] = {
        [BAR_WAYBAR] = "waybar", [BAR_I3BAR] = "i3bar", [BAR_TMUX] = "tmux"};
    const char *near;
    size_t n;

    for (enum bar_kind k = BAR_WAYBAR; k <= BAR_TMUX; k++)
        if (strcmp(text, kinds[k]) == 0) {
            *ret = (struct bar_form){.kind = k};
            return 0;
        }
    if (!strchr(text, '{')) {
        near = text_nearest(text, kinds + BAR_WAYBAR, COUNT_OF(kinds) - BAR_WAYBAR);
        (void)snprintf(ret_why, BAR_WHY_MAX,
                       "there is no format \"%.40s\"%s%s%s: it is waybar, i3bar, tmux, or a "
                       "template such as \"{next} {in}\"",
                       text, near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
        return -EINVAL;
    }
    near = bar_unknown_field(text, &n);
    if (near) {
        (void)snprintf(ret_why, BAR_WHY_MAX,
                       "\"%.*s\" is no field; templates have {state}, {next}, {in}, {at}, {late}, "
                       "{waits}, {until}, {pain} and {presence}, and a brace itself is {{",
                       n < SHOWN_MAX ? (int)n : SHOWN_MAX, near);
        return -EINVAL;
    }
    *ret = (struct bar_form){.kind = BAR_PLAIN, .template = text};
    return 0;
}

/* ------------------------------------------------------------------ kinds of bars */

/* With the characters that mean something to a bar written as it wants them; NULL: no memory. */
static char *escape(const char *text, const char *special, const char *const *instead)
{
    char *escaped = NULL;
    size_t size;
    FILE *out = open_memstream(&escaped, &size);

    if (!out)
        return NULL;
    for (; *text; text++) {
        const char *found = strchr(special, *text);

        if (found)
            (void)fputs(instead[found - special], out);
        else
            (void)fputc(*text, out);
    }
    if (fclose(out) == 0)
        return escaped;
    free(escaped);
    return NULL;
}

static char *pango(const char *text)
{
    static const char *const instead[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    return escape(text, "&<>\"'", instead);
}

static char *tmux(const char *text)
{
    static const char *const instead[] = {"##"};
    return escape(text, "#", instead);
}

/* Every reminder, one a line, then the pain logged last. */
static char *tooltip(struct bar *b)
{
    const json_t *reminder, *pain = json_object_get(b->status, "last_pain");
    char place[PLACE_TEXT_MAX];
    AUTO_FREE char *raw = NULL;
    struct bar_next n;
    size_t size, i;
    FILE *out = open_memstream(&raw, &size);

    if (!out)
        return NULL;
    if (!b->status)
        (void)fputs("systemctl --user start kneadd", out);
    json_array_foreach(json_object_get(b->status, "reminders"), i, reminder)
    {
        if (!bar_read_reminder(b, reminder, &n))
            continue;
        print_clean(out, n.name);
        (void)fputs(n.waits ? " waits since " : n.stands_still ? " stands still" : " ", out);
        if (!n.stands_still)
            bar_print_soon(b, n.at, out);
        (void)fputc('\n', out);
    }
    if (json_is_object(pain)) {
        entry_place(pain, place);
        (void)fprintf(out, "pain %lld%s", (long long)member_int(pain, "level", 0),
                      *place ? ", " : "");
        print_clean(out, place);
    }
    if (fclose(out) != 0)
        return NULL;
    if (size > 0 && raw[size - 1] == '\n')
        raw[size - 1] = '\0';
    return pango(raw);
}

static json_t *waybar(struct bar *b, const char *text)
{
    AUTO_FREE char *escaped = pango(text), *tip = tooltip(b);
    int64_t done = b->next.every > 0 ? b->next.counted * 100 / b->next.every : 0;

    if (!escaped || !tip)
        return NULL;
    return json_pack("{s:s,s:s,s:s,s:[s,s*],s:I}", "text", escaped, "alt", bar_looks[b->state].name,
                     "tooltip", tip, "class", bar_looks[b->state].name, b->next.name, "percentage",
                     (json_int_t)(b->next.waits || done > 100 ? 100 : done));
}

static json_t *i3bar(struct bar *b, const char *text)
{
    AUTO_FREE char *brief = bar_fill(b, b->next.name ? bar_looks[b->state].brief : text);
    json_t *block;

    if (!brief)
        return NULL;
    block =
        json_pack("{s:s,s:s,s:s,s:s,s:b}", "name", "knead", "instance", bar_looks[b->state].name,
                  "full_text", text, "short_text", brief, "urgent", b->state == BAR_OVERDUE);
    if (block && bar_looks[b->state].colour)
        (void)json_object_set_new(block, "color", json_string(bar_looks[b->state].colour));
    return block;
}

static char *dumped(json_t *value)
{
    char *text = value ? json_dumps(value, JSON_COMPACT) : NULL;

    json_decref(value);
    return text;
}

char *bar_line(const struct bar_form *form, const json_t *status, int64_t ago, int64_t *ret_next)
{
    struct bar b;
    AUTO_FREE char *text = NULL;
    char *line = NULL;

    *ret_next = INT64_MAX;
    if (form->kind == BAR_JSON)
        return dumped(status ? json_incref((json_t *)status)
                             : json_pack("{s:s}", "state", bar_looks[BAR_NODAEMON].name));
    bar_read(status, ago, &b);
    text = bar_fill(&b, form->template                      ? form->template
                        : b.state == BAR_OK && !b.next.name ? NOTHING
                                                            : bar_looks[b.state].text);
    if (text)
        line = form->kind == BAR_WAYBAR  ? dumped(waybar(&b, text))
               : form->kind == BAR_I3BAR ? dumped(i3bar(&b, text))
               : form->kind == BAR_TMUX  ? tmux(text)
                                         : TAKE(text);
    *ret_next = b.changes;
    return line;
}
