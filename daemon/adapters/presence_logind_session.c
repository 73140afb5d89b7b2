/* Which of logind's sessions is the one to listen to, and what it says.
 *
 * $XDG_SESSION_ID's, where that is one of a user who sits somewhere; a service of the user's
 * manager has none, or one of the manager's own, so otherwise the user's display session, whichever
 * that comes to be. Signals are asked for so narrowly that other people's sessions wake nothing,
 * but new ones as long as there is none here.
 */
#include "daemon/adapters/presence_logind_session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SESSION LOGIND_SERVICE ".Session"
#define USER    LOGIND_SERVICE ".User"

static bool is_error(sd_bus_message *m)
{
    return sd_bus_message_is_method_error(m, NULL) > 0;
}

static void forget(struct logind_session *s)
{
    s->signals = sd_bus_slot_unref(s->signals);
    s->all = sd_bus_slot_unref(s->all);
    free(s->id);
    free(s->path);
    s->id = s->path = NULL;
}

/* ------------------------------------------------------------------------------ what it says */

static int on_all(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct logind_session *s = userdata;

    (void)error;
    if (!is_error(m))
        (void)s->listener->properties(s, m);
    return 0;
}

static void ask_all(struct logind_session *s)
{
    bus_watch_call(s->watch, &s->all, s->path, PROPERTIES, "GetAll", on_all, s, "s", SESSION);
}

static int on_signal(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct logind_session *s = userdata;
    const char *interface;

    (void)error;
    if (sd_bus_message_is_signal(m, SESSION, "Lock") > 0)
        s->listener->asked(s, true);
    else if (sd_bus_message_is_signal(m, SESSION, "Unlock") > 0)
        s->listener->asked(s, false);
    else if (sd_bus_message_is_signal(m, PROPERTIES, "PropertiesChanged") > 0 &&
             sd_bus_message_read(m, "s", &interface) >= 0 && strcmp(interface, SESSION) == 0 &&
             s->listener->properties(s, m) >= 0 &&
             sd_bus_message_enter_container(m, 'a', "s") > 0 &&
             sd_bus_message_at_end(m, false) == 0)
        ask_all(s); /* some were only named */
    return 0;
}

/* -------------------------------------------------------------------------------- which it is */

static void find(struct logind_session *s, bool by_display);

static int on_comings(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    (void)error;
    find(userdata, sd_bus_message_is_signal(m, LOGIND_MANAGER, "SessionRemoved") > 0);
    return 0;
}

static void follow_comings(struct logind_session *s)
{
    char more[128];

    (void)snprintf(more, sizeof(more), ",interface='" LOGIND_MANAGER "',member='%s'%s%s%s",
                   s->id ? "SessionRemoved" : "SessionNew", s->id ? ",arg0='" : "",
                   s->id ? s->id : "", s->id ? "'" : "");
    bus_watch_match(s->watch, &s->comings, LOGIND_PATH, more, on_comings, s);
}

/* As logind makes them; so they need no quoting. */
static bool is_id(const char *id)
{
    size_t n = strspn(id, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    return n > 0 && n < 32 && !id[n];
}

/* id, path: "": there is none. */
static void follow(struct logind_session *s, const char *id, const char *path)
{
    if (s->path && strcmp(s->path, path) == 0)
        return;
    forget(s);
    if (is_id(id)) {
        s->id = strdup(id);
        s->path = strdup(path);
    }
    if (s->id && s->path) {
        bus_watch_match(s->watch, &s->signals, s->path, "", on_signal, s);
        ask_all(s);
    }
    follow_comings(s);
    s->listener->changed(s);
}

static int on_display(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    const char *id = "", *path = "";

    (void)error;
    if (is_error(m) || sd_bus_message_read(m, "v", "(so)", &id, &path) < 0)
        id = path = "";
    follow(userdata, id, path);
    return 0;
}

static void ask_display(struct logind_session *s, const char *user)
{
    bus_watch_call(s->watch, &s->display, user, PROPERTIES, "Get", on_display, s, "ss", USER,
                   "Display");
}

/* Of what changed of the user only this matters, with its value or without. */
static bool names_display(sd_bus_message *m)
{
    const char *name = "";

    if (sd_bus_message_skip(m, "s") < 0 || sd_bus_message_enter_container(m, 'a', "{sv}") < 0)
        return false;
    while (sd_bus_message_enter_container(m, 'e', "sv") > 0)
        if (sd_bus_message_read(m, "s", &name) < 0 || strcmp(name, "Display") == 0 ||
            sd_bus_message_skip(m, "v") < 0 || sd_bus_message_exit_container(m) < 0)
            return true;
    if (sd_bus_message_exit_container(m) < 0 || sd_bus_message_enter_container(m, 'a', "s") < 0)
        return false;
    while (sd_bus_message_read(m, "s", &name) > 0)
        if (strcmp(name, "Display") == 0)
            return true;
    return false;
}

static int on_user_changed(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    (void)error;
    if (names_display(m))
        ask_display(userdata, sd_bus_message_get_path(m));
    return 0;
}

static int on_user(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct logind_session *s = userdata;
    const char *path;

    (void)error;
    if (is_error(m) || sd_bus_message_read(m, "o", &path) < 0)
        return 0;
    bus_watch_match(s->watch, &s->user, path,
                    ",interface='" PROPERTIES "',member='PropertiesChanged'", on_user_changed, s);
    ask_display(s, path);
    return 0;
}

static int on_class(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct logind_session *s = userdata;
    const char *id = getenv("XDG_SESSION_ID"), *class;

    (void)error;
    if (!id || is_error(m) || sd_bus_message_read(m, "v", "s", &class) < 0 ||
        strncmp(class, "user", 4) != 0)
        find(s, true);
    else
        follow(s, id, s->tried);
    return 0;
}

static int on_session(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct logind_session *s = userdata;
    const char *path = NULL;

    (void)error;
    free(s->tried);
    s->tried = NULL;
    if (!is_error(m) && sd_bus_message_read(m, "o", &path) >= 0)
        s->tried = strdup(path);
    if (s->tried)
        bus_watch_call(s->watch, &s->lookup, s->tried, PROPERTIES, "Get", on_class, s, "ss",
                       SESSION, "Class");
    else
        find(s, true);
    return 0;
}

static void find(struct logind_session *s, bool by_display)
{
    const char *id = getenv("XDG_SESSION_ID");

    forget(s);
    s->user = sd_bus_slot_unref(s->user);
    s->display = sd_bus_slot_unref(s->display);
    follow_comings(s); /* first: so none is missed */
    if (by_display || !id || !is_id(id))
        bus_watch_call(s->watch, &s->lookup, LOGIND_PATH, LOGIND_MANAGER, "GetUser", on_user, s,
                       "u", (uint32_t)getuid());
    else
        bus_watch_call(s->watch, &s->lookup, LOGIND_PATH, LOGIND_MANAGER, "GetSession", on_session,
                       s, "s", id);
    s->listener->changed(s);
}

void logind_session_find(struct logind_session *s)
{
    find(s, false);
}

void logind_session_drop(struct logind_session *s)
{
    forget(s);
    free(s->tried);
    s->tried = NULL;
    s->comings = sd_bus_slot_unref(s->comings);
    s->lookup = sd_bus_slot_unref(s->lookup);
    s->user = sd_bus_slot_unref(s->user);
    s->display = sd_bus_slot_unref(s->display);
}
