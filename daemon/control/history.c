/* The log as a stream of replies, a page at a time, however long it is.
 *
 * Between two pages nothing is held but where the last one ended: the time and the id of the entry
 * given last. The next page begins at that time and passes over entries until that id. Entries that
 * were logged or taken back meanwhile neither repeat nor hide others. A reply says whether another
 * one follows, so each entry waits until the next one was seen.
 */
#include "daemon/control/history.h"

#include <errno.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/control/encode.h"

/* Bytes of replies after which a page ends: some 500 entries, a few milliseconds. */
#define PAGE_BYTES (128 * 1024)

struct page {
    struct call *call;
    bool passing; /* entries that the last page gave */
    json_t *held; /* the entry whose reply waits for the next one; owned */
    struct wall at;
    char id[UUID7_TEXT_MAX]; /* of the held entry, or of the one given last */
    int error;
};

static int on_entry(void *userdata, const struct entry *entry)
{
    struct page *page = userdata;
    struct stream *stream = &page->call->varlink->stream;

    if (page->passing && entry->at.us == stream->filter.from.us) {
        page->passing = strcmp(entry->id, stream->passed) != 0;
        return 0;
    }
    page->passing = false;
    if (page->held) {
        page->error = call_reply_more(page->call, json_pack("{s:o}", "entry", TAKE(page->held)));
        if (page->error < 0 || queue_length(&page->call->varlink->out) >= PAGE_BYTES)
            return 1; /* this one begins the next page */
    }
    page->held = encode_entry(entry);
    page->error = page->held ? 0 : -ENOMEM;
    page->at = entry->at;
    (void)strcpy(page->id, entry->id);
    return page->error < 0;
}

int history_page(struct call *call)
{
    struct stream *stream = &call->varlink->stream;
    struct page page = {.call = call, .passing = stream->passed[0] != '\0'};
    int r = daemon_history(call->varlink->daemon, &stream->filter, on_entry, &page, &call->fault);

    stream->active = r > 0 && page.error == 0;
    if (stream->active) {
        stream->filter.from = page.at;
        stream->filter.last = 0; /* `from` now bounds them */
        (void)strcpy(stream->passed, page.id);
        return 0;
    }
    if (r == 0)
        page.error = call_reply(call, page.held ? json_pack("{s:o}", "entry", TAKE(page.held))
                                                : json_object());
    json_decref(page.held);
    return r < 0 ? r : page.error;
}

int history_begin(struct call *call, const struct entry_filter *filter)
{
    call->varlink->stream = (struct stream){.filter = *filter};
    return history_page(call);
}
