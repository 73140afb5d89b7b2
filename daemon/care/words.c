/* The sentences and labels of the care engine.
 *
 * Each names the rule and the seed rows it serves. tests/care/test_words.c holds all of them
 * against R2, R3, R64 and R67: no finding, no all-clear, no promise, no advice on medicines.
 */
#include "daemon/care/words.h"

#define SEEN " Consider talking to a doctor. Record the visit with `knead seen-clinician`."

const struct care_text_entry care_texts[TEXT_COUNT] = {
    [TEXT_EMERGENCY] = {"MSG-EMERG",
                        "Some of what you marked needs urgent medical help: {items}. Call your "
                        "local emergency number or go to the nearest emergency department now. "
                        "This program cannot assess symptoms.",
                        "R5", "A56"},
    [TEXT_EMERGENCY_SEEN] =
        {"MSG-EMERG",
         "A clinician has seen you since you marked: {items}. Massage and moves stay paused until "
         "one clears them: `knead seen-clinician --cleared-for-massage yes`. If it comes back or "
         "gets worse, call your local emergency number at once.",
         "R5", "A56 A58"},
    [TEXT_URGENT] = {"MSG-URGENT",
                     "Please contact a doctor or medical advice line today about: {items}. Massage "
                     "suggestions are paused until you record that a clinician has seen you.",
                     "R6", "A56 A62"},
    [TEXT_URGENT_SEEN] =
        {"MSG-URGENT",
         "Massage has not been cleared yet after: {items}. Suggestions come back when a clinician "
         "clears it: `knead seen-clinician --cleared-for-massage yes`. If it is new or worse "
         "again, contact a doctor or medical advice line the same day.",
         "R6", "A56 A58"},
    [TEXT_DOCTOR_STRONG] = {"MSG-DOCTOR", "Your pain has been strong." SEEN, "R8", "A53"},
    [TEXT_DOCTOR_STOPPED] = {"MSG-DOCTOR", "Pain stopped your usual activities." SEEN, "R8", "A55"},
    [TEXT_DOCTOR_UNCHECKED] = {"MSG-DOCTOR", "The cause of this pain has not been checked." SEEN,
                               "R13", "A05 A31"},
    [TEXT_DOCTOR_SAME] = {"MSG-DOCTOR", "No clear improvement after {n} days." SEEN, "R16", "A54"},
    [TEXT_DOCTOR_LONG] = {"MSG-DOCTOR", "This pain has lasted for {n} days." SEEN, "R17", "A87"},
    [TEXT_DOCTOR_MONTHS] = {"MSG-DOCTOR", "This pain has lasted for more than three months." SEEN,
                            "R17", "A87"},
    [TEXT_DOCTOR_WORSE] = {"MSG-DOCTOR", "Your pain is clearly higher than last week." SEEN, "R18",
                           "A53"},
    [TEXT_HOLD] = {"MSG-HOLD", "Massage is on hold: {hold}.", "R10", "A44 A45 A46 A47"},
    [TEXT_HOLD_REGION] = {"MSG-HOLD", "No massage on the {region} for now: {hold}.", "R10", "A46"},
    [TEXT_HOLD_BOOKING] = {"MSG-HOLD",
                           "Massage is on hold: {hold}. Your appointment on {date} is affected - "
                           "consider postponing it: `knead massage postpone`.",
                           "R12", "A48"},
    [TEXT_REBOOK] = {"MSG-REBOOK",
                     "Nothing you marked keeps massage on hold any more. Book again when you feel "
                     "ready: `knead massage book WHEN`.",
                     "R12", "A48"},
    [TEXT_ASK_FIRST] = {"MSG-ASKFIRST",
                        "Before your next massage, ask your doctor and tell your therapist about: "
                        "{items}.",
                        "R11", "A46 A61 A86"},
    [TEXT_NO_REASSURANCE] = {"MSG-NOREASSURE",
                             "Nothing on the list was marked. That is not a medical all-clear: if "
                             "you are worried, ask a doctor.",
                             "R3", "A40"},
    [TEXT_MINOR] = {"MSG-MINOR", "Please plan this with a parent and a doctor.", "R69", ""},
    [TEXT_GENTLE] = {"MSG-GENTLE", "For today: gentle moves only, no self-massage, no massage.",
                     "R9", "A47"},
    [TEXT_STAGE] = {"MSG-STAGE", "Where you are in the plan: {stage}.", "R22", "A19 A26"},
    [TEXT_HOME_FIRST] = {"MSG-HOME",
                         "First steps at home: regular breaks, gentle stretches, a ball against a "
                         "wall. If the pain stays, a massage therapist is the next step.",
                         "R23", "A52 A68"},
    [TEXT_THERAPIST] = {"MSG-THERAPIST",
                        "Consider seeing a licensed massage therapist who is used to working with "
                        "pain. Ask about their training.",
                        "R23", "A52 A60 A61"},
    [TEXT_NEXT] = {"MSG-NEXT", "Next massage: around {date} (every {n} days, {stage} stage).",
                   "R27", "A77 A78 A83"},
    [TEXT_NEXT_USER] = {"MSG-NEXT", "Next massage: around {date} (every {n} days, your choice).",
                        "R24", "A76"},
    [TEXT_NEXT_THERAPIST] = {"MSG-NEXT", "Next massage: {date} (your therapist).", "R28",
                             "A39 A79"},
    [TEXT_BOOKED] = {"MSG-BOOKED", "Next massage: {date}, booked.", "R27", "A64"},
    [TEXT_IMPROVED] = {"MSG-IMPROVED",
                       "Your weekly pain changed from {x} to {y}: sessions can be further apart "
                       "now.",
                       "R25", "A77 A83"},
    [TEXT_IMPROVED_ALONE] = {"MSG-IMPROVED", "Your weekly pain changed from {x} to {y}.", "R25",
                             "A77 A83"},
    [TEXT_RELAPSE] = {"MSG-RELAPSE",
                      "Your weekly pain is higher again ({x}, then {y}): the plan goes back to the "
                      "active stage.",
                      "R26", "A83"},
    [TEXT_REVIEW] = {"MSG-REVIEW",
                     "How is it going? Weekly pain {x} at the start, {y} in the latest week.",
                     "R29", "A42"},
    [TEXT_REVIEW_PLAIN] = {"MSG-REVIEW",
                           "How is it going? {n} sessions so far; too few entries for a "
                           "comparison.",
                           "R29", "A42"},
    [TEXT_REVIEW_COURSE] = {"MSG-REVIEW",
                            "Ten weekly sessions is the length of the main study. Talk with your "
                            "therapist and doctor about whether to continue.",
                            "R29", "A41"},
    [TEXT_TYPE] = {"MSG-TYPE", "People describing {pattern} are often pointed to {type}.", "R30",
                   "A02 A81 B26"},
    [TEXT_TYPE_CALM] = {"MSG-TYPE", "For everyday tension and stress: {type}.", "R32",
                        "A11 A81 B26 B27"},
    [TEXT_TYPE_ALSO] = {"MSG-TYPE", "The gentler choice: {type}.", "R32", "A08 A11"},
    [TEXT_TYPE_TRIAL] = {"MSG-TYPE",
                         "A large trial of long-lasting low back pain found relaxation and focused "
                         "(structural) massage helped about equally, so comfort and your "
                         "therapist's view can decide.",
                         "R30", "A02 A26"},
    [TEXT_TYPE_ACUTE] = {"MSG-TYPE", "For pain that is new: {type}, gently, and nothing deeper.",
                         "R31", "A22"},
    [TEXT_TYPE_VISIT] = {"MSG-TYPE",
                         "For a first visit, or when unsure: {type}. Your therapist will help you "
                         "choose.",
                         "R35", "A82 B28"},
    [TEXT_TYPE_KNOT] = {"MSG-TYPE",
                        "People describing {pattern} are often pointed to {type}, often part of "
                        "another session.",
                        "R32", "A12 A13 B29"},
    [TEXT_TYPE_SLEEP] = {"MSG-TYPE", "Another choice with tension and poor sleep: {type}.", "R33",
                         "B23"},
    [TEXT_TYPE_STEP] = {"MSG-TYPE", "You could ask about {type}.", "R36", "B28"},
    [TEXT_TYPE_INSTEAD] = {"MSG-TYPE",
                           "With light pressure: {type}. Deep work stays off because of what your "
                           "profile says.",
                           "R11", "A46"},
    [TEXT_LENGTH] = {"MSG-LENGTH", "Studies mostly used about 60 minutes.", "R37", "A76"},
    [TEXT_VISITS_HELP] = {"MSG-VISITS",
                          "30-minute visits two or three times a week were not better than waiting "
                          "in one neck-pain trial (Sherman and others 2014, Ann Fam Med "
                          "12:112).",
                          "R38", "A76"},
    [TEXT_LIGHTER] = {"MSG-LIGHTER",
                      "Twice in a row it was too much, or sharp. Consider talking this over with "
                      "your therapist or choosing a lighter style.",
                      "R43", "A80"},
    [TEXT_LESS] = {"MSG-LESS", "Ask for less pressure", "R42", "A35"},
    [TEXT_MORE] = {"MSG-MORE", "Ask for more pressure", "R42", "A35"},
    [TEXT_PRESSURE] = {"MSG-PRESSURE",
                       "Pressure should feel intense but bearable. Say so at once if it is sharp "
                       "or too much - or too light.",
                       "R40", "A33 A34 A80"},
    [TEXT_HOMEWORK] = {"MSG-HOMEWORK", "Your therapist's homework comes first: `knead stretch`.",
                       "R44", "A39 A57"},
    [TEXT_BREAKS] = {"MSG-PLAN", "Between sessions: stand up and stretch at your breaks.", "R65",
                     "A50 A63 A71"},
    [TEXT_ROUTINE_PLAN] = {"MSG-PLAN", "Each day: five minutes for neck, shoulders and lower back.",
                           "R65", "A50 A65 A67 A70"},
    [TEXT_DAY_BEFORE] = {"MSG-BEFORE",
                         "Massage tomorrow: print your sheet with `knead massage sheet`.", "R39",
                         "A29"},
    [TEXT_HOURS_BEFORE] = {"MSG-BEFORE",
                           "Massage soon: relax and breathe. Fever or new symptoms? Run "
                           "`knead check` first.",
                           "R39", "A32 A45"},
    [TEXT_AFTER] = {"MSG-AFTER", "Have a glass of water and take it easy for the rest of today.",
                    "R45", "A36 A37 A85"},
    [TEXT_AFTER_DRY] = {"MSG-AFTER", "Take it easy for the rest of today.", "R50a", "A37"},
    [TEXT_WATER] = {"MSG-WATER", "Time for a glass of water. {n} of {m} mL today.", "R50", "A73"},
    [TEXT_WATER_PLENTY] = {"MSG-PLENTY", "That is plenty for now.", "R50", "A73"},
    [TEXT_WATER_ENOUGH] = {"MSG-WATER", "{n} of {m} mL today, which is the day's target.", "R50",
                           "A73"},
    [TEXT_WATER_LIMITED] = {"MSG-WATER", "Your profile limits what you drink.", "R50a", "A73"},
    [TEXT_SORENESS] = {"MSG-SORE",
                       "Soreness after the massage, 0-10? A little for a day or two is common.",
                       "R47", "A38 A85"},
    [TEXT_SORE_72] = {"MSG-SORE72",
                      "Still sore after the massage. Let your therapist know; see a doctor if it "
                      "is strong, getting worse or comes with numbness or weakness.",
                      "R48", "A38"},
    [TEXT_BREAK] = {"MSG-BREAK", "{n} minutes sitting. Stand up and stretch.", "R49", "A71 B03"},
    [TEXT_WHY_BREAK] = {"MSG-BREAK",
                        "The guides this program follows count long sitting in one position, poor "
                        "posture and repeated strain among what backs complain of; a break changes "
                        "the position.",
                        "R49", "B03"},
    [TEXT_POSTURE] = {"MSG-POSTURE",
                      "How are you sitting right now? Shift to a position that feels easier.",
                      "R50b", "A72 A75"},
    [TEXT_POSTURE_LINE] = {"MSG-POSTURE",
                           "How are you standing, the next time you wait in line? Shift to a "
                           "position that feels easier.",
                           "R50b", "A72 A75"},
    [TEXT_POSTURE_DRIVE] = {"MSG-POSTURE",
                            "How do you sit when you drive? Before you next set off, shift to a "
                            "position that feels easier.",
                            "R50b", "A72 A75"},
    [TEXT_POSTURE_LIFT] = {"MSG-POSTURE",
                           "How do you stand when you lift groceries or a box? Before the next "
                           "one, shift to a position that feels easier.",
                           "R50b", "A72 A75"},
    [TEXT_WORKSTATION] = {"MSG-STATION",
                          "Once a month, a look at the workplace: screen height, chair, feet, "
                          "keyboard, light.",
                          "R50c", "B06"},
    [TEXT_EYES] = {"MSG-EYES", "Look at something at least 6 m away and blink softly.", "R50d", ""},
    [TEXT_ROUTINE] = {"MSG-ROUTINE", "Five minutes for neck, shoulders and lower back?", "R51",
                      "A66 A67"},
    [TEXT_ROUTINE_NONE] = {"MSG-QUIET",
                           "The moves that may be shown today do not make up five minutes.", "R51",
                           "A66"},
    [TEXT_NOT_ON_HOLD] = {"MSG-QUIET",
                          "A hold is on, and until it ends this is off too; `knead plan` says "
                          "why.",
                          "R10", "B12"},
    [TEXT_NOT_WITH_SIGNS] = {"MSG-QUIET",
                             "What was marked needs medical help first; until then this is off. "
                             "`knead plan` says more.",
                             "R5", "A56"},
    [TEXT_NOT_TODAY] = {"MSG-QUIET", "After a massage it is off until midnight.", "R46", "A37"},
    [TEXT_CHECKLIST] = {"MSG-CHECK",
                        "A few questions about signs that need a doctor: `knead check`. Skip what "
                        "you like.",
                        "R4", "A49 A56"},
    [TEXT_ASK_PAIN] = {"MSG-PAIN",
                       "Back and neck pain on average today, 0 (no pain) to 10 (worst pain you "
                       "can imagine)?",
                       "R53", "A18"},
    [TEXT_ASK_PEG] = {"MSG-PEG", "Three questions about the past week, 0-10 each.", "R53",
                      "A24 B34"},
    [TEXT_ASK_PRESSURE] = {"MSG-ASK",
                           "How was the pressure last time: too light, about right, intense but "
                           "bearable, too much? Was any of it sharp? `knead edit massage "
                           "pressure=WORD sharp=yes|no` tells.",
                           "R42", "A34 A35 A80"},
    [TEXT_ASK_SHARP] = {"MSG-ASK",
                        "Was any of the last massage sharp? `knead edit massage sharp=yes|no` "
                        "tells.",
                        "R43", "A80"},
    [TEXT_ASK_ONSET] = {"MSG-ASK", "When did this pain begin?", "R20", "A18 A20"},
    [TEXT_ASK_CAUSE] = {"MSG-ASK", "Do you know what started it? Has a clinician looked at it?",
                        "R13", "A05"},
    [TEXT_ASK_GOAL] = {"MSG-ASK", "What is the goal: relief, function, prevention, less stress?",
                       "R23", "A24 A29"},
    [TEXT_ASK_PATTERN] = {"MSG-ASK",
                          "How would you describe it: all over, deep and stubborn, a local knot, "
                          "mixed? Unsure is an answer too.",
                          "R30", "A09 A82"},
    [TEXT_PERSONAL] = {"MSG-PERSONAL",
                       "Talk with your massage therapist to fit this plan to you; their advice "
                       "comes first.",
                       "R66", "A26 A79"},
    [TEXT_COMPLEMENT] = {"MSG-COMPLEMENT",
                         "Massage and self-care go alongside medical advice and do not replace it.",
                         "R66", "A41 A88"},
};

