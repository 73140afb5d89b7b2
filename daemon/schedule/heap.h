/* A heap of numbered members, the least key first; among equal keys the least number. Pure.
 *
 * Each member stands in it at most once and is found by its number, so a key is changed or taken
 * out in O(log n).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct heap_slot {
    int64_t key;
    size_t member;
};

struct heap {
    size_t n, size;
    struct heap_slot *slots; /* owned */
    size_t *where;           /* owned: a member's slot + 1, 0 when it is not in */
};

/* Room for members 0 to size - 1. 0 or -ENOMEM. */
int heap_init(struct heap *ret, size_t size);
void heap_done(struct heap *heap);
/* Puts a member in, or gives it another key. */
void heap_set(struct heap *heap, size_t member, int64_t key);
/* Takes a member out; nothing happens if it is not in. */
void heap_drop(struct heap *heap, size_t member);
/* The first one; NULL when the heap is empty. */
static inline const struct heap_slot *heap_top(const struct heap *heap)
{
    return heap->n ? &heap->slots[0] : NULL;
}
/* Collects the members with a key up to bound, in no particular order, into ret (room for all of
 * them). Returns how many; costs as much. */
size_t heap_upto(const struct heap *heap, int64_t bound, size_t *ret);
