/* The daemon without its loop: owns settings, plan and ports; turns events into steps, and effects
 * into port calls. What the socket can ask is here, one function a method; nobody else touches the
 * plan or the store.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/entry.h"
#include "config/config.h"
#include "daemon/care/care.h"
#include "daemon/care/sheet.h"
#include "daemon/care/words.h"
#include "daemon/ports/clock.h"
#include "daemon/ports/context.h"
#include "daemon/ports/hook.h"
#include "daemon/ports/notifier.h"
#include "daemon/ports/presence.h"
#include "daemon/ports/store.h"
#include "daemon/ports/supervisor.h"
#include "daemon/ports/zone.h"
#include "daemon/schedule/plan.h"

struct daemon;

struct daemon_options {
    struct clock *clock;
    struct zone_source *zone;
    struct notifier *notifier; /* shows; NULL: only the fallback */
    struct notifier *fallback; /* shows what the notifier could not */
    struct presence_source *
        *presence; /* the sources, in the order in which they are told of; may be none */
    size_t presence_n;
    struct context *context; /* whether the user is busy; NULL: never */
    struct hooks *hooks;     /* runs the user's commands; NULL: nobody does */
    struct store *store;     /* NULL: nothing can be kept; store_trouble says why */
    const char *store_trouble;
    /* Tries to have one after all; 0 or -errno, and then store_trouble tells anew. NULL: never. */
    int (*open_store)(void *userdata, struct store **ret, const char **ret_trouble);
    void *open_userdata;
    const char *store_aside;       /* where a damaged log was moved to just now; NULL: none was */
    const char *log_path;          /* for status; damaged ones lie beside it */
    const char *spool_path;        /* what knead keeps for the daemon; NULL: nothing is taken in */
    const char *socket_path;       /* for doctor; NULL: handed over by the service manager */
    const char *schedule_path;     /* --config; NULL: found by address_schedule(), else built in */
    struct supervisor *supervisor; /* NULL: nobody to tell */
    uint64_t seed;                 /* of the times that are drawn at random */
};

/* Takes *settings over (and zeroes it) on success; ports stay the caller's and must outlive the
 * daemon. Nothing is shown before daemon_start(). 0 or -errno. daemon_free(NULL) is fine; it saves
 * the plan's state. */
int daemon_new(struct daemon **ret, const struct daemon_options *options,
               struct settings *settings);
int daemon_start(struct daemon *daemon);
struct daemon *daemon_free(struct daemon *daemon);
/* Shows "knead is running" with the next reminder in it, and on a stream today's agenda and what to
 * type next; knead is how to call knead(1) from there. */
void daemon_welcome(struct daemon *daemon, FILE *terminal, const char *knead);
/* Reads the schedule: path, else the user's, else the system's, else the built-in one; and the
 * moves. As settings_read(). */
int daemon_settings(const char *path, struct settings *ret, struct complaints *complaints);
/* One sentence for people: "3 reminders, next: hydration at 14:20". */
void daemon_sentence(struct daemon *daemon, char *ret, size_t size);

/* Who is told, once it has happened, of all that Status would tell differently, but for what the
 * passing of time alone changes. One at a time; NULL: nobody. It must not call back in. */
void daemon_watch(struct daemon *daemon, void (*changed)(void *userdata), void *userdata);

/* Why a request was refused; each kind is an error of org.knead.varlink. */
enum fault_kind {
    FAULT_NONE,
    FAULT_INVALID_VALUE,
    FAULT_UNKNOWN_NAME,
    FAULT_NOTHING_TO_DO,
    FAULT_NOT_SAVED,
    FAULT_BAD_SCHEDULE,
    FAULT_COUNT,
};
struct fault {
    enum fault_kind kind;
    char field[32];
    char value[128];
    char why[512];
};

struct moment daemon_now(struct daemon *daemon);
const struct zone *daemon_zone(struct daemon *daemon);
/* The first instant of the civil day so many days after today; of the next one where the zone
 * skipped it. */
