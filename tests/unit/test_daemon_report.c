/* The report of a daemon: what it reads, by day and by kind, and which figures it may give. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#include <errno.h>
#include <string.h>

#include "common/civil.h"
#include "common/profile.h"
#include "common/scope.h"
#include "tests/fakes/fake_daemon.h"

#define INI                                               \
    "[reminder stand-up]\nat = 23:00\n[reminder water]\n" \
    "at = 23:30\namount = 200ml\n[reminder posture]\nat = 23:40\n"

static int setup(void **state)
{
    struct fake_daemon *f = calloc(1, sizeof(*f));

    assert_non_null(f);
    fake_daemon_init(f, INI, true);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fake_daemon_done(*state);
    free(*state);
    return 0;
}

/* Nine o'clock, so many days ago, where it is UTC+1. */
static struct wall ago(struct fake_daemon *f, int days)
{
    return (struct wall){daemon_day_start(f->daemon, -days).us + 9 * USEC_PER_HOUR};
}

static void keep(struct fake_daemon *f, struct entry entry)
{
    struct fault fault;

    assert_int_equal(daemon_log(f->daemon, &entry, &fault), 0);
}

static void pain(struct fake_daemon *f, int days, int level, int measure)
{
    struct entry e = {.kind = ENTRY_PAIN, .at = ago(f, days), .level = level, .ml = -1};

    entry_set_number(&e, FACT_MEASURE, measure);
    keep(f, e);
}

static void massage(struct fake_daemon *f, int days, int before, int after)
{
    struct entry e = {.kind = ENTRY_MASSAGE, .at = ago(f, days), .level = -1, .ml = -1};

    entry_set_number(&e, FACT_PAIN_BEFORE, before);
    entry_set_number(&e, FACT_PAIN_AFTER, after);
    keep(f, e);
}

static void outcome(struct fake_daemon *f, const char *reminder, int days, enum outcome outcome)
{
    struct occurrence o = {.due = ago(f, days), .ended = ago(f, days), .outcome = outcome};

    (void)snprintf(o.reminder, sizeof o.reminder, "%s", reminder);
    assert_int_equal(f->store.store.ops->put_occurrence(&f->store.store, &o), 0);
}

static struct report report(struct fake_daemon *f, size_t days)
{
    struct report r;
    struct fault fault;

    assert_int_equal(daemon_report(f->daemon, days, &r, &fault), 0);
    assert_int_equal(r.day_n, days);
    assert_int_equal(r.week_n, days / 7);
    return r;
}

static const struct figure *figure(const struct report *r, const char *name)
{
    for (size_t i = 0; i < r->figure_n; i++)
        if (strcmp(r->figures[i].name, name) == 0)
            return &r->figures[i];
    return NULL;
}

static void expect(const struct report *r, const char *name, bool known, double value,
                   const char *text)
{
    const struct figure *f = figure(r, name);

    assert_non_null(f);
    assert_int_equal(f->known, known);
    assert_true(f->value > value - 0.001 && f->value < value + 0.001);
    if (!strstr(f->text, text))
        fail_msg("%s: \"%s\", not \"%s\"", name, f->text, text);
}

/* Nothing may be said, and each figure tells what is missing. */
static void R55_report_of_nothing(void **state)
{
    CLEANUP(report_done) struct report r = report(*state, 84);

    assert_int_equal(r.logged, 0);
    assert_int_equal(r.session_n, 0);
    assert_int_equal(r.entry_n, 0);
    for (size_t i = 0; i < REPORT_MEASURES; i++)
        assert_true(!r.measures[i].name && r.measures[i].n == 0);
    expect(&r, "pain", false, 0, "Not enough entries yet: 0 of 5 logged days.");
    expect(&r, "reach", false, 0, "Not enough entries yet: 0 of 2 measurements of reach.");
    expect(&r, "function", false, 0, "0 of 2 answers to the weekly questions (PEG).");
    expect(&r, "better", false, 0, "Not enough entries yet: 0 of 5 logged days.");
    expect(&r, "water", false, 0, "Drinks were recorded on 0 of 84 days");
    expect(&r, "week", false, 0, "Not enough entries yet: 0 of 5 logged days.");
    expect(&r, "trend", false, 0, "Not enough entries yet: 0 of 4 weeks with enough logged days.");
    expect(&r, "breaks", false, 0, "Not enough entries yet: 0 of 5 logged days.");
    assert_null(figure(&r, "course")); /* without a massage there is nothing before and after */
    assert_null(figure(&r, "sessions"));
    assert_null(figure(&r, "soreness"));
    for (size_t i = 0; i < r.week_n; i++)
        assert_true(r.weeks[i].tenths == -1 && r.weeks[i].logged == 0);
    for (size_t i = 0; i < r.day_n; i++)
        assert_true(r.days[i].pain == -1 && r.days[i].shown == 0);
}

