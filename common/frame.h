/* Frames on a stream: messages that end with a NUL byte, as Varlink has them (varlink.org). Pure.
 * A buffer takes bytes as they come and gives whole messages; it never grows past its limit. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define FRAME_MAX 65536 /* bytes a message, its NUL included */

struct frames {
    char *data; /* owned */
    size_t start, end, size;
    size_t looked; /* data[start..looked) has no NUL */
    size_t limit;
};

/* limit: the longest message accepted, NUL included. */
void frames_init(struct frames *f, size_t limit);
void frames_done(struct frames *f);
/* Room for at least one more byte: *ret_room bytes at the returned pointer. NULL with *ret_error
 * -EMSGSIZE (a message over the limit), -ENOBUFS (full of whole messages: take them first) or
 * -ENOMEM. Then frames_filled() says how many were written. */
char *frames_room(struct frames *f, size_t *ret_room, int *ret_error);
void frames_filled(struct frames *f, size_t n);
/* The next whole message without copying, or NULL; its length without the NUL. Valid until the next
 * call on f. */
char *frames_next(struct frames *f, size_t *ret_length);
/* Whether a begun message waits for its end. */
bool frames_partial(const struct frames *f);
