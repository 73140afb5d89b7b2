/* Starts the real parts a notifier talks to, and waits for conditions, never for time to pass. */
#include "tests/fakes/desktop.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/scope.h"

double desktop_now_ms(void)
{
    struct timespec ts;

    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

/* --------------------------------------------------------------------------------- processes */

/* *ret_in, *ret_out: its stdin and stdout. It dies with us. */
static pid_t spawn(const char *const *argv, int *ret_in, int *ret_out)
{
    int in[2], out[2];
    sigset_t none;
    pid_t pid;

    if (pipe2(in, O_CLOEXEC) < 0 || pipe2(out, O_CLOEXEC) < 0 || (pid = fork()) < 0)
        err(1, "%s", argv[0]);
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)sigemptyset(&none);
        (void)sigprocmask(SIG_SETMASK, &none, NULL);
        (void)dup2(in[0], STDIN_FILENO);
        (void)dup2(out[1], STDOUT_FILENO);
        (void)execvp(argv[0], (char *const *)argv);
        err(127, "%s", argv[0]);
    }
    (void)close(in[0]);
    (void)close(out[1]);
    *ret_in = in[1];
    *ret_out = out[0];
    return pid;
}

static void end(pid_t *pid)
{
    if (*pid > 0) {
        (void)kill(*pid, SIGKILL);
        (void)waitpid(*pid, NULL, 0);
    }
    *pid = 0;
}

/* More of what a process says, behind text; false: it said no more in time. */
static bool read_more(int fd, char *text, size_t size, double until_ms)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    size_t n = strlen(text);
    double left = until_ms - desktop_now_ms();
    ssize_t more;

    if (poll(&p, 1, left > 0 ? (int)left + 1 : 0) <= 0)
        return false;
    more = read(fd, text + n, size - n - 1);
    if (more <= 0)
        return false;
    text[n + (size_t)more] = '\0';
    return true;
}

/* Takes the first line out of text. */
static bool take_line(char *text, char *ret, size_t size)
{
    char *end_of = strchr(text, '\n');

    if (!end_of)
        return false;
    *end_of++ = '\0';
    (void)snprintf(ret, size, "%s", text);
    memmove(text, end_of, strlen(end_of) + 1);
    return true;
}

/* ----------------------------------------------------------------------------------- the bus */

void desktop_bus_up(struct desktop *d)
{
    const char *runner = "dbus-daemon";
    char config[96], option[128], said[512] = "";
    int in, out;
    FILE *f;

    (void)snprintf(config, sizeof(config), "%s/bus.conf", d->folder);
    (void)snprintf(option, sizeof(option), "--config-file=%s", config);
    f = fopen(config, "we");
    if (!f)
        err(1, "%s", config);
    fprintf(f,
            "<busconfig><type>session</type><listen>unix:path=%s/bus</listen>"
            "<policy context='default'><allow send_destination='*' eavesdrop='true'/>"
            "%s<allow own='*'/></policy></busconfig>\n",
            d->folder, d->mute ? "" : "<allow eavesdrop='true'/>");
    (void)fclose(f);
    d->bus = spawn(
        (const char *[]){runner, option, "--nofork", "--syslog-only", "--print-address", NULL}, &in,
        &out);
    if (!read_more(out, said, sizeof(said), desktop_now_ms() + DESKTOP_LIMIT_MS))
        errx(1, "%s does not start", runner);
    (void)close(in);
    (void)close(out);
}

void desktop_bus_down(struct desktop *d)
{
    char path[96];

    end(&d->bus);
    (void)snprintf(path, sizeof(path), "%s/bus", d->folder);
    (void)unlink(path);
}

/* -------------------------------------------------------------------------------- the server */

static void find_mock(char *ret, size_t size)
{
    const char *folder = getenv("KNEAD_TEST_BIN");
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

    self[n > 0 ? n : 0] = '\0';
    for (int up = 0; up < 2 && strrchr(self, '/'); up++)
        *strrchr(self, '/') = '\0';
    if (snprintf(ret, size, "%s/integration/mock_notify", folder ? folder : self) >= (int)size)
        errx(1, "mock_notify: its path is too long");
}

void desktop_server_up(struct desktop *d, const char *const *commands)
{
    char path[8192], line[64];
    const char *argv[16] = {path};

    find_mock(path, sizeof(path));
    for (size_t i = 0; commands && commands[i] && i + 2 < COUNT_OF(argv); i++)
        argv[i + 1] = commands[i];
    d->heard[0] = '\0';
    d->server = spawn(argv, &d->say, &d->hear);
    while (!take_line(d->heard, line, sizeof(line)))
        if (!read_more(d->hear, d->heard, sizeof(d->heard), desktop_now_ms() + DESKTOP_LIMIT_MS))
            errx(1, "%s does not start", path);
}

void desktop_server_down(struct desktop *d)
{
    if (d->server > 0) {
        (void)close(d->say);
        (void)close(d->hear);
    }
    end(&d->server);
}

void desktop_say(struct desktop *d, const char *command)
{
    double until = desktop_now_ms() + DESKTOP_LIMIT_MS;
    char *line, *behind;

    if (dprintf(d->say, "%s\n", command) < 0)
        err(1, "mock_notify: %s", command);
    while (!(line = strstr(d->heard, "\tCommand\n")))
        if (!read_more(d->hear, d->heard, sizeof(d->heard), until))
            errx(1, "mock_notify: %s: not obeyed", command);
    behind = line + strlen("\tCommand\n");
    while (line > d->heard && line[-1] != '\n')
        line--;
    memmove(line, behind, strlen(behind) + 1);
}

