/* Random numbers that can be had again (splitmix64). To be included behind cmocka.h. */
#pragma once

#include <stdint.h>
#include <stdlib.h>
#include <time.h>

/* SEED in the environment runs a failed test again. */
static inline uint64_t seed_of_run(void)
{
    const char *given = getenv("SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);

    print_message("SEED=%llu\n", (unsigned long long)seed);
    return seed;
}

static inline uint64_t draw(uint64_t *seed)
{
    uint64_t x = *seed += UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}
