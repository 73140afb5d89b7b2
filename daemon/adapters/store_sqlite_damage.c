/* A log that is damaged: moved aside whole, and what can be read of it taken over.
 *
 * Nothing of the old file is changed or deleted, and no other file is overwritten by its new name.
 * Its write-ahead log goes along, and first: beside a new file it would be taken for that one's.
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
#include "common/civil.h"
#include "daemon/adapters/adapters.h"
#include "daemon/adapters/store_sqlite_internal.h"
#include "daemon/adapters/store_sqlite_rows.h"

#define NAMES_MAX   1000
#define SKIPPED_MAX 100000       /* entries in a row that cannot be read; a page leads to fewer */
#define YEAR        INT64_C(365) /* days, about */
#define FIRST_DAY   (-YEAR)      /* before 1970: outcomes are looked for from here */
#define LAST_DAY    (230 * YEAR) /* and as far as this */

/* What belongs to a log, by what is put behind its name; the file itself comes last. */
static const char *const parts[] = {"-wal", "-shm", "-journal", ""};

static char *name_of(char ret[static STORE_PATH_MAX + 8], const char *path, const char *part)
{
    (void)snprintf(ret, STORE_PATH_MAX + 8, "%s%s", path, part);
    return ret;
}

/* A name that is free, with today's date. 0 or -errno. */
static int free_name(const char *path, struct wall now, char ret[static STORE_PATH_MAX])
{
    char name[STORE_PATH_MAX + 8];
    int year, month, day;

    civil_from_day(wall_seconds(now) / SECONDS_PER_DAY, &year, &month, &day);
    for (int n = 1; n < NAMES_MAX; n++) {
        size_t i = 0;

        if (snprintf(ret, STORE_PATH_MAX, "%s" STORE_DAMAGED "%04d-%02d-%02d", path, year, month,
                     day) >= STORE_PATH_MAX - 16)
            return -ENAMETOOLONG;
        if (n > 1)
            (void)sprintf(ret + strlen(ret), ".%d", n);
        while (i < COUNT_OF(parts) && access(name_of(name, ret, parts[i]), F_OK) < 0)
            i++;
        if (i == COUNT_OF(parts))
            return 0;
    }
    return -EEXIST;
}

static int move(const char *from, const char *to)
{
    char old[STORE_PATH_MAX + 8], new[STORE_PATH_MAX + 8];

    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (rename(name_of(old, from, parts[i]), name_of(new, to, parts[i])) < 0 && errno != ENOENT)
            return -errno;
    return 0;
}

