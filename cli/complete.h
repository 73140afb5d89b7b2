/* What may come next on a command line, for the shells' completions. */
#pragma once

#include "cli/command.h"

/* words[0..n): what stands behind "knead", the last one unfinished. Prints what that may become,
 * one a line, where there is one with a tab and a few words about it. EXIT_NEGATIVE: a file's name
 * belongs there. Asks kneadd for the reminders' names if one runs, else reads the schedule. */
enum exit_code complete(struct cli *cli, int n, char *const *words);
