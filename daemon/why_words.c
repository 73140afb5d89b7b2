/* What holds for a reminder, in plain sentences: the last occurrences first, then what stands in
 * its way now, then what it counts and when it comes next. Nothing is said that is not so. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/scope.h"
#include "common/span.h"
#include "common/when.h"
#include "daemon/care/words.h"
#include "daemon/schedule/agenda.h"
#include "daemon/why.h"

#define PAST_TOLD 3 /* occurrences */
#define NAMED_MAX 4 /* others of a notification */
#define NAMES_MAX ((NAMED_MAX + 1) * (RULE_NAME_MAX + 16))

__attribute__((format(printf, 2, 3))) static void say(struct why *w, const char *format, ...)
{
    va_list arguments;

    if (w->n == WHY_SENTENCES_MAX)
        return;
    va_start(arguments, format);
    (void)vsnprintf(w->sentences[w->n++], WHY_SENTENCE_MAX, format, arguments);
    va_end(arguments);
}

static const char *clock_text(const struct why_facts *f, int64_t us, char ret[static WHEN_TEXT_MAX])
{
    when_print((struct wall){us}, f->now.wall, &f->daemon->zone, ret);
    return ret;
}

static const char *span_text(int64_t us, char ret[static SPAN_TEXT_MAX])
{
    span_print(us >= USEC_PER_MIN ? us / USEC_PER_MIN * USEC_PER_MIN : us, ret);
    return ret;
}

/* The others of a notification. */
struct names {
    size_t n;
    const char *first[NAMED_MAX];
};

static void add_name(struct names *names, const char *name)
{
    if (names->n < NAMED_MAX)
        names->first[names->n] = name;
    names->n++;
}

/* "a, b and c"; "" for none. */
static const char *names_text(const struct names *names, char ret[static NAMES_MAX])
{
    size_t told = names->n < NAMED_MAX ? names->n : NAMED_MAX, used = 0;

    ret[0] = '\0';
    for (size_t i = 0; i < told; i++)
        used += (size_t)snprintf(ret + used, NAMES_MAX - used, "%s%s",
                                 i == 0              ? ""
                                 : i + 1 == names->n ? " and "
                                                     : ", ",
                                 names->first[i]);
    if (names->n > told)
        (void)snprintf(ret + used, NAMES_MAX - used, " and %zu more", names->n - told);
    return ret;
}

/* ---------------------------------------------------------------- what was */

/* What became of an occurrence: "WHAT at TIME BECAUSE". The first that fits; REASON_COUNT fits all.
 */
static const struct end {
    enum outcome outcome;
    enum reason reason;
    bool shown;
    const char *what;
    bool timed;
    const char *because;
} ends[] = {
    {OUTCOME_OPEN, REASON_COUNT, true, "it waits for an answer", false, ""},
    {OUTCOME_DONE, REASON_COUNT, true, "done", true, ""},
    {OUTCOME_DONE, REASON_COUNT, false, "done", true, ", without a notification"},
    {OUTCOME_TAKEN, REASON_COUNT, true, "taken", false, ": you were away for its rest"},
    {OUTCOME_TAKEN, REASON_COUNT, false, "taken without a notification", false,
     ": you were away for its rest"},
    {OUTCOME_SKIPPED, REASON_COUNT, true, "skipped", true, ""},
    {OUTCOME_SKIPPED, REASON_COUNT, false, "skipped", true, ", before it came up"},
    {OUTCOME_SNOOZED, REASON_COUNT, true, "put off", true, ""},
    {OUTCOME_MISSED, REASON_UNANSWERED, true, "missed", true, ": nobody had answered"},
    {OUTCOME_MISSED, REASON_ASLEEP, false, "missed", false, ": the machine was asleep"},
    {OUTCOME_MISSED, REASON_AWAY, false, "missed", false, ": you were away"},
    {OUTCOME_MISSED, REASON_STOPPED, false, "missed", false, ": kneadd was not running"},
    {OUTCOME_MISSED, REASON_CLOCK, false, "missed", false, ": the clock was set past it"},
    {OUTCOME_SUPPRESSED, REASON_PAUSED, true, "withdrawn", true, ": reminders were paused"},
    {OUTCOME_SUPPRESSED, REASON_SETTINGS, true, "withdrawn", true, ": the schedule was changed"},
    {OUTCOME_SUPPRESSED, REASON_PAUSED, false, "it did not come", false, ": reminders were paused"},
    {OUTCOME_SUPPRESSED, REASON_LIMIT, false, "it did not come", false,
     ": the hour had brought as many notifications as it may"},
    {OUTCOME_SUPPRESSED, REASON_DEFERRED, false, "it did not come", false,
     ": you were busy until its hours were over"},
    {OUTCOME_SUPPRESSED, REASON_SETTINGS, false, "it did not come", false,
     ": the schedule was changed"},
    {OUTCOME_SUPPRESSED, REASON_REPLACED, false, "it did not come", false,
     ": its next one was there first"},
    {OUTCOME_SUPPRESSED, REASON_LOGGED, false, "it did not come", false,
     ": the day had an entry already"},
    {OUTCOME_SUPPRESSED, REASON_ENOUGH, true, "withdrawn", true, ": enough was drunk"},
    {OUTCOME_SUPPRESSED, REASON_ENOUGH, false, "it did not come", false, ": enough was drunk"},
    {OUTCOME_SUPPRESSED, REASON_CARE, true, "withdrawn", true, ": it was off for a health reason"},
    {OUTCOME_SUPPRESSED, REASON_CARE, false, "it did not come", false,
     ": it was off for a health reason"},
};

