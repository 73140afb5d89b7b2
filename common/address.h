/* Where the socket and the log lie: one answer for both programs. Reads the environment
 * (XDG Base Directory Specification: an empty or relative variable counts as unset). */
#pragma once

#include <stddef.h>

#define ADDRESS_MAX 108 /* sun_path, unix(7) */
#define FOLDER_MAX  4096

/* The socket's path: $XDG_RUNTIME_DIR/knead/control; without that variable
 * /run/user/UID/knead/control where that folder is ours; else knead/run/control under
 * $XDG_STATE_HOME or ~/.local/state, a private folder that needs no session. 0, -ENAMETOOLONG, or
 * -ENOENT when there is no home either. */
int address_socket(char ret[static ADDRESS_MAX]);
/* $XDG_DATA_HOME/knead/knead.db (~/.local/share). 0, -ENOENT, -ENAMETOOLONG. */
int address_database(char ret[static FOLDER_MAX]);
/* What was said while no daemon took it in: $XDG_STATE_HOME/knead/spool (~/.local/state). The same
 * errors. */
int address_spool(char ret[static FOLDER_MAX]);
/* The schedule: the first of $XDG_CONFIG_HOME/knead/knead.ini (~/.config), then each of
 * $XDG_CONFIG_DIRS (/etc/xdg) that exists. 0, or -ENOENT when none does (the built-in default
 * holds). */
int address_schedule(char ret[static FOLDER_MAX]);
/* The same for moves.ini; -ENOENT: there are the shipped moves only. */
int address_moves(char ret[static FOLDER_MAX]);
/* A path from the root on, which stays right in another folder; *ret is the caller's to free. 0 or
 * -errno. */
int address_absolute(const char *path, char **ret);
/* Makes every missing folder of the path to a file, 0700 and durable, and refuses a last folder
 * that is not ours or that others may enter; one of knead's own (.../knead, .../knead/run) is
 * closed to others instead. The path is absolute. 0 or -errno (-EPERM: not private). */
int address_make_private(const char *file);
/* Makes a file's name last: that it was made, moved or taken away is on disk when this returns 0.
 * The path is absolute. -errno where it may not be. */
int address_sync_folder(const char *file);
