/* The lines of an INI file, each with its true number.
 *
 * A line is `key = value`, `[section]`, a comment that begins with ';' or '#', or blank; none is
 * indented. After a blank, ';' begins a comment. A value in double quotes keeps its ';' and the
 * blanks at its ends; inside, "" stands for one double quote. UTF-8; CRLF and a byte order mark are
 * accepted.
 */
#pragma once

#include <stdio.h>

#define INI_LINE_MAX 198                 /* bytes of a line that is no comment */
#define INI_FILE_MAX (64 * 1024 * 1024L) /* bytes */

/* Who takes the lines, in the file's order. Texts are valid UTF-8 and live for the call only. */
struct ini_sink {
    void (*section)(void *owner, unsigned line, const char *name); /* without blanks around it */
    void (*value)(void *owner, unsigned line, const char *key, const char *value);
    void (*bad)(void *owner, unsigned line, const char *why); /* a line that is none of these */
    void *owner;
};

/* 0, bad lines or not; -EFBIG; -ENOMEM; or -errno of reading. */
int ini_file_read(FILE *stream, const struct ini_sink *sink);
