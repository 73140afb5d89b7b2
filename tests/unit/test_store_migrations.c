/* Logs of every earlier format, kept as they were written (tests/fixtures/log-N.sql), opened by
 * this program: all that was in them is there, also when the power goes meanwhile. */
#include "daemon/adapters/adapters.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <limits.h>

#include "daemon/adapters/store_sqlite_schema.h"
#include "tests/fakes/fault_vfs.h"
#include "tests/unit/store_place.h"

/* What each of them holds, oldest first; what came into the format later is empty. */
static const char *const contents[STORE_VERSION + 1] = {
    [1] = "pain 1780000000000000 3600 1790000240000000 10 -1 eyes middle naïve 😀 ' \" %\n"
          "pain 1790000000000000 7200 1790000000000001 4 -1 lower-back left after the stand-up\n"
          "pain 1790000060000000 -12600 1790000060000000 0 -1   \n"
          "drink 1790000180000000 0 1790000180000000 -1 250   \n"
          "stretch 1790000000000000 1790000000000000 1790000030000000 done  button\n"
          "hydration 1790003600000000 1790003600000000 0 open  \n"
          "stretch 1790003600000000 0 1790003600000000 suppressed paused \n"
          "plan=until 5\n"
          "stopped=0\n",
    [2] =
        "pain 1780000000000000 3600 1790000240000000 10 -1 eyes middle naïve 😀 ' \" %\n"
        "pain 1790000000000000 7200 1790000000000001 4 -1 lower-back left after the stand-up\n"
        "pain 1790000060000000 -12600 1790000060000000 0 -1   \n"
        "drink 1790000180000000 0 1790000180000000 -1 250   \n"
        "pain 1790000300000000 3600 1790000300000000 7 -1 neck left edited trigger=desk "
        "quality=burning measure=worst refers_to=lower-back activity_stopped=no "
        "former=01a1f860-0000-7000-8000-000000000001\n"
        "peg 1790000360000000 3600 1790000360000000 -1 -1    peg_pain=10 peg_enjoyment=0 "
        "peg_activity=5\n"
        "massage 1790000420000000 3600 1790000420000000 -1 -1    session_type=swedish "
        "therapist=Anna homework=chin tucks session_min=60 pressure=too-much pain_before=7 "
        "pain_after=0 sharp=yes\n"
        "sleep 1790000480000000 3600 1790000480000000 0 -1    sleep_latency_min=1440 awakenings=99 "
        "sleep_min=0\n"
        "motion 1790000540000000 3600 1790000540000000 -1 -1    rom_floor_cm=12 rom_left_cm=20 "
        "rom_right_cm=21\n"
        "pain 1790000600000000 3600 1790000600000000 -1 -1 lower-back   category=moderate "
        "source=apple-health\n"
        "stretch 1790000000000000 1790000000000000 1790000030000000 done  button\n"
        "hydration 1790003600000000 1790003600000000 0 open  \n"
        "stretch 1790003600000000 0 1790003600000000 suppressed paused \n"
        "plan=until 5\n"
        "stopped=0\n",
    [3] =
        "pain 1780000000000000 3600 1790000240000000 10 -1 eyes middle naïve 😀 ' \" %\n"
        "pain 1790000000000000 7200 1790000000000001 4 -1 lower-back left after the stand-up\n"
        "pain 1790000060000000 -12600 1790000060000000 0 -1   \n"
        "drink 1790000180000000 0 1790000180000000 -1 250   \n"
        "pain 1790000300000000 3600 1790000300000000 7 -1 neck left edited trigger=desk "
        "quality=burning measure=worst refers_to=lower-back activity_stopped=no "
        "former=01a1f860-0000-7000-8000-000000000001\n"
        "peg 1790000360000000 3600 1790000360000000 -1 -1    peg_pain=10 peg_enjoyment=0 "
        "peg_activity=5\n"
        "massage 1790000420000000 3600 1790000420000000 -1 -1    session_type=swedish "
        "therapist=Anna homework=chin tucks session_min=60 pressure=too-much pain_before=7 "
        "pain_after=0 sharp=yes\n"
        "sleep 1790000480000000 3600 1790000480000000 0 -1    sleep_latency_min=1440 awakenings=99 "
        "sleep_min=0\n"
        "motion 1790000540000000 3600 1790000540000000 -1 -1    rom_floor_cm=12 rom_left_cm=20 "
        "rom_right_cm=21\n"
        "pain 1790000600000000 3600 1790000600000000 -1 -1 lower-back   category=moderate "
        "source=apple-health\n"
        "massage 1790000660000000 3600 1790000660000000 -1 -1 neck   regions=neck,shoulders "
        "next_date=2026-10-01\n"
        "hold 1790000680000000 3600 1790000680000000 -1 -1 arms   hold=wound\n"
        "clear 1790000690000000 3600 1790000690000000 -1 -1 arms   hold=wound\n"
        "check 1790000700000000 3600 1790000700000000 -1 -1    signs=saddle,chest "
        "no_signs=bladder\n"
        "clinician 1790000710000000 3600 1790000710000000 -1 -1    cleared=no\n"
        "profile 1790000720000000 3600 1790000720000000 -1 -1   relief field=goal\n"
        "booking 1790900000000000 3600 1790000670000000 -1 -1    state=postponed\n"
        "stretch 1790000000000000 1790000000000000 1790000030000000 done  button\n"
        "hydration 1790003600000000 1790003600000000 0 open  \n"
        "stretch 1790003600000000 0 1790003600000000 suppressed paused \n"
        "plan=until 5\n"
        "stopped=0\n",
    [4] =
        "pain 1780000000000000 3600 1790000240000000 10 -1 eyes middle naïve 😀 ' \" %\n"
        "pain 1790000000000000 7200 1790000000000001 4 -1 lower-back left after the stand-up\n"
        "pain 1790000060000000 -12600 1790000060000000 0 -1   \n"
        "drink 1790000180000000 0 1790000180000000 -1 250   \n"
        "pain 1790000300000000 3600 1790000300000000 7 -1 neck left edited trigger=desk "
        "quality=burning measure=worst refers_to=lower-back activity_stopped=no "
        "former=01a1f860-0000-7000-8000-000000000001\n"
        "peg 1790000360000000 3600 1790000360000000 -1 -1    peg_pain=10 peg_enjoyment=0 "
        "peg_activity=5\n"
        "massage 1790000420000000 3600 1790000420000000 -1 -1    session_type=swedish "
        "therapist=Anna homework=chin tucks session_min=60 pressure=too-much pain_before=7 "
        "pain_after=0 sharp=yes\n"
        "sleep 1790000480000000 3600 1790000480000000 0 -1    sleep_latency_min=1440 awakenings=99 "
        "sleep_min=0\n"
        "motion 1790000540000000 3600 1790000540000000 -1 -1    rom_floor_cm=12 rom_left_cm=20 "
        "rom_right_cm=21\n"
        "pain 1790000600000000 3600 1790000600000000 -1 -1 lower-back   category=moderate "
        "source=apple-health\n"
        "massage 1790000660000000 3600 1790000660000000 -1 -1 neck   regions=neck,shoulders "
        "next_date=2026-10-01\n"
        "hold 1790000680000000 3600 1790000680000000 -1 -1 arms   hold=wound\n"
        "clear 1790000690000000 3600 1790000690000000 -1 -1 arms   hold=wound\n"
        "check 1790000700000000 3600 1790000700000000 -1 -1    signs=saddle,chest "
        "no_signs=bladder\n"
        "clinician 1790000710000000 3600 1790000710000000 -1 -1    cleared=no\n"
        "profile 1790000720000000 3600 1790000720000000 -1 -1   relief field=goal\n"
        "pain 1790000730000000 3600 1790000730000000 5 -1    trigger=desk,my old chair "
        "quality=sharp,sudden worse_at=night contributors=posture,stress "
        "treatments=physical-therapy eased_by_rest=no\n"
        "mood 1790000740000000 3600 1790000740000000 0 -1   \n"
        "posture 1790000750000000 3600 1790000750000000 10 -1   \n"
        "massage 1790000760000000 3600 1790000760000000 -1 -1    disliked=elbow work\n"
        "motion 1790000770000000 3600 1790000770000000 -1 -1    rom_back_comfortable=no\n"
        "booking 1790900000000000 3600 1790000670000000 -1 -1    state=postponed\n"
        "stretch 1790000000000000 1790000000000000 1790000030000000 done  button\n"
        "hydration 1790003600000000 1790003600000000 0 open  \n"
        "stretch 1790003600000000 0 1790003600000000 suppressed paused \n"
        "plan=until 5\n"
        "stopped=0\n",
};

