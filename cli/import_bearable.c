/* Bearable's CSV, of which a log takes pain. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cli/import_rows.h"
#include "cli/local.h"
#include "common/scope.h"

enum { B_DATE, B_TIME, B_CATEGORY, B_RATING, B_DETAIL, B_NOTES, B_COLUMNS };
static const char *const bearable_names[B_COLUMNS] = {"date",          "time of day", "category",
                                                      "rating/amount", "detail",      "notes"};

static bool is_bearable(const char *head)
{
    return strstr(head, "time of day") && strstr(head, "rating/amount");
}

/* Where a symptom's words say that it is; the longer words first. */
static const struct {
    const char *word;
    enum region region;
} places[] = {
    {"lower back", REGION_LOWER_BACK},
    {"upper back", REGION_UPPER_BACK},
    {"back", REGION_NONE},
    {"neck", REGION_NECK},
    {"shoulder", REGION_SHOULDERS},
    {"wrist", REGION_WRISTS},
    {"hand", REGION_HANDS},
    {"arm", REGION_ARMS},
    {"hip", REGION_HIPS},
    {"leg", REGION_LEGS},
    {"eye", REGION_EYES},
    {"head", REGION_HEAD},
    {"migraine", REGION_HEAD},
};

/* How strong it was, which stays a word (CARE R59): that in brackets, or Bearable's number of one.
 */
static const struct {
    const char *number, *word;
    int category;
} strengths[] = {
    {"0", "none", CATEGORY_NONE},         {"1", "mild", CATEGORY_MILD},
    {"2", "moderate", CATEGORY_MODERATE}, {"3", "severe", CATEGORY_SEVERE},
    {"4", "unbearable", CATEGORY_SEVERE},
};

static int strength_of(const char *rating, const char *detail)
{
    const char *bracket = strrchr(detail, '(');

    for (size_t i = 0; i < COUNT_OF(strengths); i++)
        if ((bracket && strcasestr(bracket, strengths[i].word)) ||
            strcasestr(rating, strengths[i].word))
            return strengths[i].category;
    for (size_t i = 0; i < COUNT_OF(strengths); i++)
        if (rating[0] == strengths[i].number[0] &&
            (rating[1] == '\0' || strcmp(rating + 1, ".0") == 0))
            return strengths[i].category;
    return CATEGORY_UNSPECIFIED;
}

/* "am" and the like as an hour of the day. */
static const char *clock_of(const char *time)
{
    static const struct {
        const char *word, *clock;
    } hours[] = {{"pre", "06:00"}, {"am", "09:00"}, {"mid", "13:00"}, {"pm", "19:00"}};

    for (size_t i = 0; i < COUNT_OF(hours); i++)
        if (strcasecmp(time, hours[i].word) == 0)
            return hours[i].clock;
    return strlen(time) == 5 && time[2] == ':' ? time : "12:00";
}

static int set_when(struct entry *entry, const char *date, const char *time)
{
    const struct wall late = {WALL_END_US - 1};
    struct stamp stamp;
    char text[64];

    if (snprintf(text, sizeof text, "%s %s", date, clock_of(time)) >= (int)sizeof text ||
        strlen(date) != 10 || local_when(text, late, WHEN_PAST, &stamp) < 0)
        return -EINVAL;
    entry->at = stamp.at;
    entry->offset = stamp.offset;
    return 0;
}

static int take_bearable_header(struct rows *r, const struct csv_row *row)
{
    for (size_t c = 0; c < B_COLUMNS; c++) {
        r->columns[c] = row->n;
        for (size_t i = 0; i < row->n; i++)
            if (strcasecmp(row->fields[i], bearable_names[c]) == 0)
                r->columns[c] = i;
        if (r->columns[c] == row->n)
            return import_refuse(r->why, row->line, "there is no column %s", bearable_names[c]);
    }
    r->named = row->n;
    r->headed = true;
    return 0;
}

static bool is_pain(const char *category, const char *detail)
{
    return strcasestr(category, "symptom") &&
           (strcasestr(detail, "pain") || strcasestr(detail, "ache") ||
            strcasestr(detail, "migraine"));
}

static int take_bearable(void *userdata, const struct csv_row *row)
{
    struct rows *r = userdata;
    struct entry entry = import_entry(ENTRY_PAIN);
    const char *f[B_COLUMNS];

    if (!r->headed)
        return take_bearable_header(r, row);
    if (row->n != r->named)
        return import_refuse(r->why, row->line, "the row is cut short");
    for (size_t c = 0; c < B_COLUMNS; c++)
        f[c] = row->fields[r->columns[c]];
    if (!is_pain(f[B_CATEGORY], f[B_DETAIL])) {
        r->intake->passed++;
        return 0;
    }
    if (set_when(&entry, f[B_DATE], f[B_TIME]) < 0)
        return import_refuse(r->why, row->line, "\"%.40s\" is not a date like 2026-03-28",
                             f[B_DATE]);
    entry_set_number(&entry, FACT_CATEGORY, strength_of(f[B_RATING], f[B_DETAIL]));
    entry_set_number(&entry, FACT_SOURCE, SOURCE_BEARABLE);
    for (size_t i = 0; i < COUNT_OF(places); i++)
        if (strcasestr(f[B_DETAIL], places[i].word)) {
            entry.region = places[i].region;
            break;
        }
    (void)snprintf(entry.note, sizeof entry.note, "%s%s%s", f[B_DETAIL], *f[B_NOTES] ? ": " : "",
                   f[B_NOTES]);
    return rows_take(r, row, &entry);
}

static int bearable_begin(void **ret, struct intake *intake)
{
    return rows_begin(ret, intake, take_bearable);
}

const struct import_format import_bearable = {
    "Bearable's CSV", is_bearable, bearable_begin, rows_feed, rows_end, rows_free,
};
