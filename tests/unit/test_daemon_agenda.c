/* What the daemon says is to come, against what then comes: paused, put off, merged. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#include <ctype.h>

#include "common/scope.h"
#include "tests/unit/pause_desk.h"

struct listing {
    char text[2048];
};

static int list(void *userdata, struct wall due, const struct rule *rule, const char *state)
{
    struct listing *l = userdata;
    size_t n = strlen(l->text);
    int minute = (int)(due.us / USEC_PER_MIN % (24 * 60));

    (void)snprintf(l->text + n, sizeof(l->text) - n, "%02d:%02d %s %s\n", minute / 60, minute % 60,
                   rule->name, state);
    return 0;
}

static void agenda_is(struct desk *k, int64_t span, const char *text)
{
    struct listing l = {""};

    assert_int_equal(
        daemon_agenda(k->daemon, (struct wall){k->clock.now.wall.us + span}, list, &l, &k->fault),
        0);
    assert_string_equal(l.text, text);
}

static void test_agenda_in_words(void **state)
{
    static const char ini[] = "[reminder a]\nevery = 1h\n"
                              "[reminder b]\nevery = 30m\n"
                              "[reminder c]\nat = 10:03, 10:05, 10:06, 11:03\n";
    struct answered answered;
    struct desk k;

    (void)state;
    setup_with(&k, ini);
    agenda_is(&k, 2 * USEC_PER_HOUR,
              "09:30 b due\n"
              "10:00 a due\n10:00 b merged\n10:03 c merged\n"
              "10:05 c due\n"
              "10:06 c due\n"
              "10:30 b due\n");
    agenda_is(&k, 2 * USEC_PER_HOUR + 1,
              "09:30 b due\n"
              "10:00 a due\n10:00 b merged\n10:03 c merged\n"
              "10:05 c due\n"
              "10:06 c due\n"
              "10:30 b due\n"
              "11:00 a due\n11:00 b merged\n11:03 c merged\n");
    (void)pause_for(&k, 63 * USEC_PER_MIN); /* until 10:03, which is after it */
    agenda_is(&k, 2 * USEC_PER_HOUR,
              "09:30 b paused\n"
              "10:00 a paused\n10:00 b paused\n"
              "10:03 c due\n"
              "10:05 c due\n"
              "10:06 c due\n"
              "10:30 b due\n");
    assert_int_equal(daemon_resume(k.daemon, &k.fault), 0);

    (void)fake_clock_run(&k.clock, 30 * USEC_PER_MIN);
    agenda_is(&k, 20 * USEC_PER_MIN, "09:30 b open\n");
    assert_int_equal(
        daemon_answer(k.daemon, OUTCOME_SNOOZED, NULL, 10 * USEC_PER_MIN, &answered, &k.fault), 0);
    agenda_is(&k, 31 * USEC_PER_MIN,
              "09:40 b snoozed\n"
              "10:00 a due\n10:03 c merged\n");
    (void)pause_for(&k, 15 * USEC_PER_MIN);
    agenda_is(&k, 31 * USEC_PER_MIN,
              "09:40 b paused\n"
              "10:00 a due\n10:03 c merged\n");
    done_with(&k);
}

/* A notice: when, and of which reminders. Those are called a, b, c… */
struct coming {
    int64_t at;
    unsigned who;
};
struct comings {
    size_t n;
    struct coming items[256];
};

static int foretell(void *userdata, struct wall due, const struct rule *rule, const char *state)
{
    struct comings *c = userdata;
    unsigned who = 1U << (rule->name[0] - 'a');

    if (strcmp(state, "open") == 0 || strcmp(state, "paused") == 0)
        return 0;
    if (strcmp(state, "merged") == 0) {
        assert_true(c->n > 0 && due.us >= c->items[c->n - 1].at);
        c->items[c->n - 1].who |= who;
        return 0;
    }
    assert_true(c->n < COUNT_OF(c->items) && (c->n == 0 || due.us >= c->items[c->n - 1].at));
    c->items[c->n++] = (struct coming){due.us, who};
    return 0;
}

