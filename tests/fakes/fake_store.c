/* The store port without a disk. Kept sorted as it is read, so that years of a simulation cost
 * little: what comes in the order of time is appended. */
#include "tests/fakes/fake_store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fake_entry {
    struct entry entry;
    bool undone;
    bool staged;
};

/* What a write replaced. */
struct fake_change {
    enum {
        CHANGE_ADD,
        CHANGE_UNDO,
        CHANGE_OCCURRENCE,
        CHANGE_STATE,
    } kind;
    bool existed;
    size_t entry;
    struct occurrence occurrence;
    struct plan_saved state;
};

static struct fake_store *of(struct store *store)
{
    return (struct fake_store *)store;
}

static void *grown(void *items, size_t n, size_t *size, size_t item)
{
    if (n < *size)
        return items;
    *size = *size ? *size * 2 : 16;
    items = reallocarray(items, *size, item);
    if (!items)
        abort();
    return items;
}

/* Makes room for one item, or takes one out. */
#define OPEN_AT(items, n, i) \
    memmove((items) + (i) + 1, (items) + (i), ((n) - (i)) * sizeof *(items))
#define CLOSE_AT(items, n, i) \
    memmove((items) + (i), (items) + (i) + 1, ((n) - (i)-1) * sizeof *(items))

/* ------------------------------------------------------------------ places */

/* The number of the first of n items that is not before what is looked for; `middle` is the item's.
 */
#define PLACE(n, is_before)                         \
    __extension__({                                 \
        size_t low = 0, high = (n);                 \
        while (low < high) {                        \
            size_t middle = low + (high - low) / 2; \
            if (is_before)                          \
                low = middle + 1;                   \
            else                                    \
                high = middle;                      \
        }                                           \
        low;                                        \
    })

static size_t entry_place(const struct fake_store *s, struct wall at)
{
    return PLACE(s->entries_n, s->entries[s->by_time[middle]].entry.at.us < at.us);
}

static size_t occurrence_place(const struct fake_store *s, struct wall due, const char *reminder)
{
    const struct occurrence *o = s->occurrences;

    return PLACE(s->occurrences_n,
                 o[middle].due.us < due.us ||
                     (o[middle].due.us == due.us && strcmp(o[middle].reminder, reminder) < 0));
}

static size_t state_place(const struct fake_store *s, const char *key)
{
    return PLACE(s->states_n, strcmp(s->states[middle].key, key) < 0);
}

static bool occurrence_at(const struct fake_store *s, size_t i, struct wall due,
                          const char *reminder)
{
    return i < s->occurrences_n && s->occurrences[i].due.us == due.us &&
           strcmp(s->occurrences[i].reminder, reminder) == 0;
}

static bool state_at(const struct fake_store *s, size_t i, const char *key)
{
    return i < s->states_n && strcmp(s->states[i].key, key) == 0;
}

/* ------------------------------------------------------------------ transactions */

static void take_back(struct fake_store *s, const struct fake_change *c)
{
    size_t i = 0;

    switch (c->kind) {
    case CHANGE_ADD:
        while (s->by_time[i] != c->entry)
            i++;
        CLOSE_AT(s->by_time, s->entries_n, i);
        s->entries_n--;
        break;
    case CHANGE_UNDO:
        s->entries[c->entry].undone = c->existed;
        break;
    case CHANGE_OCCURRENCE:
        i = occurrence_place(s, c->occurrence.due, c->occurrence.reminder);
        s->occurrences[i] = c->occurrence;
        if (!c->existed)
            CLOSE_AT(s->occurrences, s->occurrences_n--, i);
        break;
    case CHANGE_STATE:
        i = state_place(s, c->state.key);
        s->states[i] = c->state;
        if (!c->existed)
            CLOSE_AT(s->states, s->states_n--, i);
        break;
    }
}

static void roll_back(struct fake_store *s)
{
    while (s->changes_n > 0)
        take_back(s, &s->changes[--s->changes_n]);
    s->in_transaction = false;
}

static int fail(struct fake_store *s, int error, const char *why)
{
    (void)snprintf(s->why, sizeof s->why, "the log was not written: %s", why);
    return error;
}

