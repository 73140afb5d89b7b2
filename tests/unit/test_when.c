/* Times as people and machines write them: every form, both leans, the nights when clocks change,
 * and that what is printed is read back. */
#include "common/when.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/scope.h"
#include "tests/fakes/draw.h"

#define HOUR 3600

/* Europe/Berlin's offsets of 2026. */
static struct zone_span berlin_spans[] = {
    {INT64_MIN, HOUR}, {1774746000, 2 * HOUR}, {1792890000, HOUR}};
static const struct zone berlin = {COUNT_OF(berlin_spans), berlin_spans};
/* Pacific/Apia about its missing Friday, 2011-12-30. */
static struct zone_span apia_spans[] = {{INT64_MIN, -10 * HOUR}, {1325239200, 14 * HOUR}};
static const struct zone apia = {COUNT_OF(apia_spans), apia_spans};
/* America/Santiago in 2026, with midnights that are skipped and midnights that nearly come twice.
 */
static struct zone_span santiago_spans[] = {
    {INT64_MIN, -3 * HOUR}, {1775358000, -4 * HOUR}, {1788667200, -3 * HOUR}};
static const struct zone santiago = {COUNT_OF(santiago_spans), santiago_spans};
/* Australia/Lord_Howe in 2026: half an hour. */
static struct zone_span howe_spans[] = {
    {INT64_MIN, 11 * HOUR}, {1775314800, 10 * HOUR + 1800}, {1791041400, 11 * HOUR}};
static const struct zone howe = {COUNT_OF(howe_spans), howe_spans};

static struct wall wall_of(const char *rfc3339)
{
    struct wall at;
    int32_t offset;

    assert_int_equal(when_parse_rfc3339(rfc3339, &at, &offset), 0);
    return at;
}

struct reading {
    const char *text;
    const char *at; /* NULL: refused with -EINVAL; "": with -ERANGE */
};

static void check_readings(const struct reading *cases, size_t n, const char *now,
                           const struct zone *zone, enum when_lean lean)
{
    for (size_t i = 0; i < n; i++) {
        const char *expected = cases[i].at;
        struct wall at = {-12345}, due = {-12345};
        int r = when_parse(cases[i].text, wall_of(now), zone, lean, &at);

        if (expected && expected[0] != '\0')
            due = wall_of(expected);
        if (r != (!expected ? -EINVAL : expected[0] == '\0' ? -ERANGE : 0) || at.us != due.us) {
            char text[WHEN_TEXT_MAX];

            when_print_rfc3339(at, zone_offset(zone, wall_seconds(at)), text);
            fail_msg("\"%s\" at %s: %d, %s, not %s", cases[i].text, now, r, text,
                     expected ? expected : "refused");
        }
    }
}

