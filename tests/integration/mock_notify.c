/* A notification server for tests, as good or as bad as it is told to be.
 *
 *     mock_notify [COMMAND]...
 *
 * Commands come as arguments, one each, and then from stdin, one a line. "ready" on stdout: the
 * name is taken. Then one line for each call, tab-separated, with \t and \n inside a field written
 * so:
 *
 *     MICROSECONDS METHOD APP REPLACES ID SUMMARY BODY ACTIONS HINTS TIMEOUT ICON
 *     MICROSECONDS CloseNotification ID
 *     MICROSECONDS METHOD
 *     MICROSECONDS Command
 *
 * the last when a line of stdin was obeyed. MICROSECONDS is CLOCK_MONOTONIC at arrival. ACTIONS:
 * key=label, joined by '|'; HINTS: name=value, likewise.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>
#include <time.h>
#include <unistd.h>

#include "common/scope.h"

#define NAME "org.freedesktop.Notifications"
#define PATH "/org/freedesktop/Notifications"

enum answer { AT_ONCE, LATER, NEVER, WITH_ERROR };

struct mock {
    sd_event *loop;
    sd_bus *bus;
    enum answer notify;
    bool deaf; /* answers nothing at all */
    uint64_t delay_ms;
    char error[128];
    char caps[256], server[64], version[32];
    bool silent; /* never says NotificationClosed */
    char auto_key[64];
    uint64_t auto_ms;
    uint32_t last, next;
};

/* What is to happen after a while; frees itself. */
struct later {
    struct mock *mock;
    sd_bus_message *reply; /* to send; or else a signal: */
    uint32_t id, reason;   /* reason 0: an action */
    char key[64];
};

