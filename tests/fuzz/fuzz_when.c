/* Times: the first byte says which zone, which lean, and how long before or after a change of the
 * zone now is; the rest is the text. What is understood is on the right side of now, and printing
 * it loses nothing. */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/when.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LAST_YEAR (WALL_END_US - 366 * USEC_PER_DAY) /* after it a zone may show the year 10000 */

static struct zone_span berlin[] = {{INT64_MIN, 3600}, {1774746000, 7200}, {1792890000, 3600}};
static struct zone_span apia[] = {{INT64_MIN, -36000}, {1325239200, 50400}};
static struct zone_span santiago[] = {
    {INT64_MIN, -10800}, {1775358000, -14400}, {1788667200, -10800}};
static struct zone_span old_time[] = {{INT64_MIN, 3208}, {1775358000, 0}};
static const struct zone zones[] = {{3, berlin}, {2, apia}, {3, santiago}, {2, old_time}};

/* Prints and reads back. Returns what was read. */
static struct wall check_print(struct wall at, int32_t offset)
{
    char text[WHEN_TEXT_MAX], again[WHEN_TEXT_MAX];
    struct wall read;
    int32_t read_offset;

    when_print_rfc3339(at, offset, text);
    if (when_parse_rfc3339(text, &read, &read_offset) < 0)
        abort();
    if (read.us != wall_seconds(at) * USEC_PER_SEC || read_offset != offset / 60 * 60)
        abort();
    when_print_rfc3339(read, read_offset, again);
    if (strcmp(text, again) != 0)
        abort();
    return read;
}

static void check_when(const char *text, uint8_t choice)
{
    const struct zone *zone = &zones[choice % 4];
    enum when_lean lean = choice & 4 ? WHEN_FUTURE : WHEN_PAST;
    int64_t hours = (choice >> 3) - 16;
    struct wall now = {(zone->spans[1].from + hours * 3600 + 5) * USEC_PER_SEC}, at = {-1}, read;
    char printed[WHEN_TEXT_MAX];
    int r = when_parse(text, now, zone, lean, &at);

    if (r < 0) {
        if ((r != -EINVAL && r != -ERANGE) || at.us != -1)
            abort();
        return;
    }
    if (at.us < 0 || at.us >= WALL_END_US)
        abort();
    if (lean == WHEN_PAST ? at.us > now.us : at.us < now.us)
        abort();
    when_print(at, now, zone, printed);
    if (at.us >= LAST_YEAR)
        return;
    read = check_print(at, zone_offset(zone, wall_seconds(at)));
    if (read.us < now.us && lean == WHEN_FUTURE)
        return;
    when_print_rfc3339(read, zone_offset(zone, wall_seconds(read)), printed);
    if (when_parse(printed, now, zone, lean, &at) < 0 || at.us != read.us)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wall at;
    int32_t offset;
    char *text;

    if (size == 0)
        return 0;
    text = calloc(1, size);
    if (!text)
        return 0;
    memcpy(text, data + 1, size - 1);
    check_when(text, data[0]);
    if (when_parse_rfc3339(text, &at, &offset) == 0)
        (void)check_print(at, offset);
    free(text);
    return 0;
}
