/* What no sentence may say (R2, R3, R56, R64, R67), as patterns over any output. */
#pragma once

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <regex.h>
#include <stdbool.h>

#include "common/scope.h"

enum { WORDS_PLAIN = 0, WORDS_ECHO = 1 /* repeats what the user marked or was asked */ };

static const struct wording {
    const char *rule, *pattern;
    bool echo_may;
} wording[] = {
    {"R2", "you have|you are suffering|diagnos|probably|it is just|it's just", false},
    {"R2",
     "hernia|stenosis|arthrit|spondyl|fibromyalgia|slipped disc|tumou?r|meningitis|cauda|"
     "thrombosis|osteopor",
     false},
    {"R2", "cancer|sciatica|fracture|blood clot|infection|pregnan", true},
    {"R3", "\\b(safe|safely|fine)\\b|nothing serious|you are well|no cause for", false},
    {"R56", "\\b(caused|works|effective|proves?|significant(ly)?)\\b", false},
    {"R64",
     "circulation|endorphin|adhesion|scar tissue|alignment|toxin|detox|flush|immun|cortisol|"
     "metabolic|lymph|nitric|break(s|ing)? up",
     false},
    {"R64", "\\b(cure|cures|heal|heals|treat|treats|fixes)\\b", false},
    {"R67",
     "medicine|medication|painkiller|ibuprofen|paracetamol|aspirin|opioid|tablet|\\bpill|\\bdose|"
     "\\bdrug|steroid",
     true},
};

/* The first rule that a text breaks, NULL: none. The patterns are read once. */
static inline const char *broken_rule(const char *text, int echo)
{
    static regex_t read[COUNT_OF(wording)];
    static bool ready;

    for (size_t i = 0; !ready && i < COUNT_OF(wording); i++)
        assert_int_equal(
            regcomp(&read[i], wording[i].pattern, REG_EXTENDED | REG_ICASE | REG_NOSUB), 0);
    ready = true;
    for (size_t i = 0; i < COUNT_OF(wording); i++)
        if ((echo == WORDS_PLAIN || !wording[i].echo_may) &&
            regexec(&read[i], text, 0, NULL, 0) == 0)
            return wording[i].rule;
    return NULL;
}

static inline void assert_words(const char *text, int echo)
{
    const char *rule = text ? broken_rule(text, echo) : NULL;

    if (rule)
        fail_msg("%s: %s", rule, text);
}
