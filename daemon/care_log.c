/* From entries to the care engine's input: one row of a table for each kind of entry (that of the
 * profile in care_log_profile.c).
 *
 * What an entry does not tell stays unknown on the way (R70). A day is the local one of where the
 * entry was logged, so that a journey moves nothing to another day.
 */
#include "daemon/care_log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/profile.h"
#include "common/scope.h"
#include "common/text.h"
#include "daemon/care/words.h"

enum array { PAINS, PEGS, MASSAGES, SORE, BOOKINGS, CHECKS, MARKS, VISITS, DRINKS, ARRAYS };
_Static_assert(ARRAYS == COUNT_OF(((struct care_log *)0)->arrays), "room for all");

static struct care_time time_of(struct wall at, int32_t offset)
{
    int32_t second;
    int64_t day = civil_of(wall_seconds(at) + offset, &second);

    return (struct care_time){.at = wall_seconds(at), .day = day, .minute = second / 60};
}

static struct care_time when(const struct entry *e)
{
    return time_of(e->at, e->offset);
}

static enum care_answer answer(int flag)
{
    return flag < 0 ? CARE_UNKNOWN : flag ? CARE_YES : CARE_NO;
}

/* A zeroed record at the end of an array; NULL: no memory. */
static void *add(struct care_log *log, enum array array, size_t *n, size_t size)
{
    void *items;

    if (*n == log->sizes[array]) {
        log->sizes[array] = *n ? 2 * *n : 16;
        items = reallocarray(log->arrays[array], log->sizes[array], size);
        if (!items) {
            log->sizes[array] = *n;
            return NULL;
        }
        log->arrays[array] = items;
    }
    return memset((char *)log->arrays[array] + (*n)++ * size, 0, size);
}
#define ADD(log, array, member, type) ((type *)add(log, array, &(log)->input.member, sizeof(type)))

const char *care_log_keep(struct care_log *log, const char *text, int *r)
{
    size_t size = log->text_size ? 2 * log->text_size : 16;
    char **texts;

    if (text[0] == '\0')
        return NULL;
    if (log->text_n == log->text_size) {
        if (!(texts = reallocarray(log->texts, size, sizeof(*texts)))) {
            *r = -ENOMEM;
            return NULL;
        }
        log->texts = texts;
        log->text_size = size;
    }
    if (!(log->texts[log->text_n] = strdup(text))) {
        *r = -ENOMEM;
        return NULL;
    }
    return log->texts[log->text_n++];
}

/* ------------------------------------------------------------------ entries, by kind */

static bool has_any(const struct entry *e, enum fact fact, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (entry_has(e, fact, words[i]))
            return true;
    return false;
}

/* Numbness, tingling or weakness, where the quality says so; that it says another thing is no "no".
 */
static enum care_answer numb(const struct entry *e)
{
    static const char *const words[] = {"numb", "tingling", "weak"};

    return has_any(e, FACT_QUALITY, words, COUNT_OF(words)) ? CARE_YES : CARE_UNKNOWN;
}

/* Worse at night, and nobody said that rest eases it (R6): where that is unknown, the careful side.
 */
static enum care_answer at_night(const struct entry *e)
{
    return entry_has(e, FACT_WORSE_AT, "night") && entry_number(e, FACT_EASED_BY_REST) != 1
               ? CARE_YES
               : CARE_UNKNOWN;
}

static bool from_sitting(const struct entry *e)
{
    static const char *const words[] = {"desk", "posture", "sitting"};

    return has_any(e, FACT_TRIGGER, words, COUNT_OF(words)) ||
           has_any(e, FACT_CONTRIBUTORS, words, COUNT_OF(words));
}

