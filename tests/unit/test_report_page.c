/* The report as a page: its order, that every format says the same, and that whatever was typed
 * into the log stays text. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <expat.h>
#include <stdio.h>
#include <string.h>

#include "cli/page.h"
#include "cli/report.h"
#include "common/scope.h"

typedef void writer(FILE *, const struct view *, const json_t *);
static writer *const writers[] = {page_print_text, page_print_markdown, page_print_html};

/* The reply of a case that people read, too. */
static json_t *reply_of(const char *path)
{
    AUTO_FCLOSE FILE *in = fopen(path, "re");
    AUTO_FREE char *line = NULL;
    size_t size = 0;
    json_t *json = NULL;

    assert_non_null(in);
    while (!json && getline(&line, &size, in) > 0)
        if (line[0] == '<') {
            json_auto_t *message = json_loads(line + 2, 0, NULL);

            json = json_incref(json_object_get(message, "parameters"));
        }
    assert_non_null(json);
    return json;
}

static json_t *page_of(json_t *reply)
{
    struct view view = {.width = 80};
    json_t *page;

    assert_true(stamp_parse("2026-11-20T14:05:00+01:00", &view.now));
    page = report_page(reply, &view);
    assert_non_null(page);
    return page;
}

static char *print(const json_t *page, size_t w, int width)
{
    struct view view = {.width = width};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_true(stamp_parse("2026-11-20T14:05:00+01:00", &view.now));
    writers[w](out, &view, page);
    (void)fclose(out);
    return text;
}

/* What is left of it for a reader: no marks, no escapes, one blank between words. */
static char *plain(const char *text, size_t w)
{
    static const struct {
        const char *as, *c;
    } escapes[] = {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
    char *ret = calloc(1, strlen(text) + 2), *to = ret;
    bool tag = false;

    assert_non_null(ret);
    for (const char *c = text; *c; c++) {
        size_t i = w == 2 ? 0 : COUNT_OF(escapes);

        tag = w == 2 && (tag ? c[-1] != '>' : *c == '<');
        while (i < COUNT_OF(escapes) && strncmp(escapes[i].as, c, strlen(escapes[i].as)) != 0)
            i++;
        if (tag || (w == 1 && *c == '\\'))
            continue;
        if (i < COUNT_OF(escapes)) {
            *to++ = *escapes[i].c;
            c += strlen(escapes[i].as) - 1;
        } else if (*c != ' ' && *c != '\n') {
            *to++ = *c;
        } else if (to > ret && to[-1] != ' ') {
            *to++ = ' ';
        }
    }
    return ret;
}

/* Every text of the page, in the order of the page: what they are found in may have more. */
static void find_texts(const json_t *json, const char **at)
{
    const json_t *value;
    const char *key, *text = json_string_value(json);
    size_t i;

    if (text) {
        AUTO_FREE char *flat = plain(text + (text[0] == '>'), 0);
        const char *found = strstr(*at, flat);

        if (!found)
            fail_msg("\"%s\" is not in \"%.200s\"", flat, *at);
        *at = found;
    }
    json_array_foreach(json, i, value) find_texts(value, at);
    json_object_foreach((json_t *)json, key, value)
    {
        if (strcmp(key, "picture") != 0)
            find_texts(value, at);
    }
}

static void R61_every_format_says_the_same(void **state)
{
    static const char *const cases[] = {"tests/golden/report.case", "tests/golden/report-few.case",
                                        "tests/golden/report-years.case",
                                        "tests/golden/report-html.case"};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_auto_t *reply = reply_of(cases[i]), *page = page_of(reply);

        for (size_t w = 0; w < COUNT_OF(writers); w++) {
            AUTO_FREE char *text = print(page, w, 100000), *flat = plain(text, w);
            const char *at = flat;

            find_texts(page, &at);
        }
    }
}

/* In this order, in each format; where nothing was logged, it says so. */
static void R60_order_of_the_report(void **state)
{
    static const char *const order[] = {
        "What one person logged",
        "Pain was logged on",
        "In short",
        "Pain, week by week",
        "band",
        "(PEG, each 0-10)",
        "Where",
        "Massages",
        "Aftercare and habits",
        "Range of motion, sleep, stress",
        "Flags and holds",
        "Goals, and what to mind",
        "to work on",
        "to avoid",
        "Questions for the therapist",
        "How it is counted",
        "The figures are for one person only.",
        "This is your own record. It cannot show what caused a change.",
        "Massage and self-care go alongside medical advice and do not replace it.",
    };
    static const char *const cases[] = {"tests/golden/report.case", "tests/golden/report-few.case"};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        for (size_t w = 0; w < COUNT_OF(writers); w++) {
            json_auto_t *reply = reply_of(cases[i]), *page = page_of(reply);
            AUTO_FREE char *text = print(page, w, 100000), *flat = plain(text, w);
            const char *at = flat;

            for (size_t k = 0; k < COUNT_OF(order); k++) {
                at = strstr(at, order[k]);
                if (!at)
                    fail_msg("%s, format %zu: no \"%s\" in its place", cases[i], w, order[k]);
                at += strlen(order[k]);
            }
            assert_true(strlen(at) <= 1); /* R66: that is the end */
        }
}

