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
#include "daemon/control/parameters.h"
#include "daemon/control/service.h"
#include "daemon/control/stream.h"

#define AGENDA_DAYS_MAX 366
#define PAUSE_DEFAULT   USEC_PER_HOUR
#define CHANGES_MAX     64

/* ------------------------------------------------------------------ the log */

static int log_pain(struct call *call)
{
    struct entry entry = {.kind = ENTRY_PAIN, .ml = -1};
    int r;

    entry.at = daemon_now(call->varlink->daemon).wall;
    if ((r = parameter_level(call, &entry.level)) < 0 ||
        (r = parameter_region(call, &entry.region)) < 0 ||
        (r = parameter_side(call, &entry.side)) < 0 || (r = parameter_note(call, entry.note)) < 0 ||
        (r = parameter_time(call, "at", &entry.at)) < 0 ||
        (r = parameter_id(call, "id", entry.id)) < 0 ||
        (r = daemon_log(call->varlink->daemon, &entry, &call->fault)) < 0)
        return r;
    return call_reply(call, json_pack("{s:s,s:o}", "id", entry.id, "entry", encode_entry(&entry)));
}

static int log_entry(struct call *call)
{
    struct daemon *daemon = call->varlink->daemon;
    struct entry entry;
    int r = draft_parse(call, call->parameters, &entry);

    if (r != 0)
        return r < 0 ? r : 0;
    r = daemon_log(daemon, &entry, &call->fault);
    if (r < 0)
        return r;
    return call_reply(call, json_pack("{s:s,s:o}", "id", entry.id, "entry", encode_entry(&entry)));
}

static int import(struct call *call)
{
    struct daemon *daemon = call->varlink->daemon;
    const json_t *list = json_object_get(call->parameters, "entries"), *item;
    size_t n = json_array_size(list), i;
    AUTO_FREE struct entry *entries = calloc(n + 1, sizeof(*entries));
    struct imported imported;
    int r = entries ? 0 : -ENOMEM;

    json_array_foreach(list, i, item)
    {
        if (r == 0)
            r = draft_parse(call, item, &entries[i]);
        if (r == 0 && !(entries[i].id[0] && json_object_get(item, "at")))
            r = call_refuse(call, FAULT_INVALID_VALUE, "entries", "",
                            "an imported entry has its id and its time");
    }
    if (r == 0)
        r = daemon_import(daemon, call->varlink, entries, n, &imported, &call->fault);
    if (r != 0)
        return r < 0 ? r : 0;
    return call_reply(call, json_pack("{s:I,s:I}", "taken", (json_int_t)imported.taken, "known",
                                      (json_int_t)imported.known));
}

static int import_end(struct call *call)
{
    bool keep = json_is_true(json_object_get(call->parameters, "keep"));
    int64_t n;
    int r = daemon_import_end(call->varlink->daemon, call->varlink, keep, &n, &call->fault);

    return r < 0 ? r : call_reply(call, json_pack("{s:I}", "entries", (json_int_t)n));
}

/* The changes of Edit. How many, or as draft_parse() (-1: replied). */
static int changes_parse(struct call *call, struct change ret[static CHANGES_MAX], size_t *ret_n)
{
    static const struct parameter form[PARAMETERS_MAX] = {{"name", "string"}, {"value", "string"}};
    const json_t *list = json_object_get(call->parameters, "changes"), *item;
    size_t i;

    if (json_array_size(list) > CHANGES_MAX)
        return call_refuse(call, FAULT_INVALID_VALUE, "changes", "",
                           "up to %d changes may be made at once", CHANGES_MAX);
    json_array_foreach(list, i, item)
    {
        if (!json_is_object(item) || parameters_wrong(form, item))
            return call_error(call, "org.varlink.service.InvalidParameter",
                              json_pack("{s:s}", "parameter", "changes")) < 0
                       ? -ENOMEM
                       : 1;
        ret[i] = (struct change){json_string_value(json_object_get(item, "name")),
                                 json_string_value(json_object_get(item, "value"))};
    }
    *ret_n = json_array_size(list);
    return 0;
}

static int edit(struct call *call)
{
    struct change changes[CHANGES_MAX];
    struct entry entry, former;
    char new_id[UUID7_TEXT_MAX] = "";
    size_t n = 0;
    int r = parameter_id(call, "new_id", new_id);

    if (r == 0)
        r = changes_parse(call, changes, &n);
    if (r == 0)
        r = daemon_edit(call->varlink->daemon, parameter_text(call, "id"), new_id, changes, n,
                        &entry, &former, &call->fault);
    if (r != 0)
        return r < 0 ? r : 0;
    return call_reply(call, json_pack("{s:o,s:o}", "entry", encode_entry(&entry), "former",
                                      encode_entry(&former)));
}

