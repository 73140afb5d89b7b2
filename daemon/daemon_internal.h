/* What the daemon's own files share; nobody else includes it. */
#pragma once

#include "daemon/care/moves.h"
#include "daemon/care/prompts.h"
#include "daemon/care/settings.h"
#include "daemon/care_log.h"
#include "daemon/daemon.h"

/* Occurrences that could not be written yet; kept until they can be. */
#define UNSAVED_MAX 4096
/* Reminders of one notice that are looked at one by one; more are counted only. */
#define NOTICE_RULES_MAX 64
/* Notices that no screen shows, to be shown again; of more the first are forgotten. */
#define LOST_MAX 64
/* Ids of the daemon's own words. */
#define NOTICE_WELCOME  UINT64_MAX
#define NOTICE_RESUMED  (UINT64_MAX - 1)
#define NOTICE_REFUSED  (UINT64_MAX - 2)
#define NOTICE_NOT_KEPT (UINT64_MAX - 3)
#define NOTICE_PLENTY   (UINT64_MAX - 7)

/* Which move a reminder shows. */
struct move_pick {
    char reminder[RULE_NAME_MAX + 1]; /* "": somebody who asked for one by the command */
    struct wall due;                  /* of the occurrence it was picked for */
    struct move_turn turn;
    struct wall due_before; /* the one before that, whose end may be told after */
    char before[MOVE_NAME_MAX + 1];
    bool changed; /* since it was written */
};
struct move_picks {
    size_t n, size;
    struct move_pick *items; /* owned; by name */
    struct moves_shown shown;
    uint32_t changed; /* bits, by region: what was shown last is not written */
};

/* What the care plan says by itself, one of each at a time. */
enum { SPOKEN_MESSAGE, SPOKEN_CHECK, SPOKEN_PEG, SPOKEN_COUNT };

struct daemon {
    struct daemon_options options;
    struct settings *settings; /* owned; the plan looks into its schedule */
    struct zone zone;
    struct wall zone_read; /* when */
    struct plan *plan;
    struct presence_report *reports; /* owned: the last of each source */
    struct event fused;              /* what the plan was told last */
    struct {
        unsigned signs;    /* of enum context_sign, that the settings name */
        bool looking;      /* the context was asked and has not answered */
        bool deferring;    /* the user is busy: what is due waits */
        bool spent;        /* and has been for as long as reminders wait at most */
        struct boot since; /* of deferring */
        struct boot again; /* when the context is asked next, while deferring */
        char what[128];    /* the sign, for people */
    } busy;
    struct {
        bool concerned; /* the log or the settings tell of massages */
        int64_t day;    /* the civil day for which their reminders were built */
        struct massage_nudge {
            int64_t day;
            int32_t second; /* of that day, on which a massage is due */
        } nudge;
    } massage;
    struct {
        int64_t
            told[TEXT_COUNT]; /* when each text was told last, seconds since the epoch; 0 never */
        bool unsaved[TEXT_COUNT];
        struct care_slot {
            bool any, shown;
            enum care_text text;
            int64_t day;
            int32_t second; /* of that day */
            char name[RULE_NAME_MAX + 1];
        } slots[SPOKEN_COUNT];
        bool looked;       /* the rules were built in this run */
        struct boot first; /* when to do so for the first time */
    } care;
    struct {
        bool there;
        struct moment made;
        struct care_plan plan;
        struct care_time booked;
    } glance;           /* what status tells of the care plan: to make it, the whole log is read */
    struct notice told; /* the daemon's own last word, should the notifier fail to show it */
    struct move_picks picks;
    struct move homework; /* the therapist's, as a move: asked for, */
    struct move picked;   /* and of a reminder */
    bool homework_shown;  /* it was the last one asked for */
    size_t lost_n;
    struct lost {
        uint64_t id;
        bool there;         /* a server that can show it came */
    } lost[LOST_MAX];       /* oldest first */
    struct effects effects; /* of the step being carried out */
    struct occurrence *unsaved;
    size_t unsaved_n, unsaved_size;
    bool in_batch;                    /* a transaction of several requests is open */
    const struct settings *looked_at; /* of which is known: */
    bool cared;                       /* health has a say in some of its reminders */
    bool unsettled;    /* daemon_quiet_settle() is to come after it, or after an answer */
    struct wall said;  /* when the request was said that comes out of the spool; us 0: now */
    bool stopping;     /* what is saved now is the last of this run */
    char damage[640];  /* what daemon_damage() said last */
    char trouble[512]; /* why the last write failed; "" when all is on disk */
    char warned[256];  /* of such a trouble, last */
    char unshown[256]; /* why the notifier could not show the last notice; "" when it took it */
    char hook_trouble[256]; /* why the last of the user's commands did not run; "" when it did */
    void (*changed)(void *userdata); /* daemon_watch()'s; NULL: nobody */
    void *watcher;
    const char
        *source; /* who said what is being stepped: "button", "command", "" the plan itself */
    const void *importer; /* whose import is under way; NULL: none */
    int64_t imported;     /* entries it has so far */
};

