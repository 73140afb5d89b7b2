/* One line of the log, and its vocabulary. Whatever is refused here is refused in a sentence that
 * says what would be accepted: these are the words the user reads. */
#include "common/entry.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/civil.h"
#include "common/profile.h"
#include "common/scope.h"
#include "common/span.h"
#include "common/text.h"

#define QUOTE_MAX  40 /* bytes of a refused word that are repeated */
#define QUOTED_MAX (QUOTE_MAX + sizeof "…")
#define LEVEL_RULE \
    "a pain level is a whole number from 0 (no pain) to 10 (worst pain you can imagine)"
#define TIER_RULE "a tier is a number from 1 (ask first) to 5 (emergency)"
#define HOLD_RULE "a hold has its reason, such as hold=fever"
_Static_assert(PAIN_MAX == 10, "the sentence above names it");

static const char *const region_names[] = {
    "",       "head",  "eyes",       "neck",       "shoulders", "arms",
    "wrists", "hands", "upper-back", "lower-back", "hips",      "legs",
};
static const char *const side_names[] = {"", "left", "right", "both", "middle"};
_Static_assert(COUNT_OF(region_names) == REGION_COUNT, "a name for every region");
_Static_assert(COUNT_OF(side_names) == SIDE_COUNT, "a name for every side");

/* What makes an entry of each kind, besides facts that may be there or not. */
static const struct kind_form {
    const char *name;
    bool level, ml, place; /* whether it may have one */
    bool bare;             /* it tells something by itself */
    uint64_t any, all;     /* facts of which one tells something, and which only tell together */
    const char *rule;      /* said where it tells nothing */
} kinds[] = {
#define FACT(name) FACT_BIT(FACT_##name)
    [ENTRY_PAIN] = {"pain", .level = true, .place = true, .any = FACT(CATEGORY),
                    .rule = LEVEL_RULE},
    [ENTRY_DRINK] = {"drink", .ml = true, .rule = "a drink is 1 to 10000 ml"},
    [ENTRY_PEG] = {"peg", .all = FACT(PEG_PAIN) | FACT(PEG_ENJOYMENT) | FACT(PEG_ACTIVITY),
                   .rule = "a PEG has all three answers, each from 0 to 10"},
    [ENTRY_SLEEP] = {"sleep", .level = true,
                     .any = FACT(SLEEP_LATENCY_MIN) | FACT(AWAKENINGS) | FACT(SLEEP_MIN),
                     .rule = "sleep has a quality from 0 (terrible) to 10 (excellent), minutes "
                             "until asleep, minutes asleep, or how often you woke"},
    [ENTRY_STRESS] = {"stress", .level = true, .rule = "stress is 0 (none) to 10 (worst)"},
    [ENTRY_STIFFNESS] = {"stiffness", .level = true, .place = true,
                         .rule = "stiffness is 0 (none) to 10 (worst)"},
    [ENTRY_MOOD] = {"mood", .level = true, .rule = "mood is 0 (as low as can be) to 10 (the best)"},
    [ENTRY_POSTURE] = {"posture", .level = true,
                       .rule = "posture is 0 (poor) to 10 (good), by your own eye"},
    [ENTRY_MOTION] = {"motion",
                      .any = FACT(ROM_FLOOR_CM) | FACT(ROM_LEFT_CM) | FACT(ROM_RIGHT_CM) |
                             FACT(ROM_BACK_COMFORTABLE),
                      .rule = "a range of motion is in cm: to the floor, left or right; or whether "
                              "bending backward is comfortable"},
    [ENTRY_MASSAGE] = {"massage", .place = true, .bare = true},
    [ENTRY_SORENESS] = {"soreness", .level = true, .place = true,
                        .rule = "soreness is 0 (none) to 10 (worst)"},
    [ENTRY_BOOKING] = {"booking", .bare = true},
    [ENTRY_HOLD] = {"hold", .place = true, .any = FACT(HOLD), .rule = HOLD_RULE},
    [ENTRY_CLEAR] = {"clear", .place = true, .any = FACT(HOLD), .rule = HOLD_RULE},
    [ENTRY_CHECK] = {"check", .bare = true},
    [ENTRY_CLINICIAN] = {"clinician", .bare = true},
    [ENTRY_PROFILE] = {"profile", .any = FACT(FIELD),
                       .rule = "a line of the profile has its field, such as goal or age"},
    [ENTRY_TIER] = {"tier", .level = true, .rule = TIER_RULE},
#undef FACT
};
_Static_assert(COUNT_OF(kinds) == ENTRY_KIND_COUNT, "a form for every kind");

