/* The spool taken in: each line once, in order, as of when it was said; what is no request set
 * aside with its reason; and all of it left where it is while it cannot be saved. */
#include "daemon/control/spool.h"

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
#include <sys/file.h>

#include "common/scope.h"
#include "common/spool.h"
#include "tests/fakes/fake_daemon.h"

#define ID(n) "0195d5a8-1c00-7000-8000-00000000000" #n
#define LINE(id, said, more)                                                               \
    "{\"method\":\"org.knead.LogPain\",\"said\":\"" said "\",\"parameters\":{\"id\":\"" id \
    "\"," more "}}"
#define SAID    "2026-03-20T08:00:00+01:00"
#define GOOD(n) LINE(ID(n), SAID, "\"at\":\"" SAID "\",\"level\":" #n)

struct desk {
    struct fake_daemon fake;
    sd_event *loop;
    char path[128], rejected[160];
};

static int set_up(void **state)
{
    struct desk *d = calloc(1, sizeof(*d));

    if (!d || sd_event_new(&d->loop) < 0)
        return -1;
    fake_daemon_init(&d->fake, "[reminder a]\nevery = 1h\n", true);
    (void)snprintf(d->path, sizeof(d->path), "%s/spool", d->fake.folder);
    (void)snprintf(d->rejected, sizeof(d->rejected), "%s.rejected", d->path);
    *state = d;
    return 0;
}

static int tear_down(void **state)
{
    struct desk *d = *state;

    fake_daemon_done(&d->fake);
    sd_event_unref(d->loop);
    free(d);
    return 0;
}

static void keep(struct desk *d, const char *line)
{
    assert_int_equal(spool_add(d->path, line, strlen(line)), 0);
}

/* What a daemon's start makes of it. */
static struct spool *take(struct desk *d)
{
    struct spool *s = NULL;

    assert_int_equal(spool_new(&s, d->loop, d->path, d->fake.daemon), 0);
    return s;
}

static int see(void *userdata, const struct entry *e)
{
    char *text = userdata;

    (void)snprintf(text + strlen(text), 8, "%d ", e->level);
    return 0;
}

static void assert_levels(struct desk *d, const char *levels)
{
    const struct entry_filter all = {{INT64_MIN}, {INT64_MAX}, REGION_COUNT, ENTRY_PAIN, 0};
    struct fault fault;
    char text[256] = "";

    assert_int_equal(daemon_history(d->fake.daemon, &all, see, text, &fault), 0);
    assert_string_equal(text, levels);
}

static char *bytes(const char *path)
{
    AUTO_FCLOSE FILE *f = fopen(path, "re");
    char *text = calloc(1, 8192);

    if (f)
        (void)!fread(text, 1, 8191, f);
    return text;
}

static void in_order_and_as_said(void **state)
{
    struct desk *d = *state;
    struct entry undone;
    struct fault fault;

    keep(d, GOOD(3));
    keep(d, GOOD(1));
    /* Said before its time was over by the daemon's clock, which may be wrong at its start. */
    keep(d, LINE(ID(5), "2027-01-01T00:00:00Z", "\"at\":\"2027-01-01T00:00:00Z\",\"level\":5"));
    keep(d, GOOD(2));
    spool_free(take(d));
    assert_levels(d, "3 1 2 5 ");
    assert_int_equal(access(d->path, F_OK), -1);
    assert_int_equal(access(d->rejected, F_OK), -1);
    assert_int_equal(d->fake.notifier->shown_n, 0);
    assert_int_equal(daemon_undo(d->fake.daemon, &undone, &fault), 0);
    assert_int_equal(undone.level, 5);
    assert_int_equal(daemon_undo(d->fake.daemon, &undone, &fault), 0);
    assert_int_equal(undone.level, 2);
    assert_int_equal(undone.said.us, undone.at.us);
}

static void taken_in_once(void **state)
{
    struct desk *d = *state;
    struct entry undone;
    struct fault fault;

    keep(d, GOOD(4));
    keep(d, GOOD(4));
    spool_free(take(d));
    keep(d, GOOD(4)); /* the daemon was killed before the file was gone */
    spool_free(take(d));
    assert_levels(d, "4 ");
    assert_int_equal(daemon_undo(d->fake.daemon, &undone, &fault), 0);
    keep(d, GOOD(4));
    spool_free(take(d));
    assert_levels(d, "");
    assert_int_equal(access(d->rejected, F_OK), -1);
}

