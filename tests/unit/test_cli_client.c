/* The connection to kneadd: whatever the other side does, each wait ends and each failure has its
 * errno. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <sys/time.h>

#include "cli/client.h"
#include "tests/unit/test_cli_server.h"

static int call_once(const struct talk *talk, int timeout, struct reply *ret)
{
    CLEANUP(client_freep) struct client *client = NULL;
    struct server s;
    int r;

    server_start(&s, talk, 1);
    assert_int_equal(client_new(&client, s.path, timeout), 0);
    assert_int_equal(client_call(client, "org.knead.Status", NULL, false), 0);
    r = client_receive(client, ret);
    server_stop(&s);
    server_done(&s);
    return r;
}

static void test_one_reply(void **state)
{
    static const struct talk talks[] = {
        {.answer = "{\"parameters\":{\"n\":7}}|"},
        {.answer = "{\"parameters\":{\"n\":7}}|", .trickle = 1},
        {.answer = "{\"parameters\":{\"n\":7}}|{\"half", .hang = true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(talks); i++) {
        struct reply reply;

        assert_int_equal(call_once(&talks[i], LONG_MS, &reply), 0);
        assert_null(reply.error);
        assert_false(reply.continues);
        assert_int_equal(json_integer_value(json_object_get(reply.parameters, "n")), 7);
        reply_done(&reply);
        reply_done(&reply);
    }
}

static void test_error_reply(void **state)
{
    static const struct talk talk = {.answer = "{\"error\":\"org.knead.NothingToDo\"}|"};
    struct reply reply;

    (void)state;
    assert_int_equal(call_once(&talk, LONG_MS, &reply), 0);
    assert_string_equal(reply.error, "org.knead.NothingToDo");
    assert_int_equal(json_object_size(reply.parameters), 0);
    reply_done(&reply);
}

static void test_bad_replies(void **state)
{
    static const struct {
        struct talk talk;
        int timeout, r;
    } cases[] = {
        {{.answer = "hello|"}, LONG_MS, -EBADMSG},
        {{.answer = "|"}, LONG_MS, -EBADMSG},
        {{.answer = "[]|"}, LONG_MS, -EBADMSG},
        {{.answer = "7|"}, LONG_MS, -EBADMSG},
        {{.answer = "{\"parameters\":[]}|"}, LONG_MS, -EBADMSG},
        {{.answer = "{\"error\":7}|"}, LONG_MS, -EBADMSG},
        {{.answer = "{\"continues\":1,\"parameters\":{}}|"}, LONG_MS, -EBADMSG},
        {{.answer = "{\"parameters\":{},\"parameters\":{}}|"}, LONG_MS, -EBADMSG},
        {{.answer = "{\"parameters\":{\"a\":\"\xff\"}}|"}, LONG_MS, -EBADMSG},
        {{.answer = ""}, LONG_MS, -ECONNRESET},
        {{.answer = "{\"parame"}, LONG_MS, -ECONNRESET},
        {{.answer = "", .deaf = true}, LONG_MS, -ECONNRESET},
        {{.answer = "", .hang = true}, SHORT_MS, -ETIMEDOUT},
        {{.answer = "{\"parame", .hang = true}, SHORT_MS, -ETIMEDOUT},
        {{.answer = "{                                      ", .trickle = 20},
         SHORT_MS,
         -ETIMEDOUT},
        {{.answer = "                                ", .times = CLIENT_REPLY_MAX / 32},
         LONG_MS,
         -EMSGSIZE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct reply reply = {.error = "untouched"};
        int r = call_once(&cases[i].talk, cases[i].timeout, &reply);

        if (r != cases[i].r)
            fail_msg("case %zu: %s, not %s", i, strerror(-r), strerror(-cases[i].r));
        assert_string_equal(reply.error, "untouched");
    }
}

static void test_many_replies(void **state)
{
    static const struct talk talk = {.answer = "{\"parameters\":{\"n\":1},\"continues\":true}|",
                                     .times = 1000};
    CLEANUP(client_freep) struct client *client = NULL;
    struct server s;

    (void)state;
    server_start(&s, &talk, 1);
    assert_int_equal(client_new(&client, s.path, LONG_MS), 0);
    assert_int_equal(client_call(client, "org.knead.History", NULL, true), 0);
    for (int i = 0; i < 1000; i++) {
        struct reply reply;

        assert_int_equal(client_receive(client, &reply), 0);
        assert_true(reply.continues);
        reply_done(&reply);
    }
    assert_int_equal(client_receive(client, &(struct reply){0}), -ECONNRESET);
    client = client_free(client);
    server_stop(&s);
    assert_true(json_is_true(json_object_get(s.calls[0], "more")));
    server_done(&s);
}

static void nothing(int signal)
{
    (void)signal;
}

static void test_signals(void **state)
{
    static const struct talk talk = {.answer = "{\"parameters\":{}}|", .trickle = 5};
    const struct itimerval often = {{0, 2000}, {0, 2000}}, never = {0};
    /* No SA_RESTART: calls are interrupted. It stays, for a last signal may still be under way. */
    const struct sigaction action = {.sa_handler = nothing};
    struct reply reply;

    (void)state;
    assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
    assert_int_equal(setitimer(ITIMER_REAL, &often, NULL), 0);
    assert_int_equal(call_once(&talk, LONG_MS, &reply), 0);
    assert_int_equal(setitimer(ITIMER_REAL, &never, NULL), 0);
    reply_done(&reply);
}

