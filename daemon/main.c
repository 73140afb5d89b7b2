/* kneadd: argv, settings, adapters, the loop, an exit code. Wiring only. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/scope.h"
#include "daemon/log.h"
#include "daemon/options.h"
#include "daemon/program.h"
#include "version.h"

/* Called by a path, as from the folder of its build, kneadd is in no shell's PATH, nor is knead
 * beside it. */
static void welcome(struct daemon *daemon, const char *self)
{
    AUTO_FREE char *path = strchr(self, '/') ? realpath(self, NULL) : NULL;
    AUTO_FREE char *knead = NULL;

    if (path && asprintf(&knead, "%.*s/knead", (int)(strrchr(path, '/') - path), path) < 0)
        knead = NULL;
    daemon_welcome(daemon, stdout, knead ? knead : "knead");
}

static int run(const struct options *options)
{
    CLEANUP(program_done) struct program p = {.alive = -1};
    struct settings settings = {0};
    struct complaints complaints = {0};
    char sentence[256];
    sigset_t mask;

    (void)umask(0077);
    log_init(options->debug ? LOG_DEBUG : LOG_INFO);
    /* Before any thread is made: threads inherit the mask, and signals are the loop's alone. */
    (void)sigemptyset(&mask);
    (void)sigaddset(&mask, SIGTERM);
    (void)sigaddset(&mask, SIGINT);
    (void)sigaddset(&mask, SIGHUP);
    (void)sigaddset(&mask, SIGCHLD);
    (void)sigprocmask(SIG_BLOCK, &mask, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN); /* a limit on files is a full disk, no reason to die */
    if (daemon_settings(options->config, &settings, &complaints) < 0) {
        for (size_t i = 0; i < complaints.n; i++)
            log_error("%s", complaints.items[i]);
        complaints_done(&complaints);
        return EXIT_FAILURE;
    }
    complaints_done(&complaints);
    if (program_make(&p, options, &settings) < 0) {
        settings_done(&settings);
        return EXIT_FAILURE;
    }
    daemon_sentence(p.daemon, sentence, sizeof(sentence));
    p.ports.supervisor->tell(p.ports.supervisor, SUPERVISED_READY, sentence);
    log_info("%s", sentence);
    if (options->welcome)
        welcome(p.daemon, options->self);
    if (sd_event_loop(p.loop) < 0)
        return EXIT_FAILURE;
    p.ports.supervisor->tell(p.ports.supervisor, SUPERVISED_STOPPING, NULL);
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    struct options options;

    if (options_parse(&options, argc, argv) < 0)
        return 2;
    switch (options.command) {
    case COMMAND_HELP:
        options_help();
        return EXIT_SUCCESS;
    case COMMAND_VERSION:
        (void)puts("kneadd " KNEAD_VERSION);
        return EXIT_SUCCESS;
    case COMMAND_CHECK_CONFIG:
        return check_config(&options);
    case COMMAND_AGENDA:
        return print_agenda(&options);
    case COMMAND_CHECK_BACKUP:
        return check_backup(&options);
    case COMMAND_CAMERA:
        return look_for_camera();
    case COMMAND_RUN:
        break;
    }
    return run(&options);
}
