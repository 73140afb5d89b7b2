/* The log as FHIR R4. What a resource says is what was entered, or a sum or mean that the rules
 * name; a place always has its name beside the code, and what is unknown is left out (CARE 7.1-7.3,
 * R68). Codes are those of LOINC and SNOMED CT that were looked up; what has none is told in words.
 */
#include "cli/fhir.h"

#include <errno.h>
#include <string.h>

#include "cli/entry_text.h"
#include "cli/fhir_internal.h"
#include "cli/render.h"
#include "common/entry.h"
#include "common/scope.h"
#include "common/text.h"
#include "common/when.h"

#define UCUM  "http://unitsofmeasure.org"
#define PEG   "http://loinc.org/q/91148-7"
#define LOCAL "urn:org.knead:entry"

/* What a level of each kind is called, and what has a code. */
static const struct form {
    const char *kind, *measure; /* measure NULL: any */
    const char *loinc, *display, *text;
} forms[] = {
    {"pain", "average", FHIR_PAIN, "Pain on average that day"},
    {"pain", "worst", FHIR_PAIN, "Worst pain that day"},
    {"pain", NULL, FHIR_PAIN, "Pain at that moment"},
    {"sleep", NULL, NULL, NULL, "Quality of sleep, 0 terrible to 10 excellent"},
    {"stress", NULL, NULL, NULL, "Stress, 0 none to 10 worst"},
    {"stiffness", NULL, NULL, NULL, "Stiffness, 0 none to 10 worst"},
    {"mood", NULL, NULL, NULL, "Mood, 10 the best"},
    {"posture", NULL, NULL, NULL, "Posture by one's own eye, 10 the best"},
    {"motion", NULL, NULL, NULL, "Range of motion, self-tested"},
    {"soreness", NULL, NULL, NULL, "Soreness after a massage, 0 none to 10 worst"},
};

static const struct {
    const char *region, *snomed;
} sites[] = {
    {"neck", "45048000"},       {"shoulders", "16982005"}, {"upper-back", "77568009"},
    {"lower-back", "37822005"}, {"hips", "29836001"},      {"wrists", "8205005"},
    {"hands", "85562004"},      {"eyes", "81745001"},      {"head", "69536005"},
};

static const struct {
    const char *member, *loinc, *text;
} items[] = {
    {"peg_pain", "75893-8", "What number best describes your pain on average in the past week?"},
    {"peg_enjoyment", "91145-3",
     "What number best describes how, during the past week, pain has interfered with your "
     "enjoyment of life?"},
    {"peg_activity", "91146-1",
     "What number best describes how, during the past week, pain has interfered with your general "
     "activity?"},
};

/* ------------------------------------------------------------------ parts */

/* The id of a further resource that an entry makes: a UUID of version 8, the same each time. */
void fhir_further_id(const char *id, char which, char ret[static FHIR_ID_MAX])
{
    (void)snprintf(ret, FHIR_ID_MAX, "%s", id);
    ret[14] = '8';
    ret[15] = which;
}

static json_t *coding(const char *system, const char *code, const char *display)
{
    return json_pack("[{s:s,s:s,s:s*}]", "system", system, "code", code, "display", display);
}

json_t *fhir_concept(const char *system, const char *code, const char *display, const char *text)
{
    return json_pack("{s:o*,s:s}", "coding", code ? coding(system, code, display) : NULL, "text",
                     text);
}

json_t *fhir_quantity(json_t *value, const char *unit, const char *code)
{
    return json_pack("{s:o,s:s,s:s,s:s}", "value", value, "unit", unit, "system", UCUM, "code",
                     code);
}

json_t *fhir_score(int64_t level)
{
    return fhir_quantity(json_integer(level), "{score}", "{score}");
}

/* Where it was, for people; the code where there is one. NULL: nobody said. */
json_t *fhir_site(const char *region, const char *text)
{
    const char *code = NULL;

    if (!region)
        return NULL;
    for (size_t i = 0; i < COUNT_OF(sites); i++)
        if (strcmp(sites[i].region, region) == 0)
            code = sites[i].snomed;
    return fhir_concept(FHIR_SNOMED, code, NULL, text);
}

json_t *fhir_site_of(const json_t *entry)
{
    char place[PLACE_TEXT_MAX];

    entry_place(entry, place);
    return fhir_site(member_text(entry, "region"), place);
}

static json_t *notes(const json_t *entry)
{
    const char *note = member_text(entry, "note");

    return note ? json_pack("[{s:s}]", "text", note) : NULL;
}

/* What every resource has; status: as it stands, or as it was changed since. */
json_t *fhir_resource(const char *type, const char *id, const char *status)
{
    return json_pack("{s:s,s:s,s:s}", "resourceType", type, "id", id, "status", status);
}

