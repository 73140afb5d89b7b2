/* The schedule file: what is accepted, what is refused and in which words, and the shipped file. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/moment.h"
#include "common/scope.h"
#include "common/text.h"
#include "config/config.h"

#define NAME "t.ini"

static int read_bytes(const char *bytes, size_t n, struct settings *ret, struct complaints *c)
{
    AUTO_FCLOSE FILE *stream = fmemopen((char *)bytes, n, "r");

    assert_non_null(stream);
    return settings_read_stream(stream, NAME, ret, c);
}

static void read_good(const char *text, struct settings *ret)
{
    CLEANUP(complaints_done) struct complaints c = {0};
    int r = read_bytes(text, strlen(text), ret, &c);

    if (c.n > 0)
        fail_msg("%s", c.items[0]);
    assert_int_equal(r, 0);
}

/* Expects these complaints, each on a line of its own, and nothing else. */
static void expect_bytes(const char *bytes, size_t n, const char *expected)
{
    CLEANUP(complaints_done) struct complaints c = {0};
    struct settings s, before;
    char *found;
    size_t size;
    FILE *all = open_memstream(&found, &size);

    memset(&s, 0x5a, sizeof(s));
    before = s;
    assert_int_equal(read_bytes(bytes, n, &s, &c), -EINVAL);
    assert_memory_equal(&s, &before, sizeof(s));
    for (size_t i = 0; i < c.n; i++) {
        assert_true(text_valid(c.items[i]));
        (void)fprintf(all, "%s\n", c.items[i]);
    }
    (void)fclose(all);
    assert_string_equal(found, expected);
    free(found);
}

static void expect(const char *text, const char *expected)
{
    expect_bytes(text, strlen(text), expected);
}

/* ---------------------------------------------------------------- lines */

#define NOT_UTF8 "the line is not valid UTF-8, or has control characters in it\n"
#define INDENTED "the line is indented; a key, a section or a value begins at the line's start\n"
#define NO_SIGN \
    "'=' is missing: a line is key = value, [section], or a comment that begins with ';' or '#'\n"
#define UNCLOSED                                                                                \
    "the value begins with '\"' and has no '\"' at its end; inside quotes \"\" stands for one " \
    "\"\n"
#define AFTER_QUOTE \
    "after the closing '\"' only a comment may follow; inside quotes \"\" stands for one \"\n"
#define GENERAL "[general]\n"

