/* Random lives, years of them: whatever happens, the plan stays within the rules (R2, R3, R28,
 * R64-R67, R70). The seed is printed; KNEAD_SEED takes it back.
 */
#include "daemon/care/days.h"
#include "daemon/care/moves.h"
#include "daemon/care/stat_week.h"
#include "tests/care/random_life.h"
#include "tests/care/wording.h"

#define LIVES 100

static void check_words(const struct care_plan *p)
{
    for (size_t i = 0; i < p->item_n; i++) {
        char text[CARE_TEXT_MAX];
        enum care_text text_id = p->items[i].text;
        bool echo = text_id <= TEXT_URGENT_SEEN || text_id == TEXT_ASK_FIRST ||
                    text_id == TEXT_HOLD || text_id == TEXT_HOLD_REGION ||
                    text_id == TEXT_HOLD_BOOKING;

        care_say(&p->items[i], text);
        assert_words(text, echo ? WORDS_ECHO : WORDS_PLAIN);
        assert_null(strchr(text, '{'));
        assert_true(text[0] != '\0' && strlen(text) < CARE_TEXT_MAX - 1);
        assert_true(p->items[i].why.rules[0] != 0);
    }
}

/* What a hold, and an emergency, silence (R5, R10, R27); what always comes along (R65, R66). */
static void check_silence(const struct life *l, const struct care_plan *p)
{
    const struct care_move massage_move = {.seconds = 60, .massage = true},
                           stretch = {.seconds = 9};
    bool child = l->in.profile.age > 0 && l->in.profile.age < 16;

    if (p->on_hold || child) {
        assert_int_equal(p->next.kind, NEXT_NONE);
        assert_int_equal(p->type_n, 0);
        assert_false(p->allowed.self_massage);
        assert_false(care_move_allowed(&massage_move, &p->allowed));
        assert_null(reminded(p, REMIND_DAY_BEFORE));
        assert_null(reminded(p, REMIND_HOURS_BEFORE));
        assert_null(said(p, TEXT_NEXT));
        assert_null(said(p, TEXT_THERAPIST));
        assert_null(said(p, TEXT_HOME_FIRST));
        assert_null(said(p, TEXT_HOMEWORK));
        assert_null(said(p, TEXT_NEXT_THERAPIST));
        assert_null(said(p, TEXT_BOOKED));
    }
    if (p->tier >= TIER_URGENT)
        assert_true(p->on_hold);
    if (p->tier == TIER_EMERGENCY)
        assert_false(care_move_allowed(&stretch, &p->allowed));
    assert_int_equal(p->items[p->item_n - 1].text, TEXT_COMPLEMENT);
    if (p->next.kind != NEXT_NONE || p->type_n)
        assert_true(said(p, TEXT_PERSONAL) && said(p, TEXT_BREAKS) && said(p, TEXT_ROUTINE_PLAN));
    for (size_t i = 1; i + 2 < p->item_n; i++)
        assert_true(p->items[i - 1].tier >= p->items[i].tier);
}

/* R27, R28: dates lie ahead; a therapist's is taken as it is. */
static void check_dates(const struct life *l, const struct care_plan *p)
{
    const struct care_massage *last = NULL;

    for (size_t i = 0; i < l->in.massage_n; i++)
        if (l->massages[i].when.at <= l->in.now.at &&
            (!last || l->massages[i].when.at > last->when.at))
            last = &l->massages[i];
    if (p->next.kind == NEXT_NONE)
        return;
    assert_true(p->next.day >= l->in.now.day);
    assert_true(p->next.from <= p->next.day && p->next.day <= p->next.to);
    if (last && last->next_day && p->next.kind != NEXT_BOOKED) {
        assert_int_equal(p->next.kind, NEXT_THERAPIST);
        assert_int_equal(p->next.day,
                         last->next_day > l->in.now.day ? last->next_day : l->in.now.day);
    }
    if (last && (p->next.kind == NEXT_PLAN || p->next.kind == NEXT_USER))
        assert_true(p->next.day > last->when.day + l->set.rest_days);
}