static void test_past(void **state)
{
    /* A Wednesday. */
    static const struct reading cases[] = {
        {"now", "2026-06-17T14:30:00+02:00"},
        {"NOW", "2026-06-17T14:30:00+02:00"},
        {"14:30", "2026-06-17T14:30:00+02:00"},
        {"14:29:59", "2026-06-17T14:29:59+02:00"},
        {"14:31", "2026-06-17T14:30:00+02:00"}, /* a minute ahead: taken for now */
        {"14:31:01", "2026-06-16T14:31:01+02:00"},
        {"15:00", "2026-06-16T15:00:00+02:00"},
        {"9:00", "2026-06-17T09:00:00+02:00"},
        {"09:00", "2026-06-17T09:00:00+02:00"},
        {"0:00", "2026-06-17T00:00:00+02:00"},
        {"24:00", "2026-06-17T00:00:00+02:00"},
        {"2h ago", "2026-06-17T12:30:00+02:00"},
        {"2H AGO", NULL},
        {"2h Ago", "2026-06-17T12:30:00+02:00"},
        {"90 ago", "2026-06-17T13:00:00+02:00"},
        {"1w ago", "2026-06-10T14:30:00+02:00"},
        {"0 ago", "2026-06-17T14:30:00+02:00"},
        {"3660d ago", "2016-06-09T14:30:00+02:00"},
        {"3661d ago", ""},
        {"in 1m", "2026-06-17T14:30:00+02:00"},
        {"in 61s", ""},
        {"in 2h", ""},
        {"yesterday", "2026-06-16T00:00:00+02:00"},
        {"yesterday 22:00", "2026-06-16T22:00:00+02:00"},
        {"Yesterday 24:00", "2026-06-17T00:00:00+02:00"},
        {"today", "2026-06-17T00:00:00+02:00"},
        {"today 9:00", "2026-06-17T09:00:00+02:00"},
        {"today 15:00", ""},
        {"tomorrow", ""},
        {"tomorrow 8:00", ""},
        {"mon 9:00", "2026-06-15T09:00:00+02:00"},
        {"MONDAY 9:00", "2026-06-15T09:00:00+02:00"},
        {"tues 9:00", "2026-06-16T09:00:00+02:00"},
        {"wed 14:00", "2026-06-17T14:00:00+02:00"},
        {"wed 15:00", "2026-06-10T15:00:00+02:00"},
        {"wed", "2026-06-17T00:00:00+02:00"},
        {"thu", "2026-06-11T00:00:00+02:00"},
        {"sun 24:00", "2026-06-15T00:00:00+02:00"},
        {"2026-06-17", "2026-06-17T00:00:00+02:00"},
        {"2026-06-18", ""},
        {"2026-03-28 07:15", "2026-03-28T07:15:00+01:00"},
        {"2026-03-28 07:15:30", "2026-03-28T07:15:30+01:00"},
        {"2026-03-28T07:15", "2026-03-28T07:15:00+01:00"},
        {"  2026-03-28   7:15  ", "2026-03-28T07:15:00+01:00"},
        {"2026-06-17T12:30:00Z", "2026-06-17T14:30:00+02:00"},
        {"2026-06-17 12:31:00+00:00", "2026-06-17T14:30:00+02:00"},
        {"2026-06-17T12:31:01Z", ""},
        {"1970-01-01 01:00", "1970-01-01T00:00:00Z"},
        {"1970-01-01 00:59", ""},
        {"1969-12-31T23:59:59Z", ""},
        {"0001-01-01", ""},
        {"9999-12-31", ""},
        {"", NULL},
        {" ", NULL},
        {"9", NULL},
        {"9:0", NULL},
        {"009:00", NULL},
        {"24:01", NULL},
        {"25:00", NULL},
        {"9:60", NULL},
        {"9:00:60", NULL},
        {"9:00:", NULL},
        {"9:00x", NULL},
        {"-9:00", NULL},
        {"2h", NULL},
        {"ago", NULL},
        {"in", NULL},
        {"in 2", ""},
        {"2h before", NULL},
        {"x ago", NULL},
        {"in x", NULL},
        {"mo 9:00", NULL},
        {"t 9:00", NULL},
        {"mondays 9:00", NULL},
        {"mon 9", NULL},
        {"mon tue", NULL},
        {"9:00 mon", NULL},
        {"mon 9:00 sharp", NULL},
        {"2026-02-29", NULL},
        {"2026-13-01", NULL},
        {"26-06-17", NULL},
        {"2026-6-17", NULL},
        {"2026-06-17x", NULL},
        {"2026-06-17T", NULL},
        {"2026-06-17T9:00 9:00", NULL},
        {"2026-06-17 07:15+02:00", NULL},
        {"0000-01-01", NULL},
        {"10000-01-01", NULL},
        {"now now", NULL},
        {"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", NULL},
    };

    (void)state;
    check_readings(cases, COUNT_OF(cases), "2026-06-17T14:30:00+02:00", &berlin, WHEN_PAST);
}

