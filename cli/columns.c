/* The log as rows of a table. A level stands in the column of its kind, so that no spreadsheet adds
 * up pain and sleep; what is unknown is an empty field, never a zero. */
#include "cli/columns.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/render.h"
#include "common/scope.h"
#include "common/when.h"

#define ONE_MOMENT (-1) /* in a measure's place */

static const struct column {
    const char *name;
    enum { AT, DATE, KIND, LEVEL, MEMBER, FACT, SAID, ID, OUTCOME } type;
    int which;          /* LEVEL: its kind; FACT: which */
    int measure;        /* LEVEL of a pain */
    const char *member; /* MEMBER: as entry_set() has it; else the member of an Entry */
} columns[] = {
    {"datetime", AT, 0, 0, "at"},
    {"date", DATE, 0, 0, "at"},
    {"entry_type", KIND, 0, 0, "kind"},
    {"region", MEMBER, 0, 0, "region"},
    {"side", MEMBER, 0, 0, "side"},
    {"pain_avg", LEVEL, ENTRY_PAIN, MEASURE_AVERAGE, "level"},
    {"pain_now", LEVEL, ENTRY_PAIN, ONE_MOMENT, "level"},
    {"pain_worst", LEVEL, ENTRY_PAIN, MEASURE_WORST, "level"},
    {"quality", FACT, FACT_QUALITY, 0, NULL},
    {"refers_to", FACT, FACT_REFERS_TO, 0, NULL},
    {"activity_stopped", FACT, FACT_ACTIVITY_STOPPED, 0, NULL},
    {"stiffness", LEVEL, ENTRY_STIFFNESS, ONE_MOMENT, "level"},
    {"stress", LEVEL, ENTRY_STRESS, ONE_MOMENT, "level"},
    {"sleep_quality", LEVEL, ENTRY_SLEEP, ONE_MOMENT, "level"},
    {"sleep_latency_min", FACT, FACT_SLEEP_LATENCY_MIN, 0, NULL},
    {"awakenings", FACT, FACT_AWAKENINGS, 0, NULL},
    {"rom_floor_cm", FACT, FACT_ROM_FLOOR_CM, 0, NULL},
    {"rom_left_cm", FACT, FACT_ROM_LEFT_CM, 0, NULL},
    {"rom_right_cm", FACT, FACT_ROM_RIGHT_CM, 0, NULL},
    {"water_ml", MEMBER, 0, 0, "ml"},
    {"reminder_id", OUTCOME, 0, 0, "reminder"},
    {"outcome", OUTCOME, 0, 0, "outcome"},
    {"session_type", FACT, FACT_SESSION_TYPE, 0, NULL},
    {"session_min", FACT, FACT_SESSION_MIN, 0, NULL},
    {"therapist", FACT, FACT_THERAPIST, 0, NULL},
    {"pressure", FACT, FACT_PRESSURE, 0, NULL},
    {"pain_before", FACT, FACT_PAIN_BEFORE, 0, NULL},
    {"pain_after", FACT, FACT_PAIN_AFTER, 0, NULL},
    {"soreness", LEVEL, ENTRY_SORENESS, ONE_MOMENT, "level"},
    {"tags", FACT, FACT_TRIGGER, 0, NULL},
    {"note", MEMBER, 0, 0, "note"},
    {"peg_pain", FACT, FACT_PEG_PAIN, 0, NULL},
    {"peg_enjoyment", FACT, FACT_PEG_ENJOYMENT, 0, NULL},
    {"peg_activity", FACT, FACT_PEG_ACTIVITY, 0, NULL},
    {"sleep_min", FACT, FACT_SLEEP_MIN, 0, NULL},
    {"sharp", FACT, FACT_SHARP, 0, NULL},
    {"homework", FACT, FACT_HOMEWORK, 0, NULL},
    {"regions", FACT, FACT_REGIONS, 0, NULL},
    {"next_date", FACT, FACT_NEXT_DATE, 0, NULL},
    {"state", FACT, FACT_STATE, 0, NULL},
    {"hold", FACT, FACT_HOLD, 0, NULL},
    {"signs", FACT, FACT_SIGNS, 0, NULL},
    {"no_signs", FACT, FACT_NO_SIGNS, 0, NULL},
    {"cleared", FACT, FACT_CLEARED, 0, NULL},
    {"field", FACT, FACT_FIELD, 0, NULL},
    {"tier", LEVEL, ENTRY_TIER, ONE_MOMENT, "level"},
    {"category", FACT, FACT_CATEGORY, 0, NULL},
    {"source", FACT, FACT_SOURCE, 0, NULL},
    {"worse_at", FACT, FACT_WORSE_AT, 0, NULL},
    {"eased_by_rest", FACT, FACT_EASED_BY_REST, 0, NULL},
    {"contributors", FACT, FACT_CONTRIBUTORS, 0, NULL},
    {"treatments", FACT, FACT_TREATMENTS, 0, NULL},
    {"mood", LEVEL, ENTRY_MOOD, ONE_MOMENT, "level"},
    {"posture", LEVEL, ENTRY_POSTURE, ONE_MOMENT, "level"},
    {"rom_back_comfortable", FACT, FACT_ROM_BACK_COMFORTABLE, 0, NULL},
    {"disliked", FACT, FACT_DISLIKED, 0, NULL},
    {"said", SAID, 0, 0, "said"},
    {"id", ID, 0, 0, "id"},
};
const size_t columns_n = COUNT_OF(columns);

