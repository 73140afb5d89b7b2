/* Every zone of the machine's tzdata over 2020-2037, every change of every clock: what times of
 * day, windows and intervals come to, against a plain account of what the clock on the wall shows.
 *
 * The oracle has the changes from the zone's own file (tzif.c). Around each of them it walks from
 * minute to minute and notes when the clock first shows each time of day or a later one; on days
 * far from any, a time of day is a subtraction. A date that the clock never shows has nothing.
 */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/scope.h"
#include "common/zone_system.h"
#include "daemon/schedule/agenda.h"
#include "tests/simulation/tzif.h"

#define DAY              INT64_C(86400)
#define FAR              (26 * INT64_C(3600)) /* further than any zone is from UTC */
#define NEAR             3                    /* days about a change that are walked through */
#define SAMPLE           61    /* of the other days every so manieth is looked at closely */
#define WRAPPED          40    /* under valgrind, of the zones likewise */
#define FROM             18262 /* 2020-01-01 */
#define TO               24837 /* 2038-01-01 */
#define NONE             INT64_MIN
#define AT(hour, minute) ((hour)*3600 + (minute)*60)

/* Ascending; the last one ends the day. */
static const int32_t times[] = {
    AT(0, 0),  AT(0, 1),   AT(0, 30), AT(1, 0),   AT(1, 30),  AT(2, 0),   AT(2, 15),
    AT(2, 30), AT(2, 45),  AT(3, 0),  AT(3, 30),  AT(4, 0),   AT(12, 0),  AT(21, 30),
    AT(22, 0), AT(22, 30), AT(23, 0), AT(23, 30), AT(23, 45), AT(23, 59), AT(24, 0),
};
#define TIMES  COUNT_OF(times)
#define AT_ALL (TIMES - 1)

/* Windows from and to times in the list above; edges that are skipped, that are shown twice, or
 * both, and some over midnight. */
static const struct span {
    int64_t every;
    uint8_t days;
    struct window window; /* {0, 0}: no hours */
} spans[] = {
    {45 * USEC_PER_MIN, EVERY_DAY, {AT(22, 0), AT(2, 30)}},
    {60 * USEC_PER_MIN, 0x60, {AT(23, 30), AT(3, 30)}},
    {20 * USEC_PER_MIN, EVERY_DAY, {AT(2, 0), AT(3, 0)}},
    {7 * USEC_PER_HOUR, EVERY_DAY, {AT(2, 30), AT(23, 59)}},
    {15 * USEC_PER_MIN, EVERY_DAY, {AT(0, 0), AT(0, 30)}},
    {30 * USEC_PER_MIN, EVERY_DAY, {AT(23, 0), AT(24, 0)}},
    {8 * USEC_PER_HOUR, EVERY_DAY, {0, 0}},
};

/* What the clock shows on one day. */
struct day {
    bool near, exists;
    int64_t first[TIMES];
    uint8_t shown[TIMES]; /* how often; where near */
};

struct happening {
    int64_t at, to; /* to: of a window */
    int64_t day;
    uint32_t times;
};

struct book {
    const char *name;
    int64_t from, to; /* days */
    struct zone zone; /* under test */
    struct tzif truth;
    struct day *days; /* from - NEAR to to + NEAR */
    size_t n;
    struct happening *list; /* what is expected, in order */
    size_t changes, looks;
};

/* ---------------------------------------------------------------- the oracle */

static struct day *day_of(const struct book *b, int64_t day)
{
    return &b->days[day - b->from + NEAR];
}

static int64_t floor_day(int64_t second)
{
    return second / DAY - (second % DAY < 0);
}

