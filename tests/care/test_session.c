/* Around a session, between sessions, the sheet: R39-R54, R65. */
#include <errno.h>

#include "daemon/care/measures.h"
#include "daemon/care/prompts.h"
#include "daemon/care/sheet.h"
#include "tests/care/library.h"

#define TODAY DAY(2025, 6, 4)

static const struct care_allowed everything = {
    .moves = true, .moderate = true, .self_massage = true, .homework = true, .posture = true};

static void R39_day_and_hours_before(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    booking(l, TODAY + 3, 18);
    assert_int_equal(reminded(plan(l), REMIND_DAY_BEFORE)->at, at(TODAY + 2, 18, 0).at);
    assert_int_equal(reminded(&l->plan, REMIND_HOURS_BEFORE)->at, at(TODAY + 3, 16, 0).at);
    l->bookings[0].state = BOOKING_CANCELLED;
    assert_null(reminded(plan(l), REMIND_DAY_BEFORE));
    l->bookings[0].state = BOOKING_ON;
    mark(l, at(TODAY, 9, 0), HOLD_CONTAGIOUS);
    assert_null(reminded(plan(l), REMIND_HOURS_BEFORE));
}

static struct life *filled(void)
{
    struct life *l = life(TODAY);

    for (int i = 0; i < 12; i++) {
        struct care_pain *p = pain(l, TODAY - i, i == 4 ? 8 : 5);

        p->region = i < 8 ? REGION_LOWER_BACK : REGION_NECK;
        p->side = i < 8 ? SIDE_LEFT : SIDE_NONE;
        p->refers_to = i == 9 ? REGION_SHOULDERS : REGION_NONE;
    }
    l->in.profile.goals = "sit through a meeting";
    l->in.profile.injuries = "ankle, 2019";
    l->in.profile.illnesses = "hay fever";
    l->in.profile.medicines = "as written by me";
    l->in.profile.types = "Swedish";
    l->in.profile.questions = "How often?";
    l->in.profile.helped = "walking";
    l->in.profile.conditions[ILLNESS_DISC] = CARE_YES;
    l->in.profile.avoid = 1u << REGION_HIPS;
    massage(l, TODAY - 9)->pressure = CARE_PRESSURE_TOO_MUCH;
    return l;
}

static void R40_sheet(void **state)
{
    static const char *const expected[SHEET_LINES] = {
        "Thu 2025-05-08 to Wed 2025-06-04",
        "neck 4× (felt in the shoulders too); lower back, left 8×",
        "latest week 5.4 on average, worst 8, today 5.0 (0-10)",
        "sit through a meeting",
        "ankle, 2019",
        "hay fever; a disc problem or sciatica",
        "as written by me",
        "lower back",
        "hips",
        "too much. Ask for less pressure",
        "Swedish",
        "How often?",
        "walking",
        "breaks 6 of 8",
    };
    struct life *l = filled();
    struct care_sheet sheet;

    (void)state;
    assert_int_equal(care_sheet_make(&l->in, &l->set, NULL, "breaks 6 of 8", &sheet), 0);
    for (size_t i = 0; i <= SHEET_HABITS; i++)
        assert_string_equal(sheet.text[i], expected[i]);
    assert_string_equal(sheet.text[SHEET_MSG_PRESSURE], care_texts[TEXT_PRESSURE].text);
    assert_string_equal(sheet.text[SHEET_MSG_COMPLEMENT], care_texts[TEXT_COMPLEMENT].text);
    mark(l, at(TODAY - 3, 9, 0), HOLD_WOUND)->region = REGION_HANDS;
    assert_int_equal(care_sheet_make(&l->in, &l->set, plan(l), NULL, &sheet), 0);
    assert_string_equal(sheet.text[SHEET_AVOID], "hands, hips");
    l->in.now = at(TODAY, 12, 0); /* this evening's entry is not yet written */
    assert_int_equal(care_sheet_make(&l->in, &l->set, NULL, NULL, &sheet), 0);
    assert_non_null(strstr(sheet.text[SHEET_WHERE], "lower back, left 7×"));
    l->in.profile.focus = 1u << REGION_NECK | 1u << REGION_SHOULDERS;
    assert_int_equal(care_sheet_make(&l->in, &l->set, NULL, NULL, &sheet), 0);
    assert_string_equal(sheet.text[SHEET_FOCUS], "neck, shoulders");
}

