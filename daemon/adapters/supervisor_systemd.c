/* systemd's service manager as the supervisor port: sd_notify(3). Without $NOTIFY_SOCKET nothing is
 * sent. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <systemd/sd-daemon.h>
#include <time.h>

#include "common/moment.h"
#include "daemon/adapters/adapters.h"

static void tell(struct supervisor *supervisor, enum supervised state, const char *sentence)
{
    static const char *const words[] = {
        [SUPERVISED_READY] = "READY=1\n",
        [SUPERVISED_RELOADING] = "RELOADING=1\n",
        [SUPERVISED_STOPPING] = "STOPPING=1\n",
        [SUPERVISED_STATUS] = "",
    };
    char since[64] = "";

    (void)supervisor;
    if (state ==
        SUPERVISED_RELOADING) { /* goes with it in the same message, or a reload is never over */
        struct timespec t;
        if (clock_gettime(CLOCK_MONOTONIC, &t) == 0)
            (void)snprintf(since, sizeof(since), "MONOTONIC_USEC=%" PRId64 "\n",
                           (int64_t)t.tv_sec * USEC_PER_SEC + t.tv_nsec / 1000);
    }
    (void)sd_notifyf(0, "%s%s%s%s", words[state], since, sentence ? "STATUS=" : "",
                     sentence ? sentence : "");
}

struct supervisor *supervisor_systemd(void)
{
    static struct supervisor supervisor = {.tell = tell};

    /* INVOCATION_ID says less: shells of a desktop session have it too */
    supervisor.name = getenv("NOTIFY_SOCKET") ? "systemd" : NULL;
    return &supervisor;
}
