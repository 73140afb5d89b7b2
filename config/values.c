/* Numbers, words and lists of the schedule file.
 *
 * Each parser reads the whole text or refuses it with a sentence that says what is allowed; its
 * target changes only when all of it was right. Lists are checked item by item and, where the
 * reader of the value wants the words, stored as written.
 */
#include "config/values.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/moment.h"
#include "common/scope.h"
#include "common/span.h"
#include "common/text.h"
#include "config/command.h"
#include "daemon/schedule/rule.h"

#define BLANKS " \t"

static const char *const counts_names[] = {[COUNTS_DESK] = "desk", [COUNTS_CLOCK] = "clock"};
static const char *const urgency_names[] = {
    [URGENCY_LOW] = "low", [URGENCY_NORMAL] = "normal", [URGENCY_CRITICAL] = "critical"};
static const char *const busy_names[] = {"microphone", "camera", "presentation"};
static const char *const bool_names[] = {"yes",   "no", "true",
                                         "false", "on", "off"}; /* odd: false */
static const char *const kind_names[] = {[KIND_PLAIN] = "plain",
                                         [KIND_ROUTINE] = "routine",
                                         [KIND_POSTURE] = "posture",
                                         [KIND_WORKSTATION] = "workstation",
                                         [KIND_AUTO] = "auto"};
_Static_assert(COUNT_OF(kind_names) == KIND_AUTO + 1, "a name for each");
_Static_assert(COUNT_OF(counts_names) == COUNTS_CLOCK + 1, "a name for each");
_Static_assert(COUNT_OF(urgency_names) == URGENCY_CRITICAL + 1, "a name for each");

int value_refuse(char why[static WHY_MAX], const char *format, ...)
{
    va_list args;

    va_start(args, format);
    (void)vsnprintf(why, WHY_MAX, format, args);
    va_end(args);
    return -EINVAL;
}

bool value_is_unset(const struct key *key, const char *text)
{
    return key->unset && strcasecmp(text, key->unset) == 0;
}

/* ", or never": for the end of a sentence about what is allowed. */
static const char *or_unset(const struct key *key)
{
    return key->unset ? ", or " : "";
}

static const char *unset_word(const struct key *key)
{
    return key->unset ? key->unset : "";
}

/* ---------------------------------------------------------------- numbers */

int value_span(const struct key *key, const char *text, void *target, char ret_why[static WHY_MAX])
{
    char least[SPAN_TEXT_MAX], most[SPAN_TEXT_MAX];
    bool unset = value_is_unset(key, text);
    int64_t us = 0;
    int r = unset ? 0 : span_parse(text, &us);

    if (r == -EINVAL)
        return value_refuse(ret_why,
                            "not a length of time; write 90s, 45m, 1h20m or 2w (a bare number is "
                            "minutes)%s%s",
                            or_unset(key), unset_word(key));
    if (!unset && (r < 0 || us < key->min || us > key->max)) {
        span_print(key->min, least);
        span_print(key->max, most);
        return value_refuse(ret_why, "out of range; allowed are %s to %s%s%s", least, most,
                            or_unset(key), unset_word(key));
    }
    *(int64_t *)target = us;
    return 0;
}

int value_interval(const struct key *key, const char *text, void *target,
                   char ret_why[static WHY_MAX])
{
    int64_t us;
    int r = value_span(key, text, &us, ret_why);

    if (r < 0)
        return r;
    if (us % USEC_PER_DAY != 0)
        return value_refuse(ret_why, "not a number of whole days; write 7d, 2w or 28d%s%s",
                            or_unset(key), unset_word(key));
    *(int64_t *)target = us;
    return 0;
}

int value_number(const struct key *key, const char *text, void *target,
                 char ret_why[static WHY_MAX])
{
    int64_t number;

    if (text_parse_int(text, key->min, key->max, &number) < 0)
        return value_refuse(ret_why, "a whole number from %lld to %lld is allowed",
                            (long long)key->min, (long long)key->max);
    *(int32_t *)target = (int32_t)number;
    return 0;
}

int value_amount(const struct key *key, const char *text, void *target,
                 char ret_why[static WHY_MAX])
{
    int32_t ml = 0;

    if (!value_is_unset(key, text) && amount_parse(text, &ml) < 0)
        return value_refuse(ret_why, "not an amount; write 200ml or 0.3l, from 1ml to %dl%s%s",
                            AMOUNT_MAX_ML / 1000, or_unset(key), unset_word(key));
    *(int32_t *)target = ml;
    return 0;
}

/* ---------------------------------------------------------------- words */

