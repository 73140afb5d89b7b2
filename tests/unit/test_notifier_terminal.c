/* What the terminal's blocks look like, on a terminal and elsewhere. */
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
#include <sys/socket.h>
#include <unistd.h>

#include "common/scope.h"
#include "daemon/adapters/adapters.h"
#include "tests/fakes/desktop.h"

/* What a notice looks like on a terminal so many columns wide. */
static void on_terminal(unsigned short columns, const struct notice *n, char *ret, size_t size)
{
    struct winsize window = {.ws_row = 24, .ws_col = columns};
    struct notifier *terminal;
    int ours, theirs;
    ssize_t got;
    char *to = ret;

    assert_int_equal(openpty(&ours, &theirs, NULL, NULL, &window), 0);
    assert_int_equal(notifier_terminal_new(&terminal, theirs), 0);
    assert_int_equal(terminal->ops->show(terminal, n), 0);
    got = read(ours, ret, size - 1);
    assert_true(got > 0);
    ret[got] = '\0';
    for (const char *from = ret; *from; from++) /* the terminal makes \n into \r\n */
        if (*from != '\r')
            *to++ = *from;
    *to = '\0';
    notifier_free(terminal);
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

/* What it looks like anywhere else; one write is one packet. */
static void on_socket(const struct notice *n, char *ret, size_t size)
{
    struct notifier *terminal;
    ssize_t got;
    int fds[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
    assert_int_equal(notifier_terminal_new(&terminal, fds[0]), 0);
    assert_int_equal(terminal->ops->show(terminal, n), 0);
    got = recv(fds[1], ret, size - 1, MSG_DONTWAIT);
    assert_true(got > 0);
    ret[got] = '\0';
    assert_int_equal(recv(fds[1], &got, 1, MSG_DONTWAIT), -1);
    notifier_free(terminal);
    (void)close(fds[0]);
    (void)close(fds[1]);
}

static void elsewhere_it_is_plain(void **state)
{
    struct notice n = desktop_notice(1, "Stand up",
                                     "A line that is longer than any terminal is wide stays one "
                                     "line, for whoever reads it wraps it.");
    char text[8192];

    (void)state;
    on_socket(&n, text, sizeof(text));
    assert_string_equal(text, "Stand up\nA line that is longer than any terminal is wide stays one "
                              "line, for whoever reads it wraps it.\n"
                              "Answer: knead done | knead snooze | knead skip\n\n");
    n.answer[0] = n.body[0] = '\0';
    on_socket(&n, text, sizeof(text));
    assert_string_equal(text, "Stand up\n\n");
}

static void control_characters_are_left_out(void **state)
{
    struct notice n = desktop_notice(1, "Stand\nup\033[31m",
                                     "A tab\tand \033]0;title\007 bells\a, C1 \xc2\x9b"
                                     "31m, DEL \x7f, \xc2\xa0 and \xc3\x9b.\r\nNext");
    char text[8192];

    (void)state;
    (void)snprintf(n.answer, sizeof(n.answer), "knead\ndone\b");
    on_socket(&n, text, sizeof(text));
    assert_string_equal(text, "Stand up[31m\nA tab and ]0;title bells, C1 31m, DEL , \xc2\xa0 and "
                              "\xc3\x9b.\nNext\nAnswer: knead done\n\n");
}

static void fullest_notice(void **state)
{
    struct notice n = {.id = 1};
    char text[8192];

    (void)state;
    memset(n.title, 't', sizeof(n.title) - 1);
    memset(n.body, 'b', sizeof(n.body) - 1);
    memset(n.answer, 'a', sizeof(n.answer) - 1);
    on_socket(&n, text, sizeof(text));
    assert_int_equal(strlen(text),
                     sizeof(n.title) + sizeof(n.body) + sizeof(n.answer) + strlen("Answer: ") + 1);
}

static void stopped_terminal_stops_nobody(void **state)
{
    struct notice n = desktop_notice(1, "Stand up", "Walk");
    struct notifier *terminal;
    int fds[2], r = 0;

    (void)state;
    assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
    assert_int_equal(notifier_terminal_new(&terminal, fds[1]), 0);
    for (int i = 0; i < 100000 && r == 0; i++)
        r = terminal->ops->show(terminal, &n);
    assert_int_equal(r, -EAGAIN);
    notifier_free(terminal);
    (void)close(fds[0]);
    (void)close(fds[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(block_fits_the_window),
        cmocka_unit_test(block_is_never_wider_than_80),
        cmocka_unit_test(bold_obeys_no_color),
        cmocka_unit_test(elsewhere_it_is_plain),
        cmocka_unit_test(control_characters_are_left_out),
        cmocka_unit_test(fullest_notice),
        cmocka_unit_test(stopped_terminal_stops_nobody),
    };

    return cmocka_run_group_tests_name("notifier_terminal", tests, NULL, NULL);
}
