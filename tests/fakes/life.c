/* kneadd and knead as the two programs put them together, but in one process and on a clock that
 * stands still until the test moves it. While a command runs, the daemon's loop does too, and
 * nothing else happens: the same life is the same text.
 */
#include "tests/fakes/life.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wordexp.h>

#include "cli/command.h"
#include "common/scope.h"
#include "common/zone_system.h"
#include "daemon/adapters/adapters.h"
#include "daemon/log.h"
#include "tests/fakes/keyboard.h"

#define NIGHT_FROM  (23 * 60)
#define NIGHT       (510 * USEC_PER_MIN)
#define YEAR        (365 * SECONDS_PER_DAY)
#define PATIENCE_MS 20000

static int64_t seconds(const struct life *l)
{
    return l->clock.now.wall.us / USEC_PER_SEC;
}

int64_t life_now(const struct life *l, int32_t *ret_minute)
{
    int64_t day;
    int32_t second;

    zone_local(&l->zone.zone, seconds(l), &day, &second);
    *ret_minute = second / 60;
    return day;
}

/* ------------------------------------------------------------------ kneadd */

static void start(struct life *l)
{
    struct complaints complaints = {0};
    struct settings settings;
    struct daemon_options options = {
        .clock = &l->clock.clock,
        .zone = &l->zone.source,
        .notifier = &l->screen->notifier,
        .store = l->store,
    };
    int fd;

    assert_int_equal(daemon_settings(l->ini, &settings, &complaints), 0);
    assert_int_equal(daemon_new(&l->daemon, &options, &settings), 0);
    assert_int_equal(server_listen(l->socket, &fd, &l->alive), 0);
    assert_int_equal(server_new(&l->server, l->loop, fd, l->daemon), 0);
    assert_int_equal(daemon_start(l->daemon), 0);
    life_look(l);
}

static void stop(struct life *l)
{
    l->server = server_free(l->server);
    l->daemon = daemon_free(l->daemon);
    (void)close(l->alive);
}

void life_restart(struct life *l)
{
    life_write(l, "$", "(kneadd starts again)");
    stop(l);
    start(l);
}

void life_begin(struct life *l, struct wall from, const char *ini, const char *folder)
{
    struct complaints complaints = {0};
    char path[80];

    *l = (struct life){.ini = ini};
    log_init(LOG_ERROR);
    fake_clock_init(&l->clock, (struct moment){from, {USEC_PER_DAY}});
    fake_zone_init(&l->zone, 0);
    zone_done(&l->zone.zone);
    assert_int_equal(zone_read_system(&l->zone.zone, seconds(l) - YEAR, seconds(l) + 2 * YEAR), 0);
    l->screen = fake_notifier_new();
    assert_non_null(l->screen);
    assert_true(sd_event_new(&l->loop) >= 0);
    (void)snprintf(path, sizeof(path), "%s/knead.db", folder);
    assert_int_equal(store_sqlite_new(&l->store, path, NULL), 0);
    (void)snprintf(path, sizeof(path), "%s/run", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    (void)snprintf(l->socket, sizeof(l->socket), "%s/run/control", folder);
    assert_int_equal(settings_read(ini, &l->settings, &complaints), 0);
    l->out = open_memstream(&l->text, &l->size);
    assert_non_null(l->out);
    start(l);
}

const char *life_text(struct life *l)
{
    stop(l);
    assert_int_equal(fclose(l->out), 0);
    return l->text;
}

void life_done(struct life *l)
{
    store_free(l->store);
    sd_event_unref(l->loop);
    notifier_free(&l->screen->notifier);
    fake_zone_done(&l->zone);
    settings_done(&l->settings);
    for (size_t i = 0; i < l->seen_n; i++)
        free(l->seen[i]);
    free(l->seen);
    free(l->text);
}

/* ------------------------------------------------------------------ knead */

struct typing {
    struct cli cli;
    wordexp_t words;
    int done[2];
    enum exit_code code;
};

static void *run_command(void *userdata)
{
    struct typing *t = userdata;
    const struct command *command;

    t->code = command_main(&t->cli, (int)t->words.we_wordc, t->words.we_wordv, &command);
    (void)!write(t->done[1], "", 1);
    return NULL;
}

static int on_done(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
    (void)source, (void)fd, (void)events;
    *(bool *)userdata = true;
    return 0;
}

/* All that the loop has to do now. */
static void settle(struct life *l)
{
    while (sd_event_run(l->loop, 0) > 0)
        ;
}

/* The command on a thread of its own, for it waits for the daemon. */
static void run_beside(struct life *l, struct typing *t)
{
    sd_event_source *source;
    pthread_t thread;
    bool done = false;

    assert_int_equal(pipe2(t->done, O_CLOEXEC), 0);
    assert_true(sd_event_add_io(l->loop, &source, t->done[0], EPOLLIN, on_done, &done) >= 0);
    assert_int_equal(pthread_create(&thread, NULL, run_command, t), 0);
    while (!done)
        assert_true(sd_event_run(l->loop, UINT64_MAX) >= 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    sd_event_source_unref(source);
    settle(l);
    (void)close(t->done[0]);
    (void)close(t->done[1]);
}

void life_knead(struct life *l, const char *line, const char *typed)
{
    struct keyboard keyboard = {.typed = typed};
    char *out = NULL, whole[1280];
    size_t size;
    struct typing t = {.cli = {.socket = l->socket,
                               .timeout = PATIENCE_MS,
                               .asks = typed != NULL,
                               .view = {.now = {l->clock.now.wall, 0}, .width = 80}}};

    (void)snprintf(whole, sizeof(whole), "knead %s", line);
    life_write(l, "$", whole);
    assert_int_equal(wordexp(whole, &t.words, WRDE_NOCMD), 0);
    t.cli.view.now.offset = zone_offset(&l->zone.zone, seconds(l));
    t.cli.out = t.cli.err = keyboard.shows = open_memstream(&out, &size);
    t.cli.typed = keyboard_open(&keyboard);
    assert_true(t.cli.out && t.cli.typed);
    run_beside(l, &t);
    (void)fclose(t.cli.typed);
    (void)fclose(t.cli.out);
    (void)fputs(out, l->out);
    if (t.code != EXIT_DONE)
        (void)fprintf(l->out, "(exit %d)\n", (int)t.code);
    free(out);
    wordfree(&t.words);
    life_look(l);
}

/* ------------------------------------------------------------------ time */

void life_pass(struct life *l)
{
    int32_t minute;
    int64_t before = life_now(l, &minute), day;

    if (minute == NIGHT_FROM)
        fake_clock_sleep(&l->clock, NIGHT);
    else
        (void)fake_clock_run(&l->clock, USEC_PER_MIN);
    settle(l);
    day = life_now(l, &minute);
    if (day != before)
        life_write_day(l, day);
    life_look(l);
    life_follow_habits(l);
}
