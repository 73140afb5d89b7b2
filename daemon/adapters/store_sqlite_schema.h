/* The log as a file, apart from what is done with it: its SQL, its versions, and how it is opened.
 */
#pragma once

#include <stdint.h>

typedef struct sqlite3 sqlite3; /* as sqlite3.h has it; only those who use it include that */

/* The format this program writes; PRAGMA user_version in the file. */
#define STORE_VERSION 4
/* PRAGMA application_id, "knea": tells a log from any other database. */
#define STORE_APPLICATION 0x6b6e6561

/* [v] leads from format v to v + 1. Never edited once released: a new format is a new line. */
extern const char *const store_migrations[STORE_VERSION];

/* Statements that select entries number their parameters alike: ?1 ?2 the first at and seq, ?3 at's
 * end, ?4 kind, ?5 region, ?6 how many to pass over. */
enum store_statement {
    STORE_ADD,
    STORE_LAST_SAID,    /* or changed */
    STORE_UNDO,         /* ?1 id, ?2 now */
    STORE_REVIVE,       /* ?1 id */
    STORE_FIND,         /* ?1 id */
    STORE_FIND_VERSION, /* the same, also of one with a tombstone */
    STORE_EDITS,        /* ?1 id: how many edits of it were ever made */
    STORE_FIND_TAIL,    /* up to two; ?1 the last digits of an id */
    STORE_KEEP_STAGED,
    STORE_DROP_STAGED,
    STORE_LIST,           /* entries, oldest first */
    STORE_LIST_OF_KIND,   /* of one kind */
    STORE_LIST_OF_REGION, /* of one region (NULL: none), and of one kind (NULL: any) */
    STORE_SEEK,           /* at and seq of the entry that has ?6 newer ones; the same three */
    STORE_SEEK_OF_KIND,
    STORE_SEEK_OF_REGION,
    STORE_PUT_OCCURRENCE,
    STORE_GET_OCCURRENCE,
    STORE_OCCURRENCES,
    STORE_PUT_STATE,
    STORE_STATES,
    STORE_SALVAGE, /* entries as they were taken in, and their seq; ?1 the first seq */
    STORE_FORGET,  /* ?1 the first at that stays */
    STORE_FORGET_OCCURRENCES,
    STORE_STATEMENTS,
};
extern const char *const store_statements[STORE_STATEMENTS];

/* Makes the file if there is none (0600, its folder 0700), locks it until it is closed, and brings
 * it to this program's format. The path is absolute. 0 or -errno; -EBUSY: somebody else has it;
 * -EPROTO: a newer format, -EUCLEAN: no log or damaged, and neither is changed. */
int store_schema_open(const char *path, sqlite3 **ret);
/* Opens and locks a log to read it, and changes nothing in it: not even what an unfinished write
 * has left beside it is folded in. *ret has to be closed, also on failure. 0 or -errno. */
int store_schema_look(const char *path, sqlite3 **ret);
/* The number in the first row. 0 or -errno. */
int store_schema_number(sqlite3 *db, const char *sql, int64_t *ret);
/* The connection's last error as -errno. */
int store_schema_error(sqlite3 *db);
/* Runs statements without results: 0 or -errno. */
int store_schema_run(sqlite3 *db, const char *sql);
