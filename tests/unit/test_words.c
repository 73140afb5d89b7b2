/* Every text that the programs can print, and every text that comes with them, against the rules of
 * what knead may say. Strings are taken out of the sources as a compiler would, so that none is
 * forgotten; a rule's patterns are a table, and so are the few places that may break one, with the
 * reason. A pattern that is never caught is no rule, so each is tried on a sentence that breaks it.
 */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <ctype.h>
#include <glob.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "config/config.h"

/* ---------------------------------------------------------------- the rules */

/* Extended regular expressions, case ignored; a blank stands for any blanks. */
static const struct forbidden {
    const char *rule, *pattern, *breaks; /* a sentence that has it */
} forbidden[] = {
    /* R2: never diagnose */
    {"R2", "\\byou have\\b", "You have a strained back."},
    {"R2", "\\byou('re| are) suffering\\b", "You are suffering from back pain."},
    {"R2", "\\bdiagnos(is|ed) (of|with)\\b", "People diagnosed with this stretch."},
    {"R2", "\\bprobably\\b", "It is probably a muscle."},
    {"R2", "\\bit('s| is) just\\b", "It is just tension."},
    {"R2",
     "\\b(herniat[a-z]*|(slipped|bulging) disc|sciatica|scoliosis|stenosis|spondyl[a-z]*|"
     "arthr(itis|osis)|osteopor[a-z]*|fibromyalgia|radiculopathy|tend[io]nitis|lumbago|cancer|"
     "tumou?rs?)\\b",
     "This looks like sciatica."},
    /* R3: no all-clear */
    {"R3",
     "\\b(nothing serious|no need to worry|you are (fine|healthy)|all clear|perfectly safe)\\b",
     "There is nothing serious."},
    /* R64: what the guides claim is not told as a fact */
    {"R64", "\\bcirculation\\b", "Massage improves circulation."},
    {"R64", "\\bendorphins?\\b", "It releases endorphins."},
    {"R64", "\\b(adhesions?|scar tissue)\\b", "It breaks up scar tissue."},
    {"R64", "\\b(re-?align[a-z]*|(spinal|body|of your) alignment)\\b",
     "It helps your spine to realign."},
    {"R64", "\\b(toxins?|detox[a-z]*|flush(es|ing)? (out|away|your))\\b",
     "Water flushes out toxins."},
    {"R64", "\\bimmun[a-z]+\\b", "It strengthens your immune system."},
    {"R64", "\\bcortisol\\b", "It lowers cortisol."},
    {"R64", "\\b(cures?|heals?|curing|healing)\\b", "Stretching heals your back."},
    /* R65: massage is never all there is */
    {"R65", "\\bmassage (alone|is (all|enough))\\b", "Massage alone is what you need."},
    {"R65", "\\b(only|just) (a )?massage\\b", "Only massage helps here."},
    {"R65", "\\b(instead of|no need for) (breaks|stretching|stretches|exercise|moving)\\b",
     "Book a massage instead of stretching."},
    /* R66: its word goes beside that of therapists and doctors, never before it */
    {"R66", "\\b(instead|in place) of (a|your|the|any) (doctor|clinician|therapist|physician)\\b",
     "Use it instead of a doctor."},
    {"R66",
     "\\breplaces? (a|your|the|any|medical) (doctor|clinician|therapist|physician|advice)\\b",
     "It replaces medical advice."},
    {"R66", "\\b(no|not|don't|do not) need (to see )?(a|your|the) (doctor|clinician|therapist)\\b",
     "You do not need a doctor."},
    /* R67: medicines are the user's and the doctor's */
    {"R67",
     "\\b(ibuprofen|paracetamol|acetaminophen|aspirin|naproxen|diclofenac|opioids?|painkillers?|"
     "pain (relief )?medic[a-z]+|nsaids?)\\b",
     "Ibuprofen may help."},
    {"R67",
     "\\b(take|try|start|stop|skip|switch|change|increase|reduce|lower|double|compare)"
     "( taking| to| on| up)?( your| a| an| the| some| any| another)? "
     "(medicines?|medications?|drugs?|tablets?|pills?|doses?|dosage|prescriptions?)\\b",
     "Stop taking your medicine."},
    /* R52: nobody is made to feel bad about a gap */
    {"R52", "\\bstreaks?\\b", "You lost your streak."},
    {"R52", "\\byou (failed|forgot|should have)\\b", "You failed to stretch."},
};