const char *column_name(size_t i)
{
    return columns[i].name;
}

size_t column_find(const char *name)
{
    size_t i = 0;

    while (i < columns_n && strcmp(columns[i].name, name) != 0)
        i++;
    return i;
}

size_t column_kind(void)
{
    return column_find("entry_type");
}

/* ------------------------------------------------------------------ out */

/* A member's value as text. */
static void value_text(const json_t *value, char ret[static COLUMN_TEXT_MAX])
{
    ret[0] = '\0';
    if (json_is_string(value))
        (void)snprintf(ret, COLUMN_TEXT_MAX, "%s", json_string_value(value));
    else if (json_is_integer(value))
        (void)snprintf(ret, COLUMN_TEXT_MAX, "%lld", (long long)json_integer_value(value));
    else if (json_is_boolean(value))
        (void)snprintf(ret, COLUMN_TEXT_MAX, "%s", json_is_true(value) ? "yes" : "no");
}

/* Whether an entry's level belongs in this column. */
static bool has_level(const json_t *entry, const struct column *c)
{
    const char *kind = member_text(entry, "kind"), *measure = member_text(entry, "measure");
    struct entry e = {.level = -1};
    char why[ENTRY_WHY_MAX];

    if (!kind || strcmp(kind, entry_kind_name((enum entry_kind)c->which)) != 0)
        return false;
    if (measure && entry_set_fact(&e, FACT_MEASURE, measure, why) < 0)
        return false;
    return entry_number(&e, FACT_MEASURE) == c->measure;
}

void column_write(const json_t *entry, size_t i, char ret[static COLUMN_TEXT_MAX])
{
    const struct column *c = &columns[i];
    const char *member = c->type == FACT ? fact_form((enum fact)c->which)->name : c->member;

    value_text(json_object_get(entry, member), ret);
    if (c->type == DATE)
        ret[strcspn(ret, "T")] = '\0';
    else if (c->type == LEVEL && !has_level(entry, c))
        ret[0] = '\0';
}

/* ------------------------------------------------------------------ in */

static int set_time(const char *name, const char *text, struct wall *ret, int32_t *ret_offset,
                    char why[static ENTRY_WHY_MAX])
{
    if (when_parse_rfc3339(text, ret, ret_offset) == 0)
        return 0;
    (void)snprintf(why, ENTRY_WHY_MAX,
                   "%s: \"%.40s\" is not a time with its offset, such as 2026-03-28T07:15:00+01:00",
                   name, text);
    return -EINVAL;
}

