/* Programs of the user's: started in a session of their own, so that they can be ended with all
 * they started.
 */
#pragma once

#include <stddef.h>
#include <sys/types.h>

#define CHILD_SILENT (-1)

/* Starts argv[0], looked for in PATH when it has no '/'. Its environment is ours, but for those
 * whose names `variables` ("NAME=value", up to a NULL) set. It reads /dev/null, writes both of its
 * outputs to a descriptor of ours (CHILD_SILENT: to /dev/null), inherits no other
 * one, and its signals are as a program expects them. *ret leads a session and a process
 * group. The cost does not grow with our size. 0 or -errno: -ENOENT, -EACCES, -ENOEXEC… as exec
 * has them.
 *
 * In a sandbox (outside.h) *ret is who waits for it: its environment is the service manager's with
 * the variables, and whoever kills *ret leaves it to its end, after so many seconds at most. */
int child_start(char *const *argv, char *const *variables, int output, int seconds, pid_t *ret);
/* Waits for n of them that were told to end, and kills with their groups those that do not. Not for
 * longer than 100 ms; whoever is not gone by then init has to reap. */
void child_await(const pid_t *pids, size_t n);
