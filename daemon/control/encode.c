/* The daemon's words as JSON: members in the contract's order, null for what is absent. */
#include "daemon/control/encode.h"

#include <stddef.h>
#include <string.h>

#include "common/civil.h"
#include "common/scope.h"
#include "common/when.h"
#include "daemon/control/encode_care.h"
#include "version.h"

/* A text of any bytes: of one that was cut to its buffer's size, the character cut through is left
 * out; in one that is no UTF-8 for another reason (a path may be so), what is not ASCII becomes
 * '?'. */
json_t *encode_text(const char *bytes)
{
    size_t n = strlen(bytes);
    json_t *json = json_string(bytes);
    AUTO_FREE char *copy = NULL;

    for (size_t cut = 1; !json && cut < 4 && cut <= n; cut++)
        json = json_stringn(bytes, n - cut);
    if (json || !(copy = strdup(bytes)))
        return json;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)copy[i] >= 0x80)
            copy[i] = '?';
    return json_string(copy);
}

/* For "s?" of json_pack: NULL becomes null. */
static const char *unless_empty(const char *s)
{
    return s && s[0] ? s : NULL;
}

static json_t *unless_negative(int64_t number)
{
    return number < 0 ? json_null() : json_integer(number);
}

static json_t *time_if(bool present, struct daemon *daemon, struct wall at)
{
    return present ? encode_time(daemon, at) : json_null();
}

json_t *encode_time(struct daemon *daemon, struct wall at)
{
    char buffer[WHEN_TEXT_MAX];

    when_print_rfc3339(at, zone_offset(daemon_zone(daemon), wall_seconds(at)), buffer);
    return json_string(buffer);
}

static json_t *encode_fact(const struct entry *e, enum fact fact)
{
    char number[FACT_NUMBER_MAX];

    switch (fact_form(fact)->type) {
    case FACT_IS_NUMBER:
        return json_integer(entry_number(e, fact));
    case FACT_IS_FLAG:
        return json_boolean(entry_number(e, fact) > 0);
    default:
        return json_string(entry_fact(e, fact, number));
    }
}

/* Members that are few are there only where they say something. */
json_t *encode_entry(const struct entry *e)
{
    char at[WHEN_TEXT_MAX], said[WHEN_TEXT_MAX], edited[WHEN_TEXT_MAX];
    json_t *object;
    int r = 0;

    when_print_rfc3339(e->at, e->offset, at);
    when_print_rfc3339(e->said, e->offset, said);
    when_print_rfc3339(e->edited, e->offset, edited);
    object =
        json_pack("{s:s,s:s,s:s,s:o,s:s?,s:s?,s:o,s:s?,s:s,s:b,s:s*}", "id", e->id, "at", at,
                  "kind", entry_kind_name(e->kind), "level", unless_negative(e->level), "region",
                  unless_empty(region_name(e->region)), "side", unless_empty(side_name(e->side)),
                  "ml", unless_negative(e->ml), "note", unless_empty(e->note), "said", said, "late",
                  (int)entry_late(e), "edited", e->edited.us ? edited : NULL);
    for (enum fact f = 0; f < FACT_COUNT && object && r == 0; f++)
        if (entry_knows(e, f))
            r = json_object_set_new(object, fact_form(f)->name, encode_fact(e, f));
    if (r == 0)
        return object;
    json_decref(object);
    return NULL;
}

json_t *encode_item(struct daemon *daemon, struct wall due, const struct rule *rule,
                    const char *state, const struct wall *with)
{
    char message[RULE_TEXT_MAX + 1];

    daemon_message(rule, message, sizeof(message));
    return json_pack("{s:o,s:s,s:o,s:s,s:o}", "due", encode_time(daemon, due), "reminder",
                     rule->name, "message", encode_text(message), "state", state, "with",
                     with ? encode_time(daemon, *with) : json_null());
}

/* Appends; a list that could not take one is given up. */
static json_t *append(json_t *list, json_t *item)
{
    if (json_array_append_new(list, item) == 0)
        return list;
    json_decref(list);
    return NULL;
}

