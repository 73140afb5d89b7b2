/* What the tests with a compositor in the same loop share. The clock stands still unless a test
 * moves it, so that moments are exact.
 */
#pragma once

#include "tests/contract/presence_wayland.h"
#include "tests/fakes/fake_clock.h"

#define BOOT (INT64_C(5000) * USEC_PER_SEC)
#define EXT  "Wayland, ext-idle-notify-v1: "

struct world {
    struct listened l;
    struct fake_clock clock;
    struct wayland_server server;
};

static inline int up(void **state)
{
    struct world *w = calloc(1, sizeof(*w));

    assert_non_null(w);
    assert_true(sd_event_new(&w->l.loop) >= 0);
    fake_clock_init(&w->clock, (struct moment){.boot = {BOOT}});
    w->l.clock = &w->clock.clock;
    wayland_server_init(&w->server, w->l.loop);
    *state = w;
    return 0;
}

static inline int down(void **state)
{
    struct world *w = *state;

    unplug(&w->l);
    wayland_server_done(&w->server);
    sd_event_unref(w->l.loop);
    free(w);
    return 0;
}

static inline int64_t pass(struct world *w, int64_t ms)
{
    w->clock.now.boot.us += ms * 1000;
    return w->clock.now.boot.us;
}

/* With a compositor of the usual kind. */
static inline int compositor_up(void **state)
{
    struct world *w;

    up(state);
    w = *state;
    wayland_server_up(&w->server, "wayland-0", WAYLAND_EXT);
    plug(&w->l);
    assert_int_equal(hear(&w->l, 0, PRESENCE_ACTIVE).input_since.us, BOOT);
    settle(&w->l);
    return 0;
}

/* One round of a person who leaves and comes back. */
static inline void leave_and_return(struct world *w, size_t said)
{
    int64_t now = pass(w, 60000), last = now - IDLE_MS * 1000;

    wayland_server_idled(&w->server, 0, IDLE_MS);
    assert_int_equal(hear(&w->l, said, PRESENCE_IDLE).input_since.us, last);
    (void)pass(w, AWAY_MS - IDLE_MS);
    wayland_server_idled(&w->server, 0, AWAY_MS);
    assert_int_equal(hear(&w->l, said + 1, PRESENCE_AWAY).input_since.us, last);
    now = pass(w, 3600000);
    wayland_server_input(&w->server, 0, false);
    assert_int_equal(hear(&w->l, said + 2, PRESENCE_ACTIVE).input_since.us, now);
    drain(&w->l);
    assert_int_equal(w->l.said_n, said + 3);
}

#define PLAIN(f)      cmocka_unit_test_setup_teardown(f, up, down)
#define COMPOSITOR(f) cmocka_unit_test_setup_teardown(f, compositor_up, down)