/* Lives on, a minute at a time, and does everything at once. */
static struct comings live(struct desk *k, int64_t span)
{
    struct comings c = {0};

    for (int64_t end = k->clock.now.wall.us + span - USEC_PER_MIN; k->clock.now.wall.us < end;) {
        size_t before = k->screen->shown_n;

        (void)fake_clock_run(&k->clock, USEC_PER_MIN);
        for (size_t i = before; i < k->screen->shown_n; i++) {
            struct notice notice = k->screen->shown[i];

            if (notice.id > UINT64_MAX - OWN_IDS)
                continue;
            c.items[c.n] = (struct coming){.at = k->clock.now.wall.us};
            for (const char *at = notice.title; *at; at++)
                if (isalpha((unsigned char)*at))
                    c.items[c.n].who |= 1U << (tolower((unsigned char)*at) - 'a');
            c.n++;
            assert_true(c.n < COUNT_OF(c.items));
            (void)fake_notifier_press(k->screen, notice.id, "done");
        }
    }
    return c;
}

static int by_time(const void *a, const void *b)
{
    const struct coming *x = a, *y = b;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (x->who > y->who) - (x->who < y->who);
}

#define BUSY "[general]\nlimit = 100\n"

/* The agenda against the days that follow. */
static void test_agenda_comes_true(void **state)
{
    static const struct {
        const char *ini;
        int64_t wait, pause, snooze; /* minutes: before, then paused for, then put off by */
    } rows[] = {
        {BUSY "[reminder a]\nevery = 1h\n[reminder b]\nevery = 25m\n"
              "[reminder c]\nat = 10:03, 10:04, 11:58, 13:00\n[reminder d]\nevery = 56m\n",
         0, 0, 0},
        {BUSY "merge = 0s\n[reminder a]\nevery = 1h\n[reminder b]\nevery = 30m\n"
              "[reminder c]\nat = 10:00\n",
         0, 0, 0},
        {BUSY "merge = 12m\nhours = 09:00-12:00, 12:00-14:20, 23:00-01:00\n"
              "[reminder a]\nevery = 40m\n[reminder b]\nevery = 45m\ncounts = clock\n"
              "[reminder c]\nevery = 3m\nhours = 14:25-14:45\n[reminder d]\nat = 14:15, 00:55\n",
         17, 0, 0},
        {BUSY "days = every day\nhours = all day\n[reminder a]\nat = 23:58\n"
              "[reminder b]\nat = 00:02\n[reminder c]\nevery = 7h\n"
              "[reminder d]\nevery = 1d\nat = 00:01\n",
         0, 0, 0},
        {BUSY "[reminder a]\nevery = 2d\nat = 10:00\n[reminder b]\nevery = 36h\nat = 9:10, 16:00\n"
              "[reminder c]\nat = 10:00, 10:04\n[reminder d]\nevery = 7d\nat = 10:01\ndays = fri\n",
         0, 0, 0},
        {BUSY "[reminder a]\nevery = 1h\n[reminder b]\nevery = 25m\ncounts = clock\n"
              "[reminder c]\nat = 10:03, 11:58, 13:00\n[reminder d]\nevery = 2d\nat = 10:30\n",
         40, 120, 0},
        {BUSY "hours = 09:00-12:00, 16:00-18:00\n[reminder a]\nevery = 1h\n"
              "[reminder b]\nat = 21:30\n[reminder c]\nevery = 2d\nat = 21:00\n"
              "[reminder d]\nenabled = no\nevery = 5m\n",
         40, 5000, 0},
        {BUSY "[reminder a]\nevery = 1h\n[reminder b]\nevery = 57m\n[reminder c]\nat = 10:12\n", 57,
         0, 11},
        {BUSY "[reminder a]\nat = 10:00\n[reminder b]\nevery = 2d\nat = 10:00\n"
              "[reminder c]\nat = 10:15\n",
         60, 0, 13},
        {BUSY "[reminder a]\nevery = 1h\n[reminder b]\nevery = 3d\nat = 9:20\n"
              "[reminder c]\nat = 9:58\n[reminder d]\nevery = 1h\nhours = 9:30-10:00\n",
         60, 25, 31},
        /* put off into the next window */
        {BUSY "hours = 09:00-12:00, 12:00-13:10\n[reminder a]\nevery = 80m\n", 160, 0, 30},
        /* pulled forward, then put off: its own time has been dealt with */
        {BUSY "[reminder a]\nat = 10:00\n[reminder b]\nat = 10:04, 13:00\n", 60, 0, 2},
        {BUSY "[reminder a]\nat = 10:00\n[reminder b]\nat = 10:04, 13:00\n", 60, 10, 20},
        /* put off over midnight, and paused there */
        {BUSY "days = every day\n[reminder a]\nevery = 1d\nat = 23:57\n", 897, 60, 31},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct comings told = {0}, came;
        struct answered answered;
        struct desk k;

        setup_with(&k, rows[i].ini);
        (void)fake_clock_run(&k.clock, rows[i].wait * USEC_PER_MIN);
        if (rows[i].snooze)
            assert_int_equal(daemon_answer(k.daemon, OUTCOME_SNOOZED, NULL,
                                           rows[i].snooze * USEC_PER_MIN, &answered, &k.fault),
                             0);
        if (rows[i].pause)
            (void)pause_for(&k, rows[i].pause * USEC_PER_MIN);
        assert_int_equal(daemon_agenda(k.daemon,
                                       (struct wall){k.clock.now.wall.us + 3 * USEC_PER_DAY},
                                       foretell, &told, &k.fault),
                         0);
        came = live(&k, 3 * USEC_PER_DAY);
        qsort(told.items, told.n, sizeof(*told.items), by_time);
        qsort(came.items, came.n, sizeof(*came.items), by_time);
        for (size_t n = 0; n < told.n || n < came.n; n++)
            if (n >= told.n || n >= came.n || by_time(&told.items[n], &came.items[n]) != 0)
                fail_msg("row %zu, notice %zu of %zu (%zu came): %x after %lld min was told, "
                         "%x after %lld came",
                         i, n, told.n, came.n, told.items[n].who,
                         (long long)((told.items[n].at - START) / USEC_PER_MIN), came.items[n].who,
                         (long long)((came.items[n].at - START) / USEC_PER_MIN));
        assert_true(came.n > 0);
        done_with(&k);
    }
}

/* each() can end it. */
static int only_one(void *userdata, struct wall due, const struct rule *rule, const char *state)
{
    (void)due, (void)rule, (void)state;
    ++*(int *)userdata;
    return 17;
}

static void test_agenda_can_be_stopped(void **state)
{
    struct desk k;
    int n = 0;

    (void)state;
    setup_with(&k, "[reminder a]\nevery = 1h\n[reminder b]\nat = 19:00\n");
    (void)pause_for(&k, 90 * USEC_PER_MIN);
    for (int hours = 1; hours < 4; hours++) { /* a paused one, one that is due, one open */
        n = 0;
        assert_int_equal(
            daemon_agenda(k.daemon, (struct wall){START + USEC_PER_DAY}, only_one, &n, &k.fault),
            17);
        assert_int_equal(n, 1);
        (void)fake_clock_run(&k.clock, USEC_PER_HOUR);
    }
    done_with(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agenda_in_words),
        cmocka_unit_test(test_agenda_comes_true),
        cmocka_unit_test(test_agenda_can_be_stopped),
    };
    return cmocka_run_group_tests_name("daemon_agenda", tests, NULL, NULL);
}
