/* One character at a time, so that what is printed in between stands where it would. */
#include "tests/fakes/keyboard.h"

static ssize_t strike(void *userdata, char *ret, size_t size)
{
    struct keyboard *k = userdata;

    if (size == 0 || !k->typed || *k->typed == '\0')
        return 0;
    (void)fputs(*k->typed == '\n' && !k->begun ? "(Enter)" : "", k->shows);
    (void)fputc(*k->typed, k->shows);
    k->begun = *k->typed != '\n';
    *ret = *k->typed++;
    return 1;
}

FILE *keyboard_open(struct keyboard *k)
{
    return fopencookie(k, "r", (cookie_io_functions_t){.read = strike});
}
