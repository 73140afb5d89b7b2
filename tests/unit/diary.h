/* A daemon's days, minute by minute, and a line for each notice that it showed: day, time, title
 * and body. They begin on Wednesday, 18 November 2026, at nine. To be included behind cmocka.h. */
#pragma once

#include "common/civil.h"
#include "tests/unit/pause_desk.h"

#define DAY (24 * 60)

struct diary {
    struct desk desk;
    char text[8192];
};

/* Somebody who was offered the list of signs the day before. */
static inline void start(struct diary *t, const char *ini)
{
    memset(t, 0, sizeof(*t));
    setup_with(&t->desk, ini);
}

static inline int64_t now(const struct diary *t)
{
    return t->desk.clock.now.wall.us;
}

/* Time goes on; what is shown is written down, the daemon's own notices are not. */
static inline void run(struct diary *t, int minutes)
{
    struct fake_notifier *screen = t->desk.screen;

    for (int i = 0; i < minutes; i++) {
        size_t from = screen->shown_n, end = strlen(t->text);

        (void)fake_clock_run(&t->desk.clock, USEC_PER_MIN);
        for (size_t k = from; k < screen->shown_n; k++) {
            int64_t minute = now(t) / USEC_PER_MIN;
            int year, month, day;

            if (screen->shown[k].id > UINT64_MAX - OWN_IDS)
                continue;
            civil_from_day(minute / DAY, &year, &month, &day);
            (void)snprintf(t->text + end, sizeof(t->text) - end, "%02d %02d:%02d %s: %s\n", day,
                           (int)(minute % DAY / 60), (int)(minute % 60), screen->shown[k].title,
                           screen->shown[k].body);
            end = strlen(t->text);
        }
    }
}

static inline void expect(struct diary *t, const char *text)
{
    assert_string_equal(t->text, text);
    t->text[0] = '\0';
}
