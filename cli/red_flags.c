/* red-flags: the signs for which to see a doctor first. Asks nobody, so that it is always there. */
#include "common/red_flags.h"

#include "cli/command.h"

static void print_part(const struct cli *cli, bool emergency, const char *head)
{
    paint(cli->out, &cli->view, emergency ? TONE_SEVERE : TONE_STRONG);
    (void)fputs(head, cli->out);
    paint(cli->out, &cli->view, TONE_PLAIN);
    for (int i = 0; i < FLAG_ASKED; i++)
        if (red_flags[i].emergency == emergency)
            (void)fprintf(cli->out, "  - %s\n", red_flags[i].label);
}

static void print_for_programs(const struct cli *cli)
{
    for (int i = 0; i < FLAG_ASKED; i++) {
        json_auto_t *flag = json_pack("{s:s,s:s,s:s}", "flag", red_flags[i].name, "tier",
                                      red_flags[i].emergency ? "emergency" : "urgent", "question",
                                      red_flags[i].question);
        print_json(cli->out, flag);
    }
}

HANDLER(red_flags)
{
    (void)self;
    if (arguments->option[OPTION_JSON]) {
        print_for_programs(cli);
        return EXIT_DONE;
    }
    print_part(cli, true,
               "With any of these, call your local emergency number or go to the nearest\n"
               "emergency department now:\n");
    print_part(cli, false,
               "With any of these, contact a doctor or medical advice line today, and leave\n"
               "massage until a clinician has seen you:\n");
    (void)fputs("knead cannot assess symptoms. That none applies is not a medical all-clear: if\n"
                "you are worried, ask a doctor.\n",
                cli->out);
    return EXIT_DONE;
}
