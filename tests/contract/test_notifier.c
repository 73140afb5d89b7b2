/* What every notifier promises, asked of each: libnotify with a real server process, the terminal,
 * the fake; and what the terminal's blocks look like. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/scope.h"
#include "daemon/adapters/adapters.h"
#include "tests/fakes/desktop.h"
#include "tests/fakes/fake_notifier.h"

/* ------------------------------------------------------------------------------- three of a kind
 */

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
    assert_int_equal(notifier_libnotify_new(&n, w->desktop.loop, "knead", "alarm"), 0);
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

/* ---------------------------------------------------------------------------- what all promise */

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

/* ------------------------------------------------------------------------- the terminal's blocks
 */

/* What a notice looks like on a terminal so many columns wide. */
static void on_terminal(unsigned short columns, const struct notice *n, char *ret, size_t size)
{
    struct winsize window = {.ws_row = 24, .ws_col = columns};
    struct notifier *terminal_notifier;
    int ours, theirs;
    ssize_t got;
    char *to = ret;

    assert_int_equal(openpty(&ours, &theirs, NULL, NULL, &window), 0);
    assert_int_equal(notifier_terminal_new(&terminal_notifier, theirs), 0);
    assert_int_equal(terminal_notifier->ops->show(terminal_notifier, n), 0);
    got = read(ours, ret, size - 1);
    assert_true(got > 0);
    ret[got] = '\0';
    for (const char *from = ret; *from; from++) /* the terminal makes \n into \r\n */
        if (*from != '\r')
            *to++ = *from;
    *to = '\0';
    notifier_free(terminal_notifier);
    (void)close(ours);
    (void)close(theirs);
}

static void block_fits_the_window(void **state)
{
    const struct {
        unsigned short columns;
        const char *title, *body, *block;
    } cases[] = {
        {40, "Stand up", "Stand up and walk a few steps to the window and back.",
         "── Stand up ────────────────────────────\n"
         "Stand up and walk a few steps to the\nwindow and back.\n"
         "Answer: knead done | knead snooze |\nknead skip\n\n"},
        {26, "Dehnübung", "Größer: ääää öööö üüüü ßßßß ÄÄÄÄ",
         "── Dehnübung ─────────────\n"
         "Größer: ääää öööö üüüü\nßßßß ÄÄÄÄ\nAnswer: knead done | knead\nsnooze | knead skip\n\n"},
        {5, "T", "one two three four five six", /* too narrow to be true */
         "── T ───────────────\n"
         "one two three four\nfive six\nAnswer: knead done |\nknead snooze | knead\nskip\n\n"},
        {20, "A title longer than all of it", "Donaudampfschifffahrtsgesellschaft fährt",
         "── A title longer than all of it \nDonaudampfschifffahrtsgesellschaft\nfährt\n"
         "Answer: knead done |\nknead snooze | knead\nskip\n\n"},
        {40, "Lists", "First:\n  - one\n\nlast  line",
         "── Lists ───────────────────────────────\nFirst:\n  - one\n\nlast  line\n"
         "Answer: knead done | knead snooze |\nknead skip\n\n"},
    };
    char text[8192];

    (void)state;
    (void)setenv("NO_COLOR", "1", 1);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct notice n = desktop_notice(1, cases[i].title, cases[i].body);

        on_terminal(cases[i].columns, &n, text, sizeof(text));
        assert_string_equal(text, cases[i].block);
    }
}

static void block_is_never_wider_than_80(void **state)
{
    struct notice n = desktop_notice(1, "Stand up", "Walk");
    char text[8192];

    (void)state;
    (void)setenv("NO_COLOR", "1", 1);
    for (unsigned short columns = 0; columns <= 300; columns = (unsigned short)(columns + 300)) {
        on_terminal(columns, &n, text, sizeof(text));
        *strchr(text, '\n') = '\0';
        assert_int_equal(strlen(text), strlen(" Stand up ") + (80 - strlen(" Stand up ")) * 3);
    }
}

static void bold_obeys_no_color(void **state)
{
    static const struct {
        const char *no_color;
        bool bold;
    } cases[] = {{NULL, true}, {"", true}, {"1", false}, {"0", false}};
    struct notice n = desktop_notice(1, "Stand up", "Walk");
    char text[8192];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (cases[i].no_color)
            (void)setenv("NO_COLOR", cases[i].no_color, 1);
        else
            (void)unsetenv("NO_COLOR");
        on_terminal(80, &n, text, sizeof(text));
        assert_int_equal(strstr(text, "\033[1mStand up\033[0m") != NULL, cases[i].bold);
        assert_int_equal(strchr(text, '\033') != NULL, cases[i].bold);
    }
    (void)unsetenv("NO_COLOR");
}

static void elsewhere_it_is_plain(void **state)
{
    struct world *w = *state;
    char text[8192] = "";
    struct notice n = desktop_notice(1, "Stand\nup\033[31m",
                                     "A tab\tand \033]0;title\007 bells\a, C1 \xc2\x9b"
                                     "31m, DEL \x7f; "
                                     "a line that is longer than any terminal is wide stays one "
                                     "line, whoever reads it wraps it.");

    assert_int_equal(desktop_show(&w->desktop, &n), 0);
    assert_true(recv(w->fds[1], text, sizeof(text) - 1, MSG_DONTWAIT) > 0);
    assert_string_equal(
        text,
        "Stand up[31m\nA tab and ]0;title bells, C1 31m, DEL ; a line that is longer than any "
        "terminal is wide stays one line, whoever reads it wraps it.\n"
        "Answer: knead done | knead snooze | knead skip\n\n");
    n.answer[0] = n.body[0] = '\0';
    memset(text, 0, sizeof(text));
    assert_int_equal(desktop_show(&w->desktop, &n), 0);
    assert_true(recv(w->fds[1], text, sizeof(text) - 1, MSG_DONTWAIT) > 0);
    assert_string_equal(text, "Stand up[31m\n\n");
}

static void stopped_terminal_stops_nobody(void **state)
{
    struct notice n = desktop_notice(1, "Stand up", "Walk");
    struct notifier *terminal_notifier;
    int fds[2], r = 0;

    (void)state;
    assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
    assert_int_equal(notifier_terminal_new(&terminal_notifier, fds[1]), 0);
    for (int i = 0; i < 100000 && r == 0; i++)
        r = terminal_notifier->ops->show(terminal_notifier, &n);
    assert_int_equal(r, -EAGAIN);
    notifier_free(terminal_notifier);
    (void)close(fds[0]);
    (void)close(fds[1]);
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
        CASE(terminal, elsewhere_it_is_plain),
        cmocka_unit_test(block_fits_the_window),
        cmocka_unit_test(block_is_never_wider_than_80),
        cmocka_unit_test(bold_obeys_no_color),
        cmocka_unit_test(stopped_terminal_stops_nobody),
        cmocka_unit_test(free_of_nothing),
    };

    return cmocka_run_group_tests_name("notifier", tests, NULL, NULL);
}
