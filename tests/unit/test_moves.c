/* The library of moves: the shipped one against its rules, files that are right and wrong, and
 * whose turn it is. */
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
#include <sys/stat.h>
#include <unistd.h>

#include "common/moment.h"
#include "common/scope.h"
#include "config/moves.h"
#include "config/values.h"

#define BIT(n) (UINT32_C(1) << (n))

static int read_text(const char *text, struct moves *moves, struct complaints *c)
{
    AUTO_FCLOSE FILE *stream = fmemopen((void *)(uintptr_t)text, strlen(text), "r");

    assert_non_null(stream);
    return moves_read_stream(stream, "m.ini", moves, c);
}

static int setup(void **state)
{
    (void)state;
    return setenv("XDG_CONFIG_HOME", "/nowhere", 1) | setenv("XDG_CONFIG_DIRS", "/nowhere", 1);
}

/* ---------------------------------------------------------------- the shipped library */

static void load(struct moves *ret)
{
    CLEANUP(complaints_done) struct complaints c = {0};

    if (moves_load(ret, &c) < 0)
        fail_msg("%s", c.items[0]);
    assert_int_equal(c.n, 0);
}

static void test_shipped(void **state)
{
    static const char *const massages[] = {"ball-upper-back", "roller-upper-back",
                                           "ball-lower-back", "ball-buttock",
                                           "shoulder-top-squeeze"};
    CLEANUP(moves_done) struct moves moves = {0};
    size_t of_region[REGION_COUNT] = {0}, massages_n = 0;

    (void)state;
    load(&moves);
    assert_int_equal(moves.n, 33);
    for (size_t i = 0; i < moves.n; i++) {
        const struct move *m = &moves.items[i];
        int64_t seconds = m->hold / USEC_PER_SEC;

        for (enum region r = REGION_NONE; r < REGION_COUNT; r++)
            of_region[r] += (m->regions & BIT(r)) != 0;
        assert_true(seconds >= 5 && seconds <= 120);
        assert_true(m->enabled && !m->therapist);
        massages_n += m->massage;
        if (m->massage) { /* CARE R11 */
            assert_true(m->not_with & BIT(CONDITION_BLOOD_THINNERS));
            assert_true(m->not_with & BIT(CONDITION_WEAK_BONES));
        }
        if (m->needs[0])
            assert_true(m->massage);
    }
    assert_int_equal(massages_n, COUNT_OF(massages));
    for (size_t i = 0; i < COUNT_OF(massages); i++)
        assert_true(moves_find(&moves, massages[i])->massage);
    assert_int_equal(of_region[REGION_NONE], 1);
    assert_true(of_region[REGION_NECK] >= 4 && of_region[REGION_SHOULDERS] >= 5);
    assert_true(of_region[REGION_LOWER_BACK] >= 5);
    assert_null(moves_find(&moves, "chin"));
    moves_done(NULL);
}

/* What strengthens is in the library, and off. */
static void B08_movement_is_off(void **state)
{
    static const enum region all[] = {REGION_LOWER_BACK, REGION_HIPS, REGION_LEGS};
    CLEANUP(moves_done) struct moves moves = {0};

    (void)state;
    load(&moves);
    for (int on = 0; on < 2; on++) {
        struct moves_shown shown = {0};
        struct move_turn turn = {0};
        size_t movement = 0;

        moves.movement = on;
        for (int i = 0; i < 60; i++) {
            enum region region;
            const struct move *move =
                moves_next(&moves, all, COUNT_OF(all), &shown, &turn, NULL, NULL, &region);
            movement += move->category == CATEGORY_MOVEMENT;
        }
        assert_int_equal(movement > 0, on);
    }
}

