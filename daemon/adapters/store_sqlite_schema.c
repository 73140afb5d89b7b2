/* The log as a file: what is in it, in SQL, and how it is opened without harm.
 *
 * Names are stored as words, never as enum numbers, so the enums may be put in another order;
 * "none" is NULL, so it can never be taken for a zero. Undo leaves a tombstone (undone_us), which
 * the indexes leave out; so does an edit, whose row names the one it replaced (former). An import's
 * rows have undone_us -1 until it ends. Each search of entries walks one index to its first row and
 * on from there, whatever the log's size.
 */
#include "daemon/adapters/store_sqlite_schema.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/address.h"
#include "common/scope.h"

/* clang-format off */
const char *const store_migrations[STORE_VERSION] = {
    [0] =
    "PRAGMA application_id = 0x6b6e6561;"
    "CREATE TABLE entry ("
    "  seq INTEGER PRIMARY KEY," /* the order in which they were taken in */
    "  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),"
    "  kind TEXT NOT NULL CHECK (kind <> ''),"
    "  at_us INTEGER NOT NULL,"
    "  offset_s INTEGER NOT NULL CHECK (abs(offset_s) < 86400),"
    "  said_us INTEGER NOT NULL,"
    "  level INTEGER CHECK (level BETWEEN 0 AND 10),"
    "  ml INTEGER CHECK (ml > 0),"
    "  region TEXT CHECK (region <> ''),"
    "  side TEXT CHECK (side <> ''),"
    "  note TEXT CHECK (length(CAST(note AS BLOB)) BETWEEN 1 AND 2000),"
    "  undone_us INTEGER"
    ") STRICT;"
    "CREATE INDEX entry_at ON entry (at_us) WHERE undone_us IS NULL;"
    "CREATE INDEX entry_kind ON entry (kind, at_us) WHERE undone_us IS NULL;"
    "CREATE INDEX entry_region ON entry (region, at_us) WHERE undone_us IS NULL;"
    "CREATE INDEX entry_said ON entry (said_us) WHERE undone_us IS NULL;"
    "CREATE TABLE occurrence ("
    "  reminder TEXT NOT NULL CHECK (length(CAST(reminder AS BLOB)) BETWEEN 1 AND 32),"
    "  due_us INTEGER NOT NULL,"
    "  shown_us INTEGER,"
    "  ended_us INTEGER,"
    "  outcome TEXT NOT NULL CHECK (outcome <> ''),"
    "  reason TEXT CHECK (reason <> ''),"
    "  source TEXT CHECK (length(CAST(source AS BLOB)) BETWEEN 1 AND 15),"
    "  PRIMARY KEY (reminder, due_us)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX occurrence_due ON occurrence (due_us);"
    "CREATE TABLE state ("
    "  key TEXT PRIMARY KEY,"
    "  value TEXT NOT NULL"
    ") STRICT, WITHOUT ROWID;",
    /* Columns without checks, for those would have every row read again for each of them. */
    [1] =
    "ALTER TABLE entry ADD COLUMN edited_us INTEGER;" /* said_us stays that of the first version */
    "ALTER TABLE entry ADD COLUMN former BLOB;" /* the id of the version before */
    "ALTER TABLE entry ADD COLUMN trigger TEXT;"
    "ALTER TABLE entry ADD COLUMN session_type TEXT;"
    "ALTER TABLE entry ADD COLUMN therapist TEXT;"
    "ALTER TABLE entry ADD COLUMN homework TEXT;"
    "ALTER TABLE entry ADD COLUMN measure TEXT;"
    "ALTER TABLE entry ADD COLUMN quality TEXT;"
    "ALTER TABLE entry ADD COLUMN refers_to TEXT;"
    "ALTER TABLE entry ADD COLUMN activity_stopped INTEGER;"
    "ALTER TABLE entry ADD COLUMN category TEXT;"
    "ALTER TABLE entry ADD COLUMN peg_pain INTEGER;"
    "ALTER TABLE entry ADD COLUMN peg_enjoyment INTEGER;"
    "ALTER TABLE entry ADD COLUMN peg_activity INTEGER;"
    "ALTER TABLE entry ADD COLUMN sleep_latency_min INTEGER;"
    "ALTER TABLE entry ADD COLUMN awakenings INTEGER;"
    "ALTER TABLE entry ADD COLUMN sleep_min INTEGER;"
    "ALTER TABLE entry ADD COLUMN rom_floor_cm INTEGER;"
    "ALTER TABLE entry ADD COLUMN rom_left_cm INTEGER;"
    "ALTER TABLE entry ADD COLUMN rom_right_cm INTEGER;"
    "ALTER TABLE entry ADD COLUMN session_min INTEGER;"
    "ALTER TABLE entry ADD COLUMN pressure TEXT;"
    "ALTER TABLE entry ADD COLUMN pain_before INTEGER;"
    "ALTER TABLE entry ADD COLUMN pain_after INTEGER;"
    "ALTER TABLE entry ADD COLUMN sharp INTEGER;"
    "ALTER TABLE entry ADD COLUMN source TEXT;"
    "DROP INDEX entry_said;"
    "CREATE INDEX entry_said ON entry (ifnull(edited_us, said_us)) WHERE undone_us IS NULL;"
    "CREATE INDEX entry_staged ON entry (undone_us) WHERE undone_us = -1;",
    [2] =
    "ALTER TABLE entry ADD COLUMN regions TEXT;"
    "ALTER TABLE entry ADD COLUMN next_date TEXT;"
    "ALTER TABLE entry ADD COLUMN signs TEXT;"
    "ALTER TABLE entry ADD COLUMN no_signs TEXT;"
    "ALTER TABLE entry ADD COLUMN state TEXT;"
    "ALTER TABLE entry ADD COLUMN hold TEXT;"
    "ALTER TABLE entry ADD COLUMN cleared INTEGER;"
    "ALTER TABLE entry ADD COLUMN field TEXT;",
    [3] =
    "ALTER TABLE entry ADD COLUMN worse_at TEXT;"
    "ALTER TABLE entry ADD COLUMN contributors TEXT;"
    "ALTER TABLE entry ADD COLUMN treatments TEXT;"
    "ALTER TABLE entry ADD COLUMN disliked TEXT;"
    "ALTER TABLE entry ADD COLUMN eased_by_rest INTEGER;"
    "ALTER TABLE entry ADD COLUMN rom_back_comfortable INTEGER;",
};

