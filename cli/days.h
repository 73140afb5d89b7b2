/* A level day by day, from entries. Pure. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/entry.h"

struct day {
    double sum, averages; /* of levels; of those that are a day's average */
    size_t n, averages_n;
    bool massage;
};

/* A row of civil days. */
struct days {
    int64_t first;
    size_t n;
    enum entry_kind kind; /* whose level it is; days_init() says pain */
    struct day *items;    /* owned */
};

/* Days of a span as typed, "28d" or "12w", at least one. 0, or -EINVAL with why. */
#define DAYS_MAX     36600
#define DAYS_WHY_MAX 128
int days_parse(const char *text, size_t *ret, char ret_why[static DAYS_WHY_MAX]);
/* 0 or -ENOMEM. days_done() frees. */
int days_init(struct days *ret, int64_t first, size_t n);
void days_done(struct days *days);
/* An Entry of org.knead, by the local day on which it was so; others than levels of its kind
 * and massages, and other days, are passed over. */
void days_add(struct days *days, const json_t *entry);
/* A day's value: the mean of its averages, else of its levels (CARE R54); -1: unknown. */
double day_value(const struct day *day);
