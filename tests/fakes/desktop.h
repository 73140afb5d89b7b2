/* A desktop for tests of notifiers: a private session bus without services,
 * tests/integration/mock_notify on it, and a notifier on a loop whose outcomes are kept. What
 * cannot be set up ends the test program with a word.
 *
 * mock_notify is found in $KNEAD_TEST_BIN/integration, else beside the running program's own
 * folder.
 */
#pragma once

#include <sys/types.h>
#include <systemd/sd-event.h>

#include "daemon/ports/notifier.h"

#define DESKTOP_LIMIT_MS 20000 /* no wait is longer */

enum told_what { TOLD_ACTED, TOLD_REPLIED, TOLD_CLOSED, TOLD_LOST, TOLD_FAILED };

struct told {
    enum told_what what;
    uint64_t id;
    char text[256]; /* the key, what was typed, "", why */
};

struct desktop {
    char folder[64];
    bool mute; /* the bus lets nobody hear what it answers */
    pid_t bus, server;
    int say, hear;
    char heard[65536]; /* what the server said and nobody asked for yet */
    sd_event *loop;
    struct notifier *notifier;
    bool calling;   /* within desktop_show(): nothing may be told */
    size_t there_n; /* how often a server was told to be there */
    bool there;
    size_t told_n;
    struct told told[1024];
};

/* One line of mock_notify's, by field. */
struct call {
    char line[16384];
    const char *app, *replaces, *id, *summary, *body, *actions, *hints, *timeout, *icon;
};

/* Sets DBUS_SESSION_BUS_ADDRESS; up again after down is the same address. */
void desktop_init(struct desktop *d);
void desktop_bus_up(struct desktop *d);
void desktop_bus_down(struct desktop *d);
/* commands: mock_notify's, NULL-terminated. */
void desktop_server_up(struct desktop *d, const char *const *commands);
void desktop_server_down(struct desktop *d);
/* Returns when it is obeyed. */
void desktop_say(struct desktop *d, const char *command);
/* Waits for the server to say that it got this method; other lines before it are dropped. */
void desktop_hear(struct desktop *d, const char *method, struct call *ret);
/* How many such lines came by now, without taking them. */
size_t desktop_count(struct desktop *d, const char *method);
/* Listens to a notifier; desktop_done() frees it. */
void desktop_plug(struct desktop *d, struct notifier *notifier);
/* show(), failing the test if the listener is called before it returns. */
int desktop_show(struct desktop *d, const struct notice *notice);
/* Runs the loop until so many outcomes are told in all; false: they do not come. */
bool desktop_wait(struct desktop *d, size_t told_n);
/* Runs the loop until describe() says so. */
bool desktop_wait_described(struct desktop *d, const char *text);
void desktop_done(struct desktop *d);

/* A notice with the three usual buttons. */
struct notice desktop_notice(uint64_t id, const char *title, const char *body);
double desktop_now_ms(void);