const struct care_label care_hold_labels[HOLD_COUNT] = {
    [HOLD_FEVER] = {"fever", "fever", "A45"},
    [HOLD_FRACTURE] = {"fracture", "a fracture or torn ligament", "A44"},
    [HOLD_INJURY] = {"injury", "a recent injury", "A44"},
    [HOLD_NUMBNESS] = {"numbness", "numbness, tingling or weakness", "A47"},
    [HOLD_CLOT] = {"clot", "a blood clot", "A46"},
    [HOLD_CONTAGIOUS] = {"contagious", "an illness that others can catch", "A46"},
    [HOLD_WOUND] = {"wound", "an open wound", "A46"},
    [HOLD_BURN] = {"burn", "a burn", "A46"},
    [HOLD_SKIN] = {"skin", "a skin infection", "A46"},
    [HOLD_SWELLING] = {"swelling", "fresh swelling", "A46"},
    [HOLD_SURGERY] = {"surgery", "recent surgery", "A46"},
    [HOLD_SEVERE] = {"severe", "strong pain today", "A47"},
    [HOLD_TIER] = {"signs", "signs that need a clinician first", "A47 A62"},
    [HOLD_NOT_CLEARED] = {"not-cleared", "a clinician has not cleared massage", "A58"},
};

const struct care_label care_condition_labels[ILLNESS_COUNT] = {
    [ILLNESS_PREGNANCY] = {"pregnancy", "pregnancy", "A61"},
    [ILLNESS_BLOOD] = {"blood", "blood thinners, bleeding or low platelets", "A46"},
    [ILLNESS_BONES] = {"bones", "weak bones", "A46"},
    [ILLNESS_CANCER] = {"cancer", "cancer", "A46"},
    [ILLNESS_HEART] = {"heart", "heart problems", "A46"},
    [ILLNESS_PRESSURE] = {"blood-pressure", "high blood pressure that is not controlled", "A46"},
    [ILLNESS_NERVE] = {"nerve", "nerve damage", "A46"},
    [ILLNESS_DISC] = {"disc", "a disc problem or sciatica", "A86"},
    [ILLNESS_SKIN] = {"fragile-skin", "fragile skin", "A46"},
    [ILLNESS_DEFENCES] = {"defences", "weakened defences against infection", "A46"},
    [ILLNESS_SURGERY] = {"surgery", "recent surgery", "A46"},
};

