/* The daemon's ports: fakes that note everything that goes through them, and that can go wrong. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/simulation/judge.h"

#define MEMBER_OF(type, member, p) ((type *)(void *)((char *)(p)-offsetof(type, member)))
#define OWN_IDS                    8 /* the greatest ids are the daemon's own notices */

/* ---------------------------------------------------------------- clock */

static struct moment port_now(struct clock *clock)
{
    return daemon_time(MEMBER_OF(struct world, clock, clock));
}

/* next never in the past: the alarm is armed to no earlier than now. */
static void next_is_not_past(struct world *w, struct boot at)
{
    if (at.us < w->now.boot.us)
        judge_broken(w, "next_is_not_past", "armed for %lld us ago",
                     (long long)(w->now.boot.us - at.us));
}

static int port_arm(struct clock *clock, struct boot at)
{
    struct world *w = MEMBER_OF(struct world, clock, clock);

    at.us += w->booted;
    next_is_not_past(w, at);
    w->armed = true;
    w->ring_at = at.us;
    if (w->lateness && random_chance(&w->random, 70))
        w->ring_at += random_between(&w->random, 0, w->lateness);
    return 0;
}

static void port_disarm(struct clock *clock)
{
    MEMBER_OF(struct world, clock, clock)->armed = false;
}

/* The world tells at once what happens to the clocks. */
static void clock_nothing(struct clock *clock)
{
    (void)clock;
}

/* ---------------------------------------------------------------- zone */

static int port_zone(struct zone_source *source, struct wall around, struct zone *ret)
{
    struct world *w = MEMBER_OF(struct world, zone, source);
    int64_t at = wall_seconds(around);

    oracle_table(w->oracle, at - INT64_C(400) * SECONDS_PER_DAY,
                 at + INT64_C(800) * SECONDS_PER_DAY, ret);
    return 0;
}

static void zone_nothing(struct zone_source *source)
{
    (void)source;
}

/* ---------------------------------------------------------------- notices */

/* "R1, r12 and 3 more" */
static void read_title(const char *title, struct shown *ret)
{
    for (const char *at = title; *at; at++) {
        if ((*at == 'r' || *at == 'R') && isdigit((unsigned char)at[1]) && ret->named_n < 8)
            ret->named[ret->named_n++] = (uint8_t)draft_number(at);
        if (strncmp(at, " and ", 5) == 0)
            ret->more = strtoul(at + 5, NULL, 10);
    }
}

/* Servers take a notice away when a button is pressed: what it did not answer for is shown again.
 * That is neither a new notice nor a repeat. */
static bool is_rest(const struct world *w, const struct shown *s)
{
    bool due = false, before = false;

    if (s->id != w->pressed)
        return false;
    for (size_t i = 0; i < w->call.shows_n; i++)
        before = before || w->call.shows[i].id == s->id;
    for (size_t i = 0; i < s->named_n; i++) {
        const struct track *t = &w->tracks[s->named[i]];

        if (!t->open || t->notice != s->id)
            return false;
        due = due || t->repeat_due;
    }
    return before || !due;
}

static int note_show(struct world *w, const struct notice *notice, bool by_fallback)
{
    struct shown shown = {.id = notice->id, .again = by_fallback && w->failing_now};

    if (w->dead)
        return 0;
    if (notice->id == UINT64_MAX - 1)
        w->call.pause_ends++;
    if (notice->id > UINT64_MAX - OWN_IDS)
        return 0;
    read_title(notice->title, &shown);
    if (!is_rest(w, &shown) && w->call.shows_n < DRAFT_RULES)
        w->call.shows[w->call.shows_n++] = shown;
    judge_note(w, shown.again ? "shown by the fallback" : "notice", "#", (int64_t)notice->id,
               shown.named_n ? shown.named[0] : -1);
    for (size_t i = 0; i < w->on_screen_n; i++)
        if (w->on_screen[i] == notice->id)
            return 0;
    if (w->on_screen_n < DRAFT_RULES)
        w->on_screen[w->on_screen_n++] = notice->id;
    return 0;
}

static int port_show(struct notifier *notifier, const struct notice *notice)
{
    struct world *w = MEMBER_OF(struct world, screen, notifier);

    if ((w->may & ACCIDENT_SCREEN) && !w->failing && random_chance(&w->random, 3)) {
        w->had |= ACCIDENT_SCREEN;
        if (random_chance(&w->random, 50))
            return -EIO;
        if (notice->id <= UINT64_MAX - OWN_IDS)
            w->failing = notice->id; /* taken, and told later; meanwhile it counts as shown */
    }
    return note_show(w, notice, false);
}

static int port_show_plain(struct notifier *notifier, const struct notice *notice)
{
    return note_show(MEMBER_OF(struct world, terminal, notifier), notice, true);
}

static void port_withdraw(struct notifier *notifier, uint64_t id)
{
    struct world *w = MEMBER_OF(struct world, screen, notifier);

    if (w->dead)
        return;
    if (w->call.withdrawn_n < DRAFT_RULES)
        w->call.withdrawn[w->call.withdrawn_n++] = id;
    for (size_t i = 0; i < w->on_screen_n; i++)
        if (w->on_screen[i] == id)
            w->on_screen[i--] = w->on_screen[--w->on_screen_n];
}

static void withdraw_nothing(struct notifier *notifier, uint64_t id)
{
    (void)notifier;
    (void)id;
}

static void port_describe(struct notifier *notifier, char *ret, size_t size)
{
    (void)notifier;
    (void)snprintf(ret, size, "watched");
}

static void notifier_nothing(struct notifier *notifier)
{
    (void)notifier;
}

/* ---------------------------------------------------------------- the log */

static struct fake_store *kept(struct store *store)
{
    return &MEMBER_OF(struct world, store, store)->kept;
}

