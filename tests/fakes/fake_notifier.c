/* Keeps the notifier port's promises without a screen: nothing is told from inside show() or
 * withdraw(), and a notice is answered at most once for each time it is shown.
 */
#include "tests/fakes/fake_notifier.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for one more in a list that grows by doubling; true when there is. */
#define GROW(list, n, size) ((n) < (size) || grow((void **)&(list), &(size), sizeof(*(list))))

static bool grow(void **list, size_t *size, size_t each)
{
    size_t more = *size ? *size * 2 : 16;
    void *bigger = reallocarray(*list, more, each);

    if (!bigger)
        return false;
    *list = bigger;
    *size = more;
    return true;
}

static size_t find(const struct fake_notifier *f, uint64_t id)
{
    size_t i = 0;

    while (i < f->screen_n && f->screen[i].id != id)
        i++;
    return i;
}

static void take_off(struct fake_notifier *f, size_t i)
{
    f->screen_n--;
    memmove(&f->screen[i], &f->screen[i + 1], (f->screen_n - i) * sizeof(*f->screen));
}

static int fake_show(struct notifier *notifier, const struct notice *notice)
{
    struct fake_notifier *f = (struct fake_notifier *)notifier;
    enum fake_next next = f->next;

    if (notice->id == 0)
        return -EINVAL;
    if (!GROW(f->shown, f->shown_n, f->shown_size) ||
        !GROW(f->screen, f->screen_n, f->screen_size) ||
        !GROW(f->failing, f->failing_n, f->failing_size))
        return -ENOMEM;
    f->next = FAKE_SHOWS;
    f->shown[f->shown_n++] = *notice;
    if (next == FAKE_REFUSES)
        return -EIO;
    if (next == FAKE_FAILS) {
        f->failing[f->failing_n++] = notice->id;
        return 0;
    }
    if (fake_notifier_on_screen(f, notice->id))
        take_off(f, find(f, notice->id));
    f->screen[f->screen_n++] = (struct fake_on_screen){.id = notice->id};
    return 0;
}

static void fake_withdraw(struct notifier *notifier, uint64_t id)
{
    struct fake_notifier *f = (struct fake_notifier *)notifier;

    if (GROW(f->withdrawn, f->withdrawn_n, f->withdrawn_size))
        f->withdrawn[f->withdrawn_n++] = id;
    if (fake_notifier_on_screen(f, id))
        take_off(f, find(f, id));
}

static void fake_describe(struct notifier *notifier, char *ret, size_t size)
{
    (void)notifier;
    (void)snprintf(ret, size, "fake");
}

static void fake_free(struct notifier *notifier)
{
    struct fake_notifier *f = (struct fake_notifier *)notifier;

    free(f->shown);
    free(f->withdrawn);
    free(f->screen);
    free(f->failing);
    free(f);
}

struct fake_notifier *fake_notifier_new(void)
{
    static const struct notifier_ops ops = {fake_show, fake_withdraw, fake_describe, fake_free};
    struct fake_notifier *f = calloc(1, sizeof(*f));

    if (f)
        f->notifier.ops = &ops;
    return f;
}

static const struct notice *last_of(const struct fake_notifier *f, uint64_t id)
{
    for (size_t i = f->shown_n; i > 0; i--)
        if (f->shown[i - 1].id == id)
            return &f->shown[i - 1];
    return NULL;
}

bool fake_notifier_press(struct fake_notifier *f, uint64_t id, const char *key)
{
    size_t at = find(f, id);
    const struct notice *last = last_of(f, id);

    if (at == f->screen_n || f->screen[at].answered)
        return false;
    for (size_t i = 0; last && i < last->actions_n; i++) {
        if (strcmp(last->actions[i].key, key) != 0)
            continue;
        f->screen[at].answered = true;
        if (f->notifier.listener)
            f->notifier.listener->acted(f->notifier.userdata, id, key);
        return true;
    }
    return false;
}

bool fake_notifier_reply(struct fake_notifier *f, uint64_t id, const char *text)
{
    size_t at = find(f, id);

    if (at == f->screen_n || f->screen[at].answered || !last_of(f, id)->reply[0])
        return false;
    f->screen[at].answered = true;
    if (f->notifier.listener)
        f->notifier.listener->replied(f->notifier.userdata, id, text);
    return true;
}

void fake_notifier_leave(struct fake_notifier *f)
{
    while (f->screen_n > 0) {
        struct fake_on_screen gone = f->screen[0];

        take_off(f, 0);
        if (!gone.answered && f->notifier.listener)
            f->notifier.listener->lost(f->notifier.userdata, gone.id);
    }
    if (f->notifier.listener)
        f->notifier.listener->server(f->notifier.userdata, false);
}

void fake_notifier_come(struct fake_notifier *f)
{
    if (f->notifier.listener)
        f->notifier.listener->server(f->notifier.userdata, true);
}

bool fake_notifier_close(struct fake_notifier *f, uint64_t id)
{
    size_t at = find(f, id);
    bool answered = at < f->screen_n && f->screen[at].answered;

    if (at == f->screen_n)
        return false;
    take_off(f, at);
    if (!answered && f->notifier.listener)
        f->notifier.listener->closed(f->notifier.userdata, id);
    return true;
}

void fake_notifier_fail_next(struct fake_notifier *f)
{
    f->next = FAKE_FAILS;
}

void fake_notifier_refuse_next(struct fake_notifier *f)
{
    f->next = FAKE_REFUSES;
}

size_t fake_notifier_run(struct fake_notifier *f)
{
    size_t n = f->failing_n;

    for (size_t i = 0; i < n; i++)
        if (f->notifier.listener)
            f->notifier.listener->failed(f->notifier.userdata, f->failing[i],
                                         "The test's screen is broken.");
    f->failing_n -= n; /* a listener may have shown more: those wait for the next turn */
    memmove(f->failing, &f->failing[n], f->failing_n * sizeof(*f->failing));
    return n;
}

bool fake_notifier_on_screen(const struct fake_notifier *f, uint64_t id)
{
    return find(f, id) < f->screen_n;
}
