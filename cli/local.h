/* Times as typed here, and what the machine's zone makes of them. Not pure: reads the zone. */
#pragma once

#include "cli/render.h"
#include "common/when.h"

/* The offset from UTC at an instant, here. 0 or -errno. */
int local_offset(struct wall at, int32_t *ret);
/* when_parse() in the machine's zone; the stamp's offset is that of the moment meant. */
int local_when(const char *text, struct wall now, enum when_lean lean, struct stamp *ret);
/* A date ("2026-03-28", "yesterday", "mon") as its first instant and that of the next date. 0,
 * -EINVAL (not a date), -ERANGE. */
int local_day(const char *text, struct wall now, struct stamp *ret_from, struct stamp *ret_to);