/* Takes the value; NULL is nothing, and leaves the resource as it is. */
void fhir_set(json_t *object, const char *key, json_t *value)
{
    if (value)
        (void)json_object_set_new(object, key, value);
}

json_t *fhir_observation(const json_t *entry, const char *id, json_t *code)
{
    bool edited = member_text(entry, "edited");
    json_t *o = fhir_resource("Observation", id, edited ? "amended" : "final");

    fhir_set(o, "category",
             json_pack("[{s:o}]", "coding",
                       coding("http://terminology.hl7.org/CodeSystem/observation-category",
                              "survey", "Survey")));
    fhir_set(o, "code", code);
    fhir_set(o, "subject", json_pack("{s:s}", "reference", "Patient/self"));
    fhir_set(o, "effectiveDateTime", json_string(member_text(entry, "at")));
    return o;
}

int fhir_print(struct fhir *fhir, json_t *resource)
{
    json_auto_t *entry =
        json_pack("{s:s+,s:o}", "fullUrl", "urn:uuid:", resource ? member_text(resource, "id") : "",
                  "resource", resource);

    if (!entry)
        return -ENOMEM;
    (void)fputs(fhir->any ? ",\n" : "\n", fhir->out);
    (void)json_dumpf(entry, fhir->out, JSON_COMPACT | JSON_REAL_PRECISION(4));
    fhir->any = true;
    return 0;
}

/* ------------------------------------------------------------------ one entry */

/* "rom floor" */
static void fact_text(const struct fact_form *form, char ret[static 64])
{
    (void)snprintf(ret, 64, "%s", form->name);
    for (char *c = ret; *c; c++)
        *c = *c == '_' ? ' ' : *c;
}

/* What else the entry tells, each fact as a part of the observation with its own value. */
static json_t *components(const json_t *entry)
{
    json_t *list = json_array();

    for (enum fact f = 0; f < FACT_COUNT; f++) {
        const struct fact_form *form = fact_form(f);
        const json_t *value = json_object_get(entry, form->name);
        json_t *part;
        char text[64];

        if (!value || f == FACT_MEASURE || f == FACT_CATEGORY || f == FACT_SOURCE)
            continue;
        fact_text(form, text);
        part = json_pack("{s:o}", "code", fhir_concept(LOCAL, form->name, NULL, text));
        if (json_is_boolean(value))
            fhir_set(part, "valueBoolean", json_deep_copy(value));
        else if (json_is_string(value))
            fhir_set(part, "valueString", json_deep_copy(value));
        else if (*form->unit)
            fhir_set(part, "valueQuantity",
                     fhir_quantity(json_deep_copy(value), form->unit, form->unit));
        else
            fhir_set(part, "valueInteger", json_deep_copy(value));
        (void)json_array_append_new(list, part);
    }
    if (json_array_size(list) > 0)
        return list;
    json_decref(list);
    return NULL;
}

static const struct form *form_of(const json_t *entry)
{
    const char *kind = member_text(entry, "kind"), *measure = member_text(entry, "measure");

    for (size_t i = 0; i < COUNT_OF(forms) && kind; i++)
        if (strcmp(forms[i].kind, kind) == 0 &&
            (!forms[i].measure || (measure && strcmp(forms[i].measure, measure) == 0)))
            return &forms[i];
    return NULL;
}

/* A pain that came as a word stays one: a word is no score (R59). */
static int add_level(struct fhir *fhir, const json_t *entry, const struct form *form)
{
    const char *category = member_text(entry, "category");
    int64_t level = member_int(entry, "level", -1);
    json_t *o;

    if (category)
        o = fhir_observation(entry, member_text(entry, "id"),
                             fhir_concept(FHIR_LOINC, "38208-5", "Pain severity - Reported",
                                          "Pain, told in a word"));
    else
        o = fhir_observation(entry, member_text(entry, "id"),
                             fhir_concept(form->loinc ? FHIR_LOINC : LOCAL,
                                          form->loinc ? form->loinc : form->kind, form->display,
                                          form->text));
    if (category)
        fhir_set(o, "valueCodeableConcept", fhir_concept(NULL, NULL, NULL, category));
    else if (level >= 0)
        fhir_set(o, "valueQuantity", fhir_score(level));
    fhir_set(o, "bodySite", fhir_site_of(entry));
    fhir_set(o, "component", components(entry));
    fhir_set(o, "note", notes(entry));
    return fhir_print(fhir, o);
}

