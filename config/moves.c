/* Reads the library of moves: its keys are a table, its values go through the schedule's parsers.
 *
 * The invariant: a move in the library is whole (a title, a step, a region, a time), and a file is
 * taken in as a whole or not at all. Complaints are in the order in which they arise.
 */
#include "config/moves.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/address.h"
#include "common/moment.h"
#include "common/scope.h"
#include "common/text.h"
#include "config/ini_file.h"
#include "config/values.h"
#include "moves_ini.h"

#define NAME_SHOWN 160 /* bytes of a path that a complaint repeats */

static const char *const category_names[] = {"stretch", "movement"};
static const char *const load_names[] = {"gentle", "moderate"};
static const char *const each_names[] = {"once", "side", "direction", "way and side"};
static const char *const condition_names[] = {
    "new-pain",     "neck-pain", "knee-pain",  "bending-hurts",  "tingling-arm",
    "tingling-leg", "dizziness", "weak-bones", "blood-thinners", "hip-replacement",
};
_Static_assert(COUNT_OF(category_names) == CATEGORY_MOVEMENT + 1, "a name for each");
_Static_assert(COUNT_OF(load_names) == LOAD_MODERATE + 1, "a name for each");
_Static_assert(COUNT_OF(each_names) == EACH_WAY_AND_SIDE + 1, "a name for each");
_Static_assert(COUNT_OF(condition_names) == CONDITION_COUNT, "a name for each");

/* ---------------------------------------------------------------- values */

static int parse_category(const struct key *key, const char *text, void *target,
                          char ret_why[static WHY_MAX])
{
    int i = value_word(text, category_names, COUNT_OF(category_names), ret_why);

    (void)key;
    if (i < 0)
        return i;
    *(enum move_category *)target = (enum move_category)i;
    return 0;
}

static int parse_load(const struct key *key, const char *text, void *target,
                      char ret_why[static WHY_MAX])
{
    int i = value_word(text, load_names, COUNT_OF(load_names), ret_why);

    (void)key;
    if (i < 0)
        return i;
    *(enum move_load *)target = (enum move_load)i;
    return 0;
}

static int parse_each(const struct key *key, const char *text, void *target,
                      char ret_why[static WHY_MAX])
{
    int i = value_word(text, each_names, COUNT_OF(each_names), ret_why);

    (void)key;
    if (i < 0)
        return i;
    *(enum move_each *)target = (enum move_each)i;
    return 0;
}

static int parse_conditions(const struct key *key, const char *text, void *target,
                            char ret_why[static WHY_MAX])
{
    const char *list = text[0] ? text : NULL;
    char item[ITEM_MAX];
    uint32_t bits = 0;
    int i;

    (void)key;
    while ((i = value_item(&list, item, ret_why)) > 0) {
        i = value_word(item, condition_names, COUNT_OF(condition_names), ret_why);
        if (i < 0)
            break;
        bits |= UINT32_C(1) << i;
    }
    if (i < 0)
        return i;
    *(uint32_t *)target = bits;
    return 0;
}

static int parse_regions(const struct key *key, const char *text, void *target,
                         char ret_why[static WHY_MAX])
{
    const char *list = text;
    char item[ITEM_MAX];
    uint32_t bits = 0;
    int r;

    (void)key;
    while ((r = value_item(&list, item, ret_why)) > 0) {
        enum region region = REGION_NONE;

        if (strcmp(item, "any") != 0 && region_parse(item, &region, ret_why) < 0)
            return -EINVAL;
        bits |= UINT32_C(1) << region;
    }
    if (r < 0)
        return r;
    *(uint32_t *)target = bits;
    return 0;
}

/* May stand several times: each is one more step. */
static int parse_step(const struct key *key, const char *text, void *target,
                      char ret_why[static WHY_MAX])
{
    struct move *move = target;
    size_t n = strlen(move->steps), length = strlen(text);

    (void)key;
    if (move->steps_n == MOVE_STEPS_MAX)
        return value_refuse(ret_why, "too many steps; %d are the most", MOVE_STEPS_MAX);
    if (length == 0 || n + 1 + length > MOVE_STEPS_TEXT)
        return value_refuse(ret_why, length == 0 ? "a step has a sentence"
                                                 : "all steps together are too long");
    (void)stpcpy(stpcpy(move->steps + n, n > 0 ? "\n" : ""), text);
    move->steps_n++;
    return 0;
}

#define IN(member) offsetof(struct move, member), sizeof(((struct move *)NULL)->member)