/* The names of one enum, but for that of "none". */
struct vocabulary {
    const char *one, *all;
    const char *const *names;
    size_t n;
};

static const struct vocabulary regions = {"region", "Regions", region_names + 1, REGION_COUNT - 1};
static const struct vocabulary sides = {"side", "Sides", side_names + 1, SIDE_COUNT - 1};

const char *entry_kind_name(enum entry_kind kind)
{
    return (unsigned)kind < ENTRY_KIND_COUNT ? kinds[kind].name : NULL;
}

bool entry_levels(enum entry_kind kind)
{
    return (unsigned)kind < ENTRY_KIND_COUNT && kinds[kind].level;
}

bool entry_places(enum entry_kind kind)
{
    return (unsigned)kind < ENTRY_KIND_COUNT && kinds[kind].place;
}

const char *entry_tier_name(int number)
{
    static const char *const names[] = {"ask-first", "hold", "doctor", "urgent", "emergency"};
    _Static_assert(COUNT_OF(names) == TIER_MAX, "a name for every tier");

    return number >= 1 && number <= TIER_MAX ? names[number - 1] : NULL;
}

const char *region_name(enum region region)
{
    return (unsigned)region < REGION_COUNT ? region_names[region] : NULL;
}

const char *side_name(enum side side)
{
    return (unsigned)side < SIDE_COUNT ? side_names[side] : NULL;
}

__attribute__((format(printf, 2, 3))) static void add(char why[static ENTRY_WHY_MAX],
                                                      const char *format, ...)
{
    size_t n = strlen(why);
    va_list args;

    va_start(args, format);
    (void)vsnprintf(why + n, ENTRY_WHY_MAX - n, format, args);
    va_end(args);
}

/* A word of the user's as it may be repeated: short, on one line, and clean. */
static void quote(const char *text, char ret[static QUOTED_MAX])
{
    size_t n = strnlen(text, QUOTE_MAX);

    if (!text_valid(text)) {
        (void)strcpy(ret, "?");
        return;
    }
    while (((unsigned char)text[n] & 0xc0) == 0x80) /* not in the middle of a character */
        n--;
    for (size_t i = 0; i < n; i++)
        ret[i] = text[i] == '\t' || text[i] == '\n' ? ' ' : text[i];
    (void)strcpy(ret + n, text[n] == '\0' ? "" : "…");
}

/* Lists the names that begin with a word (NULL: all): "head, hands or hips". */
static void add_names(char why[static ENTRY_WHY_MAX], const struct vocabulary *words,
                      const char *begin, const char *before_last)
{
    const char *held = NULL, *gap = "";

    for (size_t i = 0; i < words->n; i++) {
        if (begin && text_find(begin, &words->names[i], 1) < 0)
            continue;
        if (held) {
            add(why, "%s%s", gap, held);
            gap = ", ";
        }
        held = words->names[i];
    }
    if (held)
        add(why, "%s%s", gap[0] != '\0' ? before_last : "", held);
}

/* The number of the word that is meant, -ENOENT or -EEXIST. */
static int vocabulary_parse(const struct vocabulary *words, const char *text,
                            char why[static ENTRY_WHY_MAX])
{
    char word[QUOTE_MAX + 1], quoted[QUOTED_MAX];
    const char *nearest;
    size_t n = strnlen(text, QUOTE_MAX);
    int r;

    /* "lower_back" and "lower back" are as good as "lower-back". */
    for (size_t i = 0; i < n; i++)
        word[i] = text[i] == '_' || text[i] == ' ' ? '-' : text[i];
    word[n] = '\0';
    r = text_find(word, words->names, words->n);
    if (r >= 0)
        return r;

    why[0] = '\0';
    quote(text, quoted);
    if (r == -EEXIST) {
        add(why, "\"%s\" could be ", quoted);
        add_names(why, words, word, " or ");
        return r;
    }
    nearest = text_nearest(word, words->names, words->n);
    add(why, "\"%s\" is not a %s I know", quoted, words->one);
    add(why, nearest ? "; did you mean %s? " : "%s. ", nearest ? nearest : "");
    add(why, "%s: ", words->all);
    add_names(why, words, NULL, ", ");
    return r;
}

