/* How things stand in one line. The state comes first, by the table below and in its order; then
 * the text, from a template; then what the bar takes for markup is escaped. Whatever is put in that
 * changes with time alone says when it does, so that nobody has to look in between. */
#include "cli/bar.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/render.h"
#include "common/civil.h"
#include "common/scope.h"
#include "common/span.h"
#include "common/text.h"

#define SOON    (5 * USEC_PER_MIN) /* before a reminder */
#define OVERDUE (5 * USEC_PER_MIN) /* without an answer */
#define BLUE    "#3b82f6"
#define ORANGE  "#f59e0b"
#define RED     "#ef4444"
#define GREY    "#888888"

/* The first that applies. Their names are a promise: themes and scripts go by them. */
enum state {
    STATE_NODAEMON,
    STATE_OFF,
    STATE_PAUSED,
    STATE_OVERDUE,
    STATE_DUE,
    STATE_DEFERRED,
    STATE_RESTING,
    STATE_IDLE,
    STATE_SOON,
    STATE_OK,
};
static const struct {
    const char *name, *text, *brief;
    const char *colour; /* beside the text, never instead of it; NULL: the bar's own */
} looks[] = {
    [STATE_NODAEMON] = {"nodaemon", "no kneadd", "no kneadd", GREY},
    [STATE_OFF] = {"off", "off", "off", GREY},
    [STATE_PAUSED] = {"paused", "paused until {until}", "paused", GREY},
    [STATE_OVERDUE] = {"overdue", "{next} waits {late}", "{next}", RED},
    [STATE_DUE] = {"due", "{next} now", "{next}", ORANGE},
    [STATE_DEFERRED] = {"deferred", "deferred", "deferred", NULL},
    [STATE_RESTING] = {"resting", "resting", "resting", NULL},
    [STATE_IDLE] = {"idle", "idle", "idle", NULL},
    [STATE_SOON] = {"soon", "{next} {in}", "{in}", BLUE},
    [STATE_OK] = {"ok", "{next} {in}", "{in}", NULL},
};
#define NOTHING "nothing to come"

/* The reminder that a line is about: what has waited longest, else what comes next. */
struct next {
    const char *name; /* NULL: there is none */
    bool waits, stands_still;
    struct stamp at;
    int64_t in; /* microseconds until then; since then where it waits */
    int64_t counted, every;
};

struct bar {
    const json_t *status;
    int64_t ago;
    struct stamp now;
    enum state state;
    struct next next;
    int64_t waiting, changes;
};

static void changes_after(struct bar *b, int64_t us)
{
    if (us > 0 && us < b->changes)
        b->changes = us;
}

/* ------------------------------------------------------------------ how things stand */

static bool is_away(const char *presence)
{
    return strcmp(presence, "away") == 0 || strcmp(presence, "locked") == 0 ||
           strcmp(presence, "asleep") == 0;
}

static const char *presence_of(const json_t *status)
{
    const char *presence = member_text(status, "presence");
    return presence ? presence : "unknown";
}

static bool is_text(const json_t *object, const char *key, const char *text)
{
    const char *value = member_text(object, key);
    return value && strcmp(value, text) == 0;
}

/* False: it neither waits nor is to come. */
static bool read_reminder(const struct bar *b, const json_t *reminder, struct next *ret)
{
    const char *presence = presence_of(b->status);
    bool still = is_away(presence) || strcmp(presence, "idle") == 0;
    bool waits = is_text(reminder, "state", "open");
    struct next n = {
        .name = member_text(reminder, "name"),
        .waits = waits,
        .stands_still = still && !waits && is_text(reminder, "counts", "desk"),
        .counted = member_int(reminder, "counted", 0) * USEC_PER_SEC,
        .every = member_int(reminder, "every", 0) * USEC_PER_SEC,
    };

    if (!n.name || !stamp_parse(member_text(reminder, waits ? "due" : "next"), &n.at))
        return false;
    n.in = waits ? b->now.at.us - n.at.at.us : n.at.at.us - b->now.at.us;
    if (n.stands_still)
        n.in += b->ago;
    else
        n.counted += b->ago;
    *ret = n;
    return true;
}

static bool sooner(const struct next *a, const struct next *b)
{
    if (a->waits != b->waits)
        return a->waits;
    return a->waits ? a->in > b->in : a->in < b->in;
}

static enum state read_state(struct bar *b)
{
    const json_t *reminders = json_object_get(b->status, "reminders"), *reminder;
    const char *presence = presence_of(b->status);
    bool any = false;
    struct next n;
    size_t i;