static int take_pain(struct care_log *log, const struct entry *e)
{
    struct care_pain *p = ADD(log, PAINS, pain_n, struct care_pain);
    const int measure = entry_number(e, FACT_MEASURE), refers = entry_number(e, FACT_REFERS_TO);
    const bool worst = measure == MEASURE_WORST;

    if (!p)
        return -ENOMEM;
    *p = (struct care_pain){.when = when(e),
                            .level = worst ? -1 : e->level,
                            .worst = worst ? e->level : -1,
                            .stress = -1,
                            .sleep = -1,
                            .average = measure == MEASURE_AVERAGE,
                            .category = entry_knows(e, FACT_CATEGORY),
                            .posture = from_sitting(e),
                            .region = e->region,
                            .refers_to = refers > 0 ? (enum region)refers : REGION_NONE,
                            .side = e->side,
                            .numb = numb(e),
                            .night = at_night(e),
                            .stopped = answer(entry_number(e, FACT_ACTIVITY_STOPPED))};
    return 0;
}

/* Stress and sleep stand beside pain, with no level of it. */
static int take_beside(struct care_log *log, const struct entry *e)
{
    struct care_pain *p = ADD(log, PAINS, pain_n, struct care_pain);

    if (!p)
        return -ENOMEM;
    *p = (struct care_pain){.when = when(e), .level = -1, .worst = -1, .stress = -1, .sleep = -1};
    *(e->kind == ENTRY_STRESS ? &p->stress : &p->sleep) = e->level;
    return 0;
}

static int take_peg(struct care_log *log, const struct entry *e)
{
    struct care_peg *p = ADD(log, PEGS, peg_n, struct care_peg);

    if (!p)
        return -ENOMEM;
    p->when = when(e);
    for (int i = 0; i < 3; i++)
        p->items[i] = entry_number(e, FACT_PEG_PAIN + (enum fact)i);
    return 0;
}

/* The kinds of massage in "swedish, deep-tissue": bits. */
static uint32_t types_of(const char *text)
{
    const char *names[TYPE_COUNT];
    char copy[FACT_TEXT_MAX + 1], *rest = copy, *word;
    uint32_t bits = 0;

    for (size_t i = 0; i < TYPE_COUNT; i++)
        names[i] = care_type_labels[i].name;
    (void)strcpy(copy, text);
    while ((word = strsep(&rest, ","))) {
        int found;

        word += strspn(word, " ");
        for (char *c = word + strlen(word); c > word && c[-1] == ' ';)
            *--c = '\0';
        for (char *c = word; *c; c++)
            *c = *c == ' ' || *c == '_' ? '-' : *c;
        if (*word == '\0')
            continue;
        found = text_find(word, names, TYPE_COUNT);
        bits |= UINT32_C(1) << (found < 0 ? TYPE_OTHER : found);
    }
    return bits;
}

static int take_massage(struct care_log *log, const struct entry *e)
{
    struct care_massage *m = ADD(log, MASSAGES, massage_n, struct care_massage);
    const int minutes = entry_number(e, FACT_SESSION_MIN);
    char why[ENTRY_WHY_MAX];
    int r = 0;

    if (!m)
        return -ENOMEM;
    m->when = when(e);
    m->types = types_of(e->texts[FACT_SESSION_TYPE]);
    m->minutes = minutes > 0 ? minutes : 0;
    m->pressure = (enum care_pressure)(entry_number(e, FACT_PRESSURE) + 1); /* -1: unknown */
    m->sharp = answer(entry_number(e, FACT_SHARP));
    m->before = entry_number(e, FACT_PAIN_BEFORE);
    m->after = entry_number(e, FACT_PAIN_AFTER);
    m->regions = e->region ? UINT32_C(1) << e->region : 0;
    if (entry_knows(e, FACT_REGIONS))
        (void)regions_parse(e->texts[FACT_REGIONS], &m->regions, why);
    m->disliked = care_log_keep(log, e->texts[FACT_DISLIKED], &r);
    m->homework = care_log_keep(log, e->texts[FACT_HOMEWORK], &r);
    m->homework_region = e->region;
    if (entry_knows(e, FACT_NEXT_DATE))
        (void)date_parse(e->texts[FACT_NEXT_DATE], &m->next_day, why);
    return r;
}

