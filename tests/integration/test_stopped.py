"""A daemon that stood still, or came back, never makes up for it with a burst."""

import signal
import time

import harness
from harness import wait_until

# 3600 times faster: one due time a second.
SCHEDULE = """
[general]
hours = all day
days = every day
merge = 0s
limit = 1000

[reminder stand-up]
every = 1h
counts = clock
repeat = 12h
"""
START = ("--warp", "3600", "--warp-from")


class StandingStill(harness.RealTest):
    def setUp(self):
        super().setUp()
        self.home.write_schedule(SCHEDULE)
        self.home.start_bus()
        self.mock = self.home.start_mock()

    def test_one_catch_up_at_most(self):
        """SIGSTOP through three due times: once it goes on, one of them comes, or none; the others are on record."""
        kneadd = self.home.kneadd(*START, "2026-03-24 10:00")
        wait_until(self.mock.notices, "the first reminder")
        kneadd.tell(signal.SIGSTOP)
        stopped = time.monotonic()
        before = len(self.mock.notices())
        wait_until(lambda: time.monotonic() > stopped + 3.5, "three due times")
        kneadd.tell(signal.SIGCONT)
        continued = time.monotonic()
        wait_until(lambda: [n for n in self.mock.notices() if n.at > continued + 0.9], "reminders go on")
        burst = [n for n in self.mock.notices()[before:] if n.at < continued + 0.5]
        self.assertLessEqual(len(burst), 1, burst)
        self.assertEqual(kneadd.stop(), 0)
        rows = self.home.rows("SELECT due_us, outcome FROM occurrence ORDER BY due_us")
        dues = [row["due_us"] for row in rows]
        self.assertEqual(len(set(dues)), len(dues))
        self.assertLessEqual(len(self.mock.notices()), len(rows))

    def test_a_day_switched_off(self):
        """Stopped in the evening, started the next day: no more than one reminder comes of the time between."""
        kneadd = self.home.kneadd(*START, "2026-03-24 10:00")
        wait_until(self.mock.notices, "the first reminder")
        self.assertEqual(kneadd.stop(), 0)
        before = len(self.mock.notices())
        kneadd = self.home.kneadd(*START, "2026-03-25 10:00")
        wait_until(lambda: len(self.mock.notices()) > before + 1, "reminders go on")
        burst = [n for n in self.mock.notices()[before:] if n.at < kneadd.ready_at + 0.5]
        self.assertLessEqual(len(burst), 1, burst)


if __name__ == "__main__":
    harness.main()
