/* What the files of the log in SQLite share. Nobody else includes it. */
#pragma once

#include <sqlite3.h>

#include "common/scope.h"
#include "daemon/adapters/store_sqlite_schema.h"
#include "daemon/ports/store.h"

#define WHY_MAX 1024

struct sqlite_store {
    struct store store;
    sqlite3 *db;
    char *path; /* absolute */
    sqlite3_stmt *statements[STORE_STATEMENTS];
    char why[WHY_MAX];
    int frames;   /* of its write-ahead log, as of the last commit; -1: not known */
    bool damaged; /* SQLite has found the file not to be whole */
};

static inline struct sqlite_store *of(struct store *store)
{
    return (struct sqlite_store *)store;
}

static inline void scope_reset(sqlite3_stmt **statement)
{
    if (!*statement)
        return;
    (void)sqlite3_reset(*statement); /* says again what step() said */
    (void)sqlite3_clear_bindings(*statement);
}
#define AUTO_RESET CLEANUP(scope_reset)

/* Puts a failure into words; why: when there are better ones than the table's. Returns error. */
int sqlite_fail(struct sqlite_store *s, int error, const char *tried, const char *why);
/* SQLite failed. The transaction, if one was open, ends: SQLite has undone it by itself for some
 * errors and not for others, and a caller that goes on must not write half of it. */
int sqlite_broken(struct sqlite_store *s, const char *tried);
/* A row that does not make sense here. */
int sqlite_unreadable(struct sqlite_store *s, const char *tried);
/* After opening: follows how long the write-ahead log is, and keeps it short. 0, or -EIO: the disk
 * is too ill to write to. */
int sqlite_watch(struct sqlite_store *s);
/* Ends the transaction, if one is open, without it. */
void sqlite_end(struct sqlite_store *s);
/* Prepared at its first use. NULL: sqlite_broken(). */
sqlite3_stmt *sqlite_use(struct sqlite_store *s, enum store_statement which);
/* Runs a statement that writes. What would go to a file that is no longer in its place would be
 * gone at the next start, so it is not acknowledged. */
int sqlite_write(struct sqlite_store *s, sqlite3_stmt *statement, const char *tried);

/* store_sqlite_damage.c, store_sqlite_backup.c: as store_ops has them. */
int sqlite_replace(struct store *store, struct wall now, char ret[static STORE_PATH_MAX]);
int sqlite_salvage(struct store *store, const char *file, struct salvaged *ret);
int sqlite_backup(struct store *store, const char *file, bool force);
int sqlite_forget(struct store *store, struct wall before, bool really, struct forgotten *ret);

/* store_sqlite_entries.c: likewise. */
int sqlite_add(struct store *store, const struct entry *entry);
int sqlite_edit(struct store *store, const struct entry *entry);
int sqlite_undo(struct store *store, struct wall now, struct entry *ret);
int sqlite_find(struct store *store, const char *id, struct entry *ret);
int sqlite_version(struct store *store, const char *id, struct entry *ret);
int sqlite_edits(struct store *store, const char *id, size_t *ret);
int sqlite_entries(struct store *store, const struct entry_filter *filter,
                   int (*each)(void *userdata, const struct entry *entry), void *userdata);
int sqlite_stage(struct store *store, const struct entry *entry);
int sqlite_unstage(struct store *store, bool keep);