static void test_bad_lines(void **state)
{
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {GENERAL "limit\n", NAME ":2: " NO_SIGN},
        {GENERAL "limit ; = 4\n", NAME ":2: " NO_SIGN},
        {GENERAL "limit: 4\n", NAME ":2: ':' stands where '=' should: a line is key = value\n"},
        {GENERAL "09:30 = x\n", NAME ":2: ':' stands where '=' should: a line is key = value\n"},
        {GENERAL "= 4\n", NAME ":2: the key before '=' is missing\n"},
        {GENERAL "limit = 4\n  days = mon\n", NAME ":3: " INDENTED},
        {GENERAL "\tlimit = 4\n", NAME ":2: " INDENTED},
        {" [general]\n", NAME ":1: " INDENTED},
        {GENERAL "limit = \xff\n", NAME ":2: " NOT_UTF8},
        {GENERAL "limit = 4\r5\n", NAME ":2: " NOT_UTF8},
        {GENERAL "# \xc0\x80\n", NAME ":2: " NOT_UTF8},
        {"[reminder a]\nevery = 1h\nmessage = \"a ; b\n", NAME ":3: " UNCLOSED},
        {"[reminder a]\nevery = 1h\nmessage = \"a \"\" b\n", NAME ":3: " UNCLOSED},
        {"[reminder a]\nevery = 1h\nmessage = \"a\" b\n", NAME ":3: " AFTER_QUOTE},
        {"[reminder a]\nevery = 1h\nmessage = \"a\";b\n", NAME ":3: " AFTER_QUOTE},
        {"[general\nlimit = 0\n",
         NAME ":1: the section's name does not end: ']' is missing\n" NAME
              ":2: [general] limit = 0: a whole number from 1 to 1000000 is allowed\n"},
        {"[general ; x]\nlimt = 4\n",
         NAME ":1: [general ; x]: this section takes no name; write [general]\n" NAME
              ":2: [general ; x] limt = 4: no such key; did you mean limit?\n"},
        {"[general] limit = 4\n", NAME ":1: only a comment may follow the ']'\n"},
        {"limit = 4\n[general]\n",
         NAME ":1: limit = 4: it stands before any section; begin with [general]\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect(cases[i].text, cases[i].expected);
    expect_bytes("[general]\nlimit\0 = 4\n", 21,
                 NAME ":2: the line has zero bytes in it; the file must be plain text\n");
}

static void test_good_lines(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"message = Drink ; now\n", "Drink"},
        {"message = Drink;now\n", "Drink;now"},
        {"message = ; now\n", ""},
        {"message =\n", ""},
        {"message=  two  words  \n", "two  words"},
        {"message = \"Drink ; now\"\n", "Drink ; now"},
        {"message = \" a \"\"b\"\" ; \"  ; said \"so\"\n", " a \"b\" ; "},
        {"message = \"\"\n", ""},
        {"message = \"\"\"\"\n", "\""},
        {"message = say \"a\" = b: c # d\n", "say \"a\" = b: c # d"},
        {"message = \xe2\x98\x95 \xc3\xa9\n", "\xe2\x98\x95 \xc3\xa9"},
        {"; x\n  # y\n \t\nmessage = a\r\n\r\n", "a"},
        {"message = no end of line", "no end of line"},
    };
    static const char *const heads[] = {
        "[reminder a]\nevery = 1h\n",
        "\xef\xbb\xbf[reminder a]\r\nevery=1h\r\n",
        "\xef\xbb\xbf; x\n[ reminder \t a ]  ; [y]\nevery\t=\t60 ; m\n",
    };

    (void)state;
    for (size_t h = 0; h < COUNT_OF(heads); h++) {
        for (size_t i = 0; i < COUNT_OF(cases); i++) {
            CLEANUP(settings_done) struct settings s = {0};
            char text[256];

            (void)snprintf(text, sizeof(text), "%s%s", heads[h], cases[i].text);
            read_good(text, &s);
            assert_int_equal(s.schedule.n, 1);
            assert_string_equal(s.schedule.rules[0].name, "a");
            assert_int_equal(s.schedule.rules[0].every, USEC_PER_HOUR);
            assert_string_equal(s.schedule.rules[0].message, cases[i].message);
        }
    }
}

/* A file of one line of n bytes that begins so. */
static void long_line(char *to, const char *head, size_t n)
{
    size_t length = strlen(head), last = (size_t)(strrchr(head, '\n') - head) + 1;

    memcpy(to, head, length);
    memset(to + length, 'x', n - (length - last));
    (void)strcpy(to + last + n, "\n");
}

static void test_long_lines(void **state)
{
    const char *head = "[reminder a]\nevery = 1h\nmessage = ";
    CLEANUP(settings_done) struct settings s = {0}, t = {0};
    char text[6000];

    (void)state;
    long_line(text, head, 198);
    read_good(text, &s);
    assert_int_equal(strlen(s.schedule.rules[0].message), 198 - strlen("message = "));
    long_line(text, head, 199);
    expect(text, NAME ":3: the line is 199 bytes long; 198 are the most\n");
    long_line(text, head, 5000);
    expect(text, NAME ":3: the line is 5000 bytes long; 198 are the most\n");
    long_line(text, "[reminder a]\nevery = 1h\n; ", 4095);
    read_good(text, &t);
    long_line(text, "[reminder a]\nevery = 1h\n; ", 4096);
    expect(text, NAME ":3: the line is 4096 bytes long; 4095 are the most\n");
}

/* ---------------------------------------------------------------- sections, names, keys */

#define BAD_NAME "a name is made of lower-case letters, digits and '-', and begins with a letter\n"
#define NAME_32  "a2345678901234567890123456789-12"

