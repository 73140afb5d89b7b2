/* Going on after a restart. Nothing that is read is trusted: a text is taken whole or not at all,
 * and what it claims is brought within what can be. Then the time since it was written is gone
 * through like any other gap, with nobody there to see. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/schedule/plan_internal.h"

#define NUMBER_MAX  (INT64_C(1) << 60)
#define DAY_LIMIT   3000000            /* the year 10183 */
#define LIVED_LIMIT (INT64_C(1) << 40) /* seconds */

/* ---------------------------------------------------------------- reading */

static bool read_number(const char **text, int64_t *ret)
{
    bool negative = **text == '-';
    const char *at = *text + negative;
    int64_t number = 0;

    if (*at < '0' || *at > '9')
        return false;
    for (; *at >= '0' && *at <= '9'; at++) {
        if (number > (NUMBER_MAX - (*at - '0')) / 10)
            return false;
        number = number * 10 + (*at - '0');
    }
    *text = at;
    *ret = negative ? -number : number;
    return true;
}

/* The next word of a text: its name's length and its numbers, zeros after them. 1, 0 at the end,
 * -EINVAL. */
static int read_word(const char **text, size_t *ret_name, int64_t ret[static NUMBERS_MAX],
                     size_t *ret_n)
{
    const char *at = *text;
    size_t name = strcspn(at, "= "), n = 0;

    if (!*at)
        return 0;
    memset(ret, 0, NUMBERS_MAX * sizeof(*ret));
    if (!name || at[name] != '=')
        return -EINVAL;
    at += name;
    do {
        at++;
        if (n == NUMBERS_MAX || !read_number(&at, &ret[n++]))
            return -EINVAL;
    } while (*at == ',');
    if (*at == ' ' ? !*++at : *at)
        return -EINVAL;
    *text = at;
    *ret_name = name;
    *ret_n = n;
    return 1;
}

static bool is_word(const char *text, size_t length, const char *name)
{
    return strlen(name) == length && memcmp(text, name, length) == 0;
}

static void within(int64_t *number, int64_t min, int64_t max)
{
    if (*number < min)
        *number = min;
    if (*number > max)
        *number = max;
}

/* Brings what a text claims within what can be, seen from the plan's clocks. */
static void tame(const struct plan *p, const struct rule *rule, struct item *it)
{
    int64_t *past[] = {&it->open.shown, &it->held.since, &it->held.excused, &it->held.limited};
    int64_t *snoozed[] = {&it->open.snoozed, &it->held.snoozed, &it->put.snoozed};

    for (size_t k = 0; k < COUNT_OF(past); k++)
        within(past[k], -NUMBER_MAX, p->boot);
    for (size_t k = 0; k < COUNT_OF(snoozed); k++)
        within(snoozed[k], 0, rule->snoozes);
    within(&it->start, -NUMBER_MAX, plan_counter(p, rule));
    within(&it->open.notice, 0, rule->enabled ? NUMBER_MAX : 0);
    within(&it->held.on, 0, rule->enabled);
    within(&it->put.on, 0, rule->enabled);
    within(&it->held.cause, REASON_NONE, REASON_COUNT - 1);
    within(&it->quiet.until, 0, QUIET_FOREVER);
    within(&it->quiet.reason, REASON_NONE + 1, REASON_COUNT - 1);
    if (it->day.base < 0 || it->day.base > DAY_LIMIT)
        it->day.base = 0;
    if (it->day.retry < 0 || it->day.retry > DAY_LIMIT)
        it->day.retry = 0;
    within(&it->held.ends, rule_counted(rule), rule_counted(rule) ? NUMBER_MAX : 0);
}

static int read_item(struct plan *p, size_t i, const char *text)
{
    const struct rule *rule = plan_rule(p, i);
    struct item it = {.edge = NEVER, .next.at = NEVER};
    struct rule was = {0}; /* as far as its times go */
    int64_t numbers[NUMBERS_MAX];
    size_t name, n;
    int r;

    for (const char *at = text, *word = at; (r = read_word(&at, &name, numbers, &n)) > 0;
         word = at) {
        if (is_word(word, name, plan_start_word(rule))) {
            it.start = numbers[0];
            it.inside = rule_counted(rule);
        } else if (is_word(word, name, "at")) {
            was.at_n = n < RULE_AT_MAX ? n : RULE_AT_MAX;
            for (size_t k = 0; k < was.at_n; k++)
                was.at[k] = (int32_t)((numbers[k] - 1) % SECONDS_PER_DAY);
        } else if (is_word(word, name, "random")) {
            was.random = (int32_t)(numbers[0] % (RULE_AT_MAX + 1));
        }
        for (size_t w = 0; w < plan_words_n; w++) {
            if (!is_word(word, name, plan_words[w].name))
                continue;
            if (n * sizeof(*numbers) > plan_words[w].size)
                return -EINVAL;
            memcpy((char *)&it + plan_words[w].offset, numbers, plan_words[w].size);
        }
    }
    if (r < 0)
        return r;
    plan_carry_labels(&was, rule, it.labels);
    tame(p, rule, &it);
    memcpy(it.links, p->items[i].links, sizeof(it.links));
    p->items[i] = it;
    return 0;
}

