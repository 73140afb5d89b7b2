/* Notices on their way to the screen and back.
 *
 * They go by the notifier, or where that cannot show them, by the fallback; what people do with
 * them becomes events. What no screen shows although it still waits for an answer is remembered,
 * and shown again as soon as a server can.
 */
#include <errno.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/daemon_internal.h"
#include "daemon/log.h"

/* ------------------------------------------------------------------ what no screen shows */

static void forget_lost(struct daemon *d, uint64_t id)
{
    size_t kept = 0;

    for (size_t i = 0; i < d->lost_n; i++)
        if (d->lost[i].id != id)
            d->lost[kept++] = d->lost[i];
    d->lost_n = kept;
}

static void remember_lost(struct daemon *d, uint64_t id)
{
    forget_lost(d, id);
    if (d->lost_n == LOST_MAX)
        forget_lost(d, d->lost[0].id);
    d->lost[d->lost_n++] = (struct lost){.id = id};
}

/* What of a notice waits for an answer, as if it were shown now. */
static size_t open_of(struct daemon *d, uint64_t id, struct moment now,
                      struct effect ret[static NOTICE_RULES_MAX])
{
    const struct schedule *s = &d->settings->schedule;
    size_t n = 0;

    for (size_t i = 0; i < s->n && n < NOTICE_RULES_MAX; i++) {
        struct plan_view view;

        plan_view(d->plan, i, now, &view);
        if (view.open && view.notice == id)
            ret[n++] = (struct effect){.kind = EFFECT_SHOW,
                                       .rule = i,
                                       .due = view.due,
                                       .notice = id,
                                       .snoozes_left = s->rules[i].snoozes - view.snoozed};
    }
    return n;
}

static bool compose_open(struct daemon *d, uint64_t id, struct notice *ret)
{
    struct effect effects[NOTICE_RULES_MAX];
    struct moment now = clock_now(d->options.clock);
    size_t n = open_of(d, id, now, effects);

    if (n > 0)
        daemon_compose(d, &d->settings->schedule, effects, n, now.wall, ret);
    return n > 0;
}

void daemon_show_open(struct daemon *d, uint64_t id)
{
    struct notice notice;

    if (compose_open(d, id, &notice))
        daemon_show(d, &notice);
}

void daemon_show_lost(struct daemon *d)
{
    struct lost lost[LOST_MAX];
    size_t n = d->lost_n;

    if (n == 0 || plan_busy(d->plan) || plan_presence(d->plan) >= PRESENCE_AWAY)
        return;
    memcpy(lost, d->lost, n * sizeof(*lost));
    for (size_t i = 0; i < n; i++)
        if (lost[i].there) {
            forget_lost(d, lost[i].id);
            daemon_show_open(d, lost[i].id);
        }
}

/* ------------------------------------------------------------------ to the screen */

void daemon_show(struct daemon *d, const struct notice *notice)
{
    struct notifier *first = d->options.notifier, *second = d->options.fallback;

    forget_lost(d, notice->id);
    d->unshown[0] = '\0';
    if (first && first->ops->show(first, notice) == 0)
        return;
    if (first)
        (void)strcpy(d->unshown, "it could not be handed over");
    if (second && second->ops->show(second, notice) == 0)
        return;
    log_error("reminder: %s: could be shown nowhere", notice->title);
}

void daemon_withdraw(struct daemon *d, uint64_t id)
{
    forget_lost(d, id);
    if (d->options.notifier)
        d->options.notifier->ops->withdraw(d->options.notifier, id);
    if (d->options.fallback)
        d->options.fallback->ops->withdraw(d->options.fallback, id);
}

void daemon_tell(struct daemon *d, const struct notice *notice)
{
    d->told = *notice;
    daemon_show(d, notice);
}

bool daemon_notifies(struct daemon *d, char *ret, size_t size)
{
    struct notifier *first = d->options.notifier;

    (void)snprintf(ret, size, "no session bus");
    if (first)
        first->ops->describe(first, ret, size);
    if (strncmp(ret, "no ", 3) == 0)
        return false;
    if (d->unshown[0])
        (void)snprintf(ret, size, "%s", d->unshown);
    return !d->unshown[0];
}

/* ------------------------------------------------------------------ and back */

/* What a button's key says: a verb, and after a colon to what it applies. */
struct press {
    const struct verb *verb;
    const char *to; /* "": to all of the notice that it fits */
};

