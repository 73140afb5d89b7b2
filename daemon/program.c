/* Plugs the adapters into the ports, in the order in which they need each other, and takes them
 * down in reverse. */
#include "daemon/program.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "common/alive.h"
#include "common/scope.h"
#include "daemon/adapters/adapters.h"
#include "daemon/adapters/outside.h"
#include "daemon/log.h"

#define PATIENCE (5 * USEC_PER_SEC) /* for a notification server; then the terminal stands in */

void program_done(struct program *p)
{
    if (p->own_socket)
        (void)unlink(p->socket); /* while it is still ours: nobody else can have made it anew */
    server_free(p->server);
    spool_free(p->spool);
    daemon_free(p->daemon);
    for (size_t i = 0; i < p->ports.presence_n; i++)
        presence_source_free(p->presence[i]);
    context_free(p->ports.context);
    hooks_free(p->ports.hooks);
    store_free(p->ports.store);
    notifier_free(p->ports.notifier);
    notifier_free(p->ports.fallback);
    zone_source_free(p->ports.zone);
    clock_free(p->ports.clock);
    free(p->store_trouble);
    sd_event_unref(p->loop);
    scope_close(&p->alive);
}

static int failed(const char *what, const char *on, int r)
{
    log_error("%s: %s: %s", what, on, strerror(-r));
    return r;
}

static int on_hangup(sd_event_source *source, const struct signalfd_siginfo *info, void *userdata)
{
    struct program *p = userdata;
    struct complaints complaints = {0};
    struct fault fault;

    (void)source, (void)info;
    (void)daemon_reload(p->daemon, &complaints, &fault); /* it said so itself */
    complaints_done(&complaints);
    return 0;
}

/* A socket handed over by the service manager, else one of our own. */
static int listening(struct program *p, int *ret_fd)
{
    int n = sd_listen_fds(1), r = address_socket(p->socket);

    if (n > 1 || (n == 1 && sd_is_socket_unix(SD_LISTEN_FDS_START, SOCK_STREAM, 1, NULL, 0) <= 0))
        return failed("socket", "from the service manager", -EINVAL);
    if (n == 1) {
        *ret_fd = SD_LISTEN_FDS_START;
        if (r == 0)
            r = address_make_private(p->socket);
        if (r == 0)
            r = alive_hold(p->socket, &p->alive);
    } else {
        if (r == 0)
            r = server_listen(p->socket, ret_fd, &p->alive);
        p->own_socket = r == 0;
    }
    if (r == -EADDRINUSE)
        log_error("kneadd is already running: it answers on %s", p->socket);
    else if (r < 0)
        (void)failed("socket", p->socket, r);
    return r;
}

/* What stood in the way at the start may be over. */
static int open_again(void *userdata, struct store **ret, const char **ret_trouble)
{
    struct program *p = userdata;
    char *trouble = NULL;
    int r = store_sqlite_new(&p->ports.store, p->database, &trouble);

    if (r < 0 && trouble) {
        free(p->store_trouble);
        *ret_trouble = p->store_trouble = trouble;
    }
    if (r == 0)
        *ret = p->ports.store;
    return r;
}

/* A log that is damaged, or is none, makes place for a new one: what comes next is to be safe. */
static void open_store(struct program *p)
{
    struct wall now = clock_now(p->ports.clock).wall;
    int r = address_database(p->database);

    if (r == 0)
        r = store_sqlite_new(&p->ports.store, p->database, &p->store_trouble);
    if (r == -EUCLEAN && store_sqlite_set_aside(p->database, now, p->aside) == 0) {
        p->ports.store_aside = p->aside;
        free(p->store_trouble);
        p->store_trouble = NULL;
        r = store_sqlite_new(&p->ports.store, p->database, &p->store_trouble);
    }
    if (r == 0)
        return;
    if (p->database[0]) {
        p->ports.open_store = open_again;
        p->ports.open_userdata = p;
    }
    p->ports.store_trouble = p->store_trouble ? p->store_trouble : "there is no folder for the log";
    log_error("the log: nothing can be kept: %s", p->ports.store_trouble);
}

