/* What an entry may tell beside its level, amount, place and note: one table, and the ways between
 * its values and text. A fact that is absent is unknown; nothing here ever makes a zero of it. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/entry.h"
#include "common/profile.h"
#include "common/scope.h"
#include "common/span.h"
#include "common/text.h"

#define NAME_MAX_BYTES 32

static const char *const measures[] = {"average", "worst"};
static const char *const qualities[] = {
    "aching",   "burning", "constant",  "cramping", "dull",     "numb",
    "pressing", "pulling", "sharp",     "shooting", "stabbing", "stiff",
    "sudden",   "tender",  "throbbing", "tight",    "tingling", "weak",
};
static const char *const triggers[] = {
    "desk", "driving", "gym", "lifting", "posture", "sitting", "sleep-position", "yard-work"};
static const char *const times_worse[] = {"morning", "night"};
static const char *const contributors[] = {"injury", "posture", "sitting", "strain", "stress"};
static const char *const treatments[] = {"medicine", "physical-therapy", "stretches"};
static const char *const pressures[] = {"too-light", "about-right", "intense", "too-much"};
static const char *const categories[] = {"unspecified", "none", "mild", "moderate", "severe"};
static const char *const sources[] = {"apple-health", "bearable"};
static const char *const states[] = {"booked", "cancelled", "postponed"};
static const char *const holds[] = {"fever", "fracture",   "injury", "numbness",
                                    "clot",  "contagious", "wound",  "burn",
                                    "skin",  "swelling",   "surgery"};
static const char *const flags[] = {"no", "yes"};

#define WORDS(list) (int)COUNT_OF(list) - 1, list, ""
#define PAIN        ENTRY_BIT(ENTRY_PAIN)
#define PEG         ENTRY_BIT(ENTRY_PEG)
#define SLEEP       ENTRY_BIT(ENTRY_SLEEP)
#define MOTION      ENTRY_BIT(ENTRY_MOTION)
#define MASSAGE     ENTRY_BIT(ENTRY_MASSAGE)
#define CHECK       ENTRY_BIT(ENTRY_CHECK)
#define ANY_KIND    (ENTRY_BIT(ENTRY_KIND_COUNT) - 1)

/* clang-format off */
static const struct fact_form forms[] = {
    [FACT_TRIGGER] = {"trigger", FACT_IS_TAGS, PAIN, WORDS(triggers), "what set it off"},
    [FACT_QUALITY] = {"quality", FACT_IS_WORDS, PAIN | ENTRY_BIT(ENTRY_SORENESS), WORDS(qualities),
        "what it feels like"},
    [FACT_WORSE_AT] = {"worse_at", FACT_IS_WORDS, PAIN, WORDS(times_worse), "when it is worse"},
    [FACT_CONTRIBUTORS] = {"contributors", FACT_IS_WORDS, PAIN, WORDS(contributors),
        "what adds to it"},
    [FACT_TREATMENTS] = {"treatments", FACT_IS_WORDS, PAIN | ENTRY_BIT(ENTRY_CLINICIAN),
        WORDS(treatments), "what a clinician gave for it"},
    [FACT_SESSION_TYPE] = {"session_type", FACT_IS_TEXT, MASSAGE, 0, NULL, "",
        "which massage it was"},
    [FACT_THERAPIST] = {"therapist", FACT_IS_TEXT, MASSAGE, 0, NULL, "", "who gave it"},
    [FACT_DISLIKED] = {"disliked", FACT_IS_TEXT, MASSAGE, 0, NULL, "",
        "what did not feel good in it"},
    [FACT_HOMEWORK] = {"homework", FACT_IS_TEXT, MASSAGE, 0, NULL, "",
        "what the therapist asked for"},
    [FACT_REGIONS] = {"regions", FACT_IS_TEXT, MASSAGE, 0, NULL, "",
        "where it was: neck,shoulders"},
    [FACT_NEXT_DATE] = {"next_date", FACT_IS_TEXT, MASSAGE, 0, NULL, "",
        "the date the therapist gave for the next"},
    [FACT_SIGNS] = {"signs", FACT_IS_TEXT, CHECK, 0, NULL, "",
        "the signs that were answered with yes"},
    [FACT_NO_SIGNS] = {"no_signs", FACT_IS_TEXT, CHECK, 0, NULL, "",
        "those that were answered with no"},
    [FACT_MEASURE] = {"measure", FACT_IS_WORD, PAIN, WORDS(measures),
        "what the level is: the day's average, or its worst; without it, one moment's"},
    [FACT_REFERS_TO] = {"refers_to", FACT_IS_WORD, PAIN, REGION_COUNT - 1, NULL, "",
        "the region it is also felt in"},
    [FACT_ACTIVITY_STOPPED] = {"activity_stopped", FACT_IS_FLAG, PAIN, WORDS(flags),
        "whether it stopped what you usually do"},
    [FACT_EASED_BY_REST] = {"eased_by_rest", FACT_IS_FLAG, PAIN, WORDS(flags),
        "whether resting eases it"},
    [FACT_CATEGORY] = {"category", FACT_IS_WORD, PAIN, WORDS(categories),
        "an imported pain that came as a word and has no level"},
    [FACT_PEG_PAIN] = {"peg_pain", FACT_IS_NUMBER, PEG, 10, NULL, "",
        "pain on average in the past week"},
    [FACT_PEG_ENJOYMENT] = {"peg_enjoyment", FACT_IS_NUMBER, PEG, 10, NULL, "",
        "how far pain interfered with enjoyment of life"},
    [FACT_PEG_ACTIVITY] = {"peg_activity", FACT_IS_NUMBER, PEG, 10, NULL, "",
        "how far pain interfered with general activity"},
    [FACT_SLEEP_LATENCY_MIN] = {"sleep_latency_min", FACT_IS_NUMBER, SLEEP, 1440, NULL, "min",
        "minutes until asleep"},
    [FACT_AWAKENINGS] = {"awakenings", FACT_IS_NUMBER, SLEEP, 99, NULL, "",
        "how often awake at night"},
    [FACT_SLEEP_MIN] = {"sleep_min", FACT_IS_NUMBER, SLEEP, 1440, NULL, "min", "minutes asleep"},
    [FACT_ROM_FLOOR_CM] = {"rom_floor_cm", FACT_IS_NUMBER, MOTION, 150, NULL, "cm",
        "bending forward: fingertips to the floor"},
    [FACT_ROM_LEFT_CM] = {"rom_left_cm", FACT_IS_NUMBER, MOTION, 100, NULL, "cm",
        "bending left: how far the fingertips travel"},
    [FACT_ROM_RIGHT_CM] = {"rom_right_cm", FACT_IS_NUMBER, MOTION, 100, NULL, "cm",
        "bending right: the same"},
    [FACT_ROM_BACK_COMFORTABLE] = {"rom_back_comfortable", FACT_IS_FLAG, MOTION, WORDS(flags),
        "whether bending backward is comfortable"},
    [FACT_SESSION_MIN] = {"session_min", FACT_IS_NUMBER, MASSAGE, 480, NULL, "min",
        "how long it took"},
    [FACT_PRESSURE] = {"pressure", FACT_IS_WORD, MASSAGE, WORDS(pressures), "how strong it was"},
    [FACT_PAIN_BEFORE] = {"pain_before", FACT_IS_NUMBER, MASSAGE, PAIN_MAX, NULL, "",
        "pain just before"},
    [FACT_PAIN_AFTER] = {"pain_after", FACT_IS_NUMBER, MASSAGE, PAIN_MAX, NULL, "",
        "pain just after"},
    [FACT_SHARP] = {"sharp", FACT_IS_FLAG, MASSAGE, WORDS(flags), "whether it was sharp"},
    [FACT_SOURCE] = {"source", FACT_IS_WORD, ANY_KIND, WORDS(sources),
        "the program it was imported from"},
    [FACT_STATE] = {"state", FACT_IS_WORD, ENTRY_BIT(ENTRY_BOOKING), WORDS(states),
        "what became of it; without it, booked"},
    [FACT_HOLD] = {"hold", FACT_IS_WORD, ENTRY_BIT(ENTRY_HOLD) | ENTRY_BIT(ENTRY_CLEAR),
        WORDS(holds), "what is in the way of massage"},
    [FACT_CLEARED] = {"cleared", FACT_IS_FLAG, ENTRY_BIT(ENTRY_CLINICIAN), WORDS(flags),
        "whether massage is cleared"},
    [FACT_FIELD] = {"field", FACT_IS_WORD, ENTRY_BIT(ENTRY_PROFILE), WORDS(profile_names),
        "which line of the profile; the note is its value"},
};
/* clang-format on */
_Static_assert(COUNT_OF(forms) == FACT_COUNT, "a form for every fact");

