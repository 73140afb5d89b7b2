/* inih, behind a reader of our own.
 *
 * inih alone tells the number of the first bad line only, takes an indented line for more of the
 * line before, hands on what is left of a line or a section's name that it had to cut, and splits
 * at ':' too. So the reader sees every line first: what inih would misread it reports, and hands
 * inih a blank instead; sections it reports itself. The invariant: inih gets only lines which it
 * reads as we do, at the number at which we count them. A ';' inside double quotes travels through
 * inih as a byte that no valid text has.
 */
#include "config/ini_file.h"

#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "common/text.h"

#define KEPT_MAX  4096 /* bytes of a line that are looked at */
#define MASK      '\x01'
#define BLANKS    " \t"
#define BYTE_MARK "\xef\xbb\xbf"

struct reader {
    FILE *stream;
    const struct ini_sink *sink;
    unsigned line; /* the current one, from 1 */
    int error;     /* -errno that ended the reading */
    long total;    /* bytes read */
    size_t length; /* of the current line, all of it */
    bool zeros;    /* it has zero bytes */
    char text[KEPT_MAX];
};

/* False, always: the line is not for inih. */
__attribute__((format(printf, 2, 3))) static bool bad(struct reader *r, const char *format, ...)
{
    char why[200];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(why, sizeof(why), format, args);
    va_end(args);
    r->sink->bad(r->sink->owner, r->line, why);
    return false;
}

/* The next line without its end; false when there is none, or on an error. */
static bool line_read(struct reader *r)
{
    size_t n = 0, kept;
    int c;

    errno = 0;
    r->zeros = false;
    while ((c = getc_unlocked(r->stream)) != EOF && c != '\n') {
        if (n < KEPT_MAX - 1)
            r->text[n] = (char)c;
        if (c == '\0')
            r->zeros = true;
        n++;
        if (++r->total > INI_FILE_MAX) {
            r->error = -EFBIG;
            return false;
        }
    }
    if (ferror(r->stream)) {
        r->error = errno > 0 ? -errno : -EIO;
        return false;
    }
    if (c == EOF && n == 0)
        return false;

    r->line++;
    kept = n < KEPT_MAX ? n : KEPT_MAX - 1;
    if (n < KEPT_MAX && n > 0 && r->text[n - 1] == '\r')
        kept = --n;
    r->text[kept] = '\0';
    r->length = n;
    if (r->line == 1 && n < KEPT_MAX && strncmp(r->text, BYTE_MARK, strlen(BYTE_MARK)) == 0) {
        r->length -= strlen(BYTE_MARK);
        memmove(r->text, r->text + strlen(BYTE_MARK), r->length + 1);
    }
    return true;
}

/* Whether nothing but blanks, and perhaps a comment after a blank, is left. */
static bool only_comment(const char *rest)
{
    size_t blanks = strspn(rest, BLANKS);

    return rest[blanks] == '\0' || (rest[blanks] == ';' && blanks > 0);
}

static void section_line(struct reader *r)
{
    char *name = r->text + 1 + strspn(r->text + 1, BLANKS);
    char *end = strchr(name, ']');

    if (!end) {
        (void)bad(r, "the section's name does not end: ']' is missing");
        end = name + strcspn(name, ";");
    } else if (!only_comment(end + 1)) {
        (void)bad(r, "only a comment may follow the ']'");
    }
    while (end > name && strchr(BLANKS, end[-1]))
        end--;
    *end = '\0';
    r->sink->section(r->sink->owner, r->line, name);
}

/* Checks a value that begins with a double quote, and masks its semicolons. */
static bool quoted_value(struct reader *r, char *value)
{
    for (char *p = value + 1; *p != '\0'; p++) {
        if (*p == ';')
            *p = MASK;
        if (*p != '"')
            continue;
        if (*++p == '"')
            continue;
        return only_comment(p) || bad(r, "after the closing '\"' only a comment may follow; inside "
                                         "quotes \"\" stands for one \"");
    }
    return bad(r,
               "the value begins with '\"' and has no '\"' at its end; inside quotes \"\" stands "
               "for one \"");
}

/* Whether inih will read `key = value` as it is meant. */
static bool value_line(struct reader *r)
{
    char *sign = r->text + strcspn(r->text, "=:;");
    char *value;

    if (*sign == ':')
        return bad(r, "':' stands where '=' should: a line is key = value");
    if (*sign != '=')
        return bad(r, "'=' is missing: a line is key = value, [section], or a comment that begins "
                      "with ';' or '#'");
    if (sign == r->text)
        return bad(r, "the key before '=' is missing");
    value = sign + 1 + strspn(sign + 1, BLANKS);
    return *value != '"' || quoted_value(r, value);
}

/* Whether the line is for inih. What is wrong with it is reported. */
static bool line_check(struct reader *r)
{
    char first = r->text[strspn(r->text, BLANKS)];
    bool comment = first == ';' || first == '#' || first == '\0';

    if (r->zeros)
        return bad(r, "the line has zero bytes in it; the file must be plain text");
    if (r->length > (comment ? KEPT_MAX - 1 : INI_LINE_MAX))
        return bad(r, "the line is %zu bytes long; %d are the most", r->length,
                   comment ? KEPT_MAX - 1 : INI_LINE_MAX);
    if (!text_valid(r->text))
        return bad(r, "the line is not valid UTF-8, or has control characters in it");
    if (comment)
        return false;
    if (r->text[0] != first)
        return bad(r,
                   "the line is indented; a key, a section or a value begins at the line's start");
    if (first != '[')
        return value_line(r);
    section_line(r);
    return false;
}

/* What inih calls for a line; like fgets, without the line's end. */
static char *next_line(char *str, int size, void *stream)
{
    struct reader *r = stream;

    if (!line_read(r))
        return NULL;
    str[0] = '\0';
    if (line_check(r)) {
        if (r->length + 2 > (size_t)size) /* an inih built with still shorter lines */
            (void)bad(r, "the line is %zu bytes long; %d are the most here", r->length, size - 2);
        else
            memcpy(str, r->text, r->length + 1);
    }
    return str;
}

/* What inih calls for a key. */
static int take_value(void *user, const char *section, const char *key, const char *value)
{
    struct reader *r = user;
    char unquoted[INI_LINE_MAX + 1];
    size_t n = 0;

    (void)section;
    if (*value == '"') {
        for (value++; *value != '\0' && n < INI_LINE_MAX; value++) {
            if (*value == '"' && *++value != '"')
                break;
            unquoted[n++] = *value;
            if (*value == MASK)
                unquoted[n - 1] = ';';
        }
        unquoted[n] = '\0';
        value = unquoted;
    }
    r->sink->value(r->sink->owner, r->line, key, value);
    return 1;
}

int ini_file_read(FILE *stream, const struct ini_sink *sink)
{
    struct reader r = {.stream = stream, .sink = sink};
    int line = ini_parse_stream(next_line, &r, take_value, &r);

    if (r.error < 0)
        return r.error;
    if (line > 0) /* the net below the checks above: nothing is passed over in silence */
        sink->bad(sink->owner, (unsigned)line, "the line was not understood");
    return line < 0 ? -ENOMEM : 0;
}
