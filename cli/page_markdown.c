/* A page as Markdown, with tables as GitHub and pandoc read them. */
#include <string.h>

#include "cli/page.h"
#include "cli/picture.h"
#include "common/entry.h"

/* Text as it reads: what Markdown would take for marks is escaped, and a line stays one. */
static void print_marked(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (strchr("\\`*_{}[]<>#|~$&", *text))
            (void)fputc('\\', out);
        (void)fputc((unsigned char)*text < 0x20 || *text == 0x7f ? ' ' : *text, out);
    }
}

static void print_cell(FILE *out, const json_t *cell)
{
    char bar[BAR_CELLS + 1];

    (void)fputc(' ', out);
    if (json_is_number(cell)) {
        bar_text((int64_t)(json_number_value(cell) * 10 + 0.5), 10 * PAIN_MAX, bar);
        (void)fprintf(out, "`%s`", bar);
    } else if (json_is_string(cell)) {
        print_marked(out, json_string_value(cell));
    }
    (void)fputs(" |", out);
}

static void print_table(FILE *out, const json_t *block)
{
    const json_t *columns = json_object_get(block, "columns"), *row, *cell;
    size_t i, k;
    bool right;

    (void)fputc('|', out);
    json_array_foreach(columns, i, cell)
    {
        (void)fputc(' ', out);
        print_marked(out, page_column(columns, i, &right));
        (void)fputs(" |", out);
    }
    (void)fputs("\n|", out);
    json_array_foreach(columns, i, cell)
    {
        (void)page_column(columns, i, &right);
        (void)fputs(right ? " ---: |" : " --- |", out);
    }
    (void)fputc('\n', out);
    json_array_foreach(json_object_get(block, "rows"), i, row)
    {
        (void)fputc('|', out);
        json_array_foreach(row, k, cell) print_cell(out, cell);
        (void)fputc('\n', out);
    }
}

static void print_block(FILE *out, const struct view *view, const json_t *block)
{
    const json_t *picture = json_object_get(block, "picture");

    (void)fputc('\n', out);
    if (json_object_get(block, "label")) {
        (void)fputs("**", out);
        print_marked(out, member_text(block, "label"));
        (void)fputs("**: ", out);
        print_marked(out, member_text(block, "figure"));
        (void)fputc('\n', out);
    } else if (json_object_get(block, "rows")) {
        print_table(out, block);
    } else if (picture) {
        (void)fputs("```\n", out);
        picture_print(out, view, picture);
        (void)fputs("```\n", out);
    } else {
        print_marked(out, member_text(block, "text"));
        (void)fputc('\n', out);
    }
}

void page_print_markdown(FILE *out, const struct view *view, const json_t *page)
{
    const struct view plain = {.now = view->now, .width = 80};
    const json_t *section, *block, *text;
    size_t i, k;

    (void)fputs("# ", out);
    print_marked(out, member_text(page, "title"));
    (void)fputc('\n', out);
    json_array_foreach(json_object_get(page, "sections"), i, section)
    {
        const char *heading = member_text(section, "heading");

        (void)fputs(*heading ? "\n## " : "", out);
        print_marked(out, heading);
        (void)fputs(*heading ? "\n" : "", out);
        json_array_foreach(json_object_get(section, "blocks"), k, block)
            print_block(out, &plain, block);
    }
    (void)fputs("\n---\n", out);
    json_array_foreach(json_object_get(page, "closing"), i, text)
    {
        (void)fputc('\n', out);
        print_marked(out, json_string_value(text));
        (void)fputc('\n', out);
    }
}
