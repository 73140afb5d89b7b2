/* Who may speak, and where the socket lies: an old file is replaced, a living daemon is left alone.
 */
#include "daemon/control/server.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "common/alive.h"
#include "common/scope.h"

struct place {
    char folder[32], path[64], lock[64];
};

static int begin(void **state)
{
    struct place *p = calloc(1, sizeof(*p));

    (void)strcpy(p->folder, "/tmp/knead-test-XXXXXX");
    assert_non_null(mkdtemp(p->folder));
    (void)snprintf(p->path, sizeof(p->path), "%s/control", p->folder);
    (void)snprintf(p->lock, sizeof(p->lock), "%s/control.lock", p->folder);
    *state = p;
    return 0;
}

static int end(void **state)
{
    struct place *p = *state;

    (void)unlink(p->path);
    (void)unlink(p->lock);
    (void)rmdir(p->folder);
    free(p);
    return 0;
}

static int dial(const char *path)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    AUTO_CLOSE int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    (void)strcpy(to.sun_path, path);
    return connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0 ? -errno : 0;
}

static void test_only_the_owner(void **state)
{
    (void)state;
    assert_true(server_admits(1000, 1000));
    assert_true(server_admits(0, 0));
    assert_false(server_admits(1001, 1000));
    assert_false(server_admits(0, 1000)); /* not even root */
}

static void test_private_and_ready(void **state)
{
    const struct place *p = *state;
    AUTO_CLOSE int fd = -1, alive = -1;
    mode_t mask = umask(0);
    struct stat st;

    assert_int_equal(server_listen(p->path, &fd, &alive), 0);
    (void)umask(mask);
    assert_return_code(lstat(p->path, &st), errno);
    assert_int_equal(st.st_mode, S_IFSOCK | 0600); /* whatever the umask */
    assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    assert_int_equal(fcntl(fd, F_GETFL) & O_NONBLOCK, O_NONBLOCK);
    assert_int_equal(dial(p->path), 0);
}

static void test_living_one_stays(void **state)
{
    const struct place *p = *state;
    AUTO_CLOSE int fd = -1, alive = -1;
    int second = -7, none = -7;

    assert_int_equal(server_listen(p->path, &fd, &alive), 0);
    assert_int_equal(server_listen(p->path, &second, &none), -EADDRINUSE);
    assert_int_equal(second, -7);
    assert_int_equal(none, -7);
    assert_int_equal(dial(p->path), 0);
}

/* Whether one runs can be seen without speaking to it, and ends with it. */
static void test_seen_from_beside(void **state)
{
    const struct place *p = *state;
    int fd, alive, second = -1, status;
    pid_t pid;

    assert_false(alive_is_held(p->path));
    assert_int_equal(server_listen(p->path, &fd, &alive), 0);
    assert_true(alive_is_held(p->path));
    assert_int_equal(alive_hold(p->path, &second), -EADDRINUSE);
    assert_int_equal(second, -1);
    scope_close(&fd); /* it no longer listens, but has not gone */
    assert_int_equal(server_listen(p->path, &fd, &second), -EADDRINUSE);
    scope_close(&alive);
    assert_false(alive_is_held(p->path));

    pid = fork();
    if (pid == 0)
        _exit(alive_hold(p->path, &alive) == 0 && alive_is_held(p->path) ? 0 : 1);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    assert_false(alive_is_held(p->path));
    assert_int_equal(alive_hold(p->path, &alive), 0);
    scope_close(&alive);
}

/* One that is too busy to accept is alive as well. */
static void test_busy_one_stays(void **state)
{
    const struct place *p = *state;
    AUTO_CLOSE int fd = -1, alive = -1;
    int waiting[4], second, none;

    assert_int_equal(server_listen(p->path, &fd, &alive), 0);
    assert_return_code(listen(fd, 0), errno);
    for (size_t i = 0; i < COUNT_OF(waiting); i++) {
        struct sockaddr_un to = {.sun_family = AF_UNIX};

        (void)strcpy(to.sun_path, p->path);
        waiting[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        (void)connect(waiting[i], (struct sockaddr *)&to, sizeof(to));
    }
    assert_int_equal(errno, EAGAIN);
    assert_int_equal(server_listen(p->path, &second, &none), -EADDRINUSE);
    for (size_t i = 0; i < COUNT_OF(waiting); i++)
        scope_close(&waiting[i]);
}

static void test_dead_one_is_replaced(void **state)
{
    const struct place *p = *state;

    for (int runs = 0; runs < 3; runs++) {
        AUTO_CLOSE int fd = -1, alive = -1;

        assert_int_equal(server_listen(p->path, &fd, &alive), 0);
        assert_int_equal(dial(p->path), 0);
    }
    assert_int_equal(dial(p->path), -ECONNREFUSED);
}

static void test_what_is_no_socket_stays(void **state)
{
    const struct place *p = *state;
    AUTO_CLOSE int file = open(p->path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    struct stat st;
    int fd = -7, alive;

    assert_int_equal(write(file, "mine", 4), 4);
    assert_int_equal(server_listen(p->path, &fd, &alive), -EEXIST);
    assert_return_code(lstat(p->path, &st), errno);
    assert_int_equal(st.st_size, 4);
    assert_int_equal(fd, -7);
}

static void test_paths_that_cannot_be(void **state)
{
    const struct place *p = *state;
    char path[200];
    int fd = -7, alive;

    (void)snprintf(path, sizeof(path), "%s/%0120d", p->folder, 0);
    assert_int_equal(server_listen(path, &fd, &alive), -ENAMETOOLONG);
    assert_return_code(chmod(p->folder, 0755), errno);
    assert_int_equal(server_listen(p->path, &fd, &alive),
                     -EPERM); /* others might enter the folder */
    assert_int_equal(fd, -7);
}

/* Many start at once on the file of one that died: one gets it, the others hear that it is taken.
 */
static void test_starters_race(void **state)
{
    enum { STARTERS = 8 };
    const struct place *p = *state;
    int results[2], go[2], won = 0, lost = 0, dead, alive;

    assert_int_equal(server_listen(p->path, &dead, &alive), 0);
    scope_close(&dead);
    scope_close(&alive);
    assert_return_code(pipe(results), errno);
    assert_return_code(pipe(go), errno);
    for (int i = 0; i < STARTERS; i++)
        if (fork() == 0) {
            int fd = -1, r;
            char c;

            (void)close(go[1]);
            r = server_listen(p->path, &fd, &alive);
            (void)!write(results[1], &r, sizeof(r));
            (void)!read(go[0], &c, 1); /* until all have tried */
            _exit(0);
        }
    for (int i = 0; i < STARTERS; i++) {
        int r;

        assert_int_equal(read(results[0], &r, sizeof(r)), sizeof(r));
        won += r == 0;
        lost += r == -EADDRINUSE;
    }
    (void)close(go[1]);
    for (int i = 0; i < STARTERS; i++)
        (void)wait(NULL);
    (void)close(go[0]);
    (void)close(results[0]);
    (void)close(results[1]);
    assert_int_equal(won, 1);
    assert_int_equal(lost, STARTERS - 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_only_the_owner),       TEST(test_private_and_ready),
        TEST(test_living_one_stays),     TEST(test_busy_one_stays),
        TEST(test_dead_one_is_replaced), TEST(test_what_is_no_socket_stays),
        TEST(test_paths_that_cannot_be), TEST(test_starters_race),
        TEST(test_seen_from_beside),
    };

    return cmocka_run_group_tests_name("control_listen", tests, NULL, NULL);
}
