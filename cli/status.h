/* Today at a glance, as text. Pure. */
#pragma once

#include "cli/days.h"
#include "cli/render.h"

/* reply: the parameters of Status' reply, whose own now is taken. week: the last seven days, NULL:
 * not known. */
void status_print(FILE *out, const struct view *view, const json_t *reply, const struct days *week);

/* Its reminders, alone. */
void reminders_print(FILE *out, const struct view *view, const json_t *reminders);

#define WATER_TEXT_MAX 64
/* "800 of 1600 ml  #####.....": what was drunk today, of a target where there is one; "" where
 * there is neither. */
void water_words(const json_t *reply, char ret[static WATER_TEXT_MAX]);
