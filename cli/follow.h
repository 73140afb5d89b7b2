/* status for bars: one line, or a new one whenever it reads differently. */
#pragma once

#include "cli/bar.h"
#include "cli/command.h"

/* Once. That no daemon runs is an answer, too. */
enum exit_code follow_once(struct cli *cli, const struct command *self,
                           const struct bar_form *form);
/* Until whoever reads is gone, or the socket's folder cannot be watched. Starts no daemon. */
enum exit_code follow(struct cli *cli, const struct command *self, const struct bar_form *form);
