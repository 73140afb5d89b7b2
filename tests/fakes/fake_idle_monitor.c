/* The idle monitor's few methods, answered as its mood is. */
#include "tests/fakes/fake_idle_monitor.h"

#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-event.h>

#define SERVICE "org.gnome.Mutter.IdleMonitor"
#define PATH    "/org/gnome/Mutter/IdleMonitor/Core"

static int answer_id(struct fake_idle *f, sd_bus_message *m)
{
    return sd_bus_reply_method_return(m, "u", f->mood == FAKE_IDLE_ZERO ? 0 : f->ids);
}

static int on_call(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct fake_idle *f = userdata;
    const char *sender = sd_bus_message_get_sender(m);

    (void)error;
    (void)snprintf(f->watcher, sizeof(f->watcher), "%s", sender ? sender : "");
    if (sd_bus_message_is_method_call(m, SERVICE, "RemoveWatch")) {
        f->removed++;
        return 1;
    }
    if (f->mood == FAKE_IDLE_SILENT)
        return 1;
    if (f->mood == FAKE_IDLE_REFUSES)
        return sd_bus_reply_method_errorf(m, SD_BUS_ERROR_ACCESS_DENIED, "Not now.");
    if (f->mood == FAKE_IDLE_TEXT)
        return sd_bus_reply_method_return(m, "s", "soon");
    if (f->mood == FAKE_IDLE_NOTHING)
        return sd_bus_reply_method_return(m, "");
    if (sd_bus_message_is_method_call(m, SERVICE, "GetIdletime")) {
        f->asked++;
        return sd_bus_reply_method_return(m, "t", f->idletime);
    }
    f->ids++;
    if (sd_bus_message_is_method_call(m, SERVICE, "AddUserActiveWatch")) {
        f->actives++;
        f->active_id = f->ids;
        return answer_id(f, m);
    }
    if (!sd_bus_message_is_method_call(m, SERVICE, "AddIdleWatch"))
        return 0;
    f->idles++;
    f->intervals[0] = f->intervals[1];
    f->idle_ids[0] = f->idle_ids[1];
    f->idle_ids[1] = f->ids;
    if (sd_bus_message_read(m, "t", &f->intervals[1]) < 0)
        errx(1, "AddIdleWatch without an interval");
    return answer_id(f, m);
}

void fake_idle_up(struct fake_idle *f, sd_event *loop)
{
    int r;

    if ((r = sd_bus_new(&f->bus)) < 0 ||
        (r = sd_bus_set_address(f->bus, getenv("DBUS_SESSION_BUS_ADDRESS"))) < 0 ||
        (r = sd_bus_set_bus_client(f->bus, true)) < 0 || (r = sd_bus_start(f->bus)) < 0 ||
        (r = sd_bus_add_object(f->bus, NULL, PATH, on_call, f)) < 0 ||
        (r = sd_bus_request_name(f->bus, SERVICE, 0)) < 0 ||
        (r = sd_bus_attach_event(f->bus, loop, SD_EVENT_PRIORITY_NORMAL)) < 0)
        errx(1, "the fake idle monitor: %s", strerror(-r));
}

void fake_idle_down(struct fake_idle *f)
{
    f->bus = sd_bus_flush_close_unref(f->bus);
}

void fake_idle_fire(struct fake_idle *f, uint32_t id)
{
    sd_bus_message *m = NULL;

    if (sd_bus_message_new_signal(f->bus, &m, PATH, SERVICE, "WatchFired") < 0 ||
        sd_bus_message_append(m, "u", id) < 0 || sd_bus_send_to(f->bus, m, f->watcher, NULL) < 0 ||
        sd_bus_flush(f->bus) < 0)
        errx(1, "the fake idle monitor cannot tell %s", f->watcher);
    sd_bus_message_unref(m);
}
