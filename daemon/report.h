/* The two halves of a report: what was read, and what follows from it. */
#pragma once

#include "daemon/care/stat_words.h"
#include "daemon/daemon_internal.h"

/* Fills weeks, figures, and what days tell of breaks. Each list has a member for each of the
 * report's days, or sessions; the sessions learn whether they were booked on a bad day. 0 or
 * -errno. */
int report_conclude(struct report *report, const struct stat_day *days,
                    struct stat_session *sessions, const struct stat_habit_day *habits);
