/* What kneadd does without running: check a schedule, lay it out as an agenda, check a copy of the
 * log. Touches nothing. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/civil.h"
#include "common/scope.h"
#include "common/when.h"
#include "common/zone_system.h"
#include "config/config.h"
#include "daemon/adapters/adapters.h"
#include "daemon/daemon.h"
#include "daemon/options.h"
#include "daemon/schedule/agenda.h"

#define MARGIN (INT64_C(400) * SECONDS_PER_DAY) /* a window may begin well before FROM */

static int load(const struct options *options, struct settings *ret)
{
    struct complaints complaints = {0};
    int r = daemon_settings(options->config, ret, &complaints);

    for (size_t i = 0; i < complaints.n; i++)
        (void)fprintf(stderr, "%s\n", complaints.items[i]);
    complaints_done(&complaints);
    return r;
}

int check_config(const struct options *options)
{
    struct settings settings;

    if (load(options, &settings) < 0)
        return 1;
    (void)printf("%s: good: %zu reminder%s\n", settings.path, settings.schedule.n,
                 settings.schedule.n == 1 ? "" : "s");
    settings_done(&settings);
    return 0;
}

int parse_when(const char *text, struct wall *ret)
{
    struct wall now = {(int64_t)time(NULL) * USEC_PER_SEC};
    struct zone zone;
    int r = zone_read_system(&zone, 0, wall_seconds(now) + 20 * MARGIN);

    if (r < 0)
        return r;
    r = when_parse(text, now, &zone, WHEN_PAST, ret);
    if (r == -ERANGE)
        r = when_parse(text, now, &zone, WHEN_FUTURE, ret);
    zone_done(&zone);
    return r;
}

/* FROM..TO in seconds. 0 or -EINVAL after saying why. */
static int parse_range(const char *text, int64_t *ret_from, int64_t *ret_to)
{
    const char *dots = strstr(text, "..");
    struct wall from, to;
    char first[WHEN_TEXT_MAX];

    if (dots && dots - text < WHEN_TEXT_MAX) {
        (void)snprintf(first, sizeof(first), "%.*s", (int)(dots - text), text);
        if (parse_when(first, &from) == 0 && parse_when(dots + 2, &to) == 0 && from.us < to.us) {
            *ret_from = wall_seconds(from);
            *ret_to = wall_seconds(to);
            return 0;
        }
    }
    (void)fprintf(
        stderr,
        "kneadd: --agenda %s: two dates or times are needed, the first before the second, "
        "for example 2026-03-28..2026-03-31\n",
        text);
    return -EINVAL;
}

static void print_item(const struct rule *rule, const struct zone *zone, int64_t due, bool json,
                       int64_t *last_day)
{
    static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                           "Friday", "Saturday", "Sunday"};
    int64_t day;
    int32_t second;
    int year, month, of_month;

    if (json) {
        char text[WHEN_TEXT_MAX];
        when_print_rfc3339((struct wall){due * USEC_PER_SEC}, zone_offset(zone, due), text);
        (void)fputs_unlocked("{\"due\":\"", stdout);
        (void)fputs_unlocked(text, stdout);
        (void)fputs_unlocked("\",\"reminder\":\"", stdout); /* a name has nothing to escape */
        (void)fputs_unlocked(rule->name, stdout);
        (void)fputs_unlocked("\"}\n", stdout);
        return;
    }
    zone_local(zone, due, &day, &second);
    if (day != *last_day) {
        civil_from_day(day, &year, &month, &of_month);
        (void)printf("%s%s %04d-%02d-%02d\n", *last_day == INT64_MIN ? "" : "\n",
                     weekdays[civil_weekday(day)], year, month, of_month);
        *last_day = day;
    }
    (void)printf("  %02d:%02d  %-14s%s%s\n", second / 3600, second / 60 % 60, rule->name,
                 rule->message[0] ? "  " : "", rule->message);
}

int print_agenda(const struct options *options)
{
    struct settings settings = {0};
    struct agenda *agenda = NULL;
    struct agenda_item item;
    struct zone zone = {0};
    int64_t from, to, day = INT64_MIN;
    int code = 1;

    if (parse_range(options->agenda, &from, &to) < 0)
        return 2;
    if (load(options, &settings) < 0)
        return 1;
    schedule_seed(&settings.schedule, machine_seed());
    if (zone_read_system(&zone, from - MARGIN, to + MARGIN) < 0 ||
        agenda_new(&agenda, &settings.schedule, &zone, from, to, NULL) < 0) {
        (void)fprintf(stderr, "kneadd: --agenda: out of memory\n");
        goto out;
    }
    while (agenda_next(agenda, &item))
        print_item(&settings.schedule.rules[item.rule], &zone, item.due, options->json, &day);
    if (fflush(stdout) == 0)
        code = 0;
    else
        (void)fprintf(stderr, "kneadd: --agenda: cannot be written: %s\n", strerror(errno));
out:
    agenda_free(agenda);
    zone_done(&zone);
    settings_done(&settings);
    return code;
}

static void date_of(struct wall at, char ret[static WHEN_TEXT_MAX])
{
    struct zone zone = {0};

    if (zone_read_system(&zone, wall_seconds(at), wall_seconds(at)) < 0)
        return;
    when_print_rfc3339(at, zone_offset(&zone, wall_seconds(at)), ret);
    zone_done(&zone);
}

int check_backup(const struct options *options)
{
    struct store_check check;
    char first[WHEN_TEXT_MAX] = "", last[WHEN_TEXT_MAX] = "";

    if (store_sqlite_check(options->backup, &check) < 0) {
        (void)fprintf(stderr, "kneadd: %s: not a good copy of a log: %s\n", options->backup,
                      check.why);
        return 1;
    }
    if (check.entries > 0) {
        date_of(check.first, first);
        date_of(check.last, last);
    }
    if (options->json)
        (void)printf("{\"format\":%lld,\"entries\":%lld,\"outcomes\":%lld,\"first\":\"%s\","
                     "\"last\":\"%s\"}\n",
                     (long long)check.version, (long long)check.entries, (long long)check.outcomes,
                     first, last);
    else
        (void)printf("%s: good: %lld entries%s%.10s%s%.10s, %lld outcomes of reminders, format "
                     "%lld\n",
                     options->backup, (long long)check.entries, first[0] ? " from " : "", first,
                     last[0] ? " to " : "", last, (long long)check.outcomes,
                     (long long)check.version);
    return 0;
}

int look_for_camera(void)
{
    char what[128];
    int r = context_camera("/proc", "/dev", what, sizeof what);

    if (r < 0)
        (void)fprintf(stderr, "kneadd: /proc: no look for a camera: %s\n", strerror(-r));
    else if (r > 0)
        (void)puts(what);
    return r < 0;
}