static const struct end *end_of(const struct occurrence *o)
{
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (ends[i].outcome == o->outcome && ends[i].shown == (o->shown.us != 0) &&
            (ends[i].reason == REASON_COUNT || ends[i].reason == o->reason))
            return &ends[i];
    return NULL;
}

/* The others that were shown at the same moment: one notification. */
static struct names together(const struct why_facts *f, const struct occurrence *o)
{
    struct names names = {0};
    size_t low = 0, high = f->shown_n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (f->shown[middle]->shown.us < o->shown.us)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < f->shown_n && f->shown[low]->shown.us == o->shown.us; low++)
        if (strcmp(f->shown[low]->reminder, o->reminder) != 0)
            add_name(&names, f->shown[low]->reminder);
    return names;
}

/* "shown at 10:00 together with a and b, "; "" for what was not shown. */
static void shown_text(const struct why_facts *f, const struct occurrence *o,
                       char ret[static WHY_SENTENCE_MAX])
{
    struct names names = together(f, o);
    bool elsewhen = o->shown.us / USEC_PER_MIN != o->due.us / USEC_PER_MIN;
    char list[NAMES_MAX], at[WHEN_TEXT_MAX];

    ret[0] = '\0';
    if (o->shown.us)
        (void)snprintf(ret, WHY_SENTENCE_MAX, "shown%s%s%s%s, ", elsewhen ? " at " : "",
                       elsewhen ? clock_text(f, o->shown.us, at) : "",
                       names.n > 0 ? " together with " : "", names_text(&names, list));
}

static void say_one(const struct why_facts *f, const struct rule *rule, const struct occurrence *o,
                    bool open, struct why *w)
{
    static const struct end unknown = {.what = "what became of it is not known", .because = ""};
    const struct end *end = end_of(o);
    bool said = o->outcome == OUTCOME_DONE || o->outcome == OUTCOME_SKIPPED ||
                o->outcome == OUTCOME_SNOOZED;
    bool by_button = strcmp(o->source, "button") == 0;
    char due[WHEN_TEXT_MAX], at[WHEN_TEXT_MAX], span[SPAN_TEXT_MAX], shown[WHY_SENTENCE_MAX];
    char more[SPAN_TEXT_MAX + 8] = "";

    if (!end || (o->outcome == OUTCOME_OPEN && !open))
        end = &unknown;
    if (o->outcome == OUTCOME_TAKEN)
        (void)snprintf(more, sizeof(more), " (%s)", span_text(rule->rest, span));
    else if (o->reason == REASON_LIMIT)
        (void)snprintf(more, sizeof(more), " (%d)", (int)f->daemon->settings->schedule.limit);
    shown_text(f, o, shown);
    say(w, "%s: %.400s%s%s%s%s%s%s.", clock_text(f, o->due.us, due), shown, end->what,
        end->timed ? " at " : "", end->timed ? clock_text(f, o->ended.us, at) : "",
        !said || !o->source[0] ? ""
        : by_button            ? " by its button"
                               : " by knead",
        end->because, more);
}

static void say_past(const struct why_facts *f, const struct rule *rule,
                     const struct plan_view *view, struct why *w)
{
    size_t n, first = why_past(f, rule->name, &n), told = n < PAST_TOLD ? n : PAST_TOLD;

    if (n == 0)
        say(w, "Nothing of it has come since yesterday.");
    for (size_t i = first + n - told; i < first + n; i++)
        say_one(f, rule, &f->past[i], view->open && view->due.us == f->past[i].due.us, w);
}

/* ---------------------------------------------------------------- what holds it back */