/* How often each outcome came, as members that json_pack() takes after an "{s:I…" of its own. */
static int set_counts(json_t *object, const int64_t counts[static OUTCOME_COUNT])
{
    static const enum outcome told[] = {OUTCOME_DONE, OUTCOME_TAKEN, OUTCOME_SKIPPED,
                                        OUTCOME_MISSED, OUTCOME_SUPPRESSED};
    int r = 0;

    for (size_t i = 0; i < COUNT_OF(told) && r == 0; i++)
        r = json_object_set_new(object, outcome_name(told[i]), json_integer(counts[told[i]]));
    return r;
}

/* object, or NULL after giving it up. */
static json_t *with_counts(json_t *object, const int64_t counts[static OUTCOME_COUNT])
{
    if (object && set_counts(object, counts) == 0)
        return object;
    json_decref(object);
    return NULL;
}

json_t *encode_outcome(struct daemon *daemon, const struct occurrence *o)
{
    return json_pack("{s:s,s:o,s:o,s:s,s:s?}", "reminder", o->reminder, "due",
                     encode_time(daemon, o->due), "ended",
                     time_if(o->ended.us != 0, daemon, o->ended), "outcome",
                     outcome_name(o->outcome), "reason", unless_empty(reason_name(o->reason)));
}

static json_t *encode_date(int64_t day)
{
    int year, month, of_month;
    char date[16];

    civil_from_day(day, &year, &month, &of_month);
    (void)snprintf(date, sizeof(date), "%04d-%02d-%02d", year, month, of_month);
    return json_string(date);
}

json_t *encode_day(const struct day_habits *day)
{
    json_t *habits = json_array();

    for (size_t i = 0; i < day->n && habits; i++)
        habits = append(habits, with_counts(json_pack("{s:s}", "reminder", day->habits[i].reminder),
                                            day->habits[i].counts));
    return json_pack("{s:o,s:o}", "date", encode_date(day->day), "habits", habits);
}

static json_t *encode_reminder(struct daemon *daemon, const struct reminder_status *r)
{
    const struct plan_view *view = &r->view;
    bool counts = r->rule->every > 0, spans = counts && r->rule->every < USEC_PER_DAY;
    const char *what = r->rule->counts == COUNTS_DESK ? "desk" : "clock";

    return with_counts(
        json_pack("{s:s,s:b,s:b,s:s,s:o,s:o,s:o,s:o,s:o,s:o,s:s?}", "name", r->rule->name,
                  "enabled", r->rule->enabled, "break", rule_is_break(r->rule), "state", r->state,
                  "due", time_if(view->open, daemon, view->due), "next",
                  time_if(view->has_next, daemon, view->next), "counted",
                  unless_negative(counts ? view->counted / USEC_PER_SEC : -1), "every",
                  unless_negative(counts ? r->rule->every / USEC_PER_SEC : -1), "amount",
                  unless_negative(r->rule->amount > 0 ? r->rule->amount : -1), "target",
                  unless_negative(r->rule->target > 0 ? r->rule->target : -1), "counts",
                  spans ? what : NULL),
        r->today);
}

json_t *encode_status(struct daemon *daemon, const struct daemon_status *s)
{
    json_t *reminders = json_array();

    for (size_t i = 0; i < s->n && reminders; i++)
        reminders = append(reminders, encode_reminder(daemon, &s->reminders[i]));
    return json_pack(
        "{s:s,s:o,s:s,s:b,s:o,s:o,s:o,s:o,s:o,s:o,s:I,s:o,s:o,s:o}", "version", KNEAD_VERSION,
        "now", encode_time(daemon, daemon_now(daemon).wall), "presence", presence_name(s->presence),
        "deferring", s->deferring, "paused_until", time_if(s->paused, daemon, s->paused_until),
        "notifier", encode_text(s->notifier), "schedule", encode_text(s->schedule), "log",
        encode_text(s->log ? s->log : ""), "log_trouble",
        s->log_trouble ? encode_text(s->log_trouble) : json_null(), "last_pain",
        s->has_pain ? encode_entry(&s->pain) : json_null(), "water", (json_int_t)s->water, "care",
        s->planned ? encode_care(&s->care) : json_null(), "massage",
        s->planned ? encode_massage(daemon, &s->care, &s->booked) : json_null(), "reminders",
        reminders);
}

