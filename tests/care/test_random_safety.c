/* Random lives, and for each day what their entries alone demand, read from the rules once more and
 * in another way than the engine does: which signs stand (R5-R7, R14), what holds massage (R10),
 * what then stays silent (R27, R28), whose date counts (R12, R27, R28), what may be offered (R9,
 * R11, R31), and what always comes along (R3, R65, R66).
 */
#include "daemon/care/moves.h"
#include "daemon/care/sheet.h"
#include "tests/care/random_life.h"
#include "tests/care/wording.h"

#define LIVES 250
#define HOUR  INT64_C(3600)

/* How often a situation was met: a property that nothing tries holds nothing. */
struct met {
    long days, urgent, emergency, held[HOLD_COUNT], local, next[NEXT_BOOKED + 1], overdue, soon;
    long no_deep, acute, severe, clean, sheets;
};

static bool past(const struct life *l, const struct care_time *when)
{
    return when->at <= l->in.now.at;
}

/* A clinician's yes, at this time or later. */
static bool cleared_since(const struct life *l, int64_t at)
{
    for (size_t i = 0; i < l->in.visit_n; i++)
        if (l->visits[i].cleared == CARE_YES && past(l, &l->visits[i].when) &&
            l->visits[i].when.at >= at)
            return true;
    return false;
}

/* ------------------------------------------------------------------ signs */

static void note(const struct life *l, uint32_t *flags, enum red_flag flag, struct care_time when)
{
    if (past(l, &when) && !cleared_since(l, when.at))
        *flags |= 1u << flag;
}

static enum red_flag where(const struct care_pain *p)
{
    if (p->region == REGION_LEGS && p->side == SIDE_LEFT)
        return FLAG_LEFT_LEG;
    if (p->region == REGION_LEGS && p->side == SIDE_RIGHT)
        return FLAG_RIGHT_LEG;
    if (p->region == REGION_LEGS && p->side == SIDE_BOTH)
        return FLAG_BOTH_LEGS;
    if (p->region == REGION_ARMS || p->region == REGION_WRISTS || p->region == REGION_HANDS)
        return FLAG_ARM;
    return FLAG_NUMBNESS;
}

/* Those that entries raise; what the profile adds to a new pain is left to its own tests. */
static uint32_t signs(const struct life *l)
{
    uint32_t flags = 0, legs = 1u << FLAG_LEFT_LEG | 1u << FLAG_RIGHT_LEG;

    for (size_t i = 0; i < l->in.check_n; i++)
        if (l->checks[i].answer == CARE_YES)
            note(l, &flags, l->checks[i].flag, l->checks[i].when);
    for (size_t i = 0; i < l->in.pain_n; i++) {
        if (l->pains[i].numb == CARE_YES)
            note(l, &flags, where(&l->pains[i]), l->pains[i].when);
        if (l->pains[i].night == CARE_YES)
            note(l, &flags, FLAG_NIGHT, l->pains[i].when);
    }
    for (size_t i = 0; i < l->in.sore_n; i++)
        if (l->sore[i].numb == CARE_YES)
            note(l, &flags, FLAG_NUMBNESS, l->sore[i].when);
    for (size_t i = 0; i < l->in.mark_n; i++) {
        const struct care_mark *m = &l->marks[i];
        const struct care_pain there = {.region = m->region};

        if (m->hold == HOLD_NUMBNESS)
            note(l, &flags, where(&there), m->when);
        if ((m->hold == HOLD_FRACTURE || m->hold == HOLD_INJURY) &&
            l->in.profile.conditions[ILLNESS_BONES] == CARE_YES)
            note(l, &flags, FLAG_KNOCK, m->when);
    }
    return (flags & legs) == legs ? flags | 1u << FLAG_BOTH_LEGS : flags;
}

