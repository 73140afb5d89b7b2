/* The reminders around massages: before a booked one, when the next is due and none is booked, and
 * what follows one: water, and how sore it left you.
 *
 * The care engine says what there is to remind of; here it becomes rules of the schedule for one
 * date each, so that all that holds for a reminder holds for these: merge, limit, pauses, buttons.
 * A hold leaves nothing to build but what follows a massage.
 */
#include <errno.h>
#include <string.h>

#include "common/scope.h"
#include "common/span.h"
#include "daemon/building.h"
#include "daemon/care/words.h"
#include "daemon/care_log.h"

#define LOOK_AFTER USEC_PER_MIN /* a start */

/* What the nudges say, one of these. */
static const enum care_text nudges[TOLD_TEXTS] = {TEXT_NEXT, TEXT_NEXT_USER, TEXT_NEXT_THERAPIST};

void building_name(const struct building *b, const char *name, char ret[static RULE_NAME_MAX + 1])
{
    size_t i = schedule_find(&b->settings->schedule, name);
    bool taken = i < b->settings->schedule.n && b->settings->schedule.rules[i].date == 0;

    (void)snprintf(ret, RULE_NAME_MAX + 1, "%s%s", taken ? OWN_PREFIX : "", name);
}

/* What comes first where there is not room for all (R52); a drink after it is one like any other.
 */
static enum rule_kind kind_of(const char *name)
{
    return strcmp(name, MASSAGE_NAME) == 0 ? KIND_APPOINTMENT
           : strcmp(name, WATER_NAME) == 0 ? KIND_PLAIN
                                           : KIND_AFTERCARE;
}

struct rule *building_rule(struct building *b, const char *name, int64_t date)
{
    struct rule *rule = &b->rules[b->n++];

    building_name(b, name, rule->name);
    rule->enabled = true;
    rule->kind = kind_of(name);
    rule->date = date;
    rule->days = EVERY_DAY;
    rule->snooze = 30 * USEC_PER_MIN;
    rule->snoozes = 2;
    rule->urgency = URGENCY_NORMAL;
    return rule;
}

void building_at(struct rule *rule, int32_t second)
{
    size_t i = rule->at_n;

    for (size_t k = 0; k < rule->at_n; k++)
        if (rule->at[k] == second)
            return;
    if (rule->at_n == RULE_AT_MAX)
        return;
    for (; i > 0 && rule->at[i - 1] > second; i--)
        rule->at[i] = rule->at[i - 1];
    rule->at[i] = second;
    rule->at_n++;
}

int32_t building_second(const struct building *b)
{
    const struct hours *hours = &b->settings->hours;
    int32_t second = hours->n > 0 ? hours->windows[0].from : BEGIN_AT;

    if (second <= b->second)
        second = b->second + (int32_t)(SOON / USEC_PER_SEC);
    return second - second % 60;
}

/* One of several moments: the rule is for the first date from today on, with all of that date. */
static void add_moment(struct building *b, const char *name, struct rule **rule, int64_t at)
{
    int64_t day;
    int32_t second;

    zone_local(&b->d->zone, at, &day, &second);
    if (day < b->today || (*rule && (*rule)->date < day))
        return;
    if (!*rule)
        *rule = building_rule(b, name, day);
    if ((*rule)->date != day) {
        (*rule)->date = day;
        (*rule)->at_n = 0;
    }
    building_at(*rule, second - second % 60);
}

static void say(struct rule *rule, const char *text)
{
    (void)snprintf(rule->message, sizeof(rule->message), "%.*s", RULE_TEXT_MAX, text);
}

/* ------------------------------------------------------------------ what there is to say */

/* R39, at the spans of remind-before. */
static void before_booking(struct building *b, const struct care_input *in)
{
    const struct care_time *when = &in->bookings[b->plan.booking].when;
    struct care_item booked = {.text = TEXT_BOOKED, .day = when->day};
    char spans[RULE_TEXT_MAX + 1], *rest = spans, *word, text[CARE_TEXT_MAX];
    struct rule *rule = NULL;
    int64_t us;

    (void)strcpy(spans, b->settings->massage_remind_before);
    while ((word = strsep(&rest, ","))) {
        word += strspn(word, " ");
        for (char *c = word + strlen(word); c > word && c[-1] == ' ';)
            *--c = '\0';
        if (span_parse(word, &us) == 0)
            add_moment(b, MASSAGE_NAME, &rule, when->at - us / USEC_PER_SEC);
    }
    if (!rule)
        return;
    care_say(&booked, text);
    say(rule, when->day == rule->date       ? care_texts[TEXT_HOURS_BEFORE].text
              : when->day == rule->date + 1 ? care_texts[TEXT_DAY_BEFORE].text
                                            : text);
}

