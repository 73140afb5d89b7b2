/* A real daemon at a faked desk: the ports are fakes, the schedule is a file in a scratch folder.
 * It is Friday, 2026-03-27, 10:00 in UTC+1. */
#pragma once

#include <stdbool.h>

#include "daemon/daemon.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_notifier.h"
#include "tests/fakes/fake_store.h"
#include "tests/fakes/fake_zone.h"

#define FAKE_DAEMON_NOW "2026-03-27T10:00:00+01:00"

struct fake_daemon {
    struct daemon *daemon;
    struct fake_clock clock;
    struct fake_zone zone;
    struct fake_notifier *notifier;
    struct fake_store store;
    char folder[64];   /* scratch; for sockets and the like, too */
    char schedule[96]; /* the file: fake_daemon_schedule() rewrites it */
};

/* A daemon that runs by this INI text, with a log or without. Aborts where it cannot be made. */
void fake_daemon_init(struct fake_daemon *f, const char *ini, bool with_log);
/* Frees it, and the scratch folder with the files in it. */
void fake_daemon_done(struct fake_daemon *f);
/* Another text in the file; daemon_reload() reads it. */
void fake_daemon_schedule(struct fake_daemon *f, const char *ini);