const struct fact_form *fact_form(enum fact fact)
{
    return (unsigned)fact < FACT_COUNT ? &forms[fact] : NULL;
}

enum fact fact_find(const char *name)
{
    char word[NAME_MAX_BYTES];
    size_t n = strlen(name);

    if (n >= sizeof word)
        return FACT_COUNT;
    for (size_t i = 0; i <= n; i++)
        word[i] = name[i] == '-' || name[i] == ' ' ? '_' : name[i];
    for (enum fact f = 0; f < FACT_COUNT; f++)
        if (strcmp(word, forms[f].name) == 0)
            return f;
    return FACT_COUNT;
}

int entry_number(const struct entry *entry, enum fact fact)
{
    return entry->known & FACT_BIT(fact) ? entry->numbers[fact] : -1;
}

bool entry_knows(const struct entry *entry, enum fact fact)
{
    return fact < FACT_TEXTS ? entry->texts[fact][0] != '\0' : entry_number(entry, fact) >= 0;
}

void entry_set_number(struct entry *entry, enum fact fact, int number)
{
    entry->known &= ~FACT_BIT(fact);
    if (number < 0)
        return;
    entry->known |= FACT_BIT(fact);
    entry->numbers[fact] = (int16_t)(number > INT16_MAX ? INT16_MAX : number);
}

