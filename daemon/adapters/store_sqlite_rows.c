/* Rows of the log's tables to values and back.
 *
 * "Not set" is NULL in the file, whatever the value's own way to say so: an empty text, or the
 * number that means none. Enums go as their names.
 */
#include "daemon/adapters/store_sqlite_rows.h"

#include <sqlite3.h>
#include <string.h>

#include "common/entry.h"
#include "daemon/schedule/plan.h"

#define NAME_MAX_BYTES    32
#define TERMINATED(array) (memchr((array), '\0', sizeof(array)) != NULL)

void bind_text(sqlite3_stmt *statement, int i, const char *text)
{
    if (text && text[0] != '\0')
        (void)sqlite3_bind_text(statement, i, text, -1, SQLITE_STATIC);
}

static void bind_number(sqlite3_stmt *statement, int i, int64_t number, int64_t none)
{
    if (number != none)
        (void)sqlite3_bind_int64(statement, i, number);
}

static int64_t column_number(sqlite3_stmt *row, int i, int64_t none)
{
    return sqlite3_column_type(row, i) == SQLITE_NULL ? none : sqlite3_column_int64(row, i);
}

bool column_text(sqlite3_stmt *row, int i, char *ret, size_t size)
{
    bool none = sqlite3_column_type(row, i) == SQLITE_NULL;
    const char *text = none ? "" : (const char *)sqlite3_column_text(row, i);

    if (!text || strlen(text) >= size)
        return false;
    (void)strcpy(ret, text);
    return true;
}

/* Reads a name back into its enum. A macro, for each enum's names are another type of function. */
#define COLUMN_NAME(row, i, name_of, count, ret)                                   \
    __extension__({                                                                \
        char text_[NAME_MAX_BYTES];                                                \
        unsigned n_ = column_text((row), (i), text_, sizeof(text_)) ? 0 : (count); \
        while (n_ < (count) && strcmp(name_of(n_), text_) != 0)                    \
            n_++;                                                                  \
        (ret) = n_;                                                                \
        n_ < (count);                                                              \
    })

static const char id_digits[] = "0123456789abcdef";
static const char id_shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
_Static_assert(sizeof id_shape == UUID7_TEXT_MAX, "a UUID is 36 characters");

static void id_to_bytes(const char *id, uint8_t ret[static ENTRY_ID_BYTES])
{
    for (size_t n = 0; *id != '\0'; id++) {
        if (*id == '-')
            continue;
        ret[n / 2] = (uint8_t)(ret[n / 2] << 4 | (strchr(id_digits, *id) - id_digits));
        n++;
    }
}

/* By hand: printf's way takes as long as all the rest of a row. */
static bool id_from_bytes(const uint8_t *bytes, int n, char ret[static UUID7_TEXT_MAX])
{
    if (!bytes || n != ENTRY_ID_BYTES)
        return false;
    for (size_t i = 0, digit = 0; i < sizeof id_shape; i++) {
        ret[i] = id_shape[i];
        if (ret[i] != 'x')
            continue;
        ret[i] = id_digits[bytes[digit / 2] >> (digit % 2 ? 0 : 4) & 0x0f];
        digit++;
    }
    return true;
}

void bind_id(sqlite3_stmt *statement, int i, const char *id,
             uint8_t ret_bytes[static ENTRY_ID_BYTES])
{
    if (id[0] == '\0')
        return;
    id_to_bytes(id, ret_bytes);
    (void)sqlite3_bind_blob(statement, i, ret_bytes, ENTRY_ID_BYTES, SQLITE_STATIC);
}

/* Numbers and flags go as they are, words as words. */
static void bind_fact(sqlite3_stmt *statement, int i, const struct entry *entry, enum fact fact)
{
    enum fact_type type = fact_form(fact)->type;
    char number[FACT_NUMBER_MAX];

    if (type == FACT_IS_NUMBER || type == FACT_IS_FLAG)
        bind_number(statement, i, entry_number(entry, fact), -1);
    else
        bind_text(statement, i, entry_fact(entry, fact, number));
}

#define FIRST_FACT 10 /* columns before the facts' */
#define EDITED     (FIRST_FACT + FACT_COUNT)
#define FORMER     (EDITED + 1)
_Static_assert(FORMER + 2 == ENTRY_UNDONE_PARAMETER, "parameters count from one");

void bind_entry(sqlite3_stmt *statement, const struct entry *entry, struct bound_ids *ret_ids)
{
    bind_id(statement, 1, entry->id, ret_ids->id);
    bind_text(statement, 2, entry_kind_name(entry->kind));
    (void)sqlite3_bind_int64(statement, 3, entry->at.us);
    (void)sqlite3_bind_int64(statement, 4, entry->offset);
    (void)sqlite3_bind_int64(statement, 5, entry->said.us);
    bind_number(statement, 6, entry->level, -1);
    bind_number(statement, 7, entry->ml, -1);
    bind_text(statement, 8, region_name(entry->region));
    bind_text(statement, 9, side_name(entry->side));
    bind_text(statement, 10, entry->note);
    for (enum fact f = 0; f < FACT_COUNT; f++)
        bind_fact(statement, FIRST_FACT + 1 + (int)f, entry, f);
    bind_number(statement, EDITED + 1, entry->edited.us, 0);
    bind_id(statement, FORMER + 1, entry->former, ret_ids->former);
}

