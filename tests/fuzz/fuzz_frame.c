/* Frames: the first byte is the limit, the rest a stream, cut into slices by its own bytes.
 * Messages come out as they lie in the stream, and only one over the limit is refused. */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SCALE 40 /* so that the buffer grows a few times */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t limit, sent = 0, seen = 0;
    struct frames f;

    if (size == 0)
        return 0;
    limit = data[0] % 2 ? 1 + data[0] / 2U : (1 + data[0] / 2U) * SCALE;
    data++;
    size--;
    frames_init(&f, limit);
    while (sent < size) {
        size_t room = 0, part, n;
        int error = 0;
        char *to = frames_room(&f, &room, &error), *message;

        if (!to) {
            if (error == -ENOMEM)
                break;
            if (error != -EMSGSIZE || sent - seen != limit || memchr(data + seen, 0, limit))
                abort();
            break;
        }
        if (room == 0 || f.size > limit)
            abort();
        part = 1 + data[sent];
        part = part < room ? part : room;
        part = part < size - sent ? part : size - sent;
        memcpy(to, data + sent, part);
        frames_filled(&f, part);
        sent += part;
        while ((message = frames_next(&f, &n))) {
            if (n >= limit || strlen(message) != n || memcmp(message, data + seen, n + 1) != 0)
                abort();
            seen += n + 1;
        }
        if (seen > sent || frames_partial(&f) != (seen < sent) ||
            memchr(data + seen, 0, sent - seen))
            abort();
    }
    frames_done(&f);
    return 0;
}
