/* What kneadd stands on: each part, whether it is well, and what to do where it is not. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/scope.h"
#include "daemon/daemon_internal.h"

struct round {
    struct daemon *daemon;
    int (*each)(void *userdata, const struct finding *finding);
    void *userdata;
    int r;    /* what each() returned */
    bool ill; /* something is not well */
};

/* advice: what to do where it is not well. */
__attribute__((format(printf, 5, 6))) static void tell(struct round *r, const char *topic, bool ok,
                                                       const char *advice, const char *format, ...)
{
    struct finding finding = {.topic = topic, .ok = ok, .advice = ok ? NULL : advice};
    va_list arguments;

    if (r->r != 0)
        return;
    va_start(arguments, format);
    (void)vsnprintf(finding.text, sizeof(finding.text), format, arguments);
    va_end(arguments);
    r->ill = r->ill || !ok;
    r->r = r->each(r->userdata, &finding);
}

/* A desktop has one or two of the sources, so one that is not live is no trouble by itself. */
static void presence(struct round *r)
{
    struct daemon *d = r->daemon;
    enum presence now = plan_presence(d->plan);

    tell(r, "presence", now != PRESENCE_UNKNOWN,
         "Start kneadd from within the desktop's session, or restart it there: systemctl --user "
         "restart kneadd. Until then pause it by hand when you leave.",
         "%s%s", presence_name(now),
         now != PRESENCE_UNKNOWN
             ? ""
             : ": no source tells whether you are there, so you count as active");
    for (size_t i = 0; i < d->options.presence_n; i++) {
        struct presence_source *source = d->options.presence[i];
        char text[256] = "";
        bool live = false;

        source->ops->describe(source, text, sizeof(text), &live);
        tell(r, "source", true, NULL, "%s%s", live ? "" : "not used: ", text);
    }
}

static void meetings(struct round *r)
{
    struct daemon *d = r->daemon;
    struct context *context = d->options.context;
    bool asked = d->busy.signs && d->settings->defer_at_most > 0;
    char list[512] = "", *rest = list, *line;

    if (!asked || !context) {
        tell(r, "meetings", !asked,
             "Restart kneadd, and see its messages: journalctl --user -u kneadd", "%s",
             asked ? "cannot be seen: reminders come in them"
                   : "not looked for, as the schedule says");
        return;
    }
    context->ops->describe(context, list, sizeof(list));
    while ((line = strsep(&rest, "\n")))
        tell(r, "meetings", true, NULL, "%s", line);
}

static void screen(struct round *r)
{
    struct daemon *d = r->daemon;
    char text[256];
    bool ok = daemon_notifies(d, text, sizeof(text));

    tell(
        r, "notifications", ok || !d->options.notifier,
        "Start a notification server, such as dunst or mako. Until then reminders come on kneadd's "
        "terminal, or in its journal.",
        "%s", d->options.notifier ? text : "on kneadd's terminal");
    tell(r, "bus", d->options.notifier,
         "Start kneadd where DBUS_SESSION_BUS_ADDRESS or XDG_RUNTIME_DIR is set, as a session has "
         "them: systemctl --user restart kneadd.",
         "%s", d->options.notifier ? "the session bus is known" : "there is no session bus");
}

/* What waits to be taken in, and what could not be. */
static void kept(struct round *r)
{
    const char *path = r->daemon->options.spool_path;
    AUTO_FREE char *rejected = NULL;

    if (!path)
        return;
    if (asprintf(&rejected, "%s.rejected", path) < 0)
        rejected = NULL;
    if (access(path, F_OK) == 0)
        tell(r, "kept", false,
             "It is taken in as soon as the log can be written: see what is said of the log.",
             "%s: what you logged lately is kept there", path);
    if (rejected && access(rejected, F_OK) == 0)
        tell(r, "kept", false,
             "Look into it: the reason stands above each line. A line that you mend can go back "
             "into the file without .rejected; delete the rest.",
             "%s: lines that could not be taken in", rejected);
}

static void files(struct round *r)
{
    struct daemon *d = r->daemon;
    const char *trouble = d->options.store ? d->trouble : daemon_store_why(d);
    const char *damage = daemon_damage(d);
    const char *log = d->options.log_path ? d->options.log_path : "";
    const struct schedule *s = &d->settings->schedule;
    size_t enabled = 0;

    tell(r, "socket", true, NULL, "%s",
         d->options.socket_path ? d->options.socket_path : "handed over by the service manager");
    tell(r, "log", !trouble[0],
         "Nothing is written to it until that is mended: make room on the disk, or make its folder "
         "yours. "
         "Until then knead keeps what you log, and kneadd takes it in later.",
         "%s%s%s", log, trouble[0] && log[0] ? ": " : "", trouble);
    if (damage)
        tell(r, "log", false,
             "knead salvage takes over what can still be read. Nothing is deleted: once you move "
             "the old file elsewhere, or delete it, it is not spoken of any more.",
             "%s", damage);
    kept(r);
    for (size_t i = 0; i < s->n; i++)
        enabled += s->rules[i].enabled;
    tell(r, "schedule", enabled > 0,
         "Switch one on in that file (enabled = yes), then: knead reload",
         "%s: %zu reminder%s, %zu switched on", d->settings->path, s->n, s->n == 1 ? "" : "s",
         enabled);
}

/* Said only of a schedule that has any. */
static void commands(struct round *r)
{
    struct daemon *d = r->daemon;
    const struct schedule *s = &d->settings->schedule;
    size_t n = 0;

    for (size_t i = 0; i < s->n; i++)
        n += s->rules[i].enabled && s->rules[i].command[0];
    if (n == 0)
        return;
    if (!d->options.hooks)
        tell(r, "commands", false,
             "Restart kneadd, and see its messages: journalctl --user -u kneadd", "cannot be run");
    else
        tell(r, "commands", !d->hook_trouble[0],
             "Mend it in the schedule (command = ...), then: knead reload",
             "%zu reminder%s one%s%s", n, n == 1 ? " has" : "s have",
             d->hook_trouble[0] ? "; " : "", d->hook_trouble);
}

static void zone(struct round *r)
{
    struct daemon *d = r->daemon;
    const struct zone_source *source = d->options.zone;
    int offset = zone_offset(&d->zone, wall_seconds(clock_now(d->options.clock).wall)) / 60;
    int minutes = offset < 0 ? -offset : offset;

    tell(r, "zone", !source->deaf,
         "TZ names a file, which is read once: after a change of the zone restart kneadd, or unset "
         "TZ "
         "for it.",
         "%s%sUTC%c%02d:%02d", source->name, source->name[0] ? ", " : "", offset < 0 ? '-' : '+',
         minutes / 60, minutes % 60);
}

int daemon_doctor(struct daemon *d, int (*each)(void *userdata, const struct finding *finding),
                  void *userdata)
{
    const struct supervisor *supervisor = d->options.supervisor;
    const char *name = supervisor ? supervisor->name : NULL;
    struct round r = {.daemon = d, .each = each, .userdata = userdata};

    presence(&r);
    meetings(&r);
    screen(&r);
    files(&r);
    commands(&r);
    zone(&r);
    tell(&r, "service", true, NULL, "%s%s",
         name ? "looked after by "
              : "started by hand; for every "
                "session: systemctl --user enable --now kneadd",
         name ? name : "");
    return r.r != 0 ? r.r : r.ill;
}
