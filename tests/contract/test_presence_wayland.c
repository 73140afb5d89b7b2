/* The Wayland presence source with a compositor: what it asks for, and what it makes of what it is
 * told.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/contract/presence_wayland_world.h"

/* --------------------------------------------------------------------------------------- edges */

static void protocols(void **state)
{
    static const struct {
        int offers;
        enum wayland_offer by;
        const char *label;
    } rows[] = {
        {WAYLAND_EXT, WAYLAND_EXT, "Wayland, ext-idle-notify-v1: active"},
        {WAYLAND_EXT | WAYLAND_KDE, WAYLAND_EXT, "Wayland, ext-idle-notify-v1: active"},
        {WAYLAND_KDE, WAYLAND_KDE, "Wayland, org_kde_kwin_idle: active"},
        {WAYLAND_EXT_2, WAYLAND_INPUT, "Wayland, ext-idle-notify-v1 version 2: active"},
        {WAYLAND_EXT_2 | WAYLAND_KDE, WAYLAND_INPUT,
         "Wayland, ext-idle-notify-v1 version 2: active"},
    };
    struct world *w = *state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool old = rows[i].by == WAYLAND_INPUT && !wayland_server_knows_input();

        wayland_server_up(&w->server, "wayland-0", rows[i].offers);
        plug(&w->l);
        assert_int_equal(hear(&w->l, 0, PRESENCE_ACTIVE).input_since.us, w->clock.now.boot.us);
        drain(&w->l);
        assert_int_equal(wayland_server_asked(&w->server, 0, IDLE_MS),
                         old ? WAYLAND_EXT : rows[i].by);
        assert_int_equal(w->server.requests_n, 2);
        assert_described(&w->l, old ? EXT "active" : rows[i].label, true);
        leave_and_return(w, 1);
        leave_and_return(w, 4);
        unplug(&w->l);
        drain(&w->l);
        assert_int_equal(w->server.requests_n, 0);
        wayland_server_down(&w->server);
    }
}

/* What no compositor should say, or not then: only edges are told. */
static void odd_answers(void **state)
{
    struct world *w = *state;

    wayland_server_input(&w->server, 0, true);
    drain(&w->l);
    assert_int_equal(w->l.said_n, 1);
    wayland_server_idled(&w->server, 0, AWAY_MS); /* away before idle */
    assert_int_equal(hear(&w->l, 1, PRESENCE_AWAY).input_since.us, BOOT - AWAY_MS * 1000);
    wayland_server_idled(&w->server, 0, AWAY_MS);
    wayland_server_idled(&w->server, 0, IDLE_MS);
    wayland_server_idled(&w->server, 0, IDLE_MS);
    drain(&w->l);
    assert_int_equal(w->l.said_n, 2);
    assert_described(&w->l, EXT "away", true);
    wayland_server_input(&w->server, 0, true);
    wayland_server_input(&w->server, 0, true);
    (void)hear(&w->l, 2, PRESENCE_ACTIVE);
    wayland_server_idled(&w->server, 0, IDLE_MS); /* gone again before it was read of */
    wayland_server_input(&w->server, 0, false);
    drain(&w->l);
    assert_int_equal(w->l.said_n, 3);
}

static void other_spans(void **state)
{
    struct world *w = *state;
    struct presence_source *s = w->l.source;

    assert_int_equal(s->ops->start(s, 0, 1), -EINVAL);
    assert_int_equal(s->ops->start(s, 2, 1), -EINVAL);
    start(&w->l, 1000, 2000);
    drain(&w->l);
    assert_int_equal(w->server.requests_n, 2);
    wayland_server_idled(&w->server, 0, 1000);
    assert_int_equal(hear(&w->l, 1, PRESENCE_IDLE).input_since.us, BOOT - 1000000);

    start(&w->l, 4000, INT64_MAX / 1000); /* who rests is not taken for present */
    drain(&w->l);
    wayland_server_idled(&w->server, 0, 2000);
    assert_int_equal(hear(&w->l, 2, PRESENCE_AWAY).input_since.us, BOOT - 1000000);
    wayland_server_input(&w->server, 0, false);
    (void)hear(&w->l, 3, PRESENCE_ACTIVE);
    drain(&w->l);
    assert_int_equal(w->server.requests_n, 2);
    assert_int_equal(wayland_server_asked(&w->server, 0, UINT32_MAX), WAYLAND_EXT);
    (void)pass(w, 10000);
    wayland_server_idled(&w->server, 0, 4000);
    assert_int_equal(hear(&w->l, 4, PRESENCE_IDLE).input_since.us, BOOT + 6000000);
    assert_int_equal(w->l.said_n, 5);
    assert_int_equal(w->server.connections, 1);
}

/* --------------------------------------------------------------------------------------- offers */

static void offers_come_and_go(void **state)
{
    struct world *w = *state;

    wayland_server_offer(&w->server, WAYLAND_NONE);
    (void)hear(&w->l, 1, PRESENCE_UNKNOWN);
    assert_described(
        &w->l,
        "Wayland: the compositor tells neither by ext-idle-notify-v1 nor by org_kde_kwin_idle",
        false);
    wayland_server_offer(&w->server, WAYLAND_KDE);
    (void)hear(&w->l, 2, PRESENCE_ACTIVE);
    drain(&w->l);
    assert_described(&w->l, "Wayland, org_kde_kwin_idle: active", true);
    assert_int_equal(w->server.requests_n, 2);
    leave_and_return(w, 3);
    wayland_server_offer(&w->server, WAYLAND_EXT | WAYLAND_KDE); /* the first is taken away first */
    drain(&w->l);
    assert_described(&w->l, EXT "active", true);
    assert_int_equal(w->server.requests_n, 2);
    assert_int_equal(w->server.connections, 1);
}

