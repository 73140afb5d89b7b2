/* A day of the plan as a script: events in, one line of what came of them out.
 *
 * Events are "TIME WHAT ARGS", separated by ';'. TIME is [+DAYS]HH:MM[:SS] by a clock that nobody
 * sets, beginning on Monday 2026-05-04, UTC. The plan is stepped at each event and wherever
 * plan_next() says; after each step its texts are taken, as a daemon would save them.
 *
 *   unknown|active|idle|away|locked|asleep [since TIME]
 *   done|skip|expired NAME       snooze NAME [SPAN]
 *   farewell                     all is saved, as before a clean stop
 *   pause TIME   resume   busy   free   look
 *   quiet NAME TIME|forever      enough was drunk; TIME not to come: there is need of it again
 *   clock +SPAN|-SPAN [SPAN]     the wall clock is set; after so long in which nobody looked
 *   zone HOURS                   east of UTC
 *   sleep SPAN [SPAN]            the machine; after so long in which nobody looked
 *   freeze SPAN                  the daemon alone; time goes on by so much
 *   stop SPAN    off SPAN        the daemon is not running; off: the machine neither
 *   ahead SPAN                   not running for a moment, in which the wall clock is set
 *   swap                         the case's other schedule
 *   edit SPAN                    stopped for so long, and the other schedule afterwards
 *
 * What came is "TIME ..." per effect, separated by "; ". "show a", "repeat a", "a missed/away", all
 * with
 * "@due" if the wall clock reads something else, "#notice", and "-1" after one snooze; "gone #1"
 * for a withdrawn notice, "pause over", "refused ENAME".
 */
#pragma once

#include "daemon/schedule/plan.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "common/span.h"

#define SCRIPT_RULES  6
#define SCRIPT_TEXT   4096
#define SCRIPT_SAVED  (2 * SCRIPT_RULES + 3)
#define SCRIPT_MONDAY INT64_C(1777852800000000) /* 2026-05-04T00:00Z */
#define SCRIPT_BOOT   INT64_C(5000000000)       /* CLOCK_BOOTTIME then */

#define M(n)              ((n)*USEC_PER_MIN)
#define AT(hour, minute)  ((hour)*3600 + (minute)*60)
#define TIMES(count, ...) .at_n = (count), .at = {__VA_ARGS__}
#define HOURS(count, ...) .hours = {.n = (count), .windows = {__VA_ARGS__}}
#define WORKING           HOURS(1, {AT(9, 0), AT(17, 0)})

/* .merge and .limit are 0 for none; .other_limit 0 for the same; .catch_up 0 for 30 minutes. Of a
 * rule, what is 0 is as in a schedule file, where that is not 0; to have none, say -1. */
struct script {
    const char *name;
    struct rule rules[SCRIPT_RULES], other[SCRIPT_RULES];
    int64_t merge, catch_up;
    int32_t limit, other_limit;
    const char *events, *came;
};

struct play {
    const struct script *script;
    struct rule rules[2][SCRIPT_RULES];
    struct schedule schedules[2], *schedule;
    struct zone zones[2], *zone;
    struct plan *plan;
    struct moment now;
    int64_t set; /* by how much the wall clock was set */
    struct plan_saved saved[SCRIPT_SAVED];
    size_t saved_n;
    char came[SCRIPT_TEXT];
};

static int64_t script_true(const struct play *play)
{
    return play->now.boot.us - SCRIPT_BOOT; /* since Monday's midnight */
}

static int64_t script_time(const char *text)
{
    int days = 0, hours, minutes, seconds = 0, length = 0;

    if (*text == '+' && sscanf(text, "+%d.%n", &days, &length) == 1)
        text += length;
    if (sscanf(text, "%d:%d:%d", &hours, &minutes, &seconds) < 2)
        fail_msg("\"%s\" is no time", text);
    return ((days * INT64_C(24) + hours) * 60 + minutes) * USEC_PER_MIN + seconds * USEC_PER_SEC;
}

static int64_t script_span(const char *text)
{
    int64_t span = 0;

    if (span_parse(text, &span) < 0)
        fail_msg("\"%s\" is no span", text);
    return span;
}

