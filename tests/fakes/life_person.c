/* Somebody at the screen: sees each notification once, answers by habit or as told, and writes all
 * of it down so that a person can read it.
 */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "tests/fakes/life.h"

/* ------------------------------------------------------------------ writing down */

void life_write(struct life *l, const char *mark, const char *text)
{
    int32_t minute;

    (void)life_now(l, &minute);
    (void)fprintf(l->out, "%02d:%02d %s ", minute / 60, minute % 60, mark);
    for (; *text; text++) {
        (void)fputc(*text, l->out);
        if (*text == '\n' && text[1] && text[1] != '\n')
            (void)fputs("      ", l->out);
    }
    (void)fputc('\n', l->out);
}

void life_write_day(struct life *l, int64_t day)
{
    char date[CARE_DATE_MAX];

    for (size_t i = 0; i < l->tally_n; i++)
        (void)fprintf(l->out, "%s%s %d", i ? ", " : "also: ", l->tallies[i].title, l->tallies[i].n);
    (void)fputs(l->tally_n ? "\n\n" : "\n", l->out);
    l->tally_n = 0;
    care_date(day, date);
    (void)fprintf(l->out, "---- %s\n", date);
}

static void tally(struct life *l, const char *title)
{
    size_t i = 0;

    while (i < l->tally_n && strcmp(l->tallies[i].title, title) != 0)
        i++;
    assert_true(i < COUNT_OF(l->tallies));
    if (i == l->tally_n) {
        (void)strcpy(l->tallies[l->tally_n++].title, title);
        l->tallies[i].n = 0;
    }
    l->tallies[i].n++;
}

/* Whether all of its lines were told before, but for those of how late it is. */
static bool told_before(struct life *l, const char *body)
{
    char lines[NOTICE_BODY_MAX], *rest = lines, *line;
    bool before = true;

    (void)strcpy(lines, body);
    while ((line = strsep(&rest, "\n"))) {
        size_t i = 0;

        while (i < l->seen_n && strcmp(l->seen[i], line) != 0)
            i++;
        if (i < l->seen_n || strncmp(line, "Due ", 4) == 0)
            continue;
        before = false;
        l->seen = reallocarray(l->seen, l->seen_n + 1, sizeof(*l->seen));
        assert_non_null(l->seen);
        l->seen[l->seen_n++] = strdup(line);
    }
    return before;
}

/* ------------------------------------------------------------------ seeing */

/* By its label, or as a verb for all of the notice; NULL: there is none. */
static const char *key_of(const struct notice *n, const char *label)
{
    for (size_t i = 0; i < n->actions_n; i++)
        if (strcmp(n->actions[i].label, label) == 0 || strcmp(n->actions[i].key, label) == 0)
            return n->actions[i].key;
    return NULL;
}

/* Whether all of it is of the schedule file. */
static bool by_habit(const struct life *l, const char *title)
{
    char names[NOTICE_TITLE_MAX], *rest = names, *name;

    (void)strcpy(names, title);
    while ((name = strsep(&rest, ","))) {
        name += strspn(name, " ");
        for (char *c = name; *c; c++)
            *c = *c == ' ' ? '-' : (char)tolower(*c);
        if (schedule_find(&l->settings.schedule, name) == l->settings.schedule.n)
            return false;
    }
    return true;
}

/* Mostly done, sometimes later or not; and sometimes not seen at all. */
static void plan_answer(struct life *l, const struct notice *n)
{
    static const char *const keys[] = {"done", "done", "snooze", "done", "skip", "done", NULL};
    const char *key = keys[l->habits++ % COUNT_OF(keys)];

    if (!key || !key_of(n, key) || l->press_n == COUNT_OF(l->presses))
        return;
    l->presses[l->press_n].id = n->id;
    (void)strcpy(l->presses[l->press_n++].key, key);
}

static void see(struct life *l, const struct notice *n)
{
    char wording[NOTICE_TITLE_MAX + NOTICE_BODY_MAX + 1024];
    bool habit = by_habit(l, n->title), before = told_before(l, n->body);
    size_t used = (size_t)snprintf(wording, sizeof(wording), "%s%s%s", n->title,
                                   before       ? " (as before)"
                                   : n->body[0] ? "\n"
                                                : "",
                                   before ? "" : n->body);

    memmove(&l->latest[1], &l->latest[0], sizeof(l->latest) - sizeof(l->latest[0]));
    l->latest[0] = *n;
    for (size_t i = 0; i < n->actions_n; i++)
        used += (size_t)snprintf(wording + used, sizeof(wording) - used, "%s[%s]",
                                 i || before ? " " : "\n", n->actions[i].label);
    if (n->reply[0])
        used += (size_t)snprintf(wording + used, sizeof(wording) - used, " %s: ____", n->reply);
    assert_true(used < sizeof(wording));
    if (habit && before)
        tally(l, n->title);
    else
        life_write(l, "*", wording);
    if (habit)
        plan_answer(l, n);
}

void life_look(struct life *l)
{
    for (; l->looked < l->screen->shown_n; l->looked++)
        see(l, &l->screen->shown[l->looked]);
}

/* ------------------------------------------------------------------ answering */

/* The newest that takes it; a typed answer: label NULL. */
static struct notice takes(const struct life *l, const char *label, const char *answer)
{
    char date[CARE_DATE_MAX];
    int32_t minute;

    for (size_t i = 0; i < COUNT_OF(l->latest); i++)
        if (l->latest[i].id && fake_notifier_on_screen(l->screen, l->latest[i].id) &&
            (label ? key_of(&l->latest[i], label) != NULL : l->latest[i].reply[0] != '\0'))
            return l->latest[i];
    care_date(life_now(l, &minute), date);
    fail_msg("%s %02d:%02d: %s: nothing on the screen takes that", date, minute / 60, minute % 60,
             answer);
    return (struct notice){0};
}

void life_press(struct life *l, const char *label)
{
    struct notice n = takes(l, label, label);
    char line[NOTICE_TITLE_MAX + NOTICE_LABEL_MAX + 8];

    (void)snprintf(line, sizeof(line), "[%.*s] %s", NOTICE_LABEL_MAX, label, n.title);
    life_write(l, ">", line);
    assert_true(fake_notifier_press(l->screen, n.id, key_of(&n, label)));
    life_look(l);
}

void life_reply(struct life *l, const char *text)
{
    struct notice n = takes(l, NULL, text);
    char line[NOTICE_TITLE_MAX + 64];

    (void)snprintf(line, sizeof(line), "%s: %.40s", n.title, text);
    life_write(l, ">", line);
    assert_true(fake_notifier_reply(l->screen, n.id, text));
    life_look(l);
}

void life_follow_habits(struct life *l)
{
    struct life_press presses[LIFE_FEW];
    size_t n = l->press_n;

    memcpy(presses, l->presses, sizeof(presses));
    l->press_n = 0;
    for (size_t i = 0; i < n; i++)
        if (fake_notifier_on_screen(l->screen, presses[i].id))
            (void)fake_notifier_press(l->screen, presses[i].id, presses[i].key);
    life_look(l);
}
