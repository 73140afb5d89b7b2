/* The report: what the log says of a stretch of days, read from the store; report_figures.c
 * draws the conclusions.
 *
 * Everything is read anew each time, within the days asked for; nothing of it is kept.
 */
#include "daemon/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/care/measures.h"
#include "daemon/care/words.h"

#define SORE_DAYS 3 /* R47, R48: soreness is asked until then */

/* A day's levels: those that are its average win (R54). */
struct sums {
    int32_t sum[2], n[2];
};

struct gathering {
    struct report *report;
    const struct schedule *schedule;
    const struct zone *zone;
    struct sums *sums;
    struct stat_habit_day *habits;
    struct stat_session *sessions; /* beside those of the report */
    size_t size;                   /* of both lists of sessions */
    size_t entry_size;
    bool *drunk; /* by day: a drink was recorded */
};

/* Where a day stands among those of the report; REPORT_DAYS_MAX: it is none of them. */
static size_t place_of(const struct gathering *g, int64_t day)
{
    return day < g->report->first || day >= g->report->first + (int64_t)g->report->day_n
               ? REPORT_DAYS_MAX
               : (size_t)(day - g->report->first);
}

/* The day on which it was, by the clock on the wall there and then. */
static int64_t day_of(const struct entry *e)
{
    return civil_of(wall_seconds(e->at) + e->offset, NULL);
}

static int add_pain(void *userdata, const struct entry *e)
{
    struct gathering *g = userdata;
    size_t i = place_of(g, day_of(e));
    int measure = entry_number(e, FACT_MEASURE);
    bool average = measure == MEASURE_AVERAGE;

    if (i == REPORT_DAYS_MAX || e->level < 0 || measure == MEASURE_WORST)
        return 0;
    g->sums[i].sum[average] += e->level;
    g->sums[i].n[average]++;
    return 0;
}

static int32_t thousandths(int level)
{
    return level < 0 ? STAT_MISSING : level * STAT_POINT;
}

/* Of more than the statistics take, the first are left out. */
static void make_room(struct gathering *g)
{
    struct report *r = g->report;

    if (r->session_n < STAT_SESSIONS_MAX)
        return;
    r->session_n--;
    memmove(r->sessions, r->sessions + 1, r->session_n * sizeof(*r->sessions));
    memmove(g->sessions, g->sessions + 1, r->session_n * sizeof(*g->sessions));
}

static int add_session(void *userdata, const struct entry *e)
{
    struct gathering *g = userdata;
    struct report *r = g->report;
    int64_t day = day_of(e);

    if (place_of(g, day) == REPORT_DAYS_MAX)
        return 0;
    make_room(g);
    if (r->session_n > 0 && day < g->sessions[r->session_n - 1].day)
        day = g->sessions[r->session_n - 1].day; /* a journey west between two: they still ascend */
    if (r->session_n == g->size) {
        size_t size = g->size ? 2 * g->size : 16;
        struct report_session *list = reallocarray(r->sessions, size, sizeof(*list));
        struct stat_session *beside;

        if (!list)
            return -ENOMEM;
        r->sessions = list;
        beside = reallocarray(g->sessions, size, sizeof(*beside));
        if (!beside)
            return -ENOMEM;
        g->sessions = beside;
        g->size = size;
    }
    g->sessions[r->session_n] = (struct stat_session){
        .day = day,
        .booked = STAT_NO_DAY,
        .before = thousandths(entry_number(e, FACT_PAIN_BEFORE)),
        .after = thousandths(entry_number(e, FACT_PAIN_AFTER)),
    };
    r->sessions[r->session_n++] = (struct report_session){e->at, entry_number(e, FACT_PAIN_BEFORE),
                                                          entry_number(e, FACT_PAIN_AFTER), -1};
    return 0;
}

/* When a session of that day was booked. One that was cancelled may still tell of a bad day, but
 * not of a session. */
static int add_booking(void *userdata, const struct entry *e)
{
    struct gathering *g = userdata;
    int64_t day = day_of(e);
    struct entry said = {.at = e->said, .offset = e->offset};

    for (size_t i = 0; i < g->report->session_n && entry_number(e, FACT_STATE) <= 0; i++)
        if (g->sessions[i].day == day)
            g->sessions[i].booked = day_of(&said);
    return 0;
}

/* Soreness belongs to the last session before it; of several the highest. */
static int add_soreness(void *userdata, const struct entry *e)
{
    const struct gathering *g = userdata;
    struct report *r = g->report;
    size_t i = r->session_n;

    while (i > 0 && r->sessions[i - 1].at.us > e->at.us)
        i--;
    if (i > 0 && e->at.us - r->sessions[i - 1].at.us <= (SORE_DAYS + 1) * USEC_PER_DAY &&
        e->level > r->sessions[i - 1].soreness)
        r->sessions[i - 1].soreness = e->level;
    return 0;
}

/* PEG has three answers, and its value is their mean (CARE 3.3). */
static int32_t peg_tenths(const struct entry *e)
{
    const int items[] = {entry_number(e, FACT_PEG_PAIN), entry_number(e, FACT_PEG_ENJOYMENT),
                         entry_number(e, FACT_PEG_ACTIVITY)};

    return care_peg_tenths(items);
}