static void check_signs(const struct life *l, const struct care_plan *p, struct met *met)
{
    uint32_t flags = signs(l), history = 1u << FLAG_CANCER | 1u << FLAG_DEFENCES;
    enum care_tier least = TIER_NONE;

    assert_int_equal(p->flags | history, flags | history);
    assert_int_equal(flags & ~p->flags, 0);
    for (unsigned i = 0; i < FLAG_COUNT; i++)
        if (p->flags & 1u << i && least < TIER_EMERGENCY)
            least = i <= FLAG_STIFF_NECK ? TIER_EMERGENCY : TIER_URGENT;
    if (least == TIER_NONE) {
        assert_true(p->tier < TIER_URGENT);
        return;
    }
    assert_int_equal(p->tier, least);
    assert_true(p->on_hold);
    assert_int_equal(p->items[0].tier, least);
    met->urgent += least == TIER_URGENT;
    met->emergency += least == TIER_EMERGENCY;
}

/* ------------------------------------------------------------------ holds */

static bool mark_holds(const struct life *l, const struct care_mark *m)
{
    int64_t now = l->in.now.at;
    bool ended = m->ended.at >= m->when.at && past(l, &m->ended);

    if (!past(l, &m->when))
        return false;
    switch (m->hold) {
    case HOLD_FEVER:
        return !ended || now < m->ended.at + 24 * HOUR;
    case HOLD_FRACTURE:
    case HOLD_NUMBNESS:
    case HOLD_CLOT:
        return !cleared_since(l, m->when.at);
    case HOLD_INJURY:
        return now < m->when.at + 72 * HOUR;
    case HOLD_SURGERY:
        return now < m->when.at + 42 * 24 * HOUR;
    default:
        return !ended;
    }
}

/* Today's value, R54: the averages' mean, else that of all numbers; in hundredths, -1 none. */
static int today(const struct life *l)
{
    int sum[2] = {0}, n[2] = {0};

    for (size_t i = 0; i < l->in.pain_n; i++) {
        const struct care_pain *p = &l->pains[i];

        if (p->when.day != l->in.now.day || !past(l, &p->when) || p->category)
            continue;
        sum[p->average] += p->level;
        n[p->average]++;
    }
    return n[1] ? sum[1] * 100 / n[1] : n[0] ? sum[0] * 100 / n[0] : -1;
}

/* The clinicians' last word; of two at once, no. */
static bool refused(const struct life *l)
{
    const struct care_visit *last = NULL;

    for (size_t i = 0; i < l->in.visit_n; i++) {
        const struct care_visit *v = &l->visits[i];

        if (v->cleared != CARE_UNKNOWN && past(l, &v->when) &&
            (!last || v->when.at > last->when.at ||
             (v->when.at == last->when.at && v->cleared == CARE_NO)))
            last = v;
    }
    return last && last->cleared == CARE_NO;
}

static void check_holds(const struct life *l, const struct care_plan *p, struct met *met)
{
    bool on = p->tier >= TIER_URGENT || today(l) >= 700 || refused(l);
    uint32_t regions = 0;

    for (size_t i = 0; i < l->in.mark_n; i++) {
        const struct care_mark *m = &l->marks[i];

        if (!mark_holds(l, m))
            continue;
        met->held[m->hold]++;
        if (m->hold < HOLD_WOUND || m->region == REGION_NONE)
            on = true;
        else
            regions |= 1u << m->region;
    }
    assert_int_equal(p->on_hold, on);
    met->held[HOLD_TIER] += p->tier >= TIER_URGENT;
    met->held[HOLD_SEVERE] += today(l) >= 700;
    met->held[HOLD_NOT_CLEARED] += refused(l);
    for (enum region r = REGION_NONE + 1; r < REGION_COUNT; r++) {
        const struct care_move ball = {.seconds = 60, .massage = true, .regions = 1u << r};

        if (regions & 1u << r)
            assert_false(care_move_allowed(&ball, &p->allowed));
    }
    met->local += !on && regions;
}

/* ------------------------------------------------------------------ dates */

static const struct care_booking *booked(const struct life *l)
{
    const struct care_booking *next = NULL;

    for (size_t i = 0; i < l->in.booking_n; i++)
        if (l->bookings[i].state == BOOKING_ON && !past(l, &l->bookings[i].when) &&
            (!next || l->bookings[i].when.at < next->when.at))
            next = &l->bookings[i];
    return next;
}

static const struct care_massage *last_massage(const struct life *l)
{
    const struct care_massage *last = NULL;

    for (size_t i = 0; i < l->in.massage_n; i++)
        if (past(l, &l->massages[i].when) && (!last || l->massages[i].when.at > last->when.at))
            last = &l->massages[i];
    return last;
}

