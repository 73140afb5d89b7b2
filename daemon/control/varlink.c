/* The Varlink envelope (varlink.org): what a call looks like, and how it is answered.
 *
 * Strict: a message that is not an object of exactly these members is answered by InvalidParameter
 * with the member's name ("message" for the whole) and ends the conversation; what does not fit a
 * method's own parameters is answered likewise, and the conversation goes on. The JSON parser
 * bounds the depth; the frame bounds the length.
 */
#include "daemon/control/varlink.h"

#include <errno.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/control/encode.h"
#include "daemon/control/methods.h"
#include "daemon/control/parameters.h"
#include "daemon/control/service.h"

static const struct parameter envelope[PARAMETERS_MAX] = {
    {"method", "string"}, {"parameters", "?object"}, {"more", "?bool"},
    {"oneway", "?bool"},  {"upgrade", "?bool"},
};

void varlink_init(struct varlink *v, struct daemon *daemon, size_t queue_max)
{
    *v = (struct varlink){.daemon = daemon};
    queue_init(&v->out, queue_max);
}

void varlink_done(struct varlink *v)
{
    struct fault none;
    int64_t n;

    if (!v)
        return;
    if (v->daemon) /* what was not ended is not kept */
        (void)daemon_import_end(v->daemon, v, false, &n, &none);
    queue_done(&v->out);
}

static int add_text(const char *bytes, size_t n, void *userdata)
{
    return queue_add(userdata, bytes, n);
}

/* One message out, whole or not at all; takes it over. */
static int send_message(struct call *call, json_t *message)
{
    struct queue *out = &call->varlink->out;
    size_t before = queue_length(out);
    int r = message ? 0 : -ENOMEM;

    if (r == 0 && !call->oneway &&
        (json_dump_callback(message, add_text, out, JSON_COMPACT | JSON_REAL_PRECISION(15)) < 0 ||
         queue_add(out, "", 1) < 0)) { /* its NUL */
        queue_cut(out, before);
        r = -ENOBUFS;
    }
    json_decref(message);
    return r;
}

int call_reply(struct call *call, json_t *parameters)
{
    return send_message(call, json_pack("{s:o}", "parameters", parameters));
}

int call_reply_more(struct call *call, json_t *parameters)
{
    return send_message(call, json_pack("{s:o,s:b}", "parameters", parameters, "continues", 1));
}

int call_error(struct call *call, const char *error, json_t *parameters)
{
    return send_message(call, json_pack("{s:s,s:o}", "error", error, "parameters", parameters));
}

/* An error of the standard interface whose one parameter is a name. */
static int service_error(struct call *call, const char *error, const char *parameter,
                         const char *value)
{
    return call_error(call, error, json_pack("{s:s}", parameter, value));
}

int call_wrong(struct call *call, const char *parameter)
{
    return service_error(call, "org.varlink.service.InvalidParameter", "parameter", parameter);
}

static int unknown_method(struct call *call, const char *name)
{
    const char *dot = strrchr(name, '.');
    AUTO_FREE char *interface = strndup(name, dot ? (size_t)(dot - name) : 0);

    if (!interface)
        return -ENOMEM;
    if (dot && !interface_text(interface))
        return service_error(call, "org.varlink.service.InterfaceNotFound", "interface", interface);
    return service_error(call, "org.varlink.service.MethodNotFound", "method", name);
}

static int dispatch(struct call *call, const char *name)
{
    const struct method *method = method_find(name);
    const char *wrong;
    int r;

    if (!method)
        return unknown_method(call, name);
    wrong = parameters_wrong(method->parameters, call->parameters);
    if (wrong)
        return call_wrong(call, wrong);
    if (method->more && !call->more)
        return call_error(call, "org.varlink.service.ExpectedMore", json_object());
    r = method->handle(call);
    return r < 0 && call->fault.kind != FAULT_NONE ? call_fault(call) : r;
}

/* The member that makes an object no call; NULL: it is one. */
static const char *read_envelope(const json_t *root, struct call *call)
{
    const char *wrong = json_is_object(root) ? parameters_wrong(envelope, root) : "message";

    if (wrong)
        return wrong;
    call->parameters = json_object_get(root, "parameters");
    call->more = json_is_true(json_object_get(root, "more"));
    call->oneway = json_is_true(json_object_get(root, "oneway"));
    if (json_is_true(json_object_get(root, "upgrade")))
        return "upgrade"; /* there is no other protocol to go over to */
    return call->more && call->oneway ? "oneway" : NULL;
}

static int refuse(struct varlink *v, const char *member)
{
    struct call call = {.varlink = v};
    int r = call_wrong(&call, member);

    return r < 0 ? r : -EPROTO;
}

int varlink_refuse(struct varlink *v)
{
    return refuse(v, "message");
}

int varlink_take(struct varlink *v, const char *message, size_t n)
{
    AUTO_JSON json_t *root = json_loadb(message, n, JSON_REJECT_DUPLICATES, NULL);
    AUTO_JSON json_t *empty = NULL;
    struct call call = {.varlink = v};
    const char *wrong = read_envelope(root, &call);

    if (wrong)
        return refuse(v, wrong);
    if (!json_is_object(call.parameters)) {
        call.parameters = empty = json_object();
        if (!empty)
            return -ENOMEM;
    }
    v->patient = call.more;
    v->stream = (struct stream){0};
    return dispatch(&call, json_string_value(json_object_get(root, "method")));
}

bool varlink_changed(struct varlink *v)
{
    if (v->stream.watching)
        v->stream.active = true;
    return v->stream.watching;
}

int varlink_leave(struct varlink *v)
{
    v->stream.watching = false;
    return varlink_continue(v);
}

int varlink_continue(struct varlink *v)
{
    struct call call = {.varlink = v, .more = true};
    int r = v->stream.page(&call);

    return r < 0 && call.fault.kind != FAULT_NONE ? call_fault(&call) : r;
}
