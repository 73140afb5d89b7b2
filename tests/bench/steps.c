/* steps N: how fast the engine is with N reminders, half of them at times of day, half by
 * intervals, no two alike. The plan is stepped wherever plan_next() says, and what is shown is done
 * at once. Prints how many steps a second, and the nanoseconds of one search for the next and one
 * step.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/scope.h"
#include "daemon/schedule/plan.h"

#define STEPS  200000
#define MONDAY INT64_C(1777852800000000) /* 2026-05-04T00:00Z */

static void draw_up(struct schedule *s)
{
    for (size_t i = 0; i < s->n; i++) {
        struct rule *rule = &s->rules[i];

        (void)snprintf(rule->name, sizeof(rule->name), "r%zu", i);
        rule->enabled = true;
        rule->days = EVERY_DAY;
        rule->snoozes = 2;
        if (i % 2) {
            rule->every = USEC_PER_HOUR + (int64_t)i * USEC_PER_SEC;
            continue;
        }
        rule->at_n = 1;
        rule->at[0] = (int32_t)(i * SECONDS_PER_DAY / s->n);
    }
}

static int64_t nanoseconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* One step, and those in which what it shows is done; returns how many. */
static size_t step(struct plan *plan, struct moment now, struct effects *effects)
{
    size_t steps = 1;

    effects->n = 0;
    if (plan_step(plan, &(struct event){.kind = EVENT_TIME}, now, effects) < 0)
        abort();
    for (size_t i = 0, n = effects->n; i < n; i++) {
        struct event done = {.kind = EVENT_ANSWER, .answer.outcome = OUTCOME_DONE};

        if (effects->items[i].kind != EFFECT_SHOW)
            continue;
        done.answer.rule = effects->items[i].rule;
        if (plan_step(plan, &done, now, effects) < 0)
            abort();
        steps++;
    }
    return steps;
}

int main(int argc, char **argv)
{
    size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 0, steps = 0;
    struct schedule schedule = {.n = n, .limit = STEPS, .catch_up = 30 * USEC_PER_MIN};
    struct moment now = {{MONDAY}, {0}};
    CLEANUP(zone_done) struct zone zone = {0};
    CLEANUP(effects_done) struct effects effects = {0};
    struct plan *plan;
    struct boot next;
    int64_t spent;

    schedule.rules = calloc(n + 1, sizeof(*schedule.rules));
    if (n == 0 || !schedule.rules || zone_fixed(&zone, 3600) < 0)
        return 2;
    draw_up(&schedule);
    if (plan_new(&plan, &schedule, &zone, now) < 0)
        return 1;
    spent = nanoseconds();
    while (steps < STEPS && plan_next(plan, now, &next)) {
        now.wall.us += next.us - now.boot.us;
        now.boot = next;
        steps += step(plan, now, &effects);
    }
    spent = nanoseconds() - spent;
    (void)printf("%.0f %.0f\n", 1e9 * (double)steps / (double)spent, (double)spent / (double)steps);
    (void)plan_free(plan);
    schedule_done(&schedule);
    return 0;
}
