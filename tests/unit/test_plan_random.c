/* The plan under random schedules, users and accidents, for a few days each. What must always hold
 * is checked after every step; and each life is lived three times: stepped only where plan_next()
 * says, stepped every second, and saved and restored in between. All three must come to the same.
 *
 * SEED in the environment runs a failed test again; with LIVES, so many from there on. */
#include "daemon/schedule/plan.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/schedule/agenda.h"
#include "tests/fakes/draw.h"

#define LIVES     60
#define RULES     5
#define SCHEDULES 2
#define ZONES     4
#define MONDAY    INT64_C(1777852800) /* 2026-05-04T00:00Z */
#define DAY       INT64_C(86400)
#define SEC       USEC_PER_SEC
#define LATE      (2 * SEC) /* a window's end may be passed by that much */

enum mode {
    MODE_NEXT,
    MODE_SECONDS,
    MODE_RESTORED,
};

/* One occurrence that was heard of. */
struct heard {
    char name[RULE_NAME_MAX + 1];
    int64_t due, day;
    int32_t second; /* its civil time when it was shown, -1: put off, or not by time of day */
    bool ended;
};

struct told {
    int64_t at;
    struct effect effect;
    int error;
};

struct life {
    uint64_t seed;
    enum mode mode;
    struct rule rules[SCHEDULES][RULES];
    struct schedule schedules[SCHEDULES], *schedule;
    struct zone zones[ZONES], *zone;
    struct plan *plan;
    struct moment now;
    struct plan_saved saved[SCHEDULES * RULES + 1];
    size_t saved_n;

    enum presence presence;
    int64_t since; /* boot */
    bool busy;
    bool killed; /* its daemon never stops in order, so desk time is lost */

    size_t told_n, heard_n, size, steps, idle_steps, events;
    struct told *told;
    struct heard *heard;
    uint64_t notice; /* the last one */
    size_t notices_n;
    int64_t *notices;                          /* boot: when they were shown */
    int64_t last_shown[RULES], put_off[RULES]; /* boot; by the present schedule */
    int64_t counted[RULES];
};

static int64_t within(struct life *l, int64_t min, int64_t max)
{
    return min + (int64_t)(draw(&l->seed) % (uint64_t)(max - min + 1));
}

static bool one_in(struct life *l, int64_t n)
{
    return within(l, 1, n) == 1;
}

/* ---------------------------------------------------------------- a random schedule */

static void draw_rule(struct life *l, struct rule *rule, char name)
{
    static const int64_t every[] = {40, 60, 420, 1200, 1800, 3600, 5400, 7200};
    int64_t days = one_in(l, 3) ? within(l, 1, EVERY_DAY) : EVERY_DAY;
    int64_t from = within(l, 0, 48) * 1800;

    *rule = (struct rule){.name = {name}, .enabled = !one_in(l, 10), .days = (uint8_t)days};
    rule->kind = one_in(l, 5) ? KIND_APPOINTMENT : KIND_PLAIN;
    rule->counts = one_in(l, 2) ? COUNTS_CLOCK : COUNTS_DESK;
    rule->rest = one_in(l, 2) ? within(l, 1, 20) * 60 * SEC : 0;
    rule->snooze = within(l, 1, 600) * SEC;
    rule->snoozes = (int32_t)within(l, 0, 3);
    rule->repeat = one_in(l, 3) ? 0 : within(l, 1, 1200) * SEC;
    if (one_in(l, 2)) {
        rule->every = every[within(l, 0, COUNT_OF(every) - 1)] * SEC;
    } else if (one_in(l, 4)) {
        rule->random = (int32_t)within(l, 1, 6);
        rule->seed = (uint64_t)within(l, 0, 1000);
    } else {
        for (int64_t at = within(l, 0, 40000); at < DAY && rule->at_n < 6;
             at += within(l, 1, 20000))
            rule->at[rule->at_n++] = (int32_t)at;
        if (one_in(l, 4))
            rule->every = within(l, 1, 3) * USEC_PER_DAY;
    }
    for (int64_t last = from; last < from + DAY && rule->hours.n < 3 && !one_in(l, 4);) {
        int64_t begin = last + within(l, 0, 6) * 1800, end = begin + within(l, 1, 20) * 1800;

        if (begin >= DAY || end > from + DAY)
            break;
        rule->hours.windows[rule->hours.n++] =
            (struct window){(int32_t)begin, (int32_t)(end > DAY ? end - DAY : end)};
        last = end;
    }
}

