/* The library of moves: stretches and the like, as INI files tell them, and whose turn it is.
 *
 * Both programs use it. The shipped moves are inside them; the user's own, or a therapist's, come
 * from a file of the same form (moves.ini). CARE section 9.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/entry.h"
#include "config/complaints.h"

#define MOVE_NAME_MAX   32 /* bytes */
#define MOVE_TITLE_MAX  64
#define MOVE_STEPS_MAX  6
#define MOVE_STEPS_TEXT 480 /* of all steps */
#define MOVE_LINE_MAX   160
#define MOVE_DOSE_MAX   96
#define MOVES_MAX       1000

enum move_category { CATEGORY_STRETCH, CATEGORY_MOVEMENT };
enum move_load { LOAD_GENTLE, LOAD_MODERATE };
enum move_each { EACH_ONCE, EACH_SIDE, EACH_DIRECTION, EACH_WAY_AND_SIDE };

/* What forbids a move, as bits of move.not_with. */
enum move_condition {
    CONDITION_NEW_PAIN,
    CONDITION_NECK_PAIN,
    CONDITION_KNEE_PAIN,
    CONDITION_BENDING_HURTS,
    CONDITION_TINGLING_ARM,
    CONDITION_TINGLING_LEG,
    CONDITION_DIZZINESS,
    CONDITION_WEAK_BONES,
    CONDITION_BLOOD_THINNERS,
    CONDITION_HIP_REPLACEMENT,
    CONDITION_COUNT,
};

struct move {
    char name[MOVE_NAME_MAX + 1];
    char title[MOVE_TITLE_MAX + 1];
    uint32_t regions; /* bits, by enum region; REGION_NONE's: fits any */
    size_t steps_n;
    char steps[MOVE_STEPS_TEXT + 1]; /* with a newline between them */
    char where[MOVE_TITLE_MAX + 1];  /* "" not said, as the next two */
    char needs[MOVE_TITLE_MAX + 1];
    char caution[MOVE_LINE_MAX + 1];
    int64_t hold;  /* µs */
    int32_t times; /* how often, on each side or in each direction */
    enum move_each each;
    enum move_category category;
    enum move_load load;
    bool massage;
    bool therapist;    /* stands in for all moves of its regions that are not so */
    bool enabled;      /* false: only so that a shipped one is never shown */
    uint32_t not_with; /* bits, by enum move_condition */
};

/* In the order of their turn; names unique. Zero it before use. */
struct moves {
    size_t n, size;
    struct move *items; /* owned */
    bool movement;      /* those of that category are offered, too */
};
void moves_done(struct moves *moves);

/* The shipped moves and, where there is such a file (address_moves()), the user's. 0; -EINVAL:
 * complaints say why; -errno: a file could not be read (a complaint says so too). *ret is untouched
 * on failure. */
int moves_load(struct moves *ret, struct complaints *complaints);
/* Takes the moves of a stream in, in the place of those with the same names; name stands for the
 * path in complaints. As above; on failure nothing of it is taken in. */
int moves_read_stream(FILE *stream, const char *name, struct moves *moves,
                      struct complaints *complaints);
/* Whether it is one to offer at all. */
static inline bool moves_offers(const struct moves *moves, const struct move *move)
{
    return move->enabled && (moves->movement || move->category != CATEGORY_MOVEMENT);
}
/* NULL: none of this name. */
const struct move *moves_find(const struct moves *moves, const char *name);
/* The names of the keys of a move, by number; NULL after the last. */
const char *moves_key(size_t i);
/* "5 seconds, 6 times", "20 seconds, each side"; without a hold, "as your therapist said" */
void move_dose(const struct move *move, char ret[static MOVE_DOSE_MAX]);

/* ---------------------------------------------------------------- whose turn it is. Pure */

/* What each region was shown last, "" nothing; REGION_NONE: of the moves that fit any. */
struct moves_shown {
    char last[REGION_COUNT][MOVE_NAME_MAX + 1];
};
/* Where somebody who is shown moves in turn has come to. All zero to begin with. */
struct move_turn {
    size_t next; /* of the list of regions; taken modulo its length */
    char last[MOVE_NAME_MAX + 1];
};

/* The next move for somebody who asks for these regions in turn (n > 0): of the region whose turn
 * it is, the one after what that was shown last; where nothing of it is allowed, of the next
 * region; at last one that fits any. Not the same twice running where there is another. allows:
 * NULL for everything. It counts as shown: *shown and *turn are moved on, and *ret_region tells
 * whose of *shown. NULL, and nothing moved: nothing is allowed. */
const struct move *moves_next(const struct moves *moves, const enum region *regions, size_t n,
                              struct moves_shown *shown, struct move_turn *turn,
                              bool (*allows)(void *userdata, const struct move *move),
                              void *userdata, enum region *ret_region);
/* The regions of a list that was checked when it was read ("neck, lower-back"); how many, up to
 * max. */
size_t moves_regions(const char *list, enum region *ret, size_t max);
