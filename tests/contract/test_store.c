/* What every store must do, asked of the real one and of the fake: what becomes of reminders, the
 * plan's state, forgetting, transactions and limits. */
#include "daemon/ports/store.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "tests/contract/store_subject.h"

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

int main(void)
{
    static const struct store_case cases[] = {
        STORE_CASE(occurrences),     STORE_CASE(every_outcome_and_reason),
        STORE_CASE(states),          STORE_CASE(forgetting),
        STORE_CASE(transactions),    STORE_CASE(transactions_do_not_nest),
        STORE_CASE(each_may_stop),   STORE_CASE(limits_of_entries),
        STORE_CASE(limits_of_names),
    };

    return store_try_all("store", cases, COUNT_OF(cases));
}
