/* Months with a sore back, by tables: tests/golden/NAME.life says what somebody does, and when. All
 * that this person sees, to the letter, is kept in NAME.txt beside it. To renew these after a
 * change that is meant, and then to read what changed with git diff:
 * KNEAD_GOLDEN=renew build/tests/unit/test_life
 * KNEAD_DAYS: only so many days, where each takes long.
 *
 * A row is a date, or blanks for the date above, a time, and what is done: "press BUTTON" and
 * "reply TEXT" on the newest notification that takes it; "restart": kneadd ends and starts again;
 * "evenings 5 - 6": from this date on, one a day, what is typed into the evening's question ("-":
 * nothing). Anything else is typed behind "knead"; lines with '?' below it are what is typed when
 * it asks. '#' is a remark. Who answers the schedule file's reminders, and how: tests/fakes/life.h.
 */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <locale.h>

#include "common/zone_system.h"
#include "tests/care/wording.h"
#include "tests/fakes/life.h"
#include "tests/unit/store_place.h"

#define FOLDER   "tests/golden"
#define EVENING  (20 * 60 + 5)
#define EVENINGS 400

struct play {
    struct life life;
    char table[64];
    int64_t day, begun, days; /* days 0: all of them */
    int32_t minute;
    char what[1024], typed[1024]; /* the row that is to be done */
    int64_t first_evening;
    size_t evenings_n;
    char evenings[EVENINGS][4];
};

/* ------------------------------------------------------------------ what is done */

static void read_evenings(struct play *p, char *words)
{
    char *word;

    p->first_evening = p->day;
    p->evenings_n = 0;
    while ((word = strsep(&words, " ")))
        if (*word) {
            assert_true(p->evenings_n < EVENINGS && strlen(word) < sizeof(p->evenings[0]));
            (void)strcpy(p->evenings[p->evenings_n++], word);
        }
}

static void evening(struct play *p, int64_t day)
{
    int64_t i = day - p->first_evening;

    if (i >= 0 && i < (int64_t)p->evenings_n && strcmp(p->evenings[i], "-") != 0)
        life_reply(&p->life, p->evenings[i]);
}

/* Up to the row's time. */
static void pass(struct play *p)
{
    int64_t day;
    int32_t minute;

    for (day = life_now(&p->life, &minute); day < p->day || (day == p->day && minute < p->minute);
         day = life_now(&p->life, &minute)) {
        life_pass(&p->life);
        day = life_now(&p->life, &minute);
        if (minute == EVENING)
            evening(p, day);
    }
    if (day != p->day || minute != p->minute)
        fail_msg("%s: %s: its time was before, or lies in the night", p->table, p->what);
}

static void begin(struct play *p, const char *folder)
{
    struct zone zone;
    int64_t at;

    assert_int_equal(zone_read_system(&zone, 0, (p->day + 1) * SECONDS_PER_DAY), 0);
    assert_int_equal(zone_instant(&zone, p->day, p->minute * 60, &at), ZONE_EXACT);
    zone_done(&zone);
    life_begin(&p->life, (struct wall){at * USEC_PER_SEC}, "config/knead.ini", folder);
    (void)fputs("'*': a notification, and its [buttons]; '>': an answer to one; '$': a command and "
                "what it prints; 'also': how often what was there before came again.\n",
                p->life.out);
    life_write_day(&p->life, p->day);
    p->begun = p->day;
}

static void act(struct play *p)
{
    struct life *l = &p->life;

    pass(p);
    if (strncmp(p->what, "evenings ", 9) == 0)
        read_evenings(p, p->what + 9);
    else if (strncmp(p->what, "press ", 6) == 0)
        life_press(l, p->what + 6);
    else if (strncmp(p->what, "reply ", 6) == 0)
        life_reply(l, p->what + 6);
    else if (strcmp(p->what, "restart") == 0)
        life_restart(l);
    else
        life_knead(l, p->what, p->typed[0] ? p->typed : NULL);
}

/* ------------------------------------------------------------------ the table */

/* A row's date, where it has one, its time, and what. */
static void read_row(struct play *p, const char *line)
{
    int year, month, date, hour, minute, n = 0;

    if (sscanf(line, "%d-%d-%d%n", &year, &month, &date, &n) == 3)
        p->day = civil_day(year, month, date);
    line += n;
    if (sscanf(line, "%d:%d %n", &hour, &minute, &n) != 2)
        fail_msg("%s: not a row: %s", p->table, line);
    p->minute = hour * 60 + minute;
    (void)snprintf(p->what, sizeof(p->what), "%s", line + n);
    p->typed[0] = '\0';
}

static void live(struct play *p, const char *folder)
{
    AUTO_FCLOSE FILE *in = fopen(p->table, "re");
    AUTO_FREE char *line = NULL;
    size_t size = 0;

    assert_non_null(in);
    while (getline(&line, &size, in) > 0) {
        const char *words = line + strspn(line, " ");
        size_t used = strlen(p->typed);

        line[strcspn(line, "\n")] = '\0';
        if (*words == '#' || *words == '\0')
            continue;
        if (*words == '?') {
            (void)snprintf(p->typed + used, sizeof(p->typed) - used, "%s\n",
                           words[1] ? words + 2 : "");
            continue;
        }
        if (p->what[0])
            act(p);
        read_row(p, line);
        if (!p->life.daemon)
            begin(p, folder);
        if (p->days && p->day - p->begun >= p->days)
            return;
    }
    act(p);
}

