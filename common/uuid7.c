/* UUID version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, the version, 12 random bits, the
 * variant, 62 random bits; so its text sorts as its time does. */
#include "common/uuid7.h"

#include <string.h>

#include "common/scope.h"

#define UUID_BYTES 16
#define TIME_BYTES 6

/* How the text looks: 'x' any hexadecimal digit, 'v' one of the variant's. */
static const char shape[] = "xxxxxxxx-xxxx-7xxx-vxxx-xxxxxxxxxxxx";
_Static_assert(sizeof shape == UUID7_TEXT_MAX, "a UUID is 36 characters");

void uuid7_print(struct wall at, const uint8_t random[static UUID7_RANDOM],
                 char ret[static UUID7_TEXT_MAX])
{
    uint64_t ms = at.us > 0 ? (uint64_t)at.us / 1000 : 0;
    uint8_t bytes[UUID_BYTES];

    for (size_t i = 0; i < TIME_BYTES; i++)
        bytes[i] = (uint8_t)(ms >> (8 * (TIME_BYTES - 1 - i)));
    memcpy(bytes + TIME_BYTES, random, UUID7_RANDOM);
    bytes[6] = (uint8_t)(0x70 | (bytes[6] & 0x0f));
    bytes[8] = (uint8_t)(0x80 | (bytes[8] & 0x3f));

    for (size_t i = 0, digit = 0; i < sizeof shape; i++) {
        if (shape[i] == '-' || shape[i] == '\0') {
            ret[i] = shape[i];
            continue;
        }
        ret[i] = "0123456789abcdef"[bytes[digit / 2] >> (digit % 2 ? 0 : 4) & 0x0f];
        digit++;
    }
}

bool uuid7_valid(const char *text)
{
    for (size_t i = 0; shape[i] != '\0'; i++) {
        const char *allowed = shape[i] == 'x'   ? "0123456789abcdef"
                              : shape[i] == 'v' ? "89ab"
                                                : (char[]){shape[i], '\0'};

        if (text[i] == '\0' || !strchr(allowed, text[i]))
            return false;
    }
    return text[UUID7_TEXT_MAX - 1] == '\0';
}
