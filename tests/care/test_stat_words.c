/* The words: each sentence once as it is read, and what no text may hold. */
#include "daemon/care/stat_words.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <ctype.h>
#include <errno.h>

#include "tests/care/stat_draw.h"

#define OWN "This is your own record. It cannot show what caused a change."
#define RTM "Sessions booked on bad days tend to be followed by better days anyway."

static char text[STAT_SAY_MAX];

static void R55_what_is_missing(void **state)
{
    static const struct {
        enum stat_short why;
        const char *text;
    } cases[] = {
        {STAT_FEW_DAYS, "Not enough entries yet: 1 of 3 logged days."},
        {STAT_FEW_WEEKS, "Not enough entries yet: 1 of 3 weeks with enough logged days."},
        {STAT_FEW_SESSIONS, "Not enough entries yet: 1 of 3 sessions with pain before and after."},
        {STAT_FEW_MATCHES, "Not enough entries yet: 1 of 3 similar stretches without a session."},
        {STAT_NO_BASELINE,
         "Not enough entries yet: 1 of 3 logged days in a week before the first session."},
        {STAT_ENOUGH, ""},
    };
    struct stat_trend trend = {.gate = stat_gate(STAT_FEW_WEEKS, 3, 4)};
    struct stat_course course = {.gate = stat_gate(STAT_FEW_WEEKS, 1, 2)};
    struct stat_pairs pairs = {.gate = stat_gate(STAT_FEW_SESSIONS, 2, 3), .caution = true};
    struct stat_week week = {.gate = stat_gate(STAT_FEW_DAYS, 4, 5), .tenths = STAT_MISSING};
    struct stat_match match = {0};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct stat_gate gate = {cases[i].why, 1, 3};

        assert_int_equal(stat_say_gate(&gate, text, sizeof text), 0);
        assert_string_equal(text, cases[i].text);
    }
    assert_int_equal(stat_say_trend(&trend, text, sizeof text), 0);
    assert_string_equal(text, "Not enough entries yet: 3 of 4 weeks with enough logged days.");
    assert_int_equal(stat_say_course(&course, true, text, sizeof text), 0);
    assert_string_equal(text, "Not enough entries yet: 1 of 2 weeks with enough logged days.");
    assert_int_equal(stat_say_sessions(&pairs, &match, text, sizeof text), 0);
    assert_string_equal(text,
                        "Not enough entries yet: 2 of 3 sessions with pain before and after.");
    assert_int_equal(stat_say_week(&week, text, sizeof text), 0);
    assert_string_equal(text, "Not enough entries yet: 4 of 5 logged days.");
}

static void R56_week_and_course(void **state)
{
    struct stat_week week = {.tenths = 42, .logged = 5};
    struct stat_course course = {.baseline = {.tenths = 60, .logged = 5, .marked = 1},
                                 .latest = {.tenths = 42, .logged = 7, .marked = 2},
                                 .change = {18, 10},
                                 .share = {91, 100},
                                 .claim = STAT_CLAIM_LOWER};

    (void)state;
    assert_int_equal(stat_say_week(&week, text, sizeof text), 0);
    assert_string_equal(text, "Pain on average 4.2 (5 of 7 days logged).");
    assert_int_equal(stat_say_course(&course, true, text, sizeof text), 0);
    assert_string_equal(
        text, "Pain was 6.0 in the week before the first session (5 days logged) and 4.2 in the "
              "latest week "
              "(7 days logged): changed by -1.8. That is lower. Of 100 pairs of days, one of each "
              "week, the "
              "later is lower in 91. Days of a hold or an illness among these: 3. " OWN " " RTM);
}