static void test_dose(void **state)
{
    static const struct {
        const char *move, *dose;
    } cases[] = {
        {"chin-tuck", "5 seconds, 6 times"},
        {"ear-to-shoulder", "20 seconds, each side"},
        {"shoulder-rolls", "20 seconds, each direction"},
        {"palm-forward", "15 seconds, each way, each side"},
        {"chair-hang", "20 seconds, 2 times"},
        {"far-look", "20 seconds"},
        {"walk-and-breathe", "2 minutes"},
    };
    CLEANUP(moves_done) struct moves moves = {0};
    struct move most = {.hold = USEC_PER_SEC, .times = 50, .each = EACH_WAY_AND_SIDE};
    char dose[MOVE_DOSE_MAX];

    (void)state;
    load(&moves);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        move_dose(moves_find(&moves, cases[i].move), dose);
        assert_string_equal(dose, cases[i].dose);
    }
    move_dose(&most, dose);
    assert_string_equal(dose, "1 second, 50 times, each way, each side");
}

/* ---------------------------------------------------------------- files */

#define WHOLE "regions = neck\ntitle = T\nstep = S.\nhold = 5s\n"

static void test_taken(void **state)
{
    CLEANUP(complaints_done) struct complaints c = {0};
    CLEANUP(moves_done) struct moves moves = {0};
    const struct move *m;

    (void)state;
    assert_int_equal(read_text("[move a]\n" WHOLE "[move b]\n" WHOLE, &moves, &c), 0);
    assert_int_equal(
        read_text(
            "[move  b]\nregions = any, lower, WRISTS\ntitle = Tü\nstep = 1;\n"
            "step = \"2 ; 3\"\nwhere = lying\nhold = 10m\ntimes = 50\n"
            "each = Way and side\nload = moderate\ncaution = C\nneeds = N\n"
            "massage = yes\ncategory = movement\nnot-with = knee-pain, dizziness\ntherapist = on\n"
            "[move c]\nenabled = no\n",
            &moves, &c),
        0);
    assert_int_equal(c.n, 0);
    assert_int_equal(moves.n, 3);
    assert_string_equal(moves.items[0].title, "T");
    m = &moves.items[1]; /* in its old place */
    assert_string_equal(m->name, "b");
    assert_string_equal(m->title, "Tü");
    assert_string_equal(m->steps, "1;\n2 ; 3");
    assert_int_equal(m->steps_n, 2);
    assert_int_equal(m->regions, BIT(REGION_NONE) | BIT(REGION_LOWER_BACK) | BIT(REGION_WRISTS));
    assert_string_equal(m->where, "lying");
    assert_int_equal(m->hold, 10 * USEC_PER_MIN);
    assert_int_equal(m->times, 50);
    assert_int_equal(m->each, EACH_WAY_AND_SIDE);
    assert_int_equal(m->load, LOAD_MODERATE);
    assert_string_equal(m->caution, "C");
    assert_string_equal(m->needs, "N");
    assert_int_equal(m->not_with, BIT(CONDITION_KNEE_PAIN) | BIT(CONDITION_DIZZINESS));
    assert_true(m->massage && m->therapist && m->enabled);
    assert_int_equal(m->category, CATEGORY_MOVEMENT);
    assert_false(moves.items[2].enabled);
}