static void what_is_no_request(void **state)
{
    static const struct {
        const char *line, *why;
    } cases[] = {
        {"", "it is no request"},
        {"garbage", "it is no request"},
        {"[]", "it is no request"},
        {"{\"method\":\"org.knead.LogPain\"", "it is no request"},
        {"{}", "\"method\" is not as it has to be"},
        {"{\"method\":\"org.knead.LogPain\",\"parameters\":{}}", "\"said\" is not"},
        {"{\"method\":\"org.knead.LogPain\",\"said\":\"" SAID "\"}", "\"parameters\" is not"},
        {"{\"method\":\"org.knead.LogPain\",\"said\":\"" SAID "\",\"parameters\":{},\"x\":1}",
         "\"x\" is not"},
        {"{\"method\":\"org.knead.LogPain\",\"said\":\"" SAID "\",\"parameters\":{\"level\":1}}",
         "it has no id"},
        {"{\"method\":\"org.knead.Undo\",\"said\":\"" SAID
         "\",\"parameters\":{\"id\":\"" ID(1) "\"}}",
         "\"org.knead.Undo\" is nothing that is kept"},
        {"{\"method\":\"org.knead.None\",\"said\":\"" SAID "\",\"parameters\":{}}",
         "\"org.knead.None\" is nothing"},
        {LINE(ID(1), "yesterday", "\"level\":1"), "\"said\" is not a time"},
        {LINE("x", SAID, "\"level\":1"), "org.knead.InvalidValue: an id is a UUID"},
        {LINE(ID(1), SAID, "\"level\":11"), "org.knead.InvalidValue: a pain level"},
        {LINE(ID(1), SAID, "\"level\":\"1\""), "InvalidParameter: level"},
        {LINE(ID(1), SAID, "\"level\":1,\"colour\":1"), "InvalidParameter: colour"},
        {LINE(ID(1), SAID, "\"level\":1,\"region\":\"tail\""), "org.knead.UnknownName: "},
        {LINE(ID(1), SAID, "\"level\":1,\"at\":\"2026-03-20T09:00:00+01:00\""), "still to come"},
    };
    struct desk *d = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO_FREE char *text = NULL, *line = NULL;

        keep(d, GOOD(2));
        keep(d, cases[i].line);
        keep(d, GOOD(3));
        spool_free(take(d));
        text = bytes(d->rejected);
        assert_true(asprintf(&line, "\n%s\n", cases[i].line) > 0);
        if (!strstr(text, cases[i].why) || !strstr(text, line) ||
            strncmp(text, "# 2026-03-27T09:00:00", 21) != 0)
            fail_msg("%s: \"%s\" does not say \"%s\"", cases[i].line, text, cases[i].why);
        assert_int_equal(access(d->path, F_OK), -1);
        assert_levels(d, "2 3 ");
        assert_int_equal(unlink(d->rejected), 0);
        assert_int_equal(d->fake.notifier->shown_n, i + 1);
        assert_non_null(strstr(d->fake.notifier->shown[i].body, "1 of 3 lines"));
        assert_non_null(strstr(d->fake.notifier->shown[i].body, d->rejected));
    }
}

static void torn_and_raw_bytes(void **state)
{
    struct desk *d = *state;
    AUTO_FREE char *text = NULL;
    AUTO_CLOSE int fd = -1;

    keep(d, GOOD(2));
    assert_int_equal(spool_add(d->path, "a\0b\xff", 4), 0);
    fd = open(d->path, O_WRONLY | O_APPEND | O_CLOEXEC);
    assert_int_equal(write(fd, GOOD(3), 20), 20); /* the power went off here */
    spool_free(take(d));
    assert_levels(d, "2 ");
    text = bytes(d->rejected);
    assert_non_null(memmem(text, 8192, "\na\0b\xff\n# ", 8));
    assert_non_null(memmem(text, 8192, "it was cut short", 16));
    assert_non_null(memmem(text, 8192, "\n{\"method\":\"org.knead\n", 22));
}

static void what_cannot_be_saved_stays(void **state)
{
    struct desk *d = *state;

    for (long after = 0; after < 4; after++) { /* add, add, commit */
        AUTO_FREE char *before = NULL, *now = NULL;
        struct spool *s;

        keep(d, GOOD(7));
        keep(d, "garbage");
        keep(d, GOOD(8));
        before = bytes(d->path);
        fake_store_fail(&d->fake.store, after, 1, -ENOSPC);
        s = take(d);
        now = bytes(d->path);
        if (after < 3) {
            assert_string_equal(now, before);
            assert_int_equal(access(d->rejected, F_OK), -1);
            assert_levels(d, "");
            fake_store_fail(&d->fake.store, 0, 0, 0);
            spool_free(s);
            s = take(d);
        }
        assert_levels(d, "7 8 ");
        assert_int_equal(access(d->path, F_OK), -1);
        assert_int_equal(unlink(d->rejected), 0);
        spool_free(s);
        (void)tear_down(state);
        assert_int_equal(set_up(state), 0);
        d = *state;
    }
}

/* One more is said while the daemon runs; one is just being written when it looks. */
static void what_comes_later(void **state)
{
    struct desk *d = *state;
    struct spool *s = take(d);
    int fd;

    keep(d, GOOD(1));
    for (int i = 0; i < 10 && access(d->path, F_OK) == 0; i++)
        assert_true(sd_event_run(d->loop, 1000000) >= 0);
    assert_levels(d, "1 ");
    fd = open(d->path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_int_equal(flock(fd, LOCK_EX), 0);
    spool_free(s);
    s = take(d);
    assert_int_equal(write(fd, GOOD(2) "\n", sizeof(GOOD(2))), sizeof(GOOD(2)));
    assert_int_equal(access(d->path, F_OK), 0);
    (void)close(fd);
    for (int i = 0; i < 10 && access(d->path, F_OK) == 0; i++)
        assert_true(sd_event_run(d->loop, 1000000) >= 0);
    assert_levels(d, "1 2 ");
    assert_int_equal(sd_event_run(d->loop, 0), 0); /* and is quiet then */
    spool_free(s);
}

static void without_a_log(void **state)
{
    struct desk *d = *state;
    AUTO_FREE char *now = NULL;

    fake_daemon_done(&d->fake);
    fake_daemon_init(&d->fake, "[reminder a]\nevery = 1h\n", false);
    (void)snprintf(d->path, sizeof(d->path), "%s/spool", d->fake.folder);
    keep(d, GOOD(1));
    spool_free(take(d));
    now = bytes(d->path);
    assert_string_equal(now, GOOD(1) "\n");
    spool_free(NULL);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(in_order_and_as_said),       TEST(taken_in_once),    TEST(what_is_no_request),
        TEST(torn_and_raw_bytes),         TEST(what_comes_later), TEST(without_a_log),
        TEST(what_cannot_be_saved_stays),
    };

    return cmocka_run_group_tests_name("control_spool", tests, NULL, NULL);
}
