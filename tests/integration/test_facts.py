"""What an entry may tell beside its level, through whole programs: typed, kept, shown, changed, exported and back."""

import json
import re
import subprocess

import harness

# Nothing comes by itself while these tests run.
QUIET = "[reminder water]\nat = 04:00\n"

# What each log notes by itself: when a version was made, when a tier began.
OWN = '"edited":"[^"]*",|.*(,tier,|"kind":"tier").*\n'


class Facts(harness.RealTest):
    def setUp(self):
        super().setUp()
        self.home.write_schedule(QUIET)
        self.home.kneadd()

    def plan(self):
        return self.home.told_json("plan")[0]

    def assertComesBack(self):
        """The log goes out in either form, into another one, and is the same there."""
        other = harness.Home()
        self.addCleanup(other.close)
        other.write_schedule(QUIET)
        other.kneadd()
        for form in ("csv", "json"):
            text = self.home.knead("export", "--format", form).out
            file = other.root / f"log.{form}"
            file.write_text(text, newline="")
            self.assertAnswer(other.knead("import", str(file)), 0, out="imported")
            self.assertEqual(re.sub(OWN, "", other.knead("export", "--format", form).out), re.sub(OWN, "", text))

    def test_A04_quality(self):
        """Two words at once, by their beginnings; one of them changed; a word that is none refused."""
        self.assertAnswer(self.home.knead("log", "4", "--quality", "dull,const"), 0, out="pain 4, dull and constant, ")
        self.assertEqual(self.home.history()[-1]["quality"], "dull,constant")
        self.assertAnswer(self.home.knead("edit", "last", "quality=sharp,sudden"), 0, out="now: pain 4, sharp and sudden")
        self.assertAnswer(self.home.knead("log", "4", "--stopped", "--quality", "funny"), 4, err="no.* word of quality")
        self.assertAnswer(self.home.knead("history"), 0, out="sharp and sudden")
        self.assertComesBack()

    def test_A04_numbness_beside_another_word(self):
        self.home.knead("log", "3", "legs", "left", "--quality", "sharp,numb")
        self.assertEqual(self.plan()["tier"], "urgent")
        self.home.knead("edit", "last", "quality=sharp")
        self.assertNotEqual(self.plan()["tier"], "urgent")

    def test_A06_triggers(self):
        """Known ones in full, any others as they are."""
        self.home.knead("log", "5", "--trigger", "Yard work,my old chair,lifting")
        self.assertEqual(self.home.history()[-1]["trigger"], "yard-work,my old chair,lifting")
        self.assertAnswer(self.home.knead("edit", "last", "trigger=sleep position"), 0, out="trigger sleep-position")
        self.assertComesBack()

    def test_A07_stiffness_and_words(self):
        self.assertAnswer(self.home.knead("log", "stiffness", "6", "neck"), 0, out="stiffness 6, neck")
        self.assertAnswer(self.home.knead("log", "stiffness", "11"), 4, err="0")
        self.assertAnswer(self.home.knead("chart", "stiffness", "7d", "neck"), 0, out="1 of 7 days logged, mean 6")
        self.assertAnswer(self.home.knead("help", "words"), 0, out="splinting +Muscles")
        self.assertComesBack()

    def test_A12_felt_elsewhere(self):
        self.assertAnswer(self.home.knead("log", "6", "upper-back", "--refers-to", "neck"), 0, out="refers to neck")
        self.assertAnswer(self.home.knead("massage", "sheet"), 0, out=r"upper back 1× \(felt in the neck too\)")
        self.assertAnswer(self.home.knead("edit", "last", "refers_to=shoulders"), 0, out="refers to shoulders")
        self.assertComesBack()

    def test_A15_contributors(self):
        self.assertAnswer(self.home.knead("log", "4", "--contributors", "injury,posture,stress"), 0,
                          out="contributors injury and posture and stress")
        self.assertAnswer(self.home.knead("log", "4", "--contributors", "weather"), 4, err="Known: injury, posture, ")
        self.assertComesBack()

    def test_A16_range_of_motion(self):
        """B10, B20: forward, both sides, and backward, each alone or together."""
        self.home.knead("log", "motion", "rom_floor_cm=12", "rom_left_cm=18", "rom_right_cm=17", "rom_back_comfortable=no")
        self.assertAnswer(self.home.knead("history", "motion"), 0, out="rom floor 12 cm(.|\n)*not\\s+rom back comfortable")
        self.assertAnswer(self.home.knead("log", "motion", "rom_back_comfortable=yes"), 0, out="rom back comfortable")
        self.assertAnswer(self.home.knead("log", "motion", "rom_floor_cm=151"), 4, err="from 0 to 150 cm")
        self.assertAnswer(self.home.knead("log", "motion"), 4, err="range of motion")
        self.assertComesBack()

    def test_A17_stress_and_function(self):
        """B04: stress, and what pain keeps one from."""
        self.home.knead("log", "stress", "7")
        self.home.knead("log", "peg", "peg_pain=4", "peg_enjoyment=5", "peg_activity=6")
        self.assertAnswer(self.home.knead("chart", "stress", "7d"), 0, out="Stress, (.|\n)*1 of 7 days logged, mean 7")
        self.assertAnswer(self.home.knead("history"), 0, out="peg.*5.0")
        self.assertComesBack()

    def test_A20_onset_event(self):
        self.home.knead("profile", "onset=2026-01-02", "onset-event=overdid it at the gym")
        self.assertAnswer(self.home.knead("profile"), 0, out="onset-event +overdid it at the gym")
        self.assertAnswer(self.home.knead("massage", "sheet"), 0, out="this pain\\s+began\\s+with: overdid it at the gym")
        self.home.knead("profile", "onset-event=")
        self.assertAnswer(self.home.knead("profile"), 0, out="onset-event +not filled in")
        self.assertComesBack()

    def test_A35_disliked(self):
        """It stands on the next sheet, until another session says otherwise."""
        self.assertAnswer(self.home.knead("massage", "log", "yesterday 17:00", "--disliked", "elbow work"), 0,
                          out="disliked elbow work")
        self.assertAnswer(self.home.knead("massage", "sheet"), 0, out="Disliked: elbow work")
        self.home.knead("massage", "log", "1h ago", "--pressure", "about-right")
        self.assertNotIn("Disliked", self.home.knead("massage", "sheet").out)
        self.assertAnswer(self.home.knead("massage", "sheet", "--disliked", "x"), 4, err="goes with massage log")
        self.assertComesBack()

    def test_A57_treatments(self):
        """Of a visit and of a pain. Nothing is made of them: no plan changes by a medicine (R67)."""
        self.home.knead("log", "4", "--at", "2h ago")
        before = self.plan()
        self.home.knead("edit", "last", "treatments=medicine,physical therapy")
        self.assertEqual(self.home.history()[-1]["treatments"], "medicine,physical-therapy")
        self.assertEqual(self.plan(), before)
        self.assertAnswer(self.home.knead("seen-clinician", "--treatments", "stretches"), 0, out="treatments stretches")
        self.assertComesBack()

    def test_B05_worse_at_night(self):
        """It is a sign for a doctor unless rest is told to ease it; worse in the morning is none."""
        self.home.knead("log", "3", "lower-back", "--worse-at", "morning")
        self.assertNotEqual(self.plan()["tier"], "urgent")
        self.assertAnswer(self.home.knead("log", "3", "lower-back", "--worse-at", "night"), 0, out="worse at night(.|\n)*does ease it")
        self.assertEqual(self.plan()["tier"], "urgent")
        self.assertIn("night pain", self.home.told_json("status")[0]["care"]["text"])
        self.home.knead("edit", "last", "eased_by_rest=yes")
        told = self.home.knead("log", "3", "--worse-at", "night", "eased_by_rest=yes")
        self.assertAnswer(told, 0, out="worse at night, eased by rest")
        self.assertNotIn("does ease it", told.out)
        self.home.knead("undo")
        self.assertNotEqual(self.plan()["tier"], "urgent")
        self.home.knead("edit", "last", "eased_by_rest=no")
        self.assertEqual(self.plan()["tier"], "urgent")
        self.home.knead("seen-clinician", "--cleared-for-massage", "yes")
        self.assertNotEqual(self.plan()["tier"], "urgent")
        self.assertComesBack()

    def test_B11_mood(self):
        """Kept and drawn, and nothing follows from it."""
        before = self.plan()
        self.assertAnswer(self.home.knead("log", "mood", "0"), 0, out="logged: mood 0,")
        self.assertEqual(self.plan(), before)
        self.assertAnswer(self.home.knead("chart", "mood", "7d"), 0, out="Mood, (.|\n)*1 of 7 days logged, mean 0")
        self.assertNotRegex(self.home.knead("chart", "mood", "7d").out, "mild|moderate|severe")
        self.assertAnswer(self.home.knead("help", "words"), 0, out="low is\\s+worth\\s+mentioning to a doctor")
        self.assertComesBack()

    def test_B22_sleep(self):
        self.assertAnswer(self.home.knead("log", "sleep", "7", "sleep_latency_min=20", "awakenings=2"), 0,
                          out="sleep 7, sleep latency 20 min, awakenings 2")
        self.assertAnswer(self.home.knead("log", "sleep", "awakenings=100"), 4, err="from 0 to 99")
        self.assertComesBack()

    def test_B25_posture(self):
        """One's own rating, and one's own trend: no bands, nothing in the plan."""
        before = self.plan()
        self.home.knead("log", "posture", "4", "--at", "yesterday 20:00")
        self.home.knead("log", "posture", "6")
        self.assertAnswer(self.home.knead("history", "posture"), 0, out="posture +4(.|\n)*posture +6")
        self.assertAnswer(self.home.knead("chart", "posture", "7d"), 0, out="2 of 7 days logged, mean 5.0, highest 6")
        self.assertNotRegex(self.home.knead("chart", "posture", "7d").out, "mild|moderate|severe")
        self.assertEqual(self.plan(), before)
        asked = subprocess.run([harness.BUILD / "knead", "ask"], env=self.home.environment, input="\n" * 20, text=True,
                               capture_output=True, timeout=harness.PATIENCE, check=False)
        self.assertNotIn("held yourself", asked.stdout)  # it was told today
        self.home.knead("undo")
        asked = subprocess.run([harness.BUILD / "knead", "ask"], env=self.home.environment, input="\n" * 20, text=True,
                               capture_output=True, timeout=harness.PATIENCE, check=False)
        self.assertIn("held yourself", asked.stdout)
        self.assertNotIn("Mood", asked.stdout)  # nobody began with it
        self.assertComesBack()

    def test_R53_late(self):
        """What is logged for a day that is over is marked so, where it is logged and where it is read."""
        self.assertAnswer(self.home.knead("log", "4", "measure=average", "--at", "yesterday 20:00"), 0, out=", late\n$")
        self.assertAnswer(self.home.knead("log", "3", "--at", "48h ago"), 0, out=", late\n$")
        self.home.knead("log", "5")
        self.assertEqual([entry["late"] for entry in self.home.history()], [True, True, False])
        self.assertEqual(self.home.knead("history").out.count("late"), 2)
        self.assertEqual([json.loads(line)["late"] for line in self.home.knead("export", "--format", "json").out.splitlines()
                          if json.loads(line).get("level") is not None], [True, True, False])
        self.assertComesBack()


if __name__ == "__main__":
    harness.main()
