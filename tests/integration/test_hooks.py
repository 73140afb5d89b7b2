"""A reminder's own command, run by the whole daemon: what it hears of, what is said when it cannot run, and that
nobody waits for it."""

import json
import os
import signal
import time

import harness
from harness import wait_until

# A minute a second.
SCHEDULE = """
[general]
hours = all day
days = every day
merge = 0

[reminder stand-up]
at = 10:01
message = Up, now.
command = {command}
"""


class Hooks(harness.RealTest):
    def start(self, command):
        self.home.write_schedule(SCHEDULE.format(command=command))
        self.home.start_bus()
        self.home.start_mock()
        self.kneadd = self.home.kneadd("--warp-from", "2026-03-24 10:00", "--warp", "60")

    def script(self, text):
        path = self.home.root / "script"
        path.write_text("#!/bin/sh\n" + text)
        path.chmod(0o700)
        return path

    def heard(self):
        path = self.home.root / "heard"
        return path.read_text() if path.exists() else ""

    def test_hears_of_everything(self):
        heard = self.home.root / "heard"
        script = self.script(f'echo "$1|$KNEAD_EVENT|$KNEAD_OUTCOME|$KNEAD_TITLE|$KNEAD_BODY|$KNEAD_DUE" >>{heard}\n')
        self.start(f"{script} 'a  b'")
        wait_until(lambda: "due" in self.heard(), "the command to hear of it")
        self.home.knead("done")
        wait_until(lambda: "done" in self.heard(), "the command to hear of the answer")
        words = "Stand up|Up, now.|2026-03-24T10:01:00+"
        due, done = self.heard().splitlines()
        self.assertTrue(due.startswith("a  b|due||" + words), due)
        self.assertTrue(done.startswith("a  b|done|done|" + words), done)
        findings = map(json.loads, self.home.knead("doctor", "--json").out.splitlines())
        finding, = (f for f in findings if f["topic"] == "commands")
        self.assertEqual((finding["ok"], finding["text"]), (True, "1 reminder has one"))

    def test_cannot_start(self):
        self.start("no-such-bell -n 3")
        why = "command of stand-up: no-such-bell cannot be started: No such file or directory"
        wait_until(lambda: why in self.kneadd.err, "word of it")
        self.assertEqual(self.kneadd.err.count(why), 1)
        answer = self.home.knead("doctor")
        self.assertIn(why, " ".join(answer.out.split()))
        self.assertEqual(answer.code, 1)

    def test_leaves_at_once(self):
        """SIGTERM to the daemon goes on to the command, which does not listen."""
        pid = self.home.root / "pid"
        script = self.script(f"trap 'echo TERM >>{self.home.root}/heard' TERM\necho $$ >{pid}.new\nmv {pid}.new {pid}\n"
                             "while :; do sleep 0.01; done\n")
        self.start(str(script))
        wait_until(pid.exists, "the command to run")
        before = time.monotonic()
        self.kneadd.stop(signal.SIGTERM)
        self.assertLess(time.monotonic() - before, 1)
        self.assertIn("TERM", self.heard())
        with self.assertRaises(ProcessLookupError):
            os.kill(int(pid.read_text()), 0)


if __name__ == "__main__":
    harness.main()