/* A day's average wins, else the mean; words are no levels; the day is that of the place where it
 * was said. */
static void R54_R59_report_days(void **state)
{
    struct fake_daemon *f = *state;
    struct entry word = {.kind = ENTRY_PAIN, .at = ago(f, 3), .level = -1, .ml = -1};
    struct entry abroad = {.kind = ENTRY_PAIN, .level = 9, .ml = -1};

    pain(f, 1, 3, -1);
    pain(f, 1, 4, -1);
    pain(f, 2, 8, MEASURE_WORST);
    pain(f, 6, 8, MEASURE_WORST); /* says nothing of the rest of its day */
    pain(f, 2, 5, MEASURE_AVERAGE);
    entry_set_number(&word, FACT_CATEGORY, CATEGORY_SEVERE);
    entry_set_number(&word, FACT_SOURCE, SOURCE_APPLE_HEALTH);
    keep(f, word);
    pain(f, 7, 10, -1); /* the day before the first */
    abroad.at.us = daemon_day_start(f->daemon, -4).us + USEC_PER_HOUR;
    abroad.said = abroad.at;
    abroad.offset = -5 * 3600; /* still the day before, there */
    (void)strcpy(abroad.id, "0195d5a8-1c00-7000-8000-000000000001");
    assert_int_equal(f->store.store.ops->add(&f->store.store, &abroad), 0);

    CLEANUP(report_done) struct report r = report(f, 7);
    static const int32_t levels[7] = {-1, 9000, -1, -1, 5000, 3500, -1};
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(r.days[i].pain, levels[i]);
    assert_int_equal(r.logged, 3);
    assert_int_equal(r.weeks[0].logged, 3);
    assert_int_equal(r.weeks[0].tenths, -1);
    expect(&r, "week", false, 0, "3 of 5 logged days");
}

/* Twelve weeks, the first without a massage, six of them with one each. */
static void R55_R56_report_of_a_course(void **state)
{
    struct fake_daemon *f = *state;
    struct entry sore = {.kind = ENTRY_SORENESS, .at = ago(f, 34), .level = 2, .ml = -1};

    for (int d = 83; d >= 0; d--)
        pain(f, d, d >= 42 ? 6 : d >= 21 ? 5 : 3, MEASURE_AVERAGE);
    for (int d = 35; d >= 0; d -= 7)
        massage(f, d, 6, d == 0 ? 6 : 4);
    keep(f, sore);

    CLEANUP(report_done) struct report r = report(f, 84);
    assert_int_equal(r.logged, 84);
    assert_int_equal(r.session_n, 6);
    assert_true(r.sessions[0].before == 6 && r.sessions[0].after == 4);
    assert_int_equal(r.sessions[0].soreness, 2);
    assert_int_equal(r.sessions[1].soreness, -1);
    assert_int_equal(r.weeks[0].tenths, 60);
    assert_int_equal(r.weeks[11].tenths, 30);
    expect(&r, "week", true, 3.0, "Pain on average 3.0 (7 of 7 days logged).");
    expect(&r, "course", true, -3.0, "Pain was 6.0 in the week before the first session");
    expect(&r, "course", true, -3.0, "It cannot show what caused a change.");
    expect(&r, "course", true, -3.0, "Sessions booked on bad days"); /* nobody knows */
    expect(&r, "sessions", true, -2.0, "lower after 5, the same after 1, higher after 0");
    assert_true(figure(&r, "sessions")->interval);
    assert_true(figure(&r, "trend")->known && figure(&r, "trend")->interval);
    assert_true(figure(&r, "trend")->value < 0);
    assert_string_equal(r.notes[0],
                        "This is your own record. It cannot show what caused a change.");
    assert_non_null(strstr(r.notes[1], "alongside medical advice and do not replace it"));

    CLEANUP(report_done) struct report late = report(f, 35); /* no week before the first massage */
    assert_false(figure(&late, "course")->known);
    assert_int_equal(late.session_n, 5);
    assert_int_equal(late.sessions[0].soreness, -1);
}

