/* The presence port without anybody. */
#include "tests/fakes/fake_presence.h"

#include <stdio.h>

static int fake_start(struct presence_source *source, int64_t idle_after, int64_t away_after)
{
    struct fake_presence *f = (struct fake_presence *)source;

    f->idle_after = idle_after;
    f->away_after = away_after;
    f->starts++;
    return 0;
}

static void fake_describe(struct presence_source *source, char *ret, size_t size, bool *ret_live)
{
    (void)source;
    (void)snprintf(ret, size, "a test");
    *ret_live = true;
}

static void fake_free(struct presence_source *source)
{
    (void)source; /* the test owns it */
}

void fake_presence_init(struct fake_presence *f)
{
    static const struct presence_ops ops = {fake_start, fake_describe, fake_free};

    *f = (struct fake_presence){.source = {.ops = &ops}};
}

void fake_presence_report(struct fake_presence *f, struct presence_report report)
{
    if (f->source.listener)
        f->source.listener->reported(f->source.userdata, &f->source, &report);
}
