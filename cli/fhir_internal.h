/* What resources are made of. Values are taken; NULL is nothing and leaves out its member. */
#pragma once

#include "cli/fhir.h"
#include "common/uuid7.h"

#define FHIR_LOINC  "http://loinc.org"
#define FHIR_SNOMED "http://snomed.info/sct"
/* The code of a pain from 0 to 10, and what it is called. */
#define FHIR_PAIN "72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported"

#define FHIR_ID_MAX UUID7_TEXT_MAX
/* The id of a further resource that an entry makes: a UUID of version 8, the same each time. */
void fhir_further_id(const char *id, char which, char ret[static FHIR_ID_MAX]);

/* code NULL: told in words only. */
json_t *fhir_concept(const char *system, const char *code, const char *display, const char *text);
json_t *fhir_quantity(json_t *value, const char *unit, const char *code);
json_t *fhir_score(int64_t level);
/* Where it was: always its text, and the code where there is one. NULL: nobody said. */
json_t *fhir_site(const char *region, const char *text);
json_t *fhir_site_of(const json_t *entry);

json_t *fhir_resource(const char *type, const char *id, const char *status);
void fhir_set(json_t *object, const char *key, json_t *value);
json_t *fhir_observation(const json_t *entry, const char *id, json_t *code);
/* Takes the resource. 0 or -ENOMEM. */
int fhir_print(struct fhir *fhir, json_t *resource);

int fhir_add_session(struct fhir *fhir, const json_t *entry);