static int see_entry(void *userdata, const struct entry *e)
{
    char number[FACT_NUMBER_MAX];

    (void)fprintf(userdata, "%s %lld %d %lld %d %d %s %s %s", entry_kind_name(e->kind),
                  (long long)e->at.us, e->offset, (long long)e->said.us, e->level, e->ml,
                  region_name(e->region), side_name(e->side), e->note);
    for (enum fact f = 0; f < FACT_COUNT; f++)
        if (entry_knows(e, f))
            (void)fprintf(userdata, " %s=%s", fact_form(f)->name, entry_fact(e, f, number));
    if (e->former[0])
        (void)fprintf(userdata, " former=%s", e->former);
    (void)fputc('\n', userdata);
    return 0;
}

static int see_occurrence(void *userdata, const struct occurrence *o)
{
    (void)fprintf(userdata, "%s %lld %lld %lld %s %s %s\n", o->reminder, (long long)o->due.us,
                  (long long)o->shown.us, (long long)o->ended.us, outcome_name(o->outcome),
                  reason_name(o->reason), o->source);
    return 0;
}

static int see_state(void *userdata, const char *key, const char *value)
{
    (void)fprintf(userdata, "%s=%s\n", key, value);
    return 0;
}

static void load(const struct place *p, int version)
{
    char path[64], text[16384] = "";
    AUTO_FCLOSE FILE *f = NULL;

    (void)snprintf(path, sizeof path, "tests/fixtures/log-%d.sql", version);
    f = fopen(path, "re");
    if (!f)
        fail_msg("%s: a format that was once written has its file", path);
    assert_in_range(fread(text, 1, sizeof text - 1, f), 1, sizeof text - 2);
    (void)unlink(p->path);
    (void)unlink(p->wal);
    sql(p->path, text);
    assert_int_equal(chmod(p->path, 0600), 0);
}