/* A link stays one, to the new file: so an empty one is put where the old one was. */
int store_sqlite_set_aside(const char *path, struct wall now, char ret[static STORE_PATH_MAX])
{
    AUTO_FREE char *real = realpath(path, NULL);
    AUTO_CLOSE int fd = -1;
    struct stat st;
    int r = real && stat(real, &st) == 0 ? free_name(real, now, ret) : -errno;

    if (r == 0 && !S_ISREG(st.st_mode))
        r = -EUCLEAN; /* whatever it is, it was not meant to be a log */
    if (r == 0)
        r = move(real, ret);
    if (r < 0)
        return r;
    fd = open(real, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    (void)address_sync_folder(real);
    return 0;
}

/* Whether the file is damaged indeed, and not only what was read of it this once. */
static bool is_whole(sqlite3 *db)
{
    sqlite3_stmt *row = NULL;
    bool whole;

    (void)sqlite3_prepare_v2(db, "PRAGMA quick_check(1)", -1, &row, NULL);
    whole = row && sqlite3_step(row) == SQLITE_ROW &&
            strcmp((const char *)sqlite3_column_text(row, 0), "ok") == 0;
    (void)sqlite3_finalize(row);
    return whole;
}

int sqlite_replace(struct store *store, struct wall now, char ret[static STORE_PATH_MAX])
{
    static const char tried[] = "no new one was begun";
    struct sqlite_store *s = of(store);
    AUTO_FREE char *real = realpath(s->path, NULL);
    sqlite3 *db = NULL;
    int r;

    if (!s->damaged)
        return -EINVAL;
    if (!real)
        return sqlite_fail(s, -errno, tried, NULL);
    sqlite_end(s);
    (void)sqlite3_db_release_memory(s->db); /* what is in memory may be what is wrong */
    if (is_whole(s->db)) {
        s->damaged = false;
        return -EINVAL;
    }
    r = store_sqlite_set_aside(s->path, now, ret);
    if (r < 0)
        return sqlite_fail(s, r, tried, NULL);
    r = store_schema_open(s->path, &db);
    if (r < 0) {
        (void)move(ret, real); /* over the new one, which has nothing in it */
        return sqlite_fail(s, r, tried, NULL);
    }
    for (size_t i = 0; i < COUNT_OF(s->statements); i++) {
        (void)sqlite3_finalize(s->statements[i]);
        s->statements[i] = NULL;
    }
    (void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    (void)sqlite3_close(s->db);
    s->db = db;
    (void)sqlite_watch(s);
    s->damaged = false;
    return 0;
}

/* ------------------------------------------------------------------ what can still be read */

/* Brings what is read to this program's format, in a transaction that is never committed. */
static int look_as_of_now(sqlite3 *db)
{
    int64_t version = 0, application = 0;
    int r = store_schema_number(db, "PRAGMA user_version", &version);

    if (r == 0)
        r = store_schema_number(db, "PRAGMA application_id", &application);
    if (r == 0 && (version < 1 || version > STORE_VERSION || application != STORE_APPLICATION))
        r = -EUCLEAN;
    if (r == 0 && version < STORE_VERSION)
        r = store_schema_run(db, "PRAGMA cache_spill = OFF");
    for (; r == 0 && version < STORE_VERSION; version++)
        r = store_schema_run(db, store_migrations[version]);
    return r;
}

/* Each entry by its number; where a page is gone, its numbers are tried one by one, so that those
 * behind it are found again. */
static int salvage_entries(struct store *store, sqlite3 *old, struct salvaged *ret)
{
    sqlite3_stmt *row = NULL;
    int64_t seq = 0;
    int skipped = 0, r = 0, step = SQLITE_ROW;

    if (sqlite3_prepare_v2(old, store_statements[STORE_SALVAGE], -1, &row, NULL) != SQLITE_OK)
        return -EUCLEAN;
    (void)sqlite3_bind_int64(row, 1, seq);
    while (r == 0 && step != SQLITE_DONE && skipped < SKIPPED_MAX) {
        struct entry entry;

        step = sqlite3_step(row);
        if (step == SQLITE_ROW) {
            seq = sqlite3_column_int64(row, sqlite3_column_count(row) - 1);
            skipped = 0;
            r = column_entry(row, &entry) ? store->ops->add(store, &entry) : -EINVAL;
            ret->entries += r == 0;
            ret->whole = ret->whole && r != -EINVAL;
            r = r == -EEXIST || r == -EINVAL ? 0 : r;
        } else if (step != SQLITE_DONE) {
            ret->whole = false;
            skipped++;
            (void)sqlite3_reset(row);
            (void)sqlite3_bind_int64(row, 1, ++seq);
        }
    }
    (void)sqlite3_finalize(row);
    return r;
}

static int salvage_outcome(struct store *store, const struct occurrence *o, struct salvaged *ret)
{
    struct occurrence there;
    int r = store->ops->get_occurrence(store, o->reminder, o->due, &there);

    if (r != -ENOENT || o->outcome == OUTCOME_OPEN)
        return r == -ENOENT ? 0 : r;
    r = store->ops->put_occurrence(store, o);
    ret->outcomes += r == 0;
    return r;
}

/* Those of so many days. 0, -EUCLEAN where they cannot be read to their end, or another -errno. */
static int salvage_days(struct store *store, sqlite3_stmt *row, int64_t from, int64_t days,
                        struct salvaged *ret)
{
    struct occurrence o;
    int r = 0, step = SQLITE_ROW;

    (void)sqlite3_bind_int64(row, 1, from * USEC_PER_DAY);
    (void)sqlite3_bind_int64(row, 2, (from + days) * USEC_PER_DAY);
    while (r == 0 && (step = sqlite3_step(row)) == SQLITE_ROW) {
        if (column_occurrence(row, &o))
            r = salvage_outcome(store, &o, ret);
        else
            ret->whole = false;
    }
    (void)sqlite3_reset(row);
    return r == 0 && step != SQLITE_DONE ? -EUCLEAN : r;
}

/* By years; and in one that cannot be read by days, so that it costs no more than those. */
static int salvage_outcomes(struct store *store, sqlite3 *old, struct salvaged *ret)
{
    sqlite3_stmt *row = NULL;
    int r = 0;

    if (sqlite3_prepare_v2(old, store_statements[STORE_OCCURRENCES], -1, &row, NULL) != SQLITE_OK)
        return -EUCLEAN;
    for (int64_t day = FIRST_DAY; r == 0 && day < LAST_DAY; day += YEAR) {
        r = salvage_days(store, row, day, YEAR, ret);
        if (r != -EUCLEAN)
            continue;
        ret->whole = false;
        r = 0;
        for (int64_t i = 0; (r == 0 || r == -EUCLEAN) && i < YEAR; i++)
            r = salvage_days(store, row, day + i, 1, ret);
        r = r == -EUCLEAN ? 0 : r;
    }
    (void)sqlite3_finalize(row);
    return r;
}

/* Either kind may be lost as a whole. */
static int salvage_both(struct store *store, sqlite3 *old, struct salvaged *ret)
{
    int entries = salvage_entries(store, old, ret);
    int outcomes = entries == 0 || entries == -EUCLEAN ? salvage_outcomes(store, old, ret) : 0;

    if (entries == 0 && outcomes == 0)
        return 0;
    ret->whole = false;
    if (entries < 0 && entries != -EUCLEAN)
        return entries;
    return outcomes == -EUCLEAN && entries == 0 ? 0 : outcomes < 0 ? outcomes : 0;
}

int sqlite_salvage(struct store *store, const char *file, struct salvaged *ret)
{
    struct sqlite_store *s = of(store);
    struct salvaged salvaged = {.whole = true};
    sqlite3 *old = NULL;
    int r = store_schema_look(file, &old);

    if (r == 0)
        r = look_as_of_now(old);
    if (r < 0) {
        (void)sqlite3_close(old);
        return sqlite_fail(s, r == -EBUSY ? r : -EUCLEAN, "nothing can be read of the old one",
                           file);
    }
    r = store->ops->begin(store);
    if (r == 0)
        r = salvage_both(store, old, &salvaged);
    if (r == 0)
        r = store->ops->commit(store);
    else
        store->ops->rollback(store);
    (void)sqlite3_close(old);
    if (r == 0)
        *ret = salvaged;
    return r == -EUCLEAN ? sqlite_fail(s, r, "nothing can be read of the old one", file) : r;
}
