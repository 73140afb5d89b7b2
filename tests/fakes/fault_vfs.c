/* Files lie on the real disk, each with a shadow: what of it was synced, and each write since. */
#include "tests/fakes/fault_vfs.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/scope.h"

#define SECTOR 512

/* A change that is not synced: bytes at an offset, or with none a new size. */
struct change {
    struct change *next;
    sqlite3_int64 offset;
    size_t n;
    char bytes[];
};

struct disk_file {
    struct disk_file *next;
    char path[PATH_MAX];
    char *synced;
    size_t n;
    bool is_synced; /* its name is on disk */
    bool deleted;   /* and that is not */
    struct change *changes, **last;
};

/* What SQLite holds; the real file's own structure follows it. */
struct open_file {
    sqlite3_file base;
    struct disk *disk;
    struct disk_file *file; /* NULL: one for the moment */
    bool with_folder;       /* its first sync is its folder's as well, as SQLite's own has it */
    sqlite3_file *real;
};

static void *memory(void *p)
{
    if (!p)
        abort();
    return p;
}

static struct open_file *open_of(sqlite3_file *file)
{
    return (struct open_file *)file;
}

static struct disk *disk_of(sqlite3_vfs *vfs)
{
    return vfs->pAppData;
}

/* Counts one operation. SQLITE_OK, or how it fails. */
static int gate(struct disk *d, enum disk_fault fault, int code)
{
    bool failing;

    d->ops++;
    failing = d->at > 0 && d->ops >= d->at && d->ops - d->at < d->span;
    if (!failing || (d->fault != fault && d->fault != DISK_CUT))
        return SQLITE_OK;
    return d->fault == DISK_CUT ? SQLITE_IOERR : code;
}

/* ------------------------------------------------------------------ the shadow */

static void forget_changes(struct disk_file *f)
{
    for (struct change *c = f->changes, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    f->changes = NULL;
    f->last = &f->changes;
}

static char *read_all(const char *path, size_t *ret_n)
{
    AUTO_FCLOSE FILE *in = fopen(path, "re");
    struct stat st;
    char *bytes;

    if (!in || fstat(fileno(in), &st) < 0)
        return NULL;
    bytes = memory(malloc((size_t)st.st_size + 1));
    *ret_n = fread(bytes, 1, (size_t)st.st_size, in);
    return bytes;
}

static void synced(struct disk_file *f)
{
    free(f->synced);
    f->n = 0;
    f->synced = read_all(f->path, &f->n);
    f->is_synced = f->synced != NULL;
    f->deleted = false;
    forget_changes(f);
}

/* What is there when a file is met first is on disk. */
static struct disk_file *file_of(struct disk *d, const char *path)
{
    struct disk_file *f = d->files;

    while (f && strcmp(f->path, path) != 0)
        f = f->next;
    if (f)
        return f;
    f = memory(calloc(1, sizeof *f));
    (void)snprintf(f->path, sizeof f->path, "%s", path);
    f->last = &f->changes;
    f->next = d->files;
    d->files = f;
    synced(f);
    return f;
}

static void changed(struct disk_file *f, const void *bytes, size_t n, sqlite3_int64 offset)
{
    struct change *c;

    if (!f)
        return;
    c = memory(malloc(sizeof *c + n));
    *c = (struct change){.offset = offset, .n = n};
    if (n > 0)
        memcpy(c->bytes, bytes, n);
    *f->last = c;
    f->last = &c->next;
}

/* ------------------------------------------------------------------ files */

static int file_close(sqlite3_file *file)
{
    struct open_file *o = open_of(file);

    return o->real->pMethods ? o->real->pMethods->xClose(o->real) : SQLITE_OK;
}

static int file_read(sqlite3_file *file, void *buffer, int n, sqlite3_int64 offset)
{
    sqlite3_file *real = open_of(file)->real;
    return real->pMethods->xRead(real, buffer, n, offset);
}

static int file_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 offset)
{
    struct open_file *o = open_of(file);
    int r = gate(o->disk, DISK_WRITE, SQLITE_IOERR_WRITE), half = n / 2;
    bool full = r == SQLITE_OK && o->disk->fault == DISK_FULL && disk_failed(o->disk) &&
                o->disk->ops - o->disk->at < o->disk->span;

    if (r == SQLITE_IOERR) { /* the last thing that was under way */
        if (o->disk->ops == o->disk->at)
            changed(o->file, bytes, (size_t)n, offset);
        return r;
    }
    if (r != SQLITE_OK)
        return r;
    if (full) {
        changed(o->file, bytes, (size_t)half, offset);
        (void)o->real->pMethods->xWrite(o->real, bytes, half, offset);
        return SQLITE_FULL;
    }
    changed(o->file, bytes, (size_t)n, offset);
    return o->real->pMethods->xWrite(o->real, bytes, n, offset);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct open_file *o = open_of(file);
    int r = gate(o->disk, DISK_WRITE, SQLITE_IOERR_TRUNCATE);

    if (r != SQLITE_OK)
        return r;
    changed(o->file, NULL, 0, size);
    return o->real->pMethods->xTruncate(o->real, size);
}

