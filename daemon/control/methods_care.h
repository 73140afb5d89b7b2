/* The handlers of the care plan's methods, for the table in methods.c. */
#pragma once

#include "daemon/control/varlink.h"

int method_plan(struct call *call);
int method_sheet(struct call *call);
