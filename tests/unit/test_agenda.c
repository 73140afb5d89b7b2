/* The agenda: windows, times of day and the nights on which clocks change. */
#include "daemon/schedule/agenda.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "common/when.h"
#include "common/zone_system.h"

#define H(hour)          ((hour)*3600)
#define HM(hour, minute) ((hour)*3600 + (minute)*60)
#define MINUTES(n)       ((n)*USEC_PER_MIN)
#define WORKDAYS         0x1f
#define WINDOWS(count, ...)                      \
    {                                            \
        .n = (count), .windows = { __VA_ARGS__ } \
    }
#define TIMES(count, ...) .at_n = (count), .at = {__VA_ARGS__}

#define BERLIN   "Europe/Berlin"
#define NEW_YORK "America/New_York"

/* Local times without an offset are read in the case's zone. */
static int64_t instant(const struct zone *zone, const char *text)
{
    int year, month, day, hour = 0, minute = 0;
    int64_t at;

    assert_true(sscanf(text, "%d-%d-%dT%d:%d", &year, &month, &day, &hour, &minute) >= 3);
    assert_int_not_equal(zone_instant(zone, civil_day(year, month, day), HM(hour, minute), &at),
                         ZONE_NO_DAY);
    return at;
}

static void read_zone(struct zone *zone, const char *name)
{
    assert_int_equal(setenv("TZ", name, 1), 0);
    assert_int_equal(zone_read_system(zone, INT64_C(946684800), INT64_C(2145916800)), 0);
}

struct lay_out {
    const char *name, *zone;
    struct rule rule;
    const char *from, *to;
    const char *last_done; /* NULL: never */
    const char *items[12];
};

