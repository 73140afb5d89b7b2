/* What was in the way of massage, and what was asked and answered about it, in the words of a page.
 */
#include <string.h>

#include "cli/entry_text.h"
#include "cli/report.h"
#include "common/red_flags.h"
#include "common/scope.h"

bool report_is_kind(const json_t *entry, enum entry_kind kind)
{
    const char *name = member_text(entry, "kind");

    return name && strcmp(name, entry_kind_name(kind)) == 0;
}

/* What the signs that were marked are called. */
static void signs_text(const char *names, char ret[static REPORT_CELL_MAX])
{
    char copy[FACT_TEXT_MAX + 1], *rest = copy, *name;
    size_t n = 0;

    ret[0] = '\0';
    (void)snprintf(copy, sizeof copy, "%s", names);
    while ((name = strsep(&rest, ", ")) && n < REPORT_CELL_MAX) {
        for (size_t f = 0; *name && f < FLAG_ASKED; f++)
            if (strcmp(red_flags[f].name, name) == 0)
                n += (size_t)snprintf(ret + n, REPORT_CELL_MAX - n, "%s%s", n > 0 ? "; " : "",
                                      red_flags[f].label);
    }
}

/* What a tier's beginning is called (CARE R1); its note says what brought it about. */
static const char *tier_text(const json_t *entry)
{
    static const char *const texts[] = {
        "to ask about before a massage",     "massage on hold",
        "a reason to see a doctor",          "a reason to see a doctor that day",
        "a reason to call for help at once",
    };
    int64_t tier = member_int(entry, "level", 0);

    _Static_assert(COUNT_OF(texts) == TIER_MAX, "one for every tier");
    return tier >= 1 && tier <= TIER_MAX ? texts[tier - 1] : "?";
}

bool report_event(const json_t *entry, char ret[static REPORT_CELL_MAX])
{
    const char *hold = member_text(entry, "hold"), *signs = member_text(entry, "signs");
    const char *treatments = member_text(entry, "treatments");
    const json_t *cleared = json_object_get(entry, "cleared");
    char marked[REPORT_CELL_MAX], place[PLACE_TEXT_MAX];

    entry_place(entry, place);
    if (report_is_kind(entry, ENTRY_HOLD) || report_is_kind(entry, ENTRY_CLEAR)) {
        (void)snprintf(ret, REPORT_CELL_MAX, "%s: %.40s%s%s",
                       report_is_kind(entry, ENTRY_HOLD) ? "in the way of massage" : "over",
                       hold ? hold : "?", *place ? ", " : "", place);
    } else if (report_is_kind(entry, ENTRY_CHECK)) {
        signs_text(signs ? signs : "", marked);
        (void)snprintf(ret, REPORT_CELL_MAX, "asked about signs: %.900s",
                       *marked ? marked : "nothing was marked, which is no medical all-clear");
    } else if (report_is_kind(entry, ENTRY_CLINICIAN)) {
        (void)snprintf(ret, REPORT_CELL_MAX, "seen by a clinician%s%s%.200s",
                       json_is_true(cleared)    ? ", who cleared massage"
                       : json_is_false(cleared) ? ", who did not clear massage"
                                                : "",
                       treatments ? "; given: " : "", treatments ? treatments : "");
    } else if (report_is_kind(entry, ENTRY_TIER)) {
        (void)snprintf(ret, REPORT_CELL_MAX, "%s%s",
                       member_text(entry, "note") ? "" : "over: ", tier_text(entry));
    } else {
        return false;
    }
    return true;
}
