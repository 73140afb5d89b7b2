/* What is to come, as text. Pure. */
#pragma once

#include "cli/render.h"

/* items: an array of org.knead's Item, in order of time. Under headings by day, unless all lie
 * today. */
void agenda_print(FILE *out, const struct view *view, const json_t *items);
