/* Any bytes as a schedule file: they load, and then every value is within its limits; or they are
 * refused, and then the complaints say so, in valid text and in the order of lines. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/moment.h"
#include "common/scope.h"
#include "common/span.h"
#include "common/text.h"
#include "config/config.h"

#define CHECK(x)                                                          \
    do {                                                                  \
        if (!(x)) {                                                       \
            (void)fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #x); \
            abort();                                                      \
        }                                                                 \
    } while (0)

static void check_span(int64_t us, int64_t min, int64_t max)
{
    CHECK(us >= min && us <= max && us % USEC_PER_SEC == 0);
}

static void check_text(const char *text, size_t size)
{
    CHECK(strnlen(text, size) < size);
    CHECK(text_valid(text));
}

static void check_hours(const struct hours *hours)
{
    CHECK(hours->n >= 1 && hours->n <= RULE_WINDOWS_MAX);
    for (size_t i = 0; i < hours->n; i++) {
        const struct window *w = &hours->windows[i];

        CHECK(w->from >= 0 && w->from < 86400 && w->to >= 0 && w->to <= 86400 && w->from != w->to);
        CHECK(i == 0 || w->from > w[-1].from);
        CHECK(i + 1 == hours->n || (w->to > w->from && w->to <= w[1].from));
    }
}

static void check_rule(const struct schedule *schedule, size_t i)
{
    const struct rule *rule = &schedule->rules[i];

    check_text(rule->name, sizeof(rule->name));
    CHECK(rule->name[0] >= 'a' && rule->name[0] <= 'z' && strcmp(rule->name, "all") != 0);
    CHECK(schedule_find(schedule, rule->name) == i);
    check_text(rule->message, sizeof(rule->message));
    check_text(rule->icon, sizeof(rule->icon));
    check_text(rule->sound, sizeof(rule->sound));
    check_text(rule->moves, sizeof(rule->moves));
    check_text(rule->command, sizeof(rule->command));
    check_span(rule->every, 0, SPAN_LIMIT_US);
    CHECK(rule->every > 0 || rule->at_n > 0 || rule->random > 0);
    CHECK(rule->random >= 0 && rule->random <= RULE_AT_MAX);
    CHECK(rule->random == 0 || (rule->every == 0 && rule->at_n == 0));
    CHECK(rule->kind < KIND_AUTO);
    CHECK(rule->every == 0 || (rule->every >= USEC_PER_DAY) == (rule->at_n > 0));
    CHECK(rule->at_n <= RULE_AT_MAX);
    for (size_t k = 0; k < rule->at_n; k++)
        CHECK(rule->at[k] >= 0 && rule->at[k] < 86400 && (k == 0 || rule->at[k] > rule->at[k - 1]));
    check_hours(&rule->hours);
    CHECK(rule->days >= 1 && rule->days <= EVERY_DAY);
    check_span(rule->rest, 0, rule->every > 0 ? rule->every - 1 : SPAN_LIMIT_US);
    check_span(rule->snooze, USEC_PER_SEC, USEC_PER_DAY);
    check_span(rule->repeat, 0, USEC_PER_DAY);
    check_span(rule->timeout, 0, USEC_PER_DAY);
    CHECK(rule->snoozes >= 0 && rule->snoozes <= 100);
    CHECK(rule->counts == COUNTS_DESK || rule->counts == COUNTS_CLOCK);
    CHECK(rule->urgency <= URGENCY_CRITICAL);
    CHECK(rule->amount >= 0 && rule->amount <= AMOUNT_MAX_ML);
    CHECK(rule->target >= 0 && rule->target <= AMOUNT_MAX_ML);
    CHECK(rule->target == 0 || rule->amount > 0);
}

static void check_settings(const struct settings *s)
{
    CHECK(s->schedule.n <= SCHEDULE_RULES_MAX);
    for (size_t i = 0; i < s->schedule.n; i++)
        check_rule(&s->schedule, i);
    check_span(s->schedule.merge, 0, USEC_PER_HOUR - 1);
    check_span(s->schedule.catch_up, 0, 7 * USEC_PER_DAY);
    CHECK(s->schedule.limit >= 1 && s->schedule.limit <= 1000000);
    check_hours(&s->hours);
    CHECK(s->days >= 1 && s->days <= EVERY_DAY);
    check_span(s->idle_after, USEC_PER_SEC, USEC_PER_DAY);
    check_span(s->away_after, s->idle_after, USEC_PER_DAY);
    check_text(s->defer_for, sizeof(s->defer_for));
    check_text(s->defer_command, sizeof(s->defer_command));
    check_span(s->defer_at_most, 0, USEC_PER_DAY);
    CHECK(s->pain_ask_at >= -1 && s->pain_ask_at < 86400);
    check_span(s->massage_every, 0, 366 * USEC_PER_DAY);
    CHECK(s->massage_every % USEC_PER_DAY == 0);
    CHECK(s->massage_weekday >= -1 && s->massage_weekday <= 6);
    check_text(s->massage_remind_before, sizeof(s->massage_remind_before));
}

static void check_complaints(const struct complaints *c)
{
    unsigned long last = 0;

    CHECK(c->n >= 1 && c->n <= COMPLAINTS_MAX + 1);
    CHECK((c->n == COMPLAINTS_MAX + 1) == (c->dropped > 0));
    for (size_t i = 0; i < c->n && i < COMPLAINTS_MAX; i++) {
        unsigned long line;

        check_text(c->items[i], COMPLAINT_MAX);
        CHECK(strncmp(c->items[i], "f:", 2) == 0);
        line = strtoul(c->items[i] + 2, NULL, 10);
        CHECK(line >= 1 && line >= last);
        last = line;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(complaints_done) struct complaints c = {0};
    CLEANUP(settings_done) struct settings s = {0};
    AUTO_FCLOSE FILE *stream = fmemopen((void *)(uintptr_t)data, size, "r");
    int r;

    if (!stream)
        return 0;
    r = settings_read_stream(stream, "f", &s, &c);
    CHECK(r == 0 || r == -EINVAL);
    if (r == 0) {
        CHECK(c.n == 0);
        check_settings(&s);
    } else {
        CHECK(s.schedule.rules == NULL);
        check_complaints(&c);
    }
    return 0;
}
