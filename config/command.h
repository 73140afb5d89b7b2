/* A command line of the schedule file, as words: what would be a shell's work, without one. Pure.
 *
 * Blanks divide words. '…' keeps all in it as it is; so does "…", but for \" and \\; outside of
 * both, \ keeps the next character. Nothing else means anything: what only a shell would understand
 * is refused, rather than handed to a program that would not.
 */
#pragma once

#include "config/schema.h"
#include "daemon/schedule/rule.h"

#define COMMAND_WORDS_MAX 64

struct command_words {
    size_t n;
    char *argv[COMMAND_WORDS_MAX + 1]; /* into text; NULL after the last */
    char text[RULE_TEXT_MAX + 1];
};

/* text: up to RULE_TEXT_MAX bytes. 0 (n is 0 for a text of blanks), or -EINVAL with why. */
int command_split(const char *text, struct command_words *ret, char ret_why[static WHY_MAX]);
