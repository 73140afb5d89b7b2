/* The context's question about the screensaver, with real buses: services that answer, refuse, talk
 * nonsense or hang, and buses that are not there, hang or die.
 */
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-bus.h>

#include "tests/contract/context_desk.h"

#define LOGIND  "org.freedesktop.login1"
#define GNOME   "org.gnome.SessionManager"
#define KDE     "org.kde.Solid.PowerManagement"
#define DESKTOP "org.freedesktop.PowerManagement"

enum reply { REPLY_TRUE, REPLY_FALSE, REPLY_ERROR, REPLY_NUMBER, REPLY_NOTHING, REPLY_NEVER };

/* One service on one of the buses. Its connection is on the test's own loop. */
struct service {
    const char *name, *path;
    sd_bus *bus;
    enum reply reply;
    const char *list; /* logind: what is blocked; NULL: reply counts */
    int asked;
};

struct world {
    struct desk desk;               /* first */
    struct desktop system, session; /* only their buses are used */
    struct service services[4];
};

/* -------------------------------------------------------------------------------- the services */

static const struct {
    const char *name, *path, *interface, *member;
    uint32_t flag;
} expected[] = {
    {LOGIND, "/org/freedesktop/login1", "org.freedesktop.DBus.Properties", "Get", 0},
    {GNOME, "/org/gnome/SessionManager", GNOME, "IsInhibited", 8},
    {KDE, "/org/kde/Solid/PowerManagement/PolicyAgent", KDE ".PolicyAgent", "HasInhibition", 4},
    {DESKTOP, "/org/freedesktop/PowerManagement/Inhibit", DESKTOP ".Inhibit", "HasInhibit", 0},
};

static void check_arguments(sd_bus_message *m, uint32_t flag)
{
    const char *interface, *property;
    uint32_t number = 0;

    if (strcmp(sd_bus_message_get_member(m), "Get") == 0) {
        assert_true(sd_bus_message_read(m, "ss", &interface, &property) > 0);
        assert_string_equal(interface, LOGIND ".Manager");
        assert_string_equal(property, "BlockInhibited");
    } else if (flag) {
        assert_true(sd_bus_message_read(m, "u", &number) > 0);
    }
    assert_int_equal(number, flag);
    assert_int_equal(sd_bus_message_at_end(m, 1), 1);
}

static int on_call(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct service *s = userdata;
    size_t i = 0;

    (void)error;
    while (strcmp(expected[i].name, s->name) != 0)
        i++;
    assert_string_equal(sd_bus_message_get_interface(m), expected[i].interface);
    assert_string_equal(sd_bus_message_get_member(m), expected[i].member);
    assert_int_equal(sd_bus_message_get_auto_start(m), 0); /* nobody is started to answer */
    check_arguments(m, expected[i].flag);
    s->asked++;
    if (s->list)
        return sd_bus_reply_method_return(m, "v", "s", s->list);
    switch (s->reply) {
    case REPLY_TRUE:
    case REPLY_FALSE:
        return sd_bus_reply_method_return(m, "b", s->reply == REPLY_TRUE);
    case REPLY_ERROR:
        return sd_bus_reply_method_errorf(m, SD_BUS_ERROR_ACCESS_DENIED, "Not for you");
    case REPLY_NUMBER:
        return sd_bus_reply_method_return(m, "v", "u", 1);
    case REPLY_NOTHING:
        return sd_bus_reply_method_return(m, NULL);
    case REPLY_NEVER:
        break;
    }
    return 1;
}

static struct service *serve(struct world *w, const char *name, enum reply reply)
{
    struct service *s = NULL;

    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        if (strcmp(expected[i].name, name) != 0)
            continue;
        s = &w->services[i];
        *s = (struct service){.name = name, .path = expected[i].path, .reply = reply};
        assert_true((i == 0 ? sd_bus_open_system : sd_bus_open_user)(&s->bus) >= 0);
        assert_true(sd_bus_add_object(s->bus, NULL, s->path, on_call, s) >= 0);
        assert_true(sd_bus_request_name(s->bus, name, 0) >= 0);
        assert_true(sd_bus_attach_event(s->bus, w->desk.loop, 0) >= 0);
    }
    assert_non_null(s);
    return s;
}

