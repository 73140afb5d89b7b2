/* Where it hurts. A word is a region or a side, whichever is still open; one that could be both is
 * refused rather than guessed at. */
#include "cli/place.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* "lower back" are two words and one region. */
static bool joins(const char *first, const char *second, enum region *ret)
{
    char joined[64], why[ENTRY_WHY_MAX];
    int n = snprintf(joined, sizeof joined, "%s-%s", first, second);

    return n < (int)sizeof joined && region_parse(joined, ret, why) == 0;
}

int place_parse(const char *const *words, size_t n, enum region *ret_region, enum side *ret_side,
                char ret_why[static PLACE_WHY_MAX])
{
    char region_why[ENTRY_WHY_MAX], side_why[ENTRY_WHY_MAX];
    enum region region = REGION_NONE;
    enum side side = SIDE_NONE;

    for (size_t i = 0; i < n; i++) {
        enum region as_region = REGION_NONE;
        enum side as_side = SIDE_NONE;
        int r = -ENOENT, s = -ENOENT;

        if (region == REGION_NONE && i + 1 < n && joins(words[i], words[i + 1], &region)) {
            i++;
            continue;
        }
        if (region == REGION_NONE)
            r = region_parse(words[i], &as_region, region_why);
        if (side == SIDE_NONE)
            s = side_parse(words[i], &as_side, side_why);

        if (r == 0 && s == -ENOENT) {
            region = as_region;
            continue;
        }
        if (s == 0 && r == -ENOENT) {
            side = as_side;
            continue;
        }
        if (r != -ENOENT && s != -ENOENT)
            (void)snprintf(ret_why, PLACE_WHY_MAX,
                           "\"%.40s\" could be a region or a side; write more of it", words[i]);
        else if (region != REGION_NONE && side != SIDE_NONE)
            (void)snprintf(ret_why, PLACE_WHY_MAX,
                           "\"%.40s\" comes after a region and a side; a note goes after -m",
                           words[i]);
        else
            (void)snprintf(ret_why, PLACE_WHY_MAX, "%s",
                           region == REGION_NONE && s == -ENOENT ? region_why : side_why);
        return -EINVAL;
    }
    *ret_region = region;
    *ret_side = side;
    return 0;
}
