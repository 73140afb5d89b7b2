/* The pager runs below this process, which waits for it, so that the shell's next prompt comes
 * after. less ends by itself where all fits on the screen. */
#include "cli/pager.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char less[] = "if command -v less >/dev/null; then exec less; else exec cat; fi";

static void run(const char *command, const int ends[static 2])
{
    (void)dup2(ends[0], STDIN_FILENO);
    (void)close(ends[0]);
    (void)close(ends[1]);
    (void)setenv("LESS", "FRX", 0);
    (void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

void pager_begin(struct cli *cli)
{
    const char *pager = getenv("PAGER");
    FILE *out = NULL;
    int ends[2];
    pid_t pid;

    if (!cli->pages || (pager && (*pager == '\0' || strcmp(pager, "cat") == 0)) || pipe(ends) < 0)
        return;
    (void)fflush(cli->out);
    pid = fork();
    if (pid == 0)
        run(pager ? pager : less, ends);
    (void)close(ends[0]);
    if (pid > 0)
        out = fdopen(ends[1], "w");
    if (!out) {
        (void)close(ends[1]); /* which ends the pager, too */
        return;
    }
    cli->pager = pid;
    cli->terminal = cli->out;
    cli->out = out;
}

void pager_end(struct cli *cli)
{
    if (cli->pager <= 0)
        return;
    (void)fclose(cli->out);
    cli->out = cli->terminal;
    while (waitpid(cli->pager, NULL, 0) < 0 && errno == EINTR)
        ;
    cli->pager = 0;
}
