/* A store in memory, to the same contract as the real one, that can be told to fail. */
#pragma once

#include "daemon/ports/store.h"

struct fake_store {
    struct store store;
    long writes;                    /* adds, undos and puts that succeeded */
    size_t entries_n, entries_size; /* in the order in which they were taken in */
    struct fake_entry *entries;
    char greatest_id[UUID7_TEXT_MAX];
    size_t *by_time; /* their numbers: by at, then as taken in */
    size_t occurrences_n, occurrences_size;
    struct occurrence *occurrences; /* by due, then name */
    size_t states_n, states_size;
    struct plan_saved *states; /* by key */
    bool in_transaction;
    bool damaged; /* replace() has something to do; it empties the store */
    size_t changes_n, changes_size;
    struct fake_change *changes; /* of the transaction, for rollback */
    long fail_after, fail_n;
    int fail_error;
    char why[512];
};

void fake_store_init(struct fake_store *s);
/* The list of signs, which the first run offers, was offered at a time (microseconds). */
void fake_store_offered(struct fake_store *s, int64_t at);
/* What store_free() is not: that only ends a transaction, as a daemon's death would; what was
 * written stays. */
void fake_store_done(struct fake_store *s);
/* After `after` more writes that succeed, the next n fail with error (-ENOSPC). A commit counts as
 * a write here. */
void fake_store_fail(struct fake_store *s, long after, long n, int error);
