/* iCalendar: lines end in CR LF and are folded before their 76th byte, never within a character; in
 * texts a few characters are escaped. Times are in UTC, which needs no table of the zone. */
#include "cli/ics.h"

#include <string.h>

#include "common/civil.h"

#define LINE_MAX_BYTES 75
#define MINUTES        "60" /* a common length; nobody says it beforehand */

/* One line of content, however long. */
struct content {
    FILE *out;
    int used; /* bytes of the line so far */
};

static void put(struct content *c, const char *bytes, size_t n)
{
    if (c->used + (int)n > LINE_MAX_BYTES) {
        (void)fputs("\r\n ", c->out);
        c->used = 1;
    }
    (void)fwrite(bytes, 1, n, c->out);
    c->used += (int)n;
}

static void put_plain(struct content *c, const char *text)
{
    for (; *text; text++)
        put(c, text, 1);
}

/* A value of the type TEXT; an escape is never parted, nor is a character of UTF-8. */
static void put_text(struct content *c, const char *text)
{
    while (*text) {
        size_t n = 1;

        while ((text[n] & 0xc0) == 0x80)
            n++;
        if (*text == '\n')
            put(c, "\\n", 2);
        else if (strchr("\\;,", *text))
            put(c, (const char[]){'\\', *text}, 2);
        else if ((unsigned char)*text >= 0x20 && *text != 0x7f)
            put(c, text, n);
        text += n;
    }
}

static void print(FILE *out, const char *name, const char *text)
{
    struct content c = {.out = out};

    put_plain(&c, name);
    put_text(&c, text);
    (void)fputs("\r\n", out);
}

static void print_time(FILE *out, const char *name, struct wall at)
{
    int64_t seconds = wall_seconds(at), second = seconds % SECONDS_PER_DAY;
    int year, month, day;

    second += second < 0 ? SECONDS_PER_DAY : 0;
    civil_from_day((seconds - second) / SECONDS_PER_DAY, &year, &month, &day);
    (void)fprintf(out, "%s:%04d%02d%02dT%02d%02d%02dZ\r\n", name, year, month, day,
                  (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
}

static void print_alarm(FILE *out, const char *trigger, const char *text)
{
    (void)fputs("BEGIN:VALARM\r\nACTION:DISPLAY\r\n", out);
    print(out, "DESCRIPTION:", text);
    (void)fprintf(out, "TRIGGER:%s\r\nEND:VALARM\r\n", trigger);
}

void ics_print(FILE *out, const struct ics *event)
{
    struct content uid = {.out = out};

    (void)fputs("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//knead//knead//EN\r\n"
                "BEGIN:VEVENT\r\n",
                out);
    put_plain(&uid, "UID:");
    put_plain(&uid, event->uid);
    put_plain(&uid, "@knead\r\n");
    print_time(out, "DTSTAMP", event->stamp);
    (void)fprintf(out, "SEQUENCE:%lld\r\n", (long long)event->sequence);
    print_time(out, "DTSTART", event->at);
    (void)fputs("DURATION:PT" MINUTES "M\r\n", out);
    print(out, "SUMMARY:", "Massage");
    if (event->note && *event->note)
        print(out, "DESCRIPTION:", event->note);
    (void)fprintf(out, "STATUS:%s\r\n", event->off ? "CANCELLED" : "CONFIRMED");
    if (!event->off) {
        print_alarm(out, "-P1D",
                    "Massage tomorrow. knead massage sheet: a page to take to the therapist");
        print_alarm(out, "-PT2H", "Massage in two hours. Relax, and breathe");
    }
    (void)fputs("END:VEVENT\r\nEND:VCALENDAR\r\n", out);
}
