/* The plan from texts of any hand, driven by events of any kind: it neither breaks nor counts below
 * nothing, what it asks for next is not past, and what it saves it reads back as the same.
 *
 * Input: lines, each the value of one saved text, the plan's own first, then one for each reminder;
 * after an empty line three bytes an event. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/schedule/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define RULES    3
#define AT(hour) ((hour)*3600)
#define NOW      INT64_C(1777888800000000) /* 2026-05-04T10:00Z */

static struct rule rules[RULES] = {
    {.name = "a",
     .enabled = true,
     .days = EVERY_DAY,
     .every = 40 * USEC_PER_MIN,
     .rest = 5 * USEC_PER_MIN,
     .snooze = USEC_PER_MIN,
     .snoozes = 2,
     .repeat = 10 * USEC_PER_MIN,
     .hours = {.n = 1, .windows = {{AT(9), AT(17)}}}},
    {.name = "b",
     .enabled = true,
     .days = 0x1f,
     .at_n = 2,
     .at = {AT(10), AT(20)},
     .snooze = USEC_PER_MIN,
     .snoozes = 1},
    {.name = "c",
     .enabled = true,
     .days = EVERY_DAY,
     .every = 2 * USEC_PER_DAY,
     .at_n = 1,
     .at = {AT(11)},
     .snooze = USEC_PER_MIN},
};
static const struct schedule schedule = {RULES, rules, 5 * USEC_PER_MIN, 30 * USEC_PER_MIN, 3};
static struct zone_span spans[] = {{INT64_MIN, 3600}, {1777942800, 7200}, {1778029200, 3600}};
static const struct zone zones[] = {{3, spans}, {1, spans}};
static const char *const keys[] = {"plan", "reminder a", "reminder b", "reminder c", "hour"};

static size_t read_texts(const uint8_t **data, size_t *size, struct plan_saved *saved)
{
    size_t n = 0;

    while (n < COUNT_OF(keys) && *size) {
        const uint8_t *end = memchr(*data, '\n', *size);
        size_t length = end ? (size_t)(end - *data) : *size;

        if (length) {
            saved[n] = (struct plan_saved){0};
            strcpy(saved[n].key, keys[n]);
            memcpy(saved[n].value, *data, length < PLAN_VALUE_MAX ? length : PLAN_VALUE_MAX - 1);
            n++;
        }
        *data += length + (end != NULL);
        *size -= length + (end != NULL);
        if (!length)
            break;
    }
    return n;
}

static struct event make_event(const uint8_t *bytes, struct moment now)
{
    int64_t amount = (int64_t)bytes[1] * bytes[2] * USEC_PER_SEC;
    struct event event = {.kind = (enum event_kind)(bytes[0] % (EVENT_QUIET + 1))};

    if (event.kind == EVENT_PRESENCE) {
        event.presence.state = (enum presence)(bytes[1] % PRESENCE_COUNT);
        event.presence.since.us = now.boot.us - bytes[2] * USEC_PER_SEC;
    } else if (event.kind == EVENT_ZONE) {
        event.zone = &zones[bytes[1] % 2];
    } else if (event.kind == EVENT_RESUMED) {
        event.slept = amount;
    } else if (event.kind == EVENT_PAUSE) {
        event.until.us = now.wall.us + amount;
    } else if (event.kind == EVENT_DEFER) {
        event.busy = bytes[1] & 1;
    } else if (event.kind == EVENT_QUIET) {
        event.quiet.rule = bytes[1] % (RULES + 1);
        event.quiet.until.us = bytes[1] & 0x80 ? QUIET_FOREVER : now.wall.us + amount;
        event.quiet.reason = bytes[2] & 1 ? REASON_ENOUGH : REASON_CARE;
    } else {
        event.answer.rule = bytes[1] % (RULES + 1);
        event.answer.outcome = bytes[1] & 4 ? OUTCOME_DONE : OUTCOME_SKIPPED;
        event.answer.span = bytes[2] * USEC_PER_MIN;
    }
    return event;
}

static void check(const struct plan *plan, struct moment now)
{
    struct boot next;

    if (plan_next(plan, now, &next) && next.us < now.boot.us)
        abort();
    for (size_t i = 0; i < RULES; i++) {
        struct plan_view view;

        plan_view(plan, i, now, &view);
        if (view.counted < 0 || (view.has_next && view.next.us < now.wall.us - USEC_PER_SEC))
            abort();
    }
}

static size_t save(struct plan *plan, struct moment now, struct plan_saved *ret)
{
    size_t n = 0;

    plan_touch(plan);
    while (plan_take_changed(plan, now, &ret[n]))
        n++;
    return n;
}

/* What was saved comes back as it was, if nothing was waiting for just that. */
static void check_saved(struct plan *plan, const struct zone *zone, struct moment now)
{
    struct plan_saved one[RULES + 3], two[RULES + 3];
    struct effects effects = {0};
    size_t n = save(plan, now, one);
    struct plan *again = NULL;

    if (plan_new(&again, &schedule, zone, now) < 0)
        return;
    if (plan_restore(again, one, n, 0, now, &effects) != 0)
        abort();
    if (save(again, now, two) != n)
        abort();
    for (size_t i = 0; i < n && effects.n == 0; i++)
        for (size_t k = 0; k < n; k++)
            if (strcmp(one[i].key, two[k].key) == 0 && strcmp(one[i].value, two[k].value) != 0)
                abort();
    check(again, now);
    effects_done(&effects);
    (void)plan_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct moment now = {{NOW}, {INT64_C(3600) * USEC_PER_SEC}};
    struct plan_saved saved[COUNT_OF(keys)];
    size_t n = read_texts(&data, &size, saved);
    const struct zone *zone = &zones[0];
    struct effects effects = {0};
    struct plan *plan;

    if (plan_new(&plan, &schedule, zone, now) < 0)
        return 0;
    if (plan_restore(plan, saved, n, (int64_t)size * USEC_PER_MIN, now, &effects) < 0)
        abort();
    for (; size >= 3; data += 3, size -= 3) {
        int64_t by = (data[0] / 16) * data[2] * USEC_PER_SEC;
        struct event event;

        now.boot.us += by;
        now.wall.us += by;
        if (data[0] % (EVENT_QUIET + 1) == EVENT_STEP)
            now.wall.us += (data[1] - 128) * (int64_t)data[2] * USEC_PER_MIN;
        event = make_event(data, now);
        if (event.kind == EVENT_ZONE)
            zone = event.zone;
        effects.n = 0;
        if (plan_step(plan, &event, now, &effects) == -ENOMEM)
            abort();
        check(plan, now);
    }
    check_saved(plan, zone, now);
    effects_done(&effects);
    (void)plan_free(plan);
    return 0;
}
