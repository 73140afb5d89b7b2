/* What the log says of some weeks, as a page. Pure. */
#pragma once

#include <jansson.h>

#include "cli/render.h"
#include "common/entry.h"

/* A reply of Report as a page (cli/page.h), in the order of CARE R60; json_decref() frees. NULL: no
 * memory. The page keeps the reply. */
json_t *report_page(json_t *reply, const struct view *view);

bool report_is_kind(const json_t *entry, enum entry_kind kind);
#define REPORT_CELL_MAX 1024
/* A hold, its end, answers about red flags, a visit to a clinician, or a tier's beginning or end;
 * false: it is none of them. */
bool report_event(const json_t *entry, char ret[static REPORT_CELL_MAX]);
