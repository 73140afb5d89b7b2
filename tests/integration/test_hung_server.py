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
HOW = ("hang", "hang all")  # shown but not answered; nothing at all answered
# Looking for leaks at the exit takes longer than the exit may.
QUICK = {"ASAN_OPTIONS": "detect_leaks=0"}


class HungServer(harness.RealTest):
    def setUp(self):
        super().setUp()
        self.home.write_schedule(SCHEDULE)
        self.home.start_bus()
        self.mock = self.home.start_mock()

    def start(self, how):
        self.mock.say(how)
        before = len(self.mock.out)
        kneadd = self.home.kneadd(*WARP, environment=QUICK)
        wait_until(lambda: len(self.mock.out) > before, "a call that hangs")
        return kneadd

    def test_status_is_answered_at_any_moment(self):
        def measure():
            worst, n, end = 0, 0, time.monotonic() + WATCHED
            with self.home.varlink() as client:
                while (begun := time.monotonic()) < end:
                    status = client.call("org.knead.Status")["parameters"]
                    worst, n = max(worst, time.monotonic() - begun), n + 1
            self.assertLess(worst, ANSWER_MAX)
            self.assertGreater(n, WATCHED / ANSWER_MAX)
            self.assertGreater(sum(r["missed"] + r["suppressed"] for r in status["reminders"]), 0)

        for how in HOW:
            with self.subTest(how=how):
                kneadd = self.start(how)
                harness.attempts(measure)
                self.assertAnswer(self.home.knead("status"), 0, "stand-up")
                self.assertAnswer(self.home.knead("log", "4"), 0, "4")
                self.assertEqual(kneadd.stop(), 0)

    def test_leaves_at_once(self):
        def measure(how, number):
            kneadd = self.start(how)
            begun = time.monotonic()
            code = kneadd.stop(number)
            took = time.monotonic() - begun
            self.assertEqual(code, 0)
            self.assertEqual(len(kneadd.supervisor.told("STOPPING=1")), 1)
            self.assertFalse(self.home.socket.exists())
            self.assertLess(took, LEAVE_MAX)

        for how in HOW:
            for number in (signal.SIGTERM, signal.SIGINT):
                with self.subTest(how=how, signal=number.name):
                    harness.attempts(lambda how=how, number=number: measure(how, number))


if __name__ == "__main__":
    harness.main()
