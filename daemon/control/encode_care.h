/* What the care engine says, as JSON. As encode.h. */
#pragma once

#include <jansson.h>

#include "daemon/control/varlink.h"

/* A Massage, or null where none is planned. */
json_t *encode_massage(struct daemon *daemon, const struct care_plan *plan,
                       const struct care_time *booked);
/* The Advice that comes before massage: of the gravest tier from a hold up; or null. */
json_t *encode_care(const struct care_plan *plan);
/* The reply of Plan, and that of Sheet. */
json_t *encode_plan(struct daemon *daemon, const struct care_plan *plan,
                    const struct care_time *booked);
json_t *encode_sheet(const struct care_sheet *sheet);
/* Holds, and those of the sheet's lines (bits of enum care_sheet_line) that are meant. */
json_t *encode_holds(struct daemon *daemon, const struct care_hold_on *holds, size_t n);
json_t *encode_sheet_lines(const struct care_sheet *sheet, uint32_t which);
