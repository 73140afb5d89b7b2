/* The user's commands at the daemon: which event runs them, what they are told, what is said when
 * they fail. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#include <errno.h>

#include "tests/fakes/fake_hooks.h"
#include "tests/unit/busy_desk.h"

#define ALWAYS "[general]\nhours = all day\ndays = every day\n"
#define INI                                                                         \
    ALWAYS "[reminder stand-up]\nevery = 1h\nrest = 5m\nmessage = Up, “now”.\n" \
           "command = bell -n 'two words'\nsnoozes = 1\n"

#define FOUND_MAX (sizeof(((struct finding *)NULL)->text) + 2)

struct hooked {
    struct desk k;
    struct fake_hooks hooks;
};

static void begin(struct hooked *h, const char *ini)
{
    desk_plug(&h->k);
    fake_hooks_init(&h->hooks);
    h->k.options.hooks = &h->hooks.hooks;
    desk_start(&h->k, ini);
    desk_say(&h->k, PRESENCE_ACTIVE, 0);
}

static void end(struct hooked *h)
{
    desk_stop(&h->k);
    assert_null(h->hooks.hooks.listener);
    fake_hooks_done(&h->hooks);
}

/* Run i was told so of the stand-up due at ten. */
static void expect(const struct hooked *h, size_t i, const char *event, const char *outcome,
                   const char *reason)
{
    char text[512];

    assert_true(i < h->hooks.n);
    assert_string_equal(h->hooks.runs[i].name, "stand-up");
    (void)snprintf(text, sizeof(text),
                   "bell\n-n\ntwo words\nKNEAD_EVENT=%s\nKNEAD_REMINDER=stand-up\n"
                   "KNEAD_OUTCOME=%s\nKNEAD_REASON=%s\nKNEAD_DUE=2026-11-18T10:00:00+00:00\n"
                   "KNEAD_TITLE=Stand up\nKNEAD_BODY=Up, “now”.\n",
                   event, outcome, reason);
    assert_string_equal(h->hooks.runs[i].text, text);
}

static void answer(struct hooked *h, enum outcome outcome)
{
    struct answered answered;

    assert_int_equal(daemon_answer(h->k.daemon, outcome, "stand-up", 0, &answered, &h->k.fault), 0);
}

static void test_due_and_done(void **state)
{
    struct hooked h;

    (void)state;
    begin(&h, INI);
    assert_int_equal(h.hooks.n, 0);
    desk_run(&h.k, 60);
    assert_int_equal(h.hooks.n, 1);
    expect(&h, 0, "due", "", "");
    answer(&h, OUTCOME_DONE);
    assert_int_equal(h.hooks.n, 2);
    expect(&h, 1, "done", "done", "");
    end(&h);
}

static void test_every_event(void **state)
{
    static const struct {
        enum outcome outcome;
        const char *name;
    } answers[] = {{OUTCOME_SKIPPED, "skipped"}, {OUTCOME_SNOOZED, "snoozed"}};
    struct wall tomorrow = {START + USEC_PER_DAY};
    struct paused paused;
    struct hooked h;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        begin(&h, INI);
        desk_run(&h.k, 60);
        answer(&h, answers[i].outcome);
        expect(&h, 1, answers[i].name, answers[i].name, "");
        end(&h);
    }
    begin(&h, INI);
    desk_run(&h.k, 60);
    desk_run(&h.k, 10);
    expect(&h, 1, "repeat", "", "");
    desk_run(&h.k, 10);
    expect(&h, 2, "missed", "missed", "unanswered");
    assert_int_equal(h.hooks.n, 3);
    end(&h);

    begin(&h, INI);
    desk_run(&h.k, 60);
    desk_say(&h.k, PRESENCE_AWAY, 0);
    desk_run(&h.k, 6);
    expect(&h, 1, "taken", "taken", "");
    end(&h);

    begin(&h, INI);
    desk_run(&h.k, 60);
    assert_int_equal(daemon_pause(h.k.daemon, tomorrow, &paused, &h.k.fault), 0);
    expect(&h, 1, "suppressed", "suppressed", "paused");
    end(&h);
}

/* What has no command runs none; and each of a notice of several its own. */
static void test_only_those_with_one(void **state)
{
    struct hooked h;

    (void)state;
    begin(&h, ALWAYS "[reminder a]\nevery = 1h\n[reminder b]\nevery = 1h\ncommand = x\n"
                     "[reminder c]\nevery = 1h\ncommand = y\n");
    desk_run(&h.k, 60);
    assert_int_equal(h.k.screen->shown_n, 1);
    assert_int_equal(h.hooks.n, 2);
    assert_string_equal(h.hooks.runs[0].name, "b");
    assert_string_equal(h.hooks.runs[1].name, "c");
    assert_int_equal(strncmp(fake_hooks_variable(&h.hooks, 1, "KNEAD_TITLE"), "C\n", 2), 0);
    end(&h);
}

static int keep(void *userdata, const struct finding *f)
{
    if (strcmp(f->topic, "commands") == 0)
        (void)snprintf(userdata, FOUND_MAX, "%d %s", f->ok, f->text);
    return 0;
}

static void expect_doctor(struct hooked *h, const char *golden)
{
    char text[FOUND_MAX] = "";

    (void)daemon_doctor(h->k.daemon, keep, text);
    assert_string_equal(text, golden);
}

static void test_trouble_is_told(void **state)
{
    struct hooked h;

    (void)state;
    begin(&h, INI);
    expect_doctor(&h, "1 1 reminder has one");
    h.hooks.refuse = -ENOENT;
    desk_run(&h.k, 60);
    assert_int_equal(h.hooks.n, 0);
    expect_doctor(&h, "0 1 reminder has one; command of stand-up: bell cannot be started: No such "
                      "file or directory");
    answer(&h, OUTCOME_DONE);
    fake_hooks_end(&h.hooks, 0, HOOK_FAILED, "exit code 3"); /* it ran, which is all we promise */
    fake_hooks_end(&h.hooks, 0, HOOK_DONE, "");
    expect_doctor(&h, "1 1 reminder has one");
    fake_hooks_end(&h.hooks, 0, HOOK_TOO_LONG, "it ran for 30 s and was ended");
    expect_doctor(&h, "0 1 reminder has one; command of stand-up: it ran for 30 s and was ended");
    h.hooks.refuse = -EBUSY; /* dropped: said, and no trouble of the command's */
    answer(&h, OUTCOME_DONE);
    end(&h);

    begin(&h, ALWAYS "[reminder a]\nevery = 1h\n");
    expect_doctor(&h, "");
    end(&h);

    desk_plug(&h.k);
    desk_start(&h.k, INI); /* nobody to run them */
    expect_doctor(&h, "0 cannot be run");
    desk_run(&h.k, 60);
    desk_stop(&h.k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_due_and_done),
        cmocka_unit_test(test_every_event),
        cmocka_unit_test(test_only_those_with_one),
        cmocka_unit_test(test_trouble_is_told),
    };
    return cmocka_run_group_tests_name("daemon_hooks", tests, NULL, NULL);
}
