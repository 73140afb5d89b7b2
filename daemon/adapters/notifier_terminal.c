/* Notices as text: a block each on a stream, for a console, a server machine, a journal.
 *
 * On a terminal the block has a head and is wrapped to the window; anywhere else it is plain lines,
 * for whoever reads the file wraps them. Control characters never reach the terminal, whatever the
 * text. A block goes out in one write, so that blocks do not mix, and only when there is room: a
 * stopped terminal must not stop the daemon.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/scope.h"
#include "daemon/adapters/adapters.h"

#define COLUMNS_MIN 20
#define COLUMNS_MAX 80

struct terminal {
    struct notifier notifier;
    int fd;
    bool tty, bold;
};

/* How many columns there are; 0: any number. */
static size_t columns(const struct terminal *t)
{
    struct winsize size;

    if (!t->tty)
        return 0;
    if (ioctl(t->fd, TIOCGWINSZ, &size) < 0 || size.ws_col == 0 || size.ws_col > COLUMNS_MAX)
        return COLUMNS_MAX;
    return size.ws_col < COLUMNS_MIN ? COLUMNS_MIN : size.ws_col;
}

/* Copies text without control characters: C0 and DEL, and C1, which is c2 80 to c2 9f. Tabs become
 * blanks, and so do newlines unless they are kept. */
static void clean(char *ret, size_t size, const char *text, bool newlines)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t n = 0;

    for (; *s && n + 1 < size; s++) {
        if (*s == '\t' || *s == '\n')
            ret[n++] = *s == '\n' && newlines ? '\n' : ' ';
        else if (*s == 0xc2 && s[1] >= 0x80 && s[1] <= 0x9f)
            s++;
        else if (*s >= 0x20 && *s != 0x7f)
            ret[n++] = (char)*s;
    }
    ret[n] = '\0';
}

/* Columns that n bytes of UTF-8 take: one a character is near enough to wrap by. */
static size_t width(const char *text, size_t n)
{
    size_t w = 0;

    for (size_t i = 0; i < n; i++)
        w += ((unsigned char)text[i] & 0xc0) != 0x80;
    return w;
}

/* One paragraph, broken between words; a word longer than a line is left to the terminal. */
static void put_paragraph(FILE *out, const char *text, size_t n, size_t max)
{
    size_t used = 0;

    for (size_t i = 0, word; i < n; i += word) {
        size_t blanks = strspn(text + i, " ");

        blanks = blanks < n - i ? blanks : n - i;
        i += blanks;
        word = strcspn(text + i, " \n");
        if (used > 0 && used + blanks + width(text + i, word) > max) {
            fputc('\n', out);
            blanks = used = 0;
        }
        fprintf(out, "%*s%.*s", (int)blanks, "", (int)word, text + i);
        used += blanks + width(text + i, word);
    }
    fputc('\n', out);
}

static void put_text(FILE *out, const char *text, size_t max)
{
    while (*text) {
        size_t n = strcspn(text, "\n");

        if (max > 0)
            put_paragraph(out, text, n, max);
        else
            fprintf(out, "%.*s\n", (int)n, text);
        text += n + (text[n] == '\n');
    }
}

/* "── Stand up ─────────": the title, and a line to the window's edge. */
static void put_head(FILE *out, const struct terminal *t, const char *title, size_t max)
{
    if (!t->tty) {
        fprintf(out, "%s\n", title);
        return;
    }
    fprintf(out, t->bold ? "── \033[1m%s\033[0m " : "── %s ", title);
    for (size_t used = width(title, strlen(title)) + 4; used < max; used++)
        fputs("─", out);
    fputc('\n', out);
}

static int put(int fd, const char *text, size_t n)
{
    struct pollfd room = {.fd = fd, .events = POLLOUT};
    ssize_t done;

    if (poll(&room, 1, 0) != 1 || !(room.revents & POLLOUT))
        return -EAGAIN;
    do
        done = write(fd, text, n);
    while (done < 0 && errno == EINTR);
    return done < 0 ? -errno : 0; /* a block that is cut short by a full terminal is shown enough */
}

static int terminal_show(struct notifier *notifier, const struct notice *notice)
{
    struct terminal *t = (struct terminal *)notifier;
    char title[NOTICE_TITLE_MAX], body[NOTICE_BODY_MAX], answer[sizeof(notice->answer)];
    char line[sizeof(answer) + sizeof("Answer: ")];
    AUTO_FREE char *text = NULL;
    size_t n = 0, max = columns(t);
    FILE *out;

    if (notice->id == 0)
        return -EINVAL;
    out = open_memstream(&text, &n);
    if (!out)
        return -ENOMEM;
    clean(title, sizeof(title), notice->title, false);
    clean(body, sizeof(body), notice->body, true);
    clean(answer, sizeof(answer), notice->answer, false);
    (void)snprintf(line, sizeof(line), "Answer: %s", answer);
    put_head(out, t, title, max);
    put_text(out, body, max);
    if (answer[0])
        put_text(out, line, max);
    fputc('\n', out);
    return fclose(out) == 0 ? put(t->fd, text, n) : -ENOMEM;
}

static void terminal_withdraw(struct notifier *notifier, uint64_t id)
{
    (void)notifier, (void)id; /* what is printed stays */
}

static void terminal_describe(struct notifier *notifier, char *ret, size_t size)
{
    (void)notifier;
    (void)snprintf(ret, size, "terminal");
}

static void terminal_free(struct notifier *notifier)
{
    free(notifier);
}

int notifier_terminal_new(struct notifier **ret, int fd)
{
    static const struct notifier_ops ops = {terminal_show, terminal_withdraw, terminal_describe,
                                            terminal_free};
    struct terminal *t = calloc(1, sizeof(*t));
    const char *no_color = getenv("NO_COLOR");

    if (!t)
        return -ENOMEM;
    t->notifier.ops = &ops;
    t->fd = fd;
    t->tty = isatty(fd);
    t->bold = t->tty && !(no_color && no_color[0]);
    *ret = &t->notifier;
    return 0;
}