json_t *encode_account(const struct why *why)
{
    json_t *sentences = json_array();

    for (size_t i = 0; i < why->n && sentences; i++)
        sentences = append(sentences, encode_text(why->sentences[i]));
    return json_pack("{s:s,s:o}", "reminder", why->rule->name, "sentences", sentences);
}

json_t *encode_move(const struct move *m)
{
    json_t *regions = json_array(), *steps = json_array();
    char dose[MOVE_DOSE_MAX], text[sizeof(m->steps)], *rest = text, *step;

    for (enum region r = REGION_NONE + 1; r < REGION_COUNT && regions; r++)
        if (m->regions & UINT32_C(1) << r)
            regions = append(regions, json_string(region_name(r)));
    (void)strcpy(text, m->steps);
    while (steps && (step = strsep(&rest, "\n")))
        steps = append(steps, json_string(step));
    move_dose(m, dose);
    return json_pack("{s:s,s:s,s:o,s:o,s:s,s:s?,s:s?,s:s?}", "name", m->name, "title", m->title,
                     "regions", regions, "steps", steps, "dose", dose, "where",
                     unless_empty(m->where), "needs", unless_empty(m->needs), "caution",
                     unless_empty(m->caution));
}

json_t *encode_finding(const struct finding *f)
{
    return json_pack("{s:s,s:b,s:o,s:s?}", "topic", f->topic, "ok", f->ok, "text",
                     encode_text(f->text), "advice", f->advice);
}

json_t *encode_answered(struct daemon *daemon, const struct answered *answered)
{
    const struct schedule *schedule = daemon_schedule(daemon);
    json_t *names = json_array();

    for (size_t i = 0; i < answered->n && names; i++)
        names = append(names, json_string(schedule->rules[answered->rules[i]].name));
    return names;
}

json_t *encode_complaints(const struct complaints *complaints)
{
    json_t *list = json_array();

    for (size_t i = 0; i < complaints->n && list; i++)
        list = append(list, encode_text(complaints->items[i]));
    return list;
}

/* ------------------------------------------------------------------ the report */

static json_t *real_if(bool known, double value)
{
    return known ? json_real(value) : json_null();
}

static json_t *encode_report_days(const struct report *r)
{
    json_t *list = json_array();

    for (size_t i = 0; i < r->day_n && list; i++) {
        const struct report_day *day = &r->days[i];

        if (day->pain >= 0 || day->shown > 0)
            list = append(list,
                          json_pack("{s:o,s:o,s:I,s:I}", "date", encode_date(r->first + (int64_t)i),
                                    "level", real_if(day->pain >= 0, day->pain / 1000.0), "kept",
                                    (json_int_t)day->kept, "shown", (json_int_t)day->shown));
    }
    return list;
}

static json_t *encode_report_weeks(const struct report *r)
{
    json_t *list = json_array();

    for (size_t i = 0; i < r->week_n && list; i++)
        list =
            append(list, json_pack("{s:o,s:o,s:I}", "date", encode_date(r->weeks[i].first), "level",
                                   real_if(r->weeks[i].tenths >= 0, r->weeks[i].tenths / 10.0),
                                   "logged", (json_int_t)r->weeks[i].logged));
    return list;
}

static json_t *encode_report_sessions(struct daemon *daemon, const struct report *r)
{
    json_t *list = json_array();

    for (size_t i = 0; i < r->session_n && list; i++) {
        const struct report_session *s = &r->sessions[i];

        list =
            append(list, json_pack("{s:o,s:o,s:o,s:o}", "at", encode_time(daemon, s->at), "before",
                                   unless_negative(s->before), "after", unless_negative(s->after),
                                   "soreness", unless_negative(s->soreness)));
    }
    return list;
}

