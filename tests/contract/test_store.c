/* What every store must do, asked of the real one and of the fake: one table of cases, run against
 * both; and a long random talk to the two at once, in which they must agree. */
#include "daemon/ports/store.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/scope.h"
#include "daemon/adapters/adapters.h"
#include "tests/fakes/fake_store.h"

#define T0 (INT64_C(1790000000) * USEC_PER_SEC) /* in 2026 */

static const struct entry_filter everything = {
    {INT64_MIN}, {INT64_MAX}, REGION_COUNT, ENTRY_KIND_COUNT, 0,
};

struct subject {
    struct store *store;
    struct fake_store fake;
    char folder[32], path[64];
};

static void subject_init(struct subject *s, bool real)
{
    char *why = NULL;

    *s = (struct subject){.folder = "/tmp/knead-store-XXXXXX"};
    fake_store_init(&s->fake);
    s->store = &s->fake.store;
    if (!real)
        return;
    assert_non_null(mkdtemp(s->folder));
    (void)snprintf(s->path, sizeof s->path, "%s/knead.db", s->folder);
    if (store_sqlite_new(&s->store, s->path, &why) < 0)
        fail_msg("%s", why);
}

static void subject_done(struct subject *s)
{
    s->store = store_free(s->store);
    fake_store_done(&s->fake);
    if (s->path[0] == '\0')
        return;
    assert_int_equal(unlink(s->path), 0);
    assert_int_equal(rmdir(s->folder), 0); /* nothing else was left there */
}

/* ------------------------------------------------------------------ what to put in, what came out
 */

/* A pain n seconds after T0, said then; its label, one letter, is its note and makes its id. */
static struct entry pain(int n, const char *label)
{
    const uint8_t random[UUID7_RANDOM] = {(uint8_t)label[0], (uint8_t)n};
    struct entry e = {
        .kind = ENTRY_PAIN,
        .at = {T0 + n * USEC_PER_SEC},
        .offset = 7200,
        .said = {T0 + n * USEC_PER_SEC},
        .level = 4,
        .ml = -1,
        .region = REGION_NECK,
    };

    uuid7_print(e.at, random, e.id);
    (void)snprintf(e.note, sizeof e.note, "%s", label);
    return e;
}

static struct entry drink(int n, const char *label)
{
    struct entry e = pain(n, label);

    e.kind = ENTRY_DRINK;
    e.level = -1;
    e.ml = 200;
    e.region = REGION_NONE;
    return e;
}

static void add(struct store *s, struct entry e)
{
    assert_int_equal(s->ops->add(s, &e), 0);
}

static struct occurrence occurrence(const char *reminder, int n)
{
    struct occurrence o = {.due = {T0 + n * USEC_PER_SEC}, .outcome = OUTCOME_OPEN};

    (void)snprintf(o.reminder, sizeof o.reminder, "%s", reminder);
    return o;
}

static void put(struct store *s, struct occurrence o)
{
    assert_int_equal(s->ops->put_occurrence(s, &o), 0);
}

/* Everything seen by each(), as one text; stops after so many (0: never). */
struct seen {
    char text[65536];
    size_t n, stop;
};

__attribute__((format(printf, 2, 3))) static int see(struct seen *seen, const char *format, ...)
{
    size_t used = strlen(seen->text);
    va_list args;

    va_start(args, format);
    (void)vsnprintf(seen->text + used, sizeof seen->text - used, format, args);
    va_end(args);
    return ++seen->n == seen->stop ? 77 : 0;
}

static int see_note(void *userdata, const struct entry *e)
{
    return see(userdata, "%s", e->note);
}

static int see_entry(void *userdata, const struct entry *e)
{
    char facts[2048] = "", number[FACT_NUMBER_MAX];

    for (enum fact f = 0; f < FACT_COUNT; f++)
        if (entry_knows(e, f))
            (void)snprintf(facts + strlen(facts), sizeof facts - strlen(facts), " %s=%s",
                           fact_form(f)->name, entry_fact(e, f, number));
    return see(userdata, "%s %s %lld %d %lld %lld %s %d %d %s %s (%s)%s\n", e->id,
               entry_kind_name(e->kind), (long long)e->at.us, e->offset, (long long)e->said.us,
               (long long)e->edited.us, e->former, e->level, e->ml, region_name(e->region),
               side_name(e->side), e->note, facts);
}

static int see_occurrence(void *userdata, const struct occurrence *o)
{
    return see(userdata, "%s %lld %lld %lld %s %s (%s)\n", o->reminder, (long long)(o->due.us - T0),
               (long long)o->shown.us, (long long)o->ended.us, outcome_name(o->outcome),
               reason_name(o->reason), o->source);
}

static int see_state(void *userdata, const char *key, const char *value)
{
    return see(userdata, "%s=%s\n", key, value);
}

static void assert_notes(struct store *s, const struct entry_filter *filter, const char *labels)
{
    struct seen seen = {0};

    assert_int_equal(s->ops->entries(s, filter, see_note, &seen), 0);
    assert_string_equal(seen.text, labels);
}

