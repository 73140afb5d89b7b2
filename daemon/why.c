/* Gathers what there is to know about why a reminder came or did not: what became of its last
 * occurrences, and what is to come. The sentences are made in why_words.c.
 *
 * Everything is read once, however many reminders are asked for.
 */
#include "daemon/why.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"

#define AHEAD (2 * USEC_PER_DAY) /* what comes later is told without what it comes with */

static void facts_done(struct why_facts *f)
{
    free(f->past);
    free(f->shown);
    free(f->coming);
    free(f->wanted);
}

/* ---------------------------------------------------------------- what was */

static int keep_past(void *userdata, const struct occurrence *o)
{
    struct why_facts *f = userdata;

    if (f->past_n == f->past_size) {
        size_t size = f->past_size ? 2 * f->past_size : 64;
        struct occurrence *past = reallocarray(f->past, size, sizeof(*past));

        if (!past)
            return -ENOMEM;
        f->past = past;
        f->past_size = size;
    }
    f->past[f->past_n++] = *o;
    return 0;
}

/* By name, then by due time; of the same one, what was written before its end comes first. */
static int compare_past(const void *a, const void *b)
{
    const struct occurrence *x = a, *y = b;
    int names = strcmp(x->reminder, y->reminder);

    if (names)
        return names;
    if (x->due.us != y->due.us)
        return x->due.us < y->due.us ? -1 : 1;
    return (x->ended.us > y->ended.us) - (x->ended.us < y->ended.us);
}

static int compare_shown(const void *a, const void *b)
{
    const struct occurrence *x = *(const struct occurrence *const *)a;
    const struct occurrence *y = *(const struct occurrence *const *)b;

    return (x->shown.us > y->shown.us) - (x->shown.us < y->shown.us);
}

static int gather_past(struct why_facts *f)
{
    struct daemon *d = f->daemon;
    struct store *store = d->options.store;
    struct wall from = daemon_day_start(d, -1);
    size_t n = 0;
    int r = 0;

    if (store)
        r = store->ops->occurrences(store, from, (struct wall){INT64_MAX}, keep_past, f);
    for (size_t i = 0; i < d->unsaved_n && r != -ENOMEM; i++)
        if (d->unsaved[i].due.us >= from.us)
            r = keep_past(f, &d->unsaved[i]);
    if (r == -ENOMEM || !(f->shown = calloc(f->past_n + 1, sizeof(*f->shown))))
        return -ENOMEM;
    if (f->past_n > 0)
        qsort(f->past, f->past_n, sizeof(*f->past), compare_past);
    for (size_t i = 0; i < f->past_n; i++) {
        bool again = n > 0 && f->past[n - 1].due.us == f->past[i].due.us &&
                     strcmp(f->past[n - 1].reminder, f->past[i].reminder) == 0;
        f->past[again ? n - 1 : n++] = f->past[i];
    }
    f->past_n = n;
    for (size_t i = 0; i < n; i++)
        if (f->past[i].shown.us)
            f->shown[f->shown_n++] = &f->past[i];
    qsort(f->shown, f->shown_n, sizeof(*f->shown), compare_shown);
    return 0;
}

size_t why_past(const struct why_facts *f, const char *reminder, size_t *ret_n)
{
    size_t low = 0, high = f->past_n, n = 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(f->past[middle].reminder, reminder) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + n < f->past_n && strcmp(f->past[low + n].reminder, reminder) == 0)
        n++;
    *ret_n = n;
    return low;
}

/* ---------------------------------------------------------------- what will be */

static int keep_coming(void *userdata, struct wall due, const struct rule *rule, const char *state)
{
    struct why_facts *f = userdata;
    bool merged = strcmp(state, "merged") == 0;
    size_t i = (size_t)(rule - f->daemon->settings->schedule.rules);
    int64_t at = merged ? f->coming[f->coming_n - 1].at : due.us;

    if (strcmp(state, "open") == 0 || strcmp(state, "paused") == 0)
        return 0;
    if (!merged && f->left == 0)
        return 1;
    if (f->coming_n == f->coming_size) {
        size_t size = f->coming_size ? 2 * f->coming_size : 64;
        struct why_coming *coming = reallocarray(f->coming, size, sizeof(*coming));

        if (!coming)
            return -ENOMEM;
        f->coming = coming;
        f->coming_size = size;
    }
    f->notices += !merged;
    f->left -= f->wanted[i];
    f->wanted[i] = false;
    f->coming[f->coming_n++] = (struct why_coming){i, f->notices, at, due.us};
    return 0;
}

static int gather_coming(struct why_facts *f, size_t from, size_t to, struct fault *ret_fault)
{
    const struct schedule *s = &f->daemon->settings->schedule;
    int64_t last = f->now.wall.us, most = last + AHEAD;
    int r;

    f->wanted = calloc(s->n + 1, sizeof(*f->wanted));
    if (!f->wanted)
        return -ENOMEM;
    for (size_t i = from; i < to; i++) {
        struct plan_view view;

        plan_view(f->daemon->plan, i, f->now, &view);
        f->wanted[i] = view.has_next;
        f->left += view.has_next;
        if (view.has_next && view.next.us > last)
            last = view.next.us;
    }
    last = (last < most ? last : most) + s->merge + USEC_PER_SEC;
    r = daemon_agenda(f->daemon, (struct wall){last}, keep_coming, f, ret_fault);
    return r < 0 ? r : 0;
}

const struct why_coming *why_next(const struct why_facts *f, size_t rule)
{
    for (size_t i = 0; i < f->coming_n; i++)
        if (f->coming[i].rule == rule)
            return &f->coming[i];
    return NULL;
}

int daemon_why(struct daemon *d, const char *reminder,
               int (*each)(void *userdata, const struct why *why), void *userdata,
               struct fault *ret_fault)
{
    CLEANUP(facts_done)
    struct why_facts f = {.daemon = d, .now = clock_now(d->options.clock)};
    AUTO_FREE struct why *why = malloc(sizeof(*why));
    size_t from = 0, to = d->settings->schedule.n;
    int r = why ? 0 : -ENOMEM;

    if (r == 0 && reminder && (r = daemon_find(d, reminder, &from, ret_fault)) == 0)
        to = from + 1;
    if (r == 0)
        r = gather_past(&f);
    if (r == 0)
        r = gather_coming(&f, from, to, ret_fault);
    for (size_t i = from; r == 0 && i < to; i++) {
        why_compose(&f, i, why);
        r = each(userdata, why);
    }
    return r;
}
