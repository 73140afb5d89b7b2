/* The plan as texts. A word is left out when its first number is 0, "not so". The plan's own text
 * says what its clocks read when it was written; the boot clock goes on from there after a restart,
 * so the texts of reminders that did not change stay true. */
#include <stdio.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/schedule/plan_internal.h"

#define OF(member) offsetof(struct item, member), sizeof(((struct item *)NULL)->member)

const struct plan_word plan_words[] = {
    {"open", OF(open)},    {"held", OF(held)},         {"put-off", OF(put)},
    {"done", OF(done)},    {"done-day", OF(day.base)}, {"not-before", OF(day.retry)},
    {"times", OF(labels)}, {"ahead", OF(ahead)},       {"latest", OF(latest)},
    {"quiet", OF(quiet)},
};
const size_t plan_words_n = COUNT_OF(plan_words);

const char *plan_start_word(const struct rule *rule)
{
    return rule->counts == COUNTS_DESK ? "desk" : "clock";
}

/* ---------------------------------------------------------------- writing */

/* One word more, if it fits. */
static void add_word(char text[static PLAN_VALUE_MAX], const char *name, const int64_t *numbers,
                     size_t n)
{
    size_t begin = strlen(text), at = begin;

    while (n > 1 && numbers[n - 1] == 0)
        n--;
    for (size_t i = 0; i < n; i++) {
        int more = i == 0
                       ? snprintf(text + at, PLAN_VALUE_MAX - at, "%s%s=%lld", at ? " " : "", name,
                                  (long long)numbers[i])
                       : snprintf(text + at, PLAN_VALUE_MAX - at, ",%lld", (long long)numbers[i]);

        at += (size_t)more;
        if (at >= PLAN_VALUE_MAX) {
            text[begin] = '\0';
            return;
        }
    }
}

static void write_item(const struct plan *p, size_t i, char text[static PLAN_VALUE_MAX])
{
    const struct rule *rule = plan_rule(p, i);
    const struct item *it = &p->items[i];
    int64_t numbers[NUMBERS_MAX] = {0};

    text[0] = '\0';
    for (size_t k = 0; k < rule->at_n; k++)
        numbers[k] = rule->at[k] + 1; /* 0: it has none */
    add_word(text, "at", numbers, rule->at_n ? rule->at_n : 1);
    numbers[0] = rule->random;
    if (rule->random)
        add_word(text, "random", numbers, 1);
    if (it->inside)
        add_word(text, plan_start_word(rule), &it->start, 1);
    for (size_t w = 0; w < plan_words_n; w++) {
        memcpy(numbers, (const char *)it + plan_words[w].offset, plan_words[w].size);
        if (numbers[0])
            add_word(text, plan_words[w].name, numbers, plan_words[w].size / sizeof(*numbers));
    }
}

/* When the notices of the last hour were shown: now, and, the newest first, each as its distance
 * from what came after it. */
static void write_shown(const struct plan *p, char text[static PLAN_VALUE_MAX])
{
    int64_t numbers[NUMBERS_MAX] = {p->boot}, now = p->boot;
    size_t n = 1;

    for (uint64_t k = p->shown_n; k > 0 && n <= p->ring && n <= SHOWN_MAX; n++) {
        int64_t at = p->shown[--k % p->ring];

        if (p->boot - at > USEC_PER_HOUR)
            break;
        numbers[n] = now - at + 1; /* no distance is 0 */
        now = at;
    }
    text[0] = '\0';
    add_word(text, "shown", numbers, n);
}

/* The clocks as the last step left them, for all that has been dealt with was dealt with by then;
 * but desk time as it is now, since nobody counts it for us while we do not run. */
static void write_plan(const struct plan *p, struct moment now, char text[static PLAN_VALUE_MAX])
{
    int64_t since = now.boot.us + p->axis - p->boot;
    int64_t desk = p->desk + (plan_counting(p) && since > 0 ? since : 0);
    int64_t numbers[NUMBERS_MAX] = {p->wall, p->boot};

    text[0] = '\0';
    add_word(text, "now", numbers, 2);
    add_word(text, "desk", &desk, 1);
    add_word(text, "back", &p->back, 1);
    if (p->paused)
        add_word(text, "paused", &p->until, 1);
    numbers[0] = (int64_t)p->notices;
    numbers[1] = p->orders;
    numbers[2] = p->latest;
    numbers[3] = p->nudges;
    add_word(text, "counts", numbers, 4);
    for (size_t k = 0; k < p->lived_n; k++) {
        numbers[2 * k] = p->lived[k].from;
        numbers[2 * k + 1] = p->lived[k].to;
    }
    add_word(text, "lived", numbers, 2 * p->lived_n);
}

bool plan_take_changed(struct plan *p, struct moment now, struct plan_saved *ret)
{
    size_t i = plan_first(p, LIST_CHANGED);

    *ret = (struct plan_saved){0};
    if (p->gone_taken < p->gone_n) {
        (void)snprintf(ret->key, sizeof(ret->key), "reminder %s", p->gone_names[p->gone_taken++]);
    } else if (i != p->n) {
        plan_unlink(p, LIST_CHANGED, i);
        (void)snprintf(ret->key, sizeof(ret->key), "reminder %s", plan_rule(p, i)->name);
        write_item(p, i, ret->value);
    } else if (p->changed) {
        p->changed = false;
        (void)snprintf(ret->key, sizeof(ret->key), "plan");
        write_plan(p, now, ret->value);
    } else if (p->shown_changed) {
        p->shown_changed = false;
        (void)snprintf(ret->key, sizeof(ret->key), "hour");
        write_shown(p, ret->value);
    } else {
        return false;
    }
    return true;
}
