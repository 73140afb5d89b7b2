/* Hooks that run nothing: they keep what they were asked, and a test plays the commands. */
#pragma once

#include "daemon/ports/hook.h"

struct fake_run {
    char name[HOOK_NAME_MAX];
    char *text; /* owned: each word and variable followed by a newline */
};

struct fake_hooks {
    struct hooks hooks;
    size_t n, size;
    struct fake_run *runs; /* every run() that was taken, in order */
    int refuse;            /* what the next run() returns, once; 0: it is taken */
};

void fake_hooks_init(struct fake_hooks *f);
void fake_hooks_done(struct fake_hooks *f);
/* The command of run i ends. */
void fake_hooks_end(struct fake_hooks *f, size_t i, enum hook_end end, const char *why);
/* The value of a variable of run i as it was given, up to its newline; NULL: not there. */
const char *fake_hooks_variable(const struct fake_hooks *f, size_t i, const char *name);
