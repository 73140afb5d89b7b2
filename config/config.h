/* The schedule file: from INI text to a schedule, with every complaint at its true line.
 *
 * Non-logging. A file is taken whole or not at all.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "config/complaints.h"
#include "config/moves.h"
#include "daemon/schedule/rule.h"

#define PAIN_NAME "pain" /* of the reminder that [pain] makes, after those of the file */

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
    bool movement;           /* moves of that category are offered, too */
    int64_t massage_every;   /* microseconds; 0: auto */
    int32_t massage_weekday; /* 0 Monday; -1: none */
    char massage_remind_before[RULE_TEXT_MAX + 1];
    struct moves moves; /* empty where nobody loaded them */
    char path[4096];    /* where it was read from; "built-in" */
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
