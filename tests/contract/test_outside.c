/* How a command is handed to the user's service manager: when, in which words, and with which
 * errors. That it works there is shown by the integration test of the units.
 */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/scope.h"
#include "daemon/adapters/child.h"
#include "daemon/adapters/outside.h"

static char folder[64];

static void put(const char *name, const char *text, mode_t mode)
{
    char path[128];
    FILE *f;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "we");
    assert_non_null(f);
    (void)fputs(text, f);
    (void)fchmod(fileno(f), mode);
    (void)fclose(f);
}

static int up(void **state)
{
    (void)state;
    (void)strcpy(folder, "/tmp/knead-outside-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int down(void **state)
{
    char command[128];

    (void)state;
    (void)unsetenv("KNEAD_COMMANDS");
    (void)snprintf(command, sizeof command, "rm -r '%s'", folder);
    return system(command);
}

static void set(const char *name, const char *value)
{
    (void)(value ? setenv(name, value, 1) : unsetenv(name));
}

static void when(void **state)
{
    static const struct {
        const char *commands, *bus;
        bool runtime, wanted;
    } cases[] = {
        {NULL, "unix:path=/bus", true, false},
        {"", "unix:path=/bus", true, false},
        {"inside", "unix:path=/bus", true, false},
        {"outside", "unix:path=/bus", false, true},
        {"outside", NULL, true, true},
        {"outside", "", true, true},
        {"outside", NULL, false, false},
    };

    (void)state;
    put("bus", "", 0600);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        set("KNEAD_COMMANDS", cases[i].commands);
        set("DBUS_SESSION_BUS_ADDRESS", cases[i].bus);
        set("XDG_RUNTIME_DIR", cases[i].runtime ? folder : "/no/such/folder");
        assert_int_equal(outside_wanted(), cases[i].wanted);
    }
    set("XDG_RUNTIME_DIR", NULL);
    assert_false(outside_wanted());
}

/* Who stands for systemd-run tells what it was given, each on a line. */
static void in_which_words(void **state)
{
    char out[4096] = "", path[256], body[] = "KNEAD_BODY=two\nlines", event[] = "KNEAD_EVENT=due";
    char sh[] = "/bin/sh", option[] = "-c", script[] = "echo $HOME %h $$ 'a  b'";
    const char *end;
    int fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600), status;
    pid_t pid;

    (void)state;
    assert_true(fd >= 0);
    put("systemd-run", "#!/bin/sh\nprintf '<%s>\\n' \"$@\"; printf '%s' \"$KNEAD_BODY\"\n", 0700);
    (void)snprintf(path, sizeof path, "%s:/usr/bin:/bin", folder);
    set("PATH", path);
    set("KNEAD_COMMANDS", "outside");
    set("DBUS_SESSION_BUS_ADDRESS", "unix:path=/bus");
    assert_int_equal(child_start((char *[]){sh, option, script, NULL},
                                 (char *[]){event, body, NULL}, fd, 32, &pid),
                     0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    assert_true(pread(fd, out, sizeof out - 1, 0) > 0);
    (void)close(fd);
    assert_non_null(strstr(out, "<--user>\n"));
    assert_non_null(strstr(out, "<--wait>\n"));
    end = strstr(out, "<--property=RuntimeMaxSec=32>\n");
    assert_non_null(end);
    assert_string_equal(end, "<--property=RuntimeMaxSec=32>\n"
                             "<--setenv=KNEAD_EVENT>\n"
                             "<--setenv=KNEAD_BODY>\n"
                             "<-->\n"
                             "</bin/sh>\n"
                             "<-c>\n"
                             "<echo $$HOME %h $$$$ 'a  b'>\n"
                             "two\nlines");
}

static void with_which_errors(void **state)
{
    static const struct {
        const char *program;
        int result;
    } cases[] = {
        {"no-such-command-anywhere", -ENOENT},
        {"plain", -EACCES},
        {"/no/such/program", -ENOENT},
        {"runs", 0},
    };
    char path[256], *none[] = {NULL}, **list = NULL;

    (void)state;
    put("plain", "", 0600);
    put("runs", "", 0700);
    (void)snprintf(path, sizeof path, "/no/such/folder::%s:/usr/bin:/bin", folder);
    set("PATH", path);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char name[64];

        (void)strcpy(name, cases[i].program);
        assert_int_equal(outside_wrap((char *[]){name, NULL}, none, 1, &list), cases[i].result);
        free(TAKE(list));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(when, up, down),
        cmocka_unit_test_setup_teardown(in_which_words, up, down),
        cmocka_unit_test_setup_teardown(with_which_errors, up, down),
    };

    return cmocka_run_group_tests_name("outside", tests, NULL, NULL);
}
