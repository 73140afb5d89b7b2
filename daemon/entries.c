/* The log's entries: logged, taken back, listed, changed, imported.
 *
 * Invariant: an entry is checked as a whole before the store gets it, a new version of one too; and
 * once the store has it, all that is made of the log is made anew.
 */
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "common/when.h"
#include "daemon/daemon_internal.h"

#define DRINK_ML 200 /* CARE 5: one glass */

int daemon_drink(const struct daemon *d)
{
    const struct schedule *s = &d->settings->schedule;

    for (size_t i = 0; i < s->n; i++)
        if (s->rules[i].enabled && s->rules[i].amount > 0)
            return s->rules[i].amount;
    return DRINK_ML;
}

static int make_id(struct wall now, char ret[static UUID7_TEXT_MAX], struct fault *ret_fault)
{
    uint8_t random[UUID7_RANDOM];

    if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
        return daemon_fault(ret_fault, FAULT_NOT_SAVED, "", "", "no random bytes for an id");
    uuid7_print(now, random, ret);
    return 0;
}

/* A log looks back; a minute is for clocks that differ. */
static int check_past(struct wall at, struct wall now, const char *value, struct fault *ret_fault)
{
    return at.us <= now.us + USEC_PER_MIN
               ? 0
               : daemon_fault(ret_fault, FAULT_INVALID_VALUE, "at", value,
                              "that time is still to come; a log looks back");
}

/* The same of an entry's time, unless it is of a kind that may lie ahead. */
static int check_at(const struct entry *entry, struct wall now, const char *value,
                    struct fault *ret_fault)
{
    return entry_ahead(entry->kind) ? 0 : check_past(entry->at, now, value, ret_fault);
}

void daemon_log_changed(struct daemon *d)
{
    d->glance.there = false;
    daemon_pain_settle(d);
    daemon_massage_settle(d, false);
    daemon_quiet_settle(d, true);
    daemon_changed(d);
}

int daemon_log_by(struct daemon *d, struct entry *entry, const char *source,
                  struct fault *ret_fault)
{
    struct wall said = d->said.us ? d->said : clock_now(d->options.clock).wall;
    struct store *store = daemon_store(d);
    char why[ENTRY_WHY_MAX];
    int r;

    if (!store)
        return daemon_not_saved(d, ret_fault);
    if (!entry->id[0] && (r = make_id(said, entry->id, ret_fault)) < 0)
        return r;
    entry->said = said;
    entry->offset = zone_offset(&d->zone, wall_seconds(entry->at));
    if (entry->kind == ENTRY_DRINK && entry->ml < 0)
        entry->ml = daemon_drink(d);
    r = check_at(entry, said, "", ret_fault);
    if (r < 0)
        return r;
    if (entry_check(entry, why) < 0)
        return daemon_fault(ret_fault, FAULT_INVALID_VALUE, "entry", "", "%s", why);
    r = store->ops->add(store, entry);
    if (daemon_mend(d, r))
        r = store->ops->add(store, entry);
    if (r < 0 && r != -EEXIST)
        return daemon_not_saved(d, ret_fault);
    d->glance.there = false;
    daemon_pain_logged(d, entry, source);
    daemon_massage_logged(d, entry, source);
    daemon_quiet_logged(d, entry, source);
    daemon_changed(d);
    return 0;
}

int daemon_log(struct daemon *d, struct entry *entry, struct fault *ret_fault)
{
    if (entry_by_program(entry->kind))
        return daemon_fault(ret_fault, FAULT_INVALID_VALUE, "kind", entry_kind_name(entry->kind),
                            "kneadd writes entries of that kind by itself");
    return daemon_log_by(d, entry, "command", ret_fault);
}

int daemon_versions(struct daemon *d, const char *id, char ret_first[static UUID7_TEXT_MAX],
                    size_t *ret_later, struct fault *ret_fault)
{
    struct entry entry;
    size_t later = 0, edits;
    int r = daemon_entry(d, id, &entry, ret_fault);

    if (r < 0)
        return r;
    while (entry.former[0]) { /* what forget deleted is no version any more */
        struct entry before;

        r = d->options.store->ops->version(d->options.store, entry.former, &before);
        if (r < 0)
            break;
        entry = before;
        later++;
    }
    if (r == 0 || r == -ENOENT)
        r = d->options.store->ops->edits(d->options.store, entry.id, &edits);
    if (r < 0)
        return daemon_not_saved(d, ret_fault);
    (void)strcpy(ret_first, entry.id);
    *ret_later = edits + (edits - later); /* those that stand no more were taken back */
    return 0;
}