static void draw_life(struct life *l)
{
    static const int64_t merges[] = {0, 1, 60, 300, 900};
    int32_t limit = one_in(l, 3) ? (int32_t)within(l, 1, 6) : 1000;
    int64_t merge = merges[within(l, 0, COUNT_OF(merges) - 1)] * SEC;
    int64_t catch_up = one_in(l, 6) ? 0 : within(l, 1, 3600) * SEC;

    for (size_t k = 0; k < SCHEDULES; k++) {
        size_t n = (size_t)within(l, 1, RULES);

        for (size_t i = 0; i < n; i++)
            draw_rule(l, &l->rules[k][i], (char)('a' + (k ? n - 1 - i : i)));
        l->schedules[k] = (struct schedule){n, l->rules[k], merge, catch_up, limit};
    }
    l->schedule = l->schedules;
    l->zone = l->zones;
    l->now.wall.us = (MONDAY + within(l, 0, 5 * DAY)) * SEC;
    l->now.boot.us = within(l, 0, 1000000) * SEC;
    l->since = l->now.boot.us;
}

/* Two clocks that change in the days of the lives, two that do not. */
static void make_zones(struct zone zones[static ZONES])
{
    static const int32_t offsets[ZONES][2] = {
        {0, 3600}, {3600, 0}, {-18000, -18000}, {32400, 30600}};

    for (size_t i = 0; i < ZONES; i++) {
        zones[i].n = 2;
        zones[i].spans = calloc(2, sizeof(*zones[i].spans));
        assert_non_null(zones[i].spans);
        zones[i].spans[0] = (struct zone_span){INT64_MIN, offsets[i][0]};
        zones[i].spans[1] =
            (struct zone_span){MONDAY + ((int64_t)i + 2) * DAY + (int64_t)i * 7200, offsets[i][1]};
    }
}

/* ---------------------------------------------------------------- what must hold */

__attribute__((format(printf, 2, 3))) static _Noreturn void broken(const struct life *l,
                                                                   const char *format, ...)
{
    char text[1200];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    fail_msg("%s (mode %d, after %zu effects, at wall %lld)", text, l->mode, l->told_n,
             (long long)(l->now.wall.us / SEC));
    abort();
}

static struct heard *find_heard(struct life *l, const char *name, int64_t due)
{
    for (size_t i = l->heard_n; i-- > 0;)
        if (l->heard[i].due == due && strcmp(l->heard[i].name, name) == 0)
            return &l->heard[i];
    return NULL;
}

static struct heard *hear(struct life *l, const char *name, int64_t due)
{
    struct heard *h = &l->heard[l->heard_n++];

    *h = (struct heard){.due = due, .second = -1};
    (void)snprintf(h->name, sizeof(h->name), "%s", name);
    return h;
}

static void check_window(const struct life *l, const struct rule *rule)
{
    int64_t from, to;

    if (!rule->every || rule->every >= USEC_PER_DAY)
        return;
    if (!rule_window(rule, l->zone, (l->now.wall.us - LATE) / SEC, &from, &to) ||
        from * SEC > l->now.wall.us)
        broken(l, "%s is shown outside its window", rule->name);
}

static void check_limit(struct life *l, uint64_t notice)
{
    size_t limit = (size_t)l->schedule->limit;

    if (notice == l->notice)
        return;
    if (notice < l->notice)
        broken(l, "notice %llu after %llu", (unsigned long long)notice,
               (unsigned long long)l->notice);
    l->notice = notice;
    l->notices[l->notices_n++] = l->now.boot.us;
    if (l->notices_n > limit &&
        l->now.boot.us - l->notices[l->notices_n - 1 - limit] < USEC_PER_HOUR)
        broken(l, "more than %zu notices an hour", limit);
}

