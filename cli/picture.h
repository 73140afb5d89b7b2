/* Pain and breaks, day by day, of a reply of Report: as two lines of signs, and as a drawing. Pure.
 */
#pragma once

#include <jansson.h>

#include "cli/render.h"

void picture_print(FILE *out, const struct view *view, const json_t *reply);
/* As SVG, within a page. */
void picture_draw(FILE *out, const struct view *view, const json_t *reply);

/* A date of a reply ("2026-11-20") as noon of it, so that no zone moves it to another one. False:
 * it is none. */
bool picture_date(const json_t *object, const char *key, struct stamp *ret);
/* A number, or the fallback where missing, null, or of another type. */
double member_real(const json_t *object, const char *key, double fallback);
