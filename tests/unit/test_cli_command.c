/* The command table, what is parsed by it, and what is said when something is refused. */
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
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/place.h"
#include "cli/request.h"
#include "common/scope.h"

#define ARGS_MAX 12

/* knead with nowhere to go: whatever is refused here is refused before anybody is asked. */
struct fixture {
    struct cli cli;
    char *out, *err;
    size_t out_size, err_size;
};

static void begin(struct fixture *f)
{
    *f = (struct fixture){0};
    f->cli = (struct cli){
        .out = open_memstream(&f->out, &f->out_size),
        .err = open_memstream(&f->err, &f->err_size),
        .view = {.width = 80},
        .socket = "/nowhere/control",
        .timeout = 1000,
    };
    assert_true(stamp_parse("2026-11-20T14:05:00+00:00", &f->cli.view.now));
}

static void flush(struct fixture *f)
{
    assert_int_equal(fflush(f->cli.out), 0);
    assert_int_equal(fflush(f->cli.err), 0);
}

static void end(struct fixture *f)
{
    (void)fclose(f->cli.out);
    (void)fclose(f->cli.err);
    free(f->out);
    free(f->err);
}

static int count(const char *const *args)
{
    int n = 0;

    while (args[n])
        n++;
    return n;
}

static enum exit_code run(struct fixture *f, const char *const *args)
{
    const struct command *command;
    const char *argv[ARGS_MAX + 1] = {"knead"};
    int n = count(args);

    memcpy(argv + 1, args, (size_t)n * sizeof *args);
    return command_main(&f->cli, n + 1, (char *const *)argv, &command);
}

static void assert_fits(const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n");

        if (n > 80)
            fail_msg("wider than 80 columns: %.*s", (int)n, text);
        text += n + (text[n] != '\0');
    }
}

static void test_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < commands_n; i++) {
        const struct command *c = &commands[i];

        assert_ptr_equal(command_find(c->name), c); /* so no name comes twice */
        assert_true(*c->summary && *c->tried && c->usage && c->details && c->run);
        assert_true(c->words_min <= c->words_max && c->words_max <= WORDS_MAX);
        assert_true(c->words_min == 0 || c->missing);
        assert_true((c->words_max > 0) == (*c->usage != '\0'));
    }
    for (enum option o = 0; o < OPTION_COUNT; o++)
        assert_true(*option_forms[o].name && option_forms[o].value && *option_forms[o].help);
    assert_null(command_find(""));
    assert_null(command_find("Log"));
}

static void test_help(void **state)
{
    static const char *const ways[][3] = {{"help"}, {"-h"}, {"--help"}, {"help", "--help"}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        struct fixture f;

        begin(&f);
        assert_int_equal(run(&f, ways[i]), EXIT_DONE);
        flush(&f);
        assert_string_equal(f.err, "");
        assert_non_null(strstr(f.out, "usage: knead "));
        assert_fits(f.out);
        for (size_t c = 0; c < commands_n && i < 3; c++)
            assert_non_null(strstr(f.out, commands[c].summary));
        end(&f);
    }
}

static void test_help_of_each(void **state)
{
    (void)state;
    for (size_t i = 0; i < commands_n; i++) {
        const char *const ways[][3] = {
            {"help", commands[i].name}, {commands[i].name, "--help"}, {commands[i].name, "-h"}};
        struct fixture f[COUNT_OF(ways)];

        for (size_t w = 0; w < COUNT_OF(ways); w++) {
            begin(&f[w]);
            assert_int_equal(run(&f[w], ways[w]), EXIT_DONE);
            flush(&f[w]);
            assert_string_equal(f[w].err, "");
            assert_string_equal(f[w].out, f[0].out);
        }
        assert_fits(f[0].out);
        assert_non_null(strstr(f[0].out, commands[i].summary));
        assert_non_null(strstr(f[0].out, "--help"));
        for (size_t w = 0; w < COUNT_OF(ways); w++)
            end(&f[w]);
    }
}