static void check_show(struct life *l, const struct schedule *schedule, const struct effect *e)
{
    const struct rule *rule = &schedule->rules[e->rule];
    bool counted = rule->every && rule->every < USEC_PER_DAY;
    bool put_off = e->snoozes_left < rule->snoozes;
    struct heard *h = find_heard(l, rule->name, e->due.us);

    if (h)
        broken(l, "%s: an occurrence is shown twice", rule->name);
    h = hear(l, rule->name, e->due.us);
    check_window(l, rule);
    check_limit(l, e->notice);
    if (put_off && l->now.boot.us < l->put_off[e->rule])
        broken(l, "%s: put off, and shown before its time", rule->name);
    if (!put_off && !counted) {
        zone_local(l->zone, e->due.us / SEC, &h->day, &h->second);
        for (struct heard *other = l->heard; other < h; other++)
            if (other->second == h->second && other->day == h->day &&
                strcmp(other->name, h->name) == 0)
                broken(l, "%s: a civil time comes twice", rule->name);
    }
    if (!put_off && counted &&
        l->now.boot.us - l->last_shown[e->rule] < rule->every - l->schedule->merge)
        broken(l, "%s: two shows within an interval", rule->name);
    l->last_shown[e->rule] = l->now.boot.us;
}

static void check_outcome(struct life *l, const struct schedule *schedule, const struct effect *e)
{
    const char *name = schedule->rules[e->rule].name;
    struct heard *h = find_heard(l, name, e->due.us);

    if (e->notice && !h)
        broken(l, "%s: an outcome of what was never shown", name);
    if (h && h->ended)
        broken(l, "%s: a second outcome", name);
    if (!e->notice && h)
        broken(l, "%s: shown, and then not", name);
    if (!h)
        h = hear(l, name, e->due.us);
    h->ended = true;
}

static void grow(struct life *l)
{
    if (l->told_n + 100 < l->size)
        return;
    l->size = 2 * l->size + 1000;
    l->told = reallocarray(l->told, l->size, sizeof(*l->told));
    l->heard = reallocarray(l->heard, l->size, sizeof(*l->heard));
    l->notices = reallocarray(l->notices, l->size, sizeof(*l->notices));
    assert_true(l->told && l->heard && l->notices);
}

static void take(struct life *l, const struct schedule *schedule, const struct effects *effects,
                 bool blocked, int error)
{
    bool shown[RULES] = {false};
    uint64_t before = l->notice;

    for (size_t i = 0; i < effects->n; i++) {
        const struct effect *e = &effects->items[i];

        grow(l);
        l->told[l->told_n++] = (struct told){.at = l->now.boot.us, .effect = *e};
        if (e->kind == EFFECT_SHOW) {
            if (blocked)
                broken(l, "shown while paused, busy or away");
            if (shown[e->rule])
                broken(l, "a burst of one reminder");
            shown[e->rule] = true;
            check_show(l, schedule, e);
        } else if (e->kind == EFFECT_OUTCOME) {
            check_outcome(l, schedule, e);
        } else if (e->kind == EFFECT_REPEAT && blocked) {
            broken(l, "repeated while paused, busy or away");
        }
    }
    if (l->schedule->merge && l->notice > before + 1)
        broken(l, "not merged");
    if (error)
        l->told[l->told_n++] = (struct told){.at = l->now.boot.us, .error = error};
}

static void check_views(struct life *l, bool stood_still)
{
    for (size_t i = 0; i < l->schedule->n; i++) {
        const struct rule *rule = &l->schedule->rules[i];
        struct plan_view view;

        plan_view(l->plan, i, l->now, &view);
        /* with new settings, a standing desk clock may show more than the interval */
        if (view.counted < 0 ||
            (rule->every && view.counted > rule->every && l->presence <= PRESENCE_ACTIVE))
            broken(l, "%s has counted %lld s", rule->name, (long long)(view.counted / SEC));
        if (stood_still && rule->counts == COUNTS_DESK && view.counted > l->counted[i])
            broken(l, "%s: desk time passes while nobody is there", rule->name);
        if (view.has_next && view.next.us < l->now.wall.us)
            broken(l, "%s: the next one is past", rule->name);
        l->counted[i] = view.counted;
    }
}

