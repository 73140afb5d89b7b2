/* The line for bars, to the letter: made-up replies in; out come the state, the text, when it
 * changes with time alone, and what each kind of bar would misread, escaped. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/bar.h"
#include "common/moment.h"
#include "common/scope.h"

#define NEVER   -1
#define S(text) "{\"now\":\"2026-11-20T14:00:00+01:00\"," text "}"
#define R(name, rest)                                                          \
    "{\"name\":\"" name "\",\"enabled\":true,\"counted\":null,\"every\":null," \
    "\"counts\":null," rest "}"
#define AT(clock)   "\"2026-11-20T" clock "+01:00\""
#define NEXT(clock) "\"state\":\"waiting\",\"due\":null,\"next\":" AT(clock)
#define OPEN(clock) "\"state\":\"open\",\"next\":null,\"due\":" AT(clock)
#define DESK(clock)                                                               \
    "{\"name\":\"stand-up\",\"enabled\":true,\"state\":\"waiting\",\"next\":" AT( \
        clock) ",\"due\":null,\"counted\":1800,\"every\":3600,\"counts\":\"desk\"}"
#define HERE "\"presence\":\"active\",\"paused_until\":null,\"deferring\":false,\"last_pain\":null,"
#define BEING(presence) \
    "\"presence\":\"" presence "\",\"paused_until\":null,\"deferring\":false,\"last_pain\":null,"
#define ALL "{state}|{next}|{in}|{at}|{late}|{waits}|{until}|{pain}|{presence}"

static json_t *parse(const char *text)
{
    json_error_t error;
    json_t *value = text ? json_loads(text, 0, &error) : NULL;

    if (text && !value)
        fail_msg("%s in %s", error.text, text);
    return value;
}

static void check(const char *format, const char *status, int64_t ago, const char *expected,
                  int64_t next)
{
    json_auto_t *value = parse(status);
    struct bar_form form = {0};
    char why[BAR_WHY_MAX];
    int64_t after;

    if (format)
        assert_int_equal(bar_form_parse(format, &form, why), 0);
    AUTO_FREE char *line = bar_line(&form, value, ago * USEC_PER_SEC, &after);
    assert_string_equal(line, expected);
    if (after != (next == NEVER ? INT64_MAX : next * USEC_PER_SEC))
        fail_msg("%s changes after %lld s", line, (long long)(after / USEC_PER_SEC));
}

/* Every state, at the edges between them; ago and next in seconds. */
static void test_states(void **state)
{
    static const struct {
        const char *status;
        int64_t ago;
        const char *all, *text;
        int64_t next; /* of the text */
    } cases[] = {
        {NULL, 0, "nodaemon|||||0|||", "no kneadd", NEVER},
        {S(HERE "\"reminders\":[]"), 0, "off|||||0|||active", "off", NEVER},
        {S(HERE "\"reminders\":[{\"name\":\"a\",\"enabled\":false,\"state\":\"off\"}]"), 0,
         "off|||||0|||active", "off", NEVER},
        {S(HERE "\"reminders\":[" R("a", NEXT("14:12:00")) "]"), 0, "ok|a|12m|14:12||0|||active",
         "a 12m", 60},
        {S(HERE "\"reminders\":[" R("a", NEXT("14:12:00")) "]"), 1, "ok|a|12m|14:12||0|||active",
         "a 12m", 59},
        {S(HERE "\"reminders\":[" R("a", NEXT("14:12:00")) "]"), 60, "ok|a|11m|14:12||0|||active",
         "a 11m", 60},
        {S(HERE "\"reminders\":[" R("a", NEXT("14:12:00")) "]"), 419, "ok|a|6m|14:12||0|||active",
         "a 6m", 1},
        {S(HERE "\"reminders\":[" R("a", NEXT("14:12:00")) "]"), 420, "soon|a|5m|14:12||0|||active",
         "a 5m", 60},
        {S(HERE "\"reminders\":[" R("a", NEXT("14:12:00")) "]"), 719, "soon|a|1m|14:12||0|||active",
         "a 1m", 1},
        {S(HERE "\"reminders\":[" R("a", NEXT("14:12:00")) "]"), 720,
         "soon|a|now|14:12||0|||active", "a now", NEVER},
        {S(HERE "\"reminders\":[" R("b", NEXT("15:20:00")) "," R("a", NEXT("15:19:59")) "]"), 0,
         "ok|a|1h20m|15:19||0|||active", "a 1h20m", 59},
        {S(HERE "\"reminders\":[{\"name\":\"m\",\"enabled\":true,\"state\":\"waiting\",\"next\":"
                "\"2026-11-22T09:30:00+01:00\"}]"),
         0, "ok|m|1d20h|Sun 09:30||0|||active", "m 1d20h", 1800},
        {S(HERE "\"reminders\":[" R("a", "\"state\":\"waiting\",\"next\":null") "]"), 0,
         "ok|||||0|||active", "nothing to come", NEVER},
        {S(HERE "\"reminders\":[" R("b", OPEN("13:58:00")) "," R("a", NEXT("14:01:00")) "," R(
             "c", OPEN("13:59:00")) "]"),
         0, "due|b|now|13:58|2m|2|||active", "b now", 180},
        {S(HERE "\"reminders\":[" R("b", OPEN("13:58:00")) "]"), 180,
         "overdue|b|now|13:58|5m|1|||active", "b waits 5m", 60},
        {S(HERE "\"reminders\":[" R("b", OPEN("14:00:00")) "]"), 59,
         "due|b|now|14:00|0m|1|||active", "b now", 241},
        {S("\"presence\":\"active\",\"deferring\":true,\"paused_until\":null,\"last_pain\":null,"
           "\"reminders\":[" R("a", NEXT("14:00:00")) "]"),
         0, "deferred|a|now|14:00||0|||active", "deferred", NEVER},
        {S(BEING("idle") "\"reminders\":[" DESK("14:30:00") "]"), 0, "idle|stand-up|30m|||0|||idle",
         "idle", NEVER},
        {S(BEING("away") "\"reminders\":[" DESK("14:30:00") "]"), 600,
         "resting|stand-up|30m|||0|||away", "resting", NEVER},
        {S(BEING("locked") "\"reminders\":[" DESK("14:03:00") "]"), 0,
         "resting|stand-up|3m|||0|||locked", "resting", NEVER},
        {S(BEING("asleep") "\"reminders\":[" R("a", NEXT("14:03:00")) "]"), 0,
         "resting|a|3m|14:03||0|||asleep", "resting", NEVER},
        {S("\"presence\":\"away\",\"deferring\":true,\"paused_until\":" AT(
             "15:40:00") ",\"last_pain\":{\"level\":4},\"reminders\":[" R("a",
                                                                          NEXT("15:50:00")) "]"),
         0, "paused|a|1h50m|15:50||0|15:40|4|away", "paused until 15:40", 36000},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_auto_t *value = parse(cases[i].status);
        struct bar_form form = {.template = ALL};
        int64_t next;
        AUTO_FREE char *line = bar_line(&form, value, cases[i].ago * USEC_PER_SEC, &next);

        if (strcmp(line, cases[i].all) != 0)
            fail_msg("case %zu: %s, not %s", i, line, cases[i].all);
        check(NULL, cases[i].status, cases[i].ago, cases[i].text, cases[i].next);
    }
}