/* Whether the next write happens. */
static int gate(struct fake_store *s)
{
    if (s->fail_after > 0) {
        s->fail_after--;
        return 0;
    }
    if (s->fail_n == 0)
        return 0;
    s->fail_n--;
    roll_back(s);
    return fail(s, s->fail_error, strerror(-s->fail_error));
}

static void written(struct fake_store *s, const struct fake_change *change)
{
    s->writes++;
    if (!s->in_transaction)
        return;
    s->changes = grown(s->changes, s->changes_n, &s->changes_size, sizeof *s->changes);
    s->changes[s->changes_n++] = *change;
}

static int fake_begin(struct store *store)
{
    struct fake_store *s = of(store);

    s->why[0] = '\0';
    if (s->in_transaction)
        return fail(s, -EINVAL, "the last write is still under way");
    s->in_transaction = true;
    return 0;
}

static int fake_commit(struct store *store)
{
    struct fake_store *s = of(store);
    int r;

    s->why[0] = '\0';
    if (!s->in_transaction)
        return fail(s, -EINVAL, "no write was begun");
    r = gate(s);
    if (r < 0)
        return r;
    s->changes_n = 0;
    s->in_transaction = false;
    return 0;
}

static void fake_rollback(struct store *store)
{
    roll_back(of(store));
}

/* ------------------------------------------------------------------ entries */

/* Ids mostly come in the order of time, so this is seldom a search. */
static bool id_taken(const struct fake_store *s, const char *id)
{
    if (strcmp(id, s->greatest_id) > 0)
        return false;
    for (size_t i = 0; i < s->entries_n; i++)
        if (strcmp(s->entries[i].entry.id, id) == 0)
            return true;
    return false;
}

static int fake_add(struct store *store, const struct entry *entry)
{
    struct fake_store *s = of(store);
    struct fake_change change = {.kind = CHANGE_ADD, .entry = s->entries_n};
    size_t size = s->entries_size, i;
    char why[ENTRY_WHY_MAX];
    int r;

    s->why[0] = '\0';
    if (entry_check(entry, why) < 0)
        return fail(s, -EINVAL, why);
    if (id_taken(s, entry->id))
        return -EEXIST;
    r = gate(s);
    if (r < 0)
        return r;
    s->by_time = grown(s->by_time, s->entries_n, &size, sizeof *s->by_time);
    s->entries = grown(s->entries, s->entries_n, &s->entries_size, sizeof *s->entries);
    s->entries[s->entries_n] = (struct fake_entry){.entry = *entry};
    if (strcmp(entry->id, s->greatest_id) > 0)
        (void)strcpy(s->greatest_id, entry->id);
    i = entry_place(s, (struct wall){entry->at.us + 1});
    OPEN_AT(s->by_time, s->entries_n, i);
    s->by_time[i] = s->entries_n++;
    written(s, &change);
    return 0;
}

/* Of a live entry, or (undone) of one taken back; entries_n: none. */
static size_t with_id(const struct fake_store *s, const char *id, bool undone)
{
    size_t i = 0;

    while (i < s->entries_n && (strcmp(s->entries[i].entry.id, id) != 0 || s->entries[i].staged ||
                                s->entries[i].undone != undone))
        i++;
    return i;
}

static size_t last_said(const struct fake_store *s)
{
    size_t last = s->entries_n;
    int64_t at = INT64_MIN;

    for (size_t i = 0; i < s->entries_n; i++) {
        const struct entry *e = &s->entries[i].entry;
        int64_t said = e->edited.us ? e->edited.us : e->said.us;

        if (s->entries[i].undone || s->entries[i].staged || entry_by_program(e->kind) || said < at)
            continue;
        last = i;
        at = said;
    }
    return last;
}

static int mark(struct fake_store *s, size_t i, bool undone)
{
    struct fake_change change = {.kind = CHANGE_UNDO, .entry = i, .existed = !undone};
    int r = gate(s);

    if (r < 0)
        return r;
    s->entries[i].undone = undone;
    written(s, &change);
    return 0;
}

static int fake_edit(struct store *store, const struct entry *entry)
{
    struct fake_store *s = of(store);
    int r = fake_begin(store);
    size_t i;

    if (r < 0)
        return r;
    i = with_id(s, entry->former, false);
    r = i < s->entries_n ? mark(s, i, true) : -ENOENT;
    if (r == 0)
        r = fake_add(store, entry);
    if (r == 0)
        return fake_commit(store);
    roll_back(s);
    return r;
}

