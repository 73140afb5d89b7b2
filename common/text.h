/* Text from outside: is it UTF-8, and which known name did somebody mean. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Valid UTF-8 without NUL, control characters (but tab and newline) or surrogates. */
bool text_valid(const char *text);
/* A decimal integer, whole text, no sign but '-', within [min, max]. 0, -EINVAL, -ERANGE. */
int text_parse_int(const char *text, int64_t min, int64_t max, int64_t *ret);
/* The index of the name meant by text: an exact match (case ignored), else the only name that
 * begins with it. Returns the index, -ENOENT (an empty text too), or -EEXIST when several begin so.
 */
int text_find(const char *text, const char *const *names, size_t n);
/* The nearest name by spelling, NULL when none is within a third of the text's letters (at least
 * one) left out, put in, changed or swapped with their neighbour. */
const char *text_nearest(const char *text, const char *const *names, size_t n);
