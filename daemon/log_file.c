/* The log as a file: what a person is told of its trouble, and how it is copied, salvaged and made
 * to forget.
 *
 * A damaged log is moved aside and a new one begun, so that what comes next is safe. Until somebody
 * has salvaged the old one, or moved it away, status and doctor tell of it.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/daemon_internal.h"
#include "daemon/log.h"

/* ------------------------------------------------------------------ what is told of it */

const char *daemon_store_why(struct daemon *d)
{
    if (d->options.store)
        return d->options.store->ops->why(d->options.store);
    return d->options.store_trouble ? d->options.store_trouble : "there is no log";
}

int daemon_not_saved(struct daemon *d, struct fault *ret)
{
    return daemon_fault(ret, FAULT_NOT_SAVED, "", "", "%s", daemon_store_why(d));
}

void daemon_tell_log(struct daemon *d, const char *title, const char *sentence)
{
    struct notice notice = {.id = NOTICE_NOT_KEPT, .urgency = URGENCY_NORMAL};

    (void)snprintf(notice.title, sizeof(notice.title), "%s", title);
    (void)snprintf(notice.body, sizeof(notice.body), "%s", sentence);
    log_warning("the log: %s: %s", title, sentence);
    daemon_tell(d, &notice);
}

/* ------------------------------------------------------------------ damage */

static void tell_of(struct daemon *d, const char *aside)
{
    char sentence[NOTICE_BODY_MAX];

    (void)snprintf(
        sentence, sizeof(sentence),
        "A new one was begun, and reminders go on. The old one lies, whole, at %.1500s. To "
        "take over what can still be read of it: knead salvage",
        aside);
    daemon_tell_log(d, "The log was damaged", sentence);
}

void daemon_tell_aside(struct daemon *d)
{
    if (d->options.store_aside)
        tell_of(d, d->options.store_aside);
}

bool daemon_mend(struct daemon *d, int error)
{
    struct store *store = d->options.store;
    char aside[STORE_PATH_MAX];
    int r;

    if (error != -EUCLEAN || !store)
        return false;
    r = store->ops->replace(store, clock_now(d->options.clock).wall, aside);
    if (r < 0)
        return false;
    d->glance.there = false;
    plan_touch(d->plan); /* the new one knows nothing of the plan yet */
    tell_of(d, aside);
    daemon_changed(d);
    return true;
}

/* Whether a name in the log's folder is that of a log moved aside, and not of a part of one. */
static bool is_damaged(const char *name, const char *log)
{
    size_t n = strlen(log), length = strlen(name);

    if (strncmp(name, log, n) != 0 || strncmp(name + n, STORE_DAMAGED, strlen(STORE_DAMAGED)) != 0)
        return false;
    return (length < 4 ||
            (strcmp(name + length - 4, "-wal") && strcmp(name + length - 4, "-shm"))) &&
           (length < 8 || strcmp(name + length - 8, "-journal"));
}

/* Each of them by its path, oldest first; each() returning nonzero stops. */
static void each_damaged(struct daemon *d, int (*each)(void *userdata, const char *path),
                         void *userdata)
{
    const char *log = d->options.log_path, *slash = log ? strrchr(log, '/') : NULL;
    AUTO_FREE char *folder = slash ? strndup(log, (size_t)(slash - log) + 1) : NULL;
    struct dirent **names = NULL;
    int n = folder ? scandir(folder, &names, NULL, alphasort) : 0, r = 0;

    for (int i = 0; i < n; i++) {
        AUTO_FREE char *path = NULL;

        if (r == 0 && is_damaged(names[i]->d_name, slash + 1) &&
            asprintf(&path, "%s%s", folder, names[i]->d_name) >= 0)
            r = each(userdata, path);
        else
            path = NULL;
        free(names[i]);
    }
    free(names);
}

static int first_path(void *userdata, const char *path)
{
    (void)snprintf(userdata, STORE_PATH_MAX, "%s", path);
    return 1;
}

const char *daemon_damage(struct daemon *d)
{
    char path[STORE_PATH_MAX] = "";

    each_damaged(d, first_path, path);
    if (!path[0])
        return NULL;
    (void)snprintf(d->damage, sizeof(d->damage),
                   "an older one was damaged and lies at %.400s; knead salvage takes over what can "
                   "still be read of it",
                   path);
    return d->damage;
}

/* ------------------------------------------------------------------ salvage */

struct salvage {
    struct daemon *daemon;
    struct salvage_report *report;
    size_t failed;
    int error; /* of the store that is written to */
};

