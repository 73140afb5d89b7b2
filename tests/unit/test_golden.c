/* What people see, to the letter: each tests/golden/NAME.case says what is typed and what kneadd
 * answers, and NAME.80.txt, NAME.120.txt and those with .colour hold what knead prints at that
 * width. A difference is shown as one. To renew them after a change that is meant, and then to read
 * what changed with git diff: KNEAD_GOLDEN=renew build/tests/unit/test_golden
 *
 * A case has lines of these kinds, by their first character: '$' the command line, as a shell would
 * read it; '?' a line typed when knead asks, which shows as on a terminal; '<' a reply, and an
 * empty line after the last one of a connection; '!' that the terminal shows nothing but ASCII; '+'
 * that there is a place where entries are kept; '#' a remark. */
#include "cli/command.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <dirent.h>
#include <locale.h>
#include <wordexp.h>

#include "tests/fakes/keyboard.h"
#include "tests/unit/test_cli_server.h"

#define FOLDER   "tests/golden"
#define NOW      "2026-11-20T14:05:00+01:00"
#define TEXT_MAX (256 * 1024)

struct golden {
    wordexp_t words;
    char *typed;              /* what stands on the input */
    char *answers[TALKS_MAX]; /* of each connection, '|' behind each */
    size_t n;
    bool ascii, spool;
};

/* Appends a line, with what ends it. */
static void append(char **text, const char *line, char end)
{
    char *longer = NULL;

    assert_true(asprintf(&longer, "%s%s%c", *text ? *text : "", line, end) >= 0);
    free(*text);
    *text = longer;
}

static void read_case(const char *path, struct golden *ret)
{
    AUTO_FCLOSE FILE *in = fopen(path, "re");
    AUTO_FREE char *line = NULL;
    size_t size = 0;
    bool open = false;

    *ret = (struct golden){0};
    assert_non_null(in);
    while (getline(&line, &size, in) > 0) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '$')
            assert_int_equal(wordexp(line + 2, &ret->words, WRDE_NOCMD), 0);
        ret->spool = ret->spool || line[0] == '+';
        ret->ascii = ret->ascii || line[0] == '!';
        if (line[0] == '?')
            append(&ret->typed, line[1] ? line + 2 : "", '\n');
        if (line[0] == '<') {
            assert_true(open || ++ret->n <= TALKS_MAX);
            open = true;
            append(&ret->answers[ret->n - 1], line + 2, '|');
        }
        if (line[0] == '\0')
            open = false;
    }
    assert_true(ret->words.we_wordc > 0);
}

static void free_case(struct golden *g)
{
    wordfree(&g->words);
    free(g->typed);
    for (size_t i = 0; i < g->n; i++)
        free(g->answers[i]);
}

/* Runs it, and gives all that was to be seen: the output, then errors, then the exit code. */
static char *run_case(const struct golden *g, struct view view)
{
    struct talk talks[TALKS_MAX] = {0};
    char folder[] = "/tmp/knead-golden-XXXXXX", spool[64];
    char *out = NULL, *err = NULL, *all = NULL;
    size_t out_size, err_size;
    const struct command *command;
    struct keyboard keyboard;
    struct server server;
    struct cli cli = {.view = view, .timeout = LONG_MS, .asks = g->typed != NULL};
    enum exit_code code;

    for (size_t i = 0; i < g->n; i++)
        talks[i].answer = g->answers[i];
    server_start(&server, talks, g->n);
    cli.socket = g->n > 0 ? server.path : "/nowhere/control";
    assert_non_null(mkdtemp(folder));
    (void)snprintf(spool, sizeof spool, "%s/spool", folder);
    cli.spool = g->spool ? spool : NULL;
    cli.out = open_memstream(&out, &out_size);
    cli.err = open_memstream(&err, &err_size);
    keyboard = (struct keyboard){.typed = g->typed, .shows = cli.out};
    cli.typed = keyboard_open(&keyboard);
    assert_non_null(cli.typed);
    code = command_main(&cli, (int)g->words.we_wordc, g->words.we_wordv, &command);
    (void)fclose(cli.typed);
    (void)fclose(cli.out);
    (void)fclose(cli.err);
    server_stop(&server);
    server_done(&server);
    (void)unlink(spool);
    assert_int_equal(rmdir(folder), 0);
    assert_true(asprintf(&all, "%s%s%s%s", out, *err ? "--- errors\n" : "", err,
                         code == EXIT_DONE ? "" : "--- exit") >= 0);
    if (code != EXIT_DONE)
        append(&all, (const char *const[]){" 0", " 1", " 2", " 3", " 4", " 5"}[code], '\n');
    free(out);
    free(err);
    return all;
}

