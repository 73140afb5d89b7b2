/* A page as HTML: one file, which a browser shows, a printer prints and a screen reader reads. It
 * loads nothing and runs nothing, and says so to the browser. Well-formed as XML is, too. */
#include <string.h>

#include "cli/page.h"
#include "cli/picture.h"

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
    "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'\"/>\n";

static const char style[] =
    "<style>\n"
    ":root { color: #22282b; background: #fff; }\n"
    "body { margin: 2.5rem auto; max-width: 45rem; padding: 0 1.25rem;\n"
    "  font: 1rem/1.5 system-ui, sans-serif; }\n"
    "h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }\n"
    "h2 { font-size: 1.1rem; margin: 2.25rem 0 .6rem; padding-top: .7rem;\n"
    "  border-top: 1px solid #d5dbdd; break-after: avoid; }\n"
    "p { margin: .5rem 0; }\n"
    "table { border-collapse: collapse; margin: .6rem 0; font-variant-numeric: tabular-nums; }\n"
    "th, td { text-align: left; font-weight: normal; padding: .2rem 1.4rem .2rem 0;\n"
    "  vertical-align: top; }\n"
    "thead tr > * { color: #566267; font-size: .875rem; border-bottom: 1px solid #d5dbdd; }\n"
    "tbody th { white-space: nowrap; }\n"
    "tbody tr + tr > * { border-top: 1px solid #eef1f2; }\n"
    "tr, dl > div, figure { break-inside: avoid; }\n"
    ".n { text-align: right; }\n"
    ".bar { display: block; width: 8rem; height: .7rem; margin-top: .4rem; }\n"
    "dl > div { margin: .6rem 0; display: grid; grid-template-columns: 8.5rem 1fr; gap: 1rem; }\n"
    "dt { color: #566267; }\n"
    "dd { margin: 0; }\n"
    "figure { margin: 1rem 0; }\n"
    "figcaption { color: #566267; font-size: .875rem; }\n"
    "svg { display: block; width: 100%; height: auto; }\n"
    "svg text { font-size: 12px; fill: #566267; }\n"
    ".end { text-anchor: end; }\n"
    ".rule { stroke: #d5dbdd; fill: none; }\n"
    ".room { fill: #eef1f2; }\n"
    ".level, .day { fill: #2a7076; }\n"
    ".day { fill-opacity: .45; }\n"
    ".week { stroke: #174e53; stroke-width: 2.5; }\n"
    ".kept { fill: #a9c3c5; }\n"
    "footer { margin-top: 2.25rem; padding-top: .7rem; border-top: 1px solid #d5dbdd; }\n"
    "@media (max-width: 34rem) { dl > div { grid-template-columns: 1fr; gap: 0; }\n"
    "  th, td { padding-right: .8rem; } .bar { width: 4rem; } }\n"
    "@media print { :root { font-size: 10pt; } body { margin: 0; max-width: none; padding: 0; }\n"
    "  @page { margin: 18mm; } }\n"
    "</style>\n";

/* Text, whatever it holds, as nothing but text. */
static void print_escaped(FILE *out, const char *text)
{
    static const struct {
        char c;
        const char *as;
    } escapes[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};

    for (; *text; text++) {
        size_t i = 0, n = sizeof escapes / sizeof *escapes;

        while (i < n && escapes[i].c != *text)
            i++;
        if (i < n)
            (void)fputs(escapes[i].as, out);
        else
            (void)fputc((unsigned char)*text < 0x20 || *text == 0x7f ? ' ' : *text, out);
    }
}

static void print_in(FILE *out, const char *element, const char *text)
{
    (void)fprintf(out, "<%s>", element);
    print_escaped(out, text);
    (void)fprintf(out, "</%s>\n", element);
}

/* A level stands beside its number, so the bar is for the eye only. */
static void print_bar(FILE *out, double level)
{
    (void)fprintf(out,
                  "<td aria-hidden=\"true\"><svg class=\"bar\" viewBox=\"0 0 100 10\" "
                  "preserveAspectRatio=\"none\"><rect class=\"room\" width=\"100\" height=\"10\"/>"
                  "<rect class=\"level\" width=\"%.0f\" height=\"10\"/></svg></td>",
                  level * 10);
}

