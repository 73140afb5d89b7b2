/* The manual beside the tables it describes: every key, command and option stands in its page once,
 * as the tables write it; no page names one that is not there; and the schedules shown as examples
 * are good ones. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cli/bar.h"
#include "cli/columns.h"
#include "cli/command.h"
#include "common/entry.h"
#include "common/scope.h"
#include "config/config.h"
#include "config/schema.h"

/* Of daemon/options.h, whose enum command is not the struct command above. */
void options_help(void);

#define KNEAD     "man/knead.1.scd"
#define KNEADD    "man/kneadd.1.scd"
#define KNEAD_INI "man/knead.ini.5.scd"
#define LINE      512
#define ITEMS_MAX 128

static const char *const texts[] = {KNEAD, KNEADD, KNEAD_INI, "README.md"};

/* What a page explains: a line of its own, with the explanation indented below. */
struct item {
    char section[LINE], text[LINE];
    bool known; /* a table has it */
};
struct items {
    size_t n;
    struct item items[ITEMS_MAX];
};

/* Without scdoc's marks: "*log* [_SIDE_]" becomes "log [SIDE]". */
static void strip(const char *line, char ret[static LINE])
{
    size_t n = 0;

    for (const char *c = line; *c && *c != '\n' && n < LINE - 1; c++) {
        bool in_word = c > line && isalnum((unsigned char)c[-1]) && isalnum((unsigned char)c[1]);

        if (!strchr("*\\", *c) && (*c != '_' || in_word))
            ret[n++] = *c;
    }
    ret[n] = '\0';
}

static void items_of(const char *path, struct items *ret)
{
    AUTO_FCLOSE FILE *page = fopen(path, "re");
    char line[LINE], before[LINE] = "", section[LINE] = "";

    assert_non_null(page);
    ret->n = 0;
    while (fgets(line, sizeof line, page)) {
        assert_non_null(strchr(line, '\n')); /* else longer than a line may be */
        if (strncmp(line, "# ", 2) == 0)
            strip(line + 2, section);
        if (line[0] == '\t' && before[0] == '*' && strcmp(section, "ENTRIES") != 0) {
            struct item *item = &ret->items[ret->n++];

            assert_true(ret->n <= ITEMS_MAX);
            (void)strcpy(item->section, section);
            strip(before, item->text);
            item->known = false;
        }
        (void)strcpy(before, line);
    }
}

/* That it stands there, once. */
static void expect(struct items *items, const char *path, const char *section, const char *text)
{
    size_t n = 0;

    for (size_t i = 0; i < items->n; i++) {
        struct item *item = &items->items[i];

        if (strcmp(item->section, section) != 0 || strcmp(item->text, text) != 0)
            continue;
        item->known = true;
        n++;
    }
    if (n != 1)
        fail_msg("%s: \"%s\" stands %zu times under %s", path, text, n, section);
}

/* That nothing else does in the sections whose names begin so. */
static void expect_no_more(const struct items *items, const char *path, const char *section)
{
    for (size_t i = 0; i < items->n; i++)
        if (strncmp(items->items[i].section, section, strlen(section)) == 0 &&
            !items->items[i].known)
            fail_msg("%s: under %s: there is no \"%s\"", path, items->items[i].section,
                     items->items[i].text);
}

/* ---------------------------------------------------------------- items */

/* Whether a key's line is right: "limit = NUMBER (default: 4)". */
static bool is_key(const char *text, const struct key *key)
{
    const char *preset = !key->preset ? "as in [general]" : *key->preset ? key->preset : "empty";
    size_t name = strlen(key->name), n = strlen(text);
    char end[LINE];
    int length = snprintf(end, sizeof end, " (default: %s)", preset);

    return n > name + (size_t)length && strncmp(text, key->name, name) == 0 &&
           strncmp(text + name, " = ", 3) == 0 && strcmp(text + n - length, end) == 0;
}

static void test_keys(void **state)
{
    struct items items;

    (void)state;
    items_of(KNEAD_INI, &items);
    for (size_t k = 0; k < schema_n; k++) {
        bool reminder = schema[k].section == SECTION_REMINDER;
        char section[LINE];
        size_t n = 0;

        (void)snprintf(section, sizeof section, "SECTION [%s%s]", section_name(schema[k].section),
                       reminder ? " NAME" : "");
        for (size_t i = 0; i < items.n; i++) {
            struct item *item = &items.items[i];

            if (strcmp(item->section, section) != 0 || !is_key(item->text, &schema[k]))
                continue;
            item->known = true;
            n++;
        }
        if (n != 1)
            fail_msg(KNEAD_INI ": %s with its default \"%s\" stands %zu times under %s",
                     schema[k].name, schema[k].preset ? schema[k].preset : "as in [general]", n,
                     section);
    }
    expect_no_more(&items, KNEAD_INI, "SECTION ");
}

