/* Replies to a call with "more", in pages: between two of them the client sends what is queued, so
 * no stream is ever held as a whole. A reply says whether another one follows, so each item waits
 * until the next one was seen.
 */
#pragma once

#include "daemon/control/varlink.h"

struct page {
    struct call *call;
    const char *member; /* of the reply's parameters, that an item becomes */
    json_t *held;       /* the item whose reply waits for the next one; owned */
    int error;
};

/* Queues what is held; then whether no more fits on this page (or it failed: .error). */
bool page_full(struct page *page);
/* Holds the next item, taken over; NULL stands for no memory. Nonzero: it failed. */
int page_hold(struct page *page, json_t *item);
/* The stream's last reply: the held item, or none. As call_reply(). */
int page_end(struct page *page);
void page_done(struct page *page);

/* Begin the streams of Watch, History, Outcomes and Habits with their first pages. As handlers. */
int watch_begin(struct call *call);
int history_begin(struct call *call, const struct entry_filter *filter);
int outcomes_begin(struct call *call, const struct entry_filter *filter);
int habits_begin(struct call *call, const struct entry_filter *filter);