static int file_sync(sqlite3_file *file, int flags)
{
    struct open_file *o = open_of(file);
    int r = gate(o->disk, DISK_SYNC, SQLITE_IOERR_FSYNC);

    (void)flags;
    if (r != SQLITE_OK || !o->file)
        return r;
    synced(o->file);
    for (struct disk_file *f = o->disk->files; o->with_folder && f; f = f->next) {
        if (f->deleted)
            synced(f);
        f->is_synced = f->is_synced || access(f->path, F_OK) == 0;
    }
    o->with_folder = false;
    return r;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *ret)
{
    sqlite3_file *real = open_of(file)->real;
    return real->pMethods->xFileSize(real, ret);
}

static int file_lock(sqlite3_file *file, int level)
{
    sqlite3_file *real = open_of(file)->real;
    return real->pMethods->xLock(real, level);
}

static int file_unlock(sqlite3_file *file, int level)
{
    sqlite3_file *real = open_of(file)->real;
    return real->pMethods->xUnlock(real, level);
}

static int file_reserved(sqlite3_file *file, int *ret)
{
    sqlite3_file *real = open_of(file)->real;
    return real->pMethods->xCheckReservedLock(real, ret);
}

static int file_control(sqlite3_file *file, int op, void *argument)
{
    sqlite3_file *real = open_of(file)->real;
    return real->pMethods->xFileControl(real, op, argument);
}

static int file_sector(sqlite3_file *file)
{
    (void)file;
    return SECTOR;
}

static int file_device(sqlite3_file *file)
{
    (void)file;
    return 0; /* a disk that promises nothing */
}

static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_device,
};

/* ------------------------------------------------------------------ the file system */

static int vfs_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags,
                    int *ret_flags)
{
    struct disk *d = disk_of(vfs);
    struct open_file *o = open_of(file);
    int r;

    *o = (struct open_file){.disk = d, .real = (sqlite3_file *)(o + 1)};
    memset(o->real, 0, (size_t)d->real->szOsFile);
    if (d->fault == DISK_CUT && disk_failed(d))
        return SQLITE_CANTOPEN;
    o->file = name ? file_of(d, name) : NULL; /* before it is made */
    if (o->file && o->file->deleted) {        /* made anew, as another file */
        o->file->n = 0;
        o->file->is_synced = o->file->deleted = false;
    }
    o->with_folder =
        (flags & SQLITE_OPEN_CREATE) && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL));
    r = d->real->xOpen(d->real, name, o->real, flags, ret_flags);
    if (r == SQLITE_OK || o->real->pMethods)
        o->base.pMethods = &methods;
    return r;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
    struct disk *d = disk_of(vfs);
    struct disk_file *f = file_of(d, name);
    int r = gate(d, DISK_WRITE, SQLITE_IOERR_DELETE);

    if (r != SQLITE_OK)
        return r;
    r = d->real->xDelete(d->real, name, 0);
    if (r != SQLITE_OK)
        return r;
    forget_changes(f);
    f->deleted = f->is_synced;
    if (sync_folder)
        synced(f);
    return r;
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *ret)
{
    struct disk *d = disk_of(vfs);
    return d->real->xAccess(d->real, name, flags, ret);
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *name, int n, char *ret)
{
    struct disk *d = disk_of(vfs);
    return d->real->xFullPathname(d->real, name, n, ret);
}

