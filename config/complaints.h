/* A list of sentences for the user about a file that was read. */
#pragma once

#include <stddef.h>

#define COMPLAINT_MAX  640 /* bytes of one, its end included; longer ones are cut */
#define COMPLAINTS_MAX 100 /* of a file; then one more says how many were dropped */

/* Complaints in the file's order: "path:line: [section] key = value: why", valid text always.
 * Zero it before use. dropped: how many are not among the items; the last item says so in words. */
struct complaints {
    size_t n, size, dropped;
    char **items; /* owned, as their array */
};
void complaints_done(struct complaints *c);
/* printf-like; what finds no room or no memory counts as dropped. */
__attribute__((format(printf, 2, 3))) void complaints_add(struct complaints *c, const char *format,
                                                          ...);