static void assert_entry(const struct entry *a, const struct entry *b)
{
    struct seen seen_a = {0}, seen_b = {0};

    (void)see_entry(&seen_a, a);
    (void)see_entry(&seen_b, b);
    assert_string_equal(seen_a.text, seen_b.text);
}

/* All that a store holds. */
static void dump(struct store *s, struct seen *ret)
{
    *ret = (struct seen){0};
    assert_int_equal(s->ops->entries(s, &everything, see_entry, ret), 0);
    assert_int_equal(s->ops->occurrences(s, (struct wall){INT64_MIN}, (struct wall){INT64_MAX},
                                         see_occurrence, ret),
                     0);
    assert_int_equal(s->ops->states(s, see_state, ret), 0);
}

/* ------------------------------------------------------------------ the cases: entries */

static void an_empty_store(struct store *s)
{
    struct seen seen;
    struct occurrence o = occurrence("untouched", 1);
    struct entry e = pain(1, "u");

    dump(s, &seen);
    assert_int_equal(seen.n, 0);
    assert_int_equal(s->ops->undo(s, (struct wall){T0}, &e), -ENOENT);
    assert_string_equal(e.note, "u");
    assert_int_equal(s->ops->get_occurrence(s, "stretch", (struct wall){T0}, &o), -ENOENT);
    assert_string_equal(o.reminder, "untouched");
    assert_string_equal(s->ops->why(s), "");
}

static int copy_entry(void *userdata, const struct entry *e)
{
    *(struct entry *)userdata = *e;
    return 1;
}

static void entries_come_back_whole(struct store *s)
{
    struct entry full = pain(1, "f"), bare = pain(2, "b"), water = drink(3, "w"), back;
    const struct entry *each[] = {&full, &bare, &water};

    full.level = PAIN_MAX;
    full.region = REGION_LOWER_BACK;
    full.side = SIDE_MIDDLE;
    full.at.us = 0;
    full.said.us += 1;
    full.offset = -86399;
    (void)strcpy(full.note, "naïve 😀 e\u0301 עברית\n\ttab; ' \" % \\");
    bare.level = 0;
    bare.region = REGION_NONE;
    bare.note[0] = '\0';
    for (size_t i = 0; i < COUNT_OF(each); i++) {
        struct entry_filter at = everything;
        add(s, *each[i]);
        at.from = each[i]->at;
        at.to.us = each[i]->at.us + 1;
        assert_int_equal(s->ops->entries(s, &at, copy_entry, &back), 1);
        assert_entry(&back, each[i]);
    }
}

static void entries_come_oldest_first(struct store *s)
{
    add(s, pain(5, "d"));
    add(s, pain(9, "e"));
    add(s, pain(1, "b"));
    add(s, pain(5, "A")); /* one moment, a smaller id: as taken in */
    add(s, pain(-7, "a"));
    assert_notes(s, &everything, "abdAe");
}

static void an_id_is_taken_once(struct store *s)
{
    struct entry first = pain(1, "a"), again = pain(1, "a"), undone;

    add(s, first);
    (void)strcpy(again.note, "b");
    assert_int_equal(s->ops->add(s, &again), -EEXIST);
    assert_notes(s, &everything, "a");
    assert_int_equal(s->ops->undo(s, (struct wall){T0}, &undone), 0);
    assert_int_equal(s->ops->add(s, &again), -EEXIST);
    assert_notes(s, &everything, "");
    assert_string_equal(s->ops->why(s), "");
}