static int fake_undo(struct store *store, struct wall now, struct entry *ret)
{
    struct fake_store *s = of(store);
    size_t i = last_said(s), former;
    struct entry entry;
    bool own;
    int r;

    (void)now;
    s->why[0] = '\0';
    if (i == s->entries_n)
        return -ENOENT;
    entry = s->entries[i].entry;
    former = entry.former[0] ? with_id(s, entry.former, true) : s->entries_n;
    own = entry.former[0] && !s->in_transaction;
    r = own ? fake_begin(store) : 0;
    if (r == 0)
        r = mark(s, i, true);
    if (r == 0 && former < s->entries_n)
        r = mark(s, former, false);
    if (r == 0 && own)
        r = fake_commit(store);
    if (r == 0)
        *ret = entry;
    return r;
}

/* Whether an id ends in these digits, dashes aside. */
static bool ends_in(const char *id, const char *digits)
{
    size_t n = strlen(id), k = strlen(digits);

    while (n > 0 && k > 0) {
        if (digits[k - 1] == '-') {
            k--;
        } else if (id[n - 1] == '-') {
            n--;
        } else if (id[--n] != digits[--k]) {
            return false;
        }
    }
    return k == 0;
}

static int fake_find(struct store *store, const char *id, struct entry *ret)
{
    struct fake_store *s = of(store);
    size_t found = s->entries_n;

    s->why[0] = '\0';
    if (id[0] == '\0')
        found = last_said(s);
    for (size_t i = 0; i < s->entries_n && id[0]; i++) {
        const struct fake_entry *e = &s->entries[i];

        if (e->undone || e->staged || !ends_in(e->entry.id, id))
            continue;
        if (found < s->entries_n)
            return -EEXIST;
        found = i;
    }
    if (found == s->entries_n)
        return -ENOENT;
    *ret = s->entries[found].entry;
    return 0;
}

static int fake_version(struct store *store, const char *id, struct entry *ret)
{
    struct fake_store *s = of(store);

    s->why[0] = '\0';
    for (size_t i = 0; i < s->entries_n; i++)
        if (!s->entries[i].staged && strcmp(s->entries[i].entry.id, id) == 0) {
            *ret = s->entries[i].entry;
            return 0;
        }
    return -ENOENT;
}

/* Entries are in the order in which they came, so that a version stands behind what it changed. */
static int fake_edits(struct store *store, const char *id, size_t *ret)
{
    const struct fake_store *s = of(store);
    const char **ids = calloc(s->entries_n + 1, sizeof(*ids));
    size_t n = 1;

    if (!ids)
        return -ENOMEM;
    ids[0] = id;
    for (size_t i = 0; i < s->entries_n; i++)
        for (size_t k = 0; k < n && !s->entries[i].staged; k++)
            if (strcmp(s->entries[i].entry.former, ids[k]) == 0) {
                ids[n++] = s->entries[i].entry.id;
                break;
            }
    free(ids);
    *ret = n - 1;
    return 0;
}

static int fake_stage(struct store *store, const struct entry *entry)
{
    struct fake_store *s = of(store);
    int r = fake_add(store, entry);

    if (r == 0)
        s->entries[s->entries_n - 1].staged = true;
    return r;
}

static int fake_unstage(struct store *store, bool keep)
{
    struct fake_store *s = of(store);
    int r = gate(s);

    s->why[0] = '\0';
    for (size_t i = 0; i < s->entries_n && r == 0; i++) {
        if (!s->entries[i].staged)
            continue;
        s->entries[i].staged = false;
        s->entries[i].undone = !keep;
        if (!keep) /* the id is free again */
            s->entries[i].entry.id[0] = '\0';
    }
    return r;
}

static bool matches(const struct fake_entry *e, const struct entry_filter *filter)
{
    return !e->undone && !e->staged &&
           (filter->kind == ENTRY_KIND_COUNT || filter->kind == e->entry.kind) &&
           (filter->region == REGION_COUNT || filter->region == e->entry.region);
}

