/* The daemon on fake ports: what is shown, written, answered and refused. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/civil.h"
#include "daemon/daemon.h"
#include "daemon/log.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_notifier.h"
#include "tests/fakes/fake_store.h"
#include "tests/fakes/fake_zone.h"

/* Wednesday 2026-11-18, 09:00 UTC */
#define START (INT64_C(1794992400) * USEC_PER_SEC)
_Static_assert(START / USEC_PER_SEC % SECONDS_PER_DAY == 9 * 3600, "nine o'clock");

static const char two[] = "[reminder stand-up]\n"
                          "every = 1h\nrest = 5m\nmessage = Stand up.\n"
                          "[reminder routine]\n"
                          "at = 10:30\nmessage = Five minutes.\n";

struct desk {
    struct fake_clock clock;
    struct fake_zone zone;
    struct fake_notifier *screen, *terminal;
    struct fake_store store;
    struct daemon_options options;
    struct daemon *daemon;
    struct fault fault;
};

static struct settings settings_of(const char *text)
{
    struct complaints complaints = {0};
    struct settings settings;
    FILE *stream = fmemopen((void *)(uintptr_t)text, strlen(text), "r");

    assert_non_null(stream);
    assert_int_equal(settings_read_stream(stream, "test.ini", &settings, &complaints), 0);
    (void)fclose(stream);
    return settings;
}

static void begin(struct desk *k, const char *ini)
{
    struct settings settings = settings_of(ini);

    assert_int_equal(daemon_new(&k->daemon, &k->options, &settings), 0);
    assert_int_equal(daemon_start(k->daemon), 0);
}

static int setup(void **state)
{
    struct desk *k = calloc(1, sizeof(*k));

    log_init(LOG_ERROR);
    fake_clock_init(&k->clock, (struct moment){{START}, {USEC_PER_DAY}});
    fake_zone_init(&k->zone, 0);
    k->screen = fake_notifier_new();
    k->terminal = fake_notifier_new();
    fake_store_init(&k->store);
    k->options = (struct daemon_options){
        .clock = &k->clock.clock,
        .zone = &k->zone.source,
        .notifier = &k->screen->notifier,
        .fallback = &k->terminal->notifier,
        .store = &k->store.store,
        .log_path = "fake.db",
    };
    begin(k, two);
    *state = k;
    return 0;
}

static int teardown(void **state)
{
    struct desk *k = *state;

    daemon_free(k->daemon);
    notifier_free(&k->screen->notifier);
    notifier_free(&k->terminal->notifier);
    fake_store_done(&k->store);
    fake_zone_done(&k->zone);
    free(k);
    return 0;
}

struct found {
    int n;
    struct occurrence last;
};

static int find(void *userdata, const struct occurrence *o)
{
    struct found *found = userdata;

    found->n++;
    found->last = *o;
    return 0;
}

static struct found occurrences(struct desk *k)
{
    struct found found = {0};
    struct store *s = &k->store.store;

    assert_int_equal(
        s->ops->occurrences(s, (struct wall){0}, (struct wall){INT64_MAX}, find, &found), 0);
    return found;
}

static const struct notice *last_shown(struct desk *k)
{
    assert_true(k->screen->shown_n > 0);
    return &k->screen->shown[k->screen->shown_n - 1];
}

static void test_shows_at_its_time(void **state)
{
    struct desk *k = *state;

    (void)fake_clock_run(&k->clock, USEC_PER_HOUR - 1);
    assert_int_equal(k->screen->shown_n, 0);
    (void)fake_clock_run(&k->clock, 1);
    assert_int_equal(k->screen->shown_n, 1);
    assert_string_equal(last_shown(k)->title, "Stand up");
    assert_string_equal(last_shown(k)->body, "Stand up. For 5 min.");
    assert_string_equal(last_shown(k)->actions[0].key, "done");
    assert_string_equal(last_shown(k)->actions[1].label, "Snooze 5m");
    /* the intent is in the store before anybody answered */
    struct found found = occurrences(k);
    assert_int_equal(found.n, 1);
    assert_int_equal(found.last.outcome, OUTCOME_OPEN);
    assert_int_equal(found.last.due.us, START + USEC_PER_HOUR);
}