/* clang-format off */
static const struct lay_out cases[] = {
    {"a time that the zone skips comes when the clock goes on", BERLIN,
     {TIMES(1, HM(2, 30))}, "2026-03-28", "2026-03-31", NULL,
     {"2026-03-28T02:30:00+01:00", "2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00"}},
    {"a time that the zone repeats comes the first time only", BERLIN,
     {TIMES(1, HM(2, 30))}, "2026-10-25", "2026-10-26", NULL, {"2026-10-25T02:30:00+02:00"}},
    {"two times in one gap are one", BERLIN,
     {TIMES(3, HM(2, 15), HM(2, 45), HM(3, 0))}, "2026-03-29", "2026-03-30", NULL,
     {"2026-03-29T03:00:00+02:00"}},
    {"a gap of half an hour", "Australia/Lord_Howe",
     {TIMES(2, HM(2, 0), HM(2, 15))}, "2026-10-04", "2026-10-06", NULL,
     {"2026-10-04T02:30:00+11:00", "2026-10-05T02:00:00+11:00", "2026-10-05T02:15:00+11:00"}},
    {"a fold of half an hour", "Australia/Lord_Howe",
     {TIMES(1, HM(1, 45))}, "2026-04-05", "2026-04-07", NULL,
     {"2026-04-05T01:45:00+11:00", "2026-04-06T01:45:00+10:30"}},
    {"a gap at midnight", "America/Santiago",
     {TIMES(2, H(0), HM(0, 30))}, "2026-09-05", "2026-09-08", NULL,
     {"2026-09-05T00:00:00-04:00", "2026-09-05T00:30:00-04:00", "2026-09-06T01:00:00-03:00",
      "2026-09-07T00:00:00-03:00", "2026-09-07T00:30:00-03:00"}},
    {"a fold before midnight", "America/Santiago",
     {TIMES(1, HM(23, 30))}, "2026-04-04", "2026-04-06", NULL,
     {"2026-04-04T23:30:00-03:00", "2026-04-05T23:30:00-04:00"}},
    {"Ramadan takes an hour and gives it back", "Africa/Casablanca",
     {TIMES(1, HM(2, 30))}, "2026-02-14", "2026-02-17", NULL,
     {"2026-02-14T02:30:00+01:00", "2026-02-15T02:30:00+01:00", "2026-02-16T02:30:00+00:00"}},
    {"... and back", "Africa/Casablanca",
     {TIMES(1, HM(2, 30))}, "2026-03-21", "2026-03-24", NULL,
     {"2026-03-21T02:30:00+00:00", "2026-03-22T03:00:00+01:00", "2026-03-23T02:30:00+01:00"}},
    {"a date that did not exist", "Pacific/Apia",
     {TIMES(1, HM(21, 30))}, "2011-12-29", "2012-01-01", NULL,
     {"2011-12-29T21:30:00-10:00", "2011-12-31T21:30:00+14:00"}},
    {"a window on a date that did not exist", "Pacific/Apia",
     {.every = MINUTES(600), .hours = WINDOWS(1, {H(8), H(20)})}, "2011-12-29", "2012-01-01", NULL,
     {"2011-12-29T18:00:00-10:00", "2011-12-31T18:00:00+14:00"}},
    {"a window into a date that did not exist ends where it would have begun", "Pacific/Apia",
     {.every = MINUTES(60), .hours = WINDOWS(1, {H(22), H(6)})}, "2011-12-29T20:00", "2011-12-31T20:00",
     NULL, {"2011-12-29T23:00:00-10:00", "2011-12-31T00:00:00+14:00"}},

    {"an interval begins with its window and may end with it", BERLIN,
     {.every = MINUTES(60), .hours = WINDOWS(1, {H(9), H(12)})}, "2026-05-04", "2026-05-05", NULL,
     {"2026-05-04T10:00:00+02:00", "2026-05-04T11:00:00+02:00", "2026-05-04T12:00:00+02:00"}},
    {"whatever from is", BERLIN,
     {.every = MINUTES(90), .hours = WINDOWS(1, {H(9), H(15)})}, "2026-05-04T10:31", "2026-05-04T13:30",
     NULL, {"2026-05-04T12:00:00+02:00"}},
    {"from is included, to is not", BERLIN,
     {.every = MINUTES(90), .hours = WINDOWS(1, {H(9), H(15)})}, "2026-05-04T10:30", "2026-05-04T13:30",
     NULL, {"2026-05-04T10:30:00+02:00", "2026-05-04T12:00:00+02:00"}},
    {"several windows a day", BERLIN,
     {.every = MINUTES(90), .hours = WINDOWS(2, {H(9), H(12)}, {H(13), HM(14, 30)})}, "2026-05-04",
     "2026-05-05", NULL,
     {"2026-05-04T10:30:00+02:00", "2026-05-04T12:00:00+02:00", "2026-05-04T14:30:00+02:00"}},
    {"a window over midnight belongs to the day on which it starts", BERLIN,
     {.every = MINUTES(120), .hours = WINDOWS(1, {H(22), H(3)}), .days = 1 << 4}, "2026-05-07",
     "2026-05-11", NULL, {"2026-05-09T00:00:00+02:00", "2026-05-09T02:00:00+02:00"}},
    {"a window over midnight that began before from", BERLIN,
     {.every = MINUTES(120), .hours = WINDOWS(1, {H(22), H(3)})}, "2026-05-09T01:00", "2026-05-09T09:00",
     NULL, {"2026-05-09T02:00:00+02:00"}},
    {"elapsed time in the night that lost an hour", BERLIN,
     {.every = MINUTES(60), .hours = WINDOWS(1, {H(0), H(5)})}, "2026-03-29", "2026-03-30", NULL,
     {"2026-03-29T01:00:00+01:00", "2026-03-29T03:00:00+02:00", "2026-03-29T04:00:00+02:00",
      "2026-03-29T05:00:00+02:00"}},
    {"elapsed time in the night that gained one", BERLIN,
     {.every = MINUTES(120), .hours = WINDOWS(1, {H(0), H(5)})}, "2026-10-25", "2026-10-26", NULL,
     {"2026-10-25T02:00:00+02:00", "2026-10-25T03:00:00+01:00", "2026-10-25T05:00:00+01:00"}},
    {"a window's edge that was skipped", BERLIN,
     {.every = MINUTES(30), .hours = WINDOWS(1, {HM(2, 30), H(4)})}, "2026-03-29", "2026-03-30", NULL,
     {"2026-03-29T03:30:00+02:00", "2026-03-29T04:00:00+02:00"}},
    {"a window that was skipped whole", BERLIN,
     {.every = MINUTES(10), .hours = WINDOWS(1, {HM(2, 10), HM(2, 50)})}, "2026-03-29", "2026-03-30", NULL,
     {NULL}},
    {"a window's end that is repeated: the first", BERLIN,
     {.every = MINUTES(60), .hours = WINDOWS(1, {H(1), HM(2, 30)})}, "2026-10-25", "2026-10-26", NULL,
     {"2026-10-25T02:00:00+02:00"}},
    {"no hours: each day anew", BERLIN,
     {.every = MINUTES(600)}, "2026-05-04", "2026-05-06", NULL,
     {"2026-05-04T10:00:00+02:00", "2026-05-04T20:00:00+02:00", "2026-05-05T10:00:00+02:00",
      "2026-05-05T20:00:00+02:00"}},
    {"no hours: what ends the day before comes at midnight", BERLIN,
     {.every = MINUTES(480)}, "2026-05-04", "2026-05-05", NULL,
     {"2026-05-04T00:00:00+02:00", "2026-05-04T08:00:00+02:00", "2026-05-04T16:00:00+02:00"}},
    {"an interval that does not fit its window never comes", BERLIN,
     {.every = MINUTES(61), .hours = WINDOWS(1, {H(9), H(10)})}, "2026-01-01", "2027-01-01", NULL, {NULL}},
    {"days limit times too", NEW_YORK,
     {TIMES(1, H(9)), .days = WORKDAYS}, "2026-05-08", "2026-05-12", NULL,
     {"2026-05-08T09:00:00-04:00", "2026-05-11T09:00:00-04:00"}},
    {"no day at all", NEW_YORK, {TIMES(1, H(9)), .days = 0x80}, "2026-05-08", "2027-05-12", NULL, {NULL}},
    {"hours do not limit times", NEW_YORK,
     {TIMES(1, H(21)), .hours = WINDOWS(1, {H(9), H(17)})}, "2026-05-08", "2026-05-09", NULL,
     {"2026-05-08T21:00:00-04:00"}},

    {"an interval of days, never done", BERLIN,
     {.every = 3 * USEC_PER_DAY, TIMES(1, H(20))}, "2026-05-04", "2026-05-12", NULL,
     {"2026-05-04T20:00:00+02:00", "2026-05-07T20:00:00+02:00", "2026-05-10T20:00:00+02:00"}},
    {"an interval of days, from the last done", BERLIN,
     {.every = 7 * USEC_PER_DAY, TIMES(1, H(20))}, "2026-05-04", "2026-05-20", "2026-05-01T09:00",
     {"2026-05-08T20:00:00+02:00", "2026-05-15T20:00:00+02:00"}},
    {"an interval of days that is overdue", BERLIN,
     {.every = 7 * USEC_PER_DAY, TIMES(1, H(20))}, "2026-05-04T20:01", "2026-05-13", "2026-03-01T09:00",
     {"2026-05-05T20:00:00+02:00", "2026-05-12T20:00:00+02:00"}},
    {"an interval of days waits for an allowed day", BERLIN,
     {.every = 2 * USEC_PER_DAY, TIMES(2, H(12), H(20)), .days = WORKDAYS}, "2026-05-07", "2026-05-14", NULL,
     {"2026-05-07T12:00:00+02:00", "2026-05-11T12:00:00+02:00", "2026-05-13T12:00:00+02:00"}},
    {"an interval of one day is one of days", BERLIN,
     {.every = USEC_PER_DAY, TIMES(1, H(20))}, "2026-05-04", "2026-05-06", "2026-05-04T09:00",
     {"2026-05-05T20:00:00+02:00"}},
    {"a day and a half is two days", BERLIN,
     {.every = 36 * USEC_PER_HOUR, TIMES(1, H(20))}, "2026-05-04", "2026-05-08", NULL,
     {"2026-05-04T20:00:00+02:00", "2026-05-06T20:00:00+02:00"}},

    {"nothing between from and from", BERLIN,
     {TIMES(1, H(20))}, "2026-05-04T20:00", "2026-05-04T20:00", NULL, {NULL}},
    {"neither an interval nor a time", BERLIN, {.every = 0}, "2026-05-04", "2026-06-04", NULL, {NULL}},
    {"days without a time", BERLIN, {.every = 7 * USEC_PER_DAY}, "2026-05-04", "2026-06-04", NULL, {NULL}},
};
/* clang-format on */