static void test_bad_sections(void **state)
{
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"[generall]\nfoo = 1\n",
         NAME ":1: [generall]: no such section; did you mean [general]?\n"},
        {"[reminders a]\n",
         NAME ":1: [reminders a]: no such section; did you mean [reminder NAME]?\n"},
        {"[stand-up]\nevery = 1h\n", NAME ":1: [stand-up]: no such section; there are [general], "
                                          "[presence], [reminder NAME], [pain] and [massage]\n"},
        {"[]\n", NAME ":1: []: no such section; there are [general], [presence], [reminder NAME], "
                      "[pain] and [massage]\n"},
        {"[pain x]\n", NAME ":1: [pain x]: this section takes no name; write [pain]\n"},
        {"[pain]\n[general]\n[pain]\nask-at = 1\n",
         NAME ":3: [pain]: it stands here a second time, after line 1\n" NAME
              ":4: [pain] ask-at = 1: not a time of day; write 21:30, or never\n"},
        {"[presence]\nidle-after = 6m\n[presence]\n",
         NAME ":2: [presence] idle-after = 6m: away-after (5m) must not be shorter than idle-after "
              "(6m)\n" NAME ":3: [presence]: it stands here a second time, after line 1\n"},
        {"[reminder]\nat = 9:00\n",
         NAME ":1: [reminder]: it needs a name, for example [reminder stand-up]\n"},
        {"[reminder a b]\nat = 9:00\n", NAME ":1: [reminder a b]: " BAD_NAME},
        {"[reminder A]\nat = 9:00\n", NAME ":1: [reminder A]: " BAD_NAME},
        {"[reminder 5m]\nat = 9:00\n", NAME ":1: [reminder 5m]: " BAD_NAME},
        {"[reminder -a]\nat = 9:00\n", NAME ":1: [reminder -a]: " BAD_NAME},
        {"[reminder \xc3\xa9]\nat = 9:00\n", NAME ":1: [reminder \xc3\xa9]: " BAD_NAME},
        {"[reminder all]\nat = 9:00\n",
         NAME ":1: [reminder all]: the name all is taken: it stands for every reminder\n"},
        {"[reminder " NAME_32 "3]\nat = 9\n",
         NAME ":1: [reminder " NAME_32 "3]: its name is too long; 32 bytes are the most\n" NAME
              ":2: [reminder " NAME_32 "3] at = 9: \"9\" is not a time of day; write 21:30 or "
              "09:00, 15:00:30\n"},
        {"[reminder b]\nat = 9:00\n[reminder a]\nat = 9:00\n[reminder b]\nat = 9:00\nfoo = x\n"
         "[reminder a]\nat = 9:00\n",
         NAME ":5: [reminder b]: it stands here a second time, after line 1\n" NAME
              ":7: [reminder b] foo = x: no such key; knead.ini(5) lists them\n" NAME
              ":8: [reminder a]: it stands here a second time, after line 3\n"},
    };
    CLEANUP(settings_done) struct settings s = {0};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect(cases[i].text, cases[i].expected);
    read_good("[reminder " NAME_32 "]\nat = 9:00\n[reminder all-day]\nat = 9:00\n", &s);
    assert_string_equal(s.schedule.rules[0].name, NAME_32);
}

static void test_bad_keys(void **state)
{
    (void)state;
    expect("[reminder a]\nevery = 1h\nsnoze = 5m\nmerge = 1m\nxyzzy = 1\nevery = 2h\nEvery = 1h\n",
           NAME ":3: [reminder a] snoze = 5m: no such key; did you mean snooze?\n" NAME
                ":4: [reminder a] merge = 1m: no such key here; it belongs to [general]\n" NAME
                ":5: [reminder a] xyzzy = 1: no such key; knead.ini(5) lists them\n" NAME
                ":6: [reminder a] every = 2h: it stands here a second time, after line 2\n" NAME
                ":7: [reminder a] Every = 1h: no such key; did you mean every?\n");
    expect("[general]\nsnooze = 5m\n",
           NAME ":2: [general] snooze = 5m: no such key here; it belongs to [reminder NAME]\n");
}

