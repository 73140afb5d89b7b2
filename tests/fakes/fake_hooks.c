/* Keeps the hook port's promises without a process: nothing is told from inside run(), and an end
 * only when the test says so.
 */
#include "tests/fakes/fake_hooks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"

static int fake_run(struct hooks *hooks, const char *name, char *const *argv,
                    char *const *variables)
{
    struct fake_hooks *f = (struct fake_hooks *)hooks;
    int refuse = f->refuse;
    struct fake_run *run;
    AUTO_FCLOSE FILE *out = NULL;
    size_t size;

    f->refuse = 0;
    if (refuse)
        return refuse;
    if (f->n == f->size) {
        f->size = f->size ? 2 * f->size : 16;
        f->runs = reallocarray(f->runs, f->size, sizeof(*f->runs));
    }
    run = f->runs ? &f->runs[f->n] : NULL;
    out = run ? open_memstream(&run->text, &size) : NULL;
    if (!out)
        abort();
    (void)snprintf(run->name, sizeof(run->name), "%s", name);
    for (; *argv; argv++)
        (void)fprintf(out, "%s\n", *argv);
    for (; *variables; variables++)
        (void)fprintf(out, "%s\n", *variables);
    f->n++;
    return 0;
}

static void fake_free(struct hooks *hooks)
{
    (void)hooks; /* the test owns it */
}

void fake_hooks_init(struct fake_hooks *f)
{
    static const struct hooks_ops ops = {fake_run, fake_free};

    *f = (struct fake_hooks){.hooks = {.ops = &ops}};
}

void fake_hooks_done(struct fake_hooks *f)
{
    for (size_t i = 0; i < f->n; i++)
        free(f->runs[i].text);
    free(f->runs);
    *f = (struct fake_hooks){0};
}

void fake_hooks_end(struct fake_hooks *f, size_t i, enum hook_end end, const char *why)
{
    if (f->hooks.listener)
        f->hooks.listener->ended(f->hooks.userdata, f->runs[i].name, end, why);
}

const char *fake_hooks_variable(const struct fake_hooks *f, size_t i, const char *name)
{
    char line[64];
    const char *at;

    (void)snprintf(line, sizeof(line), "\n%s=", name);
    at = strstr(f->runs[i].text, line);
    return at ? at + strlen(line) : NULL;
}
