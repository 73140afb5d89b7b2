/* The log's file as it is opened: who may read it, what becomes of a strange one, who has it; its
 * format; and that a large log costs no more than a small one. */
#include "daemon/adapters/store_sqlite_schema.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <dirent.h>

#include "tests/unit/store_place.h"

#define NUMBER(n)  #n
#define VERSION(n) "PRAGMA user_version = " NUMBER(n)
#define OF_TODAY   VERSION(STORE_VERSION)
#define NOBODY     65534

/* A new file of these bytes. */
static void write_file(const char *path, const void *bytes, size_t n)
{
    FILE *f = fopen(path, "we");

    CHECK(f && fchmod(fileno(f), 0600) == 0);
    CHECK(fwrite(bytes, 1, n, f) == n && fclose(f) == 0);
}

/* All files of a folder: their names, modes and bytes, as one text to compare. */
static char *picture(const char *folder)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    struct dirent **names = NULL;
    int n = scandir(folder, &names, NULL, alphasort);

    CHECK(f && n >= 2);
    for (int i = 0; i < n; i++) {
        char path[512];
        struct stat st;
        AUTO_FCLOSE FILE *in = NULL;

        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
        CHECK(lstat(path, &st) == 0);
        (void)fprintf(f, "\n%s %o ", names[i]->d_name, st.st_mode);
        in = S_ISREG(st.st_mode) ? fopen(path, "re") : NULL;
        for (int c; in && (c = getc(in)) != EOF;)
            (void)fprintf(f, "%02x", (unsigned)c);
        free(names[i]);
    }
    free(names);
    CHECK(fclose(f) == 0);
    return text;
}

/* ------------------------------------------------------------------ the file */

static mode_t mode_of(const char *folder, const char *name)
{
    char path[256];
    struct stat st;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return lstat(path, &st) < 0 ? 0 : st.st_mode & 07777;
}

static void it_is_the_users_alone(void **state)
{
    const struct place *p = *state;
    mode_t old = umask(0);
    char path[128];
    struct store *s;

    (void)snprintf(path, sizeof path, "%s/share/knead/knead.db", p->folder);
    s = open_log(path);
    assert_int_equal(add(s, 1), 0);
    assert_int_equal(mode_of(p->folder, "share"), 0700);
    assert_int_equal(mode_of(p->folder, "share/knead"), 0700);
    assert_int_equal(mode_of(p->folder, "share/knead/knead.db"), 0600);
    assert_int_equal(mode_of(p->folder, "share/knead/knead.db-wal"), 0600);
    assert_int_equal(mode_of(p->folder, "share/knead/knead.db-shm"), 0); /* never there */
    (void)store_free(s);

    assert_int_equal(chmod(path, 0666), 0); /* a copy put back */
    s = open_log(path);
    assert_int_equal(add(s, 2), 0);
    assert_int_equal(mode_of(p->folder, "share/knead/knead.db"), 0600);
    assert_int_equal(mode_of(p->folder, "share/knead/knead.db-wal"), 0600);
    (void)store_free(s);

    assert_int_equal(unlink(path), 0);
    (void)umask(0666); /* as if to lock the user out */
    s = open_log(path);
    assert_int_equal(mode_of(p->folder, "share/knead/knead.db"), 0600);
    (void)store_free(s);
    (void)umask(old);
}

static void a_folder_open_to_others_is_refused(void **state)
{
    const struct place *p = *state;

    assert_int_equal(chmod(p->folder, 0755), 0);
    assert_refused(p->path, -EPERM, "chmod 700");
    assert_int_equal(mode_of(p->folder, "knead.db"), 0);
}

static void a_path_may_be_relative_and_a_file_empty(void **state)
{
    const struct place *p = *state;
    struct store *s;

    write_file(p->path, "", 0);
    assert_int_equal(chdir(p->folder), 0);
    s = open_log("knead.db");
    assert_int_equal(chdir("/"), 0);
    assert_int_equal(add(s, 1), 0);
    (void)store_free(s);
    s = open_log(p->path);
    assert_int_equal(count(s), 1);
    (void)store_free(s);
}