static void test_keys_between_them(void **state)
{
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"[general]\n[reminder a]\nmessage = x\nenabled = no\n",
         NAME ":2: [reminder a]: it never comes; give it an interval, for example every = 1h, or "
              "a time of day, for example at = 21:30\n"},
        {"[reminder a]\nevery = 0\n",
         NAME ":2: [reminder a] every = 0: out of range; allowed are 1s to 3660d, or never\n"},
        {"[reminder a]\nevery = 1d\n", NAME ":2: [reminder a] every = 1d: an interval of a day or "
                                            "more needs at, the time of day to come at\n"},
        {"[reminder a]\nevery = 2w\nat = soon\n",
         NAME ":3: [reminder a] at = soon: \"soon\" is not a time of day; write 21:30 or 09:00, "
              "15:00:30\n"},
        {"[reminder a]\nat = 9:00\nevery = 1h\n",
         NAME ":3: [reminder a] every = 1h: an interval under a day does not go with at; make two "
              "reminders\n"},
        {"[reminder a]\nrandom = 3\nevery = 1h\n",
         NAME ":2: [reminder a] random = 3: goes with neither every nor at; make two reminders\n"},
        {"[reminder a]\nrandom = 3\nat = 9:00\n",
         NAME ":2: [reminder a] random = 3: goes with neither every nor at; make two reminders\n"},
        {"[reminder a]\nrandom = often\n",
         NAME ":2: [reminder a] random = often: a whole number from 0 to 24 is allowed\n"},
        {"[reminder a]\nrest = 60\nevery = 1h\n",
         NAME ":2: [reminder a] rest = 60: must be shorter than every, which is 1h\n"},
        {"[reminder a]\nevery = 1h\ntarget = 1l\n",
         NAME ":3: [reminder a] target = 1l: needs amount, how much one drink is, for example "
              "amount = 200ml\n"},
        {"[reminder a]\nevery = 1h\ntarget = 1l\namount = much\n",
         NAME ":4: [reminder a] amount = much: not an amount; write 200ml or 0.3l, from 1ml to "
              "10l, or none\n"},
        {"[presence]\naway-after = 1m\n", NAME ":2: [presence] away-after = 1m: away-after (1m) "
                                               "must not be shorter than idle-after (2m)\n"},
        {"[presence]\nidle-after = 6m\n", NAME ":2: [presence] idle-after = 6m: away-after (5m) "
                                               "must not be shorter than idle-after (6m)\n"},
    };
    static const char *const good[] = {
        "[reminder a]\nrandom = 3\n",
        "[reminder a]\nevery = 1d\nat = 9:00\n",
        "[reminder a]\nevery = 1h\nrest = 59m\n",
        "[reminder a]\nevery = 1s\n",
        "[reminder a]\nat = 9:00\nrest = 5h\namount = 1\ntarget = 1\n",
        "[presence]\naway-after = 2m\n",
        "[presence]\nidle-after = 1h\naway-after = 1h\n",
        "[reminder a]\nevery = 1h\nat = never\n",
        "",
        "\n",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect(cases[i].text, cases[i].expected);
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        CLEANUP(settings_done) struct settings s = {0};

        read_good(good[i], &s);
    }
}

static void test_all_at_once_in_order(void **state)
{
    (void)state;
    expect("[presence]\nidle-after = 10m\n\n[reminder a]\nrest = 3h ; long\nevery = 2h\n"
           "[reminder b]\n  every = 1h\nat = 25:00\n[general]\nmerge = 1h\n[reminder a]\nat = 9:00 "
           "# x\n",
           NAME ":2: [presence] idle-after = 10m: away-after (5m) must not be shorter than "
                "idle-after (10m)\n" NAME
                ":5: [reminder a] rest = 3h: must be shorter than every, which is 2h\n" NAME
                ":8: " INDENTED NAME ":9: [reminder b] at = 25:00: \"25:00\" is not a time of day; "
                "write 21:30 or 09:00, 15:00:30\n" NAME
                ":11: [general] merge = 1h: out of range; allowed are 0s to 59m59s\n" NAME
                ":12: [reminder a]: it stands here a second time, after line 4\n" NAME
                ":13: [reminder a] at = 9:00 # x: \"9:00 # x\" is not a time of day; write 21:30 "
                "or 09:00, 15:00:30 (a comment after a value begins with ';')\n");
}

