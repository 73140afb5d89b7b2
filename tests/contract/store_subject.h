/* A store to put to the test, the real one or the fake: what goes in, what comes out, and cases
 * that are run against both. To be included behind cmocka.h. */
#pragma once

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

static inline void subject_init(struct subject *s, bool real)
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

static inline void subject_done(struct subject *s)
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
static inline struct entry pain(int n, const char *label)
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

static inline struct entry drink(int n, const char *label)
{
    struct entry e = pain(n, label);

    e.kind = ENTRY_DRINK;
    e.level = -1;
    e.ml = 200;
    e.region = REGION_NONE;
    return e;
}

static inline void add(struct store *s, struct entry e)
{
    assert_int_equal(s->ops->add(s, &e), 0);
}

static inline struct occurrence occurrence(const char *reminder, int n)
{
    struct occurrence o = {.due = {T0 + n * USEC_PER_SEC}, .outcome = OUTCOME_OPEN};

    (void)snprintf(o.reminder, sizeof o.reminder, "%s", reminder);
    return o;
}

static inline void put(struct store *s, struct occurrence o)
{
    assert_int_equal(s->ops->put_occurrence(s, &o), 0);
}

/* Everything seen by each(), as one text; stops after so many (0: never). */
struct seen {
    char text[65536];
    size_t n, stop;
};

__attribute__((format(printf, 2, 3))) static inline int see(struct seen *seen, const char *format,
                                                            ...)
{
    size_t used = strlen(seen->text);
    va_list args;

    va_start(args, format);
    (void)vsnprintf(seen->text + used, sizeof seen->text - used, format, args);
    va_end(args);
    return ++seen->n == seen->stop ? 77 : 0;
}

static inline int see_note(void *userdata, const struct entry *e)
{
    return see(userdata, "%s", e->note);
}

static inline int see_entry(void *userdata, const struct entry *e)
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

static inline int see_occurrence(void *userdata, const struct occurrence *o)
{
    return see(userdata, "%s %lld %lld %lld %s %s (%s)\n", o->reminder, (long long)(o->due.us - T0),
               (long long)o->shown.us, (long long)o->ended.us, outcome_name(o->outcome),
               reason_name(o->reason), o->source);
}

static inline int see_state(void *userdata, const char *key, const char *value)
{
    return see(userdata, "%s=%s\n", key, value);
}

static inline int copy_entry(void *userdata, const struct entry *e)
{
    *(struct entry *)userdata = *e;
    return 1;
}

static inline void assert_notes(struct store *s, const struct entry_filter *filter,
                                const char *labels)
{
    struct seen seen = {0};

    assert_int_equal(s->ops->entries(s, filter, see_note, &seen), 0);
    assert_string_equal(seen.text, labels);
}

static inline void assert_entry(const struct entry *a, const struct entry *b)
{
    struct seen seen_a = {0}, seen_b = {0};

    (void)see_entry(&seen_a, a);
    (void)see_entry(&seen_b, b);
    assert_string_equal(seen_a.text, seen_b.text);
}

/* All that a store holds. */
static inline void dump(struct store *s, struct seen *ret)
{
    *ret = (struct seen){0};
    assert_int_equal(s->ops->entries(s, &everything, see_entry, ret), 0);
    assert_int_equal(s->ops->occurrences(s, (struct wall){INT64_MIN}, (struct wall){INT64_MAX},
                                         see_occurrence, ret),
                     0);
    assert_int_equal(s->ops->states(s, see_state, ret), 0);
}

/* ------------------------------------------------------------------ cases, for both */

struct store_case {
    const char *name;
    void (*run)(struct store *s);
};
#define STORE_CASE(name) \
    {                    \
#name, name      \
    }

struct store_trial {
    char name[64];
    bool real;
    void (*run)(struct store *s);
};

static inline void store_try(void **state)
{
    const struct store_trial *trial = *state;
    struct subject s;

    subject_init(&s, trial->real);
    trial->run(s.store);
    subject_done(&s);
}

#define STORE_CASES_MAX 32
/* At most that many; returns what main() does. */
static inline int store_try_all(const char *name, const struct store_case *cases, size_t n)
{
    struct store_trial trials[2 * STORE_CASES_MAX];
    struct CMUnitTest tests[2 * STORE_CASES_MAX] = {0}; /* those without a name are none */

    for (size_t i = 0; i < 2 * n; i++) {
        trials[i].real = i >= n;
        trials[i].run = cases[i % n].run;
        (void)snprintf(trials[i].name, sizeof trials[i].name, "%s: %s",
                       trials[i].real ? "sqlite" : "fake", cases[i % n].name);
        tests[i] = (struct CMUnitTest){trials[i].name, store_try, NULL, NULL, &trials[i]};
    }
    return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}
