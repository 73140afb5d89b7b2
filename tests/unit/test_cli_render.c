/* What knead shows, to the letter: made-up replies in, text out, at two widths, coloured and not.
 */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <jansson.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/agenda.h"
#include "cli/entry_text.h"
#include "cli/render.h"
#include "cli/status.h"
#include "common/scope.h"

static const struct view plain80 = {.width = 80}, colour80 = {.width = 80, .colour = true};

static struct view at(struct view view, const char *now)
{
    assert_true(stamp_parse(now, &view.now));
    return view;
}

static json_t *parse(const char *text)
{
    json_error_t error;
    json_t *value = json_loads(text, JSON_DECODE_ANY, &error);

    if (!value)
        fail_msg("%s in %s", error.text, text);
    return value;
}

/* Runs a printing function on a reply and compares what it printed. */
static void check(void (*print)(FILE *, const struct view *, const json_t *), struct view view,
                  const char *reply, const char *expected)
{
    json_auto_t *value = parse(reply);
    AUTO_FREE char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    print(out, &view, value);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, expected);
    assert_null(strstr(text, " \n"));
}

#define NOW "2026-11-20T14:05:00+01:00"

static void print_status(FILE *out, const struct view *view, const json_t *reply)
{
    status_print(out, view, reply, NULL);
}

static void test_status_coloured(void **state)
{
    (void)state;
    check(print_status, colour80,
          "{\"now\":\"" NOW
          "\",\"presence\":\"idle\",\"notifier\":\"mako\",\"last_pain\":{\"level\":7,"
          "\"at\":\"2026-11-19T23:00:00+01:00\"},\"reminders\":[{\"name\":\"stand-up\",\"break\":"
          "true,"
          "\"state\":\"open\",\"due\":\"2026-11-20T14:00:00+01:00\",\"counted\":1800,"
          "\"every\":3600,\"done\":1},{\"name\":\"eyes\",\"state\":\"waiting\","
          "\"next\":\"2026-11-20T14:05:20+01:00\"}]}",
          "\033[1mFri 20 Nov, 14:05\n\n\033[0m"
          "\033[1m> stand-up  14:00  waits 5m\033[0m\033[2m  #####.....\033[0m  1 done\n"
          "  eyes      14:05  in 20s\n"
          "\n"
          "Answer: knead done, knead skip or knead snooze\n"
          "\n"
          "\033[2mpain\033[0m      7\033[1;31m  #######...\033[0m  yesterday 23:00\n"
          "\033[2mbreaks\033[0m    1 of 1 taken      ##########\n"
          "\033[2mpresence\033[0m  idle\n"
          "\033[2mnotifier\033[0m  mako\n");
}

static void test_status_trouble(void **state)
{
    const char *reply =
        "{\"now\":\"" NOW "\",\"presence\":\"active\",\"notifier\":\"terminal\","
        "\"paused_until\":\"2026-11-20T15:40:00+01:00\",\"log_trouble\":\"the disk is full "
        "(/home/u/.local/share/knead/knead.db); three entries were refused\",\"reminders\":["
        "{\"name\":\"b\",\"state\":\"open\",\"due\":\"2026-11-20T14:00:00+01:00\"},"
        "{\"name\":\"a\",\"state\":\"open\",\"due\":\"2026-11-20T13:30:00+01:00\"}]}";

    (void)state;
    check(print_status, plain80, reply,
          "Fri 20 Nov, 14:05\n"
          "\n"
          "! LOG TROUBLE: the disk is full (/home/u/.local/share/knead/knead.db); three\n"
          "               entries were refused\n"
          "\n"
          "Paused until 15:40: no reminder comes before.\n"
          "\n"
          "> a  13:30  waits 35m\n"
          "> b  14:00  waits 5m\n"
          "\n"
          "Answer all: knead done, knead skip or knead snooze; one: knead done NAME\n"
          "\n"
          "pain      none logged yet; like this: knead log 4 lower-back\n"
          "presence  active\n"
          "notifier  terminal\n");
}

