/* The commands and their options. Adding one begins here; parsing, help and dispatch follow. */
#include "cli/command.h"
#include "common/scope.h"

#define JSON OPTION_BIT(OPTION_JSON)
#define TOLD (OPTION_BIT(OPTION_AT) | OPTION_BIT(OPTION_NOTE) | JSON)
#define HOLDS                                                                           \
    "REASON  fever, fracture, injury, numbness, clot, contagious, wound, burn, skin,\n" \
    "        swelling, surgery\n"
#define NAMES "Without a name it answers all that waits. Names may be shortened.\n"

const struct option_form option_forms[OPTION_COUNT] = {
    [OPTION_AT] = {0, "at", "WHEN", "its time: 14:30, \"2h ago\", \"yesterday 22:00\""},
    [OPTION_NOTE] = {'m', "note", "NOTE", "a few words to keep with it"},
    [OPTION_QUALITY] = {0, "quality", "WORD", "what it feels like: dull, sharp, burning"},
    [OPTION_REFERS_TO] = {0, "refers-to", "REGION", "where it is also felt"},
    [OPTION_STOPPED] = {0, "stopped", "", "it stopped what you usually do"},
    [OPTION_TRIGGER] = {0, "trigger", "WORD", "what set it off: desk, lifting, gym, sleep"},
    [OPTION_FROM] = {0, "from", "D", "from this date or time on: 2026-03-28, \"8h ago\""},
    [OPTION_TO] = {0, "to", "D", "to the end of this date, or up to this time"},
    [OPTION_LAST] = {0, "last", "N", "only the newest N"},
    [OPTION_BEFORE] = {0, "before", "D", "what was before this date or time"},
    [OPTION_YES] = {0, "yes", "", "do it without asking"},
    [OPTION_FORCE] = {0, "force", "", "replace a file that is there"},
    [OPTION_CHECK] = {0, "check", "", "see whether FILE is a good copy; needs no kneadd"},
    [OPTION_FORMAT] = {0, "format", "FORMAT", "csv, or json: one object a line"},
    [OPTION_DRY_RUN] = {0, "dry-run", "", "tell what would come of it, and change nothing"},
    [OPTION_TYPE] = {0, "type", "T,...", "swedish, deep-tissue, ashiatsu, trigger-point, ..."},
    [OPTION_MINUTES] = {0, "minutes", "N", "how long it took"},
    [OPTION_THERAPIST] = {0, "therapist", "NAME", "who gave it"},
    [OPTION_REGIONS] = {0, "regions", "REGION,...", "where: neck,shoulders"},
    [OPTION_PRESSURE] = {0, "pressure", "WORD", "too-light, about-right, intense, too-much"},
    [OPTION_PAIN_BEFORE] = {0, "before", "N", "pain just before, 0 to 10"},
    [OPTION_PAIN_AFTER] = {0, "after", "N", "pain just after, 0 to 10"},
    [OPTION_SHARP] = {0, "sharp", "", "it hurt sharply"},
    [OPTION_HOMEWORK] = {0, "homework", "TEXT", "what the therapist asked you to do"},
    [OPTION_NEXT] = {0, "next", "DATE", "the therapist's date for the next one"},
    [OPTION_CLEARED] = {0, "cleared-for-massage", "WORD", "yes or no"},
    [OPTION_EXPLAIN] = {0, "explain", "", "with the rules that made each sentence"},
    [OPTION_FOLLOW] = {0, "follow", "", "go on, with a new line whenever it reads differently"},
    [OPTION_BAR] = {0, "format", "FORMAT",
                    "one line: waybar, i3bar, tmux, or such as \"{next} {in}\""},
    [OPTION_JSON] = {0, "json", "", "for programs: JSON, one object a line"},
    [OPTION_HELP] = {'h', "help", "", "this help"},
};