/* clang-format off */
static const struct key keys[] = {
    {0, "regions", parse_regions, NULL, IN(regions), 0, 0, NULL, "where it helps"},
    {0, "title", value_text, NULL, IN(title), 0, 0, NULL, "what it is called"},
    {0, "step", parse_step, NULL, 0, sizeof(struct move), 0, 0, NULL, "how it is done"},
    {0, "where", value_text, NULL, IN(where), 0, 0, NULL, "sitting, standing"},
    {0, "hold", value_span, NULL, IN(hold), USEC_PER_SEC, 10 * USEC_PER_MIN, NULL, "how long"},
    {0, "times", value_number, NULL, IN(times), 1, 50, NULL, "how often"},
    {0, "each", parse_each, NULL, IN(each), 0, 0, NULL, "for each of what"},
    {0, "category", parse_category, NULL, IN(category), 0, 0, NULL, "stretch, or movement"},
    {0, "load", parse_load, NULL, IN(load), 0, 0, NULL, "how much it asks"},
    {0, "caution", value_text, NULL, IN(caution), 0, 0, NULL, "what to mind"},
    {0, "needs", value_text, NULL, IN(needs), 0, 0, NULL, "what to lay hands on first"},
    {0, "massage", value_bool, NULL, IN(massage), 0, 0, NULL, "done with a ball or the hand"},
    {0, "not-with", parse_conditions, NULL, IN(not_with), 0, 0, NULL, "what forbids it"},
    {0, "therapist", value_bool, NULL, IN(therapist), 0, 0, NULL, "of one's own therapist"},
    {0, "enabled", value_bool, NULL, IN(enabled), 0, 0, NULL, "no: never shown"},
};
/* clang-format on */
#define KEYS COUNT_OF(keys)

const char *moves_key(size_t i)
{
    return i < KEYS ? keys[i].name : NULL;
}

/* ---------------------------------------------------------------- a file */

struct reading {
    struct moves moves; /* as far as read */
    struct complaints *complaints;
    char name[NAME_SHOWN + 1];
    char title[INI_LINE_MAX + 1]; /* of the section that is open; "" before the first */
    unsigned line;                /* of that section */
    struct move *move;            /* of that section; NULL: it was refused */
    unsigned seen[KEYS];          /* its keys' lines, 0: not given */
    bool section_bad, bad, no_memory;
};

static void reading_done(struct reading *r)
{
    moves_done(&r->moves);
}

__attribute__((format(printf, 3, 4))) static void complain(struct reading *r, unsigned line,
                                                           const char *format, ...)
{
    char body[COMPLAINT_MAX];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(body, sizeof(body), format, args);
    va_end(args);
    complaints_add(r->complaints, "%s:%u: %s", r->name, line, body);
    r->bad = r->section_bad = true;
}

/* What a move cannot do without. */
static void end_section(struct reading *r)
{
    const struct move *move = r->move;
    const char *missing = !move || !move->enabled ? NULL
                          : !move->title[0]       ? "title, what it is called"
                          : move->steps_n == 0    ? "step, how it is done"
                          : move->regions == 0    ? "regions, where it helps"
                          : move->hold == 0       ? "hold, how long, for example hold = 20s"
                                                  : NULL;

    if (missing && !r->section_bad) /* else what is missing may be what was refused */
        complain(r, r->line, "[%s]: it needs %s", r->title, missing);
}

static const char *name_refusal(const char *name)
{
    const char *letters = "abcdefghijklmnopqrstuvwxyz0123456789-";

    _Static_assert(MOVE_NAME_MAX == 32 && MOVES_MAX == 1000, "named in sentences");
    if (strncmp(name, "move ", 5) != 0)
        return "no such section; each is a [move NAME]";
    name += 5 + strspn(name + 5, " \t");
    if (strlen(name) > MOVE_NAME_MAX)
        return "its name is too long; 32 bytes are the most";
    if (!name[0] || strchr(letters + 26, name[0]) || name[strspn(name, letters)] != '\0')
        return "a name is made of lower-case letters, digits and '-', and begins with a letter";
    return NULL;
}

/* A place for the move of this name, at its defaults; NULL: no memory. */
static struct move *place(struct moves *moves, const char *name)
{
    struct move *move = (struct move *)moves_find(moves, name);

    if (!move && moves->n == moves->size) {
        size_t size = moves->size > 0 ? 2 * moves->size : 32;
        struct move *items = reallocarray(moves->items, size, sizeof(*items));

        if (!items)
            return NULL;
        moves->items = items;
        moves->size = size;
    }
    if (!move)
        move = &moves->items[moves->n++];
    *move = (struct move){.times = 1, .enabled = true};
    (void)strcpy(move->name, name);
    return move;
}

static void take_section(void *owner, unsigned line, const char *title)
{
    struct reading *r = owner;
    const char *why = name_refusal(title), *name;

    end_section(r);
    (void)snprintf(r->title, sizeof(r->title), "%s", title);
    r->line = line;
    r->move = NULL;
    r->section_bad = false;
    memset(r->seen, 0, sizeof(r->seen));
    if (!why) {
        name = title + 5 + strspn(title + 5, " \t");
        if (moves_find(&r->moves, name))
            why = "it stands here a second time";
        else if (r->moves.n == MOVES_MAX)
            why = "there are too many; 1000 moves are the most";
        else if (!(r->move = place(&r->moves, name)))
            r->no_memory = true;
    }
    if (why)
        complain(r, line, "[%s]: %s", title, why);
}

