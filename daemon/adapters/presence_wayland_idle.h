/* What one Wayland compositor tells about idleness, over one connection: private to the Wayland
 * presence source. Never waits, and tells nobody: whoever reads the connection asks afterwards.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/ports/clock.h"
#include "daemon/schedule/presence.h"

struct wayland_idle;
struct wl_display;

/* µs without input. */
struct wayland_spans {
    int64_t idle_after, away_after;
};

/* Asks display, which outlives it, what it offers. 0 or -errno. */
int wayland_idle_new(struct wayland_idle **ret, struct wl_display *display, struct clock *clock,
                     struct wayland_spans spans);
void wayland_idle_free(struct wayland_idle *idle);
/* Other spans: from now on for seats in use, with the next input for those that rest. */
void wayland_idle_rearm(struct wayland_idle *idle, struct wayland_spans spans);
/* Whether the compositor has said what it offers; nothing else is known before. */
bool wayland_idle_answered(const struct wayland_idle *idle);
/* The protocol in use, for people; NULL: it offers none. */
const char *wayland_idle_protocol(const struct wayland_idle *idle);
/* Of all seats the most active. UNKNOWN: no protocol, or no seat. */
struct presence_report wayland_idle_report(const struct wayland_idle *idle);