static void walk(struct book *b, int64_t day, size_t c)
{
    struct day *d = day_of(b, day);
    const struct tzif *z = &b->truth;
    size_t next = 0;

    d->near = true;
    while (c > 0 && z->changes[c].at > day * DAY - FAR)
        c--;
    for (int64_t at = day * DAY - FAR; at < day * DAY + DAY + FAR; at += 60) {
        int64_t shows;

        while (c + 1 < z->n && z->changes[c + 1].at <= at)
            c++;
        shows = at + z->changes[c].offset - day * DAY;
        d->exists = d->exists || (shows >= 0 && shows < DAY);
        for (; next < TIMES && shows >= times[next]; next++)
            d->first[next] = at;
        if (shows < 0 || shows > DAY)
            continue;
        for (size_t i = 0; i < TIMES; i++)
            d->shown[i] = (uint8_t)(d->shown[i] + (shows == times[i]));
    }
    assert_int_equal(next, TIMES);
}

static void fill(struct book *b)
{
    const struct tzif *z = &b->truth;

    for (int64_t day = b->from - NEAR; day < b->to + NEAR; day++) {
        struct day *d = day_of(b, day);
        size_t c = 0;

        while (c + 1 < z->n && z->changes[c + 1].at < (day - NEAR) * DAY)
            c++;
        if (c + 1 < z->n && z->changes[c + 1].at < (day + NEAR) * DAY) {
            walk(b, day, c + 1);
            continue;
        }
        d->exists = true;
        for (size_t i = 0; i < TIMES; i++)
            d->first[i] = day * DAY + times[i] - z->changes[c].offset;
    }
}

static int64_t expected(const struct book *b, int64_t day, int32_t second)
{
    const struct day *d = day_of(b, day);
    size_t i = 0;

    while (times[i] != second)
        i++;
    return d->exists ? d->first[i] : NONE;
}

static bool looked_at(const struct book *b, int64_t day)
{
    return day_of(b, day)->near || day % SAMPLE == 0;
}

/* ---------------------------------------------------------------- against it */

#define differs(b, what, at, is, should)                                                        \
    fail_msg("%s, day %lld (%+lld s): %s: %lld, not %lld", (b)->name, (long long)floor_day(at), \
             (long long)((at)-floor_day(at) * DAY), what, (long long)(is), (long long)(should))

static void check_table(const struct book *b)
{
    for (size_t i = 0; i < b->zone.n && i < b->truth.n; i++)
        if (b->zone.spans[i].from != b->truth.changes[i].at ||
            b->zone.spans[i].offset != b->truth.changes[i].offset)
            differs(b, "the clock changes", b->truth.changes[i].at, b->zone.spans[i].from,
                    b->truth.changes[i].at);
    if (b->zone.n != b->truth.n)
        differs(b, "changes in all", b->to * DAY, b->zone.n, b->truth.n);
}

static void check_instants(const struct book *b)
{
    for (int64_t day = b->from; day < b->to; day++) {
        const struct day *d = day_of(b, day);

        for (size_t i = 0; looked_at(b, day) && i < TIMES; i++) {
            int64_t at = NONE, should = d->exists ? d->first[i] : NONE;
            enum zone_fit fit = zone_instant(&b->zone, day, times[i], &at), is = ZONE_EXACT;

            if (!d->exists)
                is = ZONE_NO_DAY;
            else if (d->near && d->shown[i] != 1)
                is = d->shown[i] ? ZONE_FOLD : ZONE_GAP;
            if (at != should)
                differs(b, "the instant of a local time", day * DAY + times[i], at, should);
            if (fit != is)
                differs(b, "its kind", day * DAY + times[i], fit, is);
        }
    }
}

/* Times of day that fall together are one, on the first of their dates. */
static void expect_times(struct book *b)
{
    b->n = 0;
    for (int64_t day = b->from; day < b->to; day++)
        for (size_t i = 0; i < AT_ALL; i++) {
            int64_t at = expected(b, day, times[i]);
            struct happening *last = b->n ? &b->list[b->n - 1] : NULL;

            if (at == NONE)
                continue;
            if (!last || last->at != at) {
                assert_true(!last || last->at < at);
                b->list[b->n++] = (struct happening){at, at, day, UINT32_C(1) << i};
            } else if (last->day == day) {
                last->times |= UINT32_C(1) << i;
            }
        }
}

