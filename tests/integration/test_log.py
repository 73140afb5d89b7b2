"""Logging, changing and looking back, where it takes whole programs: a pipe, a terminal, a pager."""

import os
import pty
import subprocess

import harness

# Nothing comes by itself while these tests run.
QUIET = "[reminder water]\nat = 04:00\namount = 300ml\ntarget = 2l\n"


class Log(harness.RealTest):
    def setUp(self):
        super().setUp()
        self.home.write_schedule(QUIET)
        self.home.kneadd()

    def say(self, typed, *words):
        """knead with something on its input."""
        return subprocess.run([harness.BUILD / "knead", *words], env=self.home.environment, input=typed, text=True,
                              capture_output=True, timeout=harness.PATIENCE, check=False)

    def on_terminal(self, *words, **environment):
        """What a terminal of its own gets to see."""
        master, slave = pty.openpty()
        with subprocess.Popen([harness.BUILD / "knead", *words], stdin=slave, stdout=slave, stderr=slave,
                              env={**self.home.environment, "TERM": "xterm", **environment}) as program:
            os.close(slave)
            seen = b""
            while True:
                try:
                    part = os.read(master, 65536)
                except OSError:  # the other end was closed
                    break
                if not part:
                    break
                seen += part
            self.assertEqual(program.wait(harness.PATIENCE), 0)
        os.close(master)
        return seen.decode()

    def test_questions_over_a_pipe(self):
        answer = self.say("3\n7\n\n2\n\n\n4\n5\n3\n", "ask")
        self.assertEqual(answer.returncode, 0, answer)
        kinds = {entry["kind"]: entry for entry in self.home.history()}
        self.assertEqual(sorted(kinds), ["pain", "peg", "sleep"])  # what was skipped is unknown
        self.assertEqual(kinds["pain"]["measure"], "average")
        self.assertEqual(kinds["sleep"].get("sleep_latency_min"), None)
        self.assertEqual(kinds["sleep"]["awakenings"], 2)
        self.assertEqual(kinds["peg"]["peg_activity"], 3)
        answer = self.say("4\n", "ask")  # only what is missing: stress; stiffness is skipped by the end
        self.assertEqual(len(self.home.history()), 4)
        self.assertIn("Stress", answer.stdout)
        self.assertNotIn("Sleep", answer.stdout)

    def test_a_refused_answer_on_a_pipe(self):
        answer = self.say("11\n", "ask")
        self.assertEqual(answer.returncode, 4, answer)
        self.assertIn("whole number from 0", answer.stderr)
        self.assertEqual(self.home.history(), [])

    def test_drinks_add_up(self):
        self.assertAnswer(self.home.knead("drink"), 0, out="drink 300 ml.*\nwater today: 300 of 2000 ml  #")
        self.assertAnswer(self.home.knead("drink", "2", "cups"), 0, out="water today: 700 of 2000 ml  ###")

    def test_a_change_and_back(self):
        self.home.knead("log", "4", "neck")
        entry = self.home.history()[0]
        self.assertAnswer(self.home.knead("edit", entry["id"][-6:], "level=5", "note=x y", "quality=dull"), 0,
                          out="was: pain 4, neck.*\nnow: pain 5, neck, dull.*: x y\n")
        self.assertNotEqual(self.home.history()[0]["id"], entry["id"])
        self.assertAnswer(self.home.knead("undo"), 0, out="undone: pain 5.*\nagain:  pain 4, neck")
        self.assertEqual(self.home.history(), [entry])
        self.assertAnswer(self.home.knead("edit", "last", "amount=5"), 4, err="only a drink has an amount")
        self.assertAnswer(self.home.knead("undo"), 0, out="undone: pain 4")
        self.assertAnswer(self.home.knead("undo"), 1, err="no entry to take back")

    def test_a_pager_on_a_terminal_only(self):
        self.home.knead("log", "4", "-m", "here")
        self.assertIn("paged:", self.on_terminal("history", PAGER="sed s/^/paged:/"))
        self.assertNotIn("paged:", self.on_terminal("history", PAGER="cat"))
        self.assertIn("here", self.on_terminal("history", PAGER=""))
        self.assertIn("here", self.on_terminal("history", PAGER="head -c 100000"))
        self.assertNotIn("paged:", self.home.knead("history", PAGER="sed s/^/paged:/").out)


if __name__ == "__main__":
    harness.main()