static void filters(struct store *s)
{
    static const struct {
        int from, to; /* seconds after T0 */
        enum region region;
        enum entry_kind kind;
        int64_t last;
        const char *labels;
    } cases[] = {
        {0, 99, REGION_COUNT, ENTRY_KIND_COUNT, 0, "abcdefgh"},
        {2, 5, REGION_COUNT, ENTRY_KIND_COUNT, 0, "bcd"}, /* from is in, to is not */
        {3, 3, REGION_COUNT, ENTRY_KIND_COUNT, 0, ""},
        {5, 2, REGION_COUNT, ENTRY_KIND_COUNT, 0, ""},
        {0, 99, REGION_COUNT, ENTRY_PAIN, 0, "abdegh"},
        {0, 99, REGION_COUNT, ENTRY_DRINK, 0, "cf"},
        {0, 99, REGION_NECK, ENTRY_KIND_COUNT, 0, "abe"},
        {0, 99, REGION_NECK, ENTRY_PAIN, 0, "abe"},
        {0, 99, REGION_NECK, ENTRY_DRINK, 0, ""},
        {0, 99, REGION_NONE, ENTRY_KIND_COUNT, 0, "cfh"},
        {0, 99, REGION_NONE, ENTRY_PAIN, 0, "h"},
        {0, 99, REGION_HEAD, ENTRY_KIND_COUNT, 0, ""},
        {2, 99, REGION_NECK, ENTRY_KIND_COUNT, 0, "be"},
        {0, 99, REGION_COUNT, ENTRY_KIND_COUNT, 1, "h"},
        {0, 99, REGION_COUNT, ENTRY_KIND_COUNT, 3, "fgh"},
        {0, 99, REGION_COUNT, ENTRY_KIND_COUNT, 8, "abcdefgh"},
        {0, 99, REGION_COUNT, ENTRY_KIND_COUNT, 9, "abcdefgh"},
        {0, 99, REGION_COUNT, ENTRY_KIND_COUNT, INT64_MAX, "abcdefgh"},
        {0, 6, REGION_COUNT, ENTRY_KIND_COUNT, 2, "de"},
        {4, 6, REGION_COUNT, ENTRY_KIND_COUNT, 5, "de"},
        {0, 99, REGION_COUNT, ENTRY_PAIN, 3, "egh"},
        {0, 99, REGION_NECK, ENTRY_KIND_COUNT, 2, "be"},
        {0, 99, REGION_NONE, ENTRY_DRINK, 1, "f"},
        {0, 5, REGION_NECK, ENTRY_PAIN, 1, "b"},
        {0, 99, REGION_HEAD, ENTRY_KIND_COUNT, 4, ""},
    };
    struct entry d = pain(4, "d"), g = pain(7, "g"), h = pain(7, "h"), undone;

    d.region = g.region = REGION_EYES;
    h.region = REGION_NONE;
    add(s, pain(1, "a"));
    add(s, pain(2, "b"));
    add(s, drink(3, "c"));
    add(s, d);
    add(s, pain(5, "e"));
    add(s, drink(6, "f"));
    add(s, g);
    add(s, h); /* at the moment of g: after it */
    add(s, pain(8, "x"));
    assert_int_equal(s->ops->undo(s, (struct wall){T0}, &undone), 0); /* x is never seen again */

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct entry_filter filter = {
            .from = {T0 + cases[i].from * USEC_PER_SEC},
            .to = {T0 + cases[i].to * USEC_PER_SEC},
            .region = cases[i].region,
            .kind = cases[i].kind,
            .last = cases[i].last,
        };
        assert_notes(s, &filter, cases[i].labels);
    }
}

static void the_last_of_one_moment(struct store *s)
{
    struct entry_filter last = everything;

    for (int i = 0; i < 5; i++)
        add(s, pain(3, (char[]){(char)('e' - i), '\0'}));
    for (last.last = 1; last.last <= 5; last.last++)
        assert_notes(s, &last, &"edcba"[5 - last.last]);
}

/* A next version of an entry, under another label. */
static struct entry version(const struct entry *of, const char *label, int n)
{
    struct entry e = pain(n, label);

    e.at = of->at;
    e.said = of->said;
    e.edited.us = T0 + n * USEC_PER_SEC;
    (void)strcpy(e.former, of->id);
    return e;
}

static void an_edit_replaces_and_is_undone(struct store *s)
{
    static const char *const notes[] = {"Z", "A", "b", "a"}, *const left[] = {"Ab", "ab", "a", ""};
    struct entry a = pain(1, "a"), b = pain(2, "b"), a2 = version(&a, "A", 10),
                 a3 = version(&a2, "Z", 20), other = version(&a, "x", 30), got;

    add(s, a);
    add(s, b);
    assert_int_equal(s->ops->edit(s, &a2), 0);
    assert_notes(s, &everything, "Ab");
    assert_int_equal(s->ops->edit(s, &other), -ENOENT); /* what it changes was changed */
    assert_int_equal(s->ops->edit(s, &a3), 0);
    assert_int_equal(s->ops->edit(s, &a3), -ENOENT);
    assert_notes(s, &everything, "Zb");
    assert_int_equal(s->ops->add(s, &a), -EEXIST);
    assert_int_equal(s->ops->find(s, "", &got), 0);
    assert_entry(&got, &a3);
    for (size_t i = 0; i < 4; i++) { /* the edits back, then b, then a */
        assert_int_equal(s->ops->undo(s, (struct wall){T0}, &got), 0);
        assert_string_equal(got.note, notes[i]);
        assert_notes(s, &everything, left[i]);
    }
    assert_int_equal(s->ops->undo(s, (struct wall){T0}, &got), -ENOENT);
}

static void an_edit_happens_whole_or_not_at_all(struct store *s)
{
    struct entry a = pain(1, "a"), b = pain(2, "b"), taken = version(&a, "x", 9);

    add(s, a);
    add(s, b);
    (void)strcpy(taken.id, b.id);
    assert_int_equal(s->ops->edit(s, &taken), -EEXIST);
    assert_notes(s, &everything, "ab");
    taken = version(&a, "x", 9);
    taken.level = 11;
    assert_int_equal(s->ops->edit(s, &taken), -EINVAL);
    assert_notes(s, &everything, "ab");
    assert_int_equal(s->ops->begin(s), 0);
    taken.level = 1;
    assert_int_equal(s->ops->edit(s, &taken), -EINVAL);
    s->ops->rollback(s);
    assert_notes(s, &everything, "ab");
}

