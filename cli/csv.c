/* Comma-separated values. One row is held at a time, however long the file is. */
#include "cli/csv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int csv_init(struct csv *ret, int (*each)(void *userdata, const struct csv_row *row),
             void *userdata)
{
    *ret = (struct csv){.line = 1, .begun = 1, .n = 1, .each = each, .userdata = userdata};
    ret->bytes = malloc(CSV_ROW_MAX + 1);
    return ret->bytes ? 0 : -ENOMEM;
}

void csv_done(struct csv *csv)
{
    free(csv->bytes);
    *csv = (struct csv){0};
}

static int put(struct csv *csv, char c)
{
    if (csv->used == CSV_ROW_MAX)
        return -EMSGSIZE;
    csv->bytes[csv->used++] = c;
    return 0;
}

/* A field ends, and another one begins. */
static int next_field(struct csv *csv)
{
    int r = put(csv, '\0');

    if (r < 0 || csv->n == CSV_FIELDS_MAX)
        return -EMSGSIZE;
    csv->starts[csv->n++] = csv->used;
    csv->state = CSV_START;
    return 0;
}

static int end_row(struct csv *csv, bool ended)
{
    struct csv_row row = {.n = csv->n, .line = csv->begun, .ended = ended};
    bool empty = csv->n == 1 && csv->used == 0 && csv->state != CSV_QUOTE;
    int r = empty ? 0 : put(csv, '\0');

    for (size_t i = 0; i < csv->n; i++)
        row.fields[i] = csv->bytes + csv->starts[i];
    csv->used = 0;
    csv->n = 1;
    csv->starts[0] = 0;
    csv->state = CSV_START;
    return r < 0 || empty ? r : csv->each(csv->userdata, &row);
}

static int take_quoted(struct csv *csv, char c)
{
    if (c == '"') {
        csv->state = CSV_QUOTE;
        return 0;
    }
    csv->line += c == '\n';
    return put(csv, c);
}

/* Outside quotes, and behind a quote that may have been the last one. */
static int take(struct csv *csv, char c)
{
    if (csv->state == CSV_QUOTE && c == '"') {
        csv->state = CSV_QUOTED;
        return put(csv, c);
    }
    if (csv->state == CSV_RETURN && c != '\n')
        return -EINVAL;
    if (c == '\n') {
        int r = end_row(csv, true);

        csv->begun = ++csv->line;
        return r;
    }
    if (c == ',')
        return next_field(csv);
    if (c == '\r') {
        if (csv->state == CSV_START || csv->state == CSV_PLAIN || csv->state == CSV_QUOTE)
            csv->state = CSV_RETURN;
        return 0;
    }
    if (csv->state == CSV_QUOTE)
        return -EINVAL;
    if (c == '"') {
        if (csv->state != CSV_START)
            return -EINVAL;
        csv->state = CSV_QUOTED;
        return 0;
    }
    csv->state = CSV_PLAIN;
    return put(csv, c);
}

int csv_feed(struct csv *csv, const char *bytes, size_t n)
{
    static const char mark[] = "\xef\xbb\xbf";

    for (size_t i = 0; i < n; i++) {
        int r;

        if (csv->mark < 3 && bytes[i] == mark[csv->mark] && csv->used == 0) {
            csv->mark++;
            continue;
        }
        csv->mark = 3;
        r = bytes[i] == '\0'           ? -EINVAL
            : csv->state == CSV_QUOTED ? take_quoted(csv, bytes[i])
                                       : take(csv, bytes[i]);
        if (r != 0)
            return r;
    }
    return 0;
}

int csv_end(struct csv *csv)
{
    if (csv->state == CSV_QUOTED)
        return -EINVAL;
    return end_row(csv, false);
}

void csv_print(FILE *out, const char *field, bool first)
{
    bool quoted =
        strpbrk(field, ",\"\r\n") || *field == ' ' || (*field && field[strlen(field) - 1] == ' ');

    (void)fputs(first ? "" : ",", out);
    if (!quoted) {
        (void)fputs(field, out);
        return;
    }
    (void)fputc('"', out);
    for (; *field; field++) {
        if (*field == '"')
            (void)fputc('"', out);
        (void)fputc(*field, out);
    }
    (void)fputc('"', out);
}

void csv_print_end(FILE *out)
{
    (void)fputs("\r\n", out);
}
