/* Whole commands over a socket: what is typed, what kneadd is asked, what it answers, what is
 * shown. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "cli/command.h"
#include "common/uuid7.h"
#include "tests/unit/test_cli_server.h"

struct run {
    enum exit_code code;
    char *out, *err;
    struct server server;
};

static void begin(struct run *run, const struct talk *talks, size_t n, const char *const *args)
{
    struct cli cli = {.view = {.width = 80}, .timeout = talks[0].hang ? SHORT_MS : LONG_MS};
    const char *argv[12] = {"knead"};
    const struct command *command;
    size_t out_size, err_size;
    int argc = 1;

    *run = (struct run){0};
    for (; args[argc - 1]; argc++)
        argv[argc] = args[argc - 1];
    assert_true(stamp_parse("2026-11-20T14:05:00+01:00", &cli.view.now));
    cli.out = open_memstream(&run->out, &out_size);
    cli.err = open_memstream(&run->err, &err_size);
    server_start(&run->server, talks, n);
    cli.socket = run->server.path;
    run->code = command_main(&cli, argc, (char *const *)argv, &command);
    (void)fclose(cli.out);
    (void)fclose(cli.err);
    server_stop(&run->server);
}

static void end(struct run *run)
{
    server_done(&run->server);
    free(run->out);
    free(run->err);
}

#define ENTRY                                                                                      \
    "{\"id\":\"x\",\"at\":\"2026-11-20T12:10:00+01:00\",\"kind\":\"pain\",\"level\":4,\"region\":" \
    "\"neck\",\"side\":null,\"ml\":null,\"note\":null,\"said\":\"2026-11-20T12:10:00+01:00\"}"

#define MOVE                                                             \
    "{\"name\":\"side-bend\",\"title\":\"Side "                          \
    "bend\",\"regions\":[\"lower-back\",\"hips\"],\"steps\":"            \
    "[\"Reach up.\",\"Lean to the side.\"],\"dose\":\"15 seconds, each " \
    "side\",\"where\":\"standing\","                                     \
    "\"needs\":null,\"caution\":\"No twist.\"}"
#define CAUTION                                                                      \
    "Move slowly and breathe. Stop where it gets tight or mildly uncomfortable,\n"   \
    "before any sharp pain, and do not bounce. Leave out what brings numbness,\n"    \
    "tingling or dizziness, and tell a clinician. After an injury or surgery, ask\n" \
    "first.\n"

#define PAUSED(until, shortened) \
    "{\"parameters\":{\"until\":\"" until "\",\"shortened\":" shortened "}}|"

/* What is typed, what kneadd is asked, what it answers, and what is shown. call NULL: not compared.
 */
