/* A context that answers by a script. */
#pragma once

#include "daemon/ports/context.h"

struct fake_answer {
    enum context_sign busy;
    const char *what;
};

struct fake_context {
    struct context context;
    const struct fake_answer *script; /* the test's; when it is over, its last line goes on */
    size_t script_n;                  /* 0: never busy */
    size_t next;
    bool looking;
    int looks;         /* begun so far */
    unsigned signs;    /* as look() was told last */
    char command[256]; /* the same; "" for NULL */
};

void fake_context_init(struct fake_context *f);
/* The answers to the looks that follow. */
void fake_context_script(struct fake_context *f, const struct fake_answer *script, size_t n);
/* A turn of the loop: answers the look under way. False: there is none. */
bool fake_context_run(struct fake_context *f);