    json_array_foreach(reminders, i, reminder)
    {
        if (!json_is_true(json_object_get(reminder, "enabled")))
            continue;
        any = true;
        if (!read_reminder(b, reminder, &n))
            continue;
        b->waiting += n.waits;
        if (!b->next.name || sooner(&n, &b->next))
            b->next = n;
    }
    if (!any)
        return STATE_OFF;
    if (member_text(b->status, "paused_until"))
        return STATE_PAUSED;
    if (b->next.waits) {
        changes_after(b, OVERDUE - b->next.in);
        return b->next.in >= OVERDUE ? STATE_OVERDUE : STATE_DUE;
    }
    if (json_is_true(json_object_get(b->status, "deferring")))
        return STATE_DEFERRED;
    if (is_away(presence))
        return STATE_RESTING;
    if (strcmp(presence, "idle") == 0)
        return STATE_IDLE;
    if (!b->next.name)
        return STATE_OK;
    changes_after(b, b->next.in - SOON);
    return b->next.in <= SOON ? STATE_SOON : STATE_OK;
}

/* ------------------------------------------------------------------ fields of templates */

/* In steps of a minute, or, over a day, of an hour. */
static int64_t step_of(int64_t us)
{
    return us > USEC_PER_DAY ? USEC_PER_HOUR : USEC_PER_MIN;
}

/* "12m" until nothing is left of the last minute, which is "now". */
static void print_in(struct bar *b, FILE *out)
{
    int64_t step = step_of(b->next.in), n = (b->next.in + step - 1) / step;
    char text[SPAN_TEXT_MAX];

    if (!b->next.name)
        return;
    if (b->next.waits || b->next.in <= 0) {
        (void)fputs("now", out);
        return;
    }
    span_print(n * step, text);
    (void)fputs(text, out);
    if (!b->next.stands_still)
        changes_after(b, b->next.in - (n - 1) * step);
}

static void print_late(struct bar *b, FILE *out)
{
    int64_t step = step_of(b->next.in), n = b->next.in / step;
    char text[SPAN_TEXT_MAX];

    if (!b->next.waits)
        return;
    changes_after(b, (n + 1) * step - b->next.in);
    span_print(n * step, text);
    (void)fputs(n > 0 ? text : "0m", out);
}

/* A time of day alone is one of today. */
static void print_soon(struct bar *b, struct stamp at, FILE *out)
{
    int64_t midnight = (stamp_day(b->now) + 1) * SECONDS_PER_DAY - b->now.offset;
    char text[STAMP_TEXT_MAX];

    stamp_soon(at, b->now, text);
    (void)fputs(text, out);
    changes_after(b, midnight * USEC_PER_SEC - b->now.at.us);
}

static void print_at(struct bar *b, FILE *out)
{
    if (b->next.name && !b->next.stands_still)
        print_soon(b, b->next.at, out);
}

static void print_until(struct bar *b, FILE *out)
{
    struct stamp until;

    if (stamp_parse(member_text(b->status, "paused_until"), &until))
        print_soon(b, until, out);
}

static void print_state(struct bar *b, FILE *out)
{
    (void)fputs(looks[b->state].name, out);
}

static void print_next(struct bar *b, FILE *out)
{
    (void)fputs(b->next.name ? b->next.name : "", out);
}

static void print_waits(struct bar *b, FILE *out)
{
    (void)fprintf(out, "%lld", (long long)b->waiting);
}

static void print_pain(struct bar *b, FILE *out)
{
    int64_t level = member_int(json_object_get(b->status, "last_pain"), "level", -1);

    if (level >= 0)
        (void)fprintf(out, "%lld", (long long)level);
}

static void print_presence(struct bar *b, FILE *out)
{
    (void)fputs(b->status ? presence_of(b->status) : "", out);
}

static const char *const field_names[] = {"state", "next",  "in",   "at",      "late",
                                          "waits", "until", "pain", "presence"};
static void (*const fields[])(struct bar *b, FILE *out) = {print_state, print_next, print_in,
                                                           print_at,    print_late, print_waits,
                                                           print_until, print_pain, print_presence};
_Static_assert(COUNT_OF(field_names) == COUNT_OF(fields), "a name for every field");
#define FIELD_MAX 20 /* of a name that is none, shown */

/* The field that begins at text, behind its brace, and how long its name is; -1: none. */
static int field_at(const char *text, size_t *ret_n)
{
    *ret_n = strcspn(text, "{}");
    for (size_t i = 0; text[*ret_n] == '}' && i < COUNT_OF(fields); i++)
        if (strlen(field_names[i]) == *ret_n && memcmp(text, field_names[i], *ret_n) == 0)
            return (int)i;
    return -1;
}

