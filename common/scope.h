/* Scope guards: a local marked with one of these is released when its scope ends, on every path. */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CLEANUP(f) __attribute__((cleanup(f)))

static inline void scope_free(void *p)
{
    free(*(void **)p);
}

static inline void scope_close(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

static inline void scope_fclose(FILE **f)
{
    if (*f)
        (void)fclose(*f);
}

#define AUTO_FREE   CLEANUP(scope_free)
#define AUTO_CLOSE  CLEANUP(scope_close)
#define AUTO_FCLOSE CLEANUP(scope_fclose)

/* Hands a pointer out of its guard: the guard then has nothing to free. */
#define TAKE(p)                     \
    __extension__({                 \
        __typeof__(p) taken_ = (p); \
        (p) = NULL;                 \
        taken_;                     \
    })

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))
