/* Two kinds of time that the compiler keeps apart.
 *
 * wall: what a clock on the wall says (CLOCK_REALTIME); it may be set, so it only names civil
 * times. boot: time since the machine started (CLOCK_BOOTTIME), suspend included; it never steps,
 * so spans are measured on it. A moment is one reading of both.
 */
#pragma once

#include <stdint.h>

#define USEC_PER_SEC  INT64_C(1000000)
#define USEC_PER_MIN  (60 * USEC_PER_SEC)
#define USEC_PER_HOUR (60 * USEC_PER_MIN)
#define USEC_PER_DAY  (24 * USEC_PER_HOUR)
#define WALL_END_US \
    (INT64_C(253402300800) * USEC_PER_SEC) /* the year 10000: civil times lie before */

/* Microseconds since 1970-01-01T00:00:00Z, as CLOCK_REALTIME counts them. */
struct wall {
    int64_t us;
};

/* Microseconds since boot, as CLOCK_BOOTTIME counts them. */
struct boot {
    int64_t us;
};

struct moment {
    struct wall wall;
    struct boot boot;
};

/* Whole seconds since the epoch, rounded towards the past. */
static inline int64_t wall_seconds(struct wall w)
{
    int64_t s = w.us / USEC_PER_SEC;
    return w.us % USEC_PER_SEC < 0 ? s - 1 : s;
}