static bool column_fact(sqlite3_stmt *row, int i, struct entry *ret, enum fact fact)
{
    const struct fact_form *form = fact_form(fact);
    char text[NAME_MAX_BYTES], why[ENTRY_WHY_MAX];

    if (sqlite3_column_type(row, i) == SQLITE_NULL)
        return true;
    if (fact < FACT_TEXTS)
        return column_text(row, i, ret->texts[fact], sizeof ret->texts[fact]);
    if (form->type == FACT_IS_WORD)
        return column_text(row, i, text, sizeof text) && entry_set_fact(ret, fact, text, why) == 0;
    entry_set_number(ret, fact, sqlite3_column_int(row, i));
    return entry_number(ret, fact) >= 0 && entry_number(ret, fact) <= form->max;
}

/* What belongs to the kind only: of most entries that is little. */
static bool column_facts(sqlite3_stmt *row, struct entry *ret)
{
    ret->known = 0;
    for (enum fact f = 0; f < FACT_COUNT; f++) {
        if (f < FACT_TEXTS)
            ret->texts[f][0] = '\0';
        if (fact_form(f)->kinds & ENTRY_BIT(ret->kind) &&
            !column_fact(row, FIRST_FACT + (int)f, ret, f))
            return false;
    }
    return true;
}

bool column_entry(sqlite3_stmt *row, struct entry *ret)
{
    ret->at.us = sqlite3_column_int64(row, 2);
    ret->offset = sqlite3_column_int(row, 3);
    ret->said.us = sqlite3_column_int64(row, 4);
    ret->level = (int)column_number(row, 5, -1);
    ret->ml = (int)column_number(row, 6, -1);
    ret->edited.us = column_number(row, EDITED, 0);
    ret->former[0] = '\0';
    return id_from_bytes(sqlite3_column_blob(row, 0), sqlite3_column_bytes(row, 0), ret->id) &&
           COLUMN_NAME(row, 1, entry_kind_name, ENTRY_KIND_COUNT, ret->kind) &&
           COLUMN_NAME(row, 7, region_name, REGION_COUNT, ret->region) &&
           COLUMN_NAME(row, 8, side_name, SIDE_COUNT, ret->side) &&
           column_text(row, 9, ret->note, sizeof ret->note) && column_facts(row, ret) &&
           (sqlite3_column_type(row, FORMER) == SQLITE_NULL ||
            id_from_bytes(sqlite3_column_blob(row, FORMER), sqlite3_column_bytes(row, FORMER),
                          ret->former));
}

void bind_filter(sqlite3_stmt *statement, const struct entry_filter *filter,
                 const int64_t first[static 2])
{
    (void)sqlite3_bind_int64(statement, 1, first[0]);
    (void)sqlite3_bind_int64(statement, 2, first[1]);
    (void)sqlite3_bind_int64(statement, 3, filter->to.us);
    bind_text(statement, 4, entry_kind_name(filter->kind));
    bind_text(statement, 5, region_name(filter->region));
}

bool occurrence_valid(const struct occurrence *o)
{
    return TERMINATED(o->reminder) && o->reminder[0] != '\0' && TERMINATED(o->source) &&
           (unsigned)o->outcome < OUTCOME_COUNT && (unsigned)o->reason < REASON_COUNT;
}

void bind_occurrence(sqlite3_stmt *statement, const struct occurrence *o)
{
    bind_text(statement, 1, o->reminder);
    (void)sqlite3_bind_int64(statement, 2, o->due.us);
    bind_number(statement, 3, o->shown.us, 0);
    bind_number(statement, 4, o->ended.us, 0);
    bind_text(statement, 5, outcome_name(o->outcome));
    bind_text(statement, 6, reason_name(o->reason));
    bind_text(statement, 7, o->source);
}

bool column_occurrence(sqlite3_stmt *row, struct occurrence *ret)
{
    ret->due.us = sqlite3_column_int64(row, 1);
    ret->shown.us = column_number(row, 2, 0);
    ret->ended.us = column_number(row, 3, 0);
    return column_text(row, 0, ret->reminder, sizeof ret->reminder) &&
           COLUMN_NAME(row, 4, outcome_name, OUTCOME_COUNT, ret->outcome) &&
           COLUMN_NAME(row, 5, reason_name, REASON_COUNT, ret->reason) &&
           column_text(row, 6, ret->source, sizeof ret->source);
}
