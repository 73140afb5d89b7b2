/* The care engine's answers, from the log and the settings as they are now: the plan, the sheet for
 * the therapist, and what may be offered.
 *
 * Who asks for the plan gets one made anew, so that an undo or an edit needs no repair; a glance
 * may be ten minutes old where nothing has changed. Where the log cannot be read, only what is
 * gentle is allowed (R70).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/scope.h"
#include "common/span.h"
#include "daemon/daemon_internal.h"

/* What the schedule says in the settings' stead; their table allows any amount of it. */
struct care_settings daemon_care_settings(const struct daemon *d)
{
    const struct schedule *s = &d->settings->schedule;
    struct care_settings settings = care_settings_default();

    for (size_t i = 0; i < s->n; i++)
        if (s->rules[i].enabled && s->rules[i].target > 0) {
            (void)care_settings_set(&settings, "target", s->rules[i].target);
            break;
        }
    (void)care_settings_set(&settings, "glass", daemon_drink(d));
    return settings;
}

void daemon_care_profile(const struct settings *settings, struct care_profile *profile)
{
    if (profile->weekday == 0)
        profile->weekday = settings->massage_weekday + 1; /* -1: none */
    if (profile->interval_days == 0)
        profile->interval_days = (int32_t)(settings->massage_every / USEC_PER_DAY);
}

int daemon_care(struct daemon *d, struct care_log *ret_log, struct care_plan *ret)
{
    const struct care_settings settings = daemon_care_settings(d);
    struct store *store = d->options.store;
    int r = store ? care_log_read(store, &d->zone, daemon_now(d).wall, ret_log) : -EIO;

    if (r < 0)
        return r;
    daemon_care_profile(d->settings, &ret_log->input.profile);
    r = care_plan_make(&ret_log->input, &settings, ret);
    if (r < 0)
        care_log_done(ret_log);
    return r;
}

int daemon_plan(struct daemon *d, struct care_plan *ret, struct care_time *ret_booked,
                struct fault *ret_fault)
{
    struct care_log log;
    int r = daemon_care(d, &log, ret);

    if (r == -ENOMEM)
        return r;
    if (r < 0)
        return daemon_not_saved(d, ret_fault);
    *ret_booked = ret->booking >= 0 ? log.input.bookings[ret->booking].when : (struct care_time){0};
    care_log_done(&log);
    return 0;
}

#define GLANCE_US (10 * USEC_PER_MIN)

bool daemon_glance(struct daemon *d, struct care_plan *ret, struct care_time *ret_booked)
{
    const struct moment now = clock_now(d->options.clock), made = d->glance.made;
    struct fault none;

    if (!d->glance.there || now.boot.us - made.boot.us > GLANCE_US || now.wall.us < made.wall.us ||
        made.wall.us < daemon_day_start(d, 0).us) {
        d->glance.there = daemon_plan(d, &d->glance.plan, &d->glance.booked, &none) == 0;
        d->glance.made = now;
    }
    *ret = d->glance.plan;
    *ret_booked = d->glance.booked;
    return d->glance.there;
}

/* ------------------------------------------------------------------ moves */

/* Gentle moves only. */
static const struct care_allowed gentle = {.moves = true};

void daemon_allowed(struct daemon *d, struct care_allowed *ret)
{
    struct care_plan plan;
    struct care_time booked;

    *ret = daemon_glance(d, &plan, &booked) ? plan.allowed : gentle;
}

struct care_move daemon_care_move(const struct move *move)
{
    static const int turns[] = {
        [EACH_ONCE] = 1, [EACH_SIDE] = 2, [EACH_DIRECTION] = 2, [EACH_WAY_AND_SIDE] = 4};

    return (struct care_move){
        .regions = move->regions,
        .seconds =
            (int)(move->hold / USEC_PER_SEC) * (move->times ? move->times : 1) * turns[move->each],
        .moderate = move->load == LOAD_MODERATE,
        .massage = move->massage,
        .homework = move->therapist,
        .not_new_pain = move->not_with & 1U << CONDITION_NEW_PAIN,
        .not_weak_bones = move->not_with & 1U << CONDITION_WEAK_BONES,
        .not_thinners = move->not_with & 1U << CONDITION_BLOOD_THINNERS,
    };
}

bool daemon_allows(const struct care_allowed *allowed, const struct move *move)
{
    const struct care_move care = daemon_care_move(move);

    return care_move_allowed(&care, allowed);
}

size_t daemon_homework_all(struct daemon *d, struct move ret[static REGION_COUNT])
{
    struct care_log log;
    struct care_plan plan;
    size_t n = 0;

    if (daemon_care(d, &log, &plan) < 0)
        return 0;
    for (enum region region = REGION_NONE; region < REGION_COUNT; region++) {
        const char *text = care_homework(&log.input, region, &plan.allowed);

        if (!text)
            continue;
        ret[n] = (struct move){
            .regions = UINT32_C(1) << region, .steps_n = 1, .therapist = true, .enabled = true};
        (void)snprintf(ret[n].name, sizeof(ret[n].name), HOMEWORK "%s", region_name(region));
        (void)strcpy(ret[n].title, "Your therapist's homework");
        (void)snprintf(ret[n].steps, sizeof(ret[n].steps), "%s", text);
        n++;
    }
    care_log_done(&log);
    return n;
}

bool daemon_homework(struct daemon *d, const enum region *regions, size_t n, struct move *ret)
{
    struct move all[REGION_COUNT];
    size_t all_n = daemon_homework_all(d, all);

    for (size_t i = 0; i <= n; i++)
        for (size_t k = 0; k < all_n; k++)
            if (all[k].regions == UINT32_C(1) << (i < n ? regions[i] : REGION_NONE)) {
                *ret = all[k];
                (void)strcpy(ret->name, "homework");
                return true;
            }
    return false;
}
_Static_assert(MOVE_STEPS_TEXT >= FACT_TEXT_MAX, "homework fits");

/* ------------------------------------------------------------------ the sheet */

struct counted {
    int64_t taken, due;
};

static int count(void *userdata, const struct occurrence *o)
{
    struct counted *c = userdata;
    bool taken = o->outcome == OUTCOME_DONE || o->outcome == OUTCOME_TAKEN;

    c->taken += taken;
    c->due += taken || o->outcome == OUTCOME_SKIPPED || o->outcome == OUTCOME_MISSED;
    return 0;
}

int daemon_sheet(struct daemon *d, struct care_sheet *ret, struct fault *ret_fault)
{
    const struct care_settings settings = daemon_care_settings(d);
    const struct wall to = daemon_now(d).wall, from = {to.us - 28 * USEC_PER_DAY};
    char habits[128];
    struct counted c = {0};
    struct care_log log;
    struct care_plan plan;
    int r = daemon_care(d, &log, &plan);

    if (r == 0) {
        r = d->options.store->ops->occurrences(d->options.store, from, to, count, &c);
        (void)snprintf(habits, sizeof(habits), "%lld of %lld reminders followed in four weeks",
                       (long long)c.taken, (long long)c.due);
        if (r == 0)
            r = care_sheet_make(&log.input, &settings, &plan, c.due > 0 ? habits : NULL, ret);
        care_log_done(&log);
    }
    return r < 0 && r != -ENOMEM ? daemon_not_saved(d, ret_fault) : r;
}