/* Its name says that it was taken care of; its parts go along. */
static void rename_salvaged(const char *path)
{
    static const char *const parts[] = {"-wal", "-shm", "-journal", ""};
    const char *mark = strstr(strrchr(path, '/'), STORE_DAMAGED);

    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        AUTO_FREE char *old = NULL, *new = NULL;

        if (asprintf(&old, "%s%s", path, parts[i]) < 0)
            old = NULL;
        if (asprintf(&new, "%.*s" STORE_SALVAGED "%s%s", (int)(mark - path), path,
                     mark + strlen(STORE_DAMAGED), parts[i]) < 0)
            new = NULL;
        if (old && new)
            (void)rename(old, new);
    }
}

static int salvage_one(void *userdata, const char *path)
{
    struct salvage *s = userdata;
    struct store *store = s->daemon->options.store;
    struct salvaged salvaged;
    int r = store->ops->salvage(store, path, &salvaged);

    if (r == -EUCLEAN) {
        s->failed++;
        return 0;
    }
    s->error = r;
    if (r < 0)
        return r;
    s->report->files++;
    s->report->entries += salvaged.entries;
    s->report->outcomes += salvaged.outcomes;
    s->report->whole = s->report->whole && salvaged.whole;
    log_info("the log: salvaged from %s: %lld entries, %lld outcomes", path,
             (long long)salvaged.entries, (long long)salvaged.outcomes);
    rename_salvaged(path);
    return 0;
}

int daemon_salvage(struct daemon *d, struct salvage_report *ret, struct fault *ret_fault)
{
    struct salvage_report report = {.whole = true};
    struct salvage s = {.daemon = d, .report = &report};

    if (!d->options.store)
        return daemon_not_saved(d, ret_fault);
    each_damaged(d, salvage_one, &s);
    if (s.error < 0)
        return daemon_not_saved(d, ret_fault);
    if (report.files == 0 && s.failed > 0)
        return daemon_fault(ret_fault, FAULT_NOTHING_TO_DO, "", "",
                            "%s. It stays there; sqlite3 with .recover may find more. Once you "
                            "move it elsewhere, or delete it, it is not spoken of any more",
                            daemon_store_why(d));
    if (report.files == 0)
        return daemon_fault(ret_fault, FAULT_NOTHING_TO_DO, "", "",
                            "there is no damaged log that waits for it");
    report.whole = report.whole && s.failed == 0;
    *ret = report;
    daemon_log_changed(d);
    return 0;
}

/* ------------------------------------------------------------------ copies, and what is forgotten
 */

int daemon_backup(struct daemon *d, const char *file, bool force, char ret[static STORE_PATH_MAX],
                  struct fault *ret_fault)
{
    struct store *store = d->options.store;
    char beside[STORE_PATH_MAX];
    int r;

    if (file && file[0] != '/')
        return daemon_fault(ret_fault, FAULT_INVALID_VALUE, "file", file,
                            "the path has to begin with /");
    if (!store)
        return daemon_not_saved(d, ret_fault);
    if (!file) {
        file = beside;
        (void)snprintf(beside, sizeof(beside), "%.*s.copy-%lld", STORE_PATH_MAX - 32,
                       d->options.log_path, (long long)clock_now(d->options.clock).wall.us);
    }
    (void)snprintf(ret, STORE_PATH_MAX, "%s", file);
    r = store->ops->backup(store, file, force);
    if (r == -EEXIST)
        return daemon_fault(ret_fault, FAULT_INVALID_VALUE, "file", file, "%s is there already%s",
                            file, force ? ", and is no file" : "; --force replaces a file");
    return r < 0 ? daemon_not_saved(d, ret_fault) : 0;
}

int daemon_forget(struct daemon *d, struct wall before, bool really, struct forgotten *ret,
                  struct fault *ret_fault)
{
    struct store *store = d->options.store;
    struct wall now = clock_now(d->options.clock).wall;
    int r;

    if (before.us > now.us)
        return daemon_fault(ret_fault, FAULT_INVALID_VALUE, "before", "",
                            "that time is still to come; what is forgotten lies in the past");
    if (!store)
        return daemon_not_saved(d, ret_fault);
    r = store->ops->forget(store, before, really, ret);
    if (r == 0 && really)
        log_info("the log: forgotten: %lld entries, %lld outcomes", (long long)ret->entries,
                 (long long)ret->outcomes);
    if (r == 0 && really)
        daemon_log_changed(d);
    return r < 0 ? daemon_not_saved(d, ret_fault) : 0;
}
