/* The store port: the log, the occurrences and the plan's state, durable when a call returns 0.
 *
 * One writer: the daemon. Between begin and commit several writes become one; outside, each is its
 * own. Errors are -errno: -EEXIST, -ENOENT where said, else the write did not happen (-ENOSPC,
 * -EROFS, -EIO, -EUCLEAN for a damaged file, -ESTALE for one that was moved away, -EINVAL for a
 * value that has no place there); why() then has a sentence for people. A call that fails in one of
 * these ways, but for -EINVAL, ends the transaction too: nothing of it is kept, and commit answers
 * -EINVAL.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/entry.h"
#include "common/moment.h"
#include "daemon/schedule/plan.h"

struct store;

/* Members at INT64_MIN / INT64_MAX, REGION_COUNT, 0: no filter. */
struct entry_filter {
    struct wall from, to; /* at >= from, at < to */
    enum region region;   /* REGION_COUNT: any */
    enum entry_kind kind; /* ENTRY_KIND_COUNT: any */
    int64_t last;         /* only the newest so many; 0: all. They still come oldest first */
};

struct occurrence {
    char reminder[RULE_NAME_MAX + 1];
    struct wall due;
    struct wall shown; /* us 0: never */
    struct wall ended; /* us 0: open */
    enum outcome outcome;
    enum reason reason;
    char source[16]; /* who said so: "button", "command", "" the plan itself */
};

#define STORE_PATH_MAX 4096
/* What stands between a log's name and the date on which it was moved aside; and what instead once
 * it was salvaged. */
#define STORE_DAMAGED  ".damaged-"
#define STORE_SALVAGED ".salvaged-"

struct salvaged {
    int64_t entries, outcomes; /* that were not there before */
    bool whole;                /* nothing was met that could not be read */
};

struct forgotten {
    int64_t entries, outcomes;           /* gone; those that were taken back count too */
    int64_t entries_left, outcomes_left; /* what undo took back does not count */
};

struct store_ops {
    /* -EINVAL: there is one already; or, for commit, none. rollback without one is harmless. */
    int (*begin)(struct store *store);
    int (*commit)(struct store *store);
    void (*rollback)(struct store *store);

    /* -EEXIST: an entry of this id is there already (it was logged before: fine). */
    int (*add)(struct store *store, const struct entry *entry);
    /* A new version, with an id of its own, of the entry that its `former` names, which gets a
     * tombstone. -ENOENT: there is no such one, or it was changed or taken back; -EEXIST as add.
     * Not within a transaction (-EINVAL). */
    int (*edit)(struct store *store, const struct entry *entry);
    /* Takes back the entry that was said or changed last (of those, the one taken in last), by a
     * tombstone: its id stays taken. Of a new version, the one before comes back. What the program
     * says (entry_by_program()) is passed over. -ENOENT: there is none. */
    int (*undo)(struct store *store, struct wall now, struct entry *ret);
    /* By its id, or by the last digits of one (a walk through all of the log); "": the one that
     * undo would take. -ENOENT, or -EEXIST: several end so. */
    int (*find)(struct store *store, const char *id, struct entry *ret);
    /* By its whole id, also one that was changed since (find() has the version that took its place)
     * or taken back. -ENOENT. */
    int (*version)(struct store *store, const char *id, struct entry *ret);
    /* How many edits were ever made of the entry of a whole id and of its versions, with those that
     * were taken back (a walk through all of the log). 0 or -errno. */
    int (*edits)(struct store *store, const char *id, size_t *ret);
    /* An import, all or nothing, whatever happens in between: entries are staged as add takes them,
     * but seen by nobody until unstage(keep) makes them entries or drops them. What a daemon that
     * died has left is dropped before the next import. */
    int (*stage)(struct store *store, const struct entry *entry);
    int (*unstage)(struct store *store, bool keep);
    /* Oldest first, those of one moment as they were taken in. each() returning nonzero stops and
     * is returned; it must not call the store. */
    int (*entries)(struct store *store, const struct entry_filter *filter,
                   int (*each)(void *userdata, const struct entry *entry), void *userdata);

    /* Inserts, or replaces the one of the same reminder and due. */
    int (*put_occurrence)(struct store *store, const struct occurrence *occurrence);
    /* -ENOENT if there is none. */
    int (*get_occurrence)(struct store *store, const char *reminder, struct wall due,
                          struct occurrence *ret);
    /* Those with from <= due < to, oldest first, those of one moment by name. each() as above. */
    int (*occurrences)(struct store *store, struct wall from, struct wall to,
                       int (*each)(void *userdata, const struct occurrence *occurrence),
                       void *userdata);

    /* Small texts of the daemon's own, by key (PLAN_KEY_MAX, PLAN_VALUE_MAX); put replaces.
     * states(): in the keys' order. */
    int (*put_state)(struct store *store, const char *key, const char *value);
    int (*states)(struct store *store,
                  int (*each)(void *userdata, const char *key, const char *value), void *userdata);

    /* After -EUCLEAN: where the file itself is damaged, moves it aside, whole, and begins a new one
     * in its place. ret: where the old one is now. -EINVAL: the file is whole; else it stays, too.
     */
    int (*replace)(struct store *store, struct wall now, char ret[static STORE_PATH_MAX]);
    /* Takes over what can be read of a log that was moved aside: entries that were not taken back,
     * outcomes that ended; all at once. What is there already stays as it is, and so does the file.
     * -EUCLEAN: nothing of it can be read. */
    int (*salvage)(struct store *store, const char *file, struct salvaged *ret);
    /* A copy of all of it as a file of its own, 0600, on disk when the call returns. The path is
     * absolute. -EEXIST: there is a file, which only force replaces. */
    int (*backup)(struct store *store, const char *file, bool force);
    /* Deletes what was before a time (but for an open occurrence), so that it is nowhere in the
     * file or beside it any more; or, not really, only counts it. */
    int (*forget)(struct store *store, struct wall before, bool really, struct forgotten *ret);

    /* What went wrong in the last call but rollback, for people; "" if nothing did. */
    const char *(*why)(struct store *store);
    void (*free)(struct store *store);
};

/* Adapters embed this first. */
struct store {
    const struct store_ops *ops;
};

static inline struct store *store_free(struct store *s)
{
    if (s)
        s->ops->free(s);
    return NULL;
}
