/* Follows kneadd and prints a line whenever it reads differently.
 *
 * Nothing polls: kneadd tells what changed; one timer runs to the moment at which a countdown reads
 * differently; and while no kneadd runs, the folder of its socket is watched for the one that comes
 * (common/alive.h). It is looked for there, and not by connecting, since where the service manager
 * listens, that would start one. */
#include "cli/follow.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>
#include <time.h>

#include "cli/client.h"
#include "cli/request.h"
#include "common/address.h"
#include "common/alive.h"
#include "common/scope.h"

/* After kneadd closed the connection, but stays: it had too many clients, for example. */
#define AGAIN USEC_PER_MIN

struct follow {
    struct cli *cli;
    const struct command *self;
    const struct bar_form *form;
    int folder, timer;
    struct client *client; /* NULL: not connected */
    json_t *status;        /* NULL: no daemon runs */
    int64_t since;         /* boot time at which the status was so */
    bool look;             /* there may be a daemon to connect to */
    bool again;            /* or there will be after AGAIN, though nothing is seen until then */
    char *last;            /* the line printed last */
    enum exit_code code;   /* other than EXIT_DONE: over */
};

static int64_t boot_now(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_BOOTTIME, &now);
    return now.tv_sec * USEC_PER_SEC + now.tv_nsec / 1000;
}

static void follow_done(struct follow *f)
{
    scope_close(&f->folder);
    scope_close(&f->timer);
    client_free(f->client);
    json_decref(f->status);
    free(f->last);
}

static void set_status(struct follow *f, json_t *status)
{
    json_decref(f->status);
    f->status = json_incref(status);
    f->since = boot_now();
}

/* Prints what is new, and sets the timer. */
static void print(struct follow *f)
{
    bool i3 = f->form->kind == BAR_I3BAR; /* an array without an end (i3bar-protocol) */
    int64_t next;
    AUTO_FREE char *line = bar_line(f->form, f->status, boot_now() - f->since, &next);
    struct itimerspec timer = {0};

    if (line && (!f->last || strcmp(line, f->last) != 0)) {
        (void)fprintf(f->cli->out, "%s%s%s%s\n", i3 && !f->last ? "{\"version\":1}\n[\n" : "",
                      i3 ? "[" : "", line, i3 ? "]," : "");
        (void)fflush(f->cli->out);
        free(f->last);
        f->last = TAKE(line);
    }
    if (f->again && next > AGAIN)
        next = AGAIN;
    if (next < INT64_MAX)
        timer.it_value = (struct timespec){next / USEC_PER_SEC, next % USEC_PER_SEC * 1000 + 999};
    (void)timerfd_settime(f->timer, 0, &timer, NULL);
}

/* ------------------------------------------------------------------ the daemon */

/* A daemon that leaves closes its connections before it gives back the lock: to connect in between
 * would start another one. The folder tells when that is done. */
static void hang_up(struct follow *f)
{
    f->again = true;
    f->client = client_free(f->client);
    set_status(f, NULL);
}

static void dial(struct follow *f)
{
    f->look = f->again = false;
    if (!alive_is_held(f->cli->socket))
        return;
    if (client_new(&f->client, f->cli->socket, f->cli->timeout) < 0 ||
        client_call(f->client, "org.knead.Watch", NULL, true) < 0)
        hang_up(f);
}

static void hear(struct follow *f)
{
    CLEANUP(reply_done) struct reply reply = {0};

    if (client_receive(f->client, &reply) < 0) {
        hang_up(f);
    } else if (reply.error) {
        f->code = request_refused(f->cli, f->self, reply.error, reply.parameters);
    } else {
        set_status(f, reply.parameters);
        if (!reply.continues)
            hang_up(f);
    }
}

/* ------------------------------------------------------------------ its folder */

static int watch_folder(struct follow *f)
{
    char folder[ADDRESS_MAX], *slash;
    int r = address_make_private(f->cli->socket);

    if (r < 0)
        return r;
    (void)strcpy(folder, f->cli->socket);
    slash = strrchr(folder, '/');
    *slash = '\0';
    r = inotify_add_watch(f->folder, folder,
                          IN_MODIFY | IN_CLOSE_WRITE | IN_CREATE | IN_MOVED_TO | IN_MOVE_SELF |
                              IN_ONLYDIR);
    return r < 0 ? -errno : 0;
}

/* Takes what was seen; the folder may be gone, and is then made anew. */
static int read_folder(struct follow *f)
{
    _Alignas(struct inotify_event) char events[4096];
    bool gone = false;
    ssize_t n;

    while ((n = read(f->folder, events, sizeof events)) > 0)
        for (const char *at = events; at < events + n;) {
            const struct inotify_event *event = (const void *)at;

            gone = gone || event->mask & (IN_IGNORED | IN_MOVE_SELF);
            at += sizeof *event + event->len;
        }
    return gone ? watch_folder(f) : 0;
}

/* ------------------------------------------------------------------ together */

/* Waits for something; false: it is over. */
static bool turn(struct follow *f)
{
    struct pollfd waits[] = {
        {.fd = fileno(f->cli->out)}, /* for its end only: nobody reads any more */
        {.fd = f->timer, .events = POLLIN},
        {.fd = f->client ? client_fd(f->client) : f->folder, .events = POLLIN},
    };
    uint64_t ticks;

    if (poll(waits, COUNT_OF(waits), -1) < 0)
        return errno == EINTR;
    if (waits[0].revents & (POLLERR | POLLHUP | POLLNVAL))
        return false;
    if (waits[1].revents)
        (void)!read(f->timer, &ticks, sizeof ticks);
    f->look = f->look || (f->again && waits[1].revents) || (!f->client && waits[2].revents);
    if (f->client && waits[2].revents)
        do
            hear(f);
        while (f->client && f->code == EXIT_DONE && client_has_more(f->client));
    return f->code == EXIT_DONE;
}

enum exit_code follow(struct cli *cli, const struct command *self, const struct bar_form *form)
{
    CLEANUP(follow_done)
    struct follow f = {
        .cli = cli, .self = self, .form = form, .folder = -1, .timer = -1, .look = true};
    int r = cli->socket ? 0 : -ENOENT;

    f.folder = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    f.timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC);
    if (r == 0 && (f.folder < 0 || f.timer < 0))
        r = -errno;
    if (r == 0)
        r = watch_folder(&f);
    while (r == 0) {
        /* What was seen before a daemon spoke is of the past: it must not be taken for its end. */
        if ((f.look || f.status) && (r = read_folder(&f)) == 0 && f.look)
            dial(&f);
        /* What a daemon says first is near: until then nothing is known. */
        if (!f.client || f.status)
            print(&f);
        if (!turn(&f))
            return f.code;
    }
    command_complain(cli, self, "the folder of kneadd's socket cannot be watched");
    return EXIT_NO_DAEMON;
}

enum exit_code follow_once(struct cli *cli, const struct command *self, const struct bar_form *form)
{
    struct request request = {.method = "Status"};
    json_auto_t *status = NULL;
    enum exit_code code = EXIT_DONE;
    AUTO_FREE char *line = NULL;
    int64_t next;

    if (cli->socket && alive_is_held(cli->socket))
        code = request_one(cli, self, &request, &status);
    line = bar_line(form, status, 0, &next);
    if (line)
        (void)fprintf(cli->out, "%s\n", line);
    return code;
}
