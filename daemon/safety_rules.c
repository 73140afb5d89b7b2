/* What the care plan says and asks by itself: its gravest message, alone (CARE R1); the list of
 * signs, when R4 says; and the three questions about the week (R53).
 *
 * The engine decides what there is to say; here it gets its time, and becomes rules of the schedule
 * for one date. What was shown is remembered by text, on disk with the showing itself, so that a
 * restart says nothing twice. A rule stays as it is while its notice waits for an answer.
 */
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/building.h"
#include "daemon/care/notice.h"

#define TOLD_KEY   "told " /* of a state; the text's name follows */
#define CHECK_NAME "safety-questions"
#define PEG_NAME   "past-week"
#define AFTER_LIST (15 * 60) /* the list first, for it may tell of something graver */

static struct care_slot *slot_of(struct daemon *d, enum care_text text)
{
    return &d->care.slots[text == TEXT_CHECKLIST ? SPOKEN_CHECK
                          : text == TEXT_ASK_PEG ? SPOKEN_PEG
                                                 : SPOKEN_MESSAGE];
}

/* ------------------------------------------------------------------ what was told */

void daemon_care_shown(struct daemon *d, const struct rule *rule, struct wall due)
{
    for (size_t i = 0; i < COUNT_OF(d->care.slots); i++) {
        struct care_slot *slot = &d->care.slots[i];

        if (!slot->any || slot->shown || rule->date == 0 || strcmp(slot->name, rule->name) != 0)
            continue;
        slot->shown = true;
        d->care.told[slot->text] = wall_seconds(due);
        d->care.unsaved[slot->text] = true;
    }
}

bool daemon_care_take(struct daemon *d, size_t *at, struct plan_saved *ret)
{
    for (; *at < TEXT_COUNT; ++*at) {
        if (!d->care.unsaved[*at])
            continue;
        (void)snprintf(ret->key, sizeof(ret->key), TOLD_KEY "%s",
                       care_told_name((enum care_text) * at));
        (void)snprintf(ret->value, sizeof(ret->value), "%lld", (long long)d->care.told[*at]);
        ++*at;
        return true;
    }
    return false;
}

void daemon_care_saved(struct daemon *d)
{
    memset(d->care.unsaved, 0, sizeof(d->care.unsaved));
}

bool daemon_care_restore(struct daemon *d, const char *key, const char *value)
{
    const size_t n = sizeof(TOLD_KEY) - 1;

    if (strncmp(key, TOLD_KEY, n) != 0)
        return false;
    for (unsigned t = 0; t < TEXT_COUNT; t++) {
        const char *name = care_told_name((enum care_text)t);
        struct care_slot *slot = slot_of(d, (enum care_text)t);
        struct care_slot told = {.any = true, .shown = true, .text = (enum care_text)t};

        if (!name || strcmp(key + n, name) != 0)
            continue;
        d->care.told[t] = strtoll(value, NULL, 10);
        zone_local(&d->zone, d->care.told[t], &told.day, &told.second);
        if (!slot->any || d->care.told[slot->text] <= d->care.told[t])
            *slot = told;
    }
    return true;
}

static int load(void *userdata, const char *key, const char *value)
{
    (void)daemon_care_restore(userdata, key, value);
    return 0;
}

void daemon_care_start(struct daemon *d)
{
    struct store *store = d->options.store;

    if (store)
        (void)store->ops->states(store, load, d);
}

void building_add_told(struct building *b)
{
    for (unsigned t = 0; t < TEXT_COUNT; t++) {
        struct care_time when = {.at = b->d->care.told[t]};
        int32_t second;

        if (when.at == 0)
            continue;
        zone_local(&b->d->zone, when.at, &when.day, &second);
        when.minute = second / 60;
        b->told[b->told_n++] = (struct care_told){(enum care_text)t, when};
    }
}

/* ------------------------------------------------------------------ rules */

/* Whether it is of today, or waits for an answer still; after a start nobody knows of yesterday's.
 */
static bool under_way(const struct building *b, const struct care_slot *slot)
{
    const struct schedule *s = &b->d->settings->schedule;
    struct plan_view view;
    size_t i;

    if (!slot->any || slot->day == b->today)
        return slot->any;
    if (!b->d->care.looked)
        return slot->day == b->today - 1;
    i = schedule_find(s, slot->name);
    if (i == s->n || s->rules[i].date == 0)
        return false;
    plan_view(b->d->plan, i, clock_now(b->d->options.clock), &view);
    return view.open || view.snoozing || view.held;
}

