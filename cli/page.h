/* A page: sections of texts, figures, tables and one picture, as data; and the writers of it, which
 * all say the same (CARE R61). Pure. */
#pragma once

#include <jansson.h>

#include "cli/render.h"

/* {"title", "sections": [{"heading", "blocks": [block, ...]}, ...], "closing": [text, ...]}; a
 * block has one of these members: "text"                 a paragraph "label", "figure"      a text
 * and what it is about "columns", "rows"      a table: texts; a number in a row is a level, 0 to
 * 10, drawn as a bar "picture"              a reply of Report, whose days are drawn Building fails
 * all at once: page_free(NULL) is fine, and a writer takes no page that is NULL. */
json_t *page_new(const char *title);
/* A section's blocks, borrowed. */
json_t *page_section(json_t *page, const char *heading);
void page_text(json_t *blocks, const char *text);
void page_figure(json_t *blocks, const char *label, const char *text);
/* The table's rows, borrowed; columns ends with NULL. A column ">pain" is one of numbers. */
json_t *page_table(json_t *blocks, const char *const *columns);
/* Takes the cells, an array. */
void page_row(json_t *rows, json_t *cells);
void page_picture(json_t *blocks, json_t *reply);
void page_closing(json_t *page, const char *text);

void page_print_text(FILE *out, const struct view *view, const json_t *page);
void page_print_markdown(FILE *out, const struct view *view, const json_t *page);
/* One page that needs nothing else: no script, no font, no address. */
void page_print_html(FILE *out, const struct view *view, const json_t *page);

/* For the writers: a column's name, and whether it is one of numbers. */
const char *page_column(const json_t *columns, size_t i, bool *ret_numbers);
