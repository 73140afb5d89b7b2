/* Moves at the daemon: what a reminder shows, that it stays the same while it waits, and that turns
 * outlive a restart. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#include <errno.h>

#include "tests/fakes/fake_hooks.h"
#include "tests/unit/busy_desk.h"

#define ALWAYS "[general]\nhours = all day\ndays = every day\nmerge = 0\n"
#define STRETCH \
    ALWAYS "[reminder stretch]\nevery = 30m\nmoves = neck, shoulders, lower-back\ncommand = x\n"

static const char *shown(const struct desk *k, size_t i)
{
    assert_true(i < k->screen->shown_n);
    return k->screen->shown[i].body;
}

static void expect(const struct desk *k, size_t i, const char *begins)
{
    if (strncmp(shown(k, i), begins, strlen(begins)) != 0)
        assert_string_equal(shown(k, i), begins);
}

static void done(struct desk *k)
{
    struct answered answered;

    assert_int_equal(daemon_answer(k->daemon, OUTCOME_DONE, NULL, 0, &answered, &k->fault), 0);
}

static void test_in_turn(void **state)
{
    static const char *const titles[] = {
        "Chin tuck: ",       "Shrug and drop: ", "Stand and lean back: ",
        "Ear to shoulder: ", "Shoulder rolls: ", "Chair hang: "};
    struct desk k;

    (void)state;
    desk_begin(&k, STRETCH);
    for (size_t i = 0; i < COUNT_OF(titles); i++) {
        desk_run(&k, 30);
        expect(&k, i, titles[i]);
        done(&k);
    }
    assert_string_equal(shown(&k, 0),
                        "Chin tuck: Sit tall and glide your chin straight back as if making a "
                        "double chin, then let go. 5 seconds, 6 times. Keep the movement small.");
    assert_string_equal(k.screen->shown[0].title, "Stretch");
    desk_stop(&k);
}

static void told(struct desk *k, enum entry_kind kind, const char *name, const char *value)
{
    struct entry e = {.kind = kind, .level = -1, .ml = -1};
    char why[ENTRY_WHY_MAX];

    e.at = daemon_now(k->daemon).wall;
    assert_int_equal(entry_set(&e, name, value, why), 0);
    assert_int_equal(daemon_log(k->daemon, &e, &k->fault), 0);
}

/* Each move of the library that is offered in turn. */
static void offered(struct desk *k, bool moderate, bool massage)
{
    bool any_moderate = false, any_massage = false;
    const struct move *move;

    for (int i = 0; i < 100; i++) {
        assert_int_equal(daemon_stretch(k->daemon, REGION_NONE, &move, &k->fault), 0);
        any_moderate = any_moderate || move->load == LOAD_MODERATE;
        any_massage = any_massage || move->massage;
    }
    assert_int_equal(any_moderate, moderate);
    assert_int_equal(any_massage, massage);
}

/* What the log says of bad days and signs decides what may be shown (R5, R9, R44, R46). */
static void test_what_care_allows(void **state)
{
    const struct move *move;
    struct entry undone;
    struct desk k;

    (void)state;
    desk_begin(&k, STRETCH);
    offered(&k, true, true);
    told(&k, ENTRY_HOLD, "hold", "fever");
    offered(&k, true, false);
    assert_int_equal(daemon_undo(k.daemon, &undone, &k.fault), 0);
    told(&k, ENTRY_PAIN, "level", "8");
    offered(&k, false, false);
    told(&k, ENTRY_CHECK, "signs", "saddle");
    assert_int_not_equal(daemon_stretch(k.daemon, REGION_NECK, &move, &k.fault), 0);
    assert_int_equal(k.fault.kind, FAULT_NOTHING_TO_DO);
    assert_int_equal(daemon_undo(k.daemon, &undone, &k.fault), 0);
    assert_int_equal(daemon_undo(k.daemon, &undone, &k.fault), 0);
    offered(&k, true, true);
    desk_stop(&k);
}