static void test_lay_out(void **state)
{
    size_t failed = 0;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct lay_out *c = &cases[i];
        CLEANUP(zone_done) struct zone zone = {0};
        struct rule rule = c->rule;
        struct schedule schedule = {.n = 1, .rules = &rule};
        struct agenda *agenda;
        struct agenda_item item;
        int64_t done = INT64_MIN;
        bool same = true;
        size_t n = 0;

        read_zone(&zone, c->zone);
        rule.enabled = true;
        rule.days = rule.days == 0x80 ? 0 : rule.days ? rule.days : EVERY_DAY;
        if (c->last_done)
            done = instant(&zone, c->last_done);
        assert_int_equal(agenda_new(&agenda, &schedule, &zone, instant(&zone, c->from),
                                    instant(&zone, c->to), &done),
                         0);
        for (; same && agenda_next(agenda, &item); n++) {
            char text[WHEN_TEXT_MAX];

            when_print_rfc3339((struct wall){item.due * USEC_PER_SEC}, zone_offset(&zone, item.due),
                               text);
            same = c->items[n] && strcmp(text, c->items[n]) == 0;
            if (!same)
                print_error("%s: item %zu is %s, not %s\n", c->name, n, text,
                            c->items[n] ? c->items[n] : "the end");
        }
        if (same && c->items[n])
            print_error("%s: %s is missing\n", c->name, c->items[n]);
        failed += !same || c->items[n] || agenda_next(agenda, &item);
        assert_null(agenda_free(agenda));
    }
    assert_int_equal(failed, 0);
}

