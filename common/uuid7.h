/* UUID version 7 (RFC 9562): sorts by time, so two machines' logs can be merged. Pure: the caller
 * brings the time and the random bytes. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/moment.h"

#define UUID7_TEXT_MAX 37
#define UUID7_RANDOM   10

void uuid7_print(struct wall at, const uint8_t random[static UUID7_RANDOM],
                 char ret[static UUID7_TEXT_MAX]);
/* Lower-case canonical text of a version 7 UUID, variant 10. */
bool uuid7_valid(const char *text);
