/* The statistics in words: a table of texts, and what goes into their placeholders.
 *
 * A closed gate leaves no number in the text. Sentences about what caused anything do not exist.
 */
#include "daemon/care/stat_words.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *const texts[] = {
    [STAT_TEXT_FEW] = "Not enough entries yet: {k} of {need} {unit}.",
    [STAT_TEXT_OWN] = "This is your own record. It cannot show what caused a change.",
    [STAT_TEXT_RTM] = "Sessions booked on bad days tend to be followed by better days anyway.",
    [STAT_TEXT_NO_MATCH] = "No similar untreated days to compare with yet.",
    [STAT_TEXT_WEEK] = "Pain on average {value} ({n} of 7 days logged).",
    [STAT_TEXT_MARKED] = "Days of a hold or an illness among these: {k}.",
    [STAT_TEXT_COURSE] =
        "Pain was {before} in the week before the first session ({m} days logged) and "
        "{after} in the latest week ({n} days logged): changed by {change}.",
    [STAT_TEXT_SINCE] =
        "Pain was {before} in the first week with enough entries ({m} days logged) and {after} in "
        "the latest ({n} days logged): changed by {change}.",
    [STAT_TEXT_SHARE] = "Of 100 pairs of days, one of each week, the later is lower in {k}.",
    [STAT_TEXT_TREND] = "Over {n} weeks pain changed by {change} a week.",
    [STAT_TEXT_PAIRS] =
        "Same-day, {n} sessions: pain was lower after {better}, the same after {same}, "
        "higher after {worse}; the median change is {change}.",
    [STAT_TEXT_CENTRE] = "Taken together it changed by {change}.",
    [STAT_TEXT_MATCH] =
        "In the week after {n} sessions on bad days pain changed by {with}; after {m} "
        "similar stretches without a session, by {without}.",
    [STAT_TEXT_HABIT_COUNTS] =
        "Breaks: {kept} of {shown} ({percent} %): done {done}, taken {taken}, "
        "skipped {skipped}, missed {missed}; held back {suppressed}.",
    [STAT_TEXT_HABITS] =
        "On {n} days with at least half of the breaks pain was {most}; on {m} days with "
        "fewer, {fewer}.",
    [STAT_TEXT_FUNCTION] =
        "How far pain interfered with general activity (0-10): {before} at first, {after} last "
        "({n} answers), changed by {change}.",
    [STAT_TEXT_BETTER] =
        "Pain was lower than in the first week, by at least {least} of 10 points and {percent} %, "
        "for two weeks in a row: {k} weeks after it.",
    [STAT_TEXT_BETTER_NOT] =
        "Pain was lower than in the first week, by at least {least} of 10 points and {percent} %, "
        "for two weeks in a row: not in this time.",
    [STAT_TEXT_BETTER_LOW] = "Pain in the first week was too low for this comparison.",
    [STAT_TEXT_WATER] =
        "Drinks were recorded on {k} of {n} days; on those, {ml} ml a day on average.",
    [STAT_TEXT_WATER_NONE] = "Drinks were recorded on 0 of {n} days.",
    [STAT_TEXT_SORE] = "Soreness was logged after {k} of {n} massages; the highest was {most}.",
    [STAT_TEXT_SORE_NONE] = "Soreness was logged after 0 of {n} massages.",
    [STAT_TEXT_INTERVAL] = "The 95 % interval is {low} to {high}.",
    [STAT_TEXT_SAME] = "That is about the same.",
    [STAT_TEXT_OPEN] = "That could be no change.",
    [STAT_TEXT_LOWER] = "That is lower.",
    [STAT_TEXT_HIGHER] = "That is higher.",
    [STAT_TEXT_REACH_NONE] =
        "Fingertips to the floor: {before} cm at first, {after} cm last ({n} measurements). Reach "
        "changed by {cm} cm. That is about the same.",
    [STAT_TEXT_REACH_POSSIBLE] =
        "Fingertips to the floor: {before} cm at first, {after} cm last ({n} measurements). Reach "
        "changed by {cm} cm: a possible change.",
    [STAT_TEXT_REACH_CLEAR] =
        "Fingertips to the floor: {before} cm at first, {after} cm last ({n} measurements). Reach "
        "changed by {cm} cm: a clear change.",
};
_Static_assert(sizeof texts / sizeof *texts == STAT_TEXT_COUNT, "a text for each");

