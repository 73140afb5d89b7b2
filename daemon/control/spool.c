/* Takes in the spool: each line as if it came by the socket, said when it was said.
 *
 * Exactly once: all lines are one transaction, the file goes only when that is on disk, and an id
 * that is there already counts as taken in. Nothing is dropped: a line that is no request is on
 * disk with its reason before the file goes. The lock (common/spool.c) keeps writers out meanwhile.
 */
#include "daemon/control/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/address.h"
#include "common/frame.h"
#include "common/scope.h"
#include "common/spool.h"
#include "common/when.h"
#include "daemon/control/methods.h"
#include "daemon/control/varlink.h"

#define AGAIN_US  (10 * USEC_PER_SEC)
#define REPLY_MAX (4 * FRAME_MAX)
#define WHY_MAX   640

struct spool {
    struct daemon *daemon;
    char *path, *rejected; /* owned */
    const char *name;      /* the last part of path */
    sd_event_source *watch, *again;
};

/* ------------------------------------------------------------------ one line */

__attribute__((format(printf, 2, 3))) static int refuse(char why[static WHY_MAX],
                                                        const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(why, WHY_MAX, format, arguments);
    va_end(arguments);
    return -EBADMSG;
}

/* The request in a line, or -EBADMSG. */
static int read_line(const json_t *root, struct wall *ret_said, char why[static WHY_MAX])
{
    static const struct parameter form[PARAMETERS_MAX] = {
        {"method", "string"}, {"said", "string"}, {"parameters", "object"}};
    const char *wrong, *name = json_string_value(json_object_get(root, "method"));
    const struct method *method = name ? method_find(name) : NULL;
    int32_t offset;

    if (!json_is_object(root))
        return refuse(why, "it is no request; a line that was cut short looks so");
    wrong = parameters_wrong(form, root);
    if (wrong)
        return refuse(why, "\"%s\" is not as it has to be", wrong);
    if (!method || !method->kept)
        return refuse(why, "\"%.64s\" is nothing that is kept for later", name);
    if (when_parse_rfc3339(json_string_value(json_object_get(root, "said")), ret_said, &offset) < 0)
        return refuse(why, "\"said\" is not a time");
    if (!json_is_string(json_object_get(json_object_get(root, "parameters"), "id")))
        return refuse(why, "it has no id, so it could be taken in twice");
    return 0;
}

/* What the daemon answered: 0, -EBADMSG where it refused, -EIO where it could not save. */
static int read_reply(const struct varlink *v, char why[static WHY_MAX])
{
    AUTO_JSON json_t *reply = v->out.data ? json_loads(v->out.data + v->out.start, 0, NULL) : NULL;
    const char *error = json_string_value(json_object_get(reply, "error")), *said = NULL;
    const json_t *parameters = json_object_get(reply, "parameters");

    if (!reply)
        return -ENOMEM;
    if (!error)
        return 0;
    if (strcmp(error, "org.knead.NotSaved") == 0)
        return -EIO;
    said = json_string_value(json_object_get(parameters, "why"));
    if (!said)
        said = json_string_value(json_object_get(parameters, "parameter"));
    return refuse(why, "%s%s%s", error, said ? ": " : "", said ? said : "");
}

static int take_line(struct spool *s, const char *line, size_t n, char why[static WHY_MAX])
{
    AUTO_JSON json_t *root = json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL);
    AUTO_FREE char *message = NULL;
    CLEANUP(varlink_done) struct varlink v;
    struct wall said;
    int r;

    varlink_init(&v, s->daemon, REPLY_MAX);
    r = read_line(root, &said, why);
    if (r < 0)
        return r;
    (void)json_object_del(root, "said");
    message = json_dumps(root, JSON_COMPACT);
    if (!message)
        return -ENOMEM;
    daemon_batch_said(s->daemon, said);
    r = varlink_take(&v, message, strlen(message));
    return r < 0 && r != -EPROTO ? r : read_reply(&v, why);
}

/* ------------------------------------------------------------------ the file */

/* For people, and so that the line can be mended and put back. */
static void set_aside(FILE *rejected, struct wall now, const char *line, size_t n, const char *why)
{
    char at[WHEN_TEXT_MAX];

    when_print_rfc3339(now, 0, at);
    (void)fprintf(rejected, "# %s %s\n", at, why);
    (void)fwrite(line, 1, n, rejected);
    (void)fputc('\n', rejected);
}

struct taken {
    size_t lines, rejected;
};

