/* The words after "knead log", and those of an edit: a line a word. What is taken is an entry that
 * kneadd takes too, and each of its members, printed and read again, is the same. Amounts with it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/draft.h"
#include "common/scope.h"
#include "common/span.h"
#include "common/text.h"

#define WORDS 8

/* parse -> print -> parse */
static void check_facts(const struct entry *e)
{
    struct entry back = {.kind = e->kind, .level = -1, .ml = -1};
    char number[FACT_NUMBER_MAX], why[ENTRY_WHY_MAX];

    for (enum fact f = 0; f < FACT_COUNT; f++) {
        const char *text = entry_fact(e, f, number);

        if (!text)
            continue;
        if (entry_set(&back, fact_form(f)->name, text, why) < 0 ||
            entry_number(&back, f) != entry_number(e, f) ||
            (f < FACT_TEXTS && strcmp(back.texts[f], e->texts[f]) != 0))
            abort();
    }
    if (back.known != e->known)
        abort();
}

static void check_amount(const char *word)
{
    int32_t ml, again;
    char text[32];

    if (amount_parse(word, &ml) < 0)
        return;
    (void)snprintf(text, sizeof text, "%dml", (int)ml);
    if (ml < 1 || ml > AMOUNT_MAX_ML || amount_parse(text, &again) < 0 || again != ml)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = strndup((const char *)data, size), *rest = text, *word, why[PLACE_WHY_MAX] = "";
    struct cli cli = {.view = {.now = {{INT64_C(1790000000) * USEC_PER_SEC}, 7200}}};
    const char *words[WORDS];
    struct draft draft;
    enum entry_kind kind = ENTRY_PAIN;
    size_t n = 0, first = 0;
    int r;

    (void)setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    while (n < WORDS && (word = strsep(&rest, "\n"))) {
        check_amount(word);
        words[n++] = word;
    }
    if (n > 0 && draft_kind(words[0]) != ENTRY_KIND_COUNT)
        kind = draft_kind(words[first++]);
    if (draft_begin(&cli, kind, &draft, why) < 0)
        abort();
    r = n > first ? entry_set(&draft.entry, "level", words[first], why) : 0;
    first += n > first;
    if (r == 0)
        r = draft_words(&draft, words + first, n - first, why);
    if (r < 0 && (why[0] == '\0' || !memchr(why, '\0', sizeof why)))
        abort();
    if (r == 0 && draft_check(&draft, why) == 0) {
        json_t *parameters = draft_parameters(&draft);

        if (!parameters)
            abort();
        json_decref(parameters);
        check_facts(&draft.entry);
    }
    free(text);
    return 0;
}
