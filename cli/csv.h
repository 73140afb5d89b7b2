/* Comma-separated values (RFC 4180), read as they come and written. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define CSV_FIELDS_MAX 96
#define CSV_ROW_MAX    (64 * 1024) /* bytes of one row */

struct csv_row {
    const char *fields[CSV_FIELDS_MAX]; /* as long as the call lasts */
    size_t n;
    int64_t line; /* on which it begins, from 1 */
    bool ended;   /* with a line's end; the last row of a file may be without */
};

struct csv {
    char *bytes; /* owned: the row so far, a NUL behind each field */
    size_t used, starts[CSV_FIELDS_MAX], n;
    enum { CSV_START, CSV_PLAIN, CSV_QUOTED, CSV_QUOTE, CSV_RETURN } state;
    int64_t line, begun; /* the line that is read, and that on which the row begins */
    size_t mark;         /* bytes of a byte order mark that came */
    int (*each)(void *userdata, const struct csv_row *row);
    void *userdata;
};

/* each() returning nonzero ends the reading and is returned. 0 or -ENOMEM; csv_done() frees. */
int csv_init(struct csv *ret, int (*each)(void *userdata, const struct csv_row *row),
             void *userdata);
void csv_done(struct csv *csv);
/* Lines end in CR LF or LF; empty ones are passed over, so is a byte order mark. 0; -EINVAL: a
 * quote where none may be, or a NUL; -EMSGSIZE: a row too long or with too many fields; or what
 * each() returned. csv->line tells where. */
int csv_feed(struct csv *csv, const char *bytes, size_t n);
/* The end of the file: -EINVAL within quotes. */
int csv_end(struct csv *csv);

/* A field, quoted where it has to be; first: no comma before it. */
void csv_print(FILE *out, const char *field, bool first);
void csv_print_end(FILE *out);
