/* Other logs as entries: what each format gives, whatever the pieces in which its bytes come, and
 * that nothing of a file that is cut short or wrong is taken for the whole. */
#include "cli/import.h"

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

#include "cli/csv.h"
#include "common/scope.h"

/* All that was taken, as a text. */
struct taken {
    char text[16384];
    size_t n;
};

static int take(void *userdata, struct entry *e, const char *key, char *why)
{
    struct taken *t = userdata;
    size_t n = strlen(t->text);
    char number[FACT_NUMBER_MAX];

    if (e->id[0] == '\0')
        import_id(e->at, key, e->id);
    if (e->said.us == 0)
        e->said = e->at;
    if (entry_check(e, why) < 0)
        return -EINVAL;
    t->n++;
    n += (size_t)snprintf(t->text + n, sizeof t->text - n, "%s %lld%+d", entry_kind_name(e->kind),
                          (long long)(e->at.us / USEC_PER_SEC), (int)e->offset);
    if (e->level >= 0)
        n += (size_t)snprintf(t->text + n, sizeof t->text - n, " level=%d", e->level);
    if (e->ml >= 0)
        n += (size_t)snprintf(t->text + n, sizeof t->text - n, " ml=%d", e->ml);
    if (e->region)
        n += (size_t)snprintf(t->text + n, sizeof t->text - n, " %s", region_name(e->region));
    for (enum fact f = 0; f < FACT_COUNT; f++)
        if (entry_knows(e, f))
            n += (size_t)snprintf(t->text + n, sizeof t->text - n, " %s=%s", fact_form(f)->name,
                                  entry_fact(e, f, number));
    (void)snprintf(t->text + n, sizeof t->text - n, "%s%s\n", *e->note ? ": " : "", e->note);
    return 0;
}

/* Feeds a file in pieces; what came of it. */
static int import(const char *bytes, size_t n, size_t piece, struct taken *ret, int64_t *ret_passed,
                  char why[static IMPORT_WHY_MAX])
{
    struct intake intake = {.take = take, .userdata = ret};
    const struct import_format *format;
    char head[IMPORT_HEAD_MAX];
    void *state = NULL;
    int r = 0;

    *ret = (struct taken){0};
    why[0] = '\0';
    (void)snprintf(head, sizeof head, "%.*s", (int)n, bytes);
    format = import_format_of(head);
    assert_non_null(format);
    assert_int_equal(format->begin(&state, &intake), 0);
    for (size_t at = 0; at < n && r == 0; at += piece)
        r = format->feed(state, bytes + at, n - at < piece ? n - at : piece, why);
    if (r == 0)
        r = format->end(state, why);
    format->free(state);
    *ret_passed = intake.passed;
    return r;
}

static char *read_all(const char *path, size_t *ret_n)
{
    AUTO_FCLOSE FILE *in = fopen(path, "re");
    char *bytes = malloc(65536);

    assert_true(in && bytes);
    *ret_n = fread(bytes, 1, 65535, in);
    bytes[*ret_n] = '\0';
    return bytes;
}

static const struct {
    const char *file, *entries;
    int64_t passed;
} files[] = {
    {"own.csv",
     "pain 1774678500+3600 level=4 lower-back: a \"b\", c\n"
     "drink 1774681200+3600 ml=250\n"
     "massage 1774684800+3600\n",
     0},
    {"quoted.csv", "sleep 1774682100+0 level=7: two\nlines\n", 0},
    {"own.json", "pain 1774678500+3600 level=4 quality=dull activity_stopped=yes\n", 0},
    {"bearable.csv",
     "pain 1773302400+3600 category=moderate source=bearable: Back pain (Moderate): after, gym\n"
     "pain 1773338400+3600 neck category=mild source=bearable: Neck Pain (Mild)\n"
     "pain 1773338400+3600 head category=severe source=bearable: Headache\n",
     2},
    {"apple.xml",
     "drink 1723437270-25200 ml=250 source=apple-health\n"
     "pain 1723437270-25200 lower-back category=moderate source=apple-health\n"
     "sleep 1723467600-25200 sleep_min=420 source=apple-health\n",
     3},
};

