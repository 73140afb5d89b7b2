/* Entries changed: found by what people type of their ids, and replaced by a version that was
 * checked as a whole. */
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

int daemon_entry(struct daemon *d, const char *id, struct entry *ret, struct fault *ret_fault)
{
    struct store *store = d->options.store;
    bool last = strcmp(id, "last") == 0;
    int r;

    if (!store)
        return daemon_not_saved(d, ret_fault);
    r = id[0] == '\0' ? -ENOENT : store->ops->find(store, last ? "" : id, ret);
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
    if (at.us > daemon_now(d).wall.us + USEC_PER_MIN && !entry_ahead(entry->kind))
        return daemon_fault(ret_fault, FAULT_INVALID_VALUE, "at", change->value,
                            "that time is still to come; a log looks back");
    entry->at = at;
    entry->offset = zone_offset(&d->zone, wall_seconds(at));
    return 0;
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

static int make_id(struct wall now, char ret[static UUID7_TEXT_MAX], struct fault *ret_fault)
{
    uint8_t random[UUID7_RANDOM];

    if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
        return daemon_fault(ret_fault, FAULT_NOT_SAVED, "", "", "no random bytes for an id");
    uuid7_print(now, random, ret);
    return 0;
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

int daemon_outcomes(struct daemon *d, struct wall from, struct wall to,
                    int (*each)(void *userdata, const struct occurrence *occurrence),
                    void *userdata, struct fault *ret_fault)
{
    struct store *store = d->options.store;
    int r = store ? store->ops->occurrences(store, from, to, each, userdata) : -EIO;

    return r < 0 ? daemon_not_saved(d, ret_fault) : r;
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
        if ((e->at.us > now.us + USEC_PER_MIN && !entry_ahead(e->kind)) ||
            e->said.us > now.us + USEC_PER_MIN)
            return daemon_fault(ret_fault, FAULT_INVALID_VALUE, "at", e->id,
                                "that time is still to come; a log looks back");
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