static void R56_trend(void **state)
{
    static const struct stat_week weeks[] = {
        {.number = 0, .tenths = 62}, {.number = 1, .tenths = 60}, {.number = 2, .tenths = 54},
        {.number = 3, .tenths = 56}, {.number = 4, .tenths = 48}, {.number = 5, .tenths = 44},
        {.number = 6, .tenths = 46}, {.number = 7, .tenths = 40},
    };
    struct stat_trend trend;

    (void)state;
    assert_int_equal(stat_trend(weeks, 8, &stat_defaults, &trend), 0);
    assert_int_equal(stat_say_trend(&trend, text, sizeof text), 0);
    assert_string_equal(
        text, "Over 8 weeks pain changed by -0.32 a week. The 95 % interval is -0.40 to -0.20. "
              "That is lower. " OWN);
    assert_int_equal(stat_trend(weeks, 4, &stat_defaults, &trend), 0);
    assert_int_equal(stat_say_trend(&trend, text, sizeof text), 0);
    assert_string_equal(text, "Over 4 weeks pain changed by -0.20 a week. " OWN);
}

static void make_pairs(const int32_t *fell, size_t n, enum stat_bad_day bad, struct stat_pairs *ret)
{
    struct stat_session sessions[8];

    for (size_t i = 0; i < n; i++)
        sessions[i] = (struct stat_session){
            .day = (int64_t)i, .before = 5000, .after = 5000 - 1000 * fell[i], .bad_day = bad};
    assert_int_equal(stat_pairs(sessions, n, &stat_defaults, ret), 0);
}

static void R56_sessions(void **state)
{
    static const int32_t fell[] = {3, 1, 2, -1, 2, 0};
    struct stat_match match = {.gate = stat_gate(STAT_FEW_MATCHES, 2, 3)};
    struct stat_pairs pairs;

    (void)state;
    make_pairs(fell, 6, STAT_BAD_NO, &pairs);
    assert_int_equal(stat_say_sessions(&pairs, &match, text, sizeof text), 0);
    assert_string_equal(
        text,
        "Same-day, 6 sessions: pain was lower after 4, the same after 1, higher after 1; the "
        "median "
        "change is -1.5. Taken together it changed by -1.0. The 95 % interval is -3.0 to 1.0. "
        "That could be no change. " OWN);
    make_pairs(fell, 3, STAT_BAD_UNKNOWN, &pairs);
    assert_int_equal(stat_say_sessions(&pairs, &match, text, sizeof text), 0);
    assert_string_equal(text, "Same-day, 3 sessions: pain was lower after 3, the same after 0, "
                              "higher after 0; the median "
                              "change is -2.0. " OWN " " RTM
                              " No similar untreated days to compare with yet.");
    match = (struct stat_match){
        .sessions = 2, .matches = 4, .with = {-2, 1}, .without = {-3, 2}, .same = true};
    make_pairs(fell, 3, STAT_BAD_YES, &pairs);
    assert_int_equal(stat_say_sessions(&pairs, &match, text, sizeof text), 0);
    assert_non_null(strstr(
        text, RTM " In the week after 2 sessions on bad days pain changed by -2.0; after 4 similar "
                  "stretches without a session, by -1.5. That is about the same."));
}

static void R56_habits(void **state)
{
    struct stat_habits h = {.done = 30,
                            .taken = 2,
                            .skipped = 5,
                            .missed = 3,
                            .suppressed = 7,
                            .percent = 80,
                            .gate = stat_gate(STAT_FEW_DAYS, 4, 5)};

    (void)state;
    assert_int_equal(stat_say_habits(&h, text, sizeof text), 0);
    assert_string_equal(
        text, "Breaks: 32 of 40 (80 %): done 30, taken 2, skipped 5, missed 3; held back 7. "
              "Not enough entries yet: 4 of 5 logged days.");
    h.gate = stat_gate(STAT_FEW_DAYS, 5, 5);
    h.most = (struct stat_habit_side){9, 41};
    h.fewer = (struct stat_habit_side){5, 48};
    h.claim = STAT_CLAIM_SAME;
    assert_int_equal(stat_say_habits(&h, text, sizeof text), 0);
    assert_string_equal(
        text, "Breaks: 32 of 40 (80 %): done 30, taken 2, skipped 5, missed 3; held back 7. "
              "On 9 days with at least half of the breaks pain was 4.1; on 5 days with fewer, 4.8. "
              "That is about the same. " OWN);
    h = (struct stat_habits){.percent = STAT_MISSING, .gate = stat_gate(STAT_FEW_DAYS, 0, 5)};
    assert_int_equal(stat_say_habits(&h, text, sizeof text), 0);
    assert_string_equal(text, "Not enough entries yet: 0 of 5 logged days.");
}