static void test_future(void **state)
{
    static const struct reading cases[] = {
        {"now", "2026-06-17T14:30:00+02:00"},
        {"14:30", "2026-06-17T14:30:00+02:00"},
        {"14:29", "2026-06-18T14:29:00+02:00"},
        {"15:40", "2026-06-17T15:40:00+02:00"},
        {"24:00", "2026-06-18T00:00:00+02:00"},
        {"0:00", "2026-06-18T00:00:00+02:00"},
        {"in 2h", "2026-06-17T16:30:00+02:00"},
        {"In 90", "2026-06-17T16:00:00+02:00"},
        {"1s ago", ""},
        {"yesterday 22:00", ""},
        {"today", ""},
        {"today 14:29", ""},
        {"today 15:00", "2026-06-17T15:00:00+02:00"},
        {"tomorrow", "2026-06-18T00:00:00+02:00"},
        {"tomorrow 8:00", "2026-06-18T08:00:00+02:00"},
        {"wed 15:00", "2026-06-17T15:00:00+02:00"},
        {"wed 14:00", "2026-06-24T14:00:00+02:00"},
        {"wed", "2026-06-24T00:00:00+02:00"},
        {"thu", "2026-06-18T00:00:00+02:00"},
        {"tuesday", "2026-06-23T00:00:00+02:00"},
        {"2026-06-17", ""},
        {"2026-06-18", "2026-06-18T00:00:00+02:00"},
        {"2026-12-24 18:00", "2026-12-24T18:00:00+01:00"},
        {"2026-06-17T12:29:59Z", ""},
        {"9999-12-31 23:00", "9999-12-31T22:00:00Z"},
        {"9999-12-31T23:58:59-00:01", "9999-12-31T23:59:59Z"},
        {"9999-12-31T23:59:00-00:01", ""},
    };

    (void)state;
    check_readings(cases, COUNT_OF(cases), "2026-06-17T14:30:00+02:00", &berlin, WHEN_FUTURE);
}