static void test_commands(void **state)
{
    struct items items;

    (void)state;
    items_of(KNEAD, &items);
    for (size_t i = 0; i < commands_n; i++) {
        AUTO_FREE char *usage = NULL;
        size_t size = 0, begin = strlen("usage: knead ");
        FILE *out = open_memstream(&usage, &size);

        assert_non_null(out);
        help_print_usage(out, &commands[i]);
        assert_int_equal(fclose(out), 0);
        usage[size - 1] = '\0';                         /* its newline */
        for (char *more; (more = strchr(usage, '\n'));) /* on one line */
            memmove(more + 1, more + 1 + strspn(more + 1, " "),
                    strlen(more + 1 + strspn(more + 1, " ")) + 1),
                *more = ' ';
        expect(&items, KNEAD, "COMMANDS", usage + begin);
    }
    expect_no_more(&items, KNEAD, "COMMANDS");
}

static void test_options(void **state)
{
    struct items items;

    (void)state;
    items_of(KNEAD, &items);
    for (enum option o = 0; o < OPTION_COUNT; o++) {
        const struct option_form *form = &option_forms[o];
        char text[LINE];

        (void)snprintf(text, sizeof text, "-%c, --%s%s%s", form->letter ? form->letter : '?',
                       form->name, *form->value ? " " : "", form->value);
        expect(&items, KNEAD, "OPTIONS", text + (form->letter ? 0 : strlen("-?, ")));
    }
    expect_no_more(&items, KNEAD, "OPTIONS");
}

/* The states and the fields of the line for bars. */
static void test_bars(void **state)
{
    struct items items;
    const char *name;
    char field[LINE];

    (void)state;
    items_of(KNEAD, &items);
    for (size_t i = 0; (name = bar_state_name(i)); i++)
        expect(&items, KNEAD, "STATUS BARS", name);
    for (size_t i = 0; (name = bar_field_name(i)); i++) {
        (void)snprintf(field, sizeof field, "{%s}", name);
        expect(&items, KNEAD, "STATUS BARS", field);
    }
    expect_no_more(&items, KNEAD, "STATUS BARS");
}

/* What kneadd --help prints, read back from its start. */
static FILE *daemon_help(void)
{
    int fd = memfd_create("help", MFD_CLOEXEC), out = dup(STDOUT_FILENO);
    FILE *help;

    assert_true(fd >= 0 && out >= 0);
    (void)fflush(stdout);
    assert_true(dup2(fd, STDOUT_FILENO) >= 0);
    options_help();
    (void)fflush(stdout);
    assert_true(dup2(out, STDOUT_FILENO) >= 0);
    (void)close(out);
    help = fdopen(fd, "r");
    assert_non_null(help);
    rewind(help);
    return help;
}

static void test_daemon_options(void **state)
{
    AUTO_FCLOSE FILE *help = daemon_help();
    struct items items;
    char line[LINE];
    size_t n = 0;

    (void)state;
    items_of(KNEADD, &items);
    for (size_t i = 0; i < items.n; i++) { /* --help shows no letters */
        char *text = items.items[i].text;

        if (text[0] == '-' && text[1] != '-' && strncmp(text + 2, ", ", 2) == 0)
            memmove(text, text + 4, strlen(text + 4) + 1);
    }
    while (fgets(line, sizeof line, help)) {
        if (strncmp(line, "  --", 4) != 0)
            continue;
        n++;
        *strstr(line + 2, "  ") = '\0'; /* before its column of explanations */
        expect(&items, KNEADD, "OPTIONS", line + 2);
    }
    assert_true(n > 0);
    expect_no_more(&items, KNEADD, "OPTIONS");
}

/* ---------------------------------------------------------------- names in passing */

/* Options of the programs that examples also call. */
static const char *const foreign[] = {"user", "now", "more", "variable"};

static bool known_option(const char *name, const struct items *daemon)
{
    size_t n = strlen(name);

    for (size_t i = 0; i < COUNT_OF(foreign); i++)
        if (strcmp(name, foreign[i]) == 0)
            return true;
    for (enum option o = 0; o < OPTION_COUNT; o++)
        if (strcmp(name, option_forms[o].name) == 0)
            return true;
    for (size_t i = 0; i < daemon->n; i++) {
        const char *at = strstr(daemon->items[i].text, "--");

        if (at && strncmp(at + 2, name, n) == 0 && strchr(" ", at[2 + n]))
            return true;
    }
    return false;
}

/* The letters and dashes at text. */
static void word_at(const char *text, char ret[static LINE])
{
    size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz-");

    assert_true(n < LINE);
    memcpy(ret, text, n);
    ret[n] = '\0';
}