/* By time, then by name; disabled rules stay out; numbers are the schedule's. */
static void test_order(void **state)
{
    static const struct {
        int64_t hour;
        size_t rule;
    } wanted[] = {{9, 2}, {10, 4}, {10, 0}, {10, 2}, {11, 2}};
    struct rule rules[] = {
        {.name = "b", .enabled = true, .days = EVERY_DAY, TIMES(1, H(10))},
        {.name = "off", .days = EVERY_DAY, TIMES(1, H(10))},
        {.name = "c",
         .enabled = true,
         .days = EVERY_DAY,
         .every = MINUTES(60),
         .hours = WINDOWS(1, {H(8), H(11)})},
        {.name = "never", .enabled = true, .days = EVERY_DAY},
        {.name = "a", .enabled = true, .days = EVERY_DAY, TIMES(1, H(10))},
    };
    struct schedule schedule = {.n = COUNT_OF(rules), .rules = rules};
    CLEANUP(zone_done) struct zone zone = {0};
    struct agenda *agenda;
    struct agenda_item item;

    (void)state;
    assert_int_equal(zone_fixed(&zone, 0), 0);
    assert_int_equal(agenda_new(&agenda, &schedule, &zone, 0, SECONDS_PER_DAY, NULL), 0);
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        assert_true(agenda_next(agenda, &item));
        assert_int_equal(item.due, wanted[i].hour * 3600);
        assert_int_equal(item.rule, wanted[i].rule);
    }
    assert_false(agenda_next(agenda, &item));
    assert_null(agenda_free(agenda));
}

/* What was looked up for one rule after the clocks changed does not mislead another before. */
static void test_fold_for_two(void **state)
{
    static const struct {
        int32_t after; /* seconds after the first midnight */
        size_t rule;
    } wanted[] = {{H(1), 0}, {HM(1, 30), 1}, {HM(2, 30), 1}, {HM(4, 30), 0}};
    struct rule rules[] = {
        {.name = "a", .enabled = true, .days = EVERY_DAY, TIMES(2, H(1), HM(3, 30))},
        {.name = "b", .enabled = true, .days = EVERY_DAY, TIMES(2, HM(1, 30), HM(2, 30))},
    };
    struct schedule schedule = {.n = COUNT_OF(rules), .rules = rules};
    CLEANUP(zone_done) struct zone zone = {0};
    struct agenda *agenda;
    struct agenda_item item;
    int64_t from;

    (void)state;
    read_zone(&zone, BERLIN);
    from = instant(&zone, "2026-10-25");
    assert_int_equal(agenda_new(&agenda, &schedule, &zone, from, from + SECONDS_PER_DAY, NULL), 0);
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        assert_true(agenda_next(agenda, &item));
        assert_int_equal(item.due, from + wanted[i].after);
        assert_int_equal(item.rule, wanted[i].rule);
    }
    assert_false(agenda_next(agenda, &item));
    assert_null(agenda_free(agenda));
}

static void test_empty(void **state)
{
    struct schedule schedule = {0};
    CLEANUP(zone_done) struct zone zone = {0};
    struct agenda *agenda;
    struct agenda_item item;

    (void)state;
    assert_int_equal(zone_fixed(&zone, 3600), 0);
    assert_int_equal(agenda_new(&agenda, &schedule, &zone, 0, INT64_C(1) << 40, NULL), 0);
    assert_false(agenda_next(agenda, &item));
    assert_null(agenda_free(agenda));
    assert_null(agenda_free(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lay_out),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_fold_for_two),
        cmocka_unit_test(test_empty),
    };
    return cmocka_run_group_tests_name("agenda", tests, NULL, NULL);
}
