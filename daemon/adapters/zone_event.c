/* libc's zone as the zone port, and changes of it: whoever sets the zone replaces /etc/localtime (a
 * link that is created or renamed into place, timedatectl(1)), so the folder is watched, and only
 * that name is told.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <systemd/sd-event.h>
#include <unistd.h>

#include "common/scope.h"
#include "common/zone_system.h"
#include "daemon/adapters/adapters.h"

#define BEFORE (INT64_C(400) * SECONDS_PER_DAY)
#define AFTER  (INT64_C(800) * SECONDS_PER_DAY)

struct zone_event {
    struct zone_source source;
    sd_event_source *watch;
};

/* What libc goes by: TZ, else the link's target below .../zoneinfo/. A path in TZ it reads once. */
static void name_zone(struct zone_source *source)
{
    const char *tz = getenv("TZ"), *name;
    char target[PATH_MAX];
    ssize_t n;

    source->deaf = tz && strchr(tz, '/') && (tz[0] == '/' || tz[0] == ':');
    if (tz) {
        (void)snprintf(source->name, sizeof(source->name), "%s (TZ)", tz[0] ? tz : "UTC");
        return;
    }
    n = readlink("/etc/localtime", target, sizeof(target) - 1);
    target[n > 0 ? n : 0] = '\0';
    name = strstr(target, "zoneinfo/");
    (void)snprintf(source->name, sizeof(source->name), "%s%s/etc/localtime%s",
                   name ? name + strlen("zoneinfo/") : "", name ? " (" : "", name ? ")" : "");
}

static int zone_event_read(struct zone_source *source, struct wall around, struct zone *ret)
{
    int64_t at = wall_seconds(around);

    name_zone(source);
    return zone_read_system(ret, at - BEFORE, at + AFTER);
}

static int on_change(sd_event_source *source, const struct inotify_event *event, void *userdata)
{
    struct zone_event *z = userdata;

    (void)source;
    if (event->len > 0 && strcmp(event->name, "localtime") == 0 && z->source.listener)
        z->source.listener->changed(z->source.userdata);
    return 0;
}

static void zone_event_free(struct zone_source *source)
{
    struct zone_event *z = (struct zone_event *)source;

    sd_event_source_disable_unref(z->watch);
    free(z);
}

int zone_event_new(struct zone_source **ret, sd_event *loop)
{
    static const struct zone_ops ops = {zone_event_read, zone_event_free};
    struct zone_event *z = calloc(1, sizeof(*z));
    int r;

    if (!z)
        return -ENOMEM;
    z->source.ops = &ops;
    r = sd_event_add_inotify(loop, &z->watch, "/etc",
                             IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE | IN_ONLYDIR, on_change, z);
    if (r < 0) {
        free(z);
        return r;
    }
    *ret = &z->source;
    return 0;
}