static int take_soreness(struct care_log *log, const struct entry *e)
{
    struct care_soreness *s = ADD(log, SORE, sore_n, struct care_soreness);

    if (!s)
        return -ENOMEM;
    s->when = when(e);
    s->level = e->level;
    s->numb = numb(e);
    return 0;
}

static int take_booking(struct care_log *log, const struct entry *e)
{
    struct care_booking *b = ADD(log, BOOKINGS, booking_n, struct care_booking);
    const int state = entry_number(e, FACT_STATE);

    if (!b)
        return -ENOMEM;
    b->when = when(e);
    b->state = state > 0 ? (enum care_booking_state)state : BOOKING_ON;
    return 0;
}

/* One record for every question: a check that left all of them out was made, too (R4). */
static int take_check(struct care_log *log, const struct entry *e)
{
    char why[ENTRY_WHY_MAX];
    uint32_t yes = 0, no = 0;

    if (entry_knows(e, FACT_SIGNS))
        (void)signs_parse(e->texts[FACT_SIGNS], &yes, why);
    if (entry_knows(e, FACT_NO_SIGNS))
        (void)signs_parse(e->texts[FACT_NO_SIGNS], &no, why);
    for (unsigned f = 0; f < FLAG_ASKED; f++) {
        struct care_check *c = ADD(log, CHECKS, check_n, struct care_check);

        if (!c)
            return -ENOMEM;
        c->when = when(e);
        c->flag = (enum red_flag)f;
        c->answer = yes & 1U << f ? CARE_YES : no & 1U << f ? CARE_NO : CARE_UNKNOWN;
    }
    return 0;
}

static int take_hold(struct care_log *log, const struct entry *e)
{
    struct care_mark *m = ADD(log, MARKS, mark_n, struct care_mark);

    if (!m)
        return -ENOMEM;
    m->when = when(e);
    m->hold = (enum care_hold)entry_number(e, FACT_HOLD);
    m->region = e->region;
    return 0;
}

/* Ends every hold of that reason before it; of one region where it names one. */
static int take_clear(struct care_log *log, const struct entry *e)
{
    struct care_mark *marks = log->arrays[MARKS];

    for (size_t i = 0; i < log->input.mark_n; i++)
        if ((int)marks[i].hold == entry_number(e, FACT_HOLD) && marks[i].ended.at == 0 &&
            (e->region == REGION_NONE || e->region == marks[i].region))
            marks[i].ended = when(e);
    return 0;
}

static int take_visit(struct care_log *log, const struct entry *e)
{
    struct care_visit *v = ADD(log, VISITS, visit_n, struct care_visit);

    if (!v)
        return -ENOMEM;
    v->when = when(e);
    v->cleared = answer(entry_number(e, FACT_CLEARED));
    return 0;
}

static int take_drink(struct care_log *log, const struct entry *e)
{
    struct care_drink *d;

    if (log->input.now.day - when(e).day > 1) /* asked about today only */
        return 0;
    if (!(d = ADD(log, DRINKS, drink_n, struct care_drink)))
        return -ENOMEM;
    d->when = when(e);
    d->ml = e->ml;
    return 0;
}

static int take_tier(struct care_log *log, const struct entry *e)
{
    int r = 0;

    log->tiers[e->level] = care_log_keep(log, e->note, &r);
    return r;
}

/* ------------------------------------------------------------------ all of it */

