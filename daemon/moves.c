/* Which move a reminder shows: picked when an occurrence is first shown, and the same for as long
 * as that waits, across restarts too.
 *
 * Where the turns have come to is kept as small texts beside the plan's, written with what is
 * shown: "move of REMINDER" has the due time, the turn, and the move; "move for REGION" the move
 * which that region was shown last.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/daemon_internal.h"

#define OF  "move of "
#define FOR "move for "

/* Whom moves are picked for: what the log and the profile say of holds and bad days (R5, R9-R11,
 * R46), and whether it comes unasked. */
struct picking {
    struct care_allowed allowed;
    bool at_hand; /* nothing that one would have to fetch something for */
};

static bool is_for(const struct picking *p, const struct move *move)
{
    return !(p->at_hand && move->needs[0]) && daemon_allows(&p->allowed, move);
}

static bool allows(void *userdata, const struct move *move)
{
    return is_for(userdata, move);
}

/* The place of a reminder's pick in the list, sorted by name. */
static size_t find(const struct move_picks *p, const char *reminder)
{
    size_t low = 0, high = p->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(p->items[middle].reminder, reminder) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The same, made where there is none yet; NULL: no memory. */
static struct move_pick *pick_of(struct move_picks *p, const char *reminder)
{
    size_t i = find(p, reminder);

    if (i < p->n && strcmp(p->items[i].reminder, reminder) == 0)
        return &p->items[i];
    if (p->n == p->size) {
        size_t size = p->size ? 2 * p->size : 8;
        struct move_pick *items = reallocarray(p->items, size, sizeof(*items));

        if (!items)
            return NULL;
        p->items = items;
        p->size = size;
    }
    memmove(&p->items[i + 1], &p->items[i], (p->n++ - i) * sizeof(*p->items));
    p->items[i] = (struct move_pick){0};
    (void)snprintf(p->items[i].reminder, sizeof(p->items[i].reminder), "%s", reminder);
    return &p->items[i];
}

/* From a list of moves that lives as long as the answer is used. */
static const struct move *next(struct daemon *d, const struct moves *moves, struct move_pick *pick,
                               const enum region *regions, size_t n, bool at_hand)
{
    struct move_picks *p = &d->picks;
    struct picking picking = {.at_hand = at_hand};
    enum region region;
    const struct move *move;

    daemon_allowed(d, &picking.allowed);
    move = moves_next(moves, regions, n, &p->shown, &pick->turn, allows, &picking, &region);
    if (!move)
        return NULL;
    pick->changed = true;
    p->changed |= UINT32_C(1) << region;
    return move;
}

/* The library and the therapist's homework, which wins for its regions (R44); without any, nothing:
 * the library will do. */
static void with_homework(struct daemon *d, struct moves *ret)
{
    const struct moves *library = &d->settings->moves;
    struct move homework[REGION_COUNT];
    size_t n = daemon_homework_all(d, homework);

    if (n == 0 || !(ret->items = calloc(library->n + n, sizeof(*ret->items))))
        return;
    ret->movement = library->movement;
    ret->n = library->n + n;
    if (library->n > 0)
        memcpy(ret->items, library->items, library->n * sizeof(*ret->items));
    memcpy(ret->items + library->n, homework, n * sizeof(*homework));
}

void daemon_pick_move(struct daemon *d, const struct rule *rule, struct wall due)
{
    CLEANUP(moves_done) struct moves moves = {0};
    enum region regions[RULE_MOVES_MAX];
    struct move_pick *pick;

    if (!rule->moves[0] || daemon_move(d, rule, due))
        return;
    pick = pick_of(&d->picks, rule->name);
    if (!pick) /* it is shown without one */
        return;
    pick->due_before = pick->due;
    (void)strcpy(pick->before, pick->turn.last);
    with_homework(d, &moves);
    if (next(d, moves.items ? &moves : &d->settings->moves, pick, regions,
             moves_regions(rule->moves, regions, COUNT_OF(regions)), true))
        pick->due = due;
}

/* A move of the library, or homework, by its name. */
static const struct move *named(struct daemon *d, const char *name)
{
    const struct move *found = moves_find(&d->settings->moves, name);
    struct move homework[REGION_COUNT];
    size_t n;

    if (found || strncmp(name, HOMEWORK, strlen(HOMEWORK)) != 0)
        return found;
    n = daemon_homework_all(d, homework);
    for (size_t i = 0; i < n && !found; i++)
        if (strcmp(homework[i].name, name) == 0) {
            d->picked = homework[i];
            found = &d->picked;
        }
    return found;
}

const struct move *daemon_move(struct daemon *d, const struct rule *rule, struct wall due)
{
    size_t i = find(&d->picks, rule->name);
    const struct move_pick *pick = i < d->picks.n ? &d->picks.items[i] : NULL;

    if (!rule->moves[0] || !pick || strcmp(pick->reminder, rule->name) != 0)
        return NULL;
    if (pick->due.us == due.us)
        return named(d, pick->turn.last);
    return pick->due_before.us == due.us ? named(d, pick->before) : NULL;
}

int daemon_stretch(struct daemon *d, enum region region, const struct move **ret,
                   struct fault *ret_fault)
{
    enum region regions[REGION_COUNT] = {region};
    struct move_pick *pick = pick_of(&d->picks, "");
    size_t n = 1;

    if (!pick)
        return -ENOMEM;
    if (region == REGION_NONE)
        for (n = 0; n + 1 < REGION_COUNT; n++)
            regions[n] = (enum region)(n + 1);
    d->homework_shown = !d->homework_shown && daemon_homework(d, regions, n, &d->homework);
    if (d->homework_shown) { /* it goes first, and then the library's, by turns (R44) */
        *ret = &d->homework;
        return 0;
    }
    *ret = next(d, &d->settings->moves, pick, regions, n, false);
    if (!*ret)
        return daemon_fault(ret_fault, FAULT_NOTHING_TO_DO, "", "",
                            "no move for that may be shown now");
    (void)daemon_save(d, clock_now(d->options.clock)); /* a turn that is lost is no harm */
    return 0;
}

/* ------------------------------------------------------------------ the routine */

bool daemon_routine(struct daemon *d, int64_t day, const struct care_allowed *allowed,
                    struct care_routine_moves *ret)
{
    const struct care_settings settings = daemon_care_settings(d);
    const struct picking picking = {*allowed, true};
    const struct move *moves[CARE_MOVES_MAX];
    struct care_move offered[CARE_MOVES_MAX];
    struct care_routine routine;
    size_t n = 0;

    for (size_t i = 0; i < d->settings->moves.n && n < CARE_MOVES_MAX; i++) {
        const struct move *move = &d->settings->moves.items[i];

        if (!moves_offers(&d->settings->moves, move) || !is_for(&picking, move))
            continue;
        moves[n] = move;
        offered[n++] = daemon_care_move(move);
    }
    if (care_routine_make(day, offered, n, allowed, &settings, &routine) < 0)
        return false;
    ret->n = routine.n;
    for (size_t i = 0; i < routine.n; i++)
        ret->moves[i] = moves[routine.moves[i]];
    return true;
}

/* ------------------------------------------------------------------ to the store and back */

bool daemon_moves_take(struct daemon *d, size_t *at, struct plan_saved *ret)
{
    struct move_picks *p = &d->picks;

    for (; *at < p->n; ++*at) {
        const struct move_pick *pick = &p->items[*at];

        if (!pick->changed)
            continue;
        (void)snprintf(ret->key, sizeof(ret->key), OF "%s", pick->reminder);
        (void)snprintf(ret->value, sizeof(ret->value), "%lld %zu %s", (long long)pick->due.us,
                       pick->turn.next, pick->turn.last);
        ++*at;
        return true;
    }
    for (; *at < p->n + REGION_COUNT; ++*at) {
        enum region region = (enum region)(*at - p->n);

        if (!(p->changed & UINT32_C(1) << region))
            continue;
        (void)snprintf(ret->key, sizeof(ret->key), FOR "%s", region_name(region));
        (void)snprintf(ret->value, sizeof(ret->value), "%s", p->shown.last[region]);
        ++*at;
        return true;
    }
    return false;
}

void daemon_moves_saved(struct daemon *d)
{
    d->picks.changed = 0;
    for (size_t i = 0; i < d->picks.n; i++)
        d->picks.items[i].changed = false;
}

/* Texts that make no sense are passed over: a turn begins anew. */
bool daemon_moves_restore(struct daemon *d, const char *key, const char *value)
{
    struct move_picks *p = &d->picks;
    size_t length = strlen(OF);
    struct move_pick *pick, read = {0};
    long long due;

    if (strncmp(key, FOR, strlen(FOR)) == 0) {
        for (enum region r = REGION_NONE; r < REGION_COUNT; r++)
            if (strcmp(key + strlen(FOR), region_name(r)) == 0 && strlen(value) <= MOVE_NAME_MAX)
                (void)strcpy(p->shown.last[r], value);
        return true;
    }
    if (strncmp(key, OF, length) != 0)
        return false;
    _Static_assert(MOVE_NAME_MAX == 32, "as below");
    if (sscanf(value, "%lld %zu %32s", &due, &read.turn.next, read.turn.last) == 3 &&
        strlen(key + length) <= RULE_NAME_MAX && (pick = pick_of(p, key + length))) {
        pick->due.us = due;
        pick->turn = read.turn;
    }
    return true;
}