/* One event through the plan, its effects carried out, the alarm armed anew. As plan_step(). */
int daemon_step(struct daemon *d, const struct event *event, const char *source);
/* The same at a moment that was looked at just now; several events may share it. */
int daemon_step_at(struct daemon *d, const struct event *event, const char *source,
                   struct moment now);
/* Now, after hearing what happened to the clocks. */
struct moment daemon_look(struct daemon *d);
/* Carries out the effects of the last step. schedule: the one their rule numbers are of. Returns
 * whether there were any, or any of the plan's texts changed. */
bool daemon_carry(struct daemon *d, const struct schedule *schedule, struct moment now);
/* Tells who watches. */
void daemon_changed(struct daemon *d);
/* Whether something of the plan's own is due, which the next step brings. */
bool daemon_due(const struct daemon *d, struct moment now);
/* The care plan and the next booking, of now or of some minutes ago if nothing that matters has
 * changed since. false: the log cannot be read. */
bool daemon_glance(struct daemon *d, struct care_plan *ret, struct care_time *ret_booked);
/* After entries came, went or changed, other than by a single one that was logged. */
void daemon_log_changed(struct daemon *d);
void daemon_arm(struct daemon *d, struct moment now);
/* The notice for n effects of one id, at most NOTICE_RULES_MAX of them in words. */
void daemon_compose(struct daemon *d, const struct schedule *schedule, const struct effect *effects,
                    size_t n, struct wall now, struct notice *ret);
/* Its buttons, and the command that does the same. snooze: for how long those are put off that can
 * be, microseconds; 0: none can, -1: they differ. */
void daemon_add_buttons(struct daemon *d, const struct rule *const *rules, size_t n, int64_t snooze,
                        struct notice *notice);
/* What an effect's reminder says when it comes alone. */
void daemon_wording(struct daemon *d, const struct schedule *schedule, const struct effect *effect,
                    char ret_title[static NOTICE_TITLE_MAX], char ret_body[static NOTICE_BODY_MAX]);
/* The thresholds, with what the schedule file says of them. */
struct care_settings daemon_care_settings(const struct daemon *d);
/* What a profile does not say, the schedule file may. */
void daemon_care_profile(const struct settings *settings, struct care_profile *profile);
/* What was logged, and the plan of it as of now. 0 (then care_log_done()), -ENOMEM, or the store's
 * error (-EIO: there is none). */
int daemon_care(struct daemon *d, struct care_log *ret_log, struct care_plan *ret);
/* What may be offered now; where the log cannot be read, what is gentle. */
void daemon_allowed(struct daemon *d, struct care_allowed *ret);
struct care_move daemon_care_move(const struct move *move);
bool daemon_allows(const struct care_allowed *allowed, const struct move *move);
/* The therapist's homework for the first of these regions that has some, or for none, as a move;
 * false: there is none, or not today. */
bool daemon_homework(struct daemon *d, const enum region *regions, size_t n, struct move *ret);
/* All of it, a move for each region that has some; how many. */
size_t daemon_homework_all(struct daemon *d, struct move ret[static REGION_COUNT]);
#define HOMEWORK "homework-" /* their names: this and the region */
/* Picks the move of an occurrence that is about to be shown; nothing where it has one already. */
void daemon_pick_move(struct daemon *d, const struct rule *rule, struct wall due);
/* That move, until the next one is asked for; NULL: none was picked, or it is not in the library
 * any more. */
