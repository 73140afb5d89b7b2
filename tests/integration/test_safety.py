"""What is said for somebody's safety, through whole programs: text by text as it is sent, and once over restarts."""

import subprocess

import harness
from harness import wait_until

SCHEDULE = """
[general]
hours = all day
days = every day

[pain]
ask-at = 23:30
"""
LIST = ("Safety questions", "A few questions about signs that need a doctor: `knead check`. Skip what you like.")
URGENT = ("Contact a doctor", "Please contact a doctor or medical advice line today about: numbness, tingling or weakness in "
          "the left leg. Massage suggestions are paused until you record that a clinician has seen you.")
EMERGENCY = ("Urgent help", "Some of what you marked needs urgent medical help: both legs: pain, tingling, numbness or "
             "weakness; numbness, tingling or weakness in the left leg; numbness, tingling or weakness in the right leg. "
             "Call your local emergency number or go to the nearest emergency department now. This program cannot assess "
             "symptoms.")
CAUSE = ("About your pain", "The cause of this pain has not been checked. Consider talking to a doctor. Record the visit "
         "with `knead seen-clinician`.")
LEFT, RIGHT = 8, 9  # the questions' numbers
SIGNS = 20


class Safety(harness.RealTest):
    def setUp(self):
        super().setUp()
        self.home.write_schedule(SCHEDULE)
        self.home.start_bus()
        self.mock = self.home.start_mock()

    def start(self, clock, warp="60"):
        return self.home.kneadd("--warp-from", f"2026-03-24 {clock}", "--warp", warp)

    def shown(self):
        return [(notice.summary, notice.body) for notice in self.mock.notices()]

    def check(self, **marked):
        answers = ["yes" if n in marked.get("yes", ()) else "" for n in range(SIGNS)]
        return subprocess.run([harness.BUILD / "knead", "check"], env=self.home.environment, input="\n".join(answers) + "\n",
                              text=True, capture_output=True, timeout=harness.PATIENCE, check=True)

    def tiers(self):
        return [(entry["level"], entry.get("note")) for entry in self.home.told_json("history", "tier")]

    def test_R4_offered_once(self):
        """At the first run, and on strong pain; not again after a restart; the doctor's line comes behind it, alone."""
        kneadd = self.start("10:00")
        wait_until(self.shown, "the offer")
        self.assertEqual(self.shown(), [LIST])
        self.home.knead("log", "8", "lower-back")
        wait_until(lambda: len(self.shown()) == 2, "what strong pain brings")
        self.assertEqual(self.shown(), [LIST, CAUSE])
        kneadd.stop()
        self.start("13:00")
        wait_until(lambda: self.home.status()["now"][11:16] >= "13:10", "ten minutes")
        self.assertEqual(len(self.shown()), 2)

    def test_R1_R7_R15_one_leg_and_the_other(self):
        """The graver tier takes the lesser one's place on the screen, and the log tells of both, once."""
        kneadd = self.start("10:00")
        wait_until(self.shown, "the offer")
        self.check(yes={LEFT})
        wait_until(lambda: len(self.shown()) == 2, "the doctor")
        self.assertEqual(self.shown()[1], URGENT)
        self.check(yes={RIGHT})
        wait_until(lambda: len(self.shown()) == 3, "the emergency")
        self.assertEqual(self.shown()[2], EMERGENCY)
        names = [reminder["name"] for reminder in self.home.status()["reminders"] if reminder["state"] == "open"]
        self.assertEqual(names, ["urgent-help"])
        noted = self.tiers()
        self.assertEqual(noted, [
            (2, "signs that need a clinician first"), (4, "numbness, tingling or weakness in the left leg"),
            (4, "numbness, tingling or weakness in the left leg; numbness, tingling or weakness in the right leg"),
            (5, "both legs: pain, tingling, numbness or weakness")])
        kneadd.stop()
        self.start("13:00")  # when nobody waits for an answer any more
        self.home.knead("hold", "fever")  # looked at anew
        self.assertEqual(self.tiers(), noted + [(2, "fever; signs that need a clinician first")])
        self.assertEqual(len([1 for summary, _ in self.shown() if summary == "Urgent help"]), 1)
        self.home.knead("undo")
        self.home.knead("seen-clinician", "--cleared-for-massage", "yes")
        self.assertEqual(self.tiers()[-3:], [(2, None), (4, None), (5, None)])
        self.assertEqual(self.home.history()[-1]["kind"], "clinician")
        table = self.home.knead("export").out
        self.assertIn(",tier,", table)
        file = self.home.schedule.parent / "log.csv"
        file.write_text(table)
        self.assertAnswer(self.home.knead("import", str(file)), 0, out="there already|already there|known")


if __name__ == "__main__":
    harness.main()