/* What MSG-FEW counts, by enum stat_short. */
static const char *const units[] = {
    [STAT_ENOUGH] = "",
    [STAT_FEW_DAYS] = "logged days",
    [STAT_FEW_WEEKS] = "weeks with enough logged days",
    [STAT_FEW_SESSIONS] = "sessions with pain before and after",
    [STAT_FEW_MATCHES] = "similar stretches without a session",
    [STAT_NO_BASELINE] = "logged days in a week before the first session",
    [STAT_FEW_PEGS] = "answers to the weekly questions (PEG)",
    [STAT_FEW_REACHES] = "measurements of reach",
};
_Static_assert(sizeof units / sizeof *units == STAT_SHORT_COUNT, "a unit for each");

/* One placeholder and what it stands for. */
struct word {
    const char *name;
    char text[64];
};

struct saying {
    char *ret;
    size_t size, length; /* length may exceed size: then it was cut off */
};

const char *stat_text(enum stat_text text)
{
    return texts[text];
}

static struct word count(const char *name, uint64_t n)
{
    struct word w = {.name = name};

    (void)snprintf(w.text, sizeof w.text, "%llu", (unsigned long long)n);
    return w;
}

static struct word number(const char *name, struct stat_ratio value, int decimals)
{
    struct word w = {.name = name};
    char text[STAT_TEXT_MAX];

    stat_print(value, decimals, text);
    (void)snprintf(w.text, sizeof w.text, "%s", text);
    return w;
}

static struct stat_ratio minus(struct stat_ratio r)
{
    return (struct stat_ratio){-r.num, r.den};
}

static struct stat_ratio tenths(int32_t value)
{
    return (struct stat_ratio){value, 10};
}

static void put(struct saying *s, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++, s->length++) {
        if (s->length + 1 < s->size)
            s->ret[s->length] = text[i];
    }
}

static struct saying start(char *ret, size_t size)
{
    return (struct saying){ret, size, 0};
}

static int finish(const struct saying *s)
{
    bool fits = s->length < s->size;

    if (s->size > 0)
        s->ret[fits ? s->length : s->size - 1] = '\0';
    return fits ? 0 : -ENOSPC;
}

/* Adds a sentence, its placeholders filled in. */
static void say(struct saying *s, enum stat_text text, const struct word *words, size_t n)
{
    const char *at = texts[text], *open;

    if (s->length > 0)
        put(s, " ", 1);
    while ((open = strchr(at, '{'))) {
        size_t length = strcspn(open, "}") - 1, i = 0;

        put(s, at, (size_t)(open - at));
        while (i < n &&
               (strlen(words[i].name) != length || memcmp(words[i].name, open + 1, length) != 0))
            i++;
        if (i < n)
            put(s, words[i].text, strlen(words[i].text));
        at = open + length + 2;
    }
    put(s, at, strlen(at));
}

#define SAY(s, text, ...)                            \
    say(s, text, (const struct word[]){__VA_ARGS__}, \
        sizeof((const struct word[]){__VA_ARGS__}) / sizeof(struct word))

static void say_plain(struct saying *s, enum stat_text text)
{
    say(s, text, NULL, 0);
}

static void say_few(struct saying *s, const struct stat_gate *gate)
{
    struct word unit = {.name = "unit"};

    (void)snprintf(unit.text, sizeof unit.text, "%s", units[gate->why]);
    SAY(s, STAT_TEXT_FEW, count("k", gate->have), count("need", gate->need), unit);
}

/* Where a gate is closed, what is missing is all that is said. */
static bool closed(struct saying *s, const struct stat_gate *gate)
{
    if (!stat_open(gate))
        say_few(s, gate);
    return !stat_open(gate);
}

static void say_claim(struct saying *s, enum stat_claim claim)
{
    static const enum stat_text claims[] = {[STAT_CLAIM_SAME] = STAT_TEXT_SAME,
                                            [STAT_CLAIM_OPEN] = STAT_TEXT_OPEN,
                                            [STAT_CLAIM_LOWER] = STAT_TEXT_LOWER,
                                            [STAT_CLAIM_HIGHER] = STAT_TEXT_HIGHER};

    if (claim != STAT_CLAIM_NONE)
        say_plain(s, claims[claim]);
}