static int set_level(struct entry *entry, const struct column *c, const char *text,
                     char why[static ENTRY_WHY_MAX])
{
    if (entry->kind != (enum entry_kind)c->which) {
        (void)snprintf(why, ENTRY_WHY_MAX, "%s does not belong to %s", c->name,
                       entry_kind_name(entry->kind));
        return -EINVAL;
    }
    if (entry->level >= 0) {
        (void)snprintf(why, ENTRY_WHY_MAX, "a row has one of pain_avg, pain_now and pain_worst");
        return -EINVAL;
    }
    entry_set_number(entry, FACT_MEASURE, c->measure);
    return kind_level_parse(entry->kind, text, &entry->level, why) < 0 ? -EINVAL : 0;
}

static int set_id(struct entry *entry, const char *text, char why[static ENTRY_WHY_MAX])
{
    if (!uuid7_valid(text)) {
        (void)snprintf(why, ENTRY_WHY_MAX, "id: \"%.40s\" is no UUID of version 7", text);
        return -EINVAL;
    }
    (void)strcpy(entry->id, text);
    return 0;
}

int column_set(struct entry *entry, size_t i, const char *text, char ret_why[static ENTRY_WHY_MAX])
{
    const struct column *c = &columns[i];
    int32_t offset;

    if (*text == '\0')
        return 0;
    switch (c->type) {
    case AT:
        return set_time(c->name, text, &entry->at, &entry->offset, ret_why);
    case SAID:
        return set_time(c->name, text, &entry->said, &offset, ret_why);
    case KIND:
        return kind_parse(text, &entry->kind, ret_why) < 0 ? -EINVAL : 0;
    case LEVEL:
        return set_level(entry, c, text, ret_why);
    case FACT:
        return entry_set_fact(entry, (enum fact)c->which, text, ret_why);
    case ID:
        return set_id(entry, text, ret_why);
    case MEMBER:
        return entry_set(entry, c->member, text, ret_why) < 0 ? -EINVAL : 0;
    case DATE:    /* of the datetime, which alone counts */
    case OUTCOME: /* goes out only */
        return 0;
    }
    return 0;
}

/* One member of an Entry. 0, -ENOENT: it is none that import takes, or -EINVAL with why. */
static int set_member(struct entry *entry, const char *name, const char *text,
                      char why[static ENTRY_WHY_MAX])
{
    static const char *const derived[] = {"late", "edited"};

    for (size_t i = 0; i < COUNT_OF(derived); i++)
        if (strcmp(name, derived[i]) == 0)
            return 0;
    for (size_t i = 0; i < columns_n; i++)
        if (columns[i].member && columns[i].type != LEVEL && columns[i].type != DATE &&
            strcmp(columns[i].member, name) == 0)
            return column_set(entry, i, text, why);
    return *text == '\0' ? 0 : entry_set(entry, name, text, why);
}

int columns_from_json(const json_t *object, struct entry *ret, char ret_why[static ENTRY_WHY_MAX])
{
    char text[COLUMN_TEXT_MAX];
    const char *name;
    json_t *value;

    if (!json_is_object(object) || !member_text(object, "kind")) {
        (void)snprintf(ret_why, ENTRY_WHY_MAX, "it is no entry");
        return -EINVAL;
    }
    json_object_foreach((json_t *)object, name, value)
    {
        if (json_string_length(value) >= sizeof text || json_is_real(value) ||
            json_is_object(value) || json_is_array(value)) {
            (void)snprintf(ret_why, ENTRY_WHY_MAX, "%.40s has no such value", name);
            return -EINVAL;
        }
        value_text(value, text);
        if (set_member(ret, name, text, ret_why) < 0)
            return -EINVAL;
    }
    return 0;
}
