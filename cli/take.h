/* A file that kneadd laid down for us is taken to where the user wants it. */
#pragma once

#include <stdbool.h>

/* Whether `to` may be written: 0; -EEXIST: there is something that force does not replace either,
 * or no force. */
int take_may(const char *to, bool force);
/* Copies `from` to the absolute path `to`, 0600, whole and on disk when it has its name, and
 * removes `from`, whatever comes of it. 0 or -errno; -EINVAL: `from` is no file. */
int take_file(const char *from, const char *to, bool force);