/* R28: the therapist's word before the user's, the user's before the plan's; R27: never within two
 * days of the last; R12: what is booked is the date. A hold has none of it. */
static void check_dates(const struct life *l, const struct care_plan *p, struct met *met)
{
    const struct care_booking *booking = booked(l);
    const struct care_massage *last = last_massage(l);
    bool therapist = last && (last->next_day > 0 || last->interval_days > 0);

    met->next[p->next.kind]++;
    if (p->on_hold) {
        assert_int_equal(p->next.kind, NEXT_NONE);
        assert_int_equal(p->type_n, 0);
        assert_false(p->allowed.self_massage || p->allowed.homework);
        met->soon += booking && booking->when.at - l->in.now.at <= 72 * HOUR;
        assert_int_equal(p->postpone, booking && booking->when.at - l->in.now.at <= 72 * HOUR);
        return;
    }
    assert_false(p->postpone);
    if (booking) {
        assert_int_equal(p->next.kind, NEXT_BOOKED);
        assert_int_equal(p->next.day, booking->when.day);
    } else if (therapist) {
        assert_int_equal(p->next.kind, NEXT_THERAPIST);
        if (last->next_day > 0)
            assert_int_equal(p->next.due, last->next_day);
        else
            assert_int_equal(p->next.interval, last->interval_days);
    } else if (l->in.profile.interval_days > 0) {
        assert_int_equal(p->next.kind, NEXT_USER);
        assert_int_equal(p->next.interval, l->in.profile.interval_days);
    } else {
        assert_int_equal(p->next.kind, p->course.interval ? NEXT_PLAN : NEXT_NONE);
        assert_true(p->course.interval == 0 || p->course.interval >= 7);
    }
    if (p->next.kind == NEXT_NONE || p->next.kind == NEXT_BOOKED)
        return;
    met->overdue += p->next.due < l->in.now.day;
    if (last && last->next_day == 0)
        assert_true(p->next.day > last->when.day + 2 && p->next.from > last->when.day + 2);
}

/* ------------------------------------------------------------------ what may be offered */

static void check_offers(const struct life *l, const struct care_plan *p, struct met *met)
{
    const enum care_answer *conditions = l->in.profile.conditions;
    const struct care_move firm = {.seconds = 30, .moderate = true},
                           ball = {.seconds = 60, .massage = true};
    bool no_deep = l->in.profile.deep_again != CARE_YES &&
                   (conditions[ILLNESS_BLOOD] == CARE_YES || conditions[ILLNESS_BONES] == CARE_YES);
    const struct care_massage *last = last_massage(l);

    for (size_t i = 0; i < p->type_n; i++) {
        bool swedish = p->types[i].type == TYPE_SWEDISH;

        assert_true(swedish || !no_deep);
        assert_true(swedish || p->episode.duration != CLASS_ACUTE);
        assert_true(swedish || (last && l->in.profile.pattern != PATTERN_UNSURE));
    }
    if (no_deep)
        assert_false(care_move_allowed(&ball, &p->allowed));
    if (today(l) >= 700 || (last && last->when.day == l->in.now.day))
        assert_false(care_move_allowed(&firm, &p->allowed));
    if (today(l) >= 700)
        assert_false(care_move_allowed(&ball, &p->allowed));
    met->no_deep += no_deep && p->type_n > 0;
    met->acute += p->episode.duration == CLASS_ACUTE && p->type_n > 0;
    met->severe += today(l) >= 700;
}

/* ------------------------------------------------------------------ what always comes along */

static void check_company(const struct life *l, const struct care_plan *p, struct met *met)
{
    bool asked_today = false, yes_today = false;

    assert_int_equal(p->items[p->item_n - 1].text, TEXT_COMPLEMENT);
    if (p->type_n > 0 || p->next.kind != NEXT_NONE) {
        assert_int_equal(p->items[p->item_n - 2].text, TEXT_PERSONAL);
        assert_true(said(p, TEXT_BREAKS) && said(p, TEXT_ROUTINE_PLAN));
    }
    for (size_t i = 0; i < l->in.check_n; i++)
        if (l->checks[i].when.day == l->in.now.day && past(l, &l->checks[i].when)) {
            asked_today = true;
            yes_today = yes_today || l->checks[i].answer == CARE_YES;
        }
    if (asked_today && !yes_today && p->flags == 0) {
        assert_non_null(said(p, TEXT_NO_REASSURANCE));
        met->clean++;
    }
    for (size_t i = 0; i < p->reminder_n; i++)
        assert_words(care_texts[p->reminders[i].text].text, WORDS_PLAIN);
}

