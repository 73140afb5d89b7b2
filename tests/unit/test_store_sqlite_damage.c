/* A damaged log: moved aside whole, a new one in its place, and what can be read of it taken over.
 */
#include "daemon/adapters/adapters.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "tests/unit/store_place.h"

#define MANY  3000
#define TODAY ((struct wall){T0})

static char *bytes_of(const char *path, size_t *ret_n)
{
    AUTO_FCLOSE FILE *f = fopen(path, "re");
    struct stat st;
    char *bytes;

    CHECK(f && fstat(fileno(f), &st) == 0);
    bytes = malloc((size_t)st.st_size + 1);
    *ret_n = fread(bytes, 1, (size_t)st.st_size, f);
    return bytes;
}

static void assert_same(const char *path, const char *bytes, size_t n)
{
    AUTO_FREE char *now = NULL;
    size_t now_n;

    now = bytes_of(path, &now_n);
    assert_int_equal(now_n, n);
    assert_memory_equal(now, bytes, n);
}

static void put_outcomes(struct store *s, int n)
{
    for (int i = 0; i < n; i++) {
        struct occurrence o = {.reminder = "stretch",
                               .due = {T0 + i * USEC_PER_HOUR},
                               .ended = {T0 + i * USEC_PER_HOUR + 1},
                               .outcome = OUTCOME_DONE};

        CHECK(s->ops->put_occurrence(s, &o) == 0);
    }
}

/* A log of so many entries, all in its file. */
static void fill(const struct place *p, int n)
{
    struct store *s = open_log(p->path);
    struct entry undone;

    CHECK(s->ops->begin(s) == 0);
    for (int i = 0; i < n; i++)
        CHECK(add(s, i) == 0);
    put_outcomes(s, n / 10);
    CHECK(s->ops->put_state(s, "k", "v") == 0);
    CHECK(s->ops->commit(s) == 0);
    CHECK(s->ops->undo(s, TODAY, &undone) == 0);
    (void)store_free(s);
}

static void spoil(const char *path, off_t from, off_t to)
{
    AUTO_CLOSE int fd = open(path, O_WRONLY | O_CLOEXEC);

    for (; from < to; from += 8)
        CHECK(pwrite(fd, "\xde\xad\xbe\xef\xde\xad\xbe\xef", 8, from) == 8);
}

static off_t size_of(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 ? st.st_size : -1;
}

static void moved_aside_whole(void **state)
{
    const struct place *p = *state;
    char aside[3][STORE_PATH_MAX], wal[STORE_PATH_MAX + 8];

    for (int i = 0; i < 3; i++) {
        AUTO_FREE char *text = NULL;

        CHECK(asprintf(&text, "log %d", i) > 0);
        sql(p->path, "CREATE TABLE a (b)"); /* a file, so that the next is a write-ahead log */
        spoil(p->path, 0, 4096);
        (void)snprintf(wal, sizeof wal, "%s-wal", p->path);
        assert_int_equal(symlink(text, wal), 0); /* something to know it by */
        assert_int_equal(store_sqlite_set_aside(p->path, TODAY, aside[i]), 0);
        assert_int_equal(size_of(p->path), 0);
        assert_int_equal(access(wal, F_OK), -1);
        assert_int_equal(unlink(p->path), 0);
    }
    assert_non_null(strstr(aside[0], "/knead.db.damaged-2026-09-21"));
    assert_non_null(strstr(aside[1], "/knead.db.damaged-2026-09-21.2"));
    for (int i = 0; i < 3; i++) {
        char link[64] = "", text[64];

        (void)snprintf(wal, sizeof wal, "%.4000s-wal", aside[i]);
        (void)snprintf(text, sizeof text, "log %d", i);
        assert_true(readlink(wal, link, sizeof link - 1) > 0);
        assert_string_equal(link, text);
        assert_true(size_of(aside[i]) > 0);
    }
    assert_int_equal(store_sqlite_set_aside(p->path, TODAY, aside[0]), -ENOENT);
    assert_int_equal(mkdir(p->path, 0700), 0);
    assert_int_equal(store_sqlite_set_aside(p->path, TODAY, aside[0]), -EUCLEAN);
}

