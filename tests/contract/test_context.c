/* What every context promises, asked of the system's and the fake; then each sign of the system's
 * with real parts: files as ALSA shows them, real processes with open nodes.
 */
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

#include "tests/contract/context_desk.h"
#include "tests/fakes/fake_context.h"

#define STATUS  "proc/asound/card1/pcm0c/sub0/status"
#define RUNNING "state: RUNNING\nowner_pid   : 4711\ntrigger_time: 1.2\n"

/* ----------------------------------------------------------------------------- two of a kind */

struct subject {
    void (*up)(struct desk *d);
    void (*busy)(struct desk *d); /* the microphone, from now on */
    void (*turn)(struct desk *d); /* whatever has to happen for an answer */
};

struct world {
    struct desk desk; /* first */
    const struct subject *subject;
    struct fake_context fake;
    pid_t child;
};

static void system_up(struct desk *d)
{
    desk_plug(d, NULL);
}

static void system_busy(struct desk *d)
{
    desk_write(d, STATUS, RUNNING);
}

static void system_turn(struct desk *d)
{
    for (int i = 0; i < 20 && sd_event_run(d->loop, 10000) > 0; i++)
        ;
}

static void fake_up(struct desk *d)
{
    struct world *w = (struct world *)d;

    fake_context_init(&w->fake);
    desk_listen(d, &w->fake.context);
}

static void fake_busy(struct desk *d)
{
    static const struct fake_answer busy = {CONTEXT_MICROPHONE, "microphone in use (card 1)"};

    fake_context_script(&((struct world *)d)->fake, &busy, 1);
}

static void fake_turn(struct desk *d)
{
    while (fake_context_run(&((struct world *)d)->fake))
        ;
}

static const struct subject machine = {system_up, system_busy, system_turn};
static const struct subject fake = {fake_up, fake_busy, fake_turn};

static int up(void **state)
{
    struct world *w = calloc(1, sizeof(*w));

    assert_non_null(w);
    w->subject = *state ? *state : &machine;
    desk_init(&w->desk);
    *state = w;
    w->subject->up(&w->desk);
    return 0;
}

static int down(void **state)
{
    struct world *w = *state;

    if (w->child > 0) {
        (void)kill(w->child, SIGKILL);
        (void)waitpid(w->child, NULL, 0);
    }
    desk_done(&w->desk);
    free(w);
    return 0;
}

static void answers_once(void **state)
{
    struct world *w = *state;
    struct desk *d = &w->desk;

    assert_int_equal(desk_look(d, CONTEXT_MICROPHONE, NULL), 0);
    assert_int_equal(d->told, 0);
    w->subject->turn(d);
    assert_int_equal(d->told, 1);
    assert_int_equal(d->busy, 0);
    assert_string_equal(d->what, "");
    w->subject->turn(d);
    assert_int_equal(d->told, 1);
}

static void answers_when_nothing_is_asked(void **state)
{
    struct world *w = *state;
    struct desk *d = &w->desk;

    w->subject->busy(d);
    assert_int_equal(desk_look(d, 0, NULL), 0);
    w->subject->turn(d);
    assert_int_equal(desk_look(d, 1 << 30, ""), 0); /* nor by a sign that there is not */
    w->subject->turn(d);
    assert_int_equal(d->told, 2);
    assert_int_equal(d->busy, 0);
}

static void one_look_at_a_time(void **state)
{
    struct world *w = *state;
    struct desk *d = &w->desk;

    assert_int_equal(desk_look(d, CONTEXT_MICROPHONE, NULL), 0);
    assert_int_equal(desk_look(d, CONTEXT_MICROPHONE, NULL), -EBUSY);
    assert_int_equal(desk_look(d, 0, "true"), -EBUSY);
    w->subject->turn(d);
    assert_int_equal(d->told, 1);
    assert_int_equal(desk_look(d, CONTEXT_MICROPHONE, NULL), 0);
    w->subject->turn(d);
    assert_int_equal(d->told, 2);
}

static void tells_what_is_busy(void **state)
{
    struct world *w = *state;
    struct desk *d = &w->desk;

    w->subject->busy(d);
    assert_int_equal(desk_look(d, CONTEXT_MICROPHONE | CONTEXT_CAMERA, NULL), 0);
    w->subject->turn(d);
    assert_int_equal(d->busy, CONTEXT_MICROPHONE);
    assert_string_equal(d->what, "microphone in use (card 1)");
    assert_int_equal(desk_look(d, CONTEXT_CAMERA, NULL), 0); /* what is not asked does not count */
    w->subject->turn(d);
    assert_int_equal(d->busy, 0);
}