static const struct measure {
    enum entry_kind kind;
    enum { LEVEL, PEG, FACT } type;
    enum fact fact;
} measures[REPORT_MEASURES] = {
    [REPORT_PEG] = {ENTRY_PEG, PEG, 0},
    [REPORT_ACTIVITY] = {ENTRY_PEG, FACT, FACT_PEG_ACTIVITY},
    [REPORT_FLOOR] = {ENTRY_MOTION, FACT, FACT_ROM_FLOOR_CM},
    [REPORT_LEFT] = {ENTRY_MOTION, FACT, FACT_ROM_LEFT_CM},
    [REPORT_RIGHT] = {ENTRY_MOTION, FACT, FACT_ROM_RIGHT_CM},
    [REPORT_SLEEP] = {ENTRY_SLEEP, LEVEL, 0},
    [REPORT_LATENCY] = {ENTRY_SLEEP, FACT, FACT_SLEEP_LATENCY_MIN},
    [REPORT_AWAKENINGS] = {ENTRY_SLEEP, FACT, FACT_AWAKENINGS},
    [REPORT_ASLEEP] = {ENTRY_SLEEP, FACT, FACT_SLEEP_MIN},
    [REPORT_STRESS] = {ENTRY_STRESS, LEVEL, 0},
    [REPORT_STIFFNESS] = {ENTRY_STIFFNESS, LEVEL, 0},
    [REPORT_MOOD] = {ENTRY_MOOD, LEVEL, 0},
    [REPORT_POSTURE] = {ENTRY_POSTURE, LEVEL, 0},
};

/* What a measure is of an entry of its kind, in tenths; negative: nothing. */
static int32_t measure_of(const struct measure *m, const struct entry *e)
{
    return m->type == PEG    ? peg_tenths(e)
           : m->type == FACT ? 10 * entry_number(e, m->fact)
                             : 10 * e->level;
}

static int add_measure(void *userdata, const struct entry *e)
{
    struct gathering *g = userdata;

    for (size_t i = 0; i < REPORT_MEASURES && place_of(g, day_of(e)) != REPORT_DAYS_MAX; i++) {
        struct report_measure *m = &g->report->measures[i];
        int32_t value = measures[i].kind == e->kind ? measure_of(&measures[i], e) : -1;

        if (value < 0)
            continue;
        if (!m->name) {
            m->name = measures[i].type == FACT ? fact_form(measures[i].fact)->name
                                               : entry_kind_name(e->kind);
            m->first = value;
        }
        m->n++;
        m->latest = value;
    }
    return 0;
}

static int add_drink(void *userdata, const struct entry *e)
{
    struct gathering *g = userdata;
    size_t i = place_of(g, day_of(e));

    if (i == REPORT_DAYS_MAX || e->ml <= 0)
        return 0;
    g->report->drink_days += !g->drunk[i];
    g->drunk[i] = true;
    g->report->ml += e->ml;
    return 0;
}

/* Kept as it is, in its place by time, among those of the other kinds. */
static int add_entry(void *userdata, const struct entry *e)
{
    struct gathering *g = userdata;
    struct report *r = g->report;
    size_t i;

    if (place_of(g, day_of(e)) == REPORT_DAYS_MAX)
        return 0;
    if (r->entry_n == REPORT_ENTRIES_MAX) /* the first one goes */
        memmove(r->entries, r->entries + 1, --r->entry_n * sizeof(*e));
    if (r->entry_n == g->entry_size) {
        size_t size = g->entry_size ? 2 * g->entry_size : 16;
        struct entry *list = reallocarray(r->entries, size, sizeof(*list));

        if (!list)
            return -ENOMEM;
        r->entries = list;
        g->entry_size = size;
    }
    for (i = r->entry_n; i > 0 && r->entries[i - 1].at.us > e->at.us; i--)
        ;
    memmove(r->entries + i + 1, r->entries + i, (r->entry_n - i) * sizeof(*e));
    r->entries[i] = *e;
    r->entry_n++;
    return 0;
}

static int add_peg(void *userdata, const struct entry *e)
{
    int r = add_measure(userdata, e);

    return r == 0 && peg_tenths(e) >= 0 ? add_entry(userdata, e) : r;
}

static int add_outcome(void *userdata, const struct occurrence *o)
{
    struct gathering *g = userdata;
    int32_t second;
    int64_t day;
    size_t i;

    zone_local(g->zone, wall_seconds(o->due), &day, &second);
    i = place_of(g, day);
    if (i == REPORT_DAYS_MAX || !daemon_is_break(g->schedule, o->reminder))
        return 0;
    g->habits[i].done += o->outcome == OUTCOME_DONE;
    g->habits[i].taken += o->outcome == OUTCOME_TAKEN;
    g->habits[i].skipped += o->outcome == OUTCOME_SKIPPED;
    g->habits[i].missed += o->outcome == OUTCOME_MISSED;
    g->habits[i].suppressed += o->outcome == OUTCOME_SUPPRESSED;
    return 0;
}

