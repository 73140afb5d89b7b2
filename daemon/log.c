/* One line to stderr for each message, whole, by one write; the only file-scope state of the
 * daemon. */
#include "daemon/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct {
    enum log_level highest;
    bool journal;
} logging = {.highest = LOG_INFO};

void log_init(enum log_level highest)
{
    logging.highest = highest;
    logging.journal = getenv("JOURNAL_STREAM") && !isatty(STDERR_FILENO);
}

void log_line(enum log_level level, const char *format, ...)
{
    char line[2048];
    size_t room = sizeof(line) - 1; /* for the newline */
    int head, body;
    va_list arguments;

    if (level > logging.highest)
        return;
    head = logging.journal ? snprintf(line, room, "<%d>", (int)level)
                           : snprintf(line, room, "kneadd: ");
    va_start(arguments, format);
    body = vsnprintf(line + head, room - (size_t)head, format, arguments);
    va_end(arguments);
    if (body < 0)
        return;
    size_t length = (size_t)head + (size_t)body;
    if (length > room - 1)
        length = room - 1;
    line[length++] = '\n';
    (void)!write(STDERR_FILENO, line, length);
}