struct verb {
    const char *word;
    struct event event;
    /* What else happens, before the event: 0, or -errno with the fault, and it does not. NULL:
     * nothing. */
    int (*log)(struct daemon *d, const struct rule *rule, const char *to, struct wall due,
               struct fault *ret_fault);
    bool all; /* a question, too */
};

/* A drink that was done was drunk. */
static int log_done(struct daemon *d, const struct rule *rule, const char *to, struct wall due,
                    struct fault *ret_fault)
{
    struct entry entry = {.kind = ENTRY_DRINK,
                          .at = clock_now(d->options.clock).wall,
                          .level = -1,
                          .ml = rule->amount};

    (void)to, (void)due;
    if (rule->amount == 0)
        return 0;
    return daemon_log_by(d, &entry, "button", ret_fault);
}

static int log_level(struct daemon *d, const struct rule *rule, const char *to, struct wall due,
                     struct fault *ret_fault)
{
    char why[ENTRY_WHY_MAX];
    int level;

    if (level_parse(to, &level, why) < 0)
        return daemon_fault(ret_fault, FAULT_INVALID_VALUE, "level", to, "%s", why);
    return daemon_level_answer(d, daemon_asks(rule), level, due, ret_fault);
}

static const struct verb verbs[] = {
    {.word = "done",
     .event = {.kind = EVENT_ANSWER, .answer = {.outcome = OUTCOME_DONE}},
     .log = log_done},
    {.word = "skip",
     .event = {.kind = EVENT_ANSWER, .answer = {.outcome = OUTCOME_SKIPPED}},
     .all = true},
    {.word = "snooze", .event = {.kind = EVENT_SNOOZE}, .all = true},
    {.word = "pain",
     .event = {.kind = EVENT_ANSWER, .answer = {.outcome = OUTCOME_DONE}},
     .log = log_level},
    {.word = "soreness",
     .event = {.kind = EVENT_ANSWER, .answer = {.outcome = OUTCOME_DONE}},
     .log = log_level},
};

static bool press_parse(const char *key, struct press *ret)
{
    size_t n = strcspn(key, ":");

    for (size_t i = 0; i < COUNT_OF(verbs); i++)
        if (strlen(verbs[i].word) == n && strncmp(key, verbs[i].word, n) == 0) {
            *ret = (struct press){&verbs[i], key[n] ? key + n + 1 : ""};
            return true;
        }
    return false;
}

/* Whether it answers for this reminder. A number answers only its question, by the name of what is
 * logged. */
static bool press_fits(const struct press *p, const struct rule *rule)
{
    enum entry_kind asked = daemon_asks(rule);

    if (p->verb->log == log_level)
        return asked != ENTRY_KIND_COUNT && strcmp(p->verb->word, entry_kind_name(asked)) == 0;
    if (asked != ENTRY_KIND_COUNT)
        return p->verb->all;
    return p->to[0] ? strcmp(p->to, rule->name) == 0 : true;
}

static void tell_not_kept(struct daemon *d, const struct fault *fault)
{
    struct notice notice = {
        .id = NOTICE_NOT_KEPT, .title = "The answer was not kept", .urgency = URGENCY_NORMAL};

    (void)snprintf(notice.body, sizeof(notice.body), "%s", fault->why);
    daemon_tell(d, &notice);
}

static void press_one(struct daemon *d, const struct press *p, size_t i, struct wall due,
                      struct moment now)
{
    const struct rule *rule = &d->settings->schedule.rules[i];
    struct event event = p->verb->event;
    struct fault fault = {0};

    event.answer.rule = i;
    if (p->verb->log && p->verb->log(d, rule, p->to, due, &fault) < 0) {
        log_warning("answer: %s: not kept: %s", rule->name, fault.why);
        tell_not_kept(d, &fault);
    } else if (p->verb->log != log_level && /* what was logged has answered the question */
               daemon_step_at(d, &event, "button", now) == -EDQUOT) {
        log_info("snooze: %s: refused: put off as often as its reminder allows", rule->name);
    }
}

static void act(struct daemon *d, uint64_t id, const struct press *p)
{
    struct moment now = daemon_look(d); /* one for all: what is put off together comes together */

    /* the schedule is looked up each time, for what is logged may bring another one; the file's
     * reminders stay where they are in it */
    for (size_t i = 0; i < d->settings->schedule.n; i++) {
        struct plan_view view;

        plan_view(d->plan, i, now, &view);
        if (view.open && view.notice == id && press_fits(p, &d->settings->schedule.rules[i]))
            press_one(d, p, i, view.due, now);
    }
    /* servers take it off when a button is pressed; the rest still waits */
    daemon_show_open(d, id);
}

