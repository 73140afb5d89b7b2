/* The handlers of the log's methods, for the table in methods.c. */
#pragma once

#include "daemon/control/varlink.h"

int method_log_pain(struct call *call);
int method_log(struct call *call);
int method_import(struct call *call);
int method_import_end(struct call *call);
int method_edit(struct call *call);
int method_versions(struct call *call);
int method_history(struct call *call);
int method_outcomes(struct call *call);
int method_habits(struct call *call);
int method_report(struct call *call);
int method_undo(struct call *call);
int method_forget(struct call *call);
int method_backup(struct call *call);
int method_salvage(struct call *call);
