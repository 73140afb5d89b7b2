/* Apple Health's export.xml: water, lower back pain, sleep; the rest is passed over. The only file
 * that includes expat.
 *
 * A pain's severity is a word and stays one (CARE R59). Sleep comes in pieces, from several devices
 * at once: pieces are joined, and a night, from noon to noon, is one entry of the minutes asleep.
 */
#include <errno.h>
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/import.h"
#include "common/civil.h"
#include "common/scope.h"
#include "common/span.h"
#include "common/when.h"

#define KEY_MAX 512
#define NOON    43200

struct piece {
    struct wall from, to;
    int32_t offset;
};

struct apple {
    struct intake *intake;
    XML_Parser parser;
    bool rooted; /* HealthData has come */
    size_t n, size;
    struct piece *pieces; /* of sleep */
    int result;
    char why[IMPORT_WHY_MAX];
};

/* What a Record says. */
struct record {
    const char *type, *source, *unit, *created, *start, *end, *value;
};

static int fail(struct apple *a, int result, const char *why)
{
    a->result = result;
    (void)import_refuse(a->why, (int64_t)XML_GetCurrentLineNumber(a->parser), "%s", why);
    (void)XML_StopParser(a->parser, XML_FALSE);
    return result;
}

/* "2024-08-11 21:34:30 -0700" */
static int time_of(const char *text, struct wall *ret, int32_t *ret_offset)
{
    size_t n = text ? strlen(text) : 0;
    char rfc3339[WHEN_TEXT_MAX];

    if (n != 25 || text[19] != ' ')
        return -EINVAL;
    (void)snprintf(rfc3339, sizeof rfc3339, "%.19s%.3s:%s", text, text + 20, text + 23);
    return when_parse_rfc3339(rfc3339, ret, ret_offset);
}

static int take(struct apple *a, const struct record *r, struct entry *entry)
{
    char key[KEY_MAX], why[ENTRY_WHY_MAX];
    int32_t offset;

    if (time_of(r->start, &entry->at, &entry->offset) < 0)
        return fail(a, -EINVAL, "a Record has no startDate such as 2024-08-11 21:34:30 -0700");
    if (time_of(r->created, &entry->said, &offset) < 0 || entry->said.us < entry->at.us)
        entry->said = entry->at;
    entry_set_number(entry, FACT_SOURCE, SOURCE_APPLE_HEALTH);
    (void)snprintf(key, sizeof key, "%s|%s|%s|%s|%s", r->type, r->start, r->end ? r->end : "",
                   r->value ? r->value : "", r->source ? r->source : "");
    if (a->intake->take(a->intake->userdata, entry, key, why) < 0)
        return fail(a, -EINVAL, why);
    return 0;
}

static int take_water(struct apple *a, const struct record *r)
{
    static const struct {
        const char *name;
        double ml;
    } units[] = {
        {"mL", 1},           {"L", 1000},           {"dL", 100},
        {"cL", 10},          {"fl_oz_us", 29.5735}, {"fl_oz_imp", 28.4131},
        {"cup_us", 236.588}, {"cup_imp", 284.131},
    };
    struct entry entry = import_entry(ENTRY_DRINK);
    char *end = NULL;
    double ml = r->value ? strtod(r->value, &end) : 0;

    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (r->unit && strcmp(r->unit, units[i].name) == 0 && end && *end == '\0') {
            ml = ml * units[i].ml + 0.5;
            if (!(ml >= 1 && ml < AMOUNT_MAX_ML + 1)) /* nor when it is no number at all */
                break;
            entry.ml = (int)ml;
            return take(a, r, &entry);
        }
    a->intake->passed++; /* no amount that anybody drinks */
    return 0;
}

static int take_pain(struct apple *a, const struct record *r)
{
    static const struct {
        const char *value;
        int category;
    } severities[] = {
        {"HKCategoryValueSeverityUnspecified", CATEGORY_UNSPECIFIED},
        {"HKCategoryValueSeverityNotPresent", CATEGORY_NONE},
        {"HKCategoryValueSeverityMild", CATEGORY_MILD},
        {"HKCategoryValueSeverityModerate", CATEGORY_MODERATE},
        {"HKCategoryValueSeveritySevere", CATEGORY_SEVERE},
    };
    struct entry entry = import_entry(ENTRY_PAIN);

    for (size_t i = 0; i < COUNT_OF(severities); i++)
        if (r->value && strcmp(r->value, severities[i].value) == 0) {
            entry_set_number(&entry, FACT_CATEGORY, severities[i].category);
            entry.region = REGION_LOWER_BACK;
            return take(a, r, &entry);
        }
    a->intake->passed++;
    return 0;
}

static int take_sleep(struct apple *a, const struct record *r)
{
    static const char asleep[] = "HKCategoryValueSleepAnalysisAsleep"; /* …Core, …Deep, …REM */
    struct piece piece;
    int32_t offset;

    if (!r->value || strncmp(r->value, asleep, sizeof asleep - 1) != 0) {
        a->intake->passed++; /* in bed, awake */
        return 0;
    }
    if (time_of(r->start, &piece.from, &offset) < 0 ||
        time_of(r->end, &piece.to, &piece.offset) < 0 || piece.to.us <= piece.from.us)
        return fail(a, -EINVAL, "a Record of sleep has no startDate before its endDate");
    if (a->n == a->size) {
        size_t size = a->size ? a->size * 2 : 256;
        struct piece *pieces = reallocarray(a->pieces, size, sizeof *pieces);

        if (!pieces)
            return fail(a, -ENOMEM, "there is not enough memory");
        a->pieces = pieces;
        a->size = size;
    }
    a->pieces[a->n++] = piece;
    return 0;
}