struct wall daemon_day_start(struct daemon *daemon, int64_t days);
/* What a reminder says, whatever it is due. */
void daemon_message(const struct rule *rule, char *ret, size_t size);

/* Each returns 0, or -errno with *ret_fault filled. */

/* entry: kind, at, level… as wanted; said, offset and an empty id are filled in. Durable on return.
 */
int daemon_log(struct daemon *daemon, struct entry *entry, struct fault *ret_fault);
/* Between begin and end, requests are one transaction, and were said when daemon_batch_said() tells
 * last. 0 or -errno (end: nothing of it was kept; well false: nothing is to be). */
int daemon_batch_begin(struct daemon *daemon);
void daemon_batch_said(struct daemon *daemon, struct wall said);
int daemon_batch_end(struct daemon *daemon, bool well);
/* Shows a word about the log itself, in its title and a sentence. */
void daemon_tell_log(struct daemon *daemon, const char *title, const char *sentence);
int daemon_undo(struct daemon *daemon, struct entry *ret, struct fault *ret_fault);
/* The entry of an id, or of the last digits of one; "last": the one that daemon_undo() would take;
 * the name of a kind: the latest of those.
 */
int daemon_entry(struct daemon *daemon, const char *id, struct entry *ret, struct fault *ret_fault);
/* The id of its first version, and how many changes came after that one, an undo being one more:
 * it never falls. As above. */
int daemon_versions(struct daemon *daemon, const char *id, char ret_first[static UUID7_TEXT_MAX],
                    size_t *ret_later, struct fault *ret_fault);
/* A new version of an entry (id as above), with new_id, "" for any. Member names as entry_set(),
 * and "at" in RFC 3339. Durable on return. */
struct change {
    const char *name, *value;
};
int daemon_edit(struct daemon *daemon, const char *id, const char *new_id,
                const struct change *changes, size_t n, struct entry *ret, struct entry *ret_former,
                struct fault *ret_fault);
/* An import, by whoever asks (any address of the caller's own); another one meanwhile is refused.
 * The entries are taken in as they are, with ids, times and offsets; said is at where it is not
 * set. What was taken in is seen by nobody until it ends with keep; without, it is as if it never
 * was. */
struct imported {
    int64_t taken, known;
};
int daemon_import(struct daemon *daemon, const void *who, struct entry *entries, size_t n,
                  struct imported *ret, struct fault *ret_fault);
/* ret_n: how many entries it had. Harmless (0) without an import of who's. */
int daemon_import_end(struct daemon *daemon, const void *who, bool keep, int64_t *ret_n,
                      struct fault *ret_fault);
int daemon_history(struct daemon *daemon, const struct entry_filter *filter,
                   int (*each)(void *userdata, const struct entry *entry), void *userdata,
                   struct fault *ret_fault);

/* A copy of the log at an absolute path, on disk on return; force: in place of a file that is
 * there. file NULL: beside the log, under a name of its own, for the caller to take away. ret: the
 * path. */
int daemon_backup(struct daemon *daemon, const char *file, bool force,
                  char ret[static STORE_PATH_MAX], struct fault *ret_fault);
/* Deletes what was before a time, or only counts it. */
int daemon_forget(struct daemon *daemon, struct wall before, bool really, struct forgotten *ret,
                  struct fault *ret_fault);
struct salvage_report {
    size_t files;
    int64_t entries, outcomes; /* taken over */
    bool whole;                /* all could be read */
};
/* Takes over what can be read of the logs that were damaged and moved aside. */
int daemon_salvage(struct daemon *daemon, struct salvage_report *ret, struct fault *ret_fault);

/* Reminders by number in daemon_schedule(); valid until the next reload. */
#define ANSWERED_MAX 64 /* named in the reply; any more are answered all the same */
struct answered {
    size_t n;
    size_t rules[ANSWERED_MAX];
    struct wall until; /* snooze: when the first comes again */
};
/* outcome: done, skipped or snoozed; reminder NULL: all that waits for an answer. span: µs, 0: the
 * rule's. */
