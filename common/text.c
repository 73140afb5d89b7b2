/* Text from outside: whether it is clean, and which known name was meant. Names are ASCII; bytes
 * are compared, so the locale has no say. */
#include "common/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"

#define NEAREST_MAX 47 /* bytes of a text for which a suggestion is sought */

/* The well-formed sequences (RFC 3629, section 4) by their first byte, the bounds of the second,
 * and how many follow the first; without the control characters of ASCII and U+0080 to U+009F,
 * which terminals obey. */
static const struct {
    unsigned char first, last, low, high, more;
} sequences[] = {
    {0x09, 0x0a, 0, 0, 0},       {0x20, 0x7e, 0, 0, 0},       {0xc2, 0xc2, 0xa0, 0xbf, 1},
    {0xc3, 0xdf, 0x80, 0xbf, 1}, {0xe0, 0xe0, 0xa0, 0xbf, 2}, {0xe1, 0xec, 0x80, 0xbf, 2},
    {0xed, 0xed, 0x80, 0x9f, 2}, {0xee, 0xef, 0x80, 0xbf, 2}, {0xf0, 0xf0, 0x90, 0xbf, 3},
    {0xf1, 0xf3, 0x80, 0xbf, 3}, {0xf4, 0xf4, 0x80, 0x8f, 3},
};

/* The length of the sequence that begins here, 0 if there is none. */
static size_t sequence_length(const unsigned char *s)
{
    size_t i = 0, n;

    while (i < COUNT_OF(sequences) && (*s < sequences[i].first || *s > sequences[i].last))
        i++;
    if (i == COUNT_OF(sequences))
        return 0;
    if (sequences[i].more > 0 && (s[1] < sequences[i].low || s[1] > sequences[i].high))
        return 0;
    for (n = 2; n <= sequences[i].more; n++)
        if (s[n] < 0x80 || s[n] > 0xbf)
            return 0;
    return 1 + (size_t)sequences[i].more;
}

bool text_valid(const char *text)
{
    const unsigned char *s = (const unsigned char *)text;

    while (*s) {
        size_t n = sequence_length(s);

        if (n == 0)
            return false;
        s += n;
    }
    return true;
}

int text_parse_int(const char *text, int64_t min, int64_t max, int64_t *ret)
{
    const char *digits = text + (*text == '-');
    long long value;

    if (*digits == '\0' || digits[strspn(digits, "0123456789")] != '\0')
        return -EINVAL;
    errno = 0;
    value = strtoll(text, NULL, 10);
    if (errno == ERANGE || value < min || value > max)
        return -ERANGE;
    *ret = value;
    return 0;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool begins_with(const char *name, const char *text)
{
    while (*text != '\0' && lower(*name) == lower(*text)) {
        name++;
        text++;
    }
    return *text == '\0';
}

int text_find(const char *text, const char *const *names, size_t n)
{
    size_t length = strlen(text);
    int found = -ENOENT;

    if (length == 0)
        return -ENOENT;
    for (size_t i = 0; i < n; i++) {
        if (!begins_with(names[i], text))
            continue;
        if (names[i][length] == '\0')
            return (int)i;
        found = found == -ENOENT ? (int)i : -EEXIST;
    }
    return found;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How many slips of the finger lead from a to b: a letter left out, put in, wrong, or changed with
 * its neighbour (each stretch touched once). Three rows of the table are enough. b: up to
 * NEAREST_MAX. */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][NEAREST_MAX + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2], *spare;
    size_t n = strlen(b);

    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        spare = before;
        before = above;
        above = row;
        row = spare;
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            char x = lower(a[i - 1]), y = lower(b[j - 1]);

            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == lower(b[j - 2]) && lower(a[i - 2]) == y)
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return row[n];
}

const char *text_nearest(const char *text, const char *const *names, size_t n)
{
    size_t length = strnlen(text, NEAREST_MAX + 1);
    size_t best = (length < 3 ? 1 : length / 3) + 1;
    const char *nearest = NULL;

    if (length == 0 || length > NEAREST_MAX)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        size_t d = distance(names[i], text);

        if (d < best) {
            best = d;
            nearest = names[i];
        }
    }
    return nearest;
}