static int fake_entries(struct store *store, const struct entry_filter *filter,
                        int (*each)(void *userdata, const struct entry *entry), void *userdata)
{
    struct fake_store *s = of(store);
    size_t first = entry_place(s, filter->from), end = entry_place(s, filter->to);
    int64_t left = filter->last;

    s->why[0] = '\0';
    if (left > 0)
        for (size_t i = end; i > first && left > 0; i--)
            if (matches(&s->entries[s->by_time[i - 1]], filter) && --left == 0)
                first = i - 1;
    for (size_t i = first; i < end; i++) {
        const struct fake_entry *e = &s->entries[s->by_time[i]];
        int r = matches(e, filter) ? each(userdata, &e->entry) : 0;
        if (r != 0)
            return r;
    }
    return 0;
}

/* ------------------------------------------------------------------ occurrences and state */

static int fake_put_occurrence(struct store *store, const struct occurrence *o)
{
    struct fake_store *s = of(store);
    struct fake_change change = {.kind = CHANGE_OCCURRENCE, .occurrence = *o};
    size_t i;
    int r;

    s->why[0] = '\0';
    if (!memchr(o->reminder, '\0', sizeof o->reminder) || o->reminder[0] == '\0' ||
        !memchr(o->source, '\0', sizeof o->source) || (unsigned)o->outcome >= OUTCOME_COUNT ||
        (unsigned)o->reason >= REASON_COUNT)
        return fail(s, -EINVAL, "a value is not allowed there");
    r = gate(s);
    if (r < 0)
        return r;
    i = occurrence_place(s, o->due, o->reminder);
    change.existed = occurrence_at(s, i, o->due, o->reminder);
    if (change.existed) {
        change.occurrence = s->occurrences[i];
    } else {
        s->occurrences =
            grown(s->occurrences, s->occurrences_n, &s->occurrences_size, sizeof *s->occurrences);
        OPEN_AT(s->occurrences, s->occurrences_n++, i);
    }
    s->occurrences[i] = *o;
    written(s, &change);
    return 0;
}

static int fake_get_occurrence(struct store *store, const char *reminder, struct wall due,
                               struct occurrence *ret)
{
    struct fake_store *s = of(store);
    size_t i = occurrence_place(s, due, reminder);

    s->why[0] = '\0';
    if (!occurrence_at(s, i, due, reminder))
        return -ENOENT;
    *ret = s->occurrences[i];
    return 0;
}

static int fake_occurrences(struct store *store, struct wall from, struct wall to,
                            int (*each)(void *userdata, const struct occurrence *occurrence),
                            void *userdata)
{
    struct fake_store *s = of(store);

    s->why[0] = '\0';
    for (size_t i = occurrence_place(s, from, ""), end = occurrence_place(s, to, ""); i < end;
         i++) {
        int r = each(userdata, &s->occurrences[i]);
        if (r != 0)
            return r;
    }
    return 0;
}

static int fake_put_state(struct store *store, const char *key, const char *value)
{
    struct fake_store *s = of(store);
    struct fake_change change = {.kind = CHANGE_STATE};
    size_t i;
    int r;

    s->why[0] = '\0';
    if (key[0] == '\0' || strlen(key) >= PLAN_KEY_MAX || strlen(value) >= PLAN_VALUE_MAX)
        return fail(s, -EINVAL, "a value is not allowed there");
    r = gate(s);
    if (r < 0)
        return r;
    i = state_place(s, key);
    change.existed = state_at(s, i, key);
    (void)strcpy(change.state.key, key);
    if (change.existed) {
        change.state = s->states[i];
    } else {
        s->states = grown(s->states, s->states_n, &s->states_size, sizeof *s->states);
        OPEN_AT(s->states, s->states_n++, i);
    }
    (void)strcpy(s->states[i].key, key);
    (void)strcpy(s->states[i].value, value);
    written(s, &change);
    return 0;
}

static int fake_states(struct store *store,
                       int (*each)(void *userdata, const char *key, const char *value),
                       void *userdata)
{
    struct fake_store *s = of(store);

    s->why[0] = '\0';
    for (size_t i = 0; i < s->states_n; i++) {
        int r = each(userdata, s->states[i].key, s->states[i].value);
        if (r != 0)
            return r;
    }
    return 0;
}

/* ------------------------------------------------------------------ the file there is not */