static const struct {
    const char *args[8], *call, *answer;
    enum exit_code code;
    const char *out, *err;
} commands_over[] = {
    {{"log", "4", "--json", NULL},
     NULL,
     "{\"parameters\":{\"id\":\"abc\",\"entry\":{}}}|",
     EXIT_DONE,
     "{\"id\":\"abc\"}\n",
     ""},
    {{"log", "4", "lower", "back", "left", "-m", "x y", NULL},
     NULL,
     "{\"parameters\":{\"id\":\"abc\",\"entry\":{\"kind\":\"pain\",\"level\":4,\"region\":\"lower-"
     "back\","
     "\"side\":\"left\",\"note\":\"x y\",\"at\":\"2026-11-20T14:05:00+01:00\"}}}|",
     EXIT_DONE,
     "logged: pain 4, lower back, left, today 14:05 (Fri 20 Nov, +01:00): x y\n",
     ""},
    {{"log", "4", "--at", "yesterday 22:00", NULL},
     NULL,
     "{\"parameters\":{\"id\":\"abc\",\"entry\":{\"kind\":\"pain\",\"level\":4,\"at\":"
     "\"2026-11-19T22:00:00+01:00\"}}}|",
     EXIT_DONE,
     "logged: pain 4, yesterday 22:00 (Thu 19 Nov, +01:00)\n",
     ""},
    {{"log", "4", NULL},
     NULL,
     "{\"error\":\"org.knead.NotSaved\",\"parameters\":{\"why\":\"the disk is full\"}}|",
     EXIT_NOT_SAVED,
     "",
     "knead: could not log this: the disk is full.\n"
     "knead: nor could it be kept for later: there is no place for it: No such file or "
     "directory.\n"
     "The entry was NOT saved. Once that is mended, log it with:\n"
     "  knead log 4 --at 2026-11-20T14:05:00+01:00\n"},
    {{"history", "--last", "9", NULL},
     "{\"method\":\"org.knead.History\",\"parameters\":{\"last\":9},\"more\":true}",
     "{\"parameters\":{\"entry\":null}}|",
     EXIT_DONE,
     "No entries.\n",
     ""},
    {{"history", "--json", NULL}, NULL, "{\"parameters\":{\"entry\":null}}|", EXIT_DONE, "", ""},
    {{"history", "neck", "--json", "--last", "2", NULL},
     "{\"method\":\"org.knead.History\",\"parameters\":{\"region\":\"neck\",\"last\":2},\"more\":"
     "true}",
     "{\"parameters\":{\"entry\":" ENTRY "},\"continues\":true}|{\"parameters\":{\"entry\":" ENTRY
     "}}|",
     EXIT_DONE,
     ENTRY "\n" ENTRY "\n",
     ""},
    {{"history", "--from", "2026-03-29", "--to", "2026-03-29", "--last", "9", NULL},
     "{\"method\":\"org.knead.History\",\"parameters\":{\"from\":\"2026-03-29T00:00:00+01:00\","
     "\"to\":"
     "\"2026-03-30T00:00:00+02:00\",\"last\":9},\"more\":true}",
     "{\"parameters\":{\"entry\":" ENTRY "}}|",
     EXIT_DONE,
     "Fri 20 Nov\n  12:10          pain       4  ####......  neck\n",
     ""},
    {{"history", "--from", "12:00", "--to", "yesterday 8:00", NULL},
     NULL,
     "",
     EXIT_REFUSED,
     "",
     "knead: could not show the log: --from 12:00 does not lie before --to yesterday 8:00.\n"},
    {{"history", "--last", "9", NULL},
     NULL,
     "{\"parameters\":{\"entry\":" ENTRY "},\"continues\":true}|{",
     EXIT_NO_DAEMON,
     "Fri 20 Nov\n  12:10          pain       4  ####......  neck\n",
     "knead: could not show the log: kneadd closed the connection before it answered.\n"
     "Its own messages: journalctl --user -u kneadd\n"},
    {{"undo", NULL},
     "{\"method\":\"org.knead.Undo\"}",
     "{\"parameters\":{\"entry\":" ENTRY "}}|",
     EXIT_DONE,
     "undone: pain 4, neck, today 12:10 (Fri 20 Nov, +01:00)\n",
     ""},
    {{"undo", NULL},
     NULL,
     "{\"error\":\"org.knead.NothingToDo\",\"parameters\":{\"why\":\"the log is empty\"}}|",
     EXIT_NEGATIVE,
     "",
     "knead: could not take an entry back: the log is empty.\n"},
    {{"done", NULL},
     "{\"method\":\"org.knead.Done\",\"parameters\":{}}",
     "{\"parameters\":{\"reminders\":[\"stand-up\",\"stretch\"]}}|",
     EXIT_DONE,
     "done: stand-up, stretch\n",
     ""},
    {{"done", "--json", NULL},
     NULL,
     "{\"parameters\":{\"reminders\":[\"a\"]}}|",
     EXIT_DONE,
     "{\"reminders\":[\"a\"]}\n",
     ""},
    {{"skip", "st", NULL},
     "{\"method\":\"org.knead.Skip\",\"parameters\":{\"reminder\":\"st\"}}",
     "{\"parameters\":{\"reminders\":[\"stretch\"]}}|",
     EXIT_DONE,
     "skipped: stretch\n",
     ""},
    {{"snooze", NULL},
     "{\"method\":\"org.knead.Snooze\",\"parameters\":{}}",
     "{\"parameters\":{\"reminders\":[\"a\"],\"until\":\"2026-11-20T14:25:00+01:00\"}}|",
     EXIT_DONE,
     "snoozed: a until 14:25\n",
     ""},
    {{"snooze", "20", "st", NULL},
     "{\"method\":\"org.knead.Snooze\",\"parameters\":{\"reminder\":\"st\",\"span\":1200}}",
     "{\"parameters\":{\"reminders\":[\"st\"],\"until\":\"2026-11-21T00:05:00+01:00\"}}|",
     EXIT_DONE,
     "snoozed: st until Sat 00:05\n",
     ""},
    {{"snooze", "st", "90s", NULL},
     "{\"method\":\"org.knead.Snooze\",\"parameters\":{\"reminder\":\"st\",\"span\":90}}",
     "{\"parameters\":{}}|",
     EXIT_DONE,
     "snoozed:\n",
     ""},
    {{"pause", NULL},
     "{\"method\":\"org.knead.Pause\"}",
     PAUSED("2026-11-20T15:05:00+01:00", "false"),
     EXIT_DONE,
     "paused until 15:05\n",
     ""},
    {{"pause", "90", NULL},
     "{\"method\":\"org.knead.Pause\",\"parameters\":{\"span\":5400}}",
     PAUSED("2026-11-20T15:35:00+01:00", "false"),
     EXIT_DONE,
     "paused until 15:35\n",
     ""},
    {{"pause", "until", "15:40", NULL},
     "{\"method\":\"org.knead.Pause\",\"parameters\":{\"until\":\"2026-11-20T15:40:00+01:00\"}}",
     PAUSED("2026-11-20T15:40:00+01:00", "false"),
     EXIT_DONE,
     "paused until 15:40\n",
     ""},
    {{"pause", "until", "tomorrow", NULL},
     "{\"method\":\"org.knead.Pause\",\"parameters\":{\"until\":\"2026-11-21T00:00:00+01:00\"}}",
     PAUSED("2026-11-21T00:00:00+01:00", "false"),
     EXIT_DONE,
     "paused until tomorrow 00:00\n",
     ""},
    {{"pause", "until", "tomorrow 9:00", NULL},
     "{\"method\":\"org.knead.Pause\",\"parameters\":{\"until\":\"2026-11-21T09:00:00+01:00\"}}",
     PAUSED("2026-11-21T09:00:00+01:00", "false"),
     EXIT_DONE,
     "paused until tomorrow 09:00\n",
     ""},
    {{"pause", "until", "tomorrow", "9:00", NULL},
     "{\"method\":\"org.knead.Pause\",\"parameters\":{\"until\":\"2026-11-21T09:00:00+01:00\"}}",
     PAUSED("2026-11-21T09:00:00+01:00", "false"),
     EXIT_DONE,
     "paused until tomorrow 09:00\n",
     ""},
    /* 14:00 has passed: tomorrow's is meant, and that is too late */
    {{"pause", "until", "14:00", NULL},
     "{\"method\":\"org.knead.Pause\",\"parameters\":{\"until\":\"2026-11-21T14:00:00+01:00\"}}",
     PAUSED("2026-11-21T09:00:00+01:00", "true"),
     EXIT_DONE,
     "paused until tomorrow 09:00, the start of tomorrow's hours: a pause ends there at the "
     "latest\n",
     ""},
    {{"pause", "3d", NULL},
     "{\"method\":\"org.knead.Pause\",\"parameters\":{\"span\":259200}}",
     PAUSED("2026-11-21T14:05:01+01:00", "true"),
     EXIT_DONE,
     "paused until tomorrow 14:05, a day from now: a pause ends there at the latest\n",
     ""},
    {{"pause", "1h", "--json", NULL},
     NULL,
     PAUSED("2026-11-20T15:05:00+01:00", "false"),
     EXIT_DONE,
     "{\"until\":\"2026-11-20T15:05:00+01:00\",\"shortened\":false}\n",
     ""},
    {{"pause", NULL}, NULL, "{\"parameters\":{}}|", EXIT_DONE, "paused\n", ""},
    {{"pause", NULL},
     NULL,
     "{\"error\":\"org.knead.NotSaved\",\"parameters\":{\"why\":\"the pause is not on disk\"}}|",
     EXIT_NOT_SAVED,
     "",
     "knead: could not pause reminders: the pause is not on disk.\n"
     "Nothing was written. Once that is mended, type it again.\n"},
    {{"pause", "until", "in 1s", NULL},
     NULL,
     "{\"error\":\"org.knead.InvalidValue\",\"parameters\":{\"why\":\"that time has passed\"}}|",
     EXIT_REFUSED,
     "",
     "knead: could not pause reminders: that time has passed.\n"},
    {{"resume", NULL},
     "{\"method\":\"org.knead.Resume\"}",
     "{\"parameters\":{}}|",
     EXIT_DONE,
     "reminders come again\n",
     ""},
    {{"resume", "--json", NULL}, NULL, "{\"parameters\":{}}|", EXIT_DONE, "{}\n", ""},
    {{"resume", NULL},
     NULL,
     "{\"error\":\"org.knead.NothingToDo\",\"parameters\":{\"why\":\"nothing is paused\"}}|",
     EXIT_NEGATIVE,
     "",
     "knead: could not end the pause: nothing is paused.\n"},
    {{"agenda", NULL},
     "{\"method\":\"org.knead.Agenda\",\"more\":true}",
     "{\"parameters\":{\"item\":null}}|",
     EXIT_DONE,
     "Nothing is to come today any more.\n",
     ""},
    {{"agenda", "2h", NULL},
     "{\"method\":\"org.knead.Agenda\",\"parameters\":{\"span\":7200},\"more\":true}",
     "{\"parameters\":{\"item\":null}}|",
     EXIT_DONE,
     "Nothing is to come within 2h.\n",
     ""},
    {{"agenda", "--json", NULL},
     NULL,
     "{\"parameters\":{\"item\":{\"due\":\"2026-11-20T15:00:00+01:00\",\"reminder\":\"a\"}},"
     "\"continues\":true}|{\"parameters\":{\"item\":{\"due\":\"2026-11-20T16:00:00+01:00\","
     "\"reminder\":\"b\"}}}|",
     EXIT_DONE,
     "{\"due\":\"2026-11-20T15:00:00+01:00\",\"reminder\":\"a\"}\n"
     "{\"due\":\"2026-11-20T16:00:00+01:00\",\"reminder\":\"b\"}\n",
     ""},
    {{"why", NULL},
     "{\"method\":\"org.knead.Why\",\"parameters\":{},\"more\":true}",
     "{\"parameters\":{\"account\":{\"reminder\":\"a\",\"sentences\":[\"13:00: shown.\",\"Next: "
     "15:00.\"]}},\"continues\":true}|{\"parameters\":{\"account\":{\"reminder\":\"b\","
     "\"sentences\":[\"It is off.\"]}}}|",
     EXIT_DONE,
     "a\n  13:00: shown.\n  Next: 15:00.\n\nb\n  It is off.\n",
     ""},
    {{"why", "st", "--json", NULL},
     "{\"method\":\"org.knead.Why\",\"parameters\":{\"reminder\":\"st\"},\"more\":true}",
     "{\"parameters\":{\"account\":{\"reminder\":\"stretch\",\"sentences\":[\"x\"]}}}|",
     EXIT_DONE,
     "{\"reminder\":\"stretch\",\"sentences\":[\"x\"]}\n",
     ""},
    {{"why", NULL},
     NULL,
     "{\"parameters\":{\"account\":null}}|",
     EXIT_DONE,
     "No reminders are set.\n",
     ""},
    {{"why", "x", NULL},
     NULL,
     "{\"error\":\"org.knead.UnknownName\",\"parameters\":{\"why\":\"there is no reminder "
     "\\\"x\\\"\"}}|",
     EXIT_REFUSED,
     "",
     "knead: could not tell why: there is no reminder \"x\".\n"},
    {{"stretch", "lower", "back", NULL},
     "{\"method\":\"org.knead.Stretch\",\"parameters\":{\"region\":\"lower-back\"}}",
     "{\"parameters\":{\"move\":" MOVE "}}|",
     EXIT_DONE,
     "Side bend (lower-back, hips)\n\n"
     "  Reach up.\n  Lean to the side.\n\n"
     "  How long: 15 seconds, each side\n  How: standing\n  Mind: No twist.\n\n" CAUTION,
     ""},
    {{"stretch", "--json", NULL},
     "{\"method\":\"org.knead.Stretch\"}",
     "{\"parameters\":{\"move\":" MOVE "}}|",
     EXIT_DONE,
     MOVE "\n",
     ""},
    {{"stretch", NULL},
     NULL,
     "{\"error\":\"org.knead.NothingToDo\",\"parameters\":{\"why\":\"no move may be shown now\"}}|",
     EXIT_NEGATIVE,
     "",
     "knead: could not show a move: no move may be shown now.\n"},
    {{"stretch", NULL}, /* there is one, so it is asked, and nobody else */
     NULL,
     "{",
     EXIT_NO_DAEMON,
     "",
     "knead: could not show a move: kneadd closed the connection before it answered.\n"
     "Its own messages: journalctl --user -u kneadd\n"},
    {{"doctor", NULL},
     "{\"method\":\"org.knead.Doctor\"}",
     "{\"parameters\":{\"findings\":[{\"topic\":\"log\",\"ok\":true,\"text\":\"/"
     "a.db\",\"advice\":null}]"
     "}}|",
     EXIT_DONE,
     "  log            /a.db\n\nAll is well.\n",
     ""},
    {{"doctor", NULL},
     NULL,
     "{\"parameters\":{\"findings\":[{\"topic\":\"log\",\"ok\":true,\"text\":\"/"
     "a.db\",\"advice\":null},"
     "{\"topic\":\"bus\",\"ok\":false,\"text\":\"there is none\",\"advice\":\"Start it.\"}]}}|",
     EXIT_NEGATIVE,
     "  log            /a.db\n! bus            there is none\n                 Start it.\n\n"
     "Not all is well: what is marked ! needs a look.\n",
     ""},
    {{"doctor", "--json", NULL},
     NULL,
     "{\"parameters\":{\"findings\":[{\"topic\":\"bus\",\"ok\":false,\"text\":\"x\",\"advice\":"
     "null}]}}|",
     EXIT_NEGATIVE,
     "{\"topic\":\"bus\",\"ok\":false,\"text\":\"x\",\"advice\":null}\n",
     ""},
    {{"reload", NULL},
     "{\"method\":\"org.knead.Reload\"}",
     "{\"parameters\":{\"reminders\":1,\"schedule\":\"/a.ini\"}}|",
     EXIT_DONE,
     "reloaded: 1 reminder from /a.ini\n",
     ""},
    {{"reload", NULL},
     NULL,
     "{\"error\":\"org.knead.BadSchedule\",\"parameters\":{\"complaints\":[\"a:1: x\",\"a:2: "
     "y\"]}}|",
     EXIT_REFUSED,
     "",
     "a:1: x\na:2: y\n"
     "knead: could not reload the schedule: the schedule has mistakes.\n"
     "The old schedule stays in force. Mend the file, then: knead reload\n"},
    {{"--json", NULL},
     "{\"method\":\"org.knead.Status\"}",
     "{\"parameters\":{\"version\":\"1\"}}|",
     EXIT_DONE,
     "{\"version\":\"1\"}\n",
     ""},
    {{"status", NULL},
     NULL,
     "garbage|",
     EXIT_NO_DAEMON,
     "",
     "knead: could not tell how things stand: what answers in kneadd's place cannot be "
     "understood.\n"},
};

