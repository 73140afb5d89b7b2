/* The log in SQLite. No other module includes its header.
 *
 * Kept here: what a call acknowledged is on disk, what failed leaves no trace, and a file that this
 * program does not understand is not changed in a single byte.
 *
 * One process, one connection, and the file locked for as long as it is open. No other writer can
 * come between, and the index of the write-ahead log lies in memory, not in a third file that is
 * shared.
 */
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/address.h"
#include "common/scope.h"
#include "daemon/adapters/adapters.h"
#include "daemon/adapters/store_sqlite_internal.h"
#include "daemon/adapters/store_sqlite_rows.h"
#include "daemon/adapters/store_sqlite_schema.h"

/* ------------------------------------------------------------------ trouble */

/* What people are told. */
static const struct {
    int error;
    const char *why, *now;
} words[] = {
    {ENOSPC, "the disk, or your share of it, is full", "free some space, then try again"},
    {EROFS, "it may only be read", "make the file and its folder writable, then try again"},
    {EIO, "the disk did not do its work", "see that it has room and is well, and keep a copy"},
    {EUCLEAN, "it is damaged, or no log of knead's",
     "move it aside to begin a new one, or put a copy of it in its place"},
    {ENOTSUP, "it could not be brought to this knead's format",
     "it was left as it was: report it, please"},
    {EBUSY, "another program has it open, most likely a second kneadd", "end that one first"},
    {EPROTO, "a newer knead made it", "it was left untouched: install the newer one again"},
    {EPERM, "others may enter its folder", "make the folder yours alone with chmod 700"},
    {ESTALE, "the file was moved or deleted while it was open",
     "put it back, or restart kneadd to begin a new one"},
    {EINVAL, "a value is not allowed there", "report it, please: knead should have said so before"},
};

int sqlite_fail(struct sqlite_store *s, int error, const char *tried, const char *why)
{
    const char *now = "put that right, then try again";

    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (words[i].error == -error) {
            why = why ? why : words[i].why;
            now = words[i].now;
        }
    (void)snprintf(s->why, sizeof s->why, "the log %s: %s: %s; %s", s->path ? s->path : "file",
                   tried, why ? why : strerror(-error), now);
    return error;
}

void sqlite_end(struct sqlite_store *s)
{
    if (!sqlite3_get_autocommit(s->db))
        (void)store_schema_run(s->db, "ROLLBACK");
}

#define WAL_HEAD \
    32 /* bytes, and before each page as well: the format of SQLite's write-ahead log */
#define PAGE_HEAD  24
#define FRAMES_MAX 256 /* a megabyte */

static int64_t size_of(const char *path)
{
    struct stat st;

    return stat(path, &st) < 0 ? 0 : st.st_size;
}

/* How long the write-ahead log is after a commit; and where that is enough, it goes into the file.
 */
static int on_commit(void *userdata, sqlite3 *db, const char *name, int frames)
{
    struct sqlite_store *s = userdata;

    s->frames = frames;
    if (frames >= FRAMES_MAX)
        (void)sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    return SQLITE_OK;
}

int sqlite_watch(struct sqlite_store *s)
{
    s->frames = -1;
    (void)sqlite3_wal_hook(s->db, on_commit, s);
    if (sqlite3_wal_checkpoint_v2(s->db, "main", SQLITE_CHECKPOINT_PASSIVE, &s->frames, NULL) ==
            SQLITE_OK ||
        store_schema_error(s->db) != -EIO) /* without room, no commit is written to its end */
        return 0;
    return -EIO;
}

/* A commit may fail when all of it was written, but not synced. The connection goes on without it;
 * whoever opens the file after a crash would find it, though it was refused. So it is cut off. */
static void cut_off_refused(struct sqlite_store *s)
{
    const char *path = sqlite3_db_filename(s->db, "main");
    AUTO_FREE char *wal = NULL;
    int64_t page = 0, end = 0;
    int frames = 0;

    if (sqlite3_wal_checkpoint_v2(s->db, "main", SQLITE_CHECKPOINT_PASSIVE, &frames, NULL) !=
        SQLITE_OK)
        frames = s->frames;
    if (frames < 0 || store_schema_number(s->db, "PRAGMA page_size", &page) < 0)
        return;
    if (frames > 0)
        end = WAL_HEAD + frames * (page + PAGE_HEAD);
    if (asprintf(&wal, "%s-wal", path) < 0)
        wal = NULL;
    else if (size_of(wal) > end) /* by its name: closing it would take away the locks */
        (void)!truncate(wal, end);
}

