/* The real store and the fake in a long random talk, in which they must agree; and what the fake
 * can do alone. */
#include "tests/fakes/fake_store.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "tests/contract/store_subject.h"
#include "tests/fakes/draw.h"

static unsigned pick(uint64_t *seed, unsigned below)
{
    return (unsigned)(draw(seed) % below);
}

/* One random call; its answer, as a text. */
static void talk(struct store *s, uint64_t seed, struct seen *ret)
{
    struct entry e = pain((int)pick(&seed, 40), (char[]){(char)('a' + pick(&seed, 26)), '\0'});
    struct occurrence o = occurrence(pick(&seed, 2) ? "one" : "two", (int)pick(&seed, 20));
    struct entry_filter filter = everything;
    struct entry last;
    char value[16];
    int r = 0;

    *ret = (struct seen){.stop = pick(&seed, 8)};
    (void)snprintf(value, sizeof value, "%u", pick(&seed, 1000));
    switch (pick(&seed, 12)) {
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
        e.region = pick(&seed, 3);
        e.said.us -= pick(&seed, 3);
        r = s->ops->add(s, &e);
        break;
    case 5:
        r = s->ops->undo(s, e.at, &e);
        break;
    case 6:
        o.outcome = pick(&seed, OUTCOME_COUNT);
        o.reason = pick(&seed, REASON_COUNT);
        r = s->ops->put_occurrence(s, &o);
        break;
    case 7:
        r = s->ops->put_state(s, (char[]){(char)('a' + pick(&seed, 5)), '\0'}, value);
        break;
    case 8:
        r = s->ops->get_occurrence(s, o.reminder, o.due, &o);
        break;
    case 9:
        e.edited.us = e.at.us + (int64_t)pick(&seed, 3);
        entry_set_number(&e, FACT_MEASURE, (int)pick(&seed, 2));
        if (s->ops->find(s, "", &last) == 0)
            (void)strcpy(e.former, last.id);
        else
            (void)strcpy(e.former, e.id);
        r = s->ops->edit(s, &e);
        break;
    case 10:
        r = s->ops->find(s, e.id + 36 - pick(&seed, 13), &e);
        break;
    default:
        filter.from = e.at;
        filter.to.us = e.at.us + pick(&seed, 40) * USEC_PER_SEC;
        filter.region = pick(&seed, 2) ? REGION_COUNT : pick(&seed, 3);
        filter.kind = pick(&seed, 2) ? ENTRY_KIND_COUNT : pick(&seed, 2);
        filter.last = pick(&seed, 10);
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
    uint64_t seed = seed_of_run();
    struct subject real, fake;
    struct seen a, b;

    (void)state;
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
        (void)pick(&seed, 1);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_fake_fails_when_told),
        cmocka_unit_test(real_and_fake_agree),
    };

    return cmocka_run_group_tests_name("store_alike", tests, NULL, NULL);
}
