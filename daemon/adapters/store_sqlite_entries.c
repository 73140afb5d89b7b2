/* Entries in the log: taken in, changed, taken back, read.
 *
 * Nothing is overwritten: an edit is a new row that names the one it replaces, and that one gets a
 * tombstone, as what is undone does. To undo an edit is to swap the two again.
 */
#include <ctype.h>
#include <errno.h>
#include <sqlite3.h>
#include <string.h>

#include "common/entry.h"
#include "daemon/adapters/store_sqlite_internal.h"
#include "daemon/adapters/store_sqlite_rows.h"

#define STAGED (-1) /* in undone_us: of an import that has not ended */

static int add(struct sqlite_store *s, const struct entry *entry, bool staged)
{
    static const char tried[] = "the entry was not saved";
    AUTO_RESET sqlite3_stmt *add = sqlite_use(s, STORE_ADD);
    struct bound_ids ids;
    char why[ENTRY_WHY_MAX];
    int r;

    if (entry_check(entry, why) < 0)
        return sqlite_fail(s, -EINVAL, tried, why);
    if (!add)
        return sqlite_broken(s, tried);
    bind_entry(add, entry, &ids);
    if (staged)
        (void)sqlite3_bind_int64(add, ENTRY_UNDONE_PARAMETER, STAGED);
    r = sqlite_write(s, add, tried);
    if (r < 0)
        return r;
    return sqlite3_changes(s->db) > 0 ? 0 : -EEXIST;
}

int sqlite_add(struct store *store, const struct entry *entry)
{
    return add(of(store), entry, false);
}

/* ------------------------------------------------------------------ taking back, and versions */

/* Runs a statement about the entry of an id: a tombstone (now), or its end (us 0). How many it
 * changed, or -errno. */
static int mark(struct sqlite_store *s, enum store_statement which, const char *id, struct wall now,
                const char *tried)
{
    AUTO_RESET sqlite3_stmt *row = sqlite_use(s, which);
    struct bound_ids ids;
    int r;

    if (!row)
        return sqlite_broken(s, tried);
    bind_id(row, 1, id, ids.id);
    if (now.us > 0)
        (void)sqlite3_bind_int64(row, 2, now.us);
    r = sqlite_write(s, row, tried);
    return r < 0 ? r : sqlite3_changes(s->db);
}

int sqlite_edit(struct store *store, const struct entry *entry)
{
    static const char tried[] = "the entry was not changed";
    struct sqlite_store *s = of(store);
    int r = store->ops->begin(store);

    if (r < 0)
        return r;
    r = mark(s, STORE_UNDO, entry->former, entry->edited, tried);
    r = r > 0 ? add(s, entry, false) : r == 0 ? -ENOENT : r;
    if (r == 0)
        return store->ops->commit(store);
    store->ops->rollback(store);
    return r;
}

/* The one entry that a statement gives: 0, -ENOENT, -EEXIST (it gives two), or another -errno. */
static int one(struct sqlite_store *s, sqlite3_stmt *row, const char *tried, struct entry *ret)
{
    struct entry entry;
    int r = sqlite3_step(row);

    if (r == SQLITE_DONE)
        return -ENOENT;
    if (r == SQLITE_ROW && !column_entry(row, &entry))
        return sqlite_unreadable(s, tried);
    if (r == SQLITE_ROW)
        r = sqlite3_step(row);
    if (r == SQLITE_ROW)
        return -EEXIST;
    if (r != SQLITE_DONE)
        return sqlite_broken(s, tried);
    *ret = entry;
    return 0;
}

static int last_said(struct sqlite_store *s, const char *tried, struct entry *ret)
{
    AUTO_RESET sqlite3_stmt *row = sqlite_use(s, STORE_LAST_SAID);

    return row ? one(s, row, tried, ret) : sqlite_broken(s, tried);
}

int sqlite_undo(struct store *store, struct wall now, struct entry *ret)
{
    static const char tried[] = "nothing was taken back";
    struct sqlite_store *s = of(store);
    bool own = sqlite3_get_autocommit(s->db);
    struct entry entry;
    int r = last_said(s, tried, &entry);

    if (r < 0)
        return r;
    own = own && entry.former[0] != '\0'; /* then there are two writes */
    r = own ? store->ops->begin(store) : 0;
    if (r == 0)
        r = mark(s, STORE_UNDO, entry.id, now, tried);
    if (r >= 0 && entry.former[0] != '\0')
        r = mark(s, STORE_REVIVE, entry.former, (struct wall){0}, tried);
    if (r >= 0 && own)
        r = store->ops->commit(store);
    if (r < 0)
        return r;
    *ret = entry;
    return 0;
}

/* The digits of an id or of the end of one, in small letters. False: that is no such thing. */
static bool digits_of(const char *id, char ret[static 2 * ENTRY_ID_BYTES + 1])
{
    size_t n = 0;

    for (; *id != '\0'; id++) {
        if (*id == '-')
            continue;
        if (n == 2 * ENTRY_ID_BYTES || !isxdigit((unsigned char)*id))
            return false;
        ret[n++] = (char)tolower((unsigned char)*id);
    }
    ret[n] = '\0';
    return n > 0;
}