/* R27: on a day on which the plan says so, at the beginning of the hours; where that is past, soon.
 * R65, R66: never without breaks, and the therapist's word. */
static void when_due(struct building *b)
{
    struct massage_nudge *nudge = &b->d->massage.nudge;
    char text[CARE_TEXT_MAX] = "";
    struct rule *rule;

    for (size_t i = 0; i < b->plan.item_n; i++)
        for (size_t k = 0; k < TOLD_TEXTS; k++)
            if (b->plan.items[i].text == nudges[k])
                care_say(&b->plan.items[i], text);
    if (!b->plan.next.nudge || text[0] == '\0')
        return;
    if (nudge->day != b->today) {
        nudge->day = b->today;
        nudge->second = building_second(b);
        if (b->shown_at >= 0)
            nudge->second = b->shown_at;
    }
    if (nudge->second >= SECONDS_PER_DAY)
        return; /* midnight comes first */
    rule = building_rule(b, MASSAGE_NAME, b->today);
    building_at(rule, nudge->second);
    (void)snprintf(rule->message, sizeof(rule->message), "%.200s %s %s", text,
                   care_texts[TEXT_BREAKS].text, care_texts[TEXT_PERSONAL].text);
}

/* R45, R47: as the engine says; R42, R43: and how strong it was, while nobody has said so. */
static void afterwards(struct building *b)
{
    struct rule *after = NULL, *water = NULL, *sore = NULL;
    const char *more;

    for (size_t i = 0; i < b->plan.reminder_n; i++) {
        const struct care_reminder *r = &b->plan.reminders[i];

        if (r->kind == REMIND_AFTER)
            add_moment(b, AFTERCARE_NAME, &after, r->at);
        else if (r->kind == REMIND_AFTER_WATER)
            add_moment(b, WATER_NAME, &water, r->at);
        else if (r->kind == REMIND_SORENESS)
            add_moment(b, SORENESS_NAME, &sore, r->at);
        else
            continue;
        if (r->kind == REMIND_AFTER && after) {
            say(after, care_texts[r->text].text);
            after->amount = r->text == TEXT_AFTER ? daemon_drink(b->d) : 0;
        }
    }
    if (water)
        water->amount = daemon_drink(b->d);
    if (!sore)
        return;
    sore->asks_soreness = true;
    more = building_ask(b, ASK_PRESSURE) ? care_texts[TEXT_ASK_PRESSURE].text
           : building_ask(b, ASK_SHARP)  ? care_texts[TEXT_ASK_SHARP].text
                                         : "";
    sore->repeat = USEC_PER_HOUR; /* the others are said once */
    (void)snprintf(sore->message, sizeof(sore->message),
                   "%s\nknead log soreness 0, or what it is%s%s", care_texts[TEXT_SORENESS].text,
                   *more ? "\n" : "", more);
}

/* ------------------------------------------------------------------ what was told already */

static int add_told(void *userdata, const struct occurrence *o)
{
    struct building *b = userdata;
    char own[RULE_NAME_MAX + 1];
    int64_t day;
    int32_t second;

    building_name(b, MASSAGE_NAME, own);
    if (strcmp(o->reminder, own) != 0)
        return 0;
    zone_local(&b->d->zone, wall_seconds(o->due), &day, &second);
    if (day == b->today)
        b->shown_at = second;
    if (day >= b->today || o->shown.us == 0 || b->told_n + TOLD_TEXTS > COUNT_OF(b->told))
        return 0;
    for (size_t i = 0; i < TOLD_TEXTS; i++)
        b->told[b->told_n++] =
            (struct care_told){nudges[i], {wall_seconds(o->shown), day, (int32_t)(second / 60)}};
    return 0;
}

static int found(void *userdata, const struct entry *entry)
{
    (void)entry;
    *(bool *)userdata = true;
    return 0;
}

static bool has(struct store *store, unsigned kinds)
{
    bool any = false;

    for (enum entry_kind k = 0; k < ENTRY_KIND_COUNT && !any; k++) {
        struct entry_filter last = {
            .from = {INT64_MIN}, .to = {INT64_MAX}, .region = REGION_COUNT, .kind = k, .last = 1};
        if (kinds & ENTRY_BIT(k) && store->ops->entries(store, &last, found, &any) < 0)
            return false;
    }
    return any;
}