static void open_spool(struct program *p)
{
    int r = p->ports.spool_path ? spool_new(&p->spool, p->loop, p->spool_path, p->daemon) : 0;

    if (r < 0)
        log_warning("what knead kept: not taken in: %s", strerror(-r));
}

/* A sandbox has neither devices nor sight of other processes' files: this program looks for it,
 * started outside. */
static int plug_context(struct program *p)
{
    char self[PATH_MAX];
    ssize_t n = outside_wanted() ? readlink("/proc/self/exe", self, sizeof self) : 0;

    if (n <= 0 || n == sizeof self)
        return context_system_new(&p->ports.context, p->loop, "/proc", "/dev", NULL);
    self[n] = '\0';
    return context_system_new(&p->ports.context, p->loop, "/proc", "/sys/class/video4linux", self);
}

/* Whatever can tell something about who is at the desk, and whether that is busy; and what runs the
 * user's commands. */
static void plug_desk(struct program *p)
{
    static int (*const sources[])(struct presence_source * *ret, sd_event * loop,
                                  struct clock * clock) = {
        presence_mutter_new,
        presence_wayland_new,
        presence_x11_new,
        presence_logind_new,
    };
    int r;

    for (size_t i = 0; i < COUNT_OF(sources); i++) {
        r = sources[i](&p->presence[p->ports.presence_n], p->loop, p->ports.clock);
        if (r < 0)
            log_warning("presence: one source of %zu is not there: %s", COUNT_OF(sources),
                        strerror(-r));
        else
            p->ports.presence_n++;
    }
    p->ports.presence = p->presence;
    r = plug_context(p);
    if (r < 0)
        log_warning("meetings: cannot be seen: %s", strerror(-r));
    r = hook_process_new(&p->ports.hooks, p->loop, HOOK_SECONDS);
    if (r < 0)
        log_warning("commands: cannot be run: %s", strerror(-r));
}

int program_make(struct program *p, const struct options *options, struct settings *settings)
{
    struct wall from = {0};
    int fd, r;

    if (options->warp_from && parse_when(options->warp_from, &from) < 0) {
        log_error("--warp-from: %s: not a time", options->warp_from);
        return -EINVAL;
    }
    if ((r = sd_event_default(&p->loop)) < 0 ||
        (r = sd_event_add_signal(p->loop, NULL, SIGTERM, NULL, NULL)) < 0 ||
        (r = sd_event_add_signal(p->loop, NULL, SIGINT, NULL, NULL)) < 0 ||
        (r = sd_event_add_signal(p->loop, NULL, SIGHUP, on_hangup, p)) < 0)
        return failed("event loop", "signals", r);
    if ((r = listening(p, &fd)) < 0)
        return r;
    if ((r = clock_event_new(&p->ports.clock, p->loop, options->warp, from)) < 0)
        return failed("clock", "timers", r);
    if ((r = zone_event_new(&p->ports.zone, p->loop)) < 0)
        return failed("time zone", "/etc", r);
    if ((r = notifier_terminal_new(&p->ports.fallback, STDERR_FILENO)) < 0)
        return failed("notifications", "terminal", r);
    r = notifier_libnotify_new(&p->ports.notifier, p->loop, "knead", "knead", PATIENCE);
    if (r < 0)
        log_info("notifications: no session bus: reminders come here");
    plug_desk(p);
    open_store(p);
    p->ports.log_path = p->database;
    p->ports.socket_path = p->own_socket ? p->socket : NULL;
    /* Faster or other time than the machine's is for trying out: what was kept would be logged as
     * of then. */
    if (options->warp == 1 && address_spool(p->spool_path) == 0)
        p->ports.spool_path = p->spool_path;
    p->ports.schedule_path = options->config;
    p->ports.supervisor = supervisor_systemd();
    p->ports.seed = machine_seed();
    if ((r = daemon_new(&p->daemon, &p->ports, settings)) < 0)
        return failed("daemon", "start", r);
    if ((r = server_new(&p->server, p->loop, fd, p->daemon)) < 0)
        return failed("socket", p->socket, r);
    if ((r = daemon_start(p->daemon)) < 0)
        return failed("daemon", "start", r);
    open_spool(p);
    alive_announce(p->alive);
    return 0;
}
