/* What goes out of the log: the FHIR Bundle, resource by resource, and the files that --output
 * writes. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#include "cli/command.h"
#include "cli/fhir.h"
#include "tests/unit/test_cli_server.h"

#define ID(n) "01a1f85c-53af-7dc1-afb5-0000000000" n
#define ENTRY(n, kind, more)                                                                  \
    "{\"id\":\"" ID(n) "\",\"at\":\"2026-11-20T09:00:00+01:00\",\"kind\":\"" kind "\",\"ml\"" \
                       ":null,\"late\":false,\"said\":\"2026-11-20T09:00:00+01:00\"," more "}"
#define NONE "\"level\":null,\"region\":null,\"side\":null,\"note\":null"

/* One of every kind, and what is in it that a reader has to find again. */
static const char *const entries[] = {
    ENTRY("01", "pain",
          "\"level\":6,\"region\":\"lower-back\",\"side\":\"left\",\"note\":\"after \\\"it\\\"\","
          "\"measure\":\"average\",\"quality\":\"dull\",\"activity_stopped\":true"),
    ENTRY("02", "pain",
          "\"level\":3,\"region\":\"legs\",\"side\":null,\"note\":null,"
          "\"edited\":\"2026-11-20T10:00:00+01:00\""),
    ENTRY("03", "pain", NONE ",\"category\":\"moderate\",\"source\":\"apple-health\""),
    ENTRY("04", "peg", NONE ",\"peg_pain\":4,\"peg_enjoyment\":5,\"peg_activity\":5"),
    ENTRY("05", "peg", NONE ",\"peg_pain\":4"),
    ENTRY("06", "drink", "\"ml\":200"),
    ENTRY("07", "drink", "\"ml\":300"),
    ENTRY("08", "massage",
          NONE ",\"session_type\":\"swedish\",\"session_min\":60,\"therapist\":\"Ana\","
               "\"regions\":\"neck,lower-back\",\"pain_before\":6,\"pain_after\":0"),
    ENTRY("09", "motion", NONE ",\"rom_floor_cm\":12"),
    ENTRY("0a", "stress", "\"level\":0"),
    ENTRY("11", "mood", "\"level\":7"),
    ENTRY("12", "posture", "\"level\":4"),
    ENTRY("0b", "booking", NONE),
    ENTRY("0c", "hold", NONE ",\"hold\":\"fever\""),
    ENTRY("0d", "clear", NONE ",\"hold\":\"fever\""),
    ENTRY("0e", "check", NONE ",\"signs\":\"saddle\""),
    ENTRY("0f", "clinician", NONE ",\"cleared\":true"),
    ENTRY("13", "tier", "\"level\":4,\"note\":\"a lump\""),
    ENTRY("10", "profile", NONE ",\"field\":\"disc\""),
    "{}",
};

static json_t *bundle(void)
{
    AUTO_FREE char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    struct fhir fhir;
    json_t *json;

    assert_int_equal(fhir_begin(&fhir, out), 0);
    for (size_t i = 0; i < COUNT_OF(entries); i++) {
        json_auto_t *entry = json_loads(entries[i], 0, NULL);

        assert_non_null(entry);
        assert_int_equal(fhir_add(&fhir, entry), 0);
    }
    assert_int_equal(fhir_end(&fhir, true), 0);
    (void)fclose(out);
    json = json_loads(text, 0, NULL);
    assert_non_null(json);
    return json;
}

/* The value at a path such as "code.coding.0.code". */
static const json_t *at(const json_t *json, const char *path)
{
    char copy[128], *rest = copy, *name;

    (void)snprintf(copy, sizeof copy, "%s", path);
    while (json && (name = strsep(&rest, ".")))
        json = json_is_array(json) ? json_array_get(json, (size_t)atoi(name))
                                   : json_object_get(json, name);
    return json;
}

static const char *text_at(const json_t *json, const char *path)
{
    return json_string_value(at(json, path));
}