/* Whether there is anything to look at: else nothing is read, and there is no midnight to wait for.
 * The list of signs is offered before there is (R4), to whoever is asked about pain. */
static bool concerned(struct building *b, struct store *store)
{
    static const unsigned massages = ENTRY_BIT(ENTRY_MASSAGE) | ENTRY_BIT(ENTRY_BOOKING),
                          nothing = ENTRY_BIT(ENTRY_DRINK) | ENTRY_BIT(ENTRY_SLEEP) |
                                    ENTRY_BIT(ENTRY_STRESS) | ENTRY_BIT(ENTRY_STIFFNESS) |
                                    ENTRY_BIT(ENTRY_MOTION) | ENTRY_BIT(ENTRY_MOOD) |
                                    ENTRY_BIT(ENTRY_POSTURE);

    b->massages = b->settings->massage_every > 0 || has(store, massages);
    return b->massages || (b->settings->pain_ask_at >= 0 && !b->d->care.told[TEXT_CHECKLIST]) ||
           has(store, ~nothing);
}

/* A long log takes its time, and a start has none; but what waits for an answer has to be there
 * before the plan is restored. */
static bool later(struct building *b)
{
    const struct care_slot *slots = b->d->care.slots;
    bool first = !b->d->care.looked, waits = b->massages;

    for (size_t i = 0; i < SPOKEN_COUNT; i++)
        waits = waits || (slots[i].any && slots[i].day >= b->today - 1);
    if (!first || waits)
        return false;
    b->d->care.first.us = clock_now(b->d->options.clock).boot.us + LOOK_AFTER;
    b->d->massage.day = INT64_MIN;
    return true;
}

/* The rules there are to be. 0, -ENOMEM or the store's error. */
static int build(struct building *b, struct store *store)
{
    const struct care_settings set = daemon_care_settings(b->d);
    struct care_log log;
    struct wall from = daemon_day_start(b->d, -TOLD_DAYS + 1);
    int r = care_log_read(store, &b->d->zone, b->now, &log);
    bool alone = false;

    if (r < 0)
        return r;
    daemon_care_profile(b->settings, &log.input.profile);
    r = store->ops->occurrences(store, from, (struct wall){INT64_MAX}, add_told, b);
    building_add_told(b);
    log.input.told = b->told;
    log.input.told_n = b->told_n;
    if (r == 0)
        r = care_plan_make(&log.input, &set, &b->plan);
    if (r == 0) {
        daemon_tiers_note(b->d, &log, &b->plan);
        building_add_questions(b);
        alone = building_add_message(b);
    }
    if (r == 0 && b->plan.booking >= 0 && !b->plan.on_hold)
        before_booking(b, &log.input);
    else if (r == 0 && b->plan.next.kind != NEXT_BOOKED && b->massages && !alone)
        when_due(b);
    if (r == 0)
        afterwards(b);
    care_log_done(&log);
    return r;
}

/* ------------------------------------------------------------------ into the schedule */

int daemon_massage_add(struct daemon *d, struct settings *settings)
{
    struct store *store = d->options.store;
    AUTO_FREE struct building *b = calloc(1, sizeof(*b));
    struct schedule *s = &settings->schedule;
    struct rule *rules;
    int r = 0;

    if (!b)
        return -ENOMEM;
    *b = (struct building){.d = d, .settings = settings, .shown_at = -1};
    b->now = clock_now(d->options.clock).wall;
    zone_local(&d->zone, wall_seconds(b->now), &b->today, &b->second);
    d->massage.concerned = store && concerned(b, store);
    b->turned = d->massage.day != INT64_MIN && d->massage.day != b->today;
    d->massage.day = b->today;
    if (d->massage.concerned && !later(b))
        r = build(b, store);
    d->care.looked = true;
    if (r < 0)
        return r;
    while (s->n > 0 && s->rules[s->n - 1].date != 0)
        s->n--;
    if (s->n + b->n > SCHEDULE_RULES_MAX)
        return -E2BIG;
    rules = reallocarray(s->rules, s->n + b->n + 1, sizeof(*rules));
    if (!rules)
        return -ENOMEM;
    s->rules = rules;
    memcpy(rules + s->n, b->rules, b->n * sizeof(*rules));
    s->n += b->n;
    return 0;
}
