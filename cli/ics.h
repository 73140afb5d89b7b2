/* An appointment as a file of a calendar: iCalendar, RFC 5545. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/moment.h"

struct ics {
    const char *uid;   /* the same for all versions of the appointment */
    int64_t sequence;  /* higher for each */
    struct wall stamp; /* when this version was made */
    struct wall at;    /* when it begins */
    const char *note;  /* "" or NULL: none */
    bool off;          /* cancelled, or put off without a date */
};
/* A calendar with one event, which a calendar program takes in place of an earlier one. */
void ics_print(FILE *out, const struct ics *event);
