/* The heap of daemon/schedule: a binary tree in an array, slot i above 2i + 1 and 2i + 2.
 * It keeps: no slot comes before its parent, and where[] knows every member's slot. */
#include "daemon/schedule/heap.h"

#include <errno.h>
#include <stdlib.h>

int heap_init(struct heap *ret, size_t size)
{
    struct heap heap = {.size = size};

    heap.slots = calloc(size ? size : 1, sizeof(*heap.slots));
    heap.where = calloc(size ? size : 1, sizeof(*heap.where));
    if (!heap.slots || !heap.where) {
        heap_done(&heap);
        return -ENOMEM;
    }
    *ret = heap;
    return 0;
}

void heap_done(struct heap *heap)
{
    free(heap->slots);
    free(heap->where);
    *heap = (struct heap){0};
}

static bool before(struct heap_slot a, struct heap_slot b)
{
    return a.key != b.key ? a.key < b.key : a.member < b.member;
}

static void put(struct heap *heap, size_t i, struct heap_slot slot)
{
    heap->slots[i] = slot;
    heap->where[slot.member] = i + 1;
}

/* Moves slot from place i towards the root or the leaves, to where it belongs. */
static void settle(struct heap *heap, size_t i, struct heap_slot slot)
{
    for (size_t above; i > 0 && before(slot, heap->slots[above = (i - 1) / 2]); i = above)
        put(heap, i, heap->slots[above]);
    for (size_t below; (below = 2 * i + 1) < heap->n; i = below) {
        if (below + 1 < heap->n && before(heap->slots[below + 1], heap->slots[below]))
            below++;
        if (!before(heap->slots[below], slot))
            break;
        put(heap, i, heap->slots[below]);
    }
    put(heap, i, slot);
}

void heap_set(struct heap *heap, size_t member, int64_t key)
{
    size_t at = heap->where[member] ? heap->where[member] - 1 : heap->n++;

    settle(heap, at, (struct heap_slot){key, member});
}

void heap_drop(struct heap *heap, size_t member)
{
    size_t at = heap->where[member];

    if (!at)
        return;
    heap->where[member] = 0;
    if (at - 1 < --heap->n)
        settle(heap, at - 1, heap->slots[heap->n]);
}

size_t heap_upto(const struct heap *heap, int64_t bound, size_t *ret)
{
    size_t n = 0, looked = 0;

    /* ret serves as the queue of slots still to look below; each is then replaced by its member */
    if (heap->n && heap->slots[0].key <= bound)
        ret[n++] = 0;
    for (; looked < n; looked++) {
        size_t slot = ret[looked];

        ret[looked] = heap->slots[slot].member;
        for (size_t below = 2 * slot + 1; below <= 2 * slot + 2 && below < heap->n; below++)
            if (heap->slots[below].key <= bound)
                ret[n++] = below;
    }
    return n;
}