static void found_by_the_end_of_an_id(struct store *s)
{
    struct entry a = pain(1, "a"), b = pain(1, "b"), got;

    (void)strcpy(a.id + 24, "0000000ab123");
    (void)strcpy(b.id + 24, "0000000cb123");
    assert_int_equal(s->ops->find(s, "", &got), -ENOENT);
    add(s, a);
    add(s, b);
    assert_int_equal(s->ops->find(s, a.id, &got), 0);
    assert_string_equal(got.note, "a");
    assert_int_equal(s->ops->find(s, "cb123", &got), 0);
    assert_string_equal(got.note, "b");
    assert_int_equal(s->ops->find(s, "b123", &got), -EEXIST);
    assert_int_equal(s->ops->find(s, "b124", &got), -ENOENT);
    assert_int_equal(s->ops->find(s, "last", &got), -ENOENT);
    assert_int_equal(s->ops->undo(s, (struct wall){T0}, &got), 0);
    assert_int_equal(s->ops->find(s, "b123", &got), 0); /* only one is left */
    assert_string_equal(got.note, "a");
}

static void staged_entries_are_seen_when_kept(struct store *s)
{
    struct entry a = pain(1, "a"), b = pain(2, "b"), c = pain(3, "c"), got;

    add(s, a);
    assert_int_equal(s->ops->stage(s, &a), -EEXIST);
    assert_int_equal(s->ops->stage(s, &b), 0);
    assert_int_equal(s->ops->stage(s, &b), -EEXIST);
    assert_notes(s, &everything, "a");
    assert_int_equal(s->ops->find(s, b.id, &got), -ENOENT);
    assert_int_equal(s->ops->unstage(s, false), 0);
    assert_notes(s, &everything, "a");
    assert_int_equal(s->ops->stage(s, &b), 0); /* its id is free again */
    assert_int_equal(s->ops->stage(s, &c), 0);
    assert_int_equal(s->ops->unstage(s, true), 0);
    assert_notes(s, &everything, "abc");
    assert_int_equal(s->ops->unstage(s, true), 0);
    assert_int_equal(s->ops->unstage(s, false), 0);
    assert_notes(s, &everything, "abc");
}

/* Each fact at its most, of the kind it belongs to. */
static void facts_come_back(struct store *s)
{
    static const char *const formed[FACT_TEXTS] = {[FACT_REGIONS] = "neck,lower-back",
                                                   [FACT_NEXT_DATE] = "2026-03-04",
                                                   [FACT_SIGNS] = "chest",
                                                   [FACT_NO_SIGNS] = "saddle,night"};
    static struct entry each[ENTRY_KIND_COUNT];
    struct entry got;

    for (enum entry_kind k = 0; k < ENTRY_KIND_COUNT; k++) {
        struct entry *e = &each[k];

        *e = pain((int)k, "x");
        e->kind = k;
        e->region = REGION_NONE;
        e->side = SIDE_NONE;
        e->ml = k == ENTRY_DRINK ? 1 : -1;
        e->level = k == ENTRY_DRINK || k == ENTRY_PEG || k == ENTRY_MOTION || k == ENTRY_MASSAGE ||
                           k >= ENTRY_BOOKING
                       ? -1
                       : 0;
        for (enum fact f = 0; f < FACT_COUNT; f++) {
            if (!(fact_form(f)->kinds & ENTRY_BIT(k)) || f == FACT_CATEGORY)
                continue;
            if (f < FACT_TEXTS && formed[f])
                (void)strcpy(e->texts[f], formed[f]);
            else if (f < FACT_TEXTS)
                memset(e->texts[f], 'x', FACT_TEXT_MAX);
            else
                entry_set_number(e, f, fact_form(f)->max);
        }
        add(s, *e);
        assert_int_equal(s->ops->find(s, e->id, &got), 0);
        assert_entry(&got, e);
    }
}

static void undo_goes_back_in_the_order_said(struct store *s)
{
    struct entry late = pain(-100, "l"), early = pain(50, "e"), undone;
    const char *const order[] = {"l", "b", "a", "e"};

    early.said.us = T0;                /* said first, taken in last: from the spool */
    late.said.us = T0 + USEC_PER_HOUR; /* said last of what was long ago */
    add(s, pain(1, "a"));
    add(s, late);
    add(s, pain(1, "b")); /* said with a, taken in after it */
    add(s, early);
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        assert_int_equal(s->ops->undo(s, (struct wall){T0}, &undone), 0);
        assert_string_equal(undone.note, order[i]);
    }
    assert_entry(&undone, &early);
    assert_int_equal(s->ops->undo(s, (struct wall){T0}, &undone), -ENOENT);
    assert_entry(&undone, &early);
    add(s, pain(2, "c"));
    assert_notes(s, &everything, "c");
}

/* ------------------------------------------------------------------ the cases: occurrences, state
 */

