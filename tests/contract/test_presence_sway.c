/* The Wayland presence source with a real compositor: sway, without a screen or a keyboard, moved
 * by its own commands, as a plain user (it will not run as root).
 */
#include <err.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/contract/presence_wayland.h"

#define SLACK 20000 /* µs: compositors count milliseconds, on a clock of their own */

struct world {
    struct listened l;
    struct wayland_server place; /* its folder only */
    pid_t sway;
};

/* ----------------------------------------------------------------------------------------- sway */

static void become_plain(const struct world *w)
{
    const struct passwd *nobody = getpwnam("nobody");

    if (geteuid() != 0)
        return;
    if (!nobody || chown(w->place.folder, nobody->pw_uid, nobody->pw_gid) < 0 ||
        setgroups(0, NULL) < 0 || setresgid(nobody->pw_gid, nobody->pw_gid, nobody->pw_gid) < 0 ||
        setresuid(nobody->pw_uid, nobody->pw_uid, nobody->pw_uid) < 0)
        err(126, "nobody");
}

static pid_t run(struct world *w, bool plain, const char *const *argv)
{
    pid_t pid = fork();
    int null;

    assert_true(pid >= 0);
    if (pid > 0)
        return pid;
    if (plain)
        become_plain(w);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    null = open("/dev/null", O_RDWR | O_CLOEXEC);
    (void)dup2(null, STDOUT_FILENO);
    if (plain) /* sway says there much that is no matter here */
        (void)dup2(null, STDERR_FILENO);
    (void)execvp(argv[0], (char *const *)argv);
    err(127, "%s", argv[0]);
}

static void sway_up(struct world *w)
{
    assert_int_equal(w->sway, 0);
    w->sway = run(w, true, (const char *[]){"sway", "-c", "/dev/null", NULL});
}

static void sway_down(struct world *w, int how)
{
    if (w->sway > 0) {
        (void)kill(w->sway, how);
        (void)waitpid(w->sway, NULL, 0);
    }
    w->sway = 0;
}