static void script_print_time(int64_t at, char *ret, size_t size)
{
    int64_t days = at >= 0 ? at / USEC_PER_DAY : (at - USEC_PER_DAY + 1) / USEC_PER_DAY;
    int64_t rest = at - days * USEC_PER_DAY, second = rest / USEC_PER_SEC;
    char day[16] = "", seconds[24] = "";

    if (days)
        (void)snprintf(day, sizeof(day), "%+d.", (int)days);
    if (rest % USEC_PER_SEC)
        (void)snprintf(seconds, sizeof(seconds), ":%02d.%06d", (int)(second % 60),
                       (int)(rest % USEC_PER_SEC));
    else if (second % 60)
        (void)snprintf(seconds, sizeof(seconds), ":%02d", (int)(second % 60));
    (void)snprintf(ret, size, "%s%02d:%02d%s", day, (int)(second / 3600), (int)(second / 60 % 60),
                   seconds);
}

__attribute__((format(printf, 2, 3))) static void script_came(struct play *play, const char *format,
                                                              ...)
{
    char time[40];
    size_t n = strlen(play->came);
    va_list args;

    script_print_time(script_true(play), time, sizeof(time));
    n += (size_t)snprintf(play->came + n, SCRIPT_TEXT - n, "%s%s ", n ? "; " : "", time);
    va_start(args, format);
    (void)vsnprintf(play->came + n, SCRIPT_TEXT - n, format, args);
    va_end(args);
}

static void script_effect(struct play *play, const struct schedule *schedule,
                          const struct effect *e)
{
    const struct rule *rule = &schedule->rules[e->rule];
    char due[48] = "", notice[24] = "", left[16] = "";

    if (e->due.us != play->now.wall.us) {
        due[0] = '@';
        script_print_time(e->due.us - SCRIPT_MONDAY, due + 1, sizeof(due) - 1);
    }
    if (e->notice)
        (void)snprintf(notice, sizeof(notice), "#%llu", (unsigned long long)e->notice);
    if (e->kind <= EFFECT_REPEAT && e->snoozes_left != rule->snoozes)
        (void)snprintf(left, sizeof(left), "-%d", rule->snoozes - e->snoozes_left);
    switch (e->kind) {
    case EFFECT_SHOW:
    case EFFECT_REPEAT:
        script_came(play, "%s %s%s%s%s", e->kind == EFFECT_SHOW ? "show" : "repeat", rule->name,
                    due, notice, left);
        return;
    case EFFECT_WITHDRAW:
        script_came(play, "gone %s", notice);
        return;
    case EFFECT_PAUSE_END:
        script_came(play, "pause over");
        return;
    case EFFECT_OUTCOME:
        script_came(play, "%s%s%s %s%s%s", rule->name, due, notice, outcome_name(e->outcome),
                    e->reason ? "/" : "", reason_name(e->reason));
        return;
    }
}

/* Saves what changed, over what was saved. */
static void script_save(struct play *play)
{
    struct plan_saved one;
    size_t k;

    while (plan_take_changed(play->plan, play->now, &one)) {
        for (k = 0; k < play->saved_n && strcmp(play->saved[k].key, one.key) != 0; k++)
            ;
        assert_true(k < SCRIPT_SAVED);
        play->saved[k] = one;
        play->saved_n += k == play->saved_n;
    }
}

static void script_step(struct play *play, struct event event)
{
    CLEANUP(effects_done) struct effects effects = {0};
    int r = plan_step(play->plan, &event, play->now, &effects);

    for (size_t i = 0; i < effects.n; i++)
        script_effect(play, play->schedule, &effects.items[i]);
    if (r < 0)
        script_came(play, "refused %s",
                    r == -ENOENT   ? "ENOENT"
                    : r == -EDQUOT ? "EDQUOT"
                    : r == -EINVAL ? "EINVAL"
                                   : strerror(-r));
    script_save(play);
}

static void script_pass(struct play *play, int64_t by)
{
    play->now.boot.us += by;
    play->now.wall.us += by;
}

/* Lets time pass, stepping where the plan asks for it. */
static void script_until(struct play *play, int64_t at)
{
    struct boot next;

    for (int steps = 0; plan_next(play->plan, play->now, &next) && next.us <= at + SCRIPT_BOOT;
         steps++) {
        script_pass(play, next.us - play->now.boot.us);
        script_step(play, (struct event){.kind = EVENT_TIME});
        if (steps > 10000)
            fail_msg("%s: the plan asks for step after step", play->script->name);
    }
    assert_true(at + SCRIPT_BOOT >= play->now.boot.us);
    script_pass(play, at + SCRIPT_BOOT - play->now.boot.us);
}

static void script_new_plan(struct play *play)
{
    assert_int_equal(plan_new(&play->plan, play->schedule, play->zone, play->now), 0);
}

