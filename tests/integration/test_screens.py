"""The reminders on real screens: dunst under an X server, mako on a compositor. Each button is clicked with a mouse.

The pictures are kept in the build's folder screenshots, to be looked at.
"""

import collections

import harness
from harness import wait_until

GENERAL = """
[general]
hours = 09:00-17:30
days = every day
"""
ONE = GENERAL + """
[reminder stand-up]
every = 1h
rest = 5m
repeat = 12h
message = Stand up and walk a few steps, <b>slowly</b> & without force.
"""
WATER = GENERAL + """
[reminder water]
every = 1h
repeat = 12h
amount = 200ml
"""
TWO = GENERAL + """
[reminder walk]
every = 1h
rest = 5m
repeat = 12h
message = Walk to the window.

[reminder look-away]
every = 1h
repeat = 12h
message = Look at something far away.
"""
PAIN = GENERAL + "[pain]\nask-at = 17:00\n"
# 3600 times faster: due at 17:00, 1 s after the start, and then no more for 17 s. 900: the question is there for 8 s.
FAST = ("--warp-from", "2026-03-24 16:00", "--warp", "3600")
SLOW = ("--warp-from", "2026-03-25 16:45", "--warp", "900")

Click = collections.namedtuple("Click", "picture schedule warp label reminder outcome")
CLICKS = (
    Click("done", ONE, FAST, "Done", "stand-up", "done"),
    Click("snooze", ONE, FAST, "Snooze 5m", "stand-up", "snoozed"),
    Click("skip", ONE, FAST, "Skip", "stand-up", "skipped"),
    Click("water", WATER, FAST, "+200 ml", "water", "done"),
    Click("two", TWO, FAST, "Done: look away", "look-away", "done"),
    Click("pain", PAIN, SLOW, "4", "pain", "done"),
)


class Screen(harness.RealTest):
    """What both have in common. Each says how to start it, what is shown, where to click, how to take a picture."""

    name = None

    def setUp(self):
        super().setUp()
        self.home.start_bus()

    def picture(self, what):
        """Taken until there is something to see on it."""
        path = harness.BUILD / f"screenshots/{self.name}-{what}.png"
        path.parent.mkdir(parents=True, exist_ok=True)

        def painted():
            taken = self.shoot(path)
            return taken.code == 0 and int(self.home.run("identify", "-format", "%k", path).out) > 8

        wait_until(painted, "the notification's text")

    def ended(self):
        return [(row["reminder"], row["outcome"], row["source"])
                for row in self.home.rows("SELECT * FROM occurrence WHERE outcome <> 'open'")]

    def click_each(self):
        ended = []
        self.home.write_schedule(GENERAL)
        kneadd = self.home.kneadd("--warp-from", "2026-03-20 10:00", "--warp", "2")
        self.assertEqual(self.home.knead("log", "check").code, 0)  # nobody needs to be offered it
        self.assertEqual(kneadd.stop(), 0)
        for click in CLICKS:
            with self.subTest(click.label):
                self.home.write_schedule(click.schedule)
                self.choose(click.label)
                kneadd = self.home.kneadd(*click.warp)
                wait_until(self.shown, "a notification on the screen")
                self.picture(click.picture)
                self.click()
                wait_until(lambda: self.home.status(click.reminder)["state"] != "open", "the click to be taken")
                ended.append((click.reminder, click.outcome, "button"))
                if click.schedule is TWO:  # the other one still waits, on the screen
                    wait_until(self.shown, "the other one")
                    self.picture("two-rest")
                    self.assertEqual(self.home.knead("done").code, 0)
                    ended.append(("walk", "done", "command"))
                wait_until(lambda: not self.shown(), "the notification to go")
                self.assertEqual(kneadd.stop(), 0)
                self.assertEqual(sorted(self.ended()), sorted(ended))
        logged = [(entry["kind"], entry.get("level"), entry.get("ml")) for entry in self.home.rows("SELECT * FROM entry")
                  if entry["kind"] != "check"]
        self.assertEqual(sorted(logged), [("drink", None, 200), ("pain", 4, None)])

    def hundred(self, server):
        """One after the other, each taken off the screen by the next; nor does the server keep any."""
        self.home.write_schedule(harness.EVERY_MINUTE)
        kneadd = self.home.kneadd(*harness.FORTIETHS)
        harness.assert_no_leak(self, kneadd, lambda: self.home.status("stand-up")["missed"])
        self.assertEqual(server.popen.poll(), None)


class Dunst(Screen):
    name = "dunst"

    def setUp(self):
        super().setUp()
        self.home.start_screen()
        self.server = self.home.start_dunst("Done")

    def choose(self, label):
        self.home.write_menu(harness.DUNST_MENU, label)

    def windows(self):
        return self.home.run("xdotool", "search", "--onlyvisible", "--class", "dunst").out.split()

    def shown(self):
        return bool(self.windows())

    def shoot(self, path):
        return self.home.run("import", "-window", "root", path)

    def click(self):
        self.home.run("xdotool", "mousemove", "--window", self.windows()[0], "20", "20", "click", "1")

    def test_each_button(self):
        self.click_each()

    def test_hundred_reminders(self):
        self.hundred(self.server)


class Mako(Screen):
    name = "mako"

    def setUp(self):
        super().setUp()
        self.home.start_sway()
        self.server = self.home.start_mako()
        self.mouse = self.home.start_mouse()

    def choose(self, label):
        self.home.write_menu(harness.MAKO_MENU, label)

    def shown(self):
        return "knead" in self.home.run("makoctl", "list").out

    def shoot(self, path):
        return self.home.run("grim", path)

    def click(self):
        self.mouse.click(1090, 30)

    def test_each_button(self):
        self.click_each()

    def test_hundred_reminders(self):
        self.hundred(self.server)


del Screen  # has no tests of its own


if __name__ == "__main__":
    harness.main()