static void occurrences(struct store *s)
{
    struct occurrence o = occurrence("stretch", 1), back;
    struct seen seen = {0};

    put(s, o);
    put(s, occurrence("stretch", 0));
    put(s, occurrence("hydration", 1));
    put(s, occurrence("stretch", 3));
    o.shown.us = 11;
    o.ended.us = 12;
    o.outcome = OUTCOME_SUPPRESSED;
    o.reason = REASON_LIMIT;
    (void)strcpy(o.source, "a button: fine!"); /* as long as can be */
    put(s, o);
    assert_int_equal(s->ops->get_occurrence(s, "stretch", o.due, &back), 0);
    assert_int_equal(s->ops->get_occurrence(s, "Stretch", o.due, &back), -ENOENT);
    assert_int_equal(s->ops->get_occurrence(s, "", o.due, &back), -ENOENT);
    assert_int_equal(s->ops->get_occurrence(s, "stretch", (struct wall){o.due.us + 1}, &back),
                     -ENOENT);
    (void)see_occurrence(&seen, &back);
    assert_string_equal(seen.text, "stretch 1000000 11 12 suppressed limit (a button: fine!)\n");

    seen = (struct seen){0};
    assert_int_equal(s->ops->occurrences(s, (struct wall){T0}, (struct wall){T0 + 3 * USEC_PER_SEC},
                                         see_occurrence, &seen),
                     0);
    assert_string_equal(seen.text, "stretch 0 0 0 open  ()\n"
                                   "hydration 1000000 0 0 open  ()\n"
                                   "stretch 1000000 11 12 suppressed limit (a button: fine!)\n");
    o = occurrence("stretch", 1); /* open again: nothing of the old one stays */
    put(s, o);
    seen = (struct seen){0};
    assert_int_equal(s->ops->get_occurrence(s, "stretch", o.due, &back), 0);
    (void)see_occurrence(&seen, &back);
    assert_string_equal(seen.text, "stretch 1000000 0 0 open  ()\n");
}

static void every_outcome_and_reason(struct store *s)
{
    struct occurrence o, back;

    assert_int_equal(s->ops->begin(s), 0);
    for (unsigned i = 0; i < OUTCOME_COUNT; i++)
        for (unsigned j = 0; j < REASON_COUNT; j++) {
            o = occurrence("all", (int)(i * 100 + j));
            o.outcome = i;
            o.reason = j;
            put(s, o);
            assert_int_equal(s->ops->get_occurrence(s, "all", o.due, &back), 0);
            assert_int_equal(back.outcome, i);
            assert_int_equal(back.reason, j);
        }
    assert_int_equal(s->ops->commit(s), 0);
}

static void states(struct store *s)
{
    struct seen seen = {0};

    assert_int_equal(s->ops->put_state(s, "reminder stretch", "1"), 0);
    assert_int_equal(s->ops->put_state(s, "plan", "until 5"), 0);
    assert_int_equal(s->ops->put_state(s, "reminder Dehnübung", "é"), 0);
    assert_int_equal(s->ops->put_state(s, "reminder stretch", "2"), 0);
    assert_int_equal(s->ops->put_state(s, "alive", ""), 0);
    assert_int_equal(s->ops->states(s, see_state, &seen), 0);
    assert_string_equal(seen.text,
                        "alive=\nplan=until 5\nreminder Dehnübung=é\nreminder stretch=2\n");
}

static void forgetting(struct store *s)
{
    static const struct forgotten nothing = {0};
    const struct wall from = {T0 + 5 * USEC_PER_SEC};
    struct entry e = pain(4, "u"), undone;
    struct forgotten f = nothing;
    struct occurrence o, done = occurrence("done", 4);

    assert_int_equal(s->ops->forget(s, from, true, &f), 0);
    assert_memory_equal(&f, &nothing, sizeof f);
    add(s, e);
    assert_int_equal(s->ops->undo(s, (struct wall){T0}, &undone), 0);
    add(s, pain(5, "e"));
    add(s, pain(-9, "a"));
    add(s, pain(7, "g"));
    add(s, pain(4, "d"));
    done.outcome = OUTCOME_DONE;
    put(s, done);
    done.due.us += 3 * USEC_PER_SEC;
    put(s, done);
    put(s, occurrence("open", 4));
    for (int really = 0; really < 2; really++) {
        assert_int_equal(s->ops->forget(s, from, really, &f), 0);
        assert_true(f.entries == 3 && f.outcomes == 1);
        assert_true(f.entries_left == 2 && f.outcomes_left == 1);
        assert_notes(s, &everything, really ? "eg" : "adeg");
    }
    assert_int_equal(s->ops->get_occurrence(s, "open", (struct wall){T0 + 4 * USEC_PER_SEC}, &o),
                     0);
    assert_int_equal(s->ops->get_occurrence(s, "done", o.due, &o), -ENOENT);
    add(s, e); /* what is forgotten may be said anew */
    assert_notes(s, &everything, "ueg");
    assert_int_equal(s->ops->begin(s), 0);
    assert_int_equal(s->ops->forget(s, from, true, &f), -EINVAL);
    assert_int_equal(s->ops->commit(s), 0);
    assert_notes(s, &everything, "ueg");
}