static void leave(struct service *s)
{
    s->bus = sd_bus_flush_close_unref(s->bus);
}

static int up(void **state)
{
    struct world *w = calloc(1, sizeof(*w));

    assert_non_null(w);
    desk_init(&w->desk);
    desktop_init(&w->system);
    (void)setenv("DBUS_SYSTEM_BUS_ADDRESS", getenv("DBUS_SESSION_BUS_ADDRESS"), 1);
    desktop_init(&w->session);
    *state = w;
    return 0;
}

static int up_with_buses(void **state)
{
    struct world *w;

    (void)up(state);
    w = *state;
    desktop_bus_up(&w->system);
    desktop_bus_up(&w->session);
    desk_plug(&w->desk, NULL);
    return 0;
}

static int down(void **state)
{
    struct world *w = *state;

    for (size_t i = 0; i < COUNT_OF(w->services); i++)
        sd_bus_close_unref(w->services[i].bus);
    desk_done(&w->desk);
    desktop_done(&w->system);
    desktop_done(&w->session);
    free(w);
    return 0;
}

/* -------------------------------------------------------------------------------- the answers */

static void logind(void **state)
{
    static const struct {
        const char *list;
        bool busy;
    } cases[] = {
        {"", false},
        {"sleep", false},
        {"handle-power-key:handle-suspend-key:handle-hibernate-key:handle-lid-switch", false},
        {"shutdown:sleep", false},
        {"idles", false},
        {"not-idle:idle-not", false},
        {":::", false},
        {"idle", true},
        {"shutdown:sleep:idle", true},
        {"idle:handle-lid-switch", true},
        {"sleep:idle:handle-lid-switch", true},
    };
    struct world *w = *state;
    struct service *s = serve(w, LOGIND, REPLY_NEVER);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        enum context_sign busy;

        s->list = cases[i].list;
        busy = desk_ask(&w->desk, CONTEXT_PRESENTATION, NULL);
        if (busy != (cases[i].busy ? CONTEXT_PRESENTATION : 0))
            fail_msg("%s: %d", cases[i].list, (int)busy);
        assert_string_equal(w->desk.what,
                            busy ? "a program keeps the screensaver off (says logind)" : "");
    }
    s->list = NULL;
    for (s->reply = REPLY_TRUE; s->reply < REPLY_NEVER; s->reply++) /* nothing it ever says */
        assert_int_equal(desk_ask(&w->desk, CONTEXT_PRESENTATION, NULL), 0);
    assert_int_equal(s->asked, COUNT_OF(cases) + REPLY_NEVER);
}

static void desktops(void **state)
{
    static const struct {
        const char *name, *what;
    } cases[] = {
        {GNOME, "a program keeps the screensaver off (says the desktop's session manager)"},
        {KDE, "a program keeps the screensaver off (says KDE's power management)"},
        {DESKTOP, "a program keeps the screensaver off (says the desktop's power management)"},
    };
    struct world *w = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct service *s = serve(w, cases[i].name, REPLY_TRUE);

        for (s->reply = REPLY_TRUE; s->reply < REPLY_NEVER; s->reply++) {
            enum context_sign busy = desk_ask(&w->desk, CONTEXT_PRESENTATION, NULL);

            assert_int_equal(busy, s->reply == REPLY_TRUE ? CONTEXT_PRESENTATION : 0);
            assert_string_equal(w->desk.what, busy ? cases[i].what : "");
        }
        leave(s);
        assert_int_equal(desk_ask(&w->desk, CONTEXT_PRESENTATION, NULL), 0);
    }
}

/* KDE answers to both names; its older one means that the machine stays awake. */
static void kde_knows_better(void **state)
{
    struct world *w = *state;
    struct service *kde = serve(w, KDE, REPLY_FALSE), *old = serve(w, DESKTOP, REPLY_TRUE);

    assert_int_equal(desk_ask(&w->desk, CONTEXT_PRESENTATION, NULL), 0);
    assert_int_equal(old->asked, 1);
    kde->reply = REPLY_TRUE;
    assert_int_equal(desk_ask(&w->desk, CONTEXT_PRESENTATION, NULL), CONTEXT_PRESENTATION);
    kde->reply = REPLY_ERROR;
    assert_int_equal(desk_ask(&w->desk, CONTEXT_PRESENTATION, NULL), CONTEXT_PRESENTATION);
}