static int take_lines(struct spool *s, FILE *in, FILE *rejected, struct taken *t)
{
    struct wall now = daemon_now(s->daemon).wall;
    AUTO_FREE char *line = NULL;
    size_t size = 0;
    ssize_t n;

    while ((n = getline(&line, &size, in)) > 0) {
        char why[WHY_MAX];
        bool whole = line[n - 1] == '\n';
        int r = whole ? take_line(s, line, (size_t)--n, why)
                      : refuse(why, "it was cut short: the machine or knead ended meanwhile");

        if (r == -EBADMSG) {
            set_aside(rejected, now, line, (size_t)n, why);
            t->rejected++;
        } else if (r < 0) {
            return r;
        }
        t->lines++;
    }
    return ferror(in) ? -EIO : 0;
}

static int take_file(struct spool *s, FILE *in, struct taken *t)
{
    AUTO_FREE char *text = NULL;
    size_t n = 0;
    FILE *rejected = open_memstream(&text, &n);
    int ended, r = rejected ? daemon_batch_begin(s->daemon) : -ENOMEM;

    if (r == 0) {
        r = take_lines(s, in, rejected, t);
        ended = daemon_batch_end(s->daemon, r == 0);
        r = r < 0 ? r : ended;
    }
    if (rejected && fclose(rejected) != 0 && r == 0)
        r = -ENOMEM;
    if (r == 0 && n > 0)
        r = spool_add(s->rejected, text, n - 1); /* it adds the last newline */
    return r < 0 ? r : spool_remove(s->path);
}

/* Whether all that was there is taken in: 0, -EAGAIN while somebody writes, or -errno. */
static int take_in(struct spool *s, struct taken *t)
{
    int fd = open(s->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    AUTO_FCLOSE FILE *in = NULL;
    struct stat st;

    if (fd < 0)
        return errno == ENOENT ? 0 : -errno;
    in = fdopen(fd, "r");
    if (!in) {
        (void)close(fd);
        return -ENOMEM;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) < 0)
        return errno == EWOULDBLOCK ? -EAGAIN : -errno;
    if (fstat(fd, &st) < 0)
        return -errno;
    if (!S_ISREG(st.st_mode) || st.st_uid != geteuid())
        return -EPERM;
    return st.st_nlink > 0 ? take_file(s, in, t) : 0;
}

static void tell(struct spool *s, const struct taken *t)
{
    char sentence[512];

    if (t->rejected == 0)
        return;
    (void)snprintf(sentence, sizeof(sentence),
                   "%zu of %zu lines that knead kept for kneadd could not be taken in. They are in "
                   "%s, with the reasons.",
                   t->rejected, t->lines, s->rejected);
    daemon_tell_log(s->daemon, "Not everything was logged", sentence);
}

static void look(struct spool *s)
{
    struct taken taken = {0};
    int r = take_in(s, &taken);

    /* Who writes now closes it soon, and that is heard; a pause is for one who was stopped. */
    if (r < 0) {
        (void)sd_event_source_set_time_relative(s->again, AGAIN_US);
        (void)sd_event_source_set_enabled(s->again, SD_EVENT_ONESHOT);
    } else {
        (void)sd_event_source_set_enabled(s->again, SD_EVENT_OFF);
        tell(s, &taken);
    }
}

/* ------------------------------------------------------------------ the loop */

static int on_again(sd_event_source *source, uint64_t at, void *userdata)
{
    (void)source, (void)at;
    look(userdata);
    return 0;
}

static int on_change(sd_event_source *source, const struct inotify_event *event, void *userdata)
{
    struct spool *s = userdata;

    (void)source;
    if (event->mask & IN_Q_OVERFLOW || (event->len > 0 && strcmp(event->name, s->name) == 0))
        look(s);
    return 0;
}

int spool_new(struct spool **ret, sd_event *loop, const char *path, struct daemon *daemon)
{
    struct spool *s = calloc(1, sizeof(*s));
    AUTO_FREE char *folder = strdup(path);
    int r = s && folder ? address_make_private(path) : -ENOMEM;

    if (r == 0) {
        s->daemon = daemon;
        s->path = strdup(path);
        if (!s->path || asprintf(&s->rejected, "%s.rejected", path) < 0)
            r = -ENOMEM;
    }
    if (r == 0) {
        s->name = strrchr(s->path, '/') + 1;
        folder[s->name - s->path - 1] = '\0';
        r = sd_event_add_time_relative(loop, &s->again, CLOCK_BOOTTIME, AGAIN_US, USEC_PER_SEC,
                                       on_again, s);
    }
    if (r >= 0) /* heard from before the first look: nothing falls in between */
        r = sd_event_add_inotify(loop, &s->watch, folder, IN_CLOSE_WRITE | IN_MOVED_TO, on_change,
                                 s);
    if (r < 0) {
        spool_free(s);
        return r;
    }
    look(s);
    *ret = s;
    return 0;
}

struct spool *spool_free(struct spool *s)
{
    if (s) {
        sd_event_source_unref(s->watch);
        sd_event_source_unref(s->again);
        free(s->path);
        free(s->rejected);
        free(s);
    }
    return NULL;
}
