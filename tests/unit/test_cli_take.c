/* Taking a file over from kneadd: whole, private, never in place of another by mistake, and nothing
 * is left where it came from.
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
#include <sys/stat.h>
#include <unistd.h>

#include "cli/take.h"

#define BIG 200001 /* more than is copied at once */

static char folder[64], from[128], to[128];

static void lay(const char *path, size_t n)
{
    FILE *f = fopen(path, "we");

    assert_non_null(f);
    for (size_t i = 0; i < n; i++)
        (void)fputc((int)(i % 251), f);
    assert_int_equal(fclose(f), 0);
}

static void assert_is(const char *path, size_t n)
{
    FILE *f = fopen(path, "re");

    assert_non_null(f);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(fgetc(f), i % 251);
    assert_int_equal(fgetc(f), EOF);
    (void)fclose(f);
}

static int up(void **state)
{
    (void)state;
    (void)strcpy(folder, "/tmp/knead-take-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(from, sizeof from, "%s/from", folder);
    (void)snprintf(to, sizeof to, "%s/to", folder);
    lay(from, BIG);
    return 0;
}

static int down(void **state)
{
    (void)state;
    (void)unlink(from);
    (void)unlink(to);
    (void)rmdir(to);
    return rmdir(folder); /* nothing else lies there */
}

static void takes(void **state)
{
    struct stat st;

    (void)state;
    assert_int_equal(take_may(to, false), 0);
    assert_int_equal(take_file(from, to, false), 0);
    assert_is(to, BIG);
    assert_int_equal(stat(to, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(access(from, F_OK), -1);
    lay(from, 0);
    assert_int_equal(take_file(from, to, true), 0);
    assert_is(to, 0);
}

static void leaves_what_is_there(void **state)
{
    (void)state;
    lay(to, 3);
    assert_int_equal(take_may(to, false), -EEXIST);
    assert_int_equal(take_may(to, true), 0);
    assert_int_equal(take_file(from, to, false), -EEXIST);
    assert_is(to, 3);
    assert_int_equal(access(from, F_OK), -1);
}

static void replaces_files_only(void **state)
{
    (void)state;
    assert_int_equal(mkdir(to, 0700), 0);
    assert_int_equal(take_may(to, true), -EEXIST);
    assert_int_equal(take_file(from, to, true), -EEXIST);
    assert_int_equal(rmdir(to), 0);
    lay(from, 1);
    assert_int_equal(symlink(from, to), 0);
    assert_int_equal(take_may(to, true), -EEXIST);
}

static void fails_clean(void **state)
{
    (void)state;
    assert_int_equal(take_file(from, "/no/such/folder/to", false), -ENOENT);
    assert_int_equal(access(from, F_OK), -1);
    assert_int_equal(take_file(from, to, false), -ENOENT); /* it is gone now */
    assert_int_equal(access(to, F_OK), -1);
    assert_int_equal(mkfifo(from, 0600), 0);
    assert_int_equal(take_file(from, to, false), -EINVAL);
    assert_int_equal(access(from, F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(takes, up, down),
        cmocka_unit_test_setup_teardown(leaves_what_is_there, up, down),
        cmocka_unit_test_setup_teardown(replaces_files_only, up, down),
        cmocka_unit_test_setup_teardown(fails_clean, up, down),
    };

    return cmocka_run_group_tests_name("cli_take", tests, NULL, NULL);
}