static void unknown_key(struct reading *r, unsigned line, const char *name, const char *value)
{
    const char *names[KEYS], *nearest;

    for (size_t i = 0; i < KEYS; i++)
        names[i] = keys[i].name;
    nearest = text_nearest(name, names, KEYS);
    complain(r, line, "[%s] %s = %s: no such key; %s%s%s", r->title, name, value,
             nearest ? "did you mean " : "knead.ini(5) lists them", nearest ? nearest : "",
             nearest ? "?" : "");
}

static void take_value(void *owner, unsigned line, const char *name, const char *value)
{
    struct reading *r = owner;
    char why[WHY_MAX];
    size_t i = 0;

    if (r->line == 0)
        complain(r, line, "%s = %s: it stands before any section; begin with [move NAME]", name,
                 value);
    if (!r->move)
        return;
    while (i < KEYS && strcmp(keys[i].name, name) != 0)
        i++;
    if (i == KEYS) {
        unknown_key(r, line, name, value);
        return;
    }
    if (r->seen[i] > 0 && keys[i].parse != parse_step) {
        complain(r, line, "[%s] %s = %s: it stands here a second time, after line %u", r->title,
                 name, value, r->seen[i]);
        return;
    }
    r->seen[i] = line;
    if (keys[i].parse(&keys[i], value, (char *)r->move + keys[i].offset, why) < 0)
        complain(r, line, "[%s] %s = %s: %s", r->title, name, value, why);
}

static void take_bad_line(void *owner, unsigned line, const char *why)
{
    complain(owner, line, "%s", why);
}

/* All of it, or on -ENOMEM nothing. */
static int merge(struct moves *into, const struct moves *from)
{
    struct moves merged = {.n = into->n, .size = into->n + from->n, .movement = into->movement};

    merged.items = calloc(merged.size + 1, sizeof(*merged.items));
    if (!merged.items)
        return -ENOMEM;
    if (into->n > 0)
        memcpy(merged.items, into->items, into->n * sizeof(*into->items));
    for (size_t i = 0; i < from->n; i++)
        *place(&merged, from->items[i].name) = from->items[i];
    free(into->items);
    *into = merged;
    return 0;
}

int moves_read_stream(FILE *stream, const char *name, struct moves *moves,
                      struct complaints *complaints)
{
    CLEANUP(reading_done) struct reading r = {.complaints = complaints};
    size_t length = strlen(name), skip = length > NAME_SHOWN ? length - NAME_SHOWN + 3 : 0;
    int error;

    (void)snprintf(r.name, sizeof(r.name), "%s%s", skip > 0 ? "..." : "", name + skip);
    error = ini_file_read(stream, &(struct ini_sink){take_section, take_value, take_bad_line, &r});
    if (error == 0)
        end_section(&r);
    if (error == 0 && r.no_memory)
        error = -ENOMEM;
    if (error == 0 && !r.bad)
        error = merge(moves, &r.moves);
    if (error < 0)
        complaints_add(complaints, "%s: it could not be read: %s", r.name, strerror(-error));
    return error < 0 ? error : r.bad ? -EINVAL : 0;
}

/* ---------------------------------------------------------------- the library */

static int read_own(struct moves *moves, struct complaints *complaints)
{
    AUTO_FCLOSE FILE *stream = NULL;
    char path[FOLDER_MAX];
    int error;

    if (address_moves(path) < 0)
        return 0;
    stream = fopen(path, "re");
    if (stream)
        return moves_read_stream(stream, path, moves, complaints);
    error = errno;
    complaints_add(complaints, "%s: it could not be read: %s", path, strerror(error));
    return -error;
}

int moves_load(struct moves *ret, struct complaints *complaints)
{
    CLEANUP(moves_done) struct moves moves = {0};
    AUTO_FCLOSE FILE *shipped = fmemopen((char *)moves_ini, sizeof(moves_ini) - 1, "r");
    int r = shipped ? moves_read_stream(shipped, "built-in moves", &moves, complaints) : -errno;

    if (r == 0)
        r = read_own(&moves, complaints);
    if (r < 0)
        return r;
    *ret = moves;
    moves = (struct moves){0};
    return 0;
}

void moves_done(struct moves *moves)
{
    if (!moves)
        return;
    free(moves->items);
    *moves = (struct moves){0};
}

const struct move *moves_find(const struct moves *moves, const char *name)
{
    for (size_t i = 0; i < moves->n; i++)
        if (strcmp(moves->items[i].name, name) == 0)
            return &moves->items[i];
    return NULL;
}