static int history(struct call *call)
{
    struct entry_filter filter = {
        .from = {INT64_MIN}, .to = {INT64_MAX}, .region = REGION_COUNT, .kind = ENTRY_KIND_COUNT};
    int r;

    if ((r = parameter_time(call, "from", &filter.from)) < 0 ||
        (r = parameter_time(call, "to", &filter.to)) < 0 ||
        (r = parameter_kind(call, &filter.kind)) < 0 ||
        (r = parameter_region(call, &filter.region)) < 0 ||
        (r = parameter_number(call, "last", 1, INT32_MAX, &filter.last)) < 0)
        return r;
    return history_begin(call, &filter);
}

static int habits(struct call *call)
{
    struct entry_filter filter = {.from = {INT64_MIN}, .to = {INT64_MAX}};
    int r;

    if ((r = parameter_time(call, "from", &filter.from)) < 0 ||
        (r = parameter_time(call, "to", &filter.to)) < 0)
        return r;
    return habits_begin(call, &filter);
}

static int undo(struct call *call)
{
    struct daemon *daemon = call->varlink->daemon;
    struct entry entry, former;
    struct fault none;
    bool restored;
    int r = daemon_undo(daemon, &entry, &call->fault);

    if (r < 0)
        return r;
    restored = entry.former[0] && daemon_entry(daemon, entry.former, &former, &none) == 0;
    return call_reply(call, json_pack("{s:o,s:o}", "entry", encode_entry(&entry), "restored",
                                      restored ? encode_entry(&former) : json_null()));
}

static int forget(struct call *call)
{
    bool really = json_is_true(json_object_get(call->parameters, "really"));
    struct forgotten f;
    struct wall before = {0};
    int r;

    if ((r = parameter_time(call, "before", &before)) < 0 ||
        (r = daemon_forget(call->varlink->daemon, before, really, &f, &call->fault)) < 0)
        return r;
    return call_reply(call,
                      json_pack("{s:I,s:I,s:I,s:I}", "entries", (json_int_t)f.entries, "outcomes",
                                (json_int_t)f.outcomes, "entries_left", (json_int_t)f.entries_left,
                                "outcomes_left", (json_int_t)f.outcomes_left));
}

static int backup(struct call *call)
{
    const char *file = parameter_text(call, "file");
    bool force = json_is_true(json_object_get(call->parameters, "force"));
    int r = daemon_backup(call->varlink->daemon, file, force, &call->fault);

    return r < 0 ? r : call_reply(call, json_pack("{s:o}", "file", encode_text(file)));
}

static int salvage(struct call *call)
{
    struct salvage_report report;
    int r = daemon_salvage(call->varlink->daemon, &report, &call->fault);

    if (r < 0)
        return r;
    return call_reply(call, json_pack("{s:I,s:I,s:I,s:b}", "files", (json_int_t)report.files,
                                      "entries", (json_int_t)report.entries, "outcomes",
                                      (json_int_t)report.outcomes, "whole", report.whole));
}

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

/* What is to come is one look at one moment, so it is queued whole, however many pages that is. */
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
    if (r == 0)
        page.error = page_end(&page);
    if (page.error == -ENOBUFS) {
        queue_cut(&call->varlink->out, before);
        return call_refuse(call, FAULT_INVALID_VALUE, "span", "",
                           "more comes in that time than can be told at once; ask for less");
    }
    return r < 0 ? r : page.error;
}

/* As what is to come: one look at one moment. */
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

    if (r == 0)
        page.error = page_end(&page);
    if (page.error == -ENOBUFS) {
        queue_cut(&call->varlink->out, before);
        return call_refuse(call, FAULT_INVALID_VALUE, "reminder", "",
                           "there are too many reminders to tell of all at once; name one");
    }
    return r < 0 ? r : page.error;
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
    {.name = "org.knead.LogPain", .handle = log_pain, .kept = true,
     .parameters = {{"level", "int"}, {"region", "?string"}, {"side", "?string"},
                    {"note", "?string"}, {"at", "?string"}, {"id", "?string"}}},
    {.name = "org.knead.Log", .handle = log_entry, .kept = true, .parameters = {DRAFT_PARAMETERS}},
    {.name = "org.knead.Import", .handle = import, .parameters = {{"entries", "[]Draft"}}},
    {.name = "org.knead.ImportEnd", .handle = import_end, .parameters = {{"keep", "bool"}}},
    {.name = "org.knead.Edit", .handle = edit,
     .parameters = {{"id", "string"}, {"changes", "[]Change"}, {"new_id", "?string"}}},
    {.name = "org.knead.History", .handle = history, .more = true,
     .parameters = {{"from", "?string"}, {"to", "?string"}, {"kind", "?string"},
                    {"region", "?string"}, {"last", "?int"}}},
    {.name = "org.knead.Habits", .handle = habits, .more = true,
     .parameters = {{"from", "?string"}, {"to", "?string"}}},
    {.name = "org.knead.Undo", .handle = undo},
    {.name = "org.knead.Forget", .handle = forget,
     .parameters = {{"before", "string"}, {"really", "bool"}}},
    {.name = "org.knead.Backup", .handle = backup,
     .parameters = {{"file", "string"}, {"force", "?bool"}}},
    {.name = "org.knead.Salvage", .handle = salvage},
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
    {.name = "org.knead.Doctor", .handle = doctor},
    {.name = "org.knead.Status", .handle = status},
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