int daemon_answer(struct daemon *daemon, enum outcome outcome, const char *reminder, int64_t span,
                  struct answered *ret, struct fault *ret_fault);
const struct schedule *daemon_schedule(struct daemon *daemon);

/* Pause until a wall time, at the latest until tomorrow's first window (plan_step()); while paused,
 * it sets another end. On disk on return; where that fails, the pause holds all the same and the
 * fault says so. */
struct paused {
    struct wall until;
    bool shortened; /* it ends earlier than was asked for */
};
int daemon_pause(struct daemon *daemon, struct wall until, struct paused *ret,
                 struct fault *ret_fault);
/* -ENODATA: nothing is paused. */
int daemon_resume(struct daemon *daemon, struct fault *ret_fault);

/* What is to come up to a wall time, in the order in which it comes, after what is open; for a user
 * who stays and does each at once, before the limit. state: "open" waits for an answer now, "due"
 * comes by the schedule, "snoozed" was put off, "paused" falls into the pause and will not come;
 * "merged" comes in the notification of the last one that is not, although due is its own. each()
 * returning nonzero stops and is returned. */
int daemon_agenda(struct daemon *daemon, struct wall to,
                  int (*each)(void *userdata, struct wall due, const struct rule *rule,
                              const char *state),
                  void *userdata, struct fault *ret_fault);

struct reminder_status {
    const struct rule *rule;
    struct plan_view view;
    const char *state; /* off, waiting, outside-hours, open, snoozed */
    int64_t today[OUTCOME_COUNT];
};
struct daemon_status {
    enum presence presence;
    bool deferring; /* the user is busy: what is due waits */
    bool paused;
    struct wall paused_until;
    char notifier[160];
    const char *schedule;
    const char *log;
    const char *log_trouble; /* NULL: none */
    bool has_pain;
    struct entry pain;       /* the last */
    int64_t water;           /* ml, today */
    bool planned;            /* `care` is there */
    struct care_plan care;   /* of now */
    struct care_time booked; /* the next massage; at = 0: none */
    size_t n;
    struct reminder_status *reminders; /* owned by the caller of daemon_status(): free() */
};
int daemon_status(struct daemon *daemon, struct daemon_status *ret);

/* A move for a region, REGION_NONE for any, in turn. *ret is valid until the next reload. */
int daemon_stretch(struct daemon *daemon, enum region region, const struct move **ret,
                   struct fault *ret_fault);

/* What the care engine says now. *ret_booked: when the next massage is booked; at = 0: none is.
 * Beside faults: -ENOMEM. */
int daemon_plan(struct daemon *daemon, struct care_plan *ret, struct care_time *ret_booked,
                struct fault *ret_fault);
/* The page for the therapist. As above. */
int daemon_sheet(struct daemon *daemon, struct care_sheet *ret, struct fault *ret_fault);

/* Why a reminder came or did not, what holds it back now, when it comes next and what it counts. */
#define WHY_SENTENCES_MAX 16
#define WHY_SENTENCE_MAX  640
struct why {
    const struct rule *rule;
    size_t n;
    char sentences[WHY_SENTENCES_MAX][WHY_SENTENCE_MAX];
};
/* Of the reminder named; NULL: of each, in the schedule's order. each() returning nonzero stops and
 * is returned. */
int daemon_why(struct daemon *daemon, const char *reminder,
               int (*each)(void *userdata, const struct why *why), void *userdata,
               struct fault *ret_fault);

/* One thing that was looked at, and whether it is well. */
struct finding {
    const char *topic; /* presence, meetings, notifications, bus, socket, log, kept, schedule,
                          commands, zone, service */
    bool ok;
    char text[512];
    const char *advice; /* what to do; NULL: nothing */
};
/* each() returning nonzero stops and is returned; else whether all is well: 0, or 1. */
int daemon_doctor(struct daemon *daemon, int (*each)(void *userdata, const struct finding *finding),
                  void *userdata);

