/* Today at a glance, as text. Pure. */
#pragma once

#include "cli/render.h"

/* reply: the parameters of Status' reply, whose own now is taken. */
void status_print(FILE *out, const struct view *view, const json_t *reply);
