/* Messages that end with a NUL, cut out of a stream of bytes.
 *
 * data[start..end) are the bytes not yet given out. The buffer grows to the limit and no further,
 * so a message over the limit shows as a full buffer without a NUL. Given out messages are not
 * moved; what is left of the next one is moved to the front once, when room is needed.
 */
#include "common/frame.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 1024

void frames_init(struct frames *f, size_t limit)
{
    assert(limit > 0);
    *f = (struct frames){.limit = limit};
}

void frames_done(struct frames *f)
{
    if (!f)
        return;
    free(f->data);
    *f = (struct frames){.limit = f->limit};
}

static int grow(struct frames *f)
{
    size_t size = f->size > 0 ? f->size * 2 : FIRST_SIZE;
    char *data;

    if (size > f->limit)
        size = f->limit;
    data = realloc(f->data, size);
    if (!data)
        return -ENOMEM;
    f->data = data;
    f->size = size;
    return 0;
}

/* The end of the first whole message, or NULL. No byte is looked at twice, however few come at a
 * time. */
static char *find_nul(struct frames *f)
{
    char *nul = f->looked < f->end ? memchr(f->data + f->looked, '\0', f->end - f->looked) : NULL;

    f->looked = nul ? (size_t)(nul - f->data) : f->end;
    return nul;
}

char *frames_room(struct frames *f, size_t *ret_room, int *ret_error)
{
    if (f->end == f->size && f->start > 0) {
        memmove(f->data, f->data + f->start, f->end - f->start);
        f->end -= f->start;
        f->looked -= f->start;
        f->start = 0;
    }
    if (f->end == f->size) {
        int r = f->size < f->limit ? grow(f) : find_nul(f) ? -ENOBUFS : -EMSGSIZE;

        if (r < 0) {
            *ret_error = r;
            return NULL;
        }
    }
    *ret_room = f->size - f->end;
    return f->data + f->end;
}

void frames_filled(struct frames *f, size_t n)
{
    assert(n <= f->size - f->end);
    f->end += n;
}

char *frames_next(struct frames *f, size_t *ret_length)
{
    char *nul = find_nul(f), *message;

    if (!nul)
        return NULL;
    message = f->data + f->start;
    *ret_length = (size_t)(nul - message);
    f->start += *ret_length + 1;
    if (f->start == f->end)
        f->start = f->end = 0;
    f->looked = f->start;
    return message;
}

bool frames_partial(const struct frames *f)
{
    return f->start < f->end && f->data[f->end - 1] != '\0';
}