/* ------------------------------------------------------------------ what every sight keeps to */

#define PERSONAL   "their advice comes first."
#define COMPLEMENT "go alongside medical advice and do not replace it."
#define OWN        "It cannot show what caused a change."

/* What comes along with what is said: where the first stands, the others do, in commands that begin
 * so and in notifications; R65, R66. */
static const struct {
    const char *command, *said, *along;
} along[] = {
    {"", "Next massage: around", PERSONAL},
    {"", "are often pointed to", PERSONAL},
    {"knead plan", "Next massage:", "stand up and stretch at your breaks."},
    {"knead plan", "Next massage:", "five minutes for neck, shoulders and lower back."},
    {"knead plan", "", COMPLEMENT},
    {"knead massage", "Next massage: around", COMPLEMENT},
    {"knead massage advice", "", COMPLEMENT},
    {"knead massage sheet", "", COMPLEMENT},
    {"knead report", "", COMPLEMENT},
};

/* One sight: from its time to the next one's. Its lines have become one. */
static void check_sight(char *sight)
{
    bool command = sight[6] == '$', notice = sight[6] == '*';

    for (size_t i = 0; i < COUNT_OF(along); i++)
        if ((notice ? !*along[i].command
                    : command &&
                          strncmp(sight + 8, along[i].command, strlen(along[i].command)) == 0) &&
            strstr(sight, along[i].said) && !strstr(sight, "(as before)") &&
            !strstr(sight, along[i].along))
            fail_msg("without \"%s\": %s", along[i].along, sight);
    for (char *own; (own = strstr(sight, OWN));)
        memmove(own, own + strlen(OWN), strlen(own + strlen(OWN)) + 1);
    assert_words(sight, WORDS_ECHO); /* R2, R3, R56, R64 */
}

static bool begins_sight(const char *line)
{
    return strlen(line) > 8 && line[2] == ':' && line[5] == ' ' && strchr("*>$", line[6]) &&
           line[7] == ' ';
}

static void check_sights(const char *text)
{
    AUTO_FREE char *lines = strdup(text), *sight = calloc(1, strlen(text) + 2);
    char *rest = lines, *line;

    assert_true(lines && sight);
    while ((line = strsep(&rest, "\n"))) {
        if (sight[0] && (begins_sight(line) || strncmp(line, "---- ", 5) == 0)) {
            check_sight(sight);
            sight[0] = '\0';
        }
        if (sight[0] || begins_sight(line)) {
            line += sight[0] ? strspn(line, " ") : 0;
            (void)sprintf(sight + strlen(sight), "%s%s", sight[0] ? " " : "", line);
        }
    }
    check_sight(sight);
}

/* ------------------------------------------------------------------ what was seen */

static void write_text(const char *path, const char *text)
{
    FILE *out = fopen(path, "we");

    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
}

static char *last_day(char *text)
{
    char *last = text;

    for (char *at = text; (at = strstr(at, "\n---- ")); at++)
        last = at + 1;
    return last;
}

static void live_golden(const struct place *place, const char *name)
{
    const char *wish = getenv("KNEAD_GOLDEN"), *days = getenv("KNEAD_DAYS");
    struct play *p = calloc(1, sizeof(*p));
    char golden[64], now[64], command[512], *text;

    assert_non_null(p);
    p->days = days ? atoi(days) : 0;
    (void)snprintf(p->table, sizeof(p->table), FOLDER "/%s.life", name);
    (void)snprintf(golden, sizeof(golden), FOLDER "/%s.txt", name);
    live(p, place->folder);
    text = strdup(life_text(&p->life));
    assert_non_null(text);
    if (p->days) /* the last one may not be over */
        *last_day(text) = '\0';
    assert_null(strstr(text, " \n"));
    check_sights(text);
    (void)snprintf(now, sizeof(now), "%s/now.txt", place->folder);
    write_text(wish && strcmp(wish, "renew") == 0 ? golden : now, text);
    (void)snprintf(command, sizeof(command), "head -c %zu %s | diff -u --label %s --label now - %s",
                   p->days ? strlen(text) : SIZE_MAX / 2, golden, golden, now);
    (void)fflush(stdout);
    if (access(now, R_OK) == 0 && system(command) != 0)
        fail_msg("%s differs. If that is meant: KNEAD_GOLDEN=renew build/tests/unit/test_life, and "
                 "read git diff tests/golden",
                 golden);
    life_done(&p->life);
    free(text);
    free(p);
}

/* From the first day of a pain through acute, home first, weekly massages, improvement,
 * maintenance, a fever before an appointment, relapse, and a condition to ask about. */
static void test_half_a_year(void **state)
{
    live_golden(*state, "half-a-year");
}

/* Somebody who answers the evening's question, and types nothing. */
static void test_evenings_only(void **state)
{
    live_golden(*state, "evenings-only");
}

/* Where nothing has to wait for a disk, if there is such a place. */
static int set_up_quick(void **state)
{
    return set_up_in(state, access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_half_a_year, set_up_quick, tear_down),
        cmocka_unit_test_setup_teardown(test_evenings_only, set_up_quick, tear_down),
    };

    (void)setlocale(LC_CTYPE, "C.UTF-8");
    (void)setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    return cmocka_run_group_tests_name("life", tests, NULL, NULL);
}
