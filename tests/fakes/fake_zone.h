/* A zone source that gives the zone a test put there. */
#pragma once

#include "daemon/ports/zone.h"

struct fake_zone {
    struct zone_source source;
    struct zone zone; /* owned */
};

/* UTC plus offset seconds. */
void fake_zone_init(struct fake_zone *z, int32_t offset);
void fake_zone_done(struct fake_zone *z);
/* Takes *zone over and tells the listener. */
void fake_zone_move(struct fake_zone *z, struct zone *zone);