/* The plan's own text. -EINVAL leaves the plan as it is. */
static int read_plan(struct plan *p, const char *text)
{
    struct plan read = *p;
    int64_t numbers[NUMBERS_MAX];
    size_t name, n;
    bool has_now = false;
    int r;

    for (const char *here = text, *word = here; (r = read_word(&here, &name, numbers, &n)) > 0;
         word = here) {
        if (is_word(word, name, "now")) {
            read.wall = numbers[0];
            read.boot = numbers[1];
            has_now = true;
        } else if (is_word(word, name, "desk")) {
            read.desk = numbers[0] > 0 ? numbers[0] : 0;
        } else if (is_word(word, name, "back")) {
            read.back = numbers[0];
        } else if (is_word(word, name, "paused")) {
            read.paused = true;
            read.until = numbers[0];
        } else if (is_word(word, name, "counts")) {
            read.notices = numbers[0] > 0 ? (uint64_t)numbers[0] : 0;
            read.orders = numbers[1] > 0 ? numbers[1] : 0;
            read.latest = numbers[2];
            read.nudges = numbers[3] > 0 ? numbers[3] : 0;
        } else if (is_word(word, name, "lived")) {
            read.lived_n = 0;
            for (size_t k = n < 2 * LIVED_MAX ? n / 2 : LIVED_MAX; k > 0; k--)
                if (numbers[2 * k - 2] <= numbers[2 * k - 1] && numbers[2 * k - 1] < LIVED_LIMIT)
                    plan_live(&read, numbers[2 * k - 2], numbers[2 * k - 1]);
        }
    }
    if (r < 0 || !has_now)
        return -EINVAL;
    within(&read.boot, 0, NUMBER_MAX);
    within(&read.back, 0, read.boot);
    *p = read;
    return 0;
}

/* The notices of the last hour. */
static int read_shown(struct plan *p, const char *text)
{
    int64_t numbers[NUMBERS_MAX], at;
    size_t name, n, kept;
    const char *here = text;

    if (read_word(&here, &name, numbers, &n) <= 0 || *here || !is_word(text, name, "shown"))
        return -EINVAL;
    kept = n - 1 < p->ring ? n - 1 : p->ring;
    at = numbers[0];
    within(&at, 0, p->boot);
    for (size_t k = 1; k <= kept; k++) {
        within(&numbers[k], 1, USEC_PER_HOUR + 1);
        p->shown[kept - k] = at -= numbers[k] - 1;
    }
    p->shown_n = kept;
    return 0;
}

/* ---------------------------------------------------------------- going on */

static int by_rule_name(const void *name, const void *rule)
{
    return strcmp(name, (*(const struct rule *const *)rule)->name);
}

const char *plan_saved_name(const struct plan_saved *saved)
{
    static const char kind[] = "reminder ";

    return strncmp(saved->key, kind, sizeof(kind) - 1) == 0 ? saved->key + sizeof(kind) - 1 : NULL;
}

bool plan_saved_open(const struct plan_saved *saved, struct wall *ret_due)
{
    int64_t numbers[NUMBERS_MAX];
    size_t name, n;

    for (const char *at = saved->value, *word = at; read_word(&at, &name, numbers, &n) > 0;
         word = at) {
        if (!is_word(word, name, "open") || n < 2)
            continue;
        ret_due->us = numbers[1];
        return true;
    }
    return false;
}

/* If the reminder ever comes back, it begins anew. */
static void forget(struct plan *p, const char *name)
{
    if (strlen(name) <= RULE_NAME_MAX)
        (void)strcpy(p->gone_names[p->gone_n++], name);
}

