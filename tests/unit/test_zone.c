/* Zones as libc knows them: every zone of the machine's tzdata over 2020-2037 against localtime_r,
 * and the famous nights one by one.
 *
 * The oracle is localtime_r alone: it walks through the hours around a local time and takes the
 * first instant at which the clock reads that time or a later one.
 */
#include "common/zone_system.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/scope.h"
#include "tests/fakes/draw.h"

#define HOUR     3600
#define QUARTER  900
#define FROM     INT64_C(1577836800) /* 2020-01-01 */
#define TO       INT64_C(2145916800) /* 2038-01-01 */
#define ZONEINFO "/usr/share/zoneinfo"

static void use(const char *name)
{
    assert_int_equal(setenv("TZ", name, 1), 0);
    tzset();
}

/* What libc's clock reads at an instant, as seconds since 1970-01-01T00:00 by that clock;
 * 1970-2099. */
static int64_t reading(int64_t at)
{
    time_t t = (time_t)at;
    struct tm tm;
    int64_t years;

    assert_non_null(localtime_r(&t, &tm));
    years = tm.tm_year - 70;
    return (years * 365 + (years + 1) / 4 + tm.tm_yday) * 86400 + tm.tm_hour * 3600 +
           tm.tm_min * 60 + tm.tm_sec;
}

static enum zone_fit oracle(int64_t day, int32_t second, int64_t *ret_at)
{
    int64_t wanted = day * 86400 + second, first = INT64_MAX;
    int64_t middle = wanted / QUARTER * QUARTER;
    bool day_exists = false;
    int hits = 0;

    /* From UTC+14 to UTC-12. */
    for (int64_t at = middle - 15 * HOUR, step; at <= middle + 13 * HOUR; at += step) {
        int64_t begin = reading(at), end = reading(at + QUARTER - 1);

        /* Where the clock does not run evenly through a quarter of an hour, every second counts. */
        step = end - begin == QUARTER - 1 && at % QUARTER == 0 ? QUARTER : 1;
        end = begin + step - 1;
        hits += begin <= wanted && wanted <= end;
        if (end >= wanted && first == INT64_MAX)
            first = begin >= wanted ? at : at + wanted - begin;
        if (end >= day * 86400 && begin < (day + 1) * 86400)
            day_exists = true;
    }
    if (!day_exists)
        return ZONE_NO_DAY;
    *ret_at = first;
    return hits == 0 ? ZONE_GAP : hits == 1 ? ZONE_EXACT : ZONE_FOLD;
}

static void check_local(const char *name, const struct zone *zone, int64_t at)
{
    int64_t day, expected = reading(at);
    int32_t second;

    zone_local(zone, at, &day, &second);
    if (day * 86400 + second != expected || expected - at != zone_offset(zone, at))
        fail_msg("%s at %lld: reads %lld, not %lld", name, (long long)at,
                 (long long)(day * 86400 + second), (long long)expected);
}

static void check_instant(const char *name, const struct zone *zone, int64_t day, int32_t second)
{
    int64_t at = -1, due = -1;
    enum zone_fit fit = zone_instant(zone, day, second, &at);
    enum zone_fit expected = oracle(day, second, &due);

    if (fit != expected || at != due)
        fail_msg("%s day %lld second %d: fit %d, not %d; at %lld, not %lld", name, (long long)day,
                 (int)second, (int)fit, (int)expected, (long long)at, (long long)due);
}

/* Local times around a reading of the clock, now and then as the end of the day before. */
static void check_near(const char *name, const struct zone *zone, int64_t local)
{
    int64_t day = local / 86400;
    int32_t second = (int32_t)(local % 86400);

    check_instant(name, zone, day, second);
    if (second == 0)
        check_instant(name, zone, day - 1, 86400);
}