/* One civil day's outcomes, reminder by reminder, in order of name. */
struct habit {
    char reminder[RULE_NAME_MAX + 1];
    int64_t counts[OUTCOME_COUNT];
};
struct day_habits {
    int64_t day;      /* civil_day() */
    struct wall from; /* its first instant */
    size_t n;
    const struct habit *habits;
};
/* The days with any outcome between two walls, oldest first. each() returning nonzero stops and is
 * returned. */
int daemon_habits(struct daemon *daemon, struct wall from, struct wall to,
                  int (*each)(void *userdata, const struct day_habits *day), void *userdata,
                  struct fault *ret_fault);

/* The outcomes of due times between two walls, oldest first. each() returning nonzero stops and is
 * returned; it must not ask for more of the log. */
int daemon_outcomes(struct daemon *daemon, struct wall from, struct wall to,
                    int (*each)(void *userdata, const struct occurrence *occurrence),
                    void *userdata, struct fault *ret_fault);

/* What the log says of some civil days, the last of them today: days, whole weeks (the last ends
 * today), sessions, what else was measured; and what may be said of it (CARE R55-R58), each with
 * its words, which tell what is missing where nothing else is known. */
#define REPORT_DAYS_MAX    8192
#define REPORT_FIGURES_MAX 11
#define REPORT_ENTRIES_MAX 1024
#define FIGURE_TEXT_MAX    1024
struct report_day {
    int32_t pain;         /* thousandths, -1: none was logged */
    uint32_t kept, shown; /* breaks done or taken, of those and the skipped and missed */
};
struct report_week {
    int64_t first;
    int32_t tenths; /* -1: too few days were logged */
    size_t logged;
};
struct report_session {
    struct wall at;
    int before, after, soreness; /* 0-10; -1 unknown */
};
/* What else is measured, in the order of the page. */
enum report_which {
    REPORT_PEG, /* the mean of its answers */
    REPORT_ACTIVITY,
    REPORT_FLOOR,
    REPORT_LEFT,
    REPORT_RIGHT,
    REPORT_SLEEP,
    REPORT_LATENCY,
    REPORT_AWAKENINGS,
    REPORT_ASLEEP,
    REPORT_STRESS,
    REPORT_STIFFNESS,
    REPORT_MOOD,
    REPORT_POSTURE,
    REPORT_MEASURES,
};
struct report_measure {
    const char *name; /* a kind of entry, or a fact's; NULL: none was logged */
    size_t n;
    int32_t first, latest; /* tenths */
};
struct figure {
    /* pain, reach, function, better, week, trend, course, sessions, breaks, soreness, water */
    const char *name;
    bool known, interval;
    double value, low, high;
    char text[FIGURE_TEXT_MAX];
};
struct report {
    int64_t first; /* civil_day() of the first day */
    size_t logged; /* days with a level of pain */
    size_t day_n, week_n, session_n, figure_n, entry_n, hold_n;
    struct report_day *days; /* owned, as the next three */
    struct report_week *weeks;
    struct report_session *sessions; /* the newest 1024 */
    struct entry *entries; /* PEG, red flags, holds, visits: the newest 1024, oldest first */
    struct report_measure measures[REPORT_MEASURES];
    size_t drink_days; /* with a drink; ml: of all of them */
    int64_t ml;
    struct figure figures[REPORT_FIGURES_MAX];
    struct care_hold_on holds[CARE_HOLDS_MAX]; /* that stand today */
    struct care_sheet sheet;                   /* of the same days */
    const char *notes[2];                      /* what goes below every report (R56, R66) */
};
/* n days, 1 to REPORT_DAYS_MAX. report_done() frees. O(n log n) and the entries of those days. */
int daemon_report(struct daemon *daemon, size_t n, struct report *ret, struct fault *ret_fault);
void report_done(struct report *report);

/* Reads the schedule file again and swaps, or keeps the old one: -EINVAL with the complaints. */
int daemon_reload(struct daemon *daemon, struct complaints *complaints, struct fault *ret_fault);
