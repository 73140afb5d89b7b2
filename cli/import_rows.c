/* Rows on their way to entries, whatever the format says of their columns. */
#include "cli/import_rows.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_MAX 512

void rows_free(void *state)
{
    struct rows *r = state;

    if (!r)
        return;
    csv_done(&r->csv);
    free(r);
}

int rows_begin(void **ret, struct intake *intake,
               int (*each)(void *userdata, const struct csv_row *row))
{
    struct rows *r = calloc(1, sizeof *r);

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
static int told(struct rows *r, int result, char why[static IMPORT_WHY_MAX])
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

int rows_feed(void *state, const char *bytes, size_t n, char why[static IMPORT_WHY_MAX])
{
    struct rows *r = state;

    return told(r, csv_feed(&r->csv, bytes, n), why);
}

int rows_end(void *state, char why[static IMPORT_WHY_MAX])
{
    struct rows *r = state;

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

int rows_take(struct rows *rows, const struct csv_row *row, struct entry *entry)
{
    char why[ENTRY_WHY_MAX], key[KEY_MAX];

    key_of(row, key);
    if (rows->intake->take(rows->intake->userdata, entry, key, why) < 0)
        return import_refuse(rows->why, row->line, "%s", why);
    return 0;
}
