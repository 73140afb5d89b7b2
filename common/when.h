/* Times as people write them, and as machines do (RFC 3339). Pure: now and zone are parameters. */
#pragma once

#include <stddef.h>

#include "common/civil.h"
#include "common/moment.h"

#define WHEN_TEXT_MAX 40

/* Which of several readings is meant: a log looks into the past, a pause into the future. */
enum when_lean {
    WHEN_PAST,
    WHEN_FUTURE,
};

/* The case of words is ignored; a weekday may be cut to three letters; 24:00 is the end of a day.
 * now | 14:30 | 2h ago | in 2h | yesterday 22:00 | today 9:00 | tomorrow 8:00 | mon 9:00 |
 * 2026-03-28 | 2026-03-28 07:15[:30] | RFC 3339. A clock time alone is today's, or, where that lies
 * on the wrong side of now, the nearest one on the right side. A date alone is its first instant.
 * WHEN_PAST takes up to a minute of the future for now, as clocks differ.
 * Returns 0, -EINVAL (not understood, or a date that does not exist), -ERANGE (on the wrong side of
 * now, or years beyond 1970-9999). */
int when_parse(const char *text, struct wall now, const struct zone *zone, enum when_lean lean,
               struct wall *ret);
/* "2026-03-28T07:15:00+01:00"; the offset given with Z or ±hh:mm, a blank for T allowed,
 * fractions cut to microseconds. 0 or -EINVAL. */
int when_parse_rfc3339(const char *text, struct wall *ret, int32_t *ret_offset);
/* Whole seconds, numeric offset. */
void when_print_rfc3339(struct wall at, int32_t offset, char ret[static WHEN_TEXT_MAX]);
/* For people, relative to now: "14:30" today, else "Wed 22:00" within six days, else
 * "2026-03-28 07:15". */
void when_print(struct wall at, struct wall now, const struct zone *zone,
                char ret[static WHEN_TEXT_MAX]);
