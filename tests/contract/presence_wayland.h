/* What the tests of the Wayland presence source share: one that is listened to. */
#pragma once

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-event.h>
#include <time.h>

#include "common/scope.h"
#include "daemon/adapters/adapters.h"
#include "tests/fakes/wayland_server.h"

#define IDLE_MS  300
#define AWAY_MS  700
#define LIMIT_MS 20000
#define QUIET    100000 /* µs; longer than the source takes to look for a socket */

struct listened {
    sd_event *loop;
    struct clock *clock;
    struct presence_source *source;
    struct presence_report said[512];
    size_t said_n;
    bool calling;
    bool free_it; /* with the next report */
};

static inline int64_t now_ms(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static inline void on_reported(void *userdata, struct presence_source *source,
                               const struct presence_report *report)
{
    struct listened *l = userdata;

    assert_ptr_equal(source, l->source);
    assert_false(l->calling); /* never from inside a call */
    assert_true(l->said_n < COUNT_OF(l->said));
    l->said[l->said_n++] = *report;
    if (l->free_it)
        l->source = presence_source_free(l->source);
}

static inline void start(struct listened *l, int64_t idle_ms, int64_t away_ms)
{
    l->calling = true;
    assert_int_equal(l->source->ops->start(l->source, idle_ms * 1000, away_ms * 1000), 0);
    l->calling = false;
}

static inline void plug(struct listened *l)
{
    static const struct presence_listener listener = {on_reported};

    l->said_n = 0;
    assert_int_equal(presence_wayland_new(&l->source, l->loop, l->clock), 0);
    l->source->listener = &listener;
    l->source->userdata = l;
    start(l, IDLE_MS, AWAY_MS);
}

static inline void unplug(struct listened *l)
{
    l->source = presence_source_free(l->source);
}

/* Until the nth report (from 0), which must be of this. */
static inline struct presence_report hear(struct listened *l, size_t n, enum presence input)
{
    for (int64_t until = now_ms() + LIMIT_MS; l->said_n <= n && now_ms() < until;)
        (void)sd_event_run(l->loop, 50000);
    if (l->said_n <= n)
        fail_msg("report %zu did not come", n);
    assert_int_equal(l->said[n].input, input);
    assert_false(l->said[n].hint || l->said[n].locked || l->said[n].asleep);
    if (input == PRESENCE_UNKNOWN)
        assert_int_equal(l->said[n].input_since.us, 0);
    return l->said[n];
}

/* Until all that was said is heard, on either side. */
static inline void drain(struct listened *l)
{
    while (sd_event_run(l->loop, 0) > 0)
        ;
}

/* Long enough for whatever might come; returns how often the loop woke. */
static inline int settle(struct listened *l)
{
    int wakeups = 0;

    while (sd_event_run(l->loop, QUIET) > 0)
        wakeups++;
    return wakeups;
}

static inline void assert_described(struct listened *l, const char *text, bool live)
{
    char said[160];
    bool is_live;

    l->source->ops->describe(l->source, said, sizeof(said), &is_live);
    assert_string_equal(said, text);
    assert_int_equal(is_live, live);
}

static inline size_t open_files(void)
{
    size_t n = 0;
    DIR *folder = opendir("/proc/self/fd");

    assert_non_null(folder);
    while (readdir(folder))
        n++;
    (void)closedir(folder);
    return n;
}