int value_word(const char *text, const char *const *names, size_t n, char why[static WHY_MAX])
{
    const char *nearest = text_nearest(text, names, n);
    size_t length;

    for (size_t i = 0; i < n; i++)
        if (strcasecmp(text, names[i]) == 0)
            return (int)i;
    (void)value_refuse(why, "%s%s%sallowed are ", nearest ? "did you mean " : "",
                       nearest ? nearest : "", nearest ? "? " : "");
    for (size_t i = 0; i < n; i++) {
        length = strlen(why);
        (void)snprintf(why + length, WHY_MAX - length, "%s%s",
                       i == 0      ? ""
                       : i + 1 < n ? ", "
                                   : " and ",
                       names[i]);
    }
    return -EINVAL;
}

int value_bool(const struct key *key, const char *text, void *target, char ret_why[static WHY_MAX])
{
    int i = value_word(text, bool_names, COUNT_OF(bool_names), ret_why);

    (void)key;
    if (i < 0)
        return i;
    *(bool *)target = i % 2 == 0;
    return 0;
}

int value_counts(const struct key *key, const char *text, void *target,
                 char ret_why[static WHY_MAX])
{
    int i = value_word(text, counts_names, COUNT_OF(counts_names), ret_why);

    (void)key;
    if (i < 0)
        return i;
    *(enum counts *)target = (enum counts)i;
    return 0;
}

int value_urgency(const struct key *key, const char *text, void *target,
                  char ret_why[static WHY_MAX])
{
    int i = value_word(text, urgency_names, COUNT_OF(urgency_names), ret_why);

    (void)key;
    if (i < 0)
        return i;
    *(enum urgency *)target = (enum urgency)i;
    return 0;
}

int value_kind(const struct key *key, const char *text, void *target, char ret_why[static WHY_MAX])
{
    int i = value_word(text, kind_names, COUNT_OF(kind_names), ret_why);

    (void)key;
    if (i < 0)
        return i;
    *(enum rule_kind *)target = (enum rule_kind)i;
    return 0;
}

int value_text(const struct key *key, const char *text, void *target, char ret_why[static WHY_MAX])
{
    size_t length = strlen(text);

    if (length >= key->size)
        return value_refuse(ret_why, "%zu bytes long; %zu are the most", length, key->size - 1);
    memcpy(target, text, length + 1);
    return 0;
}

int value_command(const struct key *key, const char *text, void *target,
                  char ret_why[static WHY_MAX])
{
    struct command_words words;
    int r = command_split(text, &words, ret_why);

    return r < 0 ? r : value_text(key, text, target, ret_why);
}

/* ---------------------------------------------------------------- lists */

void value_trim(char *to, const char *from, size_t n)
{
    size_t blank;

    while (n > 0 && strchr(BLANKS, from[n - 1]))
        n--;
    blank = strspn(from, BLANKS);
    blank = blank < n ? blank : n;
    memcpy(to, from + blank, n - blank);
    to[n - blank] = '\0';
}

int value_item(const char **list, char item[static ITEM_MAX], char why[static WHY_MAX])
{
    size_t n;

    if (!*list)
        return 0;
    n = strcspn(*list, ",");
    if (n >= ITEM_MAX)
        return value_refuse(why, "one of these is longer than %d bytes", ITEM_MAX - 1);
    value_trim(item, *list, n);
    *list = (*list)[n] == ',' ? *list + n + 1 : NULL;
    if (item[0] == '\0')
        return value_refuse(
            why, "something is missing: write one value, or several with commas between");
    return 1;
}

typedef int item_checker(const char *item, char why[static WHY_MAX]);

/* Stores a list as it is written when every item passes. */
static int list_store(const struct key *key, const char *text, void *target, item_checker *check,
                      char why[static WHY_MAX])
{
    const char *list = *text != '\0' ? text : NULL;
    char item[ITEM_MAX];
    int64_t n = 0;
    int r;

    while ((r = value_item(&list, item, why)) > 0) {
        if (++n > key->max)
            return value_refuse(why, "too many; up to %lld are allowed", (long long)key->max);
        r = check(item, why);
        if (r < 0)
            return r;
    }
    return r < 0 ? r : value_text(key, text, target, why);
}

static int check_span(const char *item, char why[static WHY_MAX])
{
    int64_t us;

    if (span_parse(item, &us) < 0 || us == 0)
        return value_refuse(why, "\"%s\" is not a length of time; write for example 1d, 2h", item);
    return 0;
}

static int check_region(const char *item, char why[static WHY_MAX])
{
    enum region region;

    return region_parse(item, &region, why);
}

static int check_busy(const char *item, char why[static WHY_MAX])
{
    int i = value_word(item, busy_names, COUNT_OF(busy_names), why);

    return i < 0 ? i : 0;
}

int value_spans(const struct key *key, const char *text, void *target, char ret_why[static WHY_MAX])
{
    return list_store(key, text, target, check_span, ret_why);
}

int value_regions(const struct key *key, const char *text, void *target,
                  char ret_why[static WHY_MAX])
{
    return list_store(key, text, target, check_region, ret_why);
}

int value_busy(const struct key *key, const char *text, void *target, char ret_why[static WHY_MAX])
{
    return list_store(key, text, target, check_busy, ret_why);
}