static void on_acted(void *userdata, uint64_t id, const char *key)
{
    struct press press;

    if (press_parse(key, &press))
        act(userdata, id, &press);
}

/* The question that what is typed answers: that about pain first; ENTRY_KIND_COUNT: none waits. */
static enum entry_kind typed_for(struct daemon *d, uint64_t id)
{
    struct effect open[NOTICE_RULES_MAX];
    size_t n = open_of(d, id, clock_now(d->options.clock), open);
    enum entry_kind kind = ENTRY_KIND_COUNT;

    for (size_t i = 0; i < n && kind != ENTRY_PAIN; i++) {
        enum entry_kind asked = daemon_asks(&d->settings->schedule.rules[open[i].rule]);

        kind = asked != ENTRY_KIND_COUNT ? asked : kind;
    }
    return kind;
}

static void on_replied(void *userdata, uint64_t id, const char *text)
{
    struct daemon *d = userdata;
    const enum entry_kind kind = typed_for(d, id);
    char key[16], typed[64], why[ENTRY_WHY_MAX];
    struct notice notice;
    size_t n;
    int level;

    if (kind == ENTRY_KIND_COUNT)
        return;
    (void)snprintf(typed, sizeof(typed), "%s", text + strspn(text, " "));
    for (n = strlen(typed); n > 0 && typed[n - 1] == ' '; n--)
        typed[n - 1] = '\0';
    if (level_parse(typed, &level, why) == 0) {
        (void)snprintf(key, sizeof(key), "%s:%d", entry_kind_name(kind), level);
        on_acted(d, id, key);
        return;
    }
    if (!compose_open(d, id, &notice))
        return;
    n = strlen(notice.body);
    (void)snprintf(notice.body + n, sizeof(notice.body) - n, "\nNot logged: %s.", why);
    daemon_show(d, &notice);
}

/* It can still be answered, until it counts as missed. */
static void on_closed(void *userdata, uint64_t id)
{
    struct daemon *d = userdata;
    struct effect open[NOTICE_RULES_MAX];
    struct moment now = daemon_look(d);
    size_t n = open_of(d, id, now, open);

    for (size_t i = 0; i < n; i++)
        (void)daemon_step_at(d, &(struct event){.kind = EVENT_EXPIRED, .answer.rule = open[i].rule},
                             "", now);
}

static void on_lost(void *userdata, uint64_t id)
{
    remember_lost(userdata, id);
}

/* The notifier could not: what still waits of that notice comes by the fallback, and by the
 * notifier when that can. */
static void on_failed(void *userdata, uint64_t id, const char *why)
{
    struct daemon *d = userdata;
    struct notifier *fallback = d->options.fallback;
    size_t n = strnlen(why, sizeof(d->unshown) - 1);
    struct notice notice;

    n -= n > 0 && why[n - 1] == '.'; /* it becomes part of a sentence */
    (void)snprintf(d->unshown, sizeof(d->unshown), "%.*s", (int)n, why);
    if (strcmp(d->warned, d->unshown) != 0) /* the same trouble is told once */
        log_warning("notification: not shown: %s", why);
    (void)strcpy(d->warned, d->unshown);
    if (fallback && id == d->told.id)
        (void)fallback->ops->show(fallback, &d->told);
    if (!compose_open(d, id, &notice))
        return;
    remember_lost(d, id);
    if (fallback)
        (void)fallback->ops->show(fallback, &notice);
}

static void on_server(void *userdata, bool there)
{
    struct daemon *d = userdata;
    char text[160];

    d->options.notifier->ops->describe(d->options.notifier, text, sizeof(text));
    log_info("notifications: %s%s", text, there ? "" : ": reminders come here");
    for (size_t i = 0; i < d->lost_n; i++)
        d->lost[i].there = there;
    if (there) {
        d->unshown[0] = d->warned[0] = '\0';
        daemon_show_lost(d);
    }
    daemon_changed(d);
}

static const struct notifier_listener listener = {on_acted, on_replied, on_closed,
                                                  on_lost,  on_failed,  on_server};

void daemon_notices_start(struct daemon *d)
{
    struct notifier *shows[] = {d->options.notifier, d->options.fallback};

    for (size_t i = 0; i < COUNT_OF(shows); i++)
        if (shows[i]) {
            shows[i]->listener = &listener;
            shows[i]->userdata = d;
        }
}

void daemon_notices_stop(struct daemon *d)
{
    if (d->options.notifier)
        d->options.notifier->listener = NULL;
    if (d->options.fallback)
        d->options.fallback->listener = NULL;
}
