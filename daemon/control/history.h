/* The log as a stream of replies, a page at a time. */
#pragma once

#include "daemon/control/varlink.h"

/* Begins the call's stream with its first page. 0; -errno with or without a fault, as a handler. */
int history_begin(struct call *call, const struct entry_filter *filter);
/* The next page. The stream is active until its last reply, or an error, is queued. */
int history_page(struct call *call);
