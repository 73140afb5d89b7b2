/* What the daemon says: reminders as notices, the welcome, the status sentence. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/scope.h"
#include "common/span.h"
#include "common/when.h"
#include "daemon/daemon_internal.h"

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
    add(w, " %s.%s%s", dose, move->caution[0] ? " " : "", move->caution);
}

/* move: NULL, none was picked. */
static void add_message(struct words *w, const struct rule *rule, const struct move *move)
{
    if (rule->message[0])
        add(w, "%s%s", rule->message, move ? "\n" : "");
    if (move)
        add_move(w, move);
    else if (rule->message[0])
        return;
    else if (rule->amount > 0)
        add(w, "Time for a glass of water (%d ml).", (int)rule->amount);
    else if (rule->moves[0])
        add(w, "Time to stretch: %s.", rule->moves);
    else
        add(w, "It is time.");
}

static void add_action(struct notice *notice, const char *key, const char *label)
{
    struct notice_action *action = &notice->actions[notice->actions_n++];

    (void)snprintf(action->key, sizeof(action->key), "%s", key);
    (void)snprintf(action->label, sizeof(action->label), "%s", label);
}

void daemon_compose(const struct daemon *d, const struct schedule *schedule,
                    const struct effect *effects, size_t n, struct wall now, struct notice *ret)
{
    *ret = (struct notice){.id = effects[0].notice};
    struct words title = {ret->title, 0, sizeof(ret->title)};
    struct words body = {ret->body, 0, sizeof(ret->body)};
    const struct rule *first = &schedule->rules[effects[0].rule];
    int64_t late = now.us - effects[0].due.us;
    int64_t snooze = first->snooze;
    bool can_snooze = false;

    for (size_t i = 0; i < n; i++) {
        const struct rule *rule = &schedule->rules[effects[i].rule];
        can_snooze = can_snooze || effects[i].snoozes_left > 0;
        if (rule->urgency > ret->urgency)
            ret->urgency = rule->urgency;
        if (rule->timeout > ret->timeout)
            ret->timeout = rule->timeout;
        if (i >= NAMED_MAX)
            continue;
        add(&title, "%s", i ? ", " : "");
        add_name(&title, rule->name, i == 0);
        add(&body, "%s", i ? "\n" : "");
        add_message(&body, rule, daemon_move(d, rule, effects[i].due));
    }
    if (n > NAMED_MAX) {
        add(&title, " and %zu more", n - NAMED_MAX);
        add(&body, "\n… and %zu more: knead status lists them.", n - NAMED_MAX);
    }
    if (late >= USEC_PER_MIN) {
        char span[SPAN_TEXT_MAX];
        span_print(late / USEC_PER_MIN * USEC_PER_MIN, span);
        add(&body, "\nDue %s ago.", span);
    }
    (void)snprintf(ret->icon, sizeof(ret->icon), "%s", first->icon);
    (void)snprintf(ret->sound, sizeof(ret->sound), "%s", first->sound);
    add_action(ret, "done", "Done");
    if (can_snooze) {
        char span[SPAN_TEXT_MAX], label[NOTICE_LABEL_MAX];
        span_print(snooze, span);
        (void)snprintf(label, sizeof(label), "Snooze %s", span);
        add_action(ret, "snooze", label);
    }
    add_action(ret, "skip", "Skip");
    (void)snprintf(ret->answer, sizeof(ret->answer), "knead done | %sknead skip",
                   can_snooze ? "knead snooze | " : "");
}

void daemon_wording(const struct daemon *d, const struct schedule *schedule,
                    const struct effect *effect, char ret_title[static NOTICE_TITLE_MAX],
                    char ret_body[static NOTICE_BODY_MAX])
{
    const struct rule *rule = &schedule->rules[effect->rule];
    struct words title = {ret_title, 0, NOTICE_TITLE_MAX};
    struct words body = {ret_body, 0, NOTICE_BODY_MAX};

    add_name(&title, rule->name, true);
    add_message(&body, rule, daemon_move(d, rule, effect->due));
}

void daemon_message(const struct rule *rule, char *ret, size_t size)
{
    struct words w = {ret, 0, size};

    ret[0] = '\0';
    add_message(&w, rule, NULL);
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

void daemon_welcome(struct daemon *d, FILE *terminal)
{
    struct moment now = clock_now(d->options.clock);
    struct notice notice = {
        .id = UINT64_MAX,
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
    (void)fprintf(terminal, "%s\n\n%s\nIn another terminal, type:  knead log 3 lower-back\n\n",
                  printing.due.us ? "" : "  nothing more today", notice.body);
    (void)fflush(terminal);
}
