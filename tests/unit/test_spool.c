/* The file of lines: what it acknowledged is there, what it refused is not, and nobody writes to a
 * file that was taken away. */
#include "common/spool.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <sys/file.h>
#include <sys/resource.h>

#include "tests/unit/store_place.h"

static int add_line(const struct place *p, const char *line)
{
    return spool_add(p->path, line, strlen(line));
}

static void assert_file(const struct place *p, const char *text)
{
    AUTO_FCLOSE FILE *f = fopen(p->path, "re");
    char got[4096] = "";

    CHECK(f);
    got[fread(got, 1, sizeof got - 1, f)] = '\0';
    if (strcmp(got, text) != 0)
        fail_msg("\"%s\" is not \"%s\"", got, text);
}

static void put(const struct place *p, const char *text)
{
    AUTO_FCLOSE FILE *f = fopen(p->path, "we");

    CHECK(f && fputs(text, f) >= 0);
}

static void lines_follow_each_other(void **state)
{
    struct place *p = *state;
    struct stat st;

    (void)umask(0);
    assert_int_equal(add_line(p, "one"), 0);
    assert_int_equal(add_line(p, ""), 0);
    assert_int_equal(add_line(p, "three"), 0);
    assert_file(p, "one\n\nthree\n");
    assert_int_equal(stat(p->path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    put(p, "whole\nto"); /* as a power cut leaves it */
    assert_int_equal(add_line(p, "next"), 0);
    assert_file(p, "whole\nto\nnext\n");
}

static void folders_are_made(void **state)
{
    struct place *p = *state;
    struct stat st;
    char path[128];

    (void)snprintf(path, sizeof path, "%s/state/knead/spool", p->folder);
    assert_int_equal(spool_add(path, "x", 1), 0);
    *strrchr(path, '/') = '\0';
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
}

static void what_is_no_file_of_ours(void **state)
{
    struct place *p = *state;

    assert_int_equal(symlink("elsewhere", p->path), 0);
    assert_int_equal(add_line(p, "x"), -ELOOP);
    assert_int_equal(unlink(p->path), 0);
    assert_int_equal(mkdir(p->path, 0700), 0);
    assert_int_equal(add_line(p, "x"), -EISDIR);
    assert_int_equal(rmdir(p->path), 0);
    assert_int_equal(mkfifo(p->path, 0600), 0);
    assert_int_equal(add_line(p, "x"), -EPERM);
    assert_int_equal(unlink(p->path), 0);
    assert_int_equal(spool_add("/dev/null/knead/spool", "x", 1), -ENOTDIR);
}

static void full_disk_body(const struct place *p)
{
    struct rlimit limit = {10, RLIM_INFINITY};

    CHECK(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    CHECK(add_line(p, "12345") == 0);
    CHECK(add_line(p, "6789") < 0); /* one byte too many */
    CHECK(add_line(p, "678") == 0);
    CHECK(add_line(p, "") < 0);
}

static void a_full_disk_keeps_no_half_line(void **state)
{
    struct place *p = *state;

    assert_true(in_child(full_disk_body, p));
    assert_file(p, "12345\n678\n");
}

static void somebody_who_does_not_let_go(void **state)
{
    struct place *p = *state;
    AUTO_CLOSE int fd = -1;

    put(p, "old\n");
    fd = open(p->path, O_RDONLY | O_CLOEXEC);
    assert_int_equal(flock(fd, LOCK_EX), 0);
    assert_int_equal(add_line(p, "x"), -EBUSY);
    assert_file(p, "old\n");
}

static void late_body(const struct place *p)
{
    CHECK(add_line(p, "late") == 0);
}

/* Whoever waits for the lock writes to the file that has the name, not to the one taken away. */
static void a_file_taken_meanwhile(void **state)
{
    struct place *p = *state;
    AUTO_CLOSE int fd = -1;
    int status;
    pid_t pid;

    for (int round = 0; round < ROUNDS; round++) {
        put(p, "old\n");
        fd = open(p->path, O_RDONLY | O_CLOEXEC);
        assert_int_equal(flock(fd, LOCK_EX), 0);
        pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            (void)close(fd);
            late_body(p);
            _exit(0);
        }
        (void)usleep((useconds_t)round * 500);
        assert_int_equal(spool_remove(p->path), 0);
        (void)close(fd);
        fd = -1;
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_file(p, "late\n");
    }
    assert_int_equal(unlink(p->path), 0);
    assert_int_equal(spool_remove(p->path), -ENOENT);
}

static void writers_body(const struct place *p)
{
    for (int i = 0; i < 25; i++)
        CHECK(add_line(p, "0123456789") == 0);
}

static void several_writers(void **state)
{
    struct place *p = *state;
    char got[4 * 25 * 11 + 1] = "";
    AUTO_FCLOSE FILE *f = NULL;
    int status;

    for (int i = 0; i < 4; i++) {
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            writers_body(p);
            _exit(0);
        }
    }
    for (int i = 0; i < 4; i++) {
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    f = fopen(p->path, "re");
    assert_int_equal(fread(got, 1, sizeof got, f), sizeof got - 1);
    for (size_t i = 0; i < sizeof got - 1; i += 11)
        assert_memory_equal(got + i, "0123456789\n", 11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lines_follow_each_other),
        TEST(folders_are_made),
        TEST(what_is_no_file_of_ours),
        TEST(a_full_disk_keeps_no_half_line),
        TEST(somebody_who_does_not_let_go),
        TEST(a_file_taken_meanwhile),
        TEST(several_writers),
    };

    return cmocka_run_group_tests_name("spool", tests, NULL, NULL);
}