static void test_button_is_an_outcome(void **state)
{
    static const struct {
        const char *key;
        enum outcome outcome;
    } rows[] = {{"done", OUTCOME_DONE}, {"skip", OUTCOME_SKIPPED}, {"snooze", OUTCOME_SNOOZED}};
    struct desk *k = *state;

    for (size_t i = 0; i < 3; i++) {
        (void)fake_clock_run(&k->clock, USEC_PER_HOUR);
        assert_true(fake_notifier_press(k->screen, last_shown(k)->id, rows[i].key));
        struct found found = occurrences(k);
        assert_int_equal(found.last.outcome, rows[i].outcome);
        assert_string_equal(found.last.source, "button");
        assert_true(found.last.shown.us > 0);
        assert_int_equal(found.last.ended.us, k->clock.now.wall.us);
        assert_true(k->screen->withdrawn_n > 0);
        if (i == 0) /* the routine of 10:30 */
            (void)fake_clock_run(&k->clock, 0);
    }
}

static void test_unknown_button_is_nothing(void **state)
{
    struct desk *k = *state;

    (void)fake_clock_run(&k->clock, USEC_PER_HOUR);
    k->screen->notifier.listener->acted(k->screen->notifier.userdata, last_shown(k)->id, "default");
    k->screen->notifier.listener->acted(k->screen->notifier.userdata, 4711, "done");
    assert_int_equal(occurrences(k).last.outcome, OUTCOME_OPEN);
}

static void test_fallback_shows_what_failed(void **state)
{
    struct desk *k = *state;

    fake_notifier_refuse_next(k->screen);
    (void)fake_clock_run(&k->clock, USEC_PER_HOUR);
    assert_int_equal(k->terminal->shown_n, 1);
    (void)fake_clock_run(&k->clock, 59 * USEC_PER_MIN);
    size_t before = k->terminal->shown_n;
    fake_notifier_fail_next(k->screen);
    (void)fake_clock_run(&k->clock, USEC_PER_MIN);
    (void)fake_notifier_run(k->screen);
    assert_int_equal(k->terminal->shown_n, before + 1);
    assert_string_equal(k->terminal->shown[before].title, "Stand up");
}

static void test_command_answers(void **state)
{
    struct desk *k = *state;
    struct answered answered;

    assert_int_equal(daemon_answer(k->daemon, OUTCOME_DONE, NULL, 0, &answered, &k->fault),
                     -ENODATA);
    assert_int_equal(k->fault.kind, FAULT_NOTHING_TO_DO);
    (void)fake_clock_run(&k->clock, USEC_PER_HOUR);
    assert_int_equal(daemon_answer(k->daemon, OUTCOME_DONE, NULL, 0, &answered, &k->fault), 0);
    assert_int_equal(answered.n, 1);
    assert_string_equal(daemon_schedule(k->daemon)->rules[answered.rules[0]].name, "stand-up");
    assert_string_equal(occurrences(k).last.source, "command");
    /* said without being asked, by a shortened name */
    assert_int_equal(daemon_answer(k->daemon, OUTCOME_DONE, "stand", 0, &answered, &k->fault), 0);
    assert_int_equal(daemon_answer(k->daemon, OUTCOME_DONE, "standup", 0, &answered, &k->fault),
                     -ENOENT);
    assert_int_equal(k->fault.kind, FAULT_UNKNOWN_NAME);
    assert_non_null(strstr(k->fault.why, "stand-up"));
    assert_int_equal(daemon_answer(k->daemon, OUTCOME_SNOOZED, "routine", 0, &answered, &k->fault),
                     -ENODATA);
}