/* Facts in the order of enum fact. */
#define ENTRY \
    "id, kind, at_us, offset_s, said_us, level, ml, region, side, note," \
    " trigger, quality, worse_at, contributors, treatments, session_type, therapist, disliked," \
    " homework, regions, next_date, signs, no_signs, measure," \
    " refers_to, activity_stopped, eased_by_rest," \
    " category, peg_pain, peg_enjoyment, peg_activity, sleep_latency_min, awakenings, sleep_min," \
    " rom_floor_cm, rom_left_cm, rom_right_cm, rom_back_comfortable, session_min, pressure," \
    " pain_before, pain_after," \
    " sharp, source, state, hold, cleared, field, edited_us, former"
#define OF_KIND "AND kind = ?4 "
#define OF_REGION "AND region IS ?5 AND (?4 IS NULL OR kind = ?4) "
#define LIST(which) \
    "SELECT " ENTRY " FROM entry" \
    " WHERE undone_us IS NULL AND (at_us, seq) >= (?1, ?2) AND at_us < ?3 " which \
    "ORDER BY at_us, seq"
#define SEEK(which) \
    "SELECT at_us, seq FROM entry" \
    " WHERE undone_us IS NULL AND (at_us, seq) >= (?1, ?2) AND at_us < ?3 " which \
    "ORDER BY at_us DESC, seq DESC LIMIT 1 OFFSET ?6"
