/* What each method does: parameters to words of daemon.h, its answers to replies.
 *
 * When a handler runs, its parameters fit the table: members are known, present and of their type.
 * A new method is a line in the contract, a row here, its handler, and what it asks of the daemon.
 */
#include "daemon/control/methods.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/civil.h"
#include "common/scope.h"
#include "common/span.h"
#include "daemon/control/draft.h"
#include "daemon/control/encode.h"
#include "daemon/control/methods_care.h"
#include "daemon/control/methods_log.h"
#include "daemon/control/parameters.h"
#include "daemon/control/service.h"
#include "daemon/control/stream.h"

#define AGENDA_DAYS_MAX 366
#define PAUSE_DEFAULT   USEC_PER_HOUR

/* ------------------------------------------------------------------ reminders */

static int answer(struct call *call, enum outcome outcome, int64_t span, struct answered *ret)
{
    return daemon_answer(call->varlink->daemon, outcome, parameter_text(call, "reminder"), span,
                         ret, &call->fault);
}

static int answer_once(struct call *call, enum outcome outcome)
{
    struct answered answered;
    int r = answer(call, outcome, 0, &answered);

    if (r < 0)
        return r;
    return call_reply(
        call, json_pack("{s:o}", "reminders", encode_answered(call->varlink->daemon, &answered)));
}

static int done(struct call *call)
{
    return answer_once(call, OUTCOME_DONE);
}

static int skip(struct call *call)
{
    return answer_once(call, OUTCOME_SKIPPED);
}

static int snooze(struct call *call)
{
    struct daemon *daemon = call->varlink->daemon;
    struct answered answered;
    int64_t span = 0; /* the reminder's own */
    int r;

    if ((r = parameter_number(call, "span", 1, SPAN_LIMIT_US / USEC_PER_SEC, &span)) < 0 ||
        (r = answer(call, OUTCOME_SNOOZED, span * USEC_PER_SEC, &answered)) < 0)
        return r;
    return call_reply(call, json_pack("{s:o,s:o}", "reminders", encode_answered(daemon, &answered),
                                      "until", encode_time(daemon, answered.until)));
}

static int pause_until(struct call *call)
{
    struct daemon *daemon = call->varlink->daemon;
    const char *end = parameter_text(call, "until");
    struct paused paused;
    struct wall until;
    int64_t span = 0;
    int r;

    if ((r = parameter_number(call, "span", 1, SPAN_LIMIT_US / USEC_PER_SEC, &span)) < 0)
        return r;
    if (span > 0 && end)
        return call_refuse(call, FAULT_INVALID_VALUE, "until", end,
                           "a pause has a span or an end, not both");
    until = daemon_now(daemon).wall;
    until.us += span > 0 ? span * USEC_PER_SEC : PAUSE_DEFAULT;
    if ((r = parameter_time(call, "until", &until)) < 0 ||
        (r = daemon_pause(daemon, until, &paused, &call->fault)) < 0)
        return r;
    return call_reply(call, json_pack("{s:o,s:b}", "until", encode_time(daemon, paused.until),
                                      "shortened", paused.shortened));
}

static int resume(struct call *call)
{
    int r = daemon_resume(call->varlink->daemon, &call->fault);

    return r < 0 ? r : call_reply(call, json_object());
}

struct coming {
    struct page *page;
    struct wall with; /* due time of the last item that comes at its own */
};

/* The end of an answer that is one look at one moment, so it is queued whole, however many pages
 * that is. r: the daemon's; before: how long the queue was; field and why: told where it is too
 * long for one. */
static int look_end(struct page *page, int r, size_t before, const char *field, const char *why)
{
    if (r == 0)
        page->error = page_end(page);
    if (page->error == -ENOBUFS) {
        queue_cut(&page->call->varlink->out, before);
        return call_refuse(page->call, FAULT_INVALID_VALUE, field, "", "%s", why);
    }
    return r < 0 ? r : page->error;
}