static int take(void *userdata, const struct entry *e)
{
    static int (*const kinds[ENTRY_KIND_COUNT])(struct care_log *, const struct entry *) = {
        [ENTRY_PAIN] = take_pain,
        [ENTRY_DRINK] = take_drink,
        [ENTRY_PEG] = take_peg,
        [ENTRY_SLEEP] = take_beside,
        [ENTRY_STRESS] = take_beside,
        [ENTRY_MASSAGE] = take_massage,
        [ENTRY_SORENESS] = take_soreness,
        [ENTRY_BOOKING] = take_booking,
        [ENTRY_HOLD] = take_hold,
        [ENTRY_CLEAR] = take_clear,
        [ENTRY_CHECK] = take_check,
        [ENTRY_CLINICIAN] = take_visit,
        [ENTRY_PROFILE] = care_log_profile,
        [ENTRY_TIER] = take_tier,
    };
    struct care_log *log = userdata;

    if (!kinds[e->kind] || (wall_seconds(e->at) > log->input.now.at && !entry_ahead(e->kind)))
        return 0;
    return kinds[e->kind](log, e);
}

/* A day's worst is no value of it beside another level (R54): it becomes that one's worst. Alone it
 * stays the day's level, which errs on the careful side. Records are in the order of time. */
static void merge_worst(struct care_pain *pains, size_t n)
{
    for (size_t i = 0, end; i < n; i = end) {
        struct care_pain *level = NULL;
        int worst = -1;

        for (end = i; end < n && pains[end].when.day == pains[i].when.day; end++) {
            if (pains[end].worst > worst)
                worst = pains[end].worst;
            if (!level && pains[end].level >= 0)
                level = &pains[end];
        }
        for (size_t k = i; k < end && !level && worst >= 0; k++)
            if (pains[k].worst == worst) {
                level = &pains[k];
                level->level = worst;
            }
        if (level && worst > level->worst)
            level->worst = worst;
    }
}

static int read_some(struct store *store, const struct zone *zone, struct wall now,
                     const struct entry_filter *filters, size_t n, struct care_log *ret)
{
    struct care_log log = {.input.now = time_of(now, zone_offset(zone, wall_seconds(now)))};
    struct care_input *in = &log.input;
    int r = 0;

    for (size_t i = 0; r == 0 && i < n; i++)
        r = store->ops->entries(store, &filters[i], take, &log);
    if (r < 0) {
        care_log_done(&log);
        return r;
    }
    in->pains = log.arrays[PAINS];
    in->pegs = log.arrays[PEGS];
    in->massages = log.arrays[MASSAGES];
    in->sore = log.arrays[SORE];
    in->bookings = log.arrays[BOOKINGS];
    in->checks = log.arrays[CHECKS];
    in->marks = log.arrays[MARKS];
    in->visits = log.arrays[VISITS];
    in->drinks = log.arrays[DRINKS];
    merge_worst(log.arrays[PAINS], in->pain_n);
    *ret = log;
    return 0;
}

int care_log_read(struct store *store, const struct zone *zone, struct wall now,
                  struct care_log *ret)
{
    const struct entry_filter all = {
        .from = {INT64_MIN}, .to = {INT64_MAX}, .region = REGION_COUNT, .kind = ENTRY_KIND_COUNT};

    return read_some(store, zone, now, &all, 1, ret);
}

int care_log_read_drinks(struct store *store, const struct zone *zone, struct wall now,
                         struct care_log *ret)
{
    const struct entry_filter drinks[] = {
        {.from = {now.us - USEC_PER_DAY - 2 * USEC_PER_HOUR},
         .to = {INT64_MAX},
         .region = REGION_COUNT,
         .kind = ENTRY_DRINK},
        {.from = {INT64_MIN}, .to = {INT64_MAX}, .region = REGION_COUNT, .kind = ENTRY_PROFILE},
    };

    return read_some(store, zone, now, drinks, COUNT_OF(drinks), ret);
}

void care_log_done(struct care_log *log)
{
    for (size_t i = 0; i < ARRAYS; i++)
        free(log->arrays[i]);
    for (size_t i = 0; i < log->text_n; i++)
        free(log->texts[i]);
    free(log->texts);
    *log = (struct care_log){0};
}