#define OCCURRENCE "reminder, due_us, shown_us, ended_us, outcome, reason, source"

const char *const store_statements[STORE_STATEMENTS] = {
    [STORE_ADD] =
    ("INSERT INTO entry (" ENTRY ", undone_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
    " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
    " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO NOTHING"),
    [STORE_LAST_SAID] =
    ("SELECT " ENTRY " FROM entry WHERE undone_us IS NULL AND kind <> 'tier'"
    " ORDER BY ifnull(edited_us, said_us) DESC, seq DESC LIMIT 1"),
    [STORE_UNDO] = "UPDATE entry SET undone_us = ?2 WHERE id = ?1 AND undone_us IS NULL",
    [STORE_REVIVE] = "UPDATE entry SET undone_us = NULL WHERE id = ?1",
    [STORE_FIND] = "SELECT " ENTRY " FROM entry WHERE undone_us IS NULL AND id = ?1",
    [STORE_FIND_VERSION] = "SELECT " ENTRY " FROM entry WHERE undone_us IS NOT -1 AND id = ?1",
    [STORE_EDITS] =
    ("WITH RECURSIVE version (id) AS (SELECT ?1 UNION SELECT entry.id FROM version"
    " JOIN entry ON entry.former = version.id WHERE undone_us IS NOT -1)"
    " SELECT count(*) - 1 FROM version"),
    [STORE_FIND_TAIL] =
    ("SELECT " ENTRY " FROM entry WHERE undone_us IS NULL"
    " AND lower(substr(hex(id), -length(?1))) = lower(?1) LIMIT 2"),
    [STORE_KEEP_STAGED] = "UPDATE entry SET undone_us = NULL WHERE undone_us = -1",
    [STORE_DROP_STAGED] = "DELETE FROM entry WHERE undone_us = -1",
    [STORE_LIST] = LIST(""),
    [STORE_LIST_OF_KIND] = LIST(OF_KIND),
    [STORE_LIST_OF_REGION] = LIST(OF_REGION),
    [STORE_SEEK] = SEEK(""),
    [STORE_SEEK_OF_KIND] = SEEK(OF_KIND),
    [STORE_SEEK_OF_REGION] = SEEK(OF_REGION),
    [STORE_PUT_OCCURRENCE] =
    ("INSERT INTO occurrence (" OCCURRENCE ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
    " ON CONFLICT (reminder, due_us) DO UPDATE SET shown_us = excluded.shown_us,"
    " ended_us = excluded.ended_us, outcome = excluded.outcome, reason = excluded.reason,"
    " source = excluded.source"),
    [STORE_GET_OCCURRENCE] =
    ("SELECT " OCCURRENCE " FROM occurrence WHERE reminder = ?1 AND due_us = ?2"),
    [STORE_OCCURRENCES] =
    ("SELECT " OCCURRENCE " FROM occurrence WHERE due_us >= ?1 AND due_us < ?2"
    " ORDER BY due_us, reminder"),
    [STORE_PUT_STATE] =
    ("INSERT INTO state (key, value) VALUES (?1, ?2)"
    " ON CONFLICT (key) DO UPDATE SET value = excluded.value"),
    [STORE_STATES] = "SELECT key, value FROM state ORDER BY key",
    [STORE_SALVAGE] =
    ("SELECT " ENTRY ", seq FROM entry NOT INDEXED WHERE undone_us IS NULL AND seq >= ?1"
    " ORDER BY seq"),
    [STORE_FORGET] = "DELETE FROM entry WHERE at_us < ?1",
    [STORE_FORGET_OCCURRENCES] =
    "DELETE FROM occurrence WHERE due_us < ?1 AND outcome <> 'open'",
};
/* clang-format on */

/* With a write-ahead log, FULL syncs it at each commit, before the commit returns. That is all that
 * durability needs: the file itself is written from the log later, and the log kept until that is
 * synced. The cache is small, for a log is written at its end and read along its indexes. */