static int on_coming(void *userdata, struct wall due, const struct rule *rule, const char *state)
{
    struct coming *c = userdata;
    struct daemon *daemon = c->page->call->varlink->daemon;
    bool merged = strcmp(state, "merged") == 0;

    if (!merged)
        c->with = due;
    (void)page_full(c->page);
    return c->page->error < 0 ||
           page_hold(c->page, encode_item(daemon, due, rule, state, merged ? &c->with : NULL)) < 0;
}

static int agenda(struct call *call)
{
    struct daemon *daemon = call->varlink->daemon;
    CLEANUP(page_done) struct page page = {.call = call, .member = "item"};
    struct coming coming = {.page = &page};
    struct wall to = daemon_day_start(daemon, 1);
    size_t before = queue_length(&call->varlink->out);
    int64_t span = 0;
    int r = parameter_number(call, "span", 1, AGENDA_DAYS_MAX * (int64_t)SECONDS_PER_DAY, &span);

    if (r < 0)
        return r;
    if (span > 0)
        to.us = daemon_now(daemon).wall.us + span * USEC_PER_SEC;
    r = daemon_agenda(daemon, to, on_coming, &coming, &call->fault);
    return look_end(&page, r, before, "span",
                    "more comes in that time than can be told at once; ask for less");
}

static int on_why(void *userdata, const struct why *why)
{
    struct page *page = userdata;

    (void)page_full(page);
    return page->error < 0 || page_hold(page, encode_account(why)) < 0;
}

static int why(struct call *call)
{
    struct daemon *daemon = call->varlink->daemon;
    const char *reminder = parameter_text(call, "reminder");
    CLEANUP(page_done) struct page page = {.call = call, .member = "account"};
    size_t before = queue_length(&call->varlink->out);
    int r = daemon_why(daemon, reminder, on_why, &page, &call->fault);

    return look_end(&page, r, before, "reminder",
                    "there are too many reminders to tell of all at once; name one");
}

static int stretch(struct call *call)
{
    enum region region = REGION_NONE;
    const struct move *move;
    int r;

    if ((r = parameter_region(call, &region)) < 0 ||
        (r = daemon_stretch(call->varlink->daemon, region, &move, &call->fault)) < 0)
        return r;
    return call_reply(call, json_pack("{s:o}", "move", encode_move(move)));
}

/* ------------------------------------------------------------------ the daemon itself */

static int on_finding(void *userdata, const struct finding *finding)
{
    return json_array_append_new(userdata, encode_finding(finding)) < 0 ? -ENOMEM : 0;
}

static int doctor(struct call *call)
{
    json_t *findings = json_array();
    int r = findings ? daemon_doctor(call->varlink->daemon, on_finding, findings) : -ENOMEM;

    if (r < 0) {
        json_decref(findings);
        return r;
    }
    return call_reply(call, json_pack("{s:o}", "findings", findings));
}

static int status(struct call *call)
{
    struct daemon *daemon = call->varlink->daemon;
    struct daemon_status status;
    json_t *reply;
    int r = daemon_status(daemon, &status);

    if (r < 0)
        return r;
    reply = encode_status(daemon, &status);
    free(status.reminders);
    return call_reply(call, reply);
}

static int reload(struct call *call)
{
    struct daemon *daemon = call->varlink->daemon;
    CLEANUP(complaints_done) struct complaints complaints = {0};
    struct daemon_status status;
    int r = daemon_reload(daemon, &complaints, &call->fault);

    if (r < 0 && complaints.n > 0)
        return call_error(call, "org.knead.BadSchedule",
                          json_pack("{s:o}", "complaints", encode_complaints(&complaints)));
    if (r < 0)
        return r;
    r = daemon_status(daemon, &status);
    if (r < 0)
        return r;
    free(status.reminders);
    return call_reply(call, json_pack("{s:I,s:o}", "reminders", (json_int_t)status.n, "schedule",
                                      encode_text(status.schedule)));
}