/* Nights when clocks change, and the day that was none. */
static void test_nights(void **state)
{
    static const struct {
        const char *now;
        const struct zone *zone;
        enum when_lean lean;
        struct reading reading;
    } cases[] = {
        {"2026-03-29T12:00:00+02:00", &berlin, WHEN_PAST, {"2:30", "2026-03-29T03:00:00+02:00"}},
        {"2026-03-29T01:59:00+01:00", &berlin, WHEN_PAST, {"2:30", "2026-03-29T01:59:00+01:00"}},
        {"2026-03-29T01:58:00+01:00", &berlin, WHEN_PAST, {"2:30", "2026-03-28T02:30:00+01:00"}},
        {"2026-03-29T01:00:00+01:00", &berlin, WHEN_FUTURE, {"2:30", "2026-03-29T03:00:00+02:00"}},
        {"2026-03-29T03:00:01+02:00", &berlin, WHEN_FUTURE, {"2:30", "2026-03-30T02:30:00+02:00"}},
        {"2026-10-25T12:00:00+01:00", &berlin, WHEN_PAST, {"2:30", "2026-10-25T02:30:00+02:00"}},
        {"2026-10-25T02:15:00+01:00", &berlin, WHEN_PAST, {"2:30", "2026-10-25T02:30:00+02:00"}},
        {"2026-10-25T02:15:00+02:00", &berlin, WHEN_PAST, {"2:30", "2026-10-24T02:30:00+02:00"}},
        {"2026-10-25T02:45:00+02:00", &berlin, WHEN_FUTURE, {"2:30", "2026-10-26T02:30:00+01:00"}},
        {"2026-10-25T02:30:00+01:00", &berlin, WHEN_PAST, {"1h ago", "2026-10-25T02:30:00+02:00"}},
        {"2026-09-07T12:00:00-03:00", &santiago, WHEN_PAST, {"sun", "2026-09-06T01:00:00-03:00"}},
        {"2026-09-05T12:00:00-04:00",
         &santiago,
         WHEN_FUTURE,
         {"24:00", "2026-09-06T01:00:00-03:00"}},
        {"2026-09-05T12:00:00-04:00",
         &santiago,
         WHEN_FUTURE,
         {"tomorrow", "2026-09-06T01:00:00-03:00"}},
        {"2026-10-04T12:00:00+11:00", &howe, WHEN_PAST, {"2:15", "2026-10-04T02:30:00+11:00"}},
        {"2011-12-31T09:00:00+14:00", &apia, WHEN_PAST, {"2011-12-30 12:00", NULL}},
        {"2011-12-31T09:00:00+14:00", &apia, WHEN_PAST, {"yesterday 12:00", NULL}},
        {"2011-12-31T09:00:00+14:00", &apia, WHEN_PAST, {"12:00", "2011-12-29T12:00:00-10:00"}},
        {"2011-12-31T09:00:00+14:00", &apia, WHEN_PAST, {"fri", "2011-12-23T00:00:00-10:00"}},
        {"2011-12-29T15:00:00-10:00", &apia, WHEN_FUTURE, {"12:00", "2011-12-31T12:00:00+14:00"}},
        {"2011-12-29T15:00:00-10:00", &apia, WHEN_FUTURE, {"fri", "2012-01-06T00:00:00+14:00"}},
        {"2011-12-29T15:00:00-10:00", &apia, WHEN_FUTURE, {"24:00", "2011-12-31T00:00:00+14:00"}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check_readings(&cases[i].reading, 1, cases[i].now, cases[i].zone, cases[i].lean);
}

static void test_rfc3339(void **state)
{
    static const struct {
        const char *text;
        int64_t us;
        int32_t offset;
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0, 0},
        {"2026-03-28T07:15:00+01:00", 1774678500000000, HOUR},
        {"2026-03-28t07:15:00z", 1774682100000000, 0},
        {"2026-03-28 07:15:00Z", 1774682100000000, 0},
        {"2026-03-28T07:15:00-03:30", 1774694700000000, -12600},
        {"2026-03-28T07:15:00-00:00", 1774682100000000, 0},
        {"2026-03-28T07:15:00.5Z", 1774682100500000, 0},
        {"2026-03-28T07:15:00.1234567890123456789Z", 1774682100123456, 0},
        {"1969-12-31T23:59:59.75Z", -250000, 0},
        {"2016-12-31T23:59:60Z", 1483228799000000, 0},
        {"0001-01-01T00:00:00+23:59", -62135683140000000, 86340},
        {"9999-12-31T23:59:59-23:59", 253402387139000000, -86340},
    };
    static const char *const refused[] = {
        "",
        "2026-03-28",
        "2026-03-28T07:15Z",
        "2026-03-28T07:15:00",
        "2026-03-28T07:15:00+0100",
        "2026-03-28T07:15:00+01",
        "2026-03-28T07:15:00+24:00",
        "2026-03-28T07:15:00+01:60",
        "2026-03-28T07:15:00+01:00x",
        "2026-03-28T07:15:00Zx",
        "2026-03-28T07:15:00.Z",
        "2026-03-28T24:00:00Z",
        "2026-03-28T23:60:00Z",
        "2026-03-28T23:59:61Z",
        "2026-03-28T7:15:00Z",
        "2026-03-28x07:15:00Z",
        "2026-02-30T07:15:00Z",
        "0000-01-01T00:00:00Z",
        "12026-03-28T07:15:00Z",
        "-2026-03-28T07:15:00Z",
        " 2026-03-28T07:15:00Z",
        "2026-03-28T07:15:00Z ",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct wall at = {-1};
        int32_t offset = -1;

        if (when_parse_rfc3339(cases[i].text, &at, &offset) != 0 || at.us != cases[i].us ||
            offset != cases[i].offset)
            fail_msg("%s: %lld %d", cases[i].text, (long long)at.us, (int)offset);
    }
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct wall at = {-1};
        int32_t offset = -1;

        if (when_parse_rfc3339(refused[i], &at, &offset) != -EINVAL || at.us != -1 || offset != -1)
            fail_msg("%s", refused[i]);
    }
}

