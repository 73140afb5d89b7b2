/* What the daemon says: reminders as notices, the welcome, the status sentence. */
#include "daemon/care/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/scope.h"
#include "common/span.h"
#include "common/when.h"
#include "daemon/daemon_internal.h"
#include "daemon/schedule/day.h"

/* Reminders that are named in one notice; of more only the number is said. */
#define NAMED_MAX 6

/* A bounded text that is added to; what does not fit is cut at a character. */
struct words {
    char *text;
    size_t n, size;
};

__attribute__((format(printf, 2, 3))) static void add(struct words *w, const char *format, ...)
{
    va_list arguments;
    int wanted;

    va_start(arguments, format);
    wanted = vsnprintf(w->text + w->n, w->size - w->n, format, arguments);
    va_end(arguments);
    if (wanted < 0)
        return;
    if ((size_t)wanted < w->size - w->n) {
        w->n += (size_t)wanted;
        return;
    }
    w->n = w->size - 1;
    while (w->n > 0 && ((unsigned char)w->text[w->n - 1] & 0xc0) == 0x80)
        w->n--; /* the tail of a cut character */
    if (w->n > 0 && ((unsigned char)w->text[w->n - 1] & 0x80))
        w->n--;
    w->text[w->n] = '\0';
}

/* "stand-up" as a heading: "Stand up". */
static void add_name(struct words *w, const char *name, bool first)
{
    size_t from = w->n;

    add(w, "%s", name);
    for (size_t i = from; i < w->n; i++)
        if (w->text[i] == '-')
            w->text[i] = ' ';
    if (first && w->n > from && w->text[from] >= 'a' && w->text[from] <= 'z')
        w->text[from] = (char)(w->text[from] - 'a' + 'A');
}

/* "Chin tuck: Sit tall and ... 5 seconds, 6 times. Keep the movement small." */
static void add_move(struct words *w, const struct move *move)
{
    char dose[MOVE_DOSE_MAX];
    size_t from;

    add(w, "%s: ", move->title);
    from = w->n;
    add(w, "%s", move->steps);
    for (size_t i = from; i < w->n; i++)
        if (w->text[i] == '\n')
            w->text[i] = ' ';
    move_dose(move, dose);
    if (move->hold > 0) /* homework says it itself */
        add(w, " %s.", dose);
    add(w, "%s%s", move->caution[0] ? " " : "", move->caution);
}

/* What a reminder says that has no message and no move. */
static void add_default(struct words *w, const struct rule *rule)
{
    if (rule->amount > 0)
        add(w, "Time for a glass of water (%d ml).", (int)rule->amount);
    else if (rule->moves[0])
        add(w, "Time to stretch: %s.", rule->moves);
    else if (rule->kind == KIND_ROUTINE)
        add(w, "%s", care_texts[TEXT_ROUTINE].text);
    else if (rule->kind == KIND_WORKSTATION)
        add(w, "%s", care_texts[TEXT_WORKSTATION].text);
    else if (rule->kind == KIND_POSTURE)
        add(w, "%s", care_texts[TEXT_POSTURE].text);
    else
        add(w, "It is time.");
}

/* What homework there is, and the moves of that day (R44, R51). */
static void add_routine(struct daemon *d, struct words *w, int64_t day)
{
    static const enum region regions[] = {REGION_NECK, REGION_SHOULDERS, REGION_LOWER_BACK};
    struct care_routine_moves routine;
    struct care_allowed allowed;
    struct move homework;
    char dose[MOVE_DOSE_MAX];

    if (daemon_homework(d, regions, COUNT_OF(regions), &homework))
        add(w, "\n%s: %s", homework.title, homework.steps);
    daemon_allowed(d, &allowed);
    if (!daemon_routine(d, day, &allowed, &routine))
        return;
    for (size_t i = 0; i < routine.n; i++) {
        move_dose(routine.moves[i], dose);
        add(w, "\n%s: %s", routine.moves[i]->title, dose);
    }
}

static enum care_text posture(const struct rule *rule, int64_t day, int32_t second)
{
    size_t n = day_times(rule), nth = 0;

    while (nth < n && day_time(rule, day, nth) < second)
        nth++;
    return care_posture(day, nth, n);
}

static void add_message(struct daemon *d, struct words *w, const struct rule *rule, struct wall due)
{
    const struct move *move = daemon_move(d, rule, due);
    struct care_water water;
    int64_t day;
    int32_t second;

    zone_local(&d->zone, wall_seconds(due), &day, &second);
    if (rule->message[0])
        add(w, "%s%s", rule->message, move ? "\n" : "");
    else if (rule->kind == KIND_POSTURE)
        add(w, "%s", care_texts[posture(rule, day, second)].text);
    else if (!move)
        add_default(w, rule);
    if (move)
        add_move(w, move);
    if (rule->kind == KIND_ROUTINE)
        add_routine(d, w, day);
    if (rule->target > 0 && daemon_water(d, &water))
        add(w, " %d of %d ml today.", (int)water.done, (int)rule->target);
}

