/* Questions to the records, and what a plan is written with.
 *
 * Nothing here depends on the order of the records: the latest is found by its time.
 */
#include "daemon/care/care_internal.h"

bool care_past(const struct care_work *w, const struct care_time *when)
{
    return when->at != 0 && when->at <= w->in->now.at;
}

const struct care_massage *care_last_massage(const struct care_work *w,
                                             const struct care_massage *than)
{
    const struct care_massage *last = NULL;

    for (size_t i = 0; i < w->in->massage_n; i++) {
        const struct care_massage *m = &w->in->massages[i];

        if (care_past(w, &m->when) && (!than || m->when.at < than->when.at) &&
            (!last || m->when.at > last->when.at))
            last = m;
    }
    return last;
}

int care_soreness_after(const struct care_work *w, const struct care_massage *session, int hours)
{
    const struct care_soreness *last = NULL;

    for (size_t i = 0; i < w->in->sore_n; i++) {
        const struct care_soreness *s = &w->in->sore[i];

        if (s->level >= 0 && care_past(w, &s->when) &&
            s->when.at >= session->when.at + INT64_C(3600) * hours &&
            (!last || s->when.at > last->when.at ||
             (s->when.at == last->when.at && s->level > last->level)))
            last = s;
    }
    return last ? last->level : -1;
}

bool care_seen(const struct care_work *w, int64_t since_day)
{
    for (size_t i = 0; i < w->in->visit_n; i++)
        if (care_past(w, &w->in->visits[i].when) && w->in->visits[i].when.day >= since_day)
            return true;
    return false;
}

bool care_cleared(const struct care_work *w, const struct care_time *since)
{
    for (size_t i = 0; i < w->in->visit_n; i++) {
        const struct care_visit *visit = &w->in->visits[i];

        if (visit->cleared == CARE_YES && care_past(w, &visit->when) &&
            (since->at ? visit->when.at >= since->at : visit->when.day >= since->day))
            return true;
    }
    return false;
}

bool care_told_since(const struct care_work *w, enum care_text text, const struct care_time *since)
{
    for (size_t i = 0; i < w->in->told_n; i++) {
        const struct care_told *told = &w->in->told[i];

        if (told->text == text && care_past(w, &told->when) &&
            (since->at ? told->when.at >= since->at : told->when.day >= since->day))
            return true;
    }
    return false;
}

bool care_told_within(const struct care_work *w, enum care_text text, int64_t days)
{
    struct care_time since = {.day = w->in->now.day - days + 1};

    return care_told_since(w, text, &since);
}

struct care_item *care_add(struct care_work *w, enum care_text text, enum care_tier tier,
                           struct care_why why)
{
    struct care_plan *plan = w->plan;
    struct care_item *item =
        &plan->items[plan->item_n < CARE_ITEMS_MAX - 1 ? plan->item_n++ : CARE_ITEMS_MAX - 1];

    *item = (struct care_item){.text = text, .tier = tier, .notify = true, .why = why};
    if (tier > plan->tier)
        plan->tier = tier;
    return item;
}
