/* Any text as a library of moves: what is taken is whole and takes its turn, what is not has its
 * complaint, and a bad file changes nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/moves.h"

#define TURNS 40

static void need(bool what)
{
    if (!what)
        abort();
}

static void check(const struct moves *moves)
{
    for (size_t i = 0; i < moves->n; i++) {
        const struct move *m = &moves->items[i];
        char dose[MOVE_DOSE_MAX];

        need(moves_find(moves, m->name) == m);
        if (!m->enabled)
            continue;
        need(m->title[0] && m->steps_n > 0 && m->steps[0] && m->regions && m->hold > 0);
        move_dose(m, dose);
        need(strstr(dose, "second") || strstr(dose, "minute"));
    }
    for (enum region r = REGION_NONE + 1; r < REGION_COUNT; r++) {
        struct moves_shown shown = {0};
        struct move_turn turn = {0};
        enum region of;

        for (int i = 0; i < TURNS; i++) {
            const struct move *m = moves_next(moves, &r, 1, &shown, &turn, NULL, NULL, &of);

            if (!m)
                break;
            need(m->enabled && (of == r || of == REGION_NONE));
            need(m->regions & UINT32_C(1) << of);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct complaints complaints = {0};
    struct moves moves = {0};
    FILE *stream = size > 0 ? fmemopen((void *)(uintptr_t)data, size, "r") : NULL;
    int r;

    if (!stream)
        return 0;
    r = moves_read_stream(stream, "fuzz.ini", &moves, &complaints);
    need((r == 0) == (complaints.n == 0));
    need(r == 0 || moves.n == 0);
    check(&moves);
    rewind(stream);
    need(moves_read_stream(stream, "fuzz.ini", &moves, &complaints) == r); /* in their own places */
    check(&moves);
    (void)fclose(stream);
    moves_done(&moves);
    complaints_done(&complaints);
    return 0;
}