static void test_connecting(void **state)
{
    struct client *client = NULL, *waiting[8] = {0};
    char name[200];
    struct server s;
    int r = 0;

    (void)state;
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_int_equal(client_new(&client, name, LONG_MS), -ENAMETOOLONG);
    assert_int_equal(client_new(&client, "/nowhere/control", LONG_MS), -ENOENT);
    server_listen_only(&s, -1);
    assert_int_equal(client_new(&client, s.path, LONG_MS), -ECONNREFUSED);
    server_stop(&s);
    server_done(&s);
    assert_null(client);
    assert_null(client_free(NULL));

    /* One that listens but never accepts: its queue is soon full, and the wait has a bound. */
    server_listen_only(&s, 0);
    for (size_t i = 0; i < COUNT_OF(waiting) && r == 0; i++)
        r = client_new(&waiting[i], s.path, SHORT_MS);
    assert_int_equal(r, -ETIMEDOUT);
    for (size_t i = 0; i < COUNT_OF(waiting); i++)
        client_free(waiting[i]);
    server_stop(&s);
    server_done(&s);
}

static void test_call_limit(void **state)
{
    static const struct talk talk = {.answer = "{}|"};
    static const size_t frame = sizeof "{\"method\":\"m\",\"parameters\":{\"a\":\"\"}}";
    char text[FRAME_MAX];

    (void)state;
    memset(text, 'x', sizeof text);
    for (size_t over = 0; over < 2; over++) {
        CLEANUP(client_freep) struct client *client = NULL;
        json_auto_t *parameters = NULL;
        struct server s;

        text[FRAME_MAX - frame + over] = '\0';
        parameters = json_pack("{s:s}", "a", text);
        server_start(&s, &talk, 1);
        assert_int_equal(client_new(&client, s.path, LONG_MS), 0);
        assert_int_equal(client_call(client, "m", parameters, false), over ? -EMSGSIZE : 0);
        if (!over) {
            struct reply reply;

            assert_int_equal(client_receive(client, &reply), 0);
            reply_done(&reply);
        }
        client = client_free(client);
        server_stop(&s);
        server_done(&s);
        text[FRAME_MAX - frame + over] = 'x';
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_reply),   cmocka_unit_test(test_error_reply),
        cmocka_unit_test(test_bad_replies), cmocka_unit_test(test_many_replies),
        cmocka_unit_test(test_signals),     cmocka_unit_test(test_connecting),
        cmocka_unit_test(test_call_limit),
    };

    return cmocka_run_group_tests_name("cli_client", tests, NULL, NULL);
}
