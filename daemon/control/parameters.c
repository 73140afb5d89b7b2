/* Parameters: whether they fit a method's table, and their values as the daemon's words.
 *
 * Types and names are the table's business and are told by InvalidParameter; values are refused by
 * a fault, in a sentence that says what is allowed.
 */
#include "daemon/control/parameters.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/scope.h"
#include "common/text.h"
#include "common/when.h"

bool parameter_fits(const json_t *value, const char *type)
{
    static const struct {
        const char *name;
        json_type type;
    } types[] = {
        {"string", JSON_STRING},  {"int", JSON_INTEGER},  {"bool", JSON_TRUE},
        {"object", JSON_OBJECT},  {"Draft", JSON_OBJECT}, {"[]Draft", JSON_ARRAY},
        {"[]Change", JSON_ARRAY},
    };
    json_type is;

    if (!value || json_is_null(value))
        return type[0] == '?';
    is = json_is_false(value) ? JSON_TRUE : json_typeof(value);
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (strcmp(types[i].name, type + (type[0] == '?')) == 0)
            return types[i].type == is;
    return false;
}

const char *parameters_wrong(const struct parameter parameters[static PARAMETERS_MAX],
                             const json_t *object)
{
    const char *name;
    json_t *value;

    for (const struct parameter *p = parameters; p->name; p++)
        if (!parameter_fits(json_object_get(object, p->name), p->type))
            return p->name;
    json_object_foreach((json_t *)object, name, value)
    {
        const struct parameter *p = parameters;

        while (p->name && strcmp(p->name, name) != 0)
            p++;
        if (!p->name)
            return name;
    }
    return NULL;
}

int call_refuse(struct call *call, enum fault_kind kind, const char *field, const char *value,
                const char *why, ...)
{
    struct fault *f = &call->fault;
    va_list arguments;

    *f = (struct fault){.kind = kind};
    (void)snprintf(f->field, sizeof(f->field), "%s", field);
    (void)snprintf(f->value, sizeof(f->value), "%s", value);
    va_start(arguments, why);
    (void)vsnprintf(f->why, sizeof(f->why), why, arguments);
    va_end(arguments);
    return -EINVAL;
}

const char *parameter_text(const struct call *call, const char *name)
{
    return json_string_value(json_object_get(call->parameters, name));
}

int parameter_number(struct call *call, const char *name, int64_t min, int64_t max, int64_t *ret)
{
    const json_t *value = json_object_get(call->parameters, name);
    int64_t number = json_integer_value(value);
    char text[24];

    if (!json_is_integer(value))
        return 0;
    if (number >= min && number <= max) {
        *ret = number;
        return 0;
    }
    (void)snprintf(text, sizeof(text), "%" PRId64, number);
    return call_refuse(call, FAULT_INVALID_VALUE, name, text,
                       "%s is a whole number from %" PRId64 " to %" PRId64, name, min, max);
}

int call_time(struct call *call, const char *name, const char *text, struct wall *ret,
              int32_t *ret_offset)
{
    if (when_parse_rfc3339(text, ret, ret_offset) == 0)
        return 0;
    return call_refuse(call, FAULT_INVALID_VALUE, name, text,
                       "%s is a time with its offset, such as 2026-03-28T07:15:00+01:00", name);
}

int parameter_time(struct call *call, const char *name, struct wall *ret)
{
    const char *text = parameter_text(call, name);
    int32_t offset;

    return text ? call_time(call, name, text, ret, &offset) : 0;
}

int call_kind(struct call *call, const char *text, enum entry_kind *ret)
{
    char why[ENTRY_WHY_MAX];

    if (kind_parse(text, ret, why) == 0)
        return 0;
    return call_refuse(call, FAULT_UNKNOWN_NAME, "kind", text, "%s", why);
}

int parameter_kind(struct call *call, enum entry_kind *ret)
{
    const char *text = parameter_text(call, "kind");

    return text ? call_kind(call, text, ret) : 0;
}

int parameter_region(struct call *call, enum region *ret)
{
    const char *text = parameter_text(call, "region");
    char why[ENTRY_WHY_MAX];

    if (!text || region_parse(text, ret, why) == 0)
        return 0;
    return call_refuse(call, FAULT_UNKNOWN_NAME, "region", text, "%s", why);
}

int parameter_side(struct call *call, enum side *ret)
{
    const char *text = parameter_text(call, "side");
    char why[ENTRY_WHY_MAX];

    if (!text || side_parse(text, ret, why) == 0)
        return 0;
    return call_refuse(call, FAULT_UNKNOWN_NAME, "side", text, "%s", why);
}

int parameter_level(struct call *call, int *ret)
{
    char text[24], why[ENTRY_WHY_MAX];

    (void)snprintf(text, sizeof(text), "%" JSON_INTEGER_FORMAT,
                   json_integer_value(json_object_get(call->parameters, "level")));
    if (level_parse(text, ret, why) == 0)
        return 0;
    return call_refuse(call, FAULT_INVALID_VALUE, "level", text, "%s", why);
}

int parameter_note(struct call *call, char ret[static NOTE_MAX + 1])
{
    const char *text = parameter_text(call, "note");

    if (!text)
        return 0;
    if (strlen(text) > NOTE_MAX || !text_valid(text))
        return call_refuse(call, FAULT_INVALID_VALUE, "note", text,
                           "a note is plain text of at most %d bytes", NOTE_MAX);
    (void)strcpy(ret, text);
    return 0;
}

int call_id(struct call *call, const char *name, const char *text, char ret[static UUID7_TEXT_MAX])
{
    if (!uuid7_valid(text))
        return call_refuse(call, FAULT_INVALID_VALUE, name, text,
                           "an id is a UUID of version 7 in lower case");
    (void)strcpy(ret, text);
    return 0;
}

int parameter_id(struct call *call, const char *name, char ret[static UUID7_TEXT_MAX])
{
    const char *text = parameter_text(call, name);

    return text ? call_id(call, name, text, ret) : 0;
}
