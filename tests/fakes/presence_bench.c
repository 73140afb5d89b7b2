/* Starts what a presence source talks to, and waits for conditions, never for time to pass. */
#include "tests/fakes/presence_bench.h"

#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <ftw.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Whether the one may follow the other; whoever can tell nothing can tell anything next. */
static bool may_follow(const struct presence_report *before, const struct presence_report *after)
{
    switch (before->input) {
    case PRESENCE_ACTIVE:
        return after->input != PRESENCE_ACTIVE || before->input_since.us == after->input_since.us;
    case PRESENCE_IDLE:
        return after->input != PRESENCE_AWAY || before->input_since.us == after->input_since.us;
    case PRESENCE_AWAY:
        return after->input != PRESENCE_IDLE;
    default:
        return true;
    }
}

static void on_reported(void *userdata, struct presence_source *source,
                        const struct presence_report *report)
{
    struct bench *b = userdata;

    if (source != b->source)
        errx(1, "a report from inside a call, or of another source");
    if (b->told_n++ > 0 && !may_follow(&b->told, report))
        b->wrong++;
    b->told = *report;
}

void bench_init(struct bench *b)
{
    char address[128];
    int r;

    *b = (struct bench){.runtime = "/tmp/knead-runtime-XXXXXX"};
    desktop_init(&b->desktop);
    (void)snprintf(address, sizeof(address), "unix:path=%s/bus", b->desktop.folder);
    if (!mkdtemp(b->runtime))
        err(1, "%s", b->runtime);
    (void)setenv("DBUS_SYSTEM_BUS_ADDRESS", address, 1);
    (void)setenv("XDG_RUNTIME_DIR", b->runtime, 1);
    (void)unsetenv("XDG_SESSION_ID");
    r = clock_event_new(&b->clock, b->desktop.loop, 1, (struct wall){0});
    if (r < 0)
        errx(1, "clock: %s", strerror(-r));
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    (void)remove(path);
    return 0;
}