const struct command commands[] = {
    {
        .name = "status",
        .usage = "",
        .summary = "today at a glance; so does knead alone",
        .tried = "tell how things stand",
        .details = "For status bars; STATUS BARS in man knead tells of states and templates:\n"
                   "\n"
                   "  knead status --follow --format waybar\n"
                   "  knead status --format \"{state}: {next} in {in}\"\n",
        .options = OPTION_BIT(OPTION_FOLLOW) | OPTION_BIT(OPTION_BAR) | JSON,
        .run = run_status,
    },
    {
        .name = "log",
        .usage = "LEVEL [REGION] [SIDE]",
        .summary = "log pain, from 0 (none) to 10 (the worst)",
        .tried = "log this",
        .missing = "log needs a level of pain, a whole number from 0 (none) to 10 (the worst).\n"
                   "For example: knead log 4 lower-back left -m \"after the stand-up\"",
        .details = "REGION  head, eyes, neck, shoulders, arms, wrists, hands, upper-back,\n"
                   "        lower-back, hips, legs\n"
                   "SIDE    left, right, both, middle\n"
                   "Both may be shortened while they stay clear, and come in either order.\n"
                   "\n"
                   "Other kinds of entry stand before the level: sleep, stress, stiffness,\n"
                   "soreness; and without a level peg, motion, massage. What else an entry may\n"
                   "tell is written NAME=VALUE: knead(1) lists the names.\n"
                   "\n"
                   "  knead log 4\n"
                   "  knead log 4 lower-back left --at \"2h ago\" -m \"after the stand-up\"\n"
                   "  knead log 6 neck --quality sharp --refers-to shoulders --stopped\n"
                   "  knead log sleep 7 awakenings=2\n",
        .words_min = 1,
        .words_max = WORDS_MAX,
        .options = TOLD | OPTION_BIT(OPTION_QUALITY) | OPTION_BIT(OPTION_REFERS_TO) |
                   OPTION_BIT(OPTION_STOPPED) | OPTION_BIT(OPTION_TRIGGER),
        .changes = true,
        .run = run_log,
    },
    {
        .name = "drink",
        .usage = "[AMOUNT]",
        .summary = "log a drink: 250ml, 0.3l, 2 cups",
        .tried = "log this drink",
        .details =
            "Without AMOUNT it is that of the reminder to drink. A cup or glass has 200 ml.\n",
        .words_max = 2,
        .options = TOLD,
        .changes = true,
        .run = run_drink,
    },
    {
        .name = "ask",
        .usage = "",
        .summary = "be asked what is missing today; Enter skips",
        .tried = "take that answer",
        .details =
            "One question a line; what is skipped stays unknown. Once a week there are three\n"
            "more, about the past week.\n",
        .options = JSON,
        .changes = true,
        .run = run_ask,
    },
    {
        .name = "history",
        .usage = "[KIND] [REGION]",
        .summary = "the log, newest last",
        .tried = "show the log",
        .details =
            "KIND is pain, drink, peg, sleep, stress, stiffness, motion, massage, soreness,\n"
            "booking, hold, clear, check, clinician, profile.\n"
            "The first column of letters and digits is an entry's id, for knead edit.\n"
            "\n"
            "  knead history --last 10\n"
            "  knead history lower-back --from 2026-03-01 --to 2026-03-31\n",
        .words_max = 3,
        .options = OPTION_BIT(OPTION_FROM) | OPTION_BIT(OPTION_TO) | OPTION_BIT(OPTION_LAST) | JSON,
        .run = run_history,
    },
    {
        .name = "chart",
        .usage = "[SPAN] [REGION]",
        .summary = "pain day by day, for 4 weeks or SPAN",
        .tried = "draw the chart",
        .details =
            "A bar is a day's value: its average where that was logged, else the mean of its\n"
            "levels. Days without an entry have no bar. SPAN is 28d, 12w; longer than the\n"
            "terminal is wide, a column is the mean of several days.\n"
            "\n"
            "  knead chart 12w lower-back\n",
        .words_max = 3,
        .options = JSON,
        .run = run_chart,
    },
    {
        .name = "report",
        .usage = "[SPAN]",
        .summary = "how pain, massages and breaks went, 12 weeks",
        .tried = "make the report",
        .details = "Pain by the week, with what can be said of it; massages, with pain before and\n"
                   "after; breaks beside pain. Where too little was logged for a figure, it says\n"
                   "how much is missing. SPAN is another number of days: 28d, 26w.\n"
                   "\n"
                   "  knead report 26w\n",
        .words_max = 1,
        .options = JSON,
        .run = run_report,
    },
    {
        .name = "undo",
        .usage = "",
        .summary = "take back what was logged or changed last",
        .tried = "take an entry back",
        .details = "Again: what was before that.\n",
        .options = JSON,
        .changes = true,
        .run = run_undo,
    },
    {
        .name = "edit",
        .usage = "ID NAME=VALUE...",
        .summary = "change an entry; knead history shows the ids",
        .tried = "change this entry",
        .missing = "edit needs an entry and what to change in it.\n"
                   "For example: knead edit last level=5 note=\"better than I thought\"",
        .details =
            "NAME is level, amount, region, side, note, at, or another that knead(1) lists;\n"
            "an empty VALUE takes away what was there. ID is as knead history shows it, and\n"
            "may be shortened while it stays clear. knead undo brings back what was before.\n"
            "\n"
            "  knead edit last level=5\n"
            "  knead edit 3fa9c1 region=neck side= at=\"yesterday 22:00\"\n",
        .words_min = 2,
        .words_max = WORDS_MAX,
        .options = JSON,
        .changes = true,
        .run = run_edit,
    },
    {
        .name = "forget",
        .usage = "",
        .summary = "delete what was before a date, for good",
        .tried = "forget",
        .details = "It tells what would go and asks first. Nothing brings it back but a copy.\n"
                   "\n"
                   "  knead backup ~/knead-copy.db\n"
                   "  knead forget --before 2025-01-01\n",
        .options = OPTION_BIT(OPTION_BEFORE) | OPTION_BIT(OPTION_YES) | JSON,
        .changes = true,
        .run = run_forget,
    },
    {
        .name = "backup",
        .usage = "FILE",
        .summary = "copy the log to FILE, or check such a copy",
        .tried = "copy the log",
        .missing = "backup needs the file to write, or with --check the one to look at.\n"
                   "For example: knead backup ~/knead-copy.db",
        .details = "To go back to a copy: end kneadd, put the copy in the log's place\n"
                   "(knead doctor tells where), and start kneadd.\n",
        .words_min = 1,
        .words_max = 1,
        .options = OPTION_BIT(OPTION_FORCE) | OPTION_BIT(OPTION_CHECK) | JSON,
        .changes = true,
        .run = run_backup,
    },
    {
        .name = "salvage",
        .usage = "",
        .summary = "take over what can be read of a damaged log",
        .tried = "salvage anything",
        .details =
            "kneadd moves a log that is damaged aside and begins a new one. The old file is\n"
            "only read, and kept.\n",
        .options = JSON,
        .changes = true,
        .run = run_salvage,
    },
    {
        .name = "done",
        .usage = "[REMINDER]",
        .summary = "answer a reminder: done",
        .tried = "answer with done",
        .details = NAMES,
        .words_max = 1,
        .options = JSON,
        .changes = true,
        .run = run_done,
    },
    {
        .name = "skip",
        .usage = "[REMINDER]",
        .summary = "answer a reminder: not this time",
        .tried = "answer with skip",
        .details = NAMES,
        .words_max = 1,
        .options = JSON,
        .changes = true,
        .run = run_skip,
    },
    {
        .name = "snooze",
        .usage = "[REMINDER] [SPAN]",
        .summary = "answer a reminder: later",
        .tried = "answer with snooze",
        .details = NAMES "SPAN is how much later: 10 (minutes), 90s, 1h20m. Without one the\n"
                         "schedule's own holds.\n",
        .words_max = 2,
        .options = JSON,
        .changes = true,
        .run = run_snooze,
    },
    {
        .name = "pause",
        .usage = "[SPAN | until WHEN]",
        .summary = "no reminders for an hour, SPAN, or until WHEN",
        .tried = "pause reminders",
        .details = "A pause always ends by itself: at the latest tomorrow, when your hours begin.\n"
                   "What waits for an answer is withdrawn. Pausing again sets another end.\n"
                   "\n"
                   "  knead pause 90m\n"
                   "  knead pause until 15:40\n"
                   "  knead pause until tomorrow 9:00\n",
        .words_max = 3, /* until tomorrow 9:00 */
        .options = JSON,
        .changes = true,
        .run = run_pause,
    },
    {
        .name = "resume",
        .usage = "",
        .summary = "end the pause now",
        .tried = "end the pause",
        .details = "",
        .options = JSON,
        .changes = true,
        .run = run_resume,
    },
    {
        .name = "agenda",
        .usage = "[SPAN]",
        .summary = "what is to come today, or within SPAN",
        .tried = "show what is to come",
        .details = "SPAN is how far to look: 45m, 8h, 1w.\n",
        .words_max = 1,
        .options = JSON,
        .run = run_agenda,
    },
    {
        .name = "stretch",
        .usage = "[REGION]",
        .summary = "a move to do now, each time the next",
        .tried = "show a move",
        .details = "REGION  head, eyes, neck, shoulders, arms, wrists, hands, upper-back,\n"
                   "        lower-back, hips, legs; without one they take turns\n",
        .words_max = 2, /* "lower back" */
        .options = JSON,
        .run = run_stretch,
    },
    {
        .name = "plan",
        .usage = "",
        .summary = "the care plan: stage, next massage, and between",
        .tried = "show the plan",
        .details = "It follows from the log and the profile, and changes with them. It is no\n"
                   "diagnosis and no treatment.\n",
        .options = OPTION_BIT(OPTION_EXPLAIN) | JSON,
        .run = run_plan,
    },
    {
        .name = "massage",
        .usage = "WHAT [WHEN]",
        .summary = "sessions, appointments, and the therapist's page",
        .tried = "do this about massage",
        .missing = "massage needs what to do: log, book, cancel, postpone, sheet or advice.\n"
                   "For example: knead massage book \"fri 17:00\"",
        .details =
            "log       a session, which ended now or WHEN; the options tell more of it\n"
            "book      an appointment, WHEN it is\n"
            "cancel    the next appointment\n"
            "postpone  the next appointment: to WHEN, or without it until you book again\n"
            "sheet     one page of what to tell the therapist\n"
            "advice    which kinds of massage are often chosen for what you logged\n"
            "\n"
            "What to ask a therapist: training and licence, experience with pain like yours,\n"
            "how a session goes, what to tell them first, and what it costs.\n"
            "Studies mostly used about 60 minutes. 30-minute visits two or three times a week\n"
            "were not better than waiting in one neck-pain trial (Sherman and others 2014,\n"
            "Ann Fam Med 12:112).\n"
            "\n"
            "  knead massage log --type swedish --minutes 60 --before 6 --after 3\n"
            "  knead massage book \"fri 17:00\"\n",
        .words_min = 1,
        .words_max = 4,
        .options = OPTION_BIT(OPTION_NOTE) | OPTION_BIT(OPTION_TYPE) | OPTION_BIT(OPTION_MINUTES) |
                   OPTION_BIT(OPTION_THERAPIST) | OPTION_BIT(OPTION_REGIONS) |
                   OPTION_BIT(OPTION_PRESSURE) | OPTION_BIT(OPTION_PAIN_BEFORE) |
                   OPTION_BIT(OPTION_PAIN_AFTER) | OPTION_BIT(OPTION_SHARP) |
                   OPTION_BIT(OPTION_HOMEWORK) | OPTION_BIT(OPTION_NEXT) |
                   OPTION_BIT(OPTION_EXPLAIN) | JSON,
        .changes = true,
        .run = run_massage,
    },
    {
        .name = "hold",
        .usage = "REASON [REGION] [SIDE]",
        .summary = "mark what is in the way of massage",
        .tried = "mark this",
        .missing = "hold needs its reason.\nFor example: knead hold fever",
        .details =
            HOLDS "Massage, its dates and its advice stay off until knead clear REASON, and\n"
                  "some for longer. With a REGION, only that one is left alone.\n",
        .words_min = 1,
        .words_max = 4,
        .options = TOLD,
        .changes = true,
        .run = run_hold,
    },
    {
        .name = "clear",
        .usage = "REASON [REGION] [SIDE]",
        .summary = "say that what was in the way is over",
        .tried = "clear this",
        .missing = "clear needs the reason that is over.\nFor example: knead clear fever",
        .details = HOLDS,
        .words_min = 1,
        .words_max = 4,
        .options = TOLD,
        .changes = true,
        .run = run_clear,
    },
    {
        .name = "seen-clinician",
        .usage = "",
        .summary = "log that a clinician has seen you",
        .tried = "log this visit",
        .details = "With --cleared-for-massage no, massage stays on hold until a yes.\n",
        .options = TOLD | OPTION_BIT(OPTION_CLEARED),
        .changes = true,
        .run = run_seen_clinician,
    },
    {
        .name = "check",
        .usage = "",
        .summary = "go through the signs that need a doctor",
        .tried = "take that answer",
        .details =
            "One question a line: yes, no, or Enter to skip. It cannot assess symptoms, and\n"
            "gives no all-clear.\n",
        .options = JSON,
        .changes = true,
        .run = run_check,
    },
    {
        .name = "profile",
        .usage = "[NAME=VALUE...]",
        .summary = "what you filled in about yourself; all optional",
        .tried = "change the profile",
        .details = "Without words it shows all lines. NAME= takes one away.\n"
                   "\n"
                   "  knead profile goal=relief pattern=local-knot onset=2026-02-01\n"
                   "  knead profile avoid=neck medicines=\"what I take\"\n",
        .words_max = WORDS_MAX,
        .options = JSON,
        .changes = true,
        .run = run_profile,
    },
    {
        .name = "red-flags",
        .usage = "",
        .summary = "signs for which to see a doctor first",
        .tried = "show the list",
        .details = "It needs no kneadd, and looks at no entry.\n",
        .options = JSON,
        .run = run_red_flags,
    },
    {
        .name = "why",
        .usage = "[REMINDER]",
        .summary = "why reminders came or did not, and when next",
        .tried = "tell why",
        .details = "Without a name it tells of each. Names may be shortened.\n",
        .words_max = 1,
        .options = JSON,
        .run = run_why,
    },
    {
        .name = "doctor",
        .usage = "",
        .summary = "whether all is well, and what to do if not",
        .tried = "look after kneadd",
        .details = "Exit code 0: all is well; 1: it is not; 3: no kneadd runs.\n",
        .options = JSON,
        .run = run_doctor,
    },
    {
        .name = "export",
        .usage = "",
        .summary = "the log as CSV or JSON, on the standard output",
        .tried = "export the log",
        .details = "knead(1) tells what the columns are. knead import reads both.\n"
                   "\n"
                   "  knead export > back.csv\n"
                   "  knead export --format json --from 2026-01-01\n",
        .options = OPTION_BIT(OPTION_FORMAT) | OPTION_BIT(OPTION_FROM) | OPTION_BIT(OPTION_TO),
        .run = run_export,
    },
    {
        .name = "import",
        .usage = "FILE",
        .summary = "take in an export, Apple Health's, or Bearable's",
        .tried = "import that file",
        .missing = "import needs a FILE: one of knead export, Apple Health's export.xml, or\n"
                   "Bearable's CSV.\n"
                   "For example: knead import --dry-run export.xml",
        .details =
            "All of the file, or nothing. What is there already is passed over, so a file may\n"
            "be imported again. Words such as \"moderate\" stay words and never become levels.\n"
            "FILE - is the standard input.\n",
        .words_min = 1,
        .words_max = 1,
        .options = OPTION_BIT(OPTION_DRY_RUN) | JSON,
        .changes = true,
        .run = run_import,
    },
    {
        .name = "reload",
        .usage = "",
        .summary = "read the schedule file again",
        .tried = "reload the schedule",
        .details = "A file with mistakes changes nothing, and all of them are shown.\n",
        .options = JSON,
        .changes = true,
        .run = run_reload,
    },
    {
        .name = "help",
        .usage = "[COMMAND]",
        .summary = "this list, or more about one command",
        .tried = "help with that",
        .details = "",
        .words_max = 1,
        .run = run_help,
    },
    {
        .name = "version",
        .usage = "",
        .summary = "which knead this is",
        .tried = "tell the version",
        .details = "",
        .run = run_version,
    },
};
const size_t commands_n = COUNT_OF(commands);
