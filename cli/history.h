/* What history and export have in common: which entries are meant. */
#pragma once

#include "cli/command.h"
#include "cli/place.h"

/* [KIND] [REGION] --from --to --last as History's parameters. 0, or -errno with why. */
int history_filter(const struct cli *cli, const struct arguments *arguments, json_t **ret,
                   char ret_why[static PLACE_WHY_MAX]);
