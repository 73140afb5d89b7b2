/* The sheet for the therapist.
 *
 * It repeats what was entered and counts it; an empty field says so, and nothing is made up.
 */
#include "daemon/care/sheet.h"

#include <stdarg.h>
#include <stdio.h>

#include "daemon/care/care_internal.h"

#define SHEET_DAYS 28

const char *const care_sheet_titles[SHEET_LINES] = {
    "Days",
    "Where",
    "How strong",
    "Goals",
    "Injuries",
    "Conditions",
    "Medicines",
    "Please work on",
    "Please avoid",
    "Pressure last time",
    "Types I like",
    "Questions",
    "What helped or hurt",
    "Habits",
    "",
    "",
};

struct line {
    char *text;
    size_t used;
};

__attribute__((format(printf, 2, 3))) static void add(struct line *line, const char *format, ...)
{
    va_list arguments;
    int n;

    va_start(arguments, format);
    n = vsnprintf(line->text + line->used, CARE_SHEET_TEXT_MAX - line->used, format, arguments);
    va_end(arguments);
    line->used += (size_t)n;
    if (line->used >= CARE_SHEET_TEXT_MAX)
        line->used = CARE_SHEET_TEXT_MAX - 1;
}

static struct line start(struct care_sheet *sheet, enum care_sheet_line which)
{
    sheet->text[which][0] = '\0';
    return (struct line){.text = sheet->text[which]};
}

static bool on_sheet(const struct care_sheet *sheet, const struct care_time *when)
{
    return when->day >= sheet->from && when->day <= sheet->to;
}

static const struct care_pain *pain_at(const struct care_input *in, const struct care_sheet *sheet,
                                       size_t i)
{
    const struct care_pain *p = &in->pains[i];

    return on_sheet(sheet, &p->when) && p->when.at <= in->now.at ? p : NULL;
}

static const char *name(enum region region)
{
    static const char *const plain[REGION_COUNT] = {
        [REGION_UPPER_BACK] = "upper back", [REGION_LOWER_BACK] = "lower back"};

    return plain[region] ? plain[region] : region_name(region);
}

/* How often each region is named; the most frequent one, REGION_NONE when none is. */
static enum region where(const struct care_input *in, struct care_sheet *sheet)
{
    int count[REGION_COUNT][SIDE_COUNT] = {0}, total[REGION_COUNT] = {0};
    uint32_t refers[REGION_COUNT] = {0};
    enum region most = REGION_NONE;
    struct line line = start(sheet, SHEET_WHERE);

    for (size_t i = 0; i < in->pain_n; i++) {
        const struct care_pain *p = pain_at(in, sheet, i);

        if (!p || p->region == REGION_NONE || p->level == 0)
            continue;
        count[p->region][p->side]++;
        total[p->region]++;
        refers[p->region] |= p->refers_to ? BIT(p->refers_to) : 0;
    }
    for (unsigned r = 1; r < REGION_COUNT; r++) {
        for (unsigned s = 0; s < SIDE_COUNT; s++)
            if (count[r][s])
                add(&line, "%s%s%s%s %d×", line.used ? "; " : "", name((enum region)r),
                    s ? ", " : "", side_name((enum side)s), count[r][s]);
        for (unsigned to = 1; to < REGION_COUNT; to++)
            if (refers[r] & BIT(to))
                add(&line, " (felt in the %s too)", name((enum region)to));
        most = total[r] > total[most] ? (enum region)r : most;
    }
    return most;
}

static void intensity(const struct care_work *w, struct care_sheet *sheet)
{
    const struct stat_day *today = care_days_find(&w->days, sheet->to);
    int64_t end = 0;
    int32_t week = care_latest_week(&w->days, sheet->to, w->set, &end), worst = -1;
    struct line line = start(sheet, SHEET_INTENSITY);

    for (size_t i = 0; i < w->days.n; i++)
        if (w->days.days[i].day >= sheet->from && w->days.tops[i] > worst)
            worst = w->days.tops[i];
    if (week >= 0 && end >= sheet->from)
        add(&line, "latest week %d.%d on average", week / 10, week % 10);
    if (worst >= 0)
        add(&line, "%sworst %d", line.used ? ", " : "", worst);
    if (today)
        add(&line, "%stoday %d.%d", line.used ? ", " : "", today->value / STAT_POINT,
            today->value % STAT_POINT * 10 / STAT_POINT);
    if (line.used)
        add(&line, " (0-10)");
}