/* ------------------------------------------------------------------------------ what goes wrong */

static void assert_not_busy_in_time(struct desk *d, unsigned signs, const char *command)
{
    double before = desktop_now_ms();
    enum context_sign busy = desk_ask(d, signs, command);

    assert_int_equal(busy, command ? CONTEXT_COMMAND : 0);
    assert_true(desktop_now_ms() - before < 2500); /* two seconds, and a busy machine */
}

static void a_service_hangs(void **state)
{
    struct world *w = *state;
    struct service *l = serve(w, LOGIND, REPLY_TRUE);
    char text[1024];

    l->list = "sleep";
    (void)serve(w, GNOME, REPLY_NEVER);
    /* and there is time left for the signs after it */
    assert_not_busy_in_time(&w->desk, CONTEXT_PRESENTATION | CONTEXT_COMMAND, "true");
    w->desk.context->ops->describe(w->desk.context, text, sizeof(text));
    assert_non_null(strstr(text, "screensaver off): no answer in time\n"));
    l->list = "idle"; /* others are heard at once */
    assert_int_equal(desk_ask(&w->desk, CONTEXT_PRESENTATION, NULL), CONTEXT_PRESENTATION);
}

static void a_service_leaves_without_an_answer(void **state)
{
    struct world *w = *state;
    struct service *s = serve(w, GNOME, REPLY_NEVER);
    double before = desktop_now_ms();

    assert_int_equal(desk_look(&w->desk, CONTEXT_PRESENTATION, NULL), 0);
    while (s->asked == 0)
        desk_turn(&w->desk, before);
    s->bus = sd_bus_close_unref(s->bus);
    while (w->desk.told == 0)
        desk_turn(&w->desk, before);
    assert_int_equal(w->desk.busy, 0);
}

static void no_bus(void **state)
{
    struct world *w = *state;

    desk_plug(&w->desk, NULL);
    assert_not_busy_in_time(&w->desk, CONTEXT_PRESENTATION | CONTEXT_COMMAND, "true");
    (void)setenv("DBUS_SYSTEM_BUS_ADDRESS", "nonsense", 1);
    (void)setenv("DBUS_SESSION_BUS_ADDRESS", "autolaunch:", 1);
    assert_int_equal(desk_ask(&w->desk, CONTEXT_PRESENTATION, NULL), 0);
    desktop_bus_up(&w->session); /* it comes later */
    (void)snprintf(w->desk.what, sizeof(w->desk.what), "unix:path=%s/bus", w->session.folder);
    (void)setenv("DBUS_SESSION_BUS_ADDRESS", w->desk.what, 1);
    (void)serve(w, GNOME, REPLY_TRUE);
    assert_int_equal(desk_ask(&w->desk, CONTEXT_PRESENTATION, NULL), CONTEXT_PRESENTATION);
}

static void a_bus_dies(void **state)
{
    struct world *w = *state;
    struct service *s = serve(w, GNOME, REPLY_NEVER);
    double before = desktop_now_ms();

    assert_int_equal(desk_look(&w->desk, CONTEXT_PRESENTATION, NULL), 0);
    while (s->asked == 0)
        desk_turn(&w->desk, before);
    desktop_bus_down(&w->session);
    while (w->desk.told == 0)
        desk_turn(&w->desk, before);
    assert_int_equal(w->desk.busy, 0);
    desktop_bus_up(&w->session);
    leave(s);
    (void)serve(w, GNOME, REPLY_TRUE);
    assert_int_equal(desk_ask(&w->desk, CONTEXT_PRESENTATION, NULL), CONTEXT_PRESENTATION);
}