/* Where a rule's words may stand all the same: the text around them, in this file. */
static const struct exception {
    const char *rule, *file, *text, *reason;
} exceptions[] = {
    {"R2", "daemon/why_words.c", "You have been away for its rest",
     "tells of being away from the desk, not of health"},
    {"R2", "common/red_flags.c", "cancer", "asks about it, or repeats what the user marked"},
    {"R2", "common/red_flags.c", "Cancer in the past, and this back pain is new?", "asks"},
    {"R2", "common/profile.c", "cancer", "a line that the user may fill in"},
    {"R2", "common/profile.c", "a disc problem or sciatica", "a line that the user may fill in"},
    {"R2", "daemon/care/words.c", "cancer", "repeats what the user marked"},
    {"R2", "daemon/care/words.c", "a disc problem or sciatica", "repeats what the user marked"},
};

/* What may not be said without something else that the same program says. */
static const struct companion {
    const char *rule, *when, *must, *breaks;
} companions[] = {
    {"R65", "\\bnext massage:", "\\bbreaks?\\b.*\\bstretch", "Next massage: around Wednesday."},
    {"R66", "\\b(next massage:|often pointed to)",
     "Talk with your massage therapist to fit this plan to you; their advice comes first\\.",
     "People describing this are often pointed to Swedish."},
    {"R66", "\\b(your report|care plan:|plan for the next)\\b",
     "Massage and self-care go alongside medical advice and do not replace it\\.",
     "Here is your report."},
};

/* What has to stand in a file, whatever else it says. */
static const struct {
    const char *rule, *file, *must;
} lines[] = {
    {"R66", "README.md", "alongside medical advice and does not replace it\\."},
    {"R66", "man/knead.1.scd", "alongside medical advice and does not replace it\\."},
};

/* ---------------------------------------------------------------- texts */

/* Text with newlines as blanks, so that a pattern finds what is broken over lines. */
struct text {
    const char *file;
    char *words; /* owned */
};
struct texts {
    size_t n, size;
    struct text *items;
};

static void add(struct texts *t, const char *file, char *words)
{
    if (t->n == t->size) {
        t->size = t->size ? 2 * t->size : 512;
        t->items = reallocarray(t->items, t->size, sizeof(*t->items));
        assert_non_null(t->items);
    }
    t->items[t->n++] = (struct text){file, words};
}

static void texts_done(struct texts *t)
{
    for (size_t i = 0; i < t->n; i++)
        free(t->items[i].words);
    free(t->items);
}

static char *read_file(const char *path)
{
    AUTO_FCLOSE FILE *file = fopen(path, "re");
    char *text = calloc(1, 256 * 1024);
    size_t n;

    if (!file)
        fail_msg("%s: not there", path);
    n = fread(text, 1, 256 * 1024 - 1, file);
    assert_true(n > 0 && n < 256 * 1024 - 1);
    return text;
}

/* Behind blanks, comments and the ends of continued lines. */
static const char *skip_blanks(const char *c)
{
    for (;;) {
        const char *end;

        if (isspace((unsigned char)*c)) {
            c++;
        } else if (c[0] == '\\' && c[1] == '\n') {
            c += 2;
        } else if (c[0] == '/' && c[1] == '/') {
            c += strcspn(c, "\n");
        } else if (c[0] == '/' && c[1] == '*') {
            end = strstr(c + 2, "*/");
            assert_non_null(end);
            c = end + 2;
        } else {
            return c;
        }
    }
}

/* Behind the literal that begins at c with its quote; its characters go to *to. */
static const char *literal(const char *c, char **to)
{
    const char quote = *c++;

    for (; *c != quote; c++) {
        assert_true(*c && *c != '\n');
        if (*c == '\\') {
            c++;
            *(*to)++ = strchr("\\\"'", *c) ? *c : ' ';
        } else {
            *(*to)++ = *c;
        }
    }
    return c + 1;
}

