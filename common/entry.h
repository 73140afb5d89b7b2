/* One line of the log, and its vocabulary. Pure. CARE 3.1 (levels), 7.2 (regions). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/moment.h"
#include "common/uuid7.h"

#define PAIN_MAX 10
#define NOTE_MAX 2000 /* bytes */

enum entry_kind {
    ENTRY_PAIN,
    ENTRY_DRINK,
    ENTRY_KIND_COUNT,
};

enum region {
    REGION_NONE,
    REGION_HEAD,
    REGION_EYES,
    REGION_NECK,
    REGION_SHOULDERS,
    REGION_ARMS,
    REGION_WRISTS,
    REGION_HANDS,
    REGION_UPPER_BACK,
    REGION_LOWER_BACK,
    REGION_HIPS,
    REGION_LEGS,
    REGION_COUNT,
};

enum side {
    SIDE_NONE,
    SIDE_LEFT,
    SIDE_RIGHT,
    SIDE_BOTH,
    SIDE_MIDDLE,
    SIDE_COUNT,
};

struct entry {
    char id[UUID7_TEXT_MAX];
    enum entry_kind kind;
    struct wall at;   /* when it was so */
    int32_t offset;   /* seconds east of UTC where it was said */
    struct wall said; /* when it was said */
    int level;        /* pain 0-10, -1: none */
    int ml;           /* drink, millilitres; -1: none */
    enum region region;
    enum side side;
    char note[NOTE_MAX + 1]; /* "" none; valid text */
};

/* Names by enum; index 0 of regions and sides is "". NULL for a value out of range. */
const char *entry_kind_name(enum entry_kind kind);
const char *region_name(enum region region);
const char *side_name(enum side side);
/* Shortened while unambiguous; case ignored; '-', '_' and a blank are the same. 0, -ENOENT or
 * -EEXIST (several begin so); why, in a sentence that says what is allowed, is written to ret_why
 * on failure. */
#define ENTRY_WHY_MAX 256
int region_parse(const char *text, enum region *ret, char ret_why[static ENTRY_WHY_MAX]);
int side_parse(const char *text, enum side *ret, char ret_why[static ENTRY_WHY_MAX]);
/* A whole number 0-10 (CARE R54): 0, -EINVAL, -ERANGE; why as above. */
int level_parse(const char *text, int *ret, char ret_why[static ENTRY_WHY_MAX]);
/* Whether all members are within their ranges; the daemon's last gate before the store.
 * 0 or -EINVAL with why. */
int entry_check(const struct entry *entry, char ret_why[static ENTRY_WHY_MAX]);