static void test_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++)
        for (size_t piece = 1; piece < 5000; piece = piece * 3 + 1) {
            static struct taken taken;
            char path[128], why[IMPORT_WHY_MAX];
            AUTO_FREE char *bytes = NULL;
            int64_t passed;
            size_t n;

            (void)snprintf(path, sizeof path, "tests/fuzz/corpus/import/%s", files[i].file);
            bytes = read_all(path, &n);
            if (import(bytes, n, piece, &taken, &passed, why) < 0)
                fail_msg("%s: %s", path, why);
            assert_string_equal(taken.text, files[i].entries);
            assert_int_equal(passed, files[i].passed);
        }
}

/* Cut anywhere but at the end of a row, which nobody could tell, it is refused. */
static void test_cut(void **state)
{
    static const char *const cut[] = {"own.csv", "apple.xml"};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cut); i++) {
        static struct taken taken;
        char path[128], why[IMPORT_WHY_MAX];
        AUTO_FREE char *bytes = NULL;
        int64_t passed;
        size_t n;

        (void)snprintf(path, sizeof path, "tests/fuzz/corpus/import/%s", cut[i]);
        bytes = read_all(path, &n);
        while (n > 0 && strchr("\r\n \t", bytes[n - 1]) && i == 1)
            n--;
        for (size_t k = 120; k < n; k++) {
            if (i == 0 && bytes[k - 1] == '\n')
                continue;
            assert_true(import(bytes, k, 64, &taken, &passed, why) < 0);
            assert_non_null(strstr(why, "line "));
        }
    }
}

