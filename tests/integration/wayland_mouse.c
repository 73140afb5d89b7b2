/* A mouse for a headless compositor that takes one from a client (wlr-virtual-pointer-v1).
 *
 *     wayland_mouse WIDTH HEIGHT
 *
 * Each line of stdin, "X Y", is a click there, on a screen of that size. "ready" on stdout: it is
 * plugged in; "clicked": it was done.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wayland-client.h>

#define LEFT 0x110

/* Of the protocol, as far as it is used. */
static const struct wl_interface pointer_interface;
static const struct wl_interface *nothing[5];
static const struct wl_interface *made[] = {&wl_seat_interface, &pointer_interface};
static const struct wl_message manager_requests[] = {{"create_virtual_pointer", "?on", made}};
static const struct wl_message pointer_requests[] = {
    {"motion", "uff", nothing}, {"motion_absolute", "uuuuu", nothing},
    {"button", "uuu", nothing}, {"axis", "uuf", nothing},
    {"frame", "", nothing},
};
static const struct wl_interface manager_interface = {
    "zwlr_virtual_pointer_manager_v1", 1, 1, manager_requests, 0, NULL};
static const struct wl_interface pointer_interface = {"zwlr_virtual_pointer_v1", 1, 5,
                                                      pointer_requests,          0, NULL};
enum { MANAGER_CREATE = 0, POINTER_MOTION_ABSOLUTE = 1, POINTER_BUTTON = 2, POINTER_FRAME = 4 };

static void on_global(void *data, struct wl_registry *registry, uint32_t name,
                      const char *interface, uint32_t version)
{
    struct wl_proxy **manager = data;

    (void)version;
    if (strcmp(interface, manager_interface.name) == 0)
        *manager = wl_registry_bind(registry, name, &manager_interface, 1);
}

static void on_gone(void *data, struct wl_registry *registry, uint32_t name)
{
    (void)data, (void)registry, (void)name;
}

static uint32_t now_ms(void)
{
    struct timespec ts;

    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint32_t)(ts.tv_sec * 1000 + ts.tv_nsec / 1000000);
}

static void send(struct wl_proxy *pointer, uint32_t what, uint32_t a, uint32_t b, uint32_t width,
                 uint32_t height)
{
    if (what == POINTER_BUTTON)
        wl_proxy_marshal(pointer, what, now_ms(), a, b);
    else
        wl_proxy_marshal(pointer, what, now_ms(), a, b, width, height);
    wl_proxy_marshal(pointer, POINTER_FRAME);
}

int main(int argc, char **argv)
{
    static const struct wl_registry_listener listener = {on_global, on_gone};
    struct wl_display *display = wl_display_connect(NULL);
    struct wl_proxy *manager = NULL, *pointer;
    uint32_t width, height, x, y;
    char line[64];

    if (!display || argc != 3)
        errx(1, "a display, a width and a height are needed");
    width = (uint32_t)atoi(argv[1]);
    height = (uint32_t)atoi(argv[2]);
    (void)wl_registry_add_listener(wl_display_get_registry(display), &listener, &manager);
    if (wl_display_roundtrip(display) < 0 || !manager)
        errx(1, "the compositor takes no mouse");
    pointer = wl_proxy_marshal_constructor(manager, MANAGER_CREATE, &pointer_interface, NULL, NULL);
    send(pointer, POINTER_MOTION_ABSOLUTE, 1, 1, width, height);
    if (wl_display_roundtrip(display) < 0)
        errx(1, "the compositor went away");
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    puts("ready");
    while (fgets(line, sizeof(line), stdin) && sscanf(line, "%u %u", &x, &y) == 2) {
        send(pointer, POINTER_MOTION_ABSOLUTE, x, y, width, height);
        send(pointer, POINTER_BUTTON, LEFT, WL_POINTER_BUTTON_STATE_PRESSED, 0, 0);
        send(pointer, POINTER_BUTTON, LEFT, WL_POINTER_BUTTON_STATE_RELEASED, 0, 0);
        if (wl_display_roundtrip(display) < 0)
            errx(1, "the compositor went away");
        puts("clicked");
    }
    wl_proxy_destroy(pointer);
    wl_proxy_destroy(manager);
    wl_display_disconnect(display);
    return 0;
}