static void test_templates(void **state)
{
    static const char plain[] = S(HERE "\"reminders\":[" R("a{in}b", NEXT("14:12:00")) "]");

    (void)state;
    check("{{{next}}} {in}, {pain}!", plain, 0, "{a{in}b} 12m, !", 60);
    check("#{in}\n\033[1m", plain, 0, "#12m ?[1m", 60);
    check("{state}", plain, 0, "ok", 420); /* no countdown: only the state's edge */
    check("{at}", plain, 0, "14:12", 420);
    check("{waits}", NULL, 0, "0", NEVER);
}

static void test_kinds(void **state)
{
    static const char odd[] =
        S("\"presence\":\"active\",\"paused_until\":null,\"deferring\":false,"
          "\"last_pain\":{\"kind\":\"pain\",\"level\":4,\"region\":"
          "\"lower-back\",\"side\":null},\"reminders\":[" R(
              "<b>&\\\"'#\\n\\u0007", NEXT("14:12:00")) "," DESK("14:30:00") "]");
    static const char waits[] = S(HERE "\"reminders\":[" R("stand-up", OPEN("13:50:00")) "]");
    static const char shares[] = S(HERE "\"reminders\":[" DESK("14:30:00") "]");

    (void)state;
    check(
        "waybar", odd, 0,
        "{\"text\":\"&lt;b&gt;&amp;&quot;&#39;# ? 12m\",\"alt\":\"ok\","
        "\"tooltip\":\"&lt;b&gt;&amp;&quot;&#39;# ? 14:12\\nstand-up 14:30\\npain 4, lower back\","
        "\"class\":[\"ok\",\"<b>&\\\"'#\\n\\u0007\"],\"percentage\":0}",
        60);
    check("i3bar", odd, 0,
          "{\"name\":\"knead\",\"instance\":\"ok\",\"full_text\":\"<b>&\\\"'# ? 12m\","
          "\"short_text\":\"12m\",\"urgent\":false}",
          60);
    check("tmux", odd, 0, "<b>&\"'## ? 12m", 60);
    check("waybar", NULL, 0,
          "{\"text\":\"no kneadd\",\"alt\":\"nodaemon\",\"tooltip\":\"systemctl --user start "
          "kneadd\",\"class\":[\"nodaemon\"],\"percentage\":0}",
          NEVER);
    check("waybar", waits, 0,
          "{\"text\":\"stand-up waits 10m\",\"alt\":\"overdue\",\"tooltip\":\"stand-up waits since "
          "13:50\",\"class\":[\"overdue\",\"stand-up\"],\"percentage\":100}",
          60);
    check("i3bar", waits, 0,
          "{\"name\":\"knead\",\"instance\":\"overdue\",\"full_text\":\"stand-up waits 10m\","
          "\"short_text\":\"stand-up\",\"urgent\":true,\"color\":\"#ef4444\"}",
          60);
    check("waybar", shares, 540,
          "{\"text\":\"stand-up 21m\",\"alt\":\"ok\",\"tooltip\":\"stand-up "
          "14:30\",\"class\":[\"ok\","
          "\"stand-up\"],\"percentage\":65}",
          60);
}