/* Somebody moves the mouse. */
static void move(struct world *w)
{
    char path[96];
    int status;
    uid_t uid = geteuid() ? geteuid() : getpwnam("nobody")->pw_uid;

    (void)snprintf(path, sizeof(path), "%s/sway-ipc.%d.%d.sock", w->place.folder, (int)uid,
                   (int)w->sway);
    pid_t pid =
        run(w, false, (const char *[]){"swaymsg", "-s", path, "seat - cursor move 3 3", NULL});
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

static int up(void **state)
{
    struct world *w = calloc(1, sizeof(*w));

    assert_non_null(w);
    assert_true(sd_event_new(&w->l.loop) >= 0);
    assert_int_equal(clock_event_new(&w->l.clock, w->l.loop, 1, (struct wall){0}), 0);
    wayland_server_init(&w->place, w->l.loop);
    (void)setenv("HOME", w->place.folder, 1);
    (void)setenv("WLR_BACKENDS", "headless", 1);
    (void)setenv("WLR_LIBINPUT_NO_DEVICES", "1", 1);
    (void)setenv("WLR_RENDERER", "pixman", 1);
    *state = w;
    return 0;
}

static int down(void **state)
{
    struct world *w = *state;

    unplug(&w->l);
    sway_down(w, SIGKILL);
    clock_free(w->l.clock);
    wayland_server_done(&w->place);
    sd_event_unref(w->l.loop);
    free(w);
    return 0;
}

/* ---------------------------------------------------------------------------------------- tests */

static int64_t boot_now(struct world *w)
{
    return clock_now(w->l.clock).boot.us;
}

/* One person, from the compositor's start: at the desk, idle, away, back. */
static void somebody(void **state)
{
    struct world *w = *state;
    struct presence_report active, idle, away;
    int64_t before;
    char said[96];
    bool live;

    plug(&w->l);
    (void)hear(&w->l, 0, PRESENCE_UNKNOWN);
    sway_up(w);
    active = hear(&w->l, 1, PRESENCE_ACTIVE);
    w->l.source->ops->describe(w->l.source, said, sizeof(said), &live);
    assert_true(live && strstr(said, "idle") && strstr(said, ": active")); /* by either protocol */

    idle = hear(&w->l, 2, PRESENCE_IDLE);
    assert_true(boot_now(w) - idle.input_since.us >= IDLE_MS * 1000);
    assert_true(idle.input_since.us >= active.input_since.us - SLACK);
    away = hear(&w->l, 3, PRESENCE_AWAY);
    assert_int_equal(away.input_since.us, idle.input_since.us);
    assert_true(boot_now(w) - away.input_since.us >= AWAY_MS * 1000 - SLACK);
    assert_int_equal(settle(&w->l), 0);

    before = boot_now(w);
    move(w);
    active = hear(&w->l, 4, PRESENCE_ACTIVE);
    assert_true(active.input_since.us >= before && active.input_since.us <= boot_now(w));
    before = boot_now(w);
    idle = hear(&w->l, 5, PRESENCE_IDLE);
    assert_true(idle.input_since.us >= before - IDLE_MS * 1000 - SLACK);
    (void)hear(&w->l, 6, PRESENCE_AWAY);
    assert_int_equal(w->l.said_n, 7);
}

/* Not one wakeup by a mouse that moves, nor by one that rests. */
static void is_quiet(void **state)
{
    struct world *w = *state;

    plug(&w->l);
    (void)hear(&w->l, 0, PRESENCE_UNKNOWN);
    sway_up(w);
    start(&w->l, 60000, 90000); /* before it is there */
    (void)hear(&w->l, 1, PRESENCE_ACTIVE);
    while (settle(&w->l) > 0) /* until it has said all about its seat */
        ;
    for (int i = 0; i < 40; i++)
        move(w);
    assert_int_equal(settle(&w->l), 0);
    start(&w->l, IDLE_MS, INT64_C(24) * 3600 * 1000);
    (void)hear(&w->l, 2, PRESENCE_IDLE);
    drain(&w->l);
    assert_int_equal(sd_event_run(w->l.loop, USEC_PER_SEC), 0);
    assert_int_equal(w->l.said_n, 3);
}

/* Killed, ended, and started again, with the sockets that leaves behind. */
static void vanishes_and_returns(void **state)
{
    struct world *w = *state;
    size_t files = 0;

    plug(&w->l);
    start(&w->l, 60000, 90000);
    (void)hear(&w->l, 0, PRESENCE_UNKNOWN);
    for (size_t i = 0; i < 10; i++) {
        sway_up(w);
        (void)hear(&w->l, 2 * i + 1, PRESENCE_ACTIVE);
        drain(&w->l);
        files = files ? files : open_files();
        assert_int_equal(open_files(), files);
        sway_down(w, i % 2 ? SIGKILL : SIGTERM);
        (void)hear(&w->l, 2 * i + 2, PRESENCE_UNKNOWN);
        assert_described(&w->l, "Wayland: no compositor", false);
    }
    (void)settle(&w->l);
    assert_int_equal(w->l.said_n, 21);
}

/* Stopped: nothing waits for it, and it goes on where it was. */
static void is_stopped(void **state)
{
    struct world *w = *state;
    int64_t before;

    plug(&w->l);
    (void)hear(&w->l, 0, PRESENCE_UNKNOWN);
    sway_up(w);
    (void)hear(&w->l, 1, PRESENCE_ACTIVE);
    (void)hear(&w->l, 2, PRESENCE_IDLE);
    move(w);
    (void)hear(&w->l, 3, PRESENCE_ACTIVE);
    assert_int_equal(kill(w->sway, SIGSTOP), 0);
    before = now_ms();
    start(&w->l, 400, 800);
    drain(&w->l);
    unplug(&w->l);
    plug(&w->l);
    drain(&w->l);
    assert_true(now_ms() - before < LIMIT_MS / 4);
    assert_int_equal(w->l.said_n, 0);
    assert_described(&w->l, "Wayland: the compositor has not answered yet", false);
    assert_int_equal(settle(&w->l), 0);
    assert_int_equal(kill(w->sway, SIGCONT), 0);
    (void)hear(&w->l, 0, PRESENCE_ACTIVE);
    (void)hear(&w->l, 1, PRESENCE_IDLE);
}

#define SWAY(f) cmocka_unit_test_setup_teardown(f, up, down)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        SWAY(somebody),
        SWAY(is_quiet),
        SWAY(vanishes_and_returns),
        SWAY(is_stopped),
    };

    return cmocka_run_group_tests_name("presence_sway", tests, NULL, NULL);
}