static const char *const absences[PRESENCE_COUNT] = {
    [PRESENCE_IDLE] = "nobody has touched the keyboard or the mouse for a while",
    [PRESENCE_AWAY] = "you are away",
    [PRESENCE_LOCKED] = "the screen is locked",
    [PRESENCE_ASLEEP] = "the machine goes to sleep",
};

static void say_busy(const struct why_facts *f, const char *due, struct why *w)
{
    const struct daemon *d = f->daemon;
    int64_t since = f->now.wall.us - (f->now.boot.us - d->busy.since.us);
    char from[WHEN_TEXT_MAX], until[WHEN_TEXT_MAX];

    say(w, "Due at %s, it waits because you are busy: %s, since %s; until %s at most.", due,
        d->busy.what, clock_text(f, since, from),
        clock_text(f, since + d->settings->defer_at_most, until));
}

static void say_held(const struct why_facts *f, const struct plan_view *view, struct why *w)
{
    const struct daemon *d = f->daemon;
    enum presence presence = plan_presence(d->plan);
    char due[WHEN_TEXT_MAX], room[WHEN_TEXT_MAX];

    clock_text(f, view->held_due.us, due);
    if (presence > PRESENCE_IDLE)
        say(w, "Due at %s, it waits because %s.", due, absences[presence]);
    else if (plan_busy(d->plan))
        say_busy(f, due, w);
    else if (d->busy.looking)
        say(w, "Due at %s, it waits for a look at whether you are busy.", due);
    else if (view->room.us)
        say(w,
            "Due at %s, it waits because the hour has brought as many notifications as it may "
            "(%d); there is room at %s.",
            due, (int)d->settings->schedule.limit, clock_text(f, view->room.us, room));
}

static void say_quiet(const struct why_facts *f, const struct rule *rule,
                      const struct plan_view *view, struct why *w)
{
    char why[CARE_TEXT_MAX] = "It is off for a health reason.", until[WHEN_TEXT_MAX];
    struct care_silence silence;

    daemon_silence(f->daemon, rule, &silence);
    if (silence.until > 0)
        care_say(&silence.item, why);
    if (view->quiet.us == QUIET_FOREVER)
        say(w, "%.400s It does not come until that changes.", why);
    else
        say(w, "%.400s It is quiet until %s.", why, clock_text(f, view->quiet.us, until));
}

static void say_hours(const struct why_facts *f, const struct rule *rule, struct why *w)
{
    int64_t from, to;
    char text[WHEN_TEXT_MAX];

    if (rule_window(rule, &f->daemon->zone, wall_seconds(f->now.wall) + 1, &from, &to))
        say(w, "These are not its hours; they begin at %s, and so does its interval.",
            clock_text(f, from * USEC_PER_SEC, text));
    else
        say(w, "It has no hours to come.");
}

/* An absence as long as its rest: what it has counted is over with the return. */
static bool rested(const struct why_facts *f, const struct rule *rule, const struct plan_view *view)
{
    const struct daemon *d = f->daemon;

    return rule->every > 0 && rule->every < USEC_PER_DAY && rule->rest > 0 && view->in_hours &&
           plan_presence(d->plan) > PRESENCE_IDLE &&
           f->now.boot.us - d->fused.presence.since.us >= rule->rest;
}

static void say_hindrances(const struct why_facts *f, const struct rule *rule,
                           const struct plan_view *view, struct why *w)
{
    struct daemon *d = f->daemon;
    enum presence presence = plan_presence(d->plan);
    bool counted = rule->every > 0 && rule->every < USEC_PER_DAY;
    char text[WHEN_TEXT_MAX], why[256];
    struct wall until;

    if (plan_paused(d->plan, &until))
        say(w, "Reminders are paused until %s; what is due before does not come.",
            clock_text(f, until.us, text));
    if (view->held)
        say_held(f, view, w);
    if (view->quiet.us)
        say_quiet(f, rule, view, w);
    else if (counted && !view->in_hours)
        say_hours(f, rule, w);
    else if (counted && rule->counts == COUNTS_DESK && absences[presence])
        say(w, "Its interval stands still because %s.", absences[presence]);
    if ((view->open || view->snoozing) && view->snoozed > 0)
        say(w, "It was put off %d of %d times%s%s.", (int)view->snoozed, (int)rule->snoozes,
            view->snoozing ? ", until " : "",
            view->snoozing ? clock_text(f, view->next.us, text) : "");
    if (daemon_notifies(d, why, sizeof(why)))
        return;
    if (strncmp(why, "no ", 3) == 0)
        say(w, "There is %s: reminders come on kneadd's own terminal, or in its journal.", why);
    else
        say(w, "The last notification came on kneadd's own terminal, or in its journal: %s.", why);
}

