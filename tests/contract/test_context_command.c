/* The context's command, with real ones: what it is given, what its end means, and that nothing of
 * it stays.
 */
#include "daemon/adapters/child.h"
#include "daemon/adapters/context_parts.h"
#include "tests/contract/context_desk.h"

static int up(void **state)
{
    struct desk *d = calloc(1, sizeof(*d));

    assert_non_null(d);
    desk_init(d);
    desk_plug(d, NULL);
    *state = d;
    return 0;
}

static int down(void **state)
{
    desk_done(*state);
    free(*state);
    return 0;
}

static int count(sd_event_source *source, void *userdata)
{
    (void)source;
    ++*(int *)userdata;
    return 0;
}

static void means_by_its_end(void **state)
{
    static const struct {
        const char *text;
        bool busy;
    } cases[] = {
        {"exit 0", true},
        {"true", true},
        {"exit 1", false},
        {"exit 77", false},
        {"no-such-command-anywhere", false},
        {"kill -9 $$", false},
        {"kill -TERM $$; exit 0", false}, /* blocked here */
        {"kill -PIPE $$; exit 0", false}, /* ignored here */
        {"syntax ((", false},
        {"", false},
        {NULL, false},
        {"[ \"$KNEAD_EVENT\" = defer ] && [ \"$(env | grep -c ^KNEAD_EVENT=)\" = 1 ]", true},
        {"[ \"$KEPT\" = yes ]", true},
        {"set -- $(cat /proc/$$/stat); [ $5 = $$ ] && [ $6 = $$ ]", true}, /* group, session */
        {"for i in 0 1 2; do [ $(readlink /proc/$$/fd/$i) = /dev/null ] || exit 1; done", true},
        {"[ ! -e /proc/$$/fd/77 ]", true}, /* nothing inherited */
        {"cat >/dev/null; echo out; echo err >&2", true},
    };
    struct desk *d = *state;
    sigset_t term;

    (void)setenv("KNEAD_EVENT", "other", 1);
    (void)setenv("KEPT", "yes", 1);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)sigemptyset(&term);
    (void)sigaddset(&term, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, &term, NULL);
    assert_int_equal(dup2(STDERR_FILENO, 77), 77);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        enum context_sign busy = desk_ask(d, EVERYTHING & ~CONTEXT_PRESENTATION, cases[i].text);

        if (busy != (cases[i].busy ? CONTEXT_COMMAND : 0))
            fail_msg("%s: %d", cases[i].text, (int)busy);
        assert_string_equal(d->what, cases[i].busy ? "your defer-command says so" : "");
        desk_no_children(d);
    }
    (void)close(77);
    (void)sigprocmask(SIG_UNBLOCK, &term, NULL);
    (void)signal(SIGPIPE, SIG_DFL);
    (void)unsetenv("KNEAD_EVENT");
}

static void leaves_nothing_behind(void **state)
{
    struct desk *d = *state;
    char text[256];

    (void)snprintf(text, sizeof(text), "sleep 1000 & echo $! >%s/left; exit 0", d->folder);
    assert_int_equal(desk_ask(d, CONTEXT_COMMAND, text), CONTEXT_COMMAND);
    desk_no_children(d);
    desk_dead(desk_number(d, "left"));
}

static void ends_what_does_not(void **state)
{
    struct desk *d = *state;
    double before = desktop_now_ms();
    char text[256], described[1024];

    (void)snprintf(text, sizeof(text),
                   "trap '' TERM INT HUP; sleep 1000 & echo $! >%s/left; while :; do sleep 1; done",
                   d->folder);
    assert_int_equal(desk_ask(d, EVERYTHING & ~CONTEXT_PRESENTATION, text), 0);
    assert_in_range(desktop_now_ms() - before, 1000, 2500); /* two seconds, and a busy machine */
    d->context->ops->describe(d->context, described, sizeof(described));
    assert_non_null(strstr(described, "(defer-command): no answer in time"));
    desk_no_children(d);
    desk_dead(desk_number(d, "left"));
    desk_quiet(d);
    assert_int_equal(desk_ask(d, CONTEXT_COMMAND, "true"), CONTEXT_COMMAND); /* as good as new */
}

static void freed_while_it_runs(void **state)
{
    struct desk *d = *state;
    double before = desktop_now_ms();
    char text[512], path[128];

    (void)snprintf(path, sizeof(path), "%s/left", d->folder);
    (void)snprintf(text, sizeof(text), "sleep 1000 & echo $! >%s.new; mv %s.new %s; wait", path,
                   path, path);
    assert_int_equal(desk_look(d, CONTEXT_COMMAND, text), 0);
    while (access(path, F_OK) < 0)
        desk_turn(d, before);
    d->context = context_free(d->context);
    desk_no_children(d);
    desk_dead(desk_number(d, "left"));
    assert_int_equal(d->told, 0);
}

/* One that was killed and has not ended is never joined by a second. */
static void one_at_a_time(void **state)
{
    struct desk *d = *state;
    struct command c = {0};
    sd_event_source *wake;
    double before = desktop_now_ms();
    char sleep[] = "sleep", thousand[] = "1000", end[] = "true";
    char *const sleeps[] = {sleep, thousand, NULL}, *const ends[] = {end, NULL};
    int woken = 0;

    assert_true(sd_event_add_defer(d->loop, &wake, count, &woken) >= 0);
    (void)sd_event_source_set_enabled(wake, SD_EVENT_OFF);
    assert_int_equal(command_look(&c, d->loop, wake, sleeps, CHILD_SILENT), -EINPROGRESS);
    assert_int_equal(command_look(&c, d->loop, wake, sleeps, CHILD_SILENT), -EINPROGRESS);
    command_stop(&c);
    assert_int_equal(command_look(&c, d->loop, wake, ends, CHILD_SILENT), -EBUSY);
    desk_no_children(d);
    assert_int_equal(woken, 0);
    assert_int_equal(command_look(&c, d->loop, wake, ends, CHILD_SILENT), -EINPROGRESS);
    while (woken == 0)
        desk_turn(d, before);
    assert_int_equal(command_look(&c, d->loop, wake, ends, CHILD_SILENT), 1);
    command_done(&c);
    command_done(&c);
    sd_event_source_disable_unref(wake);
}

static void leaks_nothing(void **state)
{
    static const char *const commands[] = {"true", "false", "sleep 1000 & exit 3", "kill -9 $$"};
    struct desk *d = *state;
    size_t fds = 0;

    for (size_t i = 0; i < 100; i++) {
        (void)desk_ask(d, CONTEXT_COMMAND, commands[i % COUNT_OF(commands)]);
        assert_true(!fds || desk_fds() == fds);
        fds = desk_fds();
    }
    desk_no_children(d);
    desk_quiet(d);
}

#define COMMAND(f) cmocka_unit_test_setup_teardown(f, up, down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        COMMAND(means_by_its_end),    COMMAND(leaves_nothing_behind), COMMAND(ends_what_does_not),
        COMMAND(freed_while_it_runs), COMMAND(one_at_a_time),         COMMAND(leaks_nothing),
    };

    return cmocka_run_group_tests_name("context command", tests, NULL, NULL);
}
