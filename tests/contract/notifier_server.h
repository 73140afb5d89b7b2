/* What the tests of the libnotify notifier with a real server share. */
#pragma once

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <stdlib.h>

#include "daemon/adapters/adapters.h"
#include "tests/fakes/desktop.h"

static inline void plug_with(struct desktop *d, int64_t patience)
{
    struct notifier *n;

    assert_int_equal(notifier_libnotify_new(&n, d->loop, "knead", "alarm", patience), 0);
    desktop_plug(d, n);
}

static inline void plug(struct desktop *d)
{
    plug_with(d, USEC_PER_MIN);
}

static inline double unplug(struct desktop *d)
{
    double before = desktop_now_ms();

    d->notifier = notifier_free(d->notifier);
    return desktop_now_ms() - before;
}

static inline void show(struct desktop *d, uint64_t id, const char *title)
{
    struct notice n = desktop_notice(id, title, "Walk a few steps.");

    assert_int_equal(desktop_show(d, &n), 0);
}

static inline void hear_show(struct desktop *d, uint64_t id, const char *title, struct call *ret)
{
    show(d, id, title);
    desktop_hear(d, "Notify", ret);
    assert_string_equal(ret->summary, title);
}

static inline void assert_told(struct desktop *d, size_t i, enum told_what what, uint64_t id)
{
    assert_true(desktop_wait(d, i + 1));
    assert_int_equal(d->told[i].what, what);
    assert_int_equal(d->told[i].id, id);
}

/* Whatever comes before. */
static inline void wait_for_answer(struct desktop *d, uint64_t id)
{
    for (size_t i = 0; i == 0 || d->told[i - 1].id != id; i++)
        assert_true(desktop_wait(d, i + 1));
    assert_told(d, d->told_n - 1, TOLD_ACTED, id);
}

/* Everything under way until now is told, and it is no more than this. */
static inline void assert_told_in_all(struct desktop *d, size_t n)
{
    struct call call;

    hear_show(d, 999, "Settle", &call);
    desktop_say(d, "close 1");
    assert_told(d, n, TOLD_CLOSED, 999);
}

static inline int bus_up(void **state)
{
    struct desktop *d = calloc(1, sizeof(*d));

    assert_non_null(d);
    desktop_init(d);
    desktop_bus_up(d);
    *state = d;
    return 0;
}

/* With a server of the usual kind, known to the notifier. */
static inline int server_up(void **state)
{
    struct desktop *d;

    bus_up(state);
    d = *state;
    desktop_server_up(d, NULL);
    plug(d);
    return desktop_wait_described(d, "mock 1.0, buttons") ? 0 : -1;
}

static inline int down(void **state)
{
    desktop_done(*state);
    free(*state);
    return 0;
}

#define BUS(f)    cmocka_unit_test_setup_teardown(f, bus_up, down)
#define SERVER(f) cmocka_unit_test_setup_teardown(f, server_up, down)