/* ------------------------------------------------------------------ the cases: transactions */

static void write_one_of_each(struct store *s)
{
    struct entry undone;

    assert_int_equal(s->ops->undo(s, (struct wall){T0}, &undone), 0);
    add(s, pain(0, "n"));
    add(s, pain(9, "m"));
    put(s, occurrence("old", 1));
    put(s, (struct occurrence){"old", {T0}, {1}, {2}, OUTCOME_DONE, REASON_NONE, "command"});
    put(s, occurrence("new", 0));
    assert_int_equal(s->ops->put_state(s, "plan", "new"), 0);
    assert_int_equal(s->ops->put_state(s, "plan", "newer"), 0);
    assert_int_equal(s->ops->put_state(s, "a", "new"), 0);
}

static void transactions(struct store *s)
{
    struct seen before, during, after;
    struct entry undone = pain(1, "o");

    add(s, undone);
    put(s, occurrence("old", 0));
    assert_int_equal(s->ops->put_state(s, "plan", "old"), 0);
    dump(s, &before);

    assert_int_equal(s->ops->begin(s), 0);
    write_one_of_each(s);
    assert_int_equal(s->ops->add(s, &undone), -EEXIST); /* an answer, not a failure */
    dump(s, &during);
    assert_string_not_equal(during.text, before.text);
    s->ops->rollback(s);
    dump(s, &after);
    assert_string_equal(after.text, before.text);

    assert_int_equal(s->ops->begin(s), 0);
    write_one_of_each(s);
    assert_int_equal(s->ops->commit(s), 0);
    s->ops->rollback(s); /* harmless */
    dump(s, &after);
    assert_string_equal(after.text, during.text);
}

static void transactions_do_not_nest(struct store *s)
{
    s->ops->rollback(s);
    assert_int_equal(s->ops->commit(s), -EINVAL);
    assert_string_not_equal(s->ops->why(s), "");
    assert_int_equal(s->ops->begin(s), 0);
    assert_string_equal(s->ops->why(s), "");
    add(s, pain(1, "a"));
    assert_int_equal(s->ops->begin(s), -EINVAL);
    assert_string_not_equal(s->ops->why(s), "");
    add(s, pain(2, "b")); /* the first one is still open */
    assert_int_equal(s->ops->commit(s), 0);
    assert_int_equal(s->ops->commit(s), -EINVAL);
    assert_notes(s, &everything, "ab");
    assert_int_equal(s->ops->begin(s), 0);
    assert_int_equal(s->ops->commit(s), 0); /* of nothing */
}

/* ------------------------------------------------------------------ the cases: limits */

static void each_may_stop(struct store *s)
{
    struct seen seen = {.stop = 2};

    for (int i = 0; i < 4; i++) {
        add(s, pain(i, (char[]){(char)('a' + i), '\0'}));
        put(s, occurrence("r", i));
        assert_int_equal(s->ops->put_state(s, (char[]){(char)('a' + i), '\0'}, "v"), 0);
    }
    assert_int_equal(s->ops->entries(s, &everything, see_note, &seen), 77);
    assert_string_equal(seen.text, "ab");
    seen = (struct seen){.stop = 1};
    assert_int_equal(
        s->ops->occurrences(s, (struct wall){T0}, (struct wall){INT64_MAX}, see_occurrence, &seen),
        77);
    assert_string_equal(seen.text, "r 0 0 0 open  ()\n");
    seen = (struct seen){.stop = 3};
    assert_int_equal(s->ops->states(s, see_state, &seen), 77);
    assert_string_equal(seen.text, "a=v\nb=v\nc=v\n");
    add(s, pain(9, "z")); /* nothing is left open by it */
    assert_notes(s, &everything, "abcdz");
}

static void assert_refused(struct store *s, int r)
{
    assert_int_equal(r, -EINVAL);
    assert_string_not_equal(s->ops->why(s), "");
    s->ops->rollback(s);
    assert_string_not_equal(s->ops->why(s), "");
}

static void limits_of_entries(struct store *s)
{
    struct entry e = pain(1, "a"), back;

    (void)memset(e.note, 'x', NOTE_MAX);
    (void)memcpy(e.note + NOTE_MAX - 2, "é", 3);
    add(s, e);
    assert_int_equal(s->ops->entries(s, &everything, copy_entry, &back), 1);
    assert_entry(&back, &e);

    e = pain(2, "b");
    (void)memset(e.note, 'x', sizeof e.note);
    assert_refused(s, s->ops->add(s, &e));
    e = pain(2, "b");
    e.level = PAIN_MAX + 1;
    assert_refused(s, s->ops->add(s, &e));
    e = pain(2, "b");
    e.kind = ENTRY_KIND_COUNT;
    assert_refused(s, s->ops->add(s, &e));
    e = pain(2, "b");
    e.region = REGION_COUNT;
    assert_refused(s, s->ops->add(s, &e));
    e = pain(2, "b");
    e.id[0] = 'g';
    assert_refused(s, s->ops->add(s, &e));
    assert_int_equal(s->ops->entries(s, &everything, copy_entry, &back), 1);
    assert_string_equal(back.id, pain(1, "a").id);
}