static void every_day_of_many_lives_keeps_the_rules(void **state)
{
    (void)state;
    for (int n = 0; n < LIVES; n++) {
        struct life *l = random_life();

        for (int64_t day = START; day < START + DAYS; day += 1 + (int64_t)roll(12)) {
            const struct care_plan *p = plan_on(l, day);

            check_words(p);
            check_silence(l, p);
            check_dates(l, p);
        }
    }
}

/* All of a plan in words, so that two can be compared whatever lies between their members. */
static const char *described(const struct care_plan *p)
{
    static char text[2][65536];
    static int which;
    char *end = text[which ^= 1];
    char *const start = end;

#define WRITE(...) end += sprintf(end, __VA_ARGS__)
    WRITE("tier %d flags %x hold %d easy %d booking %d postpone %d deep %d ask %x\n", p->tier,
          p->flags, p->on_hold, p->easy, p->booking >= 0, p->postpone, p->no_deep, p->conditions);
    WRITE("episode %d %ld %d %ld %d\n", p->episode.any, (long)p->episode.onset,
          p->episode.onset_known, (long)p->episode.age, p->episode.duration);
    WRITE("course %d %ld %d %d %d %d %d %d\n", p->course.stage, (long)p->course.since,
          p->course.sessions, p->course.baseline, p->course.current, p->course.entry,
          p->course.better, p->course.interval);
    WRITE("next %d %ld %ld %ld %ld %d %d\n", p->next.kind, (long)p->next.day, (long)p->next.from,
          (long)p->next.to, (long)p->next.due, p->next.interval, p->next.nudge);
    WRITE("moves %d%d%d%d%d%d%d %x\n", p->allowed.moves, p->allowed.moderate,
          p->allowed.self_massage, p->allowed.homework, p->allowed.posture, p->allowed.new_pain,
          p->allowed.weak_bones, p->allowed.no_massage);
    WRITE("water %d %d %ld\n", p->water.wanted, p->water.done, (long)p->water.quiet_until);
    for (size_t i = 0; i < p->item_n; i++) {
        char sentence[CARE_TEXT_MAX];

        care_say(&p->items[i], sentence);
        WRITE("%d %d %s\n", p->items[i].tier, p->items[i].notify, sentence);
    }
    for (size_t i = 0; i < p->type_n; i++)
        WRITE("type %d %d\n", p->types[i].type, p->types[i].text);
    for (size_t i = 0; i < p->reminder_n; i++)
        WRITE("remind %d %ld %d\n", p->reminders[i].kind, (long)p->reminders[i].at,
              p->reminders[i].text);
    for (size_t i = 0; i < p->ask_n; i++)
        WRITE("ask %d\n", p->asks[i].what);
#undef WRITE
    return start;
}

static void the_same_life_is_the_same_plan(void **state)
{
    static struct care_plan first;

    (void)state;
    for (int n = 0; n < LIVES; n++) {
        struct life *l = random_life();

        for (int i = 0; i < 10; i++) {
            first = *plan_on(l, START + (int64_t)roll(DAYS));
            memset(&l->plan, 0xa5, sizeof(l->plan));
            assert_string_equal(described(&first), described(plan(l)));
        }
    }
}

/* Swaps members at random; all of a life's arrays are sets. */
static void shuffle(void *array, size_t n, size_t size)
{
    unsigned char copy[512], *bytes = array;

    assert_true(size <= sizeof(copy));
    for (size_t i = n; i > 1; i--) {
        unsigned char *a = bytes + (i - 1) * size, *b = bytes + roll((uint32_t)i) * size;

        memcpy(copy, a, size);
        memcpy(a, b, size);
        memcpy(b, copy, size);
    }
}

