/* The machine's clocks on the loop: CLOCK_REALTIME and CLOCK_BOOTTIME, one boot-time timer.
 *
 * Steps of the wall clock are told by a timerfd that the kernel cancels when the clock is set
 * (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET); a suspend by how far BOOTTIME ran ahead of
 * MONOTONIC. Both are looked at before the alarm is told, so that whoever listens hears "slept"
 * before "it is time". A warped clock only runs faster, from a wall time of its own: nothing sets
 * it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <systemd/sd-event.h>
#include <time.h>
#include <unistd.h>

#include "common/scope.h"
#include "daemon/adapters/adapters.h"

#define ACCURACY    USEC_PER_SEC /* people do not feel a second; the kernel saves a wakeup */
#define SLEEP_LEAST USEC_PER_SEC /* less is noise between two readings, not a suspend */
#define STEP_LEAST  (USEC_PER_SEC / 10)

struct clock_event {
    struct clock clock;
    sd_event_source *timer, *watch;
    int watch_fd;
    int64_t slept;  /* BOOTTIME - MONOTONIC when last looked */
    int64_t offset; /* REALTIME - BOOTTIME when last looked */
    int warp;
    struct moment
        origin; /* warped: where its time begins, in its own wall and the real boot time */
};

static int64_t read_clock(clockid_t id)
{
    struct timespec t;

    if (clock_gettime(id, &t) < 0)
        abort(); /* every Linux since 2.6.39 has the clocks named here */
    return (int64_t)t.tv_sec * USEC_PER_SEC + t.tv_nsec / 1000;
}

static struct moment clock_event_now(struct clock *clock)
{
    struct clock_event *c = (struct clock_event *)clock;
    int64_t boot = read_clock(CLOCK_BOOTTIME);

    if (c->warp <= 1)
        return (struct moment){{read_clock(CLOCK_REALTIME)}, {boot}};
    int64_t run = (boot - c->origin.boot.us) * c->warp;
    return (struct moment){{c->origin.wall.us + run}, {c->origin.boot.us + run}};
}

static int clock_event_arm(struct clock *clock, struct boot at)
{
    struct clock_event *c = (struct clock_event *)clock;
    int64_t when = at.us;
    int r;

    if (c->warp > 1) /* rounded up: never rings before its time */
        when = c->origin.boot.us + (at.us - c->origin.boot.us + c->warp - 1) / c->warp;
    r = sd_event_source_set_time(c->timer, when > 0 ? (uint64_t)when : 0);
    return r < 0 ? r : sd_event_source_set_enabled(c->timer, SD_EVENT_ONESHOT);
}

static void clock_event_disarm(struct clock *clock)
{
    struct clock_event *c = (struct clock_event *)clock;

    (void)sd_event_source_set_enabled(c->timer, SD_EVENT_OFF);
}

/* Tells of what happened to the clocks since last time: sleep first, then steps. */
static void clock_event_look(struct clock *clock)
{
    struct clock_event *c = (struct clock_event *)clock;
    int64_t boot = read_clock(CLOCK_BOOTTIME);
    int64_t slept = boot - read_clock(CLOCK_MONOTONIC) - c->slept;
    int64_t step = read_clock(CLOCK_REALTIME) - boot - c->offset;

    if (c->warp > 1 || !c->clock.listener)
        return;
    if (slept >= SLEEP_LEAST) {
        c->slept += slept;
        c->clock.listener->resumed(c->clock.userdata, slept);
    }
    /* A clock that is slewed by NTP drifts by little and is not stepped. */
    c->offset += step;
    if (step >= STEP_LEAST || step <= -STEP_LEAST)
        c->clock.listener->stepped(c->clock.userdata);
}

static int on_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
    struct clock_event *c = userdata;

    (void)source, (void)usec;
    clock_event_look(&c->clock);
    if (c->clock.listener)
        c->clock.listener->alarm(c->clock.userdata);
    return 0;
}

static int watch_arm(int fd)
{
    struct itimerspec never = {.it_value = {.tv_sec = INT32_MAX}};

    return timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL) < 0
               ? -errno
               : 0;
}

static int on_watch(sd_event_source *source, int fd, uint32_t revents, void *userdata)
{
    struct clock_event *c = userdata;
    uint64_t count;

    (void)source, (void)revents;
    (void)!read(fd, &count, sizeof(count)); /* ECANCELED: the clock was set */
    (void)watch_arm(fd);                    /* first, so that the next step is not missed */
    clock_event_look(&c->clock);
    return 0;
}

static void clock_event_free(struct clock *clock)
{
    struct clock_event *c = (struct clock_event *)clock;

    sd_event_source_disable_unref(c->timer);
    sd_event_source_disable_unref(c->watch);
    if (c->watch_fd >= 0)
        (void)close(c->watch_fd);
    free(c);
}

static void scope_clock(struct clock_event **c)
{
    if (*c)
        clock_event_free(&(*c)->clock);
}

int clock_event_new(struct clock **ret, sd_event *loop, int warp, struct wall from)
{
    static const struct clock_ops ops = {clock_event_now, clock_event_arm, clock_event_disarm,
                                         clock_event_look, clock_event_free};
    CLEANUP(scope_clock) struct clock_event *c = calloc(1, sizeof(*c));
    uint64_t accuracy = (uint64_t)(warp > 1 ? ACCURACY / warp : ACCURACY);
    int r;

    if (!c)
        return -ENOMEM;
    c->clock.ops = &ops;
    c->warp = warp;
    c->watch_fd = -1;
    c->origin.boot.us = read_clock(CLOCK_BOOTTIME);
    c->origin.wall.us = from.us ? from.us : read_clock(CLOCK_REALTIME);
    c->slept = c->origin.boot.us - read_clock(CLOCK_MONOTONIC);
    c->offset = read_clock(CLOCK_REALTIME) - c->origin.boot.us;
    r = sd_event_add_time(loop, &c->timer, CLOCK_BOOTTIME, 0, accuracy ? accuracy : 1, on_timer, c);
    if (r < 0)
        return r;
    (void)sd_event_source_set_enabled(c->timer, SD_EVENT_OFF);
    c->watch_fd = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    if (c->watch_fd < 0)
        return -errno;
    r = watch_arm(c->watch_fd);
    if (r == 0)
        r = sd_event_add_io(loop, &c->watch, c->watch_fd, EPOLLIN, on_watch, c);
    if (r < 0)
        return r;
    (void)sd_event_source_set_priority(c->watch, SD_EVENT_PRIORITY_IMPORTANT);
    *ret = &TAKE(c)->clock;
    return 0;
}
