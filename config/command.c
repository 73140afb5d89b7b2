/* Splits a command into words, in one pass; unquoting never makes a text longer. */
#include "config/command.h"

#include <errno.h>
#include <string.h>

#include "config/values.h"

#define BLANKS " \t"
#define SHELLS "|&;<>()$`"

/* Copies what is quoted, from behind the opening quote to behind the closing one; NULL: none. */
static const char *quoted(const char *from, char quote, char **to)
{
    for (; *from && *from != quote; from++) {
        if (quote == '"' && *from == '\\' && (from[1] == '"' || from[1] == '\\'))
            from++;
        *(*to)++ = *from;
    }
    return *from ? from + 1 : NULL;
}

/* Copies a word; behind its end, or NULL with why. */
static const char *word(const char *from, char **to, char why[static WHY_MAX])
{
    if (*from == '~') {
        (void)value_refuse(why, "~ means something to a shell only; write the whole path");
        return NULL;
    }
    while (*from && !strchr(BLANKS, *from)) {
        const char *at = from;

        if (strchr(SHELLS, *from)) {
            (void)value_refuse(why,
                               "%c means something to a shell only; put it in quotes, or write "
                               "sh -c '...'",
                               *from);
            return NULL;
        }
        if (*from == '\\' && from[1] == '\0') {
            (void)value_refuse(why, "nothing follows the \\ at its end");
            return NULL;
        }
        if (*from != '\'' && *from != '"') {
            from += *from == '\\';
            *(*to)++ = *from++;
        } else if (!(from = quoted(from + 1, *from, to))) {
            (void)value_refuse(why, "the %c in it has no other %c after it", *at, *at);
            return NULL;
        }
    }
    *(*to)++ = '\0';
    return from;
}

int command_split(const char *text, struct command_words *ret, char ret_why[static WHY_MAX])
{
    struct command_words words = {0};
    char *to = words.text;

    if (strlen(text) > RULE_TEXT_MAX)
        return value_refuse(ret_why, "too long; %d bytes are the most", RULE_TEXT_MAX);
    while (*(text += strspn(text, BLANKS))) {
        if (words.n == COMMAND_WORDS_MAX)
            return value_refuse(ret_why, "too many words; %d are the most", COMMAND_WORDS_MAX);
        words.argv[words.n++] = to;
        text = word(text, &to, ret_why);
        if (!text)
            return -EINVAL;
    }
    if (words.n > 0 && words.argv[0][0] == '\0')
        return value_refuse(ret_why, "the program's name is empty");
    *ret = words;
    for (size_t i = 0; i < words.n; i++)
        ret->argv[i] = ret->text + (words.argv[i] - words.text);
    return 0;
}
