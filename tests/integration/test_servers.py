"""Notification servers that come late, die, hang, refuse or talk out of turn: kneadd answers as fast as ever, each
occurrence ends once, and nothing is left behind."""

import threading
import time

import harness
from harness import wait_until

GAP_MAX = 0.050  # seconds that a question to the daemon may take meanwhile
# 3600 times faster, from 16:00 on: due at 17:00, 1 s after the start; nothing more comes for 17 s after that.
SCHEDULE = """
[general]
hours = 09:00-17:30
days = every day

[reminder stand-up]
every = 1h
repeat = 12h
message = Stand up and walk a few steps.
"""
WARP = ("--warp", "3600", "--warp-from", "2026-03-24 16:00")


class Gap(threading.Thread):
    """Asks the daemon again and again, and keeps the longest time that an answer took."""

    def __init__(self, home):
        super().__init__(daemon=True)
        self.home, self.worst, self.over = home, 0, threading.Event()
        self.start()

    def run(self):
        with self.home.varlink() as client:
            while not self.over.wait(0.005):
                begun = time.monotonic()
                if client.call("org.knead.Status") is None:
                    return
                self.worst = max(self.worst, time.monotonic() - begun)

    def stop(self):
        self.over.set()
        self.join()
        return self.worst


class Servers(harness.RealTest):
    def setUp(self):
        super().setUp()
        self.home.write_schedule(SCHEDULE)
        self.home.start_bus()

    def start(self, mock=None):
        """Returns once the reminder is on the server's screen, or on the terminal."""
        kneadd = self.home.kneadd(*WARP)
        self.gap = Gap(self.home)
        wait_until(lambda: mock.notices() if mock else "Stand up and walk" in kneadd.err, "the reminder")
        return kneadd

    def notifier(self):
        return self.home.status()["notifier"]

    def assert_ended(self, kneadd, outcome, source, held=None):
        """One occurrence with one end; the daemon was there all along and has kept nothing."""
        wait_until(lambda: self.home.status("stand-up")[outcome] == 1, f"the occurrence to be {outcome}")
        if held:
            wait_until(lambda: kneadd.threads <= held[0] and kneadd.fds <= held[1], "it to let go of all")
        worst = self.gap.stop()
        self.assertEqual(kneadd.stop(), 0)
        self.assertEqual([(row["outcome"], row["source"]) for row in self.home.rows("SELECT * FROM occurrence")],
                         [(outcome, source)])
        self.assertLess(worst, GAP_MAX)

    def again(self, test):
        """Another try is another life: the log goes, too."""
        def life():
            self.home.close()
            self.home = harness.Home()
            self.addCleanup(self.home.close)
            self.home.write_schedule(SCHEDULE)
            self.home.start_bus()
            test()

        harness.attempts(life)

    # ---- absent

    def test_absent_and_comes_later(self):
        def test():
            kneadd = self.start()
            self.assertEqual(self.notifier(), "no notification server")
            mock = self.home.start_mock()
            shown, = wait_until(mock.notices, "what is still due")
            self.assertIn("Stand up and walk a few steps.", shown.body)
            self.assertEqual(self.notifier(), "mock 1.0, buttons")
            mock.say("press done")
            self.assert_ended(kneadd, "done", "button")

        self.again(test)

    def test_no_bus_and_one_later(self):
        def test():
            bus = self.home.processes[0]
            bus.stop()
            kneadd = self.start()
            self.assertEqual(self.notifier(), "no session bus")
            for _ in range(2):
                self.home.start_bus().popen  # at the same address
                mock = self.home.start_mock()
                wait_until(mock.notices, "what is still due")
                self.assertEqual(self.notifier(), "mock 1.0, buttons")
                mock.stop()
                wait_until(lambda: self.notifier() == "no notification server", "the server to be missed")
                self.home.processes[-2].stop()
                wait_until(lambda: self.notifier() == "no session bus", "the bus to be missed")
            self.assertEqual(self.home.knead("done").code, 0)
            self.assert_ended(kneadd, "done", "command")

        self.again(test)

    def test_gone_before_the_daemon_comes_with_an_answer(self):
        def test():
            kneadd = self.start()
            self.assertEqual(self.home.knead("done").code, 0)
            mock = self.home.start_mock()
            wait_until(lambda: self.notifier() == "mock 1.0, buttons", "the server to be seen")
            self.assertEqual(mock.notices(), [])
            self.assert_ended(kneadd, "done", "command")

        self.again(test)

    # ---- going and coming

    def test_killed_with_notifications_on_the_screen(self):
        def test():
            mock = self.home.start_mock()
            kneadd = self.start(mock)
            held = kneadd.threads, kneadd.fds
            for number in range(3):
                mock.kill()
                wait_until(lambda: self.notifier() == "no notification server", "the server to be missed")
                mock = self.home.start_mock(f"server other {number}")  # whose ids begin at 1 again
                shown, = wait_until(mock.notices, "what is still due")
                self.assertEqual((shown.replaces, shown.id), ("0", "1"))
            mock.say("press skip")
            self.assert_ended(kneadd, "skipped", "button", held)

        self.again(test)

    # ---- slow

    def test_answers_later_than_anybody_waits(self):
        """After 5 s the terminal stands in; what the server shows after that can be answered all the same."""
        def test():
            mock = self.home.start_mock("delay 5500")
            kneadd = self.start(mock)
            wait_until(lambda: "does not answer" in kneadd.err, "the terminal to stand in")
            self.assertIn("Stand up and walk", kneadd.err)
            mock.say("press done 800")
            self.assert_ended(kneadd, "done", "button")

        self.again(test)

    def test_never_answers(self):
        def test():
            mock = self.home.start_mock("hang")
            kneadd = self.start(mock)
            wait_until(lambda: "does not answer" in kneadd.err, "the terminal to stand in")
            self.assertEqual(self.home.knead("done").code, 0)
            self.assert_ended(kneadd, "done", "command")

        self.again(test)

    # ---- out of turn

    def test_signals_nobody_asked_for(self):
        def test():
            mock = self.home.start_mock()
            kneadd = self.start(mock)
            held = kneadd.threads, kneadd.fds
            for command in ("signal 77 done", "signal 1 unheard-of", "flood 5000", "signal 1 done", "signal 1 done",
                            "signal 1 skip", "close 2", "signal 1 skip", "close 1", "signal 1 snooze", "flood 5000"):
                mock.say(command)
            self.assert_ended(kneadd, "done", "button", held)

        self.again(test)

    def test_pressed_after_it_was_closed(self):
        def test():
            mock = self.home.start_mock()
            kneadd = self.start(mock)
            for number, command in enumerate(("close 2", "signal 1 done"), 1):
                mock.say(command)
                wait_until(lambda: mock.out.count("Command") == number, "the mock to obey")
            self.assertEqual(self.home.knead("skip").code, 0)  # it still waits
            self.assert_ended(kneadd, "skipped", "command")

        self.again(test)

    def test_refuses(self):
        def test():
            mock = self.home.start_mock("error Too many notifications")
            kneadd = self.start(mock)
            wait_until(lambda: "Stand up and walk" in kneadd.err, "the terminal to stand in")
            self.assertIn("Too many notifications", kneadd.err)
            self.assertEqual(self.home.knead("done").code, 0)
            self.assert_ended(kneadd, "done", "command")

        self.again(test)


class Many(harness.RealTest):
    def test_a_server_that_never_says_closed(self):
        """Forty reminders a second, each in the last one's place: nothing piles up."""
        self.home.write_schedule(harness.EVERY_MINUTE)
        self.home.start_bus()
        mock = self.home.start_mock("silent")
        kneadd = self.home.kneadd(*harness.FORTIETHS)
        harness.assert_no_leak(self, kneadd, lambda: len(mock.notices()))


if __name__ == "__main__":
    harness.main()
