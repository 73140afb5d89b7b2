/* The civil calendar and a zone as a table: dates, local times and the instants they stand for.
 *
 * Pure: a zone is data handed in (zone_system.h reads the machine's). A local time that
 * does not exist is the first instant that does; one that exists twice is its first.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SECONDS_PER_DAY 86400

/* From this second on (since the epoch), local time is UTC plus this many seconds. */
struct zone_span {
    int64_t from;
    int32_t offset;
};

/* At least one span, ascending; the first reaches back for ever (from = INT64_MIN), the last ahead.
 */
struct zone {
    size_t n;
    struct zone_span *spans; /* owned */
};

/* How a local time meets its zone. */
enum zone_fit {
    ZONE_EXACT,  /* exists once */
    ZONE_GAP,    /* skipped: the first instant after the gap is given */
    ZONE_FOLD,   /* exists twice: the first is given */
    ZONE_NO_DAY, /* its whole date was skipped (Apia, 2011-12-30): no instant */
};

/* Days since 1970-01-01 of a proleptic Gregorian date; month 1-12, day 1-31 (not checked here). */
int64_t civil_day(int year, int month, int day);
void civil_from_day(int64_t day, int *ret_year, int *ret_month, int *ret_day);
/* 0 = Monday … 6 = Sunday. */
int civil_weekday(int64_t day);
/* Whether year-month-day is a date that exists, years 1-9999. */
bool civil_valid(int year, int month, int day);

/* The day of a local second since the epoch; ret_second: which of that day it is, NULL: no matter.
 */
int64_t civil_of(int64_t local, int32_t *ret_second);
/* The index of the span that holds at a second since the epoch. Binary search.
 * Here and below: days and seconds of the years 1-9999, offsets of less than 26 hours. */
size_t zone_span(const struct zone *zone, int64_t at);
/* Seconds east of UTC then. */
int32_t zone_offset(const struct zone *zone, int64_t at);
/* The local day and second of the day (0-86399) of an instant. */
void zone_local(const struct zone *zone, int64_t at, int64_t *ret_day, int32_t *ret_second);
/* The instant of a local time; second is 0-86400 (86400: the end of that day).
 * *ret_at is untouched for ZONE_NO_DAY. */
enum zone_fit zone_instant(const struct zone *zone, int64_t day, int32_t second, int64_t *ret_at);
/* A zone of one offset. Returns 0 or -ENOMEM. zone_done() frees. */
int zone_fixed(struct zone *ret, int32_t offset);
void zone_done(struct zone *zone);
