/* Whose turn it is among the moves, and how much of each. Pure. */
#include <stdio.h>
#include <string.h>

#include "common/moment.h"
#include "config/moves.h"
#include "config/values.h"

#define BIT(region) (UINT32_C(1) << (region))

struct asking {
    const struct moves *moves;
    bool (*allows)(void *userdata, const struct move *move);
    void *userdata;
};

static bool fits(const struct asking *a, const struct move *move, enum region region)
{
    return moves_offers(a->moves, move) && (move->regions & BIT(region)) &&
           (!a->allows || a->allows(a->userdata, move));
}

/* The one after last, by the library's order, around its end; not the one called other_than. Where
 * the therapist has said what to do for the region, only that. */
static const struct move *after(const struct asking *a, enum region region, const char *last,
                                const char *other_than)
{
    const struct moves *moves = a->moves;
    bool therapist = false;
    size_t at = 0;

    for (size_t i = 0; i < moves->n; i++) {
        therapist = therapist || (moves->items[i].therapist && fits(a, &moves->items[i], region));
        if (strcmp(moves->items[i].name, last) == 0)
            at = i + 1;
    }
    for (size_t i = 0; i < moves->n; i++) {
        const struct move *move = &moves->items[(at + i) % moves->n];

        if (fits(a, move, region) && (!therapist || move->therapist) &&
            strcmp(move->name, other_than) != 0)
            return move;
    }
    return NULL;
}

const struct move *moves_next(const struct moves *moves, const enum region *regions, size_t n,
                              struct moves_shown *shown, struct move_turn *turn,
                              bool (*allows)(void *userdata, const struct move *move),
                              void *userdata, enum region *ret_region)
{
    const struct asking a = {moves, allows, userdata};
    const struct move *move = NULL;
    enum region region = REGION_NONE;
    size_t at = 0;

    /* Another one of some region; else the same again; else one that fits any. */
    for (size_t i = 0; i < 2 * n && !move; i++) {
        at = (turn->next + i) % n;
        region = regions[at];
        move = after(&a, region, shown->last[region], i < n ? turn->last : "");
    }
    if (!move) {
        region = REGION_NONE;
        move = after(&a, region, shown->last[region], turn->last);
    }
    if (!move)
        move = after(&a, region, shown->last[region], "");
    if (!move)
        return NULL;
    turn->next = (at + 1) % n;
    (void)strcpy(turn->last, move->name);
    (void)strcpy(shown->last[region], move->name);
    *ret_region = region;
    return move;
}

size_t moves_regions(const char *list, enum region *ret, size_t max)
{
    char item[ITEM_MAX], why[WHY_MAX];
    size_t n = 0;

    while (n < max && value_item(&list, item, why) > 0)
        n += region_parse(item, &ret[n], why) == 0;
    return n;
}

void move_dose(const struct move *move, char ret[static MOVE_DOSE_MAX])
{
    static const char *const each[] = {"", ", each side", ", each direction",
                                       ", each way, each side"};
    int64_t seconds = move->hold / USEC_PER_SEC;
    bool minutes = seconds >= 60 && seconds % 60 == 0;
    int64_t number = minutes ? seconds / 60 : seconds;
    char times[24] = "";

    if (seconds == 0) { /* homework */
        (void)strcpy(ret, "as your therapist said");
        return;
    }
    if (move->times > 1)
        (void)snprintf(times, sizeof(times), ", %d times", (int)move->times);
    (void)snprintf(ret, MOVE_DOSE_MAX, "%lld %s%s%s%s", (long long)number,
                   minutes ? "minute" : "second", number == 1 ? "" : "s", times, each[move->each]);
}
