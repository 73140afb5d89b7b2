/* Keeps the context port's promises without looking at anything: one look at a time, and its answer
 * when the test says so, never from inside a call.
 */
#include "tests/fakes/fake_context.h"

#include <errno.h>
#include <stdio.h>

static int fake_look(struct context *context, unsigned signs, const char *command)
{
    struct fake_context *f = (struct fake_context *)context;

    if (f->looking)
        return -EBUSY;
    f->looking = true;
    f->looks++;
    f->signs = signs;
    (void)snprintf(f->command, sizeof(f->command), "%s", command ? command : "");
    return 0;
}

static void fake_describe(struct context *context, char *ret, size_t size)
{
    (void)context;
    (void)snprintf(ret, size, "a test: not busy");
}

static void fake_free(struct context *context)
{
    ((struct fake_context *)context)->looking = false; /* the test owns it */
}

void fake_context_init(struct fake_context *f)
{
    static const struct context_ops ops = {fake_look, fake_describe, fake_free};

    *f = (struct fake_context){.context = {.ops = &ops}};
}

void fake_context_script(struct fake_context *f, const struct fake_answer *script, size_t n)
{
    f->script = script;
    f->script_n = n;
    f->next = 0;
}

bool fake_context_run(struct fake_context *f)
{
    struct fake_answer answer = {.what = ""};

    if (!f->looking)
        return false;
    if (f->script_n > 0) {
        answer = f->script[f->next];
        f->next += f->next + 1 < f->script_n;
    }
    if (!(f->signs & answer.busy)) /* busy with what nobody asks for */
        answer = (struct fake_answer){.what = ""};
    f->looking = false;
    if (f->context.listener)
        f->context.listener->looked(f->context.userdata, answer.busy, answer.what);
    return true;
}