/* Whatever a reply lacks or has of a wrong type, something sensible is shown. */
static void test_status_of_nothing(void **state)
{
    static const char *const replies[] = {
        "{}",
        "{\"reminders\":7,\"presence\":[],\"notifier\":{},\"last_pain\":1,\"log_trouble\":false}",
        "{\"reminders\":[],\"presence\":null,\"now\":\"soon\",\"paused_until\":\"x\"}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(replies); i++)
        check(print_status, at(plain80, NOW), replies[i],
              "Fri 20 Nov, 14:05\n"
              "\n"
              "  No reminders are set.\n"
              "\n"
              "pain      none logged yet; like this: knead log 4 lower-back\n"
              "presence  unknown (counted as active)\n"
              "notifier  none\n");
    check(print_status, at(plain80, NOW), "{\"reminders\":[1,{\"state\":\"open\"}]}",
          "Fri 20 Nov, 14:05\n"
          "\n"
          "  ?\n"
          "  ?\n"
          "\n"
          "pain      none logged yet; like this: knead log 4 lower-back\n"
          "presence  unknown (counted as active)\n"
          "notifier  none\n");
}

static void print_one(FILE *out, const struct view *view, const json_t *entry)
{
    print_entry(out, view, entry);
}

static void test_entry(void **state)
{
    static const struct {
        const char *entry, *text;
    } cases[] = {
        {"{\"kind\":\"pain\",\"level\":4,\"region\":\"lower-back\",\"side\":\"left\","
         "\"at\":\"2026-11-20T12:10:00+01:00\"}",
         "pain 4, lower back, left, today 12:10 (Fri 20 Nov, +01:00)\n"},
        {"{\"kind\":\"pain\",\"level\":0,\"side\":\"both\",\"note\":\"a\\nb\","
         "\"at\":\"2026-11-19T12:10:00+01:00\"}",
         "pain 0, both, yesterday 12:10 (Thu 19 Nov, +01:00): a b\n"},
        {"{\"kind\":\"drink\",\"ml\":250,\"at\":\"2026-03-28T07:15:00-03:30\"}",
         "drink 250 ml, Sat 28 Mar 2026 07:15 (-03:30)\n"},
        {"{\"level\":true}", "entry\n"},
        {"null", "entry\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check(print_one, at(plain80, NOW), cases[i].entry, cases[i].text);
}

static void test_agenda(void **state)
{
    (void)state;
    check(agenda_print, at(plain80, NOW),
          "[{\"due\":\"2026-11-20T14:00:00+01:00\",\"reminder\":\"stand-up\",\"message\":\"Stand "
          "up and "
          "walk a few steps.\",\"state\":\"open\"},"
          "{\"due\":\"2026-11-20T14:20:00+01:00\",\"reminder\":\"hydration\",\"message\":\"Drink a "
          "glass of water.\",\"state\":\"snoozed\"},"
          "{\"due\":\"2026-11-20T14:30:00+01:00\",\"reminder\":\"größe\",\"message\":\"Neck, "
          "shoulders, lower back: one slow move each, and breathe out on the "
          "way.\",\"state\":\"due\"},"
          "{\"due\":\"2026-11-20T21:30:00+01:00\",\"reminder\":\"routine\",\"state\":\"due\"}]",
          "14:00  stand-up   [waits] Stand up and walk a few steps.\n"
          "14:20  hydration  [snoozed] Drink a glass of water.\n"
          "14:30  größe      Neck, shoulders, lower back: one slow move each, and breathe\n"
          "                  out on the way.\n"
          "21:30  routine\n");
    check(agenda_print, at(plain80, NOW),
          "[{\"due\":\"2026-11-20T21:30:00+01:00\",\"reminder\":\"a\",\"message\":\"x\"},"
          "{\"due\":\"2026-11-21T00:00:00+01:00\",\"reminder\":\"b\",\"message\":\"y\"},{}]",
          "Fri 20 Nov\n"
          "  21:30  a  x\n"
          "\n"
          "Sat 21 Nov\n"
          "  00:00  b  y\n");
    check(agenda_print, at(colour80, NOW),
          "[{\"due\":\"2026-11-22T09:00:00+01:00\",\"reminder\":\"a\",\"message\":\"x\"}]",
          "\033[1mSun 22 Nov\n\033[0m"
          "  09:00  a  x\n");
    check(agenda_print, at(plain80, NOW),
          "[{\"due\":\"2026-11-20T15:00:00+01:00\",\"reminder\":\"stand-up\",\"message\":\"x\","
          "\"state\":\"paused\",\"with\":null},"
          "{\"due\":\"2026-11-20T23:58:00+01:00\",\"reminder\":\"a\",\"message\":\"y\","
          "\"state\":\"due\",\"with\":null},"
          "{\"due\":\"2026-11-20T23:58:00+01:00\",\"reminder\":\"b\",\"state\":\"merged\","
          "\"with\":\"2026-11-20T23:58:00+01:00\"},"
          "{\"due\":\"2026-11-21T00:01:00+01:00\",\"reminder\":\"c\",\"message\":\"z\","
          "\"state\":\"merged\",\"with\":\"2026-11-20T23:58:00+01:00\"},"
          "{\"due\":\"2026-11-21T00:04:00+01:00\",\"reminder\":\"a\",\"state\":\"due\"}]",
          "Fri 20 Nov\n"
          "  15:00  stand-up  [paused] x\n"
          "  23:58  a         y\n"
          "         b\n"
          "         c         z\n"
          "\n"
          "Sat 21 Nov\n"
          "  00:04  a\n");
    check(agenda_print, at(plain80, NOW), "[]", "");
}

static void test_cells(void **state)
{
    static const struct {
        const char *text;
        int cells;
    } cases[] = {
        {"", 0},        {"abc", 3},    {"größe", 5},    {"日本", 4},
        {"e\u0301", 1}, {"a\033b", 3}, {"\xff\xc3", 2},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(text_cells(cases[i].text), cases[i].cells);
}

static void test_bars(void **state)
{
    static const struct {
        int64_t part, whole;
        const char *bar;
    } cases[] = {
        {0, 10, ".........."},   {1, 10, "#........."},
        {10, 10, "##########"},  {11, 10, "##########"},
        {-1, 10, ".........."},  {5, 0, ".........."},
        {99, 100, "#########."}, {INT64_MAX / 2, INT64_MAX, "#####....."},
    };
    char bar[BAR_CELLS + 1];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bar_text(cases[i].part, cases[i].whole, bar);
        assert_string_equal(bar, cases[i].bar);
    }
}

static void test_span_words(void **state)
{
    static const struct {
        int64_t seconds;
        const char *words;
    } cases[] = {
        {-5, "0s"},        {0, "0s"},         {59, "59s"},       {60, "1m"},
        {119, "1m"},       {26700, "7h25m"},  {86399, "23h59m"}, {86400, "1d"},
        {237600, "2d18h"}, {604799, "6d23h"}, {604800, "1w"},    {4644000, "53d"},
    };
    char words[STAMP_TEXT_MAX];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        span_words(cases[i].seconds, words);
        assert_string_equal(words, cases[i].words);
    }
}

static void test_stamps(void **state)
{
    static const struct {
        const char *at, *soon, *past;
    } cases[] = {
        {"2026-11-20T14:05:00+01:00", "14:05", "today 14:05"},
        {"2026-11-20T00:00:00+01:00", "00:00", "today 00:00"},
        {"2026-11-19T23:59:59+01:00", "Thu 19 Nov 23:59", "yesterday 23:59"},
        {"2026-11-18T23:59:59+01:00", "Wed 18 Nov 23:59", "Wed 18 Nov 23:59"},
        {"2026-11-26T08:00:00+01:00", "Thu 08:00", "Thu 26 Nov 08:00"},
        {"2026-11-27T08:00:00+01:00", "Fri 27 Nov 08:00", "Fri 27 Nov 08:00"},
        {"2026-05-21T08:00:00+02:00", "Thu 21 May 08:00", "Thu 21 May 08:00"},
        {"2026-05-20T08:00:00+02:00", "Wed 20 May 2026 08:00", "Wed 20 May 2026 08:00"},
        {"1969-12-31T23:00:00-01:00", "Wed 31 Dec 1969 23:00", "Wed 31 Dec 1969 23:00"},
        {"2026-11-20T23:30:00-08:00", "23:30", "today 23:30"}, /* its own day is told */
    };
    struct stamp now, s;
    char text[STAMP_TEXT_MAX];

    (void)state;
    assert_true(stamp_parse(NOW, &now));
    assert_false(stamp_parse(NULL, &s));
    assert_false(stamp_parse("today", &s));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_true(stamp_parse(cases[i].at, &s));
        stamp_soon(s, now, text);
        assert_string_equal(text, cases[i].soon);
        stamp_past(s, now, text);
        assert_string_equal(text, cases[i].past);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_status_coloured),
        cmocka_unit_test(test_status_trouble),
        cmocka_unit_test(test_status_of_nothing),
        cmocka_unit_test(test_entry),
        cmocka_unit_test(test_agenda),
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_bars),
        cmocka_unit_test(test_span_words),
        cmocka_unit_test(test_stamps),
    };

    (void)setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests_name("cli_render", tests, NULL, NULL);
}
