/* Any text as a command: its words, quoted, are the same words again; what is refused has a
 * sentence. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/command.h"

static void need(bool what)
{
    if (!what)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[1024] = "", again[4 * RULE_TEXT_MAX] = "", why[WHY_MAX] = "", *to = again;
    struct command_words words = {0}, twice;

    memcpy(text, data, size < sizeof(text) ? size : sizeof(text) - 1);
    if (command_split(text, &words, why) < 0) {
        need(why[0] && words.n == 0);
        return 0;
    }
    need(words.n <= COMMAND_WORDS_MAX && !words.argv[words.n]);
    for (size_t i = 0; i < words.n; i++) {
        *to++ = '"';
        for (const char *c = words.argv[i]; *c; c++) {
            if (*c == '"' || *c == '\\')
                *to++ = '\\';
            *to++ = *c;
        }
        to = stpcpy(to, "\" ");
    }
    if (strlen(again) > RULE_TEXT_MAX)
        return 0;
    need(command_split(again, &twice, why) == 0 && twice.n == words.n);
    for (size_t i = 0; i < words.n; i++)
        need(strcmp(words.argv[i], twice.argv[i]) == 0);
    return 0;
}
