/* GNOME's idle monitor, as a test wants it: on a connection of its own, on the test's loop. */
#pragma once

#include <stdint.h>
#include <systemd/sd-bus.h>

enum fake_idle_mood {
    FAKE_IDLE_PLAIN,
    FAKE_IDLE_SILENT,  /* never answers */
    FAKE_IDLE_REFUSES, /* with errors */
    FAKE_IDLE_TEXT,    /* answers strings */
    FAKE_IDLE_NOTHING, /* answers without a value */
    FAKE_IDLE_ZERO,    /* makes watches without a number */
};

struct fake_idle {
    sd_bus *bus;
    enum fake_idle_mood mood;
    uint64_t idletime;              /* ms, what it says */
    uint32_t ids;                   /* the last number given to a watch */
    uint64_t intervals[2];          /* ms, of the last two idle watches, the later one last */
    uint32_t idle_ids[2];           /* theirs */
    uint32_t active_id;             /* of the last watch for activity */
    size_t idles, actives, removed; /* calls */
    size_t asked;                   /* for the idle time */
    char watcher[64];               /* who called last */
};

/* Connects to $DBUS_SESSION_BUS_ADDRESS and takes the name. */
void fake_idle_up(struct fake_idle *f, sd_event *loop);
void fake_idle_down(struct fake_idle *f);
/* Tells the watcher that a watch has fired. */
void fake_idle_fire(struct fake_idle *f, uint32_t id);
