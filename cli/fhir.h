/* The log as a Bundle of FHIR R4 (hl7.org/fhir/R4): Observation, QuestionnaireResponse and
 * Procedure only, never a Condition (CARE R68). Pure. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

struct fhir {
    FILE *out;
    bool any;      /* a resource was printed */
    json_t *water; /* owned: by date, what was drunk; goes out at the end */
};

/* 0 or -ENOMEM. fhir_end() frees. */
int fhir_begin(struct fhir *ret, FILE *out);
/* An Entry of org.knead. What is no measurement (appointments, holds, answers to the red flags,
 * the profile) is passed over. 0 or -ENOMEM. */
int fhir_add(struct fhir *fhir, const json_t *entry);
/* complete: prints what is left. 0 or -ENOMEM. */
int fhir_end(struct fhir *fhir, bool complete);
