/* The questions of the red flags, and how their answers are named in a sentence.
 *
 * The names of illnesses stand here only as questions and as echoes of what the user marked (R2).
 */
#include "common/red_flags.h"

#include <stddef.h>

const struct red_flag_entry red_flags[FLAG_COUNT] = {
    [FLAG_BOTH_LEGS] = {"both-legs", "Pain, tingling, numbness or weakness in both legs?",
                        "both legs: pain, tingling, numbness or weakness", true, "A56"},
    [FLAG_SADDLE] = {"saddle",
                     "Numbness or tingling around the genitals, the buttocks or the inner thighs?",
                     "numbness or tingling around the genitals, buttocks or inner thighs", true,
                     "A56"},
    [FLAG_BLADDER] = {"bladder", "A new problem with the bladder or the bowels?",
                      "a new bladder or bowel problem", true, ""},
    [FLAG_SEXUAL] = {"sexual", "A new change in sexual function or genital sensation?",
                     "a new change in sexual function or genital sensation", true, ""},
    [FLAG_LEG_POWER] = {"leg-power", "Sudden loss of strength in a leg, or new trouble walking?",
                        "sudden leg weakness or trouble walking", true, "A56"},
    [FLAG_CHEST] = {"chest", "Chest pain together with the back or neck pain?",
                    "chest pain with back or neck pain", true, ""},
    [FLAG_ACCIDENT] = {"accident", "Did the pain begin with a serious accident?",
                       "pain after a serious accident", true, "A44"},
    [FLAG_STIFF_NECK] = {"stiff-neck", "Fever with a stiff neck and a severe headache?",
                         "fever with a stiff neck and a severe headache", true, "A45"},
    [FLAG_LEFT_LEG] = {"left-leg", "Numbness, tingling or weakness in the left leg, new or worse?",
                       "numbness, tingling or weakness in the left leg", false, "A56"},
    [FLAG_RIGHT_LEG] = {"right-leg",
                        "Numbness, tingling or weakness in the right leg, new or worse?",
                        "numbness, tingling or weakness in the right leg", false, "A56"},
    [FLAG_ARM] = {"arm", "Numbness, tingling or weakness in an arm, new or worse?",
                  "numbness, tingling or weakness in an arm", false, "A56"},
    [FLAG_FEVERISH] = {"feverish",
                       "A temperature of 38.0 °C or more, or feeling feverish, with back pain?",
                       "a high temperature with back pain", false, "A45"},
    [FLAG_WEIGHT] = {"weight", "Losing weight without trying?", "weight loss without trying", false,
                     ""},
    [FLAG_CANCER] = {"cancer", "Cancer in the past, and this back pain is new?",
                     "cancer in the past, with new back pain", false, "A46"},
    [FLAG_LUMP] = {"lump", "A new lump, swelling or change of shape of the back?",
                   "a new lump, swelling or change of shape", false, ""},
    [FLAG_NIGHT] = {"night", "Pain at night that rest does not ease?",
                    "night pain that rest does not ease", false, "B05"},
    [FLAG_BLADES] = {"blades", "New pain mainly between the shoulder blades?",
                     "new pain between the shoulder blades", false, ""},
    [FLAG_COUGH] = {"cough", "Worse when coughing, sneezing or on the toilet?",
                    "worse when coughing, sneezing or on the toilet", false, ""},
    [FLAG_DEFENCES] = {"defences",
                       "New back pain with weakened defences against infection, long-term "
                       "steroids, injected drugs or a serious infection lately?",
                       "new back pain with weak defences, steroids, injected drugs or an infection",
                       false, "A46"},
    [FLAG_KNOCK] = {"knock", "A fall or knock, with weak bones?",
                    "a fall or knock, with weak bones", false, "A44"},
    [FLAG_NUMBNESS] = {"numbness", NULL, "numbness, tingling or weakness", false, "A47 A56"},
};