/* A20, A35: what it began with, and what was disliked the last time. */
static void R40_R42_event_and_dislike(void **state)
{
    struct life *l = filled();
    struct care_sheet sheet;

    (void)state;
    l->in.profile.onset_event = "a night on the sofa";
    l->massages[0].disliked = "elbow work";
    assert_int_equal(care_sheet_make(&l->in, &l->set, NULL, NULL, &sheet), 0);
    assert_string_equal(sheet.text[SHEET_INJURIES],
                        "ankle, 2019; this pain began with: a night on the sofa");
    assert_string_equal(sheet.text[SHEET_PRESSURE],
                        "too much. Ask for less pressure. Disliked: elbow work");
    l->massages[0].pressure = CARE_PRESSURE_UNKNOWN;
    l->in.profile.injuries = NULL;
    assert_int_equal(care_sheet_make(&l->in, &l->set, NULL, NULL, &sheet), 0);
    assert_string_equal(sheet.text[SHEET_INJURIES], "this pain began with: a night on the sofa");
    assert_string_equal(sheet.text[SHEET_PRESSURE], "Disliked: elbow work");
    massage(l, TODAY - 1); /* nothing is carried on from the one before */
    assert_int_equal(care_sheet_make(&l->in, &l->set, NULL, NULL, &sheet), 0);
    assert_string_equal(sheet.text[SHEET_PRESSURE], "not filled in");
}

static void R40_empty_is_not_guessed(void **state)
{
    struct life *l = life(TODAY);
    struct care_sheet sheet;

    (void)state;
    assert_int_equal(care_sheet_make(&l->in, &l->set, NULL, NULL, &sheet), 0);
    for (size_t i = SHEET_WHERE; i <= SHEET_HABITS; i++)
        if (i != SHEET_QUESTIONS)
            assert_string_equal(sheet.text[i], "not filled in");
    /* nobody has been there yet: what a first visit needs */
    assert_non_null(strstr(sheet.text[SHEET_QUESTIONS], "First visit"));
}

static void R40_long_words_are_cut(void **state)
{
    static char text[3 * CARE_SHEET_TEXT_MAX];
    struct life *l = life(TODAY);
    struct care_sheet sheet;

    (void)state;
    memset(text, 'x', sizeof(text) - 1);
    l->in.profile.goals = l->in.profile.questions = text;
    l->in.profile.goal = GOAL_STRESS;
    assert_int_equal(care_sheet_make(&l->in, &l->set, NULL, text, &sheet), 0);
    assert_int_equal(strlen(sheet.text[SHEET_GOALS]), CARE_SHEET_TEXT_MAX - 1);
}

static void R41_session_record(void **state)
{
    const struct care_massage good = {.when = at(TODAY, 17, 0), .before = -1, .after = -1};
    struct care_massage m = good;

    (void)state;
    assert_int_equal(care_massage_check(&m), 0);                          /* a date is enough */
    m.types = 1u << TYPE_SWEDISH | 1u << TYPE_TRIGGER | 1u << TYPE_OTHER; /* several at once */
    m.before = 10;
    m.after = 0;
    m.next_day = TODAY + 7;
    assert_int_equal(care_massage_check(&m), 0);
#define REFUSED(member, value) \
    m = good;                  \
    m.member = (value);        \
    assert_int_equal(care_massage_check(&m), -EINVAL)
    REFUSED(when.at, 0);
    REFUSED(types, 1u << TYPE_COUNT);
    REFUSED(minutes, -1);
    REFUSED(minutes, 601);
    REFUSED(pressure, CARE_PRESSURE_COUNT);
    REFUSED(before, 11);
    REFUSED(after, -2);
    REFUSED(regions, 1u << REGION_COUNT);
    REFUSED(next_day, TODAY);
    REFUSED(interval_days, -1);
#undef REFUSED
}

