/* What the formats of rows share while they are read: the members of struct import_format, but for
 * what makes an entry of a row. */
#pragma once

#include "cli/csv.h"
#include "cli/import.h"

struct rows {
    struct intake *intake;
    struct csv csv;
    bool headed;  /* the row of names has come */
    size_t named; /* fields of that row */
    size_t columns[CSV_FIELDS_MAX];
    char why[IMPORT_WHY_MAX]; /* each()'s, when it returned nonzero */
};

/* each(): its userdata is the struct rows. 0 or -ENOMEM. */
int rows_begin(void **ret, struct intake *intake,
               int (*each)(void *userdata, const struct csv_row *row));
int rows_feed(void *state, const char *bytes, size_t n, char why[static IMPORT_WHY_MAX]);
int rows_end(void *state, char why[static IMPORT_WHY_MAX]);
void rows_free(void *state);

/* An entry of a row to where entries go, known again by the row's fields. 0, or -errno with
 * rows->why. */
int rows_take(struct rows *rows, const struct csv_row *row, struct entry *entry);
