/* The supervisor port: what the daemon tells whoever looks after it (systemd's sd_notify(3)). */
#pragma once

enum supervised {
    SUPERVISED_READY,
    SUPERVISED_RELOADING,
    SUPERVISED_STOPPING,
    SUPERVISED_STATUS, /* only the sentence changed */
};

struct supervisor {
    /* sentence: one for people, or NULL. Never fails: who is not listening misses it. */
    void (*tell)(struct supervisor *supervisor, enum supervised state, const char *sentence);
    const char *name; /* for people: who looks after the daemon; NULL: nobody */
};
