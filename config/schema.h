/* What the schedule file may say: one table, a line a key.
 *
 * A new key is one line in schema.c, one commented line in knead.ini and the field it fills in.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "common/entry.h"

#define WHY_MAX    ENTRY_WHY_MAX /* bytes of a sentence that says why a value is refused */
#define SCHEMA_MAX 64

enum section {
    SECTION_GENERAL,
    SECTION_PRESENCE,
    SECTION_REMINDER, /* any number of them, each with a name */
    SECTION_PAIN,
    SECTION_MASSAGE,
    SECTION_COUNT,
};

struct key;
/* Reads text into what target points at. 0; or -EINVAL, target untouched, with a sentence in
 * ret_why that says what is allowed. */
typedef int value_parser(const struct key *key, const char *text, void *target,
                         char ret_why[static WHY_MAX]);

struct key {
    enum section section;
    const char *name;
    value_parser *parse;
    const char *preset; /* the default as one would write it; NULL: what [general] says */
    size_t offset,
        size;         /* the target, in struct rule for a reminder's key, else in struct settings */
    int64_t min, max; /* of spans (microseconds), numbers, and how many items a list may have */
    const char *unset; /* the word for "not set", NULL if it must be set */
    const char *doc;   /* one line */
};

/* By section, in the order in which knead.ini shows them. */
extern const struct key schema[];
extern const size_t schema_n; /* up to SCHEMA_MAX */

/* "general"; a reminder's is "reminder", which a name follows in the file. */
const char *section_name(enum section section);
/* NULL if the section has no such key. */
const struct key *schema_find(enum section section, const char *name);
/* The key of this section whose spelling is nearest, NULL when none is near. */
const char *schema_nearest(enum section section, const char *name);
