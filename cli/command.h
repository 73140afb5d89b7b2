/* The commands of knead: one table (table.c; options.c, help_text.h) from which parsing, help and
 * dispatch all come. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "cli/render.h"

/* What knead's exit says to scripts. */
enum exit_code {
    EXIT_DONE = 0,
    EXIT_NEGATIVE = 1, /* nothing to answer, nothing to undo; doctor: not all is well */
    EXIT_USAGE = 2,
    EXIT_NO_DAEMON = 3,
    EXIT_REFUSED = 4, /* a bad value, an unknown name, a bad schedule */
    EXIT_NOT_SAVED = 5,
};

/* What a command runs with. The clock was read once, by main(). */
struct cli {
    FILE *in;    /* NULL: nobody is there to be asked */
    FILE *typed; /* the standard input, whatever it is */
    FILE *out, *err;
    bool asks;          /* whoever answers sits at a terminal, and sees what is printed */
    struct view view;   /* of out; its now is this machine's */
    const char *socket; /* NULL: no place for one is known */
    const char *spool;  /* likewise */
    int timeout;        /* milliseconds each reply may take */
    bool shows;         /* err is one: progress is shown */
    bool pages;         /* out is a terminal */
    FILE *terminal;     /* pager.c: what out was */
    int pager;          /* its process; 0 none */
};

enum option {
    OPTION_AT,
    OPTION_NOTE,
    OPTION_QUALITY,
    OPTION_REFERS_TO,
    OPTION_STOPPED,
    OPTION_TRIGGER,
    OPTION_WORSE_AT,
    OPTION_CONTRIBUTORS,
    OPTION_TREATMENTS,
    OPTION_FROM,
    OPTION_TO,
    OPTION_LAST,
    OPTION_BEFORE,
    OPTION_YES,
    OPTION_FORCE,
    OPTION_CHECK,
    OPTION_FORMAT,
    OPTION_OUTPUT,
    OPTION_DRY_RUN,
    OPTION_TYPE,
    OPTION_MINUTES,
    OPTION_THERAPIST,
    OPTION_REGIONS,
    OPTION_PRESSURE,
    OPTION_PAIN_BEFORE, /* --before N, beside that of forget */
    OPTION_PAIN_AFTER,
    OPTION_SHARP,
    OPTION_DISLIKED,
    OPTION_HOMEWORK,
    OPTION_NEXT,
    OPTION_CLEARED,
    OPTION_EXPLAIN,
    OPTION_FOLLOW,
    OPTION_BAR, /* a --format of its own */
    OPTION_JSON,
    OPTION_HELP, /* every command has it */
    OPTION_COUNT,
};
_Static_assert(OPTION_COUNT <= 64, "a bit for each");
#define OPTION_BIT(o) (UINT64_C(1) << (o))

struct option_form {
    char letter; /* 0: none */
    const char *name;
    const char *value; /* what it is followed by, "" nothing */
    const char *help;
};
extern const struct option_form option_forms[OPTION_COUNT];

#define WORDS_MAX 16

/* A command line after its command's name, taken apart. Points into argv. */
struct arguments {
    size_t n;
    const char *words[WORDS_MAX];
    const char *option[OPTION_COUNT]; /* NULL: not given; "" for one without a value */
};

struct command {
    const char *name;
    const char *usage;   /* its words, "" none */
    const char *summary; /* one line */
    const char *tried;   /* "could not …": how its errors begin */
    const char *missing; /* said when a word is missing; NULL: none can be */
    const char *details; /* further lines of its help, "" none */
    size_t words_min, words_max;
    uint64_t options; /* OPTION_BIT()s, but for help */
    bool changes;     /* what it did stays done even if its answer cannot be printed */
    enum exit_code (*run)(struct cli *cli, const struct command *self,
                          const struct arguments *arguments);
};
extern const struct command commands[];
extern const size_t commands_n;

#define COMMAND_WHY_MAX 512

/* The command of exactly this name, or NULL. */
const struct command *command_find(const char *name);
/* Says that there is no such command, and which one may have been meant: EXIT_USAGE. */
enum exit_code command_unknown(const struct cli *cli, const char *name);
/* Takes apart argv[0..argc), which come after the command's name. --help ends it: what follows is
 * not looked at. 0, or -EINVAL with a sentence in ret_why. */
int command_parse(const struct command *command, int argc, char *const *argv, struct arguments *ret,
                  char ret_why[static COMMAND_WHY_MAX]);
/* Finds, parses and runs; argv[0] is the program. *ret_command: what ran, NULL if nothing did. */
enum exit_code command_main(struct cli *cli, int argc, char *const *argv,
                            const struct command **ret_command);
/* Whether a command takes an option. */
bool command_has(const struct command *command, enum option o);
/* The words from one on as one text, cut to size; returns it. */
const char *arguments_text(const struct arguments *arguments, size_t from, char *ret, size_t size);
/* "knead: could not log this pain: WHY." on err; the full stop is added where there is none. */
void command_complain(const struct cli *cli, const struct command *command, const char *why);
/* The same, and EXIT_REFUSED. */
enum exit_code command_refuse(const struct cli *cli, const struct command *command,
                              const char *why);

/* help.c */
void help_print_usage(FILE *out, const struct command *command);
void help_print(FILE *out, const struct command *command);

/* The handlers, each in its family's file. */
#define HANDLER(name)                                                      \
    enum exit_code run_##name(struct cli *cli, const struct command *self, \
                              const struct arguments *arguments)
HANDLER(status);
HANDLER(log);
HANDLER(drink);
HANDLER(ask);
HANDLER(history);
HANDLER(chart);
HANDLER(report);
HANDLER(undo);
HANDLER(edit);
HANDLER(backup);
HANDLER(forget);
HANDLER(salvage);
HANDLER(export);
HANDLER(import);
HANDLER(plan);
HANDLER(massage);
HANDLER(hold);
HANDLER(clear);
HANDLER(seen_clinician);
HANDLER(check);
HANDLER(profile);
HANDLER(done);
HANDLER(skip);
HANDLER(snooze);
HANDLER(pause);
HANDLER(resume);
HANDLER(agenda);
HANDLER(stretch);
HANDLER(red_flags);
HANDLER(why);
HANDLER(doctor);
HANDLER(reload);
HANDLER(help);
HANDLER(version);