int daemon_undo(struct daemon *d, struct entry *ret, struct fault *ret_fault)
{
    struct store *store = d->options.store;
    int r;

    if (!store)
        return daemon_not_saved(d, ret_fault);
    r = store->ops->undo(store, clock_now(d->options.clock).wall, ret);
    if (daemon_mend(d, r))
        r = -ENOENT; /* the new one has none */
    if (r == -ENOENT)
        return daemon_fault(ret_fault, FAULT_NOTHING_TO_DO, "", "",
                            "there is no entry to take back");
    if (r < 0)
        return daemon_not_saved(d, ret_fault);
    daemon_log_changed(d);
    return 0;
}

int daemon_history(struct daemon *d, const struct entry_filter *filter,
                   int (*each)(void *userdata, const struct entry *entry), void *userdata,
                   struct fault *ret_fault)
{
    struct store *store = d->options.store;
    int r;

    if (!store)
        return daemon_not_saved(d, ret_fault);
    r = store->ops->entries(store, filter, each, userdata);
    if (daemon_mend(d, r))
        return daemon_fault(ret_fault, FAULT_NOT_SAVED, "", "", "%s", daemon_damage(d));
    return r < 0 ? daemon_not_saved(d, ret_fault) : r;
}

int daemon_outcomes(struct daemon *d, struct wall from, struct wall to,
                    int (*each)(void *userdata, const struct occurrence *occurrence),
                    void *userdata, struct fault *ret_fault)
{
    struct store *store = d->options.store;
    int r = store ? store->ops->occurrences(store, from, to, each, userdata) : -EIO;

    return r < 0 ? daemon_not_saved(d, ret_fault) : r;
}

/* ------------------------------------------------------------------ changes */

static int copy(void *userdata, const struct entry *entry)
{
    *(struct entry *)userdata = *entry;
    return 1;
}

/* The latest of the kind that a word names: 0; -ENOENT: it names none, or there is none; or the
 * store's error. */
static int last_of_kind(struct store *store, const char *word, struct entry *ret)
{
    struct entry_filter last = {
        .from = {INT64_MIN}, .to = {INT64_MAX}, .region = REGION_COUNT, .last = 1};
    int r = 0;

    while (last.kind < ENTRY_KIND_COUNT && strcmp(word, entry_kind_name(last.kind)) != 0)
        last.kind++;
    if (last.kind < ENTRY_KIND_COUNT)
        r = store->ops->entries(store, &last, copy, ret);
    return r > 0 ? 0 : r < 0 ? r : -ENOENT;
}

int daemon_entry(struct daemon *d, const char *id, struct entry *ret, struct fault *ret_fault)
{
    struct store *store = d->options.store;
    bool last = strcmp(id, "last") == 0;
    int r;

    if (!store)
        return daemon_not_saved(d, ret_fault);
    r = id[0] == '\0' ? -ENOENT : last_of_kind(store, id, ret);
    if (r == -ENOENT && id[0])
        r = store->ops->find(store, last ? "" : id, ret);
    if (r == -ENOENT && last)
        return daemon_fault(ret_fault, FAULT_NOTHING_TO_DO, "", "", "the log has no entry");
    if (r == -ENOENT)
        return daemon_fault(ret_fault, FAULT_UNKNOWN_NAME, "id", id,
                            "no entry has the id \"%.40s\"; knead history shows them", id);
    if (r == -EEXIST)
        return daemon_fault(ret_fault, FAULT_UNKNOWN_NAME, "id", id,
                            "several ids end in \"%.40s\"; knead history --json shows them whole",
                            id);
    return r < 0 ? daemon_not_saved(d, ret_fault) : 0;
}

static int change_one(struct daemon *d, struct entry *entry, const struct change *change,
                      struct fault *ret_fault)
{
    char why[ENTRY_WHY_MAX];
    struct wall at;
    int32_t offset;
    int r;

    if (strcmp(change->name, "at") != 0) {
        r = entry_set(entry, change->name, change->value, why);
        return r == 0 ? 0
                      : daemon_fault(ret_fault,
                                     r == -ENOENT ? FAULT_UNKNOWN_NAME : FAULT_INVALID_VALUE,
                                     change->name, change->value, "%s", why);
    }
    if (when_parse_rfc3339(change->value, &at, &offset) < 0)
        return daemon_fault(ret_fault, FAULT_INVALID_VALUE, "at", change->value,
                            "at is a time with its offset, such as 2026-03-28T07:15:00+01:00");
    entry->at = at;
    entry->offset = zone_offset(&d->zone, wall_seconds(at));
    return check_at(entry, daemon_now(d).wall, change->value, ret_fault);
}

