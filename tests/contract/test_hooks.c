/* Hooks with real processes: what they are given, how they end, that nothing of them stays and
 * nobody waits for them.
 */
#include "tests/contract/context_desk.h"

#define SECONDS    1 /* instead of HOOK_SECONDS */
#define ENDS_MAX   256
#define MAX_TURN   100.0 /* ms the loop may be held up, on a busy machine under valgrind */
#define WITHIN(ms) ((ms) + 4000.0)

struct bench {
    struct desk desk;
    struct hooks *hooks;
    bool calling;
    size_t n;
    struct {
        char name[HOOK_NAME_MAX], why[192];
        enum hook_end end;
    } ends[ENDS_MAX];
};

static void ended(void *userdata, const char *name, enum hook_end end, const char *why)
{
    struct bench *b = userdata;

    assert_false(b->calling);
    assert_true(b->n < ENDS_MAX);
    (void)snprintf(b->ends[b->n].name, sizeof(b->ends[b->n].name), "%s", name);
    (void)snprintf(b->ends[b->n].why, sizeof(b->ends[b->n].why), "%s", why);
    b->ends[b->n++].end = end;
}

static void plug(struct bench *b)
{
    static const struct hooks_listener listener = {ended};

    assert_int_equal(hook_process_new(&b->hooks, b->desk.loop, SECONDS), 0);
    b->hooks->listener = &listener;
    b->hooks->userdata = b;
}

static int up(void **state)
{
    struct bench *b = calloc(1, sizeof(*b));

    assert_non_null(b);
    desk_init(&b->desk);
    plug(b);
    *state = b;
    return 0;
}

static int down(void **state)
{
    struct bench *b = *state;

    b->hooks = hooks_free(b->hooks);
    desk_done(&b->desk);
    free(b);
    return 0;
}

static int run(struct bench *b, const char *name, char *const *argv)
{
    char event[] = "KNEAD_EVENT=due", body[] = "KNEAD_BODY=two\nlines";
    double before = desktop_now_ms();
    int r;

    b->calling = true;
    r = b->hooks->ops->run(b->hooks, name, argv, (char *[]){event, body, NULL});
    b->calling = false;
    assert_true(desktop_now_ms() - before < MAX_TURN);
    return r;
}

/* A script of the test's folder, by sh. $1 is the folder. */
static int run_script(struct bench *b, const char *name, const char *text)
{
    char sh[] = "sh", option[] = "-c";

    return run(b, name, (char *[]){sh, option, (char *)(uintptr_t)text, sh, b->desk.folder, NULL});
}

static void wait_for(struct bench *b, size_t n)
{
    double before = desktop_now_ms();

    while (b->n < n)
        desk_turn(&b->desk, before);
    assert_int_equal(b->n, n);
    desk_no_children(&b->desk);
}

static void expect_end(const struct bench *b, size_t i, const char *name, enum hook_end end,
                       const char *why)
{
    assert_string_equal(b->ends[i].name, name);
    assert_string_equal(b->ends[i].why, why);
    assert_int_equal(b->ends[i].end, end);
}

/* ------------------------------------------------------------------ files of the folder */

static bool there(const struct bench *b, const char *name)
{
    char path[128];

    (void)snprintf(path, sizeof(path), "%s/%s", b->desk.folder, name);
    return access(path, F_OK) == 0;
}

static void wait_there(struct bench *b, const char *name)
{
    double before = desktop_now_ms();

    while (!there(b, name))
        desk_turn(&b->desk, before);
}

/* ------------------------------------------------------------------ tests */

