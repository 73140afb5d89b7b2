/* Text for people: columns, colours, wrapping, bars, and times in words.
 *
 * Pure: what is shown depends on the parameters alone. Text out of replies is cleaned on its way:
 * no control character of it reaches the terminal.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/moment.h"

/* An instant and the offset, seconds east of UTC, of the place where it is told. */
struct stamp {
    struct wall at;
    int32_t offset;
};

struct view {
    struct stamp now;
    int width; /* columns */
    bool colour;
    bool ascii; /* nothing but ASCII can be shown */
};

enum tone {
    TONE_PLAIN, /* ends any other */
    TONE_STRONG,
    TONE_FAINT,
    TONE_MILD,
    TONE_MIDDLING,
    TONE_SEVERE,
    TONE_COUNT,
};
void paint(FILE *out, const struct view *view, enum tone tone);

/* Columns a text takes, cleaned. */
int text_cells(const char *text);
void print_clean(FILE *out, const char *text);

/* A line whose texts stand at columns. Blanks come only before a text, so that no line ends in
 * them. */
struct line {
    FILE *out;
    int at; /* columns used so far */
};
/* At a column, or two blanks behind what reaches further. An empty text is nothing. */
void line_text(struct line *line, int column, const char *text);
/* The last text, broken into words at the view's width; further lines begin at its column too. A
 * newline in it is kept. Ends the line. */
void line_end(struct line *line, const struct view *view, int column, const char *text);

#define BAR_CELLS 10
/* "####......": part of whole. */
void bar_text(int64_t part, int64_t whole, char ret[static BAR_CELLS + 1]);

#define STAMP_TEXT_MAX 64
/* An RFC 3339 text; false if it is none (NULL too). */
bool stamp_parse(const char *text, struct stamp *ret);
int64_t stamp_day(struct stamp s);
/* "14:05" */
void stamp_clock(struct stamp s, char ret[static STAMP_TEXT_MAX]);
/* "Fri 20 Nov", with the year where it is more than half of one away. */
void stamp_date(struct stamp s, struct stamp now, char ret[static STAMP_TEXT_MAX]);
/* "14:05" today, "Wed 14:05" within the next six days, else with the date. */
void stamp_soon(struct stamp s, struct stamp now, char ret[static STAMP_TEXT_MAX]);
/* "today 14:05", "yesterday 22:00", else with the date. */
void stamp_past(struct stamp s, struct stamp now, char ret[static STAMP_TEXT_MAX]);
/* "+01:00" */
void stamp_offset(struct stamp s, char ret[static STAMP_TEXT_MAX]);
/* A length of time as one says it, the longer the rougher: "45s", "7h25m", "2d18h", "53d"; a
 * negative one is "0s". */
void span_words(int64_t seconds, char ret[static STAMP_TEXT_MAX]);

/* Members of replies: NULL or the fallback where missing, null, or of another type. */
const char *member_text(const json_t *object, const char *key);
int64_t member_int(const json_t *object, const char *key, int64_t fallback);

#define OUTCOMES_TEXT_MAX 128
/* "3 done, 1 skipped" of an object with those members; "" when nothing became of it. */
void outcome_words(const json_t *counts, char *ret, size_t size);

/* The tone of a pain level: mild 1-3, middling 4-6, severe 7-10. */
enum tone level_tone(int64_t level);
/* A reply as one line of JSON. */
void print_json(FILE *out, const json_t *value);
