/* The buttons of a notice: whatever one click can say.
 *
 * Their keys are what notices.c takes apart again: a verb, and after a colon to whom or to what it
 * applies. A reminder alone has Done, Snooze, Skip. Several together have these for all, and, while
 * they are few, a Done each that says whose it is. A drink's Done says how much it logs, and a
 * question, about pain or how sore a massage left one, has three numbers.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/span.h"
#include "daemon/daemon_internal.h"

#define OWN_MAX 3 /* so many together have a Done each */

__attribute__((format(printf, 3, 4))) static void add(struct notice *notice, const char *label,
                                                      const char *key, ...)
{
    struct notice_action *action;
    va_list arguments;

    if (notice->actions_n == NOTICE_ACTIONS_MAX)
        return;
    action = &notice->actions[notice->actions_n++];
    va_start(arguments, key);
    (void)vsnprintf(action->key, sizeof(action->key), key, arguments);
    va_end(arguments);
    (void)snprintf(action->label, sizeof(action->label), "%s", label);
}

static void add_levels(struct daemon *d, enum entry_kind kind, bool alone, struct notice *notice)
{
    const char *of = alone ? "" : kind == ENTRY_PAIN ? "Pain " : "Soreness ";
    char label[NOTICE_LABEL_MAX];
    int levels[3];

    daemon_levels(d, kind, levels);
    for (int i = 0; i < 3; i++) {
        (void)snprintf(label, sizeof(label), "%s%d", of, levels[i]);
        add(notice, label, "%s:%d", entry_kind_name(kind), levels[i]);
    }
    (void)strcpy(notice->reply, notice->reply[0] ? "Pain, 0 to 10" /* of both, that one first */
                                                 : "A number, 0 to 10");
}

/* "Done: stand up"; of a drink, what it logs. */
static void add_done(const struct rule *rule, bool alone, struct notice *notice)
{
    char label[NOTICE_LABEL_MAX];

    if (rule->amount > 0)
        (void)snprintf(label, sizeof(label), "+%d ml", (int)rule->amount);
    else
        (void)snprintf(label, sizeof(label), alone ? "Done" : "Done: %s", rule->name);
    for (char *c = label; *c; c++)
        *c = *c == '-' ? ' ' : *c;
    add(notice, label, alone ? "done" : "done:%s", rule->name);
}

static void add_several(struct daemon *d, const struct rule *const *rules, size_t n,
                        struct notice *notice)
{
    size_t asked = 0;

    for (size_t i = 0; i < n; i++)
        if (daemon_asks(rules[i]) != ENTRY_KIND_COUNT) {
            add_levels(d, daemon_asks(rules[i]), false, notice);
            asked++;
        }
    if (n - asked > 1)
        add(notice, asked ? "The others done" : "All done", "done");
    for (size_t i = 0; i < n && n <= OWN_MAX; i++)
        if (daemon_asks(rules[i]) == ENTRY_KIND_COUNT)
            add_done(rules[i], false, notice);
}

void daemon_add_buttons(struct daemon *d, const struct rule *const *rules, size_t n, int64_t snooze,
                        struct notice *notice)
{
    enum entry_kind asked = n == 1 ? daemon_asks(rules[0]) : ENTRY_KIND_COUNT;
    char span[SPAN_TEXT_MAX] = "", label[NOTICE_LABEL_MAX];

    if (asked != ENTRY_KIND_COUNT)
        add_levels(d, asked, true, notice);
    else if (n > 1)
        add_several(d, rules, n, notice);
    else
        add_done(rules[0], true, notice);
    if (asked != ENTRY_KIND_COUNT) { /* no default action: dunst would take that for any click, and
                                        show no numbers */
        (void)snprintf(notice->answer, sizeof(notice->answer), "knead log %s%c | knead skip %s",
                       asked == ENTRY_PAIN ? "" : "soreness ", notice->actions[1].label[0],
                       rules[0]->name);
        return;
    }
    if (snooze > 0)
        span_print(snooze, span);
    (void)snprintf(label, sizeof(label), "Snooze%s%s%s", n > 1 ? " all" : "", span[0] ? " " : "",
                   span);
    if (snooze != 0)
        add(notice, label, "snooze");
    add(notice, n > 1 ? "Skip all" : "Skip", "skip");
    (void)snprintf(notice->answer, sizeof(notice->answer), "knead done | %sknead skip",
                   snooze != 0 ? "knead snooze | " : "");
}
