/* Statistics: whatever is logged, results are in order and in range, gates are kept, every text
 * fits; and a value taken away opens no gate. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/care/stat_rank.h"
#include "daemon/care/stat_words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define DAYS_MAX     600
#define SESSIONS_MAX 100

/* Three bytes a day (step, value, reminders), or a session for a step of 250 and more. */
struct life {
    struct stat_day days[DAYS_MAX];
    struct stat_habit_day habits[DAYS_MAX];
    struct stat_session sessions[SESSIONS_MAX];
    size_t n, m;
    int64_t last;
};

/* What is open, a bit each, and how many weeks and matches there are. */
struct opened {
    unsigned gates;
    size_t weeks, matches;
};

static void check(bool right)
{
    if (!right)
        abort();
}

static int32_t value_of(uint8_t byte)
{
    return byte > 200 ? STAT_MISSING : byte * 50;
}

static void read_life(const uint8_t *data, size_t size, struct life *life)
{
    int64_t day = 20000;

    for (size_t i = 0; i + 3 <= size && life->n < DAYS_MAX && life->m < SESSIONS_MAX; i += 3) {
        if (data[i] >= 250) {
            life->sessions[life->m++] = (struct stat_session){
                .day = day,
                .booked = data[i] == 255 ? STAT_NO_DAY : day - data[i] % 5,
                .before = value_of(data[i + 1]),
                .after = value_of(data[i + 2]),
            };
            continue;
        }
        day += data[i] < 240 ? 1 : data[i] - 238;
        life->days[life->n] = (struct stat_day){day, value_of(data[i + 1]), data[i + 2] & 1};
        life->habits[life->n++] = (struct stat_habit_day){
            .day = day,
            .pain = value_of(data[i + 1]),
            .done = data[i + 2] >> 1 & 3,
            .taken = data[i + 2] >> 3 & 1,
            .skipped = data[i + 2] >> 4 & 3,
            .missed = data[i + 2] >> 6 & 1,
            .suppressed = data[i + 2] >> 7,
        };
    }
    life->last = day;
}

static void check_estimate(const struct stat_estimate *e)
{
    check(e->value.den > 0);
    if (!e->interval.known)
        return;
    check(stat_compare(e->interval.low, e->value) <= 0);
    check(stat_compare(e->value, e->interval.high) <= 0);
}

static void note(struct opened *o, int bit, const struct stat_gate *gate)
{
    check(stat_open(gate) == (gate->have >= gate->need));
    if (stat_open(gate))
        o->gates |= 1U << bit;
}

static void look_at_weeks(struct life *life, struct opened *o)
{
    struct stat_week weeks[DAYS_MAX];
    char text[STAT_SAY_MAX];
    struct stat_trend trend;
    int64_t session = life->m > 0 ? life->sessions[0].day : life->last / 2 + 10000;
    struct stat_course course =
        stat_course(life->days, life->n, 20000, session, life->last, &stat_defaults);

    check(stat_weeks(life->days, life->n, 20001, &stat_defaults, weeks, DAYS_MAX, &o->weeks) == 0);
    for (size_t i = 0; i < o->weeks; i++)
        check(weeks[i].tenths >= 0 && weeks[i].tenths <= 100 && weeks[i].logged <= 7);
    check(stat_trend(weeks, o->weeks, &stat_defaults, &trend) == 0);
    note(o, 0, &course.gate);
    note(o, 1, &trend.gate);
    note(o, 2, &trend.interval_gate);
    if (stat_open(&trend.gate))
        check_estimate(&trend.slope.slope);
    check(stat_say_course(&course, true, text, sizeof text) == 0 && !strchr(text, '{'));
    check(stat_say_trend(&trend, text, sizeof text) == 0 && !strchr(text, '{'));
}

static struct opened look(struct life *life, bool decide)
{
    struct opened o = {0};
    struct stat_pairs pairs;
    struct stat_match match;
    struct stat_habits habits;
    int32_t percents[DAYS_MAX];
    char text[STAT_SAY_MAX];

    look_at_weeks(life, &o);
    check(!decide || stat_bad_days(life->days, life->n, life->sessions, life->m) == 0);
    check(stat_pairs(life->sessions, life->m, &stat_defaults, &pairs) == 0);
    check(stat_match(life->days, life->n, life->sessions, life->m, &stat_defaults, &match) == 0);
    check(stat_habits(life->habits, life->n, &stat_defaults, percents, &habits) == 0);
    for (size_t i = 0; i < life->n; i++)
        check(percents[i] == STAT_MISSING || (percents[i] >= 0 && percents[i] <= 100));
    note(&o, 3, &pairs.gate);
    note(&o, 4, &pairs.centre_gate);
    note(&o, 5, &match.gate);
    note(&o, 6, &habits.gate);
    o.matches = match.matches;
    check(!stat_open(&match.gate) || match.sessions > 0);
    if (stat_open(&pairs.centre_gate))
        check_estimate(&pairs.centre);
    check(stat_say_sessions(&pairs, &match, text, sizeof text) == 0 && !strchr(text, '{'));
    check(stat_say_habits(&habits, text, sizeof text) == 0 && !strchr(text, '{'));
    return o;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct life *life = calloc(1, sizeof(*life));
    struct opened before, after;

    if (!life)
        return 0;
    read_life(data, size, life);
    before = look(life, true);
    for (size_t i = size % 3; i < life->n; i += 1 + size % 7)
        life->days[i].value = life->habits[i].pain = STAT_MISSING;
    for (size_t i = size % 2; i < life->m; i += 2)
        life->sessions[i].after = STAT_MISSING;
    after = look(life, false);
    check((after.gates & ~before.gates) == 0);
    check(after.weeks <= before.weeks && after.matches <= before.matches);
    free(life);
    return 0;
}