static void check_times(struct book *b, const struct rule *rule)
{
    for (size_t i = 1; i < b->n; i++) {
        const struct happening *h = &b->list[i];
        const int64_t afters[] = {b->list[i - 1].at, h->at - 1};
        struct at_time found = {0};

        for (size_t k = 0; looked_at(b, h->day) && k < COUNT_OF(afters); k++) {
            if (!rule_at_find(rule, &b->zone, afters[k], &found) || found.at != h->at)
                differs(b, "the next time of day", h->day * DAY, found.at, h->at);
            if (found.day != h->day || found.times != h->times)
                differs(b, "its name", h->day * DAY, found.times, h->times);
            b->looks++;
        }
    }
}

static bool allowed(const struct span *span, int64_t day)
{
    return span->days >> ((day + 3) % 7) & 1; /* day 0 was a Thursday */
}

static void expect_windows(struct book *b, const struct span *span)
{
    int32_t from = span->window.from, to = span->window.to ? span->window.to : AT(24, 0);

    b->n = 0;
    for (int64_t day = b->from - 1; day < b->to; day++) {
        int64_t begin = expected(b, day, from), end;

        if (begin == NONE || !allowed(span, day))
            continue;
        end = to > from ? expected(b, day, to) : expected(b, day + 1, to);
        if (end == NONE) /* into a date that was left out: until it would have begun */
            end = expected(b, day + 2, 0);
        b->list[b->n++] = (struct happening){begin, end, day, 0};
    }
}

/* Of any instant about a window: the first that has not ended before. */
static void check_windows(struct book *b, const struct rule *rule)
{
    for (size_t i = 3; i < b->n; i++) {
        const int64_t looks[] = {b->list[i].at - 1, b->list[i].at, b->list[i].at + 1, b->list[i].to,
                                 b->list[i].to + 1};

        for (size_t k = 0; looked_at(b, b->list[i].day) && k < COUNT_OF(looks); k++) {
            int64_t from = NONE, to = NONE;
            size_t first = i - 3;

            while (first < b->n && b->list[first].to < looks[k])
                first++;
            if (first == b->n)
                continue;
            if (!rule_window(rule, &b->zone, looks[k], &from, &to) || from != b->list[first].at)
                differs(b, "the window begins", looks[k], from, b->list[first].at);
            if (to != b->list[first].to)
                differs(b, "the window ends", looks[k], to, b->list[first].to);
            b->looks++;
        }
    }
}

/* The agenda, day by day: each happening, or in each window each interval, once. */
static void check_agenda(struct book *b, const struct rule *rule, int64_t every)
{
    struct rule rules[] = {*rule};
    struct schedule schedule = {.n = 1, .rules = rules};
    int64_t from = expected(b, b->from, 0), to = expected(b, b->to, 0);
    struct agenda *agenda;
    struct agenda_item item;

    assert_int_equal(agenda_new(&agenda, &schedule, &b->zone, from, to, NULL), 0);
    for (size_t i = 0; i < b->n; i++)
        for (int64_t at = b->list[i].at + every; at <= b->list[i].to && at < to;
             at += every ? every : DAY) {
            if (at < from)
                continue;
            if (!agenda_next(agenda, &item) || item.due != at)
                differs(b, "on the agenda", at, item.due, at);
        }
    assert_false(agenda_next(agenda, &item));
    (void)agenda_free(agenda);
}

