/* What massage does by its first word; massage.c has the table. */
#pragma once

#include "cli/command.h"

enum exit_code massage_advice(struct cli *cli, const struct command *self,
                              const struct arguments *arguments);
enum exit_code massage_sheet(struct cli *cli, const struct command *self,
                             const struct arguments *arguments);