static void write_text(const char *path, const char *text)
{
    FILE *out = fopen(path, "we");

    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
}

/* Whether the file holds the text; shows the difference if it does not. */
static bool same(const char *path, const char *text)
{
    static char kept[TEXT_MAX];
    FILE *in = fopen(path, "re");
    char command[1024], now[] = "/tmp/knead-golden-XXXXXX";
    size_t n = in ? fread(kept, 1, sizeof kept - 1, in) : 0;
    int fd;

    if (in)
        (void)fclose(in);
    kept[n] = '\0';
    if (in && strcmp(kept, text) == 0)
        return true;
    fd = mkstemp(now);
    assert_true(fd >= 0);
    (void)close(fd);
    write_text(now, text);
    (void)snprintf(command, sizeof command, "diff -u --label %s --label now %s %s", path,
                   in ? path : "/dev/null", now);
    (void)fflush(stdout);
    (void)!system(command);
    (void)unlink(now);
    return false;
}

static size_t check_case(const char *name, bool renew)
{
    char path[256];
    struct golden g;
    size_t differ = 0;

    (void)snprintf(path, sizeof path, FOLDER "/%s.case", name);
    read_case(path, &g);
    for (int i = 0; i < 4; i++) {
        struct view view = {.width = i % 2 ? 120 : 80, .colour = i >= 2, .ascii = g.ascii};
        AUTO_FREE char *text = NULL;

        assert_true(stamp_parse(NOW, &view.now));
        text = run_case(&g, view);
        assert_null(strstr(text, " \n"));
        (void)snprintf(path, sizeof path, FOLDER "/%s.%d%s.txt", name, view.width,
                       view.colour ? ".colour" : "");
        if (renew)
            write_text(path, text);
        else
            differ += !same(path, text);
    }
    free_case(&g);
    return differ;
}

static int is_case(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');

    return dot && strcmp(dot, ".case") == 0;
}

static void test_golden(void **state)
{
    const char *wish = getenv("KNEAD_GOLDEN");
    struct dirent **entries = NULL;
    int n = scandir(FOLDER, &entries, is_case, alphasort);
    size_t differ = 0;

    (void)state;
    assert_true(n > 0);
    for (int i = 0; i < n; i++) {
        *strrchr(entries[i]->d_name, '.') = '\0';
        differ += check_case(entries[i]->d_name, wish && strcmp(wish, "renew") == 0);
        free(entries[i]);
    }
    free(entries);
    if (differ > 0)
        fail_msg("%zu outputs differ. If that is meant: KNEAD_GOLDEN=renew "
                 "build/tests/unit/test_golden, and read git diff tests/golden",
                 differ);
}

/* Every command of the table has a case. */
static void test_each_command_has_one(void **state)
{
    struct dirent **entries = NULL;
    int n = scandir(FOLDER, &entries, is_case, alphasort);

    (void)state;
    for (size_t c = 0; c < commands_n; c++) {
        bool found = false;

        for (int i = 0; i < n && !found; i++) {
            char path[512];
            struct golden g;

            (void)snprintf(path, sizeof path, FOLDER "/%s", entries[i]->d_name);
            read_case(path, &g);
            found = g.words.we_wordc > 1 && strcmp(g.words.we_wordv[1], commands[c].name) == 0;
            free_case(&g);
        }
        if (!found)
            fail_msg("no case in " FOLDER " runs knead %s", commands[c].name);
    }
    for (int i = 0; i < n; i++)
        free(entries[i]);
    free(entries);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_each_command_has_one),
    };

    (void)setlocale(LC_CTYPE, "C.UTF-8");
    (void)setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    return cmocka_run_group_tests_name("golden", tests, NULL, NULL);
}
