/* What a command asks of kneadd, from connecting to the exit code. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "cli/command.h"

struct request {
    const char *method; /* of org.knead */
    json_t *parameters; /* stolen by request_run(); NULL: none */
    bool more;          /* a stream of replies */
    bool again;         /* safe to repeat: done once if the connection breaks */
    bool keep;          /* an entry with its id: goes to the spool where kneadd cannot save it */
    /* Called for each reply; anything but EXIT_DONE ends the request with it. */
    enum exit_code (*each)(void *userdata, const json_t *parameters);
    void *userdata;
    bool quiet; /* that no kneadd is there is not complained of */
    bool sent;  /* output: kneadd may have acted on it, whatever the exit code says */
    /* output: NULL, or the request was kept, EXIT_DONE has no reply, and this tells what follows */
    const char *kept;
};

/* Complains by itself on cli->err when the exit code is not EXIT_DONE. A request that asks to be
 * kept is never answered by EXIT_NO_DAEMON: where it could not be kept either, EXIT_NOT_SAVED. */
enum exit_code request_run(struct cli *cli, const struct command *command, struct request *request);
/* The same, for one reply, which *ret owns. */
enum exit_code request_one(struct cli *cli, const struct command *command, struct request *request,
                           json_t **ret);
/* The same, where with --json the reply is the answer: it is printed, and *ret stays NULL, as it
 * does when the exit code is not EXIT_DONE. */
enum exit_code request_shown(struct cli *cli, const struct command *command,
                             const struct arguments *arguments, struct request *request,
                             json_t **ret);

/* An error reply: says it on cli->err and gives its exit code. */
enum exit_code request_refused(const struct cli *cli, const struct command *command,
                               const char *error, const json_t *parameters);
