/* What a kill, a full disk, no memory and a file that changes behind its back do to an open log.
 * What it does as a store is in tests/contract. */
#include "daemon/adapters/adapters.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <sys/resource.h>

#include "tests/unit/store_place.h"

/* ------------------------------------------------------------------ a file that changed meanwhile
 */

static void a_row_nobody_knows(void **state)
{
    const struct place *p = *state;
    const struct entry_filter all = {{INT64_MIN}, {INT64_MAX}, REGION_COUNT, ENTRY_KIND_COUNT, 0};
    struct store *s = open_log(p->path);
    struct entry e = pain(7);
    int n = 0;

    assert_int_equal(add(s, 1), 0);
    (void)store_free(s);
    sql(p->path, "UPDATE entry SET region = 'tail'");
    s = open_log(p->path);
    assert_int_equal(s->ops->entries(s, &all, count_one, &n), -EUCLEAN);
    assert_non_null(strstr(s->ops->why(s), "damaged"));
    assert_int_equal(s->ops->undo(s, e.at, &e), -EUCLEAN);
    assert_string_equal(e.id, pain(7).id);
    assert_int_equal(add(s, 2), 0); /* and goes on taking in */
    (void)store_free(s);
}

static void a_file_moved_away(void **state)
{
    const struct place *p = *state;
    struct store *s = open_log(p->path);
    struct entry undone;
    char other[128];

    assert_int_equal(add(s, 1), 0);
    (void)snprintf(other, sizeof other, "%s/other.db", p->folder);
    assert_int_equal(rename(p->path, other), 0);
    assert_int_equal(add(s, 2), -ESTALE);
    assert_non_null(strstr(s->ops->why(s), "moved or deleted"));
    assert_int_equal(s->ops->begin(s), 0);
    assert_int_equal(s->ops->undo(s, (struct wall){T0}, &undone), -ESTALE);
    assert_int_equal(s->ops->commit(s), -EINVAL); /* that has ended it */
    assert_int_equal(s->ops->put_state(s, "k", "v"), -ESTALE);
    assert_int_equal(rename(other, p->path), 0);
    assert_int_equal(add(s, 2), 0);
    assert_int_equal(count(s), 2);
    (void)store_free(s);
}

/* ------------------------------------------------------------------ kills and full disks */

static void a_kill_loses_nothing_acknowledged(void **state)
{
    const struct place *p = *state;

    for (int round = 0; round < ROUNDS; round++) {
        int acknowledged[2], status;
        pid_t pid;
        int n = -1, last = -1;
        struct store *s;

        assert_int_equal(pipe2(acknowledged, O_CLOEXEC), 0);
        pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            s = open_log(p->path);
            for (n = round * 1000; add(s, n) == 0; n++)
                CHECK(write(acknowledged[1], &n, sizeof n) == sizeof n);
            _exit(1);
        }
        (void)close(acknowledged[1]);
        do /* at least one; then more rounds let it go further */
            assert_int_equal(read(acknowledged[0], &n, sizeof n), sizeof n);
        while (n % 1000 < round);
        assert_int_equal(kill(pid, SIGKILL), 0);
        for (last = n; read(acknowledged[0], &n, sizeof n) == sizeof n;)
            last = n;
        (void)close(acknowledged[0]);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFSIGNALED(status));

        s = open_log(p->path);
        for (n = round * 1000; n <= last; n++)
            assert_int_equal(add(s, n), -EEXIST);
        assert_int_equal(add(s, round * 1000 + 999), 0);
        (void)store_free(s);
    }
}

static void open_and_add_body(const struct place *p)
{
    struct store *s = open_log(p->path);

    CHECK(add(s, 1) == 0);
    (void)store_free(s);
}

static void a_kill_while_the_file_is_made(void **state)
{
    const struct place *p = *state;

    for (int round = 0; round < ROUNDS; round++) {
        int status;
        struct store *s;
        pid_t pid = fork();

        assert_true(pid >= 0);
        if (pid == 0) {
            open_and_add_body(p);
            _exit(0);
        }
        (void)usleep((useconds_t)round * 500);
        (void)kill(pid, SIGKILL);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        s = open_log(p->path);
        assert_in_range(count(s), 0, 1);
        assert_int_equal(add(s, 2), 0);
        (void)store_free(s);
        assert_int_equal(unlink(p->path), 0);
    }
}