static void regions(struct care_sheet *sheet, enum care_sheet_line which, uint32_t set)
{
    struct line line = start(sheet, which);

    for (unsigned r = 1; r < REGION_COUNT; r++)
        if (set & BIT(r))
            add(&line, "%s%s", line.used ? ", " : "", name((enum region)r));
}

/* The user's words and the labels of what they marked. */
static void words(const struct care_work *w, struct care_sheet *sheet)
{
    const struct care_profile *p = &w->in->profile;
    const struct {
        enum care_sheet_line which;
        const char *text;
    } own[] = {
        {SHEET_GOALS, p->goals},          {SHEET_INJURIES, p->injuries},
        {SHEET_CONDITIONS, p->illnesses}, {SHEET_MEDICINES, p->medicines},
        {SHEET_TYPES, p->types},          {SHEET_QUESTIONS, p->questions},
        {SHEET_HELPED, p->helped},
    };
    struct line line;

    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
        line = start(sheet, own[i].which);
        if (own[i].text)
            add(&line, "%s", own[i].text);
        if (own[i].which == SHEET_INJURIES && p->onset_event)
            add(&line, "%sthis pain began with: %s", line.used ? "; " : "", p->onset_event);
        if (own[i].which == SHEET_GOALS && p->goal)
            add(&line, "%s%s", line.used ? "; " : "", care_goal_labels[p->goal].label);
        for (unsigned c = 0; own[i].which == SHEET_CONDITIONS && c < ILLNESS_SURGERY; c++)
            if (p->conditions[c] == CARE_YES)
                add(&line, "%s%s", line.used ? "; " : "", care_condition_labels[c].label);
        if (own[i].which == SHEET_QUESTIONS && !care_last_massage(w, NULL))
            add(&line, "%sFirst visit: please say what will happen and how it may feel.",
                line.used ? "; " : "");
    }
}

/* R42: what the last session's pressure asks for, and what was disliked in it. */
static void pressure(const struct care_work *w, struct care_sheet *sheet)
{
    const struct care_massage *last = care_last_massage(w, NULL);
    struct line line = start(sheet, SHEET_PRESSURE);

    if (last && last->pressure != CARE_PRESSURE_UNKNOWN)
        add(&line, "%s", care_pressure_labels[last->pressure].label);
    if (last && (last->pressure == CARE_PRESSURE_TOO_MUCH || last->pressure == CARE_PRESSURE_LIGHT))
        add(&line, ". %s",
            care_texts[last->pressure == CARE_PRESSURE_LIGHT ? TEXT_MORE : TEXT_LESS].text);
    if (last && last->disliked)
        add(&line, "%sDisliked: %s", line.used ? ". " : "", last->disliked);
}

static void fixed(struct care_sheet *sheet, enum care_sheet_line which, const char *text)
{
    struct line line = start(sheet, which);

    if (text)
        add(&line, "%s", text);
}

int care_sheet_make(const struct care_input *input, const struct care_settings *settings,
                    const struct care_plan *plan, const char *habits, struct care_sheet *ret)
{
    return care_sheet_days(input, settings, plan, habits, SHEET_DAYS, ret);
}

int care_sheet_days(const struct care_input *input, const struct care_settings *settings,
                    const struct care_plan *plan, const char *habits, int64_t days,
                    struct care_sheet *ret)
{
    struct care_work w = {.in = input, .set = settings};
    char from[CARE_DATE_MAX], to[CARE_DATE_MAX];
    struct line line;
    enum region most;
    int r = care_days_init(&w.days, input);

    if (r < 0)
        return r;
    ret->to = input->now.day;
    ret->from = ret->to - days + 1;
    care_date(ret->from, from);
    care_date(ret->to, to);
    line = start(ret, SHEET_DATES);
    add(&line, "%s to %s", from, to);
    most = where(input, ret);
    intensity(&w, ret);
    words(&w, ret);
    regions(ret, SHEET_FOCUS, input->profile.focus ? input->profile.focus : BIT(most));
    regions(ret, SHEET_AVOID, input->profile.avoid | (plan ? plan->allowed.no_massage : 0));
    pressure(&w, ret);
    fixed(ret, SHEET_HABITS, habits);
    fixed(ret, SHEET_MSG_PRESSURE, care_texts[TEXT_PRESSURE].text);
    fixed(ret, SHEET_MSG_COMPLEMENT, care_texts[TEXT_COMPLEMENT].text);
    for (unsigned i = 0; i < SHEET_LINES; i++)
        if (ret->text[i][0] == '\0')
            fixed(ret, (enum care_sheet_line)i, "not filled in");
    care_days_done(&w.days);
    return 0;
}