/* ---------------------------------------------------------------- the whole file */

static void test_inherits_wherever_general_stands(void **state)
{
    CLEANUP(settings_done) struct settings s = {0};
    const struct rule *rules;

    (void)state;
    read_good("[reminder b]\nevery = 1h\n[reminder a]\nevery = 1h\nhours = all day\ndays = sat\n"
              "[general]\nhours = 22:00-06:00\ndays = sun\n",
              &s);
    rules = s.schedule.rules;
    assert_int_equal(s.schedule.n, 2);
    assert_string_equal(rules[0].name, "b"); /* the file's order */
    assert_int_equal(rules[0].hours.n, 1);
    assert_int_equal(rules[0].hours.windows[0].from, 22 * 3600);
    assert_int_equal(rules[0].hours.windows[0].to, 6 * 3600);
    assert_int_equal(rules[0].days, 1 << 6);
    assert_int_equal(rules[1].hours.windows[0].to, 24 * 3600);
    assert_int_equal(rules[1].days, 1 << 5);
}

static char *many(size_t n, const char *format)
{
    size_t size;
    char *text;
    FILE *f = open_memstream(&text, &size);

    for (size_t i = 0; i < n; i++) {
        (void)fprintf(f, "[reminder r%zu]\n", i * 7919 % 100003);
        (void)fputs(format, f);
    }
    (void)fclose(f);
    return text;
}

static void test_as_many_as_allowed(void **state)
{
    AUTO_FREE char *full = many(SCHEDULE_RULES_MAX, "at = 9:00\n");
    AUTO_FREE char *over = many(SCHEDULE_RULES_MAX + 1, "at = 9:00\n");
    CLEANUP(settings_done) struct settings s = {0};

    (void)state;
    read_good(full, &s);
    assert_int_equal(s.schedule.n, SCHEDULE_RULES_MAX);
    expect(over, NAME ":40001: [reminder r75251]: there are too many; 20000 reminders are the "
                      "most\n");
}

static void test_as_many_complaints_as_allowed(void **state)
{
    static const struct {
        size_t bad, items, dropped;
    } cases[] = {{99, 99, 0}, {100, 100, 0}, {101, 101, 1}, {5000, 101, 4900}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO_FREE char *text = many(cases[i].bad, ""); /* each found when the next begins */
        CLEANUP(complaints_done) struct complaints c = {0};
        struct settings s;
        char last[64], prefix[32];

        assert_int_equal(read_bytes(text, strlen(text), &s, &c), -EINVAL);
        assert_int_equal(c.n, cases[i].items);
        assert_int_equal(c.dropped, cases[i].dropped);
        for (size_t k = 0; k < c.n && k < COMPLAINTS_MAX; k++) {
            (void)snprintf(prefix, sizeof(prefix), NAME ":%zu: ", k + 1);
            assert_memory_equal(c.items[k], prefix, strlen(prefix));
        }
        (void)snprintf(last, sizeof(last), NAME ": there are %zu more complaints", c.dropped);
        if (c.dropped > 0)
            assert_string_equal(c.items[c.n - 1], last);
    }
}

/* A name that stands twice is found last and may stand first: it takes a later one's place. */
static void test_the_first_complaints_are_kept(void **state)
{
    AUTO_FREE char *bad = many(COMPLAINTS_MAX, "");
    CLEANUP(complaints_done) struct complaints c = {0};
    AUTO_FREE char *text = NULL;
    struct settings s;

    (void)state;
    assert_true(asprintf(&text, "[reminder a]\nat = 9:00\n[reminder a]\nat = 9:00\n%s", bad) > 0);
    assert_int_equal(read_bytes(text, strlen(text), &s, &c), -EINVAL);
    assert_int_equal(c.n, COMPLAINTS_MAX + 1);
    assert_string_equal(c.items[0],
                        NAME ":3: [reminder a]: it stands here a second time, after line 1");
    assert_memory_equal(c.items[1], NAME ":5: ", 9);
    assert_memory_equal(c.items[COMPLAINTS_MAX - 1], NAME ":103: ", 11);
}