static void limit_files_to(rlim_t size)
{
    struct rlimit limit;

    CHECK(getrlimit(RLIMIT_FSIZE, &limit) == 0);
    limit.rlim_cur = size;
    CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
}

#define FILLED 5000

static void full_disk_body(const struct place *p)
{
    struct store *s = open_log(p->path);
    int n = 0, before;

    CHECK(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    CHECK(s->ops->begin(s) == 0);
    while (n < FILLED) /* so long a file that its end lies beyond the limit */
        CHECK(add(s, n++) == 0);
    CHECK(s->ops->commit(s) == 0);
    (void)store_free(s);
    s = open_log(p->path);
    limit_files_to(FILLED * 50);
    while (add(s, n) == 0)
        n++;
    before = n;
    CHECK(n > FILLED && n < FILLED + 50);
    CHECK(add(s, n) == -ENOSPC);
    CHECK(strstr(s->ops->why(s), "full") && strstr(s->ops->why(s), p->path));
    CHECK(s->ops->begin(s) == 0);
    for (int i = 0; i < 20; i++)
        CHECK(add(s, n + i) == 0); /* so far in memory */
    CHECK(s->ops->commit(s) == -ENOSPC);
    CHECK(s->ops->commit(s) == -EINVAL); /* nothing is left open */
    CHECK(count(s) == before);

    limit_files_to(RLIM_INFINITY);
    CHECK(add(s, n++) == 0);
    CHECK(s->ops->begin(s) == 0);
    CHECK(add(s, n++) == 0);
    CHECK(s->ops->commit(s) == 0);
    CHECK(count(s) == before + 2);
    (void)store_free(s);
    s = open_log(p->path);
    CHECK(count(s) == before + 2);
    (void)store_free(s);
}

static void a_full_disk_loses_nothing_acknowledged(void **state)
{
    const struct place *p = *state;

    assert_true(in_child(full_disk_body, p));
}

static void full_from_the_start_body(const struct place *p)
{
    CHECK(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    for (rlim_t size = 0; size < 65536; size += 2048) {
        struct store *s = NULL;
        int r;

        limit_files_to(size);
        r = store_sqlite_new(&s, p->path, NULL);
        CHECK(r == 0 || r == -ENOSPC);
        (void)store_free(s);
        limit_files_to(RLIM_INFINITY);
        (void)store_free(open_log(p->path));
        CHECK(unlink(p->path) == 0);
    }
}

static void a_disk_too_full_to_begin(void **state)
{
    assert_true(in_child(full_from_the_start_body, *state));
}

/* Memory ends at every place at which it can. */
static void no_memory(void **state)
{
    const struct place *p = *state;
    bool well = false;
    struct store *s = open_log(p->path);
    int acknowledged = 1;

    assert_int_equal(add(s, 0), 0);
    (void)store_free(s);
    for (sqlite3_int64 limit = 4096; !well; limit += 4096) {
        const struct entry_filter last = {{INT64_MIN}, {INT64_MAX}, REGION_NECK, ENTRY_PAIN, 3};
        int r, n = 0;

        assert_true(limit < 1 << 20);
        s = NULL;
        (void)sqlite3_hard_heap_limit64(limit);
        r = store_sqlite_new(&s, p->path, NULL);
        assert_true(r == 0 || r == -ENOMEM);
        well = r == 0;
        if (s) {
            r = add(s, acknowledged);
            assert_true(r == 0 || r == -ENOMEM);
            acknowledged += r == 0;
            well = well && r == 0;
            r = s->ops->entries(s, &last, count_one, &n);
            assert_true(r == 0 || r == -ENOMEM);
            well = well && r == 0;
        }
        (void)store_free(s);
        (void)sqlite3_hard_heap_limit64(-1);
        (void)sqlite3_hard_heap_limit64(0);
        s = open_log(p->path);
        assert_int_equal(count(s), acknowledged);
        (void)store_free(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_row_nobody_knows),
        TEST(a_file_moved_away),
        TEST(a_kill_loses_nothing_acknowledged),
        TEST(a_kill_while_the_file_is_made),
        TEST(a_full_disk_loses_nothing_acknowledged),
        TEST(a_disk_too_full_to_begin),
        TEST(no_memory),
    };

    return cmocka_run_group_tests_name("store_sqlite", tests, NULL, NULL);
}
