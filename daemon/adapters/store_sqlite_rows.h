/* Rows of the log's tables to values and back. The columns' order is that of the statements. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/ports/store.h"

typedef struct sqlite3_stmt sqlite3_stmt; /* as sqlite3.h has it */

#define ENTRY_ID_BYTES         16
#define ENTRY_UNDONE_PARAMETER (13 + FACT_COUNT) /* of STORE_ADD */

/* Room for the ids that are bound. */
struct bound_ids {
    uint8_t id[ENTRY_ID_BYTES], former[ENTRY_ID_BYTES];
};

/* What is bound stays the caller's and has to last until the statement has run. Binding cannot
 * fail: the places are the statement's own, and nothing is copied. */
void bind_text(sqlite3_stmt *statement, int i, const char *text);
/* id: hexadecimal, dashes or not. */
void bind_id(sqlite3_stmt *statement, int i, const char *id,
             uint8_t ret_bytes[static ENTRY_ID_BYTES]);
/* entry: checked. */
void bind_entry(sqlite3_stmt *statement, const struct entry *entry, struct bound_ids *ret_ids);
/* first: at and seq. */
void bind_filter(sqlite3_stmt *statement, const struct entry_filter *filter,
                 const int64_t first[static 2]);
/* o: valid. */
void bind_occurrence(sqlite3_stmt *statement, const struct occurrence *o);
bool occurrence_valid(const struct occurrence *o);

/* False: the row holds what no knead of this format writes, or there is no memory for it. */
bool column_text(sqlite3_stmt *row, int i, char *ret, size_t size);
bool column_entry(sqlite3_stmt *row, struct entry *ret);
bool column_occurrence(sqlite3_stmt *row, struct occurrence *ret);