static void test_refused(void **state)
{
    static const struct {
        const char *bytes, *why;
    } cases[] = {
        {"datetime,entry_type\r\n2026-03-28T07:15:00Z,pain\r\n", "line 2: a pain level is"},
        {"datetime,entry_type\r\n,pain\r\n", "line 2: the row has no entry_type or no datetime"},
        {"datetime,entry_type\r\n2026-03-28T07:15:00Z,\r\n", "line 2: the row has no entry_type"},
        {"datetime,entry_type\r\n2026-03-28T07:15:00Z,pian\r\n", "did you mean pain?"},
        {"datetime,entry_type\r\nyesterday,massage\r\n", "line 2: datetime: \"yesterday\" is not"},
        {"datetime,entry_type,pain_now\r\n2026-03-28T07:15:00Z,pain,11\r\n", "not \"11\""},
        {"datetime,entry_type,pain_now,pain_avg\r\n2026-03-28T07:15:00Z,pain,1,2\r\n",
         "a row has one of"},
        {"datetime,entry_type,stress\r\n2026-03-28T07:15:00Z,pain,1\r\n",
         "stress does not belong to pain"},
        {"datetime,entry_type,id\r\n2026-03-28T07:15:00Z,massage,7\r\n", "is no UUID"},
        {"datetime,entry_type,datetime\r\n", "the column datetime comes twice"},
        {"datetime,entry_type\r\n2026-03-28T07:15:00Z,massage,x\r\n",
         "line 2: the row is cut short"},
        {"datetime,entry_type\r\n2026-03-28T07:15:00Z,\"massage\"x\r\n", "line 2: a quote stands"},
        {"datetime,entry_type\r\n2026-03-28T07:15:00Z,mass\"age\r\n", "line 2: a quote stands"},
        {"{\"kind\":\"pain\",\"level\":4}\n", "line 1: the entry has no id or no time"},
        {"{\"kind\":\"pain\",\"level\":4.5}\n", "line 1: level has no such value"},
        {"{\"level\":4}\n", "line 1: it is no entry"},
        {"{\"kind\":\"pain\",\"colour\":\"red\"}\n", "an entry has no \"colour\""},
        {"{nonsense\n", "line 1: the line is cut short, or no JSON"},
        {"<html><body/></html>", "line 1: this is XML, but no export of Apple Health"},
        {"<HealthData>\n<Record type=\"HKQuantityTypeIdentifierDietaryWater\" unit=\"mL\" "
         "value=\"1\" "
         "startDate=\"yesterday\"/></HealthData>",
         "line 2: a Record has no startDate"},
        {"<HealthData><Record></HealthData>", "line 1: the file is cut short or damaged"},
        {"date,date formatted,weekday,time of day,category,rating/amount,detail\n",
         "line 1: there is no column notes"},
        {"date,time of day,category,rating/amount,detail,notes\n12/03/26,am,Symptom,1,Back pain,\n",
         "line 2: \"12/03/26\" is not a date"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        static struct taken taken;
        char why[IMPORT_WHY_MAX];
        int64_t passed;

        assert_true(import(cases[i].bytes, strlen(cases[i].bytes), 7, &taken, &passed, why) < 0);
        if (!strstr(why, cases[i].why))
            fail_msg("%s: %s", cases[i].bytes, why);
    }
    assert_null(import_format_of("dear diary"));
    assert_null(import_format_of(""));
}

static void test_ids(void **state)
{
    char a[UUID7_TEXT_MAX], b[UUID7_TEXT_MAX];

    (void)state;
    import_id((struct wall){INT64_C(1774678500000000)}, "a", a);
    assert_true(uuid7_valid(a));
    import_id((struct wall){INT64_C(1774678500000000)}, "a", b);
    assert_string_equal(a, b);
    import_id((struct wall){INT64_C(1774678500000000)}, "b", b);
    assert_string_not_equal(a, b);
    import_id((struct wall){INT64_C(1774678501000000)}, "a", b);
    assert_string_not_equal(a, b);
}

/* ------------------------------------------------------------------ CSV itself */

static int show_row(void *userdata, const struct csv_row *row)
{
    char *text = userdata;

    for (size_t i = 0; i < row->n; i++)
        (void)sprintf(text + strlen(text), "%s[%s]", i ? "" : "", row->fields[i]);
    (void)sprintf(text + strlen(text), "@%lld%s", (long long)row->line, row->ended ? "" : "!");
    return 0;
}

static void test_csv(void **state)
{
    static const struct {
        const char *bytes, *rows;
        int result;
    } cases[] = {
        {"", "", 0},
        {"\n\r\n\n", "", 0},
        {"a,b\nc,d", "[a][b]@1[c][d]@2!", 0},
        {"a,b\r\n", "[a][b]@1", 0},
        {",\n", "[][]@1", 0},
        {"\"\"\n", "[]@1", 0},
        {"\"a\"\"b\",\"c\r\nd\"\nx\n", "[a\"b][c\r\nd]@1[x]@3", 0},
        {"\xef\xbb\xbf"
         "a\n",
         "[a]@1", 0},
        {"a b , c\n", "[a b ][ c]@1", 0},
        {"a\"b\n", "", -EINVAL},
        {"\"a\"b\n", "", -EINVAL},
        {"\"a", "", -EINVAL},
        {"a\rb\n", "", -EINVAL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        for (size_t piece = 1; piece < 8; piece++) {
            char text[512] = "";
            struct csv csv;
            size_t n = strlen(cases[i].bytes);
            int r = 0;

            assert_int_equal(csv_init(&csv, show_row, text), 0);
            for (size_t at = 0; at < n && r == 0; at += piece)
                r = csv_feed(&csv, cases[i].bytes + at, n - at < piece ? n - at : piece);
            if (r == 0)
                r = csv_end(&csv);
            assert_int_equal(r, cases[i].result);
            assert_string_equal(text, cases[i].rows);
            csv_done(&csv);
        }
}

static void test_csv_limits(void **state)
{
    char text[512] = "";
    struct csv csv;

    (void)state;
    assert_int_equal(csv_init(&csv, show_row, text), 0);
    for (size_t i = 0; i < CSV_FIELDS_MAX - 1; i++)
        assert_int_equal(csv_feed(&csv, ",", 1), 0);
    assert_int_equal(csv_feed(&csv, ",", 1), -EMSGSIZE);
    csv_done(&csv);
    assert_int_equal(csv_init(&csv, show_row, text), 0);
    for (size_t i = 0; i < CSV_ROW_MAX; i++)
        assert_int_equal(csv_feed(&csv, "x", 1), 0);
    assert_int_equal(csv_feed(&csv, "x", 1), -EMSGSIZE);
    csv_done(&csv);
    assert_int_equal(csv_init(&csv, show_row, text), 0);
    assert_int_equal(csv_feed(&csv, "\0", 1), -EINVAL);
    csv_done(&csv);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files), cmocka_unit_test(test_cut), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_ids),   cmocka_unit_test(test_csv), cmocka_unit_test(test_csv_limits),
    };

    (void)setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    return cmocka_run_group_tests_name("import", tests, NULL, NULL);
}
