/* Reminders of which there is no need for a while: water, once enough was drunk; moves, the routine
 * and posture, when health speaks against them.
 *
 * What was drunk is looked at with each drink that is logged, so that the plan knows at once when
 * it next has to wake up. For the others the whole log is read, and so only when one of them is
 * about to come: each step runs guarded, then they are looked at, then what waits is shown.
 */
#include <string.h>

#include "daemon/care/words.h"
#include "daemon/daemon_internal.h"

static bool is_water(const struct rule *rule)
{
    return rule->amount > 0 && rule->kind != KIND_AFTERCARE;
}

/* Whether the care plan has a say in it, and as what. */
static bool is_cared(const struct rule *rule, enum care_prompt *ret)
{
    *ret = rule->kind == KIND_ROUTINE   ? PROMPT_ROUTINE
           : rule->kind == KIND_POSTURE ? PROMPT_POSTURE
                                        : PROMPT_MOVES;
    return *ret != PROMPT_MOVES || rule->moves[0];
}

bool daemon_water(struct daemon *d, struct care_water *ret)
{
    const struct care_settings settings = daemon_care_settings(d);
    struct store *store = d->options.store;
    struct care_log log;

    if (!store || care_log_read_drinks(store, &d->zone, daemon_now(d).wall, &log) < 0)
        return false;
    care_water_make(&log.input, &settings, ret);
    care_log_done(&log);
    return true;
}

/* Whether it is what health forbids that leaves too little for a routine (R51). */
static bool too_little(struct daemon *d, const struct care_allowed *allowed)
{
    static const struct care_allowed all = {.moves = true, .moderate = true, .homework = true};
    struct care_routine_moves routine;
    int64_t day;
    int32_t second;

    zone_local(&d->zone, wall_seconds(daemon_now(d).wall), &day, &second);
    return !daemon_routine(d, day, allowed, &routine) && daemon_routine(d, day, &all, &routine);
}

void daemon_silence(struct daemon *d, const struct rule *rule, struct care_silence *ret)
{
    int64_t midnight = wall_seconds(daemon_day_start(d, 1));
    struct care_water water;
    struct care_plan plan;
    struct care_time booked;
    enum care_prompt prompt;

    *ret = (struct care_silence){0};
    if (is_water(rule)) {
        if (daemon_water(d, &water))
            *ret = care_silence_water(&water, rule->target, wall_seconds(daemon_now(d).wall),
                                      midnight);
        return;
    }
    if (!is_cared(rule, &prompt) || !daemon_glance(d, &plan, &booked))
        return;
    *ret = care_silence(&plan, prompt, midnight);
    if (ret->until == 0 && prompt == PROMPT_ROUTINE && too_little(d, &plan.allowed))
        *ret = (struct care_silence){.until = midnight, .item.text = TEXT_ROUTINE_NONE};
}

/* ------------------------------------------------------------------ told to the plan */

static struct event quiet_event(size_t rule, const struct care_silence *silence)
{
    int64_t until = silence->until < QUIET_FOREVER / USEC_PER_SEC ? silence->until * USEC_PER_SEC
                                                                  : QUIET_FOREVER;

    return (struct event){
        .kind = EVENT_QUIET,
        .quiet = {rule, {until}, silence->enough ? REASON_ENOUGH : REASON_CARE},
    };
}

/* Somebody who drinks that much at once is told, once, and that is all (R50). */
static void tell_plenty(struct daemon *d)
{
    struct notice notice = {
        .id = NOTICE_PLENTY,
        .title = "Water",
        .urgency = URGENCY_LOW,
        .timeout = 10 * USEC_PER_SEC,
        .transient = true,
    };

    (void)strcpy(notice.body, care_texts[TEXT_WATER_PLENTY].text);
    daemon_tell(d, &notice);
}

static void settle_one(struct daemon *d, size_t i, const struct plan_view *view)
{
    const struct rule *rule = &d->settings->schedule.rules[i];
    struct care_silence silence;
    struct event event;

    daemon_silence(d, rule, &silence);
    event = quiet_event(i, &silence);
    if (event.quiet.until.us == view->quiet.us)
        return;
    (void)daemon_step(d, &event, "");
    if (view->quiet.us == 0 && silence.item.text == TEXT_WATER_PLENTY)
        tell_plenty(d);
}

void daemon_quiet_settle(struct daemon *d, bool drinks)
{
    struct moment now = clock_now(d->options.clock);

    if (d->in_batch) {
        d->unsettled = true;
        return;
    }
    d->unsettled = false;
    for (size_t i = 0; i < d->settings->schedule.n; i++) {
        const struct rule *rule = &d->settings->schedule.rules[i];
        enum care_prompt prompt;
        struct plan_view view;

        if (!rule->enabled)
            continue;
        plan_view(d->plan, i, now, &view);
        if (is_water(rule) ? drinks
                           : view.quiet.us || (is_cared(rule, &prompt) && (view.open || view.held)))
            settle_one(d, i, &view);
    }
}

void daemon_quiet_look(struct daemon *d, struct moment now)
{
    const struct schedule *s = &d->settings->schedule;

    for (size_t i = 0; i < s->n && plan_waits(d->plan); i++) {
        enum care_prompt prompt;
        struct care_silence silence;
        struct plan_view view;
        struct event event;

        if (is_water(&s->rules[i]) || !is_cared(&s->rules[i], &prompt))
            continue;
        plan_view(d->plan, i, now, &view);
        if (!view.has_next || view.quiet.us || view.next.us > now.wall.us + s->merge)
            continue;
        daemon_silence(d, &s->rules[i], &silence);
        event = quiet_event(i, &silence);
        if (silence.until > 0)
            (void)plan_step(d->plan, &event, now, &d->effects);
    }
}

bool daemon_quiet_asked(struct daemon *d)
{
    const struct schedule *s = &d->settings->schedule;
    enum care_prompt prompt;

    if (d->looked_at != d->settings) { /* 20,000 rules are not gone through at each step */
        d->looked_at = d->settings;
        d->cared = false;
        for (size_t i = 0; i < s->n && !d->cared; i++)
            d->cared = !is_water(&s->rules[i]) && is_cared(&s->rules[i], &prompt);
    }
    return d->cared;
}

/* ------------------------------------------------------------------ what was drunk */

/* A drink answers what asks for one, unless a button did, which goes on to. */
static void answer(struct daemon *d, const struct entry *entry, const char *source)
{
    struct event event = {.kind = EVENT_ANSWER, .answer.outcome = OUTCOME_DONE};

    for (size_t i = 0; i < d->settings->schedule.n; i++) {
        struct plan_view view;

        if (d->settings->schedule.rules[i].amount == 0)
            continue;
        plan_view(d->plan, i, clock_now(d->options.clock), &view);
        event.answer.rule = i;
        if ((view.open && entry->at.us >= view.due.us) ||
            (view.held && entry->at.us >= view.held_due.us))
            (void)daemon_step(d, &event, source);
    }
}

void daemon_quiet_logged(struct daemon *d, const struct entry *entry, const char *source)
{
    bool button = strcmp(source, "button") == 0;

    if (entry->kind == ENTRY_DRINK && button)
        d->unsettled = true; /* after the button's own answer */
    else if (entry->kind == ENTRY_DRINK)
        answer(d, entry, source);
    if (!d->unsettled)
        daemon_quiet_settle(d, entry->kind == ENTRY_DRINK || entry->kind == ENTRY_PROFILE);
}