static void R44_homework_goes_first(void **state)
{
    struct life *l = life(TODAY);
    struct care_massage *m = massage(l, TODAY - 5);
    const struct care_plan *p;

    (void)state;
    m->homework = "Nod slowly, ten times.";
    m->homework_region = REGION_NECK;
    p = plan(l);
    assert_non_null(said(p, TEXT_HOMEWORK));
    assert_string_equal(care_homework(&l->in, REGION_NECK, &p->allowed), "Nod slowly, ten times.");
    assert_null(care_homework(&l->in, REGION_HIPS, &p->allowed));
    mark(l, at(TODAY, 9, 0), HOLD_FEVER); /* what it asks of the body is not known */
    assert_null(care_homework(&l->in, REGION_NECK, &plan(l)->allowed));
    assert_null(said(&l->plan, TEXT_HOMEWORK));
}

static void R45_water_after(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    massage(l, TODAY);
    assert_int_equal(reminded(plan(l), REMIND_AFTER)->at, at(TODAY, 17, 15).at);
    assert_int_equal(reminded(&l->plan, REMIND_AFTER)->text, TEXT_AFTER);
    assert_int_equal(reminded(&l->plan, REMIND_AFTER_WATER)->at, at(TODAY, 19, 0).at);
    l->massages[0].when = at(TODAY, 20, 0); /* two hours later is night */
    assert_non_null(reminded(plan(l), REMIND_AFTER));
    assert_null(reminded(&l->plan, REMIND_AFTER_WATER));
}

static void R46_easy_until_midnight(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    massage(l, TODAY);
    l->in.now = at(TODAY, 23, 59);
    assert_true(plan(l)->easy && l->plan.allowed.moves);
    assert_false(l->plan.allowed.moderate || l->plan.allowed.posture);
    l->in.now = at(TODAY + 1, 0, 0);
    assert_false(plan(l)->easy);
    assert_true(l->plan.allowed.moderate && l->plan.allowed.posture);
}

static int soreness_asked(const struct care_plan *p)
{
    int n = 0;

    for (size_t i = 0; i < p->reminder_n; i++)
        n += p->reminders[i].kind == REMIND_SORENESS;
    return n;
}

static void R47_soreness_is_asked(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    massage(l, TODAY);
    assert_int_equal(soreness_asked(plan(l)), 2);
    assert_int_equal(reminded(&l->plan, REMIND_SORENESS)->at, at(TODAY + 1, 17, 0).at);
    sore(l, at(TODAY + 1, 18, 0), 3);
    assert_int_equal(soreness_asked(plan_on(l, TODAY + 1)), 2); /* + 48 h, and + 72 h as it lasts */
    sore(l, at(TODAY + 2, 18, 0), 0);
    assert_int_equal(soreness_asked(plan_on(l, TODAY + 2)), 0);
}

static void R48_sore_for_three_days(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    massage(l, TODAY);
    sore(l, at(TODAY + 2, 18, 0), 6);
    assert_null(said(plan_on(l, TODAY + 2), TEXT_SORE_72));
    sore(l, at(TODAY + 3, 17, 0), 1);
    assert_non_null(said(plan_on(l, TODAY + 3), TEXT_SORE_72));
    l->sore[1].level = 0;
    assert_null(said(plan(l), TEXT_SORE_72));
    l->sore[0].level = 7; /* strong, whenever */
    assert_non_null(said(plan(l), TEXT_SORE_72));
    l->sore[0].when = at(TODAY - 1, 9, 0); /* of an earlier session */
    assert_null(said(plan(l), TEXT_SORE_72));
    l->sore[0] = (struct care_soreness){at(TODAY + 1, 18, 0), 0, CARE_YES};
    assert_non_null(said(plan(l), TEXT_SORE_72));
    assert_int_equal(l->plan.flags, 1u << FLAG_NUMBNESS); /* R6 */
    assert_int_equal(l->plan.tier, TIER_URGENT);
}

