/* A copy of the log, whether a copy is good, and what is to be forgotten.
 *
 * A copy has its name only once it is whole and on disk; under that name there is never a half one.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/address.h"
#include "common/file.h"
#include "daemon/adapters/adapters.h"
#include "daemon/adapters/store_sqlite_internal.h"

/* ------------------------------------------------------------------ backup */

/* All pages into an empty file, which then is a log without a write-ahead log. */
static int copy_to(sqlite3 *db, const char *file)
{
    sqlite3 *copy = NULL;
    sqlite3_backup *backup;
    int r = -ENOMEM;

    if (sqlite3_open_v2(file, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK) {
        r = store_schema_error(copy);
        (void)sqlite3_close(copy);
        return r;
    }
    /* It is synced as a whole at its end, and nobody else knows its name. */
    r = store_schema_run(copy, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = OFF;"
                               "PRAGMA journal_mode = MEMORY");
    backup = r == 0 ? sqlite3_backup_init(copy, "main", db, "main") : NULL;
    if (backup) {
        (void)sqlite3_backup_step(backup, -1);
        r = sqlite3_backup_finish(backup) == SQLITE_OK ? 0 : store_schema_error(copy);
    } else if (r == 0) {
        r = store_schema_error(copy);
    }
    if (r == 0)
        r = store_schema_run(copy, "PRAGMA journal_mode = DELETE");
    return sqlite3_close(copy) == SQLITE_OK ? r : -EIO;
}

static int sync_file(const char *path)
{
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);

    return fd < 0 || fsync(fd) < 0 ? -errno : 0;
}

static int backup_to(sqlite3 *db, const char *file, bool force)
{
    AUTO_FREE char *temporary = NULL;
    struct stat st;
    int fd, r;

    if (asprintf(&temporary, "%s.XXXXXX", file) < 0) {
        temporary = NULL;
        return -ENOMEM;
    }
    if (lstat(file, &st) == 0 && (!force || !S_ISREG(st.st_mode)))
        return -EEXIST;
    fd = mkostemp(temporary, O_CLOEXEC); /* 0600 */
    if (fd < 0)
        return -errno;
    (void)close(fd);
    r = copy_to(db, temporary);
    if (r == 0)
        r = sync_file(temporary);
    if (r == 0)
        r = file_rename(temporary, file, force);
    if (r < 0)
        (void)unlink(temporary);
    return r < 0 ? r : address_sync_folder(file);
}

int sqlite_backup(struct store *store, const char *file, bool force)
{
    struct sqlite_store *s = of(store);
    AUTO_FREE char *why = NULL;
    int r;

    s->why[0] = '\0';
    if (file[0] != '/' || file[strlen(file) - 1] == '/')
        return sqlite_fail(s, -EINVAL, "no copy was made", "the path of a file is needed");
    r = backup_to(s->db, file, force);
    if (r == 0 || r == -EEXIST)
        return r;
    if (asprintf(&why, "%s: %s", file, strerror(-r)) < 0)
        why = NULL;
    return sqlite_fail(s, r, "no copy was made", why);
}

/* ------------------------------------------------------------------ check */

/* The file as it is, without its write-ahead log: nothing is locked, written or made. */
static int open_unchanged(const char *path, sqlite3 **ret)
{
    AUTO_FREE char *uri = malloc(3 * strlen(path) + sizeof "file:?immutable=1");
    char *at = uri;

    if (!uri)
        return -ENOMEM;
    at = stpcpy(at, "file:");
    for (const char *c = path; *c; c++)
        at += strchr("%?#", *c) ? sprintf(at, "%%%02X", (unsigned)*c) : sprintf(at, "%c", *c);
    (void)strcpy(at, "?immutable=1");
    return sqlite3_open_v2(uri, ret, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
                           NULL) == SQLITE_OK
               ? 0
               : store_schema_error(*ret);
}

static int check_rows(sqlite3 *db, struct store_check *ret)
{
    const struct {
        const char *sql;
        int64_t *number;
    } counts[] = {
        {"PRAGMA user_version", &ret->version},
        {"SELECT count(*) FROM entry WHERE undone_us IS NULL", &ret->entries},
        {"SELECT count(*) FROM occurrence WHERE outcome <> 'open'", &ret->outcomes},
        {"SELECT ifnull(min(at_us), 0) FROM entry WHERE undone_us IS NULL", &ret->first.us},
        {"SELECT ifnull(max(at_us), 0) FROM entry WHERE undone_us IS NULL", &ret->last.us},
    };
    int64_t application = 0;
    sqlite3_stmt *row = NULL;
    int r = store_schema_number(db, "PRAGMA application_id", &application);

    if (r == 0 && application != STORE_APPLICATION) {
        (void)snprintf(ret->why, sizeof ret->why, "it is no log of knead's");
        return -EUCLEAN;
    }
    for (size_t i = 0; r == 0 && i < COUNT_OF(counts); i++)
        r = store_schema_number(db, counts[i].sql, counts[i].number);
    if (r == 0 && ret->version > STORE_VERSION) {
        (void)snprintf(ret->why, sizeof ret->why, "a newer knead made it; this one cannot read it");
        return -EPROTO;
    }
    if (r < 0 || sqlite3_prepare_v2(db, "PRAGMA integrity_check(1)", -1, &row, NULL) != SQLITE_OK ||
        sqlite3_step(row) != SQLITE_ROW) {
        (void)snprintf(ret->why, sizeof ret->why, "it is damaged: %s", sqlite3_errmsg(db));
        r = -EUCLEAN;
    } else if (strcmp((const char *)sqlite3_column_text(row, 0), "ok") != 0) {
        (void)snprintf(ret->why, sizeof ret->why, "it is damaged: %s",
                       (const char *)sqlite3_column_text(row, 0));
        r = -EUCLEAN;
    }
    (void)sqlite3_finalize(row);
    return r;
}

