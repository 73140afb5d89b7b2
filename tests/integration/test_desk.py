"""Who is at the desk, as real parts tell it: each by itself, all together, and when they come and go."""

import os
import time

import harness
from harness import attempts, wait_until

ROUNDS = 20
DROPPED = (("session", "system"), (), ("system",), ("session",))  # buses, round by round
QUIET = 10  # seconds
A_FEW = 8  # wakeups: the mouse may rest for a second where the machine is busy with something else
NO_STORM = 40  # wakeups in two seconds without any server: others may start some of their own meanwhile

SCHEDULE = """
[general]
hours = all day
days = every day

[presence]
idle-after = {idle}
away-after = {away}

[reminder stand-up]
every = 12h
"""


class DeskTest(harness.RealTest):
    def setUp(self):
        super().setUp()
        # nobody else's while its server is down
        self.home.environment["DISPLAY"] = f":{1000 + os.getpid() % 50000}"

    def start(self, idle="1s", away="2s"):
        self.home.write_schedule(SCHEDULE.format(idle=idle, away=away))
        self.kneadd = self.home.kneadd()

    def wait(self, *states):
        wait_until(lambda: self.home.status()["presence"] in states, f"presence to be {' or '.join(states)}")

    def states_until(self, last):
        """What `knead status` says one after the other."""
        states = []

        def is_last():
            state = self.home.status()["presence"]
            if states[-1:] != [state]:
                states.append(state)
            return state == last

        wait_until(is_last, f"presence to be {last}")
        return states

    def use(self, part):
        """Input until it is noticed: a machine that is busy for a second is idle again before anybody looks."""

        def used():
            getattr(self.home, f"use_{part}")()
            return self.home.status()["presence"] == "active"

        wait_until(used, f"input at {part} to make it active")


class Alone(DeskTest):
    """One part, from a daemon that was there before it."""

    def one_person(self, part):
        self.use(part)
        self.assertEqual(self.states_until("away"), ["active", "idle", "away"])
        self.use(part)

    def come_and_go(self, part):
        running = getattr(self.home, f"start_{part}")
        self.wait("unknown")
        process = running()
        attempts(lambda: self.one_person(part))  # a machine that is busy for a second misses the one that is idle
        process.kill()
        self.wait("unknown")
        running()
        self.use(part)
        self.wait("idle", "away")

    def test_mutter(self):
        self.home.start_bus()
        self.start()
        self.come_and_go("mutter")

    def test_sway(self):
        self.start()
        self.come_and_go("sway")

    def test_x11(self):
        self.start()
        self.come_and_go("screen")

    def test_logind(self):
        """Locked, asleep, both, and back; nobody is told to be at the desk by it."""
        self.home.start_screen()
        self.home.start_bus("system")
        logind = self.home.start_logind()
        self.start("1h", "2h")
        self.wait("active")
        self.home.lock(True)
        self.wait("locked")
        self.home.lock(False)
        self.wait("active")
        self.home.sleep(True)
        self.wait("asleep")
        self.home.lock(True)
        self.home.sleep(False)
        self.wait("locked")
        self.home.use_screen()
        self.wait("locked")
        logind.kill()  # whether it is locked is not known any more
        self.wait("active")
        self.home.start_logind()
        self.home.lock(True)
        self.wait("locked")
        self.home.lock(False)
        self.wait("active")


class Together(DeskTest):
    def start_buses(self):
        return {kind: self.home.start_bus(kind) for kind in ("session", "system")}

    def start_parts(self):
        return [self.home.start_mutter(), self.home.start_sway(), self.home.start_screen(), self.home.start_logind()]

    def all_are_heard(self):
        """Each takes presence by itself where it was not before."""
        for part in ("mutter", "sway", "screen"):
            self.wait("idle", "away")
            self.use(part)
        self.home.lock(True)
        self.wait("locked")
        self.home.lock(False)
        self.wait("active", "idle", "away")

    def test_vanish_and_return(self):
        """The parts, and now and then a bus as well: unknown, and back, and nothing is left over."""
        buses, parts, files = self.start_buses(), self.start_parts(), None
        self.start()
        self.wait("active", "idle", "away")
        for number in range(ROUNDS + 1):
            dropped = DROPPED[number % len(DROPPED)]
            for process in [*parts, *(buses[kind] for kind in dropped)]:
                process.kill()
            self.wait("unknown")
            buses |= {kind: self.home.start_bus(kind) for kind in dropped}
            parts = self.start_parts()
            self.wait("active", "idle", "away")
            if files is None:  # the first round is the measure of all others
                self.all_are_heard()
                files = self.open_files()
            wait_until(lambda: self.kneadd.fds == files, f"{files} open files again")
        self.home.lock(True)
        self.wait("locked")
        self.assertEqual(self.open_files(), files)
        for process in parts:
            process.kill()
        self.wait("unknown")
        attempts(self.nobody_tries_again)

    def open_files(self):
        """How many it has once it is done with whoever asked it last."""
        counts = []

        def same():
            counts.append(self.kneadd.fds)
            return len(counts) > 20 and len(set(counts[-20:])) == 1

        wait_until(same, "the number of open files to stay")
        return counts[-1]

    def nobody_tries_again(self):
        before = self.kneadd.wakeups
        time.sleep(2)
        self.assertLess(self.kneadd.wakeups - before, NO_STORM)

    def test_quiet(self):
        """Not one wakeup while nobody is there, and hardly one by a mouse that moves all the time."""
        self.start_buses()
        self.start_parts()
        self.start()
        self.all_are_heard()
        away = self.kneadd
        quiet, self.home = self.home, harness.Home()
        self.addCleanup(self.home.close)
        self.home.start_screen()
        self.start()
        moved, self.home = self.home, quiet
        self.wait("away")
        attempts(lambda: self.measure(away, moved), 2)
        self.wait("away")

    def measure(self, away, moved):
        steps = [word for i in range(400) for word in ("mousemove", str(i % 60), "9", "sleep", "0.05")]
        mouse = harness.Process(moved, "xdotool", ["xdotool", *steps], moved.environment)
        wait_until(lambda: moved.status()["presence"] == "active", "the mouse to be noticed")
        time.sleep(0.5)  # the end of what that was answered with
        before = away.wakeups, self.kneadd.wakeups
        time.sleep(QUIET)
        after = away.wakeups, self.kneadd.wakeups
        self.assertEqual(moved.status()["presence"], "active")
        mouse.kill()
        self.assertEqual(after[0] - before[0], 0)
        self.assertLessEqual(after[1] - before[1], A_FEW)


if __name__ == "__main__":
    harness.main()
