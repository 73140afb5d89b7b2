/* A copy of the log, whether it is good, and what is forgotten for good. */
#include "daemon/adapters/adapters.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <dirent.h>
#include <sys/resource.h>

#include "tests/unit/store_place.h"

#define AT(n) ((struct wall){T0 + (n)*USEC_PER_SEC})

static void copy_path(const struct place *p, char ret[static 128])
{
    (void)snprintf(ret, 128, "%s/100%% a?b#c.db", p->folder); /* what a URI would misread */
}

static int files_in(const char *folder)
{
    DIR *d = opendir(folder);
    int n = 0;

    for (const struct dirent *e = readdir(d); e; e = readdir(d))
        n += e->d_name[0] != '.';
    (void)closedir(d);
    return n;
}

static struct store *log_of(const struct place *p, int n)
{
    struct store *s = open_log(p->path);

    for (int i = 0; i < n; i++)
        CHECK(add(s, i) == 0);
    return s;
}

static void a_copy_is_a_log(void **state)
{
    const struct place *p = *state;
    struct store *s = log_of(p, 30), *copy;
    struct store_check check;
    struct entry undone;
    struct stat st;
    char path[128];

    copy_path(p, path);
    assert_int_equal(s->ops->undo(s, AT(0), &undone), 0);
    (void)umask(0);
    assert_int_equal(s->ops->backup(s, path, false), 0);
    assert_int_equal(files_in(p->folder), 3); /* the log, its write-ahead log, the copy */
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(store_sqlite_check(path, &check), 0);
    assert_int_equal(check.entries, 29);
    assert_int_equal(check.outcomes, 0);
    assert_true(check.first.us == AT(0).us && check.last.us == AT(28).us);
    assert_int_equal(files_in(p->folder), 3); /* looking left nothing */
    assert_int_equal(add(s, 40), 0);          /* and the log goes on */

    copy = open_log(path);
    assert_int_equal(count(copy), 29);
    assert_int_equal(add(copy, 29), -EEXIST); /* taken back, there too */
    (void)store_free(copy);
    (void)store_free(s);
}

static void a_file_that_is_there(void **state)
{
    const struct place *p = *state;
    struct store *s = log_of(p, 3);
    struct store_check check;
    char path[128], folder[160];

    copy_path(p, path);
    assert_int_equal(s->ops->backup(s, path, false), 0);
    assert_int_equal(add(s, 10), 0);
    assert_int_equal(s->ops->backup(s, path, false), -EEXIST);
    assert_int_equal(store_sqlite_check(path, &check), 0);
    assert_int_equal(check.entries, 3);
    assert_int_equal(s->ops->backup(s, path, true), 0);
    assert_int_equal(store_sqlite_check(path, &check), 0);
    assert_int_equal(check.entries, 4);
    assert_int_equal(s->ops->backup(s, p->folder, true), -EEXIST);
    assert_int_equal(s->ops->backup(s, "relative", true), -EINVAL);
    (void)snprintf(folder, sizeof folder, "%s/none/copy.db", p->folder);
    assert_int_equal(s->ops->backup(s, folder, false), -ENOENT);
    assert_non_null(strstr(s->ops->why(s), folder));
    assert_int_equal(files_in(p->folder), 3);
    (void)store_free(s);
}

