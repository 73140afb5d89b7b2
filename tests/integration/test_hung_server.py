"""A notification server that takes every call and never answers costs the daemon nothing."""

import signal
import time

import harness
from harness import wait_until

ANSWER_MAX, LEAVE_MAX = 0.050, 0.100  # seconds
WATCHED = 3

# 600 times faster: something is due every half second.
SCHEDULE = """
[general]
hours = 00:00-24:00
days = every day
merge = 0s
limit = 1000000

[reminder stand-up]
every = 5m
[reminder hydration]
every = 7m
counts = clock
"""
WARP = ("--warp", "600", "--warp-from", "2026-03-24 10:00")
HOW = ("hang", "hang all")  # what is shown is not answered; nothing at all is
# Looking for leaks at the exit takes longer than the exit may.
QUICK = {"ASAN_OPTIONS": "detect_leaks=0"}


class HungServer(harness.RealTest):
    def setUp(self):
        super().setUp()
        self.home.write_schedule(SCHEDULE)
        self.home.start_bus()

    def start(self, mock, moment="hangs"):
        """Starts kneadd and waits for a moment of its life."""
        lines = len(mock.out.splitlines())
        kneadd = self.home.kneadd(*WARP, environment=QUICK)
        if moment == "asks who serves":
            wait_until(lambda: len(mock.out.splitlines()) > lines, "a first call")
        elif moment == "hangs":
            wait_until(lambda: self.missed() > 0, "a notification that hangs")
        return kneadd

    def missed(self):
        return sum(reminder["missed"] + reminder["suppressed"] for reminder in self.home.status()["reminders"])

    def test_status_is_answered_at_any_moment(self):
        def measure():
            worst, n, end = 0, 0, time.monotonic() + WATCHED
            with self.home.varlink() as client:
                while (begun := time.monotonic()) < end:
                    client.call("org.knead.Status")
                    worst, n = max(worst, time.monotonic() - begun), n + 1
            self.assertLess(worst, ANSWER_MAX)
            self.assertGreater(n, WATCHED / ANSWER_MAX)

        for how in HOW:
            with self.subTest(how=how):
                mock = self.home.start_mock(how)
                kneadd = self.start(mock)
                before = self.missed()
                harness.attempts(measure)
                self.assertGreater(self.missed(), before + 3, "reminders were due meanwhile")
                self.assertAnswer(self.home.knead("status"), 0, "stand-up")
                self.assertAnswer(self.home.knead("log", "4"), 0, "4")
                self.assertEqual(kneadd.stop(), 0)
                mock.stop()

    def test_leaves_at_once(self):
        def measure(mock, moment, number):
            kneadd = self.start(mock, moment)
            begun = time.monotonic()
            code = kneadd.stop(number)
            took = time.monotonic() - begun
            self.assertEqual(code, 0)
            self.assertEqual(len(kneadd.supervisor.told("STOPPING=1")), 1)
            self.assertLess(took, LEAVE_MAX)

        for how in HOW:
            mock = self.home.start_mock(how)
            for moment in ("has just started", "asks who serves", "hangs"):
                for number in (signal.SIGTERM, signal.SIGINT):
                    with self.subTest(how=how, moment=moment, signal=number.name):
                        harness.attempts(lambda case=(mock, moment, number): measure(*case))
            mock.stop()


if __name__ == "__main__":
    harness.main()