static void say_marked(struct saying *s, size_t marked)
{
    if (marked > 0)
        SAY(s, STAT_TEXT_MARKED, count("k", marked));
}

int stat_say_gate(const struct stat_gate *gate, char *ret, size_t size)
{
    struct saying s = start(ret, size);

    (void)closed(&s, gate);
    return finish(&s);
}

int stat_say_week(const struct stat_week *week, char *ret, size_t size)
{
    struct saying s = start(ret, size);

    if (stat_open(&week->gate)) {
        SAY(&s, STAT_TEXT_WEEK, number("value", tenths(week->tenths), 1), count("n", week->logged));
        say_marked(&s, week->marked);
    } else {
        say_few(&s, &week->gate);
    }
    return finish(&s);
}

static void say_course(struct saying *s, enum stat_text text, const struct stat_course *course)
{
    SAY(s, text, number("before", tenths(course->baseline.tenths), 1),
        count("m", course->baseline.logged), number("after", tenths(course->latest.tenths), 1),
        count("n", course->latest.logged), number("change", minus(course->change), 1));
    say_claim(s, course->claim);
}

int stat_say_course(const struct stat_course *course, bool caution, char *ret, size_t size)
{
    struct saying s = start(ret, size);

    if (closed(&s, &course->gate))
        return finish(&s);
    say_course(&s, STAT_TEXT_COURSE, course);
    SAY(&s, STAT_TEXT_SHARE,
        number("k", stat_ratio(100 * course->share.num, course->share.den), 0));
    say_marked(&s, course->baseline.marked + course->latest.marked);
    say_plain(&s, STAT_TEXT_OWN);
    if (caution)
        say_plain(&s, STAT_TEXT_RTM);
    return finish(&s);
}

int stat_say_since(const struct stat_course *course, char *ret, size_t size)
{
    struct saying s = start(ret, size);

    if (stat_open(&course->gate)) {
        say_course(&s, STAT_TEXT_SINCE, course);
        say_plain(&s, STAT_TEXT_OWN);
    } else {
        say_few(&s, &course->gate);
    }
    return finish(&s);
}

int stat_say_better(const struct stat_better *better, char *ret, size_t size)
{
    struct saying s = start(ret, size);
    struct word least = number("least", tenths(better->least), 0);
    struct word percent = count("percent", (uint64_t)better->percent);

    if (closed(&s, &better->gate))
        return finish(&s);
    if (!better->assessed)
        say_plain(&s, STAT_TEXT_BETTER_LOW);
    else if (better->reached)
        SAY(&s, STAT_TEXT_BETTER, least, percent, count("k", (uint64_t)better->weeks));
    else
        SAY(&s, STAT_TEXT_BETTER_NOT, least, percent);
    say_plain(&s, STAT_TEXT_OWN);
    return finish(&s);
}

int stat_say_trend(const struct stat_trend *trend, char *ret, size_t size)
{
    const struct stat_estimate *slope = &trend->slope.slope;
    struct saying s = start(ret, size);

    if (closed(&s, &trend->gate))
        return finish(&s);
    SAY(&s, STAT_TEXT_TREND, count("n", trend->weeks), number("change", slope->value, 2));
    if (stat_open(&trend->interval_gate)) {
        SAY(&s, STAT_TEXT_INTERVAL, number("low", slope->interval.low, 2),
            number("high", slope->interval.high, 2));
        say_claim(&s, trend->claim);
    }
    say_plain(&s, STAT_TEXT_OWN);
    return finish(&s);
}

static void say_match(struct saying *s, const struct stat_match *match)
{
    if (!stat_open(&match->gate)) {
        say_plain(s, STAT_TEXT_NO_MATCH);
        return;
    }
    SAY(s, STAT_TEXT_MATCH, count("n", match->sessions), number("with", match->with, 1),
        count("m", match->matches), number("without", match->without, 1));
    if (match->same)
        say_plain(s, STAT_TEXT_SAME);
}

