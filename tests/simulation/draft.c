/* Mostly what people have, and everything that the schedule file allows. */
#include "tests/simulation/draft.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/scope.h"

#define MINUTE INT64_C(60)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
#define MANY   12 /* reminders */

static const char *const hours_texts[] = {
    "09:00-17:30",
    "09:00-17:30",
    "09:00-12:00, 13:00-17:30",
    "08:15-10:00, 10:00-12:45, 14:00-18:00:30",
    "all day",
    "22:00-06:00",
    "00:00-02:30, 07:00-23:59:59",
    "12:00-24:00",
    "18:00-02:30",
    "06:00-07:00, 08:00-09:00, 12:00-14:00, 16:00-23:00",
};
static const char *const days_texts[] = {"mon-fri",  "mon-fri",       "every day", "every day",
                                         "sat, sun", "mon, wed, fri", "sun-thu",   "tue"};
static const int32_t times[] = {0, 30 * 60, 9000, 10800, 43200, 77400, 79200, 86340, 86399};

#define ANY_OF(random, list) ((list)[random_between(random, 0, (int64_t)COUNT_OF(list) - 1)])

static void add_time(struct draft_rule *rule, int32_t second)
{
    for (int i = 0; i < rule->times_n; i++)
        if (rule->times[i] == second)
            return;
    rule->times[rule->times_n++] = second;
}

static void make_times(struct draft_rule *rule, struct random *random)
{
    int n = random_chance(random, 60) ? 1 : (int)random_between(random, 2, DRAFT_TIMES);

    for (int i = 0; i < n; i++)
        add_time(rule, random_chance(random, 30)
                           ? ANY_OF(random, times)
                           : (int32_t)(60 * random_between(random, 7 * 60, 23 * 60)));
}

static void make_rule(struct draft_rule *rule, struct random *random)
{
    *rule = (struct draft_rule){
        .there = true,
        .enabled = random_chance(random, 95),
        .snooze = random_span(random, MINUTE, 2 * HOUR),
        .snoozes = (int)random_between(random, 0, 3),
        .repeat = random_chance(random, 25) ? 0 : random_span(random, MINUTE, 40 * MINUTE),
    };
    if (random_chance(random, 60)) {
        rule->every =
            random_span(random, random_chance(random, 40) ? 5 * MINUTE : 25 * MINUTE, 12 * HOUR);
        if (random_chance(random, 70))
            rule->every -= rule->every % (5 * MINUTE);
        rule->clock = random_chance(random, 30);
        if (random_chance(random, 70))
            rule->rest = random_span(random, 2 * MINUTE, 2 * HOUR);
    } else {
        make_times(rule, random);
        if (random_chance(random, 25))
            rule->every = random_between(random, 1, 10) * DAY;
        if (random_chance(random, 30))
            rule->rest = random_span(random, 2 * MINUTE, 30 * MINUTE);
    }
    if (rule->every && rule->rest >= rule->every)
        rule->rest = rule->every / 2;
    if (random_chance(random, 50))
        rule->hours = ANY_OF(random, hours_texts);
    if (rule->every > 3 * HOUR && random_chance(random, 95)) /* else it hardly ever comes */
        rule->hours = "all day";
    if (random_chance(random, 50))
        rule->days = ANY_OF(random, days_texts);
}

static void make_general(struct draft *d, struct random *random)
{
    d->hours = ANY_OF(random, hours_texts);
    d->days = ANY_OF(random, days_texts);
    d->merge = random_chance(random, 20) ? 0 : random_span(random, 10, 30 * MINUTE);
    d->catch_up = random_chance(random, 15) ? 0 : random_span(random, MINUTE, 2 * HOUR);
    d->limit = (int)random_between(random, 1, random_chance(random, 10) ? 40 : 10);
}

void draft_make(struct draft *d, struct random *random)
{
    *d = (struct draft){.n = (int)random_span(random, 1, MANY)};
    make_general(d, random);
    for (int i = 0; i < d->n; i++)
        make_rule(&d->rules[i], random);
}

static void change_rule(struct draft_rule *rule, struct random *random)
{
    struct draft_rule other;

    make_rule(&other, random);
    switch (random_between(random, 0, 5)) {
    case 0:
        rule->there = false;
        break;
    case 1:
        rule->enabled = !rule->enabled;
        break;
    case 2:
        *rule = other;
        break;
    case 3:
        rule->hours = other.hours;
        rule->days = other.days;
        break;
    case 4:
        rule->snoozes = other.snoozes;
        rule->repeat = other.repeat;
        break;
    default:
        if (rule->every && !rule->times_n && rule->every > 20 * MINUTE)
            rule->every -= random_between(random, 1, 5) * MINUTE;
        if (rule->every && rule->rest >= rule->every)
            rule->rest = rule->every / 2;
        break;
    }
}

void draft_edit(struct draft *d, struct random *random)
{
    struct draft other;
    int there = 0;

    for (int i = 0; i < d->n; i++)
        there += d->rules[i].there;
    if (random_chance(random, 30) && there < MANY && d->n < DRAFT_RULES)
        make_rule(&d->rules[d->n++], random);
    if (random_chance(random, 70))
        change_rule(&d->rules[random_between(random, 0, d->n - 1)], random);
    if (random_chance(random, 30)) {
        make_general(&other, random);
        d->merge = other.merge;
        d->catch_up = other.catch_up;
        d->limit = other.limit;
    }
}

/* ---------------------------------------------------------------- written */

struct text {
    char *to;
    size_t n;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *text, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    text->n += (size_t)vsnprintf(text->to + text->n, DRAFT_TEXT_MAX - text->n, format, arguments);
    va_end(arguments);
    if (text->n >= DRAFT_TEXT_MAX)
        abort();
}

static void print_rule(struct text *text, int number, const struct draft_rule *rule)
{
    add(text, "[reminder r%d]\n", number);
    if (rule->every % DAY == 0 && rule->every)
        add(text, "every = %lldd\n", (long long)(rule->every / DAY));
    else if (rule->every)
        add(text, "every = %llds\n", (long long)rule->every);
    for (int i = 0; i < rule->times_n; i++)
        add(text, "%s%02d:%02d:%02d", i ? ", " : "at = ", (int)(rule->times[i] / 3600),
            (int)(rule->times[i] / 60 % 60), (int)(rule->times[i] % 60));
    add(text, "%s", rule->times_n ? "\n" : "");
    if (rule->clock)
        add(text, "counts = clock\n");
    if (rule->hours)
        add(text, "hours = %s\n", rule->hours);
    if (rule->days)
        add(text, "days = %s\n", rule->days);
    if (rule->rest)
        add(text, "rest = %llds\n", (long long)rule->rest);
    add(text, "snooze = %llds\nsnoozes = %d\nrepeat = %llds\n%s", (long long)rule->snooze,
        rule->snoozes, (long long)rule->repeat, rule->enabled ? "" : "enabled = no\n");
}

void draft_print(const struct draft *d, char ret[static DRAFT_TEXT_MAX])
{
    struct text text = {ret, 0};

    add(&text, "[general]\nhours = %s\ndays = %s\nmerge = %llds\nlimit = %d\ncatch-up = %llds\n",
        d->hours, d->days, (long long)d->merge, d->limit, (long long)d->catch_up);
    for (int i = 0; i < d->n; i++)
        if (d->rules[i].there)
            print_rule(&text, i, &d->rules[i]);
}

size_t draft_number(const char *name)
{
    return (size_t)strtoul(name + 1, NULL, 10);
}
