/* The clock port without a clock: time stands still until the test moves it. */
#include "tests/fakes/fake_clock.h"

static struct moment fake_now(struct clock *clock)
{
    return ((struct fake_clock *)clock)->now;
}

static int fake_arm(struct clock *clock, struct boot at)
{
    struct fake_clock *c = (struct fake_clock *)clock;

    c->armed = true;
    c->at = at;
    c->arms++;
    return 0;
}

static void fake_disarm(struct clock *clock)
{
    ((struct fake_clock *)clock)->armed = false;
}

static void fake_look(struct clock *clock)
{
    (void)clock; /* what happens to it is told when it happens */
}

static void fake_free(struct clock *clock)
{
    (void)clock; /* the test owns it */
}

void fake_clock_init(struct fake_clock *c, struct moment now)
{
    static const struct clock_ops ops = {fake_now, fake_arm, fake_disarm, fake_look, fake_free};

    *c = (struct fake_clock){.clock = {.ops = &ops}, .now = now};
}

static void advance(struct fake_clock *c, int64_t span)
{
    c->now.boot.us += span;
    c->now.wall.us += span;
}

long fake_clock_run(struct fake_clock *c, int64_t span)
{
    int64_t end = c->now.boot.us + span;
    long rings = 0;

    while (c->armed && c->at.us <= end) {
        if (c->at.us > c->now.boot.us)
            advance(c, c->at.us - c->now.boot.us);
        c->armed = false;
        rings++;
        if (c->clock.listener)
            c->clock.listener->alarm(c->clock.userdata);
    }
    advance(c, end - c->now.boot.us);
    return rings;
}

void fake_clock_set(struct fake_clock *c, int64_t span)
{
    c->now.wall.us += span;
    if (c->clock.listener)
        c->clock.listener->stepped(c->clock.userdata);
}

void fake_clock_sleep(struct fake_clock *c, int64_t span)
{
    advance(c, span);
    if (c->clock.listener)
        c->clock.listener->resumed(c->clock.userdata, span);
}