/* The template with its fields filled in, cleaned; NULL: no memory. */
static char *fill(struct bar *b, const char *template)
{
    AUTO_FREE char *raw = NULL;
    char *clean = NULL;
    size_t size, n;
    FILE *out = open_memstream(&raw, &size);

    if (!out)
        return NULL;
    for (const char *at = template; *at; at++) {
        int field = at[0] == '{' && at[1] != '{' ? field_at(at + 1, &n) : -1;

        if (field >= 0) {
            fields[field](b, out);
            at += n + 1;
        } else {
            (void)fputc(*at, out);
            at += (*at == '{' || *at == '}') && at[1] == *at;
        }
    }
    if (fclose(out) != 0 || !(out = open_memstream(&clean, &size)))
        return NULL;
    print_clean(out, raw);
    if (fclose(out) == 0)
        return clean;
    free(clean);
    return NULL;
}

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
    for (const char *at = text; (at = strchr(at, '{')); at += at[1] == '{' ? 2 : 1) {
        if (at[1] == '{' || field_at(at + 1, &n) >= 0)
            continue;
        n += at[n + 1] == '}' ? 2 : 1;
        (void)snprintf(ret_why, BAR_WHY_MAX,
                       "\"%.*s\" is no field; templates have {state}, {next}, {in}, {at}, {late}, "
                       "{waits}, {until}, {pain} and {presence}, and a brace itself is {{",
                       n < FIELD_MAX ? (int)n : FIELD_MAX, at);
        return -EINVAL;
    }
    *ret = (struct bar_form){.kind = BAR_PLAIN, .template = text};
    return 0;
}

const char *bar_state_name(size_t i)
{
    return i < COUNT_OF(looks) ? looks[i].name : NULL;
}

const char *bar_field_name(size_t i)
{
    return i < COUNT_OF(field_names) ? field_names[i] : NULL;
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
    struct next n;
    size_t size, i;
    FILE *out = open_memstream(&raw, &size);

    if (!out)
        return NULL;
    if (!b->status)
        (void)fputs("systemctl --user start kneadd", out);
    json_array_foreach(json_object_get(b->status, "reminders"), i, reminder)
    {
        if (!read_reminder(b, reminder, &n))
            continue;
        print_clean(out, n.name);
        (void)fputs(n.waits ? " waits since " : n.stands_still ? " stands still" : " ", out);
        if (!n.stands_still)
            print_soon(b, n.at, out);
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
    return json_pack("{s:s,s:s,s:s,s:[s,s*],s:I}", "text", escaped, "alt", looks[b->state].name,
                     "tooltip", tip, "class", looks[b->state].name, b->next.name, "percentage",
                     (json_int_t)(b->next.waits || done > 100 ? 100 : done));
}

static json_t *i3bar(struct bar *b, const char *text)
{
    AUTO_FREE char *brief = fill(b, b->next.name ? looks[b->state].brief : text);
    json_t *block;

    if (!brief)
        return NULL;
    block = json_pack("{s:s,s:s,s:s,s:s,s:b}", "name", "knead", "instance", looks[b->state].name,
                      "full_text", text, "short_text", brief, "urgent", b->state == STATE_OVERDUE);
    if (block && looks[b->state].colour)
        (void)json_object_set_new(block, "color", json_string(looks[b->state].colour));
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
    struct bar b = {.status = status, .ago = ago, .changes = INT64_MAX};
    AUTO_FREE char *text = NULL;
    char *line = NULL;

    *ret_next = INT64_MAX;
    if (form->kind == BAR_JSON)
        return dumped(status ? json_incref((json_t *)status)
                             : json_pack("{s:s}", "state", looks[STATE_NODAEMON].name));
    if (status && stamp_parse(member_text(status, "now"), &b.now)) {
        b.now.at.us += ago;
        b.state = read_state(&b);
    }
    text = fill(&b, form->template                        ? form->template
                    : b.state == STATE_OK && !b.next.name ? NOTHING
                                                          : looks[b.state].text);
    if (text)
        line = form->kind == BAR_WAYBAR  ? dumped(waybar(&b, text))
               : form->kind == BAR_I3BAR ? dumped(i3bar(&b, text))
               : form->kind == BAR_TMUX  ? tmux(text)
                                         : TAKE(text);
    *ret_next = b.changes;
    return line;
}
