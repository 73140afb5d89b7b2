/* A presence source that a test speaks for. */
#pragma once

#include "daemon/ports/presence.h"

struct fake_presence {
    struct presence_source source;
    int64_t idle_after, away_after; /* as start() was told last */
    int starts;
};

void fake_presence_init(struct fake_presence *f);
/* Tells the listener. */
void fake_presence_report(struct fake_presence *f, struct presence_report report);
