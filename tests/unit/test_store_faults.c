/* A disk that fails at each operation in turn: full, with I/O errors, with the power gone. Whatever
 * was acknowledged is there exactly once afterwards, and nothing that was refused. */
#include "daemon/adapters/adapters.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <limits.h>

#include "tests/fakes/fault_vfs.h"
#include "tests/unit/store_place.h"

#define ENTRIES_MAX 64

/* What became of an entry, as far as the caller was told. */
enum told {
    UNTOLD,
    REFUSED,
    UNSURE, /* no answer came: the power went */
    SAVED,
    TAKEN_BACK,
    MAYBE_BACK, /* saved; whether it was taken back, no answer came */
    GONE,       /* forgotten */
    MAYBE_GONE,
};

struct session {
    const struct place *place;
    struct disk *disk;
    struct store *store;
    enum told told[ENTRIES_MAX];
    int n;
};

static bool power_is_off(const struct session *s)
{
    return s->disk->fault == DISK_CUT && disk_failed(s->disk);
}

/* Opens it, again where that failed for once. */
static bool is_open(struct session *s)
{
    for (int tries = 0; tries < 2 && !s->store && !power_is_off(s); tries++)
        (void)store_sqlite_new(&s->store, s->place->path, NULL);
    return s->store != NULL;
}

static void log_one(struct session *s)
{
    int i = s->n++;

    if (!is_open(s))
        return;
    s->told[i] = add(s->store, i) == 0 ? SAVED : power_is_off(s) ? UNSURE : REFUSED;
}

static void log_together(struct session *s, int n)
{
    int first = s->n, r;

    s->n += n;
    if (!is_open(s))
        return;
    r = s->store->ops->begin(s->store);
    for (int i = 0; r == 0 && i < n; i++)
        r = add(s->store, first + i);
    if (r == 0)
        r = s->store->ops->commit(s->store);
    else
        s->store->ops->rollback(s->store);
    for (int i = 0; i < n; i++)
        s->told[first + i] = r == 0 ? SAVED : power_is_off(s) ? UNSURE : REFUSED;
}

static void take_back(struct session *s)
{
    struct entry undone;
    int last = s->n - 1, r;

    if (!is_open(s))
        return;
    while (last >= 0 && s->told[last] != SAVED)
        last--;
    r = s->store->ops->undo(s->store, (struct wall){T0}, &undone);
    if (r == 0) {
        int i = s->n - 1;

        while (i >= 0 && strcmp(undone.id, pain(i).id) != 0)
            i--;
        if (i < 0 || (i != last && s->told[i] != MAYBE_GONE))
            fail_msg("at %ld: entry %d was taken back, not %d", s->disk->at, i, last);
        s->told[i] = TAKEN_BACK;
    } else if (power_is_off(s) && last >= 0) {
        s->told[last] = MAYBE_BACK;
    }
}

static void note_outcome(struct session *s)
{
    const struct occurrence o = {.reminder = "stretch", .due = {T0}, .outcome = OUTCOME_DONE};

    if (!is_open(s))
        return;
    (void)s->store->ops->put_occurrence(s->store, &o);
    (void)s->store->ops->put_state(s->store, "plan", "text");
}

static void forget(struct session *s, int n)
{
    struct forgotten f;
    int r;

    if (!is_open(s))
        return;
    r = s->store->ops->forget(s->store, pain(n).at, true, &f);
    for (int i = 0; i < n; i++)
        if (s->told[i] != REFUSED && s->told[i] != UNTOLD)
            s->told[i] = r == 0 ? GONE : MAYBE_GONE;
}

static void close_it(struct session *s)
{
    s->store = store_free(s->store); /* folds the write-ahead log in */
}

static void play(struct session *s)
{
    log_one(s);
    log_one(s);
    note_outcome(s);
    log_together(s, 4);
    take_back(s);
    log_one(s);
    close_it(s);
    log_one(s);
    log_together(s, 3);
    forget(s, 3);
    log_one(s);
    take_back(s);
    log_one(s);
    close_it(s);
    log_one(s);
    log_one(s);
    close_it(s);
}

struct found {
    int times[ENTRIES_MAX];
};

static int find(void *userdata, const struct entry *e)
{
    struct found *f = userdata;

    for (int i = 0; i < ENTRIES_MAX; i++)
        f->times[i] += strcmp(e->id, pain(i).id) == 0;
    return 0;
}

static void check(const struct session *s, const char *when)
{
    static const int least[] = {[SAVED] = 1, [MAYBE_GONE] = 0};
    const struct entry_filter all = {{INT64_MIN}, {INT64_MAX}, REGION_COUNT, ENTRY_KIND_COUNT, 0};
    struct store *store = open_log(s->place->path);
    struct store_check good;
    struct found found = {0};

    assert_int_equal(store->ops->entries(store, &all, find, &found), 0);
    assert_int_equal(add(store, 5000), 0); /* it goes on */
    (void)store_free(store);
    if (store_sqlite_check(s->place->path, &good) < 0)
        fail_msg("%s: %s", when, good.why);
    for (int i = 0; i < s->n; i++) {
        int most = s->told[i] == REFUSED || s->told[i] == UNTOLD || s->told[i] == TAKEN_BACK ||
                           s->told[i] == GONE
                       ? 0
                       : 1;
        if (found.times[i] > most || found.times[i] < (s->told[i] == SAVED ? least[SAVED] : 0))
            fail_msg("%s: entry %d, told %d, is there %d times", when, i, (int)s->told[i],
                     found.times[i]);
    }
}

