/* The care plan's methods: what the engine says of the log as it is now. */
#include "daemon/control/methods_care.h"

#include "daemon/control/encode_care.h"

int method_plan(struct call *call)
{
    struct daemon *daemon = call->varlink->daemon;
    struct care_plan plan;
    struct care_time booked;
    int r = daemon_plan(daemon, &plan, &booked, &call->fault);

    return r < 0 ? r : call_reply(call, encode_plan(daemon, &plan, &booked));
}

int method_sheet(struct call *call)
{
    struct care_sheet sheet = {0};
    int r = daemon_sheet(call->varlink->daemon, &sheet, &call->fault);

    return r < 0 ? r : call_reply(call, encode_sheet(&sheet));
}