static struct schedule *script_other(struct play *play)
{
    return &play->schedules[play->schedule == play->schedules];
}

/* A new process: what was saved is all it has. The boot clock begins anew when the machine was off;
 * the script's does not. */
static void script_restart(struct play *play, int64_t off, size_t bad)
{
    CLEANUP(effects_done) struct effects effects = {0};

    play->plan = plan_free(play->plan);
    script_new_plan(play);
    assert_in_range(plan_restore(play->plan, play->saved, play->saved_n, off, play->now, &effects),
                    0, bad);
    for (size_t i = 0; i < effects.n; i++)
        script_effect(play, play->schedule, &effects.items[i]);
    script_save(play);
}

static void script_swap(struct play *play)
{
    CLEANUP(effects_done) struct effects effects = {0};
    struct schedule *old = play->schedule;

    play->schedule = script_other(play);
    assert_int_equal(plan_swap(play->plan, play->schedule, play->now, &effects), 0);
    for (size_t i = 0; i < effects.n; i++)
        script_effect(play, old, &effects.items[i]);
    script_save(play);
}

static bool script_presence(struct play *play, const char *what, const char *since)
{
    struct event event = {.kind = EVENT_PRESENCE, .presence.since = play->now.boot};

    for (int p = 0; p < PRESENCE_COUNT; p++) {
        if (strcmp(what, presence_name((enum presence)p)) != 0)
            continue;
        event.presence.state = (enum presence)p;
        if (*since)
            event.presence.since.us = script_time(since) + SCRIPT_BOOT;
        script_step(play, event);
        return true;
    }
    return false;
}

static bool script_answer(struct play *play, const char *what, const char *name, const char *span)
{
    size_t rule = *name ? schedule_find(play->schedule, name) : 0;
    const struct {
        const char *what;
        struct event event;
    } answers[] = {
        {"done", {.kind = EVENT_ANSWER, .answer = {rule, OUTCOME_DONE, 0}}},
        {"skip", {.kind = EVENT_ANSWER, .answer = {rule, OUTCOME_SKIPPED, 0}}},
        {"expired", {.kind = EVENT_EXPIRED, .answer = {rule, OUTCOME_OPEN, 0}}},
        {"snooze",
         {.kind = EVENT_SNOOZE, .answer = {rule, OUTCOME_SNOOZED, *span ? script_span(span) : 0}}},
        {"resume", {.kind = EVENT_RESUME}},
        {"look", {.kind = EVENT_TIME}},
        {"busy", {.kind = EVENT_DEFER, .busy = true}},
        {"free", {.kind = EVENT_DEFER, .busy = false}},
    };

    for (size_t i = 0; i < COUNT_OF(answers); i++)
        if (strcmp(answers[i].what, what) == 0) {
            script_step(play, answers[i].event);
            return true;
        }
    return false;
}

static void script_clock(struct play *play, const char *by, const char *after)
{
    int64_t span = script_span(by + 1);

    script_pass(play, *after ? script_span(after) : 0);
    play->set += *by == '-' ? -span : span;
    play->now.wall.us += *by == '-' ? -span : span;
    script_step(play, (struct event){.kind = EVENT_STEP});
}

static void script_zone(struct play *play, const char *hours)
{
    struct zone *old = play->zone;

    play->zone = &play->zones[old == play->zones];
    assert_int_equal(zone_fixed(play->zone, (int32_t)(strtol(hours, NULL, 10) * 3600)), 0);
    script_step(play, (struct event){.kind = EVENT_ZONE, .zone = play->zone});
    zone_done(old);
}

static bool script_quiet(struct play *play, const char *what, const char *name, const char *until)
{
    struct event event = {.kind = EVENT_QUIET, .quiet.reason = REASON_ENOUGH};

    if (strcmp(what, "quiet") != 0)
        return false;
    event.quiet.rule = schedule_find(play->schedule, name);
    event.quiet.until.us =
        strcmp(until, "forever") == 0 ? INT64_MAX : SCRIPT_MONDAY + script_time(until) + play->set;
    script_step(play, event);
    return true;
}