int stat_say_sessions(const struct stat_pairs *pairs, const struct stat_match *match, char *ret,
                      size_t size)
{
    struct saying s = start(ret, size);

    if (closed(&s, &pairs->gate))
        return finish(&s);
    SAY(&s, STAT_TEXT_PAIRS, count("n", pairs->n), count("better", pairs->better),
        count("same", pairs->same), count("worse", pairs->worse),
        number("change", minus(pairs->median), 1));
    if (stat_open(&pairs->centre_gate)) {
        const struct stat_estimate *centre = &pairs->centre;

        SAY(&s, STAT_TEXT_CENTRE, number("change", minus(centre->value), 1));
        SAY(&s, STAT_TEXT_INTERVAL, number("low", minus(centre->interval.high), 1),
            number("high", minus(centre->interval.low), 1));
        say_claim(&s, pairs->claim);
    }
    say_plain(&s, STAT_TEXT_OWN);
    if (pairs->caution) {
        say_plain(&s, STAT_TEXT_RTM);
        say_match(&s, match);
    }
    return finish(&s);
}

int stat_say_habits(const struct stat_habits *habits, char *ret, size_t size)
{
    struct saying s = start(ret, size);
    uint64_t kept = habits->done + habits->taken;

    if (habits->percent != STAT_MISSING)
        SAY(&s, STAT_TEXT_HABIT_COUNTS, count("kept", kept),
            count("shown", kept + habits->skipped + habits->missed),
            count("percent", (uint64_t)habits->percent), count("done", habits->done),
            count("taken", habits->taken), count("skipped", habits->skipped),
            count("missed", habits->missed), count("suppressed", habits->suppressed));
    if (closed(&s, &habits->gate))
        return finish(&s);
    SAY(&s, STAT_TEXT_HABITS, count("n", habits->most.days),
        number("most", tenths(habits->most.tenths), 1), count("m", habits->fewer.days),
        number("fewer", tenths(habits->fewer.tenths), 1));
    say_claim(&s, habits->claim);
    say_plain(&s, STAT_TEXT_OWN);
    return finish(&s);
}

int stat_say_reach(size_t n, int before_cm, int after_cm, const struct stat_settings *set,
                   char *ret, size_t size)
{
    static const enum stat_text reaches[] = {[STAT_REACH_NONE] = STAT_TEXT_REACH_NONE,
                                             [STAT_REACH_POSSIBLE] = STAT_TEXT_REACH_POSSIBLE,
                                             [STAT_REACH_CLEAR] = STAT_TEXT_REACH_CLEAR};
    const struct stat_gate gate = stat_gate(STAT_FEW_REACHES, n, STAT_PAIR);
    struct saying s = start(ret, size);

    if (closed(&s, &gate))
        return finish(&s);
    SAY(&s, reaches[stat_reach(before_cm, after_cm, set)], count("n", n),
        number("before", (struct stat_ratio){before_cm, 1}, 0),
        number("after", (struct stat_ratio){after_cm, 1}, 0),
        number("cm", (struct stat_ratio){after_cm - before_cm, 1}, 0));
    say_plain(&s, STAT_TEXT_OWN);
    return finish(&s);
}

int stat_say_function(size_t n, int before, int after, const struct stat_settings *set, char *ret,
                      size_t size)
{
    const struct stat_gate gate = stat_gate(STAT_FEW_PEGS, n, STAT_PAIR);
    const struct stat_ratio change = {after - before, 1};
    struct saying s = start(ret, size);

    if (closed(&s, &gate))
        return finish(&s);
    SAY(&s, STAT_TEXT_FUNCTION, number("before", (struct stat_ratio){before, 1}, 0),
        number("after", (struct stat_ratio){after, 1}, 0), count("n", n),
        number("change", change, 0));
    say_claim(&s, stat_claim(change, stat_ratio(set->same, STAT_POINT), NULL));
    say_plain(&s, STAT_TEXT_OWN);
    return finish(&s);
}

int stat_say_water(size_t recorded, size_t days, int64_t ml, char *ret, size_t size)
{
    struct saying s = start(ret, size);

    SAY(&s, recorded ? STAT_TEXT_WATER : STAT_TEXT_WATER_NONE, count("k", recorded),
        count("n", days), count("ml", recorded ? (uint64_t)stat_round(ml, (int64_t)recorded) : 0));
    return finish(&s);
}

int stat_say_soreness(size_t logged, size_t sessions, int most, char *ret, size_t size)
{
    struct saying s = start(ret, size);

    SAY(&s, logged ? STAT_TEXT_SORE : STAT_TEXT_SORE_NONE, count("k", logged), count("n", sessions),
        number("most", (struct stat_ratio){most, 1}, 0));
    return finish(&s);
}