/* A call that is made again, because its answer was lost: the new version is there already. */
static bool was_made(struct daemon *d, const char *new_id, struct entry *ret,
                     struct entry *ret_former)
{
    struct store *store = d->options.store;

    if (!store || new_id[0] == '\0' || store->ops->find(store, new_id, ret) != 0)
        return false;
    *ret_former = *ret;
    return ret->former[0] != '\0';
}

int daemon_edit(struct daemon *d, const char *id, const char *new_id, const struct change *changes,
                size_t n, struct entry *ret, struct entry *ret_former, struct fault *ret_fault)
{
    struct store *store = d->options.store;
    struct entry entry;
    char why[ENTRY_WHY_MAX];
    int r;

    if (was_made(d, new_id, ret, ret_former))
        return 0;
    r = daemon_entry(d, id, &entry, ret_fault);
    if (r < 0)
        return r;
    *ret_former = entry;
    for (size_t i = 0; i < n && r == 0; i++)
        r = change_one(d, &entry, &changes[i], ret_fault);
    entry.edited = daemon_now(d).wall;
    (void)strcpy(entry.former, ret_former->id);
    (void)strcpy(entry.id, new_id);
    if (r == 0 && new_id[0] == '\0')
        r = make_id(entry.edited, entry.id, ret_fault);
    if (r < 0)
        return r;
    if (entry_check(&entry, why) < 0)
        return daemon_fault(ret_fault, FAULT_INVALID_VALUE, "changes", "", "%s", why);
    if (store->ops->edit(store, &entry) < 0)
        return daemon_not_saved(d, ret_fault);
    *ret = entry;
    daemon_log_changed(d);
    return 0;
}

/* ------------------------------------------------------------------ imports */

static int stage_all(struct daemon *d, struct entry *entries, size_t n, struct imported *ret,
                     struct fault *ret_fault)
{
    struct store *store = d->options.store;
    struct wall now = daemon_now(d).wall;
    char why[ENTRY_WHY_MAX];

    for (size_t i = 0; i < n; i++) {
        struct entry *e = &entries[i];
        int r;

        if (e->said.us == 0)
            e->said = e->at.us < now.us ? e->at : now;
        r = check_at(e, now, e->id, ret_fault);
        if (r == 0)
            r = check_past(e->said, now, e->id, ret_fault);
        if (r < 0)
            return r;
        if (entry_check(e, why) < 0)
            return daemon_fault(ret_fault, FAULT_INVALID_VALUE, "entries", e->id, "%s", why);
        r = store->ops->stage(store, e);
        if (r < 0 && r != -EEXIST)
            return daemon_not_saved(d, ret_fault);
        ret->taken += r == 0;
        ret->known += r == -EEXIST;
    }
    return 0;
}

int daemon_import(struct daemon *d, const void *who, struct entry *entries, size_t n,
                  struct imported *ret, struct fault *ret_fault)
{
    struct store *store = d->options.store;
    struct imported imported = {0};
    int r;

    if (!store)
        return daemon_not_saved(d, ret_fault);
    if (d->importer && d->importer != who)
        return daemon_fault(ret_fault, FAULT_INVALID_VALUE, "entries", "",
                            "another import is under way; try again when it has ended");
    if (!d->importer) { /* what a daemon that died may have left */
        if (store->ops->unstage(store, false) < 0)
            return daemon_not_saved(d, ret_fault);
        d->importer = who;
        d->imported = 0;
    }
    if (store->ops->begin(store) < 0)
        return daemon_not_saved(d, ret_fault);
    r = stage_all(d, entries, n, &imported, ret_fault);
    if (r < 0) {
        store->ops->rollback(store);
        return r;
    }
    if (store->ops->commit(store) < 0)
        return daemon_not_saved(d, ret_fault);
    d->imported += imported.taken;
    *ret = imported;
    return 0;
}

int daemon_import_end(struct daemon *d, const void *who, bool keep, int64_t *ret_n,
                      struct fault *ret_fault)
{
    struct store *store = d->options.store;

    *ret_n = 0;
    if (!d->importer || d->importer != who)
        return 0;
    if (store->ops->unstage(store, keep) < 0)
        return daemon_not_saved(d, ret_fault);
    d->importer = NULL;
    *ret_n = d->imported;
    if (keep)
        daemon_log_changed(d);
    return 0;
}
