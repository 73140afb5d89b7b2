/* Exact fractions, gates and claims: the few rules that every statistic obeys.
 *
 * A claim is made from the same fraction that is printed, so the words never contradict the number.
 */
#include "daemon/care/stat.h"

#include <stdio.h>
#include <stdlib.h>

const struct stat_settings stat_defaults = {.week_logged = 5, .same = STAT_POINT, .clear_cm = 10};

struct stat_ratio stat_ratio(int64_t num, int64_t den)
{
    int64_t a = num < 0 ? -num : num, b = den < 0 ? -den : den;

    while (b != 0) {
        int64_t rest = a % b;

        a = b;
        b = rest;
    }
    if (den < 0)
        a = -a;
    return (struct stat_ratio){num / a, den / a};
}

struct stat_ratio stat_divide(struct stat_ratio r, int64_t by)
{
    return stat_ratio(r.num, r.den * by);
}

int stat_compare(struct stat_ratio a, struct stat_ratio b)
{
    int64_t whole_a = a.num / a.den, whole_b = b.num / b.den;
    int64_t left = a.num % a.den * b.den, right = b.num % b.den * a.den;

    if (whole_a != whole_b)
        return whole_a < whole_b ? -1 : 1;
    return (left > right) - (left < right);
}

int64_t stat_round(int64_t num, int64_t den)
{
    int64_t size = num < 0 ? -num : num;
    int64_t whole = size / den + (size % den >= den - size % den);

    return num < 0 ? -whole : whole;
}

void stat_print(struct stat_ratio r, int decimals, char ret[static STAT_TEXT_MAX])
{
    int64_t unit = 1, scaled, size;

    for (int i = 0; i < decimals; i++)
        unit *= 10;
    scaled = r.num / r.den * unit + stat_round(r.num % r.den * unit, r.den);
    size = scaled < 0 ? -scaled : scaled;
    if (decimals == 0)
        (void)snprintf(ret, STAT_TEXT_MAX, "%lld", (long long)scaled);
    else
        (void)snprintf(ret, STAT_TEXT_MAX, "%s%lld.%0*lld", scaled < 0 ? "-" : "",
                       (long long)(size / unit), decimals, (long long)(size % unit));
}

struct stat_gate stat_gate(enum stat_short otherwise, size_t have, size_t need)
{
    return (struct stat_gate){have >= need ? STAT_ENOUGH : otherwise, have, need};
}

enum stat_claim stat_claim(struct stat_ratio change, struct stat_ratio same,
                           const struct stat_interval *interval)
{
    struct stat_ratio size = {change.num < 0 ? -change.num : change.num, change.den};

    if (change.num == 0 || stat_compare(size, same) < 0)
        return STAT_CLAIM_SAME;
    if (interval && interval->known && interval->low.num <= 0 && interval->high.num >= 0)
        return STAT_CLAIM_OPEN;
    return change.num < 0 ? STAT_CLAIM_LOWER : STAT_CLAIM_HIGHER;
}

enum stat_reach stat_reach(int before_cm, int after_cm, const struct stat_settings *set)
{
    int change = after_cm > before_cm ? after_cm - before_cm : before_cm - after_cm;

    return change >= set->clear_cm ? STAT_REACH_CLEAR
           : change >= 5           ? STAT_REACH_POSSIBLE
                                   : STAT_REACH_NONE;
}

static int ascending(const void *x, const void *y)
{
    int32_t a = *(const int32_t *)x, b = *(const int32_t *)y;

    return (a > b) - (a < b);
}

void stat_sort(int32_t *values, size_t n)
{
    qsort(values, n, sizeof(*values), ascending);
}
