/* A daemon at a faked desk, Wednesday at nine, with one who can be away or busy. To be included
 * behind cmocka.h. */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/daemon.h"
#include "daemon/log.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_context.h"
#include "tests/fakes/fake_notifier.h"
#include "tests/fakes/fake_presence.h"
#include "tests/fakes/fake_store.h"
#include "tests/fakes/fake_zone.h"

/* Wednesday 2026-11-18, 09:00 UTC */
#define START (INT64_C(1794992400) * USEC_PER_SEC)

struct desk {
    struct fake_clock clock;
    struct fake_zone zone;
    struct fake_notifier *screen;
    struct fake_store store;
    struct fake_presence seen;
    struct presence_source *sources[1];
    struct fake_context context;
    struct daemon_options options;
    struct daemon *daemon;
    struct fault fault;
};

/* Everything but the daemon, so that a test may still unplug something. */
static inline void desk_plug(struct desk *k)
{
    *k = (struct desk){0};
    log_init(LOG_ERROR);
    fake_clock_init(&k->clock, (struct moment){{START}, {USEC_PER_DAY}});
    fake_zone_init(&k->zone, 0);
    fake_store_init(&k->store);
    fake_store_offered(&k->store, START - USEC_PER_DAY);
    k->screen = fake_notifier_new();
    fake_presence_init(&k->seen);
    k->sources[0] = &k->seen.source;
    fake_context_init(&k->context);
    k->options = (struct daemon_options){
        .clock = &k->clock.clock,
        .zone = &k->zone.source,
        .notifier = &k->screen->notifier,
        .presence = k->sources,
        .presence_n = COUNT_OF(k->sources),
        .context = &k->context.context,
        .store = &k->store.store,
        .log_path = "/home/me/knead.db",
        .socket_path = "/run/user/1/knead/control",
    };
}

static inline void desk_start(struct desk *k, const char *ini)
{
    CLEANUP(complaints_done) struct complaints complaints = {0};
    struct settings settings;
    FILE *stream = fmemopen((void *)(uintptr_t)ini, strlen(ini), "r");

    if (settings_read_stream(stream, "test.ini", &settings, &complaints) < 0)
        fail_msg("%s", complaints.items[0]);
    (void)fclose(stream);
    assert_int_equal(moves_load(&settings.moves, &complaints), 0);
    assert_int_equal(daemon_new(&k->daemon, &k->options, &settings), 0);
    assert_int_equal(daemon_start(k->daemon), 0);
}

static inline void desk_stop(struct desk *k)
{
    daemon_free(k->daemon);
    notifier_free(&k->screen->notifier);
    fake_store_done(&k->store);
    fake_zone_done(&k->zone);
}

/* Minute by minute, with a turn of the loop after each for whoever was asked something. */
static inline void desk_run(struct desk *k, int minutes)
{
    for (int i = 0; i < minutes; i++) {
        (void)fake_clock_run(&k->clock, USEC_PER_MIN);
        while (fake_context_run(&k->context))
            ;
    }
}

/* The source says so, since some minutes ago. */
static inline void desk_say(struct desk *k, enum presence input, int64_t minutes)
{
    fake_presence_report(
        &k->seen,
        (struct presence_report){.input = input,
                                 .input_since = {k->clock.now.boot.us - minutes * USEC_PER_MIN}});
}

/* Nobody's own moves are read. */
static inline int desk_no_files(void **state)
{
    (void)state;
    return setenv("XDG_CONFIG_HOME", "/nowhere", 1) | setenv("XDG_CONFIG_DIRS", "/nowhere", 1);
}

static inline void desk_begin(struct desk *k, const char *ini)
{
    desk_plug(k);
    desk_start(k, ini);
    desk_say(k, PRESENCE_ACTIVE, 0);
}

/* The daemon anew, on what the last one left. */
static inline void desk_restart(struct desk *k, const char *ini)
{
    daemon_free(k->daemon);
    k->seen.source.listener = NULL;
    desk_start(k, ini);
    desk_say(k, PRESENCE_ACTIVE, 0);
}