static void test_commands(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(commands_over); i++) {
        const struct talk talk = {.answer = commands_over[i].answer};
        struct run r;

        begin(&r, &talk, 1, commands_over[i].args);
        assert_string_equal(r.err, commands_over[i].err);
        assert_string_equal(r.out, commands_over[i].out);
        assert_int_equal(r.code, commands_over[i].code);
        if (commands_over[i].call) {
            AUTO_FREE char *call = json_dumps(r.server.calls[0], JSON_COMPACT);

            assert_string_equal(call, commands_over[i].call);
        }
        end(&r);
    }
}

/* Entries and what became of the reminders, day by day, from two calls. */
static void test_history_with_habits(void **state)
{
    static const struct talk talks[] = {
        {.answer =
             "{\"parameters\":{\"day\":{\"date\":\"2026-11-19\",\"habits\":[{\"reminder\":\"walk\","
             "\"done\":2,\"missed\":1}]}},\"continues\":true}|"
             "{\"parameters\":{\"day\":{\"date\":\"2026-11-20\",\"habits\":[{\"reminder\":\"a\","
             "\"taken\":1},{\"reminder\":\"b\",\"skipped\":3}]}}}|"},
        {.answer = "{\"parameters\":{\"entry\":" ENTRY "}}|"},
    };
    const char *const args[] = {"history", NULL};
    struct run r;

    (void)state;
    begin(&r, talks, 2, args);
    assert_string_equal(r.err, "");
    assert_string_equal(r.out, "Thu 19 Nov\n"
                               "                 reminders walk: 2 done, 1 missed\n"
                               "\n"
                               "Fri 20 Nov\n"
                               "  12:10          pain       4  ####......  neck\n"
                               "                 reminders a: 1 taken; b: 3 skipped\n");
    end(&r);
}

