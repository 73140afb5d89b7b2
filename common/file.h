/* Files that have their name only once they are whole. */
#pragma once

#include <stdbool.h>

/* Gives a finished file its name, on the same file system; without force only where that is free.
 * 0, -EEXIST or -errno: then the name is as it was. */
int file_rename(const char *temporary, const char *path, bool force);
