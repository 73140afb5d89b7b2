/* For the tests of the statistics: random numbers that can be had again, and fractions to compare.
 */
#pragma once

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/scope.h"
#include "daemon/care/stat.h"

/* SEED in the environment runs a failed test again. */
static inline uint64_t seed_of_run(void)
{
    const char *given = getenv("SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);

    print_message("SEED=%" PRIu64 "\n", seed);
    return seed;
}

static inline uint64_t draw(uint64_t *seed)
{
    uint64_t x = *seed += UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* From least to most, both included. */
static inline int32_t draw_from(uint64_t *seed, int32_t least, int32_t most)
{
    return least + (int32_t)(draw(seed) % (uint64_t)(most - least + 1));
}

static inline void shuffle(uint64_t *seed, int32_t *values, size_t n)
{
    for (size_t i = n; i-- > 1;) {
        size_t j = draw(seed) % (i + 1);
        int32_t kept = values[i];

        values[i] = values[j];
        values[j] = kept;
    }
}

static inline bool is_ratio(struct stat_ratio r, int64_t num, int64_t den)
{
    return r.den > 0 && stat_compare(r, stat_ratio(num, den)) == 0;
}

static inline void expect_printed(struct stat_ratio r, int decimals, const char *text)
{
    char printed[STAT_TEXT_MAX];

    stat_print(r, decimals, printed);
    assert_string_equal(printed, text);
}
