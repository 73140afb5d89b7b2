/* The machine's time zone as a table, asked of libc. Not pure: reads TZ and /etc/localtime. */
#pragma once

#include "common/civil.h"

/* Reads the zone's offsets between two seconds since the epoch (outside them the nearest holds on).
 * Calls tzset() first, so a changed /etc/localtime is seen; not so where TZ names a
 * path, which libc reads once. Returns 0, -EINVAL (from after to), -EOVERFLOW or -ENOMEM; *ret is
 * owned by the caller, zone_done() frees it. */
int zone_read_system(struct zone *ret, int64_t from, int64_t to);
