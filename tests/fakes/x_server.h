/* X servers for tests: Xvfb, somebody at its mouse and keyboard, and a go-between that listens at a
 * display of its own, passes on what Xvfb says, and can be told to spoil it. What cannot be set up
 * ends the test program with a word.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct x_server {
    int number;
    pid_t pid;
};

/* number -1: any free one. Returns when it serves. more: further options, NULL-terminated; or NULL.
 */
void x_server_up(struct x_server *s, int number, const char *const *more);
/* By this signal; SIGKILL leaves its socket behind. */
void x_server_down(struct x_server *s, int signal);
/* Runs xdotool on it with these words; used: waits for its end. */
pid_t x_server_use(const struct x_server *s, const char *words);
void x_server_used(pid_t xdotool);

struct x_between {
    int number; /* its own */
    const struct x_server *server;
    int listener, client, upstream;
    int accepted;
    size_t passed;    /* bytes from the server, on this connection */
    size_t cut;       /* at so many: */
    bool silent;      /* no more comes, but the connection stays; else it is closed */
    size_t spoilt;    /* the byte there */
    unsigned char by; /* is XORed by this */
};

/* Its number is this process's own. No cut, nothing spoilt. */
void x_between_init(struct x_between *b, const struct x_server *server);
void x_between_bind(struct x_between *b); /* only makes its socket */
void x_between_listen(struct x_between *b);
/* Passes on what there is, and waits for nothing. */
void x_between_turn(struct x_between *b);
/* Closes the connection and takes its socket away. */
void x_between_vanish(struct x_between *b);