static void test_json(void **state)
{
    struct bar_form form = {.kind = BAR_JSON};
    json_auto_t *status = parse("{\"now\":\"x\",\"a\":[1]}");
    int64_t next;
    AUTO_FREE char *some = bar_line(&form, status, 5, &next), *none = NULL;

    (void)state;
    assert_string_equal(some, "{\"now\":\"x\",\"a\":[1]}");
    assert_true(next == INT64_MAX);
    none = bar_line(&form, NULL, 0, &next);
    assert_string_equal(none, "{\"state\":\"nodaemon\"}");
}

/* Replies of another shape are no reason to crash. */
static void test_odd_replies(void **state)
{
    static const char *const odd[] = {
        "{}",
        "{\"now\":\"yesterday\",\"reminders\":[{}]}",
        S("\"reminders\":7"),
        S("\"reminders\":[1,null,{\"enabled\":true},{\"enabled\":true,\"name\":3}]"),
        S("\"reminders\":[" R("a", "\"state\":7,\"next\":\"x\"") "],\"last_pain\":[]"),
        S("\"reminders\":[" R("a", NEXT("14:00:00")) "],\"presence\":1,\"paused_until\":\"x\""),
    };
    static const char *const formats[] = {"waybar", "i3bar", "tmux", ALL};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(odd) * COUNT_OF(formats); i++) {
        json_auto_t *value = parse(odd[i / COUNT_OF(formats)]);
        char why[BAR_WHY_MAX];
        struct bar_form form;
        int64_t next;

        assert_int_equal(bar_form_parse(formats[i % COUNT_OF(formats)], &form, why), 0);
        AUTO_FREE char *line = bar_line(&form, value, 0, &next);
        assert_non_null(line);
        assert_true(next > 0);
    }
}

static void test_refused_formats(void **state)
{
    static const char *const cases[][2] = {
        {"waybr", "there is no format \"waybr\"; did you mean waybar?"},
        {"", "there is no format \"\":"},
        {"polybar-module", "there is no format \"polybar-module\":"},
        {"{nxt}", "\"{nxt}\" is no field; templates have {state}, "},
        {"{in", "\"{in\" is no field; "},
        {"{in} {}", "\"{}\" is no field; "},
        {"a {{b} {a very long name indeed}", "\"{a very long name in\" is no"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct bar_form form = {.kind = BAR_JSON};
        char why[BAR_WHY_MAX];

        assert_int_equal(bar_form_parse(cases[i][0], &form, why), -EINVAL);
        assert_int_equal(form.kind, BAR_JSON);
        if (strncmp(why, cases[i][1], strlen(cases[i][1])) != 0)
            fail_msg("%s: %s", cases[i][0], why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_states),      cmocka_unit_test(test_templates),
        cmocka_unit_test(test_kinds),       cmocka_unit_test(test_json),
        cmocka_unit_test(test_odd_replies), cmocka_unit_test(test_refused_formats),
    };

    return cmocka_run_group_tests_name("cli_bar", tests, NULL, NULL);
}
