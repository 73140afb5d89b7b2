/* The methods against their contract: the table, the errors, and what each refuses and replies, are
 * held against common/org.knead.varlink. */
#include "daemon/control/methods.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <string.h>

#include "common/scope.h"
#include "daemon/control/draft.h"
#include "daemon/control/encode.h"
#include "tests/fakes/talk.h"

static void same_fields(const char *what, const struct contract_field *fields, const char *name,
                        const char *type, size_t i)
{
    const char *field = fields[i].name[0] ? fields[i].name : "(none)";

    if (strcmp(field, name ? name : "(none)") != 0 || (name && strcmp(fields[i].type, type) != 0))
        fail_msg("%s: %s: %s in the contract, %s: %s in the table", what, field, fields[i].type,
                 name ? name : "(none)", name ? type : "");
}

static void test_table_is_the_contract(void **state)
{
    const struct talk *t = *state;
    const struct contract *both[] = {&t->knead, &t->service};
    const struct method *methods;
    size_t n, promised = 0;

    methods = methods_all(&n);
    assert_string_equal(t->knead.name, "org.knead");
    for (size_t k = 0; k < COUNT_OF(both); k++)
        for (size_t i = 0; i < both[k]->n; i++) {
            const struct contract_clause *c = &both[k]->clauses[i];
            const struct method *m;
            char name[128];

            if (strcmp(c->keyword, "method") != 0)
                continue;
            promised++;
            (void)snprintf(name, sizeof(name), "%s.%s", both[k]->name, c->name);
            m = method_find(name);
            if (!m)
                fail_msg("%s is in the contract, not in the table", name);
            for (size_t p = 0; p < PARAMETERS_MAX; p++) {
                same_fields(name, c->in, m->parameters[p].name, m->parameters[p].type, p);
                if (!m->parameters[p].name)
                    break;
            }
        }
    for (size_t i = 0; i < n; i++)
        assert_ptr_equal(method_find(methods[i].name), &methods[i]); /* each once */
    assert_int_equal(n, promised);
}

static void test_errors_are_the_contract(void **state)
{
    const struct talk *t = *state;
    size_t promised = 0;

    for (size_t i = 0; i < t->knead.n; i++)
        promised += strcmp(t->knead.clauses[i].keyword, "error") == 0;
    assert_int_equal(promised, FAULT_COUNT - 1);
    for (int kind = FAULT_NONE + 1; kind < FAULT_COUNT; kind++) {
        const struct error_form *form = error_form((enum fault_kind)kind);
        const struct contract_clause *c = contract_find(&t->knead, "error", form->name);

        if (!c)
            fail_msg("%s is not in the contract", form->name);
        for (size_t p = 0; p < ERROR_FIELDS_MAX; p++)
            same_fields(form->name, c->in, form->fields[p].name, form->fields[p].type, p);
    }
}

/* Draft's members, and the end of Entry's, are the tables'. */
static void test_types_are_the_contract(void **state)
{
    const struct talk *t = *state;
    const struct contract_clause *draft = contract_find(&t->knead, "type", "Draft");
    const struct contract_clause *entry = contract_find(&t->knead, "type", "Entry");
    size_t i = 0, facts = 0;

    assert_true(draft && entry);
    for (; draft_member(i); i++)
        same_fields("Draft", draft->in, draft_member(i)->name, draft_member(i)->type, i);
    while (entry->in[facts].name[0] &&
           strcmp(entry->in[facts].name, fact_form((enum fact)0)->name) != 0)
        facts++;
    for (enum fact f = 0; f < FACT_COUNT; f++) {
        same_fields("Draft", draft->in, fact_form(f)->name, draft_type(f), i + f);
        same_fields("Entry", entry->in, fact_form(f)->name, draft_type(f), facts + f);
    }
    same_fields("Draft", draft->in, NULL, NULL, i + FACT_COUNT);
    same_fields("Entry", entry->in, NULL, NULL, facts + FACT_COUNT);
}

