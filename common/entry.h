/* One line of the log, and its vocabulary. Pure. CARE 3 (what is measured), 7.2 (regions). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/moment.h"
#include "common/uuid7.h"

#define PAIN_MAX 10
#define NOTE_MAX 2000 /* bytes */

enum entry_kind {
    ENTRY_PAIN,
    ENTRY_DRINK,
    ENTRY_PEG,   /* three answers about the past week (CARE 3.3) */
    ENTRY_SLEEP, /* the level is its quality, 10 the best */
    ENTRY_STRESS,
    ENTRY_STIFFNESS,
    ENTRY_MOOD,    /* 10 the best; no more than what it says (B11) */
    ENTRY_POSTURE, /* how one holds oneself, by one's own eye, 10 the best (B25) */
    ENTRY_MOTION,  /* range of motion, in cm */
    ENTRY_MASSAGE,
    ENTRY_SORENESS, /* after a massage; apart from pain (CARE R47) */
    ENTRY_BOOKING,  /* a massage to come: the one kind whose time may lie ahead */
    ENTRY_HOLD,     /* what is in the way of massage (CARE R10) … */
    ENTRY_CLEAR,    /* … and that it is over */
    ENTRY_CHECK,    /* the red-flag questions; what it does not name was not answered */
    ENTRY_CLINICIAN,
    ENTRY_PROFILE, /* one field; the note is its value (common/profile.h) */
    ENTRY_TIER, /* kneadd's own: the level is a tier's number, the note what put somebody into it;
                   no note: that is over (CARE R15) */
    ENTRY_KIND_COUNT,
};
#define ENTRY_BIT(kind) (1U << (kind))

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

/* What an entry may tell beside its level, amount, place and note. One table (entry_fact.c) says of
 * each its name, type, range or words, and the kinds it belongs to; parameters of the socket,
 * columns of the log and of the exchange files, and what people type all come from it. Texts first.
 */
enum fact {
    FACT_TRIGGER,
    FACT_QUALITY,
    FACT_WORSE_AT,
    FACT_CONTRIBUTORS,
    FACT_TREATMENTS,
    FACT_SESSION_TYPE,
    FACT_THERAPIST,
    FACT_DISLIKED,
    FACT_HOMEWORK,
    FACT_REGIONS,   /* regions_parse() */
    FACT_NEXT_DATE, /* date_parse() */
    FACT_SIGNS,     /* red flags answered with yes, signs_parse() */
    FACT_NO_SIGNS,  /* and with no */
    FACT_TEXTS,     /* how many are texts */
    FACT_MEASURE = FACT_TEXTS,
    FACT_REFERS_TO,
    FACT_ACTIVITY_STOPPED,
    FACT_EASED_BY_REST,
    FACT_CATEGORY,
    FACT_PEG_PAIN,
    FACT_PEG_ENJOYMENT,
    FACT_PEG_ACTIVITY,
    FACT_SLEEP_LATENCY_MIN,
    FACT_AWAKENINGS,
    FACT_SLEEP_MIN,
    FACT_ROM_FLOOR_CM,
    FACT_ROM_LEFT_CM,
    FACT_ROM_RIGHT_CM,
    FACT_ROM_BACK_COMFORTABLE,
    FACT_SESSION_MIN,
    FACT_PRESSURE,
    FACT_PAIN_BEFORE,
    FACT_PAIN_AFTER,
    FACT_SHARP,
    FACT_SOURCE,
    FACT_STATE,
    FACT_HOLD,
    FACT_CLEARED,
    FACT_FIELD, /* enum profile_field */
    FACT_COUNT,
};
#define FACT_TEXT_MAX 200 /* bytes */

enum fact_type {
    FACT_IS_NUMBER,
    FACT_IS_WORD, /* of a list; its value is the word's number */
    FACT_IS_FLAG, /* 1 yes, 0 no */
    FACT_IS_TEXT,
    FACT_IS_WORDS, /* a text: several of a list, with commas; see entry_has() */
    FACT_IS_TAGS,  /* the same, and any other words beside them */
};

struct fact_form {
    const char *name; /* "refers_to": the member, the column, and what people type */
    enum fact_type type;
    unsigned kinds; /* ENTRY_BIT()s */
    int max;        /* numbers are 0 to max; of words: how many there are, less one */
    const char *const *words;
    const char *unit; /* "" none */
    const char *help; /* half a sentence */
};
/* NULL for a value out of range. */
const struct fact_form *fact_form(enum fact fact);

/* Words that rules go by. */
enum {
    MEASURE_AVERAGE, /* the day's, and so its value (CARE R54); a level without a measure is one
                        moment's */
    MEASURE_WORST,
};
enum { PRESSURE_TOO_LIGHT, PRESSURE_ABOUT_RIGHT, PRESSURE_INTENSE, PRESSURE_TOO_MUCH };
/* Of an imported pain that came as a word: it has no level and never becomes one (CARE R59). */
enum { CATEGORY_UNSPECIFIED, CATEGORY_NONE, CATEGORY_MILD, CATEGORY_MODERATE, CATEGORY_SEVERE };
enum { SOURCE_APPLE_HEALTH, SOURCE_BEARABLE };
enum { STATE_BOOKED, STATE_CANCELLED, STATE_POSTPONED };
/* Whether it is the program that says so, and nobody else: undo passes it over. */
static inline bool entry_by_program(enum entry_kind kind)
{
    return kind == ENTRY_TIER;
}
/* Whether an entry of this kind may be of a time to come. */
static inline bool entry_ahead(enum entry_kind kind)
{
    return kind == ENTRY_BOOKING;
}