/* Flags and holds have their dates, massages their levels. */
static void R60_R15_what_stands_in_it(void **state)
{
    static const char *const texts[] = {
        "Wed 30 Sep 7 5 2",
        "Fri 16 Oct in the way of massage: fever: 38.4 in the evening",
        "Mon 19 Oct over: fever",
        "Sat 10 Oct asked about signs: nothing was marked, which is no medical all-clear",
        "Mon 2 Nov asked about signs: numbness, tingling or weakness in the left leg",
        "Mon 2 Nov a reason to see a doctor that day: numbness, tingling or weakness in",
        "Tue 3 Nov over: a reason to see a doctor that day",
        "Tue 3 Nov seen by a clinician, who cleared massage",
        "a wound, hands, since Wed 18 Nov",
        "to sit through a film; less pain",
        "Sun 4 Oct 6 5 6 5.7 6",
        "9 weeks after it",
    };
    json_auto_t *reply = reply_of("tests/golden/report.case"), *page = page_of(reply);
    AUTO_FREE char *text = print(page, 0, 100000), *flat = plain(text, 0);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if (!strstr(flat, texts[i]))
            fail_msg("no \"%s\"", texts[i]);
}

/* ------------------------------------------------------------------ what is typed stays text */

static const char typed[] = "</td></table><script>x()</script><img src=x onerror=y> &lt; \"q\" 'p' "
                            "| a\n# b\n- c `d` *e*";

static json_t *hostile(void)
{
    json_t *reply = reply_of("tests/golden/report.case"), *entry, *line;
    size_t i;

    json_array_foreach(json_object_get(reply, "entries"), i, entry)(void)
        json_object_set_new(entry, "note", json_string(typed));
    json_array_foreach(json_object_get(reply, "lines"), i, line)(void)
        json_object_set_new(line, "text", json_string(typed));
    return reply;
}

static void count_elements(void *userdata, const char *name, const char **attributes)
{
    static const char *const known[] = {
        "html", "head",   "meta", "title", "style", "body",  "main",   "section",    "h1",    "h2",
        "p",    "dl",     "div",  "dt",    "dd",    "table", "thead",  "tbody",      "tr",    "th",
        "td",   "figure", "svg",  "path",  "rect",  "text",  "circle", "figcaption", "footer"};
    size_t *n = userdata, i = 0;

    while (i < COUNT_OF(known) && strcmp(known[i], name) != 0)
        i++;
    if (i == COUNT_OF(known))
        fail_msg("an element <%s>", name);
    for (; *attributes; attributes += 2) {
        assert_null(strstr(attributes[1], "://")); /* it loads nothing */
        assert_true(strncmp(attributes[0], "on", 2) != 0 && strcmp(attributes[0], "src") != 0 &&
                    strcmp(attributes[0], "href") != 0);
    }
    ++*n;
}

static void test_html_is_one_page(void **state)
{
    json_auto_t *reply = hostile(), *page = page_of(reply);
    AUTO_FREE char *text = print(page, 2, 80);
    XML_Parser parser = XML_ParserCreate("UTF-8");
    const char *at = text;
    size_t n = 0, headings = 0;

    (void)state;
    assert_memory_equal(text, "<!DOCTYPE html>\n<html lang=\"en\">\n", 33);
    XML_SetUserData(parser, &n);
    XML_SetStartElementHandler(parser, count_elements);
    if (XML_Parse(parser, text, (int)strlen(text), 1) != XML_STATUS_OK)
        fail_msg("line %lu: %s", XML_GetCurrentLineNumber(parser),
                 XML_ErrorString(XML_GetErrorCode(parser)));
    XML_ParserFree(parser);
    assert_true(n > 300);
    for (; (at = strstr(at, "<h2 id=")); at++)
        headings++;
    assert_int_equal(headings, json_array_size(json_object_get(page, "sections")) - 1);
    assert_non_null(strstr(text, "<th scope=\"col\">"));
    assert_non_null(strstr(text, "<th scope=\"row\">"));
    assert_non_null(strstr(text, "default-src 'none'"));
}

/* A row stays a row, and no mark of the user's becomes one of Markdown's. */
static void test_markdown_keeps_its_lines(void **state)
{
    json_auto_t *reply = hostile(), *page = page_of(reply);
    AUTO_FREE char *text = print(page, 1, 80);
    size_t rows = 0;

    (void)state;
    assert_null(strstr(text, "\n- c"));
    assert_null(strstr(text, "\n# b"));
    assert_non_null(strstr(text, "\\<script\\>x()\\</script\\>"));
    assert_non_null(strstr(text, "'p' \\| a \\# b - c \\`d\\` \\*e\\*"));
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        if (line[0] == '|') {
            rows++;
            assert_int_equal(line[strlen(line) - 1], '|');
        }
    assert_true(rows > 20);
}

/* Replies that lack what a page needs make a poorer page, and no crash. */
static void test_poor_replies(void **state)
{
    static const char *const replies[] = {
        "{}",
        "{\"from\":1,\"to\":null,\"weeks\":{},\"entries\":[{}],\"holds\":[{}],\"lines\":[{}]}",
        "{\"from\":\"2026-11-20\",\"to\":\"2026-11-19\",\"days\":[{\"date\":\"x\"}],\"figures\":[1]"
        "}",
        "{\"from\":\"2026-11-20\",\"to\":\"2026-11-20\",\"weeks\":[{}],\"sessions\":[{}],"
        "\"measures\":[{\"kind\":\"mood\"},{}],\"entries\":[{\"kind\":\"check\",\"signs\":\"x\"}]}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(replies); i++) {
        json_auto_t *reply = json_loads(replies[i], 0, NULL), *page = page_of(reply);

        for (size_t w = 0; w < COUNT_OF(writers); w++) {
            AUTO_FREE char *text = print(page, w, 20);

            assert_non_null(strstr(text, "Report"));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(R61_every_format_says_the_same), cmocka_unit_test(R60_order_of_the_report),
        cmocka_unit_test(R60_R15_what_stands_in_it),      cmocka_unit_test(test_html_is_one_page),
        cmocka_unit_test(test_markdown_keeps_its_lines),  cmocka_unit_test(test_poor_replies),
    };

    return cmocka_run_group_tests_name("report_page", tests, NULL, NULL);
}