static void check_zone(struct book *b, const char *path)
{
    int64_t first = (b->from - 2 * NEAR) * DAY, last = (b->to + 2 * NEAR) * DAY;
    struct rule rule = {.enabled = true, .days = EVERY_DAY, .at_n = AT_ALL};

    assert_int_equal(setenv("TZ", b->name, 1), 0);
    assert_int_equal(zone_read_system(&b->zone, first, last), 0);
    if (tzif_read(path, first, last, &b->truth) < 0)
        fail_msg("%s: cannot be read", path);
    check_table(b);
    b->changes += b->truth.n - 1;
    b->days = calloc((size_t)(b->to - b->from) + 2 * NEAR, sizeof(*b->days));
    b->list = calloc((size_t)(b->to - b->from + 1) * TIMES, sizeof(*b->list));
    assert_true(b->days && b->list);
    fill(b);
    check_instants(b);

    memcpy(rule.at, times, AT_ALL * sizeof(*times));
    expect_times(b);
    check_times(b, &rule);
    check_agenda(b, &rule, 0);
    for (size_t i = 0; i < COUNT_OF(spans); i++) {
        rule = (struct rule){.enabled = true, .days = spans[i].days, .every = spans[i].every};
        rule.hours.n = spans[i].window.to > 0;
        rule.hours.windows[0] = spans[i].window;
        expect_windows(b, &spans[i]);
        check_windows(b, &rule);
        check_agenda(b, &rule, rule.every / USEC_PER_SEC);
    }
    free(b->days);
    free(b->list);
    zone_done(&b->zone);
}

static const char *zoneinfo(void)
{
    const char *given = getenv("TZDIR"); /* as libc does */

    return given && *given ? given : "/usr/share/zoneinfo";
}

static bool is_zone_file(const char *path)
{
    AUTO_FCLOSE FILE *f = fopen(path, "re");
    char magic[4];

    return f && fread(magic, 1, sizeof magic, f) == sizeof magic && memcmp(magic, "TZif", 4) == 0;
}

/* A symbolic link is another name of a file that is there as well. */
static void test_every_zone(void **state)
{
    AUTO_FREE char *root = strdup(zoneinfo());
    char *roots[] = {root, NULL};
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW, NULL);
    bool wrapped = getenv("KNEAD_WRAP") != NULL;
    size_t zones = 0, files = 0;
    struct book b = {.from = FROM, .to = TO};
    clock_t begin = clock();

    (void)state;
    assert_non_null(tree);
    for (FTSENT *e; (e = fts_read(tree));) {
        if (e->fts_info == FTS_D && e->fts_level == 1 &&
            (strcmp(e->fts_name, "posix") == 0 || strcmp(e->fts_name, "right") == 0))
            (void)fts_set(tree, e, FTS_SKIP);
        if (e->fts_info != FTS_F || !is_zone_file(e->fts_path))
            continue;
        if (files++ % (wrapped ? WRAPPED : 1) != 0)
            continue;
        b.name = e->fts_path + strlen(root) + 1;
        check_zone(&b, e->fts_path);
        zones++;
    }
    (void)fts_close(tree);
    print_message("%zu zones, %zu changes of a clock, %zu looks, %.1f s\n", zones, b.changes,
                  b.looks, (double)(clock() - begin) / CLOCKS_PER_SEC);
    assert_true(files > 300);
}

/* Dates that were left out altogether, where the date line moved. */
static void test_dates_left_out(void **state)
{
    static const struct {
        const char *name;
        int64_t day;
    } cases[] = {
        {"Pacific/Apia", 15338},      {"Pacific/Fakaofo", 15338}, {"Pacific/Kwajalein", 8633},
        {"Pacific/Kiritimati", 9130}, {"Pacific/Kanton", 9130},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct book b = {cases[i].name, cases[i].day - 400, cases[i].day + 400, .n = 0};
        char path[256];
        int64_t at = NONE;

        (void)snprintf(path, sizeof(path), "%s/%s", zoneinfo(), cases[i].name);
        check_zone(&b, path);
        assert_int_equal(setenv("TZ", cases[i].name, 1), 0);
        assert_int_equal(zone_read_system(&b.zone, (b.from - 1) * DAY, (b.to + 1) * DAY), 0);
        assert_int_equal(zone_instant(&b.zone, cases[i].day, AT(12, 0), &at), ZONE_NO_DAY);
        zone_done(&b.zone);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_zone),
        cmocka_unit_test(test_dates_left_out),
    };
    return cmocka_run_group_tests_name("zones", tests, NULL, NULL);
}
