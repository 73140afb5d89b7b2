/* Sessions beside bad days without one: found, weighed, and honest where nothing changed. */
#include "daemon/care/stat_match.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>

#include "tests/care/stat_draw.h"

#define NO STAT_MISSING

/* Every 30 days, three days of 8; then a week of 5, or of 6 where a session followed. */
static size_t make_spells(struct stat_day *days, struct stat_session *sessions, unsigned treated,
                          size_t spells)
{
    size_t m = 0;

    for (size_t i = 0; i < 30 * spells; i++) {
        size_t spell = i / 30, in = i % 30;
        bool with = treated >> spell & 1;

        days[i] = (struct stat_day){.day = (int64_t)i,
                                    .value = in < 10   ? 2000
                                             : in < 13 ? 8000
                                             : in < 20 ? (with ? 6000 : 5000)
                                                       : 2000};
        if (in == 13 && with)
            sessions[m++] = (struct stat_session){
                .day = (int64_t)i, .booked = (int64_t)i - 1, .before = NO, .after = NO};
    }
    return m;
}

static void R56_matched_comparison(void **state)
{
    struct stat_day days[300];
    struct stat_session sessions[10];
    struct stat_match match;
    struct stat_settings wider = {.week_logged = 5, .same = STAT_POINT + 1};
    size_t m = make_spells(days, sessions, 0x155, 10);

    (void)state;
    assert_int_equal(stat_bad_days(days, 300, sessions, m), 0);
    for (size_t i = 0; i < m; i++)
        assert_int_equal(sessions[i].bad_day, STAT_BAD_YES);
    assert_int_equal(stat_match(days, 300, sessions, m, &stat_defaults, &match), 0);
    assert_true(stat_open(&match.gate));
    assert_int_equal(match.sessions, 5);
    assert_int_equal(match.matches, 5);
    expect_printed(match.with, 1, "-2.0");
    expect_printed(match.without, 1, "-3.0");
    assert_false(match.same);
    assert_int_equal(stat_match(days, 300, sessions, m, &wider, &match), 0);
    assert_true(match.same);

    m = make_spells(days, sessions, 0x3f, 8); /* two spells without a session */
    assert_int_equal(stat_bad_days(days, 240, sessions, m), 0);
    assert_int_equal(stat_match(days, 240, sessions, m, &stat_defaults, &match), 0);
    assert_int_equal(match.gate.why, STAT_FEW_MATCHES);
    assert_int_equal(match.gate.have, 2);
    assert_int_equal(match.gate.need, 3);
    assert_false(match.same);

    sessions[0].bad_day = STAT_BAD_UNKNOWN; /* and is compared with nothing */
    assert_int_equal(stat_match(days, 240, sessions, m, &stat_defaults, &match), 0);
    assert_int_equal(match.sessions, 5);
}

/* Each session weighs once: eight levels with many matches do not drown one with few. */
static void R56_matches_are_weighed_by_session(void **state)
{
    struct stat_day days[400];
    struct stat_session sessions[] = {{.day = 33, .bad_day = STAT_BAD_YES},
                                      {.day = 73, .bad_day = STAT_BAD_YES}};
    struct stat_match match;

    (void)state;
    for (int64_t i = 0; i < 400; i++) {
        int64_t spell = i / 40, in = i % 40;
        bool high = spell == 0 || spell == 2; /* one session and one match of 9, the others of 7 */

        days[i] = (struct stat_day){.day = i, .value = 5000};
        if (in >= 30 && in < 33)
            days[i].value = high ? 9000 : 7000;
        else if (in >= 33)
            days[i].value = high ? 3000 : 6000;
    }
    assert_int_equal(stat_match(days, 400, sessions, 2, &stat_defaults, &match), 0);
    assert_int_equal(match.sessions, 2);
    assert_int_equal(match.matches, 8);
    expect_printed(match.with, 1, "-3.5");
    expect_printed(match.without, 1, "-3.5");
    assert_true(match.same);
}

/* The plain reading of the rule, for days 0 … n-1. */
static size_t brute_matches(const struct stat_day *days, int64_t n,
                            const struct stat_session *sessions, size_t m)
{
    size_t best[211] = {0};

    for (int64_t t = n - 1; t >= 0; t--) {
        bool fits = t + 3 <= n, match = false;
        int sum = 0, logged = 0;

        best[t] = best[t + 1];
        for (int64_t d = t; fits && d < t + 3; d++) {
            fits = days[d].value != NO;
            sum += days[d].value;
        }
        for (int64_t d = t + 3; d < t + 10 && d < n; d++)
            logged += days[d].value != NO;
        for (size_t k = 0; k < m; k++)
            fits = fits && (sessions[k].day < t - 7 || sessions[k].day > t + 9);
        for (size_t k = 0; fits && logged >= 5 && k < m; k++) {
            int64_t day = sessions[k].day;
            int level = 0, after = 0;

            if (sessions[k].bad_day != STAT_BAD_YES || day < 3)
                continue;
            for (int64_t d = day - 3; d < day; d++)
                level = days[d].value == NO || level < 0 ? -1 : level + days[d].value;
            for (int64_t d = day; d < day + 7 && d < n; d++)
                after += days[d].value != NO;
            match = match || (level >= 0 && after >= 5 && abs(level - sum) <= 1500);
        }
        if (match && 1 + (t + 10 <= n ? best[t + 10] : 0) > best[t])
            best[t] = 1 + (t + 10 <= n ? best[t + 10] : 0);
    }
    return best[0];
}

