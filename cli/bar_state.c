/* The state comes first, by the table below and in its order; then the text, from a template.
 * Whatever is put in that changes with time alone says when it does, so that nobody has to look in
 * between. */
#include "cli/bar_state.h"

#include <string.h>

#include "cli/bar.h"
#include "common/civil.h"
#include "common/scope.h"
#include "common/span.h"

#define SOON    (5 * USEC_PER_MIN) /* before a reminder */
#define OVERDUE (5 * USEC_PER_MIN) /* without an answer */
#define BLUE    "#3b82f6"
#define ORANGE  "#f59e0b"
#define RED     "#ef4444"
#define GREY    "#888888"

const struct bar_look bar_looks[BAR_COUNT] = {
    [BAR_NODAEMON] = {"nodaemon", "no kneadd", "no kneadd", GREY},
    [BAR_OFF] = {"off", "off", "off", GREY},
    [BAR_PAUSED] = {"paused", "paused until {until}", "paused", GREY},
    [BAR_OVERDUE] = {"overdue", "{next} waits {late}", "{next}", RED},
    [BAR_DUE] = {"due", "{next} now", "{next}", ORANGE},
    [BAR_DEFERRED] = {"deferred", "deferred", "deferred", NULL},
    [BAR_RESTING] = {"resting", "resting", "resting", NULL},
    [BAR_IDLE] = {"idle", "idle", "idle", NULL},
    [BAR_SOON] = {"soon", "{next} {in}", "{in}", BLUE},
    [BAR_OK] = {"ok", "{next} {in}", "{in}", NULL},
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
bool bar_read_reminder(const struct bar *b, const json_t *reminder, struct bar_next *ret)
{
    const char *presence = presence_of(b->status);
    bool still = is_away(presence) || strcmp(presence, "idle") == 0;
    bool waits = is_text(reminder, "state", "open");
    struct bar_next n = {
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

static bool sooner(const struct bar_next *a, const struct bar_next *b)
{
    if (a->waits != b->waits)
        return a->waits;
    return a->waits ? a->in > b->in : a->in < b->in;
}

static enum bar_state read_state(struct bar *b)
{
    const json_t *reminders = json_object_get(b->status, "reminders"), *reminder;
    const char *presence = presence_of(b->status);
    bool any = false;
    struct bar_next n;
    size_t i;

    json_array_foreach(reminders, i, reminder)
    {
        if (!json_is_true(json_object_get(reminder, "enabled")))
            continue;
        any = true;
        if (!bar_read_reminder(b, reminder, &n))
            continue;
        b->waiting += n.waits;
        if (!b->next.name || sooner(&n, &b->next))
            b->next = n;
    }
    if (!any)
        return BAR_OFF;
    if (member_text(b->status, "paused_until"))
        return BAR_PAUSED;
    if (b->next.waits) {
        changes_after(b, OVERDUE - b->next.in);
        return b->next.in >= OVERDUE ? BAR_OVERDUE : BAR_DUE;
    }
    if (json_is_true(json_object_get(b->status, "deferring")))
        return BAR_DEFERRED;
    if (is_away(presence))
        return BAR_RESTING;
    if (strcmp(presence, "idle") == 0)
        return BAR_IDLE;
    if (!b->next.name)
        return BAR_OK;
    changes_after(b, b->next.in - SOON);
    return b->next.in <= SOON ? BAR_SOON : BAR_OK;
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
void bar_print_soon(struct bar *b, struct stamp at, FILE *out)
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
        bar_print_soon(b, b->next.at, out);
}

static void print_until(struct bar *b, FILE *out)
{
    struct stamp until;

    if (stamp_parse(member_text(b->status, "paused_until"), &until))
        bar_print_soon(b, until, out);
}

static void print_state(struct bar *b, FILE *out)
{
    (void)fputs(bar_looks[b->state].name, out);
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
char *bar_fill(struct bar *b, const char *template)
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

const char *bar_unknown_field(const char *template, size_t *ret_n)
{
    size_t n;

    for (const char *at = template; (at = strchr(at, '{')); at += at[1] == '{' ? 2 : 1) {
        if (at[1] == '{' || field_at(at + 1, &n) >= 0)
            continue;
        *ret_n = n + (at[n + 1] == '}' ? 2 : 1);
        return at;
    }
    return NULL;
}

void bar_read(const json_t *status, int64_t ago, struct bar *ret)
{
    struct bar b = {.status = status, .ago = ago, .changes = INT64_MAX};

    if (status && stamp_parse(member_text(status, "now"), &b.now)) {
        b.now.at.us += ago;
        b.state = read_state(&b);
    }
    *ret = b;
}

const char *bar_state_name(size_t i)
{
    return i < BAR_COUNT ? bar_looks[i].name : NULL;
}

const char *bar_field_name(size_t i)
{
    return i < COUNT_OF(field_names) ? field_names[i] : NULL;
}
