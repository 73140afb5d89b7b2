"""A machine that has nothing: no session bus, no notification server, no XDG_RUNTIME_DIR, only a home."""

import json
import os
import pathlib
import stat

import harness
from harness import wait_until

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

RUNTIME = f"/run/user/{os.geteuid()}"
# Where this user has a session, its folder is hidden from the programs, so that they are not in it.
HIDE = ("unshare", "--user", "--map-current-user", "--mount", "sh", "-c",
        'mount -t tmpfs none /run/user && exec "$@"', "sh")


class Bare(harness.RealTest):
    def setUp(self):
        super().setUp()
        del self.home.environment["XDG_RUNTIME_DIR"]
        self.home.write_schedule(SCHEDULE)
        self.socket, self.prefix = self.home.home / ".local/state/knead/run/control", ()
        if os.path.isdir(RUNTIME):
            if self.home.run(*HIDE, "true").code == 0:
                self.prefix = HIDE
            else:
                self.socket = pathlib.Path(RUNTIME) / "knead/control"

    def kneadd(self, *arguments):
        return self.home.kneadd(*arguments, prefix=self.prefix)

    def knead(self, *arguments):
        return self.home.knead(*arguments, prefix=self.prefix)

    def test_a_reminder_comes_on_the_terminal(self):
        kneadd = self.kneadd(*WARP)
        self.assertRegex(kneadd.err, "no session bus: reminders come here")
        wait_until(lambda: "Stand up and walk a few steps." in kneadd.err, "the reminder")
        self.assertIn("\nAnswer: knead done | knead snooze | knead skip\n", kneadd.err)
        self.assertEqual(kneadd.out, "")
        self.assertAnswer(self.knead("done"), 0, "stand-up")
        self.assertEqual(kneadd.stop(), 0)
        self.assertEqual([(row["outcome"], row["source"]) for row in self.home.rows("SELECT * FROM occurrence")],
                         [("done", "command")])

    def test_both_find_the_socket_in_a_private_folder(self):
        self.kneadd()
        self.assertEqual(stat.filemode(self.socket.stat().st_mode), "srw-------")
        self.assertEqual(stat.filemode(self.socket.parent.stat().st_mode), "drwx------")
        self.assertAnswer(self.knead("log", "4"), 0, "4")
        self.assertAnswer(self.knead("status"), 0, "stand-up")
        database = self.home.home / ".local/share/knead/knead.db"
        self.assertEqual(stat.filemode(database.stat().st_mode), "-rw-------")
        self.assertEqual(stat.filemode(database.parent.stat().st_mode), "drwx------")

    def test_welcome(self):
        kneadd = self.kneadd("--welcome", "--warp", "2", "--warp-from", "2026-03-24 16:00:20")
        wait_until(lambda: "knead log" in kneadd.out, "the welcome")
        self.assertRegex(kneadd.out, r"(?s)agenda.*17:00  +stand-up.*type:  /.*/knead log 3")
        typed = kneadd.out.split("type:  ")[1].split()
        self.assertAnswer(self.home.run(*self.prefix, *typed), 0, "pain 3")
        self.assertRegex(kneadd.err, r"(?s)knead is running.*stand-up at 17:00")

    def test_without_a_schedule_the_shipped_one_is_used(self):
        self.home.schedule.unlink()
        self.kneadd()
        answer = self.knead("status", "--json")
        self.assertEqual(answer.code, 0, answer)
        status = json.loads(answer.out)
        self.assertEqual(status["schedule"], "built-in")
        self.assertIn("stand-up", [reminder["name"] for reminder in status["reminders"]])


class ABusAlone(harness.RealTest):
    """A session bus on which nobody shows notifications, at first."""

    def test_the_terminal_stands_in_until_a_server_comes(self):
        self.home.write_schedule(SCHEDULE.replace("every = 1h", "every = 20m"))
        self.home.start_bus()
        kneadd = self.home.kneadd("--warp", "600", "--warp-from", "2026-03-24 16:00")
        wait_until(lambda: "Stand up and walk a few steps." in kneadd.err, "the reminder on the terminal")
        self.assertEqual(self.home.knead("done").code, 0)
        mock = self.home.start_mock()
        wait_until(mock.notices, "the next one at the server")


if __name__ == "__main__":
    harness.main()