static int port_begin(struct store *store)
{
    struct world *w = MEMBER_OF(struct world, store, store);

    if (!w->dead && w->dying == DIE_BEFORE)
        w->dead = true;
    return w->dead ? 0 : kept(store)->store.ops->begin(&w->kept.store);
}

static int no_space(struct world *w)
{
    w->had |= ACCIDENT_DISK;
    w->disk_fails--;
    w->disk_bad = true;
    w->kept.store.ops->rollback(&w->kept.store);
    return -ENOSPC;
}

/* What is on disk, though nobody will see it. Without merging, what a meeting kept back comes in
 * one notice all the same. */
static void note_unseen(struct world *w)
{
    uint64_t alone = 0;
    bool together = false;

    for (size_t i = 0; i < w->pending.n; i++) {
        const struct occurrence *o = &w->pending.items[i];

        account_put(w, o);
        if (o->outcome != OUTCOME_OPEN)
            continue;
        if (w->merge > 0 || w->tracks[draft_number(o->reminder)].excused)
            together = true;
        else
            alone++;
    }
    w->last_id += alone + together;
}

static int port_commit(struct store *store)
{
    struct world *w = MEMBER_OF(struct world, store, store);
    int r;

    if (w->dead)
        return 0;
    if (w->disk_fails > 0)
        return no_space(w);
    r = w->kept.store.ops->commit(&w->kept.store);
    if (r == 0) {
        w->disk_bad = false;
        w->saved_at = w->now.boot.us;
        for (size_t i = 0; i < w->pending.n; i++)
            judge_put_on_disk(w, &w->pending.items[i]);
        w->dead = w->dying == DIE_AFTER;
        if (w->dead)
            note_unseen(w);
        w->pending.n = 0;
    }
    return r;
}

static void port_rollback(struct store *store)
{
    struct world *w = MEMBER_OF(struct world, store, store);

    if (!w->dead)
        w->kept.store.ops->rollback(&w->kept.store);
}

static void append(struct puts *puts, const struct occurrence *o)
{
    if (puts->n == puts->size) {
        puts->size = puts->size ? 2 * puts->size : 64;
        puts->items = reallocarray(puts->items, puts->size, sizeof(*puts->items));
        if (!puts->items)
            abort();
    }
    puts->items[puts->n++] = *o;
}

/* What failed is put again with the next write: it is new only once. */
static bool is_pending(const struct world *w, const struct occurrence *o)
{
    for (size_t i = 0; i < w->pending.n; i++)
        if (w->pending.items[i].due.us == o->due.us && w->pending.items[i].outcome == o->outcome &&
            strcmp(w->pending.items[i].reminder, o->reminder) == 0)
            return true;
    return false;
}

static int port_put(struct store *store, const struct occurrence *o)
{
    struct world *w = MEMBER_OF(struct world, store, store);

    if (w->dead)
        return 0;
    if (!is_pending(w, o)) {
        append(&w->pending, o);
        append(&w->call.puts, o);
    }
    return w->kept.store.ops->put_occurrence(&w->kept.store, o);
}

static int port_put_state(struct store *store, const char *key, const char *value)
{
    struct world *w = MEMBER_OF(struct world, store, store);

    if (w->dead)
        return 0;
    if (w->disk_fails > 0 && random_chance(&w->random, 30))
        return no_space(w);
    return w->kept.store.ops->put_state(&w->kept.store, key, value);
}

static int port_get(struct store *store, const char *reminder, struct wall due,
                    struct occurrence *ret)
{
    return kept(store)->store.ops->get_occurrence(&kept(store)->store, reminder, due, ret);
}

static int port_occurrences(struct store *store, struct wall from, struct wall to,
                            int (*each)(void *userdata, const struct occurrence *occurrence),
                            void *userdata)
{
    return kept(store)->store.ops->occurrences(&kept(store)->store, from, to, each, userdata);
}

static int port_states(struct store *store,
                       int (*each)(void *userdata, const char *key, const char *value),
                       void *userdata)
{
    return kept(store)->store.ops->states(&kept(store)->store, each, userdata);
}

static int port_entries(struct store *store, const struct entry_filter *filter,
                        int (*each)(void *userdata, const struct entry *entry), void *userdata)
{
    return kept(store)->store.ops->entries(&kept(store)->store, filter, each, userdata);
}

static const char *port_why(struct store *store)
{
    return kept(store)->store.ops->why(&kept(store)->store);
}

void ports_init(struct world *w)
{
    static const struct clock_ops clock_ops = {port_now, port_arm, port_disarm, clock_nothing,
                                               clock_nothing};
    static const struct zone_ops zone_ops = {port_zone, zone_nothing};
    static const struct notifier_ops screen_ops = {port_show, port_withdraw, port_describe,
                                                   notifier_nothing};
    static const struct notifier_ops terminal_ops = {port_show_plain, withdraw_nothing,
                                                     port_describe, notifier_nothing};
    static const struct store_ops store_ops = {
        .begin = port_begin,
        .commit = port_commit,
        .rollback = port_rollback,
        .put_occurrence = port_put,
        .get_occurrence = port_get,
        .occurrences = port_occurrences,
        .put_state = port_put_state,
        .states = port_states,
        .entries = port_entries,
        .why = port_why,
        .free = port_rollback,
    };

    w->clock.ops = &clock_ops;
    w->zone.ops = &zone_ops;
    w->screen.ops = &screen_ops;
    w->terminal.ops = &terminal_ops;
    w->store.ops = &store_ops;
    fake_store_init(&w->kept);
}

void ports_clear(struct world *w)
{
    w->call.puts.n = w->call.shows_n = w->call.withdrawn_n = 0;
    w->call.pause_ends = w->call.owed_n = 0;
}