static void test_refused(void **state)
{
    static const struct {
        const char *text, *complaint;
    } cases[] = {
        {"title = T\n", "m.ini:1: title = T: it stands before any section; begin with [move NAME]"},
        {"[reminder x]\n", "m.ini:1: [reminder x]: no such section; each is a [move NAME]"},
        {"[move]\n", "m.ini:1: [move]: no such section; each is a [move NAME]"},
        {"[move A]\n", "m.ini:1: [move A]: a name is made of lower-case letters, digits and '-', "
                       "and begins with a letter"},
        {"[move a234567890123456789012345678901234]\n",
         "m.ini:1: [move a234567890123456789012345678901234]: its name is too long; 32 bytes are "
         "the most"},
        {"[move a]\n" WHOLE "[move a]\n", "m.ini:6: [move a]: it stands here a second time"},
        {"[move a]\n" WHOLE "titel = x\n",
         "m.ini:6: [move a] titel = x: no such key; did you mean title?"},
        {"[move a]\n" WHOLE "qqq = x\n",
         "m.ini:6: [move a] qqq = x: no such key; knead.ini(5) lists them"},
        {"[move a]\n" WHOLE "title = x\n",
         "m.ini:6: [move a] title = x: it stands here a second time, after line 3"},
        {"[move a]\nregions = neck\nstep = S.\nhold = 5s\n",
         "m.ini:1: [move a]: it needs title, what it is called"},
        {"[move a]\ntitle = T\nregions = neck\nhold = 5s\n",
         "m.ini:1: [move a]: it needs step, how it is done"},
        {"[move a]\ntitle = T\nstep = S\nhold = 5s\n",
         "m.ini:1: [move a]: it needs regions, where it helps"},
        {"[move a]\ntitle = T\nstep = S\nregions = neck\n",
         "m.ini:1: [move a]: it needs hold, how long, for example hold = 20s"},
        {"[move a]\nregions = nck\n",
         "m.ini:2: [move a] regions = nck: \"nck\" is not a region I know; did you mean neck? "
         "Regions: head, eyes, neck, shoulders, arms, wrists, hands, upper-back, lower-back, hips, "
         "legs"},
        {"[move a]\nregions = neck,\n",
         "m.ini:2: [move a] regions = neck,: something is missing: write one value, or several "
         "with commas between"},
        {"[move a]\nhold = 11m\n",
         "m.ini:2: [move a] hold = 11m: out of range; allowed are 1s to 10m"},
        {"[move a]\ntimes = 0\n",
         "m.ini:2: [move a] times = 0: a whole number from 1 to 50 is allowed"},
        {"[move a]\nload = heavy\n",
         "m.ini:2: [move a] load = heavy: allowed are gentle and moderate"},
        {"[move a]\neach = sides\n",
         "m.ini:2: [move a] each = sides: did you mean side? allowed are once, side, direction and "
         "way and side"},
        {"[move a]\ncategory = sport\n",
         "m.ini:2: [move a] category = sport: allowed are stretch and movement"},
        {"[move a]\nmassage = maybe\n", "m.ini:2: [move a] massage = maybe: allowed are yes, no, "
                                        "true, false, on and off"},
        {"[move a]\nnot-with = knee\n",
         "m.ini:2: [move a] not-with = knee: allowed are new-pain, neck-pain, knee-pain, "
         "bending-hurts, tingling-arm, tingling-leg, dizziness, weak-bones, blood-thinners and "
         "hip-replacement"},
        {"[move a]\nstep =\n", "m.ini:2: [move a] step = : a step has a sentence"},
        {"[move a]\n" WHOLE "step = 2\nstep = 3\nstep = 4\nstep = 5\nstep = 6\nstep = 7\n",
         "m.ini:11: [move a] step = 7: too many steps; 6 are the most"},
        {"[move a\n", "m.ini:1: the section's name does not end: ']' is missing"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(complaints_done) struct complaints c = {0};
        CLEANUP(moves_done) struct moves moves = {0};

        assert_int_equal(read_text("[move kept]\n" WHOLE, &moves, &c), 0);
        assert_int_equal(read_text(cases[i].text, &moves, &c), -EINVAL);
        assert_string_equal(c.items[0], cases[i].complaint);
        assert_int_equal(moves.n, 1); /* as before */
    }
}

static void test_every_complaint(void **state)
{
    CLEANUP(complaints_done) struct complaints c = {0};
    CLEANUP(moves_done) struct moves moves = {0};

    (void)state;
    assert_int_equal(
        read_text("[move a]\nhold = x\n[move b]\n[move c]\n" WHOLE "times = x\n", &moves, &c),
        -EINVAL);
    assert_int_equal(c.n, 3);
    assert_int_equal(moves.n, 0);
}

static void test_too_much(void **state)
{
    CLEANUP(complaints_done) struct complaints c = {0};
    CLEANUP(moves_done) struct moves moves = {0};
    char *text, step[200];
    size_t size;
    FILE *f = open_memstream(&text, &size);

    (void)state;
    for (int i = 0; i < MOVES_MAX; i++)
        (void)fprintf(f, "[move m%d]\n" WHOLE, i);
    (void)fflush(f);
    assert_int_equal(read_text(text, &moves, &c), 0);
    assert_int_equal(moves.n, MOVES_MAX);
    (void)fprintf(f, "[move more]\n" WHOLE);
    (void)fclose(f);
    assert_int_equal(read_text(text, &moves, &c), -EINVAL);
    assert_non_null(strstr(c.items[0], "[move more]: there are too many; 1000 moves are the most"));
    free(text);

    memset(step, 'x', sizeof(step));
    step[180] = '\0';
    f = open_memstream(&text, &size);
    (void)fprintf(f, "[move a]\nstep = %s\nstep = %s\nstep = %s\nstep = %s\n", step, step, step,
                  step);
    (void)fclose(f);
    complaints_done(&c);
    assert_int_equal(read_text(text, &moves, &c), -EINVAL);
    assert_non_null(strstr(c.items[0], "m.ini:4: "));
    assert_non_null(strstr(c.items[0], "all steps together are too long"));
    free(text);
}

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "we");

    assert_non_null(f);
    (void)fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

