/* org.varlink.service: what every Varlink service tells about itself. */
#pragma once

#include "daemon/control/varlink.h"

/* The text of an interface that is served here; NULL: it is not. */
const char *interface_text(const char *name);

/* Handlers of its two methods. */
int service_info(struct call *call);
int service_description(struct call *call);
