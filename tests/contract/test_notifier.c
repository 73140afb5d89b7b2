/* What every notifier promises, asked of each: libnotify with a server process, the terminal, and
 * the fake.
 */
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
#include <sys/socket.h>
#include <unistd.h>

#include "common/scope.h"
#include "daemon/adapters/adapters.h"
#include "tests/fakes/desktop.h"
#include "tests/fakes/fake_notifier.h"

/* --------------------------------------------------------------------------- three of a kind */

struct world;

/* How a test plays person and server. */
struct subject {
    void (*up)(struct world *w);
    void (*seen)(struct world *w, struct notice *ret); /* waits for the next on the screen */
    void (*press)(struct world *w, uint64_t id, const char *key);
    void (*close)(struct world *w, uint64_t id);
    void (*break_next)(struct world *w);
    void (*settle)(struct world *w); /* until whatever was under way is told */
};

struct world {
    const struct subject *subject;
    struct desktop desktop;
    struct fake_notifier *fake;
    size_t fake_seen;
    int fds[2];
};

static void libnotify_up(struct world *w)
{
    struct notifier *n;

    desktop_bus_up(&w->desktop);
    desktop_server_up(&w->desktop, NULL);
    assert_int_equal(notifier_libnotify_new(&n, w->desktop.loop, "knead", "alarm", USEC_PER_MIN),
                     0);
    desktop_plug(&w->desktop, n);
}

static void libnotify_seen(struct world *w, struct notice *ret)
{
    struct call call;

    desktop_hear(&w->desktop, "Notify", &call);
    (void)snprintf(ret->title, sizeof(ret->title), "%s", call.summary);
    (void)snprintf(ret->body, sizeof(ret->body), "%s", call.body);
}

static void libnotify_press(struct world *w, uint64_t id, const char *key)
{
    char command[64];

    (void)id; /* the last */
    (void)snprintf(command, sizeof(command), "press %s", key);
    desktop_say(&w->desktop, command);
}

static void libnotify_close(struct world *w, uint64_t id)
{
    (void)id;
    desktop_say(&w->desktop, "close 2");
}

static void libnotify_break_next(struct world *w)
{
    desktop_say(&w->desktop, "error No room left on the screen.");
}

/* What the bus delivered before a later notice's end was delivered before that. */
static void libnotify_settle(struct world *w)
{
    struct notice last = desktop_notice(UINT64_MAX, "Settle", "");
    struct call call;
    size_t n = w->desktop.told_n;

    desktop_say(&w->desktop, "instant");
    assert_int_equal(desktop_show(&w->desktop, &last), 0);
    do
        desktop_hear(&w->desktop, "Notify", &call);
    while (strcmp(call.summary, "Settle") != 0);
    desktop_say(&w->desktop, "close 1");
    do
        assert_true(desktop_wait(&w->desktop, ++n));
    while (w->desktop.told[n - 1].id != UINT64_MAX);
    w->desktop.told_n--;
}

static void terminal_up(struct world *w)
{
    struct notifier *n;

    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, w->fds), 0);
    assert_int_equal(notifier_terminal_new(&n, w->fds[0]), 0);
    desktop_plug(&w->desktop, n);
}

static void terminal_seen(struct world *w, struct notice *ret)
{
    char text[8192];
    ssize_t n = recv(w->fds[1], text, sizeof(text) - 1, MSG_DONTWAIT); /* one write, one packet */

    assert_true(n > 0);
    text[n] = '\0';
    (void)sscanf(text, "%159[^\n]\n%2047[^\n]", ret->title, ret->body);
}

static void fake_up(struct world *w)
{
    w->fake = fake_notifier_new();
    assert_non_null(w->fake);
    desktop_plug(&w->desktop, &w->fake->notifier);
}

static void fake_seen(struct world *w, struct notice *ret)
{
    assert_true(w->fake_seen < w->fake->shown_n);
    *ret = w->fake->shown[w->fake_seen++];
}