/* One that takes connections, or does not, and never says a word. */
static int hanging_bus(struct world *w, int backlog)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    char text[128];

    (void)snprintf(address.sun_path, sizeof(address.sun_path), "%s/hangs", w->desk.folder);
    (void)unlink(address.sun_path);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(fd, backlog), 0);
    (void)snprintf(text, sizeof(text), "unix:path=%s", address.sun_path);
    (void)setenv("DBUS_SYSTEM_BUS_ADDRESS", text, 1);
    (void)setenv("DBUS_SESSION_BUS_ADDRESS", text, 1);
    return fd;
}

static int quit(sd_event_source *source, uint64_t usec, void *userdata)
{
    (void)usec, (void)userdata;
    return sd_event_exit(sd_event_source_get_event(source), 0);
}

static void a_bus_hangs(void **state)
{
    struct world *w = *state;
    AUTO_CLOSE int open = hanging_bus(w, 5), full = -1;
    double before;

    assert_true(open >= 0);
    desk_plug(&w->desk, NULL);
    assert_not_busy_in_time(&w->desk, CONTEXT_PRESENTATION | CONTEXT_COMMAND, "true");
    assert_int_equal(desk_look(&w->desk, CONTEXT_PRESENTATION, NULL), 0);
    for (int i = 0; i < 3; i++) /* and freed meanwhile */
        (void)sd_event_run(w->desk.loop, 10000);
    w->desk.context = context_free(w->desk.context);
    full = hanging_bus(w, 0);
    desk_plug(&w->desk, NULL);
    assert_not_busy_in_time(&w->desk, CONTEXT_PRESENTATION | CONTEXT_COMMAND, "true");
    assert_true(full >= 0);
    assert_int_equal(desk_look(&w->desk, CONTEXT_PRESENTATION, NULL), 0); /* the loop ends */
    assert_true(
        sd_event_add_time_relative(w->desk.loop, NULL, CLOCK_MONOTONIC, 50000, 1, quit, NULL) >= 0);
    before = desktop_now_ms();
    assert_true(sd_event_loop(w->desk.loop) >= 0);
    assert_true(desktop_now_ms() - before < 1000);
}

/* --------------------------------------------------------------------------------- what it costs
 */

static size_t connections(sd_bus *bus)
{
    char **names = NULL;
    size_t n = 0;

    assert_true(sd_bus_list_names(bus, &names, NULL) >= 0);
    for (size_t i = 0; names[i]; i++) {
        n += names[i][0] == ':';
        free(names[i]);
    }
    free(names);
    return n;
}

/* No connection stays, and nothing wakes the loop. */
static void leaves_no_trace(void **state)
{
    struct world *w = *state;
    struct service *s = serve(w, GNOME, REPLY_FALSE), *l = serve(w, LOGIND, REPLY_FALSE);
    size_t on_session = connections(s->bus), on_system = connections(l->bus), fds = 0;
    double until = desktop_now_ms() + DESKTOP_LIMIT_MS;

    l->list = "";
    for (int i = 0; i < 100; i++) {
        s->reply = i % 2 ? REPLY_FALSE : REPLY_TRUE;
        assert_int_equal(desk_ask(&w->desk, EVERYTHING, "exit 1"),
                         i % 2 ? 0 : CONTEXT_PRESENTATION);
        assert_true(!fds || desk_fds() == fds);
        fds = desk_fds();
    }
    assert_int_equal(s->asked, 100);
    while ((connections(s->bus) != on_session || connections(l->bus) != on_system) &&
           desktop_now_ms() < until)
        (void)usleep(10000);
    assert_int_equal(connections(s->bus), on_session);
    assert_int_equal(connections(l->bus), on_system);
    desk_quiet(&w->desk);
}

#define BUSES(f) cmocka_unit_test_setup_teardown(f, up_with_buses, down)
#define BARE(f)  cmocka_unit_test_setup_teardown(f, up, down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BUSES(logind),
        BUSES(desktops),
        BUSES(kde_knows_better),
        BUSES(a_service_hangs),
        BUSES(a_service_leaves_without_an_answer),
        BARE(no_bus),
        BUSES(a_bus_dies),
        BARE(a_bus_hangs),
        BUSES(leaves_no_trace),
    };

    return cmocka_run_group_tests_name("context bus", tests, NULL, NULL);
}
