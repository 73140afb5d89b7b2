/* A command's words: what quotes keep, and what is refused. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <string.h>

#include "common/scope.h"
#include "config/command.h"

static void test_words(void **state)
{
    static const struct {
        const char *text, *words; /* each followed by a | */
    } cases[] = {
        {"", ""},
        {" \t ", ""},
        {"bell", "bell|"},
        {"  bell \t -n  3 ", "bell|-n|3|"},
        {"say 'a  b' \"c  d\" e\\ f", "say|a  b|c  d|e f|"},
        {"say a'b'\"c\"d", "say|abcd|"},
        {"say '' \"\"", "say|||"},
        {"say '\"' \"'\"", "say|\"|'|"},
        {"say 'a\\b' \"a\\b\" a\\b", "say|a\\b|a\\b|ab|"},
        {"say \"\\\"\\\\\" \\' \\\"", "say|\"\\|'|\"|"},
        {"say '$HOME | ~ > `x`' \"$HOME; (x)\"", "say|$HOME | ~ > `x`|$HOME; (x)|"},
        {"say \\$HOME \\~ a~ # *", "say|$HOME|~|a~|#|*|"},
        {"say grün \"“a”\"", "say|grün|“a”|"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct command_words words;
        char got[600] = "", why[WHY_MAX];

        assert_int_equal(command_split(cases[i].text, &words, why), 0);
        for (size_t k = 0; k < words.n; k++)
            (void)strcat(strcat(got, words.argv[k]), "|");
        assert_string_equal(got, cases[i].words);
        assert_null(words.argv[words.n]);
    }
}

static void test_refused(void **state)
{
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"say 'a", "the ' in it has no other ' after it"},
        {"say \"a'\\\"", "the \" in it has no other \" after it"},
        {"say '", "the ' in it has no other ' after it"},
        {"say \\", "nothing follows the \\ at its end"},
        {"a; b", "; means something to a shell only; put it in quotes, or write sh -c '...'"},
        {"a >b", "> means something to a shell only; put it in quotes, or write sh -c '...'"},
        {"a $HOME", "$ means something to a shell only; put it in quotes, or write sh -c '...'"},
        {"~/bin/a", "~ means something to a shell only; write the whole path"},
        {"\"\" a", "the program's name is empty"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct command_words words = {.n = 77};
        char why[WHY_MAX];

        assert_int_equal(command_split(cases[i].text, &words, why), -EINVAL);
        assert_string_equal(why, cases[i].why);
        assert_int_equal(words.n, 77);
    }
}

static void test_limits(void **state)
{
    struct command_words words;
    char text[RULE_TEXT_MAX + 2], why[WHY_MAX];

    (void)state;
    memset(text, 'x', sizeof(text));
    text[RULE_TEXT_MAX + 1] = '\0';
    assert_int_equal(command_split(text, &words, why), -EINVAL);
    assert_string_equal(why, "too long; 512 bytes are the most");
    text[RULE_TEXT_MAX] = '\0';
    assert_int_equal(command_split(text, &words, why), 0);
    assert_int_equal(strlen(words.argv[0]), RULE_TEXT_MAX);
    for (size_t i = 0; i < COMMAND_WORDS_MAX; i++)
        memcpy(text + 2 * i, "x ", 3);
    assert_int_equal(command_split(text, &words, why), 0);
    assert_int_equal(words.n, COMMAND_WORDS_MAX);
    (void)strcat(text, "x");
    assert_int_equal(command_split(text, &words, why), -EINVAL);
    assert_string_equal(why, "too many words; 64 are the most");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests_name("command", tests, NULL, NULL);
}
