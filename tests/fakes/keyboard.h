/* A keyboard of a test's: what was typed beforehand shows as it is read, as on a terminal. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

struct keyboard {
    const char *typed; /* lines; NULL: none */
    FILE *shows;
    bool begun; /* a line */
};

/* To be read from; an empty line shows as "(Enter)". The keyboard must outlive it. NULL: no memory.
 */
FILE *keyboard_open(struct keyboard *k);