/* Reads the reminders' texts. Returns how many were passed over; known tells the rest. */
static int read_items(struct plan *p, const struct plan_saved *saved, size_t n,
                      const struct rule **names, bool *known)
{
    int bad = 0;

    for (size_t k = 0; k < n; k++) {
        const char *name = plan_saved_name(&saved[k]);
        const struct rule **rule;
        size_t i;

        if (!name) {
            bad += strcmp(saved[k].key, "plan") != 0 && strcmp(saved[k].key, "hour") != 0;
            continue;
        }
        if (!saved[k].value[0])
            continue; /* forgotten */
        rule = bsearch(name, names, p->n, sizeof(*names), by_rule_name);
        if (!rule)
            forget(p, name);
        i = rule ? (size_t)(*rule - p->schedule->rules) : p->n;
        if (!rule || known[i] || read_item(p, i, saved[k].value) < 0) {
            bad++;
            continue;
        }
        known[i] = true;
        if (plan_rule(p, i)->enabled) /* else what was open or waited is so no more */
            plan_unlink(p, LIST_CHANGED, i);
    }
    return bad;
}

/* Puts what is open and what waits into their lists again, in the order in which they stood there.
 */
static void link_again(struct plan *p, struct heap *order)
{
    const struct heap_slot *top;
    size_t last = p->n;

    for (size_t i = 0; i < p->n; i++)
        if (p->items[i].open.notice)
            heap_set(order, i, p->items[i].open.order);
    for (; (top = heap_top(order)); heap_drop(order, last)) {
        size_t i = top->member;
        uint64_t notice = (uint64_t)p->items[i].open.notice;

        plan_link(p, LIST_OPEN, i, p->n);
        if (last != p->n && (uint64_t)p->items[last].open.notice == notice)
            plan_link(p, LIST_NOTICE, i, last);
        if (p->notices < notice)
            p->notices = notice;
        last = i;
    }
    for (size_t i = 0; i < p->n; i++)
        if (p->items[i].held.on)
            heap_set(order, i, p->items[i].held.order);
    while ((top = heap_top(order))) {
        plan_link(p, LIST_HELD, top->member, p->n);
        heap_drop(order, top->member);
    }
}

/* The time during which nobody was there to see, off at its end. */
static void run_stopped(struct plan *p, int64_t off)
{
    p->stopped = true;
    if (off > p->look - p->boot)
        off = p->look - p->boot;
    plan_run(p, p->look - off);
    if (off > 0)
        plan_set_presence(p, PRESENCE_ASLEEP, p->boot);
    plan_run(p, p->look);
    plan_set_presence(p, PRESENCE_UNKNOWN, p->look);
    p->stopped = false;
}

static void look_up(struct plan *p, size_t i, bool anew)
{
    plan_place(p, i, anew);
    plan_seek(p, i, p->wall);
    plan_rekey(p, i);
}

int plan_restore(struct plan *p, const struct plan_saved *saved, size_t n, int64_t off,
                 struct moment now, struct effects *ret)
{
    AUTO_FREE const struct rule **names = schedule_by_name(p->schedule);
    AUTO_FREE bool *known = calloc(p->n + 1, sizeof(*known));
    AUTO_FREE char(*gone)[RULE_NAME_MAX + 1] = calloc(n + 1, sizeof(*gone));
    CLEANUP(heap_done) struct heap order = {0};
    struct plan before = *p;
    int bad = 0;

    if (!names || !known || !gone || heap_init(&order, p->n) < 0)
        return -ENOMEM;
    for (size_t k = 0; k < n; k++)
        if (strcmp(saved[k].key, "plan") == 0 && read_plan(p, saved[k].value) < 0)
            bad++;
    for (size_t k = 0; k < n; k++)
        if (strcmp(saved[k].key, "hour") == 0 && read_shown(p, saved[k].value) < 0)
            bad++;
    p->look = p->boot + (now.wall.us > p->wall ? now.wall.us - p->wall : 0);
    if (plan_make_room(p, (struct moment){now.wall, {p->look}}, true, ret) < 0) {
        *p = before;
        return -ENOMEM;
    }
    p->axis = p->look - now.boot.us;
    p->out = ret;
    p->gone_names = gone;
    gone = NULL;

    bad += read_items(p, saved, n, names, known);
    link_again(p, &order);
    for (size_t i = 0; i < p->n; i++) {
        if (known[i]) {
            look_up(p, i, false);
            continue;
        }
        p->items[i].latest = p->latest;
        p->items[i].inside = false;
        p->items[i].edge = p->items[i].next.at = NEVER;
        plan_rekey(p, i);
    }
    run_stopped(p, off > 0 ? off : 0);
    for (size_t i = 0; i < p->n; i++)
        if (!known[i])
            look_up(p, i, true);
    plan_jump(p, now.wall.us);
    if (p->paused)
        plan_clamp_pause(p);
    plan_run(p, p->look);
    plan_show_held(p);
    p->out = NULL;
    p->changed = true;
    return bad;
}
