/* The red flags: signs for which somebody should see to a doctor first. CARE R5, R6, R19.
 *
 * Both programs have the list, so that knead can print it with no daemon and no entry. It asks, and
 * never judges: no sign marked is no all-clear (R3).
 */
#pragma once

#include <stdbool.h>

/* The red-flag questions, in the order in which they are asked (R5, R6). */
enum red_flag {
    FLAG_BOTH_LEGS,
    FLAG_SADDLE,
    FLAG_BLADDER,
    FLAG_SEXUAL,
    FLAG_LEG_POWER,
    FLAG_CHEST,
    FLAG_ACCIDENT,
    FLAG_STIFF_NECK,
    FLAG_LEFT_LEG,
    FLAG_RIGHT_LEG,
    FLAG_ARM,
    FLAG_FEVERISH,
    FLAG_WEIGHT,
    FLAG_CANCER,
    FLAG_LUMP,
    FLAG_NIGHT,
    FLAG_BLADES,
    FLAG_COUGH,
    FLAG_DEFENCES,
    FLAG_KNOCK,
    FLAG_ASKED,                 /* so many are asked; what follows comes from other entries */
    FLAG_NUMBNESS = FLAG_ASKED, /* marked, without a limb */
    FLAG_COUNT,
};

struct red_flag_entry {
    const char *name;     /* "both-legs" */
    const char *question; /* NULL: not asked */
    const char *label;    /* in a sentence */
    bool emergency;       /* else a doctor's today */
    const char *rows;     /* of the guides, "A56" */
};

extern const struct red_flag_entry red_flags[FLAG_COUNT];
