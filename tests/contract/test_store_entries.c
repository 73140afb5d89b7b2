/* What every store must do, asked of the real one and of the fake: entries. */
#include "daemon/ports/store.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "tests/contract/store_subject.h"

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
    assert_int_equal(s->ops->find(s, a2.id, &got), -ENOENT);
    assert_int_equal(s->ops->version(s, a2.id, &got), 0); /* the former ones are there, too */
    assert_entry(&got, &a2);
    assert_string_equal(got.former, a.id);
    assert_int_equal(s->ops->version(s, a.id, &got), 0);
    assert_string_equal(got.former, "");
    assert_int_equal(s->ops->version(s, other.id, &got), -ENOENT);
    assert_int_equal(s->ops->version(s, "", &got), -ENOENT);
    for (size_t i = 0; i < 4; i++) { /* the edits back, then b, then a */
        assert_int_equal(s->ops->undo(s, (struct wall){T0}, &got), 0);
        assert_string_equal(got.note, notes[i]);
        assert_notes(s, &everything, left[i]);
    }
    assert_int_equal(s->ops->undo(s, (struct wall){T0}, &got), -ENOENT);
}

static void assert_edits(struct store *s, const struct entry *e, size_t expected)
{
    size_t n = 99;

    assert_int_equal(s->ops->edits(s, e->id, &n), 0);
    assert_int_equal(n, expected);
}

static void edits_are_counted_for_ever(struct store *s)
{
    struct entry a = pain(1, "a"), b = pain(2, "b"), a2 = version(&a, "A", 10),
                 a3 = version(&a2, "Z", 20), again = version(&a2, "x", 30), got;

    add(s, a);
    add(s, b);
    assert_edits(s, &a, 0);
    assert_int_equal(s->ops->edit(s, &a2), 0);
    assert_int_equal(s->ops->edit(s, &a3), 0);
    assert_edits(s, &a, 2);
    assert_edits(s, &a2, 1);
    assert_int_equal(s->ops->undo(s, (struct wall){T0}, &got), 0);
    assert_edits(s, &a, 2);
    assert_int_equal(s->ops->edit(s, &again), 0);
    assert_edits(s, &a, 3);
    assert_edits(s, &b, 0);
    assert_int_equal(s->ops->undo(s, (struct wall){T0}, &got), 0);
    assert_int_equal(s->ops->undo(s, (struct wall){T0}, &got), 0);
    assert_edits(s, &a, 3);
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

static void all_words(enum fact fact, char ret[static FACT_TEXT_MAX + 1])
{
    const struct fact_form *form = fact_form(fact);

    for (int i = 0; i <= form->max; i++) {
        assert_true(strlen(ret) + 1 + strlen(form->words[i]) <= FACT_TEXT_MAX);
        (void)strcat(strcat(ret, i ? "," : ""), form->words[i]);
    }
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
        if (k == ENTRY_TIER)
            e->level = TIER_MAX;
        for (enum fact f = 0; f < FACT_COUNT; f++) {
            if (!(fact_form(f)->kinds & ENTRY_BIT(k)) || f == FACT_CATEGORY)
                continue;
            if (f < FACT_TEXTS && formed[f])
                (void)strcpy(e->texts[f], formed[f]);
            else if (f < FACT_TEXTS && fact_form(f)->type == FACT_IS_WORDS)
                all_words(f, e->texts[f]);
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
    struct entry late = pain(-100, "l"), early = pain(50, "e"), own = pain(3, "o"), undone;
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
    own.kind = ENTRY_TIER;
    own.level = TIER_MAX;
    own.region = REGION_NONE;
    own.said.us = late.said.us + 1;
    add(s, own);
    assert_int_equal(s->ops->find(s, "", &undone), 0);
    assert_string_equal(undone.note, "c");
    assert_int_equal(s->ops->undo(s, (struct wall){T0}, &undone), 0);
    assert_string_equal(undone.note, "c");
    assert_notes(s, &everything, "o");
}

int main(void)
{
    static const struct store_case cases[] = {
        STORE_CASE(an_empty_store),
        STORE_CASE(entries_come_back_whole),
        STORE_CASE(entries_come_oldest_first),
        STORE_CASE(an_id_is_taken_once),
        STORE_CASE(filters),
        STORE_CASE(the_last_of_one_moment),
        STORE_CASE(undo_goes_back_in_the_order_said),
        STORE_CASE(an_edit_replaces_and_is_undone),
        STORE_CASE(edits_are_counted_for_ever),
        STORE_CASE(an_edit_happens_whole_or_not_at_all),
        STORE_CASE(found_by_the_end_of_an_id),
        STORE_CASE(staged_entries_are_seen_when_kept),
        STORE_CASE(facts_come_back),
    };

    return store_try_all("store_entries", cases, COUNT_OF(cases));
}
