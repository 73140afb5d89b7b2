/* logind with one session, as a test wants it: on a connection of its own, on the test's loop. */
#pragma once

#include <stdbool.h>
#include <systemd/sd-bus.h>

enum fake_logind_mood {
    FAKE_LOGIND_PLAIN,
    FAKE_LOGIND_SILENT,  /* never answers */
    FAKE_LOGIND_REFUSES, /* with errors */
    FAKE_LOGIND_TEXT,    /* answers strings */
    FAKE_LOGIND_NOTHING, /* answers without a value */
    FAKE_LOGIND_NUMBERS, /* answers as it should, but all properties are numbers */
};

struct fake_logind {
    sd_bus *bus;
    enum fake_logind_mood mood;
    bool locked, sleeping;
    size_t calls;
};

/* Connects to $DBUS_SYSTEM_BUS_ADDRESS and takes the name. The session is "7", the user's display
 * session. */
void fake_logind_up(struct fake_logind *f, sd_event *loop);
void fake_logind_down(struct fake_logind *f);
/* A signal of the manager's, or of the session's; with a text as its argument, where none belongs.
 */
void fake_logind_signal(struct fake_logind *f, bool session, const char *member);