/* "10 min", "1 h 20 min": for sentences, where "10m" would be a riddle. */
static void add_span(struct words *w, int64_t us)
{
    int64_t minutes = us / USEC_PER_MIN;

    if (minutes >= 60)
        add(w, "%d h%s", (int)(minutes / 60), minutes % 60 ? " " : "");
    if (minutes % 60 || minutes == 0)
        add(w, "%d min", (int)(minutes % 60));
}

/* What comes first: the most urgent, and of breaks the longest rest, for that is the one to take.
 */
static bool comes_before(const struct rule *a, const struct rule *b)
{
    enum priority first = rule_priority(a), second = rule_priority(b);

    return first != second ? first < second : a->rest > b->rest;
}

/* The effects of a notice, in the order in which they are told. */
static size_t in_order(const struct schedule *schedule, const struct effect *effects, size_t n,
                       const struct effect *ret[static NOTICE_RULES_MAX])
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        const struct rule *rule = &schedule->rules[effects[i].rule];
        size_t at = kept < NOTICE_RULES_MAX ? kept++ : kept - 1;

        if (at == kept - 1 && i >= NOTICE_RULES_MAX &&
            !comes_before(rule, &schedule->rules[ret[at]->rule]))
            continue;
        for (; at > 0 && comes_before(rule, &schedule->rules[ret[at - 1]->rule]); at--)
            ret[at] = ret[at - 1];
        ret[at] = &effects[i];
    }
    return kept;
}

static void add_line(struct daemon *d, struct words *w, const struct rule *rule, struct wall due,
                     bool first)
{
    add(w, "%s", first ? "" : "\n");
    add_message(d, w, rule, due);
    if (first && rule->rest >= USEC_PER_MIN) {
        add(w, " For ");
        add_span(w, rule->rest);
        add(w, ".");
    }
    if (rule->asks_pain) {
        int levels[3];

        daemon_levels(d, ENTRY_PAIN, levels);
        add(w, "\nAny number: knead log %d", levels[1]);
    }
}

static void put_words(struct daemon *d, const struct effect *const *effects,
                      const struct rule *const *rules, size_t listed, size_t n,
                      struct notice *notice)
{
    struct words title = {notice->title, 0, sizeof(notice->title)};
    struct words body = {notice->body, 0, sizeof(notice->body)};

    for (size_t i = 0; i < listed && i < NAMED_MAX; i++) {
        add(&title, "%s", i ? ", " : "");
        if (n == 1 && rules[i]->asks_pain)
            add(&title, "How was your back today?");
        else
            add_name(&title, rules[i]->name, i == 0);
        add_line(d, &body, rules[i], effects[i]->due, i == 0);
    }
    if (n > NAMED_MAX) {
        add(&title, " and %zu more", n - NAMED_MAX);
        add(&body, "\n… and %zu more: knead status lists them.", n - NAMED_MAX);
    }
}

/* What it is like, by all of its reminders; the first gives it picture and sound. */
static void put_looks(const struct rule *const *rules, size_t listed, struct notice *notice)
{
    for (size_t i = 0; i < listed; i++) {
        if (rules[i]->urgency > notice->urgency)
            notice->urgency = rules[i]->urgency;
        if (rules[i]->timeout > notice->timeout)
            notice->timeout = rules[i]->timeout;
    }
    (void)snprintf(notice->icon, sizeof(notice->icon), "%s", rules[0]->icon);
    (void)snprintf(notice->sound, sizeof(notice->sound), "%s", rules[0]->sound);
}

void daemon_compose(struct daemon *d, const struct schedule *schedule, const struct effect *effects,
                    size_t n, struct wall now, struct notice *ret)
{
    const struct effect *sorted[NOTICE_RULES_MAX];
    const struct rule *rules[NOTICE_RULES_MAX];
    size_t listed = in_order(schedule, effects, n, sorted);
    int64_t late = now.us - effects[0].due.us, snooze = 0;
    struct words body = {ret->body, 0, sizeof(ret->body)};

    *ret = (struct notice){.id = effects[0].notice};
    for (size_t i = 0; i < listed; i++) {
        rules[i] = &schedule->rules[sorted[i]->rule];
        if (sorted[i]->snoozes_left > 0)
            snooze = snooze == 0 || snooze == rules[i]->snooze ? rules[i]->snooze : -1;
    }
    put_words(d, sorted, rules, listed, n, ret);
    put_looks(rules, listed, ret);
    if (rules[0]->follows && sorted[0]->snoozes_left < rules[0]->snoozes)
        ret->urgency = URGENCY_CRITICAL; /* asked for, so it goes through do-not-disturb (R52) */
    if (late >= USEC_PER_MIN) {
        body.n = strlen(ret->body);
        add(&body, "\nDue ");
        add_span(&body, late);
        add(&body, " ago.");
    }
    daemon_add_buttons(d, rules, listed, snooze, ret);
}

