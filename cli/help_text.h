/* What knead help says of a command beside its summary and options; each ends in a full line. */
#pragma once

/* Shared by several. */
#define HELP_HOLDS                                                                      \
    "REASON  fever, fracture, injury, numbness, clot, contagious, wound, burn, skin,\n" \
    "        swelling, surgery\n"
#define HELP_NAMES "Without a name it answers all that waits. Names may be shortened.\n"

#define HELP_STATUS                                                              \
    "For status bars; STATUS BARS in man knead tells of states and templates:\n" \
    "\n"                                                                         \
    "  knead status --follow --format waybar\n"                                  \
    "  knead status --format \"{state}: {next} in {in}\"\n"

#define HELP_LOG                                                                     \
    "REGION  head, eyes, neck, shoulders, arms, wrists, hands, upper-back,\n"        \
    "        lower-back, hips, legs\n"                                               \
    "SIDE    left, right, both, middle\n"                                            \
    "Both may be shortened while they stay clear, and come in either order.\n"       \
    "\n"                                                                             \
    "Other kinds of entry stand before the level: sleep, stress, stiffness, mood,\n" \
    "posture, soreness; and without a level peg, motion, massage. What else an\n"    \
    "entry may tell is written NAME=VALUE: knead(1) lists the names. knead help\n"   \
    "words tells what the words mean.\n"                                             \
    "\n"                                                                             \
    "  knead log 4\n"                                                                \
    "  knead log 4 lower-back left --at \"2h ago\" -m \"after the stand-up\"\n"      \
    "  knead log 6 neck --quality sharp,sudden --refers-to shoulders --stopped\n"    \
    "  knead log 5 --worse-at morning --contributors posture,stress\n"               \
    "  knead log sleep 7 awakenings=2\n"

#define HELP_DRINK \
    "Without AMOUNT it is that of the reminder to drink. A cup or glass has 200 ml.\n"

#define HELP_ASK                                                                        \
    "One question a line; what is skipped stays unknown. Once a week there are three\n" \
    "more, about the past week.\n"

#define HELP_HISTORY                                                               \
    "KIND is pain, drink, peg, sleep, stress, stiffness, mood, posture, motion,\n" \
    "massage, soreness, booking, hold, clear, check, clinician, profile, tier.\n"  \
    "The first column of letters and digits is an entry's id, for knead edit.\n"   \
    "\n"                                                                           \
    "  knead history --last 10\n"                                                  \
    "  knead history lower-back --from 2026-03-01 --to 2026-03-31\n"

#define HELP_CHART                                                                       \
    "A bar is a day's value: its average where that was logged, else the mean of its\n"  \
    "levels. Days without an entry have no bar. SPAN is 28d, 12w; longer than the\n"     \
    "terminal is wide, a column is the mean of several days. KIND is another level to\n" \
    "draw: sleep, stress, stiffness, mood, posture or soreness.\n"                       \
    "\n"                                                                                 \
    "  knead chart 12w lower-back\n"                                                     \
    "  knead chart posture 12w\n"

#define HELP_REPORT                                                                   \
    "Pain by the week, with what can be said of it; massages, with pain before and\n" \
    "after; breaks beside pain; what was on hold; goals and questions. Where too\n"   \
    "little was logged for a figure, it says how much is missing. SPAN is another\n"  \
    "number of days: 28d, 26w. FORMAT is text, markdown or html: a page to print.\n"  \
    "\n"                                                                              \
    "  knead report 26w\n"                                                            \
    "  knead report -o for-my-doctor.html\n"

#define HELP_UNDO "Again: what was before that.\n"

#define HELP_EDIT                                                                      \
    "NAME is level, amount, region, side, note, at, or another that knead(1) lists;\n" \
    "an empty VALUE takes away what was there. ID is as knead history shows it, and\n" \
    "may be shortened while it stays clear; last is the one undo would take, and a\n"  \
    "kind is the latest of those. knead undo brings back what was before.\n"           \
    "\n"                                                                               \
    "  knead edit last level=5\n"                                                      \
    "  knead edit massage pressure=too-much sharp=yes\n"                               \
    "  knead edit 3fa9c1 region=neck side= at=\"yesterday 22:00\"\n"

#define HELP_FORGET                                                               \
    "It tells what would go and asks first. Nothing brings it back but a copy.\n" \
    "\n"                                                                          \
    "  knead backup ~/knead-copy.db\n"                                            \
    "  knead forget --before 2025-01-01\n"

