/* Completion: what is typed so far, and what may come next. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <sys/stat.h>

#include "cli/complete.h"
#include "tests/unit/test_cli_server.h"

/* The candidates without their explanations, one blank after each. */
static enum exit_code completed(const char *const *words, const char *socket, char ret[static 1024])
{
    AUTO_FREE char *text = NULL;
    size_t size, n = 0, used = 0;
    struct cli cli = {.out = open_memstream(&text, &size), .err = stderr, .socket = socket};
    enum exit_code code;
    char *rest, *line;

    while (words[n])
        n++;
    assert_non_null(cli.out);
    code = complete(&cli, (int)n, (char *const *)words);
    assert_int_equal(fclose(cli.out), 0);
    ret[0] = '\0';
    for (rest = text; (line = strsep(&rest, "\n"));)
        if (*line)
            used +=
                (size_t)snprintf(ret + used, 1024 - used, "%.*s ", (int)strcspn(line, "\t"), line);
    return code;
}

static void test_from_the_table(void **state)
{
    static const struct {
        const char *words[6], *candidates;
    } cases[] = {
        {{"st"}, "status stretch "},
        {{"histo"}, "history "},
        {{"nothing"}, ""},
        {{"--v"}, "--version "},
        {{"--js"}, "--json "},
        {{"nothing", ""}, ""},
        {{"help", "sno"}, "snooze "},
        {{"help", "wo"}, "words "},
        {{"chart", "s"}, "sleep stress stiffness soreness shoulders "},
        {{"log", "4", "--quality", "n"}, "numb "},
        {{"log", "4", "--quality=dull,co"}, "--quality=dull,constant "},
        {{"log", "4", "--contributors", "posture,str"}, "posture,strain posture,stress "},
        {{"log", "4", "--worse-at", ""}, "morning night "},
        {{"massage", "log", "--pressure", "too"}, "too-light too-much "},
        {{"seen-clinician", "--treatments", "p"}, "physical-therapy "},
        {{"help", "status", ""}, ""},
        {{"log", "1"}, "1 10 "},
        {{"log", "4", "l"}, "lower-back legs left "},
        {{"log", "4", "lower-back", "l"}, "left "},
        {{"log", "4", "left", "m"}, ""},
        {{"log", "4", "left", "lower"}, "lower-back "},
        {{"undo", "--"}, "--json --help "},
        {{"undo", "--js", "--"}, "--json --help "},
        {{"undo", "--json", "--"}, "--help "},
        {{"export", "--format", ""}, "csv json fhir "},
        {{"history", "dr"}, "drink "},
        {{"log", "4", "-m", "x", "l"}, "lower-back legs left "},
        {{"log", "4", "-m", "le"}, ""},
        {{"log", "4", "--at", "ye"}, "yesterday "},
        {{"log", "4", "--at", "="}, "now yesterday "},
        {{"log", "4", "--at", "=", "n"}, "now "},
        {{"log", "--", "-"}, ""},
        {{"log", "--", "--", "l"}, "lower-back legs left "},
        {{"status", "--format=w"}, "--format=waybar "},
        {{"status", "--follow=w"}, ""},
        {{"status", "w"}, ""},
        {{"pause", ""}, "until "},
        {{"history", "--from", "t"}, "today "},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char said[1024];

        assert_int_equal(completed(cases[i].words, NULL, said), EXIT_DONE);
        if (strcmp(said, cases[i].candidates) != 0)
            fail_msg("case %zu, %s: \"%s\", not \"%s\"", i, cases[i].words[0], said,
                     cases[i].candidates);
    }
}

/* Every command and option there is can be reached. */
static void test_all_of_the_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < commands_n; i++) {
        const char *name[] = {commands[i].name, NULL};
        char said[1024], word[64];

        assert_int_equal(completed(name, NULL, said), EXIT_DONE);
        assert_non_null(strstr(said, commands[i].name));
        for (enum option o = 0; o < OPTION_COUNT; o++) {
            const char *words[] = {commands[i].name, "--", NULL};

            (void)completed(words, NULL, said);
            (void)snprintf(word, sizeof word, "--%s ", option_forms[o].name);
            if (o == OPTION_HELP || commands[i].options & OPTION_BIT(o))
                assert_non_null(strstr(said, word));
        }
    }
    assert_int_equal(completed((const char *const[]){NULL}, NULL, (char[1024]){0}), EXIT_DONE);
}

static void test_files_are_the_shell_s(void **state)
{
    const char *words[] = {"backup", "ba", NULL};
    char said[1024];

    (void)state;
    assert_int_equal(completed(words, NULL, said), EXIT_NEGATIVE);
    assert_string_equal(said, "");
}

static void test_reminders_from_kneadd(void **state)
{
    static const struct talk talk[] = {
        {.answer = "{\"parameters\":{\"reminders\":[{\"name\":\"stand-up\"},{\"name\":\"stretch-"
                   "well\",\"state\":\"open\"},{\"name\":\"water\"},{}]}}|"}};
    const char *words[] = {"done", "st", NULL};
    struct server server;
    char said[1024];

    (void)state;
    server_start(&server, talk, 1);
    assert_int_equal(completed(words, server.path, said), EXIT_DONE);
    server_stop(&server);
    server_done(&server);
    assert_string_equal(said, "stand-up stretch-well ");
}

static void test_reminders_from_the_schedule(void **state)
{
    static const char schedule[] = "; [reminder no]\n[general]\n[reminder stand-up]\nevery = 1h\n"
                                   "  [reminder  stretch] ; a comment\n[reminder ston\n";
    const char *words[] = {"snooze", "st", NULL};
    char folder[] = "/tmp/knead-test-XXXXXX", path[64], said[1024];
    FILE *file;

    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(setenv("XDG_CONFIG_HOME", folder, 1), 0);
    (void)snprintf(path, sizeof path, "%s/knead", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    (void)strcat(path, "/knead.ini");
    file = fopen(path, "we");
    assert_non_null(file);
    (void)fputs(schedule, file);
    (void)fclose(file);
    assert_int_equal(completed(words, NULL, said), EXIT_DONE);
    (void)unlink(path);
    *strrchr(path, '/') = '\0';
    (void)rmdir(path);
    (void)rmdir(folder);
    assert_string_equal(said, "stand-up stretch ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_from_the_table),
        cmocka_unit_test(test_all_of_the_table),
        cmocka_unit_test(test_files_are_the_shell_s),
        cmocka_unit_test(test_reminders_from_kneadd),
        cmocka_unit_test(test_reminders_from_the_schedule),
    };

    return cmocka_run_group_tests_name("cli_complete", tests, NULL, NULL);
}