static void test_snooze_has_an_end(void **state)
{
    struct desk *k = *state;
    struct answered answered;

    (void)fake_clock_run(&k->clock, USEC_PER_HOUR);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(
            daemon_answer(k->daemon, OUTCOME_SNOOZED, NULL, 3 * USEC_PER_MIN, &answered, &k->fault),
            0);
        assert_int_equal(answered.until.us, k->clock.now.wall.us + 3 * USEC_PER_MIN);
        (void)fake_clock_run(&k->clock, 3 * USEC_PER_MIN);
        assert_int_equal(k->screen->shown_n, i + 2);
    }
    assert_int_equal(last_shown(k)->actions_n, 2); /* no Snooze any more */
    assert_int_equal(daemon_answer(k->daemon, OUTCOME_SNOOZED, NULL, 0, &answered, &k->fault),
                     -ENODATA);
    assert_non_null(strstr(k->fault.why, "2 times"));
}

static void test_put_off_together_comes_together(void **state)
{
    struct desk *k = *state;
    struct answered answered;

    daemon_free(k->daemon);
    begin(k, "[reminder a]\nevery = 1h\n[reminder b]\nevery = 1h\n");
    (void)fake_clock_run(&k->clock, USEC_PER_HOUR);
    assert_int_equal(k->screen->shown_n, 1);
    assert_int_equal(daemon_answer(k->daemon, OUTCOME_SNOOZED, NULL, 0, &answered, &k->fault), 0);
    assert_int_equal(answered.n, 2);
    (void)fake_clock_run(&k->clock, 5 * USEC_PER_MIN);
    assert_int_equal(k->screen->shown_n, 2);
    assert_string_equal(last_shown(k)->title, "A, b");
    assert_true(fake_notifier_press(k->screen, last_shown(k)->id, "snooze"));
    (void)fake_clock_run(&k->clock, 5 * USEC_PER_MIN);
    assert_int_equal(k->screen->shown_n, 3);
}

static int collect_entry(void *userdata, const struct entry *entry)
{
    struct entry *last = userdata;

    *last = *entry;
    return 0;
}

static void test_log_and_undo(void **state)
{
    struct desk *k = *state;
    struct entry entry = {.kind = ENTRY_PAIN,
                          .at = {START - USEC_PER_HOUR},
                          .level = 4,
                          .ml = -1,
                          .region = REGION_LOWER_BACK};
    struct entry back = {0}, undone;
    struct entry_filter all = {{INT64_MIN}, {INT64_MAX}, REGION_COUNT, ENTRY_KIND_COUNT, 0};
    char id[UUID7_TEXT_MAX];

    assert_int_equal(daemon_log(k->daemon, &entry, &k->fault), 0);
    assert_true(uuid7_valid(entry.id));
    (void)strcpy(id, entry.id);
    assert_int_equal(daemon_log(k->daemon, &entry, &k->fault), 0); /* the same id: said once */
    assert_int_equal(daemon_history(k->daemon, &all, collect_entry, &back, &k->fault), 0);
    assert_string_equal(back.id, id);
    assert_int_equal(back.said.us, START);
    assert_int_equal(daemon_undo(k->daemon, &undone, &k->fault), 0);
    assert_string_equal(undone.id, id);
    assert_int_equal(daemon_undo(k->daemon, &undone, &k->fault), -ENODATA);

    static const struct {
        int level;
        int64_t at;
    } refused[] = {{11, START}, {-1, START}, {4, START + USEC_PER_HOUR}};
    for (size_t i = 0; i < 3; i++) {
        struct entry bad = {
            .kind = ENTRY_PAIN, .at = {refused[i].at}, .level = refused[i].level, .ml = -1};
        assert_int_equal(daemon_log(k->daemon, &bad, &k->fault), -EINVAL);
        assert_int_equal(k->fault.kind, FAULT_INVALID_VALUE);
        assert_true(k->fault.why[0] != '\0');
    }
}

