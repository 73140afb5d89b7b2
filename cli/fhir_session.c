/* A massage as a Procedure, with the pain before and after it as Observations that are part of it.
 */
#include <string.h>

#include "cli/entry_text.h"
#include "cli/fhir_internal.h"
#include "cli/render.h"
#include "common/entry.h"
#include "common/scope.h"
#include "common/when.h"

/* Every region of a session, by its list, else by its one. */
static json_t *session_sites(const json_t *entry)
{
    const char *regions = member_text(entry, "regions");
    json_t *list = json_array();
    char copy[FACT_TEXT_MAX + 1], *rest = copy, *name;

    (void)snprintf(copy, sizeof copy, "%s", regions ? regions : "");
    while ((name = strsep(&rest, ", "))) {
        char text[PLACE_TEXT_MAX];

        if (!*name)
            continue;
        (void)snprintf(text, sizeof text, "%.40s", name);
        for (char *c = text; *c; c++)
            *c = *c == '-' ? ' ' : *c;
        (void)json_array_append_new(list, fhir_site(name, text));
    }
    if (json_array_size(list) == 0 && member_text(entry, "region"))
        (void)json_array_append_new(list, fhir_site_of(entry));
    if (json_array_size(list) > 0)
        return list;
    json_decref(list);
    return NULL;
}

/* When it was: its end is what was logged, its beginning so many minutes before. */
static void set_performed(json_t *procedure, const json_t *entry)
{
    const char *end = member_text(entry, "at");
    int64_t minutes = member_int(entry, "session_min", 0);
    char start[WHEN_TEXT_MAX];
    struct stamp at;

    if (minutes <= 0 || !stamp_parse(end, &at)) {
        fhir_set(procedure, "performedDateTime", json_string(end));
        return;
    }
    at.at.us -= minutes * USEC_PER_MIN;
    when_print_rfc3339(at.at, at.offset, start);
    fhir_set(procedure, "performedPeriod", json_pack("{s:s,s:s}", "start", start, "end", end));
}

/* What else was told of it, a note each. */
static json_t *session_notes(const json_t *entry)
{
    static const char *const members[] = {"session_type", "pressure",  "sharp", "disliked",
                                          "homework",     "next_date", "note"};
    json_t *list = json_array();

    for (size_t i = 0; i < COUNT_OF(members); i++) {
        const json_t *value = json_object_get(entry, members[i]);
        const char *text = json_is_true(value)    ? "yes"
                           : json_is_false(value) ? "no"
                                                  : json_string_value(value);
        AUTO_FREE char *note = NULL;
        bool own = strcmp(members[i], "note") == 0;

        if (!text)
            continue;
        if (asprintf(&note, "%s%s%s", own ? "" : members[i], own ? "" : ": ", text) < 0)
            note = NULL;
        for (char *c = note; c && !own && *c && *c != ':'; c++)
            *c = *c == '_' ? ' ' : *c;
        if (note)
            (void)json_array_append_new(list, json_pack("{s:s}", "text", note));
    }
    if (json_array_size(list) > 0)
        return list;
    json_decref(list);
    return NULL;
}

int fhir_add_session(struct fhir *fhir, const json_t *entry)
{
    static const struct {
        const char *member, *text;
        char which;
    } levels[] = {{"pain_before", "Pain just before a massage", '0'},
                  {"pain_after", "Pain just after a massage", '1'}};
    const char *id = member_text(entry, "id"), *who = member_text(entry, "therapist");
    json_t *p = fhir_resource("Procedure", id, "completed");
    char url[FHIR_ID_MAX + 16];
    int r;

    fhir_set(p, "code", fhir_concept(FHIR_SNOMED, "387854002", NULL, "Massage"));
    fhir_set(p, "subject", json_pack("{s:s}", "reference", "Patient/self"));
    set_performed(p, entry);
    if (who)
        fhir_set(p, "performer", json_pack("[{s:{s:s}}]", "actor", "display", who));
    fhir_set(p, "bodySite", session_sites(entry));
    fhir_set(p, "note", session_notes(entry));
    r = fhir_print(fhir, p);
    (void)snprintf(url, sizeof url, "urn:uuid:%s", id);
    for (size_t i = 0; i < COUNT_OF(levels) && r == 0; i++) {
        int64_t level = member_int(entry, levels[i].member, -1);
        char own[FHIR_ID_MAX];
        json_t *o;

        if (level < 0)
            continue;
        fhir_further_id(id, levels[i].which, own);
        o = fhir_observation(entry, own, fhir_concept(FHIR_LOINC, FHIR_PAIN, levels[i].text));
        fhir_set(o, "valueQuantity", fhir_score(level));
        fhir_set(o, "partOf", json_pack("[{s:s}]", "reference", url));
        r = fhir_print(fhir, o);
    }
    return r;
}