static void R57_reach_in_words(void **state)
{
    (void)state;
    assert_int_equal(stat_say_reach(3, 20, 8, &stat_defaults, text, sizeof text), 0);
    assert_string_equal(
        text, "Fingertips to the floor: 20 cm at first, 8 cm last (3 measurements). Reach changed "
              "by -12 cm: a clear change. " OWN);
    assert_int_equal(stat_say_reach(2, 8, 13, &stat_defaults, text, sizeof text), 0);
    assert_non_null(strstr(text, "Reach changed by 5 cm: a possible change. " OWN));
    assert_int_equal(stat_say_reach(2, 8, 8, &stat_defaults, text, sizeof text), 0);
    assert_non_null(strstr(text, "Reach changed by 0 cm. That is about the same. " OWN));
    assert_int_equal(stat_say_reach(1, 8, 8, &stat_defaults, text, sizeof text), 0);
    assert_string_equal(text, "Not enough entries yet: 1 of 2 measurements of reach.");
}

/* What stands at the head of a report. */
static void B16_B18_outcomes_in_words(void **state)
{
    struct stat_course since = {.baseline = {.tenths = 60, .logged = 5},
                                .latest = {.tenths = 42, .logged = 7},
                                .change = {18, 10},
                                .share = {91, 100},
                                .claim = STAT_CLAIM_LOWER};
    struct stat_better better = {
        .assessed = true, .reached = true, .weeks = 6, .least = 20, .percent = 30};

    (void)state;
    assert_int_equal(stat_say_since(&since, text, sizeof text), 0);
    assert_string_equal(
        text, "Pain was 6.0 in the first week with enough entries (5 days logged) and 4.2 in the "
              "latest (7 days logged): changed by -1.8. That is lower. " OWN);
    since.gate = stat_gate(STAT_FEW_DAYS, 4, 5);
    assert_int_equal(stat_say_since(&since, text, sizeof text), 0);
    assert_string_equal(text, "Not enough entries yet: 4 of 5 logged days.");

    assert_int_equal(stat_say_function(4, 6, 4, &stat_defaults, text, sizeof text), 0);
    assert_string_equal(text, "How far pain interfered with general activity (0-10): 6 at first, 4 "
                              "last (4 answers), changed by -2. That is lower. " OWN);
    assert_int_equal(stat_say_function(2, 4, 4, &stat_defaults, text, sizeof text), 0);
    assert_non_null(strstr(text, "changed by 0. That is about the same."));
    assert_int_equal(stat_say_function(1, 4, 4, &stat_defaults, text, sizeof text), 0);
    assert_string_equal(text,
                        "Not enough entries yet: 1 of 2 answers to the weekly questions (PEG).");

    assert_int_equal(stat_say_better(&better, text, sizeof text), 0);
    assert_string_equal(
        text, "Pain was lower than in the first week, by at least 2 of 10 points and 30 %, for two "
              "weeks in a row: 6 weeks after it. " OWN);
    better.reached = false;
    assert_int_equal(stat_say_better(&better, text, sizeof text), 0);
    assert_non_null(strstr(text, "in a row: not in this time. " OWN));
    better.assessed = false;
    assert_int_equal(stat_say_better(&better, text, sizeof text), 0);
    assert_string_equal(text, "Pain in the first week was too low for this comparison. " OWN);
    better.gate = stat_gate(STAT_FEW_WEEKS, 2, 3);
    assert_int_equal(stat_say_better(&better, text, sizeof text), 0);
    assert_string_equal(text, "Not enough entries yet: 2 of 3 weeks with enough logged days.");
}

