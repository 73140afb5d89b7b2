/* A page as data, and its writer for terminals. */
#include "cli/page.h"

#include <string.h>

#include "cli/picture.h"
#include "common/entry.h"
#include "common/scope.h"

#define INDENT  2
#define WORDS   15 /* column of a figure, behind its label */
#define COLUMNS 8  /* of a table, at most */

json_t *page_new(const char *title)
{
    return json_pack("{s:s,s:[],s:[]}", "title", title, "sections", "closing");
}

json_t *page_section(json_t *page, const char *heading)
{
    json_t *section = json_pack("{s:s,s:[]}", "heading", heading, "blocks");

    (void)json_array_append_new(json_object_get(page, "sections"), section);
    return json_object_get(section, "blocks");
}

void page_text(json_t *blocks, const char *text)
{
    (void)json_array_append_new(blocks, json_pack("{s:s}", "text", text));
}

void page_figure(json_t *blocks, const char *label, const char *text)
{
    (void)json_array_append_new(blocks, json_pack("{s:s,s:s}", "label", label, "figure", text));
}

json_t *page_table(json_t *blocks, const char *const *columns)
{
    json_t *table = json_pack("{s:[],s:[]}", "columns", "rows");

    for (; *columns; columns++)
        (void)json_array_append_new(json_object_get(table, "columns"), json_string(*columns));
    (void)json_array_append_new(blocks, table);
    return json_object_get(table, "rows");
}

void page_row(json_t *rows, json_t *cells)
{
    (void)json_array_append_new(rows, cells);
}

void page_picture(json_t *blocks, json_t *reply)
{
    (void)json_array_append_new(blocks, json_pack("{s:O}", "picture", reply));
}

void page_closing(json_t *page, const char *text)
{
    (void)json_array_append_new(json_object_get(page, "closing"), json_string(text));
}

const char *page_column(const json_t *columns, size_t i, bool *ret_numbers)
{
    const char *name = json_string_value(json_array_get(columns, i));

    *ret_numbers = name && name[0] == '>';
    return name ? name + *ret_numbers : "";
}

/* ------------------------------------------------------------------ for terminals */

/* A cell's text; of a level its bar. */
static const char *cell_text(const json_t *cell, char bar[static BAR_CELLS + 1])
{
    const char *text = json_string_value(cell);

    if (!json_is_number(cell))
        return text ? text : "";
    bar_text((int64_t)(json_number_value(cell) * 10 + 0.5), 10 * PAIN_MAX, bar);
    return bar;
}

static void print_cell(struct line *line, const struct view *view, const json_t *cell, int column,
                       int width, bool right)
{
    char bar[BAR_CELLS + 1];
    const char *text = cell_text(cell, bar);
    bool level = json_is_number(cell);

    if (right)
        column += width - text_cells(text);
    if (level)
        paint(line->out, view, level_tone((int64_t)json_number_value(cell)));
    line_text(line, column, text);
    if (level)
        paint(line->out, view, TONE_PLAIN);
}

static void print_table(FILE *out, const struct view *view, const json_t *block)
{
    const json_t *columns = json_object_get(block, "columns"), *rows, *row;
    size_t n = json_array_size(columns), i, c;
    int at[COLUMNS] = {INDENT}, width[COLUMNS] = {0};
    struct line line = {.out = out};
    bool right;

    n = n < COLUMNS ? n : COLUMNS;
    rows = json_object_get(block, "rows");
    for (c = 0; c < n; c++) {
        width[c] = text_cells(page_column(columns, c, &right));
        json_array_foreach(rows, i, row)
        {
            char bar[BAR_CELLS + 1];
            int cells = text_cells(cell_text(json_array_get(row, c), bar));

            width[c] = cells > width[c] ? cells : width[c];
        }
        if (c + 1 < n)
            at[c + 1] = at[c] + width[c] + 2;
    }
    paint(out, view, TONE_FAINT);
    for (c = 0; c < n; c++) {
        const char *name = page_column(columns, c, &right);

        line_text(&line, at[c] + (right ? width[c] - text_cells(name) : 0), name);
    }
    paint(out, view, TONE_PLAIN);
    (void)fputc('\n', out);
    json_array_foreach(rows, i, row)
    {
        line = (struct line){.out = out};
        for (c = 0; c + 1 < n; c++) {
            (void)page_column(columns, c, &right);
            print_cell(&line, view, json_array_get(row, c), at[c], width[c], right);
        }
        (void)page_column(columns, c, &right);
        if (right)
            print_cell(&line, view, json_array_get(row, c), at[c], width[c], right);
        line_end(&line, view, at[c], right ? "" : cell_text(json_array_get(row, c), (char[16]){0}));
    }
}

static void print_text(FILE *out, const struct view *view, const char *text)
{
    struct line line = {.out = out};

    line_end(&line, view, INDENT, text);
}

static void print_figure(FILE *out, const struct view *view, const json_t *block)
{
    struct line line = {.out = out};

    paint(out, view, TONE_FAINT);
    line_text(&line, INDENT, member_text(block, "label"));
    paint(out, view, TONE_PLAIN);
    line_end(&line, view, WORDS, member_text(block, "figure"));
}

/* Figures stand close to each other; whatever else is next to another one has a line between. */
static void print_block(FILE *out, const struct view *view, const json_t *block, const json_t *last)
{
    const json_t *picture = json_object_get(block, "picture");

    if (last && !(json_object_get(last, "label") && json_object_get(block, "label")))
        (void)fputc('\n', out);
    if (json_object_get(block, "label"))
        print_figure(out, view, block);
    else if (json_object_get(block, "rows"))
        print_table(out, view, block);
    else if (picture)
        picture_print(out, view, picture);
    else
        print_text(out, view, member_text(block, "text"));
}

static void print_strong(FILE *out, const struct view *view, const char *text)
{
    paint(out, view, TONE_STRONG);
    print_clean(out, text);
    paint(out, view, TONE_PLAIN);
    (void)fputc('\n', out);
}

void page_print_text(FILE *out, const struct view *view, const json_t *page)
{
    const json_t *section, *block, *text;
    size_t i, k;

    print_strong(out, view, member_text(page, "title"));
    json_array_foreach(json_object_get(page, "sections"), i, section)
    {
        const json_t *last = NULL;

        (void)fputc('\n', out);
        if (*member_text(section, "heading"))
            print_strong(out, view, member_text(section, "heading"));
        json_array_foreach(json_object_get(section, "blocks"), k, block)
        {
            print_block(out, view, block, last);
            last = block;
        }
    }
    (void)fputc('\n', out);
    json_array_foreach(json_object_get(page, "closing"), i, text)
        print_text(out, view, json_string_value(text));
}