#define HELP_BACKUP                                                       \
    "To go back to a copy: end kneadd, put the copy in the log's place\n" \
    "(knead doctor tells where), and start kneadd.\n"

#define HELP_SALVAGE                                                                   \
    "kneadd moves a log that is damaged aside and begins a new one. The old file is\n" \
    "only read, and kept.\n"

#define HELP_SNOOZE                                                                  \
    HELP_NAMES "SPAN is how much later: 10 (minutes), 90s, 1h20m. Without one the\n" \
               "schedule's own holds.\n"

#define HELP_PAUSE                                                                    \
    "A pause always ends by itself: at the latest tomorrow, when your hours begin.\n" \
    "What waits for an answer is withdrawn. Pausing again sets another end.\n"        \
    "\n"                                                                              \
    "  knead pause 90m\n"                                                             \
    "  knead pause until 15:40\n"                                                     \
    "  knead pause until tomorrow 9:00\n"

#define HELP_AGENDA "SPAN is how far to look: 45m, 8h, 1w.\n"

#define HELP_STRETCH                                                          \
    "REGION  head, eyes, neck, shoulders, arms, wrists, hands, upper-back,\n" \
    "        lower-back, hips, legs; without one they take turns\n"

#define HELP_PLAN                                                                \
    "It follows from the log and the profile, and changes with them. It is no\n" \
    "diagnosis and no treatment.\n"

#define HELP_MASSAGE                                                                     \
    "log       a session, which ended now or WHEN; the options tell more of it\n"        \
    "book      an appointment, WHEN it is\n"                                             \
    "cancel    the next appointment\n"                                                   \
    "postpone  the next appointment: to WHEN, or without it until you book again\n"      \
    "calendar  the next appointment as a file of a calendar (.ics); with -o, book,\n"    \
    "          cancel and postpone write one, too, which replaces the one before\n"      \
    "sheet     one page of what to tell the therapist\n"                                 \
    "advice    which kinds of massage are often chosen for what you logged\n"            \
    "\n"                                                                                 \
    "What to ask a therapist: training and licence, experience with pain like yours,\n"  \
    "how a session goes, what to tell them first, and what it costs.\n"                  \
    "Studies mostly used about 60 minutes. 30-minute visits two or three times a week\n" \
    "were not better than waiting in one neck-pain trial (Sherman and others 2014,\n"    \
    "Ann Fam Med 12:112).\n"                                                             \
    "\n"                                                                                 \
    "  knead massage log --type swedish --minutes 60 --before 6 --after 3\n"             \
    "  knead massage book \"fri 17:00\" -o massage.ics\n"

#define HELP_HOLD                                                                           \
    HELP_HOLDS "Massage, its dates and its advice stay off until knead clear REASON, and\n" \
               "some for longer. With a REGION, only that one is left alone.\n"

#define HELP_SEEN_CLINICIAN                                                              \
    "With --cleared-for-massage no, massage stays on hold until a yes. Stretches that\n" \
    "were prescribed go into ~/.config/knead/moves.ini, and turn up in reminders.\n"

#define HELP_CHECK                                                                     \
    "One question a line: yes, no, or Enter to skip. It cannot assess symptoms, and\n" \
    "gives no all-clear.\n"

#define HELP_PROFILE                                                    \
    "Without words it shows all lines. NAME= takes one away.\n"         \
    "\n"                                                                \
    "  knead profile goal=relief pattern=local-knot onset=2026-02-01\n" \
    "  knead profile avoid=neck medicines=\"what I take\"\n"

#define HELP_RED_FLAGS "It needs no kneadd, and looks at no entry.\n"

#define HELP_WHY "Without a name it tells of each. Names may be shortened.\n"

#define HELP_DOCTOR "Exit code 0: all is well; 1: it is not; 3: no kneadd runs.\n"

#define HELP_EXPORT                                                                      \
    "FORMAT is csv, or json: one object a line. knead import reads both, and knead(1)\n" \
    "tells what the columns are. Or fhir: what was measured, as a Bundle of FHIR R4.\n"  \
    "\n"                                                                                 \
    "  knead export -o back.csv\n"                                                       \
    "  knead export --format json --from 2026-01-01\n"

#define HELP_IMPORT                                                                       \
    "All of the file, or nothing. What is there already is passed over, so a file may\n"  \
    "be imported again. Words such as \"moderate\" stay words and never become levels.\n" \
    "FILE - is the standard input.\n"

#define HELP_RELOAD "A file with mistakes changes nothing, and all of them are shown.\n"