static void what_lies_at_the_path(void **state)
{
    const struct place *p = *state;
    char folder[128];

    (void)snprintf(folder, sizeof folder, "%s/sub", p->folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    assert_refused(folder, -EUCLEAN, "no log");
    assert_int_equal(symlink("/dev/null", p->path), 0); /* would take anything, and keep nothing */
    assert_refused(p->path, -EUCLEAN, "no log");
    assert_int_equal(unlink(p->path), 0);
    assert_int_equal(symlink("nowhere", p->path), 0);
    assert_refused(p->path, -ENOENT, "No such file");
    assert_int_equal(unlink(p->path), 0);
    assert_int_equal(symlink("sub/elsewhere.db", p->path), 0);
    write_file(strcat(folder, "/elsewhere.db"), "", 0);
    (void)store_free(open_log(p->path));
    assert_int_equal(mode_of(p->folder, "sub/elsewhere.db"), 0600);
}

static void read_only_body(const struct place *p)
{
    char folder[128];

    if (geteuid() == 0)
        CHECK(setresgid(NOBODY, NOBODY, NOBODY) == 0 && setresuid(NOBODY, NOBODY, NOBODY) == 0);
    assert_refused(p->path, -EROFS, "may only be read");
    CHECK(chmod(p->path, 0600) == 0 && chmod(p->folder, 0500) == 0);
    assert_refused(p->path, -EROFS, "its folder"); /* no room for its write-ahead log */
    CHECK(chmod(p->path, 0) == 0);
    assert_refused(p->path, -EACCES, "Permission denied");
    (void)snprintf(folder, sizeof folder, "%s/new/knead.db", p->folder);
    assert_refused(folder, -EACCES, "Permission denied");
    CHECK(chmod(p->path, 0600) == 0 && chmod(p->folder, 0700) == 0);
}

static void a_file_that_may_only_be_read(void **state)
{
    const struct place *p = *state;
    struct store *s = open_log(p->path);
    char *before, *after;

    assert_int_equal(add(s, 1), 0);
    (void)store_free(s);
    assert_int_equal(chmod(p->path, 0400), 0);
    before = picture(p->folder);
    if (geteuid() == 0) {
        assert_int_equal(chown(p->path, NOBODY, NOBODY), 0);
        assert_int_equal(chown(p->folder, NOBODY, NOBODY), 0);
    }
    assert_true(in_child(read_only_body, p));
    assert_int_equal(chmod(p->path, 0400), 0);
    after = picture(p->folder);
    assert_string_equal(after, before);
    free(before);
    free(after);
}

/* ------------------------------------------------------------------ strange files */

static void leave_unfinished_body(const struct place *p)
{
    struct store *s = open_log(p->path);

    CHECK(add(s, 1) == 0);
    (void)raise(SIGSTOP);
}

/* A log by its own write-ahead log of another version: SQLite must not be let near either of them.
 */
static void a_newer_file_stays_as_it_is(void **state)
{
    const struct place *p = *state;
    struct store *s;

    for (int unfinished = 0; unfinished < 2; unfinished++) {
        AUTO_FREE char *before = NULL, *after = NULL;
        char text[64];

        if (unfinished)
            assert_false(in_child(leave_unfinished_body, p));
        else
            (void)store_free(open_log(p->path));
        (void)snprintf(text, sizeof text, "PRAGMA user_version = %d", STORE_VERSION + 1);
        if (unfinished) { /* written to the write-ahead log, and left there */
            sqlite3 *db = NULL;
            assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
            (void)sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
            assert_int_equal(sqlite3_exec(db, "PRAGMA locking_mode = EXCLUSIVE", NULL, NULL, NULL),
                             SQLITE_OK);
            assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
            assert_int_equal(sqlite3_close(db), SQLITE_OK);
        } else {
            sql(p->path, text);
        }
        assert_int_equal(access(p->wal, F_OK), unfinished ? 0 : -1);
        before = picture(p->folder);
        assert_refused(p->path, -EPROTO, "newer");
        after = picture(p->folder);
        assert_string_equal(after, before);

        sql(p->path, OF_TODAY);
        s = open_log(p->path);
        assert_int_equal(count(s), unfinished);
        (void)store_free(s);
    }
}

static void spoil(const struct place *p, off_t offset, const char *bytes, off_t size)
{
    AUTO_CLOSE int fd = open(p->path, O_RDWR | O_CLOEXEC);

    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, bytes, strlen(bytes), offset), strlen(bytes));
    if (size >= 0)
        assert_int_equal(ftruncate(fd, size), 0);
}

static void a_log_then(const struct place *p, const char *text)
{
    (void)store_free(open_log(p->path));
    if (text)
        sql(p->path, text);
}