/* The therapist's homework comes first, then the library by turns (R44); on a bad day it waits. */
static void test_homework(void **state)
{
    struct entry e = {.kind = ENTRY_MASSAGE, .level = -1, .ml = -1, .region = REGION_NECK};
    const struct move *move;
    struct desk k;

    (void)state;
    desk_begin(&k, STRETCH);
    e.at.us = daemon_now(k.daemon).wall.us - 2 * USEC_PER_DAY;
    (void)strcpy(e.texts[FACT_HOMEWORK], "chin tucks, twice a day");
    assert_int_equal(daemon_log(k.daemon, &e, &k.fault), 0);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(daemon_stretch(k.daemon, REGION_NECK, &move, &k.fault), 0);
        assert_int_equal(strcmp(move->name, "homework") == 0, i % 2 == 0);
        if (i % 2 == 0)
            assert_string_equal(move->steps, "chin tucks, twice a day");
    }
    assert_int_equal(daemon_stretch(k.daemon, REGION_LEGS, &move, &k.fault), 0);
    assert_string_not_equal(move->name, "homework");
    told(&k, ENTRY_PAIN, "level", "8");
    for (int i = 0; i < 4; i++) {
        assert_int_equal(daemon_stretch(k.daemon, REGION_NECK, &move, &k.fault), 0);
        assert_string_not_equal(move->name, "homework");
    }
    desk_stop(&k);
}

static void test_with_a_message(void **state)
{
    struct desk k;

    (void)state;
    desk_begin(&k, ALWAYS "[reminder eyes]\nevery = 30m\nmoves = eyes\nmessage = Look up.\n");
    desk_run(&k, 30);
    assert_string_equal(shown(&k, 0),
                        "Look up.\nFar look: Look at something at least 6 metres away "
                        "and blink softly. 20 seconds.");
    desk_stop(&k);
}

/* The command hears of it too, and so does the fallback. */
static void test_repeat_is_the_same(void **state)
{
    struct fake_hooks hooks;
    struct desk k;

    (void)state;
    desk_plug(&k);
    fake_hooks_init(&hooks);
    k.options.hooks = &hooks.hooks;
    desk_start(&k, STRETCH);
    desk_say(&k, PRESENCE_ACTIVE, 0);
    desk_run(&k, 40);
    assert_int_equal(k.screen->shown_n, 2);
    expect(&k, 0, "Chin tuck: ");
    expect(&k, 1, "Chin tuck: ");
    assert_int_equal(hooks.n, 2);
    for (size_t i = 0; i < hooks.n; i++)
        assert_memory_equal(fake_hooks_variable(&hooks, i, "KNEAD_BODY"), "Chin tuck: ", 11);
    desk_run(&k, 20);
    expect(&k, 2, "Shrug and drop: ");
    for (size_t i = 2; i < hooks.n; i++) { /* missed, and due: each its own */
        bool missed = strncmp(fake_hooks_variable(&hooks, i, "KNEAD_EVENT"), "missed", 6) == 0;
        const char *title = missed ? "Chin tuck: " : "Shrug and drop: ";

        assert_memory_equal(fake_hooks_variable(&hooks, i, "KNEAD_BODY"), title, strlen(title));
    }
    assert_int_equal(hooks.n, 4);
    desk_stop(&k);
    fake_hooks_done(&hooks);
}

static void test_restart(void **state)
{
    struct desk k;
    size_t n;

    (void)state;
    desk_begin(&k, STRETCH);
    desk_run(&k, 30);
    expect(&k, 0, "Chin tuck: ");
    desk_restart(&k, STRETCH);
    n = k.screen->shown_n;
    desk_run(&k, 10); /* the repeat of what was shown before */
    assert_true(k.screen->shown_n > n);
    for (size_t i = 0; i < k.screen->shown_n; i++)
        expect(&k, i, "Chin tuck: ");
    done(&k);
    desk_restart(&k, STRETCH);
    n = k.screen->shown_n;
    desk_run(&k, 30);
    expect(&k, n, "Shrug and drop: ");
    desk_stop(&k);
}

