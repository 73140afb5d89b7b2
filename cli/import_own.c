/* What knead export wrote: its CSV and its JSON. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli/columns.h"
#include "cli/import_rows.h"

#define LINE_MAX_BYTES (64 * 1024)

/* ------------------------------------------------------------------ knead's own CSV */

static bool is_own_csv(const char *head)
{
    const char *end = strpbrk(head, "\r\n");
    size_t n = end ? (size_t)(end - head) : strlen(head);
    const char *kind = strstr(head, "entry_type"), *at = strstr(head, "datetime");

    return kind && at && kind < head + n && at < head + n;
}

static int take_header(struct rows *r, const struct csv_row *row)
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
static const char *field_of(const struct rows *r, const struct csv_row *row, size_t column)
{
    for (size_t i = 0; i < row->n; i++)
        if (r->columns[i] == column)
            return row->fields[i];
    return "";
}

static int take_own(void *userdata, const struct csv_row *row)
{
    struct rows *r = userdata;
    struct entry entry = import_entry(ENTRY_PAIN);
    char why[ENTRY_WHY_MAX];

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
    return rows_take(r, row, &entry);
}

static int own_begin(void **ret, struct intake *intake)
{
    return rows_begin(ret, intake, take_own);
}

const struct import_format import_own_csv = {
    "a CSV of knead export", is_own_csv, own_begin, rows_feed, rows_end, rows_free,
};

/* ------------------------------------------------------------------ knead's own JSON */

struct lines {
    struct intake *intake;
    char *line; /* the one that is read */
    size_t used;
    int64_t number;
};

static bool is_json(const char *head)
{
    return head[0] == '{';
}

static bool is_outcome(const json_t *object)
{
    const char *kind = json_string_value(json_object_get(object, "kind"));

    return kind && strcmp(kind, COLUMNS_REMINDER) == 0;
}

static int take_line(struct lines *r, char why[static IMPORT_WHY_MAX])
{
    json_auto_t *object = json_loadb(r->line, r->used, JSON_REJECT_DUPLICATES, NULL);
    struct entry entry = import_entry(ENTRY_PAIN);
    char reason[ENTRY_WHY_MAX];

    if (!object)
        return import_refuse(why, r->number, "the line is cut short, or no JSON");
    if (is_outcome(object)) {
        r->intake->passed++;
        r->used = 0;
        return 0;
    }
    if (columns_from_json(object, &entry, reason) < 0)
        return import_refuse(why, r->number, "%s", reason);
    if (entry.id[0] == '\0' || entry.at.us < 0)
        return import_refuse(why, r->number, "the entry has no id or no time");
    if (r->intake->take(r->intake->userdata, &entry, "", reason) < 0)
        return import_refuse(why, r->number, "%s", reason);
    r->used = 0;
    return 0;
}

static int json_take(void *state, const char *bytes, size_t n, char why[static IMPORT_WHY_MAX])
{
    struct lines *r = state;

    for (size_t i = 0; i < n; i++) {
        int result = 0;

        if (bytes[i] != '\n') {
            if (r->used == LINE_MAX_BYTES)
                return import_refuse(why, r->number, "the line is longer than any entry");
            r->line[r->used++] = bytes[i];
            continue;
        }
        if (r->used > 0)
            result = take_line(r, why);
        if (result < 0)
            return result;
        r->number++;
    }
    return 0;
}

static int json_finish(void *state, char why[static IMPORT_WHY_MAX])
{
    struct lines *r = state;

    return r->used > 0 ? take_line(r, why) : 0;
}

static void json_free(void *state)
{
    struct lines *r = state;

    if (r)
        free(r->line);
    free(r);
}

static int json_begin(void **ret, struct intake *intake)
{
    struct lines *r = calloc(1, sizeof *r);

    if (!r || !(r->line = malloc(LINE_MAX_BYTES))) {
        free(r);
        return -ENOMEM;
    }
    r->intake = intake;
    r->number = 1;
    *ret = r;
    return 0;
}

const struct import_format import_json = {
    "JSON of knead export", is_json, json_begin, json_take, json_finish, json_free,
};
