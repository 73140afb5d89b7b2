/* Bytes that wait to be sent to a client: added at the end, sent from the front, never over a
 * bound. */
#pragma once

#include <stddef.h>

struct queue {
    char *data; /* owned; NULL while nothing waits */
    size_t start, end, size;
    size_t limit;
};

/* limit: how many bytes may wait. */
void queue_init(struct queue *q, size_t limit);
/* Frees what waits; the queue can be used again. */
void queue_done(struct queue *q);
size_t queue_length(const struct queue *q);
/* 0; -ENOBUFS: more than the limit would wait; -ENOMEM. On failure nothing was added. */
int queue_add(struct queue *q, const char *bytes, size_t n);
/* Takes back what was added last, down to a length that was asked for before. */
void queue_cut(struct queue *q, size_t length);
/* The front's n bytes are gone. */
void queue_sent(struct queue *q, size_t n);
