/* Which tiers of the care plan have begun or ended, and by what, noted in the log (CARE R15).
 *
 * What the log says last of a tier is what is compared, so nothing is noted twice, whenever the
 * daemon was started; and what could not be written is written when it is looked at next.
 */
#include <string.h>
#include <sys/random.h>

#include "daemon/care/notice.h"
#include "daemon/daemon_internal.h"
#include "daemon/log.h"

_Static_assert(TIER_MAX == TIER_EMERGENCY && TIER_NONE == 0, "one number for each tier");
_Static_assert(CARE_INPUTS_MAX <= NOTE_MAX, "what put somebody into a tier is a note");

void daemon_tiers_note(struct daemon *d, const struct care_log *log, const struct care_plan *plan)
{
    struct store *store = d->options.store;
    struct wall now = clock_now(d->options.clock).wall;
    uint8_t random[UUID7_RANDOM];

    for (int tier = 1; tier <= TIER_MAX; tier++) {
        const char *noted = log->tiers[tier] ? log->tiers[tier] : "";
        struct entry entry = {.kind = ENTRY_TIER, .at = now, .said = now, .level = tier, .ml = -1};

        care_tier_inputs(plan, (enum care_tier)tier, entry.note);
        if (strcmp(entry.note, noted) == 0)
            continue;
        if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
            return;
        uuid7_print(now, random, entry.id);
        entry.offset = zone_offset(&d->zone, wall_seconds(now));
        if (store->ops->add(store, &entry) < 0)
            log_warning("the log: a tier is not noted: %s", store->ops->why(store));
    }
}