static int fake_replace(struct store *store, struct wall now, char ret[static STORE_PATH_MAX])
{
    struct fake_store *s = of(store);

    (void)now;
    if (!s->damaged)
        return -EINVAL;
    roll_back(s);
    s->entries_n = s->occurrences_n = s->states_n = 0;
    s->greatest_id[0] = '\0';
    s->damaged = false;
    (void)strcpy(ret, "/nowhere/knead.db" STORE_DAMAGED "2026-03-27");
    return 0;
}

static int fake_salvage(struct store *store, const char *file, struct salvaged *ret)
{
    (void)file, (void)ret;
    return fail(of(store), -EUCLEAN, "nothing can be read of the old one");
}

static int fake_backup(struct store *store, const char *file, bool force)
{
    FILE *f = fopen(file, force ? "we" : "wxe");

    if (!f)
        return errno == EEXIST ? -EEXIST : fail(of(store), -errno, strerror(errno));
    (void)fclose(f);
    return 0;
}

static int fake_forget(struct store *store, struct wall before, bool really, struct forgotten *ret)
{
    struct fake_store *s = of(store);
    struct forgotten f = {0};
    size_t kept = 0;
    int r;

    s->why[0] = '\0';
    if (s->in_transaction)
        return fail(s, -EINVAL, "the last write is still under way");
    for (size_t i = 0; i < s->entries_n; i++) {
        f.entries += s->entries[i].entry.at.us < before.us;
        f.entries_left += s->entries[i].entry.at.us >= before.us && !s->entries[i].undone;
    }
    for (size_t i = 0; i < s->occurrences_n; i++) {
        bool open = s->occurrences[i].outcome == OUTCOME_OPEN;

        f.outcomes += s->occurrences[i].due.us < before.us && !open;
        f.outcomes_left += s->occurrences[i].due.us >= before.us && !open;
    }
    r = really ? gate(s) : 0;
    if (r < 0)
        return r;
    for (size_t i = 0; really && i < s->entries_n; i++)
        if (s->entries[i].entry.at.us >= before.us)
            s->entries[kept++] = s->entries[i];
    if (really) {
        s->entries_n = 0; /* by_time is made anew */
        for (size_t i = 0; i < kept; i++) {
            size_t place = entry_place(s, (struct wall){s->entries[i].entry.at.us + 1});

            OPEN_AT(s->by_time, s->entries_n, place);
            s->by_time[place] = s->entries_n++;
        }
        kept = 0;
        for (size_t i = 0; i < s->occurrences_n; i++)
            if (s->occurrences[i].due.us >= before.us || s->occurrences[i].outcome == OUTCOME_OPEN)
                s->occurrences[kept++] = s->occurrences[i];
        s->occurrences_n = kept;
    }
    *ret = f;
    return 0;
}

/* ------------------------------------------------------------------ the fake itself */

static const char *fake_why(struct store *store)
{
    return of(store)->why;
}

void fake_store_init(struct fake_store *s)
{
    static const struct store_ops ops = {
        .begin = fake_begin,
        .commit = fake_commit,
        .rollback = fake_rollback,
        .add = fake_add,
        .edit = fake_edit,
        .undo = fake_undo,
        .find = fake_find,
        .version = fake_version,
        .edits = fake_edits,
        .stage = fake_stage,
        .unstage = fake_unstage,
        .entries = fake_entries,
        .put_occurrence = fake_put_occurrence,
        .get_occurrence = fake_get_occurrence,
        .occurrences = fake_occurrences,
        .put_state = fake_put_state,
        .states = fake_states,
        .replace = fake_replace,
        .salvage = fake_salvage,
        .backup = fake_backup,
        .forget = fake_forget,
        .why = fake_why,
        .free = fake_rollback,
    };

    *s = (struct fake_store){.store = {.ops = &ops}};
}

void fake_store_done(struct fake_store *s)
{
    free(s->entries);
    free(s->by_time);
    free(s->occurrences);
    free(s->states);
    free(s->changes);
    *s = (struct fake_store){0};
}

void fake_store_fail(struct fake_store *s, long after, long n, int error)
{
    s->fail_after = after;
    s->fail_n = n;
    s->fail_error = error;
}

void fake_store_offered(struct fake_store *s, int64_t at)
{
    char value[32];

    (void)snprintf(value, sizeof value, "%lld", (long long)(at / USEC_PER_SEC));
    if (fake_put_state(&s->store, "told check", value) < 0)
        abort();
}