static json_t *encode_report_measures(const struct report *r)
{
    json_t *list = json_array();

    for (size_t i = 0; i < REPORT_MEASURES && list; i++) {
        const struct report_measure *m = &r->measures[i];

        if (m->name)
            list = append(list, json_pack("{s:s,s:I,s:f,s:f}", "kind", m->name, "entries",
                                          (json_int_t)m->n, "first", m->first / 10.0, "latest",
                                          m->latest / 10.0));
    }
    return list;
}

json_t *encode_report(struct daemon *daemon, const struct report *r)
{
    static const uint32_t lines = 1U << SHEET_WHERE | 1U << SHEET_GOALS | 1U << SHEET_FOCUS |
                                  1U << SHEET_AVOID | 1U << SHEET_QUESTIONS;
    json_t *figures = json_array(), *notes = json_array(), *entries = json_array();

    for (size_t i = 0; i < r->entry_n && entries; i++)
        entries = append(entries, encode_entry(&r->entries[i]));
    for (size_t i = 0; i < r->figure_n && figures; i++) {
        const struct figure *f = &r->figures[i];

        figures = append(figures,
                         json_pack("{s:s,s:o,s:o,s:o,s:s}", "name", f->name, "value",
                                   real_if(f->known, f->value), "low", real_if(f->interval, f->low),
                                   "high", real_if(f->interval, f->high), "text", f->text));
    }
    for (size_t i = 0; i < COUNT_OF(r->notes) && notes; i++)
        notes = append(notes, json_string(r->notes[i]));
    return json_pack("{s:o,s:o,s:I,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "from",
                     encode_date(r->first), "to", encode_date(r->first + (int64_t)r->day_n - 1),
                     "logged", (json_int_t)r->logged, "days", encode_report_days(r), "weeks",
                     encode_report_weeks(r), "sessions", encode_report_sessions(daemon, r),
                     "measures", encode_report_measures(r), "figures", figures, "entries", entries,
                     "holds", encode_holds(daemon, r->holds, r->hold_n), "lines",
                     encode_sheet_lines(&r->sheet, lines), "notes", notes);
}

/* ------------------------------------------------------------------ errors */

#define FIELD(name)                                   \
    {                                                 \
#name, "string", offsetof(struct fault, name) \
    }

static const struct error_form forms[] = {
    [FAULT_INVALID_VALUE] = {"InvalidValue", {FIELD(field), FIELD(value), FIELD(why)}},
    [FAULT_UNKNOWN_NAME] = {"UnknownName", {FIELD(field), FIELD(value), FIELD(why)}},
    [FAULT_NOTHING_TO_DO] = {"NothingToDo", {FIELD(why)}},
    [FAULT_NOT_SAVED] = {"NotSaved", {FIELD(why)}},
    [FAULT_BAD_SCHEDULE] = {"BadSchedule",
                            {{"complaints", "[]string", offsetof(struct fault, why)}}},
};
_Static_assert(COUNT_OF(forms) == FAULT_COUNT, "a form for every fault");

const struct error_form *error_form(enum fault_kind kind)
{
    return &forms[kind];
}

int call_fault(struct call *call)
{
    const struct error_form *form = &forms[call->fault.kind];
    json_t *parameters = json_object();
    char name[64];

    for (size_t i = 0; form->fields[i].name && parameters; i++) {
        json_t *value = encode_text((const char *)&call->fault + form->fields[i].offset);

        if (form->fields[i].type[0] == '[')
            value = json_pack("[o]", value);
        if (json_object_set_new(parameters, form->fields[i].name, value) < 0) {
            json_decref(parameters);
            parameters = NULL;
        }
    }
    (void)snprintf(name, sizeof(name), "org.knead.%s", form->name);
    return call_error(call, name, parameters);
}
