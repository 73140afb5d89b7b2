/* Entries as they come in over the socket: members by two tables, that of what every entry has and
 * that of the facts. Values are refused in the entry's own words. */
#include "daemon/control/draft.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/scope.h"
#include "common/text.h"
#include "daemon/control/parameters.h"

/* A value, of the right type already, as the text that people would have typed for it. */
#define TEXT_MAX 24

static int refuse(struct call *call, const char *name, const char *value, const char *why)
{
    return call_refuse(call, FAULT_INVALID_VALUE, name, value, "%s", why);
}

static int set_id(struct call *call, struct entry *entry, const char *text)
{
    return call_id(call, "id", text, entry->id);
}

static int set_kind(struct call *call, struct entry *entry, const char *text)
{
    return call_kind(call, text, &entry->kind);
}

static int set_at(struct call *call, struct entry *entry, const char *text)
{
    return call_time(call, "at", text, &entry->at, &entry->offset);
}

static int set_said(struct call *call, struct entry *entry, const char *text)
{
    int32_t offset;

    return call_time(call, "said", text, &entry->said, &offset);
}

static int set_place(struct call *call, const char *name, struct entry *entry, const char *text)
{
    char why[ENTRY_WHY_MAX];

    if (entry_set(entry, name, text, why) == 0)
        return 0;
    return call_refuse(call, FAULT_UNKNOWN_NAME, name, text, "%s", why);
}

static int set_region(struct call *call, struct entry *entry, const char *text)
{
    return set_place(call, "region", entry, text);
}

static int set_side(struct call *call, struct entry *entry, const char *text)
{
    return set_place(call, "side", entry, text);
}

static int set_member(struct call *call, const char *name, struct entry *entry, const char *text)
{
    char why[ENTRY_WHY_MAX];

    return entry_set(entry, name, text, why) == 0 ? 0 : refuse(call, name, text, why);
}

static int set_level(struct call *call, struct entry *entry, const char *text)
{
    return set_member(call, "level", entry, text);
}

static int set_ml(struct call *call, struct entry *entry, const char *text)
{
    char why[ENTRY_WHY_MAX];

    return entry_set(entry, "amount", text, why) == 0 ? 0 : refuse(call, "ml", text, why);
}

static int set_note(struct call *call, struct entry *entry, const char *text)
{
    return set_member(call, "note", entry, text);
}

/* In the order in which they are set. */
static const struct {
    struct draft_member form;
    int (*set)(struct call *call, struct entry *entry, const char *text);
} members[] = {
    {{"id", "?string"}, set_id},
    {{"at", "?string"}, set_at},
    {{"kind", "string"}, set_kind},
    {{"level", "?int"}, set_level},
    {{"region", "?string"}, set_region},
    {{"side", "?string"}, set_side},
    {{"ml", "?int"}, set_ml},
    {{"note", "?string"}, set_note},
    {{"said", "?string"}, set_said},
};

const struct draft_member *draft_member(size_t i)
{
    return i < COUNT_OF(members) ? &members[i].form : NULL;
}

const char *draft_type(enum fact fact)
{
    static const char *const types[] = {
        [FACT_IS_NUMBER] = "?int",  [FACT_IS_WORD] = "?string",  [FACT_IS_FLAG] = "?bool",
        [FACT_IS_TEXT] = "?string", [FACT_IS_WORDS] = "?string", [FACT_IS_TAGS] = "?string",
    };

    return types[fact_form(fact)->type];
}

static const char *text_of(const json_t *value, char number[static TEXT_MAX])
{
    if (json_is_string(value))
        return json_string_value(value);
    if (json_is_boolean(value))
        return json_is_true(value) ? "yes" : "no";
    (void)snprintf(number, TEXT_MAX, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    return number;
}

/* 1 after saying so when a value has the wrong type; else 0 with its text, NULL where there is
 * none.
 */
static int take(struct call *call, const json_t *object, const char *name, const char *type,
                char number[static TEXT_MAX], size_t *known, const char **ret)
{
    const json_t *value = json_object_get(object, name);

    *ret = NULL;
    *known += value != NULL;
    if (!parameter_fits(value, type))
        return call_wrong(call, name) < 0 ? -ENOMEM : 1;
    if (value && !json_is_null(value))
        *ret = text_of(value, number);
    return 0;
}

static int parse(struct call *call, const json_t *object, struct entry *entry, size_t *known)
{
    char number[TEXT_MAX], why[ENTRY_WHY_MAX];
    const char *text;
    int r = 0;

    for (size_t i = 0; i < COUNT_OF(members) && r == 0; i++) {
        const struct draft_member *form = &members[i].form;

        r = take(call, object, form->name, form->type, number, known, &text);
        if (r == 0 && text)
            r = members[i].set(call, entry, text);
    }
    for (enum fact f = 0; f < FACT_COUNT && r == 0; f++) {
        const char *name = fact_form(f)->name;

        r = take(call, object, name, draft_type(f), number, known, &text);
        if (r == 0 && text && entry_set_fact(entry, f, text, why) < 0)
            r = refuse(call, name, text, why);
    }
    return r;
}

/* A member that no table has. */
static int unknown_member(struct call *call, const json_t *object)
{
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)object, name, value)
    {
        size_t i = 0;

        while (i < COUNT_OF(members) && strcmp(members[i].form.name, name) != 0)
            i++;
        if (i < COUNT_OF(members))
            continue;
        i = 0;
        while (i < FACT_COUNT && strcmp(fact_form((enum fact)i)->name, name) != 0)
            i++;
        if (i == FACT_COUNT)
            break;
    }
    return call_wrong(call, name) < 0 ? -ENOMEM : 1;
}

int draft_parse(struct call *call, const json_t *object, struct entry *ret)
{
    struct daemon *daemon = call->varlink->daemon;
    struct entry entry = {.level = -1, .ml = -1, .at = daemon_now(daemon).wall};
    size_t known = 0;
    int r;

    entry.offset = zone_offset(daemon_zone(daemon), wall_seconds(entry.at));
    r = parse(call, object, &entry, &known);
    if (r == 0 && known < json_object_size(object))
        r = unknown_member(call, object);
    if (r == 0)
        *ret = entry;
    return r;
}