/* The strings of a C source; those with only blanks between are one. */
static void strings_of(struct texts *t, const char *file, const char *source)
{
    for (const char *c = source; *(c = skip_blanks(c));) {
        char *words, *to;

        if (strncmp(c, "#include", 8) == 0) {
            c += strcspn(c, "\n");
            continue;
        }
        if (*c != '"' && *c != '\'') {
            c++;
            continue;
        }
        words = to = calloc(1, strlen(c) + 1);
        assert_non_null(words);
        if (*c == '\'') {
            c = literal(c, &to);
            free(words);
            continue;
        }
        while (*c == '"')
            c = skip_blanks(literal(c, &to));
        *to = '\0';
        add(t, file, realloc(words, (size_t)(to - words) + 1));
    }
}

/* A text file as it is read: marks of its form are no words. */
static void file_of(struct texts *t, const char *file, char *text)
{
    char *to = text;

    for (const char *c = text; *c; c++) {
        bool mark = strchr("*`|", *c) || (c[0] == '\n' && c[1] == ';') ||
                    (*c == ';' && (c == text || c[-1] == '\n'));

        *to++ = mark || *c == '\n' || *c == '\t' ? ' ' : *c;
    }
    *to = '\0';
    add(t, file, text);
}

static void gather(struct texts *t, glob_t *files)
{
    static const char *const sources[] = {"common/*.[ch]", "config/*.[ch]", "daemon/*.[ch]",
                                          "daemon/*/*.[ch]", "cli/*.[ch]"};
    static const char *const plain[] = {"config/*.ini", "common/*.varlink", "man/*.scd",
                                        "systemd/*",    "README.md",        "CHANGELOG.md"};
    size_t n;

    for (size_t i = 0; i < COUNT_OF(sources); i++)
        assert_int_equal(glob(sources[i], i ? GLOB_APPEND : 0, NULL, files), 0);
    n = files->gl_pathc;
    for (size_t i = 0; i < COUNT_OF(plain); i++)
        assert_int_equal(glob(plain[i], GLOB_APPEND, NULL, files), 0);
    for (size_t i = 0; i < files->gl_pathc; i++) {
        char *text = read_file(files->gl_pathv[i]);

        if (i >= n) {
            file_of(t, files->gl_pathv[i], text);
            continue;
        }
        strings_of(t, files->gl_pathv[i], text);
        free(text);
    }
}

/* ---------------------------------------------------------------- finding */

/* A pattern's blank stands for any number of them. */
static regex_t compile(const char *pattern)
{
    char wide[2048], *to = wide;
    regex_t regex;

    for (const char *c = pattern; *c; c++) {
        assert_true(to < wide + sizeof(wide) - 8);
        to = *c == ' ' ? stpcpy(to, " +") : (*to = *c, to + 1);
    }
    *to = '\0';
    assert_int_equal(regcomp(&regex, wide, REG_EXTENDED | REG_ICASE), 0);
    return regex;
}

/* The exception that a match falls under; COUNT_OF(exceptions): none. */
static size_t excepted(const struct forbidden *f, const struct text *text, size_t from, size_t to)
{
    for (size_t i = 0; i < COUNT_OF(exceptions); i++) {
        const struct exception *e = &exceptions[i];
        const char *at = strcmp(e->rule, f->rule) == 0 && strcmp(e->file, text->file) == 0
                             ? strstr(text->words, e->text)
                             : NULL;

        for (; at; at = strstr(at + 1, e->text))
            if ((size_t)(at - text->words) <= from &&
                (size_t)(at - text->words) + strlen(e->text) >= to)
                return i;
    }
    return COUNT_OF(exceptions);
}

/* How often a rule is broken; each is printed. used: exceptions that were needed; NULL: none holds,
 * and nothing is printed. */
