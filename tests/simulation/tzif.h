/* A zone as its file under zoneinfo says it, read by the test itself: neither libc nor
 * common/zone_system.c has a hand in it. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define TZIF_CHANGES 1024

/* From `at` on (seconds since the epoch) the offset holds; the first one from INT64_MIN on. */
struct tzif_change {
    int64_t at;
    int32_t offset;
};

struct tzif {
    size_t n;
    struct tzif_change changes[TZIF_CHANGES]; /* each of another offset than the one before */
};

/* Reads a file's changes between two instants, and what held before them; those that the file
 * leaves to its closing rule are worked out. 0, -EINVAL (no such file or format), -E2BIG. */
int tzif_read(const char *path, int64_t from, int64_t to, struct tzif *ret);
