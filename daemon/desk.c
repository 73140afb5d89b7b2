/* Who is at the desk: what the sources report, fused, becomes the plan's presence. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/daemon_internal.h"
#include "daemon/log.h"

static void on_reported(void *userdata, struct presence_source *source,
                        const struct presence_report *report)
{
    struct daemon *d = userdata;
    struct event event = {.kind = EVENT_PRESENCE};
    size_t i = 0;

    while (i < d->options.presence_n && d->options.presence[i] != source)
        i++;
    if (i == d->options.presence_n)
        return;
    d->reports[i] = *report;
    event.presence.state = presence_fuse(d->reports, d->options.presence_n, &event.presence.since);
    if (event.presence.state == d->fused.presence.state &&
        event.presence.since.us == d->fused.presence.since.us)
        return;
    log_debug("presence: %s", presence_name(event.presence.state));
    d->fused = event;
    (void)daemon_step(d, &event, "");
}

void daemon_desk_start(struct daemon *d)
{
    static const struct presence_listener listener = {on_reported};

    for (size_t i = 0; i < d->options.presence_n; i++) {
        struct presence_source *source = d->options.presence[i];
        char what[160];
        bool live;
        int r;

        source->listener = &listener;
        source->userdata = d;
        r = source->ops->start(source, d->settings->idle_after, d->settings->away_after);
        if (r == 0)
            continue;
        source->ops->describe(source, what, sizeof(what), &live);
        log_warning("presence: %s: %s: not asked any more", what, strerror(-r));
    }
}

void daemon_desk_stop(struct daemon *d)
{
    for (size_t i = 0; i < d->options.presence_n; i++)
        d->options.presence[i]->listener = NULL;
    free(d->reports);
    d->reports = NULL;
}
