/* The daemon's own words on stderr: "what: value: why". Levels and an example of each:
 * CONTRIBUTING.md. */
#pragma once

enum log_level {
    LOG_ERROR = 3, /* syslog(3)'s numbers */
    LOG_WARNING = 4,
    LOG_INFO = 6,
    LOG_DEBUG = 7,
};

/* What is above is not printed. Prefixes "<N>" for the journal when stderr goes there
 * (sd-daemon(3)). */
void log_init(enum log_level highest);
__attribute__((format(printf, 2, 3))) void log_line(enum log_level level, const char *format, ...);

#define log_error(...)   log_line(LOG_ERROR, __VA_ARGS__)
#define log_warning(...) log_line(LOG_WARNING, __VA_ARGS__)
#define log_info(...)    log_line(LOG_INFO, __VA_ARGS__)
#define log_debug(...)   log_line(LOG_DEBUG, __VA_ARGS__)