/* Every bodySite has its text (R68), and every code a system and a code. */
static void look_into(const json_t *json)
{
    const json_t *value, *part;
    const char *key;
    size_t i;

    json_array_foreach(json, i, part) look_into(part);
    json_object_foreach((json_t *)json, key, value)
    {
        bool site = strcmp(key, "bodySite") == 0, code = strcmp(key, "coding") == 0;

        assert_false(json_is_null(value) || (json_is_string(value) && !json_string_length(value)) ||
                     (json_is_array(value) && !json_array_size(value)));
        assert_true(!site || json_is_array(value) || text_at(value, "text"));
        json_array_foreach(value, i, part)
        {
            assert_true(!site || text_at(part, "text"));
            assert_true(!code || (text_at(part, "system") && text_at(part, "code")));
        }
        look_into(value);
    }
}

static void R68_only_three_kinds_of_resource(void **state)
{
    json_auto_t *json = bundle(), *ids = json_object();
    const json_t *entry;
    size_t i, kinds[3] = {0};
    static const char *const types[] = {"Observation", "QuestionnaireResponse", "Procedure"};

    (void)state;
    assert_string_equal(text_at(json, "resourceType"), "Bundle");
    assert_string_equal(text_at(json, "type"), "collection");
    json_array_foreach(json_object_get(json, "entry"), i, entry)
    {
        const json_t *r = json_object_get(entry, "resource");
        const char *type = text_at(r, "resourceType"), *id = text_at(r, "id");
        size_t t = 0;

        while (t < 3 && strcmp(types[t], type) != 0)
            t++;
        assert_in_range(t, 0, 2);
        kinds[t]++;
        assert_non_null(text_at(r, "status"));
        assert_string_equal(text_at(r, "subject.reference"), "Patient/self");
        assert_string_equal(text_at(entry, "fullUrl") + strlen("urn:uuid:"), id);
        assert_null(json_object_get(ids, id)); /* each its own */
        assert_int_equal(json_object_set_new(ids, id, json_true()), 0);
        if (t < 2)
            assert_true(t == 1 || (text_at(r, "code.text") &&
                                   (text_at(r, "effectiveDateTime") || at(r, "effectivePeriod"))));
        look_into(r);
    }
    assert_int_equal(kinds[0], 3 + 1 + 1 + 2 + 1 + 3); /* pains, PEG, water, around a massage … */
    assert_int_equal(kinds[1], 1);
    assert_int_equal(kinds[2], 1);
}

static const json_t *find(const json_t *json, const char *id)
{
    const json_t *entry;
    size_t i;

    json_array_foreach(json_object_get(json, "entry"), i, entry)
    {
        if (strcmp(text_at(entry, "resource.id"), id) == 0)
            return json_object_get(entry, "resource");
    }
    fail_msg("there is no %s", id);
    return NULL;
}

