/* org.varlink.service: who serves, which interfaces, and their texts (varlink.org, "The
 * org.varlink.service Interface"). The text of org.knead is the contract itself, built in. */
#include "daemon/control/service.h"

#include <string.h>

#include "common/scope.h"
#include "varlink_text.h"
#include "version.h"

static const char service_text[] = "# What every Varlink service tells about itself.\n"
                                   "interface org.varlink.service\n"
                                   "\n"
                                   "# Who serves here, and which interfaces.\n"
                                   "method GetInfo() -> (\n"
                                   "  vendor: string,\n"
                                   "  product: string,\n"
                                   "  version: string,\n"
                                   "  url: string,\n"
                                   "  interfaces: []string\n"
                                   ")\n"
                                   "\n"
                                   "# The text of an interface.\n"
                                   "method GetInterfaceDescription(interface: string) -> "
                                   "(description: string)\n"
                                   "\n"
                                   "# There is no such interface.\n"
                                   "error InterfaceNotFound (interface: string)\n"
                                   "# The interface has no such method.\n"
                                   "error MethodNotFound (method: string)\n"
                                   "# The interface has the method, but it is not served.\n"
                                   "error MethodNotImplemented (method: string)\n"
                                   "# A parameter is missing, unknown or of another type.\n"
                                   "error InvalidParameter (parameter: string)\n"
                                   "# The caller may not call here.\n"
                                   "error PermissionDenied ()\n"
                                   "# The method has to be called with \"more\".\n"
                                   "error ExpectedMore ()\n";

static const struct {
    const char *name, *text;
} interfaces[] = {
    {"org.varlink.service", service_text},
    {"org.knead", varlink_text},
};

const char *interface_text(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(interfaces); i++)
        if (strcmp(interfaces[i].name, name) == 0)
            return interfaces[i].text;
    return NULL;
}

int service_info(struct call *call)
{
    json_t *names = json_array();

    for (size_t i = 0; i < COUNT_OF(interfaces); i++)
        if (json_array_append_new(names, json_string(interfaces[i].name)) < 0) {
            json_decref(names);
            names = NULL;
        }
    return call_reply(call,
                      json_pack("{s:s,s:s,s:s,s:s,s:o}", "vendor", "knead", "product", "kneadd",
                                "version", KNEAD_VERSION, "url", "", "interfaces", names));
}

int service_description(struct call *call)
{
    const char *name = json_string_value(json_object_get(call->parameters, "interface"));
    const char *text = interface_text(name);

    if (!text)
        return call_error(call, "org.varlink.service.InterfaceNotFound",
                          json_pack("{s:s}", "interface", name));
    return call_reply(call, json_pack("{s:s}", "description", text));
}
