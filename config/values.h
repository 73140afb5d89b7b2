/* How the values of the schedule file are read: one parser a type. Pure.
 * values.c has numbers, words and lists of them; values_time.c has times of day and days. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "config/schema.h"

value_parser value_span;     /* int64_t: microseconds, 0 when not set */
value_parser value_interval; /* the same in whole days */
value_parser value_number;   /* int32_t */
value_parser value_amount;   /* int32_t: millilitres, 0 when not set */
value_parser value_bool;     /* bool */
value_parser value_counts;   /* enum counts */
value_parser value_urgency;  /* enum urgency */
value_parser value_kind;     /* enum rule_kind */
value_parser value_hours;    /* struct hours: at least one window, sorted, none overlaps another */
value_parser value_days;     /* uint8_t: bits, at least one */
value_parser value_weekday;  /* int32_t: 0 Monday, -1 when not set */
value_parser value_clock;    /* int32_t: second of the day, -1 when not set */
value_parser value_clocks;   /* struct rule's at_n, and its at */
value_parser value_text;     /* char[]: as written, may be empty */
value_parser value_command;  /* char[]: as written, words as command_split() has them */
value_parser value_spans;    /* char[]: a list of spans, as written, may be empty */
value_parser value_regions;  /* char[]: a list of body regions, as written, may be empty */
value_parser value_busy;     /* char[]: a list of what shows that somebody is busy, as written */

/* What the parsers share. */

#define ITEM_MAX 64

/* Writes why; -EINVAL. */
__attribute__((format(printf, 2, 3))) int value_refuse(char why[static WHY_MAX], const char *format,
                                                       ...);
/* The index of a word written in full, case ignored; or -EINVAL with what is allowed. */
int value_word(const char *text, const char *const *names, size_t n, char why[static WHY_MAX]);
/* Whether text is the key's word for "not set". */
bool value_is_unset(const struct key *key, const char *text);
/* n bytes without the blanks around them; to has room for n + 1. */
void value_trim(char *to, const char *from, size_t n);
/* Takes the next item off a list with commas: 1; 0 after the last; -EINVAL with why. */
int value_item(const char **list, char item[static ITEM_MAX], char why[static WHY_MAX]);