static int read_all(struct gathering *g, struct store *store, struct wall from)
{
    static const struct {
        enum entry_kind kind;
        int (*each)(void *userdata, const struct entry *entry);
    } kinds[] = {
        {ENTRY_PAIN, add_pain},       {ENTRY_MASSAGE, add_session},
        {ENTRY_BOOKING, add_booking}, {ENTRY_SORENESS, add_soreness},
        {ENTRY_PEG, add_peg},         {ENTRY_SLEEP, add_measure},
        {ENTRY_STRESS, add_measure},  {ENTRY_STIFFNESS, add_measure},
        {ENTRY_MOTION, add_measure},  {ENTRY_MOOD, add_measure},
        {ENTRY_POSTURE, add_measure}, {ENTRY_DRINK, add_drink},
        {ENTRY_HOLD, add_entry},      {ENTRY_CLEAR, add_entry},
        {ENTRY_CHECK, add_entry},     {ENTRY_CLINICIAN, add_entry},
        {ENTRY_TIER, add_entry},
    };
    int r = 0;

    for (size_t i = 0; i < COUNT_OF(kinds) && r == 0; i++) {
        struct entry_filter filter = {.from = {from.us - USEC_PER_DAY}, /* zones differ by less */
                                      .to = {INT64_MAX},
                                      .region = REGION_COUNT,
                                      .kind = kinds[i].kind};

        r = store->ops->entries(store, &filter, kinds[i].each, g);
    }
    return r == 0 ? store->ops->occurrences(store, from, (struct wall){INT64_MAX}, add_outcome, g)
                  : r;
}

/* The value of each day, in all three lists; then what follows. */
static int conclude(const struct gathering *g)
{
    struct report *r = g->report;
    AUTO_FREE struct stat_day *days = calloc(r->day_n, sizeof(*days));

    if (!days)
        return -ENOMEM;
    for (size_t i = 0; i < r->day_n; i++) {
        const struct sums *s = &g->sums[i];
        bool average = s->n[true] > 0;
        int64_t sum = (int64_t)s->sum[average] * STAT_POINT;
        bool known = s->n[average] > 0;

        days[i].day = r->first + (int64_t)i;
        days[i].value = known ? (int32_t)stat_round(sum, s->n[average]) : STAT_MISSING;
        r->days[i].pain = known ? days[i].value : -1;
        r->logged += known;
        g->habits[i].day = days[i].day;
        g->habits[i].pain = days[i].value;
    }
    return report_conclude(r, days, g->sessions, g->habits);
}

void report_done(struct report *report)
{
    free(report->days);
    free(report->weeks);
    free(report->sessions);
    free(report->entries);
    *report = (struct report){0};
}

static void gathering_done(struct gathering *g)
{
    free(g->sums);
    free(g->habits);
    free(g->sessions);
    free(g->drunk);
}

/* What was told of the person, and what is in the way of massage today. */
static int add_care(struct daemon *d, struct report *r)
{
    const struct care_settings settings = daemon_care_settings(d);
    struct care_log log;
    struct care_plan plan;
    int error = daemon_care(d, &log, &plan);

    if (error < 0)
        return error;
    r->hold_n = plan.hold_n;
    memcpy(r->holds, plan.holds, plan.hold_n * sizeof(plan.holds[0]));
    error = care_sheet_days(&log.input, &settings, &plan, NULL, (int64_t)r->day_n, &r->sheet);
    care_log_done(&log);
    return error;
}

int daemon_report(struct daemon *d, size_t n, struct report *ret, struct fault *ret_fault)
{
    struct store *store = d->options.store;
    CLEANUP(report_done) struct report report = {.day_n = n};
    CLEANUP(gathering_done)
    struct gathering g = {.report = &report, .schedule = &d->settings->schedule, .zone = &d->zone};
    int32_t second;
    int r;

    if (!store)
        return daemon_not_saved(d, ret_fault);
    report.days = calloc(n, sizeof(*report.days));
    report.weeks = calloc(n / 7 + 1, sizeof(*report.weeks));
    g.sums = calloc(n, sizeof(*g.sums));
    g.habits = calloc(n, sizeof(*g.habits));
    g.drunk = calloc(n, sizeof(*g.drunk));
    if (!g.sums || !g.habits || !g.drunk || !report.days || !report.weeks)
        return -ENOMEM; /* cppcheck-suppress memleak ; the guards have them */
    zone_local(&d->zone, wall_seconds(daemon_now(d).wall), &report.first, &second);
    report.first -= (int64_t)n - 1;
    r = read_all(&g, store, daemon_day_start(d, 1 - (int64_t)n));
    if (r == 0)
        r = add_care(d, &report);
    if (r == 0)
        r = conclude(&g);
    else if (r != -ENOMEM)
        r = daemon_not_saved(d, ret_fault);
    if (r < 0)
        return r;
    report.notes[0] = stat_text(STAT_TEXT_OWN);
    report.notes[1] = care_texts[TEXT_COMPLEMENT].text;
    *ret = report;
    report = (struct report){0}; /* nothing is left to free */
    return 0;
}
