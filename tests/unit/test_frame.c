/* Frames: messages cut out of streams however they are sliced, and the limit to the byte. */
#include "common/frame.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/fakes/draw.h"

/* Puts bytes in, as much as there is room for at a time. Returns 0 or frames_room()'s error. */
static int put(struct frames *f, const char *data, size_t n)
{
    while (n > 0) {
        size_t room = 0, part;
        int error = 0;
        char *to = frames_room(f, &room, &error);

        if (!to)
            return error;
        assert_true(room > 0);
        assert_true(f->size <= f->limit);
        part = n < room ? n : room;
        memcpy(to, data, part);
        frames_filled(f, part);
        data += part;
        n -= part;
    }
    return 0;
}

static void test_cut(void **state)
{
    struct frames f;
    size_t n = 99;
    char *message;

    (void)state;
    frames_init(&f, FRAME_MAX);
    assert_null(frames_next(&f, &n));
    assert_false(frames_partial(&f));

    assert_int_equal(put(&f, "one\0\0thr", 8), 0);
    assert_true(frames_partial(&f));
    message = frames_next(&f, &n);
    assert_string_equal(message, "one");
    assert_int_equal(n, 3);
    message = frames_next(&f, &n);
    assert_string_equal(message, "");
    assert_int_equal(n, 0);
    n = 99;
    assert_null(frames_next(&f, &n));
    assert_int_equal(n, 99);
    assert_true(frames_partial(&f));

    assert_int_equal(put(&f, "ee", 3), 0);
    assert_false(frames_partial(&f));
    message = frames_next(&f, &n);
    assert_string_equal(message, "three");
    assert_int_equal(n, 5);
    assert_false(frames_partial(&f));
    assert_null(frames_next(&f, &n));

    frames_done(&f);
    assert_null(frames_next(&f, &n));
    frames_done(&f);
    frames_done(NULL);
}

/* A message of the limit, its NUL included, is taken; one byte more is refused when limit bytes are
 * there without a NUL. */
static void test_limit(void **state)
{
    static const size_t limits[] = {1, 2, 1000, 1024, 1025, 3000, FRAME_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        size_t limit = limits[i], n, room;
        char *data = calloc(1, limit);
        struct frames f;
        int error = 0;

        assert_non_null(data);
        memset(data, 'x', limit - 1);
        frames_init(&f, limit);
        for (int twice = 0; twice < 2; twice++) {
            assert_int_equal(put(&f, data, limit), 0);
            assert_non_null(frames_next(&f, &n));
            assert_int_equal(n, limit - 1);
        }
        if (limit > 1) {
            /* The limit is a message's, wherever in the buffer it begins. */
            assert_int_equal(put(&f, "\0y", 2), 0);
            assert_non_null(frames_next(&f, &n));
            assert_int_equal(put(&f, data + 1, limit - 1), 0);
            assert_non_null(frames_next(&f, &n));
            assert_int_equal(n, limit - 1);
        }

        data[limit - 1] = 'x';
        assert_int_equal(put(&f, data, limit), 0);
        assert_null(frames_next(&f, &n));
        assert_true(frames_partial(&f));
        assert_null(frames_room(&f, &room, &error));
        assert_int_equal(error, -EMSGSIZE);
        assert_int_equal(f.size, limit);
        frames_done(&f);
        free(data);
    }
}

static void test_full_of_messages(void **state)
{
    struct frames f;
    size_t n, room;
    int error = 0;

    (void)state;
    frames_init(&f, 4);
    assert_int_equal(put(&f, "a\0bc", 4), 0);
    assert_null(frames_room(&f, &room, &error));
    assert_int_equal(error, -ENOBUFS);
    assert_string_equal(frames_next(&f, &n), "a");
    assert_int_equal(put(&f, "d", 2), 0);
    assert_string_equal(frames_next(&f, &n), "bcd");
    frames_done(&f);
}

/* A small message costs a small buffer. */
static void test_growth(void **state)
{
    struct frames f;
    size_t n;

    (void)state;
    frames_init(&f, FRAME_MAX);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(put(&f, "{\"method\":\"org.knead.Status\"}", 30), 0);
        assert_non_null(frames_next(&f, &n));
    }
    assert_true(f.size <= 4096);
    frames_done(&f);
}

/* Random messages in random slices come out as they went in. */
static void test_slices(void **state)
{
    enum { LIMIT = 5000, TOTAL = 400000 };
    uint64_t seed = seed_of_run();
    char *stream = malloc(TOTAL);
    size_t made = 0, sent = 0, seen = 0;
    struct frames f;

    (void)state;
    assert_non_null(stream);
    while (made < TOTAL) {
        size_t n = draw(&seed) % (draw(&seed) % 4 ? 40 : LIMIT);

        n = n < TOTAL - made ? n : TOTAL - made - 1;
        memset(stream + made, 'a' + (int)(draw(&seed) % 26), n);
        stream[made + n] = '\0';
        made += n + 1;
    }
    frames_init(&f, LIMIT);
    while (sent < TOTAL) {
        size_t room, part, n;
        int error = 0;
        char *to = frames_room(&f, &room, &error), *message;

        assert_non_null(to);
        part = 1 + draw(&seed) % room;
        part = part < TOTAL - sent ? part : TOTAL - sent;
        memcpy(to, stream + sent, part);
        frames_filled(&f, part);
        sent += part;
        while ((message = frames_next(&f, &n))) {
            assert_int_equal(strlen(message), n);
            assert_string_equal(message, stream + seen);
            seen += n + 1;
        }
        assert_int_equal(frames_partial(&f), seen < sent);
    }
    assert_int_equal(seen, TOTAL);
    frames_done(&f);
    free(stream);
}

/* A long message that comes byte by byte: looking through all of it again for each byte would take
 * hours. */
static void test_drip(void **state)
{
    const size_t total = (size_t)4 << 20;
    struct frames f;
    size_t n = 0;

    (void)state;
    frames_init(&f, total);
    for (size_t i = 0; i < total; i++) {
        assert_null(frames_next(&f, &n));
        assert_int_equal(put(&f, i + 1 < total ? "x" : "", 1), 0);
    }
    assert_non_null(frames_next(&f, &n));
    assert_int_equal(n, total - 1);
    frames_done(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_full_of_messages),
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_slices),
        cmocka_unit_test(test_drip),
    };
    return cmocka_run_group_tests_name("frame", tests, NULL, NULL);
}
