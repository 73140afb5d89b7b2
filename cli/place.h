/* Where it hurts, as typed: "lower-back left", "left lower", "lower back". Pure. */
#pragma once

#include <stddef.h>

#include "common/entry.h"

/* Words in any order, each name at most once, shortened while unambiguous; none are fine. 0, or
 * -EINVAL with a sentence in ret_why. */
#define PLACE_WHY_MAX (2 * ENTRY_WHY_MAX)
int place_parse(const char *const *words, size_t n, enum region *ret_region, enum side *ret_side,
                char ret_why[static PLACE_WHY_MAX]);