static uint64_t now_us(void)
{
    struct timespec ts;

    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

static void put(const char *text)
{
    for (; *text; text++)
        if (*text == '\n' || *text == '\t' || *text == '\\')
            printf("\\%c", *text == '\n' ? 'n' : *text == '\t' ? 't' : '\\');
        else
            putchar(*text);
}

/* ------------------------------------------------------------------------------ what it says */

static void emit_action(struct mock *m, uint32_t id, const char *key)
{
    (void)sd_bus_emit_signal(m->bus, PATH, NAME, "ActionInvoked", "us", id, key);
}

static void emit_closed(struct mock *m, uint32_t id, uint32_t reason)
{
    if (!m->silent)
        (void)sd_bus_emit_signal(m->bus, PATH, NAME, "NotificationClosed", "uu", id, reason);
}

static int on_later(sd_event_source *source, uint64_t usec, void *userdata)
{
    struct later *l = userdata;

    (void)usec;
    if (l->reply)
        (void)sd_bus_send(NULL, l->reply, NULL);
    else if (l->reason == 0)
        emit_action(l->mock, l->id, l->key);
    else
        emit_closed(l->mock, l->id, l->reason);
    sd_bus_message_unref(l->reply);
    free(l);
    sd_event_source_unref(source);
    return 0;
}

static void do_later(struct mock *m, uint64_t ms, struct later what)
{
    struct later *l = malloc(sizeof(*l));
    sd_event_source *source;

    if (!l)
        abort();
    *l = what;
    l->mock = m;
    if (sd_event_add_time_relative(m->loop, &source, CLOCK_MONOTONIC, ms * 1000, 1, on_later, l) <
        0)
        abort();
}

/* ----------------------------------------------------------------------------- what it hears */

static int put_actions(sd_bus_message *call)
{
    const char *key, *label;
    int r = sd_bus_message_enter_container(call, 'a', "s");

    for (bool first = true; r >= 0; first = false) {
        if (sd_bus_message_read(call, "s", &key) <= 0 ||
            sd_bus_message_read(call, "s", &label) <= 0)
            break;
        printf("%s", first ? "" : "|");
        put(key);
        putchar('=');
        put(label);
    }
    putchar('\t');
    return r < 0 ? r : sd_bus_message_exit_container(call);
}

static int put_hints(sd_bus_message *call)
{
    const char *name, *type;
    int r = sd_bus_message_enter_container(call, 'a', "{sv}");

    for (bool first = true; r >= 0; first = false) {
        union {
            const char *s;
            uint8_t y;
            int b;
            int64_t x;
        } v = {NULL};

        if (sd_bus_message_enter_container(call, 'e', "sv") <= 0)
            break;
        (void)sd_bus_message_read(call, "s", &name);
        (void)sd_bus_message_peek_type(call, NULL, &type);
        (void)sd_bus_message_enter_container(call, 'v', type);
        (void)sd_bus_message_read_basic(call, type[0], &v);
        (void)sd_bus_message_exit_container(call);
        (void)sd_bus_message_exit_container(call);
        printf("%s%s=", first ? "" : "|", name);
        if (type[0] == 's')
            put(v.s);
        else
            printf("%" PRId64, type[0] == 'y' ? v.y : type[0] == 'b' ? v.b : v.x);
    }
    putchar('\t');
    return r < 0 ? r : sd_bus_message_exit_container(call);
}

static int on_notify(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
    struct mock *m = userdata;
    CLEANUP(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
    const char *app, *icon, *summary, *body;
    uint32_t replaces, id;
    int32_t timeout;
    int r = sd_bus_message_read(call, "susss", &app, &replaces, &icon, &summary, &body);

    if (r < 0)
        return r;
    id = replaces ? replaces : ++m->next;
    printf("%" PRIu64 "\tNotify\t", now_us());
    put(app);
    printf("\t%" PRIu32 "\t%" PRIu32 "\t", replaces, id);
    put(summary);
    putchar('\t');
    put(body);
    putchar('\t');
    if ((r = put_actions(call)) < 0 || (r = put_hints(call)) < 0 ||
        (r = sd_bus_message_read(call, "i", &timeout)) < 0)
        return r;
    printf("%" PRId32 "\t", timeout);
    put(icon);
    putchar('\n');
    if (m->notify == NEVER || m->deaf)
        return 1;
    if (m->notify == WITH_ERROR)
        return sd_bus_error_set(error, "org.example.Refused", m->error);
    m->last = id;
    if (m->auto_key[0]) {
        struct later press = {.id = id};

        (void)snprintf(press.key, sizeof(press.key), "%s", m->auto_key);
        do_later(m, m->delay_ms + m->auto_ms, press);
    }
    if ((r = sd_bus_message_new_method_return(call, &reply)) < 0 ||
        (r = sd_bus_message_append(reply, "u", id)) < 0)
        return r;
    if (m->notify == AT_ONCE)
        return sd_bus_send(NULL, reply, NULL);
    do_later(m, m->delay_ms, (struct later){.reply = TAKE(reply)});
    return 1;
}

static int on_close(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
    struct mock *m = userdata;
    uint32_t id;
    int r = sd_bus_message_read(call, "u", &id);

    (void)error;
    if (r < 0)
        return r;
    printf("%" PRIu64 "\tCloseNotification\t%" PRIu32 "\n", now_us(), id);
    if (m->deaf)
        return 1;
    emit_closed(m, id, 3);
    return sd_bus_reply_method_return(call, "");
}

static int on_caps(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
    struct mock *m = userdata;
    CLEANUP(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
    AUTO_FREE char *list = strdup(m->caps);
    char *save = NULL;
    int r;

    (void)error;
    printf("%" PRIu64 "\tGetCapabilities\n", now_us());
    if (m->deaf)
        return 1;
    if ((r = sd_bus_message_new_method_return(call, &reply)) < 0 ||
        (r = sd_bus_message_open_container(reply, 'a', "s")) < 0)
        return r;
    for (char *cap = list ? strtok_r(list, ",", &save) : NULL; cap;
         cap = strtok_r(NULL, ",", &save))
        if ((r = sd_bus_message_append(reply, "s", cap)) < 0)
            return r;
    return (r = sd_bus_message_close_container(reply)) < 0 ? r : sd_bus_send(NULL, reply, NULL);
}

static int on_info(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
    struct mock *m = userdata;

    (void)error;
    printf("%" PRIu64 "\tGetServerInformation\n", now_us());
    return m->deaf
               ? 1
               : sd_bus_reply_method_return(call, "ssss", m->server, "knead", m->version, "1.2");
}

/* --------------------------------------------------------------------------- what it is told */

static void do_instant(struct mock *m, char *rest)
{
    (void)rest;
    m->notify = AT_ONCE;
    m->deaf = false;
    m->delay_ms = 0;
}

static void do_delay(struct mock *m, char *rest)
{
    m->notify = LATER;
    m->delay_ms = strtoull(rest, NULL, 10);
}

static void do_hang(struct mock *m, char *rest)
{
    m->notify = NEVER;
    m->deaf = strcmp(rest, "all") == 0;
}

static void do_error(struct mock *m, char *rest)
{
    m->notify = WITH_ERROR;
    (void)snprintf(m->error, sizeof(m->error), "%s", rest);
}

static void do_caps(struct mock *m, char *rest)
{
    (void)snprintf(m->caps, sizeof(m->caps), "%s", rest);
}

static void do_server(struct mock *m, char *rest)
{
    if (sscanf(rest, "%63s %31s", m->server, m->version) < 2)
        m->version[0] = '\0';
}

static void do_silent(struct mock *m, char *rest)
{
    (void)rest;
    m->silent = true;
}

static void do_auto(struct mock *m, char *rest)
{
    m->auto_ms = 0;
    if (sscanf(rest, "%63s %" SCNu64, m->auto_key, &m->auto_ms) < 1)
        m->auto_key[0] = '\0';
}

static void do_press(struct mock *m, char *rest)
{
    struct later l = {.id = m->last};
    uint64_t ms = 0;

    if (sscanf(rest, "%63s %" SCNu64, l.key, &ms) >= 1)
        do_later(m, ms, l);
}

static void do_close(struct mock *m, char *rest)
{
    struct later l = {.id = m->last};
    uint64_t ms = 0;

    if (sscanf(rest, "%" SCNu32 " %" SCNu64, &l.reason, &ms) >= 1)
        do_later(m, ms, l);
}

static void do_signal(struct mock *m, char *rest)
{
    char key[64];
    uint32_t id;

    if (sscanf(rest, "%" SCNu32 " %63s", &id, key) == 2)
        emit_action(m, id, key);
}

static void do_reply(struct mock *m, char *rest)
{
    (void)sd_bus_emit_signal(m->bus, PATH, NAME, "NotificationReplied", "us", m->last, rest);
}

static void do_flood(struct mock *m, char *rest)
{
    for (uint32_t n = (uint32_t)strtoul(rest, NULL, 10); n > 0; n--) {
        emit_action(m, 1000000 + n, "done");
        emit_closed(m, 1000000 + n, 1);
    }
}

static void do_exit(struct mock *m, char *rest)
{
    (void)rest;
    (void)sd_event_exit(m->loop, 0);
}

static const struct {
    const char *word, *usage;
    void (*run)(struct mock *m, char *rest);
} commands[] = {
    {"instant", "answer at once", do_instant},
    {"delay", "MS: answer Notify so much later", do_delay},
    {"hang", "[all]: never answer Notify (or anything)", do_hang},
    {"error", "TEXT: refuse Notify with an error", do_error},
    {"caps", "A,B,C: the capabilities", do_caps},
    {"server", "NAME [VERSION]", do_server},
    {"silent", "never emit NotificationClosed", do_silent},
    {"auto", "KEY [MS]: press it after each Notify", do_auto},
    {"press", "KEY [MS]: press it on the last notification", do_press},
    {"close", "REASON [MS]: close the last notification", do_close},
    {"signal", "ID KEY: emit ActionInvoked for any id", do_signal},
    {"reply", "TEXT: type it into the last notification", do_reply},
    {"flood", "N: so many pairs of signals for unknown ids", do_flood},
    {"exit", "leave the bus", do_exit},
};

static bool obey(struct mock *m, char *line)
{
    char *rest = line + strcspn(line, " ");

    if (*rest)
        *rest++ = '\0';
    for (size_t i = 0; i < COUNT_OF(commands); i++)
        if (strcmp(line, commands[i].word) == 0) {
            commands[i].run(m, rest);
            return true;
        }
    fprintf(stderr, "mock_notify: %s: no such command; there are:\n", line);
    for (size_t i = 0; i < COUNT_OF(commands); i++)
        fprintf(stderr, "  %s %s\n", commands[i].word, commands[i].usage);
    return false;
}

static int on_stdin(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
    struct mock *m = userdata;
    char text[4096], *save = NULL;
    ssize_t n = read(fd, text, sizeof(text) - 1); /* whole lines: tests write one at a time */

    (void)events;
    if (n <= 0) {
        (void)sd_event_source_set_enabled(source, SD_EVENT_OFF);
        return 0;
    }
    text[n] = '\0';
    for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
        if (obey(m, line))
            printf("%" PRIu64 "\tCommand\n", now_us());
        else
            (void)sd_event_exit(m->loop, 2);
    return 0;
}

/* ------------------------------------------------------------------------------------- start */

static const sd_bus_vtable vtable[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_METHOD("Notify", "susssasa{sv}i", "u", on_notify, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD("CloseNotification", "u", "", on_close, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD("GetCapabilities", "", "as", on_caps, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD("GetServerInformation", "", "ssss", on_info, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_SIGNAL("ActionInvoked", "us", 0),
    SD_BUS_SIGNAL("NotificationClosed", "uu", 0),
    SD_BUS_SIGNAL("NotificationReplied", "us", 0),
    SD_BUS_VTABLE_END,
};

int main(int argc, char **argv)
{
    struct mock m = {.caps = "actions,body,body-markup", .server = "mock", .version = "1.0"};
    int r;

    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    if ((r = sd_event_default(&m.loop)) < 0 || (r = sd_bus_open_user(&m.bus)) < 0 ||
        (r = sd_bus_attach_event(m.bus, m.loop, 0)) < 0)
        goto end;
    for (int i = 1; i < argc; i++)
        if (!obey(&m, argv[i]))
            return 2;
    if ((r = sd_bus_add_object_vtable(m.bus, NULL, PATH, NAME, vtable, &m)) < 0 ||
        (r = sd_bus_request_name(m.bus, NAME, 0)) < 0)
        goto end;
    puts("ready");
    r = sd_event_add_io(m.loop, NULL, STDIN_FILENO, EPOLLIN, on_stdin, &m);
    if (r >= 0 || r == -EPERM) /* a plain file or /dev/null: nothing will be said */
        r = sd_event_loop(m.loop);
end:
    if (r < 0)
        fprintf(stderr, "mock_notify: %s\n", strerror(-r));
    sd_bus_flush_close_unref(m.bus);
    sd_event_unref(m.loop);
    return r < 0 ? 1 : r;
}