static void test_replies_are_the_contract(void **state)
{
    static const struct {
        const char *method, *parameters;
        const char *error; /* "" none */
    } calls[] = {
        {"org.varlink.service.GetInfo", "{}", ""},
        {"org.varlink.service.GetInterfaceDescription", "{\"interface\":\"org.knead\"}", ""},
        {"org.varlink.service.GetInterfaceDescription", "{\"interface\":\"org.none\"}",
         "org.varlink.service.InterfaceNotFound"},
        {"org.knead.Undo", "{}", "org.knead.NothingToDo"},
        {"org.knead.Watch", "{}", ""},
        {"org.knead.History", "{}", ""},
        {"org.knead.Status", "{}", ""},
        {"org.knead.LogPain", "{\"level\":0}", ""},
        {"org.knead.LogPain",
         "{\"level\":10,\"region\":\"lower-back\",\"side\":\"left\",\"note\":\"n\\u00e4 "
         "\\\"x\\\"\","
         "\"at\":\"2026-03-27T07:15:00+01:00\",\"id\":\"0195d5a8-1c00-7000-8000-000000000001\"}",
         ""},
        {"org.knead.LogPain",
         "{\"level\":3,\"region\":null,\"side\":null,\"note\":null,\"at\":null,\"id\":null}", ""},
        {"org.knead.ImportEnd", "{\"keep\":true}", ""},
        {"org.knead.Import",
         "{\"entries\":[{\"kind\":\"drink\",\"ml\":250,\"at\":\"2020-01-01T00:00:00Z\","
         "\"id\":\"0195d5a8-1c00-7000-8000-000000000009\",\"source\":\"apple-health\"}]}",
         ""},
        {"org.knead.ImportEnd", "{\"keep\":true}", ""},
        {"org.knead.Edit", "{\"id\":\"last\",\"changes\":[]}", ""},
        {"org.knead.Edit",
         "{\"id\":\"000000000001\",\"new_id\":\"0195d5a8-1c00-7000-8000-000000000002\","
         "\"changes\":[{\"name\":\"level\",\"value\":\"5\"},{\"name\":\"quality\",\"value\":"
         "\"dull\"},{\"name\":\"at\",\"value\":\"2026-03-26T07:15:00+01:00\"}]}",
         ""},
        {"org.knead.Edit", /* again */
         "{\"id\":\"000000000001\",\"new_id\":\"0195d5a8-1c00-7000-8000-000000000002\","
         "\"changes\":[]}",
         ""},
        {"org.knead.Versions", "{\"id\":\"last\"}", ""},
        {"org.knead.Undo", "{}", ""},
        {"org.knead.Log", "{\"kind\":\"drink\",\"ml\":250}", ""},
        {"org.knead.Log", "{\"kind\":\"drink\"}", ""},
        {"org.knead.History", "{\"kind\":\"drink\",\"region\":null}", ""},
        {"org.knead.Log",
         "{\"kind\":\"pain\",\"level\":4,\"quality\":\"dull\",\"refers_to\":\"neck\","
         "\"activity_stopped\":false,\"trigger\":\"desk\",\"measure\":\"average\",\"side\":null,"
         "\"id\":\"0195d5a8-1c00-7000-8000-000000000003\",\"note\":\"n\","
         "\"at\":\"2026-03-26T07:15:00+01:00\"}",
         ""},
        {"org.knead.Log",
         "{\"kind\":\"peg\",\"peg_pain\":1,\"peg_enjoyment\":0,\"peg_activity\":10}", ""},
        {"org.knead.Log", "{\"kind\":\"massage\",\"sharp\":true}", ""},
        {"org.knead.History", "{}", ""},
        {"org.knead.History", "{\"last\":1}", ""},
        {"org.knead.Status", "{}", ""},
        {"org.knead.Undo", "{}", ""},
        {"org.knead.Agenda", "{}", ""},
        {"org.knead.Agenda", "{\"span\":604800}", ""},
        {"org.knead.Agenda", "{\"span\":1}", ""},
        {"org.knead.Done", "{\"reminder\":\"stand-up\"}", ""},
        {"org.knead.Skip", "{\"reminder\":\"water\"}", ""},
        {"org.knead.Skip", "{}", "org.knead.NothingToDo"},
        {"org.knead.Done", "{}", "org.knead.NothingToDo"},
        {"org.knead.Snooze", "{}", "org.knead.NothingToDo"},
        {"org.knead.Snooze", "{\"reminder\":\"water\"}", "org.knead.NothingToDo"},
        {"org.knead.Done", "{\"reminder\":\"watr\"}", "org.knead.UnknownName"},
        {"org.knead.Habits", "{}", ""},
        {"org.knead.Outcomes", "{}", ""},
        {"org.knead.Outcomes", "{\"from\":\"2026-03-27T10:00:01+01:00\",\"to\":null}", ""},
        {"org.knead.Plan", "{}", ""},
        {"org.knead.Sheet", "{}", ""},
        {"org.knead.Log", "{\"kind\":\"booking\",\"at\":\"2026-04-01T10:00:00+02:00\"}", ""},
        {"org.knead.Log", "{\"kind\":\"hold\",\"hold\":\"fever\"}", ""},
        {"org.knead.Log", "{\"kind\":\"hold\",\"hold\":\"burn\",\"region\":\"arms\"}", ""},
        {"org.knead.Plan", "{}", ""},
        {"org.knead.Status", "{}", ""},
        {"org.knead.Undo", "{}", ""},
        {"org.knead.Undo", "{}", ""},
        {"org.knead.Plan", "{}", ""},
        {"org.knead.Status", "{}", ""},
        {"org.knead.Report", "{}", ""},
        {"org.knead.Report", "{\"days\":1}", ""},
        {"org.knead.Report", "{\"days\":8192}", ""},
        {"org.knead.Resume", "{}", "org.knead.NothingToDo"},
        {"org.knead.Pause", "{}", ""},
        {"org.knead.Pause", "{\"span\":1,\"until\":null}", ""},
        {"org.knead.Pause", "{\"span\":315360000}", ""},
        {"org.knead.Pause", "{\"until\":\"2026-03-27T10:00:01+01:00\"}", ""},
        {"org.knead.Status", "{}", ""},
        {"org.knead.Agenda", "{}", ""},
        {"org.knead.Why", "{}", ""},
        {"org.knead.Why", "{\"reminder\":\"water\"}", ""},
        {"org.knead.Why", "{\"reminder\":\"watr\"}", "org.knead.UnknownName"},
        {"org.knead.Stretch", "{}", ""},
        {"org.knead.Stretch", "{\"region\":\"neck\"}", ""},
        {"org.knead.Stretch", "{\"region\":\"nck\"}", "org.knead.UnknownName"},
        {"org.knead.Doctor", "{}", ""},
        {"org.knead.Resume", "{}", ""},
        {"org.knead.Forget", "{\"before\":\"2026-03-01T00:00:00Z\",\"really\":false}", ""},
        {"org.knead.Forget", "{\"before\":\"2026-03-27T09:59:00+01:00\",\"really\":true}", ""},
        {"org.knead.Backup", "{\"file\":\"/dev/null\",\"force\":true}", ""},
        {"org.knead.Backup", "{\"file\":\"/dev/null\"}", "org.knead.InvalidValue"},
        {"org.knead.Backup", "{\"file\":\"/nowhere/copy.db\",\"force\":null}",
         "org.knead.NotSaved"},
        {"org.knead.Salvage", "{}", "org.knead.NothingToDo"},
        {"org.knead.Reload", "{}", ""},
    };
    struct talk *t = *state;
    size_t n;
    const struct method *methods = methods_all(&n);

    for (size_t m = 0; m < n; m++) { /* none goes unheard */
        size_t i = 0;
        while (i < COUNT_OF(calls) && strcmp(calls[i].method, methods[m].name) != 0)
            i++;
        if (i == COUNT_OF(calls))
            fail_msg("%s: no call here", methods[m].name);
    }

    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        const json_t *reply = talk_call(t, calls[i].method, calls[i].parameters);

        assert_int_equal(t->result, 0);
        if (strcmp(talk_error(reply), calls[i].error) != 0)
            fail_msg("%s %s: error \"%s\", not \"%s\" (%s)", calls[i].method, calls[i].parameters,
                     talk_error(reply), calls[i].error, talk_parameter(reply, "why"));
        talk_check(t, calls[i].method);
    }
}

