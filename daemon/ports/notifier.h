/* The notifier port: shows a notice to a person, and brings back what the person did with it.
 *
 * Nothing here blocks: show() and withdraw() hand over and return; what becomes of a notice is told
 * to the listener, from the daemon's own loop, never from inside a call.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/schedule/rule.h"

#define NOTICE_TITLE_MAX   160
#define NOTICE_BODY_MAX    2048
#define NOTICE_ACTIONS_MAX 9
#define NOTICE_LABEL_MAX   64

struct notice_action {
    char key[RULE_NAME_MAX + 16]; /* done, snooze, skip…: what comes back */
    char label[NOTICE_LABEL_MAX]; /* what the button says */
};

/* Plain text throughout, valid UTF-8; the adapter escapes where its server wants markup. */
struct notice {
    uint64_t id; /* the caller's; showing an id again replaces what is on the screen. Never 0 */
    char title[NOTICE_TITLE_MAX];
    char body[NOTICE_BODY_MAX];
    char answer[NOTICE_LABEL_MAX * 2]; /* the command to answer with, added to the body where there
                                          are no buttons; "" none */
    size_t actions_n;
    struct notice_action actions[NOTICE_ACTIONS_MAX];
    char reply[NOTICE_LABEL_MAX]; /* what may be typed as an answer, where there is a field for it;
                                     "": nothing */
    enum urgency urgency;
    int64_t timeout; /* microseconds on the screen, kept also where the server does not; 0: the
                        server's choice */
    char icon[RULE_TEXT_MAX + 1];
    char sound[RULE_TEXT_MAX + 1];
    bool transient; /* not worth keeping in a history */
};

struct notifier;

struct notifier_listener {
    /* A button was pressed; key as given. This or replied() at most once for each show. */
    void (*acted)(void *userdata, uint64_t id, const char *key);
    /* An answer was typed, as it was. */
    void (*replied)(void *userdata, uint64_t id, const char *text);
    /* It left the screen without an answer: expired or dismissed. */
    void (*closed)(void *userdata, uint64_t id);
    /* Its server went away, and it with it; without an answer. */
    void (*lost)(void *userdata, uint64_t id);
    /* It could not be shown, or not in time; why is a sentence for people. If the server comes to
     * it later, it can still be answered. */
    void (*failed)(void *userdata, uint64_t id, const char *why);
    /* What shows notices changed, as describe() says. there: it can show what was lost or failed
     * before. */
    void (*server)(void *userdata, bool there);
};

struct notifier_ops {
    /* Copies what it needs. 0, or -errno when it could not even be handed over. */
    int (*show)(struct notifier *notifier, const struct notice *notice);
    void (*withdraw)(struct notifier *notifier, uint64_t id);
    /* A short description of what shows notices now, for status ("dunst 1.9.0, buttons",
     * "terminal"); it begins with "no " where nothing can show them ("no notification server"). */
    void (*describe)(struct notifier *notifier, char *ret, size_t size);
    /* Within 100 ms, whatever the server does. */
    void (*free)(struct notifier *notifier);
};

/* Adapters embed this first. */
struct notifier {
    const struct notifier_ops *ops;
    const struct notifier_listener *listener; /* may be NULL */
    void *userdata;
};

static inline struct notifier *notifier_free(struct notifier *n)
{
    if (n)
        n->ops->free(n);
    return NULL;
}
