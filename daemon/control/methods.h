/* The methods the socket serves: one table, checked against the contract by a test. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "daemon/control/parameters.h"
#include "daemon/control/varlink.h"

struct method {
    const char *name; /* with its interface */
    /* Replies and returns 0; or fills call->fault and returns -errno; or -errno without: drop it.
     */
    int (*handle)(struct call *call);
    bool more;                                   /* has to be called with "more" */
    bool kept;                                   /* may come out of the spool, with its id */
    struct parameter parameters[PARAMETERS_MAX]; /* up to one without a name */
};

/* The table, and how long it is. */
const struct method *methods_all(size_t *ret_n);
/* NULL: there is none. */
const struct method *method_find(const char *name);