static void test_print_rfc3339(void **state)
{
    static const struct {
        int64_t us;
        int32_t offset;
        const char *text;
    } cases[] = {
        {0, 0, "1970-01-01T00:00:00+00:00"},
        {1774678500000000, HOUR, "2026-03-28T07:15:00+01:00"},
        {1774678500999999, -12600, "2026-03-28T02:45:00-03:30"},
        {-1, 0, "1969-12-31T23:59:59+00:00"},
        {0, -1800, "1969-12-31T23:30:00-00:30"},
        /* An offset of old local mean time: whole minutes, the same instant. */
        {0, 3208, "1970-01-01T00:53:00+00:53"},
        {0, -3208, "1969-12-31T23:07:00-00:53"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[WHEN_TEXT_MAX];

        when_print_rfc3339((struct wall){cases[i].us}, cases[i].offset, text);
        assert_string_equal(text, cases[i].text);
    }
    /* No instant is too far for the room. */
    for (int i = 0; i < 2; i++) {
        char text[WHEN_TEXT_MAX];

        when_print_rfc3339((struct wall){i ? INT64_MAX : INT64_MIN}, i ? 86340 : -86340, text);
        assert_true(strlen(text) < WHEN_TEXT_MAX - 1);
    }
}

static void test_print(void **state)
{
    static const struct {
        const char *at, *text;
    } cases[] = {
        {"2026-06-17T14:30:00+02:00", "14:30"},
        {"2026-06-17T00:00:00+02:00", "00:00"},
        {"2026-06-17T23:59:59+02:00", "23:59"},
        {"2026-06-16T23:59:59+02:00", "Tue 23:59"},
        {"2026-06-18T00:00:00+02:00", "Thu 00:00"},
        {"2026-06-11T07:05:00+02:00", "Thu 07:05"},
        {"2026-06-23T22:00:00+02:00", "Tue 22:00"},
        {"2026-06-10T22:00:00+02:00", "2026-06-10 22:00"},
        {"2026-06-24T00:00:00+02:00", "2026-06-24 00:00"},
        {"2026-03-28T07:15:00+01:00", "2026-03-28 07:15"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[WHEN_TEXT_MAX];

        when_print(wall_of(cases[i].at), wall_of("2026-06-17T14:30:00+02:00"), &berlin, text);
        assert_string_equal(text, cases[i].text);
    }
}

/* What is printed is read back: exactly by machines; to the minute by people, and in a fold as the
 * first of the two. */
static void test_round_trip(void **state)
{
    static const struct zone *const zones[] = {&berlin, &santiago, &howe, &apia};
    uint64_t seed = seed_of_run();

    (void)state;
    for (int i = 0; i < 40000; i++) {
        const struct zone *zone = zones[draw(&seed) % COUNT_OF(zones)];
        const struct zone_span *span = &zone->spans[1 + draw(&seed) % (zone->n - 1)];
        /* Within hours of a change, and now within a fortnight of it. */
        int64_t second = span->from + (int64_t)(draw(&seed) % 400000) - 200000;
        int64_t now_second = second + (int64_t)(draw(&seed) % 2400000) - 1200000;
        struct wall at = {second * USEC_PER_SEC}, now = {now_second * USEC_PER_SEC}, read = {-1};
        enum when_lean lean = second <= now_second ? WHEN_PAST : WHEN_FUTURE;
        int32_t offset = zone_offset(zone, second), read_offset, local_second;
        int64_t day, first, minute = second - (second + offset) % 60;
        char text[WHEN_TEXT_MAX];

        when_print_rfc3339(at, offset, text);
        assert_int_equal(when_parse_rfc3339(text, &read, &read_offset), 0);
        assert_int_equal(read.us, at.us);
        assert_int_equal(read_offset, offset);
        assert_int_equal(when_parse(text, now, zone, lean, &read), 0);
        assert_int_equal(read.us, at.us);

        zone_local(zone, minute, &day, &local_second);
        if (zone_instant(zone, day, local_second, &first) == ZONE_FOLD)
            minute = first;
        if (lean == WHEN_FUTURE && minute < now_second)
            continue; /* that minute has begun, or its first coming is over */
        when_print(at, now, zone, text);
        if (when_parse(text, now, zone, lean, &read) != 0 || read.us != minute * USEC_PER_SEC)
            fail_msg("%s at %lld, now %lld: read %lld", text, (long long)second,
                     (long long)now_second, (long long)read.us);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_past),          cmocka_unit_test(test_future),
        cmocka_unit_test(test_nights),        cmocka_unit_test(test_rfc3339),
        cmocka_unit_test(test_print_rfc3339), cmocka_unit_test(test_print),
        cmocka_unit_test(test_round_trip),
    };
    return cmocka_run_group_tests_name("when", tests, NULL, NULL);
}
