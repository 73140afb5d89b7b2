/* The zone port without a machine's zone. */
#include "tests/fakes/fake_zone.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int fake_read(struct zone_source *source, struct wall around, struct zone *ret)
{
    struct fake_zone *z = (struct fake_zone *)source;
    struct zone_span *spans = calloc(z->zone.n, sizeof(*spans));

    (void)around;
    if (!spans)
        return -ENOMEM;
    (void)memcpy(spans, z->zone.spans, z->zone.n * sizeof(*spans));
    *ret = (struct zone){z->zone.n, spans};
    return 0;
}

static void fake_free(struct zone_source *source)
{
    (void)source; /* the test owns it */
}

void fake_zone_init(struct fake_zone *z, int32_t offset)
{
    static const struct zone_ops ops = {fake_read, fake_free};

    *z = (struct fake_zone){.source = {.ops = &ops}};
    if (zone_fixed(&z->zone, offset) < 0)
        abort();
}

void fake_zone_done(struct fake_zone *z)
{
    zone_done(&z->zone);
}

void fake_zone_move(struct fake_zone *z, struct zone *zone)
{
    zone_done(&z->zone);
    z->zone = *zone;
    *zone = (struct zone){0};
    if (z->source.listener)
        z->source.listener->changed(z->source.userdata);
}