static void limits_of_names(struct store *s)
{
    struct occurrence o = occurrence("", 1), back;
    char key[PLAN_KEY_MAX + 1], value[PLAN_VALUE_MAX + 1];
    struct seen seen = {0};

    assert_refused(s, s->ops->put_occurrence(s, &o));
    (void)memset(o.reminder, 'n', sizeof o.reminder);
    assert_refused(s, s->ops->put_occurrence(s, &o));
    o.reminder[RULE_NAME_MAX] = '\0';
    put(s, o);
    assert_int_equal(s->ops->get_occurrence(s, o.reminder, o.due, &back), 0);
    assert_string_equal(back.reminder, o.reminder);
    (void)memset(o.source, 's', sizeof o.source);
    assert_refused(s, s->ops->put_occurrence(s, &o));
    o.source[0] = '\0';
    o.outcome = OUTCOME_COUNT;
    assert_refused(s, s->ops->put_occurrence(s, &o));
    o.outcome = OUTCOME_MISSED;
    o.reason = REASON_COUNT;
    assert_refused(s, s->ops->put_occurrence(s, &o));

    (void)memset(key, 'k', sizeof key);
    (void)memset(value, 'v', sizeof value);
    key[PLAN_KEY_MAX] = value[PLAN_VALUE_MAX] = '\0';
    assert_refused(s, s->ops->put_state(s, "", "v"));
    assert_refused(s, s->ops->put_state(s, key, "v"));
    assert_refused(s, s->ops->put_state(s, "k", value));
    key[PLAN_KEY_MAX - 1] = value[PLAN_VALUE_MAX - 1] = '\0';
    assert_int_equal(s->ops->put_state(s, key, value), 0);
    assert_int_equal(s->ops->states(s, see_state, &seen), 0);
    assert_int_equal(strlen(seen.text), PLAN_KEY_MAX + PLAN_VALUE_MAX);
}

/* ------------------------------------------------------------------ both at once */

static unsigned draw(uint64_t *seed, unsigned below)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(*seed >> 33) % below;
}

/* One random call; its answer, as a text. */
static void talk(struct store *s, uint64_t seed, struct seen *ret)
{
    struct entry e = pain((int)draw(&seed, 40), (char[]){(char)('a' + draw(&seed, 26)), '\0'});
    struct occurrence o = occurrence(draw(&seed, 2) ? "one" : "two", (int)draw(&seed, 20));
    struct entry_filter filter = everything;
    struct entry last;
    char value[16];
    int r = 0;

    *ret = (struct seen){.stop = draw(&seed, 8)};
    (void)snprintf(value, sizeof value, "%u", draw(&seed, 1000));
    switch (draw(&seed, 12)) {
    case 0:
        r = s->ops->begin(s);
        break;
    case 1:
        r = s->ops->commit(s);
        break;
    case 2:
        s->ops->rollback(s);
        break;
    case 3:
    case 4:
        e.region = draw(&seed, 3);
        e.said.us -= draw(&seed, 3);
        r = s->ops->add(s, &e);
        break;
    case 5:
        r = s->ops->undo(s, e.at, &e);
        break;
    case 6:
        o.outcome = draw(&seed, OUTCOME_COUNT);
        o.reason = draw(&seed, REASON_COUNT);
        r = s->ops->put_occurrence(s, &o);
        break;
    case 7:
        r = s->ops->put_state(s, (char[]){(char)('a' + draw(&seed, 5)), '\0'}, value);
        break;
    case 8:
        r = s->ops->get_occurrence(s, o.reminder, o.due, &o);
        break;
    case 9:
        e.edited.us = e.at.us + (int64_t)draw(&seed, 3);
        entry_set_number(&e, FACT_QUALITY, (int)draw(&seed, 5));
        if (s->ops->find(s, "", &last) == 0)
            (void)strcpy(e.former, last.id);
        else
            (void)strcpy(e.former, e.id);
        r = s->ops->edit(s, &e);
        break;
    case 10:
        r = s->ops->find(s, e.id + 36 - draw(&seed, 13), &e);
        break;
    default:
        filter.from = e.at;
        filter.to.us = e.at.us + draw(&seed, 40) * USEC_PER_SEC;
        filter.region = draw(&seed, 2) ? REGION_COUNT : draw(&seed, 3);
        filter.kind = draw(&seed, 2) ? ENTRY_KIND_COUNT : draw(&seed, 2);
        filter.last = draw(&seed, 10);
        r = s->ops->entries(s, &filter, see_entry, ret);
        break;
    }
    ret->stop = 0;
    (void)see(ret, "%d ", r);
    (void)see_entry(ret, &e);
    (void)see_occurrence(ret, &o);
}