static void strange_files_stay_as_they_are(void **state)
{
    static const struct {
        const char *what;
        const char *bytes; /* a file of these, repeated to size */
        size_t size;
        const char *log;   /* else a log on which this SQL was run… */
        const char *spoil; /* …with these bytes put in… */
        off_t offset, cut; /* …here, and cut there */
    } cases[] = {
        {.what = "two letters", .bytes = "x", .size = 2},
        {.what = "a text", .bytes = "dear diary, ", .size = 5000},
        {.what = "zeroes, as a crash leaves them", .bytes = "\0", .size = 8192},
        {.what = "a half log", .log = OF_TODAY, .spoil = "", .cut = 5000},
        {.what = "less than a page", .log = OF_TODAY, .spoil = "", .cut = 100},
        {.what = "a spoilt head", .log = OF_TODAY, .spoil = "X", .cut = -1},
        {.what = "a spoilt schema",
         .log = OF_TODAY,
         .spoil = "\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f",
         .offset = 100,
         .cut = -1},
        {.what = "another program's", .log = "PRAGMA application_id = 7", .cut = -1},
        {.what = "another's, no version",
         .log = "PRAGMA application_id = 0; PRAGMA user_version = 0",
         .cut = -1},
        {.what = "a version below zero", .log = "PRAGMA user_version = -1", .cut = -1},
    };
    const struct place *p = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO_FREE char *before = NULL, *after = NULL;

        if (cases[i].log) {
            a_log_then(p, cases[i].log);
            if (cases[i].spoil)
                spoil(p, cases[i].offset, cases[i].spoil, cases[i].cut);
        } else {
            char bytes[8192];
            size_t n = strlen(cases[i].bytes) + (cases[i].bytes[0] == '\0');
            for (size_t j = 0; j < cases[i].size; j++)
                bytes[j] = cases[i].bytes[j % n];
            write_file(p->path, bytes, cases[i].size);
        }
        print_message("%s\n", cases[i].what);
        before = picture(p->folder);
        assert_refused(p->path, -EUCLEAN, "damaged");
        after = picture(p->folder);
        assert_string_equal(after, before);
        assert_int_equal(unlink(p->path), 0);
    }
}

/* ------------------------------------------------------------------ who has it */

static void refused_body(const struct place *p)
{
    assert_refused(p->path, -EBUSY, "second kneadd");
}

static void one_daemon_at_a_time(void **state)
{
    const struct place *p = *state;
    struct store *s = open_log(p->path);

    assert_true(in_child(refused_body, p));
    assert_refused(p->path, -EBUSY, "second kneadd");
    assert_true(in_child(refused_body, p)); /* that try has not taken the lock away */
    assert_int_equal(add(s, 1), 0);
    (void)store_free(s);
    s = open_log(p->path);
    assert_int_equal(count(s), 1);
    (void)store_free(s);
}

/* Opens as soon as the other end of `go` closes; keeps what it got until that of `done` does. */
static int racer(const char *path, int go, int done)
{
    struct store *s = NULL;
    char c;
    int r;

    (void)!read(go, &c, 1);
    r = store_sqlite_new(&s, path, NULL);
    if (r < 0)
        return r == -EBUSY ? 1 : 2;
    r = add(s, 1);
    (void)!read(done, &c, 1);
    (void)store_free(s);
    return r == 0 ? 0 : 3;
}

static void two_daemons_started_at_once(void **state)
{
    const struct place *p = *state;

    for (int round = 0; round < ROUNDS; round++) {
        int go[2], done[2], status, got[4] = {0};
        pid_t pids[2];

        assert_int_equal(pipe2(go, O_CLOEXEC), 0);
        assert_int_equal(pipe2(done, O_CLOEXEC), 0);
        for (int i = 0; i < 2; i++) {
            pids[i] = fork();
            assert_true(pids[i] >= 0);
            if (pids[i] == 0) {
                (void)close(go[1]);
                (void)close(done[1]);
                _exit(racer(p->path, go[0], done[0]));
            }
        }
        (void)close(go[0]);
        (void)close(done[0]);
        (void)close(go[1]);
        assert_true(waitpid(-1, &status, 0) > 0); /* the one that lost, or both would go on */
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 4);
        got[WEXITSTATUS(status)]++;
        (void)close(done[1]);
        assert_true(waitpid(-1, &status, 0) > 0);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 4);
        got[WEXITSTATUS(status)]++;
        assert_int_equal(got[0], 1);
        assert_int_equal(got[1], 1);
        assert_int_equal(unlink(p->path), 0);
    }
}

/* ------------------------------------------------------------------ a large log */

