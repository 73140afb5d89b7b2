"""A pause: nothing comes inside, it always ends, and neither a kill nor a restart forgets it."""

import signal
import time

import harness
from harness import wait_until

SCHEDULE = """
[general]
hours = 09:00-17:30
days = every day
limit = 1000

[reminder stand-up]
every = 30m
counts = clock
repeat = 12h
"""
OVER = "The pause is over"


class Paused(harness.RealTest):
    def setUp(self):
        super().setUp()
        self.home.write_schedule(SCHEDULE)

    def start(self, clock, warp):
        return self.home.kneadd("--warp-from", f"2026-03-24 {clock}", "--warp", warp)

    def until(self):
        return self.home.status()["paused_until"]

    def test_nothing_comes_inside(self):
        """1800 times faster: a reminder a second. Paused for six of them, then told that it is over; then they come."""
        self.home.start_bus()
        mock = self.home.start_mock()
        self.start("09:00", "1800")
        wait_until(mock.notices, "the first reminder")
        before = len(mock.notices())
        self.assertAnswer(self.home.knead("pause", "3h"), 0, r"^paused until \S+ 24 Mar .*\d\d:\d\d\n$")
        paused = time.monotonic()
        wait_until(lambda: "CloseNotification" in mock.out, "what waited to be taken off the screen")
        self.assertAnswer(self.home.knead(), 0, r"\nPaused until .*: no reminder comes before\.\n")

        over = wait_until(lambda: [n for n in mock.notices() if n.summary == OVER], "the end of the pause")[0]
        self.assertTrue(5 <= over.at - paused <= 9, f"{over.at - paused} s after the pause began")
        self.assertEqual([n.summary for n in mock.notices()[before:]][:1], [OVER])
        self.assertEqual((over.body, over.actions), ("Reminders come again.", ""))
        self.assertIn("urgency=0", over.hints.split("|"))
        self.assertRegex(over.hints, r"transient=(true|1)")
        self.assertIsNone(self.until())
        wait_until(lambda: mock.notices()[-1].at > over.at and mock.notices()[-1].summary == "Stand up",
                   "reminders to go on")
        self.assertEqual(len([n for n in mock.notices() if n.summary == OVER]), 1)

        # what would have come is on record
        rows = self.home.rows("SELECT * FROM occurrence WHERE outcome = 'suppressed' AND reason = 'paused'")
        self.assertGreaterEqual(len(rows), 5)

    def test_neither_killed_nor_restarted(self):
        kneadd = self.start("10:00", "2")
        said, = self.home.told_json("pause", "2h")
        self.assertRegex(said["until"], "^2026-03-24T12:00:")
        self.assertFalse(said["shortened"])
        kneadd.stop(signal.SIGKILL)
        kneadd = self.start("10:02", "2")
        self.assertEqual(self.until(), said["until"])
        self.assertEqual(kneadd.stop(), 0)
        kneadd = self.start("10:04", "2")
        self.assertEqual(self.until(), said["until"])

        self.assertAnswer(self.home.knead("resume"), 0, "^reminders come again\n$")
        self.assertIsNone(self.until())
        self.assertAnswer(self.home.knead("resume"), 1, "", "^knead: could not end the pause: nothing is paused\\.\n$")
        kneadd.stop(signal.SIGKILL)
        self.start("10:06", "2")
        self.assertIsNone(self.until())

    def test_over_while_nobody_runs(self):
        kneadd = self.start("10:00", "2")
        self.home.told_json("pause", "30m")
        kneadd.stop(signal.SIGKILL)
        kneadd = self.start("11:00", "2")  # no bus: notices come on the terminal
        self.assertIsNone(self.until())
        self.assertIn(OVER, kneadd.err)

    def test_always_ends(self):
        """Whatever is asked for: tomorrow, when the hours begin."""
        self.start("10:00", "2")
        for asked in ("24h", "5d", "10w"):
            said, = self.home.told_json("pause", asked)
            self.assertEqual(said, {"until": "2026-03-25T09:00:00+01:00", "shortened": True})
        said, = self.home.told_json("pause", "22h")
        self.assertFalse(said["shortened"])
        self.assertEqual(self.until(), said["until"])

    def test_until_a_time(self):
        """By this machine's own clock, since knead reads the time that was typed."""
        self.home.kneadd()
        self.assertAnswer(self.home.knead("pause", "until", "in 2h"), 0, r"^paused until (tomorrow )?\d\d:\d\d\n$")
        self.assertAnswer(self.home.knead("pause", "until", "tomorrow", "8:59"), 0, "^paused until tomorrow 08:59\n$")
        self.assertAnswer(self.home.knead("pause", "until", "tomorrow 9:01"), 0,
                          "^paused until tomorrow 09:00, the start of tomorrow's hours: "
                          "a pause ends there at the latest\n$")

    def test_refused(self):
        self.assertAnswer(self.home.knead("pause"), 3, "", "no kneadd answers")
        self.home.kneadd()
        for typed in (["0"], ["-1h"], ["soon"], ["15:40"], ["until"], ["until", "yesterday"], ["until", "now"]):
            self.assertAnswer(self.home.knead("pause", *typed), 4, "", "^knead: could not pause reminders: .*\\.\n$")
        self.assertIsNone(self.until())

    def test_agenda(self):
        self.start("10:00", "2")
        self.home.told_json("pause", "75m")
        states = [item["state"] for item in self.home.told_json("agenda", "110m")]
        self.assertEqual(states, ["paused", "paused", "due"])
        lines = self.home.knead("agenda", "110m").out.splitlines()
        self.assertEqual(["[paused]" in line for line in lines if "stand-up" in line], [True, True, False])


if __name__ == "__main__":
    harness.main()
