/* kneadd's command line. */
#pragma once

#include <stdbool.h>

#include "common/moment.h"

enum command {
    COMMAND_RUN,
    COMMAND_CHECK_CONFIG,
    COMMAND_AGENDA,
    COMMAND_CHECK_BACKUP,
    COMMAND_CAMERA,
    COMMAND_HELP,
    COMMAND_VERSION,
};

struct options {
    enum command command;
    const char *self;      /* how this program was called */
    const char *config;    /* NULL: the user's, the system's or the built-in schedule */
    const char *agenda;    /* FROM..TO */
    const char *backup;    /* the copy to check */
    const char *warp_from; /* WHEN, NULL: now */
    int warp;              /* 1: as the clock goes */
    bool json, welcome, debug;
};

/* 0, or -EINVAL: a sentence was printed on stderr. */
int options_parse(struct options *ret, int argc, char **argv);
void options_help(void);

/* kneadd --check-config, --agenda, --check-backup and --camera: an exit code. */
int check_config(const struct options *options);
int print_agenda(const struct options *options);
int check_backup(const struct options *options);
int look_for_camera(void);
/* A time of the past or the future, as people write it, by this machine's clock and zone. As
 * when_parse(). */
int parse_when(const char *text, struct wall *ret);
