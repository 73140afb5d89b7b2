/* An entry as text: in one line, and the parts of which lists are made. */
#include "cli/entry_text.h"

#include <string.h>

#include "common/entry.h"
#include "common/scope.h"

#define LIST_TEXT_MAX (2 * FACT_TEXT_MAX)
#define FACT_PART_MAX (LIST_TEXT_MAX + 64)

void entry_place(const json_t *entry, char ret[static PLACE_TEXT_MAX])
{
    const char *region = member_text(entry, "region"), *side = member_text(entry, "side");

    region = region ? region : "";
    side = side ? side : "";
    (void)snprintf(ret, PLACE_TEXT_MAX, "%.40s%s%.20s", region, *region && *side ? ", " : "", side);
    for (char *c = ret; *c; c++) /* "lower-back" is for typing */
        if (*c == '-')
            *c = ' ';
}

/* The three answers' mean, to one decimal (CARE 3.3). */
static bool peg_mean(const json_t *entry, char ret[static AMOUNT_TEXT_MAX])
{
    int64_t pain = member_int(entry, "peg_pain", -1);
    int64_t enjoyment = member_int(entry, "peg_enjoyment", -1);
    int64_t activity = member_int(entry, "peg_activity", -1);

    if (pain < 0 || enjoyment < 0 || activity < 0)
        return false;
    (void)snprintf(ret, AMOUNT_TEXT_MAX, "%.1f", (double)(pain + enjoyment + activity) / 3);
    return true;
}

/* Of the tier that kneadd noted; NULL for any other entry. */
static const char *tier_word(const json_t *entry)
{
    const char *kind = member_text(entry, "kind");
    int64_t level = member_int(entry, "level", -1);

    return kind && strcmp(kind, entry_kind_name(ENTRY_TIER)) == 0 && level <= TIER_MAX
               ? entry_tier_name((int)level)
               : NULL;
}

void entry_amount(const json_t *entry, char ret[static AMOUNT_TEXT_MAX])
{
    int64_t level = member_int(entry, "level", -1), ml = member_int(entry, "ml", -1);
    const char *category = member_text(entry, "category"), *tier = tier_word(entry);

    ret[0] = '\0';
    if (tier)
        (void)snprintf(ret, AMOUNT_TEXT_MAX, "%s", tier);
    else if (level >= 0)
        (void)snprintf(ret, AMOUNT_TEXT_MAX, "%lld", (long long)level);
    else if (ml >= 0)
        (void)snprintf(ret, AMOUNT_TEXT_MAX, "%lld ml", (long long)ml);
    else if (category)
        (void)snprintf(ret, AMOUNT_TEXT_MAX, "%.20s", category);
    else
        (void)peg_mean(entry, ret);
}

void entry_id(const json_t *entry, char ret[static ID_TEXT_MAX])
{
    const char *id = member_text(entry, "id");
    size_t n = id ? strlen(id) : 0;

    (void)snprintf(ret, ID_TEXT_MAX, "%s", n >= ID_TEXT_MAX ? id + n - (ID_TEXT_MAX - 1) : "");
}

/* A fact's name for reading: "rom_floor_cm" is "rom floor", as its unit stands behind the number.
 */
static void fact_words(const struct fact_form *form, char ret[static FACT_NUMBER_MAX + 32])
{
    const char *name = form->name + (strncmp(form->name, "peg_", 4) == 0 ? 4 : 0);
    size_t n = strlen(name), unit = strlen(form->unit);

    if (unit > 0)
        n -= unit + 1;
    (void)snprintf(ret, FACT_NUMBER_MAX + 32, "%.*s", (int)n, name);
    for (char *c = ret; *c; c++)
        if (*c == '_')
            *c = ' ';
}

/* What it feels like first, what was written freely last. */
static int rank(const struct fact_form *form)
{
    return form->type == FACT_IS_WORDS ? 0 : form->type < FACT_IS_TEXT ? 1 : 2;
}

/* "dull and constant" */
static void list_words(const char *list, char ret[static LIST_TEXT_MAX])
{
    size_t n = 0;

    for (; *list && n < LIST_TEXT_MAX - sizeof " and "; list++)
        n += (size_t)sprintf(ret + n, *list == ',' ? " and " : "%c", *list);
    ret[n] = '\0';
}