void desktop_hear(struct desktop *d, const char *method, struct call *ret)
{
    double until = desktop_now_ms() + DESKTOP_LIMIT_MS;
    const char **fields[] = {NULL,        NULL,          &ret->app,  &ret->replaces,
                             &ret->id,    &ret->summary, &ret->body, &ret->actions,
                             &ret->hints, &ret->timeout, &ret->icon};
    char *rest, *field;

    for (;;) {
        while (!take_line(d->heard, ret->line, sizeof(ret->line)))
            if (!read_more(d->hear, d->heard, sizeof(d->heard), until))
                errx(1, "mock_notify was not asked for %s", method);
        rest = strchr(ret->line, '\t');
        if (rest && strncmp(rest + 1, method, strlen(method)) == 0)
            break;
    }
    rest = ret->line;
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        field = strsep(&rest, "\t");
        if (fields[i])
            *fields[i] = field ? field : "";
    }
    if (strcmp(method, "CloseNotification") == 0)
        ret->id = ret->app;
}

size_t desktop_count(struct desktop *d, const char *method)
{
    size_t n = 0;
    char wanted[64];

    while (read_more(d->hear, d->heard, sizeof(d->heard), 0))
        ;
    (void)snprintf(wanted, sizeof(wanted), "\t%s", method);
    for (const char *at = strstr(d->heard, wanted); at; at = strstr(at + 1, wanted))
        n++;
    return n;
}

/* ------------------------------------------------------------------------------ the notifier */

static void keep(void *userdata, enum told_what what, uint64_t id, const char *text)
{
    struct desktop *d = userdata;
    struct told told = {.what = what, .id = id};

    if (d->calling)
        errx(1, "notice %llu: the listener was called from inside show()", (unsigned long long)id);
    (void)snprintf(told.text, sizeof(told.text), "%s", text);
    if (d->told_n < COUNT_OF(d->told))
        d->told[d->told_n++] = told;
}

static void on_acted(void *userdata, uint64_t id, const char *key)
{
    keep(userdata, TOLD_ACTED, id, key);
}

static void on_replied(void *userdata, uint64_t id, const char *text)
{
    keep(userdata, TOLD_REPLIED, id, text);
}

static void on_closed(void *userdata, uint64_t id)
{
    keep(userdata, TOLD_CLOSED, id, "");
}

static void on_lost(void *userdata, uint64_t id)
{
    keep(userdata, TOLD_LOST, id, "");
}

static void on_failed(void *userdata, uint64_t id, const char *why)
{
    keep(userdata, TOLD_FAILED, id, why);
}

static void on_server(void *userdata, bool there)
{
    struct desktop *d = userdata;

    d->there = there;
    d->there_n += there;
}

void desktop_plug(struct desktop *d, struct notifier *notifier)
{
    static const struct notifier_listener listener = {on_acted, on_replied, on_closed,
                                                      on_lost,  on_failed,  on_server};

    notifier->listener = &listener;
    notifier->userdata = d;
    d->notifier = notifier;
}

int desktop_show(struct desktop *d, const struct notice *notice)
{
    int r;

    d->calling = true;
    r = d->notifier->ops->show(d->notifier, notice);
    d->calling = false;
    return r;
}

bool desktop_wait(struct desktop *d, size_t told_n)
{
    double until = desktop_now_ms() + DESKTOP_LIMIT_MS;

    while (d->told_n < told_n && desktop_now_ms() < until)
        (void)sd_event_run(d->loop, 50000);
    return d->told_n >= told_n;
}

bool desktop_wait_described(struct desktop *d, const char *text)
{
    double until = desktop_now_ms() + DESKTOP_LIMIT_MS;
    char now[160] = "";

    while (strcmp(now, text) != 0 && desktop_now_ms() < until) {
        (void)sd_event_run(d->loop, 50000);
        d->notifier->ops->describe(d->notifier, now, sizeof(now));
    }
    return strcmp(now, text) == 0;
}

void desktop_init(struct desktop *d)
{
    char address[128];

    *d = (struct desktop){.folder = "/tmp/knead-desktop-XXXXXX"};
    if (!mkdtemp(d->folder) || sd_event_new(&d->loop) < 0)
        err(1, "%s", d->folder);
    (void)snprintf(address, sizeof(address), "unix:path=%s/bus", d->folder);
    (void)setenv("DBUS_SESSION_BUS_ADDRESS", address, 1);
}

void desktop_done(struct desktop *d)
{
    char config[96];

    d->notifier = notifier_free(d->notifier);
    desktop_server_down(d);
    desktop_bus_down(d);
    sd_event_unref(d->loop);
    (void)snprintf(config, sizeof(config), "%s/bus.conf", d->folder);
    (void)unlink(config);
    (void)rmdir(d->folder);
}

struct notice desktop_notice(uint64_t id, const char *title, const char *body)
{
    struct notice n = {
        .id = id,
        .answer = "knead done | knead snooze | knead skip",
        .actions_n = 3,
        .actions = {{"done", "Done"}, {"snooze", "Snooze"}, {"skip", "Skip"}},
        .urgency = URGENCY_NORMAL,
    };

    (void)snprintf(n.title, sizeof(n.title), "%s", title);
    (void)snprintf(n.body, sizeof(n.body), "%s", body);
    return n;
}
