/* Where things lie, under every state of the environment; and folders that are, or are not,
 * private. Everything happens in a scratch folder. */
#include "common/address.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/scope.h"

static const char *const variables[] = {
    "HOME",          "XDG_RUNTIME_DIR", "XDG_STATE_HOME",
    "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS",
};

/* NULL unsets. */
static void set(const char *name, const char *value)
{
    assert_int_equal(value ? setenv(name, value, 1) : unsetenv(name), 0);
}

static void clear(void)
{
    for (size_t i = 0; i < COUNT_OF(variables); i++)
        set(variables[i], NULL);
}

/* A path of n characters. */
static char *long_folder(size_t n)
{
    char *folder = malloc(n + 1);

    assert_non_null(folder);
    memset(folder, 'x', n);
    folder[0] = '/';
    folder[n] = '\0';
    return folder;
}

static int enter_scratch(void **state)
{
    char template[] = "/tmp/knead-address-XXXXXX";

    if (!mkdtemp(template) || chdir(template) < 0)
        return -1;
    *state = strdup(template);
    clear();
    (void)umask(022);
    return *state ? 0 : -1;
}

static int leave_scratch(void **state)
{
    char command[64];
    int r;

    (void)snprintf(command, sizeof command, "rm -rf '%s'", (char *)*state);
    r = chdir("/") < 0 || system(command) != 0;
    free(*state);
    return r;
}

/* A path in the scratch folder. */
static const char *in(void **state, const char *path)
{
    static _Thread_local char full[FOLDER_MAX];

    (void)snprintf(full, sizeof full, "%s/%s", (char *)*state, path);
    return full;
}

static void test_socket(void **state)
{
    static const struct {
        const char *runtime, *state, *home, *path;
    } cases[] = {
        {"/run/user/7", "/s", "/h", "/run/user/7/knead/control"},
        {"/run/user/7", NULL, NULL, "/run/user/7/knead/control"},
        {NULL, "/s", "/h", "/s/knead/run/control"},
        {"", "/s", "/h", "/s/knead/run/control"},
        {"relative", "/s", "/h", "/s/knead/run/control"},
        {NULL, "", "/h", "/h/.local/state/knead/run/control"},
        {NULL, "relative", "/h", "/h/.local/state/knead/run/control"},
        {NULL, NULL, "/h", "/h/.local/state/knead/run/control"},
    };
    char own[64], expected[FOLDER_MAX], path[ADDRESS_MAX];
    struct stat st;
    bool session;

    (void)state;
    /* Where this user has a session, its folder comes before any other but the variable's. */
    (void)snprintf(own, sizeof own, "/run/user/%u", geteuid());
    session = lstat(own, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid() &&
              (st.st_mode & 077) == 0;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        clear();
        set("XDG_RUNTIME_DIR", cases[i].runtime);
        set("XDG_STATE_HOME", cases[i].state);
        set("HOME", cases[i].home);
        (void)strcpy(expected, cases[i].path);
        if (session && (!cases[i].runtime || cases[i].runtime[0] != '/'))
            (void)snprintf(expected, sizeof expected, "%s/knead/control", own);
        assert_int_equal(address_socket(path), 0);
        assert_string_equal(path, expected);
    }
}

static void test_socket_too_long(void **state)
{
    const size_t rest = strlen("/knead/control");
    char path[ADDRESS_MAX] = "untouched";

    (void)state;
    clear();
    for (size_t n = ADDRESS_MAX - rest - 1; n <= ADDRESS_MAX - rest; n++) {
        AUTO_FREE char *folder = long_folder(n);

        set("XDG_RUNTIME_DIR", folder);
        if (n + rest < ADDRESS_MAX) {
            assert_int_equal(address_socket(path), 0);
            assert_int_equal(strlen(path), ADDRESS_MAX - 1);
            (void)strcpy(path, "untouched");
        } else {
            assert_int_equal(address_socket(path), -ENAMETOOLONG);
            assert_string_equal(path, "untouched");
        }
    }
}