static void test_reminders_go_on_without_a_disk(void **state)
{
    struct desk *k = *state;
    struct entry entry = {.kind = ENTRY_PAIN, .at = {START}, .level = 4, .ml = -1};
    struct daemon_status status;

    fake_store_fail(&k->store, 0, 1000, -ENOSPC);
    assert_int_equal(daemon_log(k->daemon, &entry, &k->fault), -EIO);
    assert_int_equal(k->fault.kind, FAULT_NOT_SAVED);
    (void)fake_clock_run(&k->clock, USEC_PER_HOUR);
    assert_int_equal(k->screen->shown_n, 1);
    assert_true(fake_notifier_press(k->screen, last_shown(k)->id, "done"));
    assert_int_equal(daemon_status(k->daemon, &status), 0);
    assert_non_null(status.log_trouble);
    free(status.reminders);
    /* there is room again: what was kept in memory is written with the next step */
    fake_store_fail(&k->store, 0, 0, 0);
    (void)fake_clock_run(&k->clock, 30 * USEC_PER_MIN);
    struct store *s = &k->store.store;
    struct occurrence o;
    assert_int_equal(
        s->ops->get_occurrence(s, "stand-up", (struct wall){START + USEC_PER_HOUR}, &o), 0);
    assert_int_equal(o.outcome, OUTCOME_DONE);
}

static void test_no_store_at_all(void **state)
{
    struct desk *k = *state;
    struct entry entry = {.kind = ENTRY_PAIN, .at = {START}, .level = 4, .ml = -1};
    struct daemon_status status;

    daemon_free(k->daemon);
    k->options.store = NULL;
    k->options.store_trouble = "the disk is gone";
    begin(k, two);
    (void)fake_clock_run(&k->clock, USEC_PER_HOUR);
    assert_int_equal(last_shown(k)->actions_n, 3);
    assert_int_equal(daemon_log(k->daemon, &entry, &k->fault), -EIO);
    assert_string_equal(k->fault.why, "the disk is gone");
    assert_int_equal(daemon_status(k->daemon, &status), 0);
    assert_string_equal(status.log_trouble, "the disk is gone");
    free(status.reminders);
}

static void test_a_restart_shows_nothing_twice(void **state)
{
    struct desk *k = *state;

    (void)fake_clock_run(&k->clock, USEC_PER_HOUR);
    assert_int_equal(k->screen->shown_n, 1);
    daemon_free(k->daemon);
    k->clock.now.wall.us += USEC_PER_SEC;
    k->clock.now.boot.us += USEC_PER_SEC;
    begin(k, two);
    (void)fake_clock_run(&k->clock, 9 * USEC_PER_MIN);
    assert_int_equal(k->screen->shown_n, 1);
    struct answered answered; /* what was open still is */
    assert_int_equal(daemon_answer(k->daemon, OUTCOME_DONE, NULL, 0, &answered, &k->fault), 0);
    assert_int_equal(occurrences(k).n, 1);
    assert_int_equal(occurrences(k).last.outcome, OUTCOME_DONE);
}

static void test_disabled_while_stopped(void **state)
{
    struct desk *k = *state;

    (void)fake_clock_run(&k->clock, USEC_PER_HOUR);
    for (int i = 0; i < 2; i++) { /* once, however often it is started */
        daemon_free(k->daemon);
        k->clock.now.wall.us += i * USEC_PER_SEC;
        k->clock.now.boot.us += i * USEC_PER_SEC;
        begin(k, "[reminder stand-up]\nevery = 1h\nenabled = no\n[reminder routine]\nat = 10:30\n");
    }
    daemon_free(k->daemon);
    begin(k, "[reminder routine]\nat = 10:30\n");
    assert_int_equal(occurrences(k).n, 1);
    assert_string_equal(occurrences(k).last.reminder, "stand-up");
    assert_int_equal(occurrences(k).last.outcome, OUTCOME_SUPPRESSED);
    assert_int_equal(occurrences(k).last.reason, REASON_SETTINGS);
    assert_int_equal(occurrences(k).last.shown.us, START + USEC_PER_HOUR);
    assert_int_equal(occurrences(k).last.ended.us, START + USEC_PER_HOUR);
}

