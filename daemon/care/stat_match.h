/* Sessions on bad days beside equally bad days without one (CARE R56, section 8.2.7). Pure. */
#pragma once

#include "daemon/care/stat_session.h"

#define STAT_MATCHES      3   /* for a comparison */
#define STAT_MATCH_WITHIN 500 /* thousandths between two three-day means that are alike */

struct stat_match {
    struct stat_gate gate; /* STAT_FEW_MATCHES; of all but the two counts */
    size_t sessions;       /* booked on bad days, with all these values, and with something alike */
    size_t matches;        /* stretches without a session, alike to one of those */
    /* Mean change, later less earlier, in points: from three days to the seven after. Of without,
     * the mean over the sessions of the mean of what is alike to each. */
    struct stat_ratio with, without;
    bool same; /* they differ by less than set->same */
};

/* What happened in the seven days from a session on (enough of them logged for a week), against the
 * mean of the three days before it (all logged), for sessions booked on bad days; and the same for
 * three days in a row whose mean is within STAT_MATCH_WITHIN of that of such a session, with no
 * session on them, nor on the seven days before or after. Stretches do not overlap, nor their
 * weeks: of those that would, the earliest is taken, so that there are as many as can be.
 *
 * There is no interval: sessions share what is alike to them, and one that takes no heed of that
 * leaves out "no change" twice as often as it says (simulated).
 * O((n + m) log n + n m). 0 or -E2BIG. */
int stat_match(const struct stat_day *days, size_t n, const struct stat_session *sessions, size_t m,
               const struct stat_settings *set, struct stat_match *ret);