static void looks_again_from_inside_the_answer(void **state)
{
    struct world *w = *state;
    struct desk *d = &w->desk;

    d->again = 3;
    assert_int_equal(desk_look(d, CONTEXT_MICROPHONE, NULL), 0);
    w->subject->turn(d);
    assert_int_equal(d->told, 4);
}

static void needs_no_listener(void **state)
{
    struct world *w = *state;
    struct desk *d = &w->desk;

    d->context->listener = NULL;
    assert_int_equal(desk_look(d, CONTEXT_MICROPHONE, NULL), 0);
    w->subject->turn(d);
    assert_int_equal(desk_look(d, CONTEXT_MICROPHONE, NULL), 0);
}

static void freed_under_way(void **state)
{
    struct world *w = *state;
    struct desk *d = &w->desk;

    assert_int_equal(desk_look(d, CONTEXT_MICROPHONE, "true"), 0);
    d->context = context_free(d->context);
    system_turn(d);
    assert_int_equal(d->told, 0);
}

static void describes(void **state)
{
    struct desk *d = *state;
    char text[1024] = "", little[4];

    d->context->ops->describe(d->context, text, sizeof(text));
    assert_true(strlen(text) > 3);
    d->context->ops->describe(d->context, little, sizeof(little));
    assert_int_equal(strlen(little), 3);
}

static void free_of_nothing(void **state)
{
    (void)state;
    assert_null(context_free(NULL));
}

static void needs_a_dev(void **state)
{
    struct desk *d = *state;
    struct context *none = NULL;

    assert_int_equal(context_system_new(&none, d->loop, d->proc, "/no/such/folder", NULL), -ENOENT);
    assert_null(none);
}

/* ----------------------------------------------------------------------------- the microphone */

static void microphone(void **state)
{
    static const struct {
        const char *path, *text, *what;
    } cases[] = {
        {STATUS, "closed\n", ""},
        {STATUS, "", ""},
        {STATUS, "state: PREPARED\nowner_pid   : 4711\n", ""},
        {STATUS, "state: SUSPENDED\n", ""},
        {STATUS, "state: RUNNING", ""}, /* no line */
        {STATUS, "state: RUNNINGS\n", ""},
        {"proc/asound/card1/pcm0p/sub0/status", RUNNING, ""}, /* plays */
        {"proc/asound/card1/pcm0c/sub0/info", RUNNING, ""},
        {"proc/asound/card1/pcm0c/status", RUNNING, ""},
        {STATUS, RUNNING, "microphone in use (card 1)"},
        {STATUS, "state: RUNNING\n", "microphone in use (card 1)"},
        {"proc/asound/card0/pcm12c/sub7/status", RUNNING, "microphone in use (card 0)"},
        {"proc/asound/card31/pcm0c/sub0/status", RUNNING, "microphone in use (card 31)"},
        {"proc/asound/cards/pcm0c/sub0/status", RUNNING, "microphone in use"},
    };
    struct desk *d = *state;

    assert_int_equal(desk_ask(d, CONTEXT_MICROPHONE, NULL), 0); /* no sound card */
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        desk_write(d, STATUS, "closed\n");
        desk_write(d, cases[i].path, cases[i].text);
        (void)desk_ask(d, CONTEXT_MICROPHONE, NULL);
        assert_string_equal(d->what, cases[i].what);
        assert_int_equal(d->busy, cases[i].what[0] ? CONTEXT_MICROPHONE : 0);
        desk_write(d, cases[i].path, "closed\n");
    }
}

static void microphone_without_waiting(void **state)
{
    struct desk *d = *state;
    char path[256];

    desk_write(d, "proc/asound/card2/pcm0c/sub0/status", "closed\n");
    (void)snprintf(path, sizeof(path), "%s/asound/card0", d->proc);
    assert_int_equal(symlink("card2", path), 0);
    (void)snprintf(path, sizeof(path), "%s/asound/card2/pcm0c/sub0/status", d->proc);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0); /* nobody writes to it */
    assert_int_equal(desk_ask(d, CONTEXT_MICROPHONE, NULL), 0);
    desk_write(d, "proc/asound/card3/pcm0c/sub0/status", RUNNING);
    assert_int_equal(desk_ask(d, CONTEXT_MICROPHONE, NULL), CONTEXT_MICROPHONE);
}

