/* What the care engine is given, gathered from the log (daemon/care/input.h). */
#pragma once

#include "common/civil.h"
#include "daemon/care/input.h"
#include "daemon/ports/store.h"

/* Owns what `input` points to. The caller may set input.told, which is not in the log, and members
 * of the profile that are unknown there. */
struct care_log {
    struct care_input input;
    const char *tiers[TIER_MAX + 1]; /* by number: what it was noted with last; NULL: not in it */
    char therapist[NOTE_MAX + 1];    /* the profile's card; "" not filled in */
    void *arrays[9];
    size_t sizes[9];
    char **texts;
    size_t text_n, text_size;
};

/* All of the log up to now, bookings to come too, each on the local day on which it was. 0, -ENOMEM
 * or the store's error; *ret is done with by care_log_done() after success only. */
int care_log_read(struct store *store, const struct zone *zone, struct wall now,
                  struct care_log *ret);
/* The same of the drinks of this day and of its last hours, and of the profile, alone. */
int care_log_read_drinks(struct store *store, const struct zone *zone, struct wall now,
                         struct care_log *ret);
void care_log_done(struct care_log *log);

/* For care_log.c and care_log_profile.c alone. */

/* A copy of text that lives as long as the log; NULL for "", and without memory, which is -ENOMEM
 * in *r. */
const char *care_log_keep(struct care_log *log, const char *text, int *r);
/* An entry of the profile. 0 or -ENOMEM. */
int care_log_profile(struct care_log *log, const struct entry *entry);
