/* Starts real X servers, and stands between one and its client. */
#include "tests/fakes/x_server.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/scope.h"

#define LIMIT_MS 20000

/* It dies with us. say: what becomes its descriptor 3, or -1. */
static pid_t spawn(const char *const *argv, int say)
{
    sigset_t none;
    pid_t pid = fork();
    int null;

    if (pid < 0)
        err(1, "%s", argv[0]);
    if (pid > 0)
        return pid;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    null = open("/dev/null", O_RDWR | O_CLOEXEC);
    (void)dup2(null, STDIN_FILENO);
    (void)dup2(null, STDERR_FILENO);
    if (say >= 0)
        (void)dup2(say, 3);
    (void)execvp(argv[0], (char *const *)argv);
    _exit(127);
}

void x_server_up(struct x_server *s, int number, const char *const *more)
{
    char display[16], said[16] = "";
    const char *argv[24] = {"Xvfb", "-displayfd", "3", "-screen", "0", "64x64x8", "-noreset"};
    size_t n = 7;
    int fds[2];

    if (number >= 0) {
        (void)snprintf(display, sizeof(display), ":%d", number);
        argv[n++] = display;
    }
    for (; more && *more && n + 1 < COUNT_OF(argv); more++)
        argv[n++] = *more;
    if (pipe2(fds, O_CLOEXEC) < 0)
        err(1, "pipe");
    s->pid = spawn(argv, fds[1]);
    (void)close(fds[1]);
    for (char *at = said; !strchr(said, '\n'); at++) /* or it dies writing the rest */
        if (poll(&(struct pollfd){.fd = fds[0], .events = POLLIN}, 1, LIMIT_MS) != 1 ||
            at == said + sizeof(said) - 1 || read(fds[0], at, 1) != 1)
            errx(1, "Xvfb does not start");
    (void)close(fds[0]);
    s->number = atoi(said);
}

void x_server_down(struct x_server *s, int signal)
{
    if (s->pid > 0) {
        (void)kill(s->pid, signal);
        (void)kill(s->pid, SIGCONT);
        (void)waitpid(s->pid, NULL, 0);
    }
    s->pid = 0;
}

pid_t x_server_use(const struct x_server *s, const char *words)
{
    AUTO_FREE char *command = NULL;

    if (asprintf(&command, "DISPLAY=:%d exec xdotool %s", s->number, words) < 0)
        err(1, "xdotool");
    return spawn((const char *[]){"sh", "-c", command, NULL}, -1);
}

void x_server_used(pid_t xdotool)
{
    int status;

    if (waitpid(xdotool, &status, 0) != xdotool || status != 0)
        errx(1, "xdotool fails");
}

/* ----------------------------------------------------------------------------- in between */

static struct sockaddr_un socket_of(int number)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};

    (void)snprintf(a.sun_path, sizeof(a.sun_path), "/tmp/.X11-unix/X%d", number);
    return a;
}

static void hang_up(struct x_between *b)
{
    scope_close(&b->client);
    scope_close(&b->upstream);
    b->client = b->upstream = -1;
}

void x_between_init(struct x_between *b, const struct x_server *server)
{
    *b = (struct x_between){.server = server, .listener = -1, .client = -1, .upstream = -1};
    b->cut = b->spoilt = SIZE_MAX;
    b->number = 1000 + getpid() % 50000;
}

void x_between_bind(struct x_between *b)
{
    struct sockaddr_un own = socket_of(b->number);

    b->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (bind(b->listener, (struct sockaddr *)&own, sizeof(own)) < 0)
        err(1, "%s", own.sun_path);
}

void x_between_listen(struct x_between *b)
{
    if (b->listener < 0)
        x_between_bind(b);
    if (listen(b->listener, 5) < 0)
        err(1, "listen");
}

void x_between_vanish(struct x_between *b)
{
    hang_up(b);
    if (b->listener >= 0) {
        (void)close(b->listener);
        (void)unlink(socket_of(b->number).sun_path);
    }
    b->listener = -1;
}

static void take_in(struct x_between *b)
{
    struct sockaddr_un theirs = socket_of(b->server->number);
    int client = accept4(b->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

    if (client < 0)
        return;
    hang_up(b);
    b->accepted++;
    b->passed = 0;
    b->client = client;
    b->upstream = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(b->upstream, (struct sockaddr *)&theirs, sizeof(theirs)) < 0)
        err(1, "%s", theirs.sun_path);
}

/* What the server said, up to the cut. */
static void pass_on(struct x_between *b, unsigned char *bytes, size_t n)
{
    size_t left = b->passed < b->cut ? b->cut - b->passed : 0;

    if (b->spoilt >= b->passed && b->spoilt - b->passed < n)
        bytes[b->spoilt - b->passed] ^= b->by;
    (void)!write(b->client, bytes, n < left ? n : left);
    b->passed += n;
    if (n >= left && !b->silent)
        hang_up(b);
}

void x_between_turn(struct x_between *b)
{
    unsigned char bytes[65536];
    ssize_t n;

    if (b->listener >= 0)
        take_in(b);
    if (b->client >= 0 && (n = recv(b->client, bytes, sizeof(bytes), MSG_DONTWAIT)) >= 0) {
        if (n == 0)
            hang_up(b);
        else
            (void)!write(b->upstream, bytes, (size_t)n);
    }
    if (b->client >= 0 && (n = recv(b->upstream, bytes, sizeof(bytes), MSG_DONTWAIT)) >= 0) {
        if (n == 0)
            hang_up(b);
        else
            pass_on(b, bytes, (size_t)n);
    }
}