void bench_done(struct bench *b)
{
    bench_unplug(b);
    sd_bus_close_unref(b->hand);
    clock_free(b->clock);
    desktop_done(&b->desktop);
    (void)nftw(b->runtime, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

void bench_bus_up(struct bench *b)
{
    desktop_bus_up(&b->desktop);
}

void bench_bus_down(struct bench *b)
{
    b->hand = sd_bus_close_unref(b->hand);
    desktop_bus_down(&b->desktop);
}

void bench_plug(struct bench *b,
                int (*new)(struct presence_source **ret, sd_event *loop, struct clock *clock))
{
    static const struct presence_listener listener = {on_reported};
    struct presence_source *source;
    int r = new (&source, b->desktop.loop, b->clock);

    if (r < 0)
        errx(1, "the source: %s", strerror(-r));
    source->listener = &listener;
    source->userdata = b;
    b->told_n = 0;
    b->told = (struct presence_report){0};
    r = source->ops->start(source, BENCH_IDLE_MS * 1000, BENCH_AWAY_MS * 1000);
    if (r < 0)
        errx(1, "the source does not start: %s", strerror(-r));
    b->source = source;
}

void bench_unplug(struct bench *b)
{
    b->source = presence_source_free(b->source);
}

bool bench_wait(struct bench *b, bool (*what)(struct bench *b))
{
    double until = desktop_now_ms() + DESKTOP_LIMIT_MS;

    while (!what(b) && desktop_now_ms() < until)
        (void)sd_event_run(b->desktop.loop, 20000);
    return what(b);
}

bool bench_wait_input(struct bench *b, enum presence input)
{
    double until = desktop_now_ms() + DESKTOP_LIMIT_MS;

    while ((b->told_n == 0 || b->told.input != input) && desktop_now_ms() < until)
        (void)sd_event_run(b->desktop.loop, 20000);
    return b->told_n > 0 && b->told.input == input;
}

void assert_described(struct bench *b, const char *text, bool live)
{
    double until = desktop_now_ms() + DESKTOP_LIMIT_MS;
    char now[160] = "";
    bool is_live;

    for (;;) {
        b->source->ops->describe(b->source, now, sizeof(now), &is_live);
        if (strcmp(now, text) == 0 && is_live == live)
            return;
        if (desktop_now_ms() >= until)
            errx(1, "described as \"%s\", not \"%s\"", now, text);
        (void)sd_event_run(b->desktop.loop, 20000);
    }
}

size_t bench_run(struct bench *b, int64_t ms)
{
    double until = desktop_now_ms() + (double)ms, left;
    size_t n = 0;

    while ((left = until - desktop_now_ms()) > 0)
        if (sd_event_run(b->desktop.loop, (uint64_t)(left * 1000) + 1) > 0)
            n++;
    return n;
}

void bench_settle(struct bench *b)
{
    double until = desktop_now_ms() + DESKTOP_LIMIT_MS;

    while (bench_run(b, 100) > 0 && desktop_now_ms() < until)
        ;
}

int64_t bench_since(const struct bench *b, struct boot moment)
{
    return clock_now(b->clock).boot.us - moment.us;
}

/* ------------------------------------------------------------------------------------ by hand */

static sd_bus *hand(struct bench *b)
{
    int r = 0;

    if (b->hand)
        return b->hand;
    if ((r = sd_bus_new(&b->hand)) < 0 ||
        (r = sd_bus_set_address(b->hand, getenv("DBUS_SESSION_BUS_ADDRESS"))) < 0 ||
        (r = sd_bus_set_bus_client(b->hand, true)) < 0 || (r = sd_bus_start(b->hand)) < 0)
        errx(1, "the bus: %s", strerror(-r));
    return b->hand;
}

int bench_call(struct bench *b, const char *service, const char *path, const char *interface,
               const char *method, sd_bus_message **ret, const char *types, ...)
{
    sd_bus_message *m = NULL, *reply = NULL;
    sd_bus_error error = SD_BUS_ERROR_NULL;
    va_list values;
    int r = sd_bus_message_new_method_call(hand(b), &m, service, path, interface, method);

    va_start(values, types);
    if (r >= 0 && types)
        r = sd_bus_message_appendv(m, types, values);
    va_end(values);
    if (r >= 0)
        r = sd_bus_call(b->hand, m, DESKTOP_LIMIT_MS * 1000, &error, &reply);
    sd_bus_message_unref(m);
    sd_bus_error_free(&error);
    if (r >= 0 && ret)
        *ret = reply;
    else
        sd_bus_message_unref(reply);
    return r < 0 ? r : 0;
}

void bench_wait_service(struct bench *b, const char *service)
{
    double until = desktop_now_ms() + DESKTOP_LIMIT_MS;

    while (bench_call(b, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                      "GetNameOwner", NULL, "s", service) < 0) {
        if (desktop_now_ms() >= until)
            errx(1, "%s does not start", service);
        (void)usleep(10000);
    }
}

pid_t bench_spawn(const char *const *argv)
{
    pid_t pid = fork();

    if (pid < 0)
        err(1, "%s", argv[0]);
    if (pid == 0) {
        int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
        sigset_t none;

        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)sigemptyset(&none);
        (void)sigprocmask(SIG_SETMASK, &none, NULL);
        for (int fd = 0; fd < 3; fd++)
            (void)dup2(nowhere, fd);
        (void)execvp(argv[0], (char *const *)argv);
        _exit(127);
    }
    return pid;
}

void bench_kill(pid_t *pid)
{
    if (*pid > 0) {
        (void)kill(*pid, SIGKILL);
        (void)waitpid(*pid, NULL, 0);
    }
    *pid = 0;
}

size_t bench_fds(void)
{
    DIR *folder = opendir("/proc/self/fd");
    size_t n = 0;

    while (folder && readdir(folder))
        n++;
    if (folder)
        (void)closedir(folder);
    return n;
}

size_t bench_memory(void)
{
    return mallinfo2().uordblks;
}