static void a_link_stays_one(void **state)
{
    const struct place *p = *state;
    char aside[STORE_PATH_MAX], real[128];
    struct stat st;

    (void)snprintf(real, sizeof real, "%s/elsewhere.db", p->folder);
    assert_int_equal(symlink("elsewhere.db", p->path), 0);
    assert_int_equal(creat(real, 0600) >= 0, 1);
    spoil(real, 0, 8192);
    assert_refused(p->path, -EUCLEAN, "damaged");
    assert_int_equal(store_sqlite_set_aside(p->path, TODAY, aside), 0);
    (void)store_free(open_log(p->path));
    assert_int_equal(lstat(p->path, &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_true(size_of(real) > 4096);
    assert_int_equal(size_of(aside), 8192);
}

/* What is damaged is found when it is read; the next write goes to a new file. */
static void found_while_it_is_open(void **state)
{
    const struct place *p = *state;
    const struct entry_filter all = {{INT64_MIN}, {INT64_MAX}, REGION_COUNT, ENTRY_KIND_COUNT, 0};
    char aside[STORE_PATH_MAX] = "";
    struct salvaged got = {0};
    AUTO_FREE char *bytes = NULL;
    struct store *s;
    int n = 0;
    size_t size;

    fill(p, MANY);
    s = open_log(p->path);
    assert_int_equal(s->ops->replace(s, TODAY, aside), -EINVAL);
    spoil(p->path, 10 * 4096, 20 * 4096);
    bytes = bytes_of(p->path, &size);
    assert_int_equal(s->ops->entries(s, &all, count_one, &n), -EUCLEAN);
    assert_non_null(strstr(s->ops->why(s), "damaged"));
    assert_int_equal(s->ops->replace(s, TODAY, aside), 0);
    assert_int_equal(s->ops->replace(s, TODAY, aside), -EINVAL);
    assert_same(aside, bytes, size);
    assert_int_equal(count(s), 0);
    assert_int_equal(add(s, 9999), 0);
    assert_int_equal(add(s, 0), 0); /* logged anew meanwhile */

    assert_int_equal(s->ops->salvage(s, aside, &got), 0);
    assert_same(aside, bytes, size);
    assert_false(got.whole);
    assert_in_range(got.entries, MANY / 2, MANY - 10);
    assert_in_range(got.outcomes, 1, MANY / 10);
    assert_int_equal(count(s), got.entries + 2);
    n = (int)got.entries;
    assert_int_equal(s->ops->salvage(s, aside, &got), 0);
    assert_int_equal(got.entries, 0);
    assert_int_equal(got.outcomes, 0);
    assert_int_equal(count(s), n + 2);
    (void)store_free(s);
    s = open_log(p->path);
    assert_int_equal(count(s), n + 2);
    (void)store_free(s);
}

/* Each page of a log is spoilt once. Whatever follows: what is read is true, nothing is taken in
 * twice, and a log is there that takes in more. */
static void every_page_once(void **state)
{
    const struct place *p = *state;
    AUTO_FREE char *good = NULL;
    size_t size;

    fill(p, 400);
    good = bytes_of(p->path, &size);
    for (off_t at = 0; at < (off_t)size; at += 4096) {
        AUTO_CLOSE int fd = open(p->path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        const struct entry_filter all = {
            {INT64_MIN}, {INT64_MAX}, REGION_COUNT, ENTRY_KIND_COUNT, 0};
        char aside[STORE_PATH_MAX] = "";
        struct salvaged got = {0};
        struct store *s = NULL;
        int n = 0, r;

        assert_int_equal(pwrite(fd, good, size, 0), size);
        spoil(p->path, at, at + 4096);
        r = store_sqlite_new(&s, p->path, NULL);
        if (r == -EUCLEAN) {
            assert_int_equal(store_sqlite_set_aside(p->path, TODAY, aside), 0);
            r = store_sqlite_new(&s, p->path, NULL);
        }
        assert_int_equal(r, 0);
        r = s->ops->entries(s, &all, count_one, &n);
        if (r == 0) /* an index of something else, or already a new one */
            r = add(s, 5000) ? -EUCLEAN : 0;
        if (r == -EUCLEAN && s->ops->replace(s, TODAY, aside) == 0)
            assert_int_equal(add(s, 5000), 0);
        if (aside[0]) {
            r = s->ops->salvage(s, aside, &got);
            assert_true(r == 0 || r == -EUCLEAN);
            assert_true(r < 0 || got.entries <= 399);
            if (at % (4096 * 8) == 0)
                print_message("page %ld: %ld entries\n", (long)(at / 4096), (long)got.entries);
        }
        assert_in_range(count(s), 1, 400);
        (void)store_free(s);
        if (aside[0])
            assert_int_equal(unlink(aside), 0);
        (void)unlink(p->wal);
    }
}

static void what_is_no_log(void **state)
{
    const struct place *p = *state;
    struct salvaged got = {.entries = 7};
    char other[128];
    struct store *s = open_log(p->path);

    (void)snprintf(other, sizeof other, "%s/other.db", p->folder);
    assert_int_equal(s->ops->salvage(s, other, &got), -EUCLEAN);
    sql(other, "CREATE TABLE entry (seq)");
    assert_int_equal(s->ops->salvage(s, other, &got), -EUCLEAN);
    spoil(other, 0, 4096);
    assert_int_equal(s->ops->salvage(s, other, &got), -EUCLEAN);
    assert_non_null(strstr(s->ops->why(s), other));
    assert_int_equal(got.entries, 7);
    assert_int_equal(add(s, 1), 0);
    (void)store_free(s);
}

/* A whole one can be salvaged too: nothing is missing then, and what was taken back stays so. */
static void a_whole_one(void **state)
{
    const struct place *p = *state;
    char aside[STORE_PATH_MAX];
    struct salvaged got = {0};
    struct store *s;

    fill(p, 100);
    assert_int_equal(store_sqlite_set_aside(p->path, TODAY, aside), 0);
    s = open_log(p->path);
    assert_int_equal(s->ops->salvage(s, aside, &got), 0);
    assert_true(got.whole);
    assert_int_equal(got.entries, 99);
    assert_int_equal(got.outcomes, 10);
    assert_int_equal(count(s), 99);
    (void)store_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(moved_aside_whole), TEST(a_link_stays_one), TEST(found_while_it_is_open),
        TEST(every_page_once),   TEST(what_is_no_log),   TEST(a_whole_one),
    };

    return cmocka_run_group_tests_name("store_sqlite_damage", tests, NULL, NULL);
}
