/* What the keys of the schedule file say about each other, once each has been read by itself. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/moment.h"
#include "common/scope.h"
#include "common/span.h"
#include "config/loader.h"

static struct seen *seen_key(struct loader *l, const char *key)
{
    return &l->seen[schema_find(l->section, key) - schema];
}

static void conflict(struct loader *l, const char *key, const char *why)
{
    const struct seen *seen = seen_key(l, key);

    loader_complain(l, seen->line, "[%s] %s = %s: %s", l->title, key, seen->value, why);
}

/* A key that was refused has had its complaint, and stands at its default: nothing follows from it.
 */
static void check_reminder(struct loader *l)
{
    const struct rule *rule = l->rule;
    bool every_known = !seen_key(l, "every")->refused, at_known = !seen_key(l, "at")->refused;
    char why[WHY_MAX], span[SPAN_TEXT_MAX];

    if (every_known && at_known && rule->every == 0 && rule->at_n == 0 && rule->random == 0 &&
        !seen_key(l, "random")->refused)
        loader_complain(
            l, l->section_line,
            "[%s]: it never comes; give it an interval, for example every = 1h, or a time of "
            "day, for example at = 21:30",
            l->title);
    if (at_known && rule->every >= USEC_PER_DAY && rule->at_n == 0)
        conflict(l, "every", "an interval of a day or more needs at, the time of day to come at");
    if (rule->every > 0 && rule->every < USEC_PER_DAY && rule->at_n > 0)
        conflict(l, "every", "an interval under a day does not go with at; make two reminders");
    if (rule->random > 0 && (rule->every > 0 || rule->at_n > 0))
        conflict(l, "random", "goes with neither every nor at; make two reminders");
    if (rule->every > 0 && rule->rest >= rule->every) {
        span_print(rule->every, span);
        (void)snprintf(why, sizeof(why), "must be shorter than every, which is %s", span);
        conflict(l, "rest", why);
    }
    if (rule->target > 0 && rule->amount == 0 && !seen_key(l, "amount")->refused)
        conflict(l, "target", "needs amount, how much one drink is, for example amount = 200ml");
}

/* One that says nothing else about itself is of the kind that its name says. */
static void settle_kind(struct rule *rule)
{
    static const struct {
        const char *name;
        enum rule_kind kind;
    } kinds[] = {
        {"routine", KIND_ROUTINE}, {"posture", KIND_POSTURE}, {"workstation", KIND_WORKSTATION}};

    if (rule->kind != KIND_AUTO)
        return;
    rule->kind = KIND_PLAIN;
    for (size_t i = 0; i < COUNT_OF(kinds) && !rule->moves[0] && rule->amount == 0; i++)
        if (strcmp(rule->name, kinds[i].name) == 0)
            rule->kind = kinds[i].kind;
}

static void check_presence(struct loader *l)
{
    const struct seen *away = seen_key(l, "away-after"), *idle = seen_key(l, "idle-after");
    char why[WHY_MAX], idle_span[SPAN_TEXT_MAX], away_span[SPAN_TEXT_MAX];

    if (away->refused || idle->refused || l->settings.away_after >= l->settings.idle_after)
        return;
    if (away->line == 0 && idle->line == 0) /* a second [presence]: it was said of the first */
        return;
    span_print(l->settings.idle_after, idle_span);
    span_print(l->settings.away_after, away_span);
    (void)snprintf(why, sizeof(why), "away-after (%s) must not be shorter than idle-after (%s)",
                   away_span, idle_span);
    conflict(l, away->line > 0 ? "away-after" : "idle-after", why);
}

void check_section(struct loader *l)
{
    if (l->section == SECTION_REMINDER) {
        check_reminder(l);
        settle_kind(l->rule);
    } else if (l->section == SECTION_PRESENCE) {
        check_presence(l);
    }
}

static int compare_names(const void *a, const void *b)
{
    const struct rule *x = *(const struct rule *const *)a, *y = *(const struct rule *const *)b;
    int order = strcmp(x->name, y->name);

    return order != 0 ? order : (x > y) - (x < y);
}

/* Sorted, names that stand twice are neighbours: no search for each of 20,000. */
void check_names(struct loader *l)
{
    const struct schedule *schedule = &l->settings.schedule;
    AUTO_FREE const struct rule **sorted = malloc((schedule->n + 1) * sizeof(const struct rule *));

    if (!sorted) {
        l->error = -ENOMEM;
        return;
    }
    for (size_t i = 0; i < schedule->n; i++)
        sorted[i] = &schedule->rules[i];
    qsort(sorted, schedule->n, sizeof(const struct rule *), compare_names);
    for (size_t i = 1; i < schedule->n; i++)
        if (strcmp(sorted[i - 1]->name, sorted[i]->name) == 0)
            loader_complain(l, l->rule_lines[sorted[i] - schedule->rules],
                            "[reminder %s]: it stands here a second time, after line %u",
                            sorted[i]->name, l->rule_lines[sorted[i - 1] - schedule->rules]);
}
