/* The Wayland presence source and its socket: where it looks, that it waits for a compositor and
 * takes it up again at no cost, and that bad company does it no harm.
 */
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/contract/presence_wayland_world.h"

/* -------------------------------------------------------------------------------- its socket */

static void path_of(const struct world *w, const char *name, struct sockaddr_un *ret)
{
    ret->sun_family = AF_UNIX;
    (void)snprintf(ret->sun_path, sizeof(ret->sun_path), "%.39s/%.60s", w->server.folder, name);
}

/* A socket that is no compositor's; queue < 0: nobody listens. */
static int socket_at(const struct world *w, const char *name, int queue)
{
    struct sockaddr_un address;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    path_of(w, name, &address);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    if (queue >= 0)
        assert_int_equal(listen(fd, queue), 0);
    return fd;
}

static void places(void **state)
{
    static const struct {
        const char *display; /* $WAYLAND_DISPLAY; NULL: not set; %: the folder */
        const char *socket;
        bool found;
    } rows[] = {
        {NULL, "wayland-0", true},        {NULL, "wayland-32", true},
        {NULL, "wayland-33", false},      {NULL, "desk", false},
        {"", "wayland-7", true},          {"desk", "desk", true},
        {"wayland-3", "wayland-4", true}, /* of a session before */
        {"%/desk", "desk", true},         {"%/desk", "wayland-2", true},
        {"/nowhere/desk", "desk", false},
    };
    struct world *w = *state;
    char display[128];

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (int later = 0; later < 2; later++) {
            (void)unsetenv("WAYLAND_DISPLAY");
            (void)snprintf(display, sizeof(display), "%s%s",
                           rows[i].display && *rows[i].display == '%' ? w->server.folder : "",
                           rows[i].display ? rows[i].display + (*rows[i].display == '%') : "");
            if (rows[i].display)
                (void)setenv("WAYLAND_DISPLAY", display, 1);
            if (!later)
                wayland_server_up(&w->server, rows[i].socket, WAYLAND_EXT);
            plug(&w->l);
            if (later) {
                (void)hear(&w->l, 0, PRESENCE_UNKNOWN);
                assert_described(&w->l, "Wayland: no compositor", false);
                wayland_server_up(&w->server, rows[i].socket, WAYLAND_EXT);
            }
            if (rows[i].found)
                (void)hear(&w->l, (size_t)later, PRESENCE_ACTIVE);
            else
                (void)settle(&w->l);
            assert_int_equal(w->l.said_n, later && rows[i].found ? 2 : 1);
            unplug(&w->l);
            wayland_server_down(&w->server);
        }
}

static void no_place(void **state)
{
    static const char long_name[] =
        "a-name-that-is-much-longer-than-a-socket's-address-may-be-for-it-"
        "fills-more-than-one-hundred-and-eight-bytes-of-it";
    struct world *w = *state;
    const char *folders[] = {NULL, "", "/nowhere/at/all", long_name};

    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        (void)unsetenv("XDG_RUNTIME_DIR");
        if (folders[i])
            (void)setenv("XDG_RUNTIME_DIR", folders[i], 1);
        plug(&w->l);
        assert_described(
            &w->l, i == 2 ? "Wayland: not looked for yet" : "Wayland: no XDG_RUNTIME_DIR", false);
        (void)hear(&w->l, 0, PRESENCE_UNKNOWN);
        assert_int_equal(settle(&w->l), 0);
        assert_int_equal(w->l.said_n, 1);
        unplug(&w->l);
    }
    (void)setenv("XDG_RUNTIME_DIR", w->server.folder, 1);
    (void)setenv("WAYLAND_DISPLAY", long_name, 1);
    wayland_server_up(&w->server, "wayland-1", WAYLAND_EXT);
    plug(&w->l);
    (void)hear(&w->l, 0, PRESENCE_ACTIVE);
    assert_null(presence_source_free(NULL));
}

/* A hundred compositors, one connection each, and nothing kept of any. */
static void vanishes_and_returns(void **state)
{
    struct world *w = *state;
    size_t files = open_files();

    for (size_t i = 0; i < 100; i++) {
        wayland_server_down(&w->server);
        (void)hear(&w->l, 2 * i + 1, PRESENCE_UNKNOWN);
        if (i == 50) {
            (void)settle(&w->l);
            assert_int_equal(settle(&w->l), 0);
            assert_described(&w->l, "Wayland: no compositor", false);
        }
        wayland_server_up(&w->server, i % 2 ? "wayland-0" : "wayland-1", WAYLAND_EXT);
        (void)hear(&w->l, 2 * i + 2, PRESENCE_ACTIVE);
        assert_int_equal(w->server.connections, (int)i + 2);
        assert_int_equal(open_files(), files);
    }
    drain(&w->l);
    assert_int_equal(w->server.connections, 101);
    leave_and_return(w, 201);
}

