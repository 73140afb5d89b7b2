/* What is watched, the log and the habits as streams of replies, a page at a time, however long
 * they are.
 *
 * Between two pages nothing is held but where the last one ended. History: the time and the id of
 * the entry given last; the next page begins at that time and passes over entries until that id, so
 * entries that were logged or taken back meanwhile neither repeat nor hide others. Outcomes:
 * likewise, by name. Habits: the day that comes next. Watch: nothing; a page is one reply, how
 * things stand when it is made, so changes that come faster than they are read are told together.
 */
#include "daemon/control/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/control/encode.h"

/* Bytes of replies after which a page ends: some 500 entries, a few milliseconds. */
#define PAGE_BYTES (128 * 1024)

bool page_full(struct page *page)
{
    if (page->held && page->error == 0)
        page->error =
            call_reply_more(page->call, json_pack("{s:o}", page->member, TAKE(page->held)));
    return page->error < 0 || queue_length(&page->call->varlink->out) >= PAGE_BYTES;
}

int page_hold(struct page *page, json_t *item)
{
    page->held = item;
    if (!item)
        page->error = -ENOMEM;
    return page->error;
}

int page_end(struct page *page)
{
    return call_reply(page->call, page->held ? json_pack("{s:o}", page->member, TAKE(page->held))
                                             : json_object());
}

void page_done(struct page *page)
{
    json_decref(page->held);
}

/* A page of the stream has come so far: r is what the daemon returned, positive: there is more. */
static int page_over(struct page *page, int r)
{
    struct stream *stream = &page->call->varlink->stream;

    stream->active = r > 0 && page->error == 0;
    if (r == 0)
        page->error = page_end(page);
    return r < 0 ? r : page->error;
}

/* ------------------------------------------------------------------ History */

struct history_page {
    struct page page;
    bool passing; /* entries that the last page gave */
    struct wall at;
    char id[UUID7_TEXT_MAX]; /* of the entry held or given last */
};

static int on_entry(void *userdata, const struct entry *entry)
{
    struct history_page *h = userdata;
    struct stream *stream = &h->page.call->varlink->stream;

    if (h->passing && entry->at.us == stream->filter.from.us) {
        h->passing = strcmp(entry->id, stream->passed) != 0;
        return 0;
    }
    h->passing = false;
    if (page_full(&h->page))
        return 1; /* this one begins the next page */
    h->at = entry->at;
    (void)strcpy(h->id, entry->id);
    return page_hold(&h->page, encode_entry(entry)) < 0;
}

static int history_page(struct call *call)
{
    struct stream *stream = &call->varlink->stream;
    struct history_page h = {.page = {.call = call, .member = "entry"},
                             .passing = stream->passed[0] != '\0'};
    int r = daemon_history(call->varlink->daemon, &stream->filter, on_entry, &h, &call->fault);

    r = page_over(&h.page, r);
    if (stream->active) {
        stream->filter.from = h.at;
        stream->filter.last = 0; /* `from` now bounds them */
        (void)strcpy(stream->passed, h.id);
    }
    page_done(&h.page);
    return r;
}

int history_begin(struct call *call, const struct entry_filter *filter)
{
    call->varlink->stream = (struct stream){.page = history_page, .filter = *filter};
    return history_page(call);
}

/* ------------------------------------------------------------------ Outcomes */

/* Those of one moment come by name, which here stands in an id's place. */
static int on_outcome(void *userdata, const struct occurrence *o)
{
    struct history_page *h = userdata;
    struct call *call = h->page.call;
    struct stream *stream = &call->varlink->stream;

    if (h->passing && o->due.us == stream->filter.from.us) {
        h->passing = strcmp(o->reminder, stream->passed) != 0;
        return 0;
    }
    h->passing = false;
    if (page_full(&h->page))
        return 1;
    h->at = o->due;
    (void)strcpy(h->id, o->reminder);
    return page_hold(&h->page, encode_outcome(call->varlink->daemon, o)) < 0;
}

static int outcomes_page(struct call *call)
{
    struct stream *stream = &call->varlink->stream;
    struct history_page h = {.page = {.call = call, .member = "outcome"},
                             .passing = stream->passed[0] != '\0'};
    int r = daemon_outcomes(call->varlink->daemon, stream->filter.from, stream->filter.to,
                            on_outcome, &h, &call->fault);

    _Static_assert(sizeof h.id > RULE_NAME_MAX, "a name has room there");
    r = page_over(&h.page, r);
    if (stream->active) {
        stream->filter.from = h.at;
        (void)strcpy(stream->passed, h.id);
    }
    page_done(&h.page);
    return r;
}

int outcomes_begin(struct call *call, const struct entry_filter *filter)
{
    call->varlink->stream = (struct stream){.page = outcomes_page, .filter = *filter};
    return outcomes_page(call);
}

/* ------------------------------------------------------------------ Habits */

static int on_day(void *userdata, const struct day_habits *day)
{
    struct page *page = userdata;
    struct stream *stream = &page->call->varlink->stream;

    if (page_full(page)) {
        stream->filter.from = day->from;
        return 1;
    }
    return page_hold(page, encode_day(day)) < 0;
}

static int habits_page(struct call *call)
{
    struct stream *stream = &call->varlink->stream;
    CLEANUP(page_done) struct page page = {.call = call, .member = "day"};

    return page_over(&page, daemon_habits(call->varlink->daemon, stream->filter.from,
                                          stream->filter.to, on_day, &page, &call->fault));
}

int habits_begin(struct call *call, const struct entry_filter *filter)
{
    call->varlink->stream = (struct stream){.page = habits_page, .filter = *filter};
    return habits_page(call);
}

/* ------------------------------------------------------------------ Watch */

static int watch_page(struct call *call)
{
    struct stream *stream = &call->varlink->stream;
    struct daemon *daemon = call->varlink->daemon;
    struct daemon_status status;
    json_t *reply;
    int r = daemon_status(daemon, &status);

    stream->active = false;
    if (r < 0)
        return r;
    reply = encode_status(daemon, &status);
    free(status.reminders);
    return stream->watching ? call_reply_more(call, reply) : call_reply(call, reply);
}

int watch_begin(struct call *call)
{
    call->varlink->stream = (struct stream){.page = watch_page, .watching = true};
    return watch_page(call);
}