void daemon_wording(struct daemon *d, const struct schedule *schedule, const struct effect *effect,
                    char ret_title[static NOTICE_TITLE_MAX], char ret_body[static NOTICE_BODY_MAX])
{
    const struct rule *rule = &schedule->rules[effect->rule];
    struct words title = {ret_title, 0, NOTICE_TITLE_MAX};
    struct words body = {ret_body, 0, NOTICE_BODY_MAX};

    add_name(&title, rule->name, true);
    add_message(d, &body, rule, effect->due);
}

void daemon_message(const struct rule *rule, char *ret, size_t size)
{
    struct words w = {ret, 0, size};

    ret[0] = '\0';
    if (rule->message[0])
        add(&w, "%s", rule->message);
    else
        add_default(&w, rule);
}

/* The reminder that comes next, as things stand; false when none does. */
static bool soonest(struct daemon *d, struct moment now, size_t *ret_rule, struct wall *ret_at)
{
    bool any = false;

    for (size_t i = 0; i < d->settings->schedule.n; i++) {
        struct plan_view view;
        plan_view(d->plan, i, now, &view);
        if (!view.has_next || (any && view.next.us >= ret_at->us))
            continue;
        any = true;
        *ret_rule = i;
        *ret_at = view.next;
    }
    return any;
}

void daemon_sentence(struct daemon *d, char *ret, size_t size)
{
    struct moment now = clock_now(d->options.clock);
    struct words w = {ret, 0, size};
    struct wall until;
    size_t enabled = 0, rule = 0;
    char text[WHEN_TEXT_MAX];

    for (size_t i = 0; i < d->settings->schedule.n; i++)
        enabled += d->settings->schedule.rules[i].enabled;
    ret[0] = '\0';
    add(&w, "%zu reminder%s", enabled, enabled == 1 ? "" : "s");
    if (plan_paused(d->plan, &until)) {
        when_print(until, now.wall, &d->zone, text);
        add(&w, ", paused until %s", text);
    } else if (soonest(d, now, &rule, &until)) {
        when_print(until, now.wall, &d->zone, text);
        add(&w, ", next: %s at %s", d->settings->schedule.rules[rule].name, text);
    }
}

/* A line of the welcome's agenda: a time, and all that comes then. */
struct printing {
    FILE *terminal;
    struct daemon *daemon;
    struct wall due; /* of the line begun; us 0: none */
};

static int print_item(void *userdata, struct wall due, const struct rule *rule, const char *state)
{
    struct printing *p = userdata;
    char at[WHEN_TEXT_MAX];

    if (due.us == p->due.us || strcmp(state, "merged") == 0) {
        (void)fprintf(p->terminal, ", %s", rule->name);
        return 0;
    }
    when_print(due, clock_now(p->daemon->options.clock).wall, &p->daemon->zone, at);
    (void)fprintf(p->terminal, "%s  %-9s %s%s", p->due.us ? "\n" : "", at, rule->name,
                  strcmp(state, "open") == 0     ? " (waits for an answer)"
                  : strcmp(state, "paused") == 0 ? " (paused)"
                                                 : "");
    p->due = due;
    return 0;
}

void daemon_welcome(struct daemon *d, FILE *terminal, const char *knead)
{
    struct moment now = clock_now(d->options.clock);
    struct notice notice = {
        .id = NOTICE_WELCOME,
        .title = "knead is running",
        .urgency = URGENCY_NORMAL,
        .timeout = 10 * USEC_PER_SEC,
        .transient = true,
    };
    struct printing printing = {.terminal = terminal, .daemon = d};
    struct words body = {notice.body, 0, sizeof(notice.body)};
    struct fault fault;
    struct wall next = {0};
    size_t rule = 0;

    if (soonest(d, now, &rule, &next)) {
        char text[WHEN_TEXT_MAX];
        when_print(next, now.wall, &d->zone, text);
        add(&body, "Next: %s at %s.", d->settings->schedule.rules[rule].name, text);
    } else {
        add(&body, "No reminder is due: none is enabled.");
    }
    daemon_tell(d, &notice);

    (void)fprintf(terminal, "\nToday's agenda (%s):\n", d->settings->path);
    if (daemon_agenda(d, daemon_day_start(d, 1), print_item, &printing, &fault) < 0)
        (void)fprintf(terminal, "  cannot be shown: %s\n", fault.why);
    (void)fprintf(terminal, "%s\n\n%s\nIn another terminal, type:  %s log 3 lower-back\n\n",
                  printing.due.us ? "" : "  nothing more today", notice.body, knead);
    (void)fflush(terminal);
}
