/* The few calls of logind's that find a session and say how it stands, answered as the mood is. */
#include "tests/fakes/fake_logind.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-event.h>

#define SERVICE "org.freedesktop.login1"
#define PATH    "/org/freedesktop/login1"
#define SESSION PATH "/session/_37"
#define USER    PATH "/user/self"

static int answer_get(struct fake_logind *f, sd_bus_message *m)
{
    const char *interface, *name;

    if (sd_bus_message_read(m, "ss", &interface, &name) < 0)
        return 0;
    if (f->mood == FAKE_LOGIND_NUMBERS)
        return sd_bus_reply_method_return(m, "v", "u", 7);
    if (strcmp(name, "Display") == 0)
        return sd_bus_reply_method_return(m, "v", "(so)", "7", SESSION);
    if (strcmp(name, "Class") == 0)
        return sd_bus_reply_method_return(m, "v", "s", "user");
    return sd_bus_reply_method_return(m, "v", "b", f->sleeping);
}

static int on_call(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct fake_logind *f = userdata;

    (void)error;
    f->calls++;
    if (f->mood == FAKE_LOGIND_SILENT)
        return 1;
    if (f->mood == FAKE_LOGIND_REFUSES)
        return sd_bus_reply_method_errorf(m, SD_BUS_ERROR_ACCESS_DENIED, "Not now.");
    if (f->mood == FAKE_LOGIND_TEXT)
        return sd_bus_reply_method_return(m, "s", "/soon");
    if (f->mood == FAKE_LOGIND_NOTHING)
        return sd_bus_reply_method_return(m, "");
    if (sd_bus_message_is_method_call(m, NULL, "GetSession"))
        return sd_bus_reply_method_return(m, "o", SESSION);
    if (sd_bus_message_is_method_call(m, NULL, "GetUser"))
        return sd_bus_reply_method_return(m, "o", USER);
    if (sd_bus_message_is_method_call(m, NULL, "Get"))
        return answer_get(f, m);
    if (sd_bus_message_is_method_call(m, NULL, "GetAll") && f->mood == FAKE_LOGIND_NUMBERS)
        return sd_bus_reply_method_return(m, "a{sv}", 2, "Other", "u", 1, "LockedHint", "u", 1);
    if (sd_bus_message_is_method_call(m, NULL, "GetAll"))
        return sd_bus_reply_method_return(m, "a{sv}", 4, "Type", "s", "wayland", "LockedHint", "b",
                                          f->locked, "IdleHint", "b", 0, "Unheard", "(so)", "",
                                          "/");
    return 0;
}

void fake_logind_up(struct fake_logind *f, sd_event *loop)
{
    int r;

    if ((r = sd_bus_new(&f->bus)) < 0 ||
        (r = sd_bus_set_address(f->bus, getenv("DBUS_SYSTEM_BUS_ADDRESS"))) < 0 ||
        (r = sd_bus_set_bus_client(f->bus, true)) < 0 || (r = sd_bus_start(f->bus)) < 0 ||
        (r = sd_bus_add_fallback(f->bus, NULL, PATH, on_call, f)) < 0 ||
        (r = sd_bus_request_name(f->bus, SERVICE, 0)) < 0 ||
        (r = sd_bus_attach_event(f->bus, loop, SD_EVENT_PRIORITY_NORMAL)) < 0)
        errx(1, "the fake logind: %s", strerror(-r));
}

void fake_logind_down(struct fake_logind *f)
{
    f->bus = sd_bus_flush_close_unref(f->bus);
}

void fake_logind_signal(struct fake_logind *f, bool session, const char *member)
{
    const char *interface = session ? SERVICE ".Session" : SERVICE ".Manager";

    if (strcmp(member, "PropertiesChanged") == 0)
        interface = "org.freedesktop.DBus.Properties";
    if (sd_bus_emit_signal(f->bus, session ? SESSION : PATH, interface, member, "s", "what?") < 0 ||
        sd_bus_flush(f->bus) < 0)
        errx(1, "the fake logind cannot tell %s", member);
}