static const char settings[] = "PRAGMA journal_mode = WAL;"
                               "PRAGMA synchronous = FULL;"
                               "PRAGMA journal_size_limit = 1048576;"
                               "PRAGMA cache_size = -128;"
                               "PRAGMA temp_store = MEMORY;"
                               "PRAGMA foreign_keys = ON;"
                               "PRAGMA trusted_schema = OFF;"
                               "PRAGMA cell_size_check = ON;";

/* Whether the last write failed for want of room, if SQLite says only that it failed: it knows a
 * full disk by itself, but neither a used-up quota nor a limit on files. */
static bool no_room(sqlite3 *db)
{
    sqlite3_file *journal = NULL;
    int system = 0;

    (void)sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &journal);
    if (journal && journal->pMethods)
        (void)journal->pMethods->xFileControl(journal, SQLITE_FCNTL_LAST_ERRNO, &system);
    if (system == 0)
        (void)sqlite3_file_control(db, "main", SQLITE_FCNTL_LAST_ERRNO, &system);
    return system == EDQUOT || system == EFBIG;
}

int store_schema_error(sqlite3 *db)
{
    static const struct {
        int code, error;
    } errors[] = {
        {SQLITE_FULL, ENOSPC},     {SQLITE_READONLY, EROFS},    {SQLITE_IOERR, EIO},
        {SQLITE_CORRUPT, EUCLEAN}, {SQLITE_NOTADB, EUCLEAN},    {SQLITE_ERROR, EUCLEAN},
        {SQLITE_BUSY, EBUSY},      {SQLITE_LOCKED, EBUSY},      {SQLITE_NOMEM, ENOMEM},
        {SQLITE_CANTOPEN, EIO},    {SQLITE_CONSTRAINT, EINVAL}, {SQLITE_TOOBIG, EINVAL},
    };
    int code = sqlite3_errcode(db) & 0xff, system = sqlite3_system_errno(db);

    if (code == SQLITE_IOERR && no_room(db))
        return -ENOSPC;
    if (code == SQLITE_CANTOPEN && system > 0)
        return -system;
    for (size_t i = 0; i < COUNT_OF(errors); i++)
        if (errors[i].code == code)
            return -errors[i].error;
    return -EIO;
}

int store_schema_run(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : store_schema_error(db);
}

int store_schema_number(sqlite3 *db, const char *sql, int64_t *ret)
{
    sqlite3_stmt *row = NULL;
    int r = 0;

    if (sqlite3_prepare_v2(db, sql, -1, &row, NULL) == SQLITE_OK && sqlite3_step(row) == SQLITE_ROW)
        *ret = sqlite3_column_int64(row, 0);
    else
        r = store_schema_error(db);
    (void)sqlite3_finalize(row);
    return r;
}

/* The file is there, as the user's alone, before SQLite opens it: SQLite would let the umask
 * decide, and gives its -wal file the same mode. An old file is not opened here: to close it again
 * would take away the locks that this process may have on it. */
static int make_file(const char *path)
{
    struct stat st;
    AUTO_CLOSE int fd = -1;
    int r = address_make_private(path);

    if (r < 0)
        return r;
    fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd >= 0)
        return fchmod(fd, S_IRUSR | S_IWUSR) < 0 ? -errno : 0;
    if (errno != EEXIST || stat(path, &st) < 0)
        return -errno;
    return S_ISREG(st.st_mode) ? 0 : -EUCLEAN;
}

/* A copy that was put back may have been open to others. Returns the size, 0 when there is no file.
 */
static off_t keep_private(const char *path)
{
    struct stat st;

    if (stat(path, &st) < 0)
        return 0;
    if (st.st_mode & (S_IRWXG | S_IRWXO))
        (void)chmod(path, st.st_mode & S_IRWXU);
    return st.st_size;
}

