/* The log as rows of a table: the schema that export writes and import reads (knead(1), EXCHANGE).
 * Pure. */
#pragma once

#include <jansson.h>

#include "common/entry.h"

extern const size_t columns_n;
const char *column_name(size_t i);
/* The column of this name, or columns_n. */
size_t column_find(const char *name);

/* In the kind's place: the outcome of a reminder, which goes out, but is passed over on its way in.
 */
#define COLUMNS_REMINDER "reminder"
#define COLUMN_TEXT_MAX  (NOTE_MAX + 1)
/* What an Entry of org.knead has in a column; "" nothing. */
void column_write(const json_t *entry, size_t i, char ret[static COLUMN_TEXT_MAX]);
/* And back: sets what a text in a column tells; "" tells nothing. Set the kind first. 0, or -EINVAL
 * with why. */
int column_set(struct entry *entry, size_t i, const char *text, char ret_why[static ENTRY_WHY_MAX]);
/* The column that tells the kind. */
size_t column_kind(void);
/* Entry's members of JSON, as export writes them; what it has beside a row (late, edited) is passed
 * over. 0, or -EINVAL with why. */
int columns_from_json(const json_t *object, struct entry *ret, char ret_why[static ENTRY_WHY_MAX]);
