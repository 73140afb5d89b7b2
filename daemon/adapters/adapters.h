/* What program.c can plug into the ports: one constructor for each adapter. 0 or -errno; free by
 * the port's own. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "daemon/ports/clock.h"
#include "daemon/ports/context.h"
#include "daemon/ports/hook.h"
#include "daemon/ports/notifier.h"
#include "daemon/ports/presence.h"
#include "daemon/ports/store.h"
#include "daemon/ports/supervisor.h"
#include "daemon/ports/zone.h"

typedef struct sd_event sd_event; /* as sd-event.h has it; only those who use it include that */

/* The machine's clocks on the loop. warp > 1: time runs so many times faster from `from` on (us 0:
 * from now). */
int clock_event_new(struct clock **ret, sd_event *loop, int warp, struct wall from);
/* libc's zone; changes of /etc/localtime by inotify. */
int zone_event_new(struct zone_source **ret, sd_event *loop);
/* libnotify on a thread of its own (all signals must be blocked in the caller's thread already).
 * app_name, icon: what the server is told. patience: microseconds after which a notice counts as
 * failed while the server does not answer. A session bus that is not there yet is waited for;
 * -EUNATCH: nothing says where it would be. */
int notifier_libnotify_new(struct notifier **ret, sd_event *loop, const char *app_name,
                           const char *icon, int64_t patience);
/* A tidy block on a stream, never closed by it. */
int notifier_terminal_new(struct notifier **ret, int fd);
/* SQLite. *ret_why, when not NULL, is a sentence on failure, owned by the caller. -EUCLEAN:
 * damaged; -EPROTO: made by a newer knead; both leave the file untouched. */
int store_sqlite_new(struct store **ret, const char *path, char **ret_why);
/* Moves a log that cannot be opened aside, with all that belongs to it, to a name of its own that
 * has today's date: ret. An empty file takes its place. 0 or -errno. */
int store_sqlite_set_aside(const char *path, struct wall now, char ret[static STORE_PATH_MAX]);
/* Whether a copy of a log is whole; changes nothing, needs no daemon. 0; or -errno with why:
 * -EUCLEAN damaged or no log, -EPROTO of a newer knead, -EBUSY in use. */
struct store_check {
    int64_t version, entries, outcomes;
    struct wall first, last; /* entries; us 0: there is none */
    char why[512];
};
int store_sqlite_check(const char *path, struct store_check *ret);
/* systemd's service manager; there is one, never freed. */
struct supervisor *supervisor_systemd(void);
/* A number of this machine's own, always the same; 0: it has none. */
uint64_t machine_seed(void);

/* Presence. Each waits for its server where there is none yet; clock tells the moments they report.
 * GNOME's idle monitor on the session bus (org.gnome.Mutter.IdleMonitor), by watches. */
int presence_mutter_new(struct presence_source **ret, sd_event *loop, struct clock *clock);
/* logind on the system bus: lock, sleep, idle hint of this session. */
int presence_logind_new(struct presence_source **ret, sd_event *loop, struct clock *clock);
/* A Wayland compositor: ext-idle-notify-v1, else org_kde_kwin_idle. */
int presence_wayland_new(struct presence_source **ret, sd_event *loop, struct clock *clock);
/* An X server: the IDLETIME counter of its SYNC extension, by alarms. */
int presence_x11_new(struct presence_source **ret, sd_event *loop, struct clock *clock);
/* Whether the user is busy, by what this machine shows of it. proc, dev: "/proc" and "/dev", or a
 * test's own. helper: in a sandbox, where nobody's open files are shown, the program that is called
 * with --camera to look for us; dev is then the folder that has files named after cameras, if there
 * are any; else NULL. SIGCHLD must be blocked in all threads, as for every child that the loop
 * watches. */
int context_system_new(struct context **ret, sd_event *loop, const char *proc, const char *dev,
                       const char *helper);
/* One look for a camera at once, however long it takes. 1: what tells of it; 0; or -errno. */
int context_camera(const char *proc, const char *dev, char *what, size_t size);
/* The user's commands as processes, each for so many seconds at most. SIGCHLD as above. */
int hook_process_new(struct hooks **ret, sd_event *loop, int seconds);
