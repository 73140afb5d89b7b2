"""knead status for bars: pushed lines, through a daemon that comes and goes, into a pipe and into the real waybar."""

import json
import os
import select
import signal
import subprocess
import time

import harness
from harness import wait_until

SCHEDULE = """
[general]
hours = 00:00-24:00
days = every day

[reminder stand-up]
every = 1h
counts = clock
"""


# sway starts no bar by itself: the test does, in the test's own environment.
BAR = """bar {
    swaybar_command true
    status_command exec feeder
    colors {
        background #ffffff
        statusline #0a141e
    }
}
"""


class Follow(harness.RealTest):
    def setUp(self):
        super().setUp()
        self.home.write_schedule(SCHEDULE)

    def follow(self, *arguments):
        return harness.Process(self.home, "follow", [harness.BUILD / "knead", "status", "--follow", *arguments],
                               self.home.environment)

    def lines(self, process, n):
        wait_until(lambda: process.out.count("\n") >= n, f"line {n} of {process.out!r}")
        return process.out.splitlines()

    def test_once(self):
        self.assertAnswer(self.home.knead("status", "--format", "{state}"), 0, "^nodaemon\n$")
        self.home.kneadd()
        self.assertAnswer(self.home.knead("status", "--format", "{state} {next} {in}"), 0, "^ok stand-up 1h\n$")
        self.assertAnswer(self.home.knead("status", "--format", "tmux"), 0, "^stand-up 1h\n$")
        self.assertEqual(json.loads(self.home.knead("status", "--format", "waybar").out)["alt"], "ok")
        self.assertAnswer(self.home.knead("status", "--format", "waybr"), 4, "", "did you mean waybar")
        self.assertAnswer(self.home.knead("status", "--format", "{x}", "--follow"), 4, "", "is no field")
        self.assertAnswer(self.home.knead("status", "--format", "tmux", "--json"), 2, "", "--json")

    def test_through_restarts(self):
        """nodaemon, before the first one and between two; killed or stopped; it connects when one comes, and rests."""
        follow = self.follow("--format", "{state} {pain}")
        self.assertEqual(self.lines(follow, 1), ["nodaemon "])
        kneadd = self.home.kneadd()
        self.assertEqual(self.lines(follow, 2)[1:], ["ok "])
        self.assertAnswer(self.home.knead("log", "4"), 0, "pain 4")
        self.assertIn(self.lines(follow, 3)[2:], (["ok 4"], ["soon 4"]))  # the list of signs is offered in a minute
        self.assertAnswer(self.home.knead("pause", "1h"), 0, "paused")
        self.assertEqual(self.lines(follow, 4)[3:], ["paused 4"])
        kneadd.stop(signal.SIGKILL)
        self.assertEqual(self.lines(follow, 5)[4:], ["nodaemon "])
        kneadd = self.home.kneadd()
        self.assertEqual(self.lines(follow, 6)[5:], ["paused 4"])
        self.assertEqual(kneadd.stop(), 0)
        self.assertEqual(self.lines(follow, 7)[6:], ["nodaemon "])
        self.home.kneadd()
        self.assertAnswer(self.home.knead("resume"), 0, "come again")
        self.assertEqual(self.lines(follow, 9)[7:], ["paused 4", "ok 4"])

    def test_the_log(self):
        follow = self.follow("--format", "{pain}")
        self.home.kneadd()
        for command, pain in ((("log", "4"), "4"), (("edit", "last", "level=6"), "6"), (("undo",), "4")):
            self.assertEqual(self.home.knead(*command).code, 0)
            wait_until(lambda wanted=pain: follow.out.splitlines()[-1:] == [wanted], f"{pain} after {command}")

    def test_starts_no_daemon(self):
        """Where the service manager listens, nobody connects."""
        self.home.socket.parent.mkdir(mode=0o700)
        with harness.socket.socket(harness.socket.AF_UNIX) as manager:
            manager.bind(str(self.home.socket))
            manager.listen(1)
            follow = self.follow("--json")
            self.assertEqual(self.lines(follow, 1), ['{"state":"nodaemon"}'])
            (self.home.socket.parent / "other").touch()  # what happens in the folder is no daemon yet
            self.assertAnswer(self.home.knead("status", "--format", "{state}"), 0, "^nodaemon\n$")
            self.assertEqual(select.select([manager], [], [], 0.5)[0], [])

    def test_folder_gone(self):
        follow = self.follow("--format", "{state}")
        self.lines(follow, 1)
        self.home.socket.parent.rmdir()
        wait_until(self.home.socket.parent.exists, "the folder to be made anew")
        self.home.kneadd()
        self.assertEqual(self.lines(follow, 2), ["nodaemon", "ok"])

    def test_wakes_nobody(self):
        """A countdown is knead's own: while it runs, kneadd sleeps; and knead wakes once a minute at most."""
        kneadd = self.home.kneadd()
        follow = self.follow("--format", "{in}")
        self.lines(follow, 1)

        def rests():
            time.sleep(0.5)
            before = kneadd.wakeups, follow.wakeups
            time.sleep(3)
            self.assertEqual(kneadd.wakeups, before[0])
            self.assertLessEqual(follow.wakeups, before[1] + 1)

        harness.attempts(rests)

    def test_reader_gone(self):
        """Quietly, and at once, not with the next line."""
        self.home.kneadd()
        read, write = os.pipe()
        with subprocess.Popen([harness.BUILD / "knead", "status", "--follow", "--format", "i3bar"], stdout=write,
                              stderr=subprocess.PIPE, env=self.home.environment) as follow:
            self.addCleanup(follow.kill)
            os.close(write)
            said = os.read(read, 4096)
            self.assertRegex(said.decode(), r'^\{"version":1\}\n\[\n(\[\{"name":"knead".*\}\],\n)?$')
            os.close(read)
            self.assertEqual(follow.wait(harness.PATIENCE), 0)
            self.assertEqual(follow.stderr.read(), b"")

    def feeder(self, form):
        """What a bar is told to run."""
        path = self.home.root / "feeder"
        path.write_text(f'#!/bin/sh\nexec "{harness.BUILD}/knead" status --follow --format {form}\n')
        path.chmod(0o755)
        return path

    def colour(self, code):
        """How many points of sway's screen have this colour."""
        shot = self.home.root / "shot.ppm"
        return self.home.run("grim", "-t", "ppm", shot).code == 0 and shot.read_bytes().count(bytes.fromhex(code))

    def test_waybar(self):
        """The real one, on a headless sway: it shows what it is told."""
        self.home.start_bus()  # waybar asks for one
        self.home.kneadd()
        self.home.start_sway()
        self.home.find_sway()
        config, style = self.home.root / "waybar.json", self.home.root / "style.css"
        config.write_text(json.dumps({"modules-right": ["custom/knead"], "custom/knead": {
            "exec": str(self.feeder("waybar")), "return-type": "json"}}))
        style.write_text("#custom-knead { color: white; background: white; }\n"
                         "#custom-knead.ok.stand-up { background: #0a141e; }\n"
                         "#custom-knead.paused { background: #28323c; }\n")
        waybar = harness.Process(self.home, "waybar", ["waybar", "-c", config, "-s", style],
                                 {**self.home.environment, "NO_AT_BRIDGE": "1"})
        wide = wait_until(lambda: self.colour("0a141e"), "waybar to show stand-up")
        self.assertAnswer(self.home.knead("pause", "1h"), 0, "paused")
        self.assertGreater(wait_until(lambda: self.colour("28323c"), "waybar to show the pause"), wide)  # a longer text
        self.assertEqual(self.colour("0a141e"), 0)
        self.assertIsNone(waybar.popen.poll())

    def test_swaybar(self):
        """The real one reads the whole protocol: the text, and a pause in grey."""
        self.home.start_sway(BAR)
        self.home.find_sway()
        swaybar = harness.Process(self.home, "swaybar", ["swaybar", "-b", "bar-0", "-s", self.home.runtime / "sway.sock"],
                                  {**self.home.environment, "PATH": f"{self.feeder('i3bar').parent}:{os.environ['PATH']}"})
        self.home.kneadd()
        wait_until(lambda: self.colour("0a141e"), "swaybar to show stand-up")
        self.assertAnswer(self.home.knead("pause", "1h"), 0, "paused")
        wait_until(lambda: self.colour("888888") and not self.colour("0a141e"), "swaybar to show the pause")
        self.assertIsNone(swaybar.popen.poll())

    def test_tmux(self):
        """The real one, in a terminal of its own."""
        self.home.kneadd()
        config = self.home.root / "tmux.conf"
        config.write_text(f"set -g status-right '#({self.feeder('tmux')})'\nset -g status-interval 1\n")
        tmux = ["tmux", "-S", self.home.root / "tmux.sock"]
        terminal, end = os.openpty()
        self.addCleanup(os.close, terminal)
        client = subprocess.Popen([*tmux, "-f", config, "new-session", "cat"], stdin=end, stdout=end, stderr=end,
                                  env={**self.home.environment, "TERM": "screen"}, start_new_session=True)
        os.close(end)
        self.addCleanup(client.wait)
        self.addCleanup(self.home.run, *tmux, "kill-server")
        said = ""

        def shows(what):
            nonlocal said
            if select.select([terminal], [], [], 0.1)[0]:
                said += os.read(terminal, 65536).decode(errors="replace")
            return what in said

        wait_until(lambda: shows("stand-up 1h"), "tmux to show stand-up")
        self.assertAnswer(self.home.knead("pause", "1h"), 0, "paused")
        wait_until(lambda: shows("paused until"), "tmux to show the pause")


if __name__ == "__main__":
    harness.main()