static void test_refused_parameters(void **state)
{
    static const struct {
        const char *method, *parameters;
        const char *error, *key, *value; /* the error's parameter, and what it says */
    } cases[] = {
#define INVALID "org.varlink.service.InvalidParameter", "parameter"
        {"org.knead.LogPain", "{}", INVALID, "level"},
        {"org.knead.LogPain", "{\"level\":null}", INVALID, "level"},
        {"org.knead.LogPain", "{\"level\":\"4\"}", INVALID, "level"},
        {"org.knead.LogPain", "{\"level\":4.5}", INVALID, "level"},
        {"org.knead.LogPain", "{\"level\":4.0}", INVALID, "level"},
        {"org.knead.LogPain", "{\"level\":true}", INVALID, "level"},
        {"org.knead.LogPain", "{\"level\":4,\"region\":1}", INVALID, "region"},
        {"org.knead.LogPain", "{\"level\":4,\"regon\":\"neck\"}", INVALID, "regon"},
        {"org.knead.LogPain", "{\"level\":4,\"regon\":null}", INVALID, "regon"},
        {"org.knead.LogPain", "{\"level\":4,\"\":null}", INVALID, ""},
        {"org.knead.Log", "{}", INVALID, "kind"},
        {"org.knead.Log", "{\"kind\":\"pain\",\"level\":\"4\"}", INVALID, "level"},
        {"org.knead.Log", "{\"kind\":\"pain\",\"level\":4,\"qualty\":\"dull\"}", INVALID, "qualty"},
        {"org.knead.Log", "{\"kind\":\"pain\",\"level\":4,\"late\":true}", INVALID, "late"},
        {"org.knead.Log", "{\"kind\":\"pain\",\"level\":4,\"activity_stopped\":1}", INVALID,
         "activity_stopped"},
        {"org.knead.Import", "{}", INVALID, "entries"},
        {"org.knead.Import", "{\"entries\":[1]}", INVALID, "kind"},
        {"org.knead.Import", "{\"entries\":[{}]}", INVALID, "kind"},
        {"org.knead.ImportEnd", "{\"keep\":1}", INVALID, "keep"},
        {"org.knead.Edit", "{\"id\":\"last\"}", INVALID, "changes"},
        {"org.knead.Edit", "{\"id\":\"last\",\"changes\":[1]}", INVALID, "changes"},
        {"org.knead.Edit", "{\"id\":\"last\",\"changes\":[{\"name\":\"level\"}]}", INVALID,
         "changes"},
        {"org.knead.Undo", "{\"id\":\"x\"}", INVALID, "id"},
        {"org.knead.Why", "{\"reminder\":1}", INVALID, "reminder"},
        {"org.knead.Plan", "{\"at\":\"now\"}", INVALID, "at"},
        {"org.knead.Sheet", "{\"days\":1}", INVALID, "days"},
        {"org.knead.Log", "{\"kind\":\"check\",\"signs\":1}", INVALID, "signs"},
        {"org.knead.Doctor", "{\"topic\":\"log\"}", INVALID, "topic"},
        {"org.knead.Forget", "{\"before\":\"2026-03-01T00:00:00Z\"}", INVALID, "really"},
        {"org.knead.Report", "{\"days\":\"84\"}", INVALID, "days"},
        {"org.knead.Backup", "{\"file\":1}", INVALID, "file"},
        {"org.knead.Backup", "{\"file\":\"/x\",\"force\":1}", INVALID, "force"},
        {"org.knead.Salvage", "{\"file\":\"/x\"}", INVALID, "file"},
        {"org.knead.History", "{\"last\":\"3\"}", INVALID, "last"},
        {"org.knead.Snooze", "{\"span\":[]}", INVALID, "span"},
        {"org.knead.Pause", "{\"span\":\"1h\"}", INVALID, "span"},
        {"org.knead.Resume", "{\"span\":1}", INVALID, "span"},
        {"org.varlink.service.GetInterfaceDescription", "{}", INVALID, "interface"},
#define REFUSED "org.knead.InvalidValue", "field"
        {"org.knead.LogPain", "{\"level\":11}", REFUSED, "level"},
        {"org.knead.LogPain", "{\"level\":-1}", REFUSED, "level"},
        {"org.knead.LogPain", "{\"level\":4294967300}", REFUSED, "level"},
        {"org.knead.LogPain", "{\"level\":-9223372036854775808}", REFUSED, "level"},
        {"org.knead.LogPain", "{\"level\":4,\"id\":\"\"}", REFUSED, "id"},
        {"org.knead.LogPain", "{\"level\":4,\"id\":\"0195D5A8-1C00-7000-8000-000000000001\"}",
         REFUSED, "id"},
        {"org.knead.LogPain", "{\"level\":4,\"at\":\"yesterday\"}", REFUSED, "at"},
        {"org.knead.LogPain", "{\"level\":4,\"at\":\"2026-03-27T10:01:01+01:00\"}", REFUSED, "at"},
        {"org.knead.LogPain", "{\"level\":4,\"note\":\"a\\u001bb\"}", REFUSED, "note"},
        {"org.knead.Log", "{\"kind\":\"pain\"}", REFUSED, "entry"},
        {"org.knead.Log", "{\"kind\":\"pain\",\"level\":11}", REFUSED, "level"},
        {"org.knead.Log", "{\"kind\":\"drink\",\"ml\":0}", REFUSED, "ml"},
        {"org.knead.Log", "{\"kind\":\"drink\",\"ml\":200,\"level\":4}", REFUSED, "entry"},
        {"org.knead.Log", "{\"kind\":\"pain\",\"level\":4,\"quality\":\"blue\"}", REFUSED,
         "quality"},
        {"org.knead.Log", "{\"kind\":\"drink\",\"ml\":200,\"quality\":\"dull\"}", REFUSED, "entry"},
        {"org.knead.Log", "{\"kind\":\"peg\",\"peg_pain\":4,\"peg_activity\":3}", REFUSED, "entry"},
        {"org.knead.Log", "{\"kind\":\"pain\",\"level\":4,\"category\":\"mild\"}", REFUSED,
         "entry"},
        {"org.knead.Log", "{\"kind\":\"pain\",\"level\":4,\"said\":\"2026-03-26T07:15:00Z\"}",
         INVALID, "said"},
        {"org.knead.Log", "{\"kind\":\"hold\"}", REFUSED, "entry"},
        {"org.knead.Log", "{\"kind\":\"hold\",\"hold\":\"flu\"}", REFUSED, "hold"},
        {"org.knead.Log", "{\"kind\":\"profile\",\"field\":\"age\",\"note\":\"old\"}", REFUSED,
         "entry"},
        {"org.knead.Import", "{\"entries\":[{\"kind\":\"drink\",\"ml\":250}]}", REFUSED, "entries"},
        {"org.knead.Import",
         "{\"entries\":[{\"kind\":\"drink\",\"ml\":250,\"at\":\"2120-01-01T00:00:00Z\","
         "\"id\":\"0195d5a8-1c00-7000-8000-000000000009\"}]}",
         REFUSED, "at"},
        {"org.knead.Edit", "{\"id\":\"last\",\"changes\":[],\"new_id\":\"x\"}", REFUSED, "new_id"},
        {"org.knead.History", "{\"from\":\"2026-03-27\"}", REFUSED, "from"},
        {"org.knead.Report", "{\"days\":0}", REFUSED, "days"},
        {"org.knead.Report", "{\"days\":8193}", REFUSED, "days"},
        {"org.knead.Forget", "{\"before\":\"soon\",\"really\":true}", REFUSED, "before"},
        {"org.knead.Forget", "{\"before\":\"2026-03-27T10:00:01+01:00\",\"really\":true}", REFUSED,
         "before"},
        {"org.knead.Backup", "{\"file\":\"copy.db\"}", REFUSED, "file"},
        {"org.knead.History", "{\"to\":\"\"}", REFUSED, "to"},
        {"org.knead.History", "{\"last\":0}", REFUSED, "last"},
        {"org.knead.History", "{\"last\":2147483648}", REFUSED, "last"},
        {"org.knead.Snooze", "{\"span\":0}", REFUSED, "span"},
        {"org.knead.Snooze", "{\"span\":-5}", REFUSED, "span"},
        {"org.knead.Snooze", "{\"span\":9223372036854775807}", REFUSED, "span"},
        {"org.knead.Pause", "{\"span\":0}", REFUSED, "span"},
        {"org.knead.Pause", "{\"span\":-60}", REFUSED, "span"},
        {"org.knead.Pause", "{\"span\":9223372036854775807}", REFUSED, "span"},
        {"org.knead.Pause", "{\"until\":\"2026-03-27T10:00:00+01:00\"}", REFUSED, "until"},
        {"org.knead.Pause", "{\"until\":\"1970-01-01T00:00:00Z\"}", REFUSED, "until"},
        {"org.knead.Pause", "{\"until\":\"15:40\"}", REFUSED, "until"},
        {"org.knead.Pause", "{\"span\":60,\"until\":\"2026-03-27T11:00:00+01:00\"}", REFUSED,
         "until"},
        {"org.knead.Agenda", "{\"span\":0}", REFUSED, "span"},
        {"org.knead.Agenda", "{\"span\":31622401}", REFUSED, "span"},
#define UNKNOWN "org.knead.UnknownName", "field"
        {"org.knead.LogPain", "{\"level\":4,\"region\":\"bak\"}", UNKNOWN, "region"},
        {"org.knead.LogPain", "{\"level\":4,\"region\":\"h\"}", UNKNOWN, "region"},
        {"org.knead.LogPain", "{\"level\":4,\"side\":\"top\"}", UNKNOWN, "side"},
        {"org.knead.Log", "{\"kind\":\"pian\"}", UNKNOWN, "kind"},
        {"org.knead.Edit", "{\"id\":\"abc\",\"changes\":[]}", UNKNOWN, "id"},
        {"org.knead.Edit", "{\"id\":\"\",\"changes\":[]}", UNKNOWN, "id"},
        {"org.knead.History", "{\"region\":\"bak\"}", UNKNOWN, "region"},
        {"org.knead.History", "{\"kind\":\"s\"}", UNKNOWN, "kind"},
        {"org.knead.Done", "{\"reminder\":\"no such\"}", UNKNOWN, "reminder"},
        {"org.knead.Nap", "{}", "org.varlink.service.MethodNotFound", "method", "org.knead.Nap"},
        {"org.knead.", "{}", "org.varlink.service.MethodNotFound", "method", "org.knead."},
        {"Status", "{}", "org.varlink.service.MethodNotFound", "method", "Status"},
        {"", "{}", "org.varlink.service.MethodNotFound", "method", ""},
        {"org.other.Status", "{}", "org.varlink.service.InterfaceNotFound", "interface",
         "org.other"},
        {".", "{}", "org.varlink.service.InterfaceNotFound", "interface", ""},
    };
    struct talk *t = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const json_t *reply = talk_call(t, cases[i].method, cases[i].parameters);

        assert_int_equal(t->result, 0);
        if (strcmp(talk_error(reply), cases[i].error) != 0 ||
            strcmp(talk_parameter(reply, cases[i].key), cases[i].value) != 0)
            fail_msg("%s %s: %s %s", cases[i].method, cases[i].parameters, talk_error(reply),
                     talk_parameter(reply, cases[i].key));
        if (method_find(cases[i].method))
            talk_check(t, cases[i].method);
    }
    (void)talk_call(t, "org.knead.History", "{}");
    assert_int_equal(json_array_size(t->replies), 1); /* nothing of all that was logged */
    assert_string_equal(
        talk_parameter(talk_call(t, "org.knead.LogPain", "{\"level\":11}"), "value"), "11");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, talk_begin, talk_end)
    const struct CMUnitTest tests[] = {
        TEST(test_table_is_the_contract),  TEST(test_errors_are_the_contract),
        TEST(test_types_are_the_contract), TEST(test_replies_are_the_contract),
        TEST(test_refused_parameters),
    };

    return cmocka_run_group_tests_name("control_contract", tests, NULL, NULL);
}
