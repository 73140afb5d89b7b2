/* Bytes that wait to be sent.
 *
 * data[start..end) wait. Whoever answers does so only while nothing waits, so the front is never
 * moved, and an empty queue holds no memory.
 */
#include "daemon/control/queue.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 512

void queue_init(struct queue *q, size_t limit)
{
    *q = (struct queue){.limit = limit};
}

void queue_done(struct queue *q)
{
    if (!q)
        return;
    free(q->data);
    *q = (struct queue){.limit = q->limit};
}

size_t queue_length(const struct queue *q)
{
    return q->end - q->start;
}

int queue_add(struct queue *q, const char *bytes, size_t n)
{
    if (n > q->limit - queue_length(q))
        return -ENOBUFS;
    if (n > q->size - q->end) {
        size_t size = q->size > 0 ? q->size : FIRST_SIZE;
        char *data;

        while (size - q->end < n)
            size *= 2;
        data = realloc(q->data, size);
        if (!data)
            return -ENOMEM;
        q->data = data;
        q->size = size;
    }
    if (n > 0)
        memcpy(q->data + q->end, bytes, n);
    q->end += n;
    return 0;
}

void queue_cut(struct queue *q, size_t length)
{
    assert(length <= queue_length(q));
    q->end = q->start + length;
}

void queue_sent(struct queue *q, size_t n)
{
    assert(n <= queue_length(q));
    q->start += n;
    if (q->start == q->end)
        queue_done(q);
}
