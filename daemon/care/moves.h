/* What of a library of moves may be offered, and the five-minute routine made of it. Pure.
 *
 * The library itself is config/moves.h's; here a move is what the rules ask about it.
 */
#pragma once

#include "daemon/care/care.h"

#define CARE_ROUTINE_MAX 16
#define CARE_MOVES_MAX   64 /* to make one of */

struct care_move {
    uint32_t regions; /* bits: enum region; that of REGION_NONE: any */
    int seconds;      /* all its repetitions and sides */
    bool moderate;    /* else gentle */
    bool massage;
    bool homework;                                   /* the therapist's: its load is not known */
    bool not_new_pain, not_weak_bones, not_thinners; /* what forbids it */
};

/* R5, R9-R11, R44, R46. */
bool care_move_allowed(const struct care_move *move, const struct care_allowed *allowed);
/* The therapist's latest homework for a region, which goes before the library (R44); NULL: none, or
 * not today: its load is not known, so it waits as moderate moves do. */
const char *care_homework(const struct care_input *in, enum region region,
                          const struct care_allowed *allowed);

struct care_routine {
    size_t n;
    size_t moves[CARE_ROUTINE_MAX]; /* indices into what was given */
    int seconds;                    /* changes included */
};

/* Five minutes of these moves (at most CARE_MOVES_MAX), at least one for neck, shoulders and lower
 * back; the same for the same day (R51). 0, -ENOENT (what is allowed does not fill them), -E2BIG.
 */
int care_routine_make(int64_t day, const struct care_move *moves, size_t n,
                      const struct care_allowed *allowed, const struct care_settings *settings,
                      struct care_routine *ret);