static void R60_care_in_words(void **state)
{
    (void)state;
    assert_int_equal(stat_say_water(3, 84, 4400, text, sizeof text), 0);
    assert_string_equal(
        text, "Drinks were recorded on 3 of 84 days; on those, 1467 ml a day on average.");
    assert_int_equal(stat_say_water(0, 84, 0, text, sizeof text), 0);
    assert_string_equal(text, "Drinks were recorded on 0 of 84 days.");
    assert_int_equal(stat_say_soreness(5, 7, 3, text, sizeof text), 0);
    assert_string_equal(text, "Soreness was logged after 5 of 7 massages; the highest was 3.");
    assert_int_equal(stat_say_soreness(0, 7, -1, text, sizeof text), 0);
    assert_string_equal(text, "Soreness was logged after 0 of 7 massages.");
}

/* R2, R56, R58, R64: no text holds any of these, in whatever form. "caused" is in MSG-OWN alone,
 * which denies it. */
static void R58_no_forbidden_word(void **state)
{
    static const char *const forbidden[] = {
        "works",       "effective", "prove",     "significan", "p-value",  "p =",     "p <",
        "bootstrap",   "predict",   "will ",     "expect",     "you have", "diagnos", "probably",
        "it is just",  "suffering", "safe",      "serious",    "toxin",    "detox",   "flush",
        "circulation", "endorphin", "adhesion",  "scar",       "align",    "immune",  "cortisol",
        "medicine",    "dose",      "thanks to", "because",    "due to",   "helped",  "reliev",
        "heal",        "cure",      "score",
    };

    (void)state;
    for (enum stat_text t = 0; t < STAT_TEXT_COUNT; t++) {
        char lower[512];
        size_t n = strlen(stat_text(t));

        assert_in_range(n, 1, sizeof lower - 1);
        for (size_t i = 0; i <= n; i++)
            lower[i] = (char)tolower((unsigned char)stat_text(t)[i]);
        for (size_t i = 0; i < COUNT_OF(forbidden); i++) {
            if (strstr(lower, forbidden[i]))
                fail_msg("\"%s\" holds \"%s\"", stat_text(t), forbidden[i]);
        }
        if (strstr(lower, "cause"))
            assert_int_equal(t, STAT_TEXT_OWN);
    }
}

/* Cut off at any size, never beyond it; no placeholder is left in what is said. */
static void limits(void **state)
{
    static const int32_t fell[] = {3, 1, 2, -1, 2, 0};
    struct stat_match match = {.with = {-2, 1}, .without = {-3, 2}};
    struct stat_pairs pairs;
    char whole[STAT_SAY_MAX];
    size_t length;

    (void)state;
    make_pairs(fell, 6, STAT_BAD_YES, &pairs);
    assert_int_equal(stat_say_sessions(&pairs, &match, whole, sizeof whole), 0);
    assert_null(strpbrk(whole, "{}"));
    length = strlen(whole);
    for (size_t size = 0; size <= length + 1; size++) {
        memset(text, 'x', sizeof text);
        assert_int_equal(stat_say_sessions(&pairs, &match, text, size),
                         size > length ? 0 : -ENOSPC);
        assert_int_equal(text[size], 'x');
        if (size == 0)
            continue;
        assert_int_equal(strlen(text), size - 1);
        assert_memory_equal(text, whole, size - 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(R55_what_is_missing),
        cmocka_unit_test(R56_week_and_course),
        cmocka_unit_test(R56_trend),
        cmocka_unit_test(R56_sessions),
        cmocka_unit_test(R56_habits),
        cmocka_unit_test(R57_reach_in_words),
        cmocka_unit_test(B16_B18_outcomes_in_words),
        cmocka_unit_test(R60_care_in_words),
        cmocka_unit_test(R58_no_forbidden_word),
        cmocka_unit_test(limits),
    };

    return cmocka_run_group_tests_name("stat_words", tests, NULL, NULL);
}
