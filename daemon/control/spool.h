/* What knead kept while no daemon could take it in (common/spool.h): requests, one a line, each
 * with its id and the time at which it was said. */
#pragma once

#include <systemd/sd-event.h>

#include "daemon/daemon.h"

struct spool;

/* Takes in what is there now, and from then on what comes. Lines that are no such request go to
 * PATH.rejected with the reason. What cannot be saved stays, and is tried again every ten seconds.
 * 0 or -errno; the daemon and the loop must outlive it. spool_free(NULL) is fine. */
int spool_new(struct spool **ret, sd_event *loop, const char *path, struct daemon *daemon);
struct spool *spool_free(struct spool *spool);