/* It is there again before anybody read of its end, at the same place or the next. */
static void returns_at_once(void **state)
{
    struct world *w = *state;

    for (size_t i = 0; i < 4; i++) {
        wayland_server_down(&w->server);
        wayland_server_up(&w->server, i < 2 ? "wayland-0" : "wayland-1", WAYLAND_EXT);
        (void)hear(&w->l, 2 * i + 1, PRESENCE_UNKNOWN);
        (void)hear(&w->l, 2 * i + 2, PRESENCE_ACTIVE);
        assert_int_equal(w->server.connections, (int)i + 2);
    }
}

/* Who is dropped does not come back by himself at once, but may after a long time. */
static void dropped(void **state)
{
    struct world *w = *state;

    wayland_server_kick(&w->server);
    (void)hear(&w->l, 1, PRESENCE_UNKNOWN);
    drain(&w->l);
    assert_int_equal(settle(&w->l), 0);
    assert_int_equal(w->server.connections, 1);
    close(socket_at(w, "wayland-9", -1)); /* a sign of life, of somebody */
    (void)hear(&w->l, 2, PRESENCE_ACTIVE);
    assert_int_equal(w->server.connections, 2);

    (void)pass(w, 60000);
    wayland_server_kick(&w->server);
    (void)hear(&w->l, 3, PRESENCE_UNKNOWN);
    (void)hear(&w->l, 4, PRESENCE_ACTIVE);
    drain(&w->l);
    assert_int_equal(w->server.connections, 3);
    wayland_server_fail(&w->server);
    (void)hear(&w->l, 5, PRESENCE_UNKNOWN);
    drain(&w->l);
    assert_int_equal(settle(&w->l), 0);
    assert_int_equal(w->server.connections, 3);
}

/* ---------------------------------------------------------------------------------- bad company */

/* Sockets that listen and say nothing, or have no room: nothing is waited for. */
static void never_answers(void **state)
{
    struct world *w = *state;
    int64_t before = now_ms();
    int fd = socket_at(w, "wayland-0", 8), full;

    plug(&w->l);
    drain(&w->l);
    assert_int_equal(w->l.said_n, 0);
    assert_described(&w->l, "Wayland: the compositor has not answered yet", false);
    assert_int_equal(settle(&w->l), 0);
    start(&w->l, 5000, 6000);
    drain(&w->l);
    close(fd); /* with what waits in its queue */
    (void)hear(&w->l, 0, PRESENCE_UNKNOWN);
    unplug(&w->l);

    full = socket_at(w, "wayland-2", 0);
    for (int i = 0; i < 3; i++) {
        struct sockaddr_un address;

        path_of(w, "wayland-2", &address);
        fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        (void)!connect(fd, (struct sockaddr *)&address, sizeof(address)); /* stays open */
    }
    plug(&w->l);
    (void)hear(&w->l, 0, PRESENCE_UNKNOWN);
    assert_described(&w->l, "Wayland: no compositor", false);
    assert_true(now_ms() - before < LIMIT_MS / 4);
    close(full);
}

/* A compositor that reads nothing while ever more is said: what the socket does not take is said
 * later; what libwayland does not keep ends the connection, and start() begins another. */
static void hangs(void **state)
{
    struct world *w = *state;

    for (int n = 1; n < 3000; n += n < 600 ? 50 : 2000) {
        wayland_server_hang(&w->server, true);
        for (int i = 1; i <= n; i++) {
            start(&w->l, 1000 + i, 5000);
            (void)sd_event_run(w->l.loop, 0);
        }
        drain(&w->l);
        assert_int_equal(sd_event_run(w->l.loop, 10000), 0);
        wayland_server_hang(&w->server, false);
        drain(&w->l);
        (void)hear(&w->l, w->l.said_n - 1, PRESENCE_ACTIVE);
        assert_int_equal(w->server.requests_n, 2);
        assert_int_equal(wayland_server_asked(&w->server, 0, (uint32_t)(1000 + n)), WAYLAND_EXT);
    }
    assert_true(w->server.connections < 100);
}

/* One wl_registry.global, object 2, as it goes over the wire. Returns its words. */
static size_t offer(uint32_t *words, uint32_t name, const char *interface)
{
    uint32_t n = (uint32_t)strlen(interface) + 1, padded = (n + 3) / 4;

    memset(words, 0, (5 + padded) * 4);
    words[0] = 2;
    words[1] = (5 + padded) * 4 << 16;
    words[2] = name;
    words[3] = n;
    memcpy(&words[4], interface, n);
    words[4 + padded] = 1;
    return 5 + padded;
}

