/* An entry as text. Pure. entry: an Entry of org.knead. */
#pragma once

#include "cli/render.h"

#define PLACE_TEXT_MAX 64
/* "lower back, left"; "" where an entry has no place. */
void entry_place(const json_t *entry, char ret[static PLACE_TEXT_MAX]);

#define AMOUNT_TEXT_MAX 32
/* "4", "200 ml", a PEG's mean "4.3", an imported "mild"; "" where there is none. */
void entry_amount(const json_t *entry, char ret[static AMOUNT_TEXT_MAX]);

#define FACTS_TEXT_MAX 1024
/* "dull, trigger desk, refers to neck": what else it tells; "" nothing. */
void entry_facts(const json_t *entry, char ret[static FACTS_TEXT_MAX]);

#define ID_TEXT_MAX 7
/* The last digits of its id, as edit takes them; "" where it has none. */
void entry_id(const json_t *entry, char ret[static ID_TEXT_MAX]);

/* An entry in one line: "pain 4, lower back, left, dull, today 12:10 (Fri 20 Nov, +01:00): NOTE".
 */
void print_entry(FILE *out, const struct view *view, const json_t *entry);
