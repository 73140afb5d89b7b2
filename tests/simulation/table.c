/* Open addressing, at most half full; nothing is ever taken out. */
#include "tests/simulation/table.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 1024

static size_t place(const struct table *t, uint64_t key)
{
    size_t i = (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 20) & (t->size - 1);

    while (t->keys[i] && t->keys[i] != key)
        i = (i + 1) & (t->size - 1);
    return i;
}

static void grow(struct table *t)
{
    struct table bigger = {.n = t->n, .size = t->size ? 4 * t->size : FIRST_SIZE};

    bigger.keys = calloc(bigger.size, sizeof(*bigger.keys));
    bigger.bytes = calloc(bigger.size, 1);
    if (!bigger.keys || !bigger.bytes)
        abort();
    for (size_t i = 0; i < t->size; i++) {
        size_t to;

        if (!t->keys[i])
            continue;
        to = place(&bigger, t->keys[i]);
        bigger.keys[to] = t->keys[i];
        bigger.bytes[to] = t->bytes[i];
    }
    table_done(t);
    *t = bigger;
}

void table_done(struct table *t)
{
    free(t->keys);
    free(t->bytes);
    *t = (struct table){0};
}

void table_clear(struct table *t)
{
    if (t->n == 0)
        return;
    memset(t->keys, 0, t->size * sizeof(*t->keys));
    memset(t->bytes, 0, t->size);
    t->n = 0;
}

uint8_t *table_at(struct table *t, uint64_t key, int add)
{
    size_t i;

    if (2 * (t->n + 1) > t->size)
        grow(t);
    i = place(t, key);
    if (!t->keys[i]) {
        if (!add)
            return NULL;
        t->keys[i] = key;
        t->n++;
    }
    return &t->bytes[i];
}