/* ---------------------------------------------------------------- living */

static bool is_blocked(const struct life *l)
{
    struct wall until;

    return l->busy || l->presence >= PRESENCE_AWAY || plan_paused(l->plan, &until);
}

static void save(struct life *l)
{
    struct plan_saved one;
    size_t k;

    while (plan_take_changed(l->plan, l->now, &one)) {
        for (k = 0; k < l->saved_n && strcmp(l->saved[k].key, one.key) != 0; k++)
            ;
        assert_true(k < COUNT_OF(l->saved));
        l->saved[k] = one;
        l->saved_n += k == l->saved_n;
    }
}

static void step(struct life *l, struct event event)
{
    CLEANUP(effects_done) struct effects effects = {0}, more = {0};
    bool blocked = is_blocked(l);
    int r = plan_step(l->plan, &event, l->now, &effects);
    struct boot next;

    l->steps++;
    l->idle_steps += event.kind == EVENT_TIME && effects.n == 0;
    if (event.kind == EVENT_PRESENCE)
        l->presence = event.presence.state;
    else if (event.kind == EVENT_DEFER)
        l->busy = event.busy;
    else if (event.kind == EVENT_SNOOZE && r == 0)
        l->put_off[event.answer.rule] =
            l->now.boot.us +
            (event.answer.span ? event.answer.span : l->schedule->rules[event.answer.rule].snooze);
    take(l, l->schedule, &effects, blocked && is_blocked(l), r);
    /* all that there was to do has been done, and what comes next comes later */
    assert_int_equal(plan_step(l->plan, &(struct event){.kind = EVENT_TIME}, l->now, &more), 0);
    if (more.n)
        broken(l, "a second look finds more to do");
    if (plan_next(l->plan, l->now, &next) && next.us <= l->now.boot.us)
        broken(l, "what comes next is past");
    check_views(l, event.kind == EVENT_TIME && l->presence >= PRESENCE_IDLE);
    save(l);
}

static void pass(struct life *l, int64_t by)
{
    l->now.boot.us += by;
    l->now.wall.us += by;
}

static void restart(struct life *l, int64_t off)
{
    CLEANUP(effects_done) struct effects effects = {0};

    l->plan = plan_free(l->plan);
    assert_int_equal(plan_new(&l->plan, l->schedule, l->zone, l->now), 0);
    assert_int_equal(plan_restore(l->plan, l->saved, l->saved_n, off, l->now, &effects), 0);
    l->presence = PRESENCE_UNKNOWN;
    l->busy = false;
    take(l, l->schedule, &effects, is_blocked(l), 0);
    check_views(l, false);
    save(l);
}

/* The same process and another one must go on alike; so everything but the presence is tried. */
static void restore_in_place(struct life *l)
{
    struct event event = {.kind = EVENT_PRESENCE, .presence = {l->presence, {l->since}}};
    size_t told = l->told_n;

    if (is_blocked(l) || l->presence > PRESENCE_ACTIVE)
        return;
    plan_touch(l->plan);
    save(l);
    restart(l, 0);
    step(l, event);
    if (l->told_n != told)
        broken(l, "a restart alone comes to something");
}

static void swap(struct life *l)
{
    CLEANUP(effects_done) struct effects effects = {0};
    struct schedule *old = l->schedule;
    bool blocked = is_blocked(l);

    l->schedule = &l->schedules[old == l->schedules];
    assert_int_equal(plan_swap(l->plan, l->schedule, l->now, &effects), 0);
    take(l, old, &effects, blocked, 0);
    for (size_t i = 0; i < RULES; i++) {
        l->last_shown[i] = l->put_off[i] = INT64_MIN / 2;
        l->counted[i] = INT64_MAX;
    }
    /* a reminder that lost a time of day, and then has it again, has a new one */
    for (size_t i = 0; i < l->heard_n; i++) {
        l->heard[i].second = -1;
        if (l->heard[i].due > l->now.wall.us && l->heard[i].ended)
            l->heard[i].name[0] = '\0';
    }
    save(l);
    step(l, (struct event){.kind = EVENT_TIME});
}

