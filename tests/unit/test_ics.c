/* An appointment as iCalendar (RFC 5545), held against the letter of it. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <stdlib.h>
#include <string.h>

#include "cli/ics.h"
#include "common/scope.h"
#include "common/text.h"

#define UID "01a1f85c-53af-7dc1-afb5-000000a5feef"

static char *print(const struct ics *event)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    ics_print(out, event);
    (void)fclose(out);
    return text;
}

/* The lines of content, unfolded; each line as it stands ends in CR LF, is whole text and has 75
 * bytes at most (3.1). */
static char *unfold(const char *text)
{
    char *ret = calloc(1, strlen(text) + 1), *to = ret;

    assert_non_null(ret);
    while (*text) {
        const char *end = strstr(text, "\r\n");
        AUTO_FREE char *line = NULL;

        assert_non_null(end);
        assert_in_range(end - text, 1, 75);
        line = strndup(text, (size_t)(end - text));
        assert_true(text_valid(line));
        assert_null(strpbrk(line, "\r\n"));
        if (*text == ' ')
            to--; /* the line before goes on */
        to = stpcpy(to, line + (*text == ' '));
        *to++ = '\n';
        *to = '\0';
        text = end + 2;
    }
    return ret;
}

static void R12_A48_event(void **state)
{
    const struct ics event = {.uid = UID,
                              .sequence = 1,
                              .stamp = {INT64_C(1795179900) * USEC_PER_SEC},
                              .at = {INT64_C(1796320800) * USEC_PER_SEC},
                              .note = "bring the sheet; and water,\nboth \\ Köln"};
    AUTO_FREE char *text = print(&event), *lines = unfold(text);

    (void)state;
    assert_string_equal(
        lines,
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//knead//knead//EN\nBEGIN:VEVENT\n"
        "UID:" UID "@knead\nDTSTAMP:20261120T130500Z\nSEQUENCE:1\nDTSTART:20261203T180000Z\n"
        "DURATION:PT60M\nSUMMARY:Massage\n"
        "DESCRIPTION:bring the sheet\\; and water\\,\\nboth \\\\ Köln\n"
        "STATUS:CONFIRMED\nBEGIN:VALARM\nACTION:DISPLAY\n"
        "DESCRIPTION:Massage tomorrow. knead massage sheet: a page to take to the therapist\n"
        "TRIGGER:-P1D\nEND:VALARM\nBEGIN:VALARM\nACTION:DISPLAY\n"
        "DESCRIPTION:Massage in two hours. Relax\\, and breathe\nTRIGGER:-PT2H\nEND:VALARM\n"
        "END:VEVENT\nEND:VCALENDAR\n");
}

/* One that is off is there to be taken away, and rings no more. */
static void R12_A48_cancelled_event(void **state)
{
    const struct ics event = {.uid = UID, .sequence = 2, .off = true};
    AUTO_FREE char *text = print(&event), *lines = unfold(text);

    (void)state;
    assert_non_null(strstr(lines, "\nSEQUENCE:2\n"));
    assert_non_null(strstr(lines, "\nSTATUS:CANCELLED\n"));
    assert_non_null(strstr(lines, "\nUID:" UID "@knead\n"));
    assert_null(strstr(lines, "VALARM"));
    assert_null(strstr(lines, "DESCRIPTION"));
}

/* Wherever the fold falls, no character and no escape is parted, and nothing is lost. */
static void test_folding(void **state)
{
    static const char *const units[] = {"a", "ö", "€", "🧘", ",", "\n"};
    static const char *const escaped[] = {"a", "ö", "€", "🧘", "\\,", "\\n"};

    (void)state;
    for (size_t u = 0; u < COUNT_OF(units); u++)
        for (size_t before = 0; before < 6; before++) {
            char note[2048] = "", expected[4096] = "DESCRIPTION:";
            const struct ics event = {.uid = UID, .note = note};

            for (size_t i = 0; i < before + 200; i++) {
                (void)strcat(note, i < before ? "x" : units[u]);
                (void)strcat(expected, i < before ? "x" : escaped[u]);
            }
            AUTO_FREE char *text = print(&event), *lines = unfold(text);
            assert_non_null(strstr(lines, expected));
            assert_null(strstr(text, "\\\r\n"));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(R12_A48_event),
        cmocka_unit_test(R12_A48_cancelled_event),
        cmocka_unit_test(test_folding),
    };

    return cmocka_run_group_tests_name("ics", tests, NULL, NULL);
}
