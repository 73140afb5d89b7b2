/* Whoever watches is told of all that status would tell differently, and of nothing else. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#include <errno.h>

#include "tests/unit/busy_desk.h"

#define GENERAL  "[general]\nhours = 00:00-24:00\ndays = every day\nmerge = 0\n"
#define DEFER    "[presence]\ndefer-for = microphone\ndefer-at-most = 30m\n"
#define STAND_UP "[reminder stand-up]\nevery = 1h\nrepeat = 0\n"
#define HYDRATE  "[reminder hydration]\nat = 10:07\nrepeat = 0\n"

static void count(void *userdata)
{
    ++*(int *)userdata;
}

static void begin(struct desk *k, const char *ini, int *told)
{
    desk_plug(k);
    desk_start(k, ini);
    desk_say(k, PRESENCE_ACTIVE, 0);
    daemon_watch(k->daemon, count, told);
    *told = 0;
}

/* While reminders wait, looking again each minute is no news; what comes to wait is. */
static void test_looking_again_is_no_news(void **state)
{
    static const struct fake_answer talking[] = {{CONTEXT_MICROPHONE, "microphone in use"}};
    static const struct {
        int minutes;
        bool busy, told;
        int looks;
    } steps[] = {
        {59, true, false, 0}, /* nothing is due */
        {1, true, true, 1},   /* stand-up waits, and reminders are deferred */
        {6, true, false, 7},  /* still */
        {1, true, true, 8},   /* hydration waits, too */
        {10, true, false, 18},  {1, false, true, 19}, /* both are shown */
        {10, false, false, 19},
    };
    struct desk k;
    int told;

    (void)state;
    begin(&k, GENERAL DEFER STAND_UP HYDRATE, &told);
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        told = 0;
        fake_context_script(&k.context, talking, steps[i].busy);
        desk_run(&k, steps[i].minutes);
        assert_int_equal(told > 0, steps[i].told);
        assert_int_equal(k.context.looks, steps[i].looks);
    }
    desk_stop(&k);
}

static void test_a_server_goes_and_comes(void **state)
{
    struct desk k;
    int told;

    (void)state;
    begin(&k, GENERAL STAND_UP, &told);
    fake_notifier_leave(k.screen);
    assert_int_equal(told, 1);
    fake_notifier_come(k.screen);
    assert_int_equal(told, 2);
    desk_stop(&k);
}

static void test_a_damaged_log_that_undo_finds(void **state)
{
    struct entry entry = {.kind = ENTRY_PAIN, .level = 3, .ml = -1, .at = {START}}, none;
    struct desk k;
    int told;

    (void)state;
    begin(&k, GENERAL STAND_UP, &told);
    assert_int_equal(daemon_log(k.daemon, &entry, &k.fault), 0);
    told = 0;
    k.store.damaged = true;
    fake_store_fail(&k.store, 0, 1, -EUCLEAN);
    assert_int_equal(daemon_undo(k.daemon, &none, &k.fault), -ENODATA);
    assert_int_equal(told, 1);
    desk_stop(&k);
}

/* What status tells of reminders, but for what time alone moves. */
static void picture(struct desk *k, char *ret, size_t size)
{
    struct daemon_status s;

    assert_int_equal(daemon_status(k->daemon, &s), 0);
    (void)snprintf(ret, size, "%d %d", (int)s.presence, s.deferring);
    for (size_t i = 0; i < s.n; i++) {
        const struct plan_view *v = &s.reminders[i].view;
        size_t used = strlen(ret);

        (void)snprintf(ret + used, size - used, "; %s %lld", s.reminders[i].state,
                       v->open ? (long long)v->due.us : -1);
        for (size_t o = 0; o < OUTCOME_COUNT; o++)
            (void)snprintf(ret + strlen(ret), size - strlen(ret), " %lld",
                           (long long)s.reminders[i].today[o]);
    }
    free(s.reminders);
}

/* A day minute by minute, on which nobody answers. */
static void test_nothing_is_kept_back(void **state)
{
    char before[512], after[512];
    struct desk k;
    int told, changes = 0;

    (void)state;
    begin(&k, "[general]\nhours = 09:30-12:15, 13:00-17:00\ndays = every day\n" STAND_UP HYDRATE,
          &told);
    picture(&k, before, sizeof(before));
    for (int minute = 0; minute < 14 * 60; minute++) {
        told = 0;
        desk_run(&k, 1);
        picture(&k, after, sizeof(after));
        if (strcmp(before, after) != 0 && told == 0)
            fail_msg("minute %d: nobody was told: %s, then %s", minute, before, after);
        changes += strcmp(before, after) != 0;
        (void)strcpy(before, after);
    }
    assert_in_range(changes, 10, 100);
    desk_stop(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_looking_again_is_no_news),
        cmocka_unit_test(test_a_server_goes_and_comes),
        cmocka_unit_test(test_a_damaged_log_that_undo_finds),
        cmocka_unit_test(test_nothing_is_kept_back),
    };

    return cmocka_run_group_tests_name("daemon_watch", tests, NULL, NULL);
}