/* At a second of today; false: midnight comes first. */
static bool put(struct building *b, struct care_slot *slot, enum care_text text, int32_t second)
{
    *slot = (struct care_slot){
        .any = second < SECONDS_PER_DAY, .text = text, .day = b->today, .second = second};
    return slot->any;
}

static struct rule *add(struct building *b, struct care_slot *slot, const char *name)
{
    struct rule *rule = building_rule(b, name, slot->day);

    rule->kind = KIND_SAFETY;
    (void)strcpy(slot->name, rule->name);
    building_at(rule, slot->second);
    return rule;
}

/* A message whose list of signs is too long for a notice names the gravest of them. */
static void word(const struct care_item *item, char ret[static CARE_TEXT_MAX])
{
    struct care_item shorter = *item;

    care_say(&shorter, ret);
    for (unsigned bit = 31; bit > 0 && strlen(ret) > RULE_TEXT_MAX; bit--) {
        shorter.set &= ~(1u << bit);
        care_say(&shorter, ret);
    }
}

static int32_t message_second(const struct building *b, enum care_tier tier)
{
    const struct care_slot *list = &b->d->care.slots[SPOKEN_CHECK];
    int32_t second = building_second(b);

    if (tier >= TIER_URGENT && !b->turned)
        return b->second + 1;
    if (list->any && list->day == b->today && second < list->second + AFTER_LIST)
        second = list->second + AFTER_LIST;
    return second;
}

bool building_add_message(struct building *b)
{
    struct care_slot *slot = &b->d->care.slots[SPOKEN_MESSAGE];
    const bool mine = under_way(b, slot);
    const struct care_message said = {.any = mine,
                                      .shown = mine && slot->shown,
                                      .text = slot->text,
                                      .tier = care_told_tier(slot->text)};
    size_t i = care_notice(&b->plan, &said, b->massages);
    const struct care_item *item = &b->plan.items[i];
    char text[CARE_TEXT_MAX];
    struct rule *rule;

    if (i == b->plan.item_n)
        return false;
    if (item->tier == TIER_NONE && !said.shown && b->massages && b->plan.next.nudge)
        return false; /* the date of the next massage is said today; this can wait */
    if ((!said.any || item->text != said.text || (said.shown && item->notify)) &&
        !put(b, slot, item->text, message_second(b, item->tier)))
        return false;
    rule = add(b, slot, care_notice_name(item->tier));
    word(item, text);
    if (care_notice_suggests(item->text))
        (void)snprintf(rule->message, sizeof(rule->message), "%.280s %s %s", text,
                       care_texts[TEXT_BREAKS].text, care_texts[TEXT_PERSONAL].text);
    else
        (void)snprintf(rule->message, sizeof(rule->message), "%.*s", RULE_TEXT_MAX, text);
    rule->alone = item->tier > TIER_NONE;
    rule->follows = item->tier == TIER_EMERGENCY;
    rule->repeat = item->tier >= TIER_URGENT ? USEC_PER_HOUR : 0;
    return item->tier >= TIER_DOCTOR || care_notice_suggests(item->text);
}

const struct care_ask *building_ask(const struct building *b, enum care_ask_kind what)
{
    for (size_t i = 0; i < b->plan.ask_n; i++)
        if (b->plan.asks[i].what == what)
            return &b->plan.asks[i];
    return NULL;
}

/* The rule of a question that is due, or waits for an answer; NULL: none. */
static struct rule *question(struct building *b, enum care_ask_kind what, enum care_text text,
                             const char *name, int32_t second)
{
    const struct care_ask *ask = building_ask(b, what);
    struct care_slot *slot = slot_of(b->d, text);
    bool mine = under_way(b, slot);

    if (!ask || (!mine && !ask->notify) || (!mine && !put(b, slot, text, second)))
        return NULL;
    return add(b, slot, name);
}

void building_add_questions(struct building *b)
{
    const int32_t ask_at = b->settings->pain_ask_at;
    struct rule *rule = question(b, ASK_CHECKLIST, TEXT_CHECKLIST, CHECK_NAME, building_second(b));

    if (rule)
        (void)strcpy(rule->message, care_texts[TEXT_CHECKLIST].text);
    if (ask_at < 0)
        return;
    rule = question(b, ASK_PEG, TEXT_ASK_PEG, PEG_NAME, ask_at > b->second ? ask_at : INT32_MAX);
    if (!rule)
        return;
    (void)snprintf(rule->message, sizeof(rule->message), "%s\nknead ask",
                   care_texts[TEXT_ASK_PEG].text);
    rule->kind = KIND_QUESTION;
}
