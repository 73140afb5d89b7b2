/* What the tests of the X11 presence source share: one that is listened to, and one server. */
#pragma once

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-event.h>

#include "common/scope.h"
#include "daemon/adapters/adapters.h"
#include "tests/fakes/x_server.h"

#define MSEC     INT64_C(1000)
#define IDLE     (300 * MSEC)
#define AWAY     (700 * MSEC)
#define LIMIT    (20 * USEC_PER_SEC) /* no wait is longer */
#define NO_INPUT (3600 * USEC_PER_SEC)

struct world {
    sd_event *loop;
    struct clock *clock;
    struct presence_source *source;
    struct x_between *between; /* has its turns as well; or NULL */
    bool calling;              /* within the port: nothing may be told */
    bool free_when_told;
    size_t n;
    struct presence_report reports[4096];
    struct boot at[4096];
};

static inline struct boot now(struct world *w)
{
    return clock_now(w->clock).boot;
}

static inline void on_report(void *userdata, struct presence_source *source,
                             const struct presence_report *report)
{
    struct world *w = userdata;

    assert_false(w->calling);
    assert_ptr_equal(source, w->source);
    assert_true(w->n < COUNT_OF(w->reports));
    assert_false(report->hint || report->locked || report->asleep);
    assert_true(report->input_since.us <= now(w).us);
    assert_int_not_equal(report->input, w->n ? w->reports[w->n - 1].input : PRESENCE_UNKNOWN);
    w->at[w->n] = now(w);
    w->reports[w->n++] = *report;
    if (w->free_when_told)
        w->source = presence_source_free(w->source);
}

static inline void world_init(struct world *w)
{
    static const struct presence_listener listener = {on_report};

    memset(w, 0, sizeof(*w));
    assert_true(sd_event_new(&w->loop) >= 0);
    assert_int_equal(clock_event_new(&w->clock, w->loop, 1, (struct wall){0}), 0);
    assert_int_equal(presence_x11_new(&w->source, w->loop, w->clock), 0);
    w->source->listener = &listener;
    w->source->userdata = w;
}

static inline void world_done(struct world *w)
{
    w->source = presence_source_free(w->source);
    w->clock = clock_free(w->clock);
    w->loop = sd_event_unref(w->loop);
}

static inline void start(struct world *w, int64_t idle_after, int64_t away_after)
{
    w->calling = true;
    assert_int_equal(w->source->ops->start(w->source, idle_after, away_after), 0);
    w->calling = false;
}

static inline void use_display(int number)
{
    char name[16];

    (void)snprintf(name, sizeof(name), ":%d", number);
    (void)setenv("DISPLAY", name, 1);
}

static inline void turn(struct world *w, int64_t most)
{
    if (w->between)
        x_between_turn(w->between);
    assert_true(sd_event_run(w->loop, (uint64_t)(w->between && most ? MSEC : most)) >= 0);
    if (w->between)
        x_between_turn(w->between);
}

/* Until so many reports came in all. */
static inline void wait_reports(struct world *w, size_t n)
{
    int64_t until = now(w).us + LIMIT;

    while (w->n < n && now(w).us < until)
        turn(w, 50 * MSEC);
    assert_true(w->n >= n);
}

/* Until the newest report says this. */
static inline void wait_input(struct world *w, enum presence input)
{
    int64_t until = now(w).us + LIMIT;

    while ((!w->n || w->reports[w->n - 1].input != input) && now(w).us < until)
        turn(w, 50 * MSEC);
    assert_true(w->n > 0);
    assert_int_equal(w->reports[w->n - 1].input, input);
}

static inline bool described(struct world *w, const char *part)
{
    char text[256] = "";
    bool live;

    w->source->ops->describe(w->source, text, sizeof(text), &live);
    assert_int_equal(live, w->n && w->reports[w->n - 1].input != PRESENCE_UNKNOWN);
    return strstr(text, part) != NULL;
}

static inline void wait_described(struct world *w, const char *part)
{
    int64_t until = now(w).us + LIMIT;

    while (!described(w, part) && now(w).us < until)
        turn(w, 50 * MSEC);
    if (!described(w, part)) {
        char text[256];
        bool live;

        w->source->ops->describe(w->source, text, sizeof(text), &live);
        fail_msg("described as \"%s\", not \"%s\"", text, part);
    }
}

/* How often the loop wakes within span. */
static inline int wakeups(struct world *w, int64_t span)
{
    int64_t left, until = now(w).us + span;
    int n = -1; /* the last is the time's end */

    while ((left = until - now(w).us) > 0) {
        assert_true(sd_event_run(w->loop, (uint64_t)left) >= 0);
        n++;
    }
    return n;
}

/* Whether it sleeps that long. Others may make sockets where it watches, so there are three tries.
 */
static inline bool sleeps(struct world *w, int64_t span)
{
    return wakeups(w, span) == 0 || wakeups(w, span) == 0 || wakeups(w, span) == 0;
}

static inline int one_server(void **state)
{
    static struct x_server server;

    (void)unsetenv("WAYLAND_DISPLAY");
    (void)setenv("XAUTHORITY", "/dev/null", 1);
    x_server_up(&server, -1, NULL);
    *state = &server;
    return 0;
}

static inline int end_of_server(void **state)
{
    x_server_down(*state, SIGTERM);
    return 0;
}
