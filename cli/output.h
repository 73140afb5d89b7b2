/* --output FILE: what a command prints goes into a file instead. */
#pragma once

#include "cli/command.h"

struct output {
    struct cli *cli; /* NULL: no file was asked for */
    const char *path;
    char *temporary;
    bool force;
    struct cli was; /* what the command was begun with */
};

/* Has cli->out be a file beside --output's, readable by the owner only; it gets its name by
 * output_end(). A file that is there is refused without --force. Without --output nothing happens.
 * EXIT_DONE, or what was complained of. */
enum exit_code output_begin(struct cli *cli, const struct command *self,
                            const struct arguments *arguments, struct output *ret);
/* The same question alone, for a command that does more than write the file: whether there is one
 * in its way. */
enum exit_code output_check(struct cli *cli, const struct command *self,
                            const struct arguments *arguments);
/* Names the file and says so, or, where the command came to another end than EXIT_DONE, leaves
 * nothing behind. What the command ends with. */
enum exit_code output_end(struct output *output, const struct command *self, enum exit_code code);

/* A format, as named by --format, or by the end of --output's name. */
struct output_format {
    const char *name;
    const char *ends[2]; /* of files: ".html", ".htm"; NULL: none */
};
/* Which of n is meant, 0 if none is named; -EINVAL, after a complaint. */
int output_format(struct cli *cli, const struct command *self, const struct arguments *arguments,
                  const struct output_format *formats, size_t n);
