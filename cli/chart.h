/* Pain over time as a plot of characters. Pure. */
#pragma once

#include "cli/days.h"
#include "cli/render.h"

/* where: the region it is about, as a word; "" none. As wide as the view. */
void chart_print(FILE *out, const struct view *view, const struct days *days, const char *where);
