"""Between two events the daemon does nothing at all: not one of its threads wakes up."""

import pathlib
import time

import harness
from harness import wait_until

QUIET = 12  # seconds

SCHEDULE = """
[general]
hours = all day
days = every day

[reminder stand-up]
every = 12h
"""


def wakeups(pid):
    """How often its threads have gone to sleep so far."""
    tasks = pathlib.Path(f"/proc/{pid}/task").glob("*/status")
    lines = (line for task in tasks for line in task.read_text().splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))


class Idle(harness.RealTest):
    def test_no_wakeup_between_events(self):
        self.home.write_schedule(SCHEDULE)
        self.home.start_bus()
        mock = self.home.start_mock()
        kneadd = self.home.kneadd("--welcome")
        wait_until(lambda: mock.notices(), "the welcome, so that libnotify's threads are there")
        mock.say("close 1")  # as servers do after its 10 s; with one that does not, its end is an event
        pid = kneadd.popen.pid
        time.sleep(2)  # the end of what the start began
        before = wakeups(pid)
        time.sleep(QUIET)
        self.assertEqual(wakeups(pid) - before, 0)


if __name__ == "__main__":
    harness.main()