const struct move *daemon_move(struct daemon *d, const struct rule *rule, struct wall due);
/* What is to be written of the turns, one text after the other from *at = 0 on; false: no more. */
bool daemon_moves_take(struct daemon *d, size_t *at, struct plan_saved *ret);
void daemon_moves_saved(struct daemon *d);
/* Whether it was a text of the turns. */
bool daemon_moves_restore(struct daemon *d, const char *key, const char *value);
/* Runs the command of an effect's reminder, if it has one. */
void daemon_hook(struct daemon *d, const struct schedule *schedule, const struct effect *effect);
void daemon_hooks_start(struct daemon *d);
void daemon_hooks_stop(struct daemon *d);
/* A fault in one line. Returns -EINVAL, -ENOENT… as fits the kind. */
__attribute__((format(printf, 5, 6))) int daemon_fault(struct fault *ret, enum fault_kind kind,
                                                       const char *field, const char *value,
                                                       const char *why, ...);
/* Shows by the notifier, or where that cannot take it, by the fallback. */
void daemon_show(struct daemon *d, const struct notice *notice);
/* The same for a word of the daemon's own, which belongs to no occurrence. */
void daemon_tell(struct daemon *d, const struct notice *notice);
/* Shows a notice as it stands: all of it that still waits for an answer, if there is any. */
void daemon_show_open(struct daemon *d, uint64_t id);
void daemon_withdraw(struct daemon *d, uint64_t id);
/* Shows again what no screen shows and still waits for an answer, once there is a server and
 * somebody who could see it. */
void daemon_show_lost(struct daemon *d);
void daemon_notices_start(struct daemon *d);
void daemon_notices_stop(struct daemon *d);
/* As daemon_log(); source: who said so. */
int daemon_log_by(struct daemon *d, struct entry *entry, const char *source,
                  struct fault *ret_fault);
/* Tells the plan whether today's pain is in the log, so that the question is not asked. At the
 * start, and when the log or the day's bounds changed. */
void daemon_pain_settle(struct daemon *d);
/* The same after an entry was logged, which also answers the question. */
void daemon_pain_logged(struct daemon *d, const struct entry *entry, const char *source);
/* What a reminder asks a level of, pain or soreness; ENTRY_KIND_COUNT: it does not. */
enum entry_kind daemon_asks(const struct rule *rule);
/* The reminder that asks for it; n of the schedule: there is none. */
size_t daemon_question(const struct daemon *d, enum entry_kind kind);
/* The levels to offer: three in a row around the last one; before any 2, 4 and 6, of soreness 0, 2
 * and 4. */
void daemon_levels(struct daemon *d, enum entry_kind kind, int ret[static 3]);
/* Logs a level as the answer to the question of an occurrence. As daemon_log(). */
int daemon_level_answer(struct daemon *d, enum entry_kind kind, int level, struct wall due,
                        struct fault *ret_fault);
/* Whether notices come as notifications, as far as is known. ret: by what they do, or why not. */
bool daemon_notifies(struct daemon *d, char *ret, size_t size);
/* The reminder meant by a name, shortened while unambiguous. 0, -ENOENT with the fault, -ENOMEM. */
int daemon_find(struct daemon *d, const char *name, size_t *ret, struct fault *ret_fault);
/* Starts the presence sources, or gives them other spans. */
void daemon_desk_start(struct daemon *d);
void daemon_desk_stop(struct daemon *d);
/* Before a step: what it would show waits until it is known whether there is need of it and the
 * context was asked. After it: looks and asks, or lets it come. */
void daemon_guard(struct daemon *d);
void daemon_unguard(struct daemon *d, struct moment now);
/* The moment at which the context is to be asked again; false: at none. */
bool daemon_busy_next(const struct daemon *d, struct boot *ret);
void daemon_busy_alarm(struct daemon *d);
void daemon_busy_start(struct daemon *d);
/* Takes in what the settings name, at the start and after a reload. */
void daemon_busy_settings(struct daemon *d);
void daemon_busy_stop(struct daemon *d);
/* What was drunk today, and whether more is wanted. false: the log cannot be read. */
bool daemon_water(struct daemon *d, struct care_water *ret);
/* Whether there is no need of a reminder now, until when, and why. */
void daemon_silence(struct daemon *d, const struct rule *rule, struct care_silence *ret);
/* Tells the plan: of water, where drinks or their limits may be others; of what the care plan
 * silences, where that is quiet or on the screen. At the start, and when the log, the settings or
 * the day's bounds changed. */