/* ------------------------------------------------------------------ the table */

/* clang-format off */
static const struct method methods[] = {
    {.name = "org.varlink.service.GetInfo", .handle = service_info},
    {.name = "org.varlink.service.GetInterfaceDescription", .handle = service_description,
     .parameters = {{"interface", "string"}}},
    {.name = "org.knead.LogPain", .handle = method_log_pain, .kept = true,
     .parameters = {{"level", "int"}, {"region", "?string"}, {"side", "?string"},
                    {"note", "?string"}, {"at", "?string"}, {"id", "?string"}}},
    {.name = "org.knead.Log", .handle = method_log, .kept = true, .parameters = {DRAFT_PARAMETERS}},
    {.name = "org.knead.Import", .handle = method_import, .parameters = {{"entries", "[]Draft"}}},
    {.name = "org.knead.ImportEnd", .handle = method_import_end, .parameters = {{"keep", "bool"}}},
    {.name = "org.knead.Edit", .handle = method_edit,
     .parameters = {{"id", "string"}, {"changes", "[]Change"}, {"new_id", "?string"}}},
    {.name = "org.knead.Versions", .handle = method_versions, .parameters = {{"id", "string"}}},
    {.name = "org.knead.History", .handle = method_history, .more = true,
     .parameters = {{"from", "?string"}, {"to", "?string"}, {"kind", "?string"},
                    {"region", "?string"}, {"last", "?int"}}},
    {.name = "org.knead.Outcomes", .handle = method_outcomes, .more = true,
     .parameters = {{"from", "?string"}, {"to", "?string"}}},
    {.name = "org.knead.Habits", .handle = method_habits, .more = true,
     .parameters = {{"from", "?string"}, {"to", "?string"}}},
    {.name = "org.knead.Report", .handle = method_report, .parameters = {{"days", "?int"}}},
    {.name = "org.knead.Undo", .handle = method_undo},
    {.name = "org.knead.Forget", .handle = method_forget,
     .parameters = {{"before", "string"}, {"really", "bool"}}},
    {.name = "org.knead.Backup", .handle = method_backup,
     .parameters = {{"file", "?string"}, {"force", "?bool"}}},
    {.name = "org.knead.Salvage", .handle = method_salvage},
    {.name = "org.knead.Done", .handle = done, .parameters = {{"reminder", "?string"}}},
    {.name = "org.knead.Skip", .handle = skip, .parameters = {{"reminder", "?string"}}},
    {.name = "org.knead.Snooze", .handle = snooze,
     .parameters = {{"reminder", "?string"}, {"span", "?int"}}},
    {.name = "org.knead.Pause", .handle = pause_until,
     .parameters = {{"span", "?int"}, {"until", "?string"}}},
    {.name = "org.knead.Resume", .handle = resume},
    {.name = "org.knead.Agenda", .handle = agenda, .more = true,
     .parameters = {{"span", "?int"}}},
    {.name = "org.knead.Why", .handle = why, .more = true,
     .parameters = {{"reminder", "?string"}}},
    {.name = "org.knead.Stretch", .handle = stretch, .parameters = {{"region", "?string"}}},
    {.name = "org.knead.Plan", .handle = method_plan},
    {.name = "org.knead.Sheet", .handle = method_sheet},
    {.name = "org.knead.Doctor", .handle = doctor},
    {.name = "org.knead.Status", .handle = status},
    {.name = "org.knead.Watch", .handle = watch_begin, .more = true},
    {.name = "org.knead.Reload", .handle = reload},
};
/* clang-format on */

const struct method *methods_all(size_t *ret_n)
{
    *ret_n = COUNT_OF(methods);
    return methods;
}

const struct method *method_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(methods); i++)
        if (strcmp(methods[i].name, name) == 0)
            return &methods[i];
    return NULL;
}
