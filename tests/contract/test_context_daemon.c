/* The daemon with the real eyes on a meeting: a sound card that records, a camera that is open.
 * What is due meanwhile waits, and comes once, in one notice, when the device is let go. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <systemd/sd-event.h>
#include <unistd.h>

#include "daemon/adapters/adapters.h"
#include "tests/unit/busy_desk.h"

#define REMINDERS "[reminder a]\nevery = 30m\n[reminder b]\nevery = 40m\n"

struct room {
    struct desk desk;
    sd_event *loop;
    struct context *context;
    char folder[64], dev[80], status[160], video[120];
};

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    (void)fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

/* A folder with a card that can record, and a camera. */
static int setup(void **state)
{
    static const char *const parts[] = {"/asound", "/card0", "/pcm0c", "/sub0"};
    struct room *r = calloc(1, sizeof(*r));
    char path[128];

    desk_plug(&r->desk);
    (void)strcpy(r->folder, "/tmp/knead-room-XXXXXX");
    assert_non_null(mkdtemp(r->folder));
    (void)snprintf(path, sizeof(path), "%s", r->folder);
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        (void)strcat(path, parts[i]);
        assert_int_equal(mkdir(path, 0700), 0);
    }
    (void)snprintf(r->status, sizeof(r->status), "%s/status", path);
    (void)snprintf(r->dev, sizeof(r->dev), "%s/dev", r->folder);
    assert_int_equal(mkdir(r->dev, 0700), 0);
    (void)snprintf(r->video, sizeof(r->video), "%s/video0", r->dev);
    write_file(r->status, "closed\n");
    write_file(r->video, "");
    assert_int_equal(sd_event_new(&r->loop), 0);
    *state = r;
    return 0;
}

static int teardown(void **state)
{
    struct room *r = *state;
    char command[128];

    desk_stop(&r->desk);
    context_free(r->context);
    sd_event_unref(r->loop);
    (void)snprintf(command, sizeof(command), "rm -r %s", r->folder);
    assert_int_equal(system(command), 0);
    free(r);
    return 0;
}

static void begin(struct room *r, const char *proc, const char *ini)
{
    assert_int_equal(context_system_new(&r->context, r->loop, proc, r->dev, NULL), 0);
    r->desk.options.context = r->context;
    desk_start(&r->desk, ini);
}

/* Minute by minute; after each the loop turns until nothing more comes of it. */
static void live(struct room *r, int minutes)
{
    for (int i = 0; i < minutes; i++) {
        (void)fake_clock_run(&r->desk.clock, USEC_PER_MIN);
        while (sd_event_run(r->loop, 30000) > 0)
            ;
    }
}

/* After a device was in use from the 20th minute to the 60th. */
static void check_came_once(struct room *r)
{
    const struct fake_notifier *screen = r->desk.screen;

    assert_int_equal(screen->shown_n, 0);
    live(r, 2);
    assert_int_equal(screen->shown_n, 1);
    assert_string_equal(screen->shown[0].title,
                        "B, a"); /* the second of a took the first one's place */
    live(r, 5);
    assert_int_equal(screen->shown_n, 1);
}

static void test_microphone(void **state)
{
    struct room *r = *state;

    begin(r, r->folder, "[presence]\ndefer-for = microphone\n" REMINDERS);
    live(r, 20);
    write_file(r->status, "state: RUNNING\nowner_pid   : 1\n");
    live(r, 40);
    write_file(r->status, "closed\n");
    check_came_once(r);
}

static void test_camera(void **state)
{
    struct room *r = *state;
    pid_t child;
    int status, ready[2];
    char byte;

    begin(r, "/proc", "[presence]\ndefer-for = camera\n" REMINDERS);
    live(r, 20);
    assert_int_equal(pipe(ready), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (open(r->video, O_RDWR) >= 0)
            (void)!write(ready[1], "", 1);
        for (;;)
            (void)pause();
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    live(r, 40);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    (void)close(ready[0]);
    (void)close(ready[1]);
    check_came_once(r);
}

static void test_at_most(void **state)
{
    struct room *r = *state;

    begin(r, r->folder,
          "[presence]\ndefer-for = microphone\ndefer-at-most = 20m\n[reminder a]\nevery = 30m\n");
    write_file(r->status, "state: RUNNING\n");
    live(r, 49);
    assert_int_equal(r->desk.screen->shown_n, 0);
    live(r, 2);
    assert_int_equal(r->desk.screen->shown_n, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_microphone),
        TEST(test_camera),
        TEST(test_at_most),
    };
    return cmocka_run_group_tests_name("context_daemon", tests, NULL, NULL);
}