/* Nobody knows when a session was booked: the caution stays. Booked on good days: it goes. */
static void R56_report_of_booked_sessions(void **state)
{
    struct fake_daemon *f = *state;
    const char *caution = "Sessions booked on bad days";

    for (int d = 59; d >= 0; d--)
        pain(f, d, d >= 20 && d <= 22 ? 2 : 5, MEASURE_AVERAGE);
    for (int d = 10; d > 7; d--)
        massage(f, d, 5, 3);
    CLEANUP(report_done) struct report unknown = report(f, 60);
    assert_non_null(strstr(figure(&unknown, "sessions")->text, caution));
    for (int d = 10; d > 7; d--) {
        struct entry booking = {.kind = ENTRY_BOOKING, .at = ago(f, d), .level = -1, .ml = -1};

        booking.said = ago(f, 20);
        booking.offset = 3600;
        (void)snprintf(booking.id, sizeof booking.id, "0195d5a8-1c00-7000-8000-0000000000%02d", d);
        assert_int_equal(f->store.store.ops->add(&f->store.store, &booking), 0);
    }
    CLEANUP(report_done) struct report known = report(f, 60);
    assert_non_null(strstr(figure(&known, "sessions")->text, "Same-day, 3 sessions"));
    assert_null(strstr(figure(&known, "sessions")->text, caution));
}

static void R52_R56_report_of_breaks(void **state)
{
    static const char *const no_breaks[] = {"water",    "posture",      "pain",
                                            "massage",  "aftercare",    "aftercare-water",
                                            "soreness", "care-soreness"};
    struct fake_daemon *f = *state;

    for (int d = 10; d >= 1; d--) {
        pain(f, d, d > 5 ? 6 : 3, -1);
        outcome(f, "stand-up", d, d > 5 ? OUTCOME_SKIPPED : d > 2 ? OUTCOME_DONE : OUTCOME_TAKEN);
        for (size_t i = 0; i < COUNT_OF(no_breaks); i++)
            outcome(f, no_breaks[i], d, OUTCOME_MISSED);
        outcome(f, "gone", d, OUTCOME_SUPPRESSED);
    }
    CLEANUP(report_done) struct report r = report(f, 14);
    assert_true(r.days[12].kept == 1 && r.days[12].shown == 1);
    assert_true(r.days[3].kept == 0 && r.days[3].shown == 1);
    assert_true(r.days[2].shown == 0);
    expect(&r, "breaks", true, -3.0,
           "Breaks: 5 of 10 (50 %): done 3, taken 2, skipped 5, missed 0; held back 10.");
    expect(&r, "breaks", true, -3.0, "That is lower. This is your own record.");
}

static void R57_report_of_other_measures(void **state)
{
    struct fake_daemon *f = *state;
    struct entry peg = {.kind = ENTRY_PEG, .at = ago(f, 9), .level = -1, .ml = -1};
    struct entry motion = {.kind = ENTRY_MOTION, .at = ago(f, 8), .level = -1, .ml = -1};
    struct entry stress = {.kind = ENTRY_STRESS, .at = ago(f, 1), .level = 7, .ml = -1};

    for (enum fact fact = FACT_PEG_PAIN; fact <= FACT_PEG_ACTIVITY; fact++)
        entry_set_number(&peg, fact, fact == FACT_PEG_PAIN ? 5 : 4);
    keep(f, peg);
    entry_set_number(&motion, FACT_ROM_FLOOR_CM, 20);
    keep(f, motion);
    motion.at = ago(f, 1);
    entry_set_number(&motion, FACT_ROM_FLOOR_CM, 13);
    motion.id[0] = '\0';
    keep(f, motion);
    keep(f, stress);

    CLEANUP(report_done) struct report r = report(f, 14);
    assert_string_equal(r.measures[REPORT_PEG].name, "peg");
    assert_int_equal(r.measures[REPORT_PEG].latest, 43);
    assert_string_equal(r.measures[REPORT_STRESS].name, "stress");
    assert_int_equal(r.measures[REPORT_STRESS].n, 1);
    assert_string_equal(r.measures[REPORT_FLOOR].name, "rom_floor_cm");
    assert_true(r.measures[REPORT_FLOOR].first == 200 && r.measures[REPORT_FLOOR].latest == 130);
    assert_null(r.measures[REPORT_LEFT].name);
    expect(&r, "reach", true, -7.0, "Reach changed by -7 cm: a possible change.");
}