/* As many stretches as there can be, and never more when values are taken away. */
static void R70_matches_only_from_what_is_logged(void **state)
{
    uint64_t seed = seed_of_run();
    size_t opened = 0;

    (void)state;
    for (int round = 0; round < 1500; round++) {
        struct stat_day days[211];
        struct stat_session sessions[8];
        struct stat_match match, fewer;
        size_t m = 1 + draw(&seed) % 8;
        int64_t n = 60 + (int64_t)(draw(&seed) % 150), day = 0;
        int32_t level = 5;

        for (int64_t i = 0; i < n; i++) {
            level = level + draw_from(&seed, -1, 1);
            level = level < 2 ? 2 : level > 8 ? 8 : level;
            days[i] = (struct stat_day){i, draw(&seed) % 20 ? 1000 * level : NO, false};
        }
        for (size_t i = 0; i < m; i++) {
            day += (int64_t)(draw(&seed) % 40);
            sessions[i] =
                (struct stat_session){.day = day < n ? day : n - 1,
                                      .bad_day = draw(&seed) % 3 ? STAT_BAD_YES : STAT_BAD_NO};
        }
        assert_int_equal(stat_match(days, (size_t)n, sessions, m, &stat_defaults, &match), 0);
        assert_int_equal(match.matches, brute_matches(days, n, sessions, m));
        assert_int_equal(stat_open(&match.gate), match.matches >= 3);
        opened += stat_open(&match.gate);
        for (int i = 0; i < 5; i++)
            days[draw(&seed) % (uint64_t)n].value = NO;
        assert_int_equal(stat_match(days, (size_t)n, sessions, m, &stat_defaults, &fewer), 0);
        assert_true(fewer.matches <= match.matches);
    }
    assert_true(opened > 50);
}

/* A life of which sessions change nothing: days of mean 5 that hang together, and a session the day
 * after three that were 7 on average. */
static void live(uint64_t *seed, struct stat_day *days, int n, struct stat_session *sessions,
                 size_t *m)
{
    double off = 0;
    int last = -99;

    *m = 0;
    for (int i = 0; i < n; i++) {
        double noise = -6, value;

        for (int k = 0; k < 12; k++)
            noise += (double)(draw(seed) >> 11) / 9007199254740992.0;
        off = 0.5 * off + 1.8 * 0.866 * noise;
        value = 5 + off;
        days[i] = (struct stat_day){.day = i,
                                    .value = 1000 * (value < 0    ? 0
                                                     : value > 10 ? 10
                                                                  : (int32_t)(value + 0.5))};
        if (i >= 2 && i - last > 25 && draw(seed) % 2 &&
            days[i].value + days[i - 1].value + days[i - 2].value >= 21000) {
            sessions[(*m)++] =
                (struct stat_session){.day = i + 1, .booked = i, .before = NO, .after = NO};
            last = i + 1;
        }
    }
}

/* Where nothing changed anything, bad days are followed by better ones all the same; and the
 * comparison shows as much of that on both sides. */
static void R56_no_effect_is_told_as_none(void **state)
{
    uint64_t seed = 4;
    double with = 0, without = 0;
    int lives = 0, same = 0;

    (void)state;
    for (int life = 0; life < 400; life++) {
        struct stat_day days[730];
        struct stat_session sessions[64];
        struct stat_match match;
        size_t m;

        live(&seed, days, 730, sessions, &m);
        assert_int_equal(stat_bad_days(days, 730, sessions, m), 0);
        assert_int_equal(stat_match(days, 730, sessions, m, &stat_defaults, &match), 0);
        if (!stat_open(&match.gate))
            continue;
        lives++;
        with += (double)match.with.num / (double)match.with.den;
        without += (double)match.without.num / (double)match.without.den;
        same += match.same;
    }
    print_message("%d lives: with %.2f, without %.2f; %d about the same\n", lives, with / lives,
                  without / lives, same);
    assert_true(lives > 300);
    assert_true(with / lives < -1);
    assert_true(with / lives - without / lives < 0.1 && without / lives - with / lives < 0.1);
    assert_true(same * 100 > lives * 95);
}

static void limits(void **state)
{
    static struct stat_day days[STAT_DAYS_MAX + 1];
    static struct stat_session sessions[STAT_SESSIONS_MAX + 1];
    struct stat_match match = {.matches = 7};

    (void)state;
    for (int64_t i = 0; i <= STAT_DAYS_MAX; i++)
        days[i] = (struct stat_day){.day = i, .value = 5000};
    for (int64_t i = 0; i <= STAT_SESSIONS_MAX; i++)
        sessions[i] = (struct stat_session){.day = 2 * i, .bad_day = STAT_BAD_YES};
    assert_int_equal(stat_match(days, STAT_DAYS_MAX + 1, sessions, 1, &stat_defaults, &match),
                     -E2BIG);
    assert_int_equal(stat_match(days, 1, sessions, STAT_SESSIONS_MAX + 1, &stat_defaults, &match),
                     -E2BIG);
    assert_int_equal(match.matches, 7);
    assert_int_equal(
        stat_match(days, STAT_DAYS_MAX, sessions, STAT_SESSIONS_MAX, &stat_defaults, &match), 0);
    assert_true(match.matches > 3);
    assert_true(is_ratio(match.without, 0, 1));
    assert_int_equal(stat_match(days, 0, NULL, 0, &stat_defaults, &match), 0);
    assert_int_equal(match.matches, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(R56_matched_comparison),
        cmocka_unit_test(R56_matches_are_weighed_by_session),
        cmocka_unit_test(R70_matches_only_from_what_is_logged),
        cmocka_unit_test(R56_no_effect_is_told_as_none),
        cmocka_unit_test(limits),
    };

    return cmocka_run_group_tests_name("stat_match", tests, NULL, NULL);
}