static void begin(struct session *s, const struct place *p, struct disk *d)
{
    char journal[80];

    *s = (struct session){.place = p, .disk = d};
    (void)unlink(p->path);
    (void)unlink(p->wal);
    (void)snprintf(journal, sizeof journal, "%s-journal", p->path);
    (void)unlink(journal);
}

/* How many operations there are to fail. */
static long count_ops(const struct place *p, struct disk *d)
{
    struct session s;

    begin(&s, p, d);
    disk_fail(d, DISK_CUT, 0, 0);
    play(&s);
    assert_true(d->ops > 50 && d->ops < 2000);
    for (int i = 0; i < s.n; i++)
        assert_true(s.told[i] >= SAVED);
    check(&s, "without a fault");
    return d->ops;
}

static struct disk d; /* taken down again also where a test fails */

static int plug_in(void **state)
{
    disk_init(&d);
    return set_up_in(state, access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"); /* it is fast */
}

static int pull_out(void **state)
{
    disk_done(&d);
    return tear_down(state);
}

/* Each operation fails once. Where a fault lasts, every fifth has to do, for it meets those that
 * follow; under a memory checker, which is slow, fewer still. */
static long stride(long span)
{
    return getenv("KNEAD_WRAP") ? 29 : span > 1 ? 5 : 1;
}

static void errors(const struct place *p, enum disk_fault fault, long span)
{
    long n = count_ops(p, &d);

    for (long at = 1; at <= n; at += stride(span)) {
        char when[64];
        struct session s;

        begin(&s, p, &d);
        disk_fail(&d, fault, at, span);
        play(&s);
        disk_fail(&d, fault, 0, 0);
        (void)snprintf(when, sizeof when, "fault %d at %ld for %ld", (int)fault, at, span);
        check(&s, when);
    }
    print_message("%ld operations\n", n);
}

static void each_write_fails_once(void **state)
{
    errors(*state, DISK_WRITE, 1);
}

static void writes_fail_for_a_while(void **state)
{
    errors(*state, DISK_WRITE, 20);
}

static void each_sync_fails_once(void **state)
{
    errors(*state, DISK_SYNC, 1);
}

static void syncs_fail_for_a_while(void **state)
{
    errors(*state, DISK_SYNC, 20);
}

/* As a kill at once: nothing more reaches the disk. */
static void writes_fail_from_then_on(void **state)
{
    errors(*state, DISK_WRITE, LONG_MAX);
}

static void syncs_fail_from_then_on(void **state)
{
    errors(*state, DISK_SYNC, LONG_MAX);
}

static void full_once(void **state)
{
    errors(*state, DISK_FULL, 1);
}

static void full_for_a_while(void **state)
{
    errors(*state, DISK_FULL, 30);
}

static void full_from_then_on(void **state)
{
    errors(*state, DISK_FULL, LONG_MAX);
}

/* KNEAD_ROUNDS: how often the power goes at least. */
static long rounds(void)
{
    const char *text = getenv("KNEAD_ROUNDS");
    return text ? strtol(text, NULL, 10) : 0;
}

static void the_power_goes(void **state)
{
    const struct place *p = *state;
    long n = count_ops(p, &d), cuts = 0;

    /* Nothing of what was not synced is left; then some of it, by chance. */
    for (unsigned luck = 0; luck < 3 || cuts < rounds(); luck += luck == 0 ? 2 : 1)
        for (long at = 1; at <= n; at += stride(1), cuts++) {
            char when[64];
            struct session s;

            begin(&s, p, &d);
            disk_fail(&d, DISK_CUT, at, LONG_MAX);
            play(&s);
            s.store = store_free(s.store);
            disk_power(&d, luck);
            (void)snprintf(when, sizeof when, "power off at %ld, luck %u", at, luck);
            check(&s, when);
        }
    print_message("%ld times\n", cuts);
}

#undef TEST
#define TEST(f) cmocka_unit_test_setup_teardown(f, plug_in, pull_out)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_write_fails_once),
        TEST(writes_fail_for_a_while),
        TEST(each_sync_fails_once),
        TEST(syncs_fail_for_a_while),
        TEST(full_once),
        TEST(full_for_a_while),
        TEST(full_from_then_on),
        TEST(writes_fail_from_then_on),
        TEST(syncs_fail_from_then_on),
        TEST(the_power_goes),
    };

    return cmocka_run_group_tests_name("store_faults", tests, NULL, NULL);
}
