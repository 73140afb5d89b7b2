/* The parameters of a call. */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "daemon/control/varlink.h"

#define PARAMETERS_MAX 52

/* type as the contract writes it: string, int, bool, object, Draft, []Draft, []Change; with ? in
 * front it may be left out. */
struct parameter {
    const char *name;
    const char *type;
};
/* Of named types only whether it is an object or an array. NULL: left out. */
bool parameter_fits(const json_t *value, const char *type);

/* The name of a member of an object that is unknown, missing or of another type; NULL: all fits. */
const char *parameters_wrong(const struct parameter parameters[static PARAMETERS_MAX],
                             const json_t *object);

/* Fills the fault of a refused parameter; why is a sentence that says what is allowed. -EINVAL. */
__attribute__((format(printf, 5, 6))) int call_refuse(struct call *call, enum fault_kind kind,
                                                      const char *field, const char *value,
                                                      const char *why, ...);

/* Values by name. *ret stays as it is where the parameter was left out. 0, or -EINVAL with the
 * call's fault filled. */
int parameter_number(struct call *call, const char *name, int64_t min, int64_t max, int64_t *ret);
int parameter_time(struct call *call, const char *name, struct wall *ret);
int parameter_kind(struct call *call, enum entry_kind *ret);
int parameter_region(struct call *call, enum region *ret);
int parameter_side(struct call *call, enum side *ret);
int parameter_level(struct call *call, int *ret);
int parameter_note(struct call *call, char ret[static NOTE_MAX + 1]);
int parameter_id(struct call *call, const char *name, char ret[static UUID7_TEXT_MAX]);
/* The same of a value that is there, whatever holds it; name is what the fault tells. */
int call_time(struct call *call, const char *name, const char *text, struct wall *ret,
              int32_t *ret_offset);
int call_kind(struct call *call, const char *text, enum entry_kind *ret);
int call_id(struct call *call, const char *name, const char *text, char ret[static UUID7_TEXT_MAX]);
/* NULL where it was left out. Lives as long as the call. */
const char *parameter_text(const struct call *call, const char *name);