static void test_own_file(void **state)
{
    CLEANUP(complaints_done) struct complaints c = {0};
    CLEANUP(moves_done) struct moves moves = {0};
    char folder[] = "/tmp/knead-moves-XXXXXX", path[96], sub[64];

    (void)state;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(sub, sizeof(sub), "%s/knead", folder);
    (void)snprintf(path, sizeof(path), "%s/moves.ini", sub);
    assert_int_equal(mkdir(sub, 0700), 0);
    assert_int_equal(setenv("XDG_CONFIG_HOME", folder, 1), 0);
    put(path, "[move mine]\n" WHOLE "[move chin-tuck]\nenabled = no\n");
    load(&moves);
    assert_int_equal(moves.n, 34);
    assert_string_equal(moves.items[33].name, "mine");
    assert_false(moves_find(&moves, "chin-tuck")->enabled);
    put(path, "[move mine]\n");
    assert_int_equal(moves_load(&moves, &c), -EINVAL);
    assert_memory_equal(c.items[0], path, strlen(path));
    assert_string_equal(c.items[0] + strlen(path),
                        ":1: [move mine]: it needs title, what it is called");
    assert_int_equal(moves.n, 34); /* as before */
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0700), 0); /* a folder in its place */
    assert_int_equal(moves_load(&moves, &c), -EISDIR);
    assert_non_null(strstr(c.items[1], "it could not be read: Is a directory"));
    assert_int_equal(rmdir(path) | rmdir(sub) | rmdir(folder), 0);
    (void)setup(NULL);
}

/* ---------------------------------------------------------------- turns */

static bool none(void *userdata, const struct move *move)
{
    (void)userdata, (void)move;
    return false;
}

/* Not the moves named, with blanks around each. */
static bool but(void *userdata, const struct move *move)
{
    char name[MOVE_NAME_MAX + 3];

    (void)snprintf(name, sizeof(name), " %s ", move->name);
    return !strstr(userdata, name);
}

#define MOVE(name, regions, more) \
    "[move " name "]\nregions = " regions "\ntitle = T\nstep = S.\nhold = 5s\n" more

