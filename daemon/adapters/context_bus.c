/* Who keeps the screensaver off, asked of logind on the system bus and of the desktop on the
 * session bus.
 *
 * The connections last as long as the question. Nobody is started to answer it, a service or a bus
 * that is not there has nothing to say, and one that hangs is left alone by whoever asked: nothing
 * here waits.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>

#include "common/scope.h"
#include "daemon/adapters/context_parts.h"

static const struct question {
    int (*open)(sd_bus **ret);
    const char *name; /* for people */
    const char *destination, *path, *interface, *member;
    const char *property; /* asked for by Get; a list of what is blocked, or else the reply is b */
    uint32_t flag;        /* the method's argument, 0 when it has none */
    bool only_without_the_one_before;
} questions[] = {
    {sd_bus_open_system, "logind", "org.freedesktop.login1", "/org/freedesktop/login1",
     "org.freedesktop.login1.Manager", NULL, "BlockInhibited", 0, false},
    /* GNOME, Cinnamon and MATE; 8: the session may not become idle. */
    {sd_bus_open_user, "the desktop's session manager", "org.gnome.SessionManager",
     "/org/gnome/SessionManager", "org.gnome.SessionManager", "IsInhibited", NULL, 8, false},
    /* KDE; 4: the screen may not be switched off. */
    {sd_bus_open_user, "KDE's power management", "org.kde.Solid.PowerManagement",
     "/org/kde/Solid/PowerManagement/PolicyAgent", "org.kde.Solid.PowerManagement.PolicyAgent",
     "HasInhibition", NULL, 4, false},
    /* Xfce and others. KDE has it too and means sleep by it, which a download prevents as well. */
    {sd_bus_open_user, "the desktop's power management", "org.freedesktop.PowerManagement",
     "/org/freedesktop/PowerManagement/Inhibit", "org.freedesktop.PowerManagement.Inhibit",
     "HasInhibit", NULL, 0, true},
};

enum answer { ANSWER_OPEN, ANSWER_NONE, ANSWER_NO, ANSWER_YES };

struct asked {
    struct screensaver *screensaver;
    enum answer answer;
};

struct screensaver {
    sd_bus *buses[COUNT_OF(questions)]; /* NULL: the same as the one before, or none at all */
    struct asked asked[COUNT_OF(questions)];
    sd_event_source *wake;
};

/* Whether a list such as "sleep:idle" names idle. */
static bool names_idle(const char *list)
{
    for (size_t n; *list; list += n + (list[n] == ':')) {
        n = strcspn(list, ":");
        if (n == strlen("idle") && strncmp(list, "idle", n) == 0)
            return true;
    }
    return false;
}

static enum answer read_answer(sd_bus_message *m, const struct question *q)
{
    const char *list;
    int yes;

    if (sd_bus_message_is_method_error(m, NULL))
        return ANSWER_NONE;
    if (!q->property && sd_bus_message_read(m, "b", &yes) >= 0)
        return yes ? ANSWER_YES : ANSWER_NO;
    if (q->property && sd_bus_message_read(m, "v", "s", &list) >= 0)
        return names_idle(list) ? ANSWER_YES : ANSWER_NO;
    return ANSWER_NONE;
}

static int on_reply(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct asked *a = userdata;
    struct screensaver *s = a->screensaver;

    (void)error;
    a->answer = read_answer(m, &questions[a - s->asked]);
    (void)sd_event_source_set_enabled(s->wake, SD_EVENT_ONESHOT);
    return 0;
}

static void scope_message(sd_bus_message **m)
{
    sd_bus_message_unref(*m);
}

static int ask(sd_bus *bus, const struct question *q, struct asked *asked)
{
    CLEANUP(scope_message) sd_bus_message *m = NULL;
    int r = sd_bus_message_new_method_call(bus, &m, q->destination, q->path,
                                           q->property ? "org.freedesktop.DBus.Properties"
                                                       : q->interface,
                                           q->property ? "Get" : q->member);

    if (r >= 0)
        r = sd_bus_message_set_auto_start(m, 0);
    if (r >= 0 && q->property)
        r = sd_bus_message_append(m, "ss", q->interface, q->property);
    if (r >= 0 && q->flag)
        r = sd_bus_message_append(m, "u", q->flag);
    return r < 0 ? r : sd_bus_call_async(bus, NULL, m, on_reply, asked, 0);
}

/* NULL: there is none. */
static sd_bus *open_bus(int (*open)(sd_bus **ret), sd_event *loop)
{
    sd_bus *bus = NULL;

    if (open(&bus) < 0)
        return NULL;
    /* Else a loop that ends would wait for a bus that hangs. */
    if (sd_bus_set_close_on_exit(bus, 0) < 0 ||
        sd_bus_attach_event(bus, loop, SD_EVENT_PRIORITY_NORMAL) < 0)
        return sd_bus_close_unref(bus);
    return bus;
}

int screensaver_ask(struct screensaver **ret, sd_event *loop, sd_event_source *wake)
{
    struct screensaver *s = calloc(1, sizeof(*s));
    sd_bus *bus = NULL;

    if (!s)
        return -ENOMEM;
    s->wake = wake;
    for (size_t i = 0; i < COUNT_OF(questions); i++) {
        if (i == 0 || questions[i].open != questions[i - 1].open)
            bus = s->buses[i] = open_bus(questions[i].open, loop);
        s->asked[i].screensaver = s;
        if (!bus || ask(bus, &questions[i], &s->asked[i]) < 0)
            s->asked[i].answer = ANSWER_NONE;
    }
    *ret = s;
    return 0;
}

int screensaver_look(const struct screensaver *s, char *what)
{
    bool open = false;

    for (size_t i = 0; i < COUNT_OF(questions); i++) {
        open |= s->asked[i].answer == ANSWER_OPEN;
        if (s->asked[i].answer != ANSWER_YES ||
            (questions[i].only_without_the_one_before && s->asked[i - 1].answer != ANSWER_NONE))
            continue;
        (void)snprintf(what, WHAT_MAX, "a program keeps the screensaver off (says %s)",
                       questions[i].name);
        return 1;
    }
    return open ? -EINPROGRESS : 0;
}

void screensaver_free(struct screensaver *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < COUNT_OF(questions); i++)
        sd_bus_close_unref(s->buses[i]);
    free(s);
}