/* What was entered, under the codes that it has, and in words where it has none. */
static void R68_R61_codes_and_values(void **state)
{
    static const struct {
        const char *id, *path, *text;
        double number;
    } expected[] = {
        {ID("01"), "code.coding.0.system", "http://loinc.org", 0},
        {ID("01"), "code.coding.0.code", "72514-3", 0},
        {ID("01"), "category.0.coding.0.code", "survey", 0},
        {ID("01"), "code.text", "Pain on average that day", 0},
        {ID("01"), "effectiveDateTime", "2026-11-20T09:00:00+01:00", 0},
        {ID("01"), "valueQuantity.value", NULL, 6},
        {ID("01"), "valueQuantity.code", "{score}", 0},
        {ID("01"), "valueQuantity.system", "http://unitsofmeasure.org", 0},
        {ID("01"), "bodySite.coding.0.system", "http://snomed.info/sct", 0},
        {ID("01"), "bodySite.coding.0.code", "37822005", 0},
        {ID("01"), "bodySite.text", "lower back, left", 0},
        {ID("01"), "component.0.valueString", "dull", 0},
        {ID("01"), "note.0.text", "after \"it\"", 0},
        {ID("01"), "status", "final", 0},
        {ID("02"), "status", "amended", 0},
        {ID("02"), "bodySite.text", "legs", 0}, /* which has no code here */
        {ID("03"), "code.coding.0.code", "38208-5", 0},
        {ID("03"), "valueCodeableConcept.text", "moderate", 0},
        {ID("04"), "questionnaire", "http://loinc.org/q/91148-7", 0},
        {ID("04"), "status", "completed", 0},
        {ID("04"), "item.0.linkId", "/75893-8", 0},
        {ID("04"), "item.2.answer.0.valueInteger", NULL, 5},
        {"01a1f85c-53af-80c1-afb5-000000000004", "code.coding.0.code", "91147-9", 0},
        {"01a1f85c-53af-80c1-afb5-000000000004", "valueQuantity.value", NULL, 4.7},
        {"01a1f85c-53af-80c1-afb5-000000000004", "derivedFrom.0.reference", "urn:uuid:" ID("04"),
         0},
        {"01a1f85c-53af-80c1-afb5-000000000006", "code.coding.0.code", "75301-2", 0},
        {"01a1f85c-53af-80c1-afb5-000000000006", "valueQuantity.value", NULL, 500},
        {"01a1f85c-53af-80c1-afb5-000000000006", "valueQuantity.code", "mL", 0},
        {"01a1f85c-53af-80c1-afb5-000000000006", "effectivePeriod.start", "2026-11-20", 0},
        {ID("08"), "status", "completed", 0},
        {ID("08"), "code.coding.0.code", "387854002", 0},
        {ID("08"), "code.text", "Massage", 0},
        {ID("08"), "performedPeriod.start", "2026-11-20T08:00:00+01:00", 0},
        {ID("08"), "performedPeriod.end", "2026-11-20T09:00:00+01:00", 0},
        {ID("08"), "performer.0.actor.display", "Ana", 0},
        {ID("08"), "bodySite.0.coding.0.code", "45048000", 0},
        {ID("08"), "bodySite.1.text", "lower back", 0},
        {ID("08"), "note.0.text", "session type: swedish", 0},
        {"01a1f85c-53af-80c1-afb5-000000000008", "valueQuantity.value", NULL, 6},
        {"01a1f85c-53af-81c1-afb5-000000000008", "valueQuantity.value", NULL, 0},
        {"01a1f85c-53af-81c1-afb5-000000000008", "partOf.0.reference", "urn:uuid:" ID("08"), 0},
        {ID("09"), "component.0.valueQuantity.code", "cm", 0},
        {ID("0a"), "valueQuantity.value", NULL, 0}, /* 0 is data */
        {ID("11"), "valueQuantity.value", NULL, 7},
        {ID("12"), "code.text", "Posture by one's own eye, 10 the best", 0},
        {ID("0a"), "code.text", "Stress, 0 none to 10 worst", 0},
    };
    json_auto_t *json = bundle();

    (void)state;
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        const json_t *value = at(find(json, expected[i].id), expected[i].path);

        if (!value)
            fail_msg("%s has no %s", expected[i].id, expected[i].path);
        if (expected[i].text)
            assert_string_equal(json_string_value(value), expected[i].text);
        else
            assert_true(json_number_value(value) - expected[i].number < 0.0001 &&
                        expected[i].number - json_number_value(value) < 0.0001);
    }
    assert_true(json_is_true(at(find(json, ID("01")), "component.1.valueBoolean")));
    assert_null(at(find(json, ID("03")), "valueQuantity")); /* a word is no score (R59) */
    assert_null(at(find(json, ID("03")), "bodySite"));
    assert_null(at(find(json, ID("09")), "valueQuantity"));
    assert_null(at(find(json, ID("02")), "bodySite.coding"));
}

/* ------------------------------------------------------------------ files */

#define FOLDER "/tmp/knead-export-XXXXXX"
#define ANSWER "{\"parameters\":{\"entry\":null}}|"

struct run {
    char *out, *err;
};

static enum exit_code run(struct run *run, const char *answer, size_t talks_n, const char *a,
                          const char *b, const char *c)
{
    const struct talk talks[] = {{.answer = answer}, {.answer = "{\"parameters\":{}}|"}};
    const char *argv[] = {"knead", "export", a, b, c, NULL};
    struct cli cli = {.view = {.width = 80}, .timeout = LONG_MS};
    const struct command *command;
    struct server server;
    size_t out_size, err_size;
    enum exit_code code;

    free(run->out);
    free(run->err);
    cli.out = open_memstream(&run->out, &out_size);
    cli.err = open_memstream(&run->err, &err_size);
    server_start(&server, talks, talks_n);
    cli.socket = server.path;
    code = command_main(&cli, c ? 5 : b ? 4 : 3, (char *const *)argv, &command);
    (void)fclose(cli.out);
    (void)fclose(cli.err);
    server_stop(&server);
    server_done(&server);
    return code;
}

