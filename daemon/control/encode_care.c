/* The care plan as JSON: sentences with the rules and rows that made them, dates as dates. */
#include "daemon/control/encode_care.h"

#include <stdio.h>
#include <string.h>

#include "common/civil.h"
#include "common/scope.h"
#include "daemon/control/encode.h"

#define DATE_MAX 16

static json_t *date(int64_t day)
{
    int year, month, of_month;
    char text[DATE_MAX];

    civil_from_day(day, &year, &month, &of_month);
    (void)snprintf(text, sizeof(text), "%04d-%02d-%02d", year, month, of_month);
    return json_string(text);
}

/* Appends; a list that could not take one is given up. */
static json_t *append(json_t *list, json_t *item)
{
    if (list && json_array_append_new(list, item) == 0)
        return list;
    if (!list)
        json_decref(item);
    json_decref(list);
    return NULL;
}

static json_t *rules(const struct care_why *why)
{
    json_t *list = json_array();

    for (size_t i = 0; i < CARE_WHY_MAX && why->rules[i]; i++)
        list = append(list, json_string(care_rule_name(why->rules[i])));
    return list;
}

static const char *tier_name(enum care_tier tier)
{
    static const char *const names[] = {
        [TIER_NONE] = "none",     [TIER_ASK_FIRST] = "ask-first", [TIER_HOLD] = "hold",
        [TIER_DOCTOR] = "doctor", [TIER_URGENT] = "urgent",       [TIER_EMERGENCY] = "emergency",
    };

    return names[tier];
}

static json_t *advice(const struct care_item *item)
{
    char text[CARE_TEXT_MAX];

    care_say(item, text);
    return json_pack("{s:s,s:s,s:o,s:o,s:s}", "name", care_texts[item->text].name, "tier",
                     tier_name(item->tier), "text", encode_text(text), "rules", rules(&item->why),
                     "rows", item->why.rows ? item->why.rows : "");
}

json_t *encode_massage(struct daemon *daemon, const struct care_plan *plan,
                       const struct care_time *booked)
{
    static const char *const kinds[] = {[NEXT_PLAN] = "plan",
                                        [NEXT_USER] = "user",
                                        [NEXT_THERAPIST] = "therapist",
                                        [NEXT_BOOKED] = "booked"};
    const struct care_next *next = &plan->next;

    if (next->kind == NEXT_NONE)
        return json_null();
    return json_pack("{s:s,s:o,s:o,s:o,s:o,s:o,s:b,s:o}", "kind", kinds[next->kind], "day",
                     date(next->day), "at",
                     next->kind == NEXT_BOOKED && booked->at
                         ? encode_time(daemon, (struct wall){booked->at * USEC_PER_SEC})
                         : json_null(),
                     "from", date(next->from), "to", date(next->to), "due", date(next->due),
                     "overdue", (int)next->overdue, "rules", rules(&next->why));
}

json_t *encode_care(const struct care_plan *plan)
{
    for (size_t i = 0; i < plan->item_n; i++)
        if (plan->items[i].tier == TIER_HOLD || plan->items[i].tier >= TIER_URGENT)
            return advice(&plan->items[i]);
    return json_null();
}

static json_t *hold(struct daemon *daemon, const struct care_hold_on *on)
{
    const struct care_label *label = &care_hold_labels[on->hold];

    return json_pack("{s:s,s:s,s:s?,s:o,s:o,s:o}", "hold", label->name, "label", label->label,
                     "region", on->region ? region_name(on->region) : NULL, "since",
                     date(on->from.day), "until",
                     on->until_at ? encode_time(daemon, (struct wall){on->until_at * USEC_PER_SEC})
                                  : json_null(),
                     "rules", rules(&on->why));
}

static json_t *ask(const struct care_ask *question)
{
    static const enum care_text texts[ASK_COUNT] = {
        [ASK_CHECKLIST] = TEXT_CHECKLIST, [ASK_PAIN] = TEXT_ASK_PAIN,
        [ASK_PEG] = TEXT_ASK_PEG,         [ASK_PRESSURE] = TEXT_ASK_PRESSURE,
        [ASK_SHARP] = TEXT_ASK_SHARP,     [ASK_ONSET] = TEXT_ASK_ONSET,
        [ASK_CAUSE] = TEXT_ASK_CAUSE,     [ASK_GOAL] = TEXT_ASK_GOAL,
        [ASK_PATTERN] = TEXT_ASK_PATTERN,
    };

    return advice(&(struct care_item){.text = texts[question->what], .why = question->why});
}

json_t *encode_holds(struct daemon *daemon, const struct care_hold_on *holds, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++)
        list = append(list, hold(daemon, &holds[i]));
    return list;
}

json_t *encode_plan(struct daemon *daemon, const struct care_plan *plan,
                    const struct care_time *booked)
{
    json_t *items = json_array(), *asks = json_array();
    bool staged = false;

    for (size_t i = 0; i < plan->item_n; i++) {
        staged = staged || plan->items[i].text == TEXT_STAGE;
        items = append(items, advice(&plan->items[i]));
    }
    for (size_t i = 0; i < plan->ask_n; i++)
        asks = append(asks, ask(&plan->asks[i]));
    return json_pack("{s:s,s:s?,s:o,s:o,s:o,s:o,s:o}", "tier", tier_name(plan->tier), "stage",
                     staged ? care_stage_labels[plan->course.stage].name : NULL, "since",
                     staged ? date(plan->course.since) : json_null(), "massage",
                     encode_massage(daemon, plan, booked), "holds",
                     encode_holds(daemon, plan->holds, plan->hold_n), "advice", items, "asks",
                     asks);
}

json_t *encode_sheet_lines(const struct care_sheet *sheet, uint32_t which)
{
    json_t *lines = json_array();

    for (size_t i = 0; i < SHEET_LINES; i++)
        if (which & UINT32_C(1) << i)
            lines = append(lines, json_pack("{s:s,s:o}", "title", care_sheet_titles[i], "text",
                                            encode_text(sheet->text[i])));
    return lines;
}

json_t *encode_sheet(const struct care_sheet *sheet)
{
    return json_pack("{s:o,s:o,s:o}", "from", date(sheet->from), "to", date(sheet->to), "lines",
                     encode_sheet_lines(sheet, UINT32_MAX));
}