static void script_event(struct play *play, const char *what, const char *first, const char *second)
{
    if (script_quiet(play, what, first, second) ||
        script_presence(play, what, strcmp(first, "since") == 0 ? second : "") ||
        script_answer(play, what, first, second))
        return;
    if (strcmp(what, "farewell") == 0) {
        plan_touch(play->plan);
        script_save(play);
    } else if (strcmp(what, "pause") == 0) {
        struct wall until = {SCRIPT_MONDAY + script_time(first) + play->set};

        script_step(play, (struct event){.kind = EVENT_PAUSE, .until = until});
    } else if (strcmp(what, "clock") == 0) {
        script_clock(play, first, second);
    } else if (strcmp(what, "zone") == 0) {
        script_zone(play, first);
    } else if (strcmp(what, "sleep") == 0) {
        script_pass(play, script_span(first) + (*second ? script_span(second) : 0));
        script_step(play, (struct event){.kind = EVENT_RESUMED, .slept = script_span(first)});
    } else if (strcmp(what, "freeze") == 0) {
        script_pass(play, script_span(first));
        script_step(play, (struct event){.kind = EVENT_TIME});
    } else if (strcmp(what, "stop") == 0) {
        script_pass(play, script_span(first));
        script_restart(play, 0, 0);
    } else if (strcmp(what, "off") == 0) {
        script_pass(play, script_span(first));
        script_restart(play, script_span(first), 0);
    } else if (strcmp(what, "ahead") == 0) {
        play->set += script_span(first);
        play->now.wall.us += script_span(first);
        script_restart(play, 0, 0);
    } else if (strcmp(what, "edit") == 0) {
        script_pass(play, script_span(first));
        play->schedule = script_other(play);
        script_restart(play, 0, SCRIPT_RULES);
    } else if (strcmp(what, "swap") == 0) {
        script_swap(play);
    } else if (strcmp(what, "end") != 0) {
        fail_msg("%s: what is \"%s\"?", play->script->name, what);
    }
}

static size_t script_rules(const struct rule *from, struct rule *to)
{
    size_t n = 0;

    for (; n < SCRIPT_RULES && from[n].name[0]; n++) {
        struct rule *rule = &to[n];

        *rule = from[n];
        rule->enabled = rule->urgency != URGENCY_CRITICAL; /* these stand for disabled ones here */
        rule->days = rule->days ? rule->days : EVERY_DAY;
        rule->snooze = rule->snooze ? rule->snooze : M(5);
        rule->snoozes = rule->snoozes < 0 ? 0 : rule->snoozes ? rule->snoozes : 2;
        rule->repeat = rule->repeat < 0 ? 0 : rule->repeat ? rule->repeat : M(10);
    }
    return n;
}

static void script_begin(struct play *play, const struct script *script)
{
    const struct rule *rules[] = {script->rules, script->other};

    *play = (struct play){.script = script, .schedule = play->schedules, .zone = play->zones};
    for (size_t k = 0; k < 2; k++)
        play->schedules[k] = (struct schedule){
            .n = script_rules(rules[k], play->rules[k]),
            .rules = play->rules[k],
            .merge = script->merge,
            .limit = k && script->other_limit ? script->other_limit
                     : script->limit          ? script->limit
                                              : 100,
            .catch_up = script->catch_up < 0 ? 0
                        : script->catch_up   ? script->catch_up
                                             : M(30),
        };
    assert_int_equal(zone_fixed(play->zone, 0), 0);
}

static void script_end(struct play *play)
{
    play->plan = plan_free(play->plan);
    zone_done(play->zone);
}

/* Plays the events; the first one's time is when the plan is made. */
static void script_play(struct play *play)
{
    char events[SCRIPT_TEXT], time[32], what[32], first[64], second[64];
    char *rest = events, *one;

    (void)snprintf(events, sizeof(events), "%s", play->script->events);
    while ((one = strsep(&rest, ";"))) {
        *time = *what = *first = *second = '\0';
        if (sscanf(one, "%31s %31s %63s %63s", time, what, first, second) < 2)
            fail_msg("%s: \"%s\" is no event", play->script->name, one);
        if (!play->plan) {
            play->now.boot.us = SCRIPT_BOOT + script_time(time);
            play->now.wall.us = SCRIPT_MONDAY + script_time(time);
            script_new_plan(play);
        }
        script_until(play, script_time(time));
        script_event(play, what, first, second);
    }
}

static void script_run(const struct script *scripts, size_t n)
{
    size_t failed = 0;

    for (size_t i = 0; i < n; i++) {
        CLEANUP(script_end) struct play play;

        script_begin(&play, &scripts[i]);
        script_play(&play);
        if (strcmp(play.came, scripts[i].came) == 0)
            continue;
        print_error("%s:\n  came   %s\n  wanted %s\n", scripts[i].name, play.came, scripts[i].came);
        failed++;
    }
    if (failed)
        fail_msg("%zu of %zu", failed, n);
}