static void R50_water(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    assert_true(plan(l)->water.wanted);
    for (int hour = 8; hour < 15; hour++)
        drink(l, at(TODAY, hour, 0), 200);
    assert_int_equal(plan(l)->water.done, 1400);
    assert_true(l->plan.water.wanted);
    drink(l, at(TODAY, 16, 0), 200);
    assert_false(plan(l)->water.wanted); /* the target */
    assert_true(plan_on(l, TODAY + 1)->water.wanted);
    assert_int_equal(l->plan.water.done, 0);
    l = life(TODAY);
    drink(l, at(TODAY, 19, 0), 500);
    drink(l, at(TODAY, 19, 59), 499);
    assert_true(plan(l)->water.wanted);
    l->drinks[1].ml = 500;
    assert_int_equal(plan(l)->water.quiet_until, at(TODAY, 22, 59).at);
    assert_false(l->plan.water.wanted);
    l->drinks[1].when = at(TODAY, 20, 0); /* an hour apart */
    assert_true(plan(l)->water.wanted);
}

static void R50a_fluid_limit(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    l->in.profile.fluid_limit = CARE_YES;
    massage(l, TODAY);
    assert_false(plan(l)->water.wanted);
    assert_int_equal(reminded(&l->plan, REMIND_AFTER)->text, TEXT_AFTER_DRY);
    assert_null(strstr(care_texts[TEXT_AFTER_DRY].text, "water"));
    assert_null(reminded(&l->plan, REMIND_AFTER_WATER));
}

/* Until midnight, for three hours, or for good; the reason in words. */
static void R50_silence_of_water(void **state)
{
    static const struct {
        struct care_water water;
        int32_t target;
        int64_t until;
        bool enough;
        enum care_text text;
    } cases[] = {
        {{.done = 1599}, 1600, 0, true, TEXT_WATER_PLENTY},
        {{.done = 1600}, 1600, 86400, true, TEXT_WATER_ENOUGH},
        {{.done = 1600, .quiet_until = 90000}, 1600, 90000, true, TEXT_WATER_ENOUGH},
        {{.done = 9999}, 0, 0, true, TEXT_WATER_PLENTY}, /* no target of its own */
        {{.done = 9999, .quiet_until = 50001}, 0, 50001, true, TEXT_WATER_PLENTY},
        {{.done = 1000, .quiet_until = 50000}, 1600, 0, true, TEXT_WATER_PLENTY}, /* over */
        {{.limited = true}, 1600, INT64_MAX, false, TEXT_WATER_LIMITED},
        {{.limited = true, .done = 1600}, 1600, INT64_MAX, false, TEXT_WATER_LIMITED},
    };
    char text[CARE_TEXT_MAX];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct care_silence silence =
            care_silence_water(&cases[i].water, cases[i].target, 50000, 86400);

        assert_int_equal(silence.until, cases[i].until);
        assert_int_equal(silence.enough, cases[i].enough);
        assert_int_equal(silence.item.text, cases[i].text);
        if (silence.item.text != TEXT_WATER_ENOUGH)
            continue;
        care_say(&silence.item, text);
        assert_string_equal(text, "1600 of 1600 mL today, which is the day's target.");
    }
}

/* Signs stop all moves, a hold the routine, a massage posture; strong pain alone nothing (R9). */
static void R10_what_is_silent_when(void **state)
{
    static const int64_t midnight = 7;
    struct life *l = life(TODAY);

    (void)state;
    for (enum care_prompt p = PROMPT_MOVES; p <= PROMPT_POSTURE; p++)
        assert_int_equal(care_silence(plan(l), p, midnight).until, 0);
    pain(l, TODAY, 8);
    assert_true(plan(l)->on_hold);
    assert_int_equal(care_silence(&l->plan, PROMPT_ROUTINE, midnight).until, 0);
    mark(l, at(TODAY, 9, 0), HOLD_CONTAGIOUS);
    assert_int_equal(care_silence(plan(l), PROMPT_ROUTINE, midnight).until, midnight);
    assert_int_equal(care_silence(&l->plan, PROMPT_ROUTINE, midnight).item.text, TEXT_NOT_ON_HOLD);
    assert_int_equal(care_silence(&l->plan, PROMPT_MOVES, midnight).until, 0);
    l = life(TODAY);
    mark(l, at(TODAY, 9, 0), HOLD_WOUND)->region = REGION_NECK; /* there alone */
    assert_int_equal(care_silence(plan(l), PROMPT_ROUTINE, midnight).until, 0);
    massage(l, TODAY);
    assert_int_equal(care_silence(plan(l), PROMPT_POSTURE, midnight).item.text, TEXT_NOT_TODAY);
    assert_int_equal(care_silence(&l->plan, PROMPT_ROUTINE, midnight).until, 0);
    check(l, TODAY, FLAG_SADDLE, CARE_YES);
    for (enum care_prompt p = PROMPT_MOVES; p <= PROMPT_POSTURE; p++) {
        const struct care_silence silence = care_silence(plan(l), p, midnight);

        assert_int_equal(silence.until, midnight);
        assert_false(silence.enough);
        assert_int_equal(silence.item.text, TEXT_NOT_WITH_SIGNS);
    }
}