static void check_zone(const char *name, uint64_t *seed)
{
    CLEANUP(zone_done) struct zone zone = {0};

    use(name);
    assert_int_equal(zone_read_system(&zone, FROM, TO), 0);
    for (int i = 0; i < 300; i++)
        check_local(name, &zone, FROM + (int64_t)(draw(seed) % (uint64_t)(TO - FROM)));
    for (int i = 0; i < 6; i++)
        check_near(name, &zone, FROM + (int64_t)(draw(seed) % (uint64_t)(TO - FROM)));

    for (size_t i = 1; i < zone.n; i++) {
        int64_t at = zone.spans[i].from, before = at + zone.spans[i - 1].offset;
        int64_t after = at + zone.spans[i].offset;

        assert_true(zone.spans[i - 1].from < at);
        assert_int_not_equal(zone.spans[i - 1].offset, zone.spans[i].offset);
        check_local(name, &zone, at - 1);
        check_local(name, &zone, at);
        check_local(name, &zone, at + (int64_t)(draw(seed) % 10800) - 5400);
        /* A border of the gap or the fold, or a second before it; and somewhere near, or midnight.
         */
        check_near(name, &zone, (draw(seed) % 2 ? before : after) - (int64_t)(draw(seed) % 2));
        check_near(name, &zone,
                   draw(seed) % 2 ? before + (int64_t)(draw(seed) % 10800) - 5400
                                  : before / 86400 * 86400);
    }
}

static bool is_zone_file(const char *path)
{
    AUTO_FCLOSE FILE *f = fopen(path, "re");
    char magic[4];

    return f && fread(magic, 1, sizeof magic, f) == sizeof magic && memcmp(magic, "TZif", 4) == 0;
}

static void test_every_zone(void **state)
{
    char root[] = ZONEINFO, *roots[] = {root, NULL};
    FTS *tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, NULL);
    uint64_t seed = seed_of_run();
    int zones = 0;

    (void)state;
    assert_non_null(tree);
    for (FTSENT *e; (e = fts_read(tree));) {
        if (e->fts_info == FTS_D && e->fts_level == 1 &&
            (strcmp(e->fts_name, "posix") == 0 || strcmp(e->fts_name, "right") == 0))
            (void)fts_set(tree, e, FTS_SKIP);
        if (e->fts_info != FTS_F || !is_zone_file(e->fts_path))
            continue;
        check_zone(e->fts_path + sizeof ZONEINFO, &seed);
        zones++;
    }
    (void)fts_close(tree);
    print_message("%d zones\n", zones);
    assert_true(zones > 300);
}