static void check_line(const char *path, const char *line, bool example, const struct items *daemon)
{
    char word[LINE];

    for (const char *at = line; (at = strstr(at, "--")); at += strlen(word) + 2) {
        word_at(at + 2, word);
        if (word[0] && word[0] != '-' && !known_option(word, daemon)) /* no table's rule */
            fail_msg("%s: there is no --%s: %s", path, word, line);
    }
    for (const char *at = line; (at = strstr(at, "knead ")); at++) {
        if (!example && (at == line || !strchr("*`", at[-1]))) /* prose about knead */
            continue;
        word_at(at + strlen("knead "), word);
        if (word[0] && word[0] != '-' && !command_find(word))
            fail_msg("%s: there is no knead %s: %s", path, word, line);
    }
}

static void test_names(void **state)
{
    struct items daemon;

    (void)state;
    items_of(KNEADD, &daemon);
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        AUTO_FCLOSE FILE *page = fopen(texts[i], "re");
        bool example = false;
        char line[LINE];

        assert_non_null(page);
        while (fgets(line, sizeof line, page)) {
            if (strncmp(line, "```", 3) == 0)
                example = !example;
            check_line(texts[i], line, example, &daemon);
        }
        assert_false(example);
    }
}

static void test_regions(void **state)
{
    static const char *const where[] = {KNEAD, KNEAD_INI};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(where); i++) {
        AUTO_FCLOSE FILE *page = fopen(where[i], "re");
        char text[32 * 1024];
        size_t n;

        assert_non_null(page);
        n = fread(text, 1, sizeof text - 1, page);
        assert_true(n > 0 && n < sizeof text - 1);
        text[n] = '\0';
        for (enum region r = REGION_NONE + 1; r < REGION_COUNT; r++)
            assert_non_null(strstr(text, region_name(r)));
        for (enum side s = SIDE_NONE + 1; i == 0 && s < SIDE_COUNT; s++)
            assert_non_null(strstr(text, side_name(s)));
        for (enum fact f = 0; i == 0 && f < FACT_COUNT; f++)
            if (!strstr(text, fact_form(f)->name))
                fail_msg("%s does not tell of %s", where[i], fact_form(f)->name);
        for (size_t c = 0; i == 0 && c < columns_n; c++)
            if (!strstr(text, column_name(c)))
                fail_msg("%s does not tell of the column %s", where[i], column_name(c));
    }
}

/* ---------------------------------------------------------------- examples */

/* The block that begins with line, up to its end. */
static void check_schedule(FILE *page, char line[static LINE])
{
    CLEANUP(complaints_done) struct complaints complaints = {0};
    CLEANUP(settings_done) struct settings settings = {0};
    CLEANUP(moves_done) struct moves moves = {0};
    AUTO_FREE char *text = NULL;
    size_t size = 0;
    FILE *block = open_memstream(&text, &size);

    assert_non_null(block);
    do
        (void)fputs(line, block);
    while (fgets(line, LINE, page) && strcmp(line, "```\n") != 0);
    assert_int_equal(fclose(block), 0);
    block = fmemopen(text, size, "r");
    assert_non_null(block);
    if (strncmp(text, "[move ", 6) == 0)
        (void)moves_read_stream(block, "example", &moves, &complaints);
    else
        (void)settings_read_stream(block, "example", &settings, &complaints);
    (void)fclose(block);
    if (complaints.n > 0)
        fail_msg(KNEAD_INI ": %s in:\n%s", complaints.items[0], text);
}

static void test_schedules(void **state)
{
    AUTO_FCLOSE FILE *page = fopen(KNEAD_INI, "re");
    char line[LINE];
    size_t n = 0;

    (void)state;
    assert_non_null(page);
    while (fgets(line, sizeof line, page)) {
        if (line[0] != '[')
            continue;
        check_schedule(page, line);
        n++;
    }
    assert_true(n >= 3);
}

/* The keys of a move, where they are told of: the manual, and the head of the shipped file. */
static void test_move_keys(void **state)
{
    static const struct {
        const char *path, *before;
    } where[] = {{KNEAD_INI, "*"}, {"config/moves.ini", " "}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(where); i++) {
        AUTO_FCLOSE FILE *page = fopen(where[i].path, "re");
        char text[32 * 1024], *from;
        size_t n;

        assert_non_null(page);
        n = fread(text, 1, sizeof text - 1, page);
        assert_true(n > 0 && n < sizeof text - 1);
        text[n] = '\0';
        from = strstr(text, i == 0 ? "# MOVES" : "[move NAME]");
        assert_non_null(from);
        for (size_t k = 0; moves_key(k); k++) {
            char word[64];

            (void)snprintf(word, sizeof word, "%s%s", where[i].before, moves_key(k));
            if (!strstr(from, word))
                fail_msg("%s: nothing of %s", where[i].path, moves_key(k));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),      cmocka_unit_test(test_commands),
        cmocka_unit_test(test_options),   cmocka_unit_test(test_daemon_options),
        cmocka_unit_test(test_names),     cmocka_unit_test(test_regions),
        cmocka_unit_test(test_schedules), cmocka_unit_test(test_move_keys),
        cmocka_unit_test(test_bars),
    };
    return cmocka_run_group_tests_name("manual", tests, NULL, NULL);
}