int store_sqlite_check(const char *path, struct store_check *ret)
{
    AUTO_FREE char *wal = NULL;
    sqlite3 *db = NULL;
    struct stat st;
    int r;

    *ret = (struct store_check){0};
    if (stat(path, &st) < 0) {
        (void)snprintf(ret->why, sizeof ret->why, "%s", strerror(errno));
        return -errno;
    }
    if (asprintf(&wal, "%s-wal", path) < 0) {
        wal = NULL;
        return -ENOMEM;
    }
    if (stat(wal, &st) == 0 && st.st_size > 0) {
        (void)snprintf(ret->why, sizeof ret->why,
                       "it is in use, or its last writes were not finished: %s lies beside it",
                       wal);
        return -EBUSY;
    }
    r = open_unchanged(path, &db);
    if (r < 0)
        (void)snprintf(ret->why, sizeof ret->why, "it cannot be read: %s", sqlite3_errmsg(db));
    else
        r = check_rows(db, ret);
    (void)sqlite3_close(db);
    return r;
}

/* ------------------------------------------------------------------ forget */

static int count(sqlite3 *db, struct wall before, struct forgotten *ret)
{
    const struct {
        const char *sql;
        int64_t *number;
    } counts[] = {
        {"SELECT count(*) FROM entry WHERE at_us < ?1", &ret->entries},
        {"SELECT count(*) FROM occurrence WHERE due_us < ?1 AND outcome <> 'open'", &ret->outcomes},
        {"SELECT count(*) FROM entry WHERE undone_us IS NULL AND at_us >= ?1", &ret->entries_left},
        {"SELECT count(*) FROM occurrence WHERE due_us >= ?1 AND outcome <> 'open'",
         &ret->outcomes_left},
    };
    int r = 0;

    for (size_t i = 0; r == 0 && i < COUNT_OF(counts); i++) {
        sqlite3_stmt *row = NULL;

        (void)sqlite3_prepare_v2(db, counts[i].sql, -1, &row, NULL);
        (void)sqlite3_bind_int64(row, 1, before.us);
        r = row && sqlite3_step(row) == SQLITE_ROW ? 0 : store_schema_error(db);
        if (r == 0)
            *counts[i].number = sqlite3_column_int64(row, 0);
        (void)sqlite3_finalize(row);
    }
    return r;
}

static int delete_rows(struct sqlite_store *s, enum store_statement which, struct wall before)
{
    AUTO_RESET sqlite3_stmt *rows = sqlite_use(s, which);

    if (!rows)
        return sqlite_broken(s, "nothing was forgotten");
    (void)sqlite3_bind_int64(rows, 1, before.us);
    return sqlite_write(s, rows, "nothing was forgotten");
}

/* Pages are overwritten as they are freed, the file is written anew without them, and what the
 * write-ahead log has of them goes with it. */
static int forget(struct sqlite_store *s, struct wall before)
{
    struct store *store = &s->store;
    int r = store_schema_run(s->db, "PRAGMA secure_delete = ON") < 0
                ? sqlite_broken(s, "nothing was forgotten")
                : store->ops->begin(store);

    if (r == 0)
        r = delete_rows(s, STORE_FORGET, before);
    if (r == 0)
        r = delete_rows(s, STORE_FORGET_OCCURRENCES, before);
    if (r == 0)
        r = store->ops->commit(store);
    if (r < 0)
        return r;
    if (store_schema_run(s->db, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)") < 0)
        return sqlite_broken(s, "what was to be forgotten is out of it, but bytes of that may "
                                "still lie in the file");
    return 0;
}

int sqlite_forget(struct store *store, struct wall before, bool really, struct forgotten *ret)
{
    struct sqlite_store *s = of(store);
    struct forgotten forgotten = {0};
    int r;

    s->why[0] = '\0';
    if (!sqlite3_get_autocommit(s->db))
        return sqlite_fail(s, -EINVAL, "nothing was forgotten",
                           "the last write is still under way");
    r = count(s->db, before, &forgotten);
    if (r < 0)
        return sqlite_broken(s, "it cannot be counted");
    if (really)
        r = forget(s, before);
    if (r == 0)
        *ret = forgotten;
    return r;
}
