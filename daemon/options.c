/* kneadd's command line: one table for parsing and for help. */
#include "daemon/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "common/scope.h"
#include "common/text.h"

#define WARP_MAX 100000

enum letter {
    LETTER_CONFIG = 'c',
    LETTER_HELP = 'h',
    LETTER_CHECK = 256,
    LETTER_AGENDA,
    LETTER_CHECK_BACKUP,
    LETTER_CAMERA,
    LETTER_JSON,
    LETTER_WELCOME,
    LETTER_WARP,
    LETTER_WARP_FROM,
    LETTER_DEBUG,
    LETTER_VERSION,
};

static const struct {
    const char *name, *argument, *help;
    int letter;
} table[] = {
    {"config", "FILE", "read this schedule instead of the usual one", LETTER_CONFIG},
    {"check-config", NULL, "check the schedule, say every complaint, exit 0 or 1", LETTER_CHECK},
    {"agenda", "FROM..TO", "print what would come between two dates, and exit", LETTER_AGENDA},
    {"check-backup", "FILE", "see whether a copy of the log is good, exit 0 or 1",
     LETTER_CHECK_BACKUP},
    {"camera", NULL, "say which camera is in use, if any is, and exit", LETTER_CAMERA},
    {"json", NULL, "with --agenda, --check-backup: one object a line", LETTER_JSON},
    {"welcome", NULL, "show at the start that it works: a notification, today's agenda",
     LETTER_WELCOME},
    {"warp", "N", "run time N times faster, to try a schedule out", LETTER_WARP},
    {"warp-from", "WHEN", "with --warp: where its day begins", LETTER_WARP_FROM},
    {"debug", NULL, "say more on stderr", LETTER_DEBUG},
    {"help", NULL, "print this", LETTER_HELP},
    {"version", NULL, "print the version", LETTER_VERSION},
};

void options_help(void)
{
    (void)printf(
        "Usage: kneadd [OPTION...]\n\n"
        "Reminds you of stand-up breaks, stretches, water and massages, and keeps your log.\n\n");
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        char left[40];
        (void)snprintf(left, sizeof(left), "--%s%s%s", table[i].name, table[i].argument ? " " : "",
                       table[i].argument ? table[i].argument : "");
        (void)printf("  %-22s %s\n", left, table[i].help);
    }
    (void)printf("\nThe schedule is ~/.config/knead/knead.ini, else /etc/xdg/knead/knead.ini, else "
                 "built in.\n"
                 "Talk to a running kneadd by knead; see knead help.\n");
}

static int complain(const char *what, const char *value, const char *why)
{
    (void)fprintf(stderr, "kneadd: %s%s%s: %s\nTry: kneadd --help\n", what, value ? " " : "",
                  value ? value : "", why);
    return -EINVAL;
}

static int take(struct options *o, int letter, const char *value)
{
    int64_t warp;

    switch (letter) {
    case LETTER_CONFIG:
        o->config = value;
        return 0;
    case LETTER_CHECK:
        o->command = COMMAND_CHECK_CONFIG;
        return 0;
    case LETTER_AGENDA:
        o->command = COMMAND_AGENDA;
        o->agenda = value;
        return 0;
    case LETTER_CHECK_BACKUP:
        o->command = COMMAND_CHECK_BACKUP;
        o->backup = value;
        return 0;
    case LETTER_CAMERA:
        o->command = COMMAND_CAMERA;
        return 0;
    case LETTER_JSON:
        o->json = true;
        return 0;
    case LETTER_WELCOME:
        o->welcome = true;
        return 0;
    case LETTER_WARP:
        if (text_parse_int(value, 1, WARP_MAX, &warp) < 0)
            return complain("--warp", value, "a whole number from 1 to 100000 is needed");
        o->warp = (int)warp;
        return 0;
    case LETTER_WARP_FROM:
        o->warp_from = value;
        return 0;
    case LETTER_DEBUG:
        o->debug = true;
        return 0;
    case LETTER_HELP:
        o->command = COMMAND_HELP;
        return 0;
    case LETTER_VERSION:
        o->command = COMMAND_VERSION;
        return 0;
    default: /* getopt_long said what is wrong */
        (void)fprintf(stderr, "Try: kneadd --help\n");
        return -EINVAL;
    }
}

int options_parse(struct options *ret, int argc, char **argv)
{
    struct option longs[COUNT_OF(table) + 1] = {0};
    struct options o = {.self = argv[0], .warp = 1};
    int letter, r = 0;

    for (size_t i = 0; i < COUNT_OF(table); i++)
        longs[i] =
            (struct option){table[i].name, table[i].argument ? required_argument : no_argument,
                            NULL, table[i].letter};
    while (r == 0 && (letter = getopt_long(argc, argv, "hc:", longs, NULL)) != -1)
        r = take(&o, letter, optarg);
    if (r == 0 && optind < argc)
        r = complain("kneadd", argv[optind], "takes options only; to talk to it use knead");
    if (r == 0 && o.warp_from && o.warp == 1)
        r = complain("--warp-from", o.warp_from, "goes with --warp");
    if (r == 0 && o.json && o.command != COMMAND_AGENDA && o.command != COMMAND_CHECK_BACKUP)
        r = complain("--json", NULL, "goes with --agenda or --check-backup");
    if (r == 0)
        *ret = o;
    return r;
}
