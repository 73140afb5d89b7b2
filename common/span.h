/* Lengths of time and amounts as people write them: 90s 45m 1h 1h20m 2w; 200ml 0.3l.
 * Pure; parse then print then parse is stable. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define SPAN_TEXT_MAX 48
#define SPAN_LIMIT_US (INT64_C(3660) * 86400 * 1000000) /* ten years */
#define AMOUNT_MAX_ML 10000

/* Text to microseconds. Units w d h m s (descending, each once), no blanks; a bare number is
 * minutes. Returns 0, -EINVAL (not a span), -ERANGE (over SPAN_LIMIT_US). "0" is allowed. */
int span_parse(const char *text, int64_t *ret_us);
/* The shortest form that span_parse reads back to the same whole second: "1h20m", "0s". Weeks only
 * where nothing is left over ("2w", but "10d"); below nothing is "0s". */
void span_print(int64_t us, char ret[static SPAN_TEXT_MAX]);
/* "200ml", "0.3l", "2dl", "33cl", "2 cups", "1 glass" (of 200 ml: CARE 5), a bare number is ml
 * (case ignored, blanks before the unit allowed); whole millilitres, 1-AMOUNT_MAX_ML. Returns 0,
 * -EINVAL, -ERANGE. */
int amount_parse(const char *text, int32_t *ret_ml);
