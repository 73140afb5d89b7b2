/* A number that looks like any other, and is always the same for the same one: what seems random
 * and yet can be said beforehand. Pure. */
#pragma once

#include <stdint.h>

/* SplitMix64's mixing: neighbours come out nothing alike. */
static inline uint64_t mix64(uint64_t seed)
{
    seed += UINT64_C(0x9e3779b97f4a7c15);
    seed = (seed ^ seed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    seed = (seed ^ seed >> 27) * UINT64_C(0x94d049bb133111eb);
    return seed ^ seed >> 31;
}
