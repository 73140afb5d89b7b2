/* What was said while nobody could take it in: a file of lines, for kneadd to take in later. */
#pragma once

#include <stddef.h>

/* Adds one line of n bytes (without its newline) to the file at path, which is made private where
 * it is missing. On disk when it returns 0; on -errno nothing was added. -EBUSY: another program
 * has it and does not let go of it. */
int spool_add(const char *path, const char *line, size_t n);
/* Takes the file away, durably; the caller has it locked by flock(2). 0 or -errno. */
int spool_remove(const char *path);