static void test_famous_nights(void **state)
{
    static const struct {
        const char *zone;
        int year, month, day;
        int32_t second;
        enum zone_fit fit;
        const char *at;
    } cases[] = {
        {"Europe/Berlin", 2026, 3, 28, 9000, ZONE_EXACT, "2026-03-28T02:30:00+0100"},
        {"Europe/Berlin", 2026, 3, 29, 9000, ZONE_GAP, "2026-03-29T03:00:00+0200"},
        {"Europe/Berlin", 2026, 3, 30, 9000, ZONE_EXACT, "2026-03-30T02:30:00+0200"},
        {"Europe/Berlin", 2026, 10, 25, 9000, ZONE_FOLD, "2026-10-25T02:30:00+0200"},
        {"Australia/Lord_Howe", 2026, 10, 4, 8100, ZONE_GAP, "2026-10-04T02:30:00+1100"},
        {"Australia/Lord_Howe", 2026, 10, 4, 9000, ZONE_EXACT, "2026-10-04T02:30:00+1100"},
        {"Australia/Lord_Howe", 2026, 4, 5, 6300, ZONE_FOLD, "2026-04-05T01:45:00+1100"},
        {"America/Santiago", 2026, 9, 6, 0, ZONE_GAP, "2026-09-06T01:00:00-0300"},
        {"America/Santiago", 2026, 9, 5, 86400, ZONE_GAP, "2026-09-06T01:00:00-0300"},
        {"America/Santiago", 2026, 4, 4, 84600, ZONE_FOLD, "2026-04-04T23:30:00-0300"},
        {"America/Santiago", 2026, 4, 4, 86400, ZONE_EXACT, "2026-04-05T00:00:00-0400"},
        {"Asia/Beirut", 2026, 3, 29, 1800, ZONE_GAP, "2026-03-29T01:00:00+0300"},
        {"America/Havana", 2026, 11, 1, 0, ZONE_FOLD, "2026-11-01T00:00:00-0400"},
        {"Africa/Casablanca", 2026, 2, 15, 9000, ZONE_FOLD, "2026-02-15T02:30:00+0100"},
        {"Africa/Casablanca", 2026, 3, 22, 9000, ZONE_GAP, "2026-03-22T03:00:00+0100"},
        {"Europe/Dublin", 2026, 3, 29, 5400, ZONE_GAP, "2026-03-29T02:00:00+0100"},
        {"Europe/Dublin", 2026, 10, 25, 5400, ZONE_FOLD, "2026-10-25T01:30:00+0100"},
        {"America/St_Johns", 2010, 11, 6, 86400, ZONE_FOLD, "2010-11-07T00:00:00-0230"},
        {"Pacific/Apia", 2011, 12, 29, 86399, ZONE_EXACT, "2011-12-29T23:59:59-1000"},
        {"Pacific/Apia", 2011, 12, 29, 86400, ZONE_GAP, "2011-12-31T00:00:00+1400"},
        {"Pacific/Apia", 2011, 12, 30, 0, ZONE_NO_DAY, ""},
        {"Pacific/Apia", 2011, 12, 30, 43200, ZONE_NO_DAY, ""},
        {"Pacific/Apia", 2011, 12, 30, 86400, ZONE_NO_DAY, ""},
        {"Pacific/Apia", 2011, 12, 31, 0, ZONE_EXACT, "2011-12-31T00:00:00+1400"},
        {"Pacific/Kwajalein", 1993, 8, 21, 3600, ZONE_NO_DAY, ""},
        {"Pacific/Kiritimati", 1994, 12, 31, 3600, ZONE_NO_DAY, ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(zone_done) struct zone zone = {0};
        int64_t day = civil_day(cases[i].year, cases[i].month, cases[i].day), at = -1;
        enum zone_fit fit;
        char text[32] = "";
        struct tm tm;

        use(cases[i].zone);
        assert_int_equal(zone_read_system(&zone, (day - 400) * 86400, (day + 400) * 86400), 0);
        fit = zone_instant(&zone, day, cases[i].second, &at);
        if (fit != ZONE_NO_DAY) {
            assert_non_null(localtime_r(&(time_t){at}, &tm));
            assert_true(strftime(text, sizeof text, "%FT%T%z", &tm) > 0);
        } else {
            assert_int_equal(at, -1);
        }
        if (fit != cases[i].fit || strcmp(text, cases[i].at) != 0)
            fail_msg("case %zu, %s: fit %d at %s", i, cases[i].zone, (int)fit, text);
    }
}

static void test_read(void **state)
{
    const int64_t spring = 1774746000, autumn = 1792890000; /* 2026-03-29, 10-25, 01:00 UTC */
    static const struct {
        const char *zone;
        int64_t from, to; /* relative to spring and autumn */
        size_t spans;
    } cases[] = {
        {"Europe/Berlin", -86400, 86400, 3}, {"Europe/Berlin", -1, 0, 3},
        {"Europe/Berlin", 0, 0, 2},          {"Europe/Berlin", -1, -1, 2},
        {"Europe/Berlin", 0, -1, 1},         {"UTC", -86400, 86400, 1},
        {"No/Such_Zone", -86400, 86400, 1},  {"", -86400, 86400, 1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(zone_done) struct zone zone = {0};

        assert_int_equal(setenv("TZ", cases[i].zone, 1), 0);
        assert_int_equal(zone_read_system(&zone, spring + cases[i].from, autumn + cases[i].to), 0);
        assert_int_equal(zone.n, cases[i].spans);
        assert_int_equal(zone.spans[0].from, INT64_MIN);
        if (zone.n == 3) {
            assert_int_equal(zone.spans[0].offset, HOUR);
            assert_int_equal(zone.spans[1].from, spring);
            assert_int_equal(zone.spans[1].offset, 2 * HOUR);
            assert_int_equal(zone.spans[2].from, autumn);
            assert_int_equal(zone.spans[2].offset, HOUR);
            assert_int_equal(zone_offset(&zone, INT64_MAX), HOUR);
        }
    }
}

static void test_read_fails(void **state)
{
    struct zone zone = {7, NULL};

    (void)state;
    use("Europe/Berlin");
    assert_int_equal(zone_read_system(&zone, 1, 0), -EINVAL);
    assert_int_equal(zone_read_system(&zone, INT64_MAX, INT64_MAX), -EOVERFLOW);
    assert_int_equal(zone.n, 7);
    assert_int_equal(zone_read_system(&zone, 5, 5), 0);
    assert_int_equal(zone.n, 1);
    assert_int_equal(zone_offset(&zone, 0), HOUR);
    zone_done(&zone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_zone),
        cmocka_unit_test(test_famous_nights),
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_read_fails),
    };
    return cmocka_run_group_tests_name("zone", tests, NULL, NULL);
}
