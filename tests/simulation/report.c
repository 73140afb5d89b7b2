/* A broken life: its schedule and its last events. And how many lives there are to be. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/simulation/world.h"

long world_setting(const char *name, long otherwise)
{
    const char *text = getenv(name);

    return text && *text ? strtol(text, NULL, 10) : otherwise;
}

static void print_time(int64_t wall)
{
    time_t t = (time_t)wall_seconds((struct wall){wall});
    struct tm local;
    char text[64];

    if (!localtime_r(&t, &local) || !strftime(text, sizeof(text), "%a %F %T%z", &local))
        return;
    (void)fprintf(stderr, "%s", text);
}

void world_report(const struct world *w)
{
    size_t n = (size_t)world_setting("KNEAD_NOTES", 40);
    size_t first;

    if (n > COUNT_OF(w->notes))
        n = COUNT_OF(w->notes);
    first = w->notes_n > n ? w->notes_n - n : 0;
    (void)fprintf(stderr, "\n%s\nseed %llu, accidents %x, zone %s\n\n%s\n", w->why,
                  (unsigned long long)w->seed, w->may, oracle_zones[w->oracle->zone], w->text);
    for (size_t i = first; i < w->notes_n; i++) {
        const struct note *note = &w->notes[i % COUNT_OF(w->notes)];

        (void)fprintf(stderr, "  %14.6f  ", (double)note->at.boot.us / 1e6);
        print_time(note->at.wall.us);
        (void)fprintf(stderr, "  %s %s", note->what, note->detail);
        if (note->number >= 0)
            (void)fprintf(stderr, " %lld", (long long)note->number);
        if (note->value > USEC_PER_DAY * 10000) {
            (void)fprintf(stderr, "  due ");
            print_time(note->value);
        } else if (note->value != -1) {
            (void)fprintf(stderr, "  %.6f", (double)note->value / 1e6);
        }
        (void)fprintf(stderr, "\n");
    }
    (void)fprintf(stderr, "  now %.6f  ", (double)w->now.boot.us / 1e6);
    print_time(w->now.wall.us);
    (void)fprintf(stderr, "\n");
}
