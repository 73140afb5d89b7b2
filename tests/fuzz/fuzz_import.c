/* Files of other logs: whatever comes, every entry that is taken is a good one and goes through
 * export and back unchanged; and the result does not depend on the pieces in which the bytes come.
 */
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/columns.h"
#include "cli/import.h"
#include "common/scope.h"
#include "common/when.h"

struct taken {
    size_t n;
    uint64_t sum; /* of the ids and what stands in them */
};

/* An entry as kneadd would tell it, back through the columns. */
static void check_columns(const struct entry *e)
{
    json_t *json = json_object();
    struct entry back = import_entry(e->kind);
    char at[WHEN_TEXT_MAX], number[FACT_NUMBER_MAX], text[COLUMN_TEXT_MAX], why[ENTRY_WHY_MAX];

    when_print_rfc3339(e->at, e->offset, at);
    (void)json_object_set_new(json, "at", json_string(at));
    (void)json_object_set_new(json, "kind", json_string(entry_kind_name(e->kind)));
    if (e->level >= 0)
        (void)json_object_set_new(json, "level", json_integer(e->level));
    if (e->ml >= 0)
        (void)json_object_set_new(json, "ml", json_integer(e->ml));
    (void)json_object_set_new(json, "note", json_string(e->note));
    for (enum fact f = 0; f < FACT_COUNT; f++)
        if (entry_knows(e, f))
            (void)json_object_set_new(json, fact_form(f)->name,
                                      json_string(entry_fact(e, f, number)));
    for (size_t i = 0; i < columns_n; i++) {
        column_write(json, i, text);
        if (column_set(&back, i, text, why) < 0)
            abort();
    }
    if (back.kind != e->kind || back.level != e->level || back.ml != e->ml ||
        strcmp(back.note, e->note) != 0 || wall_seconds(back.at) != wall_seconds(e->at))
        abort();
    for (enum fact f = FACT_TEXTS + 1; f < FACT_COUNT; f++) /* a measure goes with its level */
        if (entry_number(&back, f) != entry_number(e, f))
            abort();
    for (enum fact f = 0; f < FACT_TEXTS; f++)
        if (strcmp(back.texts[f], e->texts[f]) != 0)
            abort();
    json_decref(json);
}

static int take(void *userdata, struct entry *e, const char *key, char *why)
{
    struct taken *t = userdata;

    if (e->id[0] == '\0')
        import_id(e->at, key, e->id);
    if (e->said.us == 0)
        e->said = e->at;
    if (entry_check(e, why) < 0)
        return -1;
    check_columns(e);
    t->n++;
    for (const char *c = e->id; *c; c++)
        t->sum = t->sum * 31 + (unsigned char)*c;
    t->sum += (uint64_t)e->level + e->known;
    return 0;
}

static int import(const char *bytes, size_t n, size_t piece, struct taken *ret)
{
    struct intake intake = {.take = take, .userdata = ret};
    const struct import_format *format;
    char head[IMPORT_HEAD_MAX], why[IMPORT_WHY_MAX] = "";
    void *state = NULL;
    int r = 0;

    *ret = (struct taken){0};
    (void)snprintf(head, sizeof head, "%.*s", (int)n, bytes);
    format = import_format_of(head);
    if (!format || format->begin(&state, &intake) < 0)
        return 1;
    for (size_t at = 0; at < n && r == 0; at += piece)
        r = format->feed(state, bytes + at, n - at < piece ? n - at : piece, why);
    if (r == 0)
        r = format->end(state, why);
    if (r < 0 && (why[0] == '\0' || !memchr(why, '\0', sizeof why)))
        abort();
    format->free(state);
    return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct taken whole, pieces;
    int a, b;

    (void)setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    a = import((const char *)data, size, size + 1, &whole);
    b = import((const char *)data, size, 1 + size / 7, &pieces);
    if (a != b || (a == 0 && (whole.n != pieces.n || whole.sum != pieces.sum)))
        abort();
    return 0;
}