/* Opens and locks; changes nothing in a file that is there. */
static int connect_to(const char *path, sqlite3 **ret)
{
    AUTO_FREE char *wal = NULL;
    bool unfinished;

    if (asprintf(&wal, "%s-wal", path) < 0) {
        wal = NULL;
        return -ENOMEM;
    }
    (void)keep_private(path);
    unfinished = keep_private(wal) > 0;
    if (sqlite3_open_v2(path, ret, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return store_schema_error(*ret);
    if (sqlite3_db_readonly(*ret, "main") != 0)
        return -EROFS;
    (void)sqlite3_db_config(*ret, SQLITE_DBCONFIG_LOOKASIDE, NULL, 0, 0); /* 48 KiB less */
    /* Closing must not fold another version's write-ahead log into its file. */
    (void)sqlite3_db_config(*ret, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, (int)unfinished, NULL);
    /* Before the first read, else the log's index would go to a shared file. */
    return store_schema_run(*ret, "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
}

/* Two daemons that make the file at the same moment can stand in each other's way; whoever tries
 * again first gets it. */
static int connect_again(const char *path, sqlite3 **ret)
{
    useconds_t wait = 1000 + (useconds_t)getpid() % 32 * 500;
    int r = connect_to(path, ret);

    for (int tries = 0; r == -EBUSY && tries < 3; tries++, wait *= 2) {
        (void)sqlite3_close(*ret);
        *ret = NULL;
        (void)usleep(wait);
        r = connect_to(path, ret);
    }
    return r;
}

/* Whether this program may use the file: a log of its own format or an older one, or nothing yet.
 * Ends the transaction in which the file was locked; the lock stays. */
static int check(sqlite3 *db, int64_t *ret_version)
{
    int64_t version = 0, application = 0, tables = 0;
    int r = store_schema_number(db, "PRAGMA user_version", &version);

    if (r < 0)
        return r;
    if (version > STORE_VERSION)
        return -EPROTO;
    r = store_schema_number(db, "PRAGMA application_id", &application);
    if (r == 0)
        r = store_schema_number(db, "SELECT count(*) FROM sqlite_schema", &tables);
    if (r < 0)
        return r;
    if (version < 0 || (version == 0 ? tables > 0 : application != STORE_APPLICATION))
        return -EUCLEAN;
    *ret_version = version;
    return store_schema_run(db, "ROLLBACK");
}

/* All steps from a format to this program's, or none. */
static int migrate(sqlite3 *db, int64_t version)
{
    char sql[64];
    int r;

    if (version == STORE_VERSION)
        return 0;
    r = store_schema_run(db, "BEGIN IMMEDIATE");
    for (; r == 0 && version < STORE_VERSION; version++)
        r = store_schema_run(db, store_migrations[version]);
    if (r == -EUCLEAN && (sqlite3_errcode(db) & 0xff) == SQLITE_ERROR)
        return -ENOTSUP; /* SQL of ours that does not fit: no reason to call the file damaged */
    (void)snprintf(sql, sizeof sql, "PRAGMA user_version = %d; COMMIT", STORE_VERSION);
    return r < 0 ? r : store_schema_run(db, sql);
}

int store_schema_look(const char *path, sqlite3 **ret)
{
    int r = connect_to(path, ret);

    if (*ret)
        (void)sqlite3_db_config(*ret, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return r;
}

int store_schema_open(const char *path, sqlite3 **ret)
{
    sqlite3 *db = NULL;
    int64_t version = 0;
    int r = make_file(path);

    if (r == 0)
        r = connect_again(path, &db);
    if (r == 0)
        r = check(db, &version);
    if (r == 0) {
        (void)sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
        r = store_schema_run(db, settings);
    }
    if (r == 0)
        r = migrate(db, version);
    if (r < 0) {
        (void)sqlite3_close(db);
        return r;
    }
    *ret = db;
    return 0;
}