static void test_complaints_are_bounded_and_clean(void **state)
{
    CLEANUP(complaints_done) struct complaints c = {0};
    char text[1000];

    (void)state;
    complaints_done(NULL);
    for (size_t i = 0; i + 1 < sizeof(text); i += 3)
        memcpy(text + i, "\xe2\x98\x95", 3);
    text[999] = '\0';
    for (int shift = 0; shift < 3; shift++) {
        complaints_add(&c, "%.*s%s", shift, "abc", text);
        assert_true(text_valid(c.items[shift]));
        assert_in_range(strlen(c.items[shift]), COMPLAINT_MAX - 7, COMPLAINT_MAX - 1);
    }
    for (int i = 0; i < COMPLAINTS_MAX + 10; i++)
        complaints_add(&c, "x");
    assert_int_equal(c.n, COMPLAINTS_MAX + 1);
    assert_int_equal(c.dropped, 12);
    complaints_done(&c);
    assert_int_equal(c.n, 0);
}

/* ---------------------------------------------------------------- files that cannot be read */

static ssize_t fail_to_read(void *cookie, char *buffer, size_t size)
{
    (void)cookie;
    (void)buffer;
    (void)size;
    errno = EIO;
    return -1;
}

static void test_unreadable(void **state)
{
    CLEANUP(complaints_done) struct complaints c = {0};
    AUTO_FCLOSE FILE *broken =
        fopencookie(NULL, "r", (cookie_io_functions_t){.read = fail_to_read});
    char path[400] = "/nonexistent/\xff\n";
    struct settings s;

    (void)state;
    settings_done(NULL);
    assert_int_equal(settings_read("/nonexistent/knead.ini", &s, &c), -ENOENT);
    assert_int_equal(settings_read("/", &s, &c), -EISDIR);
    assert_int_equal(settings_read("/dev/zero", &s, &c), -EFBIG);
    assert_int_equal(settings_read_stream(broken, "x", &s, &c), -EIO);
    assert_int_equal(settings_read(path, &s, &c), -ENOENT);
    memset(path, 'y', sizeof(path) - 1);
    (void)strcpy(path + 390, "/k.ini");
    assert_int_equal(settings_read(path, &s, &c), -ENAMETOOLONG);
    assert_int_equal(c.n, 6);
    assert_string_equal(c.items[0],
                        "/nonexistent/knead.ini: it could not be read: No such file or directory");
    assert_string_equal(c.items[1], "/: it could not be read: Is a directory");
    assert_string_equal(c.items[2], "/dev/zero: it could not be read: File too large");
    assert_string_equal(c.items[3], "x: it could not be read: Input/output error");
    assert_string_equal(c.items[4],
                        "/nonexistent/\?\?: it could not be read: No such file or directory");
    assert_memory_equal(c.items[5], "...yyy", 6);
    assert_non_null(strstr(c.items[5], "yyy/k.ini: it could not be read: "));
}

static void test_from_a_file(void **state)
{
    char path[] = "/tmp/knead-test-XXXXXX";
    int fd = mkstemp(path);
    CLEANUP(complaints_done) struct complaints c = {0};
    CLEANUP(settings_done) struct settings s = {0};

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "[general]\nlimit = 7\n", 20), 20);
    (void)close(fd);
    assert_int_equal(settings_read(path, &s, &c), 0);
    assert_int_equal(s.schedule.limit, 7);
    assert_string_equal(s.path, path);
    (void)unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_lines),
        cmocka_unit_test(test_good_lines),
        cmocka_unit_test(test_long_lines),
        cmocka_unit_test(test_bad_sections),
        cmocka_unit_test(test_bad_keys),
        cmocka_unit_test(test_keys_between_them),
        cmocka_unit_test(test_all_at_once_in_order),
        cmocka_unit_test(test_inherits_wherever_general_stands),
        cmocka_unit_test(test_as_many_as_allowed),
        cmocka_unit_test(test_as_many_complaints_as_allowed),
        cmocka_unit_test(test_the_first_complaints_are_kept),
        cmocka_unit_test(test_complaints_are_bounded_and_clean),
        cmocka_unit_test(test_unreadable),
        cmocka_unit_test(test_from_a_file),
    };
    return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