void daemon_quiet_settle(struct daemon *d, bool drinks);
/* The same after an entry was logged. A drink answers what asks for one. */
void daemon_quiet_logged(struct daemon *d, const struct entry *entry, const char *source);
/* The same for what is about to be shown, between daemon_guard() and daemon_unguard(). */
void daemon_quiet_look(struct daemon *d, struct moment now);
/* Whether there are reminders that want this look. */
bool daemon_quiet_asked(struct daemon *d);
/* The moves of the five-minute routine of a civil day, of what is allowed, the same each time;
 * false: that does not make it up. */
struct care_routine_moves {
    size_t n;
    const struct move *moves[CARE_ROUTINE_MAX];
};
bool daemon_routine(struct daemon *d, int64_t day, const struct care_allowed *allowed,
                    struct care_routine_moves *ret);
/* Whether what became of a reminder of that name is a break's: as rule_is_break(); of what the
 * schedule does not have, or has no more, the user's own is one. */
bool daemon_is_break(const struct schedule *schedule, const char *name);
/* The reminders around massages, with that before their names where the file has these. */
#define OWN_PREFIX     "care-"
#define MASSAGE_NAME   "massage" /* an entry answers it */
#define AFTERCARE_NAME "aftercare"
#define WATER_NAME     "aftercare-water"
#define SORENESS_NAME  "soreness"
/* Puts the reminders around massages, as they are to be today, at the end of a schedule's rules, in
 * place of those that are there. 0 or -errno: then it is as it was. */
int daemon_massage_add(struct daemon *d, struct settings *settings);
/* Builds them anew and, where they are others, has the plan go by them. fresh: nothing was restored
 * yet. */
void daemon_massage_settle(struct daemon *d, bool fresh);
/* The same where the day is another one. */
void daemon_massage_tick(struct daemon *d);
/* When that is to be done next; false: never. */
bool daemon_massage_next(struct daemon *d, struct moment now, struct boot *ret);
/* After an entry: what it answers, and what follows. */
void daemon_massage_logged(struct daemon *d, const struct entry *entry, const char *source);
/* What was told is read before anything is built. */
void daemon_care_start(struct daemon *d);
/* An occurrence is shown: whether it is one of what the care plan says. */
void daemon_care_shown(struct daemon *d, const struct rule *rule, struct wall due);
/* What was told, as states: as with the turns of the moves. */
bool daemon_care_take(struct daemon *d, size_t *at, struct plan_saved *ret);
void daemon_care_saved(struct daemon *d);
bool daemon_care_restore(struct daemon *d, const char *key, const char *value);
/* Notes in the log which tiers have begun or ended, and by what (CARE R15). log: what it has of
 * them. */
void daemon_tiers_note(struct daemon *d, const struct care_log *log, const struct care_plan *plan);
/* Puts an effect among what is to be written; schedule: the one its rule number is of. */
void daemon_record(struct daemon *d, const struct schedule *schedule, const struct effect *effect,
                   struct moment now);
/* Writes all that changed, as one transaction; what fails is kept for the next time. Returns
 * whether anything had changed; false where there is no store. */
bool daemon_save(struct daemon *d, struct moment now);
/* What the last run left, into the plan; effects are added to d->effects. 0 or -ENOMEM. */
int daemon_restore(struct daemon *d, struct moment now);
/* The store, where there is one by now; else NULL. */
struct store *daemon_store(struct daemon *d);
/* After a call of the store that failed so: where the log is damaged, puts a new one in its place
 * and tells the user. True: the call may be made again. */
bool daemon_mend(struct daemon *d, int error);
/* Tells of the log that was found damaged before the daemon began. */
void daemon_tell_aside(struct daemon *d);
/* What to say of a damaged log that waits to be salvaged; NULL: there is none. */
const char *daemon_damage(struct daemon *d);
/* The fault for what the store could not do. */
int daemon_not_saved(struct daemon *d, struct fault *ret_fault);
/* Why the store failed last, or is not there. */
const char *daemon_store_why(struct daemon *d);
/* ml of a drink of which no more was said: that of the first reminder that asks for one. */
int daemon_drink(const struct daemon *d);