/* Flags and holds with their dates, what is on hold today, and what the profile says; in the order
 * of time, and of the report's days alone. */
static void R60_R15_report_of_flags_holds_and_goals(void **state)
{
    static const struct {
        enum entry_kind kind;
        int days;
        enum fact fact;
        int number;
    } kept[] = {
        {ENTRY_CLINICIAN, 3, FACT_CLEARED, 1}, {ENTRY_HOLD, 9, FACT_HOLD, 0 /* fever */},
        {ENTRY_CLEAR, 7, FACT_HOLD, 0},        {ENTRY_HOLD, 2, FACT_HOLD, 5 /* contagious */},
        {ENTRY_HOLD, 40, FACT_HOLD, 0},        {ENTRY_CHECK, 5, FACT_NO_SIGNS, 0},
    };
    struct entry tier = {.kind = ENTRY_TIER, .level = 4, .ml = -1, .note = "a lump"};
    size_t n = 0, noted = 0;
    static const struct {
        enum profile_field field;
        const char *value;
    } profile[] = {{PROFILE_GOALS, "to sit through a film"},
                   {PROFILE_FOCUS, "neck"},
                   {PROFILE_AVOID, "hands"},
                   {PROFILE_QUESTIONS, "May I run?"}};
    struct fake_daemon *f = *state;

    for (size_t i = 0; i < COUNT_OF(kept); i++) {
        struct entry e = {.kind = kept[i].kind, .at = ago(f, kept[i].days), .level = -1, .ml = -1};

        if (kept[i].fact == FACT_NO_SIGNS)
            (void)strcpy(e.texts[FACT_NO_SIGNS], "saddle");
        else
            entry_set_number(&e, kept[i].fact, kept[i].number);
        keep(f, e);
    }
    for (size_t i = 0; i < COUNT_OF(profile); i++) {
        struct entry e = {.kind = ENTRY_PROFILE, .at = ago(f, 1), .level = -1, .ml = -1};

        entry_set_number(&e, FACT_FIELD, (int)profile[i].field);
        (void)strcpy(e.note, profile[i].value);
        keep(f, e);
    }
    tier.at = ago(f, 6);
    (void)strcpy(tier.id, "0195d5a8-1c00-7000-8000-000000000001");
    assert_int_equal(f->store.store.ops->add(&f->store.store, &tier), 0);
    CLEANUP(report_done) struct report r = report(f, 28);
    static const enum entry_kind order[] = {ENTRY_HOLD, ENTRY_CLEAR, ENTRY_CHECK, ENTRY_CLINICIAN,
                                            ENTRY_HOLD};
    for (size_t i = 0; i < r.entry_n; i++) {
        assert_true(i == 0 || r.entries[i - 1].at.us <= r.entries[i].at.us);
        if (r.entries[i].kind != ENTRY_TIER)
            assert_int_equal(r.entries[i].kind, order[n++]);
        else
            noted += strcmp(r.entries[i].note, tier.note) == 0; /* beside the daemon's own */
    }
    assert_int_equal(n, COUNT_OF(order));
    assert_int_equal(noted, 1);
    assert_int_equal(r.hold_n, 1);
    assert_int_equal(r.holds[0].hold, HOLD_CONTAGIOUS);
    assert_string_equal(r.sheet.text[SHEET_GOALS], profile[0].value);
    assert_string_equal(r.sheet.text[SHEET_FOCUS], "neck");
    assert_string_equal(r.sheet.text[SHEET_AVOID], "hands");
    assert_non_null(strstr(r.sheet.text[SHEET_QUESTIONS], profile[3].value));
    assert_int_equal(r.sheet.to - r.sheet.from, 27);
}