int entry_word(const char *one, const char *const *words, size_t n, const char *text,
               char ret_why[static ENTRY_WHY_MAX])
{
    const struct vocabulary vocabulary = {one, "Known", words, n};

    return vocabulary_parse(&vocabulary, text, ret_why);
}

int kind_parse(const char *text, enum entry_kind *ret, char ret_why[static ENTRY_WHY_MAX])
{
    const char *names[ENTRY_KIND_COUNT];
    int r;

    for (size_t i = 0; i < COUNT_OF(names); i++)
        names[i] = kinds[i].name;
    r = entry_word("kind of entry", names, COUNT_OF(names), text, ret_why);
    if (r < 0)
        return r;
    *ret = (enum entry_kind)r;
    return 0;
}

int region_parse(const char *text, enum region *ret, char ret_why[static ENTRY_WHY_MAX])
{
    int r = vocabulary_parse(&regions, text, ret_why);

    if (r < 0)
        return r;
    *ret = (enum region)(r + 1);
    return 0;
}

int side_parse(const char *text, enum side *ret, char ret_why[static ENTRY_WHY_MAX])
{
    int r = vocabulary_parse(&sides, text, ret_why);

    if (r < 0)
        return r;
    *ret = (enum side)(r + 1);
    return 0;
}

int kind_level_parse(enum entry_kind kind, const char *text, int *ret,
                     char ret_why[static ENTRY_WHY_MAX])
{
    char quoted[QUOTED_MAX];
    int64_t level;
    int r = text_parse_int(text, 0, PAIN_MAX, &level);

    if (r < 0) {
        quote(text, quoted);
        (void)snprintf(ret_why, ENTRY_WHY_MAX, "%s, not \"%s\"",
                       entry_levels(kind) ? kinds[kind].rule : LEVEL_RULE, quoted);
        return r;
    }
    *ret = (int)level;
    return 0;
}

int level_parse(const char *text, int *ret, char ret_why[static ENTRY_WHY_MAX])
{
    return kind_level_parse(ENTRY_PAIN, text, ret, ret_why);
}

static bool time_ok(struct wall at)
{
    return at.us >= 0 && at.us < WALL_END_US;
}

static bool note_ok(const char *note)
{
    return memchr(note, '\0', NOTE_MAX + 1) && text_valid(note);
}

/* Texts that are lists or dates, and the value of a line of the profile. */
static int check_forms(const struct entry *entry, char why[static ENTRY_WHY_MAX])
{
    int field = entry_number(entry, FACT_FIELD);
    char list[FACT_TEXT_MAX + 1];
    uint32_t yes = 0, no = 0;
    int64_t number;

    for (enum fact f = 0; f < FACT_TEXTS; f++)
        if (fact_form(f)->type == FACT_IS_WORDS && entry_words(f, entry->texts[f], list, why) < 0)
            return -EINVAL;
    if (entry_knows(entry, FACT_REGIONS) &&
        regions_parse(entry->texts[FACT_REGIONS], &yes, why) < 0)
        return -EINVAL;
    yes = 0;
    if (entry_knows(entry, FACT_NEXT_DATE) &&
        date_parse(entry->texts[FACT_NEXT_DATE], &number, why) < 0)
        return -EINVAL;
    if (entry_knows(entry, FACT_SIGNS) && signs_parse(entry->texts[FACT_SIGNS], &yes, why) < 0)
        return -EINVAL;
    if (entry_knows(entry, FACT_NO_SIGNS) && signs_parse(entry->texts[FACT_NO_SIGNS], &no, why) < 0)
        return -EINVAL;
    if (yes & no) {
        (void)snprintf(why, ENTRY_WHY_MAX, "a sign is in signs or in no_signs, not in both");
        return -EINVAL;
    }
    return field >= 0 && entry->note[0]
               ? profile_parse((enum profile_field)field, entry->note, &number, why)
               : 0;
}