/* Each ends with 0 if it is as it should be. */
static void test_what_it_is_given(void **state)
{
    static const char *const checks[] = {
        "[ \"$KNEAD_EVENT\" = due ] && [ \"$(env | grep -c ^KNEAD_EVENT=)\" = 1 ]",
        "[ \"$KNEAD_BODY\" = \"$(printf 'two\\nlines')\" ]",
        "[ \"$KEPT\" = yes ]",
        "set -- $(cat /proc/$$/stat); [ $5 = $$ ] && [ $6 = $$ ]", /* group, session */
        "[ \"$(readlink /proc/$$/fd/0)\" = /dev/null ] && ! read x",
        "[ \"$(readlink /proc/$$/fd/1)\" = \"$(readlink /proc/$PPID/fd/2)\" ]",
        "[ \"$(readlink /proc/$$/fd/2)\" = \"$(readlink /proc/$PPID/fd/2)\" ]",
        "[ ! -e /proc/$$/fd/77 ]", /* nothing inherited */
        "grep -q '^SigBlk:\t0*$' /proc/self/status",
        "grep -q '^SigIgn:\t[0-9a-f]*[08]0000000$' /proc/self/status", /* but libc's own two */
    };
    struct bench *b = *state;
    sigset_t blocked;

    (void)setenv("KNEAD_EVENT", "other", 1);
    (void)setenv("KEPT", "yes", 1);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)sigemptyset(&blocked);
    (void)sigaddset(&blocked, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, &blocked, NULL);
    assert_int_equal(dup2(STDERR_FILENO, 77), 77);
    for (size_t i = 0; i < COUNT_OF(checks); i++) {
        assert_int_equal(run_script(b, checks[i], checks[i]), 0);
        wait_for(b, i + 1);
        if (b->ends[i].end != HOOK_DONE)
            fail_msg("%s: %s", checks[i], b->ends[i].why);
    }
    (void)close(77);
    (void)sigprocmask(SIG_UNBLOCK, &blocked, NULL);
    (void)signal(SIGPIPE, SIG_DFL);
    (void)unsetenv("KNEAD_EVENT");
}

static void test_how_it_ends(void **state)
{
    static const struct {
        const char *text;
        enum hook_end end;
        const char *why;
    } cases[] = {
        {"exit 0", HOOK_DONE, ""},
        {"exit 3", HOOK_FAILED, "exit code 3"},
        {"kill -9 $$", HOOK_FAILED, "ended by signal 9"},
    };
    struct bench *b = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(run_script(b, "x", cases[i].text), 0);
        wait_for(b, i + 1);
        expect_end(b, i, "x", cases[i].end, cases[i].why);
    }
}

/* Valgrind's processes do not borrow memory, so they cannot tell; they end with 127 instead. */
static void expect_not_started(struct bench *b, char *program, int error)
{
    int r = run(b, "none", (char *[]){program, NULL});

    if (r == 0 && getenv("KNEAD_WRAP")) {
        wait_for(b, b->n + 1);
        expect_end(b, --b->n, "none", HOOK_FAILED, "exit code 127");
    } else {
        assert_int_equal(r, error);
    }
}

static void test_not_started(void **state)
{
    struct bench *b = *state;
    char none[] = "no-such-command-anywhere", folder[] = "/", empty[160];

    desk_write(&b->desk, "plain", "no program\n");
    (void)snprintf(empty, sizeof(empty), "%s/plain", b->desk.folder);
    expect_not_started(b, none, -ENOENT);
    expect_not_started(b, folder, -EACCES);
    expect_not_started(b, empty, -EACCES);
    assert_int_equal(chmod(empty, 0700), 0);
    expect_not_started(b, empty, -ENOEXEC); /* no shell reads it */
    desk_no_children(&b->desk);
    for (size_t i = 0; i < HOOKS_AT_ONCE; i++)
        assert_int_equal(run_script(b, (const char[]){(char)('a' + i), '\0'}, "sleep 0.2"), 0);
    assert_int_equal(run(b, "later", (char *[]){none, NULL}),
                     0); /* found out when its turn comes */
    wait_for(b, HOOKS_AT_ONCE + 1);
    for (size_t i = 0; i < b->n; i++)
        if (strcmp(b->ends[i].name, "later") == 0 && !getenv("KNEAD_WRAP"))
            expect_end(b, i, "later", HOOK_NOT_STARTED,
                       "no-such-command-anywhere cannot be started: No such file or directory");
}