const struct care_label care_stage_labels[STAGE_COUNT] = {
    [STAGE_HOME_FIRST] = {"home-first", "home-first", "A52"},
    [STAGE_ACTIVE] = {"active", "active", "A77"},
    [STAGE_MAINTENANCE] = {"maintenance", "maintenance", "A51 A83"},
    [STAGE_WELLNESS] = {"wellness", "wellness", "A43 A78"},
};

const struct care_label care_type_labels[TYPE_COUNT] = {
    [TYPE_SWEDISH] = {"swedish", "Swedish massage", "A11 A81 B26 B27"},
    [TYPE_DEEP] = {"deep-tissue", "deep tissue massage", "A10 A25 A81 B26 B28"},
    [TYPE_ASHIATSU] = {"ashiatsu", "Ashiatsu", "A14 A81"},
    [TYPE_TRIGGER] = {"trigger-point", "trigger point work", "A12 A13 B26 B29"},
    [TYPE_BALINESE] = {"balinese", "Balinese massage", "B23"},
    [TYPE_OTHER] = {"other", "another kind", "B33"},
};

const struct care_label care_pattern_labels[PATTERN_COUNT] = {
    [PATTERN_UNSURE] = {"unsure", "no clear pattern", "A82"},
    [PATTERN_DIFFUSE] = {"diffuse", "general tightness", "A11"},
    [PATTERN_DEEP] = {"deep-stubborn", "a deep, stubborn ache", "A10"},
    [PATTERN_KNOT] = {"local-knot", "a small, painful knot", "A12"},
    [PATTERN_MIXED] = {"mixed", "general tightness with knots", "A27"},
};

const struct care_label care_goal_labels[GOAL_COUNT] = {
    {"", "not filled in", ""},
    {"relief", "less pain", "A29"},
    {"function", "doing more", "A24"},
    {"prevention", "prevention", "A43"},
    {"stress", "less stress", "A17 A78"},
};

const struct care_label care_pressure_labels[CARE_PRESSURE_COUNT] = {
    {"", "not filled in", ""},
    {"too-light", "too light", "A35"},
    {"about-right", "about right", "A35"},
    {"intense-but-bearable", "intense but bearable", "A34"},
    {"too-much", "too much", "A35 A80"},
};

const struct care_label care_taste_labels[TASTE_COUNT] = {
    {"", "not filled in", ""},
    {"light", "light", "A11"},
    {"medium", "medium", "A22"},
    {"deep", "deep", "A10"},
    {"deep-but-gentle", "deep but gentle", "A14"},
};
