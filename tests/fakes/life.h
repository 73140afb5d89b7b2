/* A life with knead: the whole daemon on a clock of the test's own, with a real log and a real
 * socket, knead's own commands at it, and somebody who sees all of it and writes it down. For
 * cmocka tests: what cannot be done fails the test.
 */
#pragma once

#include <stdio.h>
#include <systemd/sd-event.h>

#include "daemon/control/server.h"
#include "daemon/daemon.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_notifier.h"
#include "tests/fakes/fake_zone.h"

#define LIFE_FEW 16

/* Notifications of one title on one day, of wordings that were told in full before. */
struct life_tally {
    char title[NOTICE_TITLE_MAX];
    int n;
};

/* A button that is pressed with the next minute. */
struct life_press {
    uint64_t id;
    char key[RULE_NAME_MAX + 16];
};

struct life {
    const char *ini; /* the schedule file */
    struct settings settings;
    struct fake_clock clock;
    struct fake_zone zone;
    struct fake_notifier *screen;
    struct store *store;
    sd_event *loop;
    struct daemon *daemon; /* NULL: it has not begun */
    struct server *server;
    char socket[80];
    int alive;

    FILE *out; /* what is written down, until life_text() */
    char *text;
    size_t size;
    char **seen; /* lines of notifications that were told in full */
    size_t seen_n;
    size_t looked;                  /* at so many of what the screen was to show */
    struct notice latest[LIFE_FEW]; /* newest first */
    struct life_tally tallies[64];
    size_t tally_n;

    size_t habits;
    struct life_press presses[LIFE_FEW];
    size_t press_n;
};

/* From here on TZ's zone holds, around `from`. ini: read at each start. folder: for the log and
 * the socket, the caller's to remove. */
void life_begin(struct life *l, struct wall from, const char *ini, const char *folder);
/* All that was written down; the life is over but for life_done(). */
const char *life_text(struct life *l);
void life_done(struct life *l);
/* kneadd ends, and starts again. */
void life_restart(struct life *l);
/* "massage book wed 17:30", as a shell reads it. typed: lines for what knead asks; NULL: nobody is
 * there to be asked. */
void life_knead(struct life *l, const char *line, const char *typed);
/* The local day and minute. */
int64_t life_now(const struct life *l, int32_t *ret_minute);
/* A minute more, or at 23:00 the night: the machine sleeps for eight and a half hours. */
void life_pass(struct life *l);

/* life_person.c: a button, by its label, or a typed answer, on the newest notification that takes
 * it. */
void life_press(struct life *l, const char *label);
void life_reply(struct life *l, const char *text);
/* Sees what came to the screen. What is of the schedule file is answered by habit, mostly; of it,
 * what was told in full before is counted only. */
void life_look(struct life *l);
/* Presses what was planned for this minute. */
void life_follow_habits(struct life *l);
/* A line at the margin: the time, a mark, and the text. */
void life_write(struct life *l, const char *mark, const char *text);
void life_write_day(struct life *l, int64_t day);
