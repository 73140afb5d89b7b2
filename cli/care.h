/* What kneadd's care plan says, as text, for the commands that ask for it or have changed it. */
#pragma once

#include "cli/request.h"

/* Parts of a page, in its order. */
enum care_section {
    SECTION_SAFETY,
    SECTION_NEXT,
    SECTION_BETWEEN,
    SECTION_KINDS,
    SECTION_QUESTIONS,
    SECTION_CLOSING,
    SECTION_COUNT,
};
#define SECTION_BIT(section) (1U << (section))

/* Asks for the plan and prints these sections of it, and the closing one, behind what a command
 * did. */
enum exit_code care_tell(struct cli *cli, const struct command *self, unsigned sections);

/* ask.c: one line of the standard input without its blanks; "" at the end of it. */
#define ANSWER_MAX 256
void ask_line(struct cli *cli, char ret[static ANSWER_MAX]);
