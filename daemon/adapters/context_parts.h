/* The parts of context_system.c: each knows how to look for one sign, and nothing of the others.
 *
 * A part's look answers 1: busy, and says how in what; 0: not busy; -EAGAIN: not known yet, look
 * again in the loop's next turn; -EINPROGRESS: not known yet, the part enables its wake source when
 * it is; any other -errno: it cannot look. what is of WHAT_MAX bytes.
 */
#pragma once

#include <dirent.h>
#include <stdbool.h>
#include <sys/types.h>
#include <systemd/sd-event.h>

#define WHAT_MAX 128

/* ------------------------------------------------------------------- what the kernel shows */

/* ALSA's capture streams in proc/asound. Never -EAGAIN or -EINPROGRESS. */
int microphone_look(const char *proc, char *what);

/* Video devices that are open in this user's processes. All zero to begin with. */
struct camera {
    DIR *processes, *files; /* where the scan has come to */
    const char *process;    /* files is of this one; part of processes */
};

/* Whether there is one: dev has a file video0 or the like. */
bool camera_there(const char *dev);
/* dev: its real path, as links in proc show it. A slice of the processes a call, else -EAGAIN. */
int camera_look(struct camera *c, const char *proc, const char *dev, char *what);
/* Ends a scan at any moment; the next look begins anew. */
void camera_stop(struct camera *c);

/* --------------------------------------------------------------------------------- the buses */

/* Who keeps the screensaver off, asked of those who know it. */
struct screensaver;

/* Connects and asks; wake, kept by the caller, is enabled once there is an answer. 0 or -ENOMEM:
 * a bus that is not there is an answer as well. */
int screensaver_ask(struct screensaver **ret, sd_event *loop, sd_event_source *wake);
int screensaver_look(const struct screensaver *s, char *what);
/* Disconnects. NULL is fine. */
void screensaver_free(struct screensaver *s);

/* ------------------------------------------------------------------------------- the command */

/* A command that answers by its exit code. All zero to begin with. */
struct command {
    enum { COMMAND_NONE, COMMAND_RUNS, COMMAND_ENDED, COMMAND_KILLED } state;
    pid_t pid; /* and its process group */
    sd_event_source *end, *wake;
    bool succeeded;
};

/* Runs argv with the first call, its outputs to a descriptor of ours or CHILD_SILENT; 1: it ended
 * with 0. Says no what. SIGCHLD is blocked in all threads. -EBUSY: what was killed before has not
 * ended yet. */
int command_look(struct command *c, sd_event *loop, sd_event_source *wake, char *const *argv,
                 int output);
/* Kills it with all it started, if it runs; it is reaped from the loop. */
void command_stop(struct command *c);
/* The same and waits for its end, shortly. */
void command_done(struct command *c);