static void test_help_of_log_names_every_place(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    help_print(f.cli.out, command_find("log"));
    flush(&f);
    for (int r = REGION_NONE + 1; r < REGION_COUNT; r++)
        assert_non_null(strstr(f.out, region_name((enum region)r)));
    for (int s = SIDE_NONE + 1; s < SIDE_COUNT; s++)
        assert_non_null(strstr(f.out, side_name((enum side)s)));
    end(&f);
}

static void test_parse(void **state)
{
    static const struct {
        const char *command, *args[ARGS_MAX];
        const char *words, *at, *note, *json, *help; /* words: joined by "|" */
    } cases[] = {
        {"log", {"4"}, "4", NULL, NULL, NULL, NULL},
        {"log", {"-m", "a b", "4", "neck"}, "4|neck", NULL, "a b", NULL, NULL},
        {"log", {"4", "-ma", "--at=2h ago", "--json"}, "4", "2h ago", "a", "", NULL},
        {"log", {"4", "--note=", "--at", "-1"}, "4", "-1", "", NULL, NULL},
        {"log", {"-3"}, "-3", NULL, NULL, NULL, NULL},
        {"log", {"--", "4", "-m"}, "4|-m", NULL, NULL, NULL, NULL},
        {"log", {"-"}, "-", NULL, NULL, NULL, NULL},
        {"log", {"-m", "--help", "4"}, "4", NULL, "--help", NULL, NULL},
        {"log", {"--help"}, "", NULL, NULL, NULL, ""},
        {"log", {"4", "-h", "--nonsense", "1", "2", "3", "4"}, "4", NULL, NULL, NULL, ""},
        {"status", {NULL}, "", NULL, NULL, NULL, NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char why[COMMAND_WHY_MAX], words[256] = "";
        struct arguments a;

        if (command_parse(command_find(cases[i].command), count(cases[i].args),
                          (char *const *)cases[i].args, &a, why) < 0)
            fail_msg("case %zu: %s", i, why);
        for (size_t w = 0; w < a.n; w++)
            (void)snprintf(words + strlen(words), sizeof words - strlen(words), "%s%s",
                           w > 0 ? "|" : "", a.words[w]);
        assert_string_equal(words, cases[i].words);
        const struct {
            const char *got, *wanted;
        } options[] = {{a.option[OPTION_AT], cases[i].at},
                       {a.option[OPTION_NOTE], cases[i].note},
                       {a.option[OPTION_JSON], cases[i].json},
                       {a.option[OPTION_HELP], cases[i].help}};
        for (size_t o = 0; o < COUNT_OF(options); o++) {
            assert_int_equal(options[o].got == NULL, options[o].wanted == NULL);
            if (options[o].got)
                assert_string_equal(options[o].got, options[o].wanted);
        }
    }
}

/* Wrong usage and refused values: the exit code, and the words on stderr. Never anything on stdout.
 */
static void test_refused(void **state)
{
    static const struct {
        const char *args[ARGS_MAX];
        enum exit_code code;
        const char *said;
    } cases[] = {
        {{"log"}, EXIT_USAGE, "a whole number from 0 (none) to 10 (the worst).\nFor example: "},
        {{"lgo", "4"}, EXIT_USAGE, "there is no command \"lgo\"; did you mean log?"},
        {{"Xyzzy"}, EXIT_USAGE, "there is no command \"Xyzzy\".\n"},
        {{""}, EXIT_USAGE, "there is no command \"\"."},
        {{"a\033[31m"}, EXIT_USAGE, "\"a?[31m\""},
        {{"help", "hsitory"}, EXIT_USAGE, "did you mean history?"},
        {{"undo", "5"}, EXIT_USAGE, "\"5\" is one word too many for undo.\nusage: knead undo"},
        {{"log", "4", "--nte", "x"}, EXIT_USAGE, "log has no option --nte; did you mean --note?"},
        {{"status", "-m", "x"}, EXIT_USAGE, "status has no option -m."},
        {{"--jsn"}, EXIT_USAGE, "did you mean --json?"},
        {{"log", "4", "--at"}, EXIT_USAGE, "--at needs its WHEN"},
        {{"log", "4", "-m"}, EXIT_USAGE, "--note needs its NOTE"},
        {{"log", "4", "--json=1"}, EXIT_USAGE, "--json takes no value."},
        {{"log", "4", "-m", "a", "--note=b"}, EXIT_USAGE, "--note is given twice."},
        {{"log", "11"}, EXIT_REFUSED, "knead: could not log this: "},
        {{"log", "11"}, EXIT_REFUSED, "not \"11\".\n"},
        {{"log", "-1"}, EXIT_REFUSED, "not \"-1\".\n"},
        {{"log", "4.5"}, EXIT_REFUSED, "not \"4.5\".\n"},
        {{"log", ""}, EXIT_REFUSED, "not \"\".\n"},
        {{"log", "4", "neckk"}, EXIT_REFUSED, "did you mean neck?"},
        {{"log", "4", "-m", "after", "the"}, EXIT_REFUSED, "several words goes in quotes.\n"},
        {{"log", "4", "--at", "soonish"}, EXIT_REFUSED, "\"soonish\" is not a time I know."},
        {{"log", "4", "--at", "2026-11-20 15:00"}, EXIT_REFUSED, "lies in the future"},
        {{"log", "4", "-m", "\xff"}, EXIT_REFUSED, "text has to be UTF-8"},
        {{"log", "4", "\033"}, EXIT_REFUSED, "text has to be UTF-8"},
        {{"history", "--last", "0"}, EXIT_REFUSED, "--last takes a whole number from 1 on"},
        {{"history", "neck", "left"}, EXIT_REFUSED, "history goes by region"},
        {{"history", "--from", "never"}, EXIT_REFUSED, "\"never\" is not a date or a past time"},
        {{"history", "--from", "2026-11-02", "--to", "2026-11-01"},
         EXIT_REFUSED,
         "--from 2026-11-02 does not lie before --to 2026-11-01."},
        {{"stretch", "nck"}, EXIT_REFUSED, "\"nck\" is not a region I know; did you mean neck?"},
        {{"stretch", "neck", "left"}, EXIT_REFUSED, "is not a region I know"},
        {{"agenda", "soon"}, EXIT_REFUSED, "\"soon\" is not a span"},
        {{"agenda", "11000w"}, EXIT_REFUSED, "\"11000w\" is not a span"},
        {{"agenda", "367d"}, EXIT_REFUSED, "of up to 366 days"},
        {{"agenda", "366d"}, EXIT_NO_DAEMON, "no kneadd answers"},
        {{"agenda", "0"}, EXIT_REFUSED, "of up to 366 days"},
        {{"pause", "0"}, EXIT_REFUSED, "knead: could not pause reminders: a pause takes at least"},
        {{"pause", "-5"}, EXIT_REFUSED, "\"-5\" is not a span like 30m or 2h"},
        {{"pause", "soon"}, EXIT_REFUSED, "\"soon\" is not a span"},
        {{"pause", "15:40"}, EXIT_REFUSED, "like knead pause until 15:40.\n"},
        {{"pause", "11000w"}, EXIT_REFUSED, "\"11000w\" is too long"},
        {{"pause", "1", "h"}, EXIT_REFUSED, "it takes one SPAN, like 30m or 1h20m, or the word"},
        {{"pause", "until"}, EXIT_REFUSED, "until alone is not a time I know. Write it like 15:40"},
        {{"pause", "until", ""}, EXIT_REFUSED, "is not a time I know"},
        {{"pause", "until", "now"}, EXIT_REFUSED, "\"now\" does not lie in the future"},
        {{"pause", "until", "yesterday"}, EXIT_REFUSED, "\"yesterday\" does not lie in the future"},
        {{"pause", "until", "2h", "ago"}, EXIT_REFUSED, "\"2h ago\" does not lie in the future"},
        {{"pause", "until", "25:00"}, EXIT_REFUSED, "\"25:00\" is not a time I know"},
        {{"pause", "until", "1", "2", "3"}, EXIT_USAGE, "\"3\" is one word too many for pause."},
        {{"pause", "until", "16:00"}, EXIT_NO_DAEMON, "no kneadd answers"},
        {{"resume", "1h"}, EXIT_USAGE, "one word too many for resume"},
        {{"snooze", "0"}, EXIT_REFUSED, "at least a second"},
        {{"snooze", "5", "10m"}, EXIT_REFUSED, "\"5\" and \"10m\" cannot both be the span."},
        {{"snooze", "a", "b"}, EXIT_REFUSED, "\"a\" and \"b\" cannot both be the reminder."},
        {{"status"},
         EXIT_NO_DAEMON,
         "knead: no kneadd answers at /nowhere/control (there is no socket)."},
        {{"undo"}, EXIT_NO_DAEMON, "systemctl --user start kneadd"},
        {{"log", "4", "left", "neck", "-m", "it's", "--at", "2026-11-20T12:00:00Z"},
         EXIT_NOT_SAVED,
         "The entry was NOT saved. Once that is mended, log it with:\n"
         "  knead log 4 neck left --at 2026-11-20T12:00:00+00:00 -m 'it'\\''s'\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct fixture f;

        begin(&f);
        assert_int_equal(run(&f, cases[i].args), cases[i].code);
        flush(&f);
        assert_string_equal(f.out, "");
        if (!strstr(f.err, cases[i].said))
            fail_msg("case %zu: \"%s\" does not say \"%s\"", i, f.err, cases[i].said);
        end(&f);
    }
}

/* With no kneadd: another one each minute, and nothing but what is gentle. */
static void test_stretch_alone(void **state)
{
    static const char *const args[][ARGS_MAX] = {{"stretch"}, {"stretch", "--json"}};
    char last[4096] = "";

    (void)state;
    assert_int_equal(setenv("XDG_CONFIG_HOME", "/nowhere", 1), 0);
    assert_int_equal(setenv("XDG_CONFIG_DIRS", "/nowhere", 1), 0);
    for (int i = 0; i < 40; i++) {
        struct fixture f;

        begin(&f);
        f.cli.view.now.at.us += i * USEC_PER_MIN;
        assert_int_equal(run(&f, args[i % 2]), EXIT_DONE);
        flush(&f);
        assert_string_equal(f.err, "");
        assert_null(strstr(f.out, "a tennis ball"));
        assert_null(strstr(f.out, "squeeze and release")); /* a massage */
        if (i % 2 == 0)
            assert_non_null(
                strstr(f.out, "\nNo kneadd answers, so only gentle moves are shown.\n"));
        assert_true(strlen(f.out) < sizeof(last));
        assert_string_not_equal(f.out, last);
        (void)strcpy(last, f.out);
        end(&f);
    }
}

/* A file of one's own that is bad is told of, line by line. */
static void test_stretch_bad_file(void **state)
{
    static const char *const args[ARGS_MAX] = {"stretch", "neck"};
    char folder[] = "/tmp/knead-cli-XXXXXX", sub[64], path[96];
    struct fixture f;
    FILE *file;

    (void)state;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(sub, sizeof sub, "%s/knead", folder);
    (void)snprintf(path, sizeof path, "%s/moves.ini", sub);
    assert_int_equal(mkdir(sub, 0700), 0);
    file = fopen(path, "we");
    assert_non_null(file);
    (void)fputs("[move x]\nhold = y\n", file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(setenv("XDG_CONFIG_HOME", folder, 1), 0);
    begin(&f);
    assert_int_equal(run(&f, args), EXIT_REFUSED);
    flush(&f);
    assert_string_equal(f.out, "");
    assert_non_null(strstr(f.err, "/moves.ini:2: [move x] hold = y: not a length of time"));
    assert_non_null(strstr(f.err, "could not show a move: the file of moves has mistakes.\n"));
    end(&f);
    assert_int_equal(unlink(path) | rmdir(sub) | rmdir(folder), 0);
}

static void test_note_limit(void **state)
{
    char note[NOTE_MAX + 2];

    (void)state;
    memset(note, 'x', sizeof note);
    for (size_t over = 0; over < 2; over++) {
        const char *const args[] = {"log", "4", "-m", note, NULL};
        struct fixture f;

        note[NOTE_MAX + over] = '\0';
        begin(&f);
        assert_int_equal(run(&f, args), over ? EXIT_REFUSED : EXIT_NOT_SAVED);
        flush(&f);
        assert_int_equal(strstr(f.err, "a note has at most 2000 bytes") != NULL, over);
        end(&f);
        note[NOTE_MAX + over] = 'x';
    }
}

static void test_no_place_for_a_socket(void **state)
{
    const char *const args[] = {"status", NULL};
    struct fixture f;

    (void)state;
    begin(&f);
    f.cli.socket = NULL;
    assert_int_equal(run(&f, args), EXIT_NO_DAEMON);
    flush(&f);
    assert_non_null(strstr(f.err, "neither XDG_RUNTIME_DIR nor HOME"));
    end(&f);
}

static void R19_red_flags_need_nothing(void **state)
{
    static const char *const args[][ARGS_MAX] = {{"red-flags"}, {"red-flags", "--json"}};
    struct fixture f;
    size_t lines = 0;

    (void)state;
    begin(&f);
    f.cli.socket = NULL;
    assert_int_equal(run(&f, args[0]), EXIT_DONE);
    flush(&f);
    assert_non_null(strstr(f.out, "\n  - both legs: pain, tingling, numbness or weakness\n"));
    assert_non_null(strstr(f.out, "\n  - night pain that rest does not ease\n"));
    assert_true(strstr(f.out, "emergency number") < strstr(f.out, "contact a doctor"));
    assert_non_null(strstr(f.out, "not a medical all-clear"));
    assert_string_equal(f.err, "");
    end(&f);
    begin(&f);
    assert_int_equal(run(&f, args[1]), EXIT_DONE);
    flush(&f);
    for (const char *line = f.out; *line; line += strcspn(line, "\n") + 1, lines++)
        assert_memory_equal(line, "{\"flag\":\"", 9);
    assert_int_equal(lines, 20);
    end(&f);
}

static void test_version(void **state)
{
    static const char *const ways[][2] = {{"version"}, {"--version"}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        struct fixture f;

        begin(&f);
        assert_int_equal(run(&f, ways[i]), EXIT_DONE);
        flush(&f);
        assert_string_equal(f.out, "knead 0.1.0\n");
        end(&f);
    }
}

static void test_errors(void **state)
{
    static const struct {
        const char *error, *parameters;
        enum exit_code code;
        const char *text;
    } cases[] = {
        {"org.knead.InvalidValue", "{\"field\":\"span\",\"value\":\"9\",\"why\":\"too long\"}",
         EXIT_REFUSED, "knead: could not take an entry back: too long.\n"},
        {"org.knead.UnknownName", "{\"why\":\"there is no reminder \\\"x\\\"; did you mean y?\"}",
         EXIT_REFUSED,
         "knead: could not take an entry back: there is no reminder \"x\"; did you mean y?\n"},
        {"org.knead.NothingToDo", "{\"why\":\"the log is empty\"}", EXIT_NEGATIVE,
         "knead: could not take an entry back: the log is empty.\n"},
        {"org.knead.NotSaved", "{\"why\":\"the disk is full\"}", EXIT_NOT_SAVED,
         "knead: could not take an entry back: the disk is full.\n"
         "Nothing was written. Once that is mended, type it again.\n"},
        {"org.knead.BadSchedule", "{\"complaints\":[\"a:1: [x]\\u001b\",\"a:2: y\",3]}",
         EXIT_REFUSED,
         "a:1: [x]?\na:2: y\n?\n"
         "knead: could not take an entry back: the schedule has mistakes.\n"
         "The old schedule stays in force. Mend the file, then: knead reload\n"},
        {"org.varlink.service.PermissionDenied", "{}", EXIT_REFUSED,
         "knead: could not take an entry back: kneadd answers nobody but the user who started "
         "it.\n"},
        {"org.varlink.service.MethodNotFound", "{\"method\":\"org.knead.Undo\"}", EXIT_REFUSED,
         "knead: could not take an entry back: the kneadd that runs is of another version than "
         "this "
         "knead.\nRestart it: systemctl --user restart kneadd\n"},
        {"org.knead.NothingToDo", "{}", EXIT_NEGATIVE,
         "knead: could not take an entry back: org.knead.NothingToDo.\n"},
        {"com.example.Odd", "{\"why\":7}", EXIT_REFUSED,
         "knead: could not take an entry back: com.example.Odd.\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_auto_t *parameters = json_loads(cases[i].parameters, 0, NULL);
        struct fixture f;

        begin(&f);
        assert_int_equal(request_refused(&f.cli, command_find("undo"), cases[i].error, parameters),
                         cases[i].code);
        flush(&f);
        assert_string_equal(f.err, cases[i].text);
        end(&f);
    }
}

static void test_places(void **state)
{
    static const struct {
        const char *words[4];
        int r;
        enum region region;
        enum side side;
        const char *why;
    } cases[] = {
        {{NULL}, 0, REGION_NONE, SIDE_NONE, NULL},
        {{"neck"}, 0, REGION_NECK, SIDE_NONE, NULL},
        {{"left"}, 0, REGION_NONE, SIDE_LEFT, NULL},
        {{"lower-back", "left"}, 0, REGION_LOWER_BACK, SIDE_LEFT, NULL},
        {{"left", "lower-back"}, 0, REGION_LOWER_BACK, SIDE_LEFT, NULL},
        {{"lower", "back", "left"}, 0, REGION_LOWER_BACK, SIDE_LEFT, NULL},
        {{"left", "lower", "back"}, 0, REGION_LOWER_BACK, SIDE_LEFT, NULL},
        {{"lower back"}, 0, REGION_LOWER_BACK, SIDE_NONE, NULL},
        {{"upp", "r"}, 0, REGION_UPPER_BACK, SIDE_RIGHT, NULL},
        {{"UPPER", "Both"}, 0, REGION_UPPER_BACK, SIDE_BOTH, NULL},
        {{"leg", "l"}, 0, REGION_LEGS, SIDE_LEFT, NULL},
        {{"right", "le"}, 0, REGION_LEGS, SIDE_RIGHT, NULL},
        {{"le"}, -EINVAL, 0, 0, "\"le\" could be a region or a side"},
        {{"h"}, -EINVAL, 0, 0, "head, hands or hips"},
        {{"elbow"}, -EINVAL, 0, 0, "is not a region I know"},
        {{"neck", "lft"}, -EINVAL, 0, 0, "did you mean left?"},
        {{"left", "nek"}, -EINVAL, 0, 0, "did you mean neck?"},
        {{"neck", "legs"}, -EINVAL, 0, 0, "is not a side I know"},
        {{"neck", "left", "today"}, -EINVAL, 0, 0, "a note goes after -m"},
        {{""}, -EINVAL, 0, 0, "is not a region I know"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char why[PLACE_WHY_MAX] = "";
        enum region region = REGION_COUNT;
        enum side side = SIDE_COUNT;
        int r = place_parse(cases[i].words, (size_t)count(cases[i].words), &region, &side, why);

        if (r != cases[i].r || (r < 0 && !strstr(why, cases[i].why)))
            fail_msg("case %zu: %d, \"%s\"", i, r, why);
        assert_int_equal(region, r < 0 ? REGION_COUNT : cases[i].region);
        assert_int_equal(side, r < 0 ? SIDE_COUNT : cases[i].side);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_help),
        cmocka_unit_test(test_help_of_each),
        cmocka_unit_test(test_help_of_log_names_every_place),
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_stretch_alone),
        cmocka_unit_test(test_stretch_bad_file),
        cmocka_unit_test(test_note_limit),
        cmocka_unit_test(test_no_place_for_a_socket),
        cmocka_unit_test(R19_red_flags_need_nothing),
        cmocka_unit_test(test_version),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_places),
    };

    /* What is typed is of this machine's zone, wherever that is. */
    (void)setenv("TZ", "UTC", 1);
    tzset();
    return cmocka_run_group_tests_name("cli_command", tests, NULL, NULL);
}