static void order_changes_nothing(void **state)
{
    static struct care_plan first;

    (void)state;
    for (int n = 0; n < LIVES; n++) {
        struct life *l = random_life();

        for (int i = 0; i < 4; i++) {
            first = *plan_on(l, START + (int64_t)roll(DAYS));
            shuffle(l->pains, l->in.pain_n, sizeof(l->pains[0]));
            shuffle(l->massages, l->in.massage_n, sizeof(l->massages[0]));
            shuffle(l->sore, l->in.sore_n, sizeof(l->sore[0]));
            shuffle(l->checks, l->in.check_n, sizeof(l->checks[0]));
            shuffle(l->visits, l->in.visit_n, sizeof(l->visits[0]));
            shuffle(l->told, l->in.told_n, sizeof(l->told[0]));
            shuffle(l->pegs, l->in.peg_n, sizeof(l->pegs[0]));
            assert_string_equal(described(&first), described(plan(l)));
        }
    }
}

/* R70: what is taken away or left open never makes the plan bolder; tiers from `least` on. */
static void assert_no_bolder(const struct care_plan *with, const struct care_plan *without,
                             enum care_tier least)
{
    assert_true(without->tier >= with->tier || with->tier < least);
    assert_true((without->flags & with->flags) == with->flags);
    assert_true(without->on_hold || !with->on_hold);
    assert_true(!without->allowed.self_massage || with->allowed.self_massage);
    assert_true(!without->allowed.moderate || with->allowed.moderate);
    assert_true(!without->allowed.moves || with->allowed.moves);
    assert_true(without->no_deep || !with->no_deep);
    for (size_t i = 0; i < without->type_n; i++)
        assert_true(without->types[i].type == TYPE_SWEDISH || with->on_hold ||
                    offers(with, without->types[i].type));
}

static void R70_taking_away_what_eases_never_eases(void **state)
{
    static struct care_plan with;

    (void)state;
    for (int n = 0; n < LIVES * 6; n++) {
        struct life *l = random_life();
        uint32_t which;
        size_t i;

        with = *plan_on(l, START + (int64_t)roll(DAYS));
        which = roll(8);
        switch (which) {
        case 0: /* a visit that cleared */
            i = l->in.visit_n ? roll((uint32_t)l->in.visit_n) : 0;
            if (l->in.visit_n == 0 || l->visits[i].cleared == CARE_NO)
                continue;
            l->visits[i].cleared = CARE_UNKNOWN;
            break;
        case 1: /* an answer "no" */
            for (i = 0; i < l->in.check_n; i++)
                if (l->checks[i].answer == CARE_NO)
                    l->checks[i].answer = CARE_UNKNOWN;
            break;
        case 2: /* the end of a hold */
            for (i = 0; i < l->in.mark_n; i++)
                l->marks[i].ended = (struct care_time){0};
            break;
        case 3: /* deep work turned on again; cause known */
            l->in.profile.deep_again = CARE_UNKNOWN;
            l->in.profile.cause_known = CARE_UNKNOWN;
            break;
        case 4: /* how long it has lasted: the first entry stands for it then, and rules that wait
                 * for an age wait from there; what is urgent, held or offered does not ease */
            if (l->in.profile.onset_day == 0 || l->in.profile.onset_day > START)
                continue;
            l->in.profile.onset_day = 0;
            break;
        case 5: /* how the sessions were */
            for (i = 0; i < l->in.massage_n; i++) {
                l->massages[i].pressure = CARE_PRESSURE_UNKNOWN;
                l->massages[i].sharp = CARE_UNKNOWN;
            }
            break;
        case 6: /* soreness, numbness apart */
            for (i = 0; i < l->in.sore_n; i++)
                l->sore[i].level = -1;
            break;
        default: /* what is good about a condition */
            for (i = 0; i < ILLNESS_COUNT; i++)
                if (l->in.profile.conditions[i] == CARE_NO)
                    l->in.profile.conditions[i] = CARE_UNKNOWN;
        }
        (void)plan(l);
        if (with.item_n == 0 || (l->in.profile.age > 0 && l->in.profile.age < 16))
            continue;
        assert_no_bolder(&with, &l->plan, which == 4 ? TIER_URGENT : TIER_HOLD);
    }
}

/* What only says that a question was put. */
static void drop_offers(struct care_plan *p)
{
    size_t kept = 0;

    for (size_t i = 0; i < p->item_n; i++)
        if (p->items[i].text != TEXT_NO_REASSURANCE)
            p->items[kept++] = p->items[i];
    p->item_n = kept;
}

