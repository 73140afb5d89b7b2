/* A daemon at a faked desk, Wednesday at nine, to be paused and asked what is to come. To be
 * included behind cmocka.h. */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/daemon.h"
#include "daemon/log.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_notifier.h"
#include "tests/fakes/fake_store.h"
#include "tests/fakes/fake_zone.h"

/* Wednesday 2026-11-18, 09:00 UTC */
#define START   (INT64_C(1794992400) * USEC_PER_SEC)
#define OWN_IDS 8 /* the greatest ids are the daemon's own notices */

struct desk {
    struct supervisor supervisor; /* first */
    char told[256];
    struct fake_clock clock;
    struct fake_zone zone;
    struct fake_notifier *screen;
    struct fake_store store;
    struct daemon_options options;
    struct daemon *daemon;
    struct fault fault;
};

static inline void hear(struct supervisor *supervisor, enum supervised what, const char *sentence)
{
    struct desk *k = (struct desk *)supervisor;

    if (what == SUPERVISED_STATUS)
        (void)snprintf(k->told, sizeof(k->told), "%s", sentence);
}

static inline void begin(struct desk *k, const char *ini)
{
    struct complaints complaints = {0};
    struct settings settings;
    FILE *stream = fmemopen((void *)(uintptr_t)ini, strlen(ini), "r");

    assert_int_equal(settings_read_stream(stream, "test.ini", &settings, &complaints), 0);
    (void)fclose(stream);
    assert_int_equal(daemon_new(&k->daemon, &k->options, &settings), 0);
    assert_int_equal(daemon_start(k->daemon), 0);
}

/* A daemon's very first run; *k is zeroed, but for a store that is there already. */
static inline void setup_first(struct desk *k, const char *ini)
{
    k->supervisor.tell = hear;
    log_init(LOG_ERROR);
    fake_clock_init(&k->clock, (struct moment){{START}, {USEC_PER_DAY}});
    fake_zone_init(&k->zone, 0);
    if (!k->store.store.ops)
        fake_store_init(&k->store);
    k->screen = fake_notifier_new();
    k->options = (struct daemon_options){
        .clock = &k->clock.clock,
        .zone = &k->zone.source,
        .notifier = &k->screen->notifier,
        .store = &k->store.store,
        .supervisor = &k->supervisor,
    };
    begin(k, ini);
}

static inline void setup_with(struct desk *k, const char *ini)
{
    *k = (struct desk){0};
    fake_store_init(&k->store);
    fake_store_offered(&k->store, START - USEC_PER_DAY);
    setup_first(k, ini);
}

static inline void done_with(struct desk *k)
{
    daemon_free(k->daemon);
    notifier_free(&k->screen->notifier);
    fake_store_done(&k->store);
    fake_zone_done(&k->zone);
}

static inline struct paused pause_for(struct desk *k, int64_t span)
{
    struct paused paused;

    assert_int_equal(
        daemon_pause(k->daemon, (struct wall){k->clock.now.wall.us + span}, &paused, &k->fault), 0);
    return paused;
}