static size_t list_size(const char *list)
{
    size_t n = *list != '\0';

    while (*list)
        n += *list++ == ',';
    return n;
}

/* One fact; "" where it is unknown, or stands in the level's place. */
static void fact_text(const json_t *entry, enum fact fact, char ret[static FACT_PART_MAX])
{
    static const enum fact bare[] = {FACT_QUALITY, FACT_STATE, FACT_HOLD, FACT_FIELD};
    const struct fact_form *form = fact_form(fact);
    const json_t *value = json_object_get(entry, form->name);
    const char *text = json_string_value(value);
    char words[FACT_NUMBER_MAX + 32], list[LIST_TEXT_MAX];

    ret[0] = '\0';
    fact_words(form, words);
    for (size_t i = 0; i < COUNT_OF(bare); i++)
        words[0] = bare[i] == fact ? '\0' : words[0];
    if (text && form->type > FACT_IS_TEXT) {
        list_words(text, list);
        text = list;
    }
    if (fact == FACT_CATEGORY)
        return;
    if (fact == FACT_NO_SIGNS && text) /* twenty names would hide those that matter */
        (void)snprintf(ret, FACT_PART_MAX, "%zu answered no", list_size(text));
    else if (fact == FACT_MEASURE && text)
        (void)snprintf(ret, FACT_PART_MAX, "%s of the day", text);
    else if (text)
        (void)snprintf(ret, FACT_PART_MAX, "%s%s%s", words, *words ? " " : "", text);
    else if (json_is_integer(value))
        (void)snprintf(ret, FACT_PART_MAX, "%s %lld%s%s", words,
                       (long long)json_integer_value(value), *form->unit ? " " : "", form->unit);
    else if (json_is_boolean(value))
        (void)snprintf(ret, FACT_PART_MAX, "%s%s", json_is_true(value) ? "" : "not ", words);
}

void entry_facts(const json_t *entry, char ret[static FACTS_TEXT_MAX])
{
    char part[FACT_PART_MAX];
    const char *note = member_text(entry, "note");
    size_t n = 0;

    ret[0] = '\0';
    if (tier_word(entry) && !(note && *note))
        n = (size_t)snprintf(ret, FACTS_TEXT_MAX, "over");
    for (unsigned i = 0; i < 3 * FACT_COUNT && n < FACTS_TEXT_MAX; i++) {
        enum fact f = (enum fact)(i % FACT_COUNT);

        if (rank(fact_form(f)) != (int)(i / FACT_COUNT))
            continue;
        fact_text(entry, f, part);
        if (*part)
            n += (size_t)snprintf(ret + n, FACTS_TEXT_MAX - n, "%s%s", n > 0 ? ", " : "", part);
    }
}

static void add_part(FILE *out, const char *part)
{
    (void)fputs(*part ? ", " : "", out);
    print_clean(out, part);
}

void print_entry(FILE *out, const struct view *view, const json_t *entry)
{
    char past[STAMP_TEXT_MAX], date[STAMP_TEXT_MAX], offset[STAMP_TEXT_MAX];
    const char *kind = member_text(entry, "kind"), *note = member_text(entry, "note");
    char place[PLACE_TEXT_MAX], amount[AMOUNT_TEXT_MAX], facts[FACTS_TEXT_MAX];
    struct stamp at;
    bool named;

    print_clean(out, kind ? kind : "entry");
    entry_amount(entry, amount);
    (void)fputs(*amount ? " " : "", out);
    print_clean(out, amount);
    entry_place(entry, place);
    add_part(out, place);
    entry_facts(entry, facts);
    add_part(out, facts);
    if (stamp_parse(member_text(entry, "at"), &at)) {
        stamp_past(at, view->now, past);
        stamp_date(at, view->now, date);
        stamp_offset(at, offset);
        named = strncmp(past, date, strlen(date)) == 0; /* then the date is not said twice */
        (void)fprintf(out, ", %s (%s%s%s)%s", past, named ? "" : date, named ? "" : ", ", offset,
                      json_is_true(json_object_get(entry, "late")) ? ", late" : "");
    }
    if (note && *note) {
        (void)fputs(": ", out);
        print_clean(out, note);
    }
    (void)fputc('\n', out);
}