static void expect(const struct place *p, int version)
{
    const struct entry_filter all = {{INT64_MIN}, {INT64_MAX}, REGION_COUNT, ENTRY_KIND_COUNT, 0};
    struct store *s = open_log(p->path);
    AUTO_FREE char *text = NULL;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    struct store_check check;

    assert_int_equal(s->ops->entries(s, &all, see_entry, f), 0);
    assert_int_equal(s->ops->occurrences(s, all.from, all.to, see_occurrence, f), 0);
    assert_int_equal(s->ops->states(s, see_state, f), 0);
    (void)fclose(f);
    (void)store_free(s);
    assert_string_equal(text, contents[version]);
    assert_int_equal(store_sqlite_check(p->path, &check), 0);
    assert_int_equal(check.version, STORE_VERSION);
}

static void every_format(void **state)
{
    const struct place *p = *state;

    for (int version = 1; version <= STORE_VERSION; version++) {
        if (!contents[version])
            fail_msg("format %d: nothing says what its file holds", version);
        load(p, version);
        expect(p, version);
        expect(p, version); /* and once more, of today's format */
    }
}

static void the_power_goes_meanwhile(void **state)
{
    const struct place *p = *state;
    struct disk d;

    for (int version = 1; version <= STORE_VERSION; version++) {
        bool cut = true;

        for (long at = 1; cut; at++) {
            load(p, version);
            disk_init(&d);
            disk_fail(&d, DISK_CUT, at, LONG_MAX);
            struct store *s = NULL;
            (void)store_sqlite_new(&s, p->path, NULL);
            (void)store_free(s);
            cut = disk_failed(&d);
            disk_power(&d, (unsigned)at);
            disk_done(&d);
            expect(p, version);
        }
    }
}

/* What was taken back stays so, and its id taken. */
static void a_tombstone_stays(void **state)
{
    const struct place *p = *state;
    struct entry e = {.kind = ENTRY_PAIN, .level = 1, .ml = -1};
    struct store *s;

    load(p, 1);
    s = open_log(p->path);
    e.at.us = e.said.us = T0;
    (void)strcpy(e.id, "01a0c450-6c00-7000-8000-0000000000a3");
    assert_int_equal(s->ops->add(s, &e), -EEXIST);
    (void)store_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_format),
        TEST(the_power_goes_meanwhile),
        TEST(a_tombstone_stays),
    };

    return cmocka_run_group_tests_name("store_migrations", tests, NULL, NULL);
}