/* Texts that make no sense begin a turn anew; a full disk loses the turn, not the reminder. */
static void test_bad_state(void **state)
{
    static const char *const texts[][2] = {
        {"move of stretch", ""},
        {"move of stretch", "x y z"},
        {"move of stretch", "1 99999999999999999999 chin-tuck"},
        {"move of stretch", "1 7 no-such-move-as-this-one-that-is-far-too-long"},
        {"move of a-reminder-with-a-name-far-too-long", "1 1 chin-tuck"},
        {"move for neck", "no-such-move"},
        {"move for neck", "no-such-move-as-this-one-that-is-far-too-long"},
        {"move for nothing", "chin-tuck"},
        {"move for ", "walk-and-breathe"},
    };
    struct desk k;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct store *store;

        desk_plug(&k);
        store = &k.store.store;
        assert_int_equal(store->ops->put_state(store, texts[i][0], texts[i][1]), 0);
        desk_start(&k, STRETCH);
        desk_say(&k, PRESENCE_ACTIVE, 0);
        desk_run(&k, 30);
        assert_int_equal(k.screen->shown_n, 1);
        assert_non_null(strchr(shown(&k, 0), ':'));
        desk_stop(&k);
    }
    desk_begin(&k, STRETCH);
    fake_store_fail(&k.store, 0, 1000000, -ENOSPC);
    desk_run(&k, 30);
    expect(&k, 0, "Chin tuck: ");
    done(&k);
    fake_store_fail(&k.store, 0, 0, 0);
    desk_run(&k, 30);
    expect(&k, 1, "Shrug and drop: ");
    done(&k);
    desk_restart(&k, STRETCH);
    desk_run(&k, 30);
    expect(&k, k.screen->shown_n - 1, "Stand and lean back: ");
    desk_stop(&k);
}

/* What needs a ball does not come unasked, but to who asks. */
static void test_at_hand(void **state)
{
    const struct move *move;
    struct desk k;
    int balls = 0;

    (void)state;
    desk_begin(&k, ALWAYS "[reminder hips]\nevery = 30m\nmoves = hips, upper-back\n");
    for (size_t i = 0; i < 20; i++) {
        desk_run(&k, 30);
        assert_null(strstr(shown(&k, i), "all on the"));
        assert_null(strstr(shown(&k, i), "Roller"));
        done(&k);
    }
    for (int i = 0; i < 8; i++) {
        assert_int_equal(daemon_stretch(k.daemon, REGION_UPPER_BACK, &move, &k.fault), 0);
        balls += move->needs[0] != '\0';
    }
    assert_true(balls >= 2);
    desk_stop(&k);
}

static void test_asked_for(void **state)
{
    const struct move *move;
    char last[MOVE_NAME_MAX + 1] = "";
    struct desk k;

    (void)state;
    desk_begin(&k, STRETCH);
    for (enum region r = REGION_NONE + 1; r < REGION_COUNT; r++) {
        assert_int_equal(daemon_stretch(k.daemon, r, &move, &k.fault), 0);
        assert_true(move->regions & (UINT32_C(1) << r | 1));
    }
    for (int i = 0; i < 40; i++) {
        assert_int_equal(daemon_stretch(k.daemon, REGION_NONE, &move, &k.fault), 0);
        assert_string_not_equal(move->name, last);
        (void)strcpy(last, move->name);
        if (i == 20)
            desk_restart(&k, STRETCH);
    }
    desk_stop(&k);
}

/* Without a library (nothing is allowed, or everything is switched off) it names the regions. */
static void test_nothing_to_show(void **state)
{
    CLEANUP(complaints_done) struct complaints c = {0};
    static const char ini[] = STRETCH;
    struct settings settings;
    const struct move *move;
    FILE *stream = fmemopen((void *)(uintptr_t)ini, strlen(ini), "r");
    struct desk k;

    (void)state;
    desk_plug(&k);
    assert_int_equal(settings_read_stream(stream, "test.ini", &settings, &c), 0);
    (void)fclose(stream);
    assert_int_equal(daemon_new(&k.daemon, &k.options, &settings), 0);
    assert_int_equal(daemon_start(k.daemon), 0);
    desk_say(&k, PRESENCE_ACTIVE, 0);
    desk_run(&k, 30);
    assert_string_equal(shown(&k, 0), "Time to stretch: neck, shoulders, lower-back.");
    assert_int_equal(daemon_stretch(k.daemon, REGION_NECK, &move, &k.fault), -ENODATA);
    assert_string_equal(k.fault.why, "no move for that may be shown now");
    desk_stop(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_turn),
        cmocka_unit_test(test_what_care_allows),
        cmocka_unit_test(test_homework),
        cmocka_unit_test(test_with_a_message),
        cmocka_unit_test(test_repeat_is_the_same),
        cmocka_unit_test(test_restart),
        cmocka_unit_test(test_bad_state),
        cmocka_unit_test(test_at_hand),
        cmocka_unit_test(test_asked_for),
        cmocka_unit_test(test_nothing_to_show),
    };
    return cmocka_run_group_tests_name("daemon_moves", tests, desk_no_files, NULL);
}