/* All zero but for level and ml, an entry knows nothing: what is absent is unknown, never zero. */
struct entry {
    char id[UUID7_TEXT_MAX];
    enum entry_kind kind;
    struct wall at;              /* when it was so */
    int32_t offset;              /* seconds east of UTC where it was said */
    struct wall said;            /* when it was said */
    struct wall edited;          /* when this version was; us 0: it is as it was said */
    char former[UUID7_TEXT_MAX]; /* the id of the version before this one; "" none */
    int level;                   /* 0-10, -1: none */
    int ml;                      /* drink, millilitres; -1: none */
    enum region region;
    enum side side;
    uint64_t known;                            /* bits of the facts that numbers holds */
    int16_t numbers[FACT_COUNT];               /* by fact; use entry_number() */
    char texts[FACT_TEXTS][FACT_TEXT_MAX + 1]; /* by fact; "" unknown */
    char note[NOTE_MAX + 1];                   /* "" none; valid text */
};
_Static_assert(FACT_COUNT <= 64, "known has a bit for each");
#define FACT_BIT(fact) (UINT64_C(1) << (fact))

/* Said on a later day than it was so (CARE R53). */
bool entry_late(const struct entry *entry);

/* A fact's value: the number, the word's number, 0 or 1, the region; -1: unknown, or a text. */
int entry_number(const struct entry *entry, enum fact fact);
bool entry_knows(const struct entry *entry, enum fact fact); /* texts too */
/* Whether one of the words of such a fact is this one. */
bool entry_has(const struct entry *entry, enum fact fact, const char *word);
/* number -1: makes it unknown. The range is entry_check()'s business. */
void entry_set_number(struct entry *entry, enum fact fact, int number);

/* Whether entries of a kind may have a level; and a region and side. */
bool entry_levels(enum entry_kind kind);
bool entry_places(enum entry_kind kind);
/* Of a tier's number (CARE R1): "ask-first" 1, "hold", "doctor", "urgent", "emergency" 5; NULL for
 * any other. */
#define TIER_MAX 5
const char *entry_tier_name(int number);

/* Names by enum; index 0 of regions and sides is "". NULL for a value out of range. */
const char *entry_kind_name(enum entry_kind kind);
const char *region_name(enum region region);
const char *side_name(enum side side);
/* Shortened while unambiguous; case ignored; '-', '_' and a blank are the same. 0, -ENOENT or
 * -EEXIST (several begin so); why, in a sentence that says what is allowed, is written to ret_why
 * on failure. */
#define ENTRY_WHY_MAX 256
int kind_parse(const char *text, enum entry_kind *ret, char ret_why[static ENTRY_WHY_MAX]);
int region_parse(const char *text, enum region *ret, char ret_why[static ENTRY_WHY_MAX]);
int side_parse(const char *text, enum side *ret, char ret_why[static ENTRY_WHY_MAX]);
/* A whole number 0-10 (CARE R54): 0, -EINVAL, -ERANGE; why as above. */
int level_parse(const char *text, int *ret, char ret_why[static ENTRY_WHY_MAX]);
/* The same of another kind, in its own words. */
int kind_level_parse(enum entry_kind kind, const char *text, int *ret,
                     char ret_why[static ENTRY_WHY_MAX]);
/* Which of n words is meant: its number, -ENOENT or -EEXIST with why; one: what such a word is
 * called. */
int entry_word(const char *one, const char *const *words, size_t n, const char *text,
               char ret_why[static ENTRY_WHY_MAX]);
/* The words of such a fact as they are kept, each once: those of its list by their full names. 0,
 * or -EINVAL with why. The text has up to FACT_TEXT_MAX bytes. */
int entry_words(enum fact fact, const char *text, char ret_list[static FACT_TEXT_MAX + 1],
                char ret_why[static ENTRY_WHY_MAX]);
#define AMOUNT_RULE "an amount is 1 to 10000 ml: 250ml, 0.3l, \"2 cups\""
/* The fact of this name ('-', '_' and a blank are the same), or FACT_COUNT. */
enum fact fact_find(const char *name);
/* A fact as text, whatever its type: "dull", "yes", "35", "lower-back". NULL: unknown. number: room
 * for one. */
#define FACT_NUMBER_MAX 12
const char *entry_fact(const struct entry *entry, enum fact fact,
                       char number[static FACT_NUMBER_MAX]);
/* And back: "" makes it unknown; words may be shortened. 0, or -EINVAL with why. */
int entry_set_fact(struct entry *entry, enum fact fact, const char *text,
                   char ret_why[static ENTRY_WHY_MAX]);
/* Any member by its name: level, amount, region, side, note, or a fact; "" takes its value away. 0,
 * -ENOENT (no such member) or -EINVAL, with why. */
int entry_set(struct entry *entry, const char *name, const char *text,
              char ret_why[static ENTRY_WHY_MAX]);
/* Whether all members are within their ranges and belong to the kind; the daemon's last gate before
 * the store. 0 or -EINVAL with why. */
int entry_check(const struct entry *entry, char ret_why[static ENTRY_WHY_MAX]);
