/* The formats of lines: knead's own CSV and JSON, and Bearable's CSV. */
#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/columns.h"
#include "cli/csv.h"
#include "cli/import.h"
#include "cli/local.h"
#include "common/scope.h"

#define LINE_MAX_BYTES (64 * 1024)
#define KEY_MAX        512

/* What all of them are while they are read. */
struct reader {
    struct intake *intake;
    struct csv csv;
    bool headed;             /* the row of names has come */
    size_t columns_n, named; /* fields of that row */
    size_t columns[CSV_FIELDS_MAX];
    char *line; /* of JSON: the one that is read */
    size_t used;
    int64_t line_number;
    char why[IMPORT_WHY_MAX];
};

static void reader_free(void *state)
{
    struct reader *r = state;

    if (!r)
        return;
    csv_done(&r->csv);
    free(r->line);
    free(r);
}

static int csv_begin(void **ret, struct intake *intake,
                     int (*each)(void *userdata, const struct csv_row *row))
{
    struct reader *r = calloc(1, sizeof *r);

    if (!r)
        return -ENOMEM;
    r->intake = intake;
    if (csv_init(&r->csv, each, r) < 0) {
        free(r);
        return -ENOMEM;
    }
    *ret = r;
    return 0;
}

/* What reading gave, in words where each row's own are not there. */
static int told(struct reader *r, int result, char why[static IMPORT_WHY_MAX])
{
    if (result == 0)
        return 0;
    if (r->why[0] != '\0')
        (void)strcpy(why, r->why);
    else if (result == -EMSGSIZE)
        (void)import_refuse(why, r->csv.line, "the row is longer than any row of a log");
    else
        (void)import_refuse(why, r->csv.line,
                            "a quote stands where none may be, or is never closed");
    return result;
}

static int csv_take(void *state, const char *bytes, size_t n, char why[static IMPORT_WHY_MAX])
{
    struct reader *r = state;

    return told(r, csv_feed(&r->csv, bytes, n), why);
}

static int csv_finish(void *state, char why[static IMPORT_WHY_MAX])
{
    struct reader *r = state;

    return told(r, csv_end(&r->csv), why);
}

/* The fields of a row as one text, by which it is known again. */
static void key_of(const struct csv_row *row, char ret[static KEY_MAX])
{
    size_t used = 0;

    ret[0] = '\0';
    for (size_t i = 0; i < row->n && used < KEY_MAX; i++)
        used += (size_t)snprintf(ret + used, KEY_MAX - used, "%s,", row->fields[i]);
}

/* ------------------------------------------------------------------ knead's own CSV */

static bool is_own_csv(const char *head)
{
    const char *end = strpbrk(head, "\r\n");
    size_t n = end ? (size_t)(end - head) : strlen(head);
    const char *kind = strstr(head, "entry_type"), *at = strstr(head, "datetime");

    return kind && at && kind < head + n && at < head + n;
}

static int take_header(struct reader *r, const struct csv_row *row)
{
    for (size_t i = 0; i < row->n; i++) {
        r->columns[i] = column_find(row->fields[i]);
        for (size_t k = 0; k < i; k++)
            if (r->columns[i] < columns_n && r->columns[k] == r->columns[i])
                return import_refuse(r->why, row->line, "the column %s comes twice",
                                     row->fields[i]);
    }
    r->named = row->n;
    r->headed = true;
    return 0;
}

/* The field of a column, "" where the file does not have it. */
static const char *field_of(const struct reader *r, const struct csv_row *row, size_t column)
{
    for (size_t i = 0; i < row->n; i++)
        if (r->columns[i] == column)
            return row->fields[i];
    return "";
}