static void test_too_long(void **state)
{
    struct bench *b = *state;
    double before = desktop_now_ms();

    assert_int_equal(run_script(b, "hangs", "sleep 1000 & echo $! >$1/left; wait"), 0);
    wait_for(b, 1);
    expect_end(b, 0, "hangs", HOOK_TOO_LONG, "it ran for 1 s and was ended");
    assert_true(desktop_now_ms() - before < WITHIN(1000));
    desk_dead(desk_number(&b->desk, "left"));

    before = desktop_now_ms();
    assert_int_equal(run_script(b, "deaf",
                                "trap '' TERM INT HUP; sleep 1000 & echo $! >$1/deaf; "
                                "while :; do sleep 1; done"),
                     0);
    wait_for(b, 2);
    expect_end(b, 1, "deaf", HOOK_TOO_LONG, "it ran for 1 s and was ended");
    assert_in_range(desktop_now_ms() - before, 2900, WITHIN(3000));
    desk_dead(desk_number(&b->desk, "deaf"));
    desk_quiet(&b->desk);
}

static void test_leaves_nothing_behind(void **state)
{
    struct bench *b = *state;

    assert_int_equal(run_script(b, "forks",
                                "(trap '' TERM; sleep 1000 & echo $! >$1/left; wait) & "
                                "while [ ! -s $1/left ]; do sleep 0.01; done"),
                     0);
    wait_for(b, 1);
    expect_end(b, 0, "forks", HOOK_DONE, "");
    desk_dead(desk_number(&b->desk, "left"));
}

/* Whoever floods fills only what it was given. */
static void test_floods(void **state)
{
    struct bench *b = *state;
    int kept = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    double longest = 0;

    assert_true(kept >= 0 && null >= 0);
    assert_true(dup2(null, STDERR_FILENO) >= 0);
    assert_int_equal(run_script(b, "floods", "yes & yes >&2 & yes"), 0);
    (void)dup2(kept, STDERR_FILENO);
    (void)close(kept);
    (void)close(null);
    while (b->n == 0) {
        double before = desktop_now_ms();

        (void)sd_event_run(b->desk.loop, 1000);
        before = desktop_now_ms() - before;
        longest = before > longest ? before : longest;
    }
    assert_true(longest < MAX_TURN);
    desk_no_children(&b->desk);
    expect_end(b, 0, "floods", HOOK_TOO_LONG, "it ran for 1 s and was ended");
}

/* Four at once, the others in the order in which they were asked for, and what is too much is
 * refused at once. */
static void test_a_few_at_once(void **state)
{
    struct bench *b = *state;
    const size_t all = HOOKS_AT_ONCE + HOOKS_WAITING;
    int c, at_once = 0, most = 0;
    char name[128];
    FILE *log;

    for (size_t i = 0; i < all + 8; i++) {
        (void)snprintf(name, sizeof(name), "%zu", i);
        assert_int_equal(run_script(b, name, "echo + >>$1/log; sleep 0.02; echo - >>$1/log"),
                         i < all ? 0 : -EBUSY);
    }
    wait_for(b, all);
    (void)snprintf(name, sizeof(name), "%s/log", b->desk.folder);
    log = fopen(name, "re");
    assert_non_null(log);
    while ((c = fgetc(log)) != EOF) {
        at_once += c == '+' ? 1 : c == '-' ? -1 : 0;
        assert_in_range(at_once, 0, HOOKS_AT_ONCE);
        most = at_once > most ? at_once : most;
    }
    (void)fclose(log);
    assert_true(most > 1);
    for (size_t i = 0; i < all; i++) {
        long number = strtol(b->ends[i].name, NULL, 10);

        assert_int_equal(b->ends[i].end, HOOK_DONE);
        assert_true(labs(number - (long)i) < 2 * HOOKS_AT_ONCE);
    }
    assert_int_equal(run_script(b, "again", "true"), 0);
    wait_for(b, all + 1);
}