static void R70_adding_what_is_unknown_changes_no_gate(void **state)
{
    static struct care_plan before;

    (void)state;
    for (int n = 0; n < LIVES * 2; n++) {
        struct life *l = random_life();
        int64_t day = START + (int64_t)roll(DAYS);

        before = *plan_on(l, day);
        if (l->in.pain_n + 5 >= LIFE_MAX || l->in.check_n + 5 >= COUNT_OF(l->checks) ||
            l->in.visit_n + 1 >= COUNT_OF(l->visits) || l->in.peg_n + 1 >= COUNT_OF(l->pegs) ||
            l->in.sore_n + 1 >= COUNT_OF(l->sore))
            continue;
        pain(l, day, -1);
        pain(l, day - 1, -1)->average = false;
        check(l, day, FLAG_SADDLE, CARE_UNKNOWN);
        check(l, day, FLAG_COUGH, CARE_UNKNOWN);
        peg(l, day, -1, -1, -1);
        sore(l, at(day, 18, 0), -1);
        drink(l, at(day, 18, 0), -1);
        (void)plan(l);
        before.ask_n = l->plan.ask_n = 0; /* a list that was offered, a question answered */
        drop_offers(&before);
        drop_offers(&l->plan);
        assert_string_equal(described(&before), described(&l->plan));
    }
}

/* The plan's baseline is the one that the statistics tell of. */
static void R25_baseline_is_that_of_the_statistics(void **state)
{
    size_t compared = 0;

    (void)state;
    for (int n = 0; n < LIVES * 4; n++) {
        struct life *l = random_life();
        const struct care_plan *p = plan_on(l, START + (int64_t)roll(DAYS));
        CLEANUP(care_days_done) struct care_days days = {0};
        int64_t session = l->in.now.day + 1000; /* none yet */
        struct stat_week week;
        bool over;

        if (!p->episode.any || p->course.stage > STAGE_ACTIVE || p->on_hold ||
            p->course.entry >= 0 || (l->in.profile.age > 0 && l->in.profile.age < 16))
            continue;
        for (size_t i = 0; i < l->in.massage_n; i++)
            if (p->course.stage == STAGE_ACTIVE && l->massages[i].when.day >= p->course.since &&
                l->massages[i].when.day < session)
                session = l->massages[i].when.day;
        assert_int_equal(care_days_init(&days, &l->in), 0);
        week = stat_baseline(days.days, days.n, p->episode.onset, session, &stat_defaults);
        over = stat_open(&week.gate) && week.first + 6 <= l->in.now.day;
        assert_int_equal(p->course.baseline, over ? week.tenths : -1);
        compared++;
    }
    assert_true(compared > LIVES / 2);
}

/* A hold on top of any day silences it; the therapist's date does not help. */
static void R28_a_date_never_wins_over_a_hold(void **state)
{
    (void)state;
    for (int n = 0; n < LIVES * 2; n++) {
        struct life *l = random_life();
        int64_t day = START + 20 + (int64_t)roll(DAYS - 20);

        if (l->in.massage_n == COUNT_OF(l->massages) || l->in.mark_n == COUNT_OF(l->marks))
            continue;
        massage(l, day)->next_day = day + 2;
        mark(l, at(day, 7, 0), HOLD_FEVER);
        check_silence(l, plan_on(l, day));
        assert_true(l->plan.on_hold);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_many_lives_keeps_the_rules),
        cmocka_unit_test(the_same_life_is_the_same_plan),
        cmocka_unit_test(order_changes_nothing),
        cmocka_unit_test(R70_taking_away_what_eases_never_eases),
        cmocka_unit_test(R70_adding_what_is_unknown_changes_no_gate),
        cmocka_unit_test(R25_baseline_is_that_of_the_statistics),
        cmocka_unit_test(R28_a_date_never_wins_over_a_hold),
    };

    seed_lives();
    return cmocka_run_group_tests_name("random lives", tests, NULL, NULL);
}