/* Sitting, standing in line, driving, lifting, and from one day to the next. */
static void R50b_contexts_in_turn(void **state)
{
    enum care_text last = care_posture(TODAY, 0, 3);
    unsigned seen = 0;

    (void)state;
    for (size_t i = 1; i < 40; i++) {
        enum care_text now = care_posture(TODAY + (int64_t)(i / 3), i % 3, 3);

        assert_true(now >= TEXT_POSTURE && now <= TEXT_POSTURE_LIFT);
        assert_int_equal((now - last + 4) % 4, 1);
        seen |= 1u << (now - TEXT_POSTURE);
        last = now;
    }
    assert_int_equal(seen, 0xf);
    assert_int_equal(care_posture(TODAY, 0, 0), care_posture(TODAY, 0, 1));
    for (enum care_text t = TEXT_POSTURE; t <= TEXT_POSTURE_LIFT; t++) { /* it asks, and no more */
        assert_non_null(strstr(care_texts[t].text, "?"));
        assert_null(strstr(care_texts[t].text, "straight"));
    }
}

static void R50c_workstation(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    assert_non_null(reminded(plan(l), REMIND_WORKSTATION));
    tell(l, TODAY - 29, TEXT_WORKSTATION);
    assert_null(reminded(plan(l), REMIND_WORKSTATION));
    assert_non_null(reminded(plan_on(l, TODAY + 1), REMIND_WORKSTATION));
}

static void R51_five_minutes(void **state)
{
    static const struct care_move slow[] = {{.regions = 1u << REGION_NECK, .seconds = 110},
                                            {.regions = 1u << REGION_SHOULDERS, .seconds = 110},
                                            {.regions = 1u << REGION_LOWER_BACK, .seconds = 110}};
    const struct care_settings set = care_settings_default();
    struct care_allowed gentle = everything, nothing = {0};
    CLEANUP(library_done) struct library library = {0};
    struct care_routine routine, again;

    (void)state;
    library_load(&library);
    gentle.moderate = gentle.self_massage = false;
    gentle.new_pain = gentle.weak_bones = true;
    for (int64_t day = TODAY; day < TODAY + 400; day++) {
        const struct care_allowed *allowed = day % 2 ? &gentle : &everything;
        uint32_t regions = 0;
        int seconds = 0;

        assert_int_equal(care_routine_make(day, library.items, library.n, allowed, &set, &routine),
                         0);
        assert_int_equal(care_routine_make(day, library.items, library.n, allowed, &set, &again),
                         0);
        assert_int_equal(routine.n, again.n);
        for (size_t i = 0; i < routine.n; i++) {
            const struct care_move *move = &library.items[routine.moves[i]];

            assert_int_equal(routine.moves[i], again.moves[i]);
            assert_true(care_move_allowed(move, allowed));
            regions |= move->regions;
            seconds += move->seconds + (i ? 5 : 0);
            for (size_t j = 0; j < i; j++)
                assert_int_not_equal(routine.moves[i], routine.moves[j]);
        }
        assert_in_range(seconds, 285, 315);
        assert_int_equal(seconds, routine.seconds);
        assert_true(regions & 1u << REGION_NECK && regions & 1u << REGION_SHOULDERS &&
                    regions & 1u << REGION_LOWER_BACK);
    }
    assert_int_equal(care_routine_make(TODAY, library.items, library.n, &nothing, &set, &routine),
                     -ENOENT);
    assert_int_equal(care_routine_make(TODAY, library.items, 3, &everything, &set, &routine),
                     -ENOENT);
    assert_int_equal(care_routine_make(TODAY, slow, COUNT_OF(slow), &everything, &set, &routine),
                     -ENOENT); /* one of each region is too long already */
    assert_int_equal(care_routine_make(TODAY, NULL, 0, &everything, &set, &routine), -ENOENT);
    assert_int_equal(care_routine_make(TODAY, library.items, 65, &everything, &set, &routine),
                     -E2BIG);
}