static size_t breaks(const struct forbidden *f, const struct texts *t, bool *used)
{
    CLEANUP(regfree) regex_t regex = compile(f->pattern);
    size_t n = 0;

    for (size_t i = 0; i < t->n; i++) {
        const char *words = t->items[i].words;
        size_t at = 0;
        regmatch_t m;

        while (words[at] && regexec(&regex, words + at, 1, &m, at ? REG_NOTBOL : 0) == 0) {
            size_t from = at + (size_t)m.rm_so, to = at + (size_t)m.rm_eo;
            size_t e = excepted(f, &t->items[i], from, to);

            at = to > at ? to : at + 1;
            if (e < COUNT_OF(exceptions) && used) {
                used[e] = true;
                continue;
            }
            n++;
            if (used)
                print_error("%s: %s: \"%.*s\"\n", f->rule, t->items[i].file, (int)(to - from + 60),
                            words + (from > 30 ? from - 30 : 0));
        }
    }
    return n;
}

static bool said(const struct texts *t, const char *pattern)
{
    CLEANUP(regfree) regex_t regex = compile(pattern);

    for (size_t i = 0; i < t->n; i++)
        if (regexec(&regex, t->items[i].words, 0, NULL, 0) == 0)
            return true;
    return false;
}

/* Whether something is said without what has to go with it. */
static bool lacking(const struct companion *c, const struct texts *t)
{
    return said(t, c->when) && !said(t, c->must);
}

/* ---------------------------------------------------------------- tests */

struct words {
    struct texts texts;
    glob_t files;
};

static int setup(void **state)
{
    static struct words w;

    gather(&w.texts, &w.files);
    *state = &w;
    return 0;
}

static int teardown(void **state)
{
    struct words *w = *state;

    texts_done(&w->texts);
    globfree(&w->files);
    return 0;
}

/* The rule's name is the test's state; the texts are the group's. */
static void check_rule(const char *rule, void **state)
{
    const struct words *w = *state;
    bool used[COUNT_OF(exceptions)] = {false};
    size_t n = 0, patterns = 0;

    for (size_t i = 0; i < COUNT_OF(forbidden); i++)
        if (strcmp(forbidden[i].rule, rule) == 0) {
            patterns++;
            n += breaks(&forbidden[i], &w->texts, used);
        }
    for (size_t i = 0; i < COUNT_OF(companions); i++)
        if (strcmp(companions[i].rule, rule) == 0 && lacking(&companions[i], &w->texts)) {
            print_error("%s: where \"%s\" is said, \"%s\" has to be\n", rule, companions[i].when,
                        companions[i].must);
            n++;
        }
    for (size_t i = 0; i < COUNT_OF(exceptions); i++)
        if (strcmp(exceptions[i].rule, rule) == 0 && !used[i]) {
            print_error("%s: the exception for %s is not needed any more\n", rule,
                        exceptions[i].file);
            n++;
        }
    assert_true(patterns > 0);
    assert_int_equal(n, 0);
}

#define RULE(name)                        \
    static void test_##name(void **state) \
    {                                     \
        check_rule(#name, state);         \
    }
RULE(R2)
RULE(R3)
RULE(R52)
RULE(R64)
RULE(R65)
RULE(R66)
RULE(R67)

/* R65: the shipped schedule has breaks and stretches beside its massages. */
static void test_R65_shipped_schedule(void **state)
{
    CLEANUP(complaints_done) struct complaints c = {0};
    CLEANUP(settings_done) struct settings s = {0};
    bool breaks_too = false, stretches_too = false;

    (void)state;
    assert_int_equal(settings_builtin(&s, &c), 0);
    for (size_t i = 0; i < s.schedule.n; i++) {
        const struct rule *rule = &s.schedule.rules[i];

        breaks_too = breaks_too || (rule->enabled && rule->rest > 0);
        stretches_too = stretches_too || (rule->enabled && rule->moves[0]);
    }
    assert_true(breaks_too && stretches_too);
}

static void test_R66_lines(void **state)
{
    const struct words *w = *state;

    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        struct texts one = {0};

        for (size_t k = 0; k < w->texts.n; k++)
            if (strcmp(w->texts.items[k].file, lines[i].file) == 0)
                one = (struct texts){1, 1, &w->texts.items[k]};
        assert_int_equal(one.n, 1);
        if (!said(&one, lines[i].must))
            fail_msg("%s: %s: \"%s\" is missing", lines[i].rule, lines[i].file, lines[i].must);
    }
}