static void print_cell(FILE *out, const json_t *cell, bool first, bool right)
{
    const char *text = json_string_value(cell);

    if (json_is_number(cell)) {
        print_bar(out, json_number_value(cell));
        return;
    }
    (void)fprintf(out, first ? "<th scope=\"row\"%s>" : "<td%s>", right ? " class=\"n\"" : "");
    print_escaped(out, text ? text : "");
    (void)fputs(first ? "</th>" : "</td>", out);
}

static void print_table(FILE *out, const json_t *block, size_t section)
{
    const json_t *columns = json_object_get(block, "columns"), *row, *cell;
    size_t i, k;
    bool right;

    (void)fprintf(out, "<table aria-labelledby=\"s%zu\">\n<thead><tr>", section);
    json_array_foreach(columns, i, cell)
    {
        const char *name = page_column(columns, i, &right);

        (void)fprintf(out, *name ? "<th scope=\"col\"%s>" : "<td%s>", right ? " class=\"n\"" : "");
        print_escaped(out, name);
        (void)fputs(*name ? "</th>" : "</td>", out);
    }
    (void)fputs("</tr></thead>\n<tbody>\n", out);
    json_array_foreach(json_object_get(block, "rows"), i, row)
    {
        (void)fputs("<tr>", out);
        json_array_foreach(row, k, cell)
        {
            (void)page_column(columns, k, &right);
            print_cell(out, cell, k == 0, right);
        }
        (void)fputs("</tr>\n", out);
    }
    (void)fputs("</tbody>\n</table>\n", out);
}

/* Figures that follow one another are one list. */
static void print_figure(FILE *out, const json_t *block, const json_t *last, const json_t *next)
{
    (void)fputs(last && json_object_get(last, "label") ? "<div>" : "<dl>\n<div>", out);
    print_in(out, "dt", member_text(block, "label"));
    print_in(out, "dd", member_text(block, "figure"));
    (void)fputs(next && json_object_get(next, "label") ? "</div>\n" : "</div>\n</dl>\n", out);
}

static void print_section(FILE *out, const struct view *view, const json_t *section, size_t number)
{
    const json_t *blocks = json_object_get(section, "blocks"), *block, *last = NULL;
    const char *heading = member_text(section, "heading");
    size_t i;

    (void)fputs(*heading ? "<section>\n" : "", out);
    if (*heading) {
        (void)fprintf(out, "<h2 id=\"s%zu\">", number);
        print_escaped(out, heading);
        (void)fputs("</h2>\n", out);
    }
    json_array_foreach(blocks, i, block)
    {
        const json_t *picture = json_object_get(block, "picture");

        if (json_object_get(block, "label"))
            print_figure(out, block, last, json_array_get(blocks, i + 1));
        else if (json_object_get(block, "rows"))
            print_table(out, block, number);
        else if (picture)
            picture_draw(out, view, picture);
        else
            print_in(out, "p", member_text(block, "text"));
        last = block;
    }
    (void)fputs(*heading ? "</section>\n" : "", out);
}

void page_print_html(FILE *out, const struct view *view, const json_t *page)
{
    const json_t *section, *text;
    size_t i;

    (void)fputs(head, out);
    print_in(out, "title", member_text(page, "title"));
    (void)fputs(style, out);
    (void)fputs("</head>\n<body>\n<main>\n", out);
    print_in(out, "h1", member_text(page, "title"));
    json_array_foreach(json_object_get(page, "sections"), i, section)
        print_section(out, view, section, i);
    (void)fputs("</main>\n<footer>\n", out);
    json_array_foreach(json_object_get(page, "closing"), i, text)
        print_in(out, "p", json_string_value(text));
    (void)fputs("</footer>\n</body>\n</html>\n", out);
}
