/* Who is at the desk, from what several sources say (presence.h has the rule). */
#include "daemon/schedule/presence.h"

#define LOCK_GRACE (10 * USEC_PER_SEC) /* the keys that locked it are no use of the desk */

/* The most active of the reports that are hints, or of those that are not; UNKNOWN: there is none.
 * Of equals the latest counts: the last input anybody saw. */
static enum presence most_active(const struct presence_report *reports, size_t n, bool hint,
                                 struct boot *ret_since)
{
    enum presence most = PRESENCE_UNKNOWN;

    for (size_t i = 0; i < n; i++) {
        const struct presence_report *r = &reports[i];

        if (r->hint != hint || r->input < PRESENCE_ACTIVE || r->input > PRESENCE_AWAY)
            continue;
        if (most != PRESENCE_UNKNOWN && r->input > most)
            continue;
        if (r->input != most || r->input_since.us > ret_since->us)
            *ret_since = r->input_since;
        most = r->input;
    }
    return most;
}

/* Whether somebody has used the desk since a lock that was only asked for: then it never came
 * about, or is over. Some lockers say neither that they locked nor that they unlocked. */
static bool used_since(const struct presence_report *lock, const struct presence_report *reports,
                       size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct presence_report *r = &reports[i];

        if (r->hint || r->input < PRESENCE_ACTIVE || r->input > PRESENCE_AWAY)
            continue;
        if (r->input == PRESENCE_ACTIVE || r->input_since.us > lock->locked_since.us + LOCK_GRACE)
            return true;
    }
    return false;
}

static bool is_locked(const struct presence_report *r, const struct presence_report *reports,
                      size_t n)
{
    return r->locked && !(r->lock_asked && used_since(r, reports, n));
}

enum presence presence_fuse(const struct presence_report *reports, size_t n, struct boot *ret_since)
{
    const struct presence_report *asleep = NULL, *locked = NULL;
    struct boot since = {0};
    enum presence seen;

    for (size_t i = 0; i < n; i++) {
        if (reports[i].asleep && (!asleep || reports[i].asleep_since.us < asleep->asleep_since.us))
            asleep = &reports[i];
        if (is_locked(&reports[i], reports, n) &&
            (!locked || reports[i].locked_since.us < locked->locked_since.us))
            locked = &reports[i];
    }
    seen = most_active(reports, n, false, &since);
    if (seen == PRESENCE_UNKNOWN)
        seen = most_active(reports, n, true, &since);
    if (asleep || locked) {
        /* who was away before stays away since then */
        struct boot closed = asleep ? asleep->asleep_since : locked->locked_since;
        *ret_since = seen >= PRESENCE_IDLE && since.us < closed.us ? since : closed;
        return asleep ? PRESENCE_ASLEEP : PRESENCE_LOCKED;
    }
    *ret_since = since;
    return seen;
}
