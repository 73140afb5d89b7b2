/* A list of sentences for the user. Each is valid text of at most COMPLAINT_MAX bytes, so that the
 * whole list fits into one message. */
#include "config/complaints.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void complaints_done(struct complaints *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->n; i++)
        free(c->items[i]);
    free(c->items);
    *c = (struct complaints){0};
}

static int grow(struct complaints *c)
{
    size_t size = c->size > 0 ? 2 * c->size : 8;
    char **items;

    if (c->n < c->size)
        return 0;
    items = realloc(c->items, size * sizeof(*items));
    if (!items)
        return -ENOMEM;
    c->items = items;
    c->size = size;
    return 0;
}

void complaints_add(struct complaints *c, const char *format, ...)
{
    char text[COMPLAINT_MAX], *item;
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (n >= (int)sizeof(text)) { /* cut at a character's start */
        n = (int)sizeof(text) - 4;
        while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
            n--;
        memcpy(text + n, "...", sizeof("..."));
    }
    if (n < 0 || c->n > COMPLAINTS_MAX || grow(c) < 0 || !(item = strdup(text))) {
        c->dropped++;
        return;
    }
    c->items[c->n++] = item;
}