static void test_status_in_time(void **state)
{
    static const struct talk talk = {.answer = "", .hang = true};
    const char *const args[] = {"status", NULL};
    struct run r;

    (void)state;
    begin(&r, &talk, 1, args);
    assert_int_equal(r.code, EXIT_NO_DAEMON);
    assert_non_null(strstr(r.err, "did not answer in time"));
    assert_string_equal(r.out, "");
    end(&r);
}

static const json_t *asked(const struct run *r, size_t call, const char *member)
{
    return json_object_get(json_object_get(r->server.calls[call], "parameters"), member);
}

static void test_what_log_sends(void **state)
{
    static const struct talk talk = {.answer = "{\"parameters\":{\"id\":\"x\"}}|"};
    const char *const args[] = {"log", "10", "left", "hip", "--at", "2026-07-01 8:00", "-m", NULL};
    const char *with_note[COUNT_OF(args) + 1];
    struct run r;

    (void)state;
    memcpy(with_note, args, sizeof args);
    with_note[COUNT_OF(args) - 1] = "müde\n\"x\"";
    with_note[COUNT_OF(args)] = NULL;
    begin(&r, &talk, 1, with_note);
    assert_int_equal(r.code, EXIT_DONE);
    assert_int_equal(json_integer_value(asked(&r, 0, "level")), 10);
    assert_string_equal(json_string_value(asked(&r, 0, "region")), "hips");
    assert_string_equal(json_string_value(asked(&r, 0, "side")), "left");
    assert_string_equal(json_string_value(asked(&r, 0, "note")), "müde\n\"x\"");
    assert_string_equal(json_string_value(asked(&r, 0, "at")), "2026-07-01T08:00:00+02:00");
    assert_true(uuid7_valid(json_string_value(asked(&r, 0, "id"))));
    end(&r);
}

