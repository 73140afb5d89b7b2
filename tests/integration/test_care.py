"""The care plan through whole programs: what is logged decides what is said, and undo takes it back."""

import json
import subprocess

import harness

# Nothing comes by itself while these tests run.
QUIET = "[reminder water]\nat = 04:00\namount = 300ml\n"
SIGNS = 20


class Care(harness.RealTest):
    def setUp(self):
        super().setUp()
        self.home.write_schedule(QUIET)

    def check(self, *answers):
        return subprocess.run([harness.BUILD / "knead", "check"], env=self.home.environment,
                              input="".join(answer + "\n" for answer in answers), text=True, capture_output=True,
                              timeout=harness.PATIENCE, check=False)

    def plan(self):
        return self.home.told_json("plan")[0]

    def test_R14_hold_clear_and_a_clinician(self):
        """A hold silences dates; clearing it, and a clinician's yes, bring them back; undo takes each back."""
        self.home.kneadd()
        self.home.knead("profile", "every-days=10")
        self.assertEqual(self.plan()["massage"]["kind"], "user")
        self.assertAnswer(self.home.knead("hold", "clot"), 0, out="Massage is on hold: a blood clot.")
        self.assertIsNone(self.plan()["massage"])
        self.assertAnswer(self.home.knead("massage", "advice"), 0, out="on hold")
        self.assertIn("on hold", self.home.told_json("status")[0]["care"]["text"])
        self.assertAnswer(self.home.knead("seen-clinician", "--cleared-for-massage", "no", "--at", "1h ago"), 0, out="not cleared massage")
        self.home.knead("clear", "clot")
        self.assertEqual([hold["hold"] for hold in self.plan()["holds"]], ["clot", "not-cleared"])  # it takes a yes
        self.home.knead("seen-clinician", "--cleared-for-massage", "yes")
        self.assertEqual(self.plan()["holds"], [])
        self.assertEqual(self.plan()["massage"]["kind"], "user")
        self.home.knead("undo")
        self.assertEqual(len(self.plan()["holds"]), 2)

    def test_R4_check_by_tier(self):
        """An emergency is said at once, stops the questions and every move; what is skipped stays unknown."""
        self.home.kneadd()
        answer = self.check("no", "yes")
        self.assertEqual(answer.returncode, 0, answer)
        self.assertIn("local emergency number", answer.stdout)
        self.assertNotIn("bladder", answer.stdout)
        self.assertEqual(self.plan()["tier"], "emergency")
        self.assertAnswer(self.home.knead("stretch"), 1, err="no move")
        self.home.knead("undo")
        answer = self.check(*[""] * SIGNS)
        self.assertIn("not a medical all-clear", answer.stdout)
        entry = self.home.history()[-1]
        self.assertEqual((entry.get("signs"), entry.get("no_signs")), (None, None))
        self.home.knead("undo")
        answer = self.check("maybe")
        self.assertEqual(answer.returncode, 4, answer)
        self.assertEqual(self.home.history(), [])

    def test_R19_check_with_no_daemon(self):
        answer = self.check("y")
        self.assertIn("local emergency number", answer.stdout)
        self.home.kneadd()
        self.assertEqual(self.home.history()[0]["signs"], "both-legs")  # kept, and taken in

    def test_R12_appointments(self):
        """Booked, put off, put off without a date, cancelled; each one undone."""
        self.home.kneadd()
        self.assertAnswer(self.home.knead("massage", "cancel"), 1, err="no massage is booked")
        self.assertAnswer(self.home.knead("log", "booking", "--at", "tomorrow 16:00"), 0, out="logged: booking")
        self.home.knead("undo")
        self.assertAnswer(self.home.knead("massage", "book", "tomorrow", "17:00"), 0, out="booked. At 17:00.")
        self.assertAnswer(self.home.knead("status"), 0, out="massage .*17:00, booked")
        self.assertAnswer(self.home.knead("hold", "fever"), 0, out="is affected -\\s+consider\\s+postponing it")
        self.assertAnswer(self.home.knead("massage", "postpone"), 0, out="now: booking, postponed")
        self.home.knead("undo")
        self.home.knead("undo")
        self.assertEqual(self.plan()["massage"]["kind"], "booked")
        self.assertAnswer(self.home.knead("massage", "cancel"), 0, out="now: booking, cancelled")
        self.assertIsNone(self.plan()["massage"])
        self.home.knead("undo")
        self.assertEqual(self.plan()["massage"]["kind"], "booked")

    def test_R41_session_by_command(self):
        self.home.kneadd()
        self.assertAnswer(self.home.knead(
            "massage", "log", "2h ago", "--type", "swedish,deep-tissue", "--minutes", "60", "--therapist", "Anna",
            "--regions", "neck", "--pressure", "intense-but-bearable", "--before", "6", "--after", "3", "--sharp",
            "--homework", "chin tucks", "--next", "2099-01-02", "-m", "quiet"), 0, out="logged: massage")
        entry = self.home.history()[0]
        told = {name: entry[name] for name in ("session_type", "session_min", "therapist", "regions", "region",
                                               "pressure", "pain_before", "pain_after", "sharp", "homework",
                                               "next_date", "note")}
        self.assertEqual(told, {"session_type": "swedish,deep-tissue", "session_min": 60, "therapist": "Anna",
                                "regions": "neck", "region": "neck", "pressure": "intense", "pain_before": 6,
                                "pain_after": 3, "sharp": True, "homework": "chin tucks", "next_date": "2099-01-02",
                                "note": "quiet"})
        self.assertEqual(self.plan()["massage"]["day"], "2099-01-02")
        self.assertAnswer(self.home.knead("massage", "log", "tomorrow", "9:00"), 4, err="future")
        self.assertAnswer(self.home.knead("massage", "log", "--next", "soon"), 4, err="not a date to come")

    def test_A19_profile(self):
        """What is filled in shows on the sheet and in the plan, and goes again."""
        self.home.kneadd()
        self.assertAnswer(self.home.knead("profile", "goal=func", "onset=2026-01-02", "avoid=hands,wrists",
                                          "therapist=Anna, 555"), 0, out="logged: profile, goal.*: function")
        self.assertAnswer(self.home.knead("massage", "sheet"), 0, out="doing more")
        self.assertAnswer(self.home.knead("massage", "sheet"), 0, out="wrists, hands|hands")
        self.assertEqual(json.loads(self.home.knead("profile", "--json").out)["therapist"], "Anna, 555")
        self.home.knead("profile", "goal=")
        self.assertAnswer(self.home.knead("profile"), 0, out="goal +not filled in")
        self.home.knead("undo")
        self.assertAnswer(self.home.knead("profile"), 0, out="goal +function")
        self.assertAnswer(self.home.knead("profile", "goal=stress", "age=old"), 4, err="age is a whole number")
        self.assertAnswer(self.home.knead("profile"), 0, out="goal +function")

    def test_A05_the_cause(self):
        """What the plan asks about a pain is filled in, and asked no more."""
        self.home.kneadd()
        self.home.knead("log", "5", "neck")
        self.assertAnswer(self.home.knead("plan"), 0, out="Do you know what started it")
        self.assertAnswer(self.home.knead("plan", "--explain"), 0, out="rule R13; A05")
        self.home.knead("profile", "cause-known=no", f"onset={self.home.history()[0]['at'][:10]}", "pattern=mixed")
        asked = " ".join(question["text"] for question in self.plan()["asks"])
        for question in ("what started it", "When did this pain begin", "How would you describe it"):
            self.assertNotIn(question, asked)

    def test_export_and_back(self):
        """What the plan goes by is the same after an export and an import, a booking to come too."""
        self.home.kneadd()
        self.home.knead("profile", "goal=stress")
        self.home.knead("massage", "book", "tomorrow", "17:00")
        self.home.knead("hold", "wound", "arms")
        self.check("no", "n", "", "y")
        before, table = self.plan(), self.home.knead("export").out
        for _ in range(4):
            self.home.knead("undo")
        self.assertEqual(self.home.history(), [])
        table = "\n".join(",".join(line.rstrip("\r").split(",")[:-1]) for line in table.splitlines())  # ids anew
        file = self.home.schedule.parent / "log.csv"
        file.write_text(table + "\n")
        self.assertAnswer(self.home.knead("import", str(file)), 0, out=str(len(table.splitlines()) - 1))
        after = self.plan()
        self.assertEqual(after["tier"], before["tier"])
        self.assertEqual(after["holds"], before["holds"])
        self.assertEqual(after["advice"], before["advice"])


if __name__ == "__main__":
    harness.main()