/* Whether the facts are in their ranges, and of a kind's own. */
static int check_facts(const struct entry *entry, char why[static ENTRY_WHY_MAX])
{
    for (enum fact f = 0; f < FACT_COUNT; f++) {
        const struct fact_form *form = fact_form(f);

        if (f < FACT_TEXTS && (!memchr(entry->texts[f], '\0', sizeof entry->texts[f]) ||
                               !text_valid(entry->texts[f])))
            (void)snprintf(why, ENTRY_WHY_MAX, "%s is up to %d bytes of text", form->name,
                           FACT_TEXT_MAX);
        else if (!entry_knows(entry, f))
            continue;
        else if (!(form->kinds & ENTRY_BIT(entry->kind)))
            (void)snprintf(why, ENTRY_WHY_MAX, "%s does not belong to %s", form->name,
                           kinds[entry->kind].name);
        else if (entry_number(entry, f) > form->max)
            (void)snprintf(why, ENTRY_WHY_MAX, "%s is 0 to %d", form->name, form->max);
        else
            continue;
        return -EINVAL;
    }
    return check_forms(entry, why);
}

int entry_check(const struct entry *entry, char ret_why[static ENTRY_WHY_MAX])
{
    static const struct kind_form none = {.name = "unknown"};
    const bool known = (unsigned)entry->kind < ENTRY_KIND_COUNT;
    const struct kind_form *kind = known ? &kinds[entry->kind] : &none;
    const bool level = entry->level >= 0, ml = entry->ml >= 0;
    const bool place = entry->region != REGION_NONE || entry->side != SIDE_NONE;
    const bool word = entry_number(entry, FACT_CATEGORY) >= 0;
    const bool told = level || ml || kind->bare || entry->known & kind->any ||
                      (kind->all && (entry->known & kind->all) == kind->all);
    const struct {
        bool ok;
        const char *rule;
    } checks[] = {
        {uuid7_valid(entry->id), "an entry's id is a UUID of version 7, in small letters"},
        {entry->former[0] == '\0' || uuid7_valid(entry->former),
         "the id of an entry's former version is a UUID of version 7"},
        {known, "an entry of that kind is unknown"},
        {time_ok(entry->at) && time_ok(entry->said) && time_ok(entry->edited),
         "an entry's times lie between 1970 and 9999"},
        {entry->offset > -SECONDS_PER_DAY && entry->offset < SECONDS_PER_DAY,
         "a time zone is less than a day from UTC"},
        {entry->level >= -1 && entry->level <= PAIN_MAX, LEVEL_RULE},
        {entry->ml == -1 || (entry->ml >= 1 && entry->ml <= AMOUNT_MAX_ML),
         "a drink is 1 to 10000 ml"},
        {kind->level || !level, "an entry of that kind has no level"},
        {kind->ml || !ml, "only a drink has an amount"},
        {kind->place || !place, "an entry of that kind has no region and no side"},
        {region_name(entry->region) && side_name(entry->side), "a region or side is unknown"},
        {told, kind->rule},
        {entry->kind != ENTRY_TIER || entry_tier_name(entry->level), TIER_RULE},
        {!(level && word), "a pain that came as a word has no level"},
        {note_ok(entry->note), "a note is up to 2000 bytes of text without control characters"},
    };
    _Static_assert(AMOUNT_MAX_ML == 10000 && NOTE_MAX == 2000, "the sentences above name them");

    for (size_t i = 0; i < COUNT_OF(checks); i++) {
        if (checks[i].ok)
            continue;
        (void)snprintf(ret_why, ENTRY_WHY_MAX, "%s", checks[i].rule);
        return -EINVAL;
    }
    return check_facts(entry, ret_why);
}

static int64_t local_day(struct wall at, int32_t offset)
{
    return civil_of(wall_seconds(at) + offset, NULL);
}

bool entry_late(const struct entry *entry)
{
    return local_day(entry->said, entry->offset) > local_day(entry->at, entry->offset);
}
