/* What is to come, as text. Pure. */
#pragma once

#include "cli/render.h"

/* items: an array of org.knead's Item, in the order in which they come. Under headings by day,
 * unless all lie today; what comes in one notification stands under one time. */
void agenda_print(FILE *out, const struct view *view, const json_t *items);
