/* Reading other logs: each format turns bytes into entries, as they come, whatever the file's size.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/entry.h"

#define IMPORT_WHY_MAX (ENTRY_WHY_MAX + 64)

/* Where entries go. */
struct intake {
    /* Takes one over as it is; without an id it gets one that is made of its time and the key, so
     * that the same record is the same entry whenever it comes. 0, or -errno with why. */
    int (*take)(void *userdata, struct entry *entry, const char *key, char *why);
    void *userdata;
    int64_t passed; /* records that are no business of a log */
};

struct import_format {
    const char *name; /* "Apple Health's export.xml" */
    /* Whether a file that begins so (NUL-terminated) is of this format. */
    bool (*is)(const char *head);
    /* 0 or -ENOMEM. */
    int (*begin)(void **ret, struct intake *intake);
    /* The bytes in order, then the end; why tells the line too. 0 or -errno. */
    int (*feed)(void *state, const char *bytes, size_t n, char why[static IMPORT_WHY_MAX]);
    int (*end)(void *state, char why[static IMPORT_WHY_MAX]);
    void (*free)(void *state);
};
extern const struct import_format import_own_csv, import_bearable, import_json, import_apple;
/* The format that a file's beginning tells, or NULL. */
#define IMPORT_HEAD_MAX 1024
const struct import_format *import_format_of(const char *head);

/* An entry that knows nothing yet. */
struct entry import_entry(enum entry_kind kind);
/* "line 12: WHY" */
__attribute__((format(printf, 3, 4))) int import_refuse(char why[static IMPORT_WHY_MAX],
                                                        int64_t line, const char *format, ...);
/* An id made of a time and a text: always the same one. */
void import_id(struct wall at, const char *key, char ret[static UUID7_TEXT_MAX]);