/* Aftercare and habits, PEG one by one, and what stands at the head. */
static void R60_B16_B18_report_of_care_and_outcomes(void **state)
{
    struct fake_daemon *f = *state;
    struct entry sore = {.kind = ENTRY_SORENESS, .at = ago(f, 29), .level = 2, .ml = -1};
    size_t pegs = 0;

    for (int d = 55; d >= 0; d--)
        pain(f, d, d >= 35 ? 6 : 3, MEASURE_AVERAGE);
    massage(f, 30, 5, 3);
    massage(f, 20, 5, 3);
    keep(f, sore);
    for (int i = 0; i < 3; i++) {
        struct entry drink = {
            .kind = ENTRY_DRINK, .at = ago(f, i < 2 ? 4 : 1), .level = -1, .ml = 200 + i};
        struct entry peg = {.kind = ENTRY_PEG, .at = ago(f, 20 - 7 * i), .level = -1, .ml = -1};

        keep(f, drink);
        for (enum fact fact = FACT_PEG_PAIN; fact <= FACT_PEG_ACTIVITY; fact++)
            entry_set_number(&peg, fact, 7 - 2 * i);
        keep(f, peg);
    }
    CLEANUP(report_done) struct report r = report(f, 56);
    for (size_t i = 0; i < r.entry_n; i++)
        pegs += r.entries[i].kind == ENTRY_PEG;
    assert_int_equal(pegs, 3);
    expect(&r, "pain", true, -3.0, "changed by -3.0. That is lower. This is your own record.");
    expect(&r, "function", true, -4.0, "7 at first, 3 last (3 answers)");
    expect(&r, "reach", false, 0, "0 of 2 measurements");
    expect(&r, "better", true, 3, "for two weeks in a row: 3 weeks after it.");
    expect(&r, "soreness", true, 2, "after 1 of 2 massages; the highest was 2.");
    expect(&r, "water", true, 301.5, "on 2 of 56 days; on those, 302 ml a day on average.");
}

/* One day, and as many as the statistics take. */
static void R66_report_of_one_day_and_of_22_years(void **state)
{
    struct fake_daemon *f = *state;

    pain(f, 0, 0, -1);
    CLEANUP(report_done) struct report one = report(f, 1);
    assert_int_equal(one.days[0].pain, 0); /* a zero is a value */
    CLEANUP(report_done) struct report all = report(f, REPORT_DAYS_MAX);
    assert_int_equal(all.logged, 1);
    assert_int_equal(all.days[REPORT_DAYS_MAX - 1].pain, 0);
}

/* Of more massages than the statistics take, the newest stay. */
static void test_many_sessions(void **state)
{
    struct fake_daemon *f = *state;

    for (int i = 0; i < 1030; i++)
        massage(f, 1030 - i, i < 10 ? 9 : 3, 2);
    CLEANUP(report_done) struct report r = report(f, 1200);
    assert_int_equal(r.session_n, 1024);
    assert_int_equal(r.sessions[3].before, 9);
    assert_int_equal(r.sessions[4].before, 3);
}

static void test_no_log(void **state)
{
    struct fake_daemon f;
    struct report r;
    struct fault fault;

    (void)state;
    fake_daemon_init(&f, INI, false);
    assert_true(daemon_report(f.daemon, 84, &r, &fault) < 0);
    assert_int_equal(fault.kind, FAULT_NOT_SAVED);
    fake_daemon_done(&f);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(R55_report_of_nothing),
        TEST(R54_R59_report_days),
        TEST(R55_R56_report_of_a_course),
        TEST(R52_R56_report_of_breaks),
        TEST(R56_report_of_booked_sessions),
        TEST(R57_report_of_other_measures),
        TEST(R60_R15_report_of_flags_holds_and_goals),
        TEST(R60_B16_B18_report_of_care_and_outcomes),
        TEST(R66_report_of_one_day_and_of_22_years),
        TEST(test_many_sessions),
        cmocka_unit_test(test_no_log),
    };

    return cmocka_run_group_tests_name("daemon_report", tests, NULL, NULL);
}
