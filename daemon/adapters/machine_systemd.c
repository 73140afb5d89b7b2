/* A number of this machine's own: what is drawn at random differs from desk to desk, and is the
 * same on each day that it is asked for. Made of systemd's machine id, which it does not tell. */
#include <string.h>
#include <systemd/sd-id128.h>

#include "daemon/adapters/adapters.h"

uint64_t machine_seed(void)
{
    static const sd_id128_t app =
        SD_ID128_MAKE(5d, 1c, 2a, 7b, 90, e4, 4f, 3d, a8, 61, 0b, 8e, d2, 39, f7, 46);
    sd_id128_t id = SD_ID128_NULL;

    if (sd_id128_get_machine_app_specific(app, &id) < 0)
        return 0; /* it has none: then all such machines are alike */
    return id.qwords[0];
}
