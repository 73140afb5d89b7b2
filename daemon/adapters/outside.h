/* Programs of the user's outside of our sandbox: the user's service manager starts them, as units
 * of their own, and systemd-run(1) stands for them here.
 */
#pragma once

#include <stdbool.h>

/* Whether they are to be: our unit says so, and there is a bus by which the manager can be asked.
 */
bool outside_wanted(void);
/* The call of systemd-run that runs argv with those variables ("NAME=value", up to a NULL, which
 * the call itself is to be given), for at most so many seconds, ends with its exit code, and then
 * ends what it left behind. *ret is one piece of memory, free() it. 0; -ENOMEM; -ENOENT, -EACCES:
 * there is no such program. */
int outside_wrap(char *const *argv, char *const *variables, int seconds, char ***ret);