/* n pains and drinks, ten minutes apart, some of them undone. */
static void fill(const char *path, int n)
{
    char text[1024];

    (void)store_free(open_log(path));
    (void)snprintf(
        text, sizeof text,
        "WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n < %d)"
        " INSERT INTO entry (id, kind, at_us, offset_s, said_us, level, ml, region, undone_us)"
        " SELECT randomblob(16), iif(n %% 3, 'pain', 'drink'), n * 600000000, 0, n * 600000000,"
        " iif(n %% 3, n %% 11, NULL), iif(n %% 3, NULL, 200),"
        " iif(n %% 3, iif(n %% 2, 'neck', 'lower-back'), NULL), iif(n %% 50, NULL, 1) FROM c",
        n - 1);
    sql(path, text);
}

/* No statement walks a table from end to end, nor sorts. */
static void every_search_has_its_index(void **state)
{
    const struct place *p = *state;
    sqlite3 *db = NULL;

    (void)store_free(open_log(p->path));
    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    for (unsigned i = 0; i < STORE_STATEMENTS; i++) {
        AUTO_FREE char *text = NULL;
        sqlite3_stmt *plan = NULL;

        assert_true(asprintf(&text, "EXPLAIN QUERY PLAN %s", store_statements[i]) > 0);
        assert_int_equal(sqlite3_prepare_v2(db, text, -1, &plan, NULL), SQLITE_OK);
        while (sqlite3_step(plan) == SQLITE_ROW) {
            const char *step = (const char *)sqlite3_column_text(plan, 3);
            bool walks = strncmp(step, "SCAN", 4) == 0;

            print_message("%2u %s\n", i, step);
            assert_null(strstr(step, "TEMP B-TREE"));
            /* The last said stops at its first row; of the states, all are wanted, and to
             * forget what undo took back too; and the end of an id is looked for when a person
             * types one, its edits when one wants a calendar's file. */
            assert_true(!walks || i == STORE_STATES || i == STORE_FORGET || i == STORE_FIND_TAIL ||
                        i == STORE_EDITS ||
                        (i == STORE_LAST_SAID && strstr(step, "USING INDEX entry_said")));
        }
        assert_int_equal(sqlite3_finalize(plan), SQLITE_OK);
    }
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* How many steps SQLite's machine takes for a statement. */
static int steps(sqlite3 *db, enum store_statement which, int64_t from, int64_t to, int64_t over)
{
    sqlite3_stmt *row = NULL;
    int n;

    assert_int_equal(sqlite3_prepare_v2(db, store_statements[which], -1, &row, NULL), SQLITE_OK);
    (void)sqlite3_bind_int64(row, 1, from);
    (void)sqlite3_bind_int64(row, 2, INT64_MIN);
    (void)sqlite3_bind_int64(row, 3, to);
    (void)sqlite3_bind_text(row, 4, "pain", -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(row, 5, "neck", -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(row, 6, over);
    while (sqlite3_step(row) == SQLITE_ROW)
        continue;
    n = sqlite3_stmt_status(row, SQLITE_STMTSTATUS_VM_STEP, 0);
    assert_int_equal(sqlite3_finalize(row), SQLITE_OK);
    return n;
}

static void a_large_log_costs_no_more(void **state)
{
    const struct place *p = *state;
    static const int sizes[] = {1000, 100000};
    static const enum store_statement lists[] = {STORE_LIST, STORE_LIST_OF_KIND,
                                                 STORE_LIST_OF_REGION};
    static const enum store_statement seeks[] = {STORE_SEEK, STORE_SEEK_OF_KIND,
                                                 STORE_SEEK_OF_REGION};
    int small[COUNT_OF(lists) + COUNT_OF(seeks) + 1] = {0};

    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        sqlite3 *db = NULL;
        const int64_t middle = sizes[i] / 2 * INT64_C(600000000);

        fill(p->path, sizes[i]);
        assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
        for (size_t j = 0; j < COUNT_OF(small); j++) {
            int n = j < 3   ? steps(db, lists[j], middle, middle + USEC_PER_DAY, 0)
                    : j < 6 ? steps(db, seeks[j - 3], INT64_MIN, INT64_MAX, 9)
                            : steps(db, STORE_LAST_SAID, 0, 0, 0);
            if (i == 0)
                small[j] = n;
            assert_in_range(n, 1, small[j] + 50);
        }
        assert_int_equal(sqlite3_close(db), SQLITE_OK);
        assert_int_equal(unlink(p->path), 0);
    }
}

/* What this process has read so far, by its own account. */
static long bytes_read(void)
{
    AUTO_FCLOSE FILE *f = fopen("/proc/self/io", "re");
    long n = 0;

    assert_non_null(f);
    assert_int_equal(fscanf(f, "rchar: %ld", &n), 1);
    return n;
}

static void opening_reads_no_more(void **state)
{
    const struct place *p = *state;
    struct store *s;
    long before;
    int n = 0;
    const struct entry_filter last = {{INT64_MIN}, {INT64_MAX}, REGION_COUNT, ENTRY_PAIN, 1};

    fill(p->path, 100000);
    before = bytes_read();
    s = open_log(p->path);
    assert_int_equal(add(s, 1), 0);
    assert_int_equal(s->ops->entries(s, &last, count_one, &n), 0);
    assert_in_range(bytes_read() - before, 1, 256 * 1024); /* of some ten megabytes */
    assert_int_equal(n, 1);
    assert_int_equal(count(s), 98001);
    (void)store_free(s);
    sql(p->path, "SELECT iif((SELECT integrity_check FROM pragma_integrity_check) = 'ok', 1,"
                 " json('the file is not whole'))");
}

/* ------------------------------------------------------------------ the format */

/* Facts are columns of their names and types, in the order of the statements that write them. */
static void facts_are_columns(void **state)
{
    const struct place *p = *state;
    const char *at = strstr(store_statements[STORE_ADD], " trigger");
    sqlite3 *db = NULL;

    (void)store_free(open_log(p->path));
    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    for (enum fact f = 0; f < FACT_COUNT; f++) {
        const struct fact_form *form = fact_form(f);
        bool number = form->type == FACT_IS_NUMBER || form->type == FACT_IS_FLAG;
        const char *type;

        assert_int_equal(sqlite3_table_column_metadata(db, NULL, "entry", form->name, &type, NULL,
                                                       NULL, NULL, NULL),
                         SQLITE_OK);
        assert_string_equal(type, number ? "INTEGER" : "TEXT");
        assert_memory_equal(at + 1, form->name, strlen(form->name));
        at = strchr(at + 1, ' ');
    }
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void the_format_says_what_it_is(void **state)
{
    static const char *const refused[] = {
        "INSERT INTO entry (id, kind, at_us, offset_s, said_us) VALUES (x'00', 'pain', 0, 0, 0)",
        "UPDATE entry SET level = 11",
        "UPDATE entry SET level = -1",
        "UPDATE entry SET level = 4.5",
        "UPDATE entry SET ml = 0",
        "UPDATE entry SET offset_s = 86400",
        "UPDATE entry SET region = ''",
        "UPDATE entry SET note = ''",
        "UPDATE entry SET note = printf('%2001s', 'x')",
        "UPDATE entry SET at_us = 'yesterday'",
        "INSERT INTO occurrence (reminder, due_us, outcome) VALUES ('', 0, 'open')",
        "INSERT INTO occurrence (reminder, due_us, outcome) VALUES ('r', 0, '')",
        "INSERT INTO state (key, value) VALUES (NULL, '')",
    };
    const struct place *p = *state;
    sqlite3 *db = NULL;
    sqlite3_stmt *row = NULL;
    struct store *s = open_log(p->path);

    assert_int_equal(add(s, 1), 0);
    (void)store_free(s);
    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT user_version, application_id, journal_mode FROM"
                                        " pragma_user_version, pragma_application_id,"
                                        " pragma_journal_mode",
                                        -1, &row, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(row, 0), STORE_VERSION);
    assert_int_equal(sqlite3_column_int(row, 1), STORE_APPLICATION);
    assert_string_equal((const char *)sqlite3_column_text(row, 2), "wal");
    assert_int_equal(sqlite3_finalize(row), SQLITE_OK);
    for (size_t i = 0; i < COUNT_OF(refused); i++)
        assert_int_equal(sqlite3_exec(db, refused[i], NULL, NULL, NULL), SQLITE_CONSTRAINT);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_is_the_users_alone),
        TEST(a_folder_open_to_others_is_refused),
        TEST(a_path_may_be_relative_and_a_file_empty),
        TEST(what_lies_at_the_path),
        TEST(a_file_that_may_only_be_read),
        TEST(a_newer_file_stays_as_it_is),
        TEST(strange_files_stay_as_they_are),
        TEST(one_daemon_at_a_time),
        TEST(two_daemons_started_at_once),
        TEST(every_search_has_its_index),
        TEST(a_large_log_costs_no_more),
        TEST(opening_reads_no_more),
        TEST(the_format_says_what_it_is),
        TEST(facts_are_columns),
    };

    return cmocka_run_group_tests_name("store_sqlite_schema", tests, NULL, NULL);
}