/* The answers, and their mean (CARE 3.3). */
static int add_peg(struct fhir *fhir, const json_t *entry)
{
    const char *id = member_text(entry, "id");
    json_t *answers = json_array(), *r, *o;
    char mean[FHIR_ID_MAX], url[FHIR_ID_MAX + 16];
    int64_t sum = 0;

    for (size_t i = 0; i < COUNT_OF(items); i++) {
        int64_t answer = member_int(entry, items[i].member, -1);
        char link[16];

        if (answer < 0) { /* valid with three answers only (R53) */
            json_decref(answers);
            return 0;
        }
        sum += answer;
        (void)snprintf(link, sizeof link, "/%s", items[i].loinc);
        (void)json_array_append_new(answers, json_pack("{s:s,s:s,s:[{s:I}]}", "linkId", link,
                                                       "text", items[i].text, "answer",
                                                       "valueInteger", (json_int_t)answer));
    }
    r = fhir_resource("QuestionnaireResponse", id,
                      member_text(entry, "edited") ? "amended" : "completed");
    fhir_set(r, "questionnaire", json_string(PEG));
    fhir_set(r, "subject", json_pack("{s:s}", "reference", "Patient/self"));
    fhir_set(r, "authored", json_string(member_text(entry, "at")));
    fhir_set(r, "item", answers);
    fhir_further_id(id, '0', mean);
    (void)snprintf(url, sizeof url, "urn:uuid:%s", id);
    o = fhir_observation(entry, mean,
                         fhir_concept(FHIR_LOINC, "91147-9", "Mean score [PEG]", "PEG, the mean"));
    fhir_set(o, "valueQuantity",
             fhir_quantity(json_real((double)((sum * 10 + 1) / 3) / 10), "{score}", "{score}"));
    fhir_set(o, "derivedFrom", json_pack("[{s:s}]", "reference", url));
    return fhir_print(fhir, r) < 0 || fhir_print(fhir, o) < 0 ? -ENOMEM : 0;
}

/* ------------------------------------------------------------------ water */

/* Drinks of one date, under the id that the first of them makes. */
static int add_drink(struct fhir *fhir, const json_t *entry)
{
    int64_t ml = member_int(entry, "ml", 0);
    char date[16], id[FHIR_ID_MAX];
    json_t *day;

    (void)snprintf(date, sizeof date, "%.10s", member_text(entry, "at"));
    day = json_object_get(fhir->water, date);
    if (day)
        return json_object_set_new(day, "ml", json_integer(ml + member_int(day, "ml", 0))) < 0
                   ? -ENOMEM
                   : 0;
    fhir_further_id(member_text(entry, "id"), '0', id);
    return json_object_set_new(fhir->water, date,
                               json_pack("{s:s,s:I}", "id", id, "ml", (json_int_t)ml)) < 0
               ? -ENOMEM
               : 0;
}

static int print_water(struct fhir *fhir)
{
    const char *date;
    json_t *day;
    int r = 0;

    json_object_foreach(fhir->water, date, day)
    {
        json_t *o =
            fhir_observation(day, member_text(day, "id"),
                             fhir_concept(FHIR_LOINC, "75301-2", "Fluid intake 24 hour Estimated",
                                          "Drinks recorded that day"));

        fhir_set(o, "effectivePeriod", json_pack("{s:s,s:s}", "start", date, "end", date));
        fhir_set(o, "valueQuantity",
                 fhir_quantity(json_integer(member_int(day, "ml", 0)), "mL", "mL"));
        r = r < 0 ? (json_decref(o), r) : fhir_print(fhir, o);
    }
    return r;
}

/* ------------------------------------------------------------------ all of it */

int fhir_begin(struct fhir *ret, FILE *out)
{
    *ret = (struct fhir){.out = out, .water = json_object()};
    (void)fputs("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[", out);
    return ret->water ? 0 : -ENOMEM;
}

int fhir_add(struct fhir *fhir, const json_t *entry)
{
    const char *kind = member_text(entry, "kind"), *id = member_text(entry, "id");
    const struct form *form = form_of(entry);

    if (!kind || !id || !member_text(entry, "at") || strlen(id) != UUID7_TEXT_MAX - 1)
        return 0;
    if (strcmp(kind, "peg") == 0)
        return add_peg(fhir, entry);
    if (strcmp(kind, "massage") == 0)
        return fhir_add_session(fhir, entry);
    if (strcmp(kind, "drink") == 0)
        return add_drink(fhir, entry);
    return form ? add_level(fhir, entry, form) : 0;
}

int fhir_end(struct fhir *fhir, bool complete)
{
    int r = complete ? print_water(fhir) : 0;

    if (complete)
        (void)fputs("\n]}\n", fhir->out);
    json_decref(fhir->water);
    *fhir = (struct fhir){0};
    return r;
}