/* --------------------------------------------------------------------------------- the camera */

enum holder { OURS, FOREIGN };

/* A process named name that keeps node open. */
static void hold(struct world *w, const char *node, const char *name, enum holder holder)
{
    char path[256], byte;
    int ready[2];

    (void)snprintf(path, sizeof(path), "dev/%s", node);
    desk_write(&w->desk, path, "");
    (void)snprintf(path, sizeof(path), "%s/%s", w->desk.dev, node);
    assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
    w->child = fork();
    assert_true(w->child >= 0);
    if (w->child == 0) {
        bool root = geteuid() == 0;

        /* not of ours: another user's; who is not root and cannot make one hides it from itself */
        if (open(path, O_RDWR) < 0 || (holder == FOREIGN && root && setuid(65534) < 0) ||
            (holder == FOREIGN && prctl(PR_SET_DUMPABLE, root) < 0))
            _exit(1);
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)prctl(PR_SET_NAME, name);
        (void)!write(ready[1], "", 1);
        for (;;)
            (void)pause();
    }
    (void)close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    (void)close(ready[0]);
}

static void let_go(struct world *w)
{
    (void)kill(w->child, SIGKILL);
    (void)waitpid(w->child, NULL, 0);
    w->child = 0;
}

static int up_with_real_proc(void **state)
{
    (void)up(state);
    context_free(((struct desk *)*state)->context);
    desk_plug(*state, "/proc");
    return 0;
}

static void camera(void **state)
{
    static const struct {
        const char *node, *name;
        enum holder holder;
        const char *what;
    } cases[] = {
        {"video0", "jitsi", OURS, "camera in use (video0, by jitsi)"},
        {"video63", "a name of 15 by", OURS, "camera in use (video63, by a name of 15 by)"},
        {"video0", "\xff\xfe", OURS, "camera in use (video0)"}, /* no name to show */
        {"video0", "two\nlines", OURS, "camera in use (video0, by two)"},
        {"video", "jitsi", OURS, ""},
        {"video0x", "jitsi", OURS, ""},
        {"videos/0", "jitsi", OURS, ""},
        {"v4l/video0", "jitsi", OURS, ""},
        {"media0", "jitsi", OURS, ""},
        {"video0", "pipewire", OURS, ""},
        {"video0", "wireplumber", OURS, ""},
        {"video0", "pipewire-game", OURS, "camera in use (video0, by pipewire-game)"},
        {"video0", "somebody-else", FOREIGN, ""},
    };
    struct world *w = *state;
    struct desk *d = &w->desk;

    assert_int_equal(desk_ask(d, CONTEXT_CAMERA, NULL), 0); /* no camera */
    desk_write(d, "dev/video1", "");
    assert_int_equal(desk_ask(d, CONTEXT_CAMERA, NULL), 0); /* nobody looks */
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        hold(w, cases[i].node, cases[i].name, cases[i].holder);
        (void)desk_ask(d, CONTEXT_CAMERA, NULL);
        assert_string_equal(d->what, cases[i].what);
        assert_int_equal(d->busy, cases[i].what[0] ? CONTEXT_CAMERA : 0);
        let_go(w);
        assert_int_equal(desk_ask(d, CONTEXT_CAMERA, NULL), 0);
    }
}

static void camera_unplugged(void **state)
{
    struct world *w = *state;
    char path[256];

    hold(w, "video0", "jitsi", OURS);
    desk_write(&w->desk, "dev/video1", "");
    (void)snprintf(path, sizeof(path), "%s/video0", w->desk.dev);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(desk_ask(&w->desk, CONTEXT_CAMERA, NULL), 0);
}

static int count(sd_event_source *source, void *userdata)
{
    (void)source;
    ++*(int *)userdata;
    return 0;
}

static int count_io(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
    (void)fd, (void)events;
    return count(source, userdata);
}