static void until(struct life *l, int64_t at)
{
    struct boot next;

    while (l->now.boot.us < at) {
        if (l->mode == MODE_SECONDS)
            next.us = l->now.boot.us + SEC;
        else if (!plan_next(l->plan, l->now, &next) || next.us > at)
            break;
        pass(l, next.us - l->now.boot.us);
        step(l, (struct event){.kind = EVENT_TIME});
    }
    pass(l, at - l->now.boot.us);
}

static void set_clock(struct life *l)
{
    static const int64_t sizes[] = {1, 2, 60, 3600, 86400, 1000000};
    int64_t by = within(l, 1, sizes[within(l, 0, COUNT_OF(sizes) - 1)]) * SEC;

    l->now.wall.us += one_in(l, 2) ? -by : by;
    step(l, (struct event){.kind = EVENT_STEP});
}

static void change_presence(struct life *l)
{
    struct event event = {.kind = EVENT_PRESENCE};

    event.presence.state = (enum presence)within(l, PRESENCE_UNKNOWN, PRESENCE_LOCKED);
    event.presence.since.us =
        one_in(l, 2) ? l->now.boot.us : within(l, l->since / SEC, l->now.boot.us / SEC) * SEC;
    step(l, event);
    l->since = l->now.boot.us;
}

static void user_says(struct life *l, int64_t what)
{
    struct event event = {.kind = EVENT_ANSWER};

    event.answer.rule = (size_t)within(l, 0, (int64_t)l->schedule->n);
    event.answer.outcome = what % 2 ? OUTCOME_DONE : OUTCOME_SKIPPED;
    if (what >= 4) {
        event.kind = what == 4 ? EVENT_EXPIRED : EVENT_SNOOZE;
        event.answer.span = one_in(l, 2) ? within(l, 1, 2000) * SEC : 0;
    }
    step(l, event);
}

static void need(struct life *l)
{
    struct event event = {.kind = EVENT_QUIET};

    event.quiet.rule = (size_t)within(l, 0, (int64_t)l->schedule->n);
    event.quiet.until.us = one_in(l, 4)   ? QUIET_FOREVER
                           : one_in(l, 4) ? 0
                                          : l->now.wall.us + within(l, -100, 40000) * SEC;
    event.quiet.reason = one_in(l, 2) ? REASON_ENOUGH : REASON_CARE;
    step(l, event);
}

static void something(struct life *l)
{
    int64_t dice = within(l, 0, 99), long_time = within(l, 1, one_in(l, 4) ? 40000 : 4000) * SEC;

    l->events++;
    if (dice < 30) {
        change_presence(l);
    } else if (dice < 60) {
        user_says(l, within(l, 0, 7));
    } else if (dice < 65) {
        need(l);
    } else if (dice < 70) {
        step(l, (struct event){.kind = EVENT_PAUSE,
                               .until = {l->now.wall.us + within(l, -100, 8000) * SEC}});
    } else if (dice < 74) {
        step(l, (struct event){.kind = EVENT_RESUME});
    } else if (dice < 82) {
        step(l, (struct event){.kind = EVENT_DEFER, .busy = !l->busy});
    } else if (dice < 86) {
        set_clock(l);
    } else if (dice < 88) {
        l->zone = &l->zones[within(l, 0, ZONES - 1)];
        step(l, (struct event){.kind = EVENT_ZONE, .zone = l->zone});
    } else if (dice < 92) {
        pass(l, long_time);
        step(l, (struct event){.kind = EVENT_RESUMED, .slept = long_time - within(l, 0, 3) * SEC});
    } else if (dice < 94) {
        pass(l, long_time);
        step(l, (struct event){.kind = EVENT_TIME});
    } else if (dice < 97) {
        if (!l->killed)
            plan_touch(l->plan);
        save(l);
        pass(l, long_time);
        restart(l, one_in(l, 2) ? long_time : 0);
    } else {
        swap(l);
    }
}

