/* A notifier that shows nothing: it keeps what it was asked, and a test plays person and server. */
#pragma once

#include "daemon/ports/notifier.h"

struct fake_on_screen {
    uint64_t id;
    bool answered;
};

enum fake_next { FAKE_SHOWS, FAKE_FAILS, FAKE_REFUSES };

struct fake_notifier {
    struct notifier notifier; /* notifier_free(&f->notifier) frees all */
    size_t shown_n, shown_size;
    struct notice *shown; /* every show(), in order, failing ones too */
    size_t withdrawn_n, withdrawn_size;
    uint64_t *withdrawn; /* every withdraw(), in order */
    size_t screen_n, screen_size;
    struct fake_on_screen *screen; /* what is on the screen now, oldest first */
    size_t failing_n, failing_size;
    uint64_t *failing;   /* failed() not told yet */
    enum fake_next next; /* what the next show() comes to */
};

/* NULL: no memory. */
struct fake_notifier *fake_notifier_new(void);
/* Presses a button of what is on the screen. It answers once for each show, and what was answered
 * stays there until it is withdrawn or closed. False: no such notice or button, or answered. */
bool fake_notifier_press(struct fake_notifier *f, uint64_t id, const char *key);
/* Types an answer into it; counts as a press. False: it has no field, or not there, or answered. */
bool fake_notifier_reply(struct fake_notifier *f, uint64_t id, const char *text);
/* The server goes, and all that it showed with it; another comes. */
void fake_notifier_leave(struct fake_notifier *f);
void fake_notifier_come(struct fake_notifier *f);
/* It leaves the screen, and unless it was answered the listener hears so. False: not there. */
bool fake_notifier_close(struct fake_notifier *f, uint64_t id);
/* The next show() is taken, and fails: failed() comes with fake_notifier_run(). */
void fake_notifier_fail_next(struct fake_notifier *f);
/* The next show() returns -EIO. */
void fake_notifier_refuse_next(struct fake_notifier *f);
/* The turn of the loop in which failures are told; returns how many. */
size_t fake_notifier_run(struct fake_notifier *f);
bool fake_notifier_on_screen(const struct fake_notifier *f, uint64_t id);