/* Thousands of entries that lead to one real process, and its real files. */
static void many_processes(struct world *w, int n)
{
    char path[256], real[64];

    hold(w, "video0", "jitsi", OURS);
    (void)snprintf(real, sizeof(real), "/proc/%d", (int)w->child);
    for (int i = 1; i <= n; i++) {
        (void)snprintf(path, sizeof(path), "%s/%d", w->desk.proc, i);
        assert_int_equal(symlink(real, path), 0);
    }
}

static void camera_in_slices(void **state)
{
    struct world *w = *state;
    struct desk *d = &w->desk;
    sd_event_source *other;
    AUTO_CLOSE int ready = eventfd(1, EFD_CLOEXEC);
    int turns = 0;

    many_processes(w, 1500);
    assert_int_equal(prctl(PR_SET_NAME, "test"), 0);
    assert_int_equal(desk_ask(d, CONTEXT_CAMERA, NULL), CONTEXT_CAMERA);
    let_go(w); /* now they lead nowhere */
    assert_true(sd_event_add_io(d->loop, &other, ready, EPOLLIN, count_io, &turns) >= 0);
    assert_int_equal(desk_ask(d, CONTEXT_CAMERA, NULL), 0);
    sd_event_source_disable_unref(other);
    assert_in_range(turns, 1500 / 256, 100);
    assert_int_equal(desk_look(d, CONTEXT_CAMERA, NULL), 0); /* and freed in the midst of it */
    for (int i = 0; i < 4; i++)
        assert_true(sd_event_run(d->loop, 50000) > 0);
    assert_int_equal(d->told, 2);
}

/* In a sandbox somebody else looks: what they print counts, if they end well and in time. */
static void camera_helper(void **state)
{
    static const struct {
        const char *script, *what, *last;
    } cases[] = {
        {"[ $# = 1 ] && [ $1 = --camera ] && echo 'camera in use (video0, by jitsi)'",
         "camera in use (video0, by jitsi)", "camera in use"},
        {"printf 'two\\nlines'", "two", "two"},
        {"exit 0", "", "not busy"},
        {"echo camera in use; exit 1", "", "cannot be looked at"},
        {"sleep 1000", "", "no answer in time"},
    };
    struct world *w = *state;
    struct desk *d = &w->desk;
    char helper[128], text[1024], missing[] = "/no/such/program";
    struct context *context;

    (void)snprintf(helper, sizeof(helper), "%s/helper", d->folder);
    context_free(d->context);
    assert_int_equal(context_system_new(&context, d->loop, d->proc, d->dev, helper), 0);
    desk_listen(d, context);
    assert_int_equal(desk_ask(d, CONTEXT_CAMERA, NULL), 0); /* no camera: nobody is called */
    desk_write(d, "dev/video0", "");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        (void)snprintf(text, sizeof(text), "#!/bin/sh\n%s\n", cases[i].script);
        desk_write(d, "helper", text);
        assert_int_equal(chmod(helper, 0700), 0);
        assert_int_equal(desk_ask(d, CONTEXT_CAMERA, NULL), cases[i].what[0] ? CONTEXT_CAMERA : 0);
        assert_string_equal(d->what, cases[i].what);
        d->context->ops->describe(d->context, text, sizeof(text));
        assert_non_null(strstr(text, cases[i].last));
        desk_no_children(d);
    }
    context_free(d->context);
    assert_int_equal(context_system_new(&context, d->loop, d->proc, "/no/such/folder", missing), 0);
    desk_listen(d, context);
    assert_int_equal(desk_ask(d, CONTEXT_CAMERA, NULL), 0);
}

/* What the helper does: one look at once. */
static void camera_at_once(void **state)
{
    struct world *w = *state;
    char what[128] = "unchanged";

    assert_int_equal(context_camera("/proc", w->desk.dev, what, sizeof(what)), 0);
    assert_string_equal(what, "unchanged");
    hold(w, "video0", "jitsi", OURS);
    assert_int_equal(context_camera("/proc", w->desk.dev, what, sizeof(what)), 1);
    assert_string_equal(what, "camera in use (video0, by jitsi)");
    assert_int_equal(context_camera("/no/such/folder", w->desk.dev, what, sizeof(what)), -ENOENT);
}

/* ------------------------------------------------------------------------------- all together */

