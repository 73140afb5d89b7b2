/* A level day by day. A day without an entry has no value; it never counts as a zero. */
#include "cli/days.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/render.h"
#include "common/entry.h"
#include "common/span.h"

int days_parse(const char *text, size_t *ret, char ret_why[static DAYS_WHY_MAX])
{
    int64_t us = 0, days;

    days = span_parse(text, &us) == 0 ? us / USEC_PER_DAY : 0;
    if (days >= 1 && days <= DAYS_MAX) {
        *ret = (size_t)days;
        return 0;
    }
    (void)snprintf(ret_why, DAYS_WHY_MAX,
                   "\"%.40s\" is not a span of a day or more, like 28d or 12w", text);
    return -EINVAL;
}

int days_init(struct days *ret, int64_t first, size_t n)
{
    *ret = (struct days){first, n, ENTRY_PAIN, calloc(n + 1, sizeof(struct day))};
    return ret->items ? 0 : -ENOMEM;
}

void days_done(struct days *days)
{
    free(days->items);
    *days = (struct days){0};
}

void days_add(struct days *days, const json_t *entry)
{
    const char *kind = member_text(entry, "kind"), *measure = member_text(entry, "measure");
    int64_t level = member_int(entry, "level", -1), i;
    struct stamp at;
    struct day *day;

    if (!kind || !stamp_parse(member_text(entry, "at"), &at))
        return;
    i = stamp_day(at) - days->first;
    if (i < 0 || (uint64_t)i >= days->n)
        return;
    day = &days->items[i];
    if (strcmp(kind, entry_kind_name(ENTRY_MASSAGE)) == 0)
        day->massage = true;
    if (strcmp(kind, entry_kind_name(days->kind)) != 0 || level < 0)
        return;
    day->sum += (double)level;
    day->n++;
    if (measure && strcmp(measure, "average") == 0) {
        day->averages += (double)level;
        day->averages_n++;
    }
}

double day_value(const struct day *day)
{
    if (day->averages_n > 0)
        return day->averages / (double)day->averages_n;
    return day->n > 0 ? day->sum / (double)day->n : -1;
}
