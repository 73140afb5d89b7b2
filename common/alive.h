/* Whether a kneadd is running, as a lock beside its socket tells. Connecting would tell too, but
 * where the service manager holds the socket, it would start one. */
#pragma once

#include <stdbool.h>

/* Takes the lock for as long as *ret_fd is open; the kernel gives it back when the process ends,
 * however it ends. 0, -EADDRINUSE (one is running already) or -errno. The folder is there. */
int alive_hold(const char *socket, int *ret_fd);
/* Says to whoever watches the folder that calls are answered from now on: changes the lock's file.
 */
void alive_announce(int fd);
bool alive_is_held(const char *socket);