static void cheap_signs_first(void **state)
{
    struct world *w = *state;
    struct desk *d = &w->desk;
    char text[256], path[128];

    (void)snprintf(path, sizeof(path), "%s/ran", d->folder);
    (void)snprintf(text, sizeof(text), "touch %s", path);
    many_processes(w, 2);
    desk_write(d, STATUS, RUNNING);
    assert_int_equal(desk_ask(d, EVERYTHING, text), CONTEXT_MICROPHONE);
    desk_write(d, STATUS, "closed\n");
    assert_int_equal(desk_ask(d, EVERYTHING, text), CONTEXT_CAMERA);
    assert_int_equal(access(path, F_OK), -1);
    let_go(w);
    assert_int_equal(desk_ask(d, EVERYTHING & ~CONTEXT_PRESENTATION, text), CONTEXT_COMMAND);
    assert_int_equal(access(path, F_OK), 0);
}

static void describes_each_sign(void **state)
{
    struct desk *d = *state;
    char text[1024];

    d->context->ops->describe(d->context, text, sizeof(text));
    assert_string_equal(text, "microphone (sound cards that record): not looked at yet\n"
                              "camera (video devices open in your programs): not looked at yet\n"
                              "presentation (who keeps the screensaver off): not looked at yet\n"
                              "command (defer-command): not looked at yet");
    desk_write(d, STATUS, RUNNING);
    (void)desk_ask(d, CONTEXT_MICROPHONE, NULL);
    (void)desk_ask(d, CONTEXT_COMMAND, "false");
    desk_write(d, "dev/video0", "");
    d->context->ops->describe(d->context, text, sizeof(text));
    assert_string_equal(text, "microphone (sound cards that record): microphone in use (card 1)\n"
                              "camera (video devices open in your programs): not looked at yet\n"
                              "presentation (who keeps the screensaver off): not looked at yet\n"
                              "command (defer-command): not busy");
}

static void counts_what_cannot_be_looked_at_as_not_busy(void **state)
{
    struct desk *d = *state;
    char text[1024], moved[128];

    desk_write(d, "dev/video0", "");
    (void)snprintf(moved, sizeof(moved), "%s.away", d->proc);
    assert_int_equal(rename(d->proc, moved), 0);
    assert_int_equal(desk_ask(d, CONTEXT_MICROPHONE | CONTEXT_CAMERA, NULL), 0);
    d->context->ops->describe(d->context, text, sizeof(text));
    assert_non_null(strstr(text, "your programs): cannot be looked at\n"));
}

static void leaks_nothing(void **state)
{
    struct world *w = *state;
    struct desk *d = &w->desk;
    size_t fds = 0;

    many_processes(w, 2);
    for (int i = 0; i < 100; i++) {
        desk_write(d, STATUS, i % 3 ? "closed\n" : RUNNING);
        assert_int_equal(desk_ask(d, CONTEXT_MICROPHONE | CONTEXT_CAMERA, NULL),
                         i % 3 ? CONTEXT_CAMERA : CONTEXT_MICROPHONE);
        assert_true(!fds || desk_fds() == fds);
        fds = desk_fds();
    }
    desk_quiet(d);
}

#define CASE(subject, f)                                \
    {                                                   \
#subject ": " #f, f, up, down, (void *)&subject \
    }
#define BOTH(f)   CASE(machine, f), CASE(fake, f)
#define SYSTEM(f) cmocka_unit_test_setup_teardown(f, up, down)
#define REAL(f)   cmocka_unit_test_setup_teardown(f, up_with_real_proc, down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(answers_once),
        BOTH(answers_when_nothing_is_asked),
        BOTH(one_look_at_a_time),
        BOTH(tells_what_is_busy),
        BOTH(looks_again_from_inside_the_answer),
        BOTH(needs_no_listener),
        BOTH(freed_under_way),
        BOTH(describes),
        cmocka_unit_test(free_of_nothing),
        SYSTEM(needs_a_dev),
        SYSTEM(microphone),
        SYSTEM(microphone_without_waiting),
        REAL(camera),
        REAL(camera_unplugged),
        SYSTEM(camera_in_slices),
        SYSTEM(camera_helper),
        SYSTEM(camera_at_once),
        SYSTEM(cheap_signs_first),
        SYSTEM(describes_each_sign),
        SYSTEM(counts_what_cannot_be_looked_at_as_not_busy),
        SYSTEM(leaks_nothing),
    };

    return cmocka_run_group_tests_name("context", tests, NULL, NULL);
}
