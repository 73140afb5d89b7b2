/* A clock that a test sets, and the one alarm it was asked for. */
#pragma once

#include "daemon/ports/clock.h"

struct fake_clock {
    struct clock clock;
    struct moment now;
    bool armed;
    struct boot at;
    long arms; /* how often arm() was called */
};

void fake_clock_init(struct fake_clock *c, struct moment now);
/* Moves both clocks on by span µs, ringing the alarm whenever it comes due on the way. Returns how
 * often. */
long fake_clock_run(struct fake_clock *c, int64_t span);
/* Sets the wall clock on (or back) by span µs and tells the listener. */
void fake_clock_set(struct fake_clock *c, int64_t span);
/* Suspends for span µs: time goes on, nothing rings, then the listener hears of it. */
void fake_clock_sleep(struct fake_clock *c, int64_t span);