static void test_status_says_how_it_stands(void **state)
{
    struct desk *k = *state;
    struct daemon_status status;

    (void)fake_clock_run(&k->clock, USEC_PER_HOUR);
    assert_int_equal(daemon_status(k->daemon, &status), 0);
    assert_int_equal(status.presence, PRESENCE_UNKNOWN);
    assert_int_equal(status.n, 2);
    assert_string_equal(status.reminders[0].state, "open");
    assert_string_equal(status.reminders[1].state, "waiting");
    assert_int_equal(status.reminders[1].view.next.us, START + 90 * USEC_PER_MIN);
    assert_int_equal(status.reminders[0].today[OUTCOME_OPEN], 1);
    assert_null(status.log_trouble);
    free(status.reminders);
}

struct listing {
    char text[1024];
};

static int list(void *userdata, struct wall due, const struct rule *rule, const char *state)
{
    struct listing *l = userdata;
    size_t n = strlen(l->text);
    int minute = (int)((due.us / USEC_PER_MIN) % (24 * 60));

    (void)snprintf(l->text + n, sizeof(l->text) - n, "%02d:%02d %s %s\n", minute / 60, minute % 60,
                   rule->name, state);
    return 0;
}

static void test_agenda_from_how_it_stands(void **state)
{
    struct desk *k = *state;
    struct listing l = {""};

    (void)fake_clock_run(&k->clock, 62 * USEC_PER_MIN);
    assert_int_equal(
        daemon_agenda(k->daemon, (struct wall){START + 5 * USEC_PER_HOUR / 2}, list, &l, &k->fault),
        0);
    assert_string_equal(l.text, "10:00 stand-up open\n"
                                "10:30 routine due\n"
                                "11:00 stand-up due\n");
}

static void test_welcome(void **state)
{
    struct desk *k = *state;
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    daemon_welcome(k->daemon, stream, "build/knead");
    (void)fclose(stream);
    assert_string_equal(last_shown(k)->title, "knead is running");
    assert_string_equal(last_shown(k)->body, "Next: stand-up at 10:00.");
    assert_non_null(strstr(text, "10:30     routine"));
    assert_non_null(strstr(text, "type:  build/knead log 3 lower-back\n"));
    free(text);
    fake_notifier_fail_next(k->screen); /* nobody there to show it: the terminal does */
    stream = fopen("/dev/null", "w");
    daemon_welcome(k->daemon, stream, "knead");
    (void)fclose(stream);
    (void)fake_notifier_run(k->screen);
    assert_int_equal(k->terminal->shown_n, 1);
    assert_string_equal(k->terminal->shown[0].title, "knead is running");
}

static char *write_ini(const char *text)
{
    char *path = strdup("/tmp/knead-test-XXXXXX");
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    (void)close(fd);
    return path;
}

/* What nobody looked at is gone through in the zone in which it was. */
static void test_zone_moves_after_a_gap(void **state)
{
    struct desk *k = *state;
    struct found found;
    struct zone east;

    daemon_free(k->daemon);
    begin(k, "[reminder routine]\nat = 10:20, 10:30\n");
    k->clock.now.boot.us += 95 * USEC_PER_MIN;
    k->clock.now.wall.us += 95 * USEC_PER_MIN;
    assert_int_equal(zone_fixed(&east, 2 * 3600), 0);
    fake_zone_move(&k->zone, &east);
    found = occurrences(k);
    assert_int_equal(found.n, 2);
    assert_int_equal(found.last.due.us, START + 90 * USEC_PER_MIN);
    assert_int_equal(found.last.outcome, OUTCOME_OPEN);
    assert_int_equal(k->screen->shown_n, 1);
}