const char *entry_fact(const struct entry *entry, enum fact fact,
                       char number[static FACT_NUMBER_MAX])
{
    const struct fact_form *form = &forms[fact];
    int value = entry_number(entry, fact);

    if (!entry_knows(entry, fact))
        return NULL;
    if (fact < FACT_TEXTS)
        return entry->texts[fact];
    if (fact == FACT_REFERS_TO)
        return region_name((enum region)value);
    if (form->type != FACT_IS_NUMBER)
        return value <= form->max ? form->words[value] : NULL;
    (void)snprintf(number, FACT_NUMBER_MAX, "%d", value);
    return number;
}

static int check_text(enum fact fact, const char *text, char *why)
{
    if (strlen(text) <= FACT_TEXT_MAX && text_valid(text))
        return 0;
    (void)snprintf(why, ENTRY_WHY_MAX, "%s is up to %d bytes of text", forms[fact].name,
                   FACT_TEXT_MAX);
    return -EINVAL;
}

static int set_text(struct entry *entry, enum fact fact, const char *text, char *why)
{
    int r = check_text(fact, text, why);

    if (r == 0)
        (void)strcpy(entry->texts[fact], text);
    return r;
}

/* The next word between commas, without blanks around it, *at moved behind it; its length, 0: no
 * more. */
static size_t next_word(const char **at, const char **ret)
{
    size_t n;

    *at += strspn(*at, ", ");
    *ret = *at;
    n = strcspn(*at, ",");
    *at += n;
    while (n > 0 && (*ret)[n - 1] == ' ')
        n--;
    return n;
}

static bool list_has(const char *list, const char *word)
{
    const char *item;

    for (size_t n; (n = next_word(&list, &item)) > 0;)
        if (strlen(word) == n && strncasecmp(item, word, n) == 0)
            return true;
    return false;
}

bool entry_has(const struct entry *entry, enum fact fact, const char *word)
{
    return list_has(entry->texts[fact], word);
}

/* One word as it is kept: that of the list which is meant, and where others may be, itself unless
 * it is one of the list in full. NULL with why. */
static const char *word_of(const struct fact_form *form, char *word, char *why)
{
    char one[NAME_MAX_BYTES + sizeof "word of "];
    int found = -1;

    if (form->type == FACT_IS_WORDS) {
        (void)snprintf(one, sizeof one, "word of %s", form->name);
        found = entry_word(one, form->words, (size_t)form->max + 1, word, why);
        return found < 0 ? NULL : form->words[found];
    }
    for (int i = 0; i <= form->max && found < 0; i++) {
        const char *a = form->words[i], *b = word;

        while (*a && (*a == tolower((unsigned char)*b) || (*a == '-' && strchr("_ ", *b) && *b)))
            a++, b++;
        if (*a == '\0' && *b == '\0')
            found = i;
    }
    return found < 0 ? word : form->words[found];
}

int entry_words(enum fact fact, const char *text, char ret_list[static FACT_TEXT_MAX + 1],
                char ret_why[static ENTRY_WHY_MAX])
{
    char list[FACT_TEXT_MAX + 1] = "", word[FACT_TEXT_MAX + 1];
    const char *item, *kept;
    size_t used = 0;

    for (size_t n; (n = next_word(&text, &item)) > 0;) {
        (void)snprintf(word, sizeof word, "%.*s", (int)n, item);
        kept = word_of(&forms[fact], word, ret_why);
        if (!kept)
            return -EINVAL;
        if (list_has(list, kept))
            continue;
        if (used + strlen(kept) >= FACT_TEXT_MAX)
            break;
        used += (size_t)sprintf(list + used, "%s%s", used ? "," : "", kept);
    }
    (void)strcpy(ret_list, list);
    return 0;
}