static void R10_self_massage_is_silenced(void **state)
{
    struct care_allowed allowed = everything;
    CLEANUP(library_done) struct library library = {0};
    size_t without = 0, local = 0;

    (void)state;
    library_load(&library);
    allowed.self_massage = false;
    for (size_t i = 0; i < library.n; i++)
        without += care_move_allowed(&library.items[i], &allowed);
    assert_int_equal(without, library.n - 5);
    allowed = everything;
    allowed.no_massage = 1u << REGION_UPPER_BACK;
    for (size_t i = 0; i < library.n; i++)
        local += care_move_allowed(&library.items[i], &allowed);
    assert_int_equal(local, library.n - 2); /* ball and roller */
}

static void R11_moves_that_are_forbidden(void **state)
{
    static const struct {
        const char *name;
        bool bones, new_pain, thinners; /* offered all the same */
    } cases[] = {
        {"seated-twist", true, false, true},    {"chair-back-arch", false, true, true},
        {"chair-hang", false, true, true},      {"chin-tuck", true, true, true},
        {"ball-lower-back", true, false, true}, /* thinners and bones: by self_massage */
    };
    struct care_allowed bones = everything, new_pain = everything, thinners = everything;
    const struct care_move homework = {.seconds = 60, .homework = true};
    const struct care_move firm = {.seconds = 60, .not_thinners = true};
    CLEANUP(library_done) struct library library = {0};

    (void)state;
    library_load(&library);
    bones.weak_bones = new_pain.new_pain = thinners.thinners = true;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(library_offers(&library, cases[i].name, &bones), cases[i].bones);
        assert_int_equal(library_offers(&library, cases[i].name, &new_pain), cases[i].new_pain);
        assert_int_equal(library_offers(&library, cases[i].name, &thinners), cases[i].thinners);
    }
    assert_true(care_move_allowed(&firm, &everything));
    assert_false(care_move_allowed(&firm, &thinners));
    assert_true(care_move_allowed(&homework, &everything));
    bones.homework = false;
    assert_false(care_move_allowed(&homework, &bones));
}

static void R52_load(void **state)
{
    (void)state;
    assert_int_equal(care_adherence(0, 0, 0), -1);
    assert_int_equal(care_adherence(3, 0, 0), 100);
    assert_int_equal(care_adherence(2, 1, 0), 67);
    assert_int_equal(care_adherence(1, 1, 6), 13);
    for (int i = 0; i < TEXT_COUNT; i++)
        assert_null(strstr(care_texts[i].text, "streak"));
}

static void R53_daily_log(void **state)
{
    const struct care_settings set = care_settings_default();
    const int full[3] = {0, 10, 5}, blank[3] = {4, -1, 4}, over[3] = {4, 11, 4};
    struct life *l = life(TODAY);
    bool late = true;

    (void)state;
    assert_int_equal(care_entry_late(TODAY, TODAY, &set, &late), 0);
    assert_false(late);
    assert_int_equal(care_entry_late(TODAY - 2, TODAY, &set, &late), 0);
    assert_true(late);
    assert_int_equal(care_entry_late(TODAY - 3, TODAY, &set, &late), -ERANGE);
    assert_int_equal(care_entry_late(TODAY + 1, TODAY, &set, &late), -ERANGE);
    assert_true(care_peg_valid(full));
    assert_false(care_peg_valid(blank) || care_peg_valid(over));
    assert_int_equal(care_peg_tenths(full), 50);
    assert_int_equal(care_peg_tenths((const int[]){3, 3, 4}), 33);
    assert_int_equal(care_peg_tenths((const int[]){3, 4, 4}), 37);
    assert_int_equal(care_peg_tenths(blank), -1);
    assert_true(asked(plan(l), ASK_PAIN) && asked(&l->plan, ASK_PEG));
    pain(l, TODAY, 0);
    peg(l, TODAY - 6, 1, 1, 1);
    assert_false(asked(plan(l), ASK_PAIN) || asked(&l->plan, ASK_PEG));
    assert_true(asked(plan_on(l, TODAY + 1), ASK_PEG));
}