/* The page for the therapist says nothing that a plan may not. */
static void check_sheet(const struct life *l, struct met *met)
{
    static struct care_sheet sheet;

    assert_int_equal(care_sheet_make(&l->in, &l->set, &l->plan, NULL, &sheet), 0);
    for (size_t i = 0; i < SHEET_LINES; i++)
        assert_words(sheet.text[i], i == SHEET_CONDITIONS ? WORDS_ECHO : WORDS_PLAIN);
    met->sheets++;
}

static void demands_of_entries_are_met(void **state)
{
    static struct met met;

    (void)state;
    for (int n = 0; n < LIVES; n++) {
        struct life *l = random_life();

        if (l->in.profile.age > 0 && l->in.profile.age < 16)
            l->in.profile.age = 0; /* gets no plan: R69 */
        for (int64_t day = START; day < START + DAYS; day += 1 + (int64_t)roll(12)) {
            const struct care_plan *p = plan_on(l, day);

            met.days++;
            check_signs(l, p, &met);
            check_holds(l, p, &met);
            check_dates(l, p, &met);
            check_offers(l, p, &met);
            check_company(l, p, &met);
        }
        check_sheet(l, &met);
    }
    for (size_t i = 0; i < HOLD_COUNT; i++)
        assert_true(met.held[i] > 20);
    for (size_t i = 0; i < COUNT_OF(met.next); i++)
        assert_true(met.next[i] > 20);
    assert_true(met.urgent > 20 && met.emergency > 20 && met.local > 20 && met.soon > 20);
    assert_true(met.overdue > 20 && met.no_deep > 20 && met.acute > 20 && met.severe > 20);
    assert_true(met.clean > 20 && met.sheets > 20);
}

/* Whatever is added to a day that holds massage, it stays silent; whatever any day was like. */
static void R10_R28_each_hold_silences_any_day(void **state)
{
    (void)state;
    for (int n = 0; n < LIVES * 2; n++) {
        struct life *l = random_life();
        int64_t day = START + 20 + (int64_t)roll(DAYS - 20);
        struct met met = {0};
        uint32_t which = roll(HOLD_COUNT);

        l->in.profile.age = 0;
        if (l->in.massage_n == COUNT_OF(l->massages) || l->in.pain_n + 2 > LIFE_MAX ||
            l->in.mark_n == COUNT_OF(l->marks) || l->in.check_n == COUNT_OF(l->checks) ||
            l->in.visit_n == COUNT_OF(l->visits))
            continue;
        massage(l, day - 1)->next_day = day + 2;
        if (which < HOLD_MARKS)
            mark(l, at(day, 18, 0), (enum care_hold)which);
        else if (which == HOLD_SEVERE)
            for (size_t i = 0; i < l->in.pain_n; i++)
                l->pains[i].level = l->pains[i].when.day == day ? 7 : l->pains[i].level;
        else if (which == HOLD_TIER)
            l->checks[l->in.check_n++] =
                (struct care_check){.when = at(day, 19, 0),
                                    .flag = (enum red_flag)roll(FLAG_ASKED),
                                    .answer = CARE_YES};
        else
            l->visits[l->in.visit_n++] =
                (struct care_visit){.when = at(day, 19, 0), .cleared = CARE_NO};
        if (which == HOLD_SEVERE)
            pain(l, day, 7);
        check_dates(l, plan_on(l, day), &met);
        assert_true(l->plan.on_hold);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(demands_of_entries_are_met),
        cmocka_unit_test(R10_R28_each_hold_silences_any_day),
    };

    seed_lives();
    return cmocka_run_group_tests_name("what random lives demand", tests, NULL, NULL);
}
