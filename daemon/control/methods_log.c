/* What the methods that concern the log do: entries in, out, changed and taken back; copies. */
#include "daemon/control/methods_log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/control/draft.h"
#include "daemon/control/encode.h"
#include "daemon/control/parameters.h"
#include "daemon/control/stream.h"

#define CHANGES_MAX 64

int method_log_pain(struct call *call)
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

int method_log(struct call *call)
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

int method_import(struct call *call)
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

int method_import_end(struct call *call)
{
    bool keep = json_is_true(json_object_get(call->parameters, "keep"));
    int64_t n;
    int r = daemon_import_end(call->varlink->daemon, call->varlink, keep, &n, &call->fault);

    return r < 0 ? r : call_reply(call, json_pack("{s:I}", "entries", (json_int_t)n));
}

/* The changes of Edit. As draft_parse(). */
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
            return call_wrong(call, "changes") < 0 ? -ENOMEM : 1;
        ret[i] = (struct change){json_string_value(json_object_get(item, "name")),
                                 json_string_value(json_object_get(item, "value"))};
    }
    *ret_n = json_array_size(list);
    return 0;
}

int method_edit(struct call *call)
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

int method_versions(struct call *call)
{
    char first[UUID7_TEXT_MAX];
    size_t later;
    int r = daemon_versions(call->varlink->daemon, parameter_text(call, "id"), first, &later,
                            &call->fault);

    return r < 0 ? r
                 : call_reply(call,
                              json_pack("{s:s,s:I}", "first", first, "later", (json_int_t)later));
}

int method_history(struct call *call)
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

static int between(struct call *call,
                   int (*begin)(struct call *call, const struct entry_filter *filter))
{
    struct entry_filter filter = {.from = {INT64_MIN}, .to = {INT64_MAX}};
    int r;

    if ((r = parameter_time(call, "from", &filter.from)) < 0 ||
        (r = parameter_time(call, "to", &filter.to)) < 0)
        return r;
    return begin(call, &filter);
}

int method_outcomes(struct call *call)
{
    return between(call, outcomes_begin);
}

int method_habits(struct call *call)
{
    return between(call, habits_begin);
}

#define REPORT_DAYS 84 /* twelve weeks */

int method_report(struct call *call)
{
    CLEANUP(report_done) struct report report = {0};
    int64_t days = REPORT_DAYS;
    int r;

    if ((r = parameter_number(call, "days", 1, REPORT_DAYS_MAX, &days)) < 0 ||
        (r = daemon_report(call->varlink->daemon, (size_t)days, &report, &call->fault)) < 0)
        return r;
    return call_reply(call, encode_report(call->varlink->daemon, &report));
}

int method_undo(struct call *call)
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

int method_forget(struct call *call)
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

int method_backup(struct call *call)
{
    const char *file = parameter_text(call, "file");
    bool force = json_is_true(json_object_get(call->parameters, "force"));
    char path[STORE_PATH_MAX];
    int r = daemon_backup(call->varlink->daemon, file, force, path, &call->fault);

    return r < 0 ? r : call_reply(call, json_pack("{s:o}", "file", encode_text(path)));
}

int method_salvage(struct call *call)
{
    struct salvage_report report;
    int r = daemon_salvage(call->varlink->daemon, &report, &call->fault);

    if (r < 0)
        return r;
    return call_reply(call, json_pack("{s:I,s:I,s:I,s:b}", "files", (json_int_t)report.files,
                                      "entries", (json_int_t)report.entries, "outcomes",
                                      (json_int_t)report.outcomes, "whole", report.whole));
}