static void fake_press(struct world *w, uint64_t id, const char *key)
{
    (void)fake_notifier_press(w->fake, id, key);
}

static void fake_close(struct world *w, uint64_t id)
{
    (void)fake_notifier_close(w->fake, id);
}

static void fake_break_next(struct world *w)
{
    fake_notifier_fail_next(w->fake);
}

static void fake_settle(struct world *w)
{
    (void)fake_notifier_run(w->fake);
}

static const struct subject libnotify = {libnotify_up,    libnotify_seen,       libnotify_press,
                                         libnotify_close, libnotify_break_next, libnotify_settle};
static const struct subject terminal = {.up = terminal_up, .seen = terminal_seen};
static const struct subject fake = {fake_up,    fake_seen,       fake_press,
                                    fake_close, fake_break_next, fake_settle};

static int up(void **state)
{
    struct world *w = calloc(1, sizeof(*w));

    assert_non_null(w);
    w->subject = *state;
    w->fds[0] = w->fds[1] = -1;
    desktop_init(&w->desktop);
    *state = w;
    w->subject->up(w);
    return 0;
}

static int down(void **state)
{
    struct world *w = *state;

    desktop_done(&w->desktop);
    scope_close(&w->fds[0]);
    scope_close(&w->fds[1]);
    free(w);
    return 0;
}

/* -------------------------------------------------------------------------- what all promise */

static void show_and_see(struct world *w, uint64_t id, const char *title)
{
    struct notice n = desktop_notice(id, title, "Walk a few steps."), seen = {0};

    assert_int_equal(desktop_show(&w->desktop, &n), 0);
    w->subject->seen(w, &seen);
    assert_string_equal(seen.title, title);
    assert_string_equal(seen.body, "Walk a few steps.");
}

static void assert_told(const struct world *w, size_t i, enum told_what what, uint64_t id)
{
    assert_true(i < w->desktop.told_n);
    assert_int_equal(w->desktop.told[i].what, what);
    assert_int_equal(w->desktop.told[i].id, id);
}

static void shows(void **state)
{
    struct world *w = *state;

    show_and_see(w, 7, "Stand up");
    show_and_see(w, 7, "Stand up now");
    show_and_see(w, 8, "Stretch");
    assert_int_equal(w->desktop.told_n, 0);
}

static void returns_at_once(void **state)
{
    struct world *w = *state;
    struct notice n = desktop_notice(1, "Stand up", "Walk a few steps.");
    double best = 1e9;

    for (int i = 0; i < 5; i++) { /* the best: a busy machine may take its time once */
        double before = desktop_now_ms(), took;

        assert_int_equal(desktop_show(&w->desktop, &n), 0);
        took = desktop_now_ms() - before;
        best = took < best ? took : best;
    }
    assert_true(best < 50);
}

static void refuses_no_id(void **state)
{
    struct world *w = *state;
    struct notice n = desktop_notice(0, "Stand up", "");

    assert_int_equal(desktop_show(&w->desktop, &n), -EINVAL);
}

static void withdraws_quietly(void **state)
{
    struct world *w = *state;

    w->desktop.notifier->ops->withdraw(w->desktop.notifier, 99); /* never shown */
    w->desktop.notifier->ops->withdraw(w->desktop.notifier, 0);
    show_and_see(w, 7, "Stand up");
    w->desktop.notifier->ops->withdraw(w->desktop.notifier, 7);
    w->desktop.notifier->ops->withdraw(w->desktop.notifier, 7);
    if (w->subject->settle)
        w->subject->settle(w);
    assert_int_equal(w->desktop.told_n, 0);
}

static void describes(void **state)
{
    struct world *w = *state;
    char text[160] = "", little[4];

    w->desktop.notifier->ops->describe(w->desktop.notifier, text, sizeof(text));
    assert_true(strlen(text) > 3);
    w->desktop.notifier->ops->describe(w->desktop.notifier, little, sizeof(little));
    assert_int_equal(strlen(little), 3);
}

