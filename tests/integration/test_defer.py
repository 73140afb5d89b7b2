"""In a meeting: what is due waits, comes once when it is over, and never waits for longer than was allowed."""

import harness
from harness import wait_until

# A minute a second. Both are due once; at the end of a meeting they come as one.
SCHEDULE = """
[general]
hours = all day
days = every day
merge = 0

[presence]
defer-for =
defer-at-most = {most}
defer-command = test -e {meeting}

[reminder stand-up]
at = 10:01
repeat = 12h

[reminder water]
at = 10:02
repeat = 12h
"""


class Defer(harness.RealTest):
    def start(self, most):
        """A meeting that began before the first is due."""
        self.meeting = self.home.root / "meeting"
        self.meeting.touch()
        self.home.write_schedule(SCHEDULE.format(most=most, meeting=self.meeting))
        self.home.start_bus()
        self.mock = self.home.start_mock()
        self.kneadd = self.home.kneadd("--warp-from", "2026-03-24 10:00", "--warp", "60")

    def wait_clock(self, clock):
        wait_until(lambda: self.home.status()["now"][11:16] >= clock, f"it to be {clock}")

    def assertShownAsOne(self):
        shown, = self.mock.notices()
        self.assertEqual(shown.summary, "Stand up, water")
        states = {reminder["name"]: reminder["state"] for reminder in self.home.status()["reminders"]}
        self.assertEqual(states, {"stand-up": "open", "water": "open"})
        return shown

    def test_waits_and_comes_once(self):
        self.start("90m")
        self.wait_clock("10:04")
        self.assertEqual(self.mock.notices(), [])
        self.assertEqual(self.kneadd.err.count("reminders wait: your defer-command says so"), 1)
        self.meeting.unlink()
        wait_until(self.mock.notices, "what waited")
        self.meeting.touch()  # the next meeting is no matter to what has come
        self.wait_clock("10:06")
        self.assertShownAsOne()

    def test_at_most(self):
        """A meeting without an end: 2 minutes after the first was due it comes, with all that was due since."""
        self.start("2m")
        wait_until(self.mock.notices, "what waited for long enough")
        self.wait_clock("10:05")
        shown = self.assertShownAsOne()
        self.assertTrue(2.5 <= shown.at - self.kneadd.ready_at <= 6, f"{shown.at - self.kneadd.ready_at} s")
        self.assertTrue(self.meeting.exists())


if __name__ == "__main__":
    harness.main()