/* Every pattern finds the sentence that breaks it, wherever that is planted. */
static void test_planted(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(forbidden); i++) {
        CLEANUP(texts_done) struct texts source = {0}, file = {0};
        char code[512], *page = calloc(1, 512);

        (void)snprintf(code, sizeof(code),
                       "#include \"x.h\"\nf(a, \"Well. \"\n  /* b */ \"%s\");\n",
                       forbidden[i].breaks);
        (void)snprintf(page, 512, "# A page\n\n%s\n", forbidden[i].breaks);
        *strrchr(page, ' ') = '\n'; /* a sentence over two lines */
        strings_of(&source, "planted.c", code);
        file_of(&file, "planted.scd", page);
        assert_int_equal(source.n, 1);
        if (breaks(&forbidden[i], &source, NULL) == 0 || breaks(&forbidden[i], &file, NULL) == 0)
            fail_msg("%s: \"%s\" is not caught", forbidden[i].rule, forbidden[i].breaks);
    }
    for (size_t i = 0; i < COUNT_OF(companions); i++) {
        CLEANUP(texts_done) struct texts t = {0};

        add(&t, "planted.c", strdup(companions[i].breaks));
        assert_true(lacking(&companions[i], &t));
    }
}

/* What is near a rule's words and breaks none. */
static void test_harmless(void **state)
{
    static const char *const sentences[] = {
        "Massage and self-care go alongside medical advice and do not replace it.",
        "The settings take effect, changes are flushed to the disk.",
        "All of what you haven't answered waits.",
        "Tell a clinician what the stretch brings.",
        "Start kneadd, and take a break.",
        "A dose of sunshine: 20 seconds, each side.",
        "The secure health log.",
    };
    CLEANUP(texts_done) struct texts t = {0};
    bool used[COUNT_OF(exceptions)] = {false};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(sentences); i++)
        add(&t, "harmless.c", strdup(sentences[i]));
    for (size_t i = 0; i < COUNT_OF(forbidden); i++)
        assert_int_equal(breaks(&forbidden[i], &t, used), 0);
}

/* What counts as a string, and that none of the programs' is passed over. */
static void test_strings(void **state)
{
    static const char source[] =
        "#include \"no.h\"\n// \"no\"\n/* \"no\" */ char q = '\"', r = '\\'';\n"
        "f(\"one \"\n   /* x */ \"word\", \"say \\\"a\\\\b\\\"\\n\", M \"c\");\n"
        "#define D \\\n    \"de\" \\\n    \"f\"\n";
    static const char *const expected[] = {"one word", "say \"a\\b\" ", "c", "def"};
    static const char *const known[] = {
        "Time to stretch: %s.",                     /* daemon/words.c */
        "You have been away for its rest",          /* daemon/why_words.c */
        "before any sharp pain, and do not bounce", /* cli/stretch.c, over several lines */
        "Sit tall and glide your chin",             /* config/moves.ini */
        "a pain level is a whole number",           /* common/entry.c, in a macro */
        "no such key; did you mean",                /* config/config.c */
        "no session bus",                           /* daemon/daemon.c */
    };
    const struct words *w = *state;
    CLEANUP(texts_done) struct texts t = {0};

    strings_of(&t, "x.c", source);
    assert_int_equal(t.n, COUNT_OF(expected));
    for (size_t i = 0; i < t.n; i++)
        assert_string_equal(t.items[i].words, expected[i]);
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        bool there = false;

        for (size_t k = 0; k < w->texts.n && !there; k++)
            there = strstr(w->texts.items[k].words, known[i]);
        if (!there)
            fail_msg("\"%s\" was not gathered", known[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_R2),       cmocka_unit_test(test_R3),
        cmocka_unit_test(test_R52),      cmocka_unit_test(test_R64),
        cmocka_unit_test(test_R65),      cmocka_unit_test(test_R65_shipped_schedule),
        cmocka_unit_test(test_R66),      cmocka_unit_test(test_R66_lines),
        cmocka_unit_test(test_R67),      cmocka_unit_test(test_planted),
        cmocka_unit_test(test_harmless), cmocka_unit_test(test_strings),
    };

    return cmocka_run_group_tests_name("words", tests, setup, teardown);
}
