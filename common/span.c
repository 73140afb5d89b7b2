/* Lengths of time and amounts as people write them.
 *
 * Both are numbers with a unit from a table. Numbers too large to count are held at a ceiling, so
 * that a text with a mistake in it is always told from one that is only too large.
 */
#include "common/span.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/moment.h"
#include "common/scope.h"

#define COUNT_CEILING INT64_C(10000000000) /* over any limit below, in any unit */

/* From the longest to the shortest. */
static const struct {
    char letter;
    int64_t seconds;
} span_units[] = {{'w', 7 * 86400}, {'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}};

static const struct {
    const char *name;
    int64_t ml;
} amount_units[] = {
    {"", 1},      {"ml", 1},     {"cl", 10},     {"dl", 100},      {"l", 1000},
    {"cup", 200}, {"cups", 200}, {"glass", 200}, {"glasses", 200},
};

/* Reads digits, at least one, and steps over them. */
static bool read_count(const char **text, int64_t *ret)
{
    size_t digits = strspn(*text, "0123456789");
    int64_t count = 0;

    for (size_t i = 0; i < digits; i++)
        if (count < COUNT_CEILING)
            count = count * 10 + ((*text)[i] - '0');
    *text += digits;
    *ret = count;
    return digits > 0;
}

int span_parse(const char *text, int64_t *ret_us)
{
    const int64_t limit = SPAN_LIMIT_US / USEC_PER_SEC;
    int64_t count, seconds = 0;
    size_t unit = 0;

    do {
        bool bare;

        if (!read_count(&text, &count))
            return -EINVAL;
        bare = *text == '\0' && unit == 0;
        while (unit < COUNT_OF(span_units) && span_units[unit].letter != (bare ? 'm' : *text))
            unit++;
        if (unit == COUNT_OF(span_units))
            return -EINVAL;
        seconds += count <= limit ? count * span_units[unit].seconds : COUNT_CEILING;
        unit++;
        text += !bare;
    } while (*text != '\0');

    if (seconds > limit)
        return -ERANGE;
    *ret_us = seconds * USEC_PER_SEC;
    return 0;
}

void span_print(int64_t us, char ret[static SPAN_TEXT_MAX])
{
    int64_t seconds = us > 0 ? us / USEC_PER_SEC : 0;
    size_t n = 0;

    (void)strcpy(ret, "0s");
    for (size_t i = 0; i < COUNT_OF(span_units); i++) {
        int64_t count = seconds / span_units[i].seconds;

        /* Ten days are "10d" to people, not "1w3d". */
        if (count == 0 || (span_units[i].letter == 'w' && seconds % span_units[i].seconds != 0))
            continue;
        n += (size_t)snprintf(ret + n, SPAN_TEXT_MAX - n, "%lld%c", (long long)count,
                              span_units[i].letter);
        seconds -= count * span_units[i].seconds;
    }
}

int amount_parse(const char *text, int32_t *ret_ml)
{
    int64_t count, thousandths;
    size_t unit = 0;

    if (!read_count(&text, &count))
        return -EINVAL;
    thousandths = count * 1000;
    if (*text == '.') {
        int64_t place = 100;

        text++;
        if (*text < '0' || *text > '9')
            return -EINVAL;
        for (; *text >= '0' && *text <= '9'; text++, place /= 10) {
            if (place == 0 && *text != '0')
                return -EINVAL;
            thousandths += (*text - '0') * place;
        }
    }
    text += strspn(text, " ");
    while (unit < COUNT_OF(amount_units) && strcasecmp(text, amount_units[unit].name) != 0)
        unit++;
    if (unit == COUNT_OF(amount_units) || thousandths * amount_units[unit].ml % 1000 != 0)
        return -EINVAL;

    thousandths *= amount_units[unit].ml;
    if (thousandths < 1000 || thousandths > AMOUNT_MAX_ML * 1000)
        return -ERANGE;
    *ret_ml = (int32_t)(thousandths / 1000);
    return 0;
}