static void test_database(void **state)
{
    const size_t rest = strlen("/.local/share/knead/knead.db");
    const struct passwd *user = getpwuid(geteuid());
    AUTO_FREE char *folder = long_folder(FOLDER_MAX);
    char path[FOLDER_MAX], expected[FOLDER_MAX];

    (void)state;
    clear();
    set("XDG_DATA_HOME", "/d");
    assert_int_equal(address_database(path), 0);
    assert_string_equal(path, "/d/knead/knead.db");
    set("XDG_DATA_HOME", "d");
    set("HOME", "/h");
    assert_int_equal(address_database(path), 0);
    assert_string_equal(path, "/h/.local/share/knead/knead.db");

    /* Without HOME, or with one that is no path, the user's entry says where home is. */
    for (int i = 0; i < 3; i++) {
        static const char *const homes[] = {NULL, "", "h"};

        set("HOME", homes[i]);
        if (user && user->pw_dir[0] == '/') {
            (void)snprintf(expected, sizeof expected, "%s/.local/share/knead/knead.db",
                           user->pw_dir);
            assert_int_equal(address_database(path), 0);
            assert_string_equal(path, expected);
        } else {
            assert_int_equal(address_database(path), -ENOENT);
        }
    }
    /* The longest home that fits, and one longer. */
    set("XDG_DATA_HOME", NULL);
    for (size_t n = FOLDER_MAX - rest - 1; n <= FOLDER_MAX - rest; n++) {
        AUTO_FREE char *home = long_folder(n);

        set("HOME", home);
        assert_int_equal(address_database(path), n + rest < FOLDER_MAX ? 0 : -ENAMETOOLONG);
        assert_int_equal(strlen(path), FOLDER_MAX - 1);
    }
    set("XDG_DATA_HOME", folder);
    (void)strcpy(path, "untouched");
    assert_int_equal(address_database(path), -ENAMETOOLONG);
    assert_string_equal(path, "untouched");
}

static void make_file(const char *path)
{
    AUTO_FCLOSE FILE *f = fopen(path, "we");

    assert_non_null(f);
}

static void test_schedule(void **state)
{
    AUTO_FREE char *folder = long_folder(FOLDER_MAX);
    const int etc = access("/etc/xdg/knead/knead.ini", F_OK) == 0 ? 0 : -ENOENT;
    char path[FOLDER_MAX] = "untouched", dirs[FOLDER_MAX * 4];
    char home[FOLDER_MAX], a[FOLDER_MAX], b[FOLDER_MAX];

    clear();
    (void)strcpy(home, in(state, "home"));
    (void)strcpy(a, in(state, "a"));
    (void)strcpy(b, in(state, "b"));
    set("HOME", home);
    assert_int_equal(address_schedule(dirs), etc);
    set("XDG_CONFIG_DIRS", "");
    assert_int_equal(address_schedule(dirs), etc);
    (void)snprintf(dirs, sizeof dirs, "::%s:relative:%s:%s:", folder, a, b);
    set("XDG_CONFIG_DIRS", dirs);
    assert_int_equal(address_schedule(path), -ENOENT);
    assert_string_equal(path, "untouched");

    /* From the last place to the first: each new file comes before the others. */
    static const char *const files[][3] = {
        {"b", "b/knead", "b/knead/knead.ini"},
        {"a", "a/knead", "a/knead/knead.ini"},
        {"home", "home/.config/knead", "home/.config/knead/knead.ini"},
        {"config", "config/knead", "config/knead/knead.ini"},
    };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        assert_int_equal(mkdir(in(state, files[i][0]), 0700), 0);
        if (i == 2)
            assert_int_equal(mkdir(in(state, "home/.config"), 0700), 0);
        assert_int_equal(mkdir(in(state, files[i][1]), 0700), 0);
        if (i == 3)
            set("XDG_CONFIG_HOME", in(state, "config"));
        make_file(in(state, files[i][2]));
        assert_int_equal(address_schedule(path), 0);
        assert_string_equal(path, in(state, files[i][2]));
    }
    /* A set place without the file is passed over, home's own place is not looked at then. */
    assert_int_equal(unlink(in(state, "config/knead/knead.ini")), 0);
    assert_int_equal(address_schedule(path), 0);
    assert_string_equal(path, in(state, "a/knead/knead.ini"));
    /* A link that leads nowhere is a file to complain about, not one to pass over. */
    assert_int_equal(symlink("nowhere", "config/knead/knead.ini"), 0);
    assert_int_equal(address_schedule(path), 0);
    assert_string_equal(path, in(state, "config/knead/knead.ini"));
    /* The moves lie beside it, or are the system's. */
    assert_int_equal(address_moves(path), -ENOENT);
    make_file(in(state, "b/knead/moves.ini"));
    assert_int_equal(address_moves(path), 0);
    assert_string_equal(path, in(state, "b/knead/moves.ini"));
}

static void expect_folder(const char *path, mode_t mode)
{
    struct stat st;

    assert_int_equal(stat(path, &st), 0);
    assert_true(S_ISDIR(st.st_mode));
    assert_int_equal(st.st_mode & 07777, mode);
}