int sqlite_broken(struct sqlite_store *s, const char *tried)
{
    int error = store_schema_error(s->db), code = sqlite3_errcode(s->db) & 0xff;

    s->damaged = s->damaged || code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
    sqlite_end(s);
    if (error == -EIO || error == -ENOSPC)
        cut_off_refused(s);
    return sqlite_fail(s, error, tried, NULL);
}

int sqlite_unreadable(struct sqlite_store *s, const char *tried)
{
    return sqlite_fail(s, sqlite3_errcode(s->db) == SQLITE_NOMEM ? -ENOMEM : -EUCLEAN, tried, NULL);
}

/* ------------------------------------------------------------------ statements */

sqlite3_stmt *sqlite_use(struct sqlite_store *s, enum store_statement which)
{
    s->why[0] = '\0';
    if (!s->statements[which])
        (void)sqlite3_prepare_v3(s->db, store_statements[which], -1, SQLITE_PREPARE_PERSISTENT,
                                 &s->statements[which], NULL);
    return s->statements[which];
}

int sqlite_write(struct sqlite_store *s, sqlite3_stmt *statement, const char *tried)
{
    int moved = 0;

    (void)sqlite3_file_control(s->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    if (moved) {
        sqlite_end(s);
        return sqlite_fail(s, -ESTALE, tried, NULL);
    }
    return sqlite3_step(statement) == SQLITE_DONE ? 0 : sqlite_broken(s, tried);
}

/* ------------------------------------------------------------------ transactions */

static int store_begin(struct store *store)
{
    static const char tried[] = "nothing was begun";
    struct sqlite_store *s = of(store);

    s->why[0] = '\0';
    if (!sqlite3_get_autocommit(s->db))
        return sqlite_fail(s, -EINVAL, tried, "the last write is still under way");
    return store_schema_run(s->db, "BEGIN IMMEDIATE") < 0 ? sqlite_broken(s, tried) : 0;
}

static int store_commit(struct store *store)
{
    static const char tried[] = "nothing was saved";
    struct sqlite_store *s = of(store);

    s->why[0] = '\0';
    if (sqlite3_get_autocommit(s->db))
        return sqlite_fail(s, -EINVAL, tried, "no write was begun");
    return store_schema_run(s->db, "COMMIT") < 0 ? sqlite_broken(s, tried) : 0;
}

/* Keeps why: it is called on the way out of a failure. */
static void store_rollback(struct store *store)
{
    sqlite_end(of(store));
}

/* ------------------------------------------------------------------ occurrences */

static int store_put_occurrence(struct store *store, const struct occurrence *o)
{
    static const char tried[] = "the outcome was not saved";
    struct sqlite_store *s = of(store);
    AUTO_RESET sqlite3_stmt *put = sqlite_use(s, STORE_PUT_OCCURRENCE);

    if (!occurrence_valid(o))
        return sqlite_fail(s, -EINVAL, tried, NULL);
    if (!put)
        return sqlite_broken(s, tried);
    bind_occurrence(put, o);
    return sqlite_write(s, put, tried);
}

static int store_get_occurrence(struct store *store, const char *reminder, struct wall due,
                                struct occurrence *ret)
{
    static const char tried[] = "an outcome cannot be read";
    struct sqlite_store *s = of(store);
    AUTO_RESET sqlite3_stmt *row = sqlite_use(s, STORE_GET_OCCURRENCE);
    struct occurrence o;
    int r;

    if (!row)
        return sqlite_broken(s, tried);
    bind_text(row, 1, reminder);
    (void)sqlite3_bind_int64(row, 2, due.us);
    r = sqlite3_step(row);
    if (r == SQLITE_DONE)
        return -ENOENT;
    if (r != SQLITE_ROW)
        return sqlite_broken(s, tried);
    if (!column_occurrence(row, &o))
        return sqlite_unreadable(s, tried);
    *ret = o;
    return 0;
}

static int store_occurrences(struct store *store, struct wall from, struct wall to,
                             int (*each)(void *userdata, const struct occurrence *occurrence),
                             void *userdata)
{
    static const char tried[] = "its outcomes cannot be read";
    struct sqlite_store *s = of(store);
    AUTO_RESET sqlite3_stmt *row = sqlite_use(s, STORE_OCCURRENCES);
    struct occurrence o;
    int r;

    if (!row)
        return sqlite_broken(s, tried);
    (void)sqlite3_bind_int64(row, 1, from.us);
    (void)sqlite3_bind_int64(row, 2, to.us);
    while ((r = sqlite3_step(row)) == SQLITE_ROW) {
        if (!column_occurrence(row, &o))
            return sqlite_unreadable(s, tried);
        r = each(userdata, &o);
        if (r != 0)
            return r;
    }
    return r == SQLITE_DONE ? 0 : sqlite_broken(s, tried);
}

/* ------------------------------------------------------------------ state */

static int store_put_state(struct store *store, const char *key, const char *value)
{
    static const char tried[] = "where the reminders stand was not saved";
    struct sqlite_store *s = of(store);
    AUTO_RESET sqlite3_stmt *put = sqlite_use(s, STORE_PUT_STATE);

    if (key[0] == '\0' || strlen(key) >= PLAN_KEY_MAX || strlen(value) >= PLAN_VALUE_MAX)
        return sqlite_fail(s, -EINVAL, tried, NULL);
    if (!put)
        return sqlite_broken(s, tried);
    (void)sqlite3_bind_text(put, 1, key, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(put, 2, value, -1, SQLITE_STATIC);
    return sqlite_write(s, put, tried);
}

static int store_states(struct store *store,
                        int (*each)(void *userdata, const char *key, const char *value),
                        void *userdata)
{
    static const char tried[] = "where the reminders stand cannot be read";
    struct sqlite_store *s = of(store);
    AUTO_RESET sqlite3_stmt *row = sqlite_use(s, STORE_STATES);
    struct plan_saved saved;
    int r;

    if (!row)
        return sqlite_broken(s, tried);
    while ((r = sqlite3_step(row)) == SQLITE_ROW) {
        if (!column_text(row, 0, saved.key, sizeof saved.key) ||
            !column_text(row, 1, saved.value, sizeof saved.value))
            return sqlite_unreadable(s, tried);
        r = each(userdata, saved.key, saved.value);
        if (r != 0)
            return r;
    }
    return r == SQLITE_DONE ? 0 : sqlite_broken(s, tried);
}

static const char *store_why(struct store *store)
{
    return of(store)->why;
}

/* ------------------------------------------------------------------ beginning and end */

/* A clean end folds the write-ahead log into the file; what is left of one by a full disk is taken
 * up at the next start. */
static void store_close(struct store *store)
{
    struct sqlite_store *s = of(store);

    for (size_t i = 0; i < COUNT_OF(s->statements); i++)
        (void)sqlite3_finalize(s->statements[i]);
    if (s->damaged) /* it stays as it is, for whoever wants to save something of it */
        (void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    (void)sqlite3_close(s->db);
    free(s->path);
    free(s);
}

static const struct store_ops ops = {
    .begin = store_begin,
    .commit = store_commit,
    .rollback = store_rollback,
    .add = sqlite_add,
    .edit = sqlite_edit,
    .undo = sqlite_undo,
    .find = sqlite_find,
    .version = sqlite_version,
    .edits = sqlite_edits,
    .entries = sqlite_entries,
    .stage = sqlite_stage,
    .unstage = sqlite_unstage,
    .put_occurrence = store_put_occurrence,
    .get_occurrence = store_get_occurrence,
    .occurrences = store_occurrences,
    .put_state = store_put_state,
    .states = store_states,
    .replace = sqlite_replace,
    .salvage = sqlite_salvage,
    .backup = sqlite_backup,
    .forget = sqlite_forget,
    .why = store_why,
    .free = store_close,
};

int store_sqlite_new(struct store **ret, const char *path, char **ret_why)
{
    struct sqlite_store *s = calloc(1, sizeof *s);
    int r;

    if (!s)
        return -ENOMEM;
    s->store.ops = &ops;
    r = address_absolute(path, &s->path);
    if (r == 0)
        r = store_schema_open(s->path, &s->db);
    if (r == 0)
        r = sqlite_watch(s);
    if (r < 0) {
        (void)sqlite_fail(s, r, "cannot be opened", NULL);
        if (ret_why)
            *ret_why = strdup(s->why);
        store_close(&s->store);
        return r;
    }
    *ret = &s->store;
    return 0;
}