static void test_reload(void **state)
{
    struct desk *k = *state;
    struct complaints complaints = {0};
    char *good = write_ini("[reminder stand-up]\nevery = 30m\n");
    char *bad = write_ini("[reminder stand-up]\nevery = soon\n");

    daemon_free(k->daemon);
    k->options.schedule_path = bad;
    begin(k, two);
    (void)fake_clock_run(&k->clock, 20 * USEC_PER_MIN);
    assert_int_equal(daemon_reload(k->daemon, &complaints, &k->fault), -EINVAL);
    assert_int_equal(k->fault.kind, FAULT_BAD_SCHEDULE);
    assert_int_equal(complaints.n, 1);
    assert_int_equal(daemon_schedule(k->daemon)->n, 2);
    assert_string_equal(last_shown(k)->title, "The schedule was not changed");
    complaints_done(&complaints);

    assert_int_equal(rename(good, bad), 0);
    assert_int_equal(daemon_reload(k->daemon, &complaints, &k->fault), 0);
    assert_int_equal(daemon_schedule(k->daemon)->n, 1);
    size_t before = k->screen->shown_n;
    (void)fake_clock_run(&k->clock, 10 * USEC_PER_MIN); /* the 20 minutes before still count */
    assert_int_equal(k->screen->shown_n, before + 1);
    complaints_done(&complaints);
    (void)unlink(bad);
    free(good);
    free(bad);
}

struct day_text {
    char text[512];
};

static int habit_text(void *userdata, const struct day_habits *day)
{
    struct day_text *t = userdata;

    for (size_t i = 0; i < day->n; i++) {
        size_t n = strlen(t->text);
        (void)snprintf(t->text + n, sizeof(t->text) - n, "%lld %s %lld %lld\n", (long long)day->day,
                       day->habits[i].reminder, (long long)day->habits[i].counts[OUTCOME_DONE],
                       (long long)day->habits[i].counts[OUTCOME_MISSED]);
    }
    return 0;
}

static void test_habits_by_day(void **state)
{
    struct desk *k = *state;
    struct day_text t = {""};
    struct answered answered;
    char expected[128];

    for (int i = 0; i < 2; i++)
        assert_int_equal(daemon_answer(k->daemon, OUTCOME_DONE, i ? "routine" : "stand-up", 0,
                                       &answered, &k->fault),
                         0);
    (void)fake_clock_run(&k->clock, USEC_PER_DAY);
    assert_int_equal(daemon_answer(k->daemon, OUTCOME_DONE, "stand-up", 0, &answered, &k->fault),
                     0);
    assert_int_equal(daemon_habits(k->daemon, (struct wall){0}, (struct wall){INT64_MAX},
                                   habit_text, &t, &k->fault),
                     0);
    long long day = civil_day(2026, 11, 18);
    (void)snprintf(expected, sizeof(expected),
                   "%lld routine 1 1\n%lld stand-up 1 8\n%lld stand-up 1 0\n", day, day, day + 1);
    assert_string_equal(t.text, expected);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_shows_at_its_time),
        TEST(test_button_is_an_outcome),
        TEST(test_unknown_button_is_nothing),
        TEST(test_fallback_shows_what_failed),
        TEST(test_command_answers),
        TEST(test_snooze_has_an_end),
        TEST(test_put_off_together_comes_together),
        TEST(test_log_and_undo),
        TEST(test_reminders_go_on_without_a_disk),
        TEST(test_no_store_at_all),
        TEST(test_a_restart_shows_nothing_twice),
        TEST(test_disabled_while_stopped),
        TEST(test_status_says_how_it_stands),
        TEST(test_agenda_from_how_it_stands),
        TEST(test_welcome),
        TEST(test_zone_moves_after_a_gap),
        TEST(test_reload),
        TEST(test_habits_by_day),
    };
    return cmocka_run_group_tests_name("daemon", tests, NULL, NULL);
}
