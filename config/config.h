/* The schedule file: from INI text to a schedule, with every complaint at its true line.
 *
 * Non-logging. A file is taken whole or not at all.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "daemon/schedule/rule.h"

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

/* Everything the INI file can say. */
struct settings {
    struct schedule schedule;
    struct hours hours; /* [general], the default of each reminder */
    uint8_t days;
    int64_t idle_after, away_after;
    char defer_for[RULE_TEXT_MAX + 1];
    char defer_command[RULE_TEXT_MAX + 1];
    int64_t defer_at_most;
    int32_t pain_ask_at;     /* second of the day, -1: never */
    int64_t massage_every;   /* microseconds; 0: auto */
    int32_t massage_weekday; /* 0 Monday; -1: none */
    char massage_remind_before[RULE_TEXT_MAX + 1];
    char path[4096]; /* where it was read from; "built-in" */
};
void settings_done(struct settings *settings);

/* Reads a file. 0; -EINVAL: complaints say why (all of them); -errno: it could not be read (a
 * complaint says so too). *ret is untouched on failure; settings_done() frees it. */
int settings_read(const char *path, struct settings *ret, struct complaints *complaints);
/* The same from a stream; name stands for the path in complaints. */
int settings_read_stream(FILE *stream, const char *name, struct settings *ret,
                         struct complaints *complaints);
/* The shipped schedule, which the program carries inside itself. */
int settings_builtin(struct settings *ret, struct complaints *complaints);