static void real_and_fake_agree(void **state)
{
    const char *given = getenv("SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    struct subject real, fake;
    struct seen a, b;

    (void)state;
    print_message("SEED=%llu\n", (unsigned long long)seed);
    subject_init(&real, true);
    subject_init(&fake, false);
    for (int i = 0; i < 2000; i++) {
        talk(real.store, seed, &a);
        talk(fake.store, seed, &b);
        assert_string_equal(a.text, b.text);
        if (i % 50 == 0) {
            dump(real.store, &a);
            dump(fake.store, &b);
            assert_string_equal(a.text, b.text);
        }
        (void)draw(&seed, 1);
    }
    subject_done(&real);
    subject_done(&fake);
}

/* ------------------------------------------------------------------ the fake's own */

static void the_fake_fails_when_told(void **state)
{
    struct subject subject;
    struct store *s;
    struct seen before, after;
    struct entry a = pain(1, "a"), e;

    (void)state;
    assert_null(store_free(NULL));
    subject_init(&subject, false);
    s = subject.store;
    fake_store_fail(&subject.fake, 1, 5, -ENOSPC);
    add(s, a);
    dump(s, &before);
    assert_int_equal(s->ops->add(s, &(struct entry){0}), -EINVAL); /* no write yet */
    assert_int_equal(s->ops->add(s, &a), -EEXIST);
    e = pain(2, "b");
    assert_int_equal(s->ops->add(s, &e), -ENOSPC);
    assert_string_not_equal(s->ops->why(s), "");
    assert_int_equal(s->ops->undo(s, a.at, &e), -ENOSPC);
    assert_string_equal(e.note, "b");
    assert_int_equal(s->ops->put_state(s, "k", "v"), -ENOSPC);
    assert_int_equal(s->ops->begin(s), 0);
    assert_int_equal(s->ops->put_occurrence(s, &(struct occurrence){.reminder = "r"}), -ENOSPC);
    assert_int_equal(s->ops->commit(s), -EINVAL); /* the failure has ended it */
    assert_int_equal(s->ops->begin(s), 0);
    assert_int_equal(s->ops->commit(s), -ENOSPC);
    assert_int_equal(subject.fake.writes, 1);
    dump(s, &after);
    assert_string_equal(after.text, before.text);

    fake_store_fail(&subject.fake, 2, 1, -EIO);
    assert_int_equal(s->ops->begin(s), 0);
    add(s, pain(2, "b"));
    assert_int_equal(s->ops->put_state(s, "k", "v"), 0);
    assert_int_equal(s->ops->commit(s), -EIO);
    dump(s, &after);
    assert_string_equal(after.text, before.text);
    add(s, pain(2, "b"));
    (void)store_free(s); /* what was written outlives its daemon */
    assert_notes(s, &everything, "ab");
    subject_done(&subject);
}

/* ------------------------------------------------------------------ running them */

#define CASE(name)  \
    {               \
#name, name \
    }
static const struct {
    const char *name;
    void (*run)(struct store *s);
} cases[] = {
    CASE(an_empty_store),
    CASE(entries_come_back_whole),
    CASE(entries_come_oldest_first),
    CASE(an_id_is_taken_once),
    CASE(filters),
    CASE(the_last_of_one_moment),
    CASE(undo_goes_back_in_the_order_said),
    CASE(an_edit_replaces_and_is_undone),
    CASE(an_edit_happens_whole_or_not_at_all),
    CASE(found_by_the_end_of_an_id),
    CASE(staged_entries_are_seen_when_kept),
    CASE(facts_come_back),
    CASE(occurrences),
    CASE(every_outcome_and_reason),
    CASE(states),
    CASE(forgetting),
    CASE(transactions),
    CASE(transactions_do_not_nest),
    CASE(each_may_stop),
    CASE(limits_of_entries),
    CASE(limits_of_names),
};

struct trial {
    char name[64];
    bool real;
    void (*run)(struct store *s);
};

static void try(void **state)
{
    const struct trial *trial = *state;
    struct subject s;

    subject_init(&s, trial->real);
    trial->run(s.store);
    subject_done(&s);
}

int main(void)
{
    static struct trial trials[2 * COUNT_OF(cases)];
    struct CMUnitTest tests[2 * COUNT_OF(cases) + 2] = {
        cmocka_unit_test(the_fake_fails_when_told),
        cmocka_unit_test(real_and_fake_agree),
    };

    for (size_t i = 0; i < COUNT_OF(trials); i++) {
        trials[i].real = i >= COUNT_OF(cases);
        trials[i].run = cases[i % COUNT_OF(cases)].run;
        (void)snprintf(trials[i].name, sizeof trials[i].name, "%s: %s",
                       trials[i].real ? "sqlite" : "fake", cases[i % COUNT_OF(cases)].name);
        tests[i + 2] = (struct CMUnitTest){trials[i].name, try, NULL, NULL, &trials[i]};
    }
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
