/* A real daemon whose ports are all fakes, for tests of what stands before it. */
#include "tests/fakes/fake_daemon.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/scope.h"

static void need(bool what, const char *why)
{
    if (what)
        return;
    (void)fprintf(stderr, "fake daemon: %s\n", why);
    abort();
}

void fake_daemon_schedule(struct fake_daemon *f, const char *ini)
{
    FILE *file = fopen(f->schedule, "we");

    need(file && fputs(ini, file) >= 0 && fclose(file) == 0, "the schedule cannot be written");
}

void fake_daemon_init(struct fake_daemon *f, const char *ini, bool with_log)
{
    struct complaints complaints = {0};
    struct settings settings;
    struct daemon_options options = {0};
    int64_t now = civil_day(2026, 3, 27) * SECONDS_PER_DAY + INT64_C(9) * 3600;

    *f = (struct fake_daemon){.folder = "/tmp/knead-test-XXXXXX"};
    need(mkdtemp(f->folder), "no scratch folder");
    (void)snprintf(f->schedule, sizeof(f->schedule), "%s/knead.ini", f->folder);
    fake_daemon_schedule(f, ini);
    fake_clock_init(&f->clock, (struct moment){{now * USEC_PER_SEC}, {USEC_PER_HOUR}});
    fake_zone_init(&f->zone, 3600);
    f->notifier = fake_notifier_new();
    need(f->notifier, "no memory");
    fake_store_init(&f->store);
    if (daemon_settings(f->schedule, &settings, &complaints) < 0)
        need(false, complaints.n > 0 ? complaints.items[0] : "the schedule cannot be read");
    complaints_done(&complaints);
    options.clock = &f->clock.clock;
    options.zone = &f->zone.source;
    options.notifier = &f->notifier->notifier;
    options.store = with_log ? &f->store.store : NULL;
    options.store_trouble = "the log is damaged";
    options.log_path = "/nowhere/knead.db";
    options.schedule_path = f->schedule;
    need(daemon_new(&f->daemon, &options, &settings) == 0, "no daemon");
    need(daemon_start(f->daemon) == 0, "the daemon does not start");
}

void fake_daemon_done(struct fake_daemon *f)
{
    DIR *folder;

    daemon_free(f->daemon);
    fake_store_done(&f->store);
    notifier_free(&f->notifier->notifier);
    fake_zone_done(&f->zone);
    folder = opendir(f->folder);
    for (const struct dirent *e = folder ? readdir(folder) : NULL; e; e = readdir(folder))
        (void)unlinkat(dirfd(folder), e->d_name, 0);
    if (folder)
        (void)closedir(folder);
    (void)rmdir(f->folder);
}