static void needs_no_listener(void **state)
{
    struct world *w = *state;

    w->desktop.notifier->listener = NULL;
    show_and_see(w, 7, "Stand up");
    if (w->subject->press)
        w->subject->press(w, 7, "done");
}

static void answers_once(void **state)
{
    struct world *w = *state;

    show_and_see(w, 7, "Stand up");
    w->subject->press(w, 7, "snooze");
    assert_true(desktop_wait(&w->desktop, 1));
    assert_told(w, 0, TOLD_ACTED, 7);
    assert_string_equal(w->desktop.told[0].text, "snooze");
    w->subject->press(w, 7, "snooze");
    w->subject->press(w, 7, "done");
    w->subject->close(w, 7); /* answered: leaving the screen is no news */
    w->subject->settle(w);
    assert_int_equal(w->desktop.told_n, 1);
}

static void answers_each_show(void **state)
{
    struct world *w = *state;

    for (size_t i = 0; i < 3; i++) {
        show_and_see(w, 7, "Stand up");
        w->subject->press(w, 7, "done");
        assert_true(desktop_wait(&w->desktop, i + 1));
        assert_told(w, i, TOLD_ACTED, 7);
    }
    w->subject->settle(w);
    assert_int_equal(w->desktop.told_n, 3);
}

static void ignores_unknown_buttons(void **state)
{
    struct world *w = *state;

    show_and_see(w, 7, "Stand up");
    w->subject->press(w, 7, "default");
    w->subject->settle(w);
    assert_int_equal(w->desktop.told_n, 0);
}

static void tells_closed_once(void **state)
{
    struct world *w = *state;

    show_and_see(w, 7, "Stand up");
    w->subject->close(w, 7);
    assert_true(desktop_wait(&w->desktop, 1));
    w->subject->press(w, 7, "done"); /* too late */
    w->subject->close(w, 7);
    w->subject->settle(w);
    assert_int_equal(w->desktop.told_n, 1);
    assert_told(w, 0, TOLD_CLOSED, 7);
    show_and_see(w, 7, "Stand up"); /* as good as new */
    w->subject->press(w, 7, "done");
    assert_true(desktop_wait(&w->desktop, 2));
    assert_told(w, 1, TOLD_ACTED, 7);
}

static void tells_failed_once(void **state)
{
    struct world *w = *state;
    struct notice n = desktop_notice(7, "Stand up", "Walk a few steps.");
    const char *why = w->desktop.told[0].text;

    show_and_see(w, 6, "Before");
    w->subject->break_next(w);
    assert_int_equal(desktop_show(&w->desktop, &n), 0);
    w->subject->seen(w, &n);
    w->subject->settle(w);
    assert_int_equal(w->desktop.told_n, 1);
    assert_told(w, 0, TOLD_FAILED, 7);
    assert_true(strlen(why) > 10 && why[strlen(why) - 1] == '.');
}

static void free_of_nothing(void **state)
{
    (void)state;
    assert_null(notifier_free(NULL));
}

#define CASE(subject, f)                                \
    {                                                   \
#subject ": " #f, f, up, down, (void *)&subject \
    }
#define TWO(f) CASE(libnotify, f), CASE(fake, f)
#define ALL(f) TWO(f), CASE(terminal, f)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ALL(shows),
        ALL(returns_at_once),
        ALL(refuses_no_id),
        ALL(withdraws_quietly),
        ALL(describes),
        ALL(needs_no_listener),
        TWO(answers_once),
        TWO(answers_each_show),
        TWO(ignores_unknown_buttons),
        TWO(tells_closed_once),
        TWO(tells_failed_once),
        cmocka_unit_test(free_of_nothing),
    };

    return cmocka_run_group_tests_name("notifier", tests, NULL, NULL);
}