static const struct {
    const char *type;
    int (*take)(struct apple *a, const struct record *r);
} types[] = {
    {"HKQuantityTypeIdentifierDietaryWater", take_water},
    {"HKCategoryTypeIdentifierLowerBackPain", take_pain},
    {"HKCategoryTypeIdentifierSleepAnalysis", take_sleep},
};

static void on_start(void *userdata, const XML_Char *name, const XML_Char **attributes)
{
    struct apple *a = userdata;
    struct record r = {0};
    const struct {
        const char *name;
        const char **value;
    } wanted[] = {
        {"type", &r.type},       {"sourceName", &r.source},
        {"unit", &r.unit},       {"creationDate", &r.created},
        {"startDate", &r.start}, {"endDate", &r.end},
        {"value", &r.value},
    };

    if (!a->rooted && strcmp(name, "HealthData") != 0) {
        (void)fail(a, -EINVAL, "this is XML, but no export of Apple Health");
        return;
    }
    a->rooted = true;
    if (strcmp(name, "Record") != 0)
        return;
    for (; attributes[0]; attributes += 2)
        for (size_t i = 0; i < COUNT_OF(wanted); i++)
            if (strcmp(attributes[0], wanted[i].name) == 0)
                *wanted[i].value = attributes[1];
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (r.type && strcmp(r.type, types[i].type) == 0) {
            (void)types[i].take(a, &r);
            return;
        }
    a->intake->passed++;
}

/* ------------------------------------------------------------------ nights */

static int by_start(const void *x, const void *y)
{
    const struct piece *a = x, *b = y;

    return a->from.us < b->from.us ? -1 : a->from.us > b->from.us;
}

/* The day to which the night belongs that a piece ends in. */
static int64_t night_of(const struct piece *p)
{
    return (wall_seconds(p->to) + p->offset + NOON) / SECONDS_PER_DAY;
}

static int take_night(struct apple *a, int64_t asleep_us, const struct piece *last)
{
    struct entry entry = import_entry(ENTRY_SLEEP);
    char key[64], why[ENTRY_WHY_MAX];
    int64_t minutes = asleep_us / USEC_PER_MIN;

    if (minutes < 1)
        return 0;
    entry.at = entry.said = last->to;
    entry.offset = last->offset;
    entry_set_number(&entry, FACT_SLEEP_MIN, minutes > 1440 ? 1440 : (int)minutes);
    entry_set_number(&entry, FACT_SOURCE, SOURCE_APPLE_HEALTH);
    /* The night's own: a later export, which knows more of it, does not bring it once more. */
    (void)snprintf(key, sizeof key, "night|%lld", (long long)night_of(last));
    import_id((struct wall){night_of(last) * USEC_PER_DAY}, key, entry.id);
    return a->intake->take(a->intake->userdata, &entry, key, why) < 0 ? fail(a, -EINVAL, why) : 0;
}

/* Pieces that overlap count once. */
static int take_nights(struct apple *a)
{
    struct wall until = {0};
    int64_t asleep = 0;
    int r = 0;

    if (a->n > 1)
        qsort(a->pieces, a->n, sizeof *a->pieces, by_start);
    for (size_t i = 0; i < a->n && r == 0; i++) {
        const struct piece *p = &a->pieces[i];
        int64_t from = p->from.us > until.us ? p->from.us : until.us;

        if (p->to.us > from)
            asleep += p->to.us - from;
        if (p->to.us > until.us)
            until = p->to;
        if (i + 1 == a->n || night_of(&a->pieces[i + 1]) != night_of(p)) {
            r = take_night(a, asleep, p);
            asleep = 0;
        }
    }
    return r;
}

/* ------------------------------------------------------------------ the format */

static bool is_apple(const char *head)
{
    return head[strspn(head, "\xef\xbb\xbf \t\r\n")] == '<';
}

static void apple_free(void *state)
{
    struct apple *a = state;

    if (!a)
        return;
    XML_ParserFree(a->parser);
    free(a->pieces);
    free(a);
}

static int apple_begin(void **ret, struct intake *intake)
{
    struct apple *a = calloc(1, sizeof *a);

    if (!a || !(a->parser = XML_ParserCreate(NULL))) {
        free(a);
        return -ENOMEM;
    }
    a->intake = intake;
    XML_SetUserData(a->parser, a);
    XML_SetStartElementHandler(a->parser, on_start);
    *ret = a;
    return 0;
}

static int parse(struct apple *a, const char *bytes, size_t n, bool last,
                 char why[static IMPORT_WHY_MAX])
{
    if (XML_Parse(a->parser, bytes, (int)n, last) == XML_STATUS_OK)
        return 0;
    if (a->result < 0)
        (void)strcpy(why, a->why);
    else
        (void)import_refuse(why, (int64_t)XML_GetCurrentLineNumber(a->parser),
                            "the file is cut short or damaged: %s",
                            XML_ErrorString(XML_GetErrorCode(a->parser)));
    return a->result < 0 ? a->result : -EINVAL;
}

static int apple_feed(void *state, const char *bytes, size_t n, char why[static IMPORT_WHY_MAX])
{
    return parse(state, bytes, n, false, why);
}

static int apple_end(void *state, char why[static IMPORT_WHY_MAX])
{
    struct apple *a = state;
    int r = parse(a, "", 0, true, why);

    if (r == 0 && (r = take_nights(a)) < 0)
        (void)strcpy(why, a->why);
    return r;
}

const struct import_format import_apple = {
    "Apple Health's export.xml", is_apple, apple_begin, apple_feed, apple_end, apple_free,
};
