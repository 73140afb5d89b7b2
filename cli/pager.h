/* What is too long for the terminal goes through a pager. */
#pragma once

#include "cli/command.h"

/* Where the output is a terminal (cli->pages): starts $PAGER, else less, and puts it in cli->out's
 * place; "" and cat are none. Without one, cli->out stays. */
void pager_begin(struct cli *cli);
/* Waits for it; harmless where none was begun. */
void pager_end(struct cli *cli);
