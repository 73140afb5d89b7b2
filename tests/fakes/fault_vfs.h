/* A disk that fails where a test wants it: SQLite's own file system with a fault at the Nth
 * operation. What counts is what can change a file or make a change last: writes, truncations,
 * syncs and deletions. Syncs cost nothing here; what is synced is remembered instead. */
#pragma once

#include <sqlite3.h>
#include <stdbool.h>

enum disk_fault {
    DISK_FULL,  /* writes fail, half done */
    DISK_WRITE, /* writes, truncations and deletions fail with an I/O error */
    DISK_SYNC,  /* syncs do; what they were to make last stays as it is */
    DISK_CUT,   /* the power goes: nothing works any more */
    DISK_FAULT_COUNT,
};

struct disk {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    long ops; /* so far */
    enum disk_fault fault;
    long at, span; /* of ops: the first that fails, from 1 on (0: none), and how many do */
    struct disk_file *files;
    unsigned random;
};

/* Takes the place of SQLite's default file system, until disk_done(). Nothing may be open. */
void disk_init(struct disk *d);
void disk_done(struct disk *d);
/* Counting begins anew, and what lies on the disk now is synced. Nothing may be open. */
void disk_fail(struct disk *d, enum disk_fault fault, long at, long span);
/* Whether the fault has come. */
bool disk_failed(const struct disk *d);
/* After a cut, when all is closed: leaves in each file what was synced, and of what was written
 * since as much as luck has it, by sectors: none, all, or some of them, by `luck`. From then on the
 * disk works again. */
void disk_power(struct disk *d, unsigned luck);
