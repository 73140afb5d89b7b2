/* Numbers that look random and come again from the same seed (splitmix64). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct random {
    uint64_t state;
};

static inline uint64_t random_next(struct random *r)
{
    uint64_t x = r->state += UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* from to to, both included. */
static inline int64_t random_between(struct random *r, int64_t from, int64_t to)
{
    return from + (int64_t)(random_next(r) % (uint64_t)(to - from + 1));
}

static inline bool random_chance(struct random *r, int per_cent)
{
    return random_between(r, 1, 100) <= per_cent;
}

/* Between two spans, the short ones as likely as the long ones: 1-2 as often as 4-8. */
static inline int64_t random_span(struct random *r, int64_t least, int64_t most)
{
    int doublings = 0;
    int64_t low;

    while (least << (doublings + 1) <= most)
        doublings++;
    low = least << random_between(r, 0, doublings);
    return random_between(r, low, 2 * low < most ? 2 * low : most);
}