static void R54_average_wins_else_the_mean(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    pain(l, TODAY, 9)->average = false;
    pain(l, TODAY, 4)->average = false;
    assert_null(held(plan(l), HOLD_SEVERE)); /* 6.5 */
    pain(l, TODAY, 8)->average = false;
    assert_non_null(held(plan(l), HOLD_SEVERE)); /* 7.0 */
    pain(l, TODAY, 6);                           /* the day's average */
    assert_null(held(plan(l), HOLD_SEVERE));
    l = life(TODAY);
    pain(l, TODAY, 0); /* 0 is an answer, blank is none */
    assert_false(asked(plan(l), ASK_PAIN));
    l->pains[0].level = -1;
    assert_true(asked(plan(l), ASK_PAIN));
    l->pains[0].level = 11;
    assert_true(asked(plan(l), ASK_PAIN));
    l->pains[0].level = 9;
    l->pains[0].when = at(TODAY, 20, 1); /* not yet */
    assert_true(asked(plan(l), ASK_PAIN));
    assert_false(l->plan.episode.any);
}

static void R59_words_are_no_numbers(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    pain(l, TODAY, 9)->category = true;
    assert_true(asked(plan(l), ASK_PAIN));
    assert_int_equal(l->plan.tier, TIER_NONE);
    assert_false(l->plan.episode.any);
}

static void R65_never_massage_alone(void **state)
{
    struct life *l = life(TODAY);

    (void)state;
    assert_non_null(said(plan(l), TEXT_BREAKS)); /* in every stage, and while massage is on hold */
    l->in.profile.onset_day = DAY(2025, 1, 1);
    assert_int_equal(plan(l)->next.kind, NEXT_PLAN);
    assert_non_null(said(&l->plan, TEXT_BREAKS));
    assert_non_null(said(&l->plan, TEXT_ROUTINE_PLAN));
    mark(l, at(TODAY, 8, 0), HOLD_FEVER);
    assert_non_null(said(plan(l), TEXT_BREAKS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(R39_day_and_hours_before),
        cmocka_unit_test(R40_sheet),
        cmocka_unit_test(R40_R42_event_and_dislike),
        cmocka_unit_test(R40_empty_is_not_guessed),
        cmocka_unit_test(R40_long_words_are_cut),
        cmocka_unit_test(R41_session_record),
        cmocka_unit_test(R44_homework_goes_first),
        cmocka_unit_test(R45_water_after),
        cmocka_unit_test(R46_easy_until_midnight),
        cmocka_unit_test(R47_soreness_is_asked),
        cmocka_unit_test(R48_sore_for_three_days),
        cmocka_unit_test(R50_water),
        cmocka_unit_test(R50a_fluid_limit),
        cmocka_unit_test(R50_silence_of_water),
        cmocka_unit_test(R10_what_is_silent_when),
        cmocka_unit_test(R50b_contexts_in_turn),
        cmocka_unit_test(R50c_workstation),
        cmocka_unit_test(R51_five_minutes),
        cmocka_unit_test(R10_self_massage_is_silenced),
        cmocka_unit_test(R11_moves_that_are_forbidden),
        cmocka_unit_test(R52_load),
        cmocka_unit_test(R53_daily_log),
        cmocka_unit_test(R54_average_wins_else_the_mean),
        cmocka_unit_test(R59_words_are_no_numbers),
        cmocka_unit_test(R65_never_massage_alone),
    };

    return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
