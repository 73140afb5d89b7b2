/* Around a session and between sessions: reminders, soreness, what may be offered, water
 * (R9, R39, R44-R50, R65).
 */
#include "daemon/care/care_internal.h"
#include "daemon/care/prompts.h"

#define HOUR_SECONDS INT64_C(3600)

static void remind(struct care_work *w, enum care_reminder_kind kind, int64_t at,
                   enum care_text text, struct care_why why)
{
    if (w->plan->reminder_n < CARE_REMINDER_MAX)
        w->plan->reminders[w->plan->reminder_n++] = (struct care_reminder){kind, at, text, why};
}

/* R39; a hold has said all there is to say about a booking. */
static void before(struct care_work *w)
{
    int64_t at;

    if (w->plan->booking < 0 || w->plan->on_hold)
        return;
    at = w->in->bookings[w->plan->booking].when.at;
    remind(w, REMIND_DAY_BEFORE, at - DAY_SECONDS, TEXT_DAY_BEFORE, WHY("A29 A49", 39, 40));
    remind(w, REMIND_HOURS_BEFORE, at - 2 * HOUR_SECONDS, TEXT_HOURS_BEFORE,
           WHY("A32 A45", 39, 10));
}

static bool awake(const struct care_work *w, const struct care_massage *m, int32_t minutes)
{
    int32_t minute = (m->when.minute + minutes) % (24 * 60);

    return minute >= w->set->waking_from && minute < w->set->waking_to;
}

/* R45: water, unless drinking is limited (R50a), in waking hours. */
static void care_after(struct care_work *w, const struct care_massage *m)
{
    bool dry = w->in->profile.fluid_limit == CARE_YES;

    if (awake(w, m, w->set->after_minutes))
        remind(w, REMIND_AFTER, m->when.at + INT64_C(60) * w->set->after_minutes,
               dry ? TEXT_AFTER_DRY : TEXT_AFTER,
               dry ? WHY("A37", 46, 71) : WHY("A36 A37 A85", 45, 46));
    if (!dry && awake(w, m, w->set->after_again_minutes))
        remind(w, REMIND_AFTER_WATER, m->when.at + INT64_C(60) * w->set->after_again_minutes,
               TEXT_WATER, WHY("A36", 45, 50));
}

/* R47, R48: asked after one and two days, and after three while it lasts. */
static void soreness(struct care_work *w, const struct care_massage *m)
{
    bool strong = false, numb = false;
    int lately = care_soreness_after(w, m, 0), late = care_soreness_after(w, m, 72);

    for (int days = 1; days <= 3; days++)
        if (care_soreness_after(w, m, 24 * days) < 0 && (days < 3 || lately > 0))
            remind(w, REMIND_SORENESS, m->when.at + DAY_SECONDS * days, TEXT_SORENESS,
                   WHY("A38 A85", 47));
    for (size_t i = 0; i < w->in->sore_n; i++) {
        const struct care_soreness *s = &w->in->sore[i];

        if (!care_past(w, &s->when) || s->when.at < m->when.at)
            continue;
        strong = strong || s->level >= w->set->sore_level;
        numb = numb || s->numb == CARE_YES;
    }
    if (strong || numb || late > 0)
        care_add(w, TEXT_SORE_72, TIER_NONE, WHY("A38 A47", 48))->notify =
            !care_told_since(w, TEXT_SORE_72, &m->when);
}

/* R9, R10, R11, R46, and R5: nothing at all until somebody has looked. */
static void allow(struct care_work *w)
{
    const struct care_plan *plan = w->plan;
    const struct stat_day *today = care_days_find(&w->days, w->in->now.day);
    struct care_allowed *allowed = &w->plan->allowed;
    bool severe = today && today->value >= w->set->severe_level * STAT_POINT;

    allowed->moves = plan->tier != TIER_EMERGENCY;
    allowed->moderate = allowed->moves && !plan->easy && !severe;
    allowed->self_massage = allowed->moves && !plan->on_hold && !plan->no_deep && !severe;
    allowed->homework = allowed->moderate && !plan->on_hold; /* its load is not known */
    allowed->posture = allowed->moves && !plan->easy;
    allowed->new_pain = plan->episode.duration == CLASS_ACUTE;
    allowed->weak_bones = w->in->profile.conditions[ILLNESS_BONES] == CARE_YES;
    allowed->thinners = w->in->profile.conditions[ILLNESS_BLOOD] == CARE_YES;
    for (size_t i = 0; i < plan->hold_n; i++)
        allowed->no_massage |= BIT(plan->holds[i].region);
    allowed->why = WHY("A37 A44 A47", 5, 9, 10, 11, 46);
}

static bool past(const struct care_input *in, const struct care_drink *drink)
{
    return drink->when.at <= in->now.at && drink->ml >= 0;
}

/* What was drunk in the hour up to a drink. */
static int64_t hour_before(const struct care_input *in, const struct care_drink *last)
{
    int64_t ml = 0;

    for (size_t i = 0; i < in->drink_n; i++)
        if (in->drinks[i].ml > 0 && in->drinks[i].when.at <= last->when.at &&
            in->drinks[i].when.at > last->when.at - HOUR_SECONDS)
            ml += in->drinks[i].ml;
    return ml;
}

void care_water_make(const struct care_input *in, const struct care_settings *set,
                     struct care_water *ret)
{
    bool limited = in->profile.fluid_limit == CARE_YES;
    struct care_water water = {.limited = limited,
                               .target = set->target_ml,
                               .why = limited ? WHY("A73", 71) : WHY("A73", 50)};

    for (size_t i = 0; i < in->drink_n; i++) {
        const struct care_drink *drink = &in->drinks[i];
        int64_t until = drink->when.at + INT64_C(60) * set->plenty_minutes;

        if (!past(in, drink))
            continue;
        if (drink->when.day == in->now.day)
            water.done += drink->ml;
        if (until > in->now.at && until > water.quiet_until &&
            hour_before(in, drink) >= set->plenty_ml)
            water.quiet_until = until;
    }
    water.wanted = !limited && water.done < water.target && in->now.at >= water.quiet_until;
    *ret = water;
}

void care_find_after(struct care_work *w)
{
    const struct care_massage *last = care_last_massage(w, NULL);
    struct care_plan *plan = w->plan;

    plan->easy = last && last->when.day == w->in->now.day;
    before(w);
    if (last && w->in->now.at - last->when.at < 5 * DAY_SECONDS) {
        care_after(w, last);
        soreness(w, last);
    }
    if (!care_told_within(w, TEXT_WORKSTATION, w->set->station_days))
        remind(w, REMIND_WORKSTATION, w->in->now.at, TEXT_WORKSTATION, WHY("B06", 73));
    allow(w);
    care_water_make(w->in, w->set, &w->plan->water);
    care_add(w, TEXT_BREAKS, TIER_NONE, WHY("A50 A63 A71", 65, 49))->notify = false;
    care_add(w, TEXT_ROUTINE_PLAN, TIER_NONE, WHY("A50 A65 A67", 65, 51))->notify = false;
    if (last && last->homework)
        care_add(w, TEXT_HOMEWORK, TIER_NONE, WHY("A39 A57", 44, 28))->notify = false;
}
