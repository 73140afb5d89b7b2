/* One line of the log, and its vocabulary. Whatever is refused here is refused in a sentence that
 * says what would be accepted: these are the words the user reads. */
#include "common/entry.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/civil.h"
#include "common/scope.h"
#include "common/span.h"
#include "common/text.h"

#define QUOTE_MAX  40 /* bytes of a refused word that are repeated */
#define QUOTED_MAX (QUOTE_MAX + sizeof "…")
#define LEVEL_RULE \
    "a pain level is a whole number from 0 (no pain) to 10 (worst pain you can imagine)"
_Static_assert(PAIN_MAX == 10, "the sentence above names it");

static const char *const kind_names[] = {"pain", "drink"};
static const char *const region_names[] = {
    "",       "head",  "eyes",       "neck",       "shoulders", "arms",
    "wrists", "hands", "upper-back", "lower-back", "hips",      "legs",
};
static const char *const side_names[] = {"", "left", "right", "both", "middle"};
_Static_assert(COUNT_OF(kind_names) == ENTRY_KIND_COUNT, "a name for every kind");
_Static_assert(COUNT_OF(region_names) == REGION_COUNT, "a name for every region");
_Static_assert(COUNT_OF(side_names) == SIDE_COUNT, "a name for every side");

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
    return (unsigned)kind < ENTRY_KIND_COUNT ? kind_names[kind] : NULL;
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

/* The enum value a word stands for, -ENOENT or -EEXIST. */
static int name_parse(const struct vocabulary *words, const char *text,
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
        return r + 1;

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

int region_parse(const char *text, enum region *ret, char ret_why[static ENTRY_WHY_MAX])
{
    int r = name_parse(&regions, text, ret_why);

    if (r < 0)
        return r;
    *ret = (enum region)r;
    return 0;
}

int side_parse(const char *text, enum side *ret, char ret_why[static ENTRY_WHY_MAX])
{
    int r = name_parse(&sides, text, ret_why);

    if (r < 0)
        return r;
    *ret = (enum side)r;
    return 0;
}

int level_parse(const char *text, int *ret, char ret_why[static ENTRY_WHY_MAX])
{
    char quoted[QUOTED_MAX];
    int64_t level;
    int r = text_parse_int(text, 0, PAIN_MAX, &level);

    if (r < 0) {
        quote(text, quoted);
        (void)snprintf(ret_why, ENTRY_WHY_MAX, "%s, not \"%s\"", LEVEL_RULE, quoted);
        return r;
    }
    *ret = (int)level;
    return 0;
}

static bool time_ok(struct wall at)
{
    return at.us >= 0 && at.us < WALL_END_US;
}

static bool note_ok(const char *note)
{
    return memchr(note, '\0', NOTE_MAX + 1) && text_valid(note);
}

int entry_check(const struct entry *entry, char ret_why[static ENTRY_WHY_MAX])
{
    const bool pain = entry->kind == ENTRY_PAIN, drink = entry->kind == ENTRY_DRINK;
    const bool level = entry->level >= 0 && entry->level <= PAIN_MAX;
    const bool amount = entry->ml >= 1 && entry->ml <= AMOUNT_MAX_ML;
    const bool place = entry->region != REGION_NONE || entry->side != SIDE_NONE;
    const struct {
        bool ok;
        const char *rule;
    } checks[] = {
        {uuid7_valid(entry->id), "an entry's id is a UUID of version 7, in small letters"},
        {pain || drink, "an entry is a pain or a drink"},
        {time_ok(entry->at) && time_ok(entry->said), "an entry's times lie between 1970 and 9999"},
        {entry->offset > -SECONDS_PER_DAY && entry->offset < SECONDS_PER_DAY,
         "a time zone is less than a day from UTC"},
        {!pain || level, LEVEL_RULE},
        {pain || entry->level == -1, "only a pain has a level"},
        {!drink || amount, "a drink is 1 to 10000 ml"},
        {drink || entry->ml == -1, "only a drink has an amount"},
        {region_name(entry->region) && side_name(entry->side), "a region or side is unknown"},
        {pain || !place, "only a pain has a region and a side"},
        {note_ok(entry->note), "a note is up to 2000 bytes of text without control characters"},
    };
    _Static_assert(AMOUNT_MAX_ML == 10000 && NOTE_MAX == 2000, "the sentences above name them");

    for (size_t i = 0; i < COUNT_OF(checks); i++) {
        if (checks[i].ok)
            continue;
        (void)snprintf(ret_why, ENTRY_WHY_MAX, "%s", checks[i].rule);
        return -EINVAL;
    }
    return 0;
}