static int accept_one(struct world *w, int listening)
{
    int fd;

    while ((fd = accept4(listening, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) < 0)
        (void)sd_event_run(w->l.loop, 50000);
    return fd;
}

/* A compositor that reads late and says nothing about it: whatever was kept back goes out by
 * itself. */
static void reads_late(void **state)
{
    struct world *w = *state;
    struct sockaddr_un address;
    uint32_t words[1024];

    for (uint32_t n = 1; n < 600; n += 50) {
        int listening = socket_at(w, "wayland-0", 8), fd, turns = 1;
        size_t at = 0;
        ssize_t got;

        plug(&w->l);
        fd = accept_one(w, listening);
        at += offer(words + at, 1, "wl_seat");
        at += offer(words + at, 2, "ext_idle_notifier_v1");
        memcpy(words + at, (uint32_t[]){3, 12 << 16, 0}, 12); /* that is all */
        assert_int_equal(write(fd, words, (at + 3) * 4), (ssize_t)(at + 3) * 4);
        (void)hear(&w->l, 0, PRESENCE_ACTIVE);
        for (uint32_t i = 1; i <= n; i++) {
            start(&w->l, 1000, 5000 + i);
            (void)sd_event_run(w->l.loop, 0);
        }
        for (at = 0; turns > 0; turns = sd_event_run(w->l.loop, 10000))
            while ((got = read(fd, words, sizeof(words))) > 0)
                at = (size_t)got / 4;
        if (w->l.said_n == 1) /* else it was too much; its last request is for an id, ms, seat */
            assert_int_equal(words[at - 2], 5000 + n);
        unplug(&w->l);
        close(fd);
        close(listening);
        path_of(w, "wayland-0", &address);
        assert_int_equal(unlink(address.sun_path), 0);
    }
}

/* Accepts whoever comes, says this, and perhaps hangs up. */
static void rude(void **state)
{
    /* wl_display.error: object 1, opcode 0; wl_registry.global: object 2, a seat of no version */
    static const struct {
        size_t n;
        bool stays;
        uint32_t words[16];
    } rows[] = {
        {0, false, {0}},
        {4, false, {0, 0}},
        {64, true, {0xffffffff, 0xffffffff, 0xffffffff}},
        {20, true, {1, 20 << 16, 1, 7, 0}},
        {24, true, {1, 24 << 16, 1, 7, 2, 0x00006f6e}},
        {36, true, {2, 36 << 16, 1, 8, 0x735f6c77, 0x00746165, 0, 0, 0}},
        {32, true, {2, 28 << 16, 1, 8, 0x735f6c77, 0x00746165, 0, 5}},
        {12, true, {2, 12 << 16 | 1, 99}},
        {12, true, {3, 12 << 16, 0}},     /* the answer that is waited for */
        {12, true, {1, 12 << 16 | 1, 3}}, /* deletes what is in use */
        {12, true, {77, 12 << 16, 3}},
        {64, false, {3, 12 << 16, 0, 3, 12 << 16, 0, 2, 12 << 16 | 1, 5, 2}},
    };
    struct world *w = *state;
    size_t files = 0;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct sockaddr_un address;
        int listening = socket_at(w, "wayland-0", 8), fd;

        plug(&w->l);
        fd = accept_one(w, listening);
        assert_int_equal(write(fd, rows[i].words, rows[i].n), (ssize_t)rows[i].n);
        if (rows[i].stays)
            drain(&w->l);
        close(fd);
        (void)hear(&w->l, w->l.said_n ? w->l.said_n - 1 : 0, PRESENCE_UNKNOWN);
        (void)settle(&w->l);
        assert_int_equal(accept(listening, NULL, NULL), -1); /* one attempt */
        assert_int_equal(w->l.said_n, 1);
        unplug(&w->l);
        close(listening);
        path_of(w, "wayland-0", &address);
        assert_int_equal(unlink(address.sun_path), 0);
        files = files ? files : open_files(); /* the loop has made its own by now */
        assert_int_equal(open_files(), files);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        PLAIN(places),
        PLAIN(no_place),
        COMPOSITOR(vanishes_and_returns),
        COMPOSITOR(returns_at_once),
        COMPOSITOR(dropped),
        PLAIN(never_answers),
        COMPOSITOR(hangs),
        PLAIN(reads_late),
        PLAIN(rude),
    };

    return cmocka_run_group_tests_name("presence_wayland_socket", tests, NULL, NULL);
}
