"""The main job: a reminder comes when it is due, on a screen, and a click on it lands in the log."""

import harness
from harness import wait_until

# Due at 17:00, an hour after the start; nothing more comes before 10:00 of the next day.
SCHEDULE = """
[general]
hours = 09:00-17:30
days = every day

[reminder stand-up]
every = 1h
repeat = 12h
message = Stand up and walk a few steps.
"""
START = ("--warp-from", "2026-03-24 16:00", "--warp")


class OnTheBus(harness.RealTest):
    def test_comes_when_it_is_due(self):
        """every = 1h, 600 times faster: 6 s after the start, with the words and buttons promised."""
        self.home.write_schedule(SCHEDULE)
        self.home.start_bus()
        mock = self.home.start_mock()
        kneadd = self.home.kneadd(*START, "600")
        shown, = wait_until(mock.notices, "the notification")
        self.assertTrue(5 <= shown.at - kneadd.ready_at <= 9, f"{shown.at - kneadd.ready_at} s after the start")
        self.assertEqual((shown.app, shown.summary), ("knead", "Stand up"))
        self.assertIn("Stand up and walk a few steps.", shown.body)
        self.assertEqual(shown.actions, "done=Done|snooze=Snooze 5m|skip=Skip")


class OnTheScreen(harness.RealTest):
    def setUp(self):
        super().setUp()
        self.home.write_schedule(SCHEDULE)
        self.home.start_bus()
        self.home.start_screen()

    def window(self):
        """The notification's window, once it is painted."""
        window = wait_until(
            lambda: self.home.run("xdotool", "search", "--onlyvisible", "--class", "dunst").out.split(),
            "a notification on the screen")[0]
        shot = harness.BUILD / "artifacts/reminder.png"
        shot.parent.mkdir(parents=True, exist_ok=True)

        def painted():
            taken = self.home.run("import", "-window", "root", shot)
            return taken.code == 0 and int(self.home.run("identify", "-format", "%k", shot).out) > 8

        wait_until(painted, "the notification's text")
        return window

    def test_a_click_on_done_is_kept(self):
        dunst = self.home.start_dunst("Done")
        kneadd = self.home.kneadd(*START, "1800")
        window = self.window()
        self.home.run("xdotool", "mousemove", "--window", window, "20", "20", "click", "1")
        wait_until(lambda: self.home.status("stand-up")["done"] == 1, "the click to be counted")
        self.assertEqual(dunst.popen.poll(), None)

        # answered, so it is taken off the screen
        wait_until(lambda: not self.home.run("xdotool", "search", "--onlyvisible", "--class", "dunst").out,
                   "the notification to go")
        self.assertEqual(kneadd.stop(), 0)
        rows = self.home.rows("SELECT * FROM occurrence")
        self.assertEqual(len(rows), 1, rows)
        self.assertEqual((rows[0]["reminder"], rows[0]["outcome"], rows[0]["source"]), ("stand-up", "done", "button"))
        self.assertLessEqual(rows[0]["due_us"], rows[0]["shown_us"])
        self.assertLess(rows[0]["shown_us"], rows[0]["ended_us"])

    def test_the_three_buttons(self):
        self.home.start_dunst("Skip")
        self.home.kneadd(*START, "1800")
        window = self.window()
        self.home.run("xdotool", "mousemove", "--window", window, "20", "20", "click", "1")
        wait_until(lambda: self.home.status("stand-up")["skipped"] == 1, "the click to be counted")
        listed = (self.home.root / "menu.listed").read_text()
        for label in ("#Done ", "#Snooze 5m ", "#Skip "):
            self.assertIn(label, listed)


if __name__ == "__main__":
    harness.main()