static void test_absolute(void **state)
{
    char *path = NULL, expected[64];

    (void)snprintf(expected, sizeof(expected), "%s/a/b", (const char *)*state);
    assert_int_equal(address_absolute("a/b", &path), 0);
    assert_string_equal(path, expected);
    free(path);
    assert_int_equal(address_absolute("/a/b", &path), 0);
    assert_string_equal(path, "/a/b");
    free(path);
    assert_int_equal(mkdir("gone", 0700) | chdir("gone") | rmdir("../gone"), 0);
    path = NULL;
    assert_int_equal(address_absolute("a", &path), -ENOENT);
    assert_null(path);
    assert_int_equal(chdir(*state), 0);
}

static void test_private_made(void **state)
{
    (void)state;
    assert_int_equal(mkdir("open", 0755), 0);
    assert_int_equal(address_make_private(in(state, "open/deep/knead/run/control")), 0);
    expect_folder("open", 0755);
    expect_folder("open/deep", 0700);
    expect_folder("open/deep/knead", 0700);
    expect_folder("open/deep/knead/run", 0700);
    assert_int_equal(access("open/deep/knead/run/control", F_OK), -1);
    assert_int_equal(address_make_private(in(state, "open/deep/knead/run/control")), 0);
}

static void test_private_tightened(void **state)
{
    /* knead's own folders are closed, others' are refused as they are; so are links to them. */
    static const struct {
        const char *folder;
        mode_t before;
        int result;
        mode_t after;
    } cases[] = {
        {"t/knead", 0755, 0, 0700},         {"t/knead/run", 0770, 0, 0700},
        {"t/other", 0755, -EPERM, 0755},    {"t/closed", 0700, 0, 0700},
        {"t/notknead", 0711, -EPERM, 0711}, {"t/sticky", 01777, -EPERM, 01777},
        {"t/group", 0710, -EPERM, 0710},    {"t/others", 0701, -EPERM, 0701},
    };
    char file[FOLDER_MAX];

    assert_int_equal(mkdir("t", 0755), 0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(mkdir(cases[i].folder, 0700), 0);
        assert_int_equal(chmod(cases[i].folder, cases[i].before), 0);
        (void)snprintf(file, sizeof file, "%s/%s/file", (char *)*state, cases[i].folder);
        assert_int_equal(address_make_private(file), cases[i].result);
        expect_folder(cases[i].folder, cases[i].after);
    }

    assert_int_equal(mkdir("t/link", 0755), 0);
    assert_int_equal(symlink("../closed", "t/link/knead"), 0);
    assert_int_equal(address_make_private(in(state, "t/link/knead/file")), 0);
    assert_int_equal(chmod("t/closed", 0755), 0);
    assert_int_equal(address_make_private(in(state, "t/link/knead/file")), -EPERM);
    expect_folder("t/closed", 0755);
}

static void test_private_refused(void **state)
{
    AUTO_FREE char *folder = long_folder(FOLDER_MAX + 1);
    struct stat st;

    assert_int_equal(address_make_private("relative/file"), -EINVAL);
    assert_int_equal(address_make_private(""), -EINVAL);
    folder[FOLDER_MAX] = '/';
    assert_int_equal(address_make_private(folder), -ENAMETOOLONG);

    make_file("plain");
    assert_int_equal(address_make_private(in(state, "plain/knead/file")), -ENOTDIR);
    assert_int_equal(address_make_private(in(state, "plain/file")), -ENOTDIR);
    assert_int_equal(symlink("nowhere", "dangling"), 0);
    assert_int_equal(address_make_private(in(state, "dangling/file")), -ENOENT);

    /* A folder of somebody else's: given away by root, or root's own. */
    if (geteuid() == 0) {
        assert_int_equal(mkdir("knead", 0700), 0);
        assert_int_equal(chown("knead", 65534, 65534), 0);
        assert_int_equal(address_make_private(in(state, "knead/file")), -EPERM);
    }
    assert_int_equal(stat("/", &st), 0);
    assert_int_equal(address_make_private("/file"), -EPERM);
    expect_folder("/", st.st_mode & 07777);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_socket),
        cmocka_unit_test(test_socket_too_long),
        cmocka_unit_test(test_database),
        cmocka_unit_test(test_schedule),
        cmocka_unit_test(test_absolute),
        cmocka_unit_test(test_private_made),
        cmocka_unit_test(test_private_tightened),
        cmocka_unit_test(test_private_refused),
    };
    return cmocka_run_group_tests_name("address", tests, enter_scratch, leave_scratch);
}