static size_t files_in(const char *folder)
{
    DIR *dir = opendir(folder);
    size_t n = 0;

    while (readdir(dir))
        n++;
    (void)closedir(dir);
    return n - 2;
}

/* Whole or not there, its owner's alone, and never in the place of another without --force. */
static void R63_files_are_the_owners(void **state)
{
    static const mode_t masks[] = {0, 022, 077};
    char folder[] = FOLDER, path[64], output[96];
    struct run r = {NULL, NULL};
    struct stat st;

    (void)state;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/log.csv", folder);
    (void)snprintf(output, sizeof output, "--output=%s", path);
    for (size_t i = 0; i < COUNT_OF(masks); i++) {
        mode_t mask = umask(masks[i]);

        assert_int_equal(run(&r, ANSWER, 2, output, NULL, NULL), EXIT_DONE);
        (void)umask(mask);
        assert_non_null(strstr(r.out, "written to "));
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        assert_true(st.st_size > 100);
        assert_int_equal(unlink(path), 0);
    }

    assert_int_equal(run(&r, "", 2, output, NULL, NULL), EXIT_NO_DAEMON); /* it breaks off */
    assert_int_equal(files_in(folder), 0);

    assert_int_equal(run(&r, ANSWER, 2, output, NULL, NULL), EXIT_DONE);
    assert_int_equal(run(&r, ANSWER, 0, output, NULL, NULL), EXIT_REFUSED);
    assert_non_null(strstr(r.err, "is there already, and was left alone"));
    assert_int_equal(run(&r, ANSWER, 1, output, "--force", "--format=fhir"), EXIT_DONE);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_true(st.st_size < 100); /* the Bundle of nothing */
    assert_int_equal(files_in(folder), 1);
    assert_int_equal(unlink(path), 0);

    assert_int_equal(symlink("/dev/null", path), 0); /* only a file is ever replaced */
    assert_int_equal(run(&r, ANSWER, 0, output, "--force", NULL), EXIT_REFUSED);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
    assert_int_equal(run(&r, ANSWER, 0, output, NULL, NULL), EXIT_NOT_SAVED);
    assert_non_null(strstr(r.err, "Nothing was written"));
    free(r.out);
    free(r.err);
}

/* The end of a file's name says how it is written; --format says it better. */
static void test_formats_by_name(void **state)
{
    static const struct {
        const char *name, *format, *begins;
    } cases[] = {
        {"a.csv", NULL, "datetime,"},
        {"a", NULL, "datetime,"},
        {"a.fhir.json", NULL, "{\"re"},
        {"a.csv", "--format=fhir", "{\"re"},
        {"a.fhir.json", "--format=csv", "datetime,"},
    };
    char folder[] = FOLDER, path[64], output[96], text[16];
    struct run r = {NULL, NULL};

    (void)state;
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        FILE *file;

        (void)snprintf(path, sizeof path, "%s/%s", folder, cases[i].name);
        (void)snprintf(output, sizeof output, "-o%s", path);
        assert_int_equal(run(&r, ANSWER, 2, output, cases[i].format, NULL), EXIT_DONE);
        file = fopen(path, "re");
        assert_non_null(file);
        assert_non_null(fgets(text, sizeof text, file));
        (void)fclose(file);
        assert_memory_equal(text, cases[i].begins, strlen(cases[i].begins));
        assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(rmdir(folder), 0);
    free(r.out);
    free(r.err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(R68_only_three_kinds_of_resource),
        cmocka_unit_test(R68_R61_codes_and_values),
        cmocka_unit_test(R63_files_are_the_owners),
        cmocka_unit_test(test_formats_by_name),
    };

    return cmocka_run_group_tests_name("export", tests, NULL, NULL);
}
