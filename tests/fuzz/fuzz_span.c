/* Spans and amounts: whatever is read is in range, and reading what was printed changes nothing. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/moment.h"
#include "common/span.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_span(int64_t us)
{
    char text[SPAN_TEXT_MAX], again[SPAN_TEXT_MAX];
    int64_t read;

    span_print(us, text);
    if (us > SPAN_LIMIT_US)
        return;
    if (span_parse(text, &read) < 0 || read != (us > 0 ? us - us % USEC_PER_SEC : 0))
        abort();
    span_print(read, again);
    if (strcmp(text, again) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = calloc(1, size + 1);
    int64_t us = -1;
    int32_t ml = -1;

    if (!text)
        return 0;
    if (size > 0)
        memcpy(text, data, size);
    if (span_parse(text, &us) == 0) {
        if (us < 0 || us > SPAN_LIMIT_US)
            abort();
        check_span(us);
    } else if (us != -1) {
        abort();
    }
    if (amount_parse(text, &ml) == 0 ? ml < 1 || ml > AMOUNT_MAX_ML : ml != -1)
        abort();
    if (size >= sizeof us) {
        memcpy(&us, data, sizeof us);
        check_span(us);
    }
    free(text);
    return 0;
}
