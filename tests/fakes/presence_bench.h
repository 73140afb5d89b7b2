/* A bench for presence sources on a message bus: a private bus that serves as the session's and the
 * system's, a source on a loop whose reports are kept, and real programs beside it. What cannot be
 * set up ends the test program with a word.
 */
#pragma once

#include <sys/types.h>
#include <systemd/sd-bus.h>

#include "daemon/adapters/adapters.h"
#include "tests/fakes/desktop.h"

#define BENCH_IDLE_MS 300
#define BENCH_AWAY_MS 700

struct bench {
    struct desktop desktop; /* its bus and its loop */
    char runtime[64];       /* $XDG_RUNTIME_DIR */
    struct clock *clock;
    struct presence_source *source;
    size_t told_n;
    struct presence_report told; /* the last one */
    size_t wrong;                /* input that did not change as it can, from one to the next */
    sd_bus *hand;                /* the test's own connection, off the loop */
};

/* The bus is not up yet, but its address is known. */
void bench_init(struct bench *b);
void bench_done(struct bench *b);

void bench_bus_up(struct bench *b);
void bench_bus_down(struct bench *b);
/* Makes a source of the constructor's, and starts it with the spans above. */
void bench_plug(struct bench *b,
                int (*new)(struct presence_source **ret, sd_event *loop, struct clock *clock));
void bench_unplug(struct bench *b);

/* Runs the loop until what(b), or for DESKTOP_LIMIT_MS. Whether it came. */
bool bench_wait(struct bench *b, bool (*what)(struct bench *b));
bool bench_wait_input(struct bench *b, enum presence input);
/* Until it is described so, and as live or not; fails the test if it never is. */
void assert_described(struct bench *b, const char *text, bool live);
/* Runs the loop for a while. How often it woke up. */
size_t bench_run(struct bench *b, int64_t ms);
/* Until nothing has happened for a while. */
void bench_settle(struct bench *b);
/* µs since moment. */
int64_t bench_since(const struct bench *b, struct boot moment);

/* Calls, and waits for the answer; the loop stands still meanwhile. 0 or -errno. ret: of the
 * answer, the caller's; may be NULL. */
int bench_call(struct bench *b, const char *service, const char *path, const char *interface,
               const char *method, sd_bus_message **ret, const char *types, ...);
/* Until somebody owns the name. */
void bench_wait_service(struct bench *b, const char *service);

/* A program that dies with us; its output goes nowhere. */
pid_t bench_spawn(const char *const *argv);
void bench_kill(pid_t *pid);
/* What this process holds open, and has allocated. */
size_t bench_fds(void);
size_t bench_memory(void);