int sqlite_find(struct store *store, const char *id, struct entry *ret)
{
    static const char tried[] = "an entry cannot be read";
    struct sqlite_store *s = of(store);
    AUTO_RESET sqlite3_stmt *row = NULL;
    char digits[2 * ENTRY_ID_BYTES + 1];
    struct bound_ids ids;
    bool whole;

    s->why[0] = '\0';
    if (id[0] == '\0')
        return last_said(s, tried, ret);
    if (!digits_of(id, digits))
        return -ENOENT;
    whole = strlen(digits) == sizeof digits - 1;
    row = sqlite_use(s, whole ? STORE_FIND : STORE_FIND_TAIL);
    if (!row)
        return sqlite_broken(s, tried);
    if (whole)
        bind_id(row, 1, digits, ids.id);
    else
        bind_text(row, 1, digits);
    return one(s, row, tried, ret);
}

int sqlite_version(struct store *store, const char *id, struct entry *ret)
{
    static const char tried[] = "an entry cannot be read";
    struct sqlite_store *s = of(store);
    AUTO_RESET sqlite3_stmt *row = NULL;
    char digits[2 * ENTRY_ID_BYTES + 1];
    struct bound_ids ids;

    s->why[0] = '\0';
    if (!digits_of(id, digits) || strlen(digits) != sizeof digits - 1)
        return -ENOENT;
    row = sqlite_use(s, STORE_FIND_VERSION);
    if (!row)
        return sqlite_broken(s, tried);
    bind_id(row, 1, digits, ids.id);
    return one(s, row, tried, ret);
}

int sqlite_edits(struct store *store, const char *id, size_t *ret)
{
    static const char tried[] = "the versions of an entry cannot be counted";
    struct sqlite_store *s = of(store);
    AUTO_RESET sqlite3_stmt *row = sqlite_use(s, STORE_EDITS);
    struct bound_ids ids;

    if (!row)
        return sqlite_broken(s, tried);
    bind_id(row, 1, id, ids.id);
    if (sqlite3_step(row) != SQLITE_ROW)
        return sqlite_broken(s, tried);
    *ret = (size_t)sqlite3_column_int64(row, 0);
    return 0;
}

/* ------------------------------------------------------------------ what waits for its import's
 * end */

int sqlite_stage(struct store *store, const struct entry *entry)
{
    return add(of(store), entry, true);
}

int sqlite_unstage(struct store *store, bool keep)
{
    static const char tried[] = "what was imported was not saved";
    struct sqlite_store *s = of(store);
    AUTO_RESET sqlite3_stmt *all = sqlite_use(s, keep ? STORE_KEEP_STAGED : STORE_DROP_STAGED);

    return all ? sqlite_write(s, all, tried) : sqlite_broken(s, tried);
}

/* ------------------------------------------------------------------ reading */

/* The statements of a filter, by the index that leads to its entries. */
static const struct path {
    enum store_statement seek, list;
} by_time = {STORE_SEEK, STORE_LIST}, by_kind = {STORE_SEEK_OF_KIND, STORE_LIST_OF_KIND},
  by_region = {STORE_SEEK_OF_REGION, STORE_LIST_OF_REGION};

/* Where the newest `last` begin: walks back over that many, keeps none. */
static int seek(struct sqlite_store *s, const struct entry_filter *filter,
                enum store_statement statement, int64_t first[static 2], const char *tried)
{
    AUTO_RESET sqlite3_stmt *row = sqlite_use(s, statement);
    int r;

    if (!row)
        return sqlite_broken(s, tried);
    bind_filter(row, filter, first);
    (void)sqlite3_bind_int64(row, 6, filter->last - 1);
    r = sqlite3_step(row);
    if (r == SQLITE_ROW) {
        first[0] = sqlite3_column_int64(row, 0);
        first[1] = sqlite3_column_int64(row, 1);
    }
    return r == SQLITE_ROW || r == SQLITE_DONE ? 0 : sqlite_broken(s, tried);
}

int sqlite_entries(struct store *store, const struct entry_filter *filter,
                   int (*each)(void *userdata, const struct entry *entry), void *userdata)
{
    static const char tried[] = "its entries cannot be read";
    struct sqlite_store *s = of(store);
    const struct path *path = filter->region != REGION_COUNT     ? &by_region
                              : filter->kind != ENTRY_KIND_COUNT ? &by_kind
                                                                 : &by_time;
    AUTO_RESET sqlite3_stmt *row = sqlite_use(s, path->list);
    int64_t first[] = {filter->from.us, INT64_MIN};
    struct entry entry;
    int r;

    if (!row)
        return sqlite_broken(s, tried);
    r = filter->last > 0 ? seek(s, filter, path->seek, first, tried) : 0;
    if (r < 0)
        return r;
    bind_filter(row, filter, first);
    while ((r = sqlite3_step(row)) == SQLITE_ROW) {
        if (!column_entry(row, &entry))
            return sqlite_unreadable(s, tried);
        r = each(userdata, &entry);
        if (r != 0)
            return r;
    }
    return r == SQLITE_DONE ? 0 : sqlite_broken(s, tried);
}