/* Of one name, one after the other, and others meanwhile. */
static void test_in_order(void **state)
{
    static const char *const texts[] = {"sleep 0.2; echo 1 >>$1/log", "sleep 0.1; echo 2 >>$1/log",
                                        "echo 3 >>$1/log"};
    struct bench *b = *state;
    char path[128], log[64] = "";
    FILE *f;

    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_int_equal(run_script(b, "one", texts[i]), 0);
    assert_int_equal(run_script(b, "other", "true"), 0);
    wait_for(b, COUNT_OF(texts) + 1);
    expect_end(b, 0, "other", HOOK_DONE, "");
    (void)snprintf(path, sizeof(path), "%s/log", b->desk.folder);
    f = fopen(path, "re");
    assert_non_null(f);
    assert_int_equal(fread(log, 1, sizeof(log) - 1, f), 6);
    (void)fclose(f);
    assert_string_equal(log, "1\n2\n3\n");
}

static void test_freed_while_it_runs(void **state)
{
    static const struct {
        const char *text;
        bool hears;
    } cases[] = {
        {"trap 'echo $$ >$1/heard; exit' TERM; echo $$ >$1/runs; while :; do sleep 0.01; done",
         true},
        {"trap '' TERM; echo $$ >$1/runs; while :; do sleep 0.01; done", false},
        {"sleep 1000 & echo $$ >$1/runs; wait", false},
    };
    struct bench *b = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        double before, took;
        char path[128];
        pid_t pid;

        assert_int_equal(run_script(b, "runs", cases[i].text), 0);
        wait_there(b, "runs");
        pid = desk_number(&b->desk, "runs");
        for (size_t k = 0; k < 8; k++)
            assert_int_equal(run_script(b, "waits", "sleep 1000"), 0);
        before = desktop_now_ms();
        b->hooks = hooks_free(b->hooks);
        took = desktop_now_ms() - before;
        assert_true(took < 250); /* 100, on a machine that does other things as well */
        desk_no_children(&b->desk);
        desk_dead(pid);
        assert_int_equal(there(b, "heard"), cases[i].hears);
        assert_int_equal(b->n, 0);
        (void)snprintf(path, sizeof(path), "%s/runs", b->desk.folder);
        (void)unlink(path);
        (void)snprintf(path, sizeof(path), "%s/heard", b->desk.folder);
        (void)unlink(path);
        plug(b);
    }
}

static void test_leaks_nothing(void **state)
{
    static const char *const texts[] = {"true", "exit 1", "sleep 1000 & exit 3", "kill -9 $$"};
    struct bench *b = *state;
    char none[] = "no-such-command-anywhere";
    size_t fds = 0;

    for (size_t i = 0; i < 100; i++) {
        assert_int_equal(run_script(b, "x", texts[i % COUNT_OF(texts)]), 0);
        wait_for(b, i + 1);
        expect_not_started(b, none, -ENOENT);
        assert_true(fds == 0 || desk_fds() == fds);
        fds = desk_fds();
    }
    desk_quiet(&b->desk);
    hooks_free(NULL);
}

#define HOOK(f) cmocka_unit_test_setup_teardown(f, up, down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOOK(test_what_it_is_given),      HOOK(test_how_it_ends),
        HOOK(test_not_started),           HOOK(test_too_long),
        HOOK(test_leaves_nothing_behind), HOOK(test_floods),
        HOOK(test_a_few_at_once),         HOOK(test_in_order),
        HOOK(test_freed_while_it_runs),   HOOK(test_leaks_nothing),
    };

    return cmocka_run_group_tests_name("hooks", tests, NULL, NULL);
}
