/* stretch: one move, whose turn it is. kneadd knows the turns, and what may not be done now; where
 * none answers, the library is read here, the clock tells the turn, and only what is gentle is
 * shown. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/request.h"
#include "common/entry.h"
#include "common/scope.h"
#include "config/moves.h"

#define ROUND 720 /* turns that the clock tells apart, a minute each */

static const char caution[] =
    "Move slowly and breathe. Stop where it gets tight or mildly uncomfortable, before any sharp "
    "pain, and do not bounce. Leave out what brings numbness, tingling or dizziness, and tell a "
    "clinician. After an injury or surgery, ask first.";

/* ---------------------------------------------------------------- without kneadd */

/* Nobody is there to say what the log knows of holds and bad days. */
static bool gentle(void *userdata, const struct move *move)
{
    (void)userdata;
    return move->load == LOAD_GENTLE && !move->massage;
}

static const struct move *by_clock(const struct moves *moves, enum region region, struct wall now)
{
    int64_t turns = now.us / USEC_PER_MIN % ROUND;
    enum region regions[REGION_COUNT] = {region}, of;
    struct moves_shown shown = {0};
    struct move_turn turn = {0};
    const struct move *move;
    size_t n = 1;

    if (region == REGION_NONE)
        for (n = 0; n + 1 < REGION_COUNT; n++)
            regions[n] = (enum region)(n + 1);
    do
        move = moves_next(moves, regions, n, &shown, &turn, gentle, NULL, &of);
    while (move && turns-- > 0);
    return move;
}

/* As kneadd's own reply has it; NULL: no memory. */
static json_t *reply_of(const struct move *move)
{
    json_auto_t *regions = json_array(), *steps = json_array();
    char dose[MOVE_DOSE_MAX], text[sizeof(move->steps)], *rest = text, *step;

    for (enum region r = REGION_NONE + 1; r < REGION_COUNT; r++)
        if (move->regions & UINT32_C(1) << r)
            (void)json_array_append_new(regions, json_string(region_name(r)));
    (void)strcpy(text, move->steps);
    while ((step = strsep(&rest, "\n")))
        (void)json_array_append_new(steps, json_string(step));
    move_dose(move, dose);
    return json_pack("{s:{s:s,s:s,s:O,s:O,s:s,s:s?,s:s?,s:s?}}", "move", "name", move->name,
                     "title", move->title, "regions", regions, "steps", steps, "dose", dose,
                     "where", move->where[0] ? move->where : NULL, "needs",
                     move->needs[0] ? move->needs : NULL, "caution",
                     move->caution[0] ? move->caution : NULL);
}

static enum exit_code from_library(const struct cli *cli, const struct command *self,
                                   enum region region, json_t **ret)
{
    CLEANUP(complaints_done) struct complaints complaints = {0};
    CLEANUP(moves_done) struct moves moves = {0};
    const struct move *move;

    if (moves_load(&moves, &complaints) < 0) {
        for (size_t i = 0; i < complaints.n; i++) {
            print_clean(cli->err, complaints.items[i]);
            (void)fputc('\n', cli->err);
        }
        return command_refuse(cli, self, "the file of moves has mistakes");
    }
    move = by_clock(&moves, region, cli->view.now.at);
    if (!move) {
        command_complain(cli, self, "there is no gentle move for that");
        return EXIT_NEGATIVE;
    }
    *ret = reply_of(move);
    return EXIT_DONE;
}

/* ---------------------------------------------------------------- on the terminal */

static void print_line(const struct cli *cli, const char *label, const char *text)
{
    struct line line = {.out = cli->out};

    if (!text)
        return;
    line_text(&line, 2, label);
    line_end(&line, &cli->view, label[0] ? 2 + (int)strlen(label) + 1 : 2, text);
}

static void print_move(const struct cli *cli, const json_t *move, bool alone)
{
    const json_t *regions = json_object_get(move, "regions"), *item;
    const char *title = member_text(move, "title");
    size_t i;

    paint(cli->out, &cli->view, TONE_STRONG);
    print_clean(cli->out, title ? title : "");
    paint(cli->out, &cli->view, TONE_PLAIN);
    json_array_foreach(regions, i, item)
    {
        (void)fputs(i == 0 ? " (" : ", ", cli->out);
        print_clean(cli->out, json_string_value(item) ? json_string_value(item) : "?");
    }
    (void)fputs(json_array_size(regions) > 0 ? ")\n\n" : "\n\n", cli->out);
    json_array_foreach(json_object_get(move, "steps"), i, item)
        print_line(cli, "", json_string_value(item));
    (void)fputc('\n', cli->out);
    print_line(cli, "How long:", member_text(move, "dose"));
    print_line(cli, "How:", member_text(move, "where"));
    print_line(cli, "Needs:", member_text(move, "needs"));
    print_line(cli, "Mind:", member_text(move, "caution"));
    (void)fputc('\n', cli->out);
    line_end(&(struct line){.out = cli->out}, &cli->view, 0, caution);
    if (alone)
        line_end(&(struct line){.out = cli->out}, &cli->view, 0,
                 "No kneadd answers, so only gentle moves are shown.");
}

HANDLER(stretch)
{
    struct request request = {.method = "Stretch", .quiet = true};
    enum region region = REGION_NONE;
    json_auto_t *reply = NULL;
    char why[ENTRY_WHY_MAX], text[64];
    enum exit_code code;

    if (arguments->n > 0 && /* "lower back" */
        region_parse(arguments_text(arguments, 0, text, sizeof text), &region, why) < 0)
        return command_refuse(cli, self, why);
    if (region != REGION_NONE)
        request.parameters = json_pack("{s:s}", "region", region_name(region));
    code = request_one(cli, self, &request, &reply);
    if (code == EXIT_NO_DAEMON && !request.sent)
        code = from_library(cli, self, region, &reply);
    else
        request.quiet = false;
    if (code != EXIT_DONE)
        return code;
    if (arguments->option[OPTION_JSON])
        print_json(cli->out, json_object_get(reply, "move"));
    else
        print_move(cli, json_object_get(reply, "move"), request.quiet);
    return EXIT_DONE;
}