static int take_own(void *userdata, const struct csv_row *row)
{
    struct reader *r = userdata;
    struct entry entry = import_entry(ENTRY_PAIN);
    char why[ENTRY_WHY_MAX], key[KEY_MAX];

    if (!r->headed)
        return take_header(r, row);
    if (row->n != r->named || !row->ended) /* export ends every row; a cut one cannot be told */
        return import_refuse(r->why, row->line, "the row is cut short");
    if (field_of(r, row, column_kind())[0] == '\0' ||
        field_of(r, row, column_find("datetime"))[0] == '\0')
        return import_refuse(r->why, row->line, "the row has no entry_type or no datetime");
    if (strcmp(field_of(r, row, column_kind()), COLUMNS_REMINDER) == 0) {
        r->intake->passed++;
        return 0;
    }
    if (column_set(&entry, column_kind(), field_of(r, row, column_kind()), why) < 0)
        return import_refuse(r->why, row->line, "%s", why);
    for (size_t i = 0; i < row->n; i++)
        if (r->columns[i] < columns_n && r->columns[i] != column_kind() &&
            column_set(&entry, r->columns[i], row->fields[i], why) < 0)
            return import_refuse(r->why, row->line, "%s", why);
    key_of(row, key);
    if (r->intake->take(r->intake->userdata, &entry, key, why) < 0)
        return import_refuse(r->why, row->line, "%s", why);
    return 0;
}

static int own_begin(void **ret, struct intake *intake)
{
    return csv_begin(ret, intake, take_own);
}

const struct import_format import_own_csv = {
    "a CSV of knead export", is_own_csv, own_begin, csv_take, csv_finish, reader_free,
};

/* ------------------------------------------------------------------ knead's own JSON */

static bool is_json(const char *head)
{
    return head[0] == '{';
}

static bool is_outcome(const json_t *object)
{
    const char *kind = json_string_value(json_object_get(object, "kind"));

    return kind && strcmp(kind, COLUMNS_REMINDER) == 0;
}

static int take_line(struct reader *r, char why[static IMPORT_WHY_MAX])
{
    json_auto_t *object = json_loadb(r->line, r->used, JSON_REJECT_DUPLICATES, NULL);
    struct entry entry = import_entry(ENTRY_PAIN);
    char reason[ENTRY_WHY_MAX];

    if (!object)
        return import_refuse(why, r->line_number, "the line is cut short, or no JSON");
    if (is_outcome(object)) {
        r->intake->passed++;
        r->used = 0;
        return 0;
    }
    if (columns_from_json(object, &entry, reason) < 0)
        return import_refuse(why, r->line_number, "%s", reason);
    if (entry.id[0] == '\0' || entry.at.us < 0)
        return import_refuse(why, r->line_number, "the entry has no id or no time");
    if (r->intake->take(r->intake->userdata, &entry, "", reason) < 0)
        return import_refuse(why, r->line_number, "%s", reason);
    r->used = 0;
    return 0;
}

static int json_take(void *state, const char *bytes, size_t n, char why[static IMPORT_WHY_MAX])
{
    struct reader *r = state;

    for (size_t i = 0; i < n; i++) {
        int result = 0;

        if (bytes[i] != '\n') {
            if (r->used == LINE_MAX_BYTES)
                return import_refuse(why, r->line_number, "the line is longer than any entry");
            r->line[r->used++] = bytes[i];
            continue;
        }
        if (r->used > 0)
            result = take_line(r, why);
        if (result < 0)
            return result;
        r->line_number++;
    }
    return 0;
}

static int json_finish(void *state, char why[static IMPORT_WHY_MAX])
{
    struct reader *r = state;

    return r->used > 0 ? take_line(r, why) : 0;
}

static int json_begin(void **ret, struct intake *intake)
{
    struct reader *r = calloc(1, sizeof *r);

    if (!r || !(r->line = malloc(LINE_MAX_BYTES))) {
        free(r);
        return -ENOMEM;
    }
    r->intake = intake;
    r->line_number = 1;
    *ret = r;
    return 0;
}

const struct import_format import_json = {
    "JSON of knead export", is_json, json_begin, json_take, json_finish, reader_free,
};

/* ------------------------------------------------------------------ Bearable */

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

static int take_bearable_header(struct reader *r, const struct csv_row *row)
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
    struct reader *r = userdata;
    struct entry entry = import_entry(ENTRY_PAIN);
    const char *f[B_COLUMNS];
    char why[ENTRY_WHY_MAX], key[KEY_MAX];

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
    key_of(row, key);
    if (r->intake->take(r->intake->userdata, &entry, key, why) < 0)
        return import_refuse(r->why, row->line, "%s", why);
    return 0;
}

static int bearable_begin(void **ret, struct intake *intake)
{
    return csv_begin(ret, intake, take_bearable);
}

const struct import_format import_bearable = {
    "Bearable's CSV", is_bearable, bearable_begin, csv_take, csv_finish, reader_free,
};
