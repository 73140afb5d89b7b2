/* What is said with an X server to learn of its IDLETIME counter, the milliseconds since the last
 * input of any device: over a connected, non-blocking socket, and without ever waiting.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum x11_stage { X11_GREETED, X11_EXTENSION, X11_COUNTERS, X11_VALUE, X11_WATCHING };

struct x11_talk {
    int fd; /* the caller's */
    enum x11_stage stage;
    uint16_t sent;    /* requests, as the server counts them */
    uint16_t awaited; /* the one whose answer ends the stage */
    uint8_t sync;     /* the extension's opcode */
    int rung;         /* an alarm's event */
    uint32_t alarms[2], counter;
    bool alarms_made;
    bool heard; /* idle_ms, and nobody was told yet */
    int64_t idle_ms;
    size_t skip; /* bytes of the setup still to be dropped */
    size_t n;
    char why[128];     /* it is over, for people */
    uint8_t in[16384]; /* twice what the counters of 256 devices take */
};

/* All of these: 0 or -errno; then it is over, and the talk is of no more use but for its why. */
int x11_talk_begin(struct x11_talk *t, int fd, const void *greeting, size_t size);
/* Reads what has come. 1: idle_ms is known anew. */
int x11_talk_hear(struct x11_talk *t);
/* To be told idle_ms once more, when it is known where to ask. */
int x11_talk_ask(struct x11_talk *t);
/* To be told idle_ms when it is no more than low, or high or more: each once, from now on, and at
 * once if it is so already. Only when idle_ms is known. */
int x11_talk_watch(struct x11_talk *t, int64_t low, int64_t high);