static void test_turns(void **state)
{
    static const char small[] = MOVE("n1", "neck", "") MOVE("n2", "neck", "")
        MOVE("s1", "shoulders", "") MOVE("both", "neck, shoulders", "") MOVE("e1", "eyes", "")
            MOVE("a1", "any", "") MOVE("off", "head", "enabled = no\n");
    static const char therapist[] = MOVE("n1", "neck", "") MOVE("t1", "neck", "therapist = yes\n")
        MOVE("n2", "neck", "") MOVE("t2", "neck", "therapist = yes\n");
    static const struct {
        const char *library, *regions, *but, *order;
    } cases[] = {
        {small, "neck", "", "n1 n2 both n1 n2 both"},
        {small, "neck, shoulders", "", "n1 s1 n2 both n1 s1 n2 both"},
        {small, "shoulders, neck", "", "s1 n1 both n2 s1 both"},
        {small, "neck, neck, eyes", "", "n1 n2 e1 both n1 e1"},
        {small, "eyes", "", "e1 e1 e1"}, /* there is no other */
        {small, "eyes, neck", "", "e1 n1 e1 n2"},
        {small, "head", "", "a1 a1"}, /* what fits any */
        {small, "head, eyes", "", "e1 e1"},
        {small, "neck", " n1 ", "n2 both n2 both"},
        {small, "neck, eyes", " n1 n2 both ", "e1 e1"},
        {small, "eyes", " e1 ", "a1 a1"},
        {therapist, "neck", "", "t1 t2 t1"},
        {therapist, "neck", " t2 ", "t1 t1"},
        {therapist, "neck", " t1 t2 ", "n1 n2 n1"}, /* a hold is stronger */
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(complaints_done) struct complaints c = {0};
        CLEANUP(moves_done) struct moves moves = {0};
        struct moves_shown shown = {0};
        struct move_turn turn = {0};
        enum region regions[8], region;
        size_t n = moves_regions(cases[i].regions, regions, COUNT_OF(regions));
        char order[128] = "";

        assert_int_equal(read_text(cases[i].library, &moves, &c), 0);
        while (strlen(order) < strlen(cases[i].order)) {
            const struct move *m = moves_next(&moves, regions, n, &shown, &turn, but,
                                              (void *)(uintptr_t)cases[i].but, &region);

            assert_non_null(m);
            assert_string_equal(turn.last, m->name);
            assert_string_equal(shown.last[region], m->name);
            (void)strcat(strcat(order, order[0] ? " " : ""), m->name);
        }
        if (strcmp(order, cases[i].order) != 0)
            fail_msg("%s: %s, not %s", cases[i].regions, order, cases[i].order);
        const struct moves_shown before = shown;
        const struct move_turn before_turn = turn;

        assert_null(moves_next(&moves, regions, n, &shown, &turn, none, NULL, &region));
        assert_memory_equal(&shown, &before, sizeof(shown));
        assert_memory_equal(&turn, &before_turn, sizeof(turn));
    }
}

/* Two who ask for the same region take turns with each other, and neither sees one twice running.
 */
static void test_two_ask(void **state)
{
    CLEANUP(moves_done) struct moves moves = {0};
    struct moves_shown shown = {0};
    struct move_turn turns[2] = {0};
    enum region regions[8], region;
    size_t n;

    (void)state;
    load(&moves);
    n = moves_regions("neck, shoulders, lower-back", regions, COUNT_OF(regions));
    assert_int_equal(n, 3);
    for (int i = 0; i < 1000; i++) {
        struct move_turn *turn = &turns[rand() % 2];
        char last[MOVE_NAME_MAX + 1];
        const struct move *m;

        (void)strcpy(last, turn->last);
        m = moves_next(&moves, regions, n, &shown, turn, NULL, NULL, &region);
        assert_string_not_equal(m->name, last);
        assert_true(m->regions & BIT(region));
    }
}

static void test_regions(void **state)
{
    enum region regions[3];

    (void)state;
    assert_int_equal(moves_regions("neck,lower , Eyes", regions, 3), 3);
    assert_int_equal(regions[0], REGION_NECK);
    assert_int_equal(regions[1], REGION_LOWER_BACK);
    assert_int_equal(regions[2], REGION_EYES);
    assert_int_equal(moves_regions("neck,lower , Eyes", regions, 2), 2);
    assert_int_equal(moves_regions("", regions, 2), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped),  cmocka_unit_test(B08_movement_is_off),
        cmocka_unit_test(test_dose),     cmocka_unit_test(test_taken),
        cmocka_unit_test(test_refused),  cmocka_unit_test(test_every_complaint),
        cmocka_unit_test(test_too_much), cmocka_unit_test(test_own_file),
        cmocka_unit_test(test_turns),    cmocka_unit_test(test_two_ask),
        cmocka_unit_test(test_regions),
    };
    return cmocka_run_group_tests_name("moves", tests, setup, NULL);
}
