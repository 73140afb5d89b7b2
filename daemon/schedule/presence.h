/* Who is at the desk, from what several sources say. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/moment.h"
#include "daemon/schedule/plan.h"

/* What one source can tell. Zeroed: nothing. */
struct presence_report {
    enum presence input; /* of keyboard and mouse: UNKNOWN (cannot tell), ACTIVE, IDLE or AWAY */
    struct boot
        input_since; /* ACTIVE: the first input after idleness; IDLE, AWAY: the last input */
    bool hint;       /* input is only what the desktop makes of it: for want of anything better */
    bool locked;
    struct boot locked_since;
    bool asleep; /* about to be suspended */
    struct boot asleep_since;
    bool lock_asked; /* locked only because that was asked for: nobody will say when it is over */
};

/* Asleep or locked if any source says so; else the most active of those that see input (one that
 * sees only part of it, as an X server under Wayland does, must not make an active user idle); else
 * a hint; else unknown. */
enum presence presence_fuse(const struct presence_report *reports, size_t n,
                            struct boot *ret_since);
