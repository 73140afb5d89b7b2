/* For the tests of the statistics: random numbers that can be had again, and fractions to compare.
 */
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/care/stat.h"
#include "tests/fakes/draw.h"

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
