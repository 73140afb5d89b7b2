/* knead: the companion of kneadd on the command line.
 *
 * Here is only the wiring: the clock, the terminal and the socket's place are read once, the
 * command table does the rest, and its exit code is passed on. */
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/local.h"
#include "common/address.h"
#include "common/text.h"

#define REPLY_TIMEOUT_MS 10000
#define WIDTH_DEFAULT    80
#define WIDTH_MIN        40
#define WIDTH_MAX        500

static int terminal_width(void)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size;
    int64_t width = WIDTH_DEFAULT;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        width = size.ws_col;
    else if (columns)
        (void)text_parse_int(columns, WIDTH_MIN, WIDTH_MAX, &width);
    return width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : (int)width;
}

static bool wants_colour(void)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(STDOUT_FILENO) && !(no && *no) && term && strcmp(term, "dumb") != 0;
}

/* What the user's locale writes. */
static bool has_unicode(void)
{
    return setlocale(LC_CTYPE, "") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

int main(int argc, char **argv)
{
    struct cli cli = {
        .in = isatty(STDIN_FILENO) ? stdin : NULL,
        .typed = stdin,
        .out = stdout,
        .err = stderr,
        .asks = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO),
        .view = {.width = terminal_width(), .colour = wants_colour(), .ascii = !has_unicode()},
        .timeout = REPLY_TIMEOUT_MS,
        .shows = isatty(STDERR_FILENO),
        .pages = isatty(STDOUT_FILENO),
    };
    const struct command *command;
    char socket[ADDRESS_MAX], spool[FOLDER_MAX];
    enum exit_code code;
    struct timespec now;

    (void)signal(SIGXFSZ, SIG_IGN); /* a limit on files is a full disk, no reason to die */
    /* Only for the width of characters: all text is UTF-8, whatever the terminal's locale says. */
    (void)setlocale(LC_CTYPE, "C.UTF-8");
    (void)clock_gettime(CLOCK_REALTIME, &now);
    cli.view.now.at.us = now.tv_sec * USEC_PER_SEC + now.tv_nsec / 1000;
    (void)local_offset(cli.view.now.at, &cli.view.now.offset); /* UTC where no zone can be read */
    if (address_socket(socket) >= 0)
        cli.socket = socket;
    if (address_spool(spool) >= 0)
        cli.spool = spool;

    code = command_main(&cli, argc, argv, &command);
    if (fflush(stdout) < 0 || ferror(stdout)) {
        (void)fprintf(stderr, "knead: the answer could not be written: %s.\n", strerror(errno));
        if (code == EXIT_DONE && !(command && command->changes))
            code = EXIT_NOT_SAVED;
    }
    return (int)code;
}