static void no_room_body(const struct place *p)
{
    struct store *s = log_of(p, 300);
    struct rlimit limit = {0, RLIM_INFINITY};
    char path[128];

    copy_path(p, path);
    CHECK(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    for (limit.rlim_cur = 0; limit.rlim_cur < 40000; limit.rlim_cur += 4096) {
        CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
        CHECK(s->ops->backup(s, path, false) < 0);
        CHECK(s->ops->why(s)[0] && files_in(p->folder) == 2);
    }
    limit.rlim_cur = RLIM_INFINITY;
    CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    CHECK(s->ops->backup(s, path, false) == 0);
    CHECK(add(s, 500) == 0);
    (void)store_free(s);
}

static void no_room_for_a_copy(void **state)
{
    assert_true(in_child(no_room_body, *state));
}

static void a_bad_copy(void **state)
{
    const struct place *p = *state;
    struct store *s = log_of(p, 100);
    struct store_check check;
    char path[128];
    struct stat st;

    copy_path(p, path);
    assert_int_equal(store_sqlite_check(path, &check), -ENOENT);
    assert_int_equal(store_sqlite_check(p->path, &check), -EBUSY);
    assert_non_null(strstr(check.why, "in use"));
    assert_int_equal(s->ops->backup(s, path, false), 0);
    (void)store_free(s);
    assert_int_equal(stat(path, &st), 0);
    for (off_t at = 0; at < st.st_size; at += 4096) {
        AUTO_CLOSE int fd = open(path, O_RDWR | O_CLOEXEC);
        char page[4096];

        assert_int_equal(pread(fd, page, sizeof page, at), sizeof page);
        assert_int_equal(pwrite(fd, "\xff\xff\xff\xff\xff\xff\xff\xff", 8, at), 8);
        assert_true(store_sqlite_check(path, &check) < 0);
        assert_true(check.why[0]);
        assert_int_equal(pwrite(fd, page, sizeof page, at), sizeof page);
    }
    assert_int_equal(store_sqlite_check(path, &check), 0);
    assert_int_equal(truncate(path, st.st_size - 4096), 0);
    assert_int_equal(store_sqlite_check(path, &check), -EUCLEAN);
    assert_int_equal(unlink(path), 0);
    sql(path, "PRAGMA application_id = 5; CREATE TABLE a (b)");
    assert_int_equal(store_sqlite_check(path, &check), -EUCLEAN);
    assert_non_null(strstr(check.why, "no log"));
    assert_int_equal(unlink(path), 0);
    (void)store_free(open_log(path));
    sql(path, "PRAGMA user_version = 99");
    assert_int_equal(store_sqlite_check(path, &check), -EPROTO);
}

/* ------------------------------------------------------------------ forget */

static bool is_in(const char *path, const char *word)
{
    AUTO_FCLOSE FILE *f = fopen(path, "re");
    static char bytes[1 << 20];
    size_t n = f ? fread(bytes, 1, sizeof bytes, f) : 0;

    return n > 0 && memmem(bytes, n, word, strlen(word));
}

static void add_noted(struct store *s, int n, const char *note)
{
    struct entry e = pain(n);

    (void)snprintf(e.note, sizeof e.note, "%s", note);
    assert_int_equal(s->ops->add(s, &e), 0);
}

static void nothing_of_it_is_left(void **state)
{
    const struct place *p = *state;
    struct forgotten f = {0};
    struct entry undone;
    struct store *s = open_log(p->path);

    add_noted(s, 1, "between-us-only");
    for (int i = 2; i < 50; i++)
        add_noted(s, i, "private");
    add_noted(s, 51, "taken-back");
    assert_int_equal(s->ops->undo(s, AT(0), &undone), 0);
    add_noted(s, 100, "for-later");
    assert_int_equal(
        s->ops->put_occurrence(s, &(struct occurrence){"confession", AT(3), AT(3), AT(4),
                                                       OUTCOME_DONE, REASON_NONE, "button"}),
        0);
    assert_int_equal(
        s->ops->put_occurrence(s, &(struct occurrence){.reminder = "waits", .due = AT(3)}), 0);
    (void)store_free(s); /* some of it in the file… */
    s = open_log(p->path);
    add_noted(s, 60, "private"); /* …and some in its write-ahead log */
    assert_true(is_in(p->path, "between-us-only") && is_in(p->path, "confession"));
    assert_true(is_in(p->wal, "private"));

    assert_int_equal(s->ops->forget(s, AT(99), false, &f), 0);
    assert_true(f.entries == 51 && f.outcomes == 1 && f.entries_left == 1 && f.outcomes_left == 0);
    assert_int_equal(count(s), 51);
    assert_int_equal(s->ops->forget(s, AT(99), true, &f), 0);
    assert_true(f.entries == 51 && f.outcomes == 1 && f.entries_left == 1 && f.outcomes_left == 0);
    assert_int_equal(count(s), 1);
    for (int closed = 0; closed < 2; closed++) {
        static const char *const gone[] = {"between-us-only", "private", "confession",
                                           "taken-back"};
        for (size_t i = 0; i < COUNT_OF(gone); i++)
            assert_false(is_in(p->path, gone[i]) || is_in(p->wal, gone[i]));
        assert_true(is_in(p->path, "for-later") && is_in(p->path, "waits"));
        if (!closed) {
            assert_int_equal(s->ops->forget(s, AT(99), true, &f), 0);
            assert_int_equal(f.entries, 0);
            (void)store_free(s);
        }
    }
}

static void not_within_a_transaction(void **state)
{
    const struct place *p = *state;
    struct forgotten f = {.entries = 7};
    struct store *s = log_of(p, 3);

    assert_int_equal(s->ops->begin(s), 0);
    assert_int_equal(s->ops->forget(s, AT(99), true, &f), -EINVAL);
    assert_int_equal(s->ops->commit(s), 0);
    assert_int_equal(count(s), 3);
    assert_int_equal(f.entries, 7);
    (void)store_free(s);
}

static void forget_without_room_body(const struct place *p)
{
    struct rlimit limit = {8192, RLIM_INFINITY};
    struct store *s = log_of(p, 200);
    struct forgotten f;
    int n;

    CHECK(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    CHECK(s->ops->forget(s, AT(100), true, &f) == -ENOSPC);
    n = count(s);
    CHECK(n == 200 || n == 100); /* all or nothing */
    limit.rlim_cur = RLIM_INFINITY;
    CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    CHECK(s->ops->forget(s, AT(100), true, &f) == 0);
    CHECK(count(s) == 100 && add(s, 300) == 0);
    (void)store_free(s);
}

static void forget_without_room(void **state)
{
    assert_true(in_child(forget_without_room_body, *state));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_copy_is_a_log),     TEST(a_file_that_is_there),  TEST(no_room_for_a_copy),
        TEST(a_bad_copy),          TEST(nothing_of_it_is_left), TEST(not_within_a_transaction),
        TEST(forget_without_room),
    };

    return cmocka_run_group_tests_name("store_sqlite_backup", tests, NULL, NULL);
}