static void nothing_is_offered(void **state)
{
    struct world *w = *state;

    wayland_server_up(&w->server, "wayland-0", WAYLAND_NONE);
    plug(&w->l);
    (void)hear(&w->l, 0, PRESENCE_UNKNOWN);
    drain(&w->l);
    assert_int_equal(w->l.said_n, 1);
    wayland_server_offer(&w->server, WAYLAND_EXT);
    (void)hear(&w->l, 1, PRESENCE_ACTIVE);
}

static void several_seats(void **state)
{
    struct world *w = *state;

    wayland_server_seat(&w->server, 1, true);
    drain(&w->l);
    assert_int_equal(w->server.requests_n, 4);
    wayland_server_idled(&w->server, 0, IDLE_MS);
    wayland_server_idled(&w->server, 0, AWAY_MS);
    drain(&w->l);
    assert_int_equal(w->l.said_n, 1); /* the other is in use */
    (void)pass(w, 5000);
    wayland_server_idled(&w->server, 1, IDLE_MS);
    assert_int_equal(hear(&w->l, 1, PRESENCE_IDLE).input_since.us, BOOT + 4700000);
    wayland_server_input(&w->server, 0, false);
    assert_int_equal(hear(&w->l, 2, PRESENCE_ACTIVE).input_since.us, BOOT + 5000000);
    wayland_server_seat(&w->server, 0, false);
    assert_int_equal(hear(&w->l, 3, PRESENCE_IDLE).input_since.us, BOOT + 4700000);
    drain(&w->l);
    wayland_server_seat(&w->server, 1, false);
    (void)hear(&w->l, 4, PRESENCE_UNKNOWN);
    assert_described(&w->l, EXT "the compositor has no seat", false);
    drain(&w->l);
    assert_int_equal(w->server.requests_n, 0);
    for (int i = 0; i < 100; i++) {
        wayland_server_seat(&w->server, i % 3, true);
        (void)hear(&w->l, w->l.said_n, PRESENCE_ACTIVE);
        drain(&w->l);
        wayland_server_seat(&w->server, i % 3, false);
        (void)hear(&w->l, w->l.said_n, PRESENCE_UNKNOWN);
    }
    for (int i = 0; i < WAYLAND_SEATS; i++) /* more than anybody has */
        wayland_server_seat(&w->server, i, true);
    drain(&w->l);
    assert_true(w->server.requests_n >= 16 && w->server.requests_n <= 2 * WAYLAND_SEATS);
}

/* -------------------------------------------------------------------------- quiet, and the end */

static void is_quiet(void **state)
{
    struct world *w = *state;
    char path[64];

    assert_int_equal(settle(&w->l), 0);
    (void)snprintf(path, sizeof(path), "%s/wayland-5", w->server.folder);
    close(open(path, O_CREAT | O_CLOEXEC, 0600)); /* others work in the same folder */
    assert_int_equal(settle(&w->l), 0);
    wayland_server_idled(&w->server, 0, IDLE_MS);
    (void)hear(&w->l, 1, PRESENCE_IDLE);
    assert_int_equal(settle(&w->l), 0);
}

static void freed_with_a_report(void **state)
{
    struct world *w = *state;

    w->l.free_it = true;
    wayland_server_idled(&w->server, 0, IDLE_MS);
    (void)hear(&w->l, 1, PRESENCE_IDLE);
    plug(&w->l);
    (void)hear(&w->l, 0, PRESENCE_ACTIVE); /* the first */
    w->l.free_it = false;
    plug(&w->l);
    (void)hear(&w->l, 0, PRESENCE_ACTIVE);
    w->l.free_it = true;
    wayland_server_down(&w->server);
    (void)hear(&w->l, 1, PRESENCE_UNKNOWN);
    plug(&w->l);
    (void)hear(&w->l, 0, PRESENCE_UNKNOWN);
    assert_null(w->l.source);
}

/* After any number of turns, and with nobody listening. */
static void freed_at_any_moment(void **state)
{
    struct world *w = *state;
    size_t files;

    unplug(&w->l);
    drain(&w->l);
    files = open_files();
    for (int turns = 0; turns < 20; turns++) {
        plug(&w->l);
        w->l.source->listener = turns % 2 ? NULL : w->l.source->listener;
        for (int i = 0; i < turns; i++)
            (void)sd_event_run(w->l.loop, 0);
        unplug(&w->l);
        drain(&w->l);
        assert_int_equal(w->server.requests_n, 0);
        assert_int_equal(open_files(), files);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        PLAIN(protocols),
        COMPOSITOR(odd_answers),
        COMPOSITOR(other_spans),
        COMPOSITOR(offers_come_and_go),
        PLAIN(nothing_is_offered),
        COMPOSITOR(several_seats),
        COMPOSITOR(is_quiet),
        COMPOSITOR(freed_with_a_report),
        COMPOSITOR(freed_at_any_moment),
    };

    return cmocka_run_group_tests_name("presence_wayland", tests, NULL, NULL);
}