/* ---------------------------------------------------------------- what it counts, what comes */

static void say_counts(const struct why_facts *f, const struct rule *rule,
                       const struct plan_view *view, struct why *w)
{
    const char *what =
        rule->counts == COUNTS_CLOCK ? "time, at the desk or not" : "time at the desk";
    char every[SPAN_TEXT_MAX], counted[SPAN_TEXT_MAX], done[WHEN_TEXT_MAX], at[WHEN_TEXT_MAX * 4];
    size_t n = 0;

    at[0] = '\0';
    for (size_t i = 0; i < rule->at_n && n < sizeof(at) - 16; i++)
        n += (size_t)snprintf(at + n, sizeof(at) - n, "%s%02d:%02d", i ? ", " : "",
                              (int)(rule->at[i] / 3600), (int)(rule->at[i] / 60 % 60));
    span_print(rule->every, every);
    if (rule->random > 0) {
        say(w, "It counts no time: it comes at random, up to %d times a day within its hours.",
            (int)rule->random);
    } else if (rule->every == 0) {
        say(w, "It counts no time: it comes at %s.", at);
    } else if (rule->every >= USEC_PER_DAY) {
        say(w, "It counts days: %s from the last done, %s%s; it comes at %s.", every,
            view->last_done.us ? "which was " : "of which there is none yet",
            view->last_done.us ? clock_text(f, view->last_done.us, done) : "", at);
    } else if (!view->in_hours) {
        say(w, "It counts %s, %s of it within its hours.", what, every);
    } else {
        say(w, "It counts %s: %s of %s so far%s.", what,
            span_text(view->counted > 0 ? view->counted : 0, counted), every,
            rule->counts == COUNTS_DESK && plan_presence(f->daemon->plan) == PRESENCE_UNKNOWN
                ? "; nothing tells whether you are there, so all time counts"
                : "");
    }
}

static void say_next(const struct why_facts *f, size_t rule, const struct plan_view *view,
                     struct why *w)
{
    const struct rule *rules = f->daemon->settings->schedule.rules;
    const struct why_coming *next = why_next(f, rule);
    bool desk = rules[rule].every > 0 && rules[rule].every < USEC_PER_DAY &&
                rules[rule].counts == COUNTS_DESK;
    struct names names = {0};
    char list[NAMES_MAX], at[SPAN_TEXT_MAX], due[SPAN_TEXT_MAX];
    bool early;

    _Static_assert(SPAN_TEXT_MAX >= WHEN_TEXT_MAX, "either fits");

    if (view->held)
        return; /* what it waits for has been said */
    if (rested(f, &rules[rule], view)) {
        span_print(rules[rule].rest, at);
        span_print(rules[rule].every, due);
        say(w,
            "You have been away for its rest (%s), so it begins anew when you are back. Next: %s "
            "after that.",
            at, due);
        return;
    }
    if (!view->has_next) {
        say(w, "Nothing more of it is to come, as things stand.");
        return;
    }
    for (size_t i = 0; next && i < f->coming_n; i++)
        if (f->coming[i].notice == next->notice && f->coming[i].rule != rule)
            add_name(&names, rules[f->coming[i].rule].name);
    early = next && next->due - next->at >= USEC_PER_MIN;
    say(w, "Next: %s%s%s%s%s%s.", clock_text(f, next ? next->at : view->next.us, at),
        names.n > 0 ? ", in one notification with " : "", names_text(&names, list),
        early ? ", though due at " : "", early ? clock_text(f, next->due, due) : "",
        !desk || view->snoozing                    ? ""
        : absences[plan_presence(f->daemon->plan)] ? ", if you are back now"
                                                   : ", if you stay at the desk");
}

void why_compose(const struct why_facts *f, size_t rule, struct why *ret)
{
    const struct rule *r = &f->daemon->settings->schedule.rules[rule];
    struct plan_view view;

    ret->rule = r;
    ret->n = 0;
    plan_view(f->daemon->plan, rule, f->now, &view);
    say_past(f, r, &view, ret);
    if (!r->enabled) {
        say(ret, "It is off: the schedule says enabled = no (%s).", f->daemon->settings->path);
        return;
    }
    say_hindrances(f, r, &view, ret);
    say_counts(f, r, &view, ret);
    if (r->rest > 0)
        say(ret, "%s", care_texts[TEXT_WHY_BREAK].text);
    say_next(f, rule, &view, ret);
}
