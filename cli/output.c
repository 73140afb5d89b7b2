/* --output FILE. A report is about somebody's health, so a file of one is its owner's alone (CARE
 * R63); and it is whole when it has its name, and on disk when knead returns. */
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/address.h"
#include "common/file.h"
#include "common/scope.h"

#define PAGE_WIDTH 80

static enum exit_code refuse(struct output *output, const struct command *self, int error)
{
    enum exit_code code = error == -EEXIST ? EXIT_REFUSED : EXIT_NOT_SAVED;
    char why[512];

    if (error == -EEXIST)
        (void)snprintf(why, sizeof why,
                       "%.300s is there already, and was left alone. --force replaces a file",
                       output->path);
    else
        (void)snprintf(why, sizeof why, "%.300s cannot be written: %s. Nothing was written",
                       output->path, strerror(-error));
    command_complain(&output->was, self, why);
    free(output->temporary);
    *output = (struct output){0};
    return code;
}

static bool in_the_way(const struct arguments *arguments)
{
    struct stat st;

    return lstat(arguments->option[OPTION_OUTPUT], &st) == 0 &&
           (!arguments->option[OPTION_FORCE] || !S_ISREG(st.st_mode));
}

enum exit_code output_check(struct cli *cli, const struct command *self,
                            const struct arguments *arguments)
{
    struct output output = {.path = arguments->option[OPTION_OUTPUT], .was = *cli};

    return output.path && in_the_way(arguments) ? refuse(&output, self, -EEXIST) : EXIT_DONE;
}

enum exit_code output_begin(struct cli *cli, const struct command *self,
                            const struct arguments *arguments, struct output *ret)
{
    const char *path = arguments->option[OPTION_OUTPUT];
    bool force = arguments->option[OPTION_FORCE];
    FILE *file;
    int fd;

    *ret = (struct output){0};
    if (!path)
        return EXIT_DONE;
    ret->path = path;
    ret->force = force;
    ret->was = *cli;
    if (in_the_way(arguments))
        return refuse(ret, self, -EEXIST);
    if (asprintf(&ret->temporary, "%s%s.XXXXXX", strchr(path, '/') ? "" : "./", path) < 0) {
        ret->temporary = NULL;
        return refuse(ret, self, -ENOMEM);
    }
    fd = mkostemp(ret->temporary, O_CLOEXEC); /* 0600 */
    file = fd < 0 ? NULL : fdopen(fd, "w");
    if (!file)
        return refuse(ret, self, -errno);
    ret->cli = cli;
    cli->out = file;
    cli->pages = false;
    cli->view.width = PAGE_WIDTH;
    cli->view.colour = false;
    cli->view.ascii = false;
    return EXIT_DONE;
}

static int finish(const struct output *output, bool force)
{
    FILE *file = output->cli->out;
    bool bad = fflush(file) < 0 || ferror(file) || fsync(fileno(file)) < 0;
    int error = bad ? -errno : 0, r;

    if (fclose(file) < 0 && !bad)
        return -errno;
    if (bad)
        return error < 0 ? error : -EIO;
    r = file_rename(output->temporary, output->path, force);
    return r < 0 ? r : address_sync_folder(output->temporary); /* it has a folder in its name */
}

enum exit_code output_end(struct output *output, const struct command *self, enum exit_code code)
{
    int r = 0;

    if (!output->cli)
        return code;
    if (code == EXIT_DONE)
        r = finish(output, output->force);
    else
        (void)fclose(output->cli->out);
    if (r < 0 || code != EXIT_DONE)
        (void)unlink(output->temporary);
    *output->cli = output->was;
    if (r < 0)
        return refuse(output, self, r);
    if (code == EXIT_DONE) {
        (void)fputs("written to ", output->was.out);
        print_clean(output->was.out, output->path);
        (void)fputc('\n', output->was.out);
    }
    free(output->temporary);
    *output = (struct output){0};
    return code;
}

static bool ends_so(const char *path, const char *end)
{
    size_t n = strlen(path), m = end ? strlen(end) : 0;

    return m > 0 && n > m && strcmp(path + n - m, end) == 0;
}

int output_format(struct cli *cli, const struct command *self, const struct arguments *arguments,
                  const struct output_format *formats, size_t n)
{
    const char *name = arguments->option[OPTION_FORMAT], *path = arguments->option[OPTION_OUTPUT];
    char why[256];
    size_t used = 0;

    for (size_t i = 0; i < n && !name && path; i++)
        for (size_t k = 0; k < COUNT_OF(formats[i].ends); k++)
            if (ends_so(path, formats[i].ends[k]))
                return (int)i;
    for (size_t i = 0; i < n && name; i++)
        if (strcmp(name, formats[i].name) == 0)
            return (int)i;
    if (!name)
        return 0;
    for (size_t i = 0; i < n; i++)
        used += (size_t)snprintf(why + used, sizeof why - used, "%s%s",
                                 i == 0       ? "--format is "
                                 : i + 1 == n ? " or "
                                              : ", ",
                                 formats[i].name);
    (void)snprintf(why + used, sizeof why - used, ", not \"%.40s\"", name);
    command_complain(cli, self, why);
    return -EINVAL;
}
