/* A set of numbers, each with a byte beside it. Number 0 is no member. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct table {
    size_t n, size; /* size: a power of two, or 0 */
    uint64_t *keys; /* owned, as the bytes */
    uint8_t *bytes;
};

void table_done(struct table *table);
/* Empties it; the memory is kept. */
void table_clear(struct table *table);
/* The byte of a number, 0 if it was not in; put in when `add`, else NULL if it is not in. Good
 * until the next call. */
uint8_t *table_at(struct table *table, uint64_t key, int add);
