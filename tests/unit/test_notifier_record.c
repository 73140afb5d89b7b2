/* Outcomes through the pipe between the notification thread and the loop. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "common/scope.h"
#include "daemon/adapters/notifier_libnotify.h"

#define ROOM (sizeof(((struct record *)0)->text))

static void text_is_cut_between_characters(void **state)
{
    const struct {
        size_t letters;
        const char *tail;
        size_t kept; /* of the tail */
    } cases[] = {
        {0, "", 0},
        {0, "done", 4},
        {ROOM - 1, "", 0},
        {ROOM - 1, "x", 0},
        {ROOM - 2, "xy", 1},
        {ROOM - 3, "\xc3\xa4", 2},
        {ROOM - 2, "\xc3\xa4", 0},
        {ROOM - 3, "\xe2\x82\xac", 0},
        {ROOM - 4, "\xe2\x82\xac", 3},
        {ROOM - 4, "\xe2\x82\xacmore", 3},
    };
    char text[2 * ROOM];
    struct record record;
    int fds[2];

    (void)state;
    assert_int_equal(pipe2(fds, O_CLOEXEC | O_NONBLOCK), 0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        memset(text, 'a', cases[i].letters);
        strcpy(text + cases[i].letters, cases[i].tail);
        assert_int_equal(record_post(fds[1], RECORD_FAILED, i + 1, text), 0);
        assert_int_equal(read(fds[0], &record, sizeof(record)), sizeof(record));
        assert_int_equal(record.kind, RECORD_FAILED);
        assert_int_equal(record.id, i + 1);
        text[cases[i].letters + cases[i].kept] = '\0';
        assert_string_equal(record.text, text);
    }
    (void)close(fds[0]);
    (void)close(fds[1]);
}

static void full_and_closed(void **state)
{
    int fds[2], r = 0, n = 0;

    (void)state;
    (void)signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe2(fds, O_CLOEXEC | O_NONBLOCK), 0);
    while (r == 0 && n < 1000000) {
        r = record_post(fds[1], RECORD_CLOSED, 1, "");
        n++;
    }
    assert_int_equal(r, -EAGAIN);
    assert_true(n > 64); /* what is on the screen can close at once */
    (void)close(fds[0]);
    assert_int_equal(record_post(fds[1], RECORD_CLOSED, 1, ""), -EPIPE);
    record_tell(fds[1], RECORD_CLOSED, 1, ""); /* does not wait for ever */
    (void)close(fds[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_cut_between_characters),
        cmocka_unit_test(full_and_closed),
    };

    return cmocka_run_group_tests_name("notifier_record", tests, NULL, NULL);
}