static int set_words(struct entry *entry, enum fact fact, const char *text, char *why)
{
    int r = check_text(fact, text, why);

    return r == 0 ? entry_words(fact, text, entry->texts[fact], why) : r;
}

static int set_number(struct entry *entry, enum fact fact, const char *text, char *why)
{
    const struct fact_form *form = &forms[fact];
    int64_t number;

    if (text_parse_int(text, 0, form->max, &number) < 0) {
        (void)snprintf(why, ENTRY_WHY_MAX, "%s is a whole number from 0 to %d%s%s, not \"%.40s\"",
                       form->name, form->max, *form->unit ? " " : "", form->unit, text);
        return -EINVAL;
    }
    entry_set_number(entry, fact, (int)number);
    return 0;
}

int entry_set_fact(struct entry *entry, enum fact fact, const char *text,
                   char ret_why[static ENTRY_WHY_MAX])
{
    const struct fact_form *form = &forms[fact];
    enum region region;
    int r;

    if (form->type == FACT_IS_TEXT)
        return set_text(entry, fact, text, ret_why);
    if (fact < FACT_TEXTS)
        return set_words(entry, fact, text, ret_why);
    if (*text == '\0') {
        entry_set_number(entry, fact, -1);
        return 0;
    }
    if (form->type == FACT_IS_NUMBER)
        return set_number(entry, fact, text, ret_why);
    if (fact == FACT_REFERS_TO) {
        r = region_parse(text, &region, ret_why);
        if (r == 0)
            entry_set_number(entry, fact, (int)region);
        return r < 0 ? -EINVAL : 0;
    }
    r = entry_word(form->name, form->words, (size_t)form->max + 1, text, ret_why);
    if (r >= 0)
        entry_set_number(entry, fact, r);
    return r < 0 ? -EINVAL : 0;
}

static int set_level(struct entry *entry, const char *text, char *why)
{
    entry->level = -1;
    return *text ? kind_level_parse(entry->kind, text, &entry->level, why) : 0;
}

static int set_amount(struct entry *entry, const char *text, char *why)
{
    int32_t ml = -1;

    if (*text && amount_parse(text, &ml) < 0) {
        (void)snprintf(why, ENTRY_WHY_MAX, AMOUNT_RULE ", not \"%.40s\"", text);
        return -EINVAL;
    }
    entry->ml = ml;
    return 0;
}

static int set_region(struct entry *entry, const char *text, char *why)
{
    entry->region = REGION_NONE;
    return *text ? region_parse(text, &entry->region, why) : 0;
}

static int set_side(struct entry *entry, const char *text, char *why)
{
    entry->side = SIDE_NONE;
    return *text ? side_parse(text, &entry->side, why) : 0;
}

static int set_note(struct entry *entry, const char *text, char *why)
{
    if (strlen(text) > NOTE_MAX || !text_valid(text)) {
        (void)snprintf(why, ENTRY_WHY_MAX, "a note is up to %d bytes of text", NOTE_MAX);
        return -EINVAL;
    }
    (void)strcpy(entry->note, text);
    return 0;
}

static const struct {
    const char *name;
    int (*set)(struct entry *entry, const char *text, char *why);
} members[] = {
    {"level", set_level},   {"amount", set_amount}, {"ml", set_amount},
    {"region", set_region}, {"side", set_side},     {"note", set_note},
};

int entry_set(struct entry *entry, const char *name, const char *text,
              char ret_why[static ENTRY_WHY_MAX])
{
    const char *names[COUNT_OF(members) + FACT_COUNT], *nearest;
    enum fact fact = fact_find(name);

    if (fact < FACT_COUNT)
        return entry_set_fact(entry, fact, text, ret_why);
    for (size_t i = 0; i < COUNT_OF(members); i++)
        if (strcmp(name, members[i].name) == 0)
            return members[i].set(entry, text, ret_why) < 0 ? -EINVAL : 0;
    for (size_t i = 0; i < COUNT_OF(members); i++)
        names[i] = members[i].name;
    for (enum fact f = 0; f < FACT_COUNT; f++)
        names[COUNT_OF(members) + f] = forms[f].name;
    nearest = text_nearest(name, names, COUNT_OF(names));
    (void)snprintf(ret_why, ENTRY_WHY_MAX, "an entry has no \"%.40s\"%s%s%s", name,
                   nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
    return -ENOENT;
}