static int vfs_randomness(sqlite3_vfs *vfs, int n, char *ret)
{
    struct disk *d = disk_of(vfs);
    return d->real->xRandomness(d->real, n, ret);
}

static int vfs_sleep(sqlite3_vfs *vfs, int us)
{
    struct disk *d = disk_of(vfs);
    return d->real->xSleep(d->real, us);
}

static int vfs_time(sqlite3_vfs *vfs, double *ret)
{
    struct disk *d = disk_of(vfs);
    return d->real->xCurrentTime(d->real, ret);
}

static int vfs_error(sqlite3_vfs *vfs, int n, char *ret)
{
    (void)vfs, (void)n, (void)ret;
    return 0; /* a fault of this file system's has no errno */
}

void disk_init(struct disk *d)
{
    *d = (struct disk){.real = sqlite3_vfs_find(NULL)};
    d->vfs = (sqlite3_vfs){
        .iVersion = 1,
        .szOsFile = (int)sizeof(struct open_file) + d->real->szOsFile,
        .mxPathname = d->real->mxPathname,
        .zName = "fault",
        .pAppData = d,
        .xOpen = vfs_open,
        .xDelete = vfs_delete,
        .xAccess = vfs_access,
        .xFullPathname = vfs_full_path,
        .xRandomness = vfs_randomness,
        .xSleep = vfs_sleep,
        .xCurrentTime = vfs_time,
        .xGetLastError = vfs_error,
    };
    if (sqlite3_vfs_register(&d->vfs, 1) != SQLITE_OK)
        abort();
}

static void forget_files(struct disk *d)
{
    for (struct disk_file *f = d->files, *next; f; f = next) {
        next = f->next;
        forget_changes(f);
        free(f->synced);
        free(f);
    }
    d->files = NULL;
}

void disk_done(struct disk *d)
{
    (void)sqlite3_vfs_unregister(&d->vfs);
    (void)sqlite3_vfs_register(d->real, 1);
    forget_files(d);
}

void disk_fail(struct disk *d, enum disk_fault fault, long at, long span)
{
    d->fault = fault;
    d->at = at;
    d->span = span;
    d->ops = 0;
    forget_files(d);
}

bool disk_failed(const struct disk *d)
{
    return d->at > 0 && d->ops >= d->at;
}

/* ------------------------------------------------------------------ after a cut */

static bool lucky(struct disk *d, unsigned luck)
{
    d->random = d->random * 1103515245 + 12345;
    return luck == 1 || (luck > 1 && d->random >> 16 & 1);
}

static void put_back(struct disk *d, const struct disk_file *f, unsigned luck)
{
    AUTO_CLOSE int fd = -1;

    if (f->deleted ? lucky(d, luck) : !f->is_synced && !lucky(d, luck)) {
        (void)unlink(f->path); /* the deletion lasted, or the making did not */
        return;
    }
    fd = open(f->path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || (f->n > 0 && pwrite(fd, f->synced, f->n, 0) != (ssize_t)f->n))
        abort();
    for (const struct change *c = f->changes; c; c = c->next) {
        if (c->n == 0 && lucky(d, luck) && ftruncate(fd, c->offset) < 0)
            abort();
        for (size_t at = 0, n; at < c->n; at += n) {
            n = SECTOR - (size_t)(c->offset + (sqlite3_int64)at) % SECTOR;
            n = n < c->n - at ? n : c->n - at;
            if (lucky(d, luck) && pwrite(fd, c->bytes + at, n, c->offset + (off_t)at) != (ssize_t)n)
                abort();
        }
    }
}

void disk_power(struct disk *d, unsigned luck)
{
    d->random = luck;
    for (const struct disk_file *f = d->files; f; f = f->next)
        put_back(d, f, luck);
    forget_files(d);
    d->at = 0;
}