/* The connection breaks after the call was sent: it is made once more, with the same id. */
static void test_log_again(void **state)
{
    static const struct talk talks[] = {{.answer = "{\"par"},
                                        {.answer = "{\"parameters\":{\"id\":\"x\"}}|"}};
    const char *const args[] = {"log", "4", NULL};
    struct run r;

    (void)state;
    begin(&r, talks, COUNT_OF(talks), args);
    assert_int_equal(r.code, EXIT_DONE);
    assert_string_equal(r.err, "");
    assert_int_equal(r.server.calls_n, 2);
    assert_true(json_equal(r.server.calls[0], r.server.calls[1]));
    assert_null(asked(&r, 0, "at")); /* now is now by kneadd's clock */
    end(&r);
}

/* What cannot be confirmed is never called logged. */
static void test_log_unconfirmed(void **state)
{
    static const struct {
        struct talk talks[2];
        size_t n;
    } cases[] = {
        {{{.answer = ""}, {.answer = ""}}, 2},
        {{{.answer = "", .deaf = true}, {.answer = "", .deaf = true}}, 2},
        {{{.answer = "", .hang = true}}, 1},
        {{{.answer = "garbage|"}}, 1},
    };
    const char *const args[] = {"log", "4", NULL};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct run r;

        begin(&r, cases[i].talks, cases[i].n, args);
        assert_int_equal(r.code, EXIT_NOT_SAVED);
        assert_string_equal(r.out, "");
        assert_non_null(strstr(r.err, "may NOT be saved"));
        assert_non_null(strstr(r.err, "  knead log 4 --at 2026-11-20T14:05:00+01:00\n"));
        end(&r);
    }
}

static void test_history_of_a_thousand(void **state)
{
    static const struct talk talk = {
        .answer = "{\"parameters\":{\"entry\":" ENTRY "},\"continues\":true}|", .times = 1000};
    const char *const args[] = {"history", "--json", NULL};
    size_t lines = 0;
    struct run r;

    (void)state;
    begin(&r, &talk, 1, args);
    for (const char *c = r.out; *c; c++)
        lines += *c == '\n';
    assert_int_equal(lines, 1000);
    assert_int_equal(r.code, EXIT_NO_DAEMON); /* the last reply said that more follow */
    end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commands),
        cmocka_unit_test(test_history_with_habits),
        cmocka_unit_test(test_status_in_time),
        cmocka_unit_test(test_what_log_sends),
        cmocka_unit_test(test_log_again),
        cmocka_unit_test(test_log_unconfirmed),
        cmocka_unit_test(test_history_of_a_thousand),
    };

    /* Central Europe without the help of a zone database. */
    (void)setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    return cmocka_run_group_tests_name("cli_session", tests, NULL, NULL);
}
