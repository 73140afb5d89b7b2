"""README's two pictures: a reminder by a notification server with buttons, and knead status in a terminal.

Made anew in the build's folder screenshots; `make pictures` puts them where README has them.
"""

import pathlib
import shutil
import time

import harness
from harness import wait_until

# A day at the desk, 600 times faster: reminders at ten, answers, levels, a drink.
SCHEDULE = """
[general]
hours = 09:00-17:30
days = every day

[reminder stand-up]
every = 1h
rest = 5m
message = Stand up and walk a few steps.

[reminder hydration]
every = 90m
amount = 200ml
target = 1600ml

[reminder routine]
at = 21:30

"""
LIFE = ("done", "drink 500ml", "log 3 lower-back",
        *(f"log {level} lower-back --at 2026-03-{day}T20:00:00+01:00"
          for day, level in ((18, 5), (19, 6), (20, 4), (21, 4), (22, 2), (23, 3))))
MOST = 60 * 1024  # bytes of a picture
SERVERS = ("/usr/lib/notification-daemon/notification-daemon", "/usr/libexec/notification-daemon",
           "/usr/lib/notification-daemon-1.0/notification-daemon")
XTERM = ("xterm", "-class", "Shot", "-fa", "DejaVu Sans Mono", "-fs", "10",
         "-bg", "#fbfaf7", "-fg", "#22302f", "-b", "12",
         "-geometry", "72x14", "+sb", "-e", "sh", "-c", "tput civis; printf '$ knead\\n'; knead; sleep 60")


class Pictures(harness.RealTest):
    def setUp(self):
        super().setUp()
        icons = self.home.home / ".local/share/icons/hicolor/scalable/apps"
        icons.mkdir(parents=True)
        shutil.copy(harness.TREE / "config/desktop/knead.svg", icons)
        self.home.write_schedule(SCHEDULE)
        self.home.start_bus()
        self.home.start_screen()
        self.home.environment |= {"PATH": f"{harness.BUILD}:{self.home.environment['PATH']}", "NO_AT_BRIDGE": "1",
                                  "GTK_THEME": "Adwaita", "TERM": "xterm-256color"}

    def shoot(self, window, name):
        """The window, once there is something on it and nothing more comes."""
        path = harness.BUILD / "screenshots" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = b""

        def settled():
            nonlocal before
            last, before = before, self.home.run("import", "-window", window, "-strip", path) and path.read_bytes()
            time.sleep(0.3)
            return before == last and int(self.home.run("identify", "-format", "%k", path).out) > 8

        wait_until(settled, f"something to see on {name}")
        self.assertLess(len(before), MOST)
        return path

    def window(self, *what):
        return wait_until(lambda: self.home.run("xdotool", "search", "--onlyvisible", *what).out.split(), "a window")[0]

    def test_both(self):
        server = next(path for path in SERVERS if pathlib.Path(path).exists())
        harness.Process(self.home, "notification-daemon", [server], self.home.environment)
        self.home.wait_for_server()
        kneadd = self.home.kneadd("--warp", "600", "--warp-from", "2026-03-24 09:55")
        notice = self.shoot(self.window("--class", "notification-daemon"), "notification.png")
        self.assertEqual(self.home.run("mogrify", "-fuzz", "5%", "-transparent", "black", notice).code, 0)  # its corners
        for command in LIFE:
            self.assertEqual(self.home.knead(*command.split()).code, 0, command)
        self.assertAnswer(self.home.knead(), 0, r"(?s)^Tue 24 Mar, .*\nweek +Wed 5 .* Tue 3\n.*buttons\n$")
        harness.Process(self.home, "xterm", XTERM, self.home.environment)
        self.shoot(self.window("--class", "Shot"), "status.png")
        self.assertEqual(kneadd.stop(), 0)


if __name__ == "__main__":
    harness.main()