static void live(struct life *l, const struct zone zones[static ZONES], uint64_t seed,
                 enum mode mode)
{
    *l = (struct life){.seed = seed, .mode = mode, .killed = seed % 2};
    memcpy(l->zones, zones, sizeof(l->zones));
    for (size_t i = 0; i < RULES; i++)
        l->last_shown[i] = l->put_off[i] = INT64_MIN / 2;
    draw_life(l);
    grow(l);
    assert_int_equal(plan_new(&l->plan, l->schedule, l->zone, l->now), 0);
    step(l, (struct event){.kind = EVENT_TIME});
    for (int i = 0; i < 60; i++) {
        until(l, l->now.boot.us + within(l, 0, one_in(l, 3) ? 6000 : 600) * SEC);
        if (mode == MODE_RESTORED)
            restore_in_place(l);
        something(l);
    }
    plan_touch(l->plan);
    save(l);
    if (mode == MODE_NEXT && l->idle_steps > l->told_n + 4 * l->events + 200)
        broken(l, "%zu wakeups for nothing", l->idle_steps);
}

static void end(struct life *l)
{
    l->plan = plan_free(l->plan);
    free(l->told);
    free(l->heard);
    free(l->notices);
}

static void compare(const struct life *a, const struct life *b)
{
    for (size_t i = 0; i < a->told_n && i < b->told_n; i++) {
        const struct effect *e = &a->told[i].effect, *f = &b->told[i].effect;

        if (a->told[i].at != b->told[i].at || e->kind != f->kind || e->rule != f->rule ||
            e->due.us != f->due.us || e->notice != f->notice || e->outcome != f->outcome ||
            e->reason != f->reason || e->snoozes_left != f->snoozes_left ||
            a->told[i].error != b->told[i].error)
            broken(b, "effect %zu differs: %s at %lld, not %lld", i,
                   a->schedules->rules[e->rule].name, (long long)(b->told[i].at / SEC),
                   (long long)(a->told[i].at / SEC));
    }
    if (a->told_n != b->told_n)
        broken(b, "%zu effects, not %zu", b->told_n, a->told_n);
    for (size_t i = 0; i < a->saved_n; i++)
        for (size_t k = 0; k < b->saved_n; k++)
            if (strcmp(a->saved[i].key, b->saved[k].key) == 0 &&
                strcmp(a->saved[i].value, b->saved[k].value) != 0)
                broken(b, "%s is saved as \"%s\", not \"%s\"", b->saved[k].key, b->saved[k].value,
                       a->saved[i].value);
}

static void test_lives(void **state)
{
    const char *given = getenv("SEED"), *many = getenv("LIVES");
    uint64_t seed = given ? strtoull(given, NULL, 10) : 1;
    const int n = many ? atoi(many) : given ? 1 : LIVES;
    struct zone zones[ZONES];
    size_t told = 0, steps = 0;

    (void)state;
    make_zones(zones);
    for (int i = 0; i < n; i++, seed++) {
        struct life lives[3];

        print_message("\rSEED=%llu ", (unsigned long long)seed);
        for (enum mode mode = MODE_NEXT; mode <= MODE_RESTORED; mode++)
            live(&lives[mode], zones, seed, mode);
        compare(&lives[MODE_NEXT], &lives[MODE_SECONDS]);
        if (!lives[MODE_NEXT].killed)
            compare(&lives[MODE_NEXT], &lives[MODE_RESTORED]);
        told += lives[MODE_NEXT].told_n;
        for (size_t mode = 0; mode < 3; mode++) {
            steps += lives[mode].steps;
            end(&lives[mode]);
        }
    }
    print_message("\n%zu effects, %zu steps\n", told, steps);
    for (size_t i = 0; i < ZONES; i++)
        zone_done(&zones[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lives)};

    return cmocka_run_group_tests_name("plan_random", tests, NULL, NULL);
}
