/* For the tests of the log's file: a folder of each test's own, and short ways to open, fill and
 * ask a log in it. CHECK and all that uses it also serve in a child, where a failed assertion must
 * not run on into cmocka's.
 */
#pragma once

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/scope.h"
#include "daemon/adapters/adapters.h"

#define T0      (INT64_C(1790000000) * USEC_PER_SEC) /* in 2026 */
#define ROUNDS  20
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

struct place {
    char folder[32]; /* of the test's own, 0700 */
    char path[64];
    char wal[72];
};

static inline int set_up_in(void **state, const char *folder)
{
    struct place *p = calloc(1, sizeof *p);

    if (!p)
        return -1;
    *state = p;
    (void)snprintf(p->folder, sizeof p->folder, "%s/knead-log-XXXXXX", folder);
    if (!mkdtemp(p->folder))
        return -1;
    (void)snprintf(p->path, sizeof p->path, "%s/knead.db", p->folder);
    (void)snprintf(p->wal, sizeof p->wal, "%s-wal", p->path);
    return 0;
}

static inline int set_up(void **state)
{
    return set_up_in(state, "/tmp");
}

static inline int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static inline int tear_down(void **state)
{
    struct place *p = *state;
    int r = nftw(p->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);

    free(p);
    return r;
}

#define CHECK(x)                                                                  \
    do {                                                                          \
        if (!(x)) {                                                               \
            (void)fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #x); \
            abort();                                                              \
        }                                                                         \
    } while (0)

static inline struct store *open_log(const char *path)
{
    struct store *s = NULL;
    char *why = NULL;

    if (store_sqlite_new(&s, path, &why) < 0)
        (void)fprintf(stderr, "%s\n", why);
    CHECK(s);
    return s;
}

/* An open that fails so, with a sentence that has this in it. */
static inline void assert_refused(const char *path, int error, const char *words)
{
    struct store *s = NULL;
    char *why = NULL;

    CHECK(store_sqlite_new(&s, path, &why) == error);
    CHECK(!s && why && strstr(why, path) && strstr(why, words));
    CHECK(store_sqlite_new(&s, path, NULL) == error);
    free(why);
}

static inline struct entry pain(int n)
{
    const uint8_t random[UUID7_RANDOM] = {(uint8_t)(n >> 8), (uint8_t)n};
    struct entry e = {.kind = ENTRY_PAIN, .level = 3, .ml = -1, .region = REGION_NECK};

    e.at.us = e.said.us = T0 + n * USEC_PER_SEC;
    uuid7_print(e.at, random, e.id);
    return e;
}

static inline int add(struct store *s, int n)
{
    struct entry e = pain(n);
    return s->ops->add(s, &e);
}

static inline int count_one(void *userdata, const struct entry *e)
{
    (void)e;
    ++*(int *)userdata;
    return 0;
}

static inline int count(struct store *s)
{
    const struct entry_filter all = {{INT64_MIN}, {INT64_MAX}, REGION_COUNT, ENTRY_KIND_COUNT, 0};
    int n = 0;

    CHECK(s->ops->entries(s, &all, count_one, &n) == 0);
    return n;
}

/* SQL on the file, past the store. */
static inline void sql(const char *path, const char *text)
{
    sqlite3 *db = NULL;

    CHECK(sqlite3_open(path, &db) == SQLITE_OK);
    if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", text, sqlite3_errmsg(db));
    CHECK(sqlite3_close(db) == SQLITE_OK);
}

/* Runs body in a process of its own; true when it came to its end. One that stops itself is killed.
 * That it ended is told by a byte, not by its exit status: a memory checker's own verdict would be
 * there. */
static inline bool in_child(void (*body)(const struct place *p), const struct place *p)
{
    int status, end[2];
    char c = 0;
    bool well;
    pid_t pid;

    assert_int_equal(pipe2(end, O_CLOEXEC), 0);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        body(p);
        CHECK(write(end[1], &c, 1) == 1);
        _exit(0);
    }
    (void)close(end[1]);
    assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
    if (WIFSTOPPED(status)) {
        assert_int_equal(kill(pid, SIGKILL), 0);
        assert_int_equal(waitpid(pid, &status, 0), pid);
    }
    well = read(end[0], &c, 1) == 1;
    (void)close(end[0]);
    return well;
}
